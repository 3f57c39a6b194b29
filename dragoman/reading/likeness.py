"""Which noun phrases mean the same: each goes with the earlier one most like it, or is new.

Source: mention ranking (Denis & Baldridge 2008; Durrett & Klein 2013), with a small network in place of the linear model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from dragoman.analysis import Analysis
from dragoman.reading import coref_model, noun_phrases, pairs
from dragoman.reading.mentioned import Mentioned
from dragoman.reading.noun_phrases import Phrase
from dragoman.reading.sides import Reader, Sides


def chains(sides: Sides, ranker: coref_model.Ranker | None = None) -> list[int]:
    """The number of the chain of each phrase; a chain has the index of its first phrase as number."""
    ranker = ranker or coref_model.load()[1]
    if not sides.facts:
        return []
    found = pairs.find(sides)
    before = antecedents(found, *ranker.score(sides.facts, found.later, found.earlier, found.facts))
    numbers: list[int] = []
    for i, j in enumerate(before):
        numbers.append(i if j is None else numbers[j])
    return numbers


def antecedents(found: pairs.Pairs, scores: np.ndarray, new: np.ndarray) -> Sequence[int | None]:
    """For each phrase the earlier one most like it; None for one that is likelier new.

    Args:
        scores: float32 `(pairs,)`.
        new: float32 `(phrases,)`.
    """
    best: list[float] = new.tolist()
    before: list[int | None] = [None] * len(best)
    for i, j, score in zip(found.later.tolist(), found.earlier.tolist(), scores.tolist(), strict=True):
        if score > best[i]:
            best[i], before[i] = score, j
    return before


class Likeness:
    """How alike each pronoun of a document and the noun phrases before it are; knows of none before `learn`."""

    def __init__(self) -> None:
        self._at: dict[int, int] = {}
        self._actors: set[int] = set()
        self._new: dict[int, float] = {}
        self._scores: dict[int, dict[int, float]] = {}

    def learn(self, analysis: Analysis, mentions: Sequence[Mentioned], reader: Reader) -> None:
        """Take in a document; `mentions` are those of actors, in the order of heads."""
        if not any(m.kind == "pronoun" for m in mentions):
            return
        heads = {m.head: _top(analysis, m) for m in mentions}
        phrases = _with(noun_phrases.find(analysis), mentions, heads)
        alone = {p.head: i for i, p in enumerate(phrases) if not p.joint}
        self._at = {head: alone[top] for head, top in heads.items() if top in alone}
        self._actors = set(self._at.values()) | {i for i, p in enumerate(phrases) if p.joint}
        wanted = np.array(sorted({self._at[m.head] for m in mentions if m.kind == "pronoun" and m.head in self._at}), np.int64)
        sides, ranker = reader.read(phrases), coref_model.load()[1]
        found = pairs.find(sides, wanted)
        scores, new = ranker.score(sides.facts, found.later, found.earlier, found.facts)
        self._new = dict(zip(wanted.tolist(), new[wanted].tolist(), strict=True))
        self._scores = {i: {} for i in wanted.tolist()}
        for i, j, score in zip(found.later.tolist(), found.earlier.tolist(), scores.tolist(), strict=True):
            self._scores[i][j] = score

    def of(self, pronoun: Mentioned, other: Mentioned) -> float | None:
        """How much speaks for a pronoun meaning another mention before it; None if that is too far."""
        return self._scores.get(self._at.get(pronoun.head, -1), {}).get(self._at.get(other.head, -1))

    def other(self, pronoun: Mentioned) -> float:
        """How much speaks for its meaning no actor: a thing named before or nothing."""
        at = self._at.get(pronoun.head, -1)
        things = (score for j, score in self._scores.get(at, {}).items() if j not in self._actors)
        return max((self._new.get(at, 0.0), *things))


def _top(analysis: Analysis, m: Mentioned) -> int:
    """The head of a mention by the tree: the word whose own head lies outside."""
    at = m.head
    while m.first <= analysis.tokens[at].head < m.last and analysis.tokens[at].head != at:
        at = analysis.tokens[at].head
    return at


def _with(phrases: Sequence[Phrase], mentions: Iterable[Mentioned], heads: dict[int, int]) -> list[Phrase]:
    """The phrases and those mentions that are none of them."""
    there = {p.head for p in phrases}
    more = {heads[m.head]: Phrase(m.first, m.last, heads[m.head]) for m in mentions if heads[m.head] not in there}
    return sorted([*phrases, *more.values()], key=lambda p: (p.head, p.joint))
