"""Fits the weights of toponym ranking, rules/places/weights.yaml, by maximum likelihood on geoparsing corpora.

A conditional log-linear model over the candidates of each group of toponyms; the right ones are those with the gold GeoNames id,
else those within 161 km of the gold point. Names with no right candidate teach nothing and are left out. `--folds` also prints
the accuracy on documents not fitted on. Run: python -m knowledge.build.place_weights [--folds 5]
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.evaluation.places import NEAR_KM, distance_km
from dragoman.reading import toponym_ranking as ranking
from dragoman.reading.toponyms import candidates
from dragoman.text import Document, Span
from knowledge.build import tables

SETS = ("lgl", "tr-news.dev", "geowebnews.dev", "geovirus")
FOLDER = tables.ROOT.parent / "shared" / "data" / "places"
# Gaussian prior on each weight; keeps rare features from growing without bound. Chosen on the folds among 0.1, 0.3, 1, 3.
RIDGE = 0.3
STEPS, RATE = 400, 0.1


@dataclass
class Case:
    """One document: its groups, features without votes, gold mask a group and the number of mentions it stands for."""

    set: str
    groups: list[ranking.Group]
    tables: list[ranking.Array]
    right: list[ranking.Array]
    near: list[ranking.Array]
    count: list[int]
    missed: int


def _mask(group: ranking.Group, gold: dict[str, Any]) -> tuple[ranking.Array, ranking.Array]:
    near = np.array([distance_km({"lat": c.lat, "lon": c.lon}, gold) <= NEAR_KM for c in group.candidates], dtype=np.float64)
    wanted = gold.get("geonames") or -1
    same = np.array([c.geonames_id == wanted for c in group.candidates], dtype=np.float64)
    return (same if same.any() else near), near


def case(name: str, row: dict[str, Any]) -> Case:
    """Features and right answers of one gold document."""
    doc = Document(row["text"], id=row["id"])
    gold = {Span(*t["span"]): t for t in row["toponyms"]}
    found = ranking.link(doc, [ranking.Toponym(s, doc[s], candidates(doc[s])) for s in sorted(gold)])
    context = ranking.read_context(doc, found)
    made = Case(name, [], [], [], [], [], 0)
    for group in ranking.groups(found):
        placed = [gold[t.span] for t in group.members if gold[t.span].get("lat") is not None]
        right, near = _mask(group, placed[0]) if placed else (np.zeros(len(group.candidates)), np.zeros(len(group.candidates)))
        made.groups.append(group)
        made.tables.append(ranking.matrix(group, context))
        made.right.append(right)
        made.near.append(near)
        made.count.append(len(placed))
    made.missed = sum(1 for t in found if not t.candidates and gold[t.span].get("lat") is not None)
    return made


def fit(tables_: Sequence[ranking.Array], right: Sequence[ranking.Array], count: Sequence[float]) -> ranking.Array:
    """Weights `(features,)` by Adam on the ridge-penalised likelihood.

    Args:
        count: for each group what its likelihood is multiplied with.
    """
    used = [i for i, r in enumerate(right) if r.any() and len(r) > 1]
    rows = np.vstack([tables_[i] for i in used])
    gold = np.concatenate([right[i] for i in used])
    sizes = np.array([len(right[i]) for i in used])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    importance = np.repeat(np.array([count[i] for i in used], dtype=np.float64), sizes)
    weights, m, v = (np.zeros(rows.shape[1]) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        scores = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chance = scores / np.repeat(np.add.reduceat(scores, starts), sizes)
        kept = chance * gold + 1e-12 * gold
        target = kept / np.repeat(np.add.reduceat(kept, starts), sizes)
        gradient = rows.T @ ((chance - target) * importance) + RIDGE * weights
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        weights = weights - RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return weights


def with_votes(cases: Sequence[Case], weights: ranking.Array, tables_: Sequence[list[ranking.Array]]) -> list[list[ranking.Array]]:
    """Features with the votes that a ranking by `weights` gives."""
    made = []
    for c, rows in zip(cases, tables_, strict=True):
        elected = ranking.votes(c.groups, [ranking.softmax(t @ weights) for t in rows]) if c.groups else []
        made.append([np.hstack((t, v)) for t, v in zip(c.tables, elected, strict=True)])
    return made


def flat(nested: Sequence[Sequence[Any]]) -> list[Any]:
    return [x for inner in nested for x in inner]


def importance(cases: Sequence[Case]) -> list[float]:
    """The root of a group's mentions, scaled so that each set counts as much as the others: local news must not rule alone."""
    total: dict[str, float] = {}
    for c in cases:
        total[c.set] = total.get(c.set, 0.0) + sum(map(math.sqrt, c.count))
    mean = sum(total.values()) / len(total)
    return [math.sqrt(n) * mean / total[c.set] for c in cases for n in c.count]


def train(cases: Sequence[Case]) -> tuple[ranking.Array, ranking.Array]:
    """Weights of the first and the second ranking; the second is fitted twice, on its own votes the second time."""
    right, count = flat([c.right for c in cases]), importance(cases)
    first = fit(flat([c.tables for c in cases]), right, count)
    full = with_votes(cases, first, [c.tables for c in cases])
    second = fit(flat(full), right, count)
    return first, fit(flat(with_votes(cases, second, full)), right, count)


def accuracy(cases: Sequence[Case], first: ranking.Array, second: ranking.Array) -> dict[str, float]:
    """Share of gold toponyms placed within 161 km, by set; names without candidates are wrong."""
    good: dict[str, float] = {}
    total: dict[str, float] = {}
    full = with_votes(cases, first, [c.tables for c in cases])
    full = with_votes(cases, second, full)
    for c, rows in zip(cases, full, strict=True):
        total[c.set] = total.get(c.set, 0) + sum(c.count) + c.missed
        for t, near, n in zip(rows, c.near, c.count, strict=True):
            good[c.set] = good.get(c.set, 0) + n * near[int((t @ second).argmax())]
    return {name: good[name] / total[name] for name in total}


def load() -> list[Case]:
    cases = []
    for name in SETS:
        with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as stream:
            cases += [case(name, json.loads(row)) for row in stream]
    return cases


HEAD = """\
# Weights of toponym ranking: log-odds of a candidate for each feature of dragoman/reading/toponym_ranking.py.
# Source: fitted by knowledge/build/place_weights.py on LGL, GeoVirus and the development halves of TR-News and GeoWebNews.
# Licence: Apache-2.0. Date: 2026-11-24.
"""


def write(path: Path, first: ranking.Array, second: ranking.Array) -> None:
    parts = {"first": dict(zip(ranking.FEATURES, first, strict=False)), "second": dict(zip(ranking.FEATURES, second, strict=True))}
    lines = [HEAD]
    for part, named in parts.items():
        lines += [f"{part}:\n", *(f"  {name}: {value:.3f}\n" for name, value in named.items())]
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=0)
    folds = parser.parse_args().folds
    cases = load()
    total: dict[str, list[float]] = {}
    for k in range(folds):
        held = [c for i, c in enumerate(cases) if i % folds == k]
        first, second = train([c for i, c in enumerate(cases) if i % folds != k])
        for name, value in accuracy(held, first, second).items():
            total.setdefault(name, []).append(value)
    for name, values in total.items():
        sys.stdout.write(f"held out {name:16s} {np.mean(values):.4f}\n")
    first, second = train(cases)
    sys.stdout.writelines(f"fitted   {name:16s} {value:.4f}\n" for name, value in accuracy(cases, first, second).items())
    write(tables.ROOT / "dragoman" / "rules" / "places" / "weights.yaml", first, second)


if __name__ == "__main__":
    main()
