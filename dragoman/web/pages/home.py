"""The first page: what the store holds, and ways into it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from dragoman.store import browse, library, query
from dragoman.store.browse import Overview, Pair
from dragoman.store.library import DocumentRow
from dragoman.store.query import ContactRow, Filter
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["home"])
_PAIRS, _NEWEST = 12, 8


@dataclass(frozen=True, slots=True)
class Home:
    """What the store holds: the pairs that meet most, the newest contacts and documents."""

    holds: Overview
    pairs: list[Pair]
    contacts: list[ContactRow]
    documents: list[DocumentRow]


@twin(router, "/", "home.html", at="/home.json")
def home(connection: Reading) -> Home:
    """What the store holds."""
    return Home(
        browse.overview(connection),
        browse.pairs(connection, _PAIRS),
        query.find_contacts(connection, Filter(limit=_NEWEST)),
        library.find_documents(connection, None, Filter(limit=_NEWEST)),
    )
