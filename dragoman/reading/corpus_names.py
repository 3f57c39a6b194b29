"""Names as a corpus marks them. For GMB a network of its own reads what the encoder knows of each word once more.

For measuring: a record's names are the encoder's own and never come from here, so reading gets no slower.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from dragoman import data
from dragoman.analysis import Name
from dragoman.errors import ModelError
from dragoman.reading import assemble, decode, encoder
from dragoman.text import Document

GUIDELINE = "gmb"
"""The guideline that has a network of its own."""
FILE, ABOUT = "names.onnx", "names.json"
BUCKETS = 32768
"""Numbers that words and pairs of neighbours are hashed to."""


def find(doc: Document, guideline: str) -> tuple[Name, ...]:
    """Names in text order, as `encoder.names` gives them; better for GMB.

    Raises:
        ModelError: if the model has no such guideline, or its files are missing or damaged.
    """
    if guideline != GUIDELINE:
        return encoder.names(doc, guideline)
    windows = list(encoder.windows(doc, guideline))
    return tuple(name for window in _model().read(windows) for name in assemble.names(window, guideline))


class Model:
    """The session, labels and chain of the files in a folder."""

    def __init__(self, folder: Path) -> None:
        try:
            about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            digest = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
        except (OSError, ValueError) as error:
            raise ModelError(f"models/{FILE} is missing or damaged ({error}); install dragoman again") from error
        if digest != about["sha256"]:
            raise ModelError(f"models/{FILE} is damaged or of another version; install dragoman again")
        self._labels = tuple(about["labels"])
        self._chain = decode.forbid(self._labels, np.array(about["steps"], np.float32), np.array(about["opening"], np.float32))
        self._session = encoder.session(folder / FILE)

    def read(self, windows: Sequence[assemble.Window]) -> list[assemble.Window]:
        """The windows of a document with the scores and the path of its names read anew."""
        if not windows:
            return []
        head = f"names.{GUIDELINE}"
        given = inputs(windows)
        first = 0
        found: list[assemble.Window] = []
        for window in windows:
            last = first + len(window.texts)
            (scores,) = self._session.run(None, {k: v[None, first:last] for k, v in given.items()})
            path = decode.best_path(scores, [last - first], *self._chain)[0]
            labels = {**window.labels, head: self._labels}
            found.append(replace(window, labels=labels, scores={**window.scores, head: scores[0]}, paths={head: path}))
            first = last
        return found


def inputs(windows: Sequence[assemble.Window]) -> dict[str, np.ndarray]:
    """What the network is told of each word of a document, by the names of its inputs; `(words, ...)`."""
    texts = [word for window in windows for word in window.texts]
    known = np.concatenate([knowledge(window) for window in windows])
    others, again = elsewhere(texts, known)
    return {"known": known, "others": others, "again": again, "hashed": hashed(texts)}


def knowledge(window: assemble.Window) -> np.ndarray:
    """What the encoder knows of each word: its vector as seen by the two maps for relations, `(words, 512)` float32."""
    return np.concatenate([window.scores["rel.word"], window.scores["rel.head"]], 1).astype(np.float32)


def elsewhere(texts: Sequence[str], known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean of what is known of the other occurrences of each word in the document, and 1 where there are some, else 0.

    Only of words that begin with a capital. `(words, width)` and `(words, 1)` float32.
    """
    numbers: dict[str, int] = {}
    kinds = np.array([numbers.setdefault(t, len(numbers)) for t in texts])
    sums = np.zeros((len(numbers), known.shape[1]), np.float32)
    np.add.at(sums, kinds, known)
    counts = np.bincount(kinds)[kinds]
    again = (counts > 1) & np.array([t[:1].isupper() for t in texts])
    means = (sums[kinds] - known) / np.maximum(counts - 1, 1)[:, None]
    return np.asarray(np.where(again[:, None], means, 0.0), np.float32), again[:, None].astype(np.float32)


def hashed(texts: Sequence[str]) -> np.ndarray:
    """Numbers below `BUCKETS` of each word alone, with the word before it and with the one after it, `(words, 3)` int64."""
    before, after = ["<s>", *texts[:-1]], [*texts[1:], "</s>"]
    rows = zip(before, texts, after, strict=True)
    return np.array([[zlib.crc32(s.encode()) % BUCKETS for s in (b, f"{a} {b}", f"{b}  {c}")] for a, b, c in rows], np.int64)


@cache
def _model() -> Model:
    return Model(data.path("models"))
