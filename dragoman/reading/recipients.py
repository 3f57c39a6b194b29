"""At whom an act is aimed when its own phrase names nobody: who else stands in its words, its sentence, the talks, the story."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.reading.voices import Voices, unique
from dragoman.record import Contact
from dragoman.text import Span

# Types that are aimed at somebody as a rule; for the others an empty recipient is the usual reading.
_AIMED = frozenset(("ACCUSE", "SUPPORT", "REJECT", "REQUEST", "THREATEN", "AID", "ASSAULT", "SANCTION"))
# Types whose recipient in a readout of two sides is the other side.
_TO_THE_OTHER = frozenset(("SUPPORT", "AID", "AGREE", "REQUEST", "REJECT"))


class Aims:
    """The parties that stand near the acts of one document."""

    def __init__(self, voices: Voices, contacts: Sequence[Contact]) -> None:
        self.voices = voices
        held = [c for c in contacts if c.status in ("held", "ongoing")]
        self.sides = unique(s.party for s in held[0].sides if s.party) if held else ()

    def find(self, type_: str, i: int, evidence: Span, actors: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """Who an act of `actors` on word `i` is aimed at, and which step found it; ((), "none") if nobody can be told.

        The steps: named in the act's own words; the other side of talks between two; named elsewhere in the sentence; last named
        before it.
        """
        if len(actors) > 1 and type_ == "AGREE":
            return (), "none"
        if type_ not in _AIMED | _TO_THE_OTHER:
            return (), "none"
        named = self._others(evidence, actors)
        if named and type_ in _AIMED:
            return named[:1], "words"
        if type_ in _TO_THE_OTHER and len(self.sides) == 2 and len(actors) == 1 and actors[0] in self.sides:
            return tuple(s for s in self.sides if s not in actors), "sides"
        if type_ not in _AIMED:
            return (), "none"
        sentence = self.voices.analysis.sentences[self.voices.analysis.tokens[i].sent]
        after = self._others(Span(evidence.end, max(evidence.end, sentence.end)), actors)
        before = self._others(Span(sentence.start, max(evidence.start, sentence.start)), actors)
        if after or before:
            return (after[:1] or before[-1:]), "sentence"
        story = self._others(Span(max(0, sentence.start - 600), sentence.start), actors)
        return (story[-1:], "story") if story else ((), "none")

    def _others(self, span: Span, actors: tuple[str, ...]) -> tuple[str, ...]:
        """Parties named in a stretch besides the actors, in the order of their last mention."""
        found = [m for s, e in self.voices.cast.within(span) for m in self.voices.cast.parties(s)]
        return tuple(p for p in reversed(tuple(dict.fromkeys(reversed(found)))) if p not in actors)
