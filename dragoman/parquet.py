"""Parquet files (extra `parquet`): rows in as lines of JSON, rows of texts out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import SourceError

# The columns of a report; others are not read.
COLUMNS = ("id", "text", "published", "title", "source", "url")
# Rows that are held at a time.
_GROUP = 64


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The rows as lines of JSON without their empty cells, counted from 1.

    Raises:
        SourceError: if it cannot be read, or the extra is missing.
    """
    number = 0
    for batch in _batches(path, COLUMNS):
        for row in batch:
            number += 1
            given = {name: value for name, value in row.items() if value is not None}
            yield number, json.dumps(given, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> str:
    """A cell that JSON has no type for: days and times, and texts written as bytes."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows with all their columns; errors as of `lines`."""
    for batch in _batches(path, None):
        yield from batch


def count(path: Path) -> int:
    """How many rows there are; errors as of `lines`."""
    with _reading(path) as parquet, parquet.ParquetFile(path) as file:
        return int(file.metadata.num_rows)


def _batches(path: Path, columns: Sequence[str] | None) -> Iterator[list[dict[str, Any]]]:
    with _reading(path) as parquet, parquet.ParquetFile(path) as file:
        known = None if columns is None else [name for name in columns if name in file.schema_arrow.names]
        for batch in file.iter_batches(_GROUP, columns=known):
            yield batch.to_pylist()


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    try:
        from pyarrow import ArrowException, parquet
    except ModuleNotFoundError as error:
        raise missing(path.name) from error
    try:
        yield parquet
    except (OSError, ValueError, ArrowException) as error:
        raise SourceError(f"{path} cannot be read as Parquet: {error}") from error


def write(stream: BinaryIO, columns: Sequence[str], found: Iterable[dict[str, str | None]]) -> None:
    """Write rows of texts; the same rows give the same bytes.

    Raises:
        SourceError: if the extra is missing.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise missing("the output") from error
    schema = pa.schema([(name, pa.string()) for name in columns])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        writer.write_table(pa.Table.from_pylist(list(found), schema))


def missing(name: str) -> SourceError:
    return SourceError(f"{name} is Parquet, which needs the extra: pip install 'dragoman[parquet]'")
