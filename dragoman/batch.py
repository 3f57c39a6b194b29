"""Many reports, one a line: a record or an error object for each, in the same order, on one process or several.

Nothing is kept but the lines under way, a failed document gives an error object, and the output does not depend on the number of
processes.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from dragoman import raw, serial, sources
from dragoman.errors import SourceError

# Lines that a process gets at a time, and such shares under way for each process: a share takes about a second.
SHARE = 4
SHARES_AHEAD = 2
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
    lines: BinaryIO, write: Callable[[str], None], *, workers: int = 1, today: date | None = None, reader: Reader | None = None
) -> Done:
    """Read every document and write its record.

    Args:
        lines: one JSON object a line; empty lines are passed over.
        write: takes one line of JSON, without its line end, for each document in the same order.
        workers: processes; 1 reads in this one.
        today: the day of reading, for notes on dates after it.
        reader: reads one numbered line; importable, for it is sent to the processes.
    """
    read = reader or partial(read_line, today=today)
    numbered = _numbered(lines)
    answers = map(read, numbered) if workers == 1 else _spread(read, numbered, workers)
    total = failed = 0
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
        return Answer(serial.to_json(pipeline.read(sources.from_json(_text(body, number), number, today))), failed=False)
    except Exception as error:  # one document must never stop the run, whatever is wrong with it
        return _failure(body, number, type(error).__name__, str(error))


def _text(body: bytes, number: int) -> str:
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


def _numbered(lines: BinaryIO) -> Iterator[_Numbered]:
    """The lines that hold something, counted from 1; of one that is too long only as much as shows that it is."""
    number = 0
    while body := lines.readline(raw.MAX_BYTES + 1):
        number += 1
        rest = body
        while not rest.endswith(b"\n") and (rest := lines.readline(raw.MAX_BYTES)):
            pass
        if body.strip():
            yield number, body


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh processes, not forks: the model's threads do not survive a fork. Ctrl-C is left to this process."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=spawn, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))


def _read_share(read: Reader, share: list[_Numbered]) -> list[Answer]:
    return [read(line) for line in share]


def _submit(pool: ProcessPoolExecutor, read: Reader, share: list[_Numbered]) -> Future[list[Answer]]:
    """The share under way; a pool whose process has died gives a future that says so."""
    try:
        return pool.submit(_read_share, read, share)
    except BrokenProcessPool as error:
        lost: Future[list[Answer]] = Future()
        lost.set_exception(error)
        return lost


def _spread(read: Reader, numbered: Iterable[_Numbered], workers: int) -> Iterator[Answer]:
    """Answers in the order of the lines, read by several processes.

    If one of them dies, the lines that it may have had are read one by one, each in a process of its own, so that only the line
    that kills its process fails.
    """
    lines = iter(numbered)
    pool = _pool(workers)
    under_way: deque[tuple[list[_Numbered], Future[list[Answer]]]] = deque()
    try:
        while True:
            while len(under_way) < workers * SHARES_AHEAD and (share := list(islice(lines, SHARE))):
                under_way.append((share, _submit(pool, read, share)))
            if not under_way:
                return
            share, future = under_way.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from _one_by_one(read, share)
                pool.shutdown()
                pool = _pool(workers)
                under_way = deque((s, f if _is_kept(f) else _submit(pool, read, s)) for s, f in under_way)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _is_kept(future: Future[list[Answer]]) -> bool:
    return future.done() and future.exception() is None


def _one_by_one(read: Reader, share: list[_Numbered]) -> Iterator[Answer]:
    for line in share:
        with _pool(1) as pool:
            try:
                yield pool.submit(read, line).result()
            except BrokenProcessPool:
                number, body = line
                yield _failure(body, number, "ProcessDied", "the process that read it died; it may have run out of memory")
