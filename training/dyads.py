"""Fit the choice of actor and recipient: `python -m training.dyads --data ../shared/data [--scores FILE.npz]`.

Learns from the event coding sentences which pair of phrases is meant (dragoman/reading/dyads.py): a log-linear model over all pairs
of a sentence. First five folds, those of `cv_events.json`, with each sentence's type as predicted there and, from `--scores`, the
word scores of the same out-of-fold models; their choices are written into `cv_events.json` as CAMEO codes. Then all sentences:
those weights go to dragoman/rules/plover/dyads.json. No text is written.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from dragoman import data
from dragoman.evaluation import events
from dragoman.evaluation.common import Doc, read_set
from dragoman.evaluation.layers import document
from dragoman.reading import cast, dyads, encoder, toponyms
from dragoman.reading.coding import Coder
from dragoman.reading.dyad_features import Candidate

ABOUT = "Weights of dragoman/reading/dyads.py, fitted by training/dyads.py on the PLV sentences, without text. Licence: Apache-2.0."
# A feature is kept if it is seen this often; passes, sentences a step, rate, and the weight of the squares.
SEEN, PASSES, BATCH, RATE, DECAY = 3, 12, 16, 0.03, 1e-3
# Weights smaller than this are not kept.
SMALL = 0.02


@dataclass(frozen=True)
class Example:
    """A sentence with its phrases, its pairs, and which of them are meant."""

    doc: Doc
    type: str
    found: list[Candidate]
    pairs: dict[tuple[int, int], list[str]]
    meant: set[tuple[int, int]]


def example(doc: Doc, type_: str, scores: np.ndarray | None) -> Example:
    """Read a sentence.

    Args:
        scores: of each word and class of the encoder's events; the shipped model's by default.
    """
    given = document(doc)
    a = encoder.analyse(given)
    coder = Coder(a, cast.build(given, a), toponyms.find(given, a))
    table = a.scores["event"] if scores is None else scores
    column = table[:, 1:].max(1) if type_ == "NONE" else table[:, a.labels["event"].index(type_)]
    sentence = dyads.view(coder, a.tokens, type_, column)
    found = sentence.candidates()
    pairs = sentence.pairs(found)
    meant = {
        (x, y)
        for event in doc["events"]
        for x in _fitting(coder, found, event.get("actor_span"), event["actors"])
        for y in _fitting(coder, found, event.get("recipient_span"), event["recipients"])
        if (x, y) in pairs
    }
    return Example(doc, type_, found, pairs, meant)


def _fitting(coder: Coder, found: Sequence[Candidate], span: list[int] | None, codes: list[str]) -> list[int]:
    """The candidates that an annotated phrase means: those in it with its countries, else the one at its head word."""
    if not span:
        return []
    tokens, wanted = coder.analysis.tokens, {c[:3] for c in codes}
    inside = [n for n, c in enumerate(found) if span[0] <= tokens[c.i].start < span[1]]
    same = [n for n in inside if wanted and {c[:3] for c in found[n].coded.codes} == wanted]
    head = coder.analysis.head_of((span[0], span[1]))
    return same or [n for n in inside if head is not None and found[n].i == head.i]


class Model(nn.Module):
    """Sums of weights: two for each feature of a phrase (acts, suffers), one for each of a pair."""

    def __init__(self, of_phrases: dict[str, int], of_pairs: dict[str, int]) -> None:
        super().__init__()
        self.of_phrases, self.of_pairs = of_phrases, of_pairs
        self.phrase = nn.EmbeddingBag(len(of_phrases) + 1, 2, mode="sum")
        self.pair = nn.EmbeddingBag(len(of_pairs) + 1, 1, mode="sum")
        nn.init.zeros_(self.phrase.weight)
        nn.init.zeros_(self.pair.weight)

    def forward(self, packed: Packed) -> Tensor:
        """The sum of each pair."""
        single = self.phrase(*packed.phrases)
        return single[packed.keys[:, 0], 0] + single[packed.keys[:, 1], 1] + self.pair(*packed.pairs)[:, 0]


@dataclass(frozen=True)
class Packed:
    """A sentence as tensors: features and where each phrase's or pair's begin, pairs, and which are meant."""

    phrases: tuple[Tensor, Tensor]
    pairs: tuple[Tensor, Tensor]
    keys: Tensor
    meant: Tensor


def _bag(lists: Sequence[Sequence[str]], index: dict[str, int]) -> tuple[Tensor, Tensor]:
    rows = [[index[f] for f in features if f in index] or [len(index)] for features in lists]
    starts = np.cumsum([0, *map(len, rows[:-1])])
    return torch.tensor([n for row in rows for n in row]), torch.from_numpy(starts)


def pack(e: Example, model: Model) -> Packed:
    keys = list(e.pairs)
    phrases, pairs = _bag([c.features for c in e.found], model.of_phrases), _bag(list(e.pairs.values()), model.of_pairs)
    return Packed(phrases, pairs, torch.tensor(keys), torch.tensor([k in e.meant for k in keys]))


def _index(counted: Counter[str]) -> dict[str, int]:
    return {f: n for n, f in enumerate(sorted(f for f, times in counted.items() if times >= SEEN))}


def fit(examples: Sequence[Example], seed: int) -> Model:
    """Fit to the sentences in which the meant pair is among those found."""
    usable = [e for e in examples if e.meant]
    model = Model(
        _index(Counter(f for e in usable for c in e.found for f in c.features)),
        _index(Counter(f for e in usable for features in e.pairs.values() for f in features)),
    )
    packed, rng = [pack(e, model) for e in usable], Random(seed)
    rates = torch.optim.Adam(model.parameters(), lr=RATE)
    falling = torch.optim.lr_scheduler.LinearLR(rates, 1.0, 0.05, PASSES)
    for _ in range(PASSES):
        rng.shuffle(packed)
        for at in range(0, len(packed), BATCH):
            rates.zero_grad()
            sums = [(model(p), p.meant) for p in packed[at : at + BATCH]]
            losses = torch.stack([torch.logsumexp(s, 0) - torch.logsumexp(s[meant], 0) for s, meant in sums])
            squares = sum(w.pow(2).sum() for w in model.parameters())
            (losses.mean() + DECAY * squares).backward()
            rates.step()
        falling.step()
    return model


def weights(model: Model) -> dyads.Weights:
    """The weights by feature, rounded, without those near nothing."""
    single, pair = model.phrase.weight.detach(), model.pair.weight.detach()

    def table(column: Tensor, index: dict[str, int]) -> dict[str, float]:
        return {f: round(w, 2) for f, n in index.items() if abs(w := float(column[n])) >= SMALL}

    return dyads.Weights(
        table(single[:, 0], model.of_phrases), table(single[:, 1], model.of_phrases), table(pair[:, 0], model.of_pairs)
    )


def choice(e: Example, by: dyads.Weights) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the chosen actor and recipient."""
    best = dyads.best(e.found, e.pairs, by)
    return ((), ()) if best is None else (e.found[best[0][0]].coded.codes, e.found[best[0][1]].coded.codes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cv", type=Path, default=Path("training/cv_events.json"))
    parser.add_argument("--scores", type=Path, help="word scores of the models of the folds, as cv_events writes them")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    known: dict[str, Any] = json.loads(args.cv.read_text(encoding="utf-8"))
    rows = {row["id"]: row for row in known["predictions"]}
    scores = np.load(args.scores) if args.scores else {}
    docs = [d for d in read_set(args.data / "events/dev.jsonl") if d["events"]]
    examples = [example(d, rows[d["id"]]["predicted"], scores.get(d["id"])) for d in docs]
    for fold in sorted({row["fold"] for row in rows.values()}):
        by = weights(fit([e for e in examples if rows[e.doc["id"]]["fold"] != fold], args.seed))
        for e in examples:
            if rows[e.doc["id"]]["fold"] == fold:
                rows[e.doc["id"]]["actors"], rows[e.doc["id"]]["recipients"] = choice(e, by)
    figures = events.score(docs, events.cross_validated(list(rows.values())))
    print({name: value for name, value in figures.items() if "dyad" in name or "parties" in name})  # noqa: T201 - a program's output
    head = json.dumps({k: v for k, v in known.items() if k != "predictions"})
    lines = ",\n".join(json.dumps(row) for row in rows.values())
    args.cv.write_text(f'{head[:-1]}, "predictions": [\n{lines}\n]}}\n', encoding="utf-8")
    by = weights(fit(examples, args.seed))
    table = {"about": ABOUT, "actor": by.actor, "recipient": by.recipient, "pair": by.pair}
    data.path(dyads.FILE).write_text(json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
