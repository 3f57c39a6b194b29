"""Points of several accounts side by side: which of them tell the same.

Two points are as close as their meaning, the rare words they share and the matters they name; weights are in `rules/compare.yaml`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from dragoman import contradictions, knowledge, opposition
from dragoman.accounts import Point, rules
from dragoman.reading import meaning

Verdict = Literal["both", "only", "opposed", "contradict"]
# The verdicts on what several tell, that which counts most first.
_JUDGES: dict[Verdict, Callable[[Point, Point, float, float], str | None]] = {
    "contradict": contradictions.reason,
    "opposed": opposition.reason,
}
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
# Letters of a word that are compared: enough to tell words, few enough that endings do not matter.
_STEM = 6
# Points from which on what all share can be told from what makes them differ.
_FEW = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One matter: the points of each account that speak of it.

    Attributes:
        verdict: both: more than one account tells it, though each in its way; opposed: two parties speak of it and stand apart on
            it, as one demands what the other refuses; contradict: the accounts cannot both be right.
        closeness: how close the points are, the threshold of `rules/compare.yaml` or more; 1 for what only one tells.
        reason: how they stand apart or contradict, else None.
    """

    verdict: Verdict
    cells: dict[str, tuple[Point, ...]]
    closeness: float = 1.0
    reason: str | None = None


def align(accounts: Sequence[Sequence[Point]]) -> list[Row]:
    """Rows of all accounts, in the order of the first; what only a later one tells comes after it.

    A point is in one row only; a row may have several points of an account.
    """
    kept = [_without_repeats(points) for points in accounts]
    rows = [Row("only", {p.account: (p,)}) for p in kept[0]]
    for points in kept[1:]:
        rows = _join(rows, points)
    return rows


def _join(rows: list[Row], points: Sequence[Point]) -> list[Row]:
    """The rows with the points of one more account."""
    anchors = [next(iter(row.cells.values()))[0] for row in rows]
    close, shared = closeness(anchors, points)
    held = _held(close)
    joined = []
    for i, row in enumerate(rows):
        js = sorted(held.get(i, ()))
        theirs = [points[j] for j in js]
        joined.append(_with(row, anchors[i], theirs, close[i, js].tolist(), shared[i, js].tolist()) if js else row)
    taken = {j for js in held.values() for j in js}
    return joined + [Row("only", {p.account: (p,)}) for j, p in enumerate(points) if j not in taken]


def _held(close: np.ndarray) -> dict[int, list[int]]:
    """Row -> points, closest pairs first: a point goes to one row, which takes more if they are nearly as close as its first."""
    weights = rules("align")
    held: dict[int, list[int]] = {}
    taken: set[int] = set()
    for i, j in sorted(map(tuple, np.argwhere(close >= weights["threshold"]).tolist()), key=lambda pair: (-close[pair], pair)):
        if j not in taken and (i not in held or close[i, j] >= close[i, held[i][0]] - weights["rival"]):
            held.setdefault(i, []).append(j)
            taken.add(j)
    return held


def _with(row: Row, anchor: Point, theirs: Sequence[Point], close: Sequence[float], shared: Sequence[float]) -> Row:
    """The row with the points of one more account; `close` and `shared` are theirs to the anchor."""
    cells = {**row.cells, theirs[0].account: tuple(theirs)}
    joined = Row(row.verdict if row.reason else "both", cells, round(min(row.closeness, max(close)), 2), row.reason)
    for verdict, judge in _JUDGES.items():
        if joined.verdict == verdict:
            break
        reasons = (judge(anchor, *given) for given in zip(theirs, close, shared, strict=True))
        if reason := next(filter(None, reasons), None):
            return replace(joined, verdict=verdict, reason=reason)
    return joined


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    """Without what another report of the same account has told already."""
    if len({p.record for p in points}) < 2:
        return list(points)
    vectors = meaning.vectors([p.matter for p in points])
    close = vectors @ vectors.T >= rules("align")["repeated"]
    kept: list[int] = []
    for i, p in enumerate(points):
        if not any(close[i, k] and points[k].record != p.record for k in kept):
            kept.append(i)
    return [points[i] for i in kept]


def closeness(one: Sequence[Point], other: Sequence[Point]) -> tuple[np.ndarray, np.ndarray]:
    """How close each pair is `(one, other)`, and the share of the shorter one's weighty words that both have, 0 to 1."""
    points = (*one, *other)
    if not one or not other:
        return np.zeros((len(one), len(other))), np.zeros((len(one), len(other)))
    weights, n = rules("align"), len(one)
    vectors = meaning.vectors([p.matter for p in points])
    centred = vectors - vectors.mean(0) * min(1.0, (len(points) - 2) / (_FEW - 2))
    centred /= np.linalg.norm(centred, axis=1, keepdims=True) + 1e-9
    words, share, common, apart = _shared([_terms(p.matter) for p in points], n)
    close = weights["meaning"] * (vectors[:n] @ vectors[n:].T) + weights["centred"] * (centred[:n] @ centred[n:].T)
    close = close + weights["words"] * words + weights["concept"] * common - weights["no_concept"] * apart
    return np.asarray(close), share


def _shared(terms: Sequence[frozenset[str]], n: int) -> tuple[np.ndarray, ...]:
    """For each pair of the first `n` and the rest: weight of shared words damped for short points, their share of the shorter
    point's, shared concepts (two at most), and whether both name concepts and share none."""
    weight = _weights(terms)
    total = [sum(weight[t] for t in own) for own in terms]
    words, share, common, apart = (np.zeros((n, len(terms) - n)) for _ in range(4))
    for i in range(n):
        for j in range(n, len(terms)):
            both = sum(weight[t] for t in terms[i] & terms[j])
            least = min(total[i], total[j])
            mine, theirs = _concepts_of(terms[i]), _concepts_of(terms[j])
            words[i, j - n] = both / (least + 1.5)
            share[i, j - n] = both / least if least else 0.0
            common[i, j - n] = min(2, len(mine & theirs))
            apart[i, j - n] = bool(mine and theirs and not mine & theirs)
    return words, share, common, apart


def _weights(terms: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much a word tells: 1 if one point has it, near 0 if all have; countries less, concepts never little. Squared."""
    settings, total = rules("align"), max(_FEW, len(terms))
    found = {}
    for term, n in Counter(t for own in terms for t in own).items():
        rare = max(settings["least_concept"] if term.startswith("#") else 0.1, math.log(total / n) / math.log(total))
        found[term] = (rare * (settings["country"] if term in _countries() else 1)) ** 2
    return found


def _terms(matter: str) -> frozenset[str]:
    """Words by their beginnings, and the concepts that they name, marked with "#"."""
    common = _common()
    words = {w[:_STEM] for w in _WORD.findall(matter.lower()) if w not in common}
    return frozenset(words | {f"#{name}" for name, pattern in _concepts() if pattern.search(matter)})


def _concepts_of(terms: frozenset[str]) -> set[str]:
    return {t for t in terms if t.startswith("#")}


@cache
def _concepts() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(rf"\b(?:{'|'.join(rows)})", re.IGNORECASE)) for name, rows in rules("concepts").items()]


@cache
def _common() -> frozenset[str]:
    return frozenset(rules("common"))


@cache
def _countries() -> frozenset[str]:
    """Beginnings of one-word names of states and blocs and their adjectives."""
    forms = (form for found in knowledge.lexicon().values() for form in found if form.known.kind in ("state", "bloc"))
    return frozenset(form.words[0].lower()[:_STEM] for form in forms if len(form.words) == 1)
