"""How an account calls the talks: "lengthy", "sincere and business-like". The words are data, found beside words for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dragoman.accounts import rules
from dragoman.record import Contact, Record
from dragoman.text import Span, sentences


@dataclass(frozen=True, slots=True)
class Characterisation:
    """How an account calls the talks.

    Attributes:
        account: whose account it is.
        record: id of the record it stands in.
        span: code points in that record's text.
        words: what stands there: "frank and business-like".
    """

    account: str
    record: str
    span: tuple[int, int]
    words: str


def find(record: Record, contact: Contact, account: str | None) -> list[Characterisation]:
    """In text order: of a readout its own, of news those that a side's statements hold.

    Args:
        account: as of `accounts.points`.
    """
    text = record.text
    found = []
    for sentence in sentences(text):
        for span in sorted(set(_in(text, sentence))):
            who = account or _speaker(record, contact, span)
            if who:
                found.append(Characterisation(who, record.id, (span.start, span.end), text[span.start : span.end]))
    return found


def _speaker(record: Record, contact: Contact, span: Span) -> str | None:
    sides = {side.party for side in contact.sides}
    told = (s for s in record.statements if s.contact == contact.id and not s.negated and s.party in sides)
    return next((s.party for s in told if any(Span(*c).covers(span) for c in s.content_spans)), None)


def _in(text: str, sentence: Span) -> Iterator[Span]:
    before, after = _patterns()
    for pattern in (before, after):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            start, end = match.span("called")
            if not _unless().search(text, sentence.start, start):
                yield Span(start, end)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """ "had a lengthy conversation"; "the talks were frank", "took place in a frank atmosphere"."""
    own = rules("characterisation")
    words, contacts, linking, having, more = ("|".join(own[name]) for name in ("words", "contacts", "linking", "having", "more"))
    one = rf"(?:(?:{more})\s+)?(?:{words})"
    called = rf"(?P<called>{one}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|but|yet)\s+){one})*)"
    article = r"(?:(?:an?|the|our|their|this|another)\s+)?"
    noun = rf"(?:\w+\s+){{0,2}}?(?:{contacts})\b"
    before = rf"\b(?:{having})\s+{article}{called}\s+{noun}"
    after = rf"\b(?:{contacts})\s+(?:(?:\w+|with [^,.;]{{1,60}})\s+)?(?:{linking})\s+(?:(?:in|as|to be)\s+)?{article}{called}(?!\w)"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


@cache
def _unless() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(rules('characterisation')['unless'])})\b", re.IGNORECASE)
