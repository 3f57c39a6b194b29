"""A PostgreSQL server of the tests' own: on a private socket in a folder of its own, gone when they end."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path | None:
    """The folder of `initdb`: Debian keeps it out of the path."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else debian[-1].parent if debian else None


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server and give its address; the test is skipped where PostgreSQL is not installed."""
    pytest.importorskip("psycopg", reason="needs the extra: pip install 'dragoman[postgres]'")
    at = programs()
    if at is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    folder.mkdir(parents=True)
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def call(program: str, *args: str) -> None:
        subprocess.run([*as_user, str(at / program), *args], check=True, capture_output=True, cwd=folder)

    data = str(folder / "data")
    call("initdb", "-D", data, "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync")
    call("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-h '' -k {folder} -c fsync=off", "start")
    try:
        yield f"postgresql://tester@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
