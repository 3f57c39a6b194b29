"""Cross-validate the event head: `python -m training.cv_events training/runs/x/before_events.pt --data ../shared/data`.

Starts each time from weights that never saw the event coding sentences, trains on four fifths of them and predicts the type of the
rest from their text alone. Writes ids, types as annotated and as predicted, and the score; no text.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from random import Random

import torch

from dragoman.data import path as packaged
from dragoman.reading.windows import Pieces
from training import corpora
from training.batches import Losses, Window, grouped, inputs, pieces_of
from training.model import Reader, load
from training.train import optimizer

Item = tuple[str, list[str], corpora.Doc]
RATE, BUDGET = 0.5, 900
"""Share of the full learning rates, and sub-tokens of a step: some twenty sentences."""


def train(model: Reader, docs: list[corpora.Doc], pieces: Pieces, passes: int, seed: int) -> None:
    """Fine-tune all weights on event sentences; rates fall linearly."""
    losses, rng = Losses(model, (pieces.first, pieces.last)), Random(seed)
    rates = optimizer(model, RATE)
    steps = [group for _ in range(passes) for group in grouped(docs, BUDGET, rng)]
    model.train()
    for n, group in enumerate(steps):
        for part in rates.param_groups:
            part["lr"] = part["peak"] * min((n + 1) / (0.1 * len(steps)), 1 - n / len(steps))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = losses(group)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        rates.step()
        rates.zero_grad()


@torch.no_grad()
def predict(model: Reader, docs: list[corpora.Doc], pieces: Pieces) -> list[str]:
    """The class whose words sum highest, of each sentence."""
    model.eval()
    found = []
    for doc in docs:
        window: list[Window] = [(doc, 0, len(doc.words))]
        given = inputs(window, (pieces.first, pieces.last))
        scores = model.tag("event", model.words(given.ids, given.shapes, given.mask, given.first))[0]
        found.append(model.labels["event"][int(torch.logsumexp(scores, 0).argmax())])
    return found


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
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--first", action="store_true", help="the first fold only, for a quick look")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    pieces, items = pieces_of(str(packaged("models"))), corpora.events(args.data / "events/dev.jsonl")
    corpora.prepare([doc for _, _, doc in items], pieces)
    Random(args.seed).shuffle(items)
    rows: list[dict[str, object]] = []
    pairs: list[tuple[list[str], str]] = []
    for fold in range(1 if args.first else args.folds):
        held = items[fold :: args.folds]
        ids = {i for i, _, _ in held}
        model = load(args.weights)
        train(model, [doc for i, _, doc in items if i not in ids], pieces, args.passes, args.seed)
        for (i, gold, _), found in zip(held, predict(model, [doc for _, _, doc in held], pieces), strict=True):
            rows.append({"id": i, "fold": fold, "types": gold, "predicted": found})
            pairs.append((gold, found))
        print(f"folds 1 to {fold + 1}: type micro-F1 {micro_f1(pairs):.3f}", flush=True)  # noqa: T201 - a program's output
    command = f"python -m training.cv_events {args.weights.name} --passes {args.passes} --folds {args.folds} --seed {args.seed}"
    if not args.first:
        head = json.dumps({"command": command, "type_micro_f1": round(micro_f1(pairs), 4)})
        lines = ",\n".join(json.dumps(row) for row in sorted(rows, key=lambda r: str(r["id"])))
        args.out.write_text(f'{head[:-1]}, "predictions": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
