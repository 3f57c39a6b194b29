"""Fit the choice of type for any verb: `python -m training.predicates FOLDER ... [--out FILE] [--test FOLDER]`.

Learns from annotated documents in gold form which words with a party that acts tell of an event, and of which type
(dragoman/reading/predicates.py): a log-linear model over what is told of the word and the encoder's scores of its phrase. The
encoder has read the documents of `gold-train` in its own training, so its scores say more there than they will elsewhere; such a
folder counts less (`--seen`). No text is written.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
import numpy as np
import torch

from dragoman import data
from dragoman.evaluation.common import Doc, read_set
from dragoman.evaluation.layers import document
from dragoman.reading import attribution, cast, encoder, predicates, statements, timex
from dragoman.reading.predicates import NONE, Predicate
from dragoman.reading.voices import Voices
from dragoman.text import Document

ABOUT = "Weights of dragoman/reading/predicates.py, fitted by training/predicates.py, without text. Licence: Apache-2.0."
# A feature is kept if it is seen this often; steps, rate and the weight of the squares; weights smaller than SMALL are dropped.
SEEN, STEPS, RATE, DECAY, SMALL = 2, 400, 0.03, 5.0, 0.02

Example = tuple[Predicate, str, float]


def voices(doc: Document) -> Voices:
    """Who does and says what in a document."""
    a = encoder.analyse(doc)
    who = cast.build(doc, a)
    said = statements.find(doc, a, who, attribution.find(doc, a), timex.find(doc, a))
    return Voices(a, who, said)


def examples(doc: Doc, weight: float) -> Iterator[Example]:
    """The predicates of a document with the type of the event that each tells of.

    An event belongs to the highest, first word in its evidence whose doers are its actors.
    """
    v = voices(document(doc))
    found = predicates.find(v)
    types = dict.fromkeys(range(len(found)), NONE)
    for event in doc["events"]:
        start, end = event["evidence"]
        inside = [n for n, p in enumerate(found) if start <= v.analysis.tokens[p.word].start < end and _acts(p, event)]
        if inside:
            first = min(inside, key=lambda n: (sum(1 for _ in v.analysis.ancestors(found[n].word)), n))
            types[first] = event["type"] if types[first] == NONE else types[first]
    yield from ((p, types[n], weight) for n, p in enumerate(found))


def _acts(p: Predicate, event: Doc) -> bool:
    if event["type"] == "CONSULT":
        return set(p.doers) <= {*event["actors"], *event["recipients"]}
    return set(p.doers) == set(event["actors"])


def _matrix(rows: Sequence[Predicate], features: Sequence[str], scores: Sequence[str]) -> torch.Tensor:
    at = {f: n for n, f in enumerate(features)}
    made = np.zeros((len(rows), len(features) + len(scores)), np.float32)
    for row, p in zip(made, rows, strict=True):
        row[[at[f] for f in p.features if f in at]] = 1
        row[len(features) :] = [p.scores.get(s, 0.0) for s in scores]
    return torch.from_numpy(made)


def fit(rows: Sequence[Example]) -> dict[str, object]:
    """The weights, in the form of the file."""
    torch.manual_seed(0)
    counted = Counter(f for p, _, _ in rows for f in p.features)
    features = sorted(f for f, times in counted.items() if times >= SEEN)
    scores = sorted({s for p, _, _ in rows for s in p.scores})
    types = sorted({type_ for _, type_, _ in rows})
    x = _matrix([p for p, _, _ in rows], features, scores)
    y = torch.tensor([types.index(type_) for _, type_, _ in rows])
    weight = torch.tensor([w for _, _, w in rows])
    layer = torch.nn.Linear(x.shape[1], len(types))
    torch.nn.init.zeros_(layer.weight)
    rates = torch.optim.Adam(layer.parameters(), lr=RATE)
    falling = torch.optim.lr_scheduler.LinearLR(rates, 1.0, 0.05, STEPS)
    for _ in range(STEPS):
        rates.zero_grad()
        losses = torch.nn.functional.cross_entropy(layer(x), y, reduction="none")
        ((losses * weight).sum() + DECAY * layer.weight.pow(2).sum()).backward()
        rates.step()
        falling.step()
    table = layer.weight.detach().numpy().T
    named = {
        name: {t: round(float(w), 2) for t, w in zip(types, row, strict=True) if abs(w) >= SMALL}
        for name, row in zip([*features, *scores], table, strict=True)
    }
    return {
        "about": ABOUT,
        "types": types,
        "bias": [round(b, 3) for b in layer.bias.tolist()],
        "features": {f: named[f] for f in features if named[f]},
        "scores": {s: named[s] for s in scores},
    }


def report(by: predicates.Weights, rows: Iterable[Example]) -> str:
    """How many types are right from each threshold on."""
    guessed = [(predicates.classify(p, by), type_) for p, type_, _ in rows]
    lines = []
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        sure = [(guess, type_) for (guess, chance), type_ in guessed if chance >= threshold]
        lines.append(f"from {threshold}: {len(sure)} found, {sum(g == t for g, t in sure)} right")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--seen", nargs="*", type=Path, default=[], help="further folders, which the encoder was trained on")
    parser.add_argument("--test", type=Path)
    parser.add_argument("--out", type=Path, default=data.path(predicates.FILE))
    options = parser.parse_args()
    weighed = [*((f, 1.0) for f in options.folders), *((f, 0.5) for f in options.seen)]
    rows = [e for folder, weight in weighed for doc in read_set(folder) for e in examples(doc, weight)]
    fitted = fit(rows)
    text = json.dumps(fitted, ensure_ascii=False, separators=(",", ":")) + "\n"
    options.out.write_text(text, encoding="utf-8")
    if options.test:
        click.echo(report(predicates.parsed(text), [e for doc in read_set(options.test) for e in examples(doc, 1.0)]))


if __name__ == "__main__":
    main()
