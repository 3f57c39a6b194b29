"""What the pages of charts have in common: which contacts they count, and how many that are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection

from dragoman.store import browse
from dragoman.store.browse import Count
from dragoman.store.query import Filter
from dragoman.web import asked

# Contacts that a chart counts: the newest.
NEWEST = 3_000
Page = TypeVar("Page", bound="Counted")


@dataclass(frozen=True, slots=True)
class Counted:
    """Contacts that were asked for.

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
    known: list[Count]


def counted(connection: Connection, question: asked.Which, page: Callable[..., Page], draw: Callable[[Filter], Any]) -> Page:
    """A page of the contacts that a chart counts.

    Args:
        page: made of the fields of `Counted` and of what is drawn.
    """
    wanted = replace(question.filter, limit=NEWEST)
    total = browse.count_contacts(connection, wanted)
    known = browse.parties(connection, asked.PARTIES)
    return page(question, list(wanted.parties), total, min(total, NEWEST), known, draw(wanted))
