"""Processes that read: they end with the run, and one that dies takes along at most what killed it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from multiprocessing import connection
from pathlib import Path

import pytest

from dragoman import workers

REPORTS = 80
# Seconds in which a run must end, on a machine that does much else meanwhile.
PATIENCE = 240
TEXT = "LIMA, {day} March 2031 – Norway and Chile held talks in Lima on {day} March 2031. “Round {n} went well,” said Kari Lund."


def slow(task: int) -> int:
    """Stands for the reading: the later tasks take longer than any test may."""
    time.sleep(0 if task < 4 else 600)
    return task


def cut_short(task: int) -> int:
    """Stands for a process that the system kills while it hands over what it has read."""
    if task == 5:
        connection.Connection._send = _send_some  # type: ignore[attr-defined]
    return task


def _send_some(self: connection.Connection, answer: bytes) -> None:
    os.write(self.fileno(), bytes(answer)[:6])
    os.kill(os.getpid(), signal.SIGKILL)


def lost(task: int) -> int:
    return -1


def test_processes_end_when_no_more_answers_are_wanted() -> None:
    began = time.monotonic()
    with closing(workers.spread(slow, range(100), 2, lost)) as answers:
        assert next(answers) == 0
    assert time.monotonic() - began < 60
    assert not descendants(os.getpid())


def test_a_process_that_dies_in_the_middle_of_an_answer_takes_one_task_along() -> None:
    with closing(workers.spread(cut_short, range(12), 2, lost)) as answers:
        assert list(answers) == [0, 1, 2, 3, 4, -1, 6, 7, 8, 9, 10, 11]


def descendants(pid: int) -> list[int]:
    """Processes that a process has started and that run still; those of pytest's own are none of Python's pools."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            found += [child] * (b"spawn_main" in command) + descendants(child)
    return found


@pytest.fixture
def reports(tmp_path: Path, model: Path) -> Path:
    rows = [{"id": str(n), "text": TEXT.format(day=n % 28 + 1, n=n)} for n in range(REPORTS)]
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def add(reports: Path, db: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "dragoman", "add", str(reports), "--db", str(db), "--workers", "2"]
    # A session of its own, as a shell gives to what it starts: Ctrl-C goes to all processes in it.
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)


def stored(db: Path) -> int:
    """Reports that another process sees in a store while it is written."""
    if not db.exists():
        return 0
    with closing(sqlite3.connect(db, timeout=30)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # its tables are not made yet


def under_way(run: subprocess.Popen[str], db: Path, least: int) -> list[int]:
    """The processes of a run, once it has some and has stored so much."""
    end = time.monotonic() + PATIENCE
    while not (processes := descendants(run.pid)) or stored(db) < least:
        assert run.poll() is None, "the run ended too soon"
        assert time.monotonic() < end, "the run does not come on"
        time.sleep(0.05)
    return processes


def ended(run: subprocess.Popen[str]) -> str:
    """What a run wrote on standard error; one that does not end is killed with all that it started, and fails the test."""
    try:
        return run.communicate(timeout=PATIENCE)[1]
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        pytest.fail("the run did not end")


@pytest.mark.parametrize("least", [0, 8])
def test_ctrl_c_ends_a_run_and_what_was_stored_stays(reports: Path, tmp_path: Path, least: int) -> None:
    db = tmp_path / "s.db"
    run = add(reports, db)
    processes = under_way(run, db, least)
    os.killpg(run.pid, signal.SIGINT)
    assert ended(run) == "Interrupted.\n"
    assert run.returncode == 130
    assert [pid for pid in processes if Path(f"/proc/{pid}/exe").exists()] == []
    kept = stored(db)
    assert least <= kept < REPORTS
    again = add(reports, db)
    assert f"{REPORTS - kept} added, 0 changed, {kept} unchanged, 0 failed" in ended(again)


def test_a_process_that_is_killed_costs_no_report(reports: Path, tmp_path: Path) -> None:
    db = tmp_path / "s.db"
    run = add(reports, db)
    os.kill(under_way(run, db, 10)[-1], signal.SIGKILL)
    assert f"{REPORTS} added, 0 changed, 0 unchanged, 0 failed" in ended(run)
    assert run.returncode == 0
