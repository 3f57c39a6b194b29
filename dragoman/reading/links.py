"""Links statements to contacts: which contact a statement is about, and the day of one that was made in a contact.

A statement is about the contact that its words tell of. In a readout, and in the lines after a report of a contact, what its
people say was said in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from dragoman.analysis import Analysis, Sentence
from dragoman.reading import contact_fields
from dragoman.reading.cast import Cast
from dragoman.record import Contact, ContactKind, Medium, Statement
from dragoman.text import Document, Span

_TOOK_PLACE = frozenset(("held", "ongoing"))
# How one speaks in a contact of each kind.
_MEDIA: dict[ContactKind, Medium] = {
    "call": "call", "meeting": "meeting", "talks": "meeting", "visit": "meeting", "summit": "meeting", "conference": "meeting",
    "correspondence": "letter",
}  # fmt: skip
# The contact of a readout is told in its first sentences.
_OPENING = 2
# Mentions of contacts before a statement that it can have been made in, and paragraphs back to them.
_BACK = 8
_PARAGRAPHS = 1
# Characters of a date that names a day.
_DAY = 10
# Days for which a contact is news.
_NEWS = 31
_NONE = "its words tell of no contact, and it was not made in one that the text shows"
_SEVERAL = "its words tell of several contacts"


def link(
    statements: Sequence[Statement], contacts: Sequence[Contact], doc: Document, analysis: Analysis, cast: Cast
) -> tuple[Statement, ...]:
    """The same statements, each with the contact that it is about and, if it was made in a dated contact, the day of that.

    Where the contact is not known, `contact` is null and `unknown` says why.
    """
    linker = _Linker(contacts, doc, analysis, cast)
    return tuple(linker.linked(s) for s in statements)


class _Linker:
    """The contacts of one document, to be asked for the one of a statement."""

    def __init__(self, contacts: Sequence[Contact], doc: Document, analysis: Analysis, cast: Cast) -> None:
        self.analysis = analysis
        self.published = doc.published
        self.contacts = {c.id: c for c in contacts}
        self.persons = {e.name for e in cast.entities if e.kind == "person"}
        self.mentions = sorted((Span(*e), c.id) for c in contacts for e in c.evidence)
        self.longest = max((m.end - m.start for m, _ in self.mentions), default=0)
        readout = contact_fields.is_readout(doc) or cast.publisher_party is not None
        self.reported = self._reported() if readout else None

    def _reported(self) -> Contact | None:
        """The contact that a readout reports: the first that its opening tells of those that took place."""
        opening = self.analysis.sentences[min(_OPENING, len(self.analysis.sentences)) - 1] if self.analysis.sentences else None
        told = [self.contacts[id] for mention, id in self.mentions if opening is not None and mention.start < opening.end]
        return next((c for c in told if c.status in _TOOK_PLACE), None)

    def linked(self, statement: Statement) -> Statement:
        told = self._told(statement.content_spans)
        scene = self._scene(statement)
        contact = scene.id if scene and scene is self.reported else told[0] if len(told) == 1 else scene.id if scene else None
        around = self._told(self._sentences(statement)) if contact is None and not told else told
        contact = around[0] if contact is None and len(around) == 1 else contact
        found: dict[str, object] = {"contact": contact}
        if contact is None:
            found["unknown"] = {**statement.unknown, "contact": _SEVERAL if around else _NONE}
        if scene is not None and scene is self.reported and statement.medium is None:
            found["medium"] = _MEDIA[scene.kind]
        if scene is not None and scene.start is not None and len(statement.date or "") < len(scene.start) and self._is_news(scene):
            found["date"] = scene.start
        return statement.model_copy(update=found)

    def _told(self, spans: Iterable[tuple[int, int]]) -> list[str]:
        """The contacts that the words of `spans` tell of, each once."""
        return list(dict.fromkeys(id for span in spans for mention, id in self._near(span) if mention.overlaps(span)))

    def _near(self, span: tuple[int, int]) -> list[tuple[Span, str]]:
        low = bisect_left(self.mentions, (Span(span[0] - self.longest, 0), ""))
        return self.mentions[low : bisect_left(self.mentions, (Span(span[1], 0), ""))]

    def _sentences(self, statement: Statement) -> list[Span]:
        found = self._sentence(statement)
        return [found.span] if found else []

    def _sentence(self, statement: Statement) -> Sentence | None:
        """The sentence of the cue, else of the first words."""
        at = statement.cue_span or statement.source_span or statement.content_spans[0]
        return self.analysis.sentence_at(at[0])

    def _scene(self, statement: Statement) -> Contact | None:
        """The contact that a statement was made in."""
        reported = self.reported
        told_apart = len(statement.date or "") == _DAY and not self._can_be_of(statement, reported) if reported else True
        if reported is not None and not told_apart and self._takes_part(statement, reported):
            return reported
        return next((c for c in self._before(statement) if self._can_be_of(statement, c) and self._named_in(statement, c)), None)

    def _before(self, statement: Statement) -> Iterator[Contact]:
        """Contacts told shortly before a statement, the nearest first."""
        sentence = self._sentence(statement)
        if sentence is None:
            return
        last = bisect_left(self.mentions, (Span(sentence.start, 0), ""))
        for mention, id in islice(reversed(self.mentions[:last]), _BACK):
            told = self.analysis.sentence_at(mention.start)
            if told is None or sentence.paragraph - told.paragraph > _PARAGRAPHS:
                return
            yield self.contacts[id]

    def _is_news(self, scene: Contact) -> bool:
        """Whether a contact is of the weeks before publication: an older day is as likely that of something told beside it."""
        if self.published is None or scene.start is None or len(self.published) < _DAY:
            return True
        if len(scene.start) < _DAY:
            return self.published.startswith(scene.start) or not scene.start[:4].isdigit() or "W" in scene.start
        return (date.fromisoformat(self.published[:_DAY]) - date.fromisoformat(scene.start[:_DAY])).days <= _NEWS

    def _can_be_of(self, statement: Statement, contact: Contact) -> bool:
        """Whether the contact took place, and on the day of the statement if both are known."""
        if contact.status not in _TOOK_PLACE:
            return False
        return statement.date is None or contact.start is None or _same_day(statement.date, contact.start)

    def _takes_part(self, statement: Statement, contact: Contact) -> bool:
        """Whether the speakers are people of the contact, or of sides whose people are not named."""
        if self._named_in(statement, contact):
            return True
        parties = (statement.party or "").split(" & ")
        sides = {s.party for s in contact.sides}
        named = {s.party for s in contact.sides if s.people}
        return set(parties) <= sides and not (set(_speakers(statement)) & self.persons and set(parties) & named)

    def _named_in(self, statement: Statement, contact: Contact) -> bool:
        people = {p for s in contact.sides for p in s.people}
        return bool(people) and set(_speakers(statement)) <= people


def _speakers(statement: Statement) -> list[str]:
    return (statement.speaker or "").split(" & ")


def _same_day(one: str, other: str) -> bool:
    """Whether two dates of whatever precision agree as far as both go."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
