"""A process: its contacts and statements by party in the order of time, what was promised, and who wanted what when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman import chronicle, processes
from dragoman.processes import LinkRow, ProcessRow, ProcessView, Stance, Step
from dragoman.promises import Promise
from dragoman.store import spoken
from dragoman.store.spoken import Spoken
from dragoman.web.asked import Words
from dragoman.web.deps import Number, Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["processes"])
# Statements that are shown, and issues of each party.
_SAID, _ISSUES = 300, 12


@dataclass(frozen=True, slots=True)
class Issue:
    """What a party wants in a matter, in the order of days; named by the first of its wordings."""

    party: str
    issue: str
    stances: list[Stance]


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """A process.

    Attributes:
        as_of: the day on which it is asked what was promised and wanted, and what became of it; later reports are not looked at.
        steps, ahead: contacts that took place, and those that are planned or proposed, in order.
        statements: made at its contacts, in the order of their days; the last ones, if there are very many.
        issues: of each party those that come up most.
    """

    process: ProcessRow
    as_of: str
    steps: tuple[Step, ...]
    ahead: tuple[Step, ...]
    promises: tuple[Promise, ...]
    statements: list[Spoken]
    issues: list[Issue]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows besides the data.

    Attributes:
        links: contact -> why it belongs to the process, in words, with the link that shows it.
        told, waiting: promises of which there is more to say, and those that were only made.
    """

    page: ProcessPage
    links: dict[int, list[tuple[str, LinkRow]]]
    told: list[Promise]
    waiting: list[Promise]


def _sheet(page: ProcessPage) -> Sheet:
    steps = (*page.steps, *page.ahead)
    links = {step.contact.id: [(chronicle.REASONS[link.reason], link) for link in chronicle.links(step)] for step in steps}
    told, waiting = ([p for p in page.promises if chronicle.told(p) is more] for more in (True, False))
    return Sheet(page, links, told, waiting)


@twin(router, "/processes/P{number:int}", "process.html", shown=_sheet)
def process(
    connection: Reading,
    number: Number,
    as_of: Annotated[
        Words, Query(description="day on which it is asked what was promised, and what became of it; today if not given")
    ] = None,
) -> ProcessPage:
    """The process of which the contact of this number is one; a process bears the smallest of its numbers."""
    found = processes.one(connection, number, as_of or date.today().isoformat())
    contacts = [step.contact.id for step in (*found.steps, *found.ahead)]
    said = spoken.at(connection, contacts, _SAID)
    return ProcessPage(found.process, found.as_of, found.steps, found.ahead, found.promises, said, _issues(found))


def _issues(found: ProcessView) -> list[Issue]:
    by_party = processes.by_issue(found.positions).items()
    return [Issue(party, some[0].issue, some) for party, issues in by_party for some in issues[:_ISSUES]]
