"""What the fields of statements hold on unseen text: `python benchmarks/statements.py POOL [--sample 200] [--seed 1]`.

POOL is a file of documents, one JSON object with `id` and `text` on a line (gzipped or not). Nothing is scored, as nothing is
annotated: the shares show how many speakers are named, how many parties are known, and how often each other field says something.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from dragoman.evaluation import layers
from dragoman.evaluation.common import Doc, read_set
from dragoman.reading import pipeline
from dragoman.record import Record, Statement

FIELDS = ("party", "act", "medium", "addressee", "on_behalf_of", "contact", "date", "hedge", "certainty")


def named(record: Record, statement: Statement) -> str:
    """How a speaker is known: by "name", by a "description" that names nobody, or "unknown"."""
    if statement.speaker is None:
        return "unknown"
    names = {e.name for e in record.entities if any(m.kind == "name" for m in e.mentions)}
    parts = statement.speaker.split(" & ")
    return "name" if all(p in names or p[:1].isupper() for p in parts) else "description"


def counts(records: Iterable[tuple[str, Record]]) -> Counter[tuple[str, str]]:
    """How many statements of each group of documents have what."""
    found: Counter[tuple[str, str]] = Counter()
    for group, record in records:
        for s in record.statements:
            told = [f for f in FIELDS if getattr(s, f) is not None]
            told += [s.author_distance, *(["negated"] if s.negated else [])]
            for figure in ("statements", f"speaker: {named(record, s)}", *told, *([f"medium: {s.medium}"] if s.medium else [])):
                found.update([(group, figure), ("all", figure)])
    return found


def _records(docs: Iterable[Doc]) -> Iterator[tuple[str, Record]]:
    for doc in docs:
        yield str(doc["id"]).split("-")[0], pipeline.read(layers.document(doc))


@click.command()
@click.argument("pool", type=click.Path(path_type=Path))
@click.option("--sample", default=200, show_default=True, help="Documents, drawn at random.")
@click.option("--seed", default=1, show_default=True, help="Of the draw.")
def main(pool: Path, sample: int, seed: int) -> None:
    """Print the shares, in percent of the statements, by the prefix of the documents' ids."""
    docs = [doc for doc in read_set(pool) if not doc.get("gold")]
    found = counts(_records(random.Random(seed).sample(docs, min(sample, len(docs)))))
    groups = ["all", *sorted({group for group, _ in found} - {"all"})]
    click.echo(f"{'':28}" + "".join(f"{group:>9}" for group in groups))
    for figure in dict.fromkeys(["statements", *sorted({figure for _, figure in found})]):
        cells = (found[g, figure] if figure == "statements" else 100 * found[g, figure] / found[g, "statements"] for g in groups)
        click.echo(f"{figure:28}" + "".join(f"{cell:9.0f}" if figure == "statements" else f"{cell:9.1f}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
