"""A contact on one printed page, for a briefing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter

from dragoman import dossier
from dragoman.alignment import Row
from dragoman.dossier import Dossier
from dragoman.record import Outcome
from dragoman.store.query import ContactRow
from dragoman.text import Span, sentences
from dragoman.web.deps import Number, Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["contacts"])
# What fits on a page of A4: matters of each sort, outcomes, sources, and code points of the words of a point.
_ROWS = {"contradict": 4, "opposed": 4, "both": 5, "only": 4}
_SAID, _OUTCOMES, _SOURCES, _WORDS = 8, 6, 6, 230


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a report, cut at a sentence or word where it is long; `at` is where it begins there, in code points."""

    words: str
    document: str
    at: int


@dataclass(frozen=True, slots=True)
class Said:
    """A statement."""

    speaker: str | None
    party: str | None
    words: Words


@dataclass(frozen=True, slots=True)
class Matter:
    """What the accounts tell of one matter; account -> the words of each."""

    told: dict[str, list[Words]]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something agreed, promised, left open or to come."""

    outcome: Outcome
    document: str


@dataclass(frozen=True, slots=True)
class From:
    """A source."""

    document: str
    title: str | None
    source: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Brief:
    """A contact on one page.

    Attributes:
        alone: whose account there is, if there is one only.
        said: the first statements then.
        matters: contradict, opposed, both, only -> the first matters of each sort.
        left_out: how many matters, outcomes and sources are not on the page.
    """

    contact: ContactRow
    accounts: list[str]
    alone: str | None
    calls: dict[str, list[str]]
    said: list[Said]
    matters: dict[str, list[Matter]]
    outcomes: list[Agreed]
    sources: list[From]
    left_out: int


@twin(router, "/contacts/C{number:int}/brief", "brief.html")
def brief(connection: Reading, number: Number) -> Brief:
    """The main points of a contact, so many as fit on one page."""
    found = dossier.of(connection, number)
    accounts = [account.name for account in found.comparison.accounts] if found.comparison else []
    matters = {verdict: _matters(found, verdict) for verdict in _ROWS}
    said = [] if found.comparison else list(_said(found))
    outcomes = [Agreed(o, t.record.id) for t, own in zip(found.tellings, found.outcomes, strict=True) for o in own]
    sources = [From(t.record.id, t.document.title, t.document.source, t.document.published) for t in found.tellings]
    points = len(found.comparison.rows) - sum(map(len, matters.values())) if found.comparison else max(len(said) - _SAID, 0)
    return Brief(
        contact=found.contact,
        accounts=accounts,
        alone=found.alone,
        calls=_calls(found),
        said=said[:_SAID],
        matters=matters,
        outcomes=outcomes[:_OUTCOMES],
        sources=sources[:_SOURCES],
        left_out=points + max(len(outcomes) - _OUTCOMES, 0) + max(len(sources) - _SOURCES, 0),
    )


def _said(found: Dossier) -> Iterator[Said]:
    for telling, own in zip(found.tellings, found.statements, strict=True):
        for s in own:
            start, end = s.content_spans[0]
            yield Said(s.speaker, s.party, _words(telling.record.text[start:end], telling.record.id, start))


def _calls(found: Dossier) -> dict[str, list[str]]:
    """Account -> how it calls the talks."""
    made: dict[str, list[str]] = {}
    for called in found.comparison.characterisations if found.comparison else ():
        made.setdefault(called.account, []).append(called.words)
    return {account: list(dict.fromkeys(words))[:4] for account, words in made.items()}


def _matters(found: Dossier, verdict: str) -> list[Matter]:
    """The first matters of a sort; of what only one tells the first of each account."""
    rows = [row for row in found.comparison.rows if row.verdict == verdict] if found.comparison else []
    if verdict == "only":
        accounts = list(dict.fromkeys(name for row in rows for name in row.cells))
        rows = [row for name in accounts for row in [r for r in rows if name in r.cells][: _ROWS["only"]]]
        return [_matter(row) for row in rows[: 2 * _ROWS["only"]]]
    return [_matter(row) for row in rows[: _ROWS[verdict]]]


def _matter(row: Row) -> Matter:
    return Matter(
        {name: [_words(p.words, p.record, p.span[0]) for p in points[:1]] for name, points in row.cells.items()}, row.reason
    )


def _words(words: str, document: str, at: int) -> Words:
    if len(words) > _WORDS:
        first = next((s for s in sentences(words)), Span(0, len(words)))
        words = words[: first.end] if first.end <= _WORDS else words[:_WORDS].rsplit(None, 1)[0]
        words = f"{words} …"
    return Words(words, document, at)
