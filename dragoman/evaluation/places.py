"""Scores of toponym recognition and resolution: F1, and the share placed within 161 km (100 miles)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dragoman.evaluation.common import Doc, Figures, f1, match

HALF_CIRCUMFERENCE_KM = 20038.0
NEAR_KM = 161.0


def distance_km(a: Doc, b: Doc) -> float:
    """Great-circle distance between two points with `lat` and `lon` in degrees."""
    lat1, lon1, lat2, lon2 = map(math.radians, (a["lat"], a["lon"], b["lat"], b["lon"]))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def _placed(toponym: Doc) -> bool:
    return toponym.get("lat") is not None and toponym.get("lon") is not None


def _shared(a: Doc, b: Doc) -> float | None:
    shared = min(a["span"][1], b["span"][1]) - max(a["span"][0], b["span"][0])
    return shared if shared > 0 else None


def score(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Figures:
    """Recognition by overlap in percent; accuracy within 161 km over all toponyms with coordinates and over the resolved ones."""
    true = n_gold = n_found = near = placed = resolved = 0
    log_error = 0.0
    for doc in gold:
        wanted, found = doc["toponyms"], predicted.get(doc["id"], {}).get("toponyms", [])
        paired = dict(match(wanted, found, _shared))
        true, n_gold, n_found = true + len(paired), n_gold + len(wanted), n_found + len(found)
        for i, toponym in enumerate(wanted):
            if not _placed(toponym):
                continue
            placed += 1
            guess = found[paired[i]] if i in paired else None
            error = distance_km(toponym, guess) if guess and _placed(guess) else HALF_CIRCUMFERENCE_KM
            resolved += bool(guess and _placed(guess))
            near += error <= NEAR_KM
            log_error += math.log1p(min(error, HALF_CIRCUMFERENCE_KM)) / math.log1p(HALF_CIRCUMFERENCE_KM)
    p, r, f = f1(true, n_found, n_gold)
    return {
        "recognition P": 100 * p,
        "recognition R": 100 * r,
        "recognition F1": 100 * f,
        "within 161 km": 100 * near / placed if placed else None,
        "within 161 km of resolved": 100 * near / resolved if resolved else None,
        "AUC": log_error / placed if placed else None,
    }
