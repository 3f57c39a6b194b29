"""`dragoman.Store`: what the commands print, from Python, and as a DataFrame."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from stored import contact, record, side, statement
from test_process_command import rounds
from test_store import put

import dragoman
from dragoman import serial
from dragoman.cli import main
from dragoman.errors import DragomanError, MissingError, StoreError
from dragoman.frames import Rows
from dragoman.store import database, write
from dragoman.store.query import ContactRow
from dragoman.stores import Store

NOW = "2031-07-05T10:00:00+00:00"
EVENT = {
    "id": "ev1", "found_by": "t", "score": 0.9, "type": "CONSULT", "actors": ("NOR", "CHL"), "recipients": (), "date": "2031-03-03",
    "evidence": (0, 6),
}  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> str:
    store = database.engine(tmp_path / "s.db", create=True)
    for key, found in rounds():
        put(store, key, found)
    layers = {"contacts": [contact(start="2031-03-03")], "statements": [statement()], "events": [EVENT]}
    put(store, "talks", record("talks", **layers))
    put(store, "theirs", record("theirs", **layers | {"statements": [statement(party="CHL", speaker="Luis Soto")]}))
    with database.writing(store) as connection:
        write.fail(connection, write.Failure("bad", "bad.txt", None, "SourceError", "is empty"), NOW)
    store.dispose()
    return str(tmp_path / "s.db")


def printed(db: str, *args: str) -> list[Any]:
    return [json.loads(line) for line in CliRunner().invoke(main, [*args, "--json", "--db", db]).stdout.splitlines()]


LISTS: list[tuple[list[str], Callable[[Store], Rows[Any]]]] = [
    (["contacts", "--party", "Peru"], lambda store: store.contacts(party="Peru")),
    (
        ["contacts", "--between", "NOR", "CHL", "--status", "held"],
        lambda store: store.contacts(party=["nor", "Chile"], status="held"),
    ),
    (["process", "--as-of", "2031-12"], lambda store: store.processes(as_of="2031-12")),
    (["process", "--promise", "overdue", "--as-of", "2031-12"], lambda store: store.processes(promise="overdue", as_of="2031-12")),
    (["said", "tolls", "--by", "lund"], lambda store: store.said("tolls", by="lund")),
    (["events"], lambda store: store.events()),
    (["show", "errors"], lambda store: store.errors()),
    (["show", "corrections"], lambda store: store.corrections()),
]


@pytest.mark.parametrize(("args", "ask"), LISTS, ids=[" ".join(args) for args, _ in LISTS])
def test_a_list_is_what_the_command_prints(args: list[str], ask: Callable[[Store], Rows[Any]], db: str) -> None:
    with dragoman.Store(db) as store:
        rows = ask(store)
    assert printed(db, *args) == [json.loads(serial.dumps(asdict(row))) for row in rows]
    assert rows or args == ["show", "corrections"]
    table = rows.to_frame()
    assert len(table) == len(rows)
    assert {name.split(".")[0] for name in table.columns} == set(rows.of.__dataclass_fields__)


@pytest.mark.parametrize("id", ["C1", "P1", "p2", "D1", "D5.s1"])
def test_one_is_what_show_prints(id: str, db: str) -> None:
    with dragoman.Store(db) as store:
        found = store.show(id)
    made = found.to_dict() if isinstance(found, dragoman.Record) else asdict(found)
    assert printed(db, "show", id) == [json.loads(serial.dumps(made))]


def test_the_ways_to_one(db: str) -> None:
    with dragoman.Store(db) as store:
        assert store.contact("C1") == store.contact(1) == store.show("C1")
        assert store.process("P2", as_of="2031-12") == store.process(1, as_of="2031-12")
        assert store.document("t1") == store.document(1) == store.document("D1")
        assert [row.key for row in store.documents(since="2031-06")] == ["t3", "t2"]
        number = next(row.id for row in store.contacts(since="2031-03", until="2031-03"))
        assert {account.name for account in store.compare(number).accounts} == {"NOR", "CHL"}


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda store: store.contact(99), MissingError, "there is no contact 99"),
        (lambda store: store.process("P99"), MissingError, "there is no process 99"),
        (lambda store: store.show("X1"), StoreError, "'X1' is no id"),
        (lambda store: store.contact("D1"), StoreError, "'D1' is no number: give 12 or 'C12'"),
        (lambda store: store.contacts(since="soon"), StoreError, "'soon' is not a date"),
    ],
)
def test_what_is_wrong_is_one_line(ask: Callable[[Store], Any], error: type[DragomanError], message: str, db: str) -> None:
    with dragoman.Store(db) as store, pytest.raises(error, match=message):
        ask(store)


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such store"):
        dragoman.Store(tmp_path / "none.db")


# ---- frames
def test_fields_with_fields_have_columns_of_their_own(db: str) -> None:
    with dragoman.Store(db) as store:
        table = dragoman.frame(store.process(1, as_of="2031-12").promises)
    assert table["source.words"].tolist() == ["meet again in June", "Norway and Chile held talks in Oslo."]
    assert table["verdict"].tolist() == ["kept", "overdue"]


def test_items_of_a_record() -> None:
    found = record(contacts=[contact(), contact("c2", sides=[side("PER"), side("NOR")])])
    assert dragoman.frame(found.contacts)["id"].tolist() == ["c1", "c2"]


def test_nothing_has_the_columns_of_its_class() -> None:
    table = Rows(ContactRow, ()).to_frame()
    assert (len(table), list(table.columns)[:3]) == (0, ["id", "kind", "status"])


def test_rows_are_a_tuple_that_can_be_pickled() -> None:
    rows = Rows(ContactRow, [ContactRow(1, "call", "held", None, None, None, None, (), (), 1)])
    again = pickle.loads(pickle.dumps(rows))
    assert (again, again.of) == (rows, ContactRow)


def test_without_pandas_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(DragomanError, match="pip install pandas"):
        dragoman.frame([])


def test_neither_the_package_nor_a_store_loads_pandas(db: str) -> None:
    code = f"import dragoman, sys; dragoman.Store({db!r}).contacts(); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    light = "import dragoman, sys; sys.exit(bool({'numpy', 'sqlalchemy', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", light], check=False).returncode == 0


def test_the_public_names() -> None:
    assert all(getattr(dragoman, name) for name in dragoman.__all__)


def test_events_want_a_form_or_json(db: str) -> None:
    for args in ([], ["--json", "--format", "gdelt"]):
        found = CliRunner().invoke(main, ["events", *args, "--db", db])
        assert (found.exit_code, "give either --format or --json" in found.stderr) == (2, True)
