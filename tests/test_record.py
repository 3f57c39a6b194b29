"""The record proves itself, keeps its form in JSON, and its documentation is fresh."""

from __future__ import annotations

import difflib
import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import RecordError
from dragoman.record import Contact, Entity, Mention, Record, Side, Statement, Time, json_schema

DOCS = Path(__file__).parents[1] / "docs"
TEXT = "Minister Ana Kole met Tarek Amari on Tuesday. 🕊️ “We are ready”, she said."


def item(cls: type, /, **fields: Any) -> Any:
    return cls(**{"id": "x1", "found_by": "test", "score": 1.0, **fields})


def full_record(**changes: Any) -> Record:
    person = item(Entity, id="e1", name="Ana Kole", kind="person", mentions=(Mention(span=(9, 17), kind="name"),))
    side = Side(party="ALB", people=("Ana Kole",), lead="Ana Kole")
    contact = item(Contact, id="c1", kind="meeting", status="held", sides=(side,), evidence=((18, 33),))
    statement = item(
        Statement, id="s1", speaker="Ana Kole", party="ALB", source_span=(66, 69), cue_span=(70, 74), content_spans=((50, 62),),
        kind="direct", speaker_id="e1", contact="c1",
    )  # fmt: skip
    time = item(Time, id="t1", span=(37, 44), type="DATE", value=None, unknown={"value": "no publication date"})
    fields = {
        "id": "d",
        "text": TEXT,
        "entities": (person,),
        "contacts": (contact,),
        "statements": (statement,),
        "times": (time,),
    }
    return Record(**{**fields, **changes})


def test_a_full_record_holds() -> None:
    full_record().check()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": TEXT[:40]}, r"t1 span \[37, 44\) is not in the text"),
        ({"times": (item(Time, id="c1", span=(37, 44), type="DATE", value=None),)}, "two items have the id 'c1'"),
        ({"times": (item(Time, id="t1", span=(44, 44), type="DATE", value=None),)}, r"t1 span \[44, 44\)"),
        ({"entities": ()}, "s1 speaker_id names 'e1'"),
        ({"contacts": ()}, "s1 contact names 'c1'"),
    ],
)
def test_a_record_that_does_not_hold_says_where(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        full_record(**changes).check()


def test_to_json_and_back_is_the_same_record() -> None:
    record = full_record()
    assert Record.from_dict(json.loads(json.dumps(record.to_dict()))) == record


@given(st.text(min_size=1), st.data())
def test_any_text_keeps_its_offsets_in_json(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    record = Record(id="d", text=text, times=(item(Time, id="t1", span=(start, end), type="DATE", value="2025"),))
    again = Record.from_dict(json.loads(json.dumps(record.to_dict())))
    assert again.text[slice(*again.times[0].span)] == text[start:end]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(RecordError, match="colour"):
        Record.from_dict({"id": "d", "text": "", "colour": "red"})


def test_the_schema_accepts_a_record_and_refuses_a_wrong_status() -> None:
    data = full_record().to_dict()
    jsonschema.validate(data, json_schema())
    data["contacts"][0]["status"] = "rumoured"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema())


def test_the_generated_documentation_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    for path, make in build.PAGES.items():
        shown, fresh = path.read_text(encoding="utf-8"), make()
        # The model's eight-bit sums can differ a little between processors, and with them a line of README's example.
        alike = difflib.SequenceMatcher(None, shown.splitlines(), fresh.splitlines()).ratio()
        assert alike >= (0.9 if path == build.README else 1), f"{path.name} is stale: run python docs/build.py"
