"""Fits the calibration of scores: `python -m training.calibrate ../shared/data/gold-train TUNE --held BLIND`.

Reads the annotated documents, compares what each layer finds with them by the scorer's matching, and fits, layer by layer, a
logistic regression of "matched" on the finder and its own score. The rules were written with these documents at hand, so these
scores are too high for unseen text; documents that nothing was written with (`--held`; `python -m training.annotations` makes both
parts) then move each layer as a whole. `--check FOLDER` prints how far off the scores are on other documents.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from dragoman import data
from dragoman.evaluation import record as scorer
from dragoman.evaluation.common import read_set
from dragoman.evaluation.layers import document
from dragoman.reading import calibration, encoder, pipeline

# Weight of the penalty on a finder's own term: a rule seen ten times moves about half-way from the layer's mean to its own.
PENALTY = 2.0
Example = tuple[str, float, bool]


def examples(*folders: Path) -> dict[str, list[Example]]:
    """(found_by, the finder's own score, right?) of every item found in the annotated documents, by layer."""
    found: dict[str, list[Example]] = {layer: [] for layer in scorer.LAYERS}
    for gold in (doc for folder in folders for doc in read_set(folder)):
        doc = document(gold)
        guess = pipeline.find(doc, encoder.analyse(doc))
        items = {layer: [i.model_dump() for i in guess[layer]] for layer in scorer.LAYERS}
        for layer in scorer.LAYERS:
            right = {j for _, j in scorer.pairs(layer, gold, items)}
            found[layer] += [(i["found_by"], i["score"], j in right) for j, i in enumerate(items[layer])]
    return found


def fit(layer: Sequence[Example]) -> dict[str, Any]:
    """Newton's method on the penalised log-likelihood."""
    finders = sorted({name for name, _, _ in layer})
    x = np.zeros((len(layer), 2 + len(finders)))
    x[:, 0] = 1
    for row, (name, score, _) in enumerate(layer):
        x[row, 1] = calibration.log_odds(score)
        x[row, 2 + finders.index(name)] = 1
    y = np.array([right for _, _, right in layer], dtype=float)
    penalty = np.array([1.0, 0.5, *[PENALTY] * len(finders)])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x.T * (p * (1 - p))) @ x + np.diag(penalty)
        w += np.linalg.solve(hessian, x.T @ (y - p) - penalty * w)
    terms = {name: round(float(b), 3) for name, b in zip(finders, w[2:], strict=True)}
    return {"bias": round(float(w[0]), 3), "slope": round(float(w[1]), 3), "finders": terms}


def shifted(curve: dict[str, Any], held: Sequence[Example]) -> dict[str, Any]:
    """A curve moved so that its mean over other documents is the share that is right there; a layer with few items moves less."""
    if not held:
        return curve
    at = calibration.Curve(**curve)
    odds = np.array([calibration.log_odds(at.probability(name, score)) for name, score, _ in held])
    right = sum(hit for _, _, hit in held)
    shift = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-(odds + shift)))
        shift += (right - p.sum() - PENALTY * shift) / ((p * (1 - p)).sum() + PENALTY)
    return curve | {"bias": round(curve["bias"] + float(shift), 3)}


def check(found: dict[str, list[Example]], curves: dict[str, calibration.Curve]) -> None:
    """Print, layer by layer, the mean score beside the share that is right, and the Brier score."""
    click.echo(f"{'layer':14}{'items':>7}{'mean score':>12}{'right':>8}{'Brier':>8}")
    for layer, items in found.items():
        if items and layer in curves:
            p = np.array([curves[layer].probability(name, score) for name, score, _ in items])
            y = np.array([right for _, _, right in items], dtype=float)
            click.echo(f"{layer:14}{len(items):7}{p.mean():12.3f}{y.mean():8.3f}{((p - y) ** 2).mean():8.3f}")


@click.command()
@click.argument("folders", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.option("--held", type=click.Path(exists=True, path_type=Path), help="Documents that no rule was written with.")
@click.option("--check", "others", type=click.Path(exists=True, path_type=Path), help="Documents to compare the scores with.")
def main(folders: tuple[Path, ...], held: Path | None, others: Path | None) -> None:
    apart = examples(held) if held else {}
    layers = {layer: shifted(fit(items), apart.get(layer, ())) for layer, items in examples(*folders).items() if items}
    source = "fitted by training/calibrate.py on gold-train and training/annotations/tune, moved by training/annotations/blind"
    head = {"source": source, "licence": "Apache-2.0", "layers": layers}
    data.path(calibration.TABLE).write_text(json.dumps(head, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    curves = {layer: calibration.Curve(**curve) for layer, curve in layers.items()}
    check(examples(*([others] if others else folders)), curves)


if __name__ == "__main__":
    main()
