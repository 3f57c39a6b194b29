"""Scores that mean something: the probability that an item is right, from who found it and how sure the finder was.

For each layer a logistic regression on the finder's own score and on the finder (rule or model), fitted by
`training/calibrate.py` on annotated documents; a finder that was not seen there gets the layer's mean.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from dragoman import data
from dragoman.errors import ModelError
from dragoman.record import Item

TABLE = "models/calibration.json"
I = TypeVar("I", bound=Item)  # noqa: E741


@dataclass(frozen=True)
class Curve:
    """log-odds of "right" = `bias` + `slope` · log-odds of the finder's score + `finders[found_by]`."""

    bias: float
    slope: float
    finders: dict[str, float]

    def probability(self, found_by: str, score: float) -> float:
        x = self.bias + self.slope * log_odds(score) + self.finders.get(found_by, 0.0)
        return round(1 / (1 + math.exp(-x)), 3)


def log_odds(score: float) -> float:
    """Of a probability, kept within 0.02 and 0.98 so that a finder that is always sure stays finite."""
    p = min(max(score, 0.02), 0.98)
    return math.log(p / (1 - p))


@cache
def curves() -> dict[str, Curve]:
    """The fitted curve of each layer.

    Raises:
        ModelError: if the table is missing or damaged.
    """
    try:
        table = json.loads(data.path(TABLE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{TABLE}: {error}; install the package again") from error
    return {layer: Curve(**curve) for layer, curve in table["layers"].items()}


def calibrate(layer: str, items: Sequence[I]) -> tuple[I, ...]:
    """The same items in the same order, with calibrated scores; a layer without a curve keeps the finders' own."""
    curve = curves().get(layer)
    if curve is None:
        return tuple(items)
    return tuple(i.model_copy(update={"score": curve.probability(i.found_by, i.score)}) for i in items)
