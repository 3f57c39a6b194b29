"""Reads source tables and writes the package's TSV files, each with its head of source, licence and date."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "actors"
HAND = ROOT / "knowledge" / "hand"
GAZETTEER = ROOT / "dragoman" / "gazetteer"


def shared_csv(name: str) -> list[dict[str, str]]:
    """Rows of a comma-separated table in the shared data folder."""
    with (SHARED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def hand_tsv(name: str) -> list[dict[str, str]]:
    """Rows of a table kept by hand under knowledge/hand."""
    with (HAND / name).open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(name: str, head: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write gazetteer/`name` with `head` as comment lines."""
    with (GAZETTEER / name).open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"# {line}\n" for line in head.strip().splitlines())
        stream.write("\t".join(columns) + "\n")
        stream.writelines("\t".join(row) + "\n" for row in rows)
