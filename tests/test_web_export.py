"""Files of what a page shows: their form, name and media type, the filters of the address, and that no cell of them acts."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from stored import TEXT, contact, record, side, statement
from web import desk, store

from dragoman.store import database
from dragoman.web import exports

OSLO = {
    "id": "pl1",
    "found_by": "test",
    "score": 0.9,
    "span": (31, 35),
    "name": "Oslo",
    "lat": 59.91,
    "lon": 10.75,
    "country": "NOR",
}


def event(**fields: Any) -> dict[str, Any]:
    given = {"type": "CONSULT", "actors": ["NOR", "CHL"], "recipients": [], "date": "2031-03-03", "evidence": (17, 27)}
    return {"id": "ev1", "found_by": "test", "score": 0.9, "cameo": "036", **given, **fields}


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    met = contact(start="2031-03-03", place="Oslo", place_id="pl1")
    evil = contact(kind="call", status="planned", sides=[side("=1+1", '@SUM("x")'), side("NOR")], start="2031-06-01")
    records = [
        record("one", contacts=[met], statements=[statement()], places=[OSLO], events=[event()], source="-agency"),
        record("two", contacts=[met], statements=[statement(act="warn")], places=[OSLO], events=[event()]),
        record(
            "evil",
            "2031-05-01",
            contacts=[evil],
            statements=[statement(speaker="=cmd|' /C calc'!A0", party="CHL")],
            events=[event(date=None)],
        ),
    ]
    return store(tmp_path_factory.mktemp("export") / "s.db", records)


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


PAGES = [
    ("contacts", "/contacts"), ("contacts", "/contacts/C1"), ("contacts", "/processes/P1"), ("document", "/documents/D1"),
    ("statements", "/search"), ("documents", "/search?in=documents"),
]  # fmt: skip
EVERY = [(path, form) for page, path in PAGES for form in exports.OFFERED[page]]


@pytest.mark.parametrize(("path", "form"), EVERY)
def test_every_file_has_its_name_type_and_length(where: str, path: str, form: str) -> None:
    page, _, asked = path.partition("?")
    answer = desk(where).get(f"{page}.{form}?{asked}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == exports.FORMS[form].media
    name = answer.headers["content-disposition"].removeprefix('attachment; filename="').removesuffix('"')
    assert name.endswith(f".{form}")
    assert int(answer.headers["content-length"]) == len(answer.content) > 0
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("page", "path"), PAGES)
def test_pages_lead_to_their_files(where: str, page: str, path: str) -> None:
    client = desk(where)
    html = client.get(path).text
    base, _, asked = path.partition("?")
    for form in exports.OFFERED[page]:
        assert f'href="{base}.{form}{"?" + asked if asked else ""}"' in html


def test_the_filters_of_the_address_hold(where: str) -> None:
    client = desk(where)
    assert [row["id"] for row in rows(client.get("/contacts.csv?status=held").text)] == ["1"]
    assert [row["id"] for row in rows(client.get("/contacts.csv?party=Norway&since=2031-05&page=9").text)] == ["2"]
    assert [row["act"] for row in rows(client.get("/search.csv?act=warn").text)] == ["warn"]
    assert [json.loads(line)["id"] for line in client.get("/contacts.jsonl?status=held").text.splitlines()] == [1]
    assert client.get("/contacts.csv?since=soon").status_code == 400
    assert client.get("/contacts.csv?status=gone").status_code == 422


def test_a_page_of_the_list_does_not_cut_the_file(tmp_path: Path) -> None:
    many = [record(f"r{n}", contacts=[contact(start=f"20{n:02}-03-03")]) for n in range(31, 91)]
    client = desk(store(tmp_path / "s.db", many))
    assert client.get("/contacts.json").json()["total"] == len(rows(client.get("/contacts.csv?page=2").text)) == 60


def test_one_meeting_is_one_event_in_each_table(where: str) -> None:
    client = desk(where)
    assert len(rows(client.get("/contacts/C1.polecat.tsv").text, "\t")) == 1
    assert {row["Source Country"] for row in rows(client.get("/contacts.icews.tsv?status=held").text, "\t")} == {"Norway", "Chile"}
    assert {row["NumArticles"] for row in rows(client.get("/contacts/C1.gdelt.tsv").text, "\t")} == {"2"}
    assert len(rows(client.get("/contacts/C1.gdelt-mentions.tsv").text, "\t")) == 4
    plover = [json.loads(line) for line in client.get("/documents/D1.plover.jsonl").text.splitlines()]
    assert [(e["event"], [s["document"] for s in e["text"]]) for e in plover] == [("CONSULT", ["one"])]


def test_maps_calendars_networks_and_annotations(where: str) -> None:
    client = desk(where)
    points = client.get("/contacts.geojson?status=held").json()["features"]
    assert [(p["properties"]["id"], p["geometry"]["coordinates"]) for p in points if p["properties"]["type"] == "contact"] == [
        ("C1", [10.75, 59.91])
    ]
    calendar = client.get("/contacts/C1.ics").text
    assert (calendar.count("BEGIN:VEVENT"), "DTSTART;VALUE=DATE:20310303\r\n" in calendar) == (1, True)
    nodes = ElementTree.fromstring(client.get("/contacts.gexf?status=held").text).iter("{http://gexf.net/1.3}node")
    assert {"party:NOR", "party:CHL"} <= {node.get("id") for node in nodes}
    said = [json.loads(line) for line in client.get("/documents/D1.annotations.jsonl").text.splitlines()]
    assert {a["target"][0]["selector"][1]["exact"] for a in said if a["body"]["layer"] == "contacts"} == {TEXT[17:27]}


def test_brat_is_as_the_command_writes_it(where: str, tmp_path: Path) -> None:
    from dragoman.commands import brat

    brat.write(where, tmp_path / "brat")
    with zipfile.ZipFile(io.BytesIO(desk(where).get("/search.brat.zip?in=documents").content)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            p.name: p.read_bytes() for p in (tmp_path / "brat").iterdir()
        }


def test_the_tables_of_a_document_are_its_own(where: str) -> None:
    with zipfile.ZipFile(io.BytesIO(desk(where).get("/documents/D2.csv.zip").content)) as archive:
        made = {name: rows(archive.read(name).decode()) for name in archive.namelist()}
    assert [row["key"] for row in made["documents.csv"]] == ["two"]
    assert [row["document"] for row in made["statements.csv"]] == ["2"]
    assert [row["contact_id"] for row in made["tellings.csv"]] == ["1"]


@pytest.mark.parametrize("path", ["/contacts.csv", "/search.csv", "/search.csv?in=documents", "/contacts.polecat.tsv"])
def test_no_cell_is_a_formula(where: str, path: str) -> None:
    text = desk(where).get(path).text
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter="\t" if ".tsv" in path else ",") for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "@", "-", "+") and not cell.lstrip("-").replace(".", "").isdigit()]
    assert [cell for cell in cells if cell.startswith(("'=", "'-"))] or path.startswith("/contacts.polecat")


def test_what_is_not_there_is_no_file(where: str) -> None:
    client = desk(where)
    for path in (
        "/contacts/C9.csv",
        "/documents/D9.ics",
        "/processes/P9.csv",
        "/contacts.exe",
        "/documents/D1.gexf",
        "/search.ics",
    ):
        assert client.get(path).status_code == 404, path


def test_a_file_has_a_limit(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk(where)
    monkeypatch.setattr(exports, "MAX_BYTES", 100)
    for form in ("csv", "brat.zip", "annotations.jsonl"):
        answer = client.get(f"/contacts.{form}")
        assert (answer.status_code, "dragoman export" in answer.text) == (400, True), form
    monkeypatch.setattr(exports, "MOST", 1)
    assert client.get("/contacts.csv").status_code == 413


def test_files_are_read_only(where: str) -> None:
    client = desk(where, read_only=True)
    assert client.get("/contacts.csv").status_code == 200
    with database.reading(client.app.state.engine) as connection:  # type: ignore[attr-defined]
        assert connection.exec_driver_sql("SELECT count(*) FROM corrections").scalar() == 0
