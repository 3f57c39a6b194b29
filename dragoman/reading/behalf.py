"""On whose behalf somebody speaks: the body or state named beside an office, the client of a spokesman, or as the text says.

Heads of states, governments and organisations speak for themselves, and so do bodies, groups and people without an office.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import phrases
from dragoman.record import Entity
from dragoman.text import Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

_FILE = "rules/cues/speakers.yaml"
_BODIES = frozenset(("organization", "bloc", "armed_group"))
_DEPUTIES = ("vice", "deputy", "first lady")
_WORD = re.compile(r"[\w-]+")
# Characters between a cue and "on behalf of" that belong to it.
_REACH = 120
_BEHALF = re.compile(r"\bon behalf of\s+(?:the\s+)?", re.IGNORECASE)


@cache
def _words(key: str) -> tuple[str, ...]:
    return tuple(data.load_yaml(_FILE)[key])


class Behalf:
    """The speakers of one document, to be asked whom each one speaks for."""

    def __init__(self, a: Analysis, cast: Cast) -> None:
        self.a = a
        self.cast = cast
        self.mentions = sorted(((Span(*m.span), e) for e in cast.entities for m in e.mentions), key=lambda found: found[0])
        self.starts = [found[0].start for found in self.mentions]
        self.known: dict[str, str | None] = {}
        self.told = [m.end() for m in _BEHALF.finditer(a.doc.text)]

    def of(self, speaker: str | None, cue: Span) -> str | None:
        """The id of the entity that a speaker, named by its id, speaks for; None if the text tells of none.

        Args:
            cue: the words that report, else those that name the source.
        """
        entity = next((e for e in self.cast.entities if e.id == speaker), None)
        told = self._told(cue)
        if told is not None and told.id != speaker:
            return told.id
        if entity is None or entity.kind != "person":
            return None
        if entity.id not in self.known:
            self.known[entity.id] = self._by_office(entity)
        return self.known[entity.id]

    def _told(self, cue: Span) -> Entity | None:
        """ "speaking on behalf of the union": who is named in the sentence of the cue."""
        near = next((at for at in self.told if cue.start - _REACH <= at <= cue.end + _REACH), None)
        word = self.a.token_at(near) if near is not None else None
        sentence = self.a.sentence_at(cue.start)
        if word is None or sentence is None or not sentence.span.covers(word.span):
            return None
        nouns = (t for t in self.a.tokens[word.i : sentence.last] if t.upos not in ("DET", "ADJ", "PUNCT"))
        return self.cast.at(next(nouns, word).span)

    def _by_office(self, entity: Entity) -> str | None:
        """Who is named beside the name of somebody with an office: a spokesman's or lawyer's client, else a body, else a state."""
        if not entity.role or _is_head(entity.role):
            return None
        near = [e for m in entity.mentions if m.kind != "pronoun" for e in self._beside(Span(*m.span)) if e.id != entity.id]
        client = entity.role.lower().endswith(_words("clients"))
        persons = [e for e in near if client and e.kind == "person"]  # by name or as "his lawyer"
        bodies = [e for e in near if e.kind in _BODIES]
        states = [e for e in near if e.kind == "state" and e.party == entity.party]
        return next((e.id for e in (*persons, *bodies, *states)), None)

    def _beside(self, span: Span) -> list[Entity]:
        """The entities named in the noun phrase around a mention."""
        head = self.a.head_of(span)
        whole = phrases.noun_phrase(self.a, head.i) if head else span
        whole = Span(min(whole.start, span.start), max(whole.end, span.end))
        near = self.mentions[bisect_left(self.starts, whole.start) : bisect_left(self.starts, whole.end)]
        return [entity for place, entity in near if whole.covers(place)]


def _is_head(role: str) -> bool:
    """Whether an office is that of the head of a state, a government or an organisation."""
    office = " ".join(_WORD.findall(role.lower()))
    of = tuple(f"{head} of" for head in _words("heads"))
    return not office.startswith(_DEPUTIES) and (office.endswith(_words("heads")) or office.startswith(of))
