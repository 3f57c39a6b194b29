"""Whose people are by the company they are named in: "the Norvian delegation, led by X", "the team included X, Y and Z"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.reading.mentioned import Mentioned, rules
from dragoman.reading.names import Words


@dataclass(frozen=True, slots=True)
class Bond:
    """A person acts for whoever `with_whom` acts for; `stated` if the text says so, else only a list suggests it."""

    with_whom: Mentioned
    stated: bool


def bonds(words: Words, mentions: Sequence[Mentioned]) -> dict[Mentioned, Bond]:
    """For named people whose own phrase states no party, those whose party they share.

    "The Norvian delegation was led by Ada Rask", "Norvian President Ada Rask, Defence Minister Bo Falk, and others".

    Args:
        mentions: of one document, in the order of their heads.
    """
    ends = _by_last(mentions)
    people = [m for m in mentions if m.kind == "name" and m.type == "person"]
    found = {m: Bond(body, True) for m in people if m.party is None and (body := _body(words, m, ends))}
    for row in _lists(words, people):
        if row[1].party is None and _is_couple(words, row):
            found.setdefault(row[1], Bond(row[0], True))
        anchor: Bond | None = None
        for m in row:
            if m.party or m in found:
                anchor = found.get(m) or Bond(m, False)
            elif anchor and (anchor.stated or _is_one_side(words, row)):
                found[m] = anchor
    return found


def _by_last(mentions: Sequence[Mentioned]) -> dict[int, Mentioned]:
    """The longest mention that ends at a word, no pronouns."""
    found: dict[int, Mentioned] = {}
    for m in mentions:
        if m.kind != "pronoun" and (m.last not in found or m.first < found[m.last].first):
            found[m.last] = m
    return found


def _body(words: Words, m: Mentioned, ends: dict[int, Mentioned]) -> Mentioned | None:
    """The delegation, state or body that a person is said to lead or to be a part of."""
    lowers, at = words.lowers, m.first
    if lowers[at - 1 : at] in (["by"], ["of"]):
        at -= 1
        if at in ends and lowers[at] == "by" and lowers[at - 1] in ("one", "ones"):
            return ends[at]
        verb = lowers[at - 1 : at]
        if not verb or verb[0] not in rules()["led" if lowers[at] == "by" else "made_up"]:
            return None
    elif not (lowers[at - 1 : at] and lowers[at - 1] in rules()["includes"]):
        return None
    at -= 1
    while at > 0 and at not in ends and lowers[at - 1] in rules()["before_led"]:
        at -= 1
    body = ends.get(at)
    return body if body and body.type not in ("person", "document") else None


def _lists(words: Words, people: Sequence[Mentioned]) -> Iterator[list[Mentioned]]:
    """Runs of two or more people with nothing but commas and "and" between them."""
    row: list[Mentioned] = []
    for m in sorted(people, key=lambda m: m.first):
        if row and _joined(words.lowers[row[-1].last : m.first]):
            row.append(m)
            continue
        if len(row) > 1:
            yield row
        row = [m]
    if len(row) > 1:
        yield row


def _is_couple(words: Words, row: Sequence[Mentioned]) -> bool:
    """Whether the first two of a list are a couple by their titles: "King Harald and Queen Sonja"."""
    first, second = (words.lowers[m.first : m.core[0]] for m in row[:2])
    return any(a in first and b in " ".join(second) for a, b in rules()["couples"].items())


def _joined(between: Sequence[str]) -> bool:
    return between in ([","], ["and"], [",", "and"], [",", "as", "well", "as"], ["as", "well", "as"], ["along", "with"], [";"])


def _is_one_side(words: Words, row: Sequence[Mentioned]) -> bool:
    """Whether a list is of people of one side: it has three or more, or those met; never those "between" whom something is."""
    before = words.lowers[row[0].first - 1] if row[0].first else ""
    return before != "between" and (len(row) > 2 or before in ("with", "including"))
