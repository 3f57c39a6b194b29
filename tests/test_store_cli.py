"""The commands on a store: add, contacts, said, show, db."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman import adding, intake
from dragoman.cli import main
from dragoman.store import database

TALKS = "LIMA, 3 March 2031 – Norway and Chile held talks in Lima on Monday. “We made progress,” said Norwegian minister Kari Lund."
CALL = "OSLO, 9 April 2031 – Norwegian Prime Minister Ola Berg spoke by phone with President Luis Soto of Chile on Wednesday."


def run(*args: str, db: Path | None = None) -> Result:
    return CliRunner().invoke(main, [*args, *(["--db", str(db)] if db else [])])


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "old").mkdir(parents=True)
    (folder / "talks.txt").write_text(TALKS, encoding="utf-8")
    (folder / "old" / "call.txt").write_text(CALL, encoding="utf-8")
    (folder / "empty.txt").write_text(" ", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    rows = [{"id": "x", "text": TALKS, "published": "2031-03-04"}, {"text": ""}, {"text": CALL, "url": "https://example.org/call"}]
    (folder / "more.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n{oops\n", encoding="utf-8")
    return folder


def test_reports_are_added_once_and_asked(reports: Path, tmp_path: Path) -> None:
    db = tmp_path / "s.db"
    first = run("add", str(reports), db=db)
    assert (first.exit_code, first.stderr.splitlines()[0]) == (0, f"4 added, 0 changed, 0 unchanged, 3 failed, in {db}")
    again = run("add", str(reports), db=db)
    assert again.stderr.splitlines()[0] == f"0 added, 0 changed, 4 unchanged, 3 failed, in {db}"
    rows = [json.loads(line) for line in run("contacts", "--between", "Norway", "chl", "--json", db=db).stdout.splitlines()]
    assert [(row["kind"], row["first_day"], row["sources"]) for row in rows] == [
        ("call", "2031-04-09", 2),
        ("talks", "2031-03-03", 2),
    ]
    said = [json.loads(line) for line in run("said", "progress", "--by", "lund", "--json", db=db).stdout.splitlines()]
    assert [s["body"]["party"] for s in said] == ["NOR", "NOR"]
    assert run("contacts", "--since", "2032", db=db).stdout == "No such contact.\n"
    shown = run("show", f"C{rows[0]['id']}", db=db).stdout
    assert "spoke by phone" in shown
    assert json.loads(run("show", "D1", "--json", db=db).stdout)["text"] in (CALL, TALKS)
    assert run("show", f"D{said[0]['document']}.{said[0]['body']['id']}", db=db).stdout.startswith("source")
    errors = run("show", "errors", db=db).stdout
    assert "is empty: there is nothing to read" in errors
    assert "line 4 is not JSON" in errors


def test_a_changed_report_is_read_again_and_a_mended_one_is_no_failure(reports: Path, tmp_path: Path) -> None:
    db = tmp_path / "s.db"
    run("add", str(reports), db=db)
    (reports / "talks.txt").write_text(TALKS + " They will meet again.", encoding="utf-8")
    (reports / "empty.txt").write_text(CALL, encoding="utf-8")
    changed = run("add", str(reports), db=db)
    assert changed.stderr.splitlines()[0] == f"1 added, 1 changed, 3 unchanged, 2 failed, in {db}"


def test_of_reports_that_share_an_address_the_last_counts_and_a_second_run_does_nothing(tmp_path: Path) -> None:
    db, lines = tmp_path / "s.db", tmp_path / "live.jsonl"

    def added(*texts: str) -> tuple[str, str]:
        lines.write_text(
            "".join(json.dumps({"url": "https://example.org/live", "text": t}) + "\n" for t in texts), encoding="utf-8"
        )
        tally = run("add", str(lines), db=db).stderr.splitlines()[0]
        return tally.removesuffix(f", 0 failed, in {db}"), json.loads(run("show", "D1", "--json", db=db).stdout)["text"]

    assert added(TALKS, CALL) == ("1 added, 1 changed, 0 unchanged", CALL)
    assert added(TALKS, CALL) == ("0 added, 0 changed, 2 unchanged", CALL)
    assert added(TALKS, TALKS) == ("0 added, 1 changed, 1 unchanged", TALKS)  # changed back
    assert added(CALL, TALKS) == ("0 added, 0 changed, 2 unchanged", TALKS)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["add", "nowhere.txt"], "Error: no report could be read"),
        (["contacts"], "there is no such store; make one with `dragoman add`"),
        (["show", "X1"], "'X1' is no id"),
        (["contacts", "--kind", "party"], "'party' is not one of"),
        (["add", "."], "there are no reports: give files of text or HTML"),
    ],
)
def test_a_wrong_call_is_one_line(args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code in (1, 2)
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_an_older_store_is_brought_up_by_db_upgrade(reports: Path, tmp_path: Path) -> None:
    db = tmp_path / "s.db"
    run("add", str(reports), db=db)
    assert run("db", "upgrade", db=db).exit_code == 0


def test_the_store_is_named_by_the_environment(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_DB", str(tmp_path / "env.db"))
    assert run("add", str(reports / "talks.txt")).exit_code == 0
    assert (tmp_path / "env.db").exists()


# ---- pieces
def test_pieces_of_a_folder_are_in_the_order_of_their_paths_and_counted(reports: Path) -> None:
    found = list(intake.pieces([str(reports)]))
    names = [piece.key.rsplit("/", 1)[-1] for piece in found]
    assert names == ["empty.txt", "more.jsonl#x", "more.jsonl#2", "call", "more.jsonl#4", "call.txt", "talks.txt"]
    assert intake.count([str(reports)]) == len(found)


def test_a_digest_changes_with_all_that_changes_the_reading(reports: Path) -> None:
    given = [intake.Facts(), intake.Facts(published="2031-01-01"), intake.Facts(source="NTB")]
    digests = {next(iter(intake.pieces([str(reports / "talks.txt")], facts))).digest for facts in given}  # type: ignore[union-attr]
    assert len(digests) == 3


def test_a_damaged_gzip_is_one_failure(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl.gz").write_bytes(b"\x1f\x8b not at all")
    (refused,) = intake.pieces([str(tmp_path)])
    assert isinstance(refused, intake.Refused)
    assert "cannot be unpacked" in refused.message


def killed(piece: intake.Piece, today: object = None) -> adding.Read:
    """Stands for the reading: dies at one report."""
    if piece.key.endswith("talks.txt"):
        os._exit(9)
    return adding.read(piece)


def test_a_report_that_kills_its_process_is_a_failure(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "read", killed)
    engine = database.engine(tmp_path / "s.db", create=True)
    tally = adding.add(engine, intake.pieces([str(reports / "talks.txt"), str(reports / "old")]), processes=2)
    assert tally == adding.Tally(added=1, failed=1)
