"""Pages of processes: the list, and one with its timeline, promises, positions and statements, in tables that need no script."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from stored import contact, record, side, statement
from test_web_pages import EVIL, Parsed
from web import desk, store

from dragoman.record import Record

SIDES = [side("NOR", "Kari Lund"), side("CHL", "Ana Soto")]
FIRST = (
    "Norway and Chile held the first round of talks in Oslo. Lund said the tolls would fall. "
    "A second round is planned for 20 March."
)
SECOND = "Norway and Chile held the second round of talks in Oslo on 20 March. Soto said the tolls were fair."
THIRD = "The third round of the talks of Norway and Chile is planned for April 2031. Norway rejects the tolls."


def at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def position(text: str, stance: str, words: str) -> dict[str, object]:
    span = at(text, words)
    return {"id": "p1", "found_by": "test", "score": 0.8, "party": "NOR", "issue": words, "stance": stance, "evidence": span}


def said(text: str, party: str, speaker: str, words: str) -> dict[str, object]:
    return statement(
        speaker=speaker,
        party=party,
        source_span=at(text, speaker.split()[1]),
        cue_span=at(text, "said"),
        content_spans=[at(text, words)],
    )


def round_of(text: str, words: str, number: int, id: str = "c1", **fields: object) -> dict[str, object]:
    return contact(id, sides=SIDES, ordinal=number, evidence=[at(text, words)], **fields)


def hostile(id: str, number: int) -> dict[str, object]:
    sides = [side("<u>P", "<s>Q"), side('"><x>')]
    return contact(id, sides=sides, evidence=[(0, len(EVIL))], start=f"2031-03-2{number}", place="<i>p", ordinal=number)


EVIL_WORDS = statement(speaker="<x>", party="<u>P", source_span=(0, 8), cue_span=(8, 16), content_spans=[(0, len(EVIL))])


def records() -> list[Record]:
    return [
        record(
            "first", "2031-03-03", FIRST,
            contacts=[
                round_of(FIRST, "first round of talks", 1, start="2031-03-03", place="Oslo", country="NOR"),
                round_of(FIRST, "A second round is planned", 2, "c2", status="planned", start="2031-03-20"),
            ],
            statements=[said(FIRST, "NOR", "Kari Lund", "the tolls would fall")],
            positions=[position(FIRST, "commits", "the tolls")],
        ),
        record(
            "second", "2031-03-21", SECOND,
            contacts=[round_of(SECOND, "second round of talks", 2, start="2031-03-20", place="Oslo", country="NOR")],
            statements=[said(SECOND, "CHL", "Ana Soto", "the tolls were fair")],
        ),
        record(
            "third", "2031-03-25", THIRD,
            contacts=[round_of(THIRD, "third round of the talks", 3, status="planned", start="2031-04")],
            positions=[position(THIRD, "rejects", "the tolls")],
        ),
        record("apart", "2031-03-25", contacts=[contact(sides=[side("PER"), side("JPN")], kind="call", start="2031-01-09")]),
        record("evil", "2031-03-26", EVIL, contacts=[hostile("c1", 1), hostile("c2", 2)], statements=[EVIL_WORDS]),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    return store(tmp_path_factory.mktemp("process") / "s.db", records())


PAGES = ["/processes", "/processes?party=Norway&since=2031", "/processes?party=PER", "/processes/P1", "/processes/P1?as_of=2031-05"]
HOSTILE = "/processes/P5"


def test_the_list_has_processes_and_no_lone_contacts(where: str) -> None:
    client = desk(where)
    found = client.get("/processes.json").json()
    assert [(row["id"], row["contacts"]) for row in found["rows"] if set(row["parties"]) == {"NOR", "CHL"}] == [(1, 3)]
    assert found["total"] == len(found["rows"]) == 2
    assert client.get("/processes.json?party=PER").json()["total"] == 0
    assert client.get("/processes.json?party=Norway&page=2").json()["rows"] == []
    html = unescape(client.get("/processes?party=Norway").text)
    assert 'href="/processes/P1"' in html
    assert "1 process with a contact" in html


@pytest.mark.parametrize("asked", ["since=soon", "status=gone", "page=0"])
def test_a_wrong_question_is_said(where: str, asked: str) -> None:
    assert desk(where).get(f"/processes?{asked}").status_code in (400, 422)


def test_a_process_has_its_contacts_in_order_those_planned_apart(where: str) -> None:
    found = desk(where).get("/processes/P1.json?as_of=2031-03-30").json()
    assert [step["contact"]["first_day"] for step in found["steps"]] == ["2031-03-03", "2031-03-20"]
    assert [step["contact"]["status"] for step in found["ahead"]] == ["planned"]
    assert [(s["party"], s["speaker"], s["words"], s["day"]) for s in found["statements"]] == [
        ("NOR", "Kari Lund", "the tolls would fall", "2031-03-03"),
        ("CHL", "Ana Soto", "the tolls were fair", "2031-03-21"),
    ]
    assert [(i["party"], i["issue"], [s["stance"] for s in i["stances"]]) for i in found["issues"]] == [
        ("NOR", "the tolls", ["commits", "rejects"])
    ]


def test_promises_are_told_with_what_became_of_them(where: str) -> None:
    client = desk(where)
    promised = client.get("/processes/P1.json?as_of=2031-03-30").json()["promises"]
    assert [(p["verdict"], p["became"] and p["became"]["document"]) for p in promised] == [("kept", 2), ("open", None)]
    assert [p["verdict"] for p in client.get("/processes/P1.json?as_of=2031-06").json()["promises"]] == ["kept", "overdue"]
    html = client.get("/processes/P1?as_of=2031-06").text
    assert re.findall(r'<li class="promise (\w+)"', html) == ["kept", "overdue"]
    assert 'href="/documents/D1#c2"' in html
    assert 'href="/documents/D2#c1"' in html
    assert client.get("/processes/P1?as_of=soon").status_code == 400


def test_the_tables_say_all_that_the_charts_draw(where: str) -> None:
    html = desk(where).get("/processes/P1?as_of=2031-06").text
    rows = re.findall(r'<tr id="(C\d+)"[^>]*data-status="(\w+)"[^>]*data-first="([\d-]+)" data-last="([\d-]+)"', html)
    assert rows == [
        ("C1", "held", "2031-03-03", "2031-03-03"),
        ("C2", "held", "2031-03-20", "2031-03-20"),
        ("C3", "planned", "2031-04-01", "2031-04-30"),
    ]
    assert html.index('id="held"') < html.index('id="C2"') < html.index('id="ahead"') < html.index('id="C3"')
    assert "April 2031</time>" in html
    assert re.findall(r'data-day="([\d-]+)" data-party="(\w+)"', html) == [("2031-03-03", "Norway"), ("2031-03-21", "Chile")]
    assert re.findall(r'data-day="[\d-]+" data-stance="(\w+)"', html) == ["commits", "rejects"]


def test_a_chart_is_shown_only_where_it_can_be_drawn(where: str) -> None:
    tags = Parsed(desk(where).get("/processes/P1?as_of=2031-06").text).tags
    assert [("hidden" in given) for tag, given in tags if tag == "figure"] == [True, True]
    assert {given["src"] for tag, given in tags if tag == "script"} >= {"/static/vendor/d3.min.js", "/static/process.js"}


def test_any_contact_of_a_process_leads_to_it(where: str) -> None:
    client = desk(where)
    assert client.get("/processes/P3.json").json()["process"]["id"] == 1
    alone = client.get("/processes/P4.json").json()
    assert (alone["process"]["contacts"], len(alone["steps"]), alone["statements"]) == (1, 1, [])
    assert client.get("/processes/P99").status_code == 404


@pytest.mark.parametrize("path", [*PAGES, HOSTILE])
def test_pages_are_whole_and_nothing_of_a_report_acts(where: str, path: str) -> None:
    answer = desk(where).get(path)
    assert answer.status_code == 200
    parsed = Parsed(answer.text)
    ids = parsed.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in parsed.all("href") if link.startswith("#")} <= set(ids)
    assert set(parsed.all("for")) | set(parsed.all("aria-labelledby")) <= set(ids)
    assert {given.get("src", "")[:8] for tag, given in parsed.tags if tag == "script"} <= {"/static/"}
    assert not [name for _, given in parsed.tags for name in given if name.startswith("on") or name == "style"]
    assert not {"img", "s", "u", "x"} & {tag for tag, _ in parsed.tags}
    assert not [link for link in parsed.all("href") if not link.startswith(("/", "#"))]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", answer.text)


def test_the_hostile_process_is_there(where: str) -> None:
    found = desk(where).get(f"{HOSTILE}.json").json()
    assert (len(found["steps"]), found["statements"][0]["speaker"]) == (2, "<x>")


def test_an_empty_store_has_the_list(tmp_path: Path) -> None:
    answer = desk(store(tmp_path / "empty.db", [])).get("/processes")
    assert (answer.status_code, "No process of the store is like that" in answer.text) == (200, True)
