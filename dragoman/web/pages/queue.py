"""The queue: findings of low score that nobody has looked at, the least sure first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query
from pydantic import BeforeValidator

from dragoman import entries, fields, matching, wording
from dragoman.store import library, query
from dragoman.store.query import Finding
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["corrections"])
# Findings on the page, and code points of the report that are shown of each: its words, and those before and after.
_MOST, _LONGEST, _AROUND = 20, 600, 160
# What is shown of a finding: what it was read as.
_SHOWN = (
    "speaker", "party", "sides", "actors", "recipients", "kind", "type", "stance", "act", "status", "issue", "what", "about",
    "start", "when", "date", "place",
)  # fmt: skip
_Layer = Literal["statements", "contacts", "positions", "outcomes", "events", "differences"]
_Blank = BeforeValidator(lambda value: value or None)


@dataclass(frozen=True, slots=True)
class Queue:
    """Findings to be looked at.

    Attributes:
        below: the score that they do not reach.
        total: how many there are.
        rows: the least sure.
    """

    layer: str | None
    below: float
    total: int
    rows: list[Finding]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finding with what it was read as, and its words in the report."""

    finding: Finding
    facts: list[tuple[str, str]]
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class _Found:
    """The queue with the texts of its documents."""

    queue: Queue
    texts: dict[int, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows."""

    queue: Queue
    layers: tuple[str, ...]
    waiting: list[Waiting]


def _sheet(found: _Found) -> Sheet:
    return Sheet(found.queue, get_args(_Layer), [_waiting(f, found.texts[f.document]) for f in found.queue.rows])


def _data(found: _Found) -> Queue:
    return found.queue


@twin(router, "/queue", "queue.html", shown=_sheet, data=_data)
def queue(
    connection: Reading,
    layer: Annotated[_Layer | None, _Blank, Query()] = None,
    below: Annotated[float, Query(gt=0, le=1, description="the score that they do not reach")] = 0.5,
) -> _Found:
    """Findings of low score that nobody has looked at, the least sure first, without those of copies."""
    rows = query.queue(connection, below, layer, _MOST)
    total = query.count_queue(connection, below, layer)
    return _Found(Queue(layer, below, total, rows), library.texts(connection, {f.document for f in rows}))


def _told(name: str, value: Any) -> str:
    if name in ("start", "when", "date"):
        return wording.when(value)
    if name in ("party", "actors", "recipients"):
        return " & ".join(map(wording.party, value)) if isinstance(value, list) else wording.party(value)
    return entries.told(value)


def _waiting(found: Finding, text: str) -> Waiting:
    stretches = list(matching.stretches(found.body[fields.main(found.layer)]))
    start, end = min(stretches)[0], max(end for _, end in stretches)
    end = end if end - start <= _LONGEST else min(stretches)[1]
    facts = [(wording.plain(name), _told(name, found.body[name])) for name in _SHOWN if found.body.get(name)]
    before = text[max(start - _AROUND, 0) : start].partition(" ")[2] if start > _AROUND else text[:start]
    after = text[end : end + _AROUND].rpartition(" ")[0]
    return Waiting(found, facts, before, text[start:end], after)
