"""How well contacts are chained into processes, and promises matched with what became of them.

    python benchmarks/processes.py --pool ../shared/data/corpus/pool.jsonl.gz

The documents of a part of `benchmarks/processes.json` are read and put into an empty store. B-cubed is over the labelled mentions
of contacts, by their process; beside it what a store would reach that chains nothing beyond one contact. A labelled promise is
found if a promise of the store stands on overlapping words of its document, or is of the contact that is planned there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
import merging
from merging import Label
from sqlalchemy import Connection, select

from dragoman import processes
from dragoman.promises import VERDICTS
from dragoman.store import database
from dragoman.store.schema import contact_members, contacts, documents, items

LABELS = Path(__file__).with_name("processes.json")
PARTS = ("tune", "held")
_MISSED = "not found"


class Given(NamedTuple):
    """A labelled promise."""

    document: str
    span: tuple[int, int]
    verdict: str


class Found(NamedTuple):
    """A promise of the store.

    Attributes:
        evidence: the words that make it.
        planned: the contact that they plan; None for another promise.
    """

    document: str
    evidence: tuple[tuple[int, int], ...]
    planned: int | None
    verdict: str


def labels(part: str) -> tuple[list[Label], list[Given]]:
    """The labelled mentions and promises of a part, in the order of the file."""
    docs = json.loads(LABELS.read_text(encoding="utf-8"))[part]
    mentions = [Label(doc["document"], (m["span"][0], m["span"][1]), m["process"]) for doc in docs for m in doc["mentions"]]
    return mentions, [Given(doc["document"], (p["span"][0], p["span"][1]), p["verdict"]) for doc in docs for p in doc["promises"]]


def as_of() -> str:
    """The day on which what became of promises was judged."""
    return str(json.loads(LABELS.read_text(encoding="utf-8"))["as_of"])


def chained(connection: Connection) -> dict[int, int]:
    """Contact -> its process; a contact that is in none is one by itself."""
    rows = connection.execute(select(contacts.c.id, contacts.c.process))
    return {row.id: row.process or row.id for row in rows}


def promises(connection: Connection, numbers: Iterable[int], day: str) -> Iterator[Found]:
    """The promises of some processes."""
    rows = connection.execute(
        select(documents.c.id, documents.c.key, items.c.item, items.c.body, contact_members.c.contact_id)
        .join(documents, documents.c.id == items.c.document_id)
        .outerjoin(contact_members, contact_members.c.item_id == items.c.id)
    )
    known = {(row.id, row.item): row for row in rows}
    for number in sorted(set(numbers)):
        for promise in processes.one(connection, number, day).promises:
            row = known[promise.source.document, promise.source.item]
            evidence = json.loads(row.body)["evidence"]
            whole = tuple(map(tuple, evidence if isinstance(evidence[0], list) else [evidence]))
            yield Found(row.key, whole, row.contact_id, promise.verdict)


def verdicts(given: Sequence[Given], found: Sequence[Found], told: Mapping[str, Sequence[merging.Telling]]) -> list[str | None]:
    """The verdict on each labelled promise: of the one that overlaps it most in its document, else of the contact planned there."""
    return [_verdict(label, found, told.get(label.document, ())) for label in given]


def _verdict(label: Given, found: Sequence[Found], told: Sequence[merging.Telling]) -> str | None:
    here = [(merging.overlap(label.span, p.evidence), p.verdict) for p in found if p.document == label.document]
    best = max(here, key=lambda pair: pair[0], default=(0.0, ""))
    if best[0] > 0:
        return best[1]
    planned = {contact for evidence, contact in told if merging.overlap(label.span, evidence) > 0}
    return next((p.verdict for p in found if p.planned in planned), None)


def chains(part: str, mentions: Sequence[Label], found: Sequence[int | None], process: Mapping[int, int]) -> Iterator[str]:
    """Lines on the processes of one part.

    Args:
        found: the contact of each labelled mention.
    """
    gold, seen = [label.contact for label in mentions], [c for c in found if c is not None]
    known = [process for process, contact in zip(gold, found, strict=True) if contact is not None]
    every = [f"{n}?" if c is None else str(process[c]) for n, c in enumerate(found)]
    yield f"{part}: {len(gold)} mentions of {len(set(gold))} processes, {len(known)} found"
    for name, one, other in (
        ("those found", known, [str(process[c]) for c in seen]),
        ("all", gold, every),
        ("those found, chaining nothing", known, list(map(str, seen))),
    ):
        yield f"  B3 of {name}: P {{:.1f}} R {{:.1f}} F1 {{:.1f}}".format(*merging.b_cubed(one, other))


def outcomes(given: Sequence[Given], read: Sequence[str | None]) -> Iterator[str]:
    """Lines on the promises of one part."""
    right = sum(label.verdict == verdict for label, verdict in zip(given, read, strict=True))
    known = sum(verdict is not None for verdict in read)
    shares = f"{100 * right / len(given):.1f} % of all, {100 * right / known:.1f} % of those found"
    yield f"  {len(given)} promises, {known} found, {right} right: {shares}"
    counted = Counter((label.verdict, verdict or _MISSED) for label, verdict in zip(given, read, strict=True))
    yield "  labelled   " + "".join(f"{verdict:>10}" for verdict in (*VERDICTS, _MISSED))
    for label in VERDICTS:
        yield f"  {label:<11}" + "".join(f"{counted[label, verdict]:>10}" for verdict in (*VERDICTS, _MISSED))


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
    """Print B-cubed of the processes of a store, and its verdicts on promises, against the labels."""
    for name in part:
        mentions, given = labels(name)
        ids = {label.document for label in mentions} | {label.document for label in given}
        with TemporaryDirectory() as folder:
            engine = merging.filled(merging.records(pool, ids), Path(folder))
            with database.reading(engine) as connection:
                told, process = merging.tellings(connection), chained(connection)
                made = list(promises(connection, process.values(), as_of()))
            engine.dispose()
        for line in chains(name, mentions, merging.groups(mentions, told), process):
            click.echo(line)
        for line in outcomes(given, verdicts(given, made, told)):
            click.echo(line)


if __name__ == "__main__":
    main()
