"""At whom an act is aimed when its own phrase names nobody: who else stands in its words, its sentence, the talks, the story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, cached_property

from dragoman.reading import deeds, phrases
from dragoman.reading.voices import Voices, split, unique
from dragoman.record import Contact
from dragoman.text import Span

# Types that are aimed at somebody as a rule; for the others an empty recipient is the usual reading.
_AIMED = frozenset(("ACCUSE", "SUPPORT", "REJECT", "REQUEST", "THREATEN", "AID", "SANCTION"))
# Types whose recipient in a readout of two sides is the other side.
_TO_THE_OTHER = frozenset(("SUPPORT", "AID", "AGREE", "REQUEST", "REJECT"))


# Acts of one side that are the other's concern as well ("strengthening the partnership").
_SHARED = frozenset("partnership alliance relationship relation tie friendship bilateral cooperation mutual".split())

# Relations of a party that something is done for or to.
_SPOKEN_OF = frozenset(("obj", "iobj", "obl", "nmod", "nmod:poss", "nsubj:pass"))


@cache
def _attacks() -> frozenset[str]:
    return frozenset(lemma for lemma, rows in deeds.lexicon()[1].items() if any(r.type == "ASSAULT" for r in rows)) - {"action"}


class Aims:
    """The parties that stand near the acts of one document."""

    def __init__(self, voices: Voices, contacts: Sequence[Contact]) -> None:
        self.voices = voices
        held = [c for c in contacts if c.status in ("held", "ongoing")]
        self.sides = unique(p for s in held[0].sides for p in split(s.party)) if held else ()

    @cached_property
    def _prominent(self) -> list[str]:
        """Parties by number of mentions, most first."""
        counts = Counter(p for e in self.voices.cast.entities if e.party for p in [e.party] for _ in e.mentions)
        return [p for p, _ in counts.most_common()]

    def find(self, type_: str, i: int, evidence: Span, actors: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """Who an act of `actors` on word `i` is aimed at, and which step found it; ((), "none") if nobody can be told.

        The steps: named in the act's own words or in the statement that the act makes; the other side of talks between two; named
        elsewhere in the sentence; for reproaches and demands whom the document is about besides the actors.
        """
        if (len(actors) > 1 and type_ == "AGREE") or type_ not in _AIMED | _TO_THE_OTHER:
            return (), "none"
        if type_ == "ACCUSE" and self.is_attack_by_nobody(evidence):
            return (), "none"
        if type_ in _AIMED or type_ == "AGREE":
            named = self.voices.first_named((evidence,), actors) or self.of_content(i, actors)
            if named:
                return named, "words"
        if self._to_the_other_side(type_, evidence, actors):
            return tuple(s for s in self.sides if s not in actors), "sides"
        if type_ not in _AIMED:
            return (), "none"
        sentence = self.voices.analysis.sentences[self.voices.analysis.tokens[i].sent]
        after = self.voices.first_named(((evidence.end, max(evidence.end, sentence.end)),), actors)
        before = self.voices.first_named(((sentence.start, max(evidence.start, sentence.start)),), actors)
        if after or before:
            return after or before, "sentence"
        about = [p for p in self._prominent if p not in actors] if type_ in ("ACCUSE", "REJECT", "REQUEST") else []
        return (tuple(about[:1]), "document") if about else ((), "none")

    def is_attack_by_nobody(self, evidence: Span) -> bool:
        """ "condemned the bombing in Kenya": whoever is named with an attack suffered it."""
        a = self.voices.analysis
        attacks = [t for t in a.tokens_in(evidence) if phrases.nominal(t) and t.lemma in _attacks()]
        return any(not self.voices.noun_doer(t.i, frozenset(), of=False) for t in attacks)

    def victims(self, i: int, actors: tuple[str, ...]) -> tuple[str, ...]:
        """Of an attack told by a noun: the party named last before it in the sentence that is spoken of, not who acts or speaks."""
        a = self.voices.analysis
        token = a.tokens[i]
        start = a.sentences[token.sent].start
        for mention, _ in reversed(self.voices.cast.within((start, token.start)) if phrases.nominal(token) else ()):
            head = a.head_of(mention)
            found = tuple(p for p in self.voices.cast.parties(mention) if p not in (*actors, *self.sides))
            if found and head is not None and head.deprel in _SPOKEN_OF and head.upos != "PRON":
                return found
        return ()

    def of_content(self, i: int, actors: tuple[str, ...]) -> tuple[str, ...]:
        """The first party named in what the statement with its cue on word `i` says."""
        statement = self.voices.statement_of_cue(i)
        return self.voices.first_named(statement.content_spans[:1], actors) if statement is not None else ()

    def _to_the_other_side(self, type_: str, evidence: Span, actors: tuple[str, ...]) -> bool:
        if type_ not in _TO_THE_OTHER or len(self.sides) != 2 or len(actors) != 1 or actors[0] not in self.sides:
            return False
        return type_ != "AGREE" or any(t.lemma in _SHARED for t in self.voices.analysis.tokens_in(evidence))
