"""The store: a document is there whole or not at all, once, with its earlier versions; contacts are known again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import postgresql
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select
from stored import TEXT, contact, record, side, statement

from dragoman.errors import StoreError
from dragoman.record import Record
from dragoman.store import database, query, schema, search, write
from dragoman.store.query import Filter

NOW = "2031-03-05T10:00:00+00:00"


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Of a PostgreSQL server; in a folder of its own, for the server's user must be let through to it."""
    with TemporaryDirectory(prefix="dragoman-") as folder:
        Path(folder).chmod(0o755)
        with postgresql.server(Path(folder) / "pg") as found:
            yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty store in each kind of database."""
    if request.param == "sqlite":
        made = database.engine(tmp_path / "s.db", create=True)
    else:
        where = request.getfixturevalue("address")
        fresh(where)
        made = database.engine(where, create=True)
    yield made
    made.dispose()


def fresh(where: str) -> None:
    import psycopg

    with psycopg.connect(where) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def put(engine: Engine, key: str, found: Record, digest: str = "1") -> str:
    with database.writing(engine) as connection:
        return write.put(connection, key, write.entry(found, digest, NOW))


def contacts(engine: Engine, **wanted: object) -> list[query.ContactRow]:
    with database.reading(engine) as connection:
        return query.find_contacts(connection, Filter(**wanted))  # type: ignore[arg-type]


def said(engine: Engine, words: str | None = None, **wanted: object) -> list[query.Finding]:
    with database.reading(engine) as connection:
        return query.said(connection, words, Filter(**wanted))  # type: ignore[arg-type]


def count(engine: Engine, table: str) -> int:
    with database.reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(schema.metadata.tables[table])).scalar_one())


# ---- the form
def test_the_migrations_make_the_tables_that_queries_name(engine: Engine) -> None:
    def is_ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (kind == "table" and "_fts" in (name or "")) and not (name or "").endswith("_text")

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        assert compare_metadata(context, schema.metadata) == []


def test_head_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(database.__file__).parent / "migrations"))
    assert scripts.get_current_head() == database.HEAD


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hello, I am a text and no database at all", "this is no store"),
        (None, "holds tables of another program"),
    ],
)
def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "other.db"
    if content is None:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE recipes (id)")
        other.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=message):
        database.engine(path, create=True)
    assert path.read_bytes() == before


def test_a_missing_store_is_not_made_by_a_question(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such store; make one with `dragoman add`"):
        database.engine(tmp_path / "no.db")
    assert not (tmp_path / "no.db").exists()


@pytest.mark.parametrize(
    ("form", "message"), [("0000", "run `dragoman db upgrade`"), ("9999", "made by a newer version of Dragoman")]
)
def test_another_form_is_told(engine: Engine, form: str, message: str) -> None:
    with database.writing(engine) as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{form}'")
    with pytest.raises(StoreError, match=message):
        database.engine(
            engine.url.render_as_string(hide_password=False) if engine.dialect.name != "sqlite" else str(engine.url.database)
        )


@pytest.mark.parametrize("where", ["mysql://localhost/x", "postgresql://[bad"])
def test_an_address_of_no_store_is_refused(where: str) -> None:
    with pytest.raises(StoreError):
        database.engine(where)


# ---- documents
def test_a_record_comes_back_as_it_was_put(engine: Engine) -> None:
    found = record(contacts=[contact()], statements=[statement()])
    assert put(engine, "a", found) == "added"
    with database.reading(engine) as connection:
        assert query.document(connection, "a") == found
        assert query.document(connection, 1) == found


def test_a_changed_document_replaces_the_earlier_one_which_is_kept(engine: Engine) -> None:
    put(engine, "a", record(contacts=[contact()], statements=[statement()]))
    assert put(engine, "a", record(text=TEXT + " Nothing else.", contacts=[contact()]), "2") == "changed"
    with database.reading(engine) as connection:
        kept = connection.execute(select(schema.versions)).mappings().one()
        assert (kept["version"], kept["digest"], kept["text"]) == (1, "1", TEXT)
        assert connection.execute(select(schema.documents.c.version)).scalar_one() == 2
    assert (count(engine, "documents"), count(engine, "items"), len(contacts(engine))) == (1, 1, 1)


def test_a_failed_transaction_leaves_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.store import contacts as merging

    monkeypatch.setattr(merging, "assign", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put(engine, "a", record(contacts=[contact()]))
    assert [count(engine, table) for table in ("documents", "items", "item_parties", "contacts")] == [0, 0, 0, 0]


def test_a_zero_character_is_refused(engine: Engine) -> None:
    with pytest.raises(StoreError, match="zero character"):
        write.entry(record(text=TEXT + "\0"), "1", NOW)


def test_a_failure_is_counted_and_gone_when_the_document_is_read(engine: Engine) -> None:
    failure = write.Failure("a", "/a", "1", "SourceError", "it is empty")
    for _ in range(2):
        with database.writing(engine) as connection:
            write.fail(connection, failure, NOW)
    with database.reading(engine) as connection:
        assert query.failed(connection) == [query.FailureRow("a", "/a", "SourceError", "it is empty", 2, NOW)]
    put(engine, "a", record())
    assert count(engine, "failures") == 0


def test_readers_see_one_state_while_another_writes(engine: Engine) -> None:
    put(engine, "a", record())
    with database.reading(engine) as connection:
        before = connection.execute(select(func.count()).select_from(schema.documents)).scalar_one()
        put(engine, "b", record("b"))
        assert connection.execute(select(func.count()).select_from(schema.documents)).scalar_one() == before == 1
    assert count(engine, "documents") == 2


def delete_all(engine: Engine, forbid: str) -> None:
    with database.writing(engine) as connection:
        connection.exec_driver_sql(forbid)
        connection.exec_driver_sql("DELETE FROM items")


def test_a_read_only_store_is_told_in_one_line(engine: Engine) -> None:
    put(engine, "a", record())
    forbid = "PRAGMA query_only=ON" if engine.dialect.name == "sqlite" else "SET TRANSACTION READ ONLY"
    with pytest.raises(StoreError, match="its file or folder is read-only"):
        delete_all(engine, forbid)


# ---- one contact in many reports
def test_reports_of_one_meeting_give_one_contact(engine: Engine) -> None:
    for n in range(20):
        told = contact(start="2031-03-03" if n % 3 else None, place="Oslo" if n % 2 else None, status="held")
        put(engine, f"d{n}", record(f"d{n}", contacts=[told]))
    (row,) = contacts(engine)
    assert (row.sources, row.first_day, row.place, row.parties) == (20, "2031-03-03", "Oslo", ("CHL", "NOR"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"start": "2031-03-09"}, id="another day"),
        pytest.param({"kind": "call"}, id="a call is no meeting"),
        pytest.param({"sides": [side("NOR", "Kari Lund"), side("PER")]}, id="other sides"),
        pytest.param({"sides": [side("NOR", "Ola Berg"), side("CHL", "Ana Rojas")]}, id="other people on both sides"),
        pytest.param({"country": "SWE", "place": "Malmo"}, id="another country"),
        pytest.param({"ordinal": 3}, id="another round"),
    ],
)
def test_other_contacts_are_kept_apart(engine: Engine, other: dict[str, object]) -> None:
    given = {
        "kind": "meeting", "start": "2031-03-03", "place": "Oslo", "country": "NOR", "ordinal": 2,
        "sides": [side("NOR", "Kari Lund"), side("CHL", "Luis Soto")],
    }  # fmt: skip
    put(engine, "a", record("a", contacts=[contact(**given)]))
    put(engine, "b", record("b", contacts=[contact(**(given | other))]))
    assert len(contacts(engine)) == 2


def test_two_contacts_of_one_report_stay_two(engine: Engine) -> None:
    put(engine, "a", record(contacts=[contact("c1", start="2031-03-03"), contact("c2", start="2031-03-03")]))
    assert len(contacts(engine)) == 2


def test_a_contact_keeps_its_number_when_its_report_is_read_again(engine: Engine) -> None:
    put(engine, "a", record(contacts=[contact(start="2031-03-03")]))
    put(engine, "b", record("b", contacts=[contact(start="2030-01-01", kind="call")]))
    numbers = {row.first_day: row.id for row in contacts(engine)}
    put(engine, "a", record(contacts=[contact(start="2031-03-03", place="Oslo")]), "2")
    assert {row.first_day: row.id for row in contacts(engine)} == numbers
    put(engine, "a", record(), "3")
    assert [row.first_day for row in contacts(engine)] == ["2030-01-01"]


def test_what_was_planned_is_held_by_the_later_report(engine: Engine) -> None:
    put(engine, "a", record("a", "2031-03-05", contacts=[contact(start="2031-03-03")]))
    put(engine, "b", record("b", "2031-03-01", contacts=[contact(start="2031-03-03", status="planned")]))
    assert [(row.status, row.sources) for row in contacts(engine)] == [("held", 2)]


# ---- questions
def test_contacts_are_found_by_what_is_asked(engine: Engine) -> None:
    put(engine, "a", record("a", contacts=[contact(start="2031-03-03", place="Oslo", country="NOR", subjects=("harbour tolls",))]))
    put(engine, "b", record("b", contacts=[contact(kind="call", start="2031-02", sides=[side("NOR"), side("PER", "José Ñáñez")])]))
    put(engine, "c", record("c", contacts=[contact(status="planned", sides=[side("CHL"), side("PER")])], published=None))
    asked: list[tuple[dict[str, object], list[str]]] = [
        ({}, ["talks", "call", "talks"]),
        ({"parties": ("NOR", "CHL")}, ["talks"]),
        ({"parties": ("PER",)}, ["call", "talks"]),
        ({"person": "lund"}, ["talks"]),
        ({"person": "Nanez"}, ["call"]),
        ({"person": "un"}, []),
        ({"about": "toll"}, ["talks"]),
        ({"about": '"tolls harbour"'}, []),
        ({"since": "2031-02-15"}, ["talks", "call"]),
        ({"until": "2031-02"}, ["call"]),
        ({"since": "2032"}, []),
        ({"place": "oslo"}, ["talks"]),
        ({"place": "nor"}, ["talks"]),
        ({"status": "planned"}, ["talks"]),
        ({"kind": "call"}, ["call"]),
        ({"limit": 1}, ["talks"]),
    ]
    for wanted, kinds in asked:
        assert [row.kind for row in contacts(engine, **wanted)] == kinds, wanted


def test_a_date_that_is_none_is_told(engine: Engine) -> None:
    with pytest.raises(StoreError, match="'soon' is not a date"):
        contacts(engine, since="soon")


def test_statements_are_found_by_words_speaker_and_act(engine: Engine) -> None:
    put(
        engine,
        "a",
        record("a", contacts=[contact()], statements=[statement(), statement("s2", content_spans=[(78, 110)], act="announce")]),
    )
    put(engine, "b", record("b", "2031-05-01", statements=[statement(speaker="Ana Rojas", party="CHL", contact=None)]))
    asked: list[tuple[str | None, dict[str, object], list[str]]] = [
        ("unfair toll", {}, ["b.s1", "a.s1"]),
        ('"new round"', {}, ["a.s2"]),
        (None, {}, ["b.s1", "a.s1", "a.s2"]),
        (None, {"person": "Rojas"}, ["b.s1"]),
        (None, {"parties": ("NOR",), "kind": "announce"}, ["a.s2"]),
        (None, {"since": "2031-04"}, ["b.s1"]),
        ("nothing of the kind", {}, []),
    ]
    for words, wanted, found in asked:
        assert [f"{f.key}.{f.body['id']}" for f in said(engine, words, **wanted)] == found, (words, wanted)


@pytest.mark.parametrize(
    "hostile", ["\"un'closed OR NEAR(", "*", '"', "a AND b -c", "x; DROP TABLE items", "col:umn ^ +", "\u202e(", "%_"]
)
def test_a_query_is_words_and_nothing_else(engine: Engine, hostile: str) -> None:
    put(engine, "a", record("a", statements=[statement()], contacts=[contact()]))
    assert said(engine, hostile) == []
    assert contacts(engine, person=hostile) in ([], contacts(engine))
    assert count(engine, "items") == 2


def test_terms_of_a_query_are_quoted() -> None:
    assert search.terms('said "direct flights" no-fly ""') == '"said" "direct flights" "no-fly"'


def test_a_contact_is_shown_with_its_reports_and_statements(engine: Engine) -> None:
    put(engine, "a", record("a", contacts=[contact()], statements=[statement(), statement("s2", contact=None)]))
    put(engine, "b", record("b", contacts=[contact()]))
    with database.reading(engine) as connection:
        shown = query.contact(connection, 1)
        assert [f.key for f in shown.findings["contacts"]] == ["a", "b"]
        assert [(f.key, f.body["id"]) for f in shown.findings["statements"]] == [("a", "s1")]
        assert query.finding(connection, 1, "s2").words == "the tolls were unfair"
        for call in (
            lambda: query.contact(connection, 9),
            lambda: query.finding(connection, 1, "s9"),
            lambda: query.document(connection, 9),
        ):
            with pytest.raises(StoreError, match=r"there is no|has no finding"):
                call()
