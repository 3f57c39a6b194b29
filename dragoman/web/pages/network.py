"""The network: which parties take part in the same contacts, and who takes part for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.store import network as drawn
from dragoman.store.network import Network
from dragoman.web import asked
from dragoman.web.charts import Counted, counted
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["network"])
# More than can be told apart in a drawing.
_PARTIES, _PAIRS, _PEOPLE = 30, 60, 24


@dataclass(frozen=True, slots=True)
class NetworkPage(Counted):
    """Who meets whom in the contacts that were asked for."""

    network: Network


@twin(router, "/network", "network.html")
def network(connection: Reading, question: Annotated[asked.Which, Query()]) -> NetworkPage:
    """Parties, pairs of them with how many contacts they have in common, and people with how many they took part in."""
    return counted(connection, question, NetworkPage, lambda wanted: drawn.of(connection, wanted, _PARTIES, _PAIRS, _PEOPLE))
