"""Contacts of one process are chained, each link with its reason and words; what only has the same sides is not."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select
from stored import contact, record, side
from test_store import NOW, address, engine, put

from dragoman.record import Record
from dragoman.store import corrections, database, schema, topics
from dragoman.store.topics import Told

__all__ = ["address", "engine"]  # fixtures

BY: dict[str, str] = {"who": "Ada", "why": "read both", "now": NOW}
TOLLS, FISH = "tolls for ships in the northern strait", "the number of cod that boats may catch"


def one(key: str, published: str, *, text: str | None = None, **fields: Any) -> tuple[str, Record]:
    """A report of that key and day that tells of one contact."""
    words = text or "Norway and Chile held talks in Oslo."
    given = {"evidence": [(0, len(words))], "start": published, **fields}
    return key, record(key, published, words, contacts=[contact(**given)])


def chained(engine: Engine) -> dict[str, int | None]:
    """Report -> process of the contact it tells of first."""
    with database.reading(engine) as connection:
        return _chained(connection)


def _chained(connection: Connection) -> dict[str, int | None]:
    rows = connection.execute(
        select(schema.documents.c.key, schema.contacts.c.process)
        .join(schema.items, schema.items.c.document_id == schema.documents.c.id)
        .join(schema.contact_members, schema.contact_members.c.item_id == schema.items.c.id)
        .join(schema.contacts, schema.contacts.c.id == schema.contact_members.c.contact_id)
        .order_by(schema.items.c.id.desc())
    )
    return {row.key: row.process for row in rows}


def links(engine: Engine) -> list[tuple[int, int, str, str]]:
    t = schema.contact_links.c
    with database.reading(engine) as connection:
        found = connection.execute(select(t.contact_id, t.other_id, t.reason, t.words).order_by(t.contact_id, t.other_id, t.reason))
        return [(row.contact_id, row.other_id, row.reason, row.words) for row in found]


def put_all(engine: Engine, *reports: tuple[str, Record]) -> None:
    for key, found in reports:
        put(engine, key, found)


# ---- what chains
CALL = {"kind": "call"}


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        pytest.param(("2031-03-03", {"ordinal": 2}), ("2031-05-20", {"ordinal": 3}), ["round"], id="second and third round"),
        pytest.param(("2031-05-20", {"ordinal": 2}), ("2031-03-03", {"ordinal": 3}), [], id="the third before the second"),
        pytest.param(("2031-03-03", {"ordinal": 2}), ("2033-05-20", {"ordinal": 3}), [], id="rounds years apart"),
        pytest.param(("2031-03-03", {}), ("2031-03-12", {}), ["talks"], id="talks soon after talks"),
        pytest.param(("2031-03-03", {}), ("2031-06-12", {}), [], id="talks long after talks"),
        pytest.param(("2031-03-03", CALL), ("2031-03-12", CALL), [], id="calls of the same sides"),
        pytest.param(
            ("2031-03-03", CALL | {"sides": [side("NOR", "Kari Lund"), side("CHL", "Luis Soto Jr.")]}),
            ("2031-03-20", CALL | {"sides": [side("NOR", "K. Lund"), side("CHL", "Luis Soto")]}), ["people"], id="the same people",
        ),
        pytest.param(
            ("2031-03-03", CALL | {"sides": [side("NOR", "Kari Lund"), side("CHL", "Luis Soto")]}),
            ("2031-03-20", CALL | {"sides": [side("NOR", "Kari Lund"), side("CHL", "Ana Vera")]}), [], id="of one side only",
        ),
        pytest.param(
            ("2031-03-03", CALL | {"subjects": [TOLLS]}), ("2031-03-30", CALL | {"subjects": [f"the {TOLLS}"]}), ["issue"],
            id="calls about the same",
        ),
        pytest.param(
            ("2031-03-03", CALL | {"subjects": [TOLLS]}), ("2031-03-30", CALL | {"subjects": [FISH]}), [], id="about other things"
        ),
        pytest.param(
            ("2031-03-03", CALL | {"subjects": [TOLLS]}), ("2031-08-30", CALL | {"subjects": [TOLLS]}), [], id="long after"
        ),
        pytest.param(
            ("2031-03-03", CALL | {"subjects": ["a range of bilateral issues"]}),
            ("2031-03-10", CALL | {"subjects": ["a range of bilateral issues"]}), [], id="about anything",
        ),
        pytest.param(
            ("2031-03-03", CALL | {"subjects": [TOLLS]}),
            ("2031-03-10", CALL | {"subjects": [TOLLS], "sides": [side("NOR"), side("PER")]}), [], id="other sides",
        ),
        pytest.param(
            ("2031-03-03", {"kind": "meeting", "text": "They met in the Oslo Harbour Dialogue."}),
            ("2031-11-30", {"kind": "call", "text": "They spoke in the Oslo Harbour Dialogue."}),
            ["name"], id="the same name",
        ),
        pytest.param(
            ("2031-03-03", CALL | {"sides": [side("NOR", "Kari Lund"), side("CHL", "Luis Soto")]}),
            ("2031-03-20", CALL | {"sides": [side("NOR", "K. Lund"), side("CHL", "Luis Soto"), side("PER")]}), [],
            id="the same people, and one more side",
        ),
        pytest.param(
            ("2031-03-03", CALL | {"sides": [side("NOR", "Kari Lund"), side("CHL", "Luis Soto"), side("PER")]}),
            ("2031-03-20", CALL | {"sides": [side("NOR", "K. Lund"), side("CHL", "Luis Soto"), side("PER"), side("ECU")]}),
            ["people"], id="the same people of three sides and one more",
        ),
        pytest.param(
            ("2031-03-03", {"kind": "meeting", "text": "They met at a session of the Oslo Harbour Working Group.",
                            "evidence": [(0, 21)]}),
            ("2032-11-30", {"kind": "call", "text": "They spoke in the Oslo Harbour Working Group."}),
            ["name"], id="the name follows the words",
        ),
        pytest.param(
            ("2031-03-03", {"kind": "summit", "text": "They will attend the Fjord Leaders’ Summit.", "start": "2031-04-02"}),
            ("2031-04-03", {"kind": "summit", "text": "She spoke at the third Fjord Summit.", "start": "2031-04-02",
                            "sides": [side("NOR"), side("PER")]}),
            ["gathering"], id="one gathering",
        ),
        pytest.param(
            ("2031-03-03", {"kind": "summit", "text": "They will attend the Fjord Summit."}),
            ("2031-03-05", {"kind": "meeting", "text": "They met beside the Fjord Summit."}), [], id="a meeting beside a gathering",
        ),
        pytest.param(
            ("2031-03-03", {"kind": "summit", "text": "They attended the Fjord Summit."}),
            ("2032-03-03", {"kind": "summit", "text": "They attended the Fjord Summit."}), [], id="the gathering of the year after",
        ),
        pytest.param(
            ("2031-03-03", {"kind": "meeting", "text": "They met in the Norwegian-Chilean dialogue."}),
            ("2031-11-30", {"kind": "call", "text": "They called for a Norwegian-Chilean dialogue."}), [],
            id="the sides are no name",
        ),
    ],
)  # fmt: skip
def test_what_links_two_contacts(
    first: tuple[str, dict[str, Any]], second: tuple[str, dict[str, Any]], reasons: list[str], tmp_path: Path
) -> None:
    store = database.engine(tmp_path / "s.db", create=True)
    put_all(store, one("a", first[0], **first[1]), one("b", second[0], **second[1]))
    assert [reason for _, _, reason, _ in links(store)] == reasons
    assert chained(store) == ({"a": 1, "b": 1} if reasons else {"a": None, "b": None})


def two(text: str, *fields: dict[str, Any], published: str = "2031-03-04", **layers: Any) -> Record:
    """A report that tells of two contacts, each at its words."""
    given = [{"evidence": [(text.index(f["at"]), text.index(f["at"]) + len(f["at"]))], **f} for f in fields]
    made = [contact(f"c{n}", **{k: v for k, v in f.items() if k != "at"}) for n, f in enumerate(given, 1)]
    return record("r", published, text, contacts=made, **layers)


@pytest.mark.parametrize("row", topics.rules()["follows"], ids=lambda row: row["cue"][:20])
def test_the_examples_of_the_cues(row: dict[str, str]) -> None:
    import re

    cue = re.compile(rf"\b(?:{row['cue']})\b", re.IGNORECASE)
    assert cue.search(row["yes"])
    assert not cue.search(row["no"])


@pytest.mark.parametrize(
    ("text", "first", "second", "expected"),
    [
        pytest.param(
            "The call follows the talks in Oslo.", {"at": "The call", "kind": "call"}, {"at": "the talks in Oslo"},
            Told("c2", "c1", "follows", "The call follows the talks in Oslo"), id="follows",
        ),
        pytest.param(
            "They spoke ahead of the talks in Oslo.", {"at": "They spoke", "kind": "call"}, {"at": "the talks in Oslo"},
            Told("c1", "c2", "follows", "They spoke ahead of the talks in Oslo"), id="ahead of",
        ),
        pytest.param(
            "They met in Oslo. They will hold talks in June.", {"at": "met"},
            {"at": "hold talks in June", "status": "planned", "start": "2031-06"},
            Told("c1", "c2", "plans", "hold talks in June"), id="plans",
        ),
        pytest.param(
            "They met in Oslo. They will attend the Fjord Summit.", {"at": "met"},
            {"at": "attend the Fjord Summit", "status": "planned", "kind": "summit"}, None, id="a gathering of many",
        ),
        pytest.param(
            "They met in Oslo. They were to hold talks in May.", {"at": "met"},
            {"at": "hold talks in May", "status": "planned", "start": "2030-05"}, None, id="planned for what is over",
        ),
        pytest.param(
            "They met on 3 March. They had talked on 5 February.", {"at": "met", "start": "2031-03-03"},
            {"at": "talked", "start": "2031-02-05"}, Told("c2", "c1", "recalls", "talked"), id="recalls",
        ),
        pytest.param(
            "They met on 3 March. Peru had talked on 5 February.", {"at": "met", "start": "2031-03-03"},
            {"at": "talked", "start": "2031-02-05", "sides": [side("PER"), side("NOR")]}, None, id="other sides",
        ),
        pytest.param(
            "On a visit they met in Oslo.", {"at": "a visit", "kind": "visit"}, {"at": "met in Oslo", "part_of": "c1"},
            Told("c1", "c2", "part", "met in Oslo"), id="part of",
        ),
    ],
)  # fmt: skip
def test_what_a_report_says_of_two_contacts(
    text: str, first: dict[str, Any], second: dict[str, Any], expected: Told | None
) -> None:
    assert topics.told(two(text, first, second)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("the Minsk talks", ["minsk talks"]),
        ("a meeting in the Normandy format", ["normandy format"]),
        ("the Norwegian-Chilean Harbour Dialogue", ["harbour dialogue"]),
        ("The Norwegian-Chilean talks", []),
        ("The talks went on", []),
        ("the Second Dialogue", []),
    ],
)
def test_names_of_processes(phrase: str, names: list[str]) -> None:
    assert list(topics.process_names(phrase)) == names


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("the third in-person Fjord Leaders’ Summit in Oslo", ["fjord summit"]),
        ("the G20 Summit", ["g20 summit"]),
        ("the U.N. General Assembly", ["general assembly"]),
        ("the Summit", []),
        ("Minister Lund’s Meeting", []),
        ("a summit of fishermen", []),
    ],
)
def test_names_of_gatherings(phrase: str, names: list[str]) -> None:
    assert list(topics.gathering_names(phrase)) == names
    assert all(map(topics.is_gathering, names))
    assert not topics.is_gathering("harbour dialogue")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("held [a meeting] of the Harbour Working Group in Oslo", "a meeting of the Harbour Working Group"),
        ("held [talks] as part of their Harbour Dialogue", "talks as part of their Harbour Dialogue"),
        ("held [a meeting] of the ministers in the Harbour Dialogue", "a meeting"),
        ("held [talks] in the Arctic", "talks"),
    ],
)
def test_the_name_that_goes_on_with_a_phrase(text: str, whole: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert topics.called_by(text.replace("[", "").replace("]", ""), (start, end)) == whole


# ---- the store
def rounds() -> list[tuple[str, Record]]:
    """Three rounds of one process, and calls about fish that are another."""
    talks = [one(f"t{n}", f"2031-0{n + 2}-03", ordinal=n) for n in (1, 2, 3)]
    calls = [one(f"c{n}", f"2031-0{n + 2}-10", kind="call", subjects=[FISH]) for n in (1, 2, 3)]
    return [*talks, *calls]


def groups(found: dict[str, int | None]) -> set[frozenset[str]]:
    return {frozenset(k for k, v in found.items() if v == process) for process in set(found.values())}


EXPECTED = {frozenset({"t1", "t2", "t3"}), frozenset({"c1", "c2", "c3"})}


def test_two_processes_of_the_same_sides(engine: Engine) -> None:
    put_all(engine, *rounds())
    assert chained(engine) == {"t1": 1, "t2": 1, "t3": 1, "c1": 4, "c2": 4, "c3": 4}
    assert links(engine)[0][2:] == ("round", "Norway and Chile held talks in Oslo.")


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_reports_changes_nothing(seed: int, tmp_path: Path) -> None:
    store = database.engine(tmp_path / "s.db", create=True)
    shuffled = rounds()
    random.Random(seed).shuffle(shuffled)
    put_all(store, *shuffled)
    assert groups(chained(store)) == EXPECTED


def test_a_new_reading_keeps_the_numbers(engine: Engine) -> None:
    put_all(engine, *rounds())
    before = chained(engine)
    put_all(engine, *rounds())
    assert chained(engine) == before


def test_what_a_changed_report_linked_is_parted(engine: Engine) -> None:
    put_all(engine, *rounds())
    put_all(engine, one("t2", "2031-04-03"))
    assert groups(chained(engine)) == {frozenset({"t1", "t3"}), frozenset({"t2"}), frozenset({"c1", "c2", "c3"})}
    assert (chained(engine)["t1"], chained(engine)["t2"]) == (1, None)


def test_a_split_and_its_undo(engine: Engine) -> None:
    put_all(engine, *rounds(), one("extra", "2031-04-03", ordinal=2))
    assert chained(engine)["extra"] == 1
    with database.writing(engine) as connection:
        made = corrections.split(connection, 2, 2, **BY)
    assert chained(engine)["t2"] == chained(engine)["extra"] == 1
    with database.writing(engine) as connection:
        corrections.undo(connection, made.correction, **BY)
    assert groups(chained(engine)) == {frozenset({"t1", "t2", "t3", "extra"}), frozenset({"c1", "c2", "c3"})}


def test_a_merge_joins_two_processes_and_its_undo_parts_them(engine: Engine) -> None:
    put_all(engine, *rounds())
    with database.writing(engine) as connection:
        made = corrections.merge(connection, 3, 4, **BY)
    assert set(chained(engine).values()) == {1}
    with database.writing(engine) as connection:
        corrections.undo(connection, made.correction, **BY)
    assert groups(chained(engine)) == EXPECTED
