"""A large input cut into partitions that any engine reads: one call a partition, one file of records out of it.

A file of records is there whole or not at all; it holds one row a report, in the order of the input: its record, or why there is
none. Rows hold no time of reading, so that the same reports give the same bytes on every engine.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

from dragoman import __version__, intake, parquet, serial
from dragoman.batch import Done
from dragoman.errors import SourceError, StoreError
from dragoman.intake import Facts, Piece, Refused

Form = Literal["jsonl", "parquet"]
# The parts of a row, and those that are more than a text.
COLUMNS = ("key", "origin", "digest", "version", "is_capture", "record", "error")
_MORE = ("is_capture", "record", "error")
UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one report.

    Attributes:
        key, origin, digest, is_capture: of the piece it was read from (`dragoman.intake.Piece`); no digest if there was none.
        version: of the program that read it.
        record: as of `Record.to_dict`; None if it failed.
        error: "type" and "message"; None if it was read.
    """

    key: str
    origin: str
    digest: str | None
    version: str
    is_capture: bool = False
    record: dict[str, Any] | None = None
    error: dict[str, str] | None = None


Reader = Callable[[Piece, date | None], Row]


@dataclass(frozen=True, slots=True)
class Slice:
    """The reports `first` to `last` (from 0, the last not in it) of a file; without `last` all the rest."""

    path: str
    first: int = 0
    last: int | None = None


def read(piece: Piece, today: date | None) -> Row:
    """The row of a report; never raises."""
    from dragoman.reading import pipeline

    try:
        record = pipeline.read(piece.document(today)).to_dict()
    except Exception as error:  # one report must never stop the run, whatever is wrong with it
        return _row_of(piece, error=_error(type(error).__name__, str(error)))
    return _row_of(piece, record=record)


def _row_of(piece: Piece, record: dict[str, Any] | None = None, error: dict[str, str] | None = None) -> Row:
    return Row(piece.key, piece.origin, piece.digest, __version__, piece.is_capture, record, error)


def _error(kind: str, message: str) -> dict[str, str]:
    return {"type": kind, "message": " ".join(message.split())}


@dataclass(frozen=True, slots=True)
class Settings:
    """How partitions are read.

    Attributes:
        today: the day of reading, for notes on dates after it.
        facts: what the user says of all reports.
        reader: importable, for it is sent to the workers.
    """

    form: Form = "jsonl"
    today: date | None = None
    facts: Facts = field(default_factory=Facts)
    reader: Reader = read


def process_partition(slices: Sequence[Slice], out: Path, settings: Settings = Settings()) -> Done:
    """Read one partition; a file of records that is there whole is left as it is.

    Args:
        slices: of files as `dragoman add` takes them; `[Slice(path)]` is a whole file.
        out: the file of records. It is written under another name and then renamed, so that it is never seen half.
    Returns:
        How many reports there are, and how many of them failed.
    Raises:
        StoreError: if `out` cannot be written. A report that fails is a row.
    """
    try:
        if (done := held(out)) is not None and done.total == size(slices, settings.facts):
            return done
        with _renamed(out) as stream:
            tally = _Tally()
            _write(stream, settings.form, tally.counted(_rows(slices, settings)))
        return Done(tally.total, tally.failed)
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror or error}") from error


class _Tally:
    def __init__(self) -> None:
        self.total = self.failed = 0

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.total += 1
            self.failed += row.error is not None
            yield row


def _rows(slices: Iterable[Slice], settings: Settings) -> Iterator[Row]:
    for part in slices:
        for piece in _pieces(part, settings.facts):
            if isinstance(piece, Refused):
                yield Row(piece.key, piece.origin, None, __version__, error=_error("SourceError", piece.message))
            else:
                yield settings.reader(piece, settings.today)


def _pieces(part: Slice, facts: Facts) -> Iterator[Piece | Refused]:
    return islice(intake.pieces([part.path], facts), part.first, part.last)


@contextlib.contextmanager
def _renamed(out: Path) -> Iterator[BinaryIO]:
    """A new file that gets the name `out` when it is whole; one for each writer, for an engine may start a partition twice."""
    handle, name = tempfile.mkstemp(UNFINISHED, f".{out.name}.", out.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, out)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _write(stream: BinaryIO, form: Form, rows: Iterable[Row]) -> None:
    cells = ({name: getattr(row, name) or None for name in COLUMNS} for row in rows)
    if form == "jsonl":
        for row in cells:
            stream.write(serial.dumps({name: cell for name, cell in row.items() if cell is not None}).encode() + b"\n")
    else:
        texts = ({**row, **{name: serial.dumps(row[name]) for name in _MORE if row[name]}} for row in cells)
        parquet.write(stream, COLUMNS, texts)


def size(slices: Iterable[Slice], facts: Facts) -> int:
    """How many reports, or things refused, there are."""
    return sum(sum(1 for _ in _pieces(part, facts)) if part.last is None else part.last - part.first for part in slices)


def held(out: Path) -> Done | None:
    """What a file of records holds; None if it is not there, or was cut within a row, or is damaged."""
    tally = _Tally()
    try:
        for _ in tally.counted(rows(out)):
            pass
    except StoreError:
        return None
    return Done(tally.total, tally.failed)


def records(folders: Iterable[str]) -> Iterator[Row | Refused]:
    """The rows of some folders or files of records, in order; a row that nothing was taken in for is a refusal again.

    Raises:
        StoreError: if something there is no file of records, or damaged.
    """
    for path in chain.from_iterable(_outputs(Path(folder)) for folder in folders):
        for row in rows(path):
            refused = row.digest is None and row.error is not None
            yield Refused(row.key, row.origin, (row.error or {}).get("message", "")) if refused else row


def count(folders: Iterable[str]) -> int:
    """How many rows `records` will give, for the progress bar; what is damaged counts nothing."""
    done = (held(path) for folder in folders for path in _outputs(Path(folder)))
    return sum(found.total for found in done if found is not None)


def _outputs(folder: Path) -> list[Path]:
    return sorted([*folder.glob("part-*.jsonl"), *folder.glob("part-*.parquet")]) if folder.is_dir() else [folder]


def rows(out: Path) -> Iterator[Row]:
    """The rows of one file of records; errors as of `records`."""
    try:
        found = parquet.rows(out) if out.suffix == ".parquet" else _lines(out)
        for number, row in enumerate(found, 1):
            yield _row(row, f"{out} row {number}")
    except SourceError as error:
        raise StoreError(str(error)) from error
    except OSError as error:
        raise StoreError(f"{out} cannot be read: {error.strerror or error}") from error


def _lines(out: Path) -> Iterator[Any]:
    with out.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.endswith(b"\n"):
                raise StoreError(f"{out} line {number} is cut")
            try:
                yield json.loads(line)
            except ValueError as error:
                raise StoreError(f"{out} line {number} is not JSON: {error}") from error


def _row(row: Any, where: str) -> Row:
    try:
        cells = {name: cell for name, cell in row.items() if cell is not None}
        told = {name: json.loads(cells[name]) for name in _MORE if isinstance(cells.get(name), str)}
        return Row(**{"digest": None, **cells, **told})
    except (AttributeError, TypeError, ValueError) as error:
        raise StoreError(f"{where} is none of 'dragoman batch'") from error
