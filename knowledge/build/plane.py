"""Centres of groups of points given in degrees, treated as plane coordinates: good enough for a division of a state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

Point = tuple[float, float]

# A point this many times farther from the middle than three quarters of the others was put into the wrong division.
STRAY = 10
# Degrees; in a small division no point counts as a stray within this of the middle, times STRAY.
LEAST_SPREAD = 0.3


def without_strays(points: Sequence[Point]) -> list[Point]:
    """The points but for those far from the rest.

    Args:
        points: at least one; degrees north and east.
    """
    middle = (median(lat for lat, _ in points), median(lon for _, lon in points))
    away = [math.hypot(lat - middle[0], (lon - middle[1]) * math.cos(math.radians(middle[0]))) for lat, lon in points]
    spread = max(sorted(away)[len(away) * 3 // 4], LEAST_SPREAD)
    return [point for point, far in zip(points, away, strict=True) if far <= STRAY * spread]


def _turn(a: Point, b: Point, c: Point) -> float:
    """Twice the area of the triangle, positive if it turns left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain[:-1]


def hull(points: Sequence[Point]) -> list[Point]:
    """The convex hull, in turning order (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    return ordered if len(ordered) < 3 else _chain(ordered) + _chain(ordered[::-1])


def centre(points: Sequence[Point]) -> Point:
    """The centroid of the area of the hull; the mean where the hull is narrower than a millionth of a square degree."""
    corners = hull(points)
    mean = (sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points))
    local = [(lat - mean[0], lon - mean[1]) for lat, lon in corners]
    edges = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(local, local[1:] + local[:1], strict=True)]
    area = sum(cross for _, _, cross in edges)
    if len(corners) < 3 or area < 1e-6:
        return mean
    north, east = (sum((a[i] + b[i]) * cross for a, b, cross in edges) / (3 * area) for i in (0, 1))
    return (mean[0] + north, mean[1] + east)
