"""Acts by the encoder's scores, where the lexicon knows no word of a statement or a sentence."""

from __future__ import annotations

import numpy as np

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.text import Span


def chances(analysis: Analysis, layer: str, span: tuple[int, int]) -> dict[str, float]:
    """The probability of each class of `layer` ("event", "stance" ...) in a stretch of code points; {} if nothing was scored."""
    scores, labels = analysis.scores.get(layer), analysis.labels.get(layer, ())
    inside = [t.i for t in analysis.tokens_in(span)]
    if scores is None or not inside:
        return {}
    summed = np.logaddexp.reduce(scores[inside].astype(np.float64), axis=0)
    return dict(zip(labels, np.exp(summed - np.logaddexp.reduce(summed)).tolist(), strict=True))


def classify(analysis: Analysis, layer: str, span: tuple[int, int]) -> tuple[str | None, float]:
    """The likeliest class of a stretch by the encoder's scores alone: no tree, no actors.

    Returns:
        The class with its probability among all classes and none; (None, p) if none is likelier or nothing was scored.
    """
    found = chances(analysis, layer, span)
    best = max(found, key=lambda label: found[label], default="NONE")
    return (None if best == "NONE" else best), found.get(best, 1.0)


def chance(analysis: Analysis, layer: str, span: tuple[int, int], label: str) -> float:
    """The probability of one class of a stretch; 1 where nothing was scored."""
    return chances(analysis, layer, span).get(label, 1.0)


def told(analysis: Analysis, span: tuple[int, int], type_: str) -> float:
    """The probability that the likeliest word of a stretch tells of an event of a type; 1 where nothing was scored."""
    scores, inside = analysis.scores.get("deed"), [t.i for t in analysis.tokens_in(span)]
    if scores is None or not inside:
        return 1.0
    return float(1 / (1 + np.exp(-scores[inside, analysis.labels["deed"].index(type_)].max())))


def whole(cue: tuple[int, int] | None, content: tuple[tuple[int, int], ...]) -> Span:
    """From the first to the last character of a statement's cue and content."""
    parts = [cue, *content] if cue else list(content)
    return Span(min(p[0] for p in parts), max(p[1] for p in parts))


def threshold(name: str) -> float:
    """One of the probabilities of `rules/plover/scores.yaml`."""
    return float(data.load_yaml("rules/plover/scores.yaml")[name])
