"""The record as JSON text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.record import Record

# Controls, line separators and direction marks that JSON allows but a terminal or a page acts on.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def dumps(value: Any, indent: int | None = None) -> str:
    """A value as JSON, readable in any script; characters that act on a terminal are written as escapes."""
    return _ACTING.sub(
        lambda match: f"\\u{ord(match.group()):04x}", json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    )


def to_json(record: Record, indent: int | None = None) -> str:
    """A record as JSON: on one line, or indented."""
    return dumps(record.to_dict(), indent)
