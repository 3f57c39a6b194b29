"""Partitions: the same bytes from every engine, whole files or none, a dead worker costs its partition, the store takes them in."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_store_killed import dump

from dragoman import adding, intake, parquet, partitions, plan, runners
from dragoman.batch import Done
from dragoman.cli import main
from dragoman.errors import StoreError
from dragoman.partitions import Row, Settings, Slice, process_partition
from dragoman.store import database

TEXT = "LIMA, {n} March 2031 – Norway and Chile held talks in Lima on {n} March 2031. “Round {n} went well,” said Kari Lund."
TODAY = date(2031, 4, 1)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Twelve reports in three files, of which one has no text."""
    folder = tmp_path / "reports"
    folder.mkdir()
    rows = [{"id": f"r{n}", "text": TEXT.format(n=n) if n != 5 else "", "title": "Talks"} for n in range(1, 11)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "a.jsonl").write_text(lines[: lines.index('{"id": "r8"')], encoding="utf-8")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines[lines.index('{"id": "r8"') :].encode()))
    (folder / "c.txt").write_text(TEXT.format(n=11), encoding="utf-8")
    (folder / "d.html").write_text(f"<html><title>Talks</title><p>{TEXT.format(n=12)}</p></html>", encoding="utf-8")
    return folder


def quick(piece: intake.Piece, today: date | None) -> Row:
    """Stands for the reading: dies where the text says so, once or always."""
    text = json.loads(piece.raw.body)["text"]
    if text == "die" or (text.startswith("once ") and not Path(text[5:]).exists()):
        if text != "die":
            Path(text[5:]).touch()
        os._exit(9)
    return Row(piece.key, piece.origin, piece.digest, "0", record={"text": text})


def lines_of(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)), encoding="utf-8")
    return path


@pytest.fixture(params=runners.NAMES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name: str = request.param
    module = {"dask": "distributed", "spark": "pyspark"}.get(name)
    if module and importlib.util.find_spec(module) is None:
        pytest.skip(f"needs the extra {name}")
    if name == "spark" and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("needs Java")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    return name


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != "plan.json"}


def test_every_engine_writes_the_same_bytes(engine: str, reports: Path, tmp_path: Path, model: Path) -> None:
    settings = Settings(today=TODAY)
    out = tmp_path / engine
    planned = plan.make([str(reports)], out, 4, settings)
    outcomes = list(runners.run(planned, engine, 2))
    assert sorted((o.partition.out.name, o.done) for o in outcomes) == [
        ("part-000000.jsonl", Done(4, 0)), ("part-000001.jsonl", Done(4, 1)), ("part-000002.jsonl", Done(4, 0)),
    ]  # fmt: skip
    for partition in planned.partitions:  # the engines against plain calls, one after the other in this process
        process_partition(partition.slices, tmp_path / partition.out.name, settings)
        assert partition.out.read_bytes() == (tmp_path / partition.out.name).read_bytes()
    assert len(contents(out)) == 3


@pytest.mark.parametrize("deaths", ["once", "always"])
def test_a_worker_that_dies_costs_its_partition_only(engine: str, deaths: str, tmp_path: Path) -> None:
    texts = [f"t{n}" for n in range(10)]
    texts[3] = "die" if deaths == "always" else f"once {tmp_path / 'flag'}"
    planned = plan.make([str(lines_of(tmp_path / "in.jsonl", texts))], tmp_path / "out", 2, Settings(reader=quick))
    outcomes = {o.partition.out.name: o for o in runners.run(planned, engine, 2)}
    lost = [name for name, outcome in outcomes.items() if outcome.done is None]
    assert len(outcomes) == 5
    assert lost == (["part-000001.jsonl"] if deaths == "always" else [])
    assert set(contents(tmp_path / "out")) == set(outcomes) - set(lost)  # and nothing half


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_only_what_is_not_whole_is_done_again(form: Any, tmp_path: Path) -> None:
    source = lines_of(tmp_path / "in.jsonl", [f"t{n}" for n in range(6)])
    settings = Settings(form, reader=quick)
    planned = plan.make([str(source)], tmp_path / "out", 2, settings)
    assert all(o.done == Done(2, 0) for o in runners.run(planned, "local", 1))
    whole, (first, second, third) = contents(tmp_path / "out"), [p.out for p in planned.partitions]
    second.write_bytes(whole[second.name][:-9])
    third.write_bytes(b"" if form == "parquet" else whole[third.name].splitlines(keepends=True)[0])
    (tmp_path / "out" / f".{first.name}.x.part").write_bytes(b"left by a worker that died")
    before = first.stat().st_ino
    again = plan.make([str(source)], tmp_path / "out", 2, replace(settings, today=TODAY))
    assert again == planned  # the day of reading stays that of the first run
    assert all(o.done == Done(2, 0) for o in runners.run(again, "local", 1))
    assert contents(tmp_path / "out") == whole
    assert first.stat().st_ino == before


def test_another_run_is_not_mixed_in(tmp_path: Path) -> None:
    source, out = lines_of(tmp_path / "in.jsonl", ["t"]), tmp_path / "out"
    plan.make([str(source)], out, 2, Settings())
    for size, settings in ((3, Settings()), (2, Settings("parquet")), (2, Settings(facts=intake.Facts("2031-03-03")))):
        with pytest.raises(StoreError, match="give a new folder"):
            plan.make([str(source)], out, size, settings)
    lines_of(source, ["t", "u"])
    with pytest.raises(StoreError, match="give a new folder"):
        plan.make([str(source)], out, 2, Settings())


def test_slices_run_over_the_borders_of_files(tmp_path: Path) -> None:
    a, b = lines_of(tmp_path / "a.jsonl", list("xxxxx")), lines_of(tmp_path / "b.jsonl", list("xx"))
    cut = [p.slices for p in plan.make([str(a), str(b)], tmp_path / "out", 3, Settings()).partitions]
    assert cut == [(Slice(str(a), 0, 3),), (Slice(str(a), 3, 5), Slice(str(b), 0, 1)), (Slice(str(b), 1, 2),)]


def test_a_parquet_file_is_read_row_by_row(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as files

    table = {"id": [1, 2], "text": ["one", None], "published": [date(2031, 3, 3), None], "other": [b"x", b"y"]}
    files.write_table(pa.table(table), tmp_path / "in.parquet")
    found = list(intake.pieces([str(tmp_path / "in.parquet")]))
    assert [(p.key, json.loads(p.raw.body)) for p in found if isinstance(p, intake.Piece)] == [
        ("in.parquet#1", {"id": 1, "text": "one", "published": "2031-03-03"}),
        ("in.parquet#2", {"id": 2}),
    ]
    assert intake.count([str(tmp_path / "in.parquet")]) == parquet.count(tmp_path / "in.parquet") == 2
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    (refused,) = intake.pieces([str(tmp_path / "bad.parquet")])
    assert isinstance(refused, intake.Refused)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_the_store_takes_records_in_as_if_it_had_read_them(form: str, reports: Path, tmp_path: Path, model: Path) -> None:
    (reports / "e.jsonl.gz").write_bytes(b"no gzip")
    run = CliRunner().invoke
    read, loaded, out = tmp_path / "read.db", tmp_path / "loaded.db", tmp_path / "out"
    assert run(main, ["add", str(reports), "--db", str(read)]).exit_code == 0
    made = run(main, ["batch", str(reports), "--out", str(out), "--size", "5", "--format", form])
    assert (made.exit_code, made.stderr.splitlines()[-1]) == (0, f"13 reports, 2 failed, in 3 partitions in {out}")
    put = run(main, ["add", "--records", str(out), "--db", str(loaded)])
    assert put.stderr.splitlines()[0] == f"11 added, 0 changed, 0 unchanged, 2 failed, in {loaded}"
    assert dump(read) == dump(loaded)
    again = adding.add(database.engine(str(loaded)), intake.pieces([str(reports)]), today=TODAY)
    assert again == adding.Tally(unchanged=11, failed=2)
    assert adding.load(database.engine(str(read)), partitions.records([str(out)])) == adding.Tally(unchanged=11, failed=2)


def test_what_is_no_record_is_told(tmp_path: Path) -> None:
    for body in (b'{"id": "x", "text": "t"}\n', b"[1]\n", b"{oops\n", b'{"key": "k"'):
        (tmp_path / "part-000000.jsonl").write_bytes(body)
        with pytest.raises(StoreError, match=r"part-000000\.jsonl"):
            list(partitions.records([str(tmp_path)]))
    assert CliRunner().invoke(main, ["batch", "https://example.org/x", "--out", str(tmp_path)]).exit_code == 2
