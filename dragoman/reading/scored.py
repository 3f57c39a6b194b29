"""Acts by the encoder's scores, where the lexicon knows no word of a statement or a sentence."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dragoman.analysis import Analysis, Token
from dragoman.text import Span

_PREDICATES = frozenset(("VERB", "NOUN", "ADJ"))


def classify(analysis: Analysis, layer: str, span: tuple[int, int]) -> tuple[str | None, float]:
    """The likeliest class of a stretch by the encoder's scores alone: no tree, no actors.

    Args:
        layer: "event", "stance" or "outcome".
        span: code points, usually a sentence or a statement.
    Returns:
        The class with its probability among all classes and none; (None, p) if none is likelier or nothing was scored.
    """
    scores, labels = analysis.scores.get(layer), analysis.labels.get(layer, ())
    inside = [t.i for t in analysis.tokens_in(span)]
    if scores is None or not inside:
        return None, 1.0
    summed = np.logaddexp.reduce(scores[inside].astype(np.float64), axis=0)
    chances = np.exp(summed - np.logaddexp.reduce(summed))
    best = int(chances.argmax())
    return (None if best == 0 else labels[best]), float(chances[best])


def chance(analysis: Analysis, layer: str, span: tuple[int, int], label: str) -> float:
    """The probability of one class of a stretch; 1 where nothing was scored."""
    scores, labels = analysis.scores.get(layer), analysis.labels.get(layer, ())
    inside = [t.i for t in analysis.tokens_in(span)]
    if scores is None or not inside or label not in labels:
        return 1.0
    summed = np.logaddexp.reduce(scores[inside].astype(np.float64), axis=0)
    return float(np.exp(summed[labels.index(label)] - np.logaddexp.reduce(summed)))


def trigger(analysis: Analysis, layer: str, words: Iterable[Token], label: str) -> Token | None:
    """The verb, noun or adjective that speaks most for a class."""
    scores, labels = analysis.scores.get(layer), analysis.labels.get(layer, ())
    candidates = [t for t in words if t.upos in _PREDICATES]
    if scores is None or label not in labels or not candidates:
        return None
    at = labels.index(label)
    return max(candidates, key=lambda t: float(scores[t.i, at] - scores[t.i, 0]))


def whole(cue: tuple[int, int] | None, content: tuple[tuple[int, int], ...]) -> Span:
    """From the first to the last character of a statement's cue and content."""
    parts = [cue, *content] if cue else list(content)
    return Span(min(p[0] for p in parts), max(p[1] for p in parts))
