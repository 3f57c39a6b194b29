"""What differs between two readings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from stored import TEXT, contact, record, statement
from test_store import put

from dragoman import diffing, serial
from dragoman.cli import main
from dragoman.store import database

MOVED = "A headline.\n" + TEXT
BY: dict[str, Any] = {"found_by": "test", "score": 0.5}


def changes(one: Any, other: Any) -> list[tuple[Any, ...]]:
    return [(c.layer, c.what, c.id, c.other, c.words, dict(c.fields)) for c in diffing.records(one, other)]


def test_equal_readings_do_not_differ_whatever_their_ids_scores_and_order() -> None:
    one = record(contacts=[contact()], statements=[statement("s1"), statement("s2", content_spans=[(0, 35)], contact=None)])
    other = record(
        contacts=[contact("c7", score=0.1)],
        statements=[statement("s1", content_spans=[(0, 35)], contact=None), statement("s2", found_by="x", contact="c7")],
    )
    assert changes(one, other) == []


@pytest.mark.parametrize(("text", "at"), [(TEXT, 0), (MOVED, 12)])
def test_findings_that_came_went_and_changed_are_told_field_by_field(text: str, at: int) -> None:
    one = record(contacts=[contact()], statements=[statement()])
    said = statement(
        "s1", party="CHL", source_span=(37 + at, 50 + at), cue_span=(51 + at, 55 + at), content_spans=[(60 + at, 77 + at)]
    )
    said = {**said, "contact": None}
    other = record(text=text, statements=[said, {**said, "id": "s2", "content_spans": [(at, 35 + at)]}])
    assert changes(one, other) == [
        ("statements", "changed", "s1", "s1", ("the tolls were unfair",), {
            "party": ("NOR", "CHL"),
            "content_spans": (["the tolls were unfair"], ["tolls were unfair"]),
            "contact": ("c1", None),
        }),
        ("statements", "added", None, "s2", ("Norway and Chile held talks in Oslo",), {}),
        ("contacts", "gone", "c1", None, ("held talks",), {}),
    ]  # fmt: skip


def run(*args: Any) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, args)])


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Two stores and two files of the same documents."""
    for name, party in (("old", "NOR"), ("new", "CHL")):
        found = [record("a", statements=[statement(party=party, contact=None)]), record("b", contacts=[contact()])]
        found.append(record(name))
        made = database.engine(tmp_path / f"{name}.db", create=True)
        for one in found:
            put(made, one.id, one)
        made.dispose()
        lines = [*map(serial.to_json, found), '{"id": "x", "error": {"type": "E", "message": "m", "line": 4}}']
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        (tmp_path / f"{name}.json").write_text(serial.to_json(found[0], 2), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("one", "other"), [("db", "db"), ("jsonl", "jsonl"), ("db", "jsonl")])
def test_stores_and_runs_are_compared(runs: Path, one: str, other: str) -> None:
    done = run(runs / f"old.{one}", runs / f"new.{other}")
    assert (done.exit_code, done.stdout.splitlines()) == (3, [
        "~ a", "  ~ statement s1 “the tolls were unfair”", "      party: NOR → CHL", "- old", "+ new",
    ])  # fmt: skip
    assert done.stderr == "documents: 1 added, 1 gone, 1 changed; statements: 1 changed\n"
    same = run(runs / f"old.{one}", runs / f"old.{other}")
    assert (same.exit_code, same.stdout, same.stderr) == (0, "", "Nothing differs.\n")


def test_two_records_are_compared_as_json(runs: Path) -> None:
    done = run(runs / "old.json", runs / "new.json", "--json", "--layer", "statements")
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (row["key"], row["what"], row["text"], row["changes"][0]["fields"]) == ("a", "changed", False, {"party": ["NOR", "CHL"]})
    assert run(runs / "old.json", runs / "new.json", "--layer", "contacts").exit_code == 0


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), ("{oops", "is neither a store nor a file"), ("3", "no record")]
)
def test_what_is_no_run_is_one_line(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "x.jsonl").write_text(content, encoding="utf-8")
    done = run(tmp_path / "x.jsonl", tmp_path / "x.jsonl")
    assert (done.exit_code, message in done.stderr) == (1, True)
