"""The map: places of contacts. Where a place lies says nothing of whose it is: countries are those that the reports have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.store import atlas
from dragoman.store.atlas import Atlas
from dragoman.web import asked
from dragoman.web.charts import Counted, counted
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["map"])
_PLACES = 150


@dataclass(frozen=True, slots=True)
class MapPage(Counted):
    """Places of the contacts that were asked for."""

    atlas: Atlas


@twin(router, "/map", "map.html")
def map(connection: Reading, question: Annotated[asked.Which, Query()]) -> MapPage:
    """Places with how many contacts they have; only places that a report names and the gazetteer knows."""
    return counted(connection, question, MapPage, lambda wanted: atlas.of(connection, wanted, _PLACES))
