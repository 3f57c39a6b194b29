"""What a person says against the store: merges and splits of contacts, kept over new readings, and taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, Engine, select
from stored import TEXT, contact, record, side
from test_store import NOW, address, contacts, engine, put

from dragoman.cli import main
from dragoman.errors import StoreError
from dragoman.store import corrections, database, schema

__all__ = ["address", "engine"]  # fixtures

BY: dict[str, str] = {"who": "Ada", "why": "read both", "now": NOW}
CALL = {"kind": "call", "start": "2031-03-09"}


def do(engine: Engine, action: Any, *numbers: int) -> corrections.Made:
    with database.writing(engine) as connection:
        made: corrections.Made = action(connection, *numbers, **BY)
        return made


def told(engine: Engine) -> dict[int, list[str]]:
    """Contact -> documents that tell of it."""
    with database.reading(engine) as connection:
        return _told(connection)


def _told(connection: Connection) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = connection.execute(
        select(schema.contact_members.c.contact_id, schema.documents.c.key)
        .join(schema.items, schema.items.c.id == schema.contact_members.c.item_id)
        .join(schema.documents, schema.documents.c.id == schema.items.c.document_id)
        .order_by(schema.contact_members.c.contact_id, schema.documents.c.key)
    )
    for row in rows:
        found.setdefault(row.contact_id, []).append(row.key)
    return found


@pytest.fixture
def two(engine: Engine) -> Engine:
    """C1, talks told by a and b; C2, a call six days later told by c and d."""
    for key in "ab":
        put(engine, key, record(key, contacts=[contact(start="2031-03-03")]))
    for key in "cd":
        put(engine, key, record(key, contacts=[contact(**CALL)]))
    assert told(engine) == {1: ["a", "b"], 2: ["c", "d"]}
    return engine


def test_two_contacts_are_made_one_and_two_again(two: Engine) -> None:
    made = do(two, corrections.merge, 1, 2)
    assert (made.correction, made.contacts, told(two)) == (1, (1,), {1: ["a", "b", "c", "d"]})
    (row,) = contacts(two)
    assert row.sources == 4
    back = do(two, corrections.undo, 1)
    assert (back.correction, back.contacts, told(two)) == (2, (1, 2), {1: ["a", "b"], 2: ["c", "d"]})
    assert sorted((row.kind, row.sources) for row in contacts(two)) == [("call", 2), ("talks", 2)]


def test_a_report_is_taken_off_a_contact_and_put_back(two: Engine) -> None:
    assert do(two, corrections.split, 1, 2) == corrections.Made(1, (1, 3))
    assert told(two) == {1: ["a"], 2: ["c", "d"], 3: ["b"]}
    do(two, corrections.undo, 1)
    assert told(two) == {1: ["a", "b"], 2: ["c", "d"]}
    do(two, corrections.undo, 2)
    assert told(two) == {1: ["a"], 2: ["c", "d"], 3: ["b"]}


@pytest.mark.parametrize("text", [pytest.param(TEXT, id="same text"), pytest.param("Oslo. " + TEXT, id="text that moved")])
def test_corrections_hold_when_documents_are_read_anew(two: Engine, text: str) -> None:
    do(two, corrections.merge, 1, 2)
    do(two, corrections.split, 1, 2)
    held = {1: ["a", "c", "d"], 3: ["b"]}
    assert told(two) == held
    at = text.index("talks in Oslo"), text.index("talks in Oslo") + 10
    for digest in "23":
        for key, fields in (("b", {"start": "2031-03-03"}), ("a", {"start": "2031-03-03"}), ("d", CALL), ("c", CALL)):
            put(two, key, record(key, text=text, contacts=[contact(evidence=[at], **fields)]), digest)
            assert told(two) == held, (digest, key)


def test_what_came_later_finds_its_place_when_a_merge_is_undone(two: Engine) -> None:
    do(two, corrections.merge, 1, 2)
    put(two, "e", record("e", contacts=[contact(**CALL)]))
    put(two, "f", record("f", contacts=[contact(start="2031-03-03")]))
    assert told(two) == {1: ["a", "b", "c", "d", "e", "f"]}
    do(two, corrections.undo, 1)
    assert told(two) == {1: ["a", "b", "f"], 2: ["c", "d", "e"]}


def test_each_merge_is_taken_back_by_itself(two: Engine) -> None:
    put(two, "x", record("x", contacts=[contact(sides=[side("PER"), side("CHL")])]))
    do(two, corrections.merge, 1, 2)
    do(two, corrections.merge, 1, 3)
    assert told(two) == {1: ["a", "b", "c", "d", "x"]}
    do(two, corrections.undo, 1)
    assert told(two) == {1: ["a", "b", "x"], 2: ["c", "d"]}
    do(two, corrections.undo, 2)
    assert sorted(told(two).values()) == [["a", "b"], ["c", "d"], ["x"]]


def test_a_merged_contact_brings_along_what_was_merged_into_it(two: Engine) -> None:
    put(two, "x", record("x", contacts=[contact(sides=[side("PER"), side("CHL")])]))
    do(two, corrections.merge, 2, 3)
    do(two, corrections.merge, 1, 2)
    assert told(two) == {1: ["a", "b", "c", "d", "x"]}
    do(two, corrections.undo, 2)
    assert told(two) == {1: ["a", "b"], 2: ["c", "d", "x"]}


def test_of_two_corrections_against_each_other_the_later_holds(two: Engine) -> None:
    do(two, corrections.merge, 1, 2)
    do(two, corrections.split, 1, 3)
    for digest in "23":
        assert told(two) == {1: ["a", "b", "d"], 3: ["c"]}
        put(two, "c", record("c", contacts=[contact(**CALL)]), digest)
    do(two, corrections.merge, 3, 1)
    assert told(two) == {3: ["a", "b", "c", "d"]}


def test_a_number_is_never_given_again(two: Engine) -> None:
    do(two, corrections.merge, 1, 2)
    put(two, "x", record("x", contacts=[contact(sides=[side("PER"), side("CHL")])]))
    assert sorted(told(two)) == [1, 3]


def test_what_no_report_tells_any_more_is_left_out(two: Engine) -> None:
    do(two, corrections.merge, 1, 2)
    put(two, "c", record("c", text="Nothing was said of it at all, nor is it told here."), "2")
    assert told(two) == {1: ["a", "b", "d"]}
    do(two, corrections.undo, 1)
    assert told(two) == {1: ["a", "b"], 2: ["d"]}


@pytest.mark.parametrize(
    ("action", "numbers", "message"),
    [
        (corrections.merge, (1, 1), "C1 is one contact already"),
        (corrections.merge, (1, 9), "there is no contact 9"),
        (corrections.split, (1, 3), "D3 does not tell of C1"),
        (corrections.split, (9, 1), "there is no contact 9"),
        (corrections.undo, (1,), "there is no correction 1"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(two: Engine, action: Any, numbers: tuple[int, ...], message: str) -> None:
    with pytest.raises(StoreError, match=message):
        do(two, action, *numbers)
    assert told(two) == {1: ["a", "b"], 2: ["c", "d"]}
    with database.reading(two) as connection:
        assert corrections.listed(connection) == []


def test_the_only_report_of_a_contact_is_not_taken_off(two: Engine) -> None:
    do(two, corrections.split, 1, 2)
    with pytest.raises(StoreError, match="only D1 tells of C1"):
        do(two, corrections.split, 1, 1)
    do(two, corrections.undo, 1)
    with pytest.raises(StoreError, match="correction 1 is undone already"):
        do(two, corrections.undo, 1)


def test_all_that_was_done_is_kept(two: Engine) -> None:
    do(two, corrections.merge, 1, 2)
    do(two, corrections.undo, 1)
    do(two, corrections.split, 1, 2)
    with database.reading(two) as connection:
        rows = corrections.listed(connection)
    assert [(row.id, row.who, row.why, row.at, row.action, row.what, row.undone) for row in rows] == [
        (1, "Ada", "read both", NOW, "merge", "C1 and C2 are one", True),
        (2, "Ada", "read both", NOW, "undo", "not 1", False),
        (3, "Ada", "read both", NOW, "split", "D2 is not on C1, but on C3", False),
    ]


# ---- commands
def run(db: Path, *args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--db", str(db)])


@pytest.fixture
def db(tmp_path: Path) -> Path:
    made = database.engine(tmp_path / "s.db", create=True)
    put(made, "a", record("a", contacts=[contact(start="2031-03-03")]))
    put(made, "b", record("b", contacts=[contact(**CALL)]))
    made.dispose()
    return tmp_path / "s.db"


def test_the_commands_merge_split_and_undo(db: Path) -> None:
    assert run(db, "show", "corrections").stdout == "Nothing was corrected.\n"
    by = ("--who", "Ada", "--why", "the same talks")
    merged = run(db, "merge", "C1", "c2", *by)
    assert (merged.exit_code, merged.stdout) == (0, "Correction 1 made; it touched C1. `dragoman undo 1` takes it back.\n")
    assert run(db, "split", "C1", "D2", *by).stdout == "Correction 2 made; it touched C1, C3. `dragoman undo 2` takes it back.\n"
    assert run(db, "undo", "2", *by).exit_code == 0
    shown = run(db, "show", "corrections").stdout
    assert "C1 and C2 are one" in shown
    assert "undone" in shown
    rows = [json.loads(line) for line in run(db, "show", "corrections", "--json").stdout.splitlines()]
    assert [(row["action"], row["who"], row["undone"]) for row in rows] == [
        ("merge", "Ada", False),
        ("split", "Ada", True),
        ("undo", "Ada", False),
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("merge", "C1", "D2", "--who", "A", "--why", "x"), "'D2' is no contact: give C12"),
        (("split", "C1", "C2", "--who", "A", "--why", "x"), "'C2' is no document: give D3"),
        (("merge", "C1", "C2", "--who", "A"), "Missing option '--why'"),
        (("merge", "C1", "C2", "--who", " ", "--why", "x"), "--who is empty"),
        (("undo", "7", "--who", "A", "--why", "x"), "there is no correction 7"),
    ],
)
def test_a_wrong_call_is_one_line(db: Path, args: tuple[str, ...], message: str) -> None:
    result = run(db, *args)
    assert result.exit_code != 0
    assert message in result.stderr
