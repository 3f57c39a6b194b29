"""Processes: contacts that belong together, one of which meets what the address says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman import processes as chained
from dragoman.processes import ProcessRow
from dragoman.store import browse
from dragoman.store.browse import Count
from dragoman.web import asked
from dragoman.web.asked import PARTIES
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["processes"])
# Processes on one page.
ROWS = 20


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes that were asked for.

    Attributes:
        parties: as the question was understood: codes of the parties.
        total: how many there are on all pages.
        known: parties with contacts.
    """

    question: asked.Contacts
    parties: list[str]
    total: int
    rows: list[ProcessRow]
    known: list[Count]


@twin(router, "/processes", "processes.html")
def processes(connection: Reading, question: Annotated[asked.Contacts, Query()]) -> Processes:
    """Processes of which a contact meets the question, that with the newest such contact first."""
    wanted = replace(question.filter, limit=ROWS, offset=(question.page - 1) * ROWS)
    rows = chained.find(connection, wanted, date.today().isoformat())
    total = browse.count_processes(connection, wanted)
    return Processes(question, list(wanted.parties), total, rows, browse.parties(connection, PARTIES))
