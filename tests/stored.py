"""Records made by hand for the tests of the store."""

from __future__ import annotations

from typing import Any

from dragoman.record import Record

TEXT = "Norway and Chile held talks in Oslo. Minister Lund said the tolls were unfair. A new round will follow in June."


def side(party: str, *people: str) -> dict[str, Any]:
    return {"party": party, "people": people, "lead": people[0] if people else None}


def contact(id: str = "c1", **fields: Any) -> dict[str, Any]:
    given = {"kind": "talks", "status": "held", "sides": [side("NOR", "Kari Lund"), side("CHL")], "evidence": [(17, 27)]}
    return {"id": id, "found_by": "test", "score": 0.9, **given, **fields}


def statement(id: str = "s1", **fields: Any) -> dict[str, Any]:
    given = {
        "speaker": "Kari Lund", "party": "NOR", "source_span": (37, 50), "cue_span": (51, 55), "content_spans": [(56, 77)],
        "kind": "indirect", "act": "say", "contact": "c1",
    }  # fmt: skip
    return {"id": id, "found_by": "test", "score": 0.9, **given, **fields}


def record(id: str = "r", published: str | None = "2031-03-04", text: str = TEXT, **layers: Any) -> Record:
    return Record.from_dict(
        {"id": id, "text": text, "published": published, "title": f"Title of {id}", "model": "encoder-test", **layers}
    )
