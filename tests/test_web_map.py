"""The map: places of contacts that are known, their countries, and the table that says it without a script."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from stored import contact, record, side
from test_web_pages import EVIL, Parsed
from web import desk, store

from dragoman.record import Record
from dragoman.store import atlas, database
from dragoman.store.query import Filter
from dragoman.web import charts

TEXT = "Norway and Chile held talks in Oslo. They met in Crimea. They met in Norway. They met at the villa. They will meet in Lima."
SIDES = [side("NOR", "Kari Lund"), side("CHL")]


def place(
    id: str, name: str, lat: float | None, lon: float | None, country: str | None, geonames: int | None = None
) -> dict[str, object]:
    at = TEXT.index(f"in {name}") + 3
    return {
        "id": id, "found_by": "test", "score": 0.9, "span": (at, at + len(name)), "name": name, "geonames_id": geonames,
        "lat": lat, "lon": lon, "country": country,
    }  # fmt: skip


def met(number: int, where: str | None, **fields: object) -> dict[str, object]:
    return contact(f"c{number}", sides=SIDES, start=f"2031-0{number}-03", place=where, evidence=[(17, 27)], **fields)


def told(id: str) -> Record:
    return record(
        id, text=TEXT,
        places=[
            place("pl1", "Oslo", 59.91, 10.75, "NOR", 3143244), place("pl2", "Crimea", 45.3, 34.4, None),
            place("pl3", "Norway", 62.0, 10.0, "NOR", 3144096), place("pl4", "Lima", -12.04, -77.03, "PER", 3936456),
        ],
        contacts=[
            met(1, "Oslo"), met(2, "Crimea"), met(3, "Norway"), met(4, "the villa"), met(5, "Lima", status="planned"), met(6, None),
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    again = record(
        "again", text=TEXT, places=[place("pl1", "Oslo", 59.91, 10.75, "NOR", 3143244)], contacts=[met(7, "Oslo", kind="call")]
    )
    return store(tmp_path_factory.mktemp("map") / "s.db", [told("one"), again])


def test_places_have_their_contacts(where: str) -> None:
    found = desk(where).get("/map.json").json()["atlas"]
    assert [(s["name"], s["held"], s["ahead"], s["first"], s["last"]) for s in found["spots"]] == [
        ("Oslo", 2, 0, "2031-01-03", "2031-07-03"),
        ("Crimea", 1, 0, "2031-02-03", "2031-02-03"),
        ("Lima", 0, 1, "2031-05-03", "2031-05-03"),
        ("Norway", 1, 0, "2031-03-03", "2031-03-03"),
    ]
    assert (found["total"], found["placed"], found["unplaced"]) == (4, 5, 2)


def test_a_country_is_what_the_record_says_and_never_what_the_point_lies_in(where: str) -> None:
    found = desk(where).get("/map.json").json()["atlas"]["spots"]
    assert {s["name"]: s["country"] for s in found} == {"Oslo": "NOR", "Crimea": None, "Lima": "PER", "Norway": "NOR"}
    html = unescape(desk(where).get("/map").text)
    assert "boundaries: Natural Earth, no position taken" in html
    assert re.search(r'place=Crimea">Crimea</a></td><td></td>', html)


def test_a_whole_state_is_no_point(where: str) -> None:
    found = desk(where).get("/map.json").json()["atlas"]["spots"]
    assert {s["name"] for s in found if s["whole"]} == {"Norway"}
    assert "a whole state" in desk(where).get("/map").text


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("status=planned", ["Lima"]),
        ("since=2031-06", ["Oslo"]),
        ("kind=call", ["Oslo"]),
        ("place=NOR", ["Norway", "Oslo"]),
        ("party=PER", []),
    ],
)
def test_filters(where: str, asked: str, left: list[str]) -> None:
    found = desk(where).get(f"/map.json?{asked}").json()["atlas"]
    assert sorted(s["name"] for s in found["spots"]) == left


def test_limits_are_said(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.reading(database.engine(where)) as connection:
        found = atlas.of(connection, Filter(), 1)
    assert ([s.name for s in found.spots], found.total) == (["Oslo"], 4)
    monkeypatch.setattr(charts, "NEWEST", 1)
    assert "The newest 1 of 7 contacts are counted" in desk(where).get("/map").text


def test_the_table_says_all_that_the_map_draws(where: str) -> None:
    html = unescape(desk(where).get("/map?since=2031").text)
    rows = re.findall(r'<tr data-lat="([-\d.]+)" data-lon="([-\d.]+)" data-held="(\d)" data-ahead="(\d)"( data-whole)?>', html)
    assert rows == [
        ("59.91", "10.75", "2", "0", ""), ("45.3", "34.4", "1", "0", ""), ("-12.04", "-77.03", "0", "1", ""),
        ("62.0", "10.0", "1", "0", " data-whole"),
    ]  # fmt: skip
    assert "12.04° S, 77.03° W" in html
    assert 'href="/contacts?since=2031&place=Oslo"' in html
    assert "5 contacts in 4 places since 2031; of 2 more no report names a place that is known" in re.sub(r"\s+", " ", html)


@pytest.mark.parametrize("path", ["/map", "/map?party=Norway&since=2031", "/map?about=nothing", "/map?place=the+villa"])
def test_the_page_is_whole_and_nothing_acts(where: str, tmp_path: Path, path: str) -> None:
    named = {"id": "pl1", "found_by": "t", "score": 0.9, "span": (0, len(EVIL)), "name": EVIL, "lat": 1.0, "lon": 2.0}
    evil = record(
        "evil", text=EVIL, places=[named], contacts=[contact(sides=[side("NOR")], place=EVIL, evidence=[(0, 8)], start="2031")]
    )
    for client in (desk(where), desk(store(tmp_path / "evil.db", [evil]))):
        answer = client.get(path)
        assert answer.status_code == 200
        parsed = Parsed(answer.text)
        ids = parsed.all("id")
        assert len(ids) == len(set(ids))
        assert set(parsed.all("for")) | set(parsed.all("aria-labelledby")) <= set(ids)
        assert {given.get("src", "")[:8] for tag, given in parsed.tags if tag == "script"} <= {"/static/"}
        assert not [name for _, given in parsed.tags for name in given if name.startswith("on") or name == "style"]
        assert not [link for link in parsed.all("href") if not link.startswith(("/", "#"))]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", answer.text)


def test_what_is_not_there_is_said(where: str, tmp_path: Path) -> None:
    assert "no report names a place that is known" in desk(where).get("/map?place=the+villa").text
    assert "No contact of the store is like that" in desk(store(tmp_path / "empty.db", [])).get("/map").text
    assert desk(where).get("/map?until=soon").status_code == 400
