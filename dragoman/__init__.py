"""Dragoman reads reports and readouts of talks between states and keeps a sourced, structured record of the negotiation."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Comparison", "Document", "Record", "Store", "__version__", "compare", "frame", "read"]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.comparing import Comparison
    from dragoman.frames import frame
    from dragoman.record import Record
    from dragoman.stores import Store
    from dragoman.text import Document


def read(
    text: str,
    *,
    published: str | None = None,
    title: str | None = None,
    id: str = "document",
    source: str | None = None,
    url: str | None = None,
) -> Record:
    """Read one report and return its record.

    Args:
        text: the report; it is not changed, and all offsets of the record count its code points.
        published: ISO 8601 date of publication, against which "Thursday" and "last week" are resolved. If it is not given, a date
            in the text's header or dateline is used; without one, relative times stay unresolved.
        title: the headline, if it is not part of the text.
        id, source, url: kept in the record.
    Raises:
        SourceError: if `published` is no ISO date, or the text is empty or too long.
    """
    from dragoman.reading import pipeline
    from dragoman.sources import from_text

    return pipeline.read(from_text(text, published=published, title=title, id=id, source=source, url=url))


def compare(record: Record, other: Record, *more: Record, of: Sequence[str | None] = ()) -> Comparison:
    """Set the accounts of the contact that several records tell of side by side.

    Args:
        of: whose account each record is ("USA"), in their order; for None, and where it ends, the publisher's if it is known. Else
            the record is news, and what a side is reported as saying is its account.
    Returns:
        What several accounts tell, what only one tells, where they stand apart or contradict, how each calls the talks; every cell
        with the record and the code points where it stands.
    Raises:
        CompareError: if they tell of no common contact, or hold one account only.
    """
    from dragoman import comparing

    return comparing.compare(record, other, *more, of=of)


# The public names that are loaded when they are asked for: `dragoman --help` needs none of them.
_LOADED = {
    "Comparison": "dragoman.comparing",
    "Document": "dragoman.text",
    "Record": "dragoman.record",
    "Store": "dragoman.stores",
    "frame": "dragoman.frames",
}


def __getattr__(name: str) -> object:
    """Load a public name."""
    if name not in _LOADED:
        raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_LOADED[name]), name)
