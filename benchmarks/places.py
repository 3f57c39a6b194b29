"""Where given toponyms lie, and how they are used: `python benchmarks/places.py GOLD… [--held-out]`.

GOLD are sets of the form of `../shared/data/places`. The gold spans are given, so that resolution is scored alone: the share within
161 km of the gold point, every toponym with a point counting. Where a set tells literal from associative toponyms (GeoWebNews),
`use` is scored on the toponyms found. `--held-out` fits the weights on four fifths of the development corpora at a time and scores
the rest, since the weights that ship were fitted on all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

import click

from dragoman.evaluation.common import Doc, read_set
from dragoman.evaluation.places import NEAR_KM, distance_km
from dragoman.reading import encoder, toponym_ranking, toponyms
from dragoman.text import Document
from knowledge.build import place_weights

# Types of GeoWebNews that are literal (Gritta et al. 2019, table 1); the others are associative.
LITERAL = frozenset(("Literal", "Coercion", "Mixed", "Embedded_Literal", "Literal_Modifier"))
FOLDS = 5


def near(doc: Doc) -> tuple[int, int]:
    """How many gold toponyms of a document were put within 161 km, and how many have a point."""
    gold = sorted(doc["toponyms"], key=lambda t: t["span"])
    found = toponyms.resolve(Document(doc["text"]), [tuple(t["span"]) for t in gold])
    pairs = [(t, r.place) for t, r in zip(gold, found, strict=True) if t.get("lat") is not None]
    good = sum(place is not None and distance_km({"lat": place.lat, "lon": place.lon}, t) <= NEAR_KM for t, place in pairs)
    return good, len(pairs)


def literal(doc: Doc) -> tuple[int, int]:
    """How many found toponyms are told right as literal or associative, and how many carry a label."""
    labels = {tuple(t["span"]): t["type"] in LITERAL for t in doc["toponyms"] if t.get("type")}
    text = Document(doc["text"])
    found = toponyms.find(text, encoder.analyse(text), associative=True) if labels else ()
    told = [(p.use == "location") == labels[p.span] for p in found if p.span in labels]
    return sum(told), len(told)


def held_out() -> Counter[tuple[str, str]]:
    """Counts of `near` by set, each fifth of the documents with weights fitted on the others."""
    counts: Counter[tuple[str, str]] = Counter()
    cases = place_weights.load()
    docs = [(name, doc) for name in place_weights.SETS for doc in read_set(place_weights.FOLDER / f"{name}.jsonl")]
    for k in range(FOLDS):
        weights = place_weights.train([c for i, c in enumerate(cases) if i % FOLDS != k])
        with patch.object(toponym_ranking, "weights", lambda weights=weights: weights):
            for name, doc in docs[k::FOLDS]:
                good, total = near(doc)
                counts.update({(name, "good"): good, (name, "all"): total})
    return counts


def _share(pairs: Iterable[tuple[int, int]]) -> str:
    good, total = (sum(column) for column in zip(*pairs, strict=True))
    return f"{100 * good / total:6.1f} of {total}" if total else "     -"


@click.command()
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--held-out", "folds", is_flag=True, help="Also score the development corpora with weights fitted on the rest of them."
)
def main(gold: tuple[Path, ...], folds: bool) -> None:
    """Print the shares in percent."""
    for path in gold:
        docs = read_set(path)
        click.echo(f"{path.stem:18} within 161 km {_share(map(near, docs))}   use {_share(map(literal, docs))}")
    counts = held_out() if folds else Counter()
    for name in place_weights.SETS if folds else ():
        click.echo(f"{name:18} held out      {_share([(counts[name, 'good'], counts[name, 'all'])])}")


if __name__ == "__main__":
    main()
