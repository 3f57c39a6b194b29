"""Web archives: which records are reports, and that damage costs no more than the damaged record."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dragoman import adding, archives, intake, sources
from dragoman.errors import SourceError
from dragoman.store import database

pytest.importorskip("fastwarc")

PAGE = (
    "<html><head><title>Talks</title>{head}</head><body><article><p>Norway and Chile held round {n} of talks in Lima on Monday.</p>"
    "<p>“We made progress,” said Norwegian minister Kari Lund after the session of three hours.</p></article></body></html>"
)  # fmt: skip


def record(
    n: int, body: bytes | None = None, *, length: int | None = None, kind: str = "text/html; charset=utf-8", more: str = "",
    status: str = "200 OK", of: str = "response", head: str = "",
) -> bytes:  # fmt: skip
    """A record of an archive, as its bytes."""
    body = PAGE.format(n=n, head=head).encode() if body is None else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
    said = f"WARC/1.0\r\nWARC-Type: {of}\r\nWARC-Target-URI: https://example.org/{n}\r\nWARC-Date: 2031-03-04T10:00:00Z\r\n"
    carried = f"Content-Type: application/http; msgtype={of}\r\nContent-Length: {len(http) if length is None else length}\r\n\r\n"
    return (said + f"WARC-Record-ID: <urn:uuid:{n}>\r\n" + carried).encode() + http + b"\r\n\r\n"


def plain(records: Sequence[bytes]) -> bytes:
    return b"".join(records)


def packed(records: Sequence[bytes]) -> bytes:
    return b"".join(map(gzip.compress, records))


def broken(data: bytes) -> bytes:
    """Compressed bytes with one turned over in the middle."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def walk(tmp_path: Path, data: bytes, name: str = "x.warc") -> list[str]:
    """The last parts of the addresses of what was found, "!" before what is damaged."""
    path = tmp_path / name
    path.write_bytes(data)
    return [
        ("!" if capture.raw is None else "") + capture.key.rsplit("/", 1)[-1].split("#")[0] for capture in archives.captures(path)
    ]


@pytest.mark.parametrize("form", [plain, packed, lambda records: gzip.compress(b"".join(records))])
def test_html_answers_are_reports(tmp_path: Path, form: Callable[[Sequence[bytes]], bytes]) -> None:
    rows = [
        record(0, of="warcinfo"), record(1), record(2, of="request"), record(3, status="404 Not Found"),
        record(4, kind="image/png"), record(5),
        record(6, gzip.compress(PAGE.format(n=6, head="").encode()), more="Content-Encoding: gzip\r\n"),
    ]  # fmt: skip
    assert walk(tmp_path, form(rows)) == ["1", "5", "6"]


@pytest.mark.parametrize("form", [plain, packed])
@pytest.mark.parametrize(
    ("second", "found"),
    [
        pytest.param(record(2, length=10**12), ["1", "!x.warc", "3"], id="a length without end"),
        pytest.param(record(2, kind="image/png", length=10**12), ["1", "!x.warc", "3"], id="a picture without end"),
        pytest.param(record(2, length=10**30), ["1", "!x.warc", "3"], id="a length that is no number of bytes"),
        pytest.param(record(2, length=-5), ["1", "!x.warc", "3"], id="a negative length"),
        pytest.param(record(2, length=20), ["1", "!x.warc", "3"], id="a length too short"),
        pytest.param(record(2, b"x" * 10_000_001), ["1", "!x.warc", "3"], id="a page too large"),
        pytest.param(
            record(2).replace(b"WARC-Date", b"X: " + b"y" * 3_000_000 + b"\r\nWARC-Date"), ["1", "!x.warc", "3"], id="header"
        ),
        pytest.param(
            record(2, gzip.compress(b"a" * 50_000_000), more="Content-Encoding: gzip\r\n"), ["1", "!x.warc", "3"], id="a bomb"
        ),
        pytest.param(record(2, b"no gzip", more="Content-Encoding: gzip\r\n"), ["1", "!x.warc", "3"], id="no gzip"),
        pytest.param(record(2, b"zz\r\n", more="Transfer-Encoding: chunked\r\n"), ["1", "!x.warc", "3"], id="no chunks"),
        pytest.param(b"what is this?\r\n\r\n", ["1", "!x.warc", "3"], id="no record"),
    ],
)
def test_damage_costs_one_record(tmp_path: Path, form: Callable[[Sequence[bytes]], bytes], second: bytes, found: list[str]) -> None:
    assert walk(tmp_path, form([record(1), second, record(3)])) == found


def test_damaged_compression_costs_one_record(tmp_path: Path) -> None:
    first, second, third = (gzip.compress(record(n)) for n in (1, 2, 3))
    assert walk(tmp_path, first + broken(second) + third, "x.warc.gz") == ["1", "!x.warc.gz", "3"]
    assert walk(tmp_path, broken(first) + second, "x.warc.gz") == ["!x.warc.gz", "2"]
    assert walk(tmp_path, first + second[:-30], "x.warc.gz") == ["1", "!x.warc.gz"]


def test_an_archive_cut_off(tmp_path: Path) -> None:
    assert walk(tmp_path, (record(1) + record(2))[:-40]) == ["1", "!x.warc"]
    assert walk(tmp_path, b"") == []
    assert walk(tmp_path, b"no archive at all" * 99) == ["!x.warc"]


def test_dates_are_those_of_the_page_else_of_the_capture(tmp_path: Path) -> None:
    dated = record(2, head='<meta property="article:published_time" content="2031-03-02">')
    path = tmp_path / "x.warc"
    path.write_bytes(record(1) + dated)
    docs = [sources.from_raw(capture.raw) for capture in archives.captures(path) if capture.raw]
    assert [(doc.published, doc.published_by) for doc in docs] == [("2031-03-04T10:00:00Z", "warc"), ("2031-03-02", "meta")]
    assert [doc.url for doc in docs] == ["https://example.org/1", "https://example.org/2"]


def test_too_many_records_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_RECORDS", 2)
    with pytest.raises(SourceError, match="holds more than 2 records: split it"):
        walk(tmp_path, plain([record(n) for n in range(3)]))


def test_without_the_extra_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    path = tmp_path / "x.warc"
    path.write_bytes(record(1))
    (refused,) = intake.pieces([str(path)])
    assert isinstance(refused, intake.Refused)
    assert refused.message.endswith("pip install 'dragoman[warc]'")


def test_two_captures_of_a_page_are_two_versions_and_a_second_run_does_nothing(tmp_path: Path, model: Path) -> None:
    path, engine = tmp_path / "x.warc", database.engine(tmp_path / "s.db", create=True)
    later = record(1, PAGE.format(n="two", head="").encode())
    path.write_bytes(record(1) + later + b"damage\r\n")
    assert adding.add(engine, intake.pieces([str(path)])) == adding.Tally(added=1, changed=1, failed=1)
    assert adding.add(engine, intake.pieces([str(path)])) == adding.Tally(unchanged=2, failed=1)
    path.write_bytes(record(1) + later)
    assert adding.add(engine, intake.pieces([str(path)])) == adding.Tally(unchanged=2)
    with database.reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM failures").scalar() == 0
