"""From the decoded windows of a document to its `Analysis`. Pure functions; nothing here knows how the scores were made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dragoman.analysis import Analysis, AttributionFrame, Name, Sentence, Token
from dragoman.reading import decode
from dragoman.reading.lemmas import lemma
from dragoman.text import Document, Span, paragraphs

NAMES = ("plain",)
"""Guidelines whose names make up the analysis' own."""
LAYERS = ("event", "issue", "stance", "what", "outcome", "deed")
SURE_GOING, SURE_START = -3.0, 2.0
"""Log-odds that decide against the rules' start of a sentence, and for one that they do not see (probability 0.05 and 0.88)."""
_END_MARKS = frozenset((".", "!", "?", "...", "…", ":", "!!", "??", "?!"))
_CLOSING_MARKS = frozenset("\"”’')]")
_SUBJECTS = frozenset(("nsubj", "nsubj:pass", "csubj", "csubj:pass"))
_TOLD = frozenset(("ccomp", "parataxis"))


class Frame(NamedTuple):
    """A cue and its roles; words of the window, `(first, last, "source" or "content")`."""

    cue: tuple[int, int]
    roles: list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Window:
    """Some whole sentences, decoded. Indexes of words count from the window's first.

    Attributes:
        starts: first words of its sentences; `heads`, `relations`: of each word, a root is its own head.
        scores: `(words, labels)` by head; `paths`: the chosen labels of the chains.
    """

    spans: list[Span]
    texts: list[str]
    starts: list[int]
    heads: np.ndarray
    relations: np.ndarray
    labels: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, np.ndarray]
    paths: Mapping[str, np.ndarray]
    frames: list[Frame]


def starts(scores: np.ndarray, texts: Sequence[str], likely: frozenset[int], forced: frozenset[int]) -> list[int]:
    """First words of sentences.

    Args:
        scores: log-odds `(words,)`.
        texts: the words; a sentence not seen by the rules may begin only after a mark that can end one.
        likely: where the rules begin one; `forced`: where one begins in any case, the first word among them.
    """
    found = []
    for i, score in enumerate(scores.tolist()):
        least = SURE_GOING if i in likely else SURE_START if i and _ends(texts, i) else np.inf
        if i in forced or score > least:
            found.append(i)
    return found


def _ends(texts: Sequence[str], i: int) -> bool:
    """Whether a sentence can end before word `i`: behind an end mark, or behind a closing mark that follows one."""
    return texts[i - 1] in _END_MARKS or (i > 1 and texts[i - 1] in _CLOSING_MARKS and texts[i - 2] in _END_MARKS)


def heads(arcs: np.ndarray, first: Sequence[int]) -> np.ndarray:
    """The best tree of each sentence, heads counted from the window's first word."""
    bounds = zip(first, [*first[1:], len(arcs)], strict=True)
    return np.concatenate([a + decode.within_sides(decode.tree(arcs[a:b, a:b]), arcs[a:b, a:b]) for a, b in bounds])


def relations(scores: np.ndarray, heads: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """The best relation of each word: "root" for roots and nothing else, and no second subject behind its predicate.

    Args:
        scores: `(words, labels)`; `heads`: `(words,)`, roots have their own index.
    """
    scores = scores.copy()
    scores[:, labels.index("root")] = np.where(heads == np.arange(len(heads)), np.inf, -np.inf)
    best = scores.argmax(1)
    scores[np.ix_(_second_subjects(best, heads, labels), _numbers(labels, _SUBJECTS))] = -np.inf
    return np.asarray(scores.argmax(1))


def _second_subjects(relations: np.ndarray, heads: np.ndarray, labels: Sequence[str]) -> list[int]:
    """ "Lund joined [Aksoy] for talks": subjects behind a predicate that has one before it; not of what may be inverted speech."""
    found = np.flatnonzero(np.isin(relations, _numbers(labels, _SUBJECTS)))
    speech = set(heads[np.isin(relations, _numbers(labels, _TOLD))].tolist())
    served = {int(heads[i]) for i in found if i < heads[i]} - speech
    return [int(i) for i in found if i > heads[i] and int(heads[i]) in served]


def _numbers(labels: Sequence[str], names: frozenset[str]) -> list[int]:
    return [n for n, label in enumerate(labels) if label in names]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def names(window: Window, guideline: str) -> Iterator[Name]:
    """The names of a window under one guideline; the score is the least probability of its words' labels."""
    head = f"names.{guideline}"
    path = window.paths[head]
    sure = softmax(window.scores[head])[np.arange(len(path)), path]
    for first, last, kind in decode.spans([window.labels[head][i] for i in path]):
        yield Name(_cover(window, first, last), kind, round(float(sure[first:last].min()), 4))


def _cover(window: Window, first: int, last: int) -> Span:
    return Span(window.spans[first].start, window.spans[last - 1].end)


def frames(window: Window) -> Iterator[AttributionFrame]:
    """The attributions of a window, in the order of their cues."""
    sure = softmax(window.scores["cue"])[np.arange(len(window.spans)), window.paths["cue"]]
    for (first, last), roles in window.frames:
        said = 1 / (1 + np.exp(-float(window.scores["speech"][first:last].mean())))
        parts = {k: tuple(_cover(window, a, b) for a, b, kind in roles if kind == k) for k in ("source", "content")}
        score = round(float(sure[first:last].min()), 4)
        yield AttributionFrame(_cover(window, first, last), parts["source"], parts["content"], round(float(said), 4), score)


class Builder:
    """Puts windows together, in text order."""

    def __init__(self, doc: Document, labels: Mapping[str, tuple[str, ...]]) -> None:
        self._doc, self._labels = doc, {k: labels[k] for k in LAYERS}
        self._tokens: list[Token] = []
        self._sentences: list[Sentence] = []
        self._names: list[Name] = []
        self._frames: list[AttributionFrame] = []
        self._scores: dict[str, list[np.ndarray]] = {k: [np.zeros((0, len(labels[k])), np.float32)] for k in LAYERS}
        self._paragraphs = [p.start for p in paragraphs(doc.text)]

    def add(self, window: Window) -> None:
        base, bounds = len(self._tokens), [*window.starts, len(window.spans)]
        upos, feats = (self._best(window, k) for k in ("upos", "feats"))
        rows = zip(window.spans, window.texts, window.heads.tolist(), window.relations.tolist(), upos, feats, strict=True)
        sentence = len(self._sentences) - 1
        opened = set(window.starts)
        for i, (span, text, head, relation, tag, feat) in enumerate(rows):
            sentence += i in opened
            rel = window.labels["rel"][relation]
            self._tokens.append(
                Token(base + i, span.start, span.end, text, lemma(text, tag), tag, feat, base + head, rel, sentence)
            )
        for first, last in pairwise(bounds):
            span = _cover(window, first, last)
            paragraph = max(bisect_right(self._paragraphs, span.start) - 1, 0)
            self._sentences.append(Sentence(len(self._sentences), span.start, span.end, base + first, base + last, paragraph))
        self._names += [n for g in NAMES for n in names(window, g)]
        self._frames += frames(window)
        for layer in LAYERS:
            self._scores[layer].append(np.array(window.scores[layer], np.float32))  # a copy: a view would keep the window alive

    @staticmethod
    def _best(window: Window, head: str) -> list[str]:
        return [window.labels[head][i] for i in window.scores[head].argmax(1)]

    def done(self, model: str) -> Analysis:
        scores = {k: np.concatenate(parts) for k, parts in self._scores.items()}
        found = tuple(self._tokens), tuple(self._sentences), tuple(self._names), tuple(self._frames)
        return Analysis(self._doc, *found, scores, dict(self._labels), model)
