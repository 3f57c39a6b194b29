"""Contacts: each once, newest first, filtered by what the address says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.store import browse, query
from dragoman.store.browse import Count, Pair
from dragoman.store.query import ContactRow
from dragoman.web import asked
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["contacts"])
_PAIRS, _PARTIES = 20, 400


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts that were asked for.

    Attributes:
        total: how many there are on all pages.
        parties: as the question was understood: codes of the parties.
        counts: how many of them are of each status and kind.
        pairs: the pairs of parties with the most contacts, whatever was asked.
        known: parties with contacts.
    """

    question: asked.Contacts
    parties: list[str]
    total: int
    rows: list[ContactRow]
    counts: dict[str, list[Count]]
    pairs: list[Pair]
    known: list[Count]


@twin(router, "/contacts", "contacts.html")
def contacts(connection: Reading, question: Annotated[asked.Contacts, Query()]) -> Contacts:
    """Contacts, newest first, each once however many reports tell of it."""
    wanted = question.filter
    return Contacts(
        question,
        list(wanted.parties),
        browse.count_contacts(connection, wanted),
        query.find_contacts(connection, wanted),
        browse.contact_values(connection, wanted),
        browse.pairs(connection, _PAIRS),
        browse.parties(connection, _PARTIES),
    )
