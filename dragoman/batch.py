"""Many reports, one a line: a record or an error object for each, in the same order, on one process or several.

Nothing is kept but the lines under way, a failed document gives an error object, and the output does not depend on the number of
processes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from dragoman import raw, serial, sources, workers
from dragoman.errors import SourceError

_Numbered = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one line: its JSON, and whether that is an error object."""

    text: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Done:
    """How many documents a run had, and how many of them failed."""

    total: int
    failed: int


Reader = Callable[[_Numbered], Answer]


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file of JSON Lines, or standard input for `-`.

    Raises:
        SourceError: if it cannot be opened.
    """
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below, around the yield
    except FileNotFoundError as error:
        raise SourceError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    with stream:
        yield stream


def run(
    lines: BinaryIO, write: Callable[[str], None], *, processes: int = 1, today: date | None = None, reader: Reader | None = None
) -> Done:
    """Read every document and write its record.

    Args:
        lines: one JSON object a line; empty lines are passed over.
        write: takes one line of JSON, without its line end, for each document in the same order.
        processes: 1 reads in this one.
        today: the day of reading, for notes on dates after it.
        reader: reads one numbered line; importable, for it is sent to the processes.
    """
    read = reader or partial(read_line, today=today)
    total = failed = 0
    with closing(workers.spread(read, numbered(lines), processes, _lost)) as answers:
        for answer in answers:
            write(answer.text)
            total += 1
            failed += answer.failed
    return Done(total, failed)


def read_line(line: _Numbered, today: date | None = None) -> Answer:
    """The record of one line, or an error object `{"id", "error": {"type", "message", "line"}}`."""
    from dragoman.reading import pipeline

    number, body = line
    try:
        return Answer(serial.to_json(pipeline.read(sources.from_json(text_of(body, number), number, today))), failed=False)
    except Exception as error:  # one document must never stop the run, whatever is wrong with it
        return _failure(body, number, type(error).__name__, str(error))


def text_of(body: bytes, number: int) -> str:
    if len(body) > raw.MAX_BYTES:
        raise raw.too_large(f"line {number}")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"line {number} is not UTF-8: byte {error.start}") from error


def _failure(body: bytes, number: int, kind: str, message: str) -> Answer:
    try:
        row: Any = json.loads(body)
    except (ValueError, RecursionError):
        row = None
    error = {"type": kind, "message": " ".join(message.split()), "line": number}
    return Answer(serial.dumps({"id": sources.json_id(row, number), "error": error}), failed=True)


def numbered(lines: BinaryIO) -> Iterator[_Numbered]:
    """The lines that hold something, counted from 1; of one that is too long only as much as shows that it is."""
    number = 0
    while body := lines.readline(raw.MAX_BYTES + 1):
        number += 1
        rest = body
        while not rest.endswith(b"\n") and (rest := lines.readline(raw.MAX_BYTES)):
            pass
        if body.strip():
            yield number, body


def _lost(line: _Numbered) -> Answer:
    number, body = line
    return _failure(body, number, "ProcessDied", workers.DIED)
