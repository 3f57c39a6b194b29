"""The store from Python: `dragoman.Store` asks what the commands ask, and answers with the typed rows that they print."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection

from dragoman import comparing, dossier, knowledge, processes
from dragoman.comparing import Comparison
from dragoman.errors import StoreError
from dragoman.export import events
from dragoman.export.events import EventRow
from dragoman.frames import Rows
from dragoman.processes import ProcessRow, ProcessView
from dragoman.promises import Verdict
from dragoman.record import Record
from dragoman.store import corrections, database, library, query
from dragoman.store.corrections import Correction
from dragoman.store.library import DocumentRow
from dragoman.store.query import ContactRow, ContactView, FailureRow, Filter, Finding

ID = re.compile(r"(?P<letter>[CDP])(?P<number>\d{1,9})(?:\.(?P<item>[a-z]+\d+))?", re.IGNORECASE)
"""C12 a contact, P12 a process, D3 a document, D3.s4 a finding in it."""
Shown = ContactView | ProcessView | Finding | Record


class Store:
    """A store, opened for reading; each question sees one state of it, also while others write.

    Parties are given by any of their names ("rus", "Russia", "the Kremlin"), dates in any precision ("2025", "2025-02-27").
    """

    def __init__(self, where: str | Path = database.DEFAULT) -> None:
        """Open a store.

        Args:
            where: path of a SQLite file, or an address `postgresql://...`.
        Raises:
            StoreError: if there is no store, or it cannot be reached.
        """
        self._engine = database.engine(where)

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- lists
    def contacts(
        self, *, party: str | Iterable[str] = (), person: str | None = None, about: str | None = None, place: str | None = None,
        since: str | None = None, until: str | None = None, kind: str | None = None, status: str | None = None, limit: int = 50,
    ) -> Rows[ContactRow]:  # fmt: skip
        """Contacts, newest first, as `dragoman contacts`; of several parties all take part."""
        wanted = Filter(_parties(party), person, about, since, until, place, kind, status, limit=limit)
        with database.reading(self._engine) as connection:
            return Rows(ContactRow, query.find_contacts(connection, wanted))

    def processes(
        self, *, party: str | Iterable[str] = (), person: str | None = None, about: str | None = None, place: str | None = None,
        since: str | None = None, until: str | None = None, kind: str | None = None, status: str | None = None,
        promise: Verdict | None = None, as_of: str | None = None, limit: int = 50,
    ) -> Rows[ProcessRow]:  # fmt: skip
        """Processes one of whose contacts meets the filter, as `dragoman process`.

        Args:
            promise: only those with a promise of which this became.
            as_of: on which day it is asked what became of promises; today if not given.
        """
        wanted = Filter(_parties(party), person, about, since, until, place, kind, status, limit=limit)
        with database.reading(self._engine) as connection:
            return Rows(ProcessRow, processes.find(connection, wanted, as_of or date.today().isoformat(), promise))

    def said(
        self, words: str | None = None, *, by: str | None = None, party: str | Iterable[str] = (), act: str | None = None,
        since: str | None = None, until: str | None = None, limit: int = 50,
    ) -> Rows[Finding]:  # fmt: skip
        """Statements by their words or meaning, best match first, without words newest first; as `dragoman said`."""
        wanted = Filter(_parties(party), by, None, since, until, kind=act, limit=limit)
        with database.reading(self._engine) as connection:
            return Rows(Finding, query.said(connection, words, wanted))

    def documents(
        self, words: str | None = None, *, party: str | Iterable[str] = (), source: str | None = None, since: str | None = None,
        until: str | None = None, limit: int = 50,
    ) -> Rows[DocumentRow]:  # fmt: skip
        """Documents without their texts, best match first, without words newest first."""
        wanted = Filter(_parties(party), since=since, until=until, source=source, limit=limit)
        with database.reading(self._engine) as connection:
            return Rows(DocumentRow, library.find_documents(connection, words, wanted))

    def events(self) -> Rows[EventRow]:
        """Events, each once however many reports tell of it, in the order of `dragoman events`."""
        with database.reading(self._engine) as connection:
            return Rows(EventRow, events.rows(connection))

    def errors(self) -> Rows[FailureRow]:
        """Reports that could not be read, as `dragoman show errors`."""
        with database.reading(self._engine) as connection:
            return Rows(FailureRow, query.failed(connection))

    def corrections(self) -> Rows[Correction]:
        """What persons said against the store, as `dragoman show corrections`."""
        with database.reading(self._engine) as connection:
            return Rows(Correction, corrections.listed(connection))

    # ---- one
    def show(self, id: str) -> Shown:
        """A contact "C12", a process "P12", a document "D3" or a finding in it "D3.s4", as `dragoman show`.

        Raises:
            MissingError: if it is not there.
            StoreError: if it is no id.
        """
        with database.reading(self._engine) as connection:
            return shown(connection, id)

    def contact(self, id: int | str) -> ContactView:
        """A contact with its tellings and what was said there, by its number or as "C12".

        Raises:
            MissingError: if there is none.
        """
        with database.reading(self._engine) as connection:
            return query.contact(connection, _number(id, "C"))

    def process(self, id: int | str, *, as_of: str | None = None) -> ProcessView:
        """A process by the number of any of its contacts, as "P12" or 12.

        Raises:
            MissingError: if there is no such contact.
        """
        with database.reading(self._engine) as connection:
            return processes.one(connection, _number(id, "P"), as_of or date.today().isoformat())

    def document(self, id: int | str) -> Record:
        """The record of a document by its number, "D3", or its key: the address, path or id that it came from.

        Raises:
            MissingError: if there is none.
        """
        match = ID.fullmatch(id) if isinstance(id, str) else None
        with database.reading(self._engine) as connection:
            if match and match["letter"].upper() == "D":
                return _document(connection, int(match["number"]))
            return _document(connection, id if isinstance(id, int) else library.number(connection, id))

    def compare(self, id: int | str) -> Comparison:
        """The accounts of a contact side by side, as `dragoman compare C12`.

        Raises:
            MissingError: if there is no such contact.
            CompareError: if there is one account only.
        """
        with database.reading(self._engine) as connection:
            return compared(connection, _number(id, "C"))


def shown(connection: Connection, id: str) -> Shown:
    """What an id stands for, as of `Store.show`."""
    match = ID.fullmatch(id)
    if match is None:
        raise StoreError(f"{id!r} is no id: give C12 for a contact, P12 for a process, D3 for a document, D3.s4 for a finding")
    number = int(match["number"])
    if match["letter"].upper() == "C":
        return query.contact(connection, number)
    if match["letter"].upper() == "P":
        return processes.one(connection, number, date.today().isoformat())
    return query.finding(connection, number, match["item"].lower()) if match["item"] else _document(connection, number)


def _document(connection: Connection, number: int) -> Record:
    """A document's record; of a copy a note says what it is a copy of."""
    found, original = query.document(connection, number), query.original(connection, number)
    notes = () if original is None else (f"A copy of D{original[0]}, {original[1]}.",)
    return found.model_copy(update={"notes": (*found.notes, *notes)})


def compared(connection: Connection, contact: int) -> Comparison:
    """The accounts of a contact of the store, as of `Store.compare`."""
    told = dossier.tellings(connection, contact)
    return comparing.of_contact([(telling.record, telling.contact) for telling in told])


def _parties(given: str | Iterable[str]) -> tuple[str, ...]:
    return knowledge.parties((given,) if isinstance(given, str) else given)


def _number(id: int | str, letter: str) -> int:
    """12 of 12, "12", "C12".

    Raises:
        StoreError: if it is no number.
    """
    digits: Any = str(id).upper().removeprefix(letter)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise StoreError(f"{id!r} is no number: give 12 or '{letter}12'")
    return int(digits)
