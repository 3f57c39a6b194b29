"""Scores become probabilities: in order, bounded, and a finder's record counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.reading.calibration import Curve, calibrate
from dragoman.record import Time

CURVE = Curve(bias=-0.5, slope=0.8, finders={"good": 1.5, "bad": -1.5})


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_finder_never_gets_less(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0 <= CURVE.probability("good", low) <= CURVE.probability("good", high) <= 1


def test_the_finder_counts() -> None:
    assert CURVE.probability("bad", 0.5) < CURVE.probability("never seen", 0.5) < CURVE.probability("good", 0.5)


def test_a_layer_without_a_curve_keeps_its_scores() -> None:
    times = (Time(id="t1", found_by="x", score=0.7, span=(0, 1), type="DATE", value="2025"),)
    assert calibrate("no such layer", times) == times
