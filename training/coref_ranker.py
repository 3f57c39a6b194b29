"""Fits what coreference has learned, from GUM: `python -m training.coref_ranker --data ../shared/data` writes models/coref.npz.

`--folds 4` measures by cross-validation over documents instead, and writes nothing. Two parts: a logistic regression that says
which candidates are noun phrases, and a network that ranks the phrases before one, and "new", by the likelihood of all earlier
phrases of its chain together. Takes about three minutes on one core. Needs the encoder that ships: train it first.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.analysis import Analysis
from dragoman.data import path as packaged
from dragoman.evaluation import coref as scorer
from dragoman.evaluation.common import Doc
from dragoman.evaluation.layers import document
from dragoman.reading import chains, coref_model, encoder, likeness, noun_phrases, pairs
from dragoman.reading.coref_model import Filter, Ranker
from training import corpora

# Clues and facts that fewer candidates or phrases show are left out.
CLUES_LEAST, FACTS_LEAST = 6, 8
HIDDEN, SECOND, DROPOUT, DECAY = 48, 24, 0.2, 1e-4
PASSES, RATE = 20, 2e-3
FAR_BELOW = -1e4


@dataclass(frozen=True)
class Text:
    """A document of GUM: candidates with their clues and whether GUM marks them, as read by the encoder."""

    row: Doc
    analysis: Analysis
    clues: list[list[str]]
    marked: list[bool]


@dataclass(frozen=True)
class Example:
    """The phrases of a document; `right` says of pairs whether both belong to one chain, `again` of phrases whether any pair is."""

    spans: list[tuple[int, int]]
    facts: list[list[str]]
    pairs: pairs.Pairs
    right: Tensor
    again: Tensor


def texts(path: Path) -> list[Text]:
    """The documents of a file whose licences let weights be free."""
    rows = [row for row in corpora.rows(path) if "NC" not in row["licence"] and "ND" not in row["licence"]]
    return [_text(row) for row in rows]


def _text(row: Doc) -> Text:
    analysis = encoder.analyse(document(row))
    names = {t.i: k for k, n in enumerate(analysis.names) for t in analysis.tokens_in(n.span)}
    found = list(noun_phrases.candidates(analysis))
    gold = {tuple(m["span"]) for m in row["mentions"]}
    clues = [noun_phrases.clues(analysis, p, names) for p in found]
    return Text(row, analysis, clues, [tuple(chains.span(analysis, p)) in gold for p in found])


def fit_filter(given: Sequence[Text]) -> Filter:
    """Logistic regression, ridge 1/0.3, by L-BFGS."""
    counts = Counter(clue for text in given for clues in text.clues for clue in set(clues))
    number = {clue: i for i, clue in enumerate(sorted(c for c, n in counts.items() if n >= CLUES_LEAST))}
    cells = [(n, number[c]) for n, clues in enumerate(c for t in given for c in t.clues) for c in set(clues) if c in number]
    marked = torch.tensor([float(m) for text in given for m in text.marked])
    where = torch.tensor(cells).T
    matrix = torch.sparse_coo_tensor(where, torch.ones(where.shape[1]), (len(marked), len(number)))
    weights, bias = torch.zeros(len(number), 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    steps = torch.optim.LBFGS([weights, bias], max_iter=150, history_size=20, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        steps.zero_grad()
        scores = torch.sparse.mm(matrix, weights)[:, 0] + bias
        total = F.binary_cross_entropy_with_logits(scores, marked, reduction="sum") + (weights**2).sum() / 0.6
        total.backward()
        return total

    steps.step(loss)  # type: ignore[arg-type]
    return Filter(dict(zip(number, weights[:, 0].tolist(), strict=True)), float(bias.detach()))


def example(text: Text, filtering: Filter) -> Example:
    """The phrases that the filter keeps; one whose limits GUM has otherwise is in the chain of the phrase with its head."""
    phrases = noun_phrases.find(text.analysis, filtering)
    spans = [tuple(chains.span(text.analysis, p)) for p in phrases]
    chain = {tuple(m["span"]): m["cluster"] for m in text.row["mentions"]}
    heads = ((text.analysis.head_of(s), c) for s, c in chain.items())
    by_head = {head.i: c for head, c in heads if head is not None}
    label = [chain.get(s, None if p.joint else by_head.get(p.head)) for s, p in zip(spans, phrases, strict=True)]
    read = chains.given(document(text.row), text.analysis, phrases)
    found = pairs.find(read)
    right = torch.tensor([label[i] is not None and label[i] == label[j] for i, j in zip(found.later, found.earlier, strict=True)])
    again = torch.zeros(len(phrases), dtype=torch.bool)
    again[torch.tensor(found.later)[right]] = True
    return Example(spans, read.facts, found, right, again)  # type: ignore[arg-type]


class Net(nn.Module):
    """The network of `coref_model.Ranker`, with dropout."""

    def __init__(self, facts: int, pair_facts: int) -> None:
        super().__init__()
        self.later, self.earlier = nn.Linear(facts, HIDDEN), nn.Linear(facts, HIDDEN, bias=False)
        self.pair = nn.Linear(pair_facts, HIDDEN, bias=False)
        self.second, self.last = nn.Linear(HIDDEN, SECOND), nn.Linear(SECOND, 1)
        self.alone, self.alone_last = nn.Linear(facts, HIDDEN), nn.Linear(HIDDEN, 1)
        self.drop, self.drop_facts = nn.Dropout(DROPOUT), nn.Dropout(DROPOUT / 2)

    def forward(self, facts: Tensor, later: Tensor, earlier: Tensor, pair: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of pairs and of each phrase being new; the shapes are those of `Ranker.score`."""
        facts = self.drop_facts(facts)
        hidden = self.drop(torch.relu(self.later(facts)[later] + self.earlier(facts)[earlier] + self.pair(pair)))
        scores = self.last(self.drop(torch.relu(self.second(hidden))))[:, 0]
        return scores, self.alone_last(self.drop(torch.relu(self.alone(facts))))[:, 0]

    def weights(self, facts: dict[str, int]) -> Ranker:
        def turned(layer: nn.Linear) -> np.ndarray:
            array: np.ndarray = layer.weight.detach().numpy().T
            return array

        def bias(layer: nn.Linear) -> np.ndarray:
            array: np.ndarray = layer.bias.detach().numpy()
            return array

        return Ranker(
            facts, turned(self.later), bias(self.later), turned(self.earlier), turned(self.pair), turned(self.second),
            bias(self.second), turned(self.last)[:, 0], bias(self.last), turned(self.alone), bias(self.alone),
            turned(self.alone_last)[:, 0], bias(self.alone_last),
        )  # fmt: skip


def fit_ranker(given: Sequence[Example], seed: int) -> Ranker:
    """Train on each document in turn, `PASSES` times in another order; the rate rises and falls over all passes."""
    counts = Counter(fact for e in given for facts in e.facts for fact in facts)
    number = {fact: i for i, fact in enumerate(sorted(f for f, n in counts.items() if n >= FACTS_LEAST))}
    torch.manual_seed(seed)
    net, order, rng = Net(len(number), given[0].pairs.facts.shape[1]), list(given), Random(seed)
    steps = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(steps, RATE, total_steps=PASSES * len(order), pct_start=0.1)
    for _ in range(PASSES):
        rng.shuffle(order)
        for e in order:
            steps.zero_grad()
            (_loss(net, e, number) / len(e.facts)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5)
            steps.step()
            rate.step()
    return net.weights(number)


def _loss(net: Net, e: Example, number: dict[str, int]) -> Tensor:
    """Minus the log-likelihood of the right earlier phrases together, or of "new", over all phrases."""
    facts = torch.zeros(len(e.facts), len(number))
    for i, own in enumerate(e.facts):
        facts[i, [number[f] for f in own if f in number]] = 1
    later = torch.tensor(e.pairs.later)
    scores, new = net(facts, later, torch.tensor(e.pairs.earlier), torch.tensor(e.pairs.facts))
    every = torch.logaddexp(_sums(scores, later, len(new)), new)
    right = _sums(torch.where(e.right, scores, torch.tensor(FAR_BELOW)), later, len(new))
    return (every - torch.where(e.again, right, new)).sum()


def _sums(scores: Tensor, later: Tensor, size: int) -> Tensor:
    """The log-sum-exp of the scores of each phrase, `(size,)`."""
    most = torch.full((size,), FAR_BELOW).scatter_reduce(0, later, scores, "amax").detach()
    sums: Tensor = torch.log(torch.zeros(size).index_add(0, later, torch.exp(scores - most[later])) + 1e-12) + most
    return sums


def cross_validate(given: Sequence[Text], folds: int, seed: int) -> None:
    order, predicted = list(given), {}
    Random(seed).shuffle(order)
    for k in range(folds):
        rest = [text for i, text in enumerate(order) if i % folds != k]
        filtering = fit_filter(rest)
        ranker = fit_ranker([example(text, filtering) for text in rest], seed)
        for text in order[k::folds]:
            phrases = noun_phrases.find(text.analysis, filtering)
            numbers = likeness.chains(chains.given(document(text.row), text.analysis, phrases), ranker)
            found = [{"span": chains.span(text.analysis, p), "cluster": n} for p, n in zip(phrases, numbers, strict=True)]
            predicted[text.row["id"]] = {"mentions": found}
    for name, value in scorer.score([text.row for text in order], predicted).items():
        sys.stdout.write(f"{name:14} {value:6.2f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    given = texts(args.data / "coref/gum.train.jsonl")
    if args.folds:
        cross_validate(given, args.folds, args.seed)
        return
    filtering = fit_filter(given)
    ranker = fit_ranker([example(text, filtering) for text in given], args.seed)
    coref_model.write(packaged("models") / coref_model.FILE, filtering, ranker)


if __name__ == "__main__":
    main()
