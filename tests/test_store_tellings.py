"""One meeting told by a hundred reports is one contact; what is another round, call or day is another."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from stored import contact, record, side

from dragoman import data
from dragoman.record import ContactKind
from dragoman.store import database, query, tellings, write
from dragoman.store.query import Filter
from dragoman.store.tellings import Telling

NOW = "2031-03-05T10:00:00+00:00"
# Ways in which reports tell of the talks that Norway and Chile held in Oslo on 3 March 2031, the third round.
KINDS = ("meeting", "talks", "talks", "meeting")
DAYS = ("2031-03-03", "2031-03-03", "2031-03", "2031-W10", None)
LUND = (("Kari Lund",), ("Lund",), ("K. Lund",), ("Kari Marie Lund", "Per Dahl"), ())
SOTO = (("Luis Soto",), ("Soto",), ("Luis A. Soto",), ())
PUBLISHERS = ("The Harbour Post", "Nordlys", "La Bahía", None)


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    return database.engine(tmp_path / "s.db", create=True)


def reports(number: int, draw: random.Random) -> list[tuple[str, dict[str, Any], str]]:
    """So many reports of one round as (day of the report, contact, publisher), each worded in its own way.

    Those of the days before plan it, those after tell that it was held. A report that gives neither day nor place nor people says
    too little to be known again, so that each has at least the people of one side.
    """
    made = []
    for _ in range(number):
        told = draw.choice(("2031-02-28", "2031-03-03", "2031-03-04", "2031-03-06"))
        start, lund, soto = draw.choice(DAYS), draw.choice(LUND), draw.choice(SOTO)
        fields = {
            "kind": draw.choice(KINDS), "status": "planned" if told < "2031-03-03" else "held", "start": start,
            "place": draw.choice(("Oslo", "Oslo", None)), "country": draw.choice(("NOR", None)), "ordinal": draw.choice((3, None)),
            "sides": [side("NOR", *lund), side("CHL", *(soto if lund else SOTO[0]))],
        }  # fmt: skip
        if fields["place"] is None and not (lund and soto):
            fields["start"] = "2031-03-03"
        draw.shuffle(fields["sides"])
        made.append((told, fields, draw.choice(PUBLISHERS)))
    return made


def put(engine: Engine, key: str, published: str | None, fields: dict[str, Any], source: str | None = None) -> None:
    found = record(key, published, contacts=[contact(**fields)], source=source)
    with database.writing(engine) as connection:
        write.put(connection, key, write.entry(found, "1", NOW))


def rows(engine: Engine) -> list[query.ContactRow]:
    with database.reading(engine) as connection:
        return query.find_contacts(connection, Filter())


@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_reports_of_one_meeting_give_one_contact(store: Engine, seed: int) -> None:
    for n, (told, fields, source) in enumerate(reports(100, random.Random(seed))):
        put(store, f"d{n}", told, fields, source)
    (row,) = rows(store)
    assert (row.sources, row.status, row.first_day, row.last_day, row.place) == (100, "held", "2031-03-03", "2031-03-03", "Oslo")


def test_reports_of_another_round_do_not_join(store: Engine) -> None:
    """Ten weeks later the fourth round is told of in the same words."""
    later = {"2031-03-03": "2031-05-12", "2031-03": "2031-05", "2031-W10": "2031-W20", None: None}
    for n, (told, fields, source) in enumerate(reports(40, random.Random(0))):
        put(store, f"a{n}", told, fields, source)
        after = (date.fromisoformat(told) + timedelta(weeks=10)).isoformat()
        ordinal = fields["ordinal"] and 4
        put(store, f"b{n}", after, {**fields, "ordinal": ordinal, "start": later[fields["start"]]}, source)
    assert sorted((row.sources, row.first_day) for row in rows(store)) == [(40, "2031-03-03"), (40, "2031-05-12")]


# ---- two tellings
def telling(**fields: Any) -> Telling:
    given = {
        "kind": "meeting", "status": "held", "sides": frozenset(("NOR", "CHL")), "people": (), "days": ("2031-03-03", "2031-03-03"),
        "told": "2031-03-03", "place": None, "country": None, "ordinal": None,
    }  # fmt: skip
    return Telling(**{**given, **fields})


def named(*people: tuple[str, str | None]) -> dict[str, Any]:
    return {"people": tuple((f" {name} ", party) for name, party in people)}


def day(first: str, last: str | None = None) -> dict[str, Any]:
    return {"days": (first, last or first)}


BOTH = named(("kari lund", "NOR"), ("luis soto", "CHL"))
CALL = {"kind": "call", **BOTH}
MONTH = day("2031-03-01", "2031-03-31")
UNDATED = {"days": None, "told": "2031-03-05"}
BY_VIDEO = {**CALL, "kind": "meeting", "channel": "video"}
ALL_THREE = named(("lund", "NOR"), ("soto", "CHL"), ("rojas", "PER"))
THREE = {"sides": frozenset(("NOR", "CHL", "PER"))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(CALL, {**CALL, "days": None, "told": "2031-03-08"}, id="a call, told later without its day"),
        pytest.param({**CALL, "source": "a"}, {**CALL, **day("2031-03-04"), "source": "b"}, id="midnight between two clocks"),
        pytest.param({**CALL, "status": "planned"}, {**CALL, **day("2031-03-04")}, id="planned for the day before"),
        pytest.param(CALL, {**CALL, "kind": "talks"}, id="talks by phone"),
        pytest.param({**CALL, "channel": "phone"}, {**CALL, "channel": "video"}, id="phone or video"),
        pytest.param(CALL, BY_VIDEO, id="a meeting by video is a call"),
        pytest.param({**BOTH, "status": "planned", "channel": "in-person"}, {**CALL}, id="planned in person, held by video"),
        pytest.param({**BOTH, "status": "planned"}, {**BOTH, "status": "cancelled"}, id="called off"),
        pytest.param(BOTH, {"kind": "visit", **BOTH}, id="a visit for the meeting"),
        pytest.param({"place": " oslo ", **BOTH}, {**MONTH, "place": " oslo "}, id="month and place"),
        pytest.param({"sides": frozenset(("NOR",)), **named(("lund", "NOR"), ("soto", None))}, BOTH, id="a side not known"),
        pytest.param({**THREE, "kind": "summit"}, {"kind": "summit"}, id="a summit, two of its sides told"),
        pytest.param({"kind": "talks", "days": None}, {"kind": "talks", **UNDATED}, id="talks of these days"),
    ],
)  # fmt: skip
def test_these_tell_of_one_contact(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert joins(telling(**one), telling(**other))
    assert joins(telling(**other), telling(**one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({**CALL, "source": "a"}, {**CALL, **day("2031-03-04"), "source": "a"}, id="two days of one publisher"),
        pytest.param(CALL, {**CALL, "days": None, "told": "2031-03-20"}, id="told too late"),
        pytest.param(CALL, {**CALL, "days": None, "told": "2031-03-01"}, id="held before it was"),
        pytest.param({**CALL, **day("2031-05-03")}, {**CALL, "days": None, "status": "planned"}, id="planned long before"),
        pytest.param({**BOTH, "channel": "in-person"}, BY_VIDEO, id="there and by video"),
        pytest.param(CALL, {**BOTH, "kind": "talks", "place": " oslo "}, id="talks at a place are no call"),
        pytest.param({**ALL_THREE, **THREE}, BOTH, id="three with two of them"),
        pytest.param(BOTH, named(("ola berg", "NOR"), ("luis soto", "CHL")), id="another minister of one side"),
        pytest.param({"sides": frozenset(("NOR",))}, BOTH, id="with whom is not known"),
        pytest.param({"status": "proposed", "days": None}, {**BOTH, **day("2031-03-05")}, id="proposed, not that one"),
        pytest.param({**BOTH, "kind": "talks", "ordinal": 1}, {**BOTH, "kind": "talks", "ordinal": 2}, id="first and second round"),
        pytest.param({}, day("2031-01-01", "2031-12-31"), id="a year fits all"),
        pytest.param({}, {**UNDATED, **BOTH}, id="no day, and people that the other does not name"),
        pytest.param({}, {**MONTH, "place": " oslo ", **BOTH}, id="a month, and a place that the other does not name"),
    ],
)
def test_these_are_kept_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not joins(telling(**one), telling(**other))
    assert not joins(telling(**other), telling(**one))


def joins(one: Telling, other: Telling) -> bool:
    found = tellings.weight(one, other)
    return found is not None and found >= tellings.threshold()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("lavrov", "sergey lavrov", True),
        ("joe biden", "joseph r biden jr", True),
        ("v putin", "vladimir putin", True),
        ("volodymyr zelensky", "volodymyr zelenskyy", True),
        ("tony lund", "antony lund", None),
        ("rex tillman", "ola tillman", None),
        ("kari lund", "ola berg", False),
        ("kim jong un", "kim yo jong", False),
        ("", "ola berg", None),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool | None) -> None:
    assert tellings.same_person(f" {one} ", f" {other} ") is same


def test_a_contact_whose_tellings_mostly_rule_it_out_is_another(store: Engine) -> None:
    for n in range(3):
        put(store, f"d{n}", "2031-03-03", {"kind": "call", "start": "2031-03-03"})
    put(store, "odd", "2031-03-03", {"kind": "talks", "start": "2031-03-03"})
    put(store, "visit", "2031-03-03", {"kind": "visit", "start": "2031-03-03"})
    assert sorted((row.kind, row.sources) for row in rows(store)) == [("call", 4), ("visit", 1)]


def test_the_rules_name_kinds_that_there_are() -> None:
    rules = data.load_yaml(tellings.FILE)
    pairs = [row["pair"] for row in rules["kinds"]]
    assert {kind for pair in pairs for kind in pair} <= set(ContactKind.__args__)  # type: ignore[attr-defined]
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert all(len(set(pair)) == 2 for pair in pairs)
