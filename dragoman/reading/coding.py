"""For whom any noun phrase stands, by its head, its modifiers and the places in it, with the CAMEO code of each party.

The cast knows the actors that a document names or describes; event coding also asks for whom a thing stands ("[Norwegian]
warplanes", "a village in [Norway]"). A phrase is known by its head word in the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from dragoman import knowledge
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.cast import Cast
from dragoman.reading.voices import unique
from dragoman.record import Entity, Place
from dragoman.text import Span

# How far beyond a name the participle of "Norway-backed" stands, in code points.
_NEAR = 30
_WHERE = frozenset(("in", "at", "near", "of", "from", "outside", "around"))


class Coded(NamedTuple):
    """The parties of a phrase and their CAMEO codes, and where they were read.

    `how`: "own" (it is an actor itself), "before" or "after" (named in it), "weak" ("Norway-backed"), "place", "below" (named in a
    clause on it), "near" (only guessed), "" if there is none.
    """

    parties: tuple[str, ...]
    codes: tuple[str, ...]
    how: str


_NOBODY = Coded((), (), "")


class Coder:
    """Codes the phrases of one document."""

    def __init__(self, analysis: Analysis, cast: Cast, places: Sequence[Place] = ()) -> None:
        self.analysis = analysis
        self.cast = cast
        people = [Span(*m.span) for e in cast.entities if e.kind == "person" for m in e.mentions if m.kind == "name"]
        self.places = [p for p in places if p.country and not any(s.overlaps(p.span) for s in people)]
        self._known: dict[tuple[int, bool], Coded] = {}

    @cached_property
    def mention_at(self) -> dict[int, Span]:
        """For each word that heads a mention, in the tree or as the cast has it, the longest such mention."""
        found: dict[int, Span] = {}
        for span in sorted(self.cast.heads, key=lambda s: (s.end - s.start, s.start)):
            for head in (self.analysis.head_of(span), self.analysis.token_at(self.cast.heads[span])):
                if head is not None:
                    found[head.i] = span
        return found

    def entity_at(self, i: int) -> Entity | None:
        """The actor whose mention word `i` heads."""
        span = self.mention_at.get(i)
        return self.cast.at(span) if span is not None else None

    def of(self, i: int, joint: bool) -> Coded:
        """Whom the phrase headed by word `i` stands for; `joint`: with the phrases coordinated with it."""
        key = (i, joint)
        if key not in self._known:
            heads = phrases.conjuncts(self.analysis, i) if joint else [self.analysis.tokens[i]]
            coded = [self._one(t) for t in heads]
            self._known[key] = Coded(
                unique(p for c in coded for p in c.parties), unique(p for c in coded for p in c.codes), coded[0].how
            )
        return self._known[key]

    def _one(self, t: Token) -> Coded:
        own = self.entity_at(t.i)
        coded = self._entity(own, "own")
        sure = own is not None and coded.codes and own.found_by != "actors.near"
        if own is not None and sure and (own.found_by == "actors.known" or any(m.kind == "name" for m in own.mentions)):
            return coded
        inside = next((c for c in self._inside(t) if c.codes), None)
        return inside or (coded if sure or not coded.codes else coded._replace(how="near"))

    def _inside(self, t: Token) -> Iterator[Coded]:
        """What the words of a phrase name, the surest first."""
        close, whole = phrases.noun_phrase(self.analysis, t.i), self._whole(t)
        named = [(s, c) for s, e in self.cast.mentions_in(whole) if (c := self._entity(e, "")).codes]
        strong = [(s, c) for s, c in named if close.covers(s) and not self._is_weak(s)]
        yield from (self._joined(n, strong)._replace(how="before") for n, (s, _) in enumerate(strong) if s.start < t.start)
        yield from (self._joined(n, strong)._replace(how="after") for n, (s, _) in enumerate(strong) if s.start > t.start)
        yield from (self._place(p) for p in self.places if whole.covers(p.span))
        yield from (c._replace(how="weak") for s, c in named if close.covers(s))
        yield from (c._replace(how="below") for s, c in named if s.start > t.start)

    def _whole(self, t: Token) -> Span:
        """All below a word, and the place right after it that the tree hangs beside it: "struck [a village] [in Chile]"."""
        found = self.analysis.subtree_span(t.i)
        for beside in self.analysis.children(t.head, "obl", "nmod") if t.head != t.i else ():
            span = self.analysis.subtree_span(beside.i)
            if span.start == found.end + 1 and phrases.case_of(self.analysis, beside.i) in _WHERE:
                return Span(found.start, span.end)
        return found

    def _joined(self, n: int, named: list[tuple[Span, Coded]]) -> Coded:
        """A name with the next one where a hyphen joins them: "a Norwegian-Chilean plan"."""
        span, coded = named[n]
        for following, other in named[n + 1 :]:
            if self.analysis.doc.text[span.end : following.start] in ("-", "–", "/"):
                return Coded(unique((*coded.parties, *other.parties)), unique((*coded.codes, *other.codes)), coded.how)
        return coded

    def _entity(self, entity: Entity | None, how: str) -> Coded:
        """The parties of an actor; of an organisation that is no party its code alone; media mostly only report and have none."""
        if entity is None:
            return _NOBODY
        parties = self.cast.parties_of(entity)
        if parties:
            return Coded(parties, unique(knowledge.code(p) for p in parties), how)
        known = entity.actor_code if entity.found_by == "actors.known" else None
        return Coded((), (known,), how) if known and known != "MED" else _NOBODY

    @staticmethod
    def _place(place: Place) -> Coded:
        country = place.country or ""
        return Coded((country,), (knowledge.code(country),), "place") if country in knowledge.party_names() else _NOBODY

    def _is_weak(self, span: Span) -> bool:
        """Whether a participle joined to a name says that it is only close to what is meant: "Norway-backed", "Oslo-based"."""
        following = self.analysis.tokens_in((span.end, span.end + _NEAR))[:2]
        hyphen = len(following) == 2 and following[0].text in ("-", "‑") and following[0].start == span.end
        return hyphen and (following[1].upos in ("VERB", "ADJ") or following[1].lower.endswith("ed"))
