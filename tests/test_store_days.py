"""Dates of any precision as the days they cover."""

import pytest

from dragoman.store.days import begun, days


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025-02-27", "2025-02-27", "2025-02-27"),
        ("2025-02-27T18:30", "2025-02-27", "2025-02-27"),
        ("2025-02-27TEV", "2025-02-27", "2025-02-27"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-W08", "2025-02-17", "2025-02-23"),
        ("2025-W08-WE", "2025-02-17", "2025-02-23"),
        ("2025-Q3", "2025-07-01", "2025-09-30"),
        ("2025-H2", "2025-07-01", "2025-12-31"),
        ("2025-SU", "2025-06-01", "2025-08-31"),
        ("2025-WI", "2025-12-01", "2026-02-28"),
        ("2016/2018", "2016-01-01", "2018-12-31"),
        ("2025-03-03/2025-03-05", "2025-03-03", "2025-03-05"),
    ],
)
def test_a_value_covers_its_days(value: str, first: str, last: str) -> None:
    assert days(value) == (first, last)


@pytest.mark.parametrize(
    "value", [None, "P3D", "PXY", "XXXX-WXX-4", "2025-13", "2025-02-30", "2025-W54", "PRESENT_REF", "2026/2025", "", "0000"]
)
def test_what_names_no_day_covers_none(value: str | None) -> None:
    assert days(value) is None


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2031-03-04", "2031-03-04", "2031-03-04"),
        ("2031-03-01", "2031-03-31", "2031-03"),
        ("2031-01-01", "2031-12-31", "2031"),
        ("2031-03-03", "2031-03-09", "2031-03-03"),
        (None, None, None),
    ],
)
def test_a_month_or_year_begins_on_no_day(first: str | None, last: str | None, shown: str | None) -> None:
    assert begun(first, last) == shown
