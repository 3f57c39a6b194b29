"""CoNLL-2012 scores of coreference: the mean F1 of MUC, B-cubed and CEAF-e, in percent. Singletons count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from dragoman.evaluation.common import Doc, Figures, f1

Mention = tuple[int, int]
Cluster = frozenset[Mention]


def clusters(mentions: Iterable[Doc]) -> list[Cluster]:
    grouped: defaultdict[object, set[Mention]] = defaultdict(set)
    for m in mentions:
        grouped[m["cluster"]].add((m["span"][0], m["span"][1]))
    return [frozenset(c) for c in grouped.values()]


def _index(found: list[Cluster]) -> dict[Mention, int]:
    return {m: i for i, cluster in enumerate(found) for m in cluster}


def _muc(key: list[Cluster], other: list[Cluster]) -> tuple[float, float]:
    where = _index(other)
    true = total = 0
    for cluster in key:
        known = {where[m] for m in cluster if m in where}
        true += len(cluster) - len(known) - sum(m not in where for m in cluster)
        total += len(cluster) - 1
    return true, total


def _b_cubed(key: list[Cluster], other: list[Cluster]) -> tuple[float, float]:
    where = _index(other)
    true = total = 0.0
    for cluster in key:
        counts = Counter(where[m] for m in cluster if m in where)
        true += sum(n * n for n in counts.values()) / len(cluster)
        total += len(cluster)
    return true, total


def _ceaf_e(gold: list[Cluster], found: list[Cluster]) -> float:
    """The best one-to-one sum of phi-4 similarities of clusters."""
    where = _index(found)
    phi = np.zeros((len(gold), len(found)))
    for i, cluster in enumerate(gold):
        for j, n in Counter(where[m] for m in cluster if m in where).items():
            phi[i, j] = 2 * n / (len(cluster) + len(found[j]))
    rows = [i for i in range(len(gold)) if phi[i].any()]
    return assignment(phi[rows]) if rows else 0.0


def assignment(profit: np.ndarray) -> float:
    """The largest sum of entries, one from each row, no column twice (Hungarian method by shortest augmenting paths).

    Args:
        profit: float64 array `(rows, columns)`.
    """
    if profit.shape[0] > profit.shape[1]:
        profit = profit.T
    n, m = profit.shape
    cost = -profit
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    row_of = np.zeros(m + 1, dtype=int)
    for i in range(1, n + 1):
        row_of[0], column = i, 0
        least = np.full(m + 1, np.inf)
        done = np.zeros(m + 1, dtype=bool)
        before = np.zeros(m + 1, dtype=int)
        while row_of[column]:
            done[column] = True
            row = row_of[column]
            reduced = cost[row - 1] - u[row] - v[1:]
            better = ~done[1:] & (reduced < least[1:])
            least[1:][better] = reduced[better]
            before[1:][better] = column
            column = int(np.argmin(np.where(done, np.inf, least)))
            delta = least[column]
            u[row_of[done]] += delta
            v[done] -= delta
            least[~done] -= delta
        while column:
            row_of[column] = row_of[before[column]]
            column = int(before[column])
    return float(sum(profit[row_of[j] - 1, j - 1] for j in range(1, m + 1) if row_of[j]))


def score(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Figures:
    """MUC, B-cubed, CEAF-e and CoNLL F1, and how well the mentions are found, all in percent."""
    sums: Counter[str] = Counter()
    for doc in gold:
        key = clusters(doc["mentions"])
        found = clusters(predicted.get(doc["id"], {}).get("mentions", ()))
        wanted, got = set(_index(key)), set(_index(found))
        _accumulate(sums, "mentions", len(wanted & got), len(got), len(wanted), len(wanted & got))
        for name, measure in (("MUC", _muc), ("B3", _b_cubed)):
            (r, r_total), (p, p_total) = measure(key, found), measure(found, key)
            _accumulate(sums, name, p, p_total, r_total, r)
        similarity = _ceaf_e(key, found)
        _accumulate(sums, "CEAFe", similarity, len(found), len(key), similarity)
    figures: Figures = {"mentions P": 100 * _parts(sums, "mentions")[0], "mentions R": 100 * _parts(sums, "mentions")[1]}
    figures |= {f"{name} F1": 100 * _f(sums, name) for name in ("mentions", "MUC", "B3", "CEAFe")}
    return {**figures, "CoNLL F1": 100 * sum(_f(sums, name) for name in ("MUC", "B3", "CEAFe")) / 3}


def _accumulate(sums: Counter[str], name: str, p: float, p_total: float, r_total: float, r: float) -> None:
    for key, value in ((" p", p), (" pt", p_total), (" rt", r_total), (" r", r)):
        sums[name + key] += value  # type: ignore[assignment]


def _parts(sums: Counter[str], name: str) -> tuple[float, float]:
    """Precision and recall, 0..1."""
    return f1(sums[f"{name} p"], sums[f"{name} pt"], 1)[0], f1(sums[f"{name} r"], sums[f"{name} rt"], 1)[0]


def _f(sums: Counter[str], name: str) -> float:
    precision, recall = _parts(sums, name)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
