"""First pass: find time expressions as fields that say no more than their words ("Thursday" is weekday 4).

Rules are tried only at words that can begin one; the longest match wins. Modifiers before and after, and neighbours that tell
parts of one date ("10 p.m." + "Wednesday", "May 7" + "last year"), become one expression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import OSA

from dragoman.reading import timex_rules
from dragoman.reading.timex_rules import PAD, Conventions, Kind, Modifier, Rule
from dragoman.text import Span


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression before it is anchored.

    Attributes:
        fields: what the words say, see rules.yaml; values as text.
        end: of a range, the fields of its last day or year; empty otherwise.
    """

    span: Span
    rule: str
    kind: Kind
    type: str
    fields: Mapping[str, str]
    mod: str | None = None
    end: Mapping[str, str] | None = None


_CURLY = str.maketrans("‘’‛ʼ“”–—‑−\u00a0\u202f\u2009", "''''\"\"----   ")
_LOWER = {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}
_MASK = "\x00"
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{4,9}\b")
# Names near to a weekday or a month that are none.
_FALSE_FRIENDS = frozenset(
    "munday sundar sundae sundry monda fridal holiday mayday payday midday faraday domnday augusta augusto augustin augustus "
    "abril aprile avril aprils angust marchi octobre decembre novembre septembre januar februar oktober dezember joly julys".split()
)
_SPELT = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "april", "august", "september", "october", "november", "december",
)  # fmt: skip


def clean(text: str) -> str:
    """The text for matching, of the same length: lower case, straight quotes and hyphens, misspelt names as padded abbreviations.

    "Thurday" becomes "thu" and four pad characters; "may" without a capital and other names are masked.
    """
    straight = text.translate(_CURLY)
    masked = timex_rules.names().sub(lambda m: _MASK * len(m.group()), straight)
    return _CAPITALISED.sub(_respell, masked).translate(_LOWER)


def _respell(match: re.Match[str]) -> str:
    written = match.group()
    name = spelt_name(written.lower())
    return written if name is None else name[:3] + PAD * (len(written) - 3)


@cache
def spelt_name(word: str) -> str | None:
    """The weekday or month that a misspelt word means ("wendesday"), None if it is spelt right or means none.

    One letter may be wrong, missing, added or two swapped (optimal string alignment distance 1).
    """
    if word in _SPELT or word in _FALSE_FRIENDS or word in timex_rules.word_list("weekdays"):
        return None
    return next((name for name in _SPELT if OSA.distance(word, name, score_cutoff=1) == 1), None)


def parse_count(words: str) -> float | None:
    """The number that a count means: "two and a half" 2.5, "12 to 18" 12, "a couple of" 2, "twenty-four" 24. None if it means none.

    Of two numbers ("two or three") the first counts.
    """
    total, article = 0.0, False
    for number in _COUNT_WORD.finditer(words.strip()):
        word = re.sub(r"\s+", " ", number.group())
        value = _number(word)
        if word in ("or", "to") and total:
            break
        if value is None:
            continue
        if word in ("hundred", "thousand", "dozen"):
            total = (total or 1) * value
        elif not total or article or _adds(total, value):
            total = value if article else total + value
            article = word.startswith(("another", "a further", "an "))
        else:
            return total if "-" in words or " to " in words else None
    return total or None


def _adds(before: float, value: float) -> bool:
    """Whether a number goes on after another: "twenty" + "four", "hundred" + "ten", 2 + "1/2"."""
    return value < 1 or (before >= 100 and value < 100) or (before >= 20 and before % 10 == 0 and value < 10)


_FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "½": 0.5, "¼": 0.25, "¾": 0.75}
_COUNT_WORD = re.compile(
    r"and a half|and one-half|half a dozen|half an?|a (?:couple(?: of)?|half|hundred|thousand|dozen|further|single|full)"
    r"|an (?:additional|extra)|couple of|[\d.,/]+[½¼¾]?|[a-z]+"
)


def _number(word: str) -> float | None:
    lists = timex_rules.all_lists()
    for name in ("ones", "teens", "tens", "count_start", "count_more"):
        value = lists[name].get(word)
        if value:
            return float(value)
    if word in _FRACTIONS:
        return _FRACTIONS[word]
    match = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)(1/2|1/4|3/4|½|¼|¾)?", word)
    return float(match.group(1).replace(",", "")) + _FRACTIONS.get(match.group(2), 0) if match else None


@dataclass(frozen=True)
class _Index:
    """Rules and modifiers by the word they can begin with."""

    rules: Mapping[str, tuple[Rule, ...]]
    before: Mapping[str, tuple[Modifier, ...]]
    after: tuple[Modifier, ...]
    conventions: Conventions


@cache
def _index(conventions: Conventions) -> _Index:
    rules: dict[str, list[Rule]] = {}
    before: dict[str, list[Modifier]] = {}
    for rule in timex_rules.rules():
        if rule.profile in (None, conventions):
            for word in rule.first:
                rules.setdefault(word, []).append(rule)
    modifiers = [m for m in timex_rules.modifiers() if m.profile in (None, conventions)]
    for modifier in modifiers:
        for word in () if modifier.after else modifier.first:
            before.setdefault(word, []).append(modifier)
    frozen = ({w: tuple(r) for w, r in rules.items()}, {w: tuple(m) for w, m in before.items()})
    return _Index(*frozen, tuple(m for m in modifiers if m.after), conventions)


# Code points before an expression that the guards of a rule see.
_BEFORE = 30
_START = re.compile(r"[^\W\d_]+|\d+|'(?=\d)")
_HEAD = re.compile(r"[^\W\d_]+|\d|'")
_JOINT = re.compile(r"(?:\s{0,3},)?\s{1,4}(?:(?:on|of|at|in|around|about) )?|, ?")
_RANGE = re.compile(r"\s?-\s?|\s(?:to|through|until|till)\s(?:the )?")


def find(text: str, conventions: Conventions) -> list[Found]:
    """All time expressions of a text, in text order, disjoint; false friends are left out.

    Args:
        text: any text; offsets count its code points.
        conventions: which rows of the rules apply.
    """
    cleaned, index = clean(text), _index(conventions)
    found: list[Found] = []
    at = 0
    for word in _START.finditer(cleaned):
        if word.start() < at:
            continue
        key = _key(word.group())
        if key not in index.rules and key not in index.before:
            continue
        if word.start() and _inside_word(cleaned, word.start()):
            continue
        match = _expression(cleaned, word.start(), index)
        if match is not None:
            at = match.span.end
            if match.kind != "nothing":
                found.append(match)
    return found


def _key(word: str) -> str:
    return "#" if word[0].isdigit() else word


def _inside_word(text: str, at: int) -> bool:
    """Whether the character at `at` goes on a word or a number: the "2" of "B2" or "1.2"."""
    before = text[at - 1]
    return before == "_" or before.isalnum() or (text[at].isdigit() and before in ".," and at > 1 and text[at - 2].isdigit())


def _expression(text: str, at: int, index: _Index) -> Found | None:
    """The longest expression at `at`, with its modifiers and joined neighbours."""
    plain, modified = _core(text, at, index), _modified(text, at, index)
    longer = modified is not None and (plain is None or plain.span.end < modified.span.end)
    found = modified if longer else plain
    if found is None or found.kind == "nothing":
        return found
    found = _joined(text, found, index)
    return _suffixed(text, _ranged(text, found, index), index)


def _core(text: str, at: int, index: _Index) -> Found | None:
    """The longest match of a rule at `at`; of equal ones the first in file order."""
    match = _HEAD.match(text, at)
    best: Found | None = None
    for rule in index.rules.get(_key(match.group()), ()) if match else ():
        hit = rule.regex.match(text, at)
        if hit and (best is None or hit.end() > best.span.end) and _guarded(rule, text, hit):
            best = _read(rule, hit) or best
    return best


def _guarded(rule: Rule, text: str, hit: re.Match[str]) -> bool:
    """Whether the neighbourhood lets the rule apply."""
    before, guards = text[max(0, hit.start() - _BEFORE) : hit.start()], rule.guards
    return (
        ("preceded_by" not in guards or bool(guards["preceded_by"].search(before)))
        and ("not_preceded_by" not in guards or not guards["not_preceded_by"].search(before))
        and ("followed_by" not in guards or bool(guards["followed_by"].match(text, hit.end())))
        and ("not_followed_by" not in guards or not guards["not_followed_by"].match(text, hit.end()))
    )


def _read(rule: Rule, hit: re.Match[str]) -> Found | None:
    """The fields of a match; None if its count is no number, or its years run backwards ("2024-17")."""
    fields = dict(rule.fields)
    for group, words in hit.groupdict().items():
        if words is None:
            continue
        name = group.partition("__")[0]
        words = words.rstrip(PAD)
        listed = rule.lists.get(group)
        fields[name] = listed[re.sub(r"\s+", " ", words)] if listed is not None else words
    if fields.get("count", "auto") != "auto":
        count = parse_count(fields["count"])
        if count is None:
            return None
        fields["count"] = f"{count:g}"
    if "yy_end" in fields and fields["yy_end"] <= fields["year"][2:]:
        return None
    start = hit.start()
    if dropped := fields.pop("drop", None):
        start += len(hit.group()) - len(_DROPPED[dropped].sub("", hit.group()))
    return Found(Span(start, hit.end()), rule.id, rule.kind, rule.type, fields, rule.mod)


# What a rule needs to see but leaves out of the expression, by the value of `drop`.
_DROPPED = {"preposition": re.compile(r"^(?:over|at|in|since|by|until|during|of|on) "), "verb": re.compile(r"^last ")}


def _modified(text: str, at: int, index: _Index) -> Found | None:
    """The longest expression with a modifier in front ("over six hours")."""
    match = _HEAD.match(text, at)
    best: Found | None = None
    for modifier in index.before.get(match.group(), ()) if match else ():
        if modifier.guard is not None and not modifier.guard.search(text[max(0, at - _BEFORE) : at]):
            continue
        hit = modifier.regex.match(text, at)
        core = _core(text, hit.end(), index) if hit else None
        if (
            core is not None
            and core.kind != "nothing"
            and group_of(core) in modifier.of
            and not _around_event(modifier, core, text)
        ):
            core = _with_modifier(core, modifier)
            if best is None or core.span.end > best.span.end:
                best = core
    return None if best is None else replace(best, span=Span(at, best.span.end))


def _around_event(modifier: Modifier, core: Found, text: str) -> bool:
    """ "Around Wednesday's ruling" is around the ruling, not around Wednesday."""
    return modifier.mod == "APPROX" and text.startswith("'s", core.span.end)


def _with_modifier(found: Found, modifier: Modifier) -> Found:
    return replace(found, mod=modifier.mod or found.mod, fields={**found.fields, **modifier.fields})


def group_of(found: Found) -> str:
    """What a modifier can stand with: `duration`, `shift`, `time`, `day`, `period`; "" for the rest."""
    if found.kind in ("duration", "shift"):
        return found.kind
    if found.kind != "calendar":
        return ""
    if found.type == "TIME":
        return "time" if found.fields.keys() & {"hour", "hour12", "instant", "ones"} else "day"
    return (
        "day"
        if found.fields.keys() & {"dom", "nth", "ordinal", "weekday", "holiday"} or found.fields.get("unit") == "D"
        else "period"
    )


_CLOCK = frozenset(("hour", "hour12", "instant", "part"))
_DAY = frozenset(("dom", "nth", "ordinal", "weekday", "holiday"))
_YEAR_ONLY = frozenset(("year", "spoken", "tens", "ones", "teens", "yy"))
_YEARLESS = frozenset(("month", "quarter", "half", "season", "holiday"))


def _is_day(fields: Mapping[str, str]) -> bool:
    return bool(fields.keys() & _DAY) or fields.get("unit") == "D"


def _joins(a: Found, b: Found) -> bool:
    """Whether two neighbours tell parts of one date: clock and day, weekday and date, date and year, weekday and week."""
    x, y = a.fields, b.fields
    if a.kind != "calendar" or b.kind != "calendar" or a.end or b.end:
        return False
    if (x.keys() & _CLOCK and not _is_day(x)) or (y.keys() & _CLOCK and not _is_day(y)):
        both = x.keys() & y.keys() & {"hour", "hour12", "part", "instant"}
        return not both and (_is_day(x) or _is_day(y) or bool(x.keys() & _CLOCK and y.keys() & _CLOCK))
    if "weekday" in x and y.keys() & {"dom", "nth", "ordinal"} and "weekday" not in y:
        return True
    if "weekday" in x and y.get("unit") == "W" and "of_day" not in y and "rel" not in x:
        return True
    if y.get("unit") == "W" and "weekday" in x:
        return True
    yearless = bool(x.keys() & _YEARLESS) and "year" not in x and "rel" not in x
    return yearless and "reported" not in y and ((y.get("unit") == "Y" and not y.keys() & _YEARLESS) or y.keys() <= _YEAR_ONLY)


def _joined(text: str, found: Found, index: _Index) -> Found:
    """The expression with the neighbours that belong to the same date, up to three."""
    for _ in range(3):
        gap = _JOINT.match(text, found.span.end)
        other = _core(text, gap.end(), index) if gap else None
        if other is not None and gap is not None and gap.group() == " " and _says_again(found, other):
            return replace(found, span=Span(found.span.start, other.span.end))
        if other is None or not _joins(found, other) or _other_year(found, other, gap):
            return found
        type_ = "TIME" if "TIME" in (found.type, other.type) else "DATE"
        fields = {**other.fields, **found.fields}
        found = replace(found, span=Span(found.span.start, other.span.end), type=type_, fields=fields)
    return found


def _says_again(found: Found, other: Found) -> bool:
    """ "The early hours of Thursday" + "morning"."""
    return other.fields.get("part") == found.fields.get("part") is not None and _is_day(found.fields) and not _is_day(other.fields)


def _other_year(found: Found, other: Found, gap: re.Match[str] | None) -> bool:
    """A bare year after "in" begins an expression of its own: "in March in 2019" is rare, "on Friday, in 2019" is not one date."""
    return other.fields.keys() == {"year"} and gap is not None and gap.group().strip() in ("in", ", in", "at", ", at")


def _ranged(text: str, found: Found, index: _Index) -> Found:
    """A range "July 8 to July 11" as one expression; both ends are dates of the same form."""
    gap = _RANGE.match(text, found.span.end)
    if gap is None or found.kind != "calendar" or found.end or index.conventions == "timeml":
        return found
    if "-" not in gap.group() and not re.search(r"\b(?:from|between) $", text[max(0, found.span.start - 8) : found.span.start]):
        return found
    other = _core(text, gap.end(), index)
    if other is None or other.kind != "calendar" or other.type == "TIME" or not _same_form(found.fields, other.fields):
        return found
    return replace(found, span=Span(found.span.start, other.span.end), end=other.fields)


def _same_form(a: Mapping[str, str], b: Mapping[str, str]) -> bool:
    ignored = {"year", "rel", "base"}
    return (bool(a.keys() - ignored) and a.keys() - ignored == b.keys() - ignored) or (a.keys() == b.keys() == {"year"})


def _suffixed(text: str, found: Found, index: _Index) -> Found:
    """The expression with a modifier behind ("two years or so")."""
    for modifier in index.after:
        hit = modifier.regex.match(text, found.span.end)
        if hit and group_of(found) in modifier.of:
            return replace(_with_modifier(found, modifier), span=Span(found.span.start, hit.end()))
    return found
