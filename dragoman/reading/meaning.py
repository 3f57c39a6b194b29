"""Sentences as vectors: how close two of them are in meaning, by the untouched MiniLM."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from dragoman import data
from dragoman.reading import encoder

WIDTH = 384
# Sub-tokens of a sentence that are read.
_LONGEST = 128


class Model:
    """The session of the sentence model at `path`."""

    def __init__(self, path: Path) -> None:
        self._session = encoder.session(path)
        self._tokenizer = Tokenizer.from_file(str(data.path("models") / "tokenizer.json"))

    def vectors(self, sentences: Sequence[str]) -> np.ndarray:
        """Unit vectors `(sentences, WIDTH)` float32, in their order; their products are how close they are, -1 to 1.

        One at a time: sentences of a batch would change each other's rounding.
        """
        return np.asarray(np.concatenate([np.zeros((0, WIDTH), np.float32), *map(self._vector, sentences)]), np.float32)

    def _vector(self, sentence: str) -> np.ndarray:
        given = np.array([self._tokenizer.encode(sentence).ids[:_LONGEST]], np.int64)
        (found,) = self._session.run(None, {"ids": given, "mask": np.ones_like(given)})
        return np.asarray(found, np.float32)


@cache
def _model() -> Model:
    return Model(data.path("models") / "meaning.onnx")


def vectors(sentences: Sequence[str]) -> np.ndarray:
    """As `Model.vectors`, by the model that ships.

    Raises:
        ModelError: if the model file is missing or damaged.
    """
    return _model().vectors(sentences)


def packed(sentences: Sequence[str]) -> np.ndarray:
    """Their vectors in steps of 1/127, `(sentences, WIDTH)` int8: a quarter of the room, and as good for telling what is close."""
    return np.asarray(np.rint(vectors(sentences) * 127), np.int8)


def closeness(of: np.ndarray, to: np.ndarray) -> np.ndarray:
    """How close packed vectors `(n, WIDTH)` int8 are to one unit vector `(WIDTH,)` float32: `(n,)` float32, -1 to 1."""
    return np.asarray(of.astype(np.float32) @ to / 127, np.float32)
