"""Where contacts were: places that a report names and the gazetteer knows, each with how many contacts it has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from dragoman import places
from dragoman.store import query
from dragoman.store.query import Filter
from dragoman.store.schema import contact_members, items

_AHEAD = ("planned", "proposed")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its contacts.

    Attributes:
        name: as most reports write it.
        country: ISO 3166-1 alpha-3, as the reports or the gazetteer have it; never found by where the place lies.
        lat, lon: degrees north and east.
        whole: whether it is a state, drawn at one point inside it.
        held, ahead: contacts that took place there, and those that are planned or proposed.
        first, last: days of them, YYYY-MM-DD.
    """

    name: str
    country: str | None
    lat: float
    lon: float
    whole: bool
    held: int
    ahead: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Atlas:
    """Places, those with the most contacts first.

    Attributes:
        total: places in all.
        placed: contacts that have one of them.
        unplaced: contacts of which no report names a place, or none that is known.
    """

    spots: list[Spot]
    total: int
    placed: int
    unplaced: int


def of(connection: Connection, wanted: Filter, limit: int) -> Atlas:
    """The places of the contacts that a filter gives.

    Args:
        limit: how many places there may be.
    Raises:
        StoreError: if a date of the filter is none.
    """
    chosen = query.chosen(connection, wanted).subquery("chosen")
    known = (
        select(chosen.c.id, func.max(items.c.id).label("item"))
        .join(contact_members, contact_members.c.contact_id == chosen.c.id)
        .join(items, and_(items.c.id == contact_members.c.item_id, items.c.place == chosen.c.place))
        .where(items.c.lat.is_not(None), items.c.lon.is_not(None))
        .group_by(chosen.c.id)
        .subquery("known")
    )
    ahead = func.sum(case((chosen.c.status.in_(_AHEAD), 1), else_=0))
    where = (items.c.lat, items.c.lon, items.c.geonames_id, chosen.c.place, chosen.c.country)
    rows = connection.execute(
        select(
            *where, func.count().label("n"), ahead.label("ahead"), func.min(chosen.c.first_day).label("first"),
            func.max(chosen.c.last_day).label("last"),
        )
        .select_from(known)
        .join(chosen, chosen.c.id == known.c.id)
        .join(items, items.c.id == known.c.item)
        .group_by(*where)
    ).all()  # fmt: skip
    at: dict[tuple[float, float], list[Any]] = defaultdict(list)
    for row in rows:
        at[row.lat, row.lon].append(row)
    spots = sorted(map(_spot, at.values()), key=lambda spot: (-spot.held - spot.ahead, spot.name))
    placed = sum(row.n for row in rows)
    every = connection.execute(select(func.count()).select_from(chosen)).scalar_one()
    return Atlas(spots[:limit], len(spots), placed, every - placed)


def _spot(rows: list[Any]) -> Spot:
    """What stands at one point, under the name and country that most of its contacts have."""
    ahead = sum(row.ahead for row in rows)
    firsts, lasts = [row.first for row in rows if row.first], [row.last for row in rows if row.last]
    country = _most((row.country, row.n) for row in rows)
    state = places.country(country) if country else None
    return Spot(
        _most((row.place, row.n) for row in rows) or "", country, rows[0].lat, rows[0].lon,
        state is not None and rows[0].geonames_id == state.geonames_id, sum(row.n for row in rows) - ahead, ahead,
        min(firsts, default=None), max(lasts, default=None),
    )  # fmt: skip


def _most(values: Iterable[tuple[str | None, int]]) -> str | None:
    counted: Counter[str] = Counter()
    for value, number in values:
        if value is not None:
            counted[value] += number
    return min(counted, key=lambda value: (-counted[value], value), default=None)
