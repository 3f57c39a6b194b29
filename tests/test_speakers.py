"""Speakers of statements, on items made by hand."""

from __future__ import annotations

from factories import at, entity, statement

from dragoman.reading import speakers
from dragoman.reading.cast import Cast
from dragoman.text import Document

TEXT = "President Lund called President Berg. The president urged President Berg to go. Berg thanked Berg."


def test_nobody_speaks_to_himself() -> None:
    """ "The president" is not the one whom he urges; a name stays what it is."""
    lund, berg = (
        entity("e1", "Ada Lund", "person", at(TEXT, "President Lund")),
        entity("e2", "Jon Berg", "person", at(TEXT, "Berg thanked")),
    )
    cast = Cast(Document(TEXT), (lund, berg), {})
    first = statement("s1", "Ada Lund", "NOR", at(TEXT, "called"), speaker_id="e1")
    urged = statement(
        "s2", "Jon Berg", "CHL", at(TEXT, "to go"), speaker_id="e2", addressee="Jon Berg", source_span=at(TEXT, "The president")
    )
    thanked = urged.model_copy(update={"id": "s3", "source_span": berg.mentions[0].span})
    found = list(speakers.apart(cast, [first, urged, thanked]))
    assert [s.speaker_id for s in found] == ["e1", "e1", "e2"]
    assert found[1].speaker == "Ada Lund"


def test_nobody_else_is_there() -> None:
    berg = entity("e2", "Jon Berg", "person", at(TEXT, "President Berg"))
    urged = statement(
        "s2", "Jon Berg", "CHL", at(TEXT, "to go"), speaker_id="e2", addressee="Jon Berg", source_span=at(TEXT, "The president")
    )
    assert list(speakers.apart(Cast(Document(TEXT), (berg,), {}), [urged])) == [urged]
