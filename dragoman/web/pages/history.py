"""What persons said of the store, the last first, to be undone; and the address that takes corrections as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from dragoman.errors import RecordError, StoreError
from dragoman.store import corrections, database
from dragoman.store.corrections import Correction
from dragoman.web import answers, corrected, rendering
from dragoman.web.asked import ROWS, Page
from dragoman.web.deps import Form, Reading, Writable
from dragoman.web.twins import PROBLEMS, twin

router = APIRouter(tags=["corrections"])
_Document = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="only those of this document's findings")]


@dataclass(frozen=True, slots=True)
class History:
    """Corrections.

    Attributes:
        total: how many there are on all pages.
    """

    document: int | None
    page: int
    total: int
    rows: list[Correction]


class Answer(BaseModel):
    """What came of a correction: its number, the contacts that it touched and that there are now, and its finding.

    `undo` is what takes it back, sent to the same address with a name and a reason.
    """

    correction: int
    contacts: tuple[int, ...]
    item: str | None
    undo: dict[str, str | int]


@twin(router, "/corrections", "history.html")
def history(connection: Reading, document: _Document = None, page: Annotated[Page, Query()] = 1) -> History:
    """What persons said of the store, the last first, with who, when, why, the old and the new value."""
    rows = corrections.newest(connection, document, ROWS, (page - 1) * ROWS)
    return History(document, page, corrections.count(connection, document), rows)


@router.post("/corrections.json", responses=PROBLEMS, status_code=201)
def make(correction: corrected.Correcting, engine: Writable) -> Answer:
    """Accept, correct, reject or add a finding, merge or split contacts, or undo a correction: one more row, with who and why."""
    with database.writing(engine) as connection:
        made = corrected.make(connection, correction)
    undo: dict[str, str | int] = {"action": "undo", "correction": made.correction}
    return Answer(correction=made.correction, contacts=made.contacts, item=made.item, undo=undo)


@router.post("/corrections", response_class=HTMLResponse, include_in_schema=False)
def take(request: Request, engine: Writable, form: Form) -> Response:
    """Undo a correction, and lead back to where it was asked for."""
    number = form.get("correction", "")
    try:
        with database.writing(engine) as connection:
            wanted = corrected.sent(action="undo", correction=number, who=form.get("who", ""), why=form.get("why", ""))
            made = corrected.make(connection, wanted)
    except (StoreError, RecordError) as error:
        with database.reading(engine) as connection:
            view = history(connection)
        return rendering.render(request, "history.html", 400, view=view, wrong=str(error))
    return answers.done(answers.own(form.get("to", "")) or "/corrections", made, wanted.who)
