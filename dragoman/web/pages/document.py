"""A document: its text with the findings in switchable layers, and for each why it was found."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from dragoman.record import Record
from dragoman.store import corrections, library, query
from dragoman.store.corrections import Correction
from dragoman.store.library import DocumentRow
from dragoman.store.query import ContactRow
from dragoman.web.deps import Number, Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["documents"])


@dataclass(frozen=True, slots=True)
class Document:
    """A document and its record.

    Attributes:
        contacts: the contacts of the store that it tells of.
        numbers: which of them each contact of the record tells of, by its id there.
        corrections: what persons said of its findings.
    """

    document: DocumentRow
    record: Record
    contacts: list[ContactRow]
    numbers: dict[str, int]
    corrections: list[Correction]


@twin(router, "/documents/D{number:int}", "document.html")
def document(connection: Reading, number: Number) -> Document:
    """A document with its text and everything that was found in it; offsets are Unicode code points."""
    record = query.document(connection, number)
    numbers = library.contact_numbers(connection, number)
    row = library.documents_of(connection, [number])[number]
    said = corrections.listed(connection, number)
    return Document(row, record, query.contacts_of(connection, set(numbers.values())), numbers, said)
