"""The network: which parties take part in the same contacts, and who takes part for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.store import browse
from dragoman.store import network as drawn
from dragoman.store.browse import Count
from dragoman.store.network import Network
from dragoman.web import asked
from dragoman.web.asked import NEWEST, PARTIES
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["network"])
# More than can be told apart in a drawing.
_PARTIES, _PAIRS, _PEOPLE = 30, 60, 24


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """Who meets whom in the contacts that were asked for.

    Attributes:
        parties: as the question was understood: codes of the parties.
        total: how many contacts there are.
        counted: how many of them are looked at: the newest.
        known: parties with contacts.
    """

    question: asked.Which
    parties: list[str]
    total: int
    counted: int
    network: Network
    known: list[Count]


@twin(router, "/network", "network.html")
def network(connection: Reading, question: Annotated[asked.Which, Query()]) -> NetworkPage:
    """Parties, pairs of them with how many contacts they have in common, and people with how many they took part in."""
    wanted = replace(question.filter, limit=NEWEST)
    total = browse.count_contacts(connection, wanted)
    found = drawn.of(connection, wanted, _PARTIES, _PAIRS, _PEOPLE)
    known = browse.parties(connection, PARTIES)
    return NetworkPage(question, list(wanted.parties), total, min(total, NEWEST), found, known)
