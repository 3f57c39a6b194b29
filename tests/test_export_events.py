"""Event tables: one meeting is one event, the columns of other programs, cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine
from stored import contact, record

from dragoman.cli import main
from dragoman.export import events, files, tables
from dragoman.store import database, write

Parties = tuple[str, ...]
NOW = "2031-03-05T10:00:00+00:00"


def event(id: str = "ev1", **fields: Any) -> dict[str, Any]:
    given = {
        "type": "CONSULT", "actors": ("NOR", "CHL"), "recipients": (), "evidence": (17, 27), "date": "2031-03-03", "cameo": "046",
        "quad": 1, "goldstein": 7.0, "mode": None, "context": ("diplomatic",), "place": "Oslo",
    }  # fmt: skip
    return {"id": id, "found_by": "test", "score": 0.9, **given, **fields}


OSLO = {
    "id": "pl1", "found_by": "test", "score": 1.0, "span": (31, 35), "name": "Oslo", "geonames_id": 3143244, "lat": 59.91,
    "lon": 10.75, "feature": "PPLC", "country": "NOR",
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    """Three reports of one meeting, a fourth of a protest, an event without a day in two reports, and one without an actor."""
    engine = database.engine(tmp_path / "s.db", create=True)
    blame = event("ev2", type="ACCUSE", actors=("NOR",), recipients=("CHL", "PER"), date=None, quad=3, cameo="111", goldstein=-2.0)
    told = [
        record("a", contacts=[contact(start="2031-03-03")], events=[event(), blame], places=[OSLO]),
        record("b", contacts=[contact(start="2031-03-03")], events=[event(date=None, place=None), blame]),
        record("c", contacts=[contact(start="2031-03")], events=[event(date="2031-03")]),
        record("d", events=[event(type="PROTEST", actors=("Naxals",), date="2031-03-01"), event("ev2", actors=())]),
    ]
    for found in told:
        with database.writing(engine) as connection:
            write.put(connection, f"https://example.org/{found.id}", write.entry(found, "1", NOW))
    return engine


def rows(engine: Engine) -> list[events.EventRow]:
    with database.reading(engine) as connection:
        return events.rows(connection)


def test_one_meeting_is_one_event_however_many_reports_tell_of_it(store: Engine) -> None:
    found = [(row.type, row.first_day, len(row.sources)) for row in rows(store)]
    assert found == [("PROTEST", "2031-03-01", 1), ("CONSULT", "2031-03-03", 3), ("ACCUSE", None, 1), ("ACCUSE", None, 1)]


def test_an_event_has_its_place_and_its_words(store: Engine) -> None:
    meeting = rows(store)[1]
    assert (meeting.place, meeting.country, meeting.lat, meeting.lon, meeting.geonames_id) == ("Oslo", "NOR", 59.91, 10.75, 3143244)
    assert [s.words for s in meeting.sources] == ["held talks"] * 3
    assert meeting.sources[0].sentence == 1


@pytest.mark.parametrize(
    ("actors", "recipients", "pairs"),
    [
        (("NOR", "CHL"), (), (("NOR", "CHL"), ("CHL", "NOR"))),
        (("NOR",), ("CHL", "PER"), (("NOR", "CHL"), ("NOR", "PER"))),
        (("NOR",), (), (("NOR", ""),)),
    ],
)
def test_who_acts_on_whom(
    store: Engine, actors: tuple[str, ...], recipients: tuple[str, ...], pairs: tuple[tuple[str, str], ...]
) -> None:

    assert replace(rows(store)[0], actors=actors, recipients=recipients).pairs == pairs


@pytest.mark.parametrize(
    ("form", "width", "count"), [("polecat", 40, 4), ("icews", 20, 7), ("gdelt", 61, 3), ("gdelt-mentions", 16, 7)]
)
def test_a_table_has_the_columns_of_its_program_and_is_read_back(store: Engine, form: str, width: int, count: int) -> None:
    make, columns = tables.FORMATS[form]
    out = io.StringIO()
    assert files.write_csv(make(rows(store)), columns, out, tabs=True) == count
    read = list(csv.reader(io.StringIO(out.getvalue()), delimiter="\t"))
    assert len(columns) == width == len(set(columns))
    assert tuple(read[0]) == columns
    assert {len(row) for row in read} == {width}


def test_polecat_names_who_met_and_where(store: Engine) -> None:
    row = list(tables.polecat(rows(store)))[1]
    shown = {k: row[k] for k in ("Event Type", "Actor Country", "Recipient Country", "Event Date", "GeoNames ID", "Quad Code")}
    assert shown == {
        "Event Type": "CONSULT", "Actor Country": "NOR", "Recipient Country": "CHL", "Event Date": "2031-03-03",
        "GeoNames ID": 3143244, "Quad Code": "VERBAL COOPERATION",
    }  # fmt: skip


def test_icews_has_a_meeting_in_both_directions(store: Engine) -> None:
    met = [
        (r["Source Country"], r["Target Country"])
        for r in tables.icews(rows(store))
        if r["CAMEO Code"] == "046" and r["Event Date"] > "2031-03-01"
    ]
    assert met == [("Norway", "Chile"), ("Chile", "Norway")]


def test_gdelt_counts_reports_and_its_mentions_meet_its_events(store: Engine) -> None:
    made = list(tables.gdelt(rows(store)))
    assert [(r["NumArticles"], r["EventRootCode"], r["SQLDATE"]) for r in made[1:]] == [(3, "04", "20310303")] * 2
    assert len({r["GLOBALEVENTID"] for r in made}) == len(made)
    assert {m["GLOBALEVENTID"] for m in tables.mentions(rows(store))} == {r["GLOBALEVENTID"] for r in made}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_is_a_formula_is_shown_and_not_run(cell: str) -> None:
    assert files.safe(cell) == "'" + cell


@pytest.mark.parametrize("cell", [-2.0, 5, "", "a=b", "Norway"])
def test_other_cells_are_left_alone(cell: object) -> None:
    assert files.safe(cell) == cell


def test_the_command_writes_a_file_or_prints(store: Engine, tmp_path: Path) -> None:
    db, out = str(store.url.database), tmp_path / "events.tsv"
    run = CliRunner().invoke
    assert run(main, ["events", "--format", "polecat", "--out", str(out), "--db", db]).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("Event ID\tEvent Date")
    printed = run(main, ["events", "--format", "plover", "--db", db]).stdout
    assert [json.loads(line)["event"] for line in printed.splitlines()] == ["PROTEST", "CONSULT", "ACCUSE", "ACCUSE"]
    failed = run(main, ["events", "--format", "icews", "--out", str(tmp_path / "no" / "x.tsv"), "--db", db])
    assert (failed.exit_code, "cannot be written" in failed.stderr, "Traceback" in failed.stderr) == (1, True, False)
