"""Rows as CSV whose cells no spreadsheet runs, as tab-separated GDELT files, as JSON Lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from dragoman import serial

# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: Any) -> Any:
    """A cell that a spreadsheet shows and does not run: text that begins like a formula gets an apostrophe in front.

    Source: OWASP, "CSV Injection".
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], out: TextIO, *, tabs: bool = False) -> int:
    """Write rows with a head line; the number of rows.

    Args:
        tabs: tab-separated, as POLECAT, ICEWS and GDELT are.
    """
    writer = csv.DictWriter(out, columns, delimiter="\t" if tabs else ",", lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({name: safe(cell) for name, cell in row.items()})
        count += 1
    return count


def write_jsonl(rows: Iterable[Mapping[str, Any]], out: TextIO) -> int:
    """Write rows as one JSON object a line; the number of rows."""
    count = 0
    for row in rows:
        out.write(serial.dumps(dict(row)) + "\n")
        count += 1
    return count
