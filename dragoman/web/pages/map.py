"""The map: places of contacts. Where a place lies says nothing of whose it is: countries are those that the reports have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.store import atlas, browse
from dragoman.store.atlas import Atlas
from dragoman.store.browse import Count
from dragoman.web import asked
from dragoman.web.asked import NEWEST, PARTIES
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["map"])
_PLACES = 150


@dataclass(frozen=True, slots=True)
class MapPage:
    """Places of the contacts that were asked for.

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
    atlas: Atlas
    known: list[Count]


@twin(router, "/map", "map.html")
def map(connection: Reading, question: Annotated[asked.Which, Query()]) -> MapPage:
    """Places with how many contacts they have; only places that a report names and the gazetteer knows."""
    wanted = replace(question.filter, limit=NEWEST)
    total = browse.count_contacts(connection, wanted)
    found = atlas.of(connection, wanted, _PLACES)
    return MapPage(question, list(wanted.parties), total, min(total, NEWEST), found, browse.parties(connection, PARTIES))
