"""How well the store knows one contact again in many reports.

    python benchmarks/merging.py --pool ../shared/data/corpus/pool.jsonl.gz

The documents of `benchmarks/merging.json` are read and put into an empty store, in the order of the pool. A labelled mention is
found if a contact of its document has evidence that overlaps it; B-cubed is over the mentions found, and over all, where one not
found stands alone. Beside it, what a store would reach that never joins anything.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
from sqlalchemy import Connection, Engine, select

from dragoman import read
from dragoman.record import Record
from dragoman.store import database, write
from dragoman.store.schema import contact_members, documents, items

LABELS = Path(__file__).with_name("merging.json")
PARTS = ("tune", "held")
# Evidence of a contact in a document, and its number in the store.
Telling = tuple[tuple[tuple[int, int], ...], int]
_NOW = "2026-01-01T00:00:00+00:00"


class Label(NamedTuple):
    """A labelled mention: a stretch of a document of the pool, and the contact that it tells of."""

    document: str
    span: tuple[int, int]
    contact: str


class Scores(NamedTuple):
    """B-cubed, in percent."""

    precision: float
    recall: float
    f1: float


def labels(part: str) -> list[Label]:
    """The labelled mentions of a part, in the order of the file."""
    given = json.loads(LABELS.read_text(encoding="utf-8"))[part]
    return [Label(doc["document"], tuple(m["span"]), m["contact"]) for doc in given for m in doc["mentions"]]


def b_cubed(gold: Sequence[str], found: Sequence[str]) -> Scores:
    """B-cubed (Bagga and Baldwin 1998) of two groupings of the same mentions, given as the group of each."""
    right = [_sizes(gold, found, n) for n in range(len(gold))]
    precision = sum(both / theirs for both, _, theirs in right) / len(right)
    recall = sum(both / mine for both, mine, _ in right) / len(right)
    return Scores(100 * precision, 100 * recall, 200 * precision * recall / (precision + recall))


def _sizes(gold: Sequence[str], found: Sequence[str], n: int) -> tuple[int, int, int]:
    mine, theirs = ({m for m, group in enumerate(groups) if group == groups[n]} for groups in (gold, found))
    return len(mine & theirs), len(mine), len(theirs)


def records(pool: Path, wanted: Iterable[str]) -> dict[str, Record]:
    """The records of some documents of the pool, read as `dragoman add` reads them, in the order of the pool."""
    ids = set(wanted)
    with gzip.open(pool, "rt", encoding="utf-8") as lines:
        chosen = [doc for doc in map(json.loads, lines) if doc["id"] in ids]
    names = ("title", "source", "url", "published")
    return {doc["id"]: read(doc["text"], id=doc["id"], **{n: doc[n] for n in names}) for doc in chosen}


def stored(found: Mapping[str, Record], folder: Path) -> dict[str, list[Telling]]:
    """Document -> evidence of each contact it tells of, with the number of the contact in a store of these documents alone."""
    engine = filled(found, folder)
    try:
        with database.reading(engine) as connection:
            return tellings(connection)
    finally:
        engine.dispose()


def filled(found: Mapping[str, Record], folder: Path) -> Engine:
    """A store of some records, to be disposed of."""
    engine = database.engine(folder / "benchmark.db", create=True)
    for key, record in found.items():
        with database.writing(engine) as connection:
            write.put(connection, key, write.entry(record, "", _NOW))
    return engine


def tellings(connection: Connection) -> dict[str, list[Telling]]:
    """Document -> evidence of each contact it tells of, with the number of the contact."""
    rows = connection.execute(
        select(documents.c.key, items.c.body, contact_members.c.contact_id)
        .join(items, items.c.document_id == documents.c.id)
        .join(contact_members, contact_members.c.item_id == items.c.id)
        .order_by(items.c.id)
    )
    found: dict[str, list[Telling]] = defaultdict(list)
    for row in rows:
        found[row.key].append((tuple(map(tuple, json.loads(row.body)["evidence"])), row.contact_id))
    return found


def groups(given: Sequence[Label], told: Mapping[str, list[Telling]]) -> list[int | None]:
    """The contact in the store of each labelled mention; a telling stands for one mention, that of the greatest overlap."""
    pairs = [
        (overlap(label.span, evidence), n, m, contact)
        for n, label in enumerate(given)
        for m, (evidence, contact) in enumerate(told.get(label.document, ()))
    ]
    found: list[int | None] = [None] * len(given)
    taken: set[tuple[str, int]] = set()
    for share, n, m, contact in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if share > 0 and found[n] is None and (given[n].document, m) not in taken:
            found[n] = contact
            taken.add((given[n].document, m))
    return found


def overlap(span: tuple[int, int], evidence: Iterable[tuple[int, int]]) -> float:
    """The greatest share that the span has of it and one of the stretches together."""
    return max(
        (max(0, min(span[1], e[1]) - max(span[0], e[0])) / (max(span[1], e[1]) - min(span[0], e[0])) for e in evidence), default=0
    )


def report(part: str, given: Sequence[Label], found: Sequence[int | None]) -> Iterable[str]:
    """Lines for one part."""
    seen = [(label.contact, str(contact)) for label, contact in zip(given, found, strict=True) if contact is not None]
    alone = [(label.contact, str(n)) for n, label in enumerate(given)]
    every = [(label.contact, f"{n}?" if c is None else str(c)) for n, (label, c) in enumerate(zip(given, found, strict=True))]
    told, texts = len({label.contact for label in given}), len({label.document for label in given})
    yield f"{part}: {len(given)} mentions of {told} contacts in {texts} documents, {len(seen)} found"
    for name, pairs in (("of those found", seen), ("of all", every), ("of all, never joining", alone)):
        yield f"  B3 {name}: P {{:.1f}} R {{:.1f}} F1 {{:.1f}}".format(*b_cubed(*zip(*pairs, strict=True)))


@click.command()
@click.option(
    "--pool",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=Path("../shared/data/corpus/pool.jsonl.gz"),
    show_default=True,
    help="The documents.",
)
@click.option("--part", type=click.Choice(PARTS), multiple=True, default=PARTS, show_default=True)
def main(pool: Path, part: tuple[str, ...]) -> None:
    """Print B-cubed of the contacts of a store against the labels."""
    for name in part:
        given = labels(name)
        read_ = records(pool, (label.document for label in given))
        with TemporaryDirectory() as folder:
            told = stored(read_, Path(folder))
        for line in report(name, given, groups(given, told)):
            click.echo(line)


if __name__ == "__main__":
    main()
