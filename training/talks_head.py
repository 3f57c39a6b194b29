"""Fits the layers that see issues and outcomes: `python -m training.talks_head training/runs/x/final.pt --data ../shared/data`.

Which words name the issue of a position, and which what was agreed or comes next, is learnt by two upper layers of their own on the
trunk's lower ones; no other weight changes. They learn twice: first from what the rules find in texts without annotations, the pool
and blocks of news (much, rough), then from annotated documents (little, right). Which words tell of an event of which type is
learnt along and ships too; the words of contacts are learnt for the sake of the layers only.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.analysis import Analysis
from dragoman.data import path as packaged
from dragoman.evaluation.common import read_set
from dragoman.evaluation.layers import document
from dragoman.reading import encoder, pipeline
from dragoman.reading.windows import Pieces
from training import annotations, corpora
from training.batches import inputs, pieces_of
from training.model import Reader, Talks, load, save

ROUGH, ROUGH_RATE = 2, 2e-4
PASSES, RATE = 8, 1.5e-4
"""Passes over the rough and the right examples, and the rates of the layers; heads learn at `HEAD_RATE`."""
HEAD_RATE, BATCH, DECAY = 2e-3, 8, 0.02
KINDS, EVENTS = 0.3, 2.0
"""Weights of the losses of stances and kinds, and of events."""
POOL, NEWS, LONGEST = 900, 260, 5000
"""Documents of the pool and blocks of news that the rules read, and the most characters of one of the pool."""
_CLOSED = "ua-"
"""Texts of the pool whose licence keeps them out of training."""
Doc = dict[str, Any]


class Example:
    """A window below the talks' layers: `low` `(1, t, HIDDEN)` bfloat16, the first sub-tokens of words, and their labels."""

    def __init__(self, low: Tensor, first: Tensor, gold: dict[str, Tensor]) -> None:
        self.low, self.first, self.gold = low, first, gold


def _spans(evidence: Any) -> list[tuple[int, int]]:
    return [tuple(evidence)] if evidence and isinstance(evidence[0], int) else [tuple(e) for e in evidence or []]


def _where(text: str, phrase: str, evidence: Any) -> tuple[int, int] | None:
    """Where a phrase stands: in its evidence if it can be."""
    start, end = _spans(evidence)[0]
    at = text.find(phrase, start, end + len(phrase))
    at = text.find(phrase) if at < 0 else at
    return (at, at + len(phrase)) if at >= 0 else None


def _marked(size: int, found: Iterable[tuple[int, int, int]]) -> tuple[Tensor, Tensor]:
    """Labels of words: 0 outside, 1 begins, 2 goes on; and their class. Of overlapping stretches the longest counts."""
    marks, classes = torch.zeros(size, dtype=torch.long), torch.zeros(size, dtype=torch.long)
    for first, last, label in sorted(set(found), key=lambda f: (f[0] - f[1], f)):
        if last > first and not marks[first:last].any():
            marks[first:last], marks[first], classes[first:last] = 2, 1, label
    return marks, classes


def _phrases(row: Doc, layer: str, field: str, kind: str, grid: corpora.Grid) -> list[tuple[int, int, int]]:
    labels = corpora.LAYERS["stance" if layer == "positions" else "outcome"]
    placed = ((_where(row["text"], item[field], item["evidence"]), labels.index(item[kind])) for item in row[layer])
    return [(*grid.at(*where), label) for where, label in placed if where]


def _head(analysis: Analysis, span: tuple[int, int]) -> int | None:
    head = analysis.head_of(span)
    return None if head is None else head.i


def labels(row: Doc, analysis: Analysis, grid: corpora.Grid) -> dict[str, Tensor]:
    """The labels of the words of a record: of issues, of outcomes, and of the head words of events and contacts."""
    size = len(grid.spans)
    issue, stance = _marked(size, _phrases(row, "positions", "issue", "stance", grid))
    what, kind = _marked(size, _phrases(row, "outcomes", "what", "kind", grid))
    deeds = torch.zeros(size, len(corpora.LAYERS["event"]))
    met = torch.zeros(size, dtype=torch.long)
    for item in row["events"]:
        if (at := _head(analysis, _spans(item["evidence"])[0])) is not None:
            deeds[at, corpora.LAYERS["event"].index(item["type"])] = 1
    for item in row["contacts"]:
        for span in _spans(item["evidence"]):
            if (at := _head(analysis, span)) is not None:
                met[at] = corpora.LAYERS["contact"].index(item["kind"])
    return {"issue": issue, "stance": stance, "what": what, "outcome": kind, "deed": deeds, "contacts": met}


@torch.no_grad()
def examples(model: Reader, rows: Iterable[Doc], pieces: Pieces, found: bool = False) -> list[Example]:
    """The windows of records.

    Args:
        found: the rules make the records; else they are given.
    """
    model.eval()
    made: list[Example] = []
    for row in rows:
        doc = document({"title": None, "published": None} | row)
        analysis = encoder.analyse(doc)
        if found:
            layers = pipeline.find(doc, analysis)
            row = row | {k: [i.model_dump() for i in layers[k]] for k in ("positions", "outcomes", "events", "contacts")}
        grid = corpora.Grid(row["text"])
        gold = labels(row, analysis, grid)
        (words,) = corpora.prepare([grid.doc()], pieces)
        for a, b in corpora.windows(words):
            given = inputs([(words, a, b)], (pieces.first, pieces.last))
            low, _ = model.trunk.low(given.ids, given.shapes, None)
            made.append(Example(low.bfloat16(), given.first, {k: v[a:b] for k, v in gold.items()}))
    return made


def unannotated(data: Path, seed: int) -> list[Doc]:
    """Texts for the rules to read: of the pool and of news, without those that are annotated."""
    rng = Random(seed)
    files = [file for part in annotations.PARTS for file in sorted((annotations.FOLDER / part).glob("*.json"))]
    known = {json.loads(file.read_text("utf-8"))["pool_id"] for file in files}
    known |= {doc.get("pool_id") for folder in ("gold", "gold-train") for doc in read_set(data / folder)}
    pool, news = (read_set(data / file) for file in annotations.TEXTS)
    open_ = [d for d in pool if d["id"] not in known and not d.get("gold") and not d["id"].startswith(_CLOSED)]
    short = [d for d in open_ if len(d["text"]) <= LONGEST]
    return rng.sample(short, min(POOL, len(short))) + rng.sample([d for d in news if d["id"] not in known], NEWS)


def fit(talks: Talks, windows: Sequence[Example], passes: int, rate: float, seed: int) -> None:
    """Train layers and heads; the rates rise, then fall to nothing."""
    rng, order = Random(seed), list(windows)
    heads = [p for name, p in talks.named_parameters() if not name.startswith("layers")]
    groups = [{"params": list(talks.layers.parameters()), "lr": rate}, {"params": heads, "lr": HEAD_RATE}]
    rates = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = passes * (1 + (len(order) - 1) // BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(rates, lambda n: min((n + 1) / (0.1 * steps), 1 - n / steps))
    talks.train()
    for _ in range(passes):
        rng.shuffle(order)
        for at in range(0, len(order), BATCH):
            rates.zero_grad()
            for window in order[at : at + BATCH]:
                (_loss(talks, window) * 4 / BATCH).backward()
            nn.utils.clip_grad_norm_(talks.parameters(), 1.0)
            rates.step()
            falling.step()


def _loss(talks: Talks, window: Example) -> Tensor:
    """The loss of a window, by the hundred words."""
    gold, size = window.gold, len(window.gold["issue"])
    with torch.autocast("cpu", torch.bfloat16):
        x = talks.words(window.low.float(), None, window.first)[0]
        scores = {name: head(x).float() for name, head in talks.heads.items()}
    loss = sum(F.cross_entropy(scores[k], gold[k]) for k in ("issue", "what", "contacts"))
    for name, of in (("stance", "issue"), ("outcome", "what")):
        inside = gold[of] > 0
        if inside.any():
            loss = loss + KINDS * F.cross_entropy(scores[name][inside], gold[name][inside])
    loss = loss + EVENTS / size * F.binary_cross_entropy_with_logits(scores["deed"], gold["deed"], reduction="sum")
    return loss * size / 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rough", type=Path, help="keeps the layers after the first step; if it is there, it is the start")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    started = time.monotonic()
    pieces, model = pieces_of(str(packaged("models"))), load(args.weights)
    model.talks = Talks.on(model.trunk)
    if args.rough and args.rough.exists():
        model.talks.load_state_dict(torch.load(args.rough, weights_only=True))
    else:
        rough = examples(model, unannotated(args.data, args.seed), pieces, found=True)
        fit(model.talks, rough, ROUGH, ROUGH_RATE, args.seed)
        print(f"{len(rough)} windows as rules read them, {time.monotonic() - started:.0f} s", flush=True)  # noqa: T201 - a program's output
        if args.rough:
            torch.save(model.talks.state_dict(), args.rough)
    rows = [*read_set(args.data / "gold-train"), *annotations.load("tune", args.data)]
    right = examples(model, rows, pieces)
    fit(model.talks, right, PASSES, RATE, args.seed)
    print(f"{len(right)} windows of {len(rows)} documents, {time.monotonic() - started:.0f} s")  # noqa: T201 - a program's output
    save(model, model.state_dict(), args.weights)


if __name__ == "__main__":
    main()
