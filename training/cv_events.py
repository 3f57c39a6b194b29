"""Cross-validate the event head: `python -m training.cv_events training/runs/x/before_events.pt --data ../shared/data`.

Starts from weights that never saw the event coding sentences, fits the events' own layer and head as `event_head` does, each time
on four fifths of the sentences and on the training records, and predicts the type of the rest from their text alone. Writes ids,
types as annotated and as predicted, and the score; no text. With `--scores FILE.npz` also each word's scores, for `training.dyads`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from random import Random

import numpy as np
import torch

from dragoman.data import path as packaged
from training import corpora
from training.batches import pieces_of
from training.event_head import Window, fit, windows
from training.model import Reader, load


@torch.no_grad()
def predict(model: Reader, held: list[Window]) -> list[tuple[str, torch.Tensor]]:
    """Of each sentence the class whose words sum highest, and each word's scores."""
    model.eval()
    scores = [model.events(w.below, None, w.first)[0] for w in held]
    return [(model.labels["event"][int(torch.logsumexp(s, 0).argmax())], s) for s in scores]


def micro_f1(rows: Iterable[tuple[list[str], str]]) -> float:
    """Micro-F1 of types over sentences, NONE being no type; 0 to 1."""
    pairs = [(set(gold) - {"NONE"}, {found} - {"NONE"}) for gold, found in rows]
    hits = sum(len(g & f) for g, f in pairs)
    return 2 * hits / max(sum(len(g) + len(f) for g, f in pairs), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("training/cv_events.json"))
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--first", action="store_true", help="the first fold only, for a quick look")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    pieces, items = pieces_of(str(packaged("models"))), corpora.events(args.data / "events/dev.jsonl")
    records = corpora.record(args.data / "gold-train")
    corpora.prepare([*(doc for _, _, doc in items), *records], pieces)
    Random(args.seed).shuffle(items)
    model = load(args.weights)
    seen, sentences = windows(model, records, pieces), windows(model, [doc for _, _, doc in items], pieces)
    rows: list[dict[str, object]] = []
    pairs: list[tuple[list[str], str]] = []
    by_word: dict[str, np.ndarray] = {}
    for fold in range(1 if args.first else args.folds):
        rest = [w for n, w in enumerate(sentences) if n % args.folds != fold]
        fit(model, rest + seen, args.seed)
        predicted = predict(model, sentences[fold :: args.folds])
        for (i, gold, _), (found, scores) in zip(items[fold :: args.folds], predicted, strict=True):
            by_word[i] = scores.numpy().astype(np.float16)
            rows.append({"id": i, "fold": fold, "types": gold, "predicted": found})
            pairs.append((gold, found))
        print(f"folds 1 to {fold + 1}: type micro-F1 {micro_f1(pairs):.3f}", flush=True)  # noqa: T201 - a program's output
    if args.scores:
        np.savez_compressed(args.scores, **by_word)  # type: ignore[arg-type]
    command = f"python -m training.cv_events {args.weights.name} --folds {args.folds} --seed {args.seed}"
    if not args.first:
        head = json.dumps({"command": command, "type_micro_f1": round(micro_f1(pairs), 4)})
        lines = ",\n".join(json.dumps(row) for row in sorted(rows, key=lambda r: str(r["id"])))
        args.out.write_text(f'{head[:-1]}, "predictions": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
