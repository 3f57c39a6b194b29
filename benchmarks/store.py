"""What a store costs: `python benchmarks/store.py POOL [--first N] [--workers 2] [--kills N] [--copies N] [--replay N]`.

POOL is a file of documents, one JSON object a line (gzipped or not). Without options it is added with two workers, and added again.
`--kills N` adds it once more with N random `kill -9` and compares the stores. `--copies N` makes N reports of it (`variations.py`),
compares what the first and last thousand cost, and asks questions while a writer runs. `--replay N` does the same with N records:
the pool is read once, and copies of what was found are put into the store as by `dragoman add --records`, so that only the store is
measured, with what is made ready for it (vectors and hashes).
"""

from __future__ import annotations

import contextlib
import importlib
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
import variations
from sqlalchemy import Connection, Engine, func, select

from dragoman import adding, intake, partitions, processes, serial
from dragoman.evaluation.common import read_set
from dragoman.store import database, query, write
from dragoman.store.query import Filter
from dragoman.store.schema import contacts, documents, item_parties, item_people, items

ROOT = Path(__file__).resolve().parents[1]
# Reports whose cost is compared: the first so many and the last.
BLOCK = 1000
# Questions of each kind, and the reports that are added while they are asked.
ASKED = 200


# ---- adding
def start(reports: Path, db: Path, workers: int, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dragoman", "add", str(reports), "--db", str(db), "--workers", str(workers), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)


def family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


def memory(pid: int) -> int:
    """Bytes that a process and all that it started hold; what they share is counted once."""
    held = 0
    for member in family(pid):
        lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        held += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return held


def watched(run: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Seconds until a run ends, and the most bytes that it held."""
    began, most = time.monotonic(), 0
    while run.poll() is None:
        with contextlib.suppress(OSError):  # one of them may just have ended
            most = max(most, memory(run.pid))
        time.sleep(0.2)
    if run.returncode:
        raise click.ClickException(f"dragoman add ended with {run.returncode}")
    return time.monotonic() - began, most


def size(db: Path) -> int:
    """Bytes of a store with its log."""
    return sum(path.stat().st_size for path in db.parent.glob(f"{db.name}*"))


def add_all(reports: Path, db: Path, workers: int) -> float:
    """Add the reports twice, and tell what it cost."""
    seconds, most = watched(start(reports, db, workers))
    again, _ = watched(start(reports, db, workers))
    with database.reading(database.engine(db)) as connection:
        count = connection.execute(select(func.count()).select_from(documents)).scalar_one()
    click.echo(f"{count:,} reports in {seconds:,.1f} s with {workers} workers: {count / seconds:.2f} a second")
    click.echo(
        f"peak memory {most / 1e6:,.0f} MB, on disk {size(db) / 1e6:,.1f} MB ({size(db) / max(count, 1) / 1e3:,.1f} kB a report)"
    )
    click.echo(f"a second run took {again:.1f} s")
    return seconds


def kill_often(reports: Path, whole: Path, cut: Path, workers: int, kills: int, seconds: float) -> bool:
    """Add the reports with random kills; whether the store is that of the undisturbed run."""
    moment, done = random.Random(1), 0
    while done < kills:
        run = start(reports, cut, workers)
        try:
            run.wait(moment.uniform(0.3, 2 + 2 * seconds / kills))
            break  # all is read: further kills would disturb nothing
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            done += 1
    watched(start(reports, cut, workers))
    sys.path.insert(0, str(ROOT / "tests"))
    dump = importlib.import_module("test_store_killed").dump
    left, right = dump(cut), dump(whole)
    differing = [table for table in right if left[table] != right[table]]
    click.echo(f"{done} kills: " + (f"the stores differ in {', '.join(differing)}" if differing else "the stores are equal"))
    return not differing


# ---- growing
class Clock:
    """When each report was stored, how long its transaction took, and the most bytes that were held."""

    def __init__(self) -> None:
        self.ends: list[float] = []
        self.puts: list[float] = []
        self.most = 0
        self._put = write.put

    def seen(self, tally: adding.Tally) -> None:
        self.ends.append(time.monotonic())
        if tally.total % 500 == 0:
            with contextlib.suppress(OSError):  # a process may just have ended
                self.most = max(self.most, memory(os.getpid()))

    def put(self, connection: Connection, key: str, entry: write.Entry) -> write.Put:
        began = time.process_time()
        fate = self._put(connection, key, entry)
        self.puts.append(time.process_time() - began)
        return fate


def grow(add: Callable[[Callable[[adding.Tally], None]], adding.Tally], db: Path) -> None:
    """Add reports, and tell what they cost and what the first and the last thousand did."""
    clock = Clock()
    write.put = clock.put  # type: ignore[assignment]
    began = time.monotonic()
    tally = add(clock.seen)
    click.echo(f"{tally}: {tally.total / (time.monotonic() - began):.1f} a second")
    click.echo(f"peak memory {clock.most / 1e6:,.0f} MB, on disk {size(db) / 1e6:,.1f} MB")
    block = min(BLOCK, (len(clock.ends) - 1) // 2)
    whole = [clock.ends[block] - clock.ends[0], clock.ends[-1] - clock.ends[-1 - block]]
    stored = [sum(clock.puts[:block]), sum(clock.puts[-block:])]
    for name, (first, last) in (("in all", whole), ("storing, processor", stored)):
        each = [1000 * seconds / block for seconds in (first, last)]
        click.echo(f"{name}: {each[0]:.1f} ms a report in the first {block:,}, {each[1]:.1f} in the last, ratio {last / first:.2f}")


def questions(connection: Connection, seed: int = 1) -> dict[str, list[Callable[[Connection], Any]]]:
    """Questions about what is in the store, of each kind."""
    draw = random.Random(seed)

    def some(column: Any, *conditions: Any) -> list[Any]:
        found = (
            connection.execute(select(column).where(column.is_not(None), *conditions).distinct().order_by(column)).scalars().all()
        )
        return draw.choices(found, k=ASKED) if found else []

    def each(values: Iterable[Any], ask: Callable[..., Any]) -> list[Callable[[Connection], Any]]:
        return [lambda c, v=value: ask(c, v) for value in values]  # type: ignore[misc]

    parties = some(item_parties.c.party, item_parties.c.role == "side")
    words = [" ".join(text.split()[:4]) for text in some(items.c.words, items.c.layer == "statements")]
    today = date.today().isoformat()
    single = [draw.choice([w for w in text.split() if len(w) > 4] or ["talks"]) for text in some(items.c.words)]
    return {
        "contacts by party": each(parties, lambda c, v: query.find_contacts(c, Filter(parties=(v,)))),
        "contacts by two parties": each(
            zip(parties, reversed(parties), strict=True), lambda c, v: query.find_contacts(c, Filter(parties=v))
        ),
        "contacts by person": each(some(item_people.c.name), lambda c, v: query.find_contacts(c, Filter(person=v))),
        "contacts by words": each(words, lambda c, v: query.find_contacts(c, Filter(about=v))),
        "contacts by one word": each(single, lambda c, v: query.find_contacts(c, Filter(about=v))),
        "contacts by place": each(some(contacts.c.place), lambda c, v: query.find_contacts(c, Filter(place=v))),
        "contacts since": each(some(contacts.c.first_day), lambda c, v: query.find_contacts(c, Filter(since=v))),
        "said by words": each(words, lambda c, v: query.said(c, v, Filter())),
        "said by one word": each(single, lambda c, v: query.said(c, v, Filter())),
        "said by words of a party": each(
            zip(words, parties, strict=True), lambda c, v: query.said(c, v[0], Filter(parties=(v[1],)))
        ),
        "said by person": each(some(item_people.c.name), lambda c, v: query.said(c, None, Filter(person=v))),
        "process": each(range(ASKED), lambda c, _: processes.find(c, Filter(), today)),
        "process of a party": each(parties, lambda c, v: processes.find(c, Filter(parties=(v,)), today)),
        "process of a contact": each(some(contacts.c.id), lambda c, v: processes.one(c, v, today)),
        "show contact": each(some(contacts.c.id), lambda c, v: query.contact(c, v)),
        "show document": each(some(documents.c.id), lambda c, v: query.document(c, v)),
    }


def ask(engine: Engine, writer: subprocess.Popen[bytes]) -> None:
    """Ask while a writer adds further reports, and tell how long the answers took."""
    with database.reading(engine) as connection:
        kinds = questions(connection)
        query.said(connection, "warm up", Filter())
    beside = 0
    for kind, asked in kinds.items():
        times = []
        for question in asked:
            beside += writer.poll() is None
            began = time.monotonic()
            with database.reading(engine) as connection:
                question(connection)
            times.append(1000 * (time.monotonic() - began))
        if len(times) > 1:
            click.echo(
                f"{kind:26} median {statistics.median(times):7.1f} ms   95 % within {statistics.quantiles(times, n=20)[-1]:7.1f} ms"
            )
    total = sum(map(len, kinds.values()))
    click.echo(f"the writer was at work during {100 * beside / max(total, 1):.0f} % of {total:,} questions")
    writer.terminate()
    writer.wait()


# ---- the whole
def written(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def _grow_and_ask(pool: Sequence[dict[str, Any]], folder: Path, workers: int, copies: int) -> None:
    # The reports that the writer adds are like the others: the last ones of a longer row of variations.
    rows = list(variations.rows(pool, copies + _beside(copies)))
    reports, more = written(folder / "copies.jsonl", rows[:copies]), written(folder / "more.jsonl", rows[copies:])
    db = folder / "copies.db"
    engine = database.engine(db, create=True)
    grow(lambda seen: adding.add(engine, intake.pieces([str(reports)]), processes=workers, seen=seen), db)
    ask(engine, start(more, db, 1))


def _replay_and_ask(reports: Path, folder: Path, workers: int, copies: int) -> None:
    command = [sys.executable, "-m", "dragoman", "batch", str(reports), "--out", str(folder / "read"), "--workers", str(workers)]
    subprocess.run(command, check=True, cwd=ROOT)
    read = [row for row in partitions.records([str(folder / "read")]) if isinstance(row, partitions.Row)]
    rows = variations.replayed(read, copies + _beside(copies))
    db = folder / "replayed.db"
    engine = database.engine(db, create=True)
    grow(lambda seen: adding.load(engine, itertools.islice(rows, copies), processes=workers, seen=seen), db)
    more = folder / "part-more.jsonl"
    with more.open("w", encoding="utf-8") as out:
        for row in rows:
            cells = {name: getattr(row, name) for name in partitions.COLUMNS}
            out.write(serial.dumps({name: cell for name, cell in cells.items() if cell is not None}) + "\n")
    ask(engine, start(more, db, 1, "--records"))


def _beside(copies: int) -> int:
    """Reports for the writer that runs while questions are asked."""
    return max(ASKED, copies // 10)


@click.command()
@click.argument("pool", type=click.Path(path_type=Path, exists=True))
@click.option("--first", type=int, help="Only so many documents of the pool.")
@click.option("--workers", default=2, show_default=True)
@click.option("--kills", default=0, help="Add once more with so many random kills.")
@click.option("--copies", default=0, help="Grow a store to so many reports and ask it.")
@click.option("--replay", default=0, help="The same with so many records, without reading them.")
def main(pool: Path, first: int | None, workers: int, kills: int, copies: int, replay: int) -> None:
    """Print what it costs to fill a store and to ask it."""
    docs = list(read_set(pool))[:first]
    with tempfile.TemporaryDirectory(prefix="dragoman-store-") as made:
        folder = Path(made)
        reports = written(folder / "pool.jsonl", docs)
        seconds = add_all(reports, folder / "whole.db", workers)
        equal = kill_often(reports, folder / "whole.db", folder / "cut.db", workers, kills, seconds) if kills else True
        if copies:
            _grow_and_ask(docs, folder, workers, copies)
        if replay:
            _replay_and_ask(reports, folder, workers, replay)
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
