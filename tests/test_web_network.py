"""The network of parties and people: what is counted, by which filter, and the tables that say it without a script."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from stored import contact, record, side
from test_web_pages import EVIL, Parsed, hostile
from web import desk, store

from dragoman.store import database, network
from dragoman.store.query import Filter
from dragoman.web import charts

WORDS = [(17, 27)]


def met(day: str, *sides: dict[str, object], **fields: object) -> dict[str, object]:
    return contact(sides=list(sides), start=day, evidence=WORDS, **fields)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    lund, soto, vega = side("NOR", "Kari Lund"), side("CHL", "Ana Soto"), side("PER", "Luis Vega")
    records = [
        record("a", contacts=[met("2031-01-05", lund, soto)]),
        record("b", contacts=[met("2031-02-05", side("NOR", "Lund"), soto)]),
        record("c", contacts=[met("2031-03-05", side("NOR", "Kari Lund", "Ola Moe"), vega, kind="call")]),
        record("d", contacts=[met("2031-04-05", side("JPN"), side("PER"))]),
        record("e", contacts=[met("2032-05-05", side("JPN"), status="planned")]),
    ]
    return store(tmp_path_factory.mktemp("network") / "s.db", records)


def pairs(found: dict[str, dict[str, list[dict[str, object]]]]) -> list[tuple[object, object]]:
    return [(pair["parties"], pair["contacts"]) for pair in found["network"]["pairs"]]


def test_contacts_in_common_are_counted(where: str) -> None:
    found = desk(where).get("/network.json").json()
    assert pairs(found) == [(["CHL", "NOR"], 2), (["JPN", "PER"], 1), (["NOR", "PER"], 1)]
    parties = [(p["party"], p["contacts"], p["last"]) for p in found["network"]["parties"]]
    assert parties == [
        ("NOR", 3, "2031-03-05"), ("CHL", 2, "2031-02-05"), ("JPN", 2, "2032-05-05"), ("PER", 2, "2031-04-05"),
    ]  # fmt: skip
    assert (found["total"], found["counted"], found["network"]["total"]) == (5, 5, 4)


def test_forms_of_a_name_are_one_person(where: str) -> None:
    people = desk(where).get("/network.json").json()["network"]["people"]
    assert [(p["name"], p["party"], p["contacts"]) for p in people] == [
        ("Kari Lund", "NOR", 3), ("Ana Soto", "CHL", 2), ("Luis Vega", "PER", 1), ("Ola Moe", "NOR", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("party=Norway&since=2031-02", [(["CHL", "NOR"], 1), (["NOR", "PER"], 1)]),
        ("party=Norway&party=CHL&until=2031-01", [(["CHL", "NOR"], 1)]),
        ("kind=call", [(["NOR", "PER"], 1)]),
        ("person=soto", [(["CHL", "NOR"], 2)]),
        ("status=planned", []),
    ],
)
def test_filters(where: str, asked: str, left: list[tuple[list[str], int]]) -> None:
    assert pairs(desk(where).get(f"/network.json?{asked}").json()) == left


def test_most_contacts_first_and_no_more_than_asked_for(where: str) -> None:
    with database.reading(database.engine(where)) as connection:
        found = network.of(connection, Filter(), parties=2, pairs=1, people=1)
    assert ([p.party for p in found.parties], [p.parties for p in found.pairs]) == (["NOR", "CHL"], [("CHL", "NOR")])
    assert ([p.name for p in found.people], found.total) == (["Kari Lund"], 4)


def test_the_newest_contacts_are_counted(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "NEWEST", 2)
    client = desk(where)
    found = client.get("/network.json").json()
    assert (found["total"], found["counted"], pairs(found)) == (5, 2, [(["JPN", "PER"], 1)])
    assert "the newest 2 are counted" in client.get("/network").text


def test_the_tables_say_all_that_the_chart_draws(where: str) -> None:
    html = unescape(desk(where).get("/network?since=2031-01&status=held").text)
    ties = re.findall(r'<tr data-from="(\w+)" data-to="(\w+)" data-contacts="(\d+)">', html)
    assert ties == [("CHL", "NOR", "2"), ("JPN", "PER", "1"), ("NOR", "PER", "1")]
    assert 'href="/contacts?since=2031-01&status=held&party=CHL&party=NOR"' in html
    assert 'href="/contacts?since=2031-01&status=held&person=Kari+Lund"' in html
    assert '<tr data-id="NOR" data-name="Norway" data-contacts="3">' in html


def test_links_of_the_tables_lead_to_these_contacts(where: str) -> None:
    client = desk(where)
    html = unescape(client.get("/network").text)
    found = re.findall(r'<a href="(/contacts\?party=[^"]*)">.*?</a></td><td class="number">(\d+)', html)
    assert len(found) == 7
    for link, number in found:
        assert client.get(link.replace("/contacts?", "/contacts.json?")).json()["total"] == int(number), link


@pytest.mark.parametrize("path", ["/network", "/network?party=NOR&since=2031", "/network?about=nothing"])
def test_the_page_is_whole_and_nothing_acts(where: str, tmp_path: Path, path: str) -> None:
    evil = store(
        tmp_path / "evil.db", [hostile(), record("x", text=EVIL, contacts=[contact(sides=[side('"><x>', "<s>"), side("<u>P")])])]
    )
    for client in (desk(where), desk(evil)):
        answer = client.get(path)
        assert answer.status_code == 200
        parsed = Parsed(answer.text)
        ids = parsed.all("id")
        assert len(ids) == len(set(ids))
        assert set(parsed.all("for")) | set(parsed.all("aria-labelledby")) <= set(ids)
        assert {given.get("src", "")[:8] for tag, given in parsed.tags if tag == "script"} <= {"/static/"}
        assert not [name for _, given in parsed.tags for name in given if name.startswith("on") or name == "style"]
        assert not {"img", "s", "u", "x"} & {tag for tag, _ in parsed.tags}
        assert not [link for link in parsed.all("href") if not link.startswith(("/", "#"))]


def test_what_is_not_there_is_said(where: str, tmp_path: Path) -> None:
    assert "No contact of the store is like that" in desk(where).get("/network?about=nothing").text
    assert desk(where).get("/network?since=soon").status_code == 400
    assert desk(store(tmp_path / "empty.db", [])).get("/network.json").json()["network"]["parties"] == []
