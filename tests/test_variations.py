"""Copies of reports for the benchmark of the store: days and their names move together."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from dragoman import partitions

_SPEC = importlib.util.spec_from_file_location("variations", Path(__file__).parents[1] / "benchmarks" / "variations.py")
assert _SPEC
assert _SPEC.loader
variations = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(variations)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("They met on Monday, 3 March 2031.", "They met on Wednesday, 9 April 2031."),
        ("On March 30 and on March 30, 2031", "On May 6 and on May 6, 2031"),
        ("due by 2031-12-31", "due by 2032-02-06"),
        ("30 February 2031, and 12 months", "30 February 2031, and 12 months"),
        ("On 29 February", "On 29 February"),
    ],
)
def test_days_are_later_by_one_step(text: str, later: str) -> None:
    assert variations.shifted(text, variations.STEP, 2031) == later


def test_weekdays_fit_their_dates() -> None:
    for copy in range(1, 9):
        words = variations.shifted("Monday 3 March 2031", copy * variations.STEP, 2031).split()
        day = date(int(words[3]), variations.MONTHS.index(words[2]) + 1, int(words[1]))
        assert variations.DAYS[day.weekday()] == words[0]


def test_copies_have_ids_of_their_own_and_the_first_are_the_pool() -> None:
    pool = [
        {"id": f"a{n}", "text": "On Monday.", "published": "2031-03-03T10:00Z", "url": "https://example.org/"} for n in range(3)
    ]
    found = list(variations.rows(pool, 8))
    assert len({row["id"] for row in found}) == len({(row["id"], row["url"]) for row in found}) == 8
    assert sum(row in pool for row in found) == 3
    assert {row["published"] for row in found} == {"2031-03-03T10:00Z", "2031-04-09T10:00Z", "2031-05-16T10:00Z"}


def test_copies_of_records_are_later_and_keep_their_places() -> None:
    words = "ministers delegates countries interests positions meetings "
    record = {
        "id": "a", "text": words * 9, "published": "2031-03-03T10:00Z", "contacts": [{"start": "2031-03"}], "times": ["2031-03-02"],
    }  # fmt: skip
    row = partitions.Row("a", "pool", "1", "0", record=record)
    first, *others = sorted(variations.replayed([row], 3), key=lambda copy: copy.key)
    assert first == row
    assert [copy.key for copy in others] == ["a#1", "a#2"]
    for copy, published, month, day in zip(
        others, ("2031-04-09T10:00Z", "2031-05-16T10:00Z"), ("2031-04", "2031-05"), ("2031-04-08", "2031-05-15"), strict=True
    ):
        later = copy.record or {}
        assert (later["published"], later["contacts"], later["times"]) == (published, [{"start": month}], [day])
        assert [len(word) for word in later["text"].split(" ")] == [len(word) for word in (words * 9).split(" ")]
        assert later["text"] != words * 9
