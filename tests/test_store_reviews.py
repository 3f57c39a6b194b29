"""Corrections of findings in the store: shown everywhere, kept over new readings, taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select
from stored import TEXT, contact, record, side, statement
from test_store import NOW, address, contacts, engine, put, said

from dragoman.cli import main
from dragoman.errors import DragomanError, RecordError, StoreError
from dragoman.store import corrections, database, log, query, schema

__all__ = ["address", "engine"]  # fixtures

BY: dict[str, str] = {"who": "Ada", "why": "read it", "now": NOW}
MOVED = "A headline of another day.\n" + TEXT
SPANS: dict[str, Any] = {"source_span": (64, 77), "cue_span": (78, 82), "content_spans": [(83, 104)]}
TABLES = ("items", "item_parties", "item_people", "item_vectors", "item_topics", "contacts", "contact_members", "contact_keys")


def do(engine: Engine, action: Any, *given: Any) -> corrections.Made:
    with database.writing(engine) as connection:
        made: corrections.Made = action(connection, *given, **BY)
        return made


def listed(engine: Engine, *which: Any) -> list[corrections.Correction]:
    with database.reading(engine) as connection:
        return corrections.listed(connection, *which)


def shown(engine: Engine, key: str = "a") -> Any:
    with database.reading(engine) as connection:
        return query.document(connection, key)


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All that is made of findings."""
    found = {}
    with database.reading(engine) as connection:
        for name in TABLES:
            found[name] = sorted((tuple(row) for row in connection.execute(select(schema.metadata.tables[name]))), key=repr)
        columns = (schema.documents.c.key, schema.documents.c.record, schema.documents.c.machine)
        found["documents"] = [tuple(row) for row in connection.execute(select(*columns).order_by(columns[0]))]
    return found


@pytest.fixture
def store(engine: Engine) -> Engine:
    """D1 and D2 tell of C1; D1 has two statements."""
    first = [contact(start="2031-03-03", subjects=["the tolls"])]
    others = [statement(), statement("s2", content_spans=[(79, 110)], score=0.2, speaker=None, party=None, contact=None)]
    put(engine, "a", record("a", contacts=first, statements=others))
    put(engine, "b", record("b", contacts=first))
    return engine


def test_a_wrong_speaker_is_corrected_in_all_that_is_shown(store: Engine) -> None:
    before = everything(store)
    made = do(store, corrections.edit, 1, "s1", {"speaker": "Per Berg", "party": "SWE"})
    assert (made.correction, made.contacts, made.item) == (1, (), "s1")
    assert [(s.speaker, s.party, s.review) for s in shown(store).statements] == [("Per Berg", "SWE", "edited"), (None, None, None)]
    assert [f.body["id"] for f in said(store, person="berg", parties=("SWE",))] == ["s1"]
    assert said(store, person="lund") == []
    assert [f.body["review"] for f in said(store, "tolls unfair")] == ["edited"]
    (row,) = listed(store)
    assert row.what == "D1.s1 speaker: Kari Lund → Per Berg; party: NOR → SWE"
    assert (row.document, row.item, row.unplaced, row.undone) == (1, "s1", False, False)
    do(store, corrections.undo, 1)
    assert everything(store) == before


def test_words_that_a_person_gives_a_statement_are_searched(store: Engine) -> None:
    do(store, corrections.edit, 1, "s1", {"content_spans": [[0, 35]]})
    assert [f.body["id"] for f in said(store, '"held talks in Oslo"')] == ["s1"]
    assert said(store, '"tolls were unfair"') == []


@pytest.mark.parametrize(("text", "spans"), [(TEXT, {}), (MOVED, SPANS)], ids=["same text", "text that moved"])
def test_corrections_hold_when_a_document_is_read_anew(store: Engine, text: str, spans: dict[str, Any]) -> None:
    do(store, corrections.edit, 1, "s1", {"speaker": "Per Berg"})
    do(store, corrections.reject, 1, "c1")
    do(store, corrections.accept, 1, "s1")
    again = record("a", text=text, statements=[statement("s1", party="CHL", contact=None, **spans)])
    put(store, "a", again, "2")
    (s,) = shown(store).statements
    assert (s.speaker, s.party, s.review) == ("Per Berg", "CHL", "edited")
    assert [(c.action, c.unplaced, c.item) for c in listed(store)] == [
        ("edit", False, "s1"), ("reject", False, None), ("accept", False, "s1"),
    ]  # fmt: skip
    do(store, corrections.undo, 1)
    (s,) = shown(store).statements
    assert (s.speaker, s.review) == ("Kari Lund", "accepted")
    with database.reading(store) as connection:
        machine = connection.execute(select(schema.documents.c.machine).where(schema.documents.c.key == "a")).scalar_one()
    assert json.loads(machine)["statements"][0]["speaker"] == "Kari Lund"


def test_what_the_new_text_does_not_say_is_listed_as_unplaced_and_comes_back(store: Engine) -> None:
    do(store, corrections.edit, 1, "s1", {"speaker": "Per Berg"})
    put(store, "a", record("a", text="Nothing was told of it."), "2")
    (row,) = listed(store)
    assert (row.unplaced, row.item, row.document) == (True, None, 1)
    assert row.what == "statement “the tolls were unfair” in a speaker: Kari Lund → Per Berg"
    put(store, "a", record("a", statements=[statement(contact=None)]), "3")
    assert (shown(store).statements[0].speaker, listed(store)[0].unplaced) == ("Per Berg", False)


def test_a_contact_that_is_edited_tells_of_another_one(store: Engine) -> None:
    before = everything(store)
    made = do(store, corrections.edit, 1, "c1", {"kind": "call", "start": "2031-02-01"})
    assert made.contacts == (1, 2)
    assert [(row.id, row.kind, row.first_day, row.sources) for row in contacts(store)] == [
        (1, "talks", "2031-03-03", 1), (2, "call", "2031-02-01", 1),
    ]  # fmt: skip
    do(store, corrections.undo, 1)
    assert everything(store) == before


def test_a_contact_told_of_once_keeps_its_number(store: Engine) -> None:
    put(store, "c", record("c", contacts=[contact(sides=[side("PER"), side("CHL")], start="2031-01-01")]))
    assert do(store, corrections.edit, 3, "c1", {"sides": [side("PER"), side("BRA")], "kind": "call"}).contacts == (2,)
    (row,) = contacts(store, parties=("BRA",))
    assert (row.id, row.kind) == (2, "call")
    # It is found under its new sides, and not under its old ones.
    put(store, "d", record("d", contacts=[contact(sides=[side("PER"), side("BRA")], start="2031-01-01", kind="call")]))
    assert [(r.id, r.sources) for r in contacts(store, parties=("BRA",))] == [(2, 2)]


def test_a_rejected_contact_is_gone_and_comes_back(store: Engine) -> None:
    before = everything(store)
    do(store, corrections.reject, 1, "c1")
    (row,) = contacts(store)
    assert row.sources == 1
    assert shown(store).statements[0].contact is None
    do(store, corrections.reject, 2, "c1")
    assert contacts(store) == []
    with pytest.raises(StoreError, match=r"D1\.c1 is not there by correction 1: `dragoman undo 1` brings it back"):
        do(store, corrections.accept, 1, "c1")
    do(store, corrections.undo, 1)
    do(store, corrections.undo, 2)
    after = everything(store)
    assert (after["documents"], after["item_topics"] != []) == (before["documents"], True)
    assert [(row.kind, row.sources) for row in contacts(store)] == [("talks", 2)]


def test_some_corrections_are_told_as_among_all(store: Engine) -> None:
    put(store, "c", record("c", contacts=[contact(sides=[side("PER"), side("CHL")], start="2031-01-01")], statements=[statement()]))
    do(store, corrections.edit, 1, "s1", {"speaker": "Per Berg"})
    do(store, corrections.edit, 1, "s1", {"act": "deny"})
    do(store, corrections.reject, 1, "s2")
    do(store, corrections.merge, 1, 2)
    do(store, corrections.accept, 3, "s1")
    for undone in (3, 4, 6):
        do(store, corrections.undo, undone)
    every = listed(store)
    assert [c.undone for c in every] == [False, False, False, True, False, True, False, False]
    with database.reading(store) as connection:
        assert corrections.listed(connection, 1) == [c for c in every if c.document == 1]
        assert corrections.listed(connection, 1, "s1") == every[:2]
        assert corrections.of_contact(connection, 2) == every[3:4]
        assert corrections.of_contact(connection, 2, [3]) == every[3:5]
        assert corrections.newest(connection, None, 3, 1) == every[-2:-5:-1]
        assert corrections.newest(connection, 1, 2, 0) == [every[2], every[1]]
        assert (corrections.count(connection), corrections.count(connection, 1), corrections.count(connection, 2)) == (8, 3, 0)
        # What is read of the log is what was asked for and what was taken back there.
        assert (list(log.rows(connection, [3])), list(log.rows(connection, [1, 7]))) == ([3, 6, 8], [1, 4, 7])


def test_what_the_program_missed_is_added_and_corrected(store: Engine) -> None:
    new = {"content_spans": [[0, 35]], "speaker": "Per Berg", "party": "SWE", "kind": "indirect", "contact": "c1"}
    assert do(store, corrections.add, 1, "statements", new).item == "s3"
    assert [(s.id, s.review) for s in shown(store).statements] == [("s3", "added"), ("s1", None), ("s2", None)]
    do(store, corrections.edit, 1, "s3", {"act": "deny"})
    put(store, "a", record("a", text=MOVED, statements=[statement(contact=None, **SPANS)]), "2")
    (s, _) = shown(store).statements
    assert (MOVED[slice(*s.content_spans[0])], s.act, s.found_by, s.review) == (TEXT[:35], "deny", "person: Ada", "added")
    assert [c.what for c in listed(store, 1, s.id)] == [f"D1.{s.id} was missing", f"D1.{s.id} act: nothing → deny"]
    do(store, corrections.undo, 1)
    assert [c.unplaced for c in listed(store)] == [False, True, False]
    assert len(shown(store).statements) == 1


def test_merges_and_corrections_of_findings_go_together(store: Engine) -> None:
    put(store, "c", record("c", contacts=[contact(kind="call", start="2031-03-09")]))
    do(store, corrections.merge, 1, 2)
    do(store, corrections.edit, 3, "c1", {"status": "planned"})
    do(store, corrections.edit, 1, "c1", {"place": "Oslo"})
    (row,) = contacts(store)
    assert (row.id, row.sources, row.place) == (1, 3, "Oslo")
    do(store, corrections.undo, 1)
    assert sorted((row.kind, row.sources) for row in contacts(store)) == [("call", 1), ("talks", 2)]


@pytest.mark.parametrize(
    ("action", "given", "error", "message"),
    [
        (corrections.accept, (9, "s1"), StoreError, "there is no document 9"),
        (corrections.accept, (1, "s9"), StoreError, "document 1 has no finding 's9'"),
        (corrections.edit, (1, "s1", {"speaker": "Kari Lund"}), StoreError, r"D1\.s1 has this speaker already"),
        (corrections.edit, (1, "s1", {"kind": "loud"}), RecordError, "input should be 'direct', 'mixed' or 'indirect'"),
        (corrections.edit, (1, "s1", {"cue_span": [5, 9999]}), RecordError, "not in the text"),
        (corrections.edit, (1, "c1", {"start": "soon"}), RecordError, "is not a date"),
        (corrections.edit, (1, "s1", {"found_by": "me"}), RecordError, "no field 'found_by'"),
        (corrections.add, (1, "jokes", {}), RecordError, "there is no layer 'jokes'"),
        (corrections.add, (1, "positions", {"party": "NOR"}), RecordError, "positions need issue"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    store: Engine, action: Any, given: Any, error: type[DragomanError], message: str
) -> None:
    before = everything(store)
    with pytest.raises(error, match=message):
        do(store, action, *given)
    assert (everything(store), listed(store)) == (before, [])


# ---- what to look at
def test_the_queue_holds_what_is_unsure_and_nobody_has_looked_at(store: Engine) -> None:
    def queue(**which: Any) -> list[str]:
        with database.reading(store) as connection:
            return [f"D{f.document}.{f.body['id']}" for f in query.queue(connection, **which)]

    assert queue() == ["D1.s2"]
    assert queue(below=0.95) == ["D1.s2", "D1.c1", "D1.s1", "D2.c1"]
    assert queue(below=0.95, layer="contacts", limit=1) == ["D1.c1"]
    do(store, corrections.accept, 1, "s2")
    assert queue() == []


def test_a_finding_is_shown_with_what_was_said_of_it(store: Engine) -> None:
    do(store, corrections.edit, 1, "s1", {"act": "deny"})
    with database.reading(store) as connection:
        found = query.finding(connection, 1, "s1")
        assert [c.what for c in found.corrections] == ["D1.s1 act: say → deny"]
        assert query.finding(connection, 1, "s2").corrections == ()


# ---- commands
@pytest.fixture
def db(tmp_path: Path) -> Path:
    made = database.engine(tmp_path / "s.db", create=True)
    put(made, "a", record("a", contacts=[contact()], statements=[statement(score=0.3)]))
    made.dispose()
    return tmp_path / "s.db"


def run(db: Path, *args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--db", str(db)])


def test_the_commands_correct_accept_reject_insert_and_undo(db: Path) -> None:
    by = ("--who", "Ada", "--why", "read it")
    assert "0.30 statement: kind indirect, party NOR, speaker Kari Lund “the tolls" in run(db, "show", "queue").stdout
    done = run(db, "correct", "D1.s1", "party", "Sweden", *by)
    assert (done.exit_code, done.stdout) == (0, "Correction 1 made; it touched no contact. `dragoman undo 1` takes it back.\n")
    assert run(db, "accept", "d1.C1", "--who", "Ada").exit_code == 0
    added = run(
        db, "insert", "D1", "positions", "party=Norway", "issue=tolls", "stance=opposes", "evidence=the tolls were unfair", *by
    )
    assert added.exit_code == 0, added.stderr
    assert json.loads(run(db, "show", "D1.p1", "--json").stdout)["body"]["party"] == "NOR"
    assert run(db, "reject", "D1.p1", *by).exit_code == 0
    assert "D1.p1 is not there by correction 4" in run(db, "show", "D1.p1").stderr
    assert run(db, "undo", "1", *by).exit_code == 0
    shown = run(db, "show", "D1.s1").stdout
    assert "party: NOR → SWE" in shown
    assert "undone" in shown
    rows = [json.loads(line) for line in run(db, "show", "corrections", "--json").stdout.splitlines()]
    assert [(row["action"], row["undone"], row["document"], row["item"]) for row in rows] == [
        ("edit", True, 1, "s1"), ("accept", False, 1, "c1"), ("insert", False, 1, "p1"), ("reject", False, 1, "p1"),
        ("undo", False, None, None),
    ]  # fmt: skip


def test_an_entity_and_a_difference_are_inserted_by_words(db: Path) -> None:
    by = ("--who", "Ada", "--why", "missed")
    accounts = "accounts=Norway: the tolls were unfair … CHL: A new round will follow"
    assert run(db, "insert", "D1", "differences", "about=the tolls", accounts, *by).exit_code == 0
    mentions = "mentions=Minister … nominal: A new round"
    assert run(db, "insert", "D1", "entities", "name=the minister", "kind=person", mentions, *by).exit_code == 0
    shown = json.loads(run(db, "show", "D1", "--json").stdout)
    difference = next(body for body in shown["differences"] if body.get("review") == "added")
    entity = next(body for body in shown["entities"] if body.get("review") == "added")
    assert [account["party"] for account in difference["accounts"]] == ["NOR", "CHL"]
    assert [mention["kind"] for mention in entity["mentions"]] == ["name", "nominal"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("correct", "D1", "party", "SWE"), "'D1' is no finding of a document: give D3.s4"),
        (("correct", "D1.s1", "kind", "loud"), "kind: 'loud' cannot be: input should be 'direct', 'mixed' or 'indirect'"),
        (("correct", "D1.s1", "party", "NOR"), "D1.s1 has this party already"),
        (("insert", "D1", "positions", "party"), "'party' is no value of a field: give FIELD=VALUE"),
        (("insert", "D1", "positions", "party=NOR"), "positions need"),
        (("insert", "D1", "differences", "about=tolls", "accounts=NOR: unfair"), "a difference has the accounts of two parties"),
        (("reject", "D1.s7"), "document 1 has no finding 's7'"),
    ],
)
def test_a_wrong_call_is_one_line(db: Path, args: tuple[str, ...], message: str) -> None:
    result = run(db, *args, "--who", "Ada", "--why", "x")
    assert result.exit_code != 0
    assert message in result.stderr


def test_a_copy_is_shown_as_one(db: Path) -> None:
    text = "".join(
        f"The {n} delegation of Norway said on Monday that the tolls on salmon were unfair. "
        for n in ("first", "other", "third", "last")
    )
    made = database.engine(db)
    for key in "xy":
        put(made, key, record(key, text=text, contacts=[contact(evidence=[(4, 20)])]))
    made.dispose()
    assert "A copy of D2, x." in run(db, "show", "D3").stdout
    assert json.loads(run(db, "show", "D3", "--json").stdout)["notes"] == ["A copy of D2, x."]
    assert "D3.c1 · copy of D2" in run(db, "show", "D3.c1").stdout
