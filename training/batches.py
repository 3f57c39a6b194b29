"""Batches of windows as tensors, and the loss of each kind of label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor
from torch.nn import functional as F

from dragoman.reading.decode import distance
from dragoman.reading.windows import LIMIT, REACH, Pieces, batch
from training.corpora import Doc, windows
from training.model import Reader

Window = tuple[Doc, int, int]
_CHAIN_SCALE = 5.0
"""Losses of whole sequences are divided by this, so that they weigh like the mean losses of words."""


@dataclass
class Inputs:
    ids: Tensor
    shapes: Tensor
    mask: Tensor
    first: Tensor
    words: Tensor
    """`(windows, words)` bool: which are words, not padding."""


def inputs(group: list[Window], ends: tuple[int, int]) -> Inputs:
    """Arrays of a group of windows."""
    made = batch([d.pieces[a:b] for d, a, b in group], [d.shapes[a:b] for d, a, b in group], ends)
    sizes = torch.tensor([b - a for _, a, b in group])
    words = torch.arange(made.first.shape[1])[None] < sizes[:, None]
    return Inputs(*(torch.from_numpy(x) for x in (made.ids, made.shapes, made.mask, made.first)), words)


def grouped(docs: list[Doc], budget: int, rng: Random) -> list[list[Window]]:
    """One pass over documents: windows of a limit drawn for each document, in groups of like length, shuffled.

    Args:
        budget: most sub-tokens of a group, padding included.
    """
    every = [(doc, a, b) for doc in docs for a, b in windows(doc, rng.choice((LIMIT, LIMIT, LIMIT - 40, LIMIT - 90)))]
    sized = [(sum(map(len, d.pieces[a:b])), rng.random(), (d, a, b)) for d, a, b in every]
    groups: list[list[Window]] = [[]]
    for size, _, window in sorted(sized, key=lambda s: (s[0] // 8, s[1])):
        if groups[-1] and (size + 8) * (len(groups[-1]) + 1) > budget:
            groups.append([])
        groups[-1].append(window)
    rng.shuffle(groups)
    return [g for g in groups if g]


def endless(docs: list[Doc], budget: int, rng: Random) -> Iterator[list[Window]]:
    """Passes without end."""
    while True:
        yield from grouped(docs, budget, rng)


def padded(rows: list[list[int]], fill: int) -> Tensor:
    """Rows of different lengths as one tensor."""
    width = max(map(len, rows))
    return torch.tensor([r + [fill] * (width - len(r)) for r in rows])


class Losses:
    """Loss of a group, by the labels its documents carry."""

    def __init__(self, model: Reader, ends: tuple[int, int]) -> None:
        self.model, self.ends = model, ends
        self.index = {head: {label: i for i, label in enumerate(ls)} for head, ls in model.labels.items()}

    def __call__(self, group: list[Window]) -> Tensor:
        """The sum of the losses of all labels in `group`, whose documents all carry the same kinds."""
        given = inputs(group, self.ends)
        x = self.model.words(given.ids, given.shapes, given.mask, given.first)
        doc, parts = group[0][0], []
        if doc.heads:
            parts.append(self._syntax(x, group, given.words))
        parts += [self._chain(x, group, given.words, h) for h in doc.tags if h == "cue" or h.startswith("names.")]
        if doc.frames is not None:
            parts.append(self._roles(x, group, given.words))
        if doc.units:
            parts.append(self._units(x, group))
        return torch.stack([p.float() for p in parts]).sum()

    def _gold(self, group: list[Window], head: str, fill: int) -> Tensor:
        known = self.index[head]
        return padded([[known.get(t, -100) for t in d.tags[head][a:b]] for d, a, b in group], fill)

    def _syntax(self, x: Tensor, group: list[Window], words: Tensor) -> Tensor:
        model = self.model
        heads = padded([[h - a for h in d.heads[a:b]] for d, a, b in group], -100)
        starts = [[int(i in s) for i in range(a, b)] for d, a, b in group for s in [set(d.starts)]]
        opened = padded(starts, 0)
        sentence = torch.where(words, opened.cumsum(1), -1)
        inside = sentence[:, :, None] == sentence[:, None, :]
        valid = words & (heads >= 0) & (heads < words.shape[1])
        arcs = model.arcs(x).float().masked_fill(~inside, -1e4)[valid]
        row, at = valid.nonzero(as_tuple=True)
        relations = model.relations(x[row, at], x[row, heads[valid]])
        loss = F.cross_entropy(arcs, heads[valid]) + F.cross_entropy(relations.float(), self._gold(group, "rel", -100)[valid])
        for head, weight in (("upos", 1.0), ("feats", 0.5)):
            gold = self._gold(group, head, -100)
            loss = loss + weight * F.cross_entropy(model.tag(head, x).float().flatten(0, 1), gold.flatten(), ignore_index=-100)
        sent = model.tag("sent", x).float().squeeze(-1)[words]
        return loss + F.binary_cross_entropy_with_logits(sent, opened[words].float())

    def _chain(self, x: Tensor, group: list[Window], words: Tensor, head: str) -> Tensor:
        crf = self.model.chains[head.replace(".", "_")]
        return crf.loss(self.model.tag(head, x), self._gold(group, head, 0), words) / _CHAIN_SCALE

    def _roles(self, x: Tensor, group: list[Window], words: Tensor) -> Tensor:
        """Loss of the roles of the words near each cue, and of speech or attitude."""
        rows, lows, golds, far, spans, speech = [], [], [], [], [], []
        for n, (doc, a, b) in enumerate(group):
            for (first, last), said, sources, contents in doc.frames or []:
                if a <= first < last <= b:
                    low, high = max(a, first - REACH), min(b, last + REACH)
                    gold = [0] * (high - low)
                    for kind, of_kind in ((1, sources), (3, contents)):
                        for s, e in ((max(s, low), min(e, high)) for s, e in of_kind):
                            if s < e:
                                gold[s - low : e - low] = [kind] + [kind + 1] * (e - s - 1)
                    rows.append(n)
                    lows.append(low - a)
                    golds.append(gold)
                    spans.append((first - a, last - a))
                    far.append(distance(high - low, first - low, last - low).tolist())
                    speech.append(float(said))
        if not rows:
            return x.sum() * 0.0
        model, row = self.model, torch.tensor(rows)
        at = torch.arange(words.shape[1])[None]
        bounds = torch.tensor(spans)
        inside = ((at >= bounds[:, :1]) & (at < bounds[:, 1:])).to(x.dtype)
        cue = (inside[:, None] @ x[row]).squeeze(1) / (bounds[:, 1:] - bounds[:, :1])
        gold, distances = padded(golds, -1), padded(far, 0)
        near = (torch.tensor(lows)[:, None] + torch.arange(gold.shape[1])).clamp(max=words.shape[1] - 1)
        valid = gold >= 0
        scores = model.roles(model.role_word(x)[row[:, None], near], model.role_cue(cue), distances, valid.long())
        loss = model.chains["role"].loss(scores, gold.clamp(min=0), valid) / _CHAIN_SCALE
        said = F.binary_cross_entropy_with_logits(model.speech(cue).float().squeeze(-1), torch.tensor(speech))
        return loss + 0.2 * said

    def _units(self, x: Tensor, group: list[Window]) -> Tensor:
        """Stretches as bags of words: the class whose words sum highest, in log space."""
        sums: dict[str, list[Tensor]] = {}
        golds: dict[str, list[int]] = {}
        scores = {layer: self.model.tag(layer, x).float() for layer in {u[0] for d, _, _ in group for u in d.units}}
        for n, (doc, a, b) in enumerate(group):
            for layer, label, first, last in doc.units:
                if first < b and a < last:
                    bag = scores[layer][n, max(first, a) - a : min(last, b) - a]
                    sums.setdefault(layer, []).append(torch.logsumexp(bag, 0))
                    golds.setdefault(layer, []).append(self.index[layer][label])
        if not sums:
            return x.sum() * 0.0
        return torch.stack([F.cross_entropy(torch.stack(s), torch.tensor(golds[k])) for k, s in sums.items()]).sum()


def pieces_of(folder: str) -> Pieces:
    """The tokenizer that ships with the package, or the one in `folder`."""
    from tokenizers import Tokenizer

    return Pieces(Tokenizer.from_file(f"{folder}/tokenizer.json"))
