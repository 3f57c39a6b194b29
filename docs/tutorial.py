"""Runs the sessions in the documentation: `python docs/tutorial.py --check`, or `--write` to put in what is printed now.

A block that opens with ```console is a session: a line with "$ " is a command for the shell, what follows is what it prints.
All sessions of a page run in order in one folder that holds `examples/talks` as `talks`, on a terminal of 100 columns. Two things
are not the same from run to run or from machine to machine, and only these: the folder's name, which is printed as
`/home/me/talk`, a name as long as its own; and the decimals of a score, which are passed over when outputs are compared.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = tuple(ROOT / "docs" / name for name in ("tutorial.md", "why.md"))
FOLDER = "/home/me/talk"
COLUMNS = "100"
# Seconds for one command.
LONGEST = 120
_SESSION = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_SCORE = re.compile(r"\bscore 0\.\d\d\b")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for the sessions of one page, with a name as long as `FOLDER`, so that lines break at the same words."""
    made = Path(tempfile.mkdtemp(prefix="", dir="/tmp"))
    try:
        shutil.copytree(ROOT / "examples" / "talks", made / "talks")
        yield made
    finally:
        shutil.rmtree(made)


def run(command: str, where: Path) -> str:
    """What a command prints, on both streams, without blanks at the ends of lines.

    Raises:
        SystemExit: if it fails.
    """
    program = f'dragoman() {{ "{sys.executable}" -m dragoman "$@"; }}\n'
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DRAGOMAN")}
    environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": COLUMNS, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["sh", "-c", program + command], cwd=where, env=environment, timeout=LONGEST, check=False, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"$ {command}\n{done.stdout}exit code {done.returncode}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.replace(str(where), FOLDER).splitlines())


def fresh(page: str) -> str:
    """The page with every session run anew."""
    with folder() as where:
        return _SESSION.sub(lambda session: _again(session[0], where), page)


def _again(session: str, where: Path) -> str:
    commands = [line for line in session.splitlines() if line.startswith("$ ")]
    return "\n".join(f"{command}\n{run(command[2:], where)}" for command in commands)


def difference(shown: str, printed: str) -> list[str]:
    """Lines that differ, as a unified diff; [] if the page shows what is printed."""
    before, after = (_SCORE.sub("score", page).splitlines() for page in (shown, printed))
    return list(difflib.unified_diff(before, after, "shown", "printed", lineterm="", n=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="exit code 1 if a page shows what is not printed")
    what.add_argument("--write", action="store_true", help="put in what is printed")
    write = parser.parse_args().write
    stale = False
    for path in PAGES:
        shown = path.read_text(encoding="utf-8")
        printed = fresh(shown)
        if write:
            path.write_text(printed, encoding="utf-8")
        elif found := difference(shown, printed):
            stale = True
            sys.stdout.write("\n".join([path.name, *found, ""]))
    if stale:
        raise SystemExit("The pages are stale: run python docs/tutorial.py --write, and read what changed.")


if __name__ == "__main__":
    main()
