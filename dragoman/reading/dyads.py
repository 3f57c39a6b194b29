"""Who acts and at whom in a sentence that tells of an event: a learned choice among the pairs of its phrases.

Each phrase is weighed as actor and as recipient and each pair as a pair, by sums of weights of what `dyad_features` tells; the
pair with the highest sum is taken. The weights (rules/plover/dyads.json) are fitted by training/dyads.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import dyad_features
from dragoman.reading.coding import Coded, Coder
from dragoman.reading.dyad_features import Candidate

FILE = "rules/plover/dyads.json"


@dataclass(frozen=True)
class Weights:
    """Weights of features: of a phrase as actor, as recipient, and of a pair."""

    actor: dict[str, float]
    recipient: dict[str, float]
    pair: dict[str, float]


@dataclass(frozen=True, slots=True)
class Dyad:
    """The chosen pair: whom each phrase stands for, their head words, the word that tells of the event.

    `chance` is the probability of this pair among all pairs of the sentence.
    """

    actor: Coded
    recipient: Coded
    heads: tuple[int, int]
    told: int
    chance: float


@cache
def weights() -> Weights:
    """The shipped weights."""
    loaded = json.loads(data.path(FILE).read_text(encoding="utf-8"))
    return Weights(loaded["actor"], loaded["recipient"], loaded["pair"])


def view(coder: Coder, words: Sequence[Token], type_: str, scores: np.ndarray) -> dyad_features.Sentence:
    """A sentence as the choice sees it.

    Args:
        scores: for each word of the document the score of `type_`.
    """
    cues = {t.i for frame in coder.analysis.frames for t in coder.analysis.tokens_in(frame.cue)}
    return dyad_features.Sentence(coder, words, type_, dyad_features.trigger(words, scores.tolist()), cues)


def choose(coder: Coder, words: Sequence[Token], type_: str) -> Dyad | None:
    """The actor and recipient of an event of `type_` in the words of a sentence; None if it has no two phrases."""
    sentence = view(coder, words, type_, _scores(coder.analysis, type_))
    found = sentence.candidates()
    chosen = best(found, sentence.pairs(found), weights())
    if chosen is None:
        return None
    (x, y), chance = chosen
    return Dyad(found[x].coded, found[y].coded, (found[x].i, found[y].i), sentence.told.i, chance)


def best(
    found: Sequence[Candidate], pairs: Mapping[tuple[int, int], Sequence[str]], by: Weights
) -> tuple[tuple[int, int], float] | None:
    """The likeliest pair of candidates with its probability among all; None if there is no pair."""
    if not pairs:
        return None
    acts, suffers = ([_sum(table, c.features) for c in found] for table in (by.actor, by.recipient))
    keys = list(pairs)
    sums = np.array([acts[x] + suffers[y] + _sum(by.pair, pairs[x, y]) for x, y in keys])
    top = int(sums.argmax())
    return keys[top], float(1 / np.exp(sums - sums[top]).sum())


def _sum(table: dict[str, float], features: Iterable[str]) -> float:
    return sum(table.get(f, 0.0) for f in features)


def _scores(analysis: Analysis, type_: str) -> np.ndarray:
    """The encoder's scores of a type for each word; zeros where it has none."""
    scores, labels = analysis.scores.get("event"), analysis.labels.get("event", ())
    if scores is None or type_ not in labels:
        return np.zeros(len(analysis.tokens), np.float32)
    return np.asarray(scores[:, labels.index(type_)])
