"""Reading many reports into a store: what is there unchanged is passed over, each other report is one transaction.

A run may be killed at any moment and run again: what was stored stays, the rest is done, nothing is there twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Literal, TypeVar

from sqlalchemy import Engine, delete, select

from dragoman import workers
from dragoman.intake import Piece, Refused
from dragoman.partitions import Row
from dragoman.record import Record
from dragoman.store import database, write
from dragoman.store.schema import documents, failures, versions

Fate = Literal["added", "changed", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reports came to what.

    Attributes:
        why: what the latest failure of this run was.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    why: str | None = field(default=None, compare=False)

    def plus(self, fate: Fate, why: str | None = None) -> Tally:
        return replace(self, why=why or self.why, **{fate: getattr(self, fate) + 1})

    @property
    def total(self) -> int:
        return self.added + self.changed + self.unchanged + self.failed


Read = tuple[str, write.Entry | write.Failure]
"""What became of a piece: its key, and the document or why there is none."""
_Found = TypeVar("_Found", Piece, Row)


def add(
    engine: Engine,
    found: Iterable[Piece | Refused],
    *,
    processes: int = 1,
    today: date | None = None,
    again: bool = False,
    retry: bool = False,
    seen: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Read reports into a store, in their order.

    Args:
        found: see `dragoman.intake.pieces`.
        processes: 1 reads in this one.
        today: the day of reading, for notes on dates after it.
        again: read also what is there unchanged, say with a newer model.
        retry: read also what failed before and has not changed.
        seen: told of the tally after each report.
    Raises:
        StoreError: if the store cannot be written; what was stored before stays.
    """
    run = _Run(engine, again, retry, seen)
    with closing(workers.spread(partial(read, today=today), run.tasks(found), processes, _lost)) as answers:
        for key, result in answers:
            run.keep(key, result)
    run.finish()
    return run.tally


def load(
    engine: Engine,
    found: Iterable[Row | Refused],
    *,
    processes: int = 1,
    again: bool = False,
    retry: bool = False,
    seen: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Put into a store what was read elsewhere, as `add` would have put it; arguments and errors as of `add`.

    Args:
        found: see `dragoman.partitions.records`.
    """
    run = _Run(engine, again, retry, seen)
    with closing(workers.spread(ready, run.tasks(found), processes, _lost)) as answers:
        for key, result in answers:
            run.keep(key, result)
    run.finish()
    return run.tally


def ready(row: Row) -> Read:
    """A row of `dragoman batch` as a document ready to be stored, or why there is none."""
    if row.record is None:
        error = row.error or {}
        return row.key, _failure(row, error.get("type", ""), error.get("message", ""))
    try:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return row.key, write.entry(Record.from_dict(row.record), str(row.digest), now, row.version)
    except Exception as error:  # one report must never stop the run, whatever is wrong with it
        return row.key, _failure(row, type(error).__name__, str(error))


def read(piece: Piece, today: date | None = None) -> Read:
    """A piece as a document ready to be stored, or why it is none."""
    from dragoman.reading import pipeline

    try:
        record = pipeline.read(piece.document(today))
        return piece.key, write.entry(record, piece.digest, datetime.now(UTC).isoformat(timespec="seconds"))
    except Exception as error:  # one report must never stop the run, whatever is wrong with it
        return piece.key, _failure(piece, type(error).__name__, str(error))


def _failure(piece: Piece | Row, kind: str, message: str) -> write.Failure:
    return write.Failure(piece.key, piece.origin, piece.digest, kind, " ".join(message.split()))


def _lost(piece: Piece | Row) -> Read:
    return piece.key, _failure(piece, "ProcessDied", workers.DIED)


class _Run:
    """One run: what the store knows already, and how many reports came to what."""

    def __init__(self, engine: Engine, again: bool, retry: bool, seen: Callable[[Tally], None]) -> None:
        self.engine, self.seen, self.tally = engine, seen, Tally()
        self.origins: set[str] = set()
        self.refused: set[str] = set()
        with database.reading(engine) as connection:
            known = select(documents.c.key, documents.c.digest)
            self.known = {} if again else {row.key: row.digest for row in connection.execute(known)}
            earlier = select(documents.c.key, versions.c.digest).join(versions, versions.c.document_id == documents.c.id)
            self.earlier = set() if again else {(row.key, row.digest) for row in connection.execute(earlier)}
            failed = select(failures.c.key, failures.c.digest).where(failures.c.digest.is_not(None))
            self.failed = {} if retry else {row.key: row.digest for row in connection.execute(failed)}

    def tasks(self, found: Iterable[_Found | Refused]) -> Iterator[_Found]:
        """The pieces that have to be read; of all others only the tally is kept.

        Of reports that share a key the last one counts: one whose text an earlier version has is read only if the present version
        does not come after it.
        """
        back: dict[str, _Found] = {}
        for piece in found:
            self.origins.add(piece.origin)
            if isinstance(piece, Refused):
                self.refused.add(piece.key)
                self.keep(piece.key, write.Failure(piece.key, piece.origin, None, "SourceError", piece.message))
            elif self.known.get(piece.key) == piece.digest:
                self._pass_over(back.pop(piece.key, None))
                self._count("unchanged")
            elif (piece.key, piece.digest) in self.earlier:
                self._pass_over(back.pop(piece.key, None))
                if piece.is_capture:
                    self._count("unchanged")
                else:
                    back[piece.key] = piece
            elif self.failed.get(piece.key) == piece.digest:
                self._count("failed")
            else:
                self.known[piece.key] = piece.digest
                self.earlier.add((piece.key, piece.digest))
                self._pass_over(back.pop(piece.key, None))
                yield piece
        yield from back.values()

    def _pass_over(self, piece: _Found | None) -> None:
        if piece is not None:
            self._count("unchanged")

    def keep(self, key: str, result: write.Entry | write.Failure) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with database.writing(self.engine) as connection:
            if isinstance(result, write.Failure):
                write.fail(connection, result, now)
                fate: Fate = "failed"
            else:
                fate = write.put(connection, key, result)
        self._count(fate, result.message if isinstance(result, write.Failure) else None)

    def finish(self) -> None:
        """Forget failures that no piece came of, where what they came from was gone through now without them."""
        with database.writing(self.engine) as connection:
            told = connection.execute(select(failures.c.key, failures.c.origin).where(failures.c.digest.is_(None)))
            mended = [row.key for row in told if row.origin in self.origins and row.key not in self.refused]
            for key in mended:
                connection.execute(delete(failures).where(failures.c.key == key))

    def _count(self, fate: Fate, why: str | None = None) -> None:
        self.tally = self.tally.plus(fate, why)
        self.seen(self.tally)
