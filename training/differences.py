"""Fit what speaks for a difference: `python -m training.differences --data ../shared/data FOLDER ... [--out FILE] [--folds N]`.

Learns from annotated documents in gold form, and from pairs of claims that were judged one by one (annotations/differences.json),
which signs (dragoman/reading/clashes.py) tell that two claims are at odds: a log-linear model over the signs. With `--folds` the
documents are found by weights fitted without them, and the sums are printed. No text is written.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.evaluation import record as scorer
from dragoman.evaluation.common import Doc, read_set
from dragoman.evaluation.layers import document
from dragoman.reading import attribution, cast, claims, clashes, differences, encoder, said, statements, timex
from dragoman.reading.claims import Claim
from dragoman.reading.clashes import Clash
from dragoman.reading.voices import Voices
from dragoman.text import Document
from training.annotations import TEXTS

ABOUT = "Weights of the signs of dragoman/reading/clashes.py, fitted by training/differences.py, without text. Licence: Apache-2.0."
JUDGED = Path(__file__).parent / "annotations" / "differences.json"
# A sign is kept if it is seen this often; the weight of the squares, of a judged pair, the steps of Newton's method at most.
SEEN, DECAY, FROM_JUDGED, STEPS = 3, 3.0, 1.0, 30

Pair = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Example:
    """Two claims of a document: whether they differ, and how much the answer counts."""

    clash: Clash
    differ: bool
    weight: float


def voices(doc: Document) -> Voices:
    """Who does and says what in a document."""
    a: Analysis = encoder.analyse(doc)
    who = cast.build(doc, a)
    return Voices(a, who, statements.find(doc, a, who, attribution.find(doc, a), timex.find(doc, a)))


def pairs(v: Voices) -> list[Clash]:
    """All pairs of claims of a document."""
    acts = said.find(v)
    return clashes.find(v, acts, claims.find(v, acts))


def of_annotations(doc: Doc, found: Sequence[Clash]) -> list[Example]:
    """The pairs of an annotated document; one that has only the parties of a difference right is left out."""
    labelled = [(clash, *_label(doc, clash)) for clash in found]
    return _weighed([(clash, number) for clash, number, open_ in labelled if number is not None or not open_], 1.0)


def _label(doc: Doc, clash: Clash) -> tuple[int | None, bool]:
    """The difference whose accounts both claims are, and whether the scorer would let the pair pass for one."""
    accounts = [{"accounts": _accounts(clash)}]
    passing = scorer.pairs("differences", {"differences": doc["differences"]}, {"differences": accounts})
    numbers = (n for n, d in enumerate(doc["differences"]) if all(_told(d, c) for c in (clash.one, clash.other)))
    number = next(numbers, None)
    return number, number is None and bool(passing)


def _told(difference: Doc, c: Claim) -> bool:
    """Whether a claim is one of the accounts of an annotated difference."""
    parties = {scorer.fold(p) for p in c.parties}
    return any(scorer.fold(t["party"]) in parties and c.span.overlaps(t["span"]) for t in difference["accounts"])


def of_judgements(row: Doc, found: Sequence[Clash]) -> list[Example]:
    """The pairs of a document that was judged; without `whole` only those that were."""
    kept: list[tuple[Clash, int | None]] = []
    for clash in found:
        number = next((n for n, group in enumerate(row["differ"]) if any(_is(clash, pair) for pair in group)), None)
        unsure = any(_is(clash, pair) for pair in row["open"])
        if number is not None or (not unsure and (row["whole"] or any(_is(clash, pair) for pair in row["agree"]))):
            kept.append((clash, number))
    return _weighed(kept, FROM_JUDGED)


def _is(clash: Clash, pair: Pair) -> bool:
    return clash.one.span.overlaps(pair[0]) and clash.other.span.overlaps(pair[1])


def _weighed(labelled: Sequence[tuple[Clash, int | None]], weight: float) -> list[Example]:
    """Several pairs that are one difference count together for its root."""
    times = Counter(number for _, number in labelled if number is not None)
    return [
        Example(clash, number is not None, weight / float(np.sqrt(times[number])) if number is not None else weight)
        for clash, number in labelled
    ]


def judged(folder: Path) -> Iterator[tuple[Doc, Document]]:
    """The documents whose pairs were judged, with their texts from the data folder.

    Raises:
        ValueError: if a text is not the one that was judged.
    """
    rows = {(row["id"], tuple(row.get("stretch", ()))): row for row in json.loads(JUDGED.read_text(encoding="utf-8"))}
    wanted = {id_ for id_, _ in rows}
    texts: dict[str, Mapping[str, Any]] = {}
    for name in TEXTS:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            texts |= {source["id"]: source for source in map(json.loads, lines) if source["id"] in wanted}
    for row in rows.values():
        start, end = row.get("stretch", (0, None))
        source = texts[row["id"]]
        text = source["text"][start:end]
        if hashlib.sha256(text.encode()).hexdigest() != row["text_sha256"]:
            raise ValueError(f"{row['id']}: the text in the data is not the judged one, so the spans do not fit it")
        yield row, Document(text, id=row["id"], title=source.get("title"), published=source.get("published"))


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """The weight of each sign, "" for the constant."""
    times = Counter(sign for x in examples for sign in x.clash.signs)
    signs = ["", *sorted(sign for sign, seen in times.items() if seen >= SEEN)]
    at = {sign: n for n, sign in enumerate(signs)}
    made = np.zeros((len(examples), len(signs)))
    made[:, 0] = 1
    for row, x in zip(made, examples, strict=True):
        for sign, size in x.clash.signs.items():
            if sign in at:
                row[at[sign]] = size
    right, weight = np.array([x.differ for x in examples], float), np.array([x.weight for x in examples])
    decay = np.full(len(signs), DECAY)
    decay[0] = 0.001
    found = np.zeros(len(signs))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(made @ found, -30, 30)))
        slope = made.T @ (weight * (chance - right)) + decay * found
        curve = (made * (weight * chance * (1 - chance))[:, None]).T @ made + np.diag(decay)
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-4:
            break
    return {sign: round(float(w), 2) for sign, w in zip(signs, found, strict=True) if abs(w) >= 0.02}


def crossed(docs: Sequence[tuple[Doc, list[Clash]]], more: Sequence[Example], folds: int) -> str:
    """Sums of the differences chosen in each document by weights fitted without it."""
    right = found = wanted = 0
    for fold in range(folds):
        learnt = [x for n, (doc, pairs_) in enumerate(docs) if n % folds != fold for x in of_annotations(doc, pairs_)]
        by = fit([*learnt, *more])
        for doc, pairs_ in docs[fold::folds]:
            guessed = [{"accounts": _accounts(clash)} for clash, _ in differences.chosen(pairs_, by)]
            right += len(scorer.pairs("differences", doc, {"differences": guessed}))
            found, wanted = found + len(guessed), wanted + len(doc["differences"])
    return f"{right} right of {found} found and {wanted} annotated: F1 {200 * right / max(1, found + wanted):.1f}"


def _accounts(clash: Clash) -> list[Doc]:
    return [{"party": p, "span": c.span} for c in (clash.one, clash.other) for p in c.parties]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the texts of the judged pairs")
    parser.add_argument("--out", type=Path, default=data.path(clashes.WEIGHTS))
    parser.add_argument("--folds", type=int, help="score the folders by cross-validation instead of writing")
    options = parser.parse_args()
    docs = [(doc, pairs(voices(document(doc)))) for folder in options.folders for doc in read_set(folder)]
    more = [x for row, doc in judged(options.data) for x in of_judgements(row, pairs(voices(doc)))]
    if options.folds:
        click.echo(crossed(docs, more, options.folds))
        return
    fitted = fit([*(x for doc, found in docs for x in of_annotations(doc, found)), *more])
    options.out.write_text(json.dumps({"about": ABOUT, "weights": fitted}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
