"""A run that is killed at any moment and run again leaves the store that an undisturbed run leaves."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

TEXT = "LIMA, {day} March 2031 – Norway and Chile held talks in Lima on {day} March 2031. “Round {n} went well,” said Kari Lund."
# Tables whose rows are compared, with the columns that differ from run to run left out.
TABLES = (
    "documents", "versions", "items", "item_parties", "item_people", "contacts", "contact_members", "contact_keys", "failures",
    "item_topics", "item_links", "process_keys", "contact_links",
)  # fmt: skip
TIMES = {"read_at", "failed_at"}


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a store."""
    found = {}
    with sqlite3.connect(path) as connection:
        for table in TABLES:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in TIMES]
            found[table] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)
    connection.close()
    return found


def add(reports: Path, db: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dragoman", "add", str(reports), "--db", str(db), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def test_kills_cost_nothing(tmp_path: Path, model: Path) -> None:
    rows = [{"id": str(n), "text": TEXT.format(day=n % 28 + 1, n=n)} for n in range(40)] + [{"id": "bad", "text": ""}]
    reports = tmp_path / "reports.jsonl"
    reports.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    whole, cut = tmp_path / "whole.db", tmp_path / "cut.db"
    assert add(reports, whole).wait(120) == 0
    kills, started, moment = 0, list[int](), random.Random(1)
    for _ in range(3):
        run = add(reports, cut, "--workers", "2")
        try:
            run.wait(moment.uniform(0.5, 3.0))
        except subprocess.TimeoutExpired:
            started += children(run.pid)
            run.kill()
            run.wait()
            kills += 1
    assert kills
    end = time.monotonic() + 30
    while alive := [pid for pid in started if Path(f"/proc/{pid}/exe").exists()]:
        assert time.monotonic() < end, f"processes outlive the one that started them: {alive}"
        time.sleep(0.05)
    assert add(reports, cut, "--workers", "2").wait(120) == 0
    left, right = dump(cut), dump(whole)
    assert {table: len(found) for table, found in left.items()} == {table: len(found) for table, found in right.items()}
    assert left == right
