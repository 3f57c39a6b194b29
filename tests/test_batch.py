"""Many reports, one a line: same order, same results from any number of processes, and no document stops a run."""

import io
import json
import os
from collections.abc import Iterable
from datetime import date
from functools import partial

import pytest

from dragoman import batch, raw
from dragoman.batch import Answer
from dragoman.errors import SourceError
from dragoman.reading import pipeline
from dragoman.record import Record
from dragoman.text import Document
from dragoman.workers import SHARE, SHARES_AHEAD

FRENCH = "Les deux ministres se sont rencontrés à Vienne pour parler du cessez-le-feu."


def lines(*rows: object) -> io.BytesIO:
    return io.BytesIO(b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows))


def ran(stream: io.BytesIO, **options: object) -> tuple[batch.Done, list[dict[str, object]]]:
    written: list[str] = []
    done = batch.run(stream, written.append, **options)  # type: ignore[arg-type]
    assert all("\n" not in line for line in written)
    return done, [json.loads(line) for line in written]


def echo(line: tuple[int, bytes]) -> Answer:
    """Stands for the reading: gives the line back, and dies where the text says so."""
    number, body = line
    if b"die" in body:
        os._exit(9)
    return Answer(json.dumps([number, json.loads(body)["id"]]), failed=b"bad" in body)


def test_one_record_a_line_in_the_same_order() -> None:
    rows = [{"id": f"d{n}", "text": FRENCH, "published": "2025-03-01", "title": "T"} for n in range(5)]
    done, made = ran(lines(*rows))
    assert done == batch.Done(5, 0)
    assert [Record.from_dict(row).id for row in made] == ["d0", "d1", "d2", "d3", "d4"]
    assert made[0]["published"] == "2025-03-01"


def test_a_failed_document_gives_an_error_object_and_the_run_goes_on() -> None:
    done, made = ran(
        lines({"id": "a", "text": FRENCH}, b"{oops\n", b"\n", {"id": "c", "text": ""}, b"\xff\xfe\n", {"id": "e", "text": FRENCH})
    )
    assert done == batch.Done(5, 3)
    assert [row["id"] for row in made] == ["a", "line-2", "c", "line-5", "e"]
    errors = [row["error"] for row in made if "error" in row]
    assert [(error["type"], error["line"]) for error in errors] == [("SourceError", 2), ("SourceError", 4), ("SourceError", 5)]  # type: ignore[index]
    assert errors[1]["message"] == "the text of 'c' is empty: there is nothing to read"  # type: ignore[index]
    assert errors[2]["message"] == "line 5 is not UTF-8: byte 0"  # type: ignore[index]


@pytest.mark.parametrize("error", [ValueError("a\n b"), RecursionError(), MemoryError(), AssertionError()])
def test_no_error_of_the_reading_stops_the_run(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(doc: Document) -> Record:
        raise error

    monkeypatch.setattr(pipeline, "read", broken)
    done, made = ran(lines({"id": "a", "text": "x"}, {"id": "b", "text": "x"}))
    assert done == batch.Done(2, 2)
    assert made[1] == {"id": "b", "error": {"type": type(error).__name__, "message": " ".join(str(error).split()), "line": 2}}


def test_a_line_that_is_too_long_is_refused_without_being_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "MAX_BYTES", 1000)
    done, made = ran(lines({"id": "a", "text": "x" * 5000}, {"id": "b", "text": FRENCH}))
    assert [row["id"] for row in made] == ["line-1", "b"]
    assert "line 1 is larger than" in made[0]["error"]["message"]  # type: ignore[index]
    assert done == batch.Done(2, 1)


def test_a_byte_order_mark_and_a_missing_last_line_end_are_well() -> None:
    stream = io.BytesIO(b"\xef\xbb\xbf" + json.dumps({"id": "a", "text": FRENCH}).encode())
    assert ran(stream)[0] == batch.Done(1, 0)


def test_a_date_after_today_is_noted() -> None:
    made = ran(lines({"id": "a", "text": FRENCH, "published": "2030-01-01"}), today=date(2025, 3, 1))[1]
    assert made[0]["notes"][0].startswith("the publication date 2030-01-01 lies after today")  # type: ignore[index]


def test_processes_give_the_same_lines_as_one() -> None:
    rows = [{"id": f"d{n}", "text": FRENCH if n % 3 else ""} for n in range(23)]
    assert ran(lines(*rows), processes=2) == ran(lines(*rows))


def test_a_line_that_kills_its_process_fails_alone() -> None:
    rows = [{"id": f"d{n}", "text": "die" if n == 2 else "bad" if n == 9 else "x"} for n in range(11)]
    done, made = ran(lines(*rows), processes=2, reader=echo)
    assert done == batch.Done(11, 2)
    assert made[2] == {"id": "d2", "error": {"type": "ProcessDied", "line": 3, "message": made[2]["error"]["message"]}}  # type: ignore[index,call-overload]
    assert [row for n, row in enumerate(made) if n != 2] == [[n + 1, f"d{n}"] for n in range(11) if n != 2]


class _Endless(io.BytesIO):
    """A stream that counts the lines taken from it."""

    taken = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        self.taken += 1
        return b'{"id": "x", "text": "x"}\n' if self.taken <= 1000 else b""


@pytest.mark.parametrize("processes", [1, 2])
def test_only_a_few_lines_are_under_way(processes: int) -> None:
    stream = _Endless()
    ahead: list[int] = []
    written: list[str] = []

    def write(text: str) -> None:
        written.append(text)
        ahead.append(stream.taken - len(written))

    batch.run(stream, write, processes=processes, reader=echo)
    assert len(written) == 1000
    assert max(ahead) <= processes * SHARES_AHEAD * SHARE + 1


def test_the_reader_may_carry_the_day_of_reading() -> None:
    answers: Iterable[Answer] = map(partial(batch.read_line, today=date(2025, 1, 1)), [(1, b"{")])
    assert [answer.failed for answer in answers] == [True]


def test_what_cannot_be_opened() -> None:
    with pytest.raises(SourceError, match="there is no such file"), batch.opened("/nowhere.jsonl"):
        pass
    with pytest.raises(SourceError, match="cannot be read: Is a directory"), batch.opened("/"):
        pass
