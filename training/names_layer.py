"""Fits the network for names as GMB marks them: `python -m training.names_layer --data ../shared/data` writes models/names.onnx.

It reads what the shipped encoder knows of each word (the trunk's last vectors, seen through the two maps for relations), that of
the same word elsewhere in the document, and hashed words and pairs of words; two layers of its own and a chain give the labels.
The encoder stays as it is; after one with another trunk the network has to be made again. About ten minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.data import path as packaged
from dragoman.evaluation.layers import document
from dragoman.reading import corpus_names, encoder
from dragoman.reading.corpus_names import ABOUT, BUCKETS, FILE, GUIDELINE
from training import corpora
from training.batches import padded
from training.model import Crf, Layer

KNOWN, WIDTH, INNER, HEADS, DEEP, HASHED = 512, 256, 512, 4, 2, 48
DROPOUT, BATCH, DECAY = 0.15, 16, 0.02
STAGES = ((3, 2, 1e-3, 0.10), (3, 1, 7e-4, 0.15))
"""Passes, how many of them are without the chain, rate at the peak, and dropout of the inputs; the second starts from the first."""
MEAN = 0.995
"""How much of the running mean of the weights stays at each step but one."""


@dataclass(frozen=True)
class Window:
    """A window: inputs of each word as `corpus_names.Model` gives them, in half precision, and the gold labels."""

    inputs: Mapping[str, np.ndarray]
    gold: list[int]


def examples(path: Path, labels: Sequence[str]) -> list[Window]:
    """The windows of a file of names, as the shipped encoder reads them."""
    number, found = {label: i for i, label in enumerate(labels)}, []
    for row, doc in zip(corpora.rows(path), corpora.names(path, GUIDELINE), strict=True):
        windows = list(encoder.windows(document(row), GUIDELINE))
        given = corpus_names.inputs(windows)
        first = 0
        for window in windows:
            last = first + len(window.texts)
            own = {k: v[first:last].astype(np.int64 if k == "hashed" else np.float16) for k, v in given.items()}
            found.append(Window(own, [number[t] for t in doc.tags[f"names.{GUIDELINE}"][first:last]]))
            first = last
    return found


class Names(nn.Module):
    """Label scores of the words of windows."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.register_buffer("mu", torch.zeros(KNOWN))
        self.register_buffer("sd", torch.ones(KNOWN))
        self.inp, self.same = nn.Linear(KNOWN, WIDTH), nn.Linear(KNOWN, WIDTH)
        self.has = nn.Parameter(torch.zeros(WIDTH))
        self.table, self.lex = nn.Embedding(BUCKETS, HASHED), nn.Linear(3 * HASHED, WIDTH)
        nn.init.normal_(self.table.weight, std=0.05)
        self.norm, self.drop = nn.LayerNorm(WIDTH), nn.Dropout(DROPOUT)
        self.conv = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.layers = nn.ModuleList(Layer(WIDTH, INNER, HEADS, DROPOUT) for _ in range(DEEP))
        self.lab, self.crf = nn.Linear(WIDTH, labels), Crf(labels)
        self.dropped = 0.0

    def forward(self, known: Tensor, others: Tensor, again: Tensor, hashed: Tensor, far: Tensor | None = None) -> Tensor:
        """`known`, `others` `(n, w, KNOWN)`, `again` `(n, w, 1)`, `hashed` `(n, w, 3)` int64 -> `(n, w, labels)`."""
        words = self.table(hashed)
        if self.training:
            words = words * (torch.rand(words.shape[:3]) > DROPOUT)[..., None] / (1 - DROPOUT)
        own, same = (known - self.mu) / self.sd, (others - self.mu) / self.sd * again
        own, same = (F.dropout(v, self.dropped, self.training) for v in (own, same))
        x = self.norm(self.inp(own) + self.same(same) + self.has * again + self.lex(words.flatten(2)))
        x = x + self.drop(F.gelu(self.conv(x.transpose(1, 2)).transpose(1, 2)))
        for layer in self.layers:
            x = layer(x, far)
        return self.lab(self.drop(x))


def fit(model: Names, examples: list[Window], seed: int) -> None:
    """Train in `STAGES`; the model ends as the running mean of the last stage."""
    rng, sample = Random(seed), np.concatenate([w.inputs["known"] for w in examples[::20]]).astype(np.float32)
    model.mu.copy_(torch.from_numpy(sample.mean(0)))
    model.sd.copy_(torch.from_numpy(sample.std(0) + 1e-3))
    mean: dict[str, Tensor] = {}
    for passes, plain, rate, model.dropped in STAGES:
        mean = _stage(model, examples, rng, passes, plain, rate)
    model.load_state_dict(mean, strict=False)


def _stage(model: Names, examples: list[Window], rng: Random, passes: int, plain: int, rate: float) -> dict[str, Tensor]:
    """Some passes with a rate that rises, then falls to nothing; the running mean of the weights."""
    steps = passes * math.ceil(len(examples) / BATCH)
    rates = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=DECAY, betas=(0.9, 0.98))
    falling = torch.optim.lr_scheduler.LambdaLR(rates, lambda n: min((n + 1) / (0.06 * steps), max(0.0, 1 - n / steps)))
    mean, done = {k: v.detach().clone() for k, v in model.named_parameters()}, 0
    model.train()
    for turn in range(passes):
        for group in _groups(examples, rng):
            rates.zero_grad()
            _loss(model, group, chain=turn >= plain).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            rates.step()
            falling.step()
            done += 1
            if done % 2 == 0:
                for k, v in model.named_parameters():
                    mean[k].lerp_(v.detach(), 1 - min(MEAN, (1 + done) / (10 + done)))
    return mean


def _groups(examples: list[Window], rng: Random) -> list[list[Window]]:
    """One pass in groups of like length, shuffled."""
    order = rng.sample(examples, len(examples))
    order = [w for at in range(0, len(order), 20 * BATCH) for w in sorted(order[at : at + 20 * BATCH], key=lambda w: len(w.gold))]
    groups = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    rng.shuffle(groups)
    return groups


def _loss(model: Names, group: list[Window], chain: bool) -> Tensor:
    """Mean loss of a window, of its chain or of its words by themselves, by five."""
    mask = padded([[1] * len(w.gold) for w in group], 0).bool()
    gold = padded([w.gold for w in group], 0)
    given = {k: torch.zeros(*mask.shape, v.shape[1], dtype=torch.float32 if v.dtype == np.float16 else torch.int64)
             for k, v in group[0].inputs.items()}  # fmt: skip
    for n, window in enumerate(group):
        for k, v in window.inputs.items():
            given[k][n, : len(v)] = torch.from_numpy(v)
    with torch.autocast("cpu", torch.bfloat16):
        scores = model(**given, far=(1.0 - mask[:, None, None, :].float()) * -10000.0)
    if chain:
        return model.crf.loss(scores, gold, mask) / 5
    return F.cross_entropy(scores.float()[mask], gold[mask], reduction="sum") / len(group) / 5


def export(model: Names, labels: Sequence[str], folder: Path) -> None:
    """Write the network (int8) and its label set, chain and digest."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    wide, axes = torch.zeros(1, 5, KNOWN), {1: "words"}
    args = (wide, wide, torch.zeros(1, 5, 1), torch.zeros(1, 5, 3, dtype=torch.long))
    given = ["known", "others", "again", "hashed"]
    options = {"opset_version": 17, "dynamo": False, "input_names": given, "output_names": ["scores"]}
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / FILE
        torch.onnx.export(model, args, str(raw), dynamic_axes=dict.fromkeys(given, axes), **options)
        small = {"op_types_to_quantize": ["MatMul", "Gather"], "weight_type": QuantType.QInt8, "reduce_range": True}
        quantize_dynamic(raw, folder / FILE, per_channel=True, extra_options={"MatMulConstBOnly": True}, **small)
    about = {
        "labels": list(labels),
        "steps": model.crf.steps.tolist(),
        "opening": model.crf.opening.tolist(),
        "sha256": hashlib.sha256((folder / FILE).read_bytes()).hexdigest(),
    }
    (folder / ABOUT).write_text(json.dumps(about, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=packaged("models"))
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    labels = json.loads((packaged("models") / "encoder.json").read_text(encoding="utf-8"))["labels"][f"names.{GUIDELINE}"]
    model = Names(len(labels))
    fit(model, examples(args.data / "entities/gmb.train.jsonl.gz", labels), args.seed)
    export(model, labels, args.to)


if __name__ == "__main__":
    main()
