"""A contact: its accounts side by side, what was said, wanted and agreed there, and the sources with the words marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup

from dragoman import dossier, marking, outline, page
from dragoman.comparing import Comparison
from dragoman.dossier import Dossier, Telling
from dragoman.marking import Mark
from dragoman.record import Contact, Outcome, Position, Record, Statement
from dragoman.store import corrections
from dragoman.store.corrections import Correction
from dragoman.store.library import DocumentRow
from dragoman.store.query import ContactRow
from dragoman.web import rendering
from dragoman.web.deps import Number, Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["contacts"])
# Layers of the sources: class, name, whether they are marked at first.
LAYERS = (
    ("only", "told by one side", True), ("both", "told by several", True), ("opposed", "standing apart", True),
    ("contradict", "contradicting", True),
    ("called", "how it is called", True), ("contact", "the contact", True), ("statement", "statements", False),
    ("position", "positions", False), ("outcome", "outcomes", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A report that tells of the contact.

    Attributes:
        contact: the contact as this report has it.
        statements, positions, outcomes: those that belong to it, as in the report's record.
    """

    document: DocumentRow
    contact: Contact
    statements: tuple[Statement, ...]
    positions: tuple[Position, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A contact.

    Attributes:
        comparison: the accounts side by side, as `dragoman compare --json` gives them; None if there is one account only.
        alone: then whose account it is.
        others: further documents that tell of it: copies, and what is more than can be set side by side.
        corrections: what persons said of it and of its tellings.
    """

    contact: ContactRow
    sources: list[Source]
    others: list[DocumentRow]
    comparison: dict[str, Any] | None
    alone: str | None
    corrections: list[Correction]


@dataclass(frozen=True, slots=True)
class _Found:
    """The contact with all corrections of its reports, by document; those of itself by 0."""

    dossier: Dossier
    said: dict[int, list[Correction]]

    @property
    def corrections(self) -> list[Correction]:
        tellings = {(t.document.id, t.contact.id) for t in self.dossier.tellings}
        of_tellings = [c for made in self.said.values() for c in made if (c.document, c.item) in tellings]
        return sorted([*self.said.get(0, ()), *of_tellings], key=lambda c: -c.id)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows besides the data: parts that are markup already.

    Attributes:
        cards: section -> groups of cards by name.
        texts: document -> its text with marks.
        corrections: what persons said of it and of its tellings, the last first.
    """

    dossier: Dossier
    cards: dict[str, list[tuple[str, Markup]]]
    texts: dict[int, Markup]
    toggles: Markup
    corrections: list[Correction]


def _sheet(loaded: _Found) -> Sheet:
    found = loaded.dossier
    shown = [layer for layer in LAYERS if found.comparison or layer[0] not in ("only", "both", "opposed", "contradict", "called")]
    texts = {
        t.document.id: Markup("".join(marking.text(t.record.text, marks)))
        for t, marks in zip(found.tellings, _marks(found), strict=True)
    }
    return Sheet(found, _cards(loaded), texts, Markup("".join(page.toggles(shown))), loaded.corrections)


def _data(loaded: _Found) -> ContactPage:
    found = loaded.dossier
    parts = zip(found.tellings, found.statements, found.positions, found.outcomes, strict=True)
    sources = [Source(t.document, t.contact, said, wanted, came) for t, said, wanted, came in parts]
    comparison = found.comparison.to_dict() if found.comparison else None
    return ContactPage(found.contact, sources, list(found.others), comparison, found.alone, loaded.corrections)


@twin(router, "/contacts/C{number:int}", "contact.html", shown=_sheet, data=_data)
def contact(connection: Reading, number: Number) -> _Found:
    """A contact with its accounts side by side and everything that belongs to it; offsets are Unicode code points."""
    found = dossier.of(connection, number)
    documents = {telling.document.id for telling in found.tellings}
    said: dict[int, list[Correction]] = {}
    for made in corrections.of_contact(connection, number, documents):
        said.setdefault(made.document or 0, []).append(made)
    return _Found(found, said)


# ---- cards
def _cards(loaded: _Found) -> dict[str, list[tuple[str, Markup]]]:
    """Statements, positions and outcomes of all reports in groups, those of one party together."""
    found = loaded.dossier
    layers = (
        ("statements", outline.statements, found.statements),
        ("positions", outline.positions, found.positions),
        ("outcomes", outline.outcomes, found.outcomes),
    )
    return {name: _grouped(loaded, groups, items) for name, groups, items in layers}


def _grouped(
    loaded: _Found, groups: Callable[[Record], tuple[outline.Group, ...]], items: Iterable[Iterable[Any]]
) -> list[tuple[str, Markup]]:
    made: dict[str, Markup] = {}
    for telling, own in zip(loaded.dossier.tellings, items, strict=True):
        kept = rendering.kept_at(telling.document.id, loaded.said.get(telling.document.id, ()))
        ids = {item.id for item in own}
        for group in groups(telling.record):
            cards = (page.card(telling.record, _named(telling, card), kept) for card in group.cards if card.id in ids)
            made[group.name] = made.get(group.name, Markup()) + Markup("".join(cards))
    return [(name, cards) for name, cards in made.items() if cards]


def _named(telling: Telling, card: outline.Card) -> outline.Card:
    """A card under the id that the finding has in the store: "D3.s4"; what it links to in its record is left out."""
    return replace(card, id=f"{telling.record.id}.{card.id}", facts=tuple(fact for fact in card.facts if not fact.id))


# ---- marks
def _marks(found: Dossier) -> Iterator[list[Mark]]:
    """For each telling what is marked in its text: points of the accounts, and the findings that belong to the contact."""
    compared = list(_compared(found.comparison)) if found.comparison else []
    for n, telling in enumerate(found.tellings):
        belonging = {telling.contact.id, *(i.id for layer in (found.statements, found.positions, found.outcomes) for i in layer[n])}
        own = [replace(mark, id=f"{telling.record.id}.{mark.id}") for mark in marking.marks(telling.record) if mark.id in belonging]
        points = [mark for record, mark in compared if record == telling.record.id]
        yield sorted([*own, *points], key=lambda mark: (mark.span[0], -mark.span[1]))


def _compared(comparison: Comparison) -> Iterator[tuple[str, Mark]]:
    """Each cell of the comparison with the record it stands in; ids and numbers as `contact.html` gives them to the cells."""
    for r, row in enumerate(comparison.rows):
        points = [p for account in comparison.accounts for p in row.cells.get(account.name, ())]
        yield from ((p.record, Mark(p.span, row.verdict, f"r{r}", n, ahead=True)) for n, p in enumerate(points))
    for n, called in enumerate(comparison.characterisations):
        yield called.record, Mark(called.span, "called", "called", n, ahead=True)
