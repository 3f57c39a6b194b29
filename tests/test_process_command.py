"""`dragoman process`: processes in order, and what became of what was promised."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from stored import side
from test_processes import one, put_all
from test_store import address, engine, put

import dragoman
from dragoman import processes, promises
from dragoman.cli import main
from dragoman.promises import Deed, Done, Held, Source, Telling
from dragoman.record import Record
from dragoman.store import database
from dragoman.store.query import Filter

__all__ = ["address", "engine"]  # fixtures

SIDES = frozenset({"NOR", "CHL"})


def source(words: str = "words", day: str | None = "2031-03-01", document: int = 1) -> Source:
    return Source(document, "c1", words, day, "k", None, None)


OTHER: dict[str, Any] = {"contact": 7, "document": 7}


def telling(status: str, told: str, day: str | tuple[str, str] | None = None, **fields: Any) -> Telling:
    given = {"contact": 1, "kind": "talks", "sides": SIDES, **fields}
    where = source(given.pop("words", "talks"), told, given.pop("document", 1))
    return Telling(status=status, days=(day, day) if isinstance(day, str) else day, source=where, **given)


def held(told: str, day: str | None = None, **fields: Any) -> Telling:
    return telling("held", told, day, **fields)


def deed(words: str, told: str = "2031-03-01", when: tuple[str, str] | None = None, **fields: Any) -> Deed:
    given = {"layer": "outcomes", "kind": "next_step", "status": "expected", "rule": "r", "parties": ("NOR", "CHL"), **fields}
    return Deed(when=when, source=source(words, told), **given)


# ---- planned contacts
PLAN = telling("planned", "2031-03-01", "2031-03-05")
PUT_OFF = telling("planned", "2031-03-04", "2031-03-05", words="postponed her talks with Chile")
IN_LIMA = telling("planned", "2031-03-01", "2031-03-05", place="Lima")
FJORD = telling("planned", "2031-03-01", "2031-03-05", words="attend the Fjord Leaders’ Summit")
AT_FJORD = held(
    "2031-03-06", "2031-03-05", **OTHER, words="spoke at the third Fjord Summit", kind="summit", sides=frozenset({"NOR", "PER"})
)


@pytest.mark.parametrize(
    ("told", "others", "verdict"),
    [
        pytest.param([held("2031-03-05")], [], None, id="nothing planned"),
        pytest.param([PLAN], [], "overdue", id="nobody tells that it was held"),
        pytest.param([telling("planned", "2031-03-01", "2031-09-05")], [], "open", id="its day is still to come"),
        pytest.param([telling("planned", "2031-03-01")], [], "open", id="no day"),
        pytest.param([telling("planned", "2031-03-01", "2030-03-05")], [], "open", id="a day that was over is none"),
        pytest.param([PLAN, held("2031-03-06", "2031-03-05")], [], "kept", id="held"),
        pytest.param([PLAN, held("2031-03-07", "2031-03-06")], [], "kept", id="midnight"),
        pytest.param([PLAN, held("2031-03-09", "2031-03-08")], [], "kept", id="some days more are not late"),
        pytest.param([PLAN, held("2031-03-20", "2031-03-19")], [], "late", id="late"),
        pytest.param([PLAN, held("2031-11-20", "2031-11-19")], [], "kept", id="a day that cannot be its own"),
        pytest.param([PLAN], [held("2031-03-05", **OTHER)], "kept", id="told on the day, without a day"),
        pytest.param([telling("planned", "2031-03-01"), held("2031-06-01", "2031-02-20")], [], "open", id="held before"),
        pytest.param([PLAN], [held("2031-03-15", **OTHER)], "overdue", id="told later, without a day"),
        pytest.param(
            [telling("planned", "2031-03-01", "2031-03-05", kind="visit")], [held("2031-03-09", "2031-03-08", **OTHER)], "kept",
            id="on a journey",
        ),
        pytest.param([telling("planned", "2031-03-01"), telling("cancelled", "2031-03-04")], [], "broken", id="cancelled"),
        pytest.param(
            [telling("planned", "2031-03-01"), telling("cancelled", "2031-03-04"), held("2031-03-09")], [], "kept",
            id="cancelled and held after all",
        ),
        pytest.param([held("2031-02-20"), telling("planned", "2031-03-01")], [], "open", id="held before it was planned"),
        pytest.param(
            [PLAN], [held("2031-03-06", "2031-03-05", **OTHER)], "kept",
            id="another contact of the same sides on the day",
        ),
        pytest.param(
            [PLAN], [held("2031-03-06", "2031-03-06", **OTHER)], "overdue",
            id="another contact on another day",
        ),
        pytest.param(
            [PLAN],
            [held("2031-03-06", "2031-03-05", **OTHER, sides=SIDES | {"PER"})], "overdue", id="of other sides",
        ),
        pytest.param([PLAN, PUT_OFF], [], "broken", id="put off"),
        pytest.param([PLAN, PUT_OFF], [held("2031-03-28", "2031-03-27", **OTHER)], "late", id="put off and held later"),
        pytest.param([PLAN, PUT_OFF], [held("2031-05-28", "2031-05-27", **OTHER)], "broken", id="put off and much later"),
        pytest.param([PLAN, telling("planned", "2031-03-04", "2031-03-05")], [], "overdue", id="planned again"),
        pytest.param([PUT_OFF], [], None, id="what is put off is no plan"),
        pytest.param([IN_LIMA], [held("2031-03-20", "2031-03-19", **OTHER, place="Lima")], "late", id="later in the same place"),
        pytest.param([IN_LIMA], [held("2031-03-20", "2031-03-19", **OTHER, place="Oslo")], "overdue", id="later elsewhere"),
        pytest.param(
            [IN_LIMA], [held("2031-03-20", ("2031-03-09", "2031-03-31"), **OTHER, place="Lima")], "overdue", id="some day later"
        ),
        pytest.param([FJORD], [], "overdue", id="nobody tells of the gathering"),
        pytest.param([FJORD], [AT_FJORD], "kept", id="the gathering was held"),
        pytest.param([FJORD], [replace(AT_FJORD, days=("2031-02-05", "2031-02-05"))], "overdue", id="the gathering of another day"),
    ],
)  # fmt: skip
def test_what_became_of_a_planned_contact(told: list[Telling], others: list[Telling], verdict: str | None) -> None:
    found = promises.of_contact(told, Held(others), "2031-06-01")
    assert (found.verdict if found else None) == verdict
    if found:
        assert (found.became is None) == (verdict in ("overdue", "open"))


# ---- reports that are read
PLANNED = (
    "2031-03-01",
    "Norwegian Foreign Minister Kari Lund will meet Chilean Foreign Minister Pedro Rojas in Lima on March 5, 2031.",
)
POSTPONED = (
    "2031-03-04",
    "Norwegian Foreign Minister Kari Lund postponed her meeting with Chilean Foreign Minister Pedro Rojas in Lima on March 5.",
)
CANCELLED = (
    "2031-03-04",
    "The meeting of Norwegian Foreign Minister Kari Lund with Chilean Foreign Minister Pedro Rojas on March 5 was cancelled.",
)
MET = "Norwegian Foreign Minister Kari Lund met Chilean Foreign Minister Pedro Rojas in Lima on March {}, 2031."
PROMISED = (
    "2031-03-01",
    MET.format(1) + " Chile promised to lower the tolls for Norwegian fishing boats in the strait by the end of March.",
)
SECOND = ("2031-03-12", MET.format(12) + " Chile refused to lower the tolls for Norwegian fishing boats in the strait.")


@pytest.mark.parametrize(
    ("reports", "kind", "verdict"),
    [
        pytest.param([PLANNED, ("2031-03-05", MET.format(5))], "contact", "kept", id="met on the day"),
        pytest.param([PLANNED, ("2031-03-20", MET.format(19))], "contact", "late", id="met two weeks later in the same place"),
        pytest.param([PLANNED, CANCELLED], "contact", "broken", id="cancelled"),
        pytest.param([PLANNED, POSTPONED], "contact", "broken", id="put off"),
        pytest.param([PLANNED, POSTPONED, ("2031-03-20", MET.format(19))], "contact", "late", id="put off and made up for"),
        pytest.param([PROMISED, SECOND], "commitment", "broken", id="refused to do it"),
    ],
)
def test_what_invented_reports_tell_of_a_promise(reports: list[tuple[str, str]], kind: str, verdict: str, tmp_path: Path) -> None:
    store = database.engine(tmp_path / "s.db", create=True)
    put_all(store, *((f"r{n}", dragoman.read(text, published=day, id=f"r{n}")) for n, (day, text) in enumerate(reports)))
    with database.reading(store) as connection:
        made = processes.one(connection, 1, "2031-12-31").promises
    store.dispose()
    assert [p.verdict for p in made if p.kind == kind] == [verdict]


# ---- next steps and deeds
JUNE = ("2031-06-01", "2031-06-30")
AGAIN = deed("meet again in June", when=JUNE)
TOLLS = "lower the tolls that Chilean ships pay in the strait"
DONE = deed("lowered the tolls which Chilean ships pay", "2031-05-01", layer="events", kind="CONCEDE")
REFUSED = deed(TOLLS, "2031-05-01", layer="positions", kind="rejects")


@pytest.mark.parametrize(
    ("promised", "contacts", "done", "verdict"),
    [
        pytest.param(AGAIN, [held("2031-06-11", "2031-06-10")], [], "kept", id="in time"),
        pytest.param(AGAIN, [held("2031-07-11", "2031-07-10")], [], "late", id="late"),
        pytest.param(AGAIN, [held("2031-11-11", "2031-11-10")], [], "overdue", id="too late"),
        pytest.param(AGAIN, [telling("planned", "2031-05-11", "2031-06-10")], [], "overdue", id="planned"),
        pytest.param(
            deed("hold a call in June", when=JUNE), [held("2031-06-11", "2031-06-10")], [], "overdue", id="no call was held"
        ),
        pytest.param(
            AGAIN, [held("2031-06-11", "2031-06-10", sides=frozenset({"NOR", "PER"}))], [],
            "overdue", id="others met",
        ),
        pytest.param(
            deed("meet on 5 June", when=("2031-06-05", "2031-06-05")), [held("2031-06-21", "2031-06-20")], [], "overdue",
            id="a day missed is not made up for",
        ),
        pytest.param(
            deed("travel to Chile", when=("2031-06-05", "2031-06-05")), [held("2031-06-09", "2031-06-08")], [], "kept",
            id="a journey",
        ),
        pytest.param(deed("meet at the Fjord Summit"), [held("2031-03-21", "2031-03-20")], [], "open", id="a gathering of many"),
        pytest.param(deed("meet at the Fjord Summit"), [AT_FJORD], [], "kept", id="the gathering was held"),
        pytest.param(
            deed("remain in close coordination", kind="commitment"), [held("2031-03-21", "2031-03-20")], [], "kept", id="in touch"
        ),
        pytest.param(
            deed("deepen their coordination", kind="commitment"), [held("2031-03-21", "2031-03-20")], [], "open",
            id="more than touch",
        ),
        pytest.param(deed("the talks of June", "2031-07-02", when=JUNE), [held("2031-07-21", "2031-07-20")], [], "open", id="past"),
        pytest.param(deed("meet again in June", when=JUNE, parties=("NOR",)), [], [], "open", id="nobody to meet is named"),
        pytest.param(
            deed("lower tolls set by Norway", kind="commitment", when=JUNE), [], [], "open", id="no deadline: set by somebody"
        ),
        pytest.param(deed("stay in close contact"), [held("2031-03-21", "2031-03-20")], [], "kept", id="in contact"),
        pytest.param(deed("stay in close contact"), [held("2031-12-21", "2031-12-20")], [], "open", id="much later"),
        pytest.param(deed("stay in close contact"), [held("2031-03-01", "2031-03-01")], [], "open", id="the same day"),
        pytest.param(deed(TOLLS, kind="commitment"), [], [DONE], "kept", id="done in the same words"),
        pytest.param(deed(TOLLS, "2031-05-02", kind="commitment"), [], [DONE], "open", id="done before"),
        pytest.param(deed("lower the price of fish", kind="commitment"), [], [DONE], "open", id="something else was done"),
        pytest.param(
            deed(TOLLS, kind="commitment"), [], [REFUSED], "broken", id="refused"
        ),
        pytest.param(deed(TOLLS, kind="commitment", when=JUNE), [], [], "open", id="a day that its words do not name"),
        pytest.param(deed(f"{TOLLS} by the end of June", kind="commitment", when=JUNE), [], [], "overdue", id="a deadline"),
    ],
)  # fmt: skip
def test_what_became_of_a_next_step(promised: Deed, contacts: list[Telling], done: list[Deed], verdict: str) -> None:
    assert promises.of_deed(promised, Held(contacts), Done(done), "2031-12-31").verdict == verdict


def test_a_promise_that_is_made_again_is_one() -> None:
    made = [
        promises.of_deed(deed(words, kind="commitment"), Held([]), Done([]), "2031-12-31") for words in (TOLLS, TOLLS, "sell fish")
    ]
    assert [(p.what, p.repeated) for p in promises.repeats(made)] == [(TOLLS, 1), ("sell fish", 0)]


# ---- the store
STEP = {
    "id": "o1", "found_by": "t", "score": 0.9, "kind": "next_step", "parties": ("NOR", "CHL"), "what": "meet again in June",
    "when": "2031-06", "status": "expected", "evidence": (0, 5),
}  # fmt: skip
POSITION = {
    "id": "p1", "found_by": "t", "score": 0.9, "party": "NOR", "issue": "tolls for ships", "stance": "demands", "evidence": (0, 5)
}  # fmt: skip


def with_layers(report: tuple[str, Record], **layers: Any) -> tuple[str, Record]:
    return report[0], Record.from_dict({**report[1].to_dict(), **layers})


def rounds() -> list[tuple[str, Record]]:
    """Two rounds and a planned third one; at the first, a next step and a position."""
    planned = one("t3", "2031-06-20", ordinal=3, status="planned", start="2031-07-03")
    first = with_layers(one("t1", "2031-05-03", ordinal=1), outcomes=[STEP], positions=[POSITION])
    second = with_layers(one("t2", "2031-06-03", ordinal=2), positions=[{**POSITION, "stance": "accepts"}])
    return [first, second, planned, one("x", "2031-05-03", kind="call", sides=[side("PER"), side("NOR")])]


@pytest.fixture
def store(engine: Engine) -> Engine:
    for key, found in rounds():
        put(engine, key, found)
    return engine


def test_a_process_in_order(store: Engine) -> None:
    with database.reading(store) as connection:
        (row,) = processes.find(connection, Filter(), "2031-12-31")
        found = processes.one(connection, 3, "2031-12-31")
    assert found.process == row
    assert (row.id, row.parties, row.held, row.ahead, row.sources) == (1, ("CHL", "NOR"), 2, 1, 3)
    assert [step.contact.id for step in found.steps] == [1, 2]
    assert [(k.other, k.reason, k.document, k.item) for k in found.steps[1].links] == [(1, "round", 2, "c1")]
    assert [step.contact.id for step in found.ahead] == [3]
    verdicts = [(p.kind, p.verdict, p.contact, p.became and p.became.document) for p in found.promises]
    assert verdicts == [("next_step", "kept", 2, 2), ("contact", "overdue", 3, None)]
    assert row.promises == {"kept": 1, "late": 0, "broken": 0, "overdue": 1, "open": 0}
    assert [(s.party, s.stance, s.day) for s in found.positions] == [
        ("NOR", "demands", "2031-05-03"),
        ("NOR", "accepts", "2031-06-03"),
    ]
    (stances,) = processes.by_issue(found.positions)["NOR"]
    assert len(stances) == 2


def test_as_of_a_day_nothing_later_is_known(store: Engine) -> None:
    with database.reading(store) as connection:
        found = processes.one(connection, 1, "2031-05-31")
    assert [(p.kind, p.verdict) for p in found.promises] == [("next_step", "open")]


@pytest.mark.parametrize(
    ("wanted", "verdict", "expected"),
    [
        (Filter(parties=("NOR", "CHL")), None, [1]),
        (Filter(parties=("PER",)), None, []),
        (Filter(since="2031-07"), None, [1]),
        (Filter(since="2031-08"), None, []),
        (Filter(status="planned"), None, [1]),
        (Filter(about="talks"), None, [1]),
        (Filter(), "overdue", [1]),
        (Filter(), "late", []),
        (Filter(offset=1), None, []),
        (Filter(offset=1), "overdue", []),
    ],
)
def test_filters(store: Engine, wanted: Filter, verdict: Any, expected: list[int]) -> None:
    with database.reading(store) as connection:
        assert [row.id for row in processes.find(connection, wanted, "2031-12-31", verdict)] == expected


# ---- the command
def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


@pytest.fixture
def db(tmp_path: Path) -> str:
    store = database.engine(tmp_path / "s.db", create=True)
    for key, found in rounds():
        put(store, key, found)
    return str(tmp_path / "s.db")


def test_the_command(db: str) -> None:
    listed = run("process", "--between", "Norway", "chl", "--as-of", "2031-12-31", "--db", db).stdout
    assert listed == "P1  CHL – NOR · 2031-05-03 – 2031-06-03 · 2 held · 1 ahead · 3 reports\n      promises: 1 kept, 1 overdue\n"
    shown = run("process", "p3", "--as-of", "2031-12-31", "--db", db).stdout
    for words in (
        "next round after C1: ",
        "D2.c1",
        "Ahead",
        "kept",
        "→ 2031-06-03 C2: ",
        "demands 2031-05-03 D1.p1, accepts 2031-06-03",
    ):
        assert words in shown
    (row,) = map(json.loads, run("process", "P1", "--as-of", "2031-12", "--json", "--db", db).stdout.splitlines())
    assert row["promises"][0]["source"]["words"] == "meet again in June"
    assert json.loads(run("show", "P3", "--json", "--db", db).stdout)["process"]["id"] == 1
    assert "P1" in run("show", "P3", "--db", db).stdout
    assert run("process", "--party", "PER", "--db", db).stdout == "No such process.\n"
    assert len(json.loads(run("process", "C4", "--json", "--db", db).stdout)["steps"]) == 1


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["process", "X1"], 2, "'X1' is no process: give P12"),
        (["process", "P99"], 1, "Error: there is no process 99: `dragoman process` lists those there are"),
        (["process", "P1", "--party", "NOR"], 2, "filters go with the list"),
        (["process", "--as-of", "soon"], 1, "Error: 'soon' is not a date"),
        (["process", "--promise", "given"], 2, "'given' is not one of"),
    ],
)
def test_a_wrong_call_is_one_line(args: list[str], code: int, message: str, db: str) -> None:
    found = run(*args, "--db", db)
    assert (found.exit_code, message in found.stderr) == (code, True)
