"""Export: what a page shows, with the filters of its address, as a file, at the page's address with what the file ends with."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection, select

from dragoman.errors import MissingError
from dragoman.store import library, query
from dragoman.store.query import ContactRow
from dragoman.store.schema import contact_members, contacts, items
from dragoman.web import asked, exports
from dragoman.web.deps import Number, Reading
from dragoman.web.exports import Chosen
from dragoman.web.pages.search import MOST as FOUND

# Last of all pages: ".json" is theirs.
router = APIRouter(include_in_schema=False)


@router.get("/contacts.{form}")
def contact_list(connection: Reading, question: Annotated[asked.Contacts, Query()], form: str) -> StreamingResponse:
    """The contacts of a list, on all its pages."""
    _offered("contacts", form)
    found = query.find_contacts(connection, replace(question.filter, limit=exports.MOST + 1, offset=0))
    return _file(connection, _of_contacts(connection, "contacts", found), form)


@router.get("/contacts/C{number:int}.{form}")
def contact(connection: Reading, number: Number, form: str) -> StreamingResponse:
    """A contact."""
    _offered("contacts", form)
    found = query.contacts_of(connection, [number])
    if not found:
        raise MissingError(f"there is no contact {number}: `dragoman contacts` lists those there are")
    return _file(connection, _of_contacts(connection, f"C{number}", found), form)


@router.get("/processes/P{number:int}.{form}")
def process(connection: Reading, number: Number, form: str) -> StreamingResponse:
    """The contacts of a process."""
    _offered("contacts", form)
    own = select(contacts.c.process).where(contacts.c.id == number).scalar_subquery()
    chained = (contacts.c.process == own) | (contacts.c.id == number)
    ids = connection.execute(select(contacts.c.id).where(chained)).scalars().all()
    if not ids:
        raise MissingError(f"there is no process {number}: `dragoman process` lists those there are")
    return _file(connection, _of_contacts(connection, f"P{number}", query.contacts_of(connection, ids)), form)


@router.get("/documents/D{number:int}.{form}")
def document(connection: Reading, number: Number, form: str) -> StreamingResponse:
    """A document with all its findings."""
    _offered("document", form)
    if not library.documents_of(connection, [number]):
        raise MissingError(f"there is no document {number}")
    found = query.contacts_of(connection, set(library.contact_numbers(connection, number).values()))
    return _file(connection, Chosen(f"D{number}", [number], found, whole=True), form)


@router.get("/search.{form}")
def search(connection: Reading, question: Annotated[asked.Search, Query()], form: str) -> StreamingResponse:
    """What a search found, on all its pages."""
    _offered(question.where, form)
    wanted = replace(question.filter, limit=FOUND)
    if question.where == "documents":
        ids = [row.id for row in library.find_documents(connection, question.q, wanted)]
        return _file(connection, Chosen("documents", ids), form)
    said = query.said(connection, question.q, wanted)
    return _file(connection, Chosen("statements", sorted({f.document for f in said}), statements=said), form)


def _offered(page: str, form: str) -> None:
    if form not in exports.OFFERED[page]:
        raise HTTPException(404, f"There is no such file; there are: {', '.join(exports.OFFERED[page])}.")


def _of_contacts(connection: Connection, name: str, found: list[ContactRow]) -> Chosen:
    if len(found) > exports.MOST:
        raise HTTPException(413, f"A file holds {exports.MOST:,} contacts: narrow them down, or use `dragoman export`.")
    told = select(items.c.document_id).join(contact_members, contact_members.c.item_id == items.c.id).distinct()
    ids = connection.execute(told.where(contact_members.c.contact_id.in_([row.id for row in found]))).scalars().all()
    return Chosen(name, sorted(ids), found)


def _file(connection: Connection, chosen: Chosen, form: str) -> StreamingResponse:
    wanted = exports.FORMS[form]
    size, pieces = exports.made(connection, chosen, wanted)
    head = {"Content-Disposition": f'attachment; filename="{chosen.name}.{form}"', "Content-Length": str(size)}
    return StreamingResponse(pieces, media_type=wanted.media, headers=head)
