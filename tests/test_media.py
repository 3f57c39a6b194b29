"""The medium of statements, by the examples of its table and the shipped model."""

from __future__ import annotations

import pytest
from test_statements import TOLERATED, read

from dragoman import data
from dragoman.reading import media
from dragoman.text import Document

ROWS = data.load_yaml("rules/cues/media.yaml")["media"]


def test_examples() -> None:
    """Sentences under `yes` have the medium of their row, those under `no` do not."""
    yes = [text for row in ROWS for text in row["yes"] if [s.medium for s in read(text)][:1] != [row["medium"]]]
    no = [text for row in ROWS for text in row.get("no", ()) if row["medium"] in [s.medium for s in read(text)]]
    assert len(yes) + len(no) <= TOLERATED * sum(len(row["yes"]) for row in ROWS), (yes, no)


@pytest.mark.parametrize(
    ("title", "medium"),
    [
        ("Remarks by President Lund at a dinner", "speech"),
        ("Joint Statement of the Leaders of Norway and Chile", "statement"),
        ("Statement by the Press Secretary", "statement"),
        ("Readout of a call with the King", None),
        ("A statement that changed little", None),
        (None, None),
    ],
)
def test_pages(title: str | None, medium: str | None) -> None:
    assert media.of_page(Document("We met.", title=title)) == medium
