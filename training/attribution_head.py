"""Fits attributions' own layers: `python -m training.attribution_head training/runs/x/final.pt --data ../shared/data`.

Attributions get upper layers, heads and a role network of their own; no other weight changes. They start from the trunk's upper
layers and the heads that were trained with it; the role network is also told where each word stands in the trunk's own trees and in
quotations. Annotators agree on seven attributions of ten only. So each annotator has a vector for their habits, and the mean of
these is what ships; and what the heads trained with the trunk say of the articles is learnt along with the annotation.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.data import path as packaged
from dragoman.reading import standing
from dragoman.reading.decode import distance
from dragoman.reading.windows import LIMIT, REACH, Pieces
from training import corpora, tutor
from training.batches import inputs, padded, pieces_of
from training.model import HIDDEN, SAID_FROM, Crf, Reader, Roles, Said, at_words, load, save, total
from training.train import Mean

PASSES, CUTS, BUDGET = 4, 2, 2600
"""Times that each article is read, ways in which it is cut into windows, sub-tokens of a step."""
LAYER_RATE, HEAD_RATE = 2e-4, 1e-3
TREES, TAUGHT = 0.3, 0.5
"""Weight of the loss of the relations, and of the teacher's word against the annotation's."""
HABITS, NOBODY = 3.0, 0.3
"""Scale of the annotators' vectors, so that they are learnt faster than weights; share of the windows that are read without."""
_SCALE = 5.0
Taught = tuple[Tensor, Tensor]
"""Probabilities of the first label of a sequence `(labels,)`, and of each step `(words - 1, labels, labels)`."""


@dataclass
class Cue:
    """A cue: its words `first` to `last` of the window, and what is known of the words `low` to `high` around it."""

    first: int
    last: int
    low: int
    high: int
    roles: list[int]
    branch: list[int]
    far: list[int]


@dataclass
class Window:
    """A window after the trunk's lower layers.

    Attributes:
        low: `(t, HIDDEN)`, bfloat16; `starts`: the first sub-token of each word.
        tags: 0 to 2 for each word: outside, begins or goes on a cue.
        heads, kinds, opens: the tree, its relations, and the first words of sentences.
        taught: what the teacher says of the cues, and of the roles of each cue: see `_shares`.
        annotator: their number.
    """

    low: Tensor
    starts: list[int]
    tags: list[int]
    kinds: list[int]
    marks: list[int]
    heads: list[int]
    opens: list[int]
    annotator: int
    cues: list[Cue] = field(default_factory=list)
    taught: list[Taught] = field(default_factory=list)


def _roles(frame: corpora.Frame, low: int, high: int) -> list[int]:
    """The role of each word from `low` to `high`, by number: none, begins or goes on a source, begins or goes on a content."""
    roles = [0] * (high - low)
    for kind, of_kind in ((1, frame[2]), (3, frame[3])):
        for first, last in ((max(s, low), min(e, high)) for s, e in of_kind):
            if first < last:
                roles[first - low : last - low] = [kind, *[kind + 1] * (last - first - 1)]
    return roles


def _cue(window: Window, start: int, frame: corpora.Frame) -> Cue:
    """The cue of a frame in a window that begins with word `start` of the document."""
    first, last = frame[0][0] - start, frame[0][1] - start
    low, high = max(0, first - REACH), min(len(window.starts), last + REACH)
    branch = standing.branches(window.heads, window.kinds, window.opens, (first, last))[low:high]
    far = distance(high - low, first - low, last - low)
    return Cue(first, last, low, high, _roles(frame, low + start, high + start), branch.tolist(), far.tolist())


@torch.no_grad()
def windows(model: Reader, docs: Sequence[corpora.Doc], pieces: Pieces, seed: int) -> list[Window]:
    """The windows of annotated documents that have trees and marks, cut by limits drawn for each document."""
    model.eval()
    rng, found = Random(seed), list[Window]()
    annotators = sorted({doc.bank for doc in docs})
    for doc in docs:
        who = annotators.index(doc.bank)
        every = [standing.kind(r) for r in doc.tags["rel"]]
        for a, b in corpora.windows(doc, rng.choice((LIMIT, LIMIT, LIMIT - 40, LIMIT - 90))):
            given = inputs([(doc, a, b)], (pieces.first, pieces.last))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                low, _ = model.trunk.low(given.ids, given.shapes, None)
            heads = [h - a if a <= h < b else i for i, h in enumerate(doc.heads[a:b])]
            tags = [{"O": 0, "B-cue": 1}.get(t, 2) for t in doc.tags["cue"][a:b]]
            opens = [s - a for s in doc.starts if a <= s < b]
            window = Window(low[0].bfloat16(), given.first[0].tolist(), tags, every[a:b], doc.marks[a:b], heads, opens, who)
            window.cues = [_cue(window, a, f) for f in doc.frames or [] if a <= f[0][0] < f[0][1] <= b]
            found.append(window)
    return found


@dataclass
class Batch:
    """Windows side by side, padded: `x` `(n, w, HIDDEN)` vectors of words, `words` and `marks` `(n, w)`."""

    x: Tensor
    words: Tensor
    marks: Tensor


def encoded(said: Said | Shared, group: Sequence[Window], style: Tensor | None = None) -> Batch:
    """The vectors of the words of some windows, by the habits of their annotators `(n, 1, HIDDEN)`."""
    longest = max(len(w.low) for w in group)
    low = torch.stack([F.pad(w.low, (0, 0, 0, longest - len(w.low))) for w in group])
    sizes = torch.tensor([len(w.low) for w in group])
    far = torch.where(torch.arange(longest)[None] < sizes[:, None], 0.0, -10000.0)[:, None, None, :]
    first = padded([[n * longest + s for s in w.starts] for n, w in enumerate(group)], 0)
    words = padded([[1] * len(w.starts) for w in group], 0).bool()
    return Batch(said.words(low, far, first, style), words, padded([w.marks for w in group], 0))


def roles(said: Said | Shared, batch: Batch, group: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """Scores `(cues, words, 5)` of the roles around all cues of some windows, and which words are no padding."""
    pairs = [(n, c) for n, w in enumerate(group) for c in w.cues]
    row = torch.tensor([n for n, _ in pairs])
    near = padded([list(range(c.low, c.high)) for _, c in pairs], 0)
    valid = padded([[1] * (c.high - c.low) for _, c in pairs], 0)
    at, bounds = torch.arange(batch.words.shape[1])[None], torch.tensor([(c.first, c.last) for _, c in pairs])
    inside = ((at >= bounds[:, :1]) & (at < bounds[:, 1:])).to(batch.x.dtype)
    cue = (inside[:, None] @ batch.x[row]).squeeze(1) / (bounds[:, 1:] - bounds[:, :1])
    quoted = batch.marks[row, bounds[:, 0]] > 0
    marks = batch.marks[row[:, None], near] + standing.MARKS // 2 * quoted[:, None]
    far, branch = (padded([getattr(c, k) for _, c in pairs], 0) for k in ("far", "branch"))
    words = said.role_word(batch.x)[row[:, None], near]
    return said.roles.placed(words, said.role_cue(cue), far, valid, branch, marks), valid.bool()


def _loss(chain: Crf, scores: Tensor, gold: Tensor, valid: Tensor, taught: Sequence[Taught]) -> Tensor:
    """Of some sequences: the likelihood of all paths in the shares that annotation and teacher together give them."""
    first, steps = chain.potentials(scores.float())
    labels, width = scores.shape[2], scores.shape[1]
    padding = [F.pad(s.float(), (0, 0, 0, 0, 0, width - 1 - len(s))) for _, s in taught]
    told = torch.stack([f.float() for f, _ in taught]), torch.stack(padding)
    one = F.one_hot(gold, labels).float()
    known = one[:, 0], one[:, :-1, :, None] * one[:, 1:, None, :] * valid[:, 1:, None, None]
    share = [torch.lerp(k, t, TAUGHT) for k, t in zip(known, told, strict=True)]
    path = (first * share[0]).sum(1) + (steps * share[1]).flatten(1).sum(1)
    return (total(first, steps, valid) - path).mean() / _SCALE


def loss(said: Said, kinds: nn.Linear, group: Sequence[Window], style: Tensor) -> Tensor:
    """The loss of cues, roles and relations of some windows."""
    batch = encoded(said, group, style)
    tags, known = padded([w.tags for w in group], 0), padded([w.kinds for w in group], -1)
    sum_ = _loss(said.chains["cue"], said.cue(batch.x), tags, batch.words, [w.taught[0] for w in group])
    sum_ = sum_ + TREES * F.cross_entropy(kinds(batch.x).float().flatten(0, 1), known.flatten(), ignore_index=-1)
    if any(w.cues for w in group):
        scores, valid = roles(said, batch, group)
        gold = padded([c.roles for w in group for c in w.cues], 0)
        sum_ = sum_ + _loss(said.chains["role"], scores, gold, valid, [t for w in group for t in w.taught[1:]])
    return sum_


def _shares(chain: Crf, scores: Tensor, valid: Tensor) -> list[Taught]:
    """The probabilities of the labels of some sequences."""
    first, steps = (x.detach().requires_grad_() for x in chain.potentials(scores.float()))
    with torch.enable_grad():
        shares = torch.autograd.grad(total(first, steps, valid).sum(), (first, steps))
    return [(f.half(), s[: n - 1].half()) for f, s, n in zip(*shares, valid.sum(1).tolist(), strict=True)]


@torch.no_grad()
def teach(teacher: Shared, some: Sequence[Window]) -> None:
    """Add the teacher's word to windows, in place."""
    for group in groups(some, BUDGET, Random(0)):
        told = iter(list[Taught]())
        with torch.autocast("cpu", dtype=torch.bfloat16):
            batch = encoded(teacher, group)
            cues = _shares(teacher.chains["cue"], teacher.cue(batch.x), batch.words)
            if any(w.cues for w in group):
                told = iter(_shares(teacher.chains["role"], *roles(teacher, batch, group)))
        for window, cue in zip(group, cues, strict=True):
            window.taught = [cue, *(next(told) for _ in window.cues)]


class Shared(nn.Module):
    """The heads that were trained along with the trunk, in the form of `Said`: a teacher that costs nothing."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.trunk, self.cue, self.role_word, self.role_cue = model.trunk, model.tags["cue"], model.role_word, model.role_cue
        self.roles, self.chains = _Unplaced(model.roles), model.chains

    def words(self, low: Tensor, far: Tensor | None, first: Tensor, style: None = None) -> Tensor:
        return at_words(self.trunk.layers[-1](self.trunk.below(low, far), far), first)


class _Unplaced(nn.Module):
    """A role network that does not look at places."""

    def __init__(self, roles: Roles) -> None:
        super().__init__()
        self.roles = roles

    def placed(self, words: Tensor, cue: Tensor, far: Tensor, mask: Tensor, branch: Tensor, mark: Tensor) -> Tensor:
        return self.roles(words, cue, far, mask)


def groups(some: Sequence[Window], budget: int, rng: Random) -> list[list[Window]]:
    """One pass: windows of like length together, in shuffled order."""
    made: list[list[Window]] = [[]]
    for window in sorted(some, key=lambda w: (len(w.low) // 8, rng.random())):
        if made[-1] and (len(window.low) + 8) * (len(made[-1]) + 1) > budget:
            made.append([])
        made[-1].append(window)
    rng.shuffle(made)
    return made


def fit(said: Said, cuts: Sequence[Sequence[Window]], seed: int, passes: int = PASSES) -> None:
    """Train; each pass takes the next way of cutting. Rates rise over 4 % and fall to zero; the result is a running mean."""
    rng, kinds = Random(seed), nn.Linear(HIDDEN, standing.KINDS)
    people = nn.Parameter(torch.zeros(1 + max(w.annotator for w in cuts[0]), 1, HIDDEN))
    plan = [g for n in range(passes) for g in groups(cuts[n % len(cuts)], BUDGET, rng)]
    own, heads = said.layers.parameters(), [p for n, p in said.named_parameters() if not n.startswith("layers.")]
    some = [{"params": list(own), "lr": LAYER_RATE}, {"params": [*heads, *kinds.parameters(), people], "lr": HEAD_RATE}]
    rates = torch.optim.AdamW(some, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    mean, begun = Mean(said, 0.998), time.monotonic()
    shape = torch.optim.lr_scheduler.LambdaLR(rates, lambda n: min(n / len(plan) / 0.04 + 0.01, (1 - n / len(plan)) / 0.96))
    said.train()
    for n, group in enumerate(plan):
        known = torch.tensor([[[float(rng.random() > NOBODY)]] for _ in group])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = loss(said, kinds, group, HABITS * known * people[[w.annotator for w in group]])
        found.backward()
        torch.nn.utils.clip_grad_norm_([p for g in some for p in g["params"]], 1.0)
        rates.step()
        rates.zero_grad()
        shape.step()
        mean.update()
        if n % 100 == 0:
            print(f"step {n} of {len(plan)}, loss {float(found.detach()):.3f}, {time.monotonic() - begun:.0f} s", flush=True)  # noqa: T201
    said.load_state_dict(mean.state() | {"style": HABITS * people.detach().mean((0, 1))})
    said.eval()


def _prepared(data: Path, model: Reader, pieces: Pieces) -> list[list[Window]]:
    """The articles, cut in several ways, with trees by the model itself and the word of the heads trained with the trunk."""
    docs = corpora.prepare(corpora.attributions(data / "quotes/polnear_train.jsonl"), pieces)
    tutor.annotate(model, docs, pieces)
    cuts, teacher = [windows(model, docs, pieces, n) for n in range(CUTS)], Shared(model).eval()
    for cut in cuts:
        teach(teacher, cut)
    return cuts


def _started(model: Reader) -> Said:
    """The trunk's upper layers and the heads trained with it; only what tells places is new."""
    said = Said()
    said.layers = deepcopy(model.trunk.layers[SAID_FROM:])
    shared = {"cue": model.tags["cue"], "role_word": model.role_word, "role_cue": model.role_cue, "roles": model.roles}
    shared |= {f"chains.{k}": model.chains[k] for k in ("cue", "role")}
    state = {f"{name}.{k}": v for name, part in shared.items() for k, v in part.state_dict().items()}
    said.load_state_dict({**said.state_dict(), **state})
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, help="where the result goes; over the weights if left out")
    parser.add_argument("--passes", type=int, default=PASSES)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    pieces, model = pieces_of(str(packaged("models"))), load(args.weights)
    cuts = _prepared(args.data, model, pieces)
    model.said = _started(model)
    fit(model.said, cuts, args.seed, args.passes)
    save(model, model.state_dict(), args.to or args.weights)


if __name__ == "__main__":
    main()
