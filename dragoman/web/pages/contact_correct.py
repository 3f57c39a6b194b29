"""A contact, to be merged with another one, or to be parted from a report that tells of something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from dragoman.errors import RecordError, StoreError
from dragoman.store import corrections, database, query
from dragoman.store.corrections import Correction
from dragoman.store.query import ContactRow, Filter, Finding
from dragoman.web import answers, corrected, rendering
from dragoman.web.deps import Form, Number, Reading, Writable
from dragoman.web.twins import twin

router = APIRouter(tags=["corrections"])
# Contacts that are proposed for a merge: days before and after, and how many.
_DAYS, _MOST = 14, 30


@dataclass(frozen=True, slots=True)
class Parts:
    """What a contact is made of.

    Attributes:
        tellings: the contact as each report has it.
        near: contacts of one of its parties about the same time, which may be the same.
        corrections: merges and splits that name it.
    """

    contact: ContactRow
    tellings: list[Finding]
    near: list[ContactRow]
    corrections: list[Correction]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows; `given` and `wrong` after a form that could not be taken."""

    parts: Parts
    given: Mapping[str, str]
    wrong: str | None = None


def _sheet(parts: Parts) -> Sheet:
    return Sheet(parts, {})


@twin(router, "/contacts/C{number:int}/correct", "contact_correct.html", shown=_sheet)
def parts(connection: Reading, number: Number) -> Parts:
    """The reports that tell of a contact, those that may be the same, and its merges and splits."""
    return _parts(connection, number)


def _parts(connection: Connection, number: int) -> Parts:
    found = query.contact(connection, number)
    near, said = _near(connection, found.contact), corrections.of_contact(connection, number)
    return Parts(found.contact, list(found.findings["contacts"]), near, said)


def _near(connection: Connection, row: ContactRow) -> list[ContactRow]:
    if row.first_day is None or row.last_day is None:
        return []
    since, until = date.fromisoformat(row.first_day) - timedelta(_DAYS), date.fromisoformat(row.last_day) + timedelta(_DAYS)
    found: dict[int, ContactRow] = {}
    for party in row.parties[:4]:
        wanted = Filter(parties=(party,), since=since.isoformat(), until=until.isoformat(), limit=_MOST)
        found |= {other.id: other for other in query.find_contacts(connection, wanted)}
    found.pop(row.id, None)
    return sorted(found.values(), key=lambda other: _likeness(row, other), reverse=True)[:_MOST]


def _likeness(row: ContactRow, other: ContactRow) -> tuple[int, bool, int]:
    """Parties in common, the same kind, and how near the days are."""
    days = abs(date.fromisoformat(row.first_day or "") - date.fromisoformat(other.first_day or "")).days
    return len(set(row.parties) & set(other.parties)), row.kind == other.kind, -days


@router.post("/contacts/C{number:int}/correct", response_class=HTMLResponse, include_in_schema=False)
def take(request: Request, engine: Writable, number: Number, form: Form) -> Response:
    """Merge or split, and lead to the contact."""
    try:
        with database.writing(engine) as connection:
            wanted = corrected.sent(contact=number, who=form.get("who", ""), why=form.get("why", ""), **_said(form))
            made = corrected.make(connection, wanted)
    except (StoreError, RecordError) as error:
        with database.reading(engine) as connection:
            view = Sheet(_parts(connection, number), form, str(error))
        return rendering.render(request, "contact_correct.html", 400, view=view)
    return answers.done(f"/contacts/C{number}", made, wanted.who)


def _said(form: Mapping[str, str]) -> dict[str, Any]:
    """ "C12" or a whole line that begins so is contact 12."""
    action = form.get("action", "")
    if action == "split":
        return {"action": action, "document": form.get("document", "")}
    if action != "merge":
        raise HTTPException(400, "A form of a contact merges or splits it.")
    match = re.match(r"\s*[Cc]?(\d{1,9})\b", form.get("other") or form.get("like", ""))
    if match is None:
        raise StoreError("give the number of the other contact, as C12")
    return {"action": action, "other": int(match[1])}
