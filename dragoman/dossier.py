"""All that a store has on one contact: who tells of it, their accounts side by side, what was said, wanted and agreed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from dragoman import comparing
from dragoman.comparing import Comparison
from dragoman.errors import CompareError
from dragoman.reading.voices import split
from dragoman.record import Contact, Outcome, Position, Record, Statement
from dragoman.store import library, query
from dragoman.store.library import DocumentRow
from dragoman.store.query import ContactRow
from dragoman.text import Span

# Reports whose accounts are set side by side: those of more repeat each other.
MOST = 30


@dataclass(frozen=True, slots=True)
class Telling:
    """One report that tells of the contact.

    Attributes:
        record: called D3 as `dragoman show` calls the document.
        contact: the contact as this report has it.
    """

    document: DocumentRow
    record: Record
    contact: Contact


@dataclass(frozen=True, slots=True)
class Dossier:
    """One contact with all that tells of it.

    Attributes:
        tellings: in the order in which the reports came, copies left out, `MOST` at most.
        others: the other documents that tell of it: copies, and what is more than `MOST`.
        comparison: None if there is one account only; `alone` then says whose.
        statements, positions, outcomes: those of each telling that belong to the contact, in its order.
    """

    contact: ContactRow
    tellings: tuple[Telling, ...]
    others: tuple[DocumentRow, ...]
    comparison: Comparison | None
    alone: str | None
    statements: tuple[tuple[Statement, ...], ...]
    positions: tuple[tuple[Position, ...], ...]
    outcomes: tuple[tuple[Outcome, ...], ...]


def of(connection: Connection, id: int) -> Dossier:
    """Everything on a contact.

    Raises:
        MissingError: if there is no such contact.
    """
    view = query.contact(connection, id)
    told = tellings(connection, id)
    comparison, alone = _compared(told)
    compared = {telling.document.id for telling in told}
    rest = sorted({finding.document for finding in view.findings["contacts"]} - compared)
    found = library.documents_of(connection, rest)
    return Dossier(
        view.contact,
        tuple(told),
        tuple(found[n] for n in rest),
        comparison,
        alone,
        tuple(tuple(_statements(t)) for t in told),
        tuple(tuple(_positions(t)) for t in told),
        tuple(tuple(_outcomes(t)) for t in told),
    )


def tellings(connection: Connection, id: int) -> list[Telling]:
    """The reports that tell of a contact, in the order in which they came, at most `MOST`; copies only if there is nothing else.

    Raises:
        MissingError: if there is no such contact.
    """
    view = query.contact(connection, id)
    first = {finding.document: finding.body["id"] for finding in reversed(view.findings["contacts"])}
    known = library.documents_of(connection, sorted(first))
    own = [n for n in sorted(first) if known[n].copy_of not in first]
    records = {n: query.document(connection, n).model_copy(update={"id": f"D{n}"}) for n in own[:MOST]}
    return [Telling(known[n], record, next(c for c in record.contacts if c.id == first[n])) for n, record in records.items()]


def _compared(told: Sequence[Telling]) -> tuple[Comparison | None, str | None]:
    try:
        return comparing.of_contact([(telling.record, telling.contact) for telling in told]), None
    except CompareError as error:
        return None, str(error)


def _statements(telling: Telling) -> Iterator[Statement]:
    """Those that were made in the contact or are about it."""
    yield from (s for s in telling.record.statements if s.contact == telling.contact.id)


def _positions(telling: Telling) -> Iterator[Position]:
    """Those that its statements hold, and those of its sides that stand nearest to it."""
    said = [Span(*span) for s in _statements(telling) for span in s.content_spans]
    for p in telling.record.positions:
        if any(span.covers(p.evidence) for span in said) or _belongs(telling, p.evidence, split(p.party)):
            yield p


def _outcomes(telling: Telling) -> Iterator[Outcome]:
    """Those of its sides that stand nearest to it."""
    for o in telling.record.outcomes:
        parties = tuple(party for given in o.parties for party in split(given))
        if _belongs(telling, o.evidence, parties):
            yield o


def _belongs(telling: Telling, evidence: tuple[int, int], parties: Sequence[str]) -> bool:
    """Whether the contact is the one of the report that has all these parties and stands nearest to the words."""
    fitting = [c for c in telling.record.contacts if {*parties} <= _sides(c)]
    return bool(fitting) and min(fitting, key=lambda c: _distance(c, evidence)) is telling.contact


def _sides(contact: Contact) -> set[str]:
    return {party for side in contact.sides for party in split(side.party)}


def _distance(contact: Contact, span: tuple[int, int]) -> int:
    """Code points between the words that tell of a contact and others, 0 if they overlap."""
    return min(max(start - span[1], span[0] - end, 0) for start, end in contact.evidence)
