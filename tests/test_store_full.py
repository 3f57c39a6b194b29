"""A full disk and a place that cannot be written: one clear line, nothing lost, the next run goes on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

TEXT = "LIMA, {day} March 2031 – Norway and Chile held talks in Lima on {day} March 2031. “Round {n} went well,” said Kari Lund."
REPORTS = 60
# Megabytes of the disk that fills up: room for a store and a few reports of the size below.
DISK = 3


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    at = tmp_path / "disk"
    at.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root to mount a small file system")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(at)], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


@pytest.fixture
def reports(tmp_path: Path, model: Path) -> Path:
    """More than the disk can take: each report ends with words that say nothing."""
    rest = "Further words follow here. " * 1500
    rows = [{"id": str(n), "text": f"{TEXT.format(day=n % 28 + 1, n=n)}\n\n{rest}"} for n in range(REPORTS)]
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def add(reports: Path, db: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dragoman", "add", str(reports), "--db", str(db), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=240)


def stored(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in connection.execute("SELECT key FROM documents ORDER BY id")]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk_is_one_line_and_the_next_run_goes_on(reports: Path, disk: Path, tmp_path: Path, workers: str) -> None:
    full = add(reports, disk / "s.db", "--workers", workers)
    assert full.returncode == 1
    assert full.stderr == f"Error: {disk / 's.db'}: the disk is full: nothing was lost; make room and run again\n"
    for part in disk.iterdir():  # room is made by moving the store to a larger disk
        shutil.copy(part, tmp_path / part.name)
    kept = stored(tmp_path / "s.db")
    assert 0 < len(kept) < REPORTS
    rest = add(reports, tmp_path / "s.db", "--workers", workers)
    assert f"{REPORTS - len(kept)} added, 0 changed, {len(kept)} unchanged, 0 failed" in rest.stderr
    assert len(set(stored(tmp_path / "s.db"))) == REPORTS


def test_a_disk_without_any_room_is_one_line(reports: Path, disk: Path) -> None:
    (disk / "filler").write_bytes(bytes(DISK * 2**20 - 8192))
    full = add(reports, disk / "s.db")
    assert full.returncode == 1
    assert full.stderr.startswith(f"Error: {disk / 's.db'}: the disk ")
    assert full.stderr.count("\n") == 1
    assert "full" in full.stderr
    (disk / "filler").unlink()
    assert add(reports, disk / "s.db").stderr.endswith("the disk is full: nothing was lost; make room and run again\n")
    assert stored(disk / "s.db")


@pytest.mark.parametrize("exists", [True, False])
def test_a_disk_that_may_not_be_written_is_one_line(reports: Path, disk: Path, exists: bool, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(reports.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
    if exists:
        assert add(few, disk / "s.db").returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    refused = add(reports, disk / "s.db")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "cannot be written" in refused.stderr or "cannot be opened" in refused.stderr
    asked = subprocess.run(
        [sys.executable, "-m", "dragoman", "contacts", "--db", str(disk / "s.db")], capture_output=True, text=True
    )
    assert (asked.returncode, asked.stderr.count("\n")) == (1, 1)
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert add(few, disk / "s.db").returncode == 0
    assert len(stored(disk / "s.db")) == 2
