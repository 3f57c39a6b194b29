"""The learned weights of coreference: which candidates are noun phrases, and how alike the two of a pair are.

Made by `python -m training.coref_ranker`; see models/MODEL_CARD.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from dragoman import data
from dragoman.errors import ModelError

FILE = "coref.npz"


@dataclass(frozen=True)
class Filter:
    """A logistic regression over clues: log-odds that a candidate is a noun phrase."""

    weights: dict[str, float]
    bias: float

    def score(self, clues: Iterable[str]) -> float:
        weight = self.weights.get
        return self.bias + sum([weight(clue, 0.0) for clue in clues])


@dataclass(frozen=True)
class Ranker:
    """A small network over a pair: facts of both phrases and of the pair, two hidden layers; float32.

    Attributes:
        facts: the number of each fact of a phrase.
        later, earlier, alone: first layer of a phrase as the later or earlier of a pair, or by itself, `(facts, hidden)`.
        pair: first layer of the facts of a pair, `(pair facts, hidden)`.
    """

    facts: dict[str, int]
    later: np.ndarray
    later_bias: np.ndarray
    earlier: np.ndarray
    pair: np.ndarray
    second: np.ndarray
    second_bias: np.ndarray
    last: np.ndarray
    last_bias: np.ndarray
    alone: np.ndarray
    alone_bias: np.ndarray
    alone_last: np.ndarray
    alone_last_bias: np.ndarray

    def score(
        self, facts: Sequence[Sequence[str]], later: np.ndarray, earlier: np.ndarray, pair: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How much speaks for each pair, `(pairs,)`, and for each phrase meaning something not named before, `(phrases,)`.

        Args:
            facts: those of each phrase.
            later, earlier: int64 `(pairs,)`.
            pair: float32 `(pairs, pair facts)`.
        """
        known = self._matrix(facts)
        hidden = pair @ self.pair
        hidden += (known @ self.later + self.later_bias)[later]
        hidden += (known @ self.earlier)[earlier]
        np.maximum(hidden, 0, out=hidden)
        scores: np.ndarray = np.maximum(hidden @ self.second + self.second_bias, 0) @ self.last + self.last_bias
        alone = np.maximum(known @ self.alone + self.alone_bias, 0)
        return scores, alone @ self.alone_last + self.alone_last_bias

    def _matrix(self, facts: Sequence[Sequence[str]]) -> np.ndarray:
        number = self.facts.get
        rows = [[at for f in own if (at := number(f)) is not None] for own in facts]
        found = np.zeros((len(facts), len(self.facts)), np.float32)
        found[np.repeat(np.arange(len(rows)), [len(r) for r in rows]), [at for r in rows for at in r]] = 1
        return found


@cache
def load() -> tuple[Filter, Ranker]:
    """The weights that ship.

    Raises:
        ModelError: if the file is missing or damaged.
    """
    return read(data.path("models") / FILE)


def read(path: Path) -> tuple[Filter, Ranker]:
    """The weights of a file.

    Raises:
        ModelError: if it is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored.files if name not in ("facts", "clues")}
            facts, clues = (json.loads(stored[name].tobytes()) for name in ("facts", "clues"))
        weights = dict(zip(clues, arrays.pop("filter").tolist(), strict=True))
        filtering = Filter(weights, float(arrays.pop("filter_bias")))
        return filtering, Ranker({f: i for i, f in enumerate(facts)}, **arrays)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"models/{path.name} is missing or damaged ({error}); install dragoman again") from error


def write(path: Path, filtering: Filter, ranker: Ranker) -> None:
    """Store weights as float16."""
    names = [name for name in Ranker.__dataclass_fields__ if name != "facts"]
    arrays = {name: np.asarray(getattr(ranker, name), np.float16) for name in names}
    lists = {"facts": list(ranker.facts), "clues": list(filtering.weights)}
    packed = {name: np.frombuffer(json.dumps(rows).encode(), np.uint8) for name, rows in lists.items()}
    weights = np.array(list(filtering.weights.values()), np.float16)
    every: dict[str, Any] = {"filter": weights, "filter_bias": np.float16(filtering.bias), **arrays, **packed}
    np.savez_compressed(path, **every)
