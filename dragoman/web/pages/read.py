"""Read: a text or a file becomes its record at once; it goes into the store only if that is asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine

from dragoman import adding, intake, raw, sources
from dragoman.errors import SourceError
from dragoman.reading import pipeline
from dragoman.record import Record
from dragoman.store import database, library
from dragoman.web import rendering
from dragoman.web.asked import Words
from dragoman.web.deps import Configured, Writable
from dragoman.web.twins import PROBLEMS

router = APIRouter(tags=["read"])
# Reports are read one after the other: each takes a core and much memory.
_ONE = Lock()
_NAME = "pasted report"


class Report(BaseModel):
    """A report to be read."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=sources.MAX_CHARACTERS)
    published: Words = Field(default=None, description="YYYY-MM-DD; relative times are resolved against it")
    title: Words = Field(default=None, description="the headline, if it is not in the text")
    source: Words = Field(default=None, description="who published it")


class Saved(BaseModel):
    """Where a report is in the store."""

    document: int
    url: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the form holds.

    Attributes:
        body: the report's bytes.
        text: what the field for it shows.
        name: of the file, None if the text was pasted.
    """

    body: bytes = b""
    text: str = ""
    name: str | None = None
    published: str | None = None
    title: str | None = None
    source: str | None = None


@router.get("/read", response_class=HTMLResponse, include_in_schema=False)
def ask(request: Request) -> HTMLResponse:
    """The form."""
    return rendering.render(request, "read.html", given=Given(), record=None, wrong=None)


@router.post("/read", response_class=HTMLResponse, include_in_schema=False)
def take(
    request: Request,
    settings: Configured,
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
    published: Annotated[Words, Form()] = None,
    title: Annotated[Words, Form()] = None,
    source: Annotated[Words, Form()] = None,
    save: Annotated[bool, Form()] = False,
) -> Response:
    """Show the record of what the form holds, or put it into the store and lead to it."""
    # A browser sends the line breaks of a field as CR LF, whatever was pasted.
    pasted = text.replace("\r\n", "\n")
    given = Given(pasted.encode("utf-8", "surrogatepass"), pasted, None, published, title, source)
    if file is not None and file.filename:
        given = Given(file.file.read(), "", file.filename, published, title, source)
    try:
        piece = _piece(given)
        if save:
            if settings.read_only:
                raise HTTPException(403, "This desk is read-only: nothing is written to the store.")
            return RedirectResponse(f"/documents/D{_put(request.app.state.engine, piece)}", 303)
        record = _read(piece)
    except SourceError as error:
        return rendering.render(request, "read.html", 400, given=given, record=None, wrong=str(error))
    shown = Given(b"", record.text, given.name, record.published, record.title, record.source)
    return rendering.render(request, "read.html", given=shown, record=record, wrong=None)


@router.post("/read.json", responses=PROBLEMS)
def read(report: Report) -> Record:
    """The record of a report; nothing is stored."""
    return _read(_piece(_of(report)))


@router.post("/documents.json", responses=PROBLEMS, status_code=201)
def save(report: Report, engine: Writable) -> Saved:
    """Read a report into the store; the same text again is the same document."""
    number = _put(engine, _piece(_of(report)))
    return Saved(document=number, url=f"/documents/D{number}")


def _of(report: Report) -> Given:
    return Given(report.text.encode("utf-8", "surrogatepass"), report.text, None, report.published, report.title, report.source)


def _piece(given: Given) -> intake.Piece:
    """What the form holds as a report; a pasted text is known by what it says, a file by its name and what it says."""
    if not given.body.strip():
        raise SourceError("there is nothing to read: paste a text or choose a file")
    name = given.name or _NAME
    key = f"desk:{hashlib.sha256(given.body).hexdigest()[:16]}/{name}"
    form: raw.Format | None = None if given.name else "text"
    charset = None if given.name else "utf-8"
    taken = raw.Raw(given.body, name, charset=charset, fmt=form, title=given.title)
    return intake.Piece(key, key, taken, facts=intake.Facts(given.published, given.source))


def _read(piece: intake.Piece) -> Record:
    with _ONE:
        return pipeline.read(piece.document(date.today()))


def _put(engine: Engine, piece: intake.Piece) -> int:
    """The number of the document that a report is in the store.

    Raises:
        SourceError: if it cannot be read.
    """
    with _ONE:
        tally = adding.add(engine, [piece], today=date.today(), retry=True)
    if tally.failed:
        raise SourceError(tally.why or "it cannot be read")
    with database.reading(engine) as connection:
        return library.number(connection, piece.key)
