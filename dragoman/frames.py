"""Rows of answers as a pandas DataFrame, where pandas is installed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from dragoman.errors import DragomanError

if TYPE_CHECKING:
    import pandas

_Row = TypeVar("_Row")


class Rows(tuple[_Row, ...]):
    """An answer: typed rows in their order, which are a table by `to_frame`.

    Attributes:
        of: the class of the rows, so that an empty answer has its columns too.
    """

    of: type[_Row]

    def __new__(cls, of: type[_Row], rows: Iterable[_Row]) -> Rows[_Row]:
        made = super().__new__(cls, rows)
        made.of = of
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Rows, (self.of, tuple(self))

    def to_frame(self) -> pandas.DataFrame:
        """As `frame`."""
        return frame(self)


def frame(rows: Iterable[Any]) -> pandas.DataFrame:
    """Rows as a DataFrame: a column for each field; what a field holds by name has columns of its own, as "source.words".

    Args:
        rows: answers of a `Store`, or items of a record: all of one class.
    Raises:
        DragomanError: if pandas is not installed.
    """
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise DragomanError("a DataFrame needs pandas: pip install pandas") from error
    made = [dict(_flat(_plain(row))) for row in rows]
    fields = [field.name for field in dataclasses.fields(rows.of)] if isinstance(rows, Rows) and not made else None
    return pandas.DataFrame(made, columns=fields)


def _plain(row: Any) -> dict[str, Any]:
    """Fields by name, in the order of the class: of an answer a dataclass, of a record a model."""
    return dict(row.model_dump()) if hasattr(row, "model_dump") else dataclasses.asdict(row)


def _flat(fields: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
