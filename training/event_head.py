"""Fits the events' own last layer and head: `python -m training.event_head training/runs/x/final.pt --data ../shared/data`.

Few steps of `train` see event sentences, and more of them would cost the trees. So events get a last layer of their own, a copy of
the trunk's, which learns here with the head on what the frozen layers below give; no other weight changes. It learns from the event
coding sentences and from the events of the training records; a stretch scores the log-sum-exp of its words.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.data import path as packaged
from dragoman.reading.windows import Pieces
from training import corpora
from training.batches import inputs, pieces_of
from training.model import HIDDEN, Reader, load, save

PASSES, BATCH = 10, 16
LAYER_RATE, HEAD_RATE, DECAY = 3e-4, 2e-3, 0.02


@dataclass(frozen=True)
class Window:
    """A window below the last layer `(1, t, HIDDEN)`, the first sub-tokens of its words, and its units: class, first, last word."""

    below: Tensor
    first: Tensor
    units: list[tuple[int, int, int]]


@torch.no_grad()
def windows(model: Reader, docs: Iterable[corpora.Doc], pieces: Pieces) -> list[Window]:
    """The windows of documents in which something is annotated for events."""
    model.eval()
    classes = {label: n for n, label in enumerate(model.labels["event"])}
    found = []
    for doc in docs:
        for a, b in corpora.windows(doc):
            units = [
                (classes[label], max(first, a) - a, min(last, b) - a)
                for layer, label, first, last in doc.units
                if layer == "event" and first < b and a < last
            ]
            if units:
                given = inputs([(doc, a, b)], (pieces.first, pieces.last))
                low, _ = model.trunk.low(given.ids, given.shapes, None)
                found.append(Window(model.trunk.below(low, None), given.first, units))
    return found


def fit(model: Reader, examples: list[Window], seed: int) -> None:
    """Train the events' layer, from the trunk's last, and a new head; the rates fall to nothing over the passes."""
    rng, order = Random(seed), list(examples)
    model.event_layer = deepcopy(model.trunk.layers[-1])
    model.tags["event"] = nn.Linear(HIDDEN, len(model.labels["event"]))
    own, head = model.event_layer.parameters(), model.tags["event"].parameters()
    groups = [{"params": list(own), "lr": LAYER_RATE}, {"params": list(head), "lr": HEAD_RATE}]
    rates = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = PASSES * (1 + (len(order) - 1) // BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(rates, lambda n: min((n + 1) / (0.1 * steps), 1 - n / steps))
    model.train()
    for _ in range(PASSES):
        rng.shuffle(order)
        for at in range(0, len(order), BATCH):
            rates.zero_grad()
            _loss(model, order[at : at + BATCH]).backward()
            torch.nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], 1.0)
            rates.step()
            falling.step()


def _loss(model: Reader, group: list[Window]) -> Tensor:
    sums, golds = [], []
    for window in group:
        scores = model.events(window.below, None, window.first)[0]
        sums += [torch.logsumexp(scores[first:last], 0) for _, first, last in window.units]
        golds += [gold for gold, _, _ in window.units]
    return F.cross_entropy(torch.stack(sums), torch.tensor(golds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    pieces, model = pieces_of(str(packaged("models"))), load(args.weights)
    docs = [doc for _, _, doc in corpora.events(args.data / "events/dev.jsonl")] + corpora.record(args.data / "gold-train")
    corpora.prepare(docs, pieces)
    fit(model, windows(model, docs, pieces), args.seed)
    save(model, model.state_dict(), args.weights)


if __name__ == "__main__":
    main()
