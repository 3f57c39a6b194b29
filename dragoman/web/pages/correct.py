"""A finding: all its fields, what persons said of it, and the forms to accept, correct and reject it, or to add one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection

from dragoman import edits, fields, marking
from dragoman.errors import MissingError, RecordError, StoreError
from dragoman.marking import Mark
from dragoman.record import Item, Record, spans
from dragoman.store import corrections, database, library, reviews
from dragoman.store.corrections import Correction
from dragoman.store.library import DocumentRow
from dragoman.web import answers, corrected, forms, rendering
from dragoman.web.deps import Form, Number, Reading, Writable
from dragoman.web.forms import Field
from dragoman.web.twins import twin

router = APIRouter(tags=["corrections"])
_Name = Annotated[str, Path(pattern=r"^[a-z]{1,2}[0-9]{1,6}$", description="id of the finding in the document: s4")]
_To = Annotated[str, Query(max_length=2000, description="where to go afterwards")]
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of a document.

    Attributes:
        layer, finding: its layer and its fields as in the record; None if a person rejected it or it is not there any more.
        words: the stretches of the report that it stands on, as they are there.
        corrections: what persons said of it.
    """

    document: DocumentRow
    item: str
    layer: str | None
    finding: dict[str, Any] | None
    words: list[str]
    corrections: list[Correction]


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding with the record that it is in."""

    about: DocumentRow
    record: Record
    item: str
    layer: str | None
    finding: Item | None
    corrections: list[Correction]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of a finding shows.

    Attributes:
        text: the report with the finding's words marked.
        state: a sign of what the finding is now.
        given: what a form held that could not be taken, and `wrong` why.
    """

    found: _Found
    text: Markup
    fields: list[Field]
    parties: list[str]
    state: str
    given: Mapping[str, str]
    wrong: str | None = None


# ---- the page of a finding
def _sheet(found: _Found) -> Sheet:
    return _with(found, None, None)


def _with(found: _Found, given: Mapping[str, str] | None, wrong: str | None) -> Sheet:
    """The page; after what could not be taken with what was given and why."""
    if found.finding is None or found.layer is None:
        return Sheet(found, _marked(found.record, ()), [], [], "", given or {}, wrong)
    body = edits.as_body(found.finding)
    made = forms.made(found.record, found.layer, body, given)
    text = _marked(found.record, [span for _, span in spans(found.finding)], found.item, found.layer)
    return Sheet(found, text, made, forms.parties(found.record), forms.state(body), given or {}, wrong)


def _marked(record: Record, where: Any, id: str = "", layer: str = "") -> Markup:
    """The text with stretches marked, each once, as one finding."""
    name = "entity" if layer == "entities" else layer.removesuffix("s")
    marks = [Mark(span, f"{name} shown", id, n) for n, span in enumerate(sorted(set(where), key=lambda s: (s[0], -s[1])))]
    return Markup("".join(marking.text(record.text, marks)))


def _data(found: _Found) -> Finding:
    item = found.finding
    words = [found.record.text[start:end] for _, (start, end) in spans(item)] if item else []
    body = item.model_dump(mode="json") if item else None
    return Finding(found.about, found.item, found.layer, body, words, found.corrections)


@twin(router, "/documents/D{number:int}/findings/{item}", "finding.html", shown=_sheet, data=_data)
def finding(connection: Reading, number: Number, item: _Name) -> _Found:
    """A finding with all its fields and what persons said of it; offsets are Unicode code points."""
    return _found(connection, number, item)


def _found(connection: Connection, number: int, item: str) -> _Found:
    about, doc = _document(connection, number)
    said = corrections.listed(connection, number, item)
    layer = fields.layer_of(item)
    there = next((found for found in getattr(doc.shown, layer) if found.id == item), None) if layer else None
    if there is None and not said:
        raise MissingError(f"D{number} has no finding {item!r}: `dragoman show D{number}` shows those it has")
    return _Found(about, doc.shown, item, layer if there else None, there, said)


def _document(connection: Connection, number: int) -> tuple[DocumentRow, reviews.Document]:
    about = library.documents_of(connection, [number]).get(number)
    if about is None:
        raise MissingError(f"there is no document {number}")
    return about, reviews.document(connection, number)


@router.post("/documents/D{number:int}/findings/{item}", response_class=HTMLResponse, include_in_schema=False)
def take(request: Request, engine: Writable, number: Number, item: _Name, form: Form) -> Response:
    """Make what the form says of a finding a correction, and lead on; what cannot be is told with the form as it was."""
    try:
        with database.writing(engine) as connection:
            given = _of_finding(connection, number, item, form)
            wanted = corrected.sent(document=number, item=item, **given)
            made = corrected.make(connection, wanted)
    except (StoreError, RecordError) as error:
        with database.reading(engine) as connection:
            view = _with(_found(connection, number, item), form, str(error))
        return rendering.render(request, "finding.html", 400, view=view)
    to = answers.own(form.get("to", "")) or f"/documents/D{number}/findings/{item}"
    return answers.done(to, made, wanted.who)


def _of_finding(connection: Connection, number: int, item: str, form: Mapping[str, str]) -> dict[str, Any]:
    action = form.get("action", "")
    why = form.get("why", "").strip() or (corrected.LOOKED if action == "accept" else "")
    given: dict[str, Any] = {"action": action, "who": form.get("who", ""), "why": why}
    if action not in ("accept", "edit", "reject"):
        raise HTTPException(400, "A form of a finding accepts, corrects or rejects it.")
    if action == "edit":
        doc = reviews.document(connection, number)
        given["fields"] = forms.changes(doc.shown, *reviews.finding(connection, doc, item), form)
    return given


# ---- a finding that is missing
@dataclass(frozen=True, slots=True)
class Missing:
    """The page for a finding that the program missed."""

    about: DocumentRow
    layer: str
    layers: tuple[str, ...]
    text: Markup
    fields: list[Field]
    parties: list[str]
    given: Mapping[str, str]
    wrong: str | None = None


@router.get("/documents/D{number:int}/add", response_class=HTMLResponse, include_in_schema=False)
def missing(
    request: Request, connection: Reading, number: Number, layer: Annotated[str, Query(max_length=20)] = "statements",
    words: Annotated[str, Query(max_length=_LONGEST)] = "", near: Annotated[str, Query(max_length=9)] = "", to: _To = "",
) -> HTMLResponse:  # fmt: skip
    """The form, its words filled with those that were selected."""
    name = layer if layer in forms.ADDED else "statements"
    given = {forms.PREFIX + fields.main(name): words.strip(), "near": near, "to": to}
    return rendering.render(request, "add.html", view=_missing(connection, number, name, given))


@router.post("/documents/D{number:int}/add", response_class=HTMLResponse, include_in_schema=False)
def put(request: Request, engine: Writable, number: Number, form: Form) -> Response:
    """Add a finding, and lead to it."""
    layer = form.get("layer", "")
    if layer not in forms.ADDED:
        raise HTTPException(400, f"There is no layer {layer!r} to add to; there are: {', '.join(forms.ADDED)}.")
    try:
        with database.writing(engine) as connection:
            _, doc = _document(connection, number)
            values = forms.values(doc.shown, layer, form)
            about = {"document": number, "layer": layer, "fields": values or {fields.main(layer): None}}
            wanted = corrected.sent(action="insert", who=form.get("who", ""), why=form.get("why", ""), **about)
            made = corrected.make(connection, wanted)
    except MissingError:
        raise
    except (StoreError, RecordError) as error:
        with database.reading(engine) as connection:
            view = _missing(connection, number, layer, form, str(error))
        return rendering.render(request, "add.html", 400, view=view)
    return answers.done(f"/documents/D{number}#{made.item}", made, wanted.who)


def _missing(connection: Connection, number: int, layer: str, given: Mapping[str, str], wrong: str | None = None) -> Missing:
    about, doc = _document(connection, number)
    made = forms.made(doc.shown, layer, {}, given)
    text = Markup("".join(marking.text(doc.shown.text, ())))
    return Missing(about, layer, forms.ADDED, text, made, forms.parties(doc.shown), given, wrong)
