"""Every export is read back with the program that its users have, and holds what the store holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import networkx
import pandas
import pytest
from click.testing import CliRunner, Result
from pyarrow import parquet
from pyld import jsonld
from sqlalchemy import Engine
from stored import TEXT, contact, record, side, statement

from dragoman.cli import main
from dragoman.export import annotations, calendars
from dragoman.record import Record, spans
from dragoman.store import database, query, write
from dragoman.store.query import ContactRow, Filter

OSLO = {
    "id": "pl1", "found_by": "test", "score": 1.0, "span": (31, 35), "name": "Oslo", "geonames_id": 3143244, "lat": 59.91,
    "lon": 10.75, "feature": "PPLC", "country": "NOR",
}  # fmt: skip
# The names that the annotations use, as the W3C's context maps them.
CONTEXT = {
    "@context": {
        "oa": "http://www.w3.org/ns/oa#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "id": "@id", "type": "@type",
        "Annotation": "oa:Annotation", "Dataset": "http://purl.org/dc/dcmitype/Dataset", "body": {"@id": "oa:hasBody"},
        "target": {"@id": "oa:hasTarget", "@type": "@id"}, "source": {"@id": "oa:hasSource", "@type": "@id"},
        "selector": {"@id": "oa:hasSelector"}, "start": {"@id": "oa:start"}, "end": {"@id": "oa:end"}, "exact": "oa:exact",
        "prefix": "oa:prefix", "suffix": "oa:suffix", "TextPositionSelector": "oa:TextPositionSelector",
        "TextQuoteSelector": "oa:TextQuoteSelector",
    }
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    engine = database.engine(tmp_path / "s.db", create=True)
    planned = contact("c2", kind="visit", status="planned", start="2031-06", sides=[side("PER", "Ana, Rojas"), side("NOR")])
    told = [
        record(
            "a",
            contacts=[contact(start="2031-03-03", place="Oslo", place_id="pl1"), planned],
            places=[OSLO],
            statements=[statement()],
        ),
        record("b", contacts=[contact(start="2031-03-03")], statements=[statement(speaker="=cmd()", contact=None, negated=True)]),
    ]
    for found in told:
        with database.writing(engine) as connection:
            write.put(connection, f"https://example.org/{found.id}", write.entry(found, "1", "2031-03-05T10:00:00+00:00"))
    return engine


def run(store: Engine, form: str, out: Path) -> Result:
    return CliRunner().invoke(main, ["export", "--to", form, "--out", str(out), "--db", str(store.url.database)])


def asked(store: Engine) -> list[ContactRow]:
    with database.reading(store) as connection:
        return query.find_contacts(connection, Filter())


def _csv(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(path.with_suffix(".csv"))


def _parquet(path: Path) -> pandas.DataFrame:
    return parquet.read_table(path.with_suffix(".parquet")).to_pandas()


@pytest.mark.parametrize(("form", "read"), [("csv", _csv), ("parquet", _parquet)])
def test_tables_are_read_back(store: Engine, tmp_path: Path, form: str, read: Callable[[Path], pandas.DataFrame]) -> None:
    out = tmp_path / "tables"
    assert run(store, form, out).exit_code == 0
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        table = read(out / resource["name"])
        assert list(table.columns) == [f["name"] for f in resource["schema"]["fields"]]
        assert all(f["description"] or resource["name"] not in ("documents", "contacts") for f in resource["schema"]["fields"])
    contacts = read(out / "contacts")
    assert list(contacts["id"]) == [row.id for row in asked(store)]
    assert set(contacts["people"]) == {"Kari Lund", "Ana, Rojas"}
    assert sorted(contacts["reports"]) == [1, 2]
    statements = read(out / "statements")
    assert list(statements["words"]) == ["the tolls were unfair"] * 2
    assert list(statements["content_spans"]) == ["56-77"] * 2
    assert list(statements["negated"]) == [False, True]
    tellings = read(out / "tellings")
    assert sorted(tellings["contact_id"]) == sorted([1, 2, 1])
    assert sorted(read(out / "documents")["characters"]) == [len(TEXT)] * 2


def test_a_cell_of_a_table_is_no_formula(store: Engine, tmp_path: Path) -> None:
    run(store, "csv", tmp_path / "t")
    assert list(_csv(tmp_path / "t" / "statements")["speaker"]) == ["Kari Lund", "'=cmd()"]


def test_tables_are_not_written_over_others(store: Engine, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "mine.txt").write_text("keep", encoding="utf-8")
    failed = run(store, "csv", tmp_path / "t")
    assert (failed.exit_code, "is not empty: give a new folder" in failed.stderr) == (1, True)


def test_planned_contacts_are_in_the_calendar(store: Engine, tmp_path: Path) -> None:
    assert run(store, "ics", tmp_path / "c.ics").exit_code == 0
    calendar = icalendar.Calendar.from_ical((tmp_path / "c.ics").read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2031, 6, 1), date(2031, 7, 1))
    assert str(event["SUMMARY"]) in ("Visit: Peru – Norway", "Visit: Norway – Peru")
    assert "Ana, Rojas (PER)" in str(event["DESCRIPTION"])


def test_a_long_line_of_the_calendar_is_folded_between_characters() -> None:
    row = ContactRow(1, "talks", "planned", "2031-03-03", "2031-03-03", "Łódź; a\\b, " + "é" * 100, None, ("NOR", "CHL"), (), 1)
    lines = list(calendars.ics([row], "20310305T100000Z"))
    assert max(len(line.encode()) for line in lines) <= 75
    (event,) = icalendar.Calendar.from_ical("\r\n".join(lines) + "\r\n").walk("VEVENT")
    assert str(event["LOCATION"]) == row.place


def test_contacts_are_on_the_map(store: Engine, tmp_path: Path) -> None:
    assert run(store, "geojson", tmp_path / "m.geojson").exit_code == 0
    collection = json.loads((tmp_path / "m.geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    (point,) = collection["features"]
    assert point["geometry"] == {"type": "Point", "coordinates": [10.75, 59.91]}
    assert (point["properties"]["parties"], point["properties"]["reports"]) == (["Chile", "Norway"], 2)


def test_the_network_counts_contacts(store: Engine, tmp_path: Path) -> None:
    assert run(store, "gexf", tmp_path / "n.gexf").exit_code == 0
    graph = networkx.read_gexf(tmp_path / "n.gexf")
    assert graph.nodes["party:NOR"]["kind"] == "party"
    edges = {frozenset((a, b)): data["weight"] for a, b, data in graph.edges(data=True)}
    assert edges == {
        frozenset(("party:NOR", "party:CHL")): 1,
        frozenset(("party:NOR", "party:PER")): 1,
        frozenset(("party:NOR", "person:Kari Lund")): 1,
        frozenset(("party:PER", "person:Ana, Rojas")): 1,
    }


def test_annotations_point_at_the_words(store: Engine, tmp_path: Path) -> None:
    assert run(store, "jsonld", tmp_path / "a.jsonl").exit_code == 0
    made = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    with database.reading(store) as connection:
        records = dict(query.records(connection))
    assert len(made) == sum(len(getattr(r, layer)) for r in records.values() for layer in ("contacts", "statements", "places"))
    for annotation in made:
        for target in annotation["target"]:
            place, quote = target["selector"]
            text = records[target["source"]].text
            assert text[place["start"] : place["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_a_json_ld_processor_reads_an_annotation(store: Engine) -> None:
    def load(url: str, options: Any) -> dict[str, Any]:
        assert url == annotations.CONTEXT
        return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}

    with database.reading(store) as connection:
        key, found = next(query.records(connection))
    made = next(annotations.of(found, key))
    (read,) = jsonld.expand(made, {"documentLoader": load})
    assert read["@type"] == ["http://www.w3.org/ns/oa#Annotation"]
    assert read["http://www.w3.org/ns/oa#hasTarget"][0]["http://www.w3.org/ns/oa#hasSource"] == [{"@id": key}]


def test_offsets_count_code_points() -> None:
    text = "🤝 Norway and Chile held talks in Oslo. 🤝"
    found = Record.from_dict({"id": "x", "text": text, "contacts": [contact(evidence=[(19, 29)])]})
    (made,) = annotations.of(found, "x")
    assert made["target"][0]["selector"][1]["exact"] == "held talks"
    assert list(spans(found.contacts[0])) == [("evidence", (19, 29))]
