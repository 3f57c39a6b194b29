"""Values of durations and repetitions, which need no anchor."""

from __future__ import annotations

from dragoman.reading.timex_context import Context, Resolved
from dragoman.reading.timex_find import Found
from dragoman.reading.timex_rules import Conventions

# TIMEX3 prefix and letter of each unit code of lists.yaml, and how many of them it is.
UNITS = {
    "TS": ("PT", "S", 1), "TM": ("PT", "M", 1), "TH": ("PT", "H", 1), "D": ("P", "D", 1), "N": ("P", "D", 1), "WE": ("P", "D", 2),
    "W": ("P", "W", 1), "FN": ("P", "W", 2), "M": ("P", "M", 1), "Q": ("P", "Q", 1), "Y": ("P", "Y", 1), "DE": ("P", "Y", 10),
    "CE": ("P", "Y", 100), "ML": ("P", "Y", 1000),
}  # fmt: skip
_HALVES = {"Y": "6M", "H": "30M", "M": "30S"}


def length_value(count: float, unit: str, conventions: Conventions = "dragoman") -> str:
    """The TIMEX3 value of a length: half an hour "PT30M", two decades "P20Y", 2.5 years "P2.5Y" (in TimeML corpora "P2Y6M").

    Args:
        count: how many.
        unit: a code of the lists `unit` and `units`.
    """
    prefix, letter, factor = UNITS[unit]
    count *= factor
    whole, rest = int(count), count - int(count)
    half = _HALVES.get(letter) if letter != "M" or prefix == "PT" else None
    decimal = letter == "Y" and whole and conventions == "dragoman"
    if rest == 0.5 and half is not None and not decimal:
        return f"{prefix}{f'{whole}{letter}' if whole else ''}{half}"
    return f"{prefix}{f'{count:.2f}'.rstrip('0').rstrip('.')}{letter}"


def vague_value(unit: str) -> str:
    prefix, letter, _ = UNITS[unit]
    return f"{prefix}X{letter}"


def duration(found: Found, context: Context) -> Resolved:
    """The value of an expression of kind `duration`."""
    fields = found.fields
    count, unit = fields.get("count"), fields["unit" if "unit" in fields else "units"]
    if count in (None, "auto") and "vague" not in fields:
        count = "1"
    if fields.get("vague") == "auto":
        return Resolved(vague_value(unit) if "units" in fields else length_value(1, unit))
    if count == "auto" or count is None:
        return Resolved(vague_value(unit))
    return Resolved(length_value(float(count) + float(fields.get("plus", 0)), unit, context.conventions))


def repetition(found: Found, context: Context) -> Resolved:
    """The value of an expression of kind `set`: "every week" P1W, "each July" XXXX-07, "on Mondays" XXXX-WXX-1."""
    fields = found.fields
    if "adverb_unit" in fields or "value" in fields:
        return Resolved(fields.get("adverb_unit") or fields["value"])
    part = f"T{fields['parts']}" if "parts" in fields else ""
    weekday = fields.get("weekday", fields.get("weekdays"))
    if weekday:
        return Resolved(f"XXXX-WXX-{weekday}{part}")
    if "month" in fields:
        return Resolved(f"XXXX-{int(fields['month']):02}")
    if season := fields.get("season", fields.get("seasons")):
        return Resolved(f"XXXX-{season}")
    if part_of_day := fields.get("part", fields.get("set_parts")):
        return Resolved(f"XXXX-XX-XXT{part_of_day}")
    if "holiday" in fields:
        return Resolved(f"XXXX-{fields['holiday']}" if fields["holiday"][:2].isdigit() else "P1Y")
    unit = fields["unit" if "unit" in fields else "units"]
    return Resolved(length_value(float(fields.get("count", 1)), unit))
