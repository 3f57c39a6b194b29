"""Centres of points, as the gazetteer's build uses them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.build.plane import Point, centre, hull, without_strays

SQUARE: list[Point] = [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)]


def test_the_centre_is_that_of_the_area_not_of_the_points() -> None:
    crowded = [*SQUARE, *((0.1, 0.1 + i / 1000) for i in range(50))]
    assert centre(crowded) == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize("points", [[(1.0, 3.0)], [(0.0, 0.0), (2.0, 6.0)], [(0.0, 2.0), (1.0, 3.0), (2.0, 4.0)]])
def test_points_without_area_give_their_mean(points: list[Point]) -> None:
    assert centre(points) == pytest.approx((sum(a for a, _ in points) / len(points), sum(b for _, b in points) / len(points)))


def test_a_stray_is_left_out() -> None:
    assert without_strays([*SQUARE, (80.0, 100.0)]) == SQUARE
    assert without_strays(SQUARE) == SQUARE


@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-179, 179)), min_size=1, max_size=30))
def test_the_centre_lies_within_the_bounds(points: list[Point]) -> None:
    lat, lon = centre(points)
    assert min(a for a, _ in points) - 1e-6 <= lat <= max(a for a, _ in points) + 1e-6
    assert min(b for _, b in points) - 1e-6 <= lon <= max(b for _, b in points) + 1e-6
    assert set(hull(points)) <= set(points)
