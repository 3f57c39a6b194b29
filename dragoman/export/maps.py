"""Contacts and events with coordinates as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dragoman.export.events import EventRow, name
from dragoman.store.query import ContactRow


def geojson(contacts: Iterable[tuple[ContactRow, tuple[float, float] | None]], events: Iterable[EventRow]) -> dict[str, Any]:
    """A collection of points; what has no coordinates is left out.

    Args:
        contacts: with latitude and longitude in degrees.
    """
    points = [
        _point(at[0], at[1], {
            "type": "contact", "id": f"C{row.id}", "kind": row.kind, "status": row.status, "from": row.first_day,
            "to": row.last_day, "parties": [name(p) for p in row.parties], "place": row.place, "reports": row.sources,
        })
        for row, at in contacts if at is not None
    ]  # fmt: skip
    points += [
        _point(row.lat, row.lon, {
            "type": "event", "id": row.id, "kind": row.type, "from": row.first_day, "to": row.last_day,
            "actors": [name(p) for p in row.actors], "recipients": [name(p) for p in row.recipients], "place": row.place,
            "reports": len(row.sources),
        })
        for row in events if row.lat is not None and row.lon is not None
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": points}


def _point(lat: float, lon: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}
