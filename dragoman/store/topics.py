"""What a record tells that helps to chain its contacts: their issues, the names of processes, and what it says of two of them.

All of it is made where a report is read, so that the store only looks it up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Literal

from dragoman import data, knowledge
from dragoman.reading.voices import split
from dragoman.record import Contact, Record
from dragoman.store.days import days
from dragoman.store.rows import telling
from dragoman.text import Span, sentences

FILE = "rules/processes.yaml"
# Issues of one contact that are kept: the first ones.
_MOST = 4
# Code points of a stretch that shows what a report says of two contacts.
_LONGEST = 240
_WORD = re.compile(r"[^\W\d_]+")
# Somebody's meeting is no gathering of many.
_OWNED = re.compile(r"[’']s\b")
_WORDS_AND_NUMBERS = re.compile(r"[^\W_]+")
_AHEAD = ("planned", "proposed")
_SMALL = frozenset({"the", "a", "of", "for", "on", "and"})

Reason = Literal["part", "round", "follows", "plans", "recalls", "talks", "people", "name", "gathering", "issue"]
"""Why two contacts belong to one process; see `docs/processes.md`."""


@dataclass(frozen=True, slots=True)
class Topic:
    """An issue of a contact or the name of its process.

    Attributes:
        item: id of the contact in its record.
        words: verbatim for an issue; in lower case and without the parties for a name.
    """

    item: str
    kind: Literal["issue", "name"]
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one report says of two of its contacts.

    Attributes:
        item, other: their ids in the record, the earlier one first where the report tells.
        words: the stretch that says so.
    """

    item: str
    other: str
    reason: Reason
    words: str


@cache
def rules() -> dict[str, Any]:
    """`rules/processes.yaml`."""
    found: dict[str, Any] = data.load_yaml(FILE)
    return found


# ---- topics
def topics(record: Record) -> list[Topic]:
    """The issues and names of each contact, in text order, each once."""
    found = []
    for contact in record.contacts:
        issues = list(dict.fromkeys(s for s in contact.subjects if names_an_issue(s, parties(contact))))[:_MOST]
        called = [called_by(record.text, span) for span in contact.evidence]
        names = dict.fromkeys(name for phrase in called for name in (*process_names(phrase), *gathering_names(phrase)))
        found += [Topic(contact.id, "issue", words) for words in issues]
        found += [Topic(contact.id, "name", words) for words in names]
    return found


def names_an_issue(subject: str, sides: frozenset[str]) -> bool:
    """Whether a subject says more than "a range of issues between our countries"; another state than the sides is an issue."""
    words = (word for word in _WORD.findall(subject) if len(word) > 2 and word.lower() not in _empty())
    return any(_party(word) not in sides for word in words)


@cache
def _empty() -> frozenset[str]:
    return frozenset(rules()["empty"])


def process_names(phrase: str) -> Iterator[str]:
    """Names of processes in a phrase: "the Minsk talks" is "minsk talks", "the U.S.-Chile Harbour Dialogue" "harbour dialogue"."""
    for match in _name_pattern().finditer(phrase):
        words = [word for word in _WORD.findall(match.group()) if len(word) > 1 and not _party(word)]
        own = [word for word in words[:-1] if word[0].isupper() and word.lower() not in rules()["no_name"]]
        if own:
            yield " ".join(
                word.lower() for word in words if word in own or word.lower() not in ("the", "a", "of", "for", "on", "and")
            )


@cache
def _name_pattern() -> re.Pattern[str]:
    nouns = "|".join(f"{noun}|{noun.capitalize()}" for noun in rules()["names"])
    return re.compile(rf"(?:[A-Z][\w.’']*(?:[ –-](?:of |for |on |and |the )?))+(?:{nouns})\b")


def called_by(text: str, span: tuple[int, int]) -> str:
    """A phrase with the name that goes on with it: "a meeting [of the Harbour Working Group]"."""
    joined = _joining().match(text, span[1])
    named = _name_pattern().match(text, joined.end()) if joined else None
    return text[span[0] : named.end() if named else span[1]]


@cache
def _joining() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(rules()['joining'])})\s+(?:the|its|their|our)\s+")


def gathering_names(phrase: str) -> Iterator[str]:
    """Names of gatherings of many in a phrase: "the third Fjord Leaders’ Summit" is "fjord summit"."""
    for match in _gathering_name().finditer(phrase):
        words = [word for word in _WORDS_AND_NUMBERS.findall(match.group()) if len(word) > 1]
        own = [word.lower() for word in words if word[0].isupper() and word.lower() not in rules()["no_name"]]
        if len(own) > 1 and not _OWNED.search(match.group()):
            yield " ".join(own)


@cache
def _gathering_name() -> re.Pattern[str]:
    return re.compile(rf"(?:[A-Z][\w.’']*[ –-](?:of |for |on |and |the )?)+(?:{'|'.join(rules()['gatherings'])})\b|\bG\d+ summit\b")


def is_gathering(name: str) -> bool:
    """Whether a name is that of a gathering, not of a process."""
    return name.rsplit(" ", 1)[-1].capitalize() in rules()["gatherings"]


@cache
def _party(word: str) -> str | None:
    """The party that a word names or is the adjective of; which sides there are is told elsewhere."""
    forms = knowledge.lexicon().get(word, ())
    return next((form.known.party for form in forms if form.words == (word,) and form.known.kind not in ("seat", "capital")), None)


# ---- what a report says of two contacts
def told(record: Record) -> list[Told]:
    """What a report says of pairs of its contacts; of each pair that which says most."""
    whole = [Span(s.start, s.end) for s in sentences(record.text)] if len(record.contacts) > 1 else []
    found = []
    for one, other in combinations(record.contacts, 2):
        said = _part(record, one, other) or _follows(record, whole, one, other) or _beside(record, one, other)
        if said:
            found.append(said)
    return found


def parties(contact: Contact) -> frozenset[str]:
    return frozenset(party for side in contact.sides for party in split(side.party))


def _part(record: Record, one: Contact, other: Contact) -> Told | None:
    """A meeting in a visit of the same sides; not each meeting at a summit of many."""
    if parties(one) != parties(other) or len(parties(one)) < 2:
        return None
    if one.part_of == other.id:
        return Told(other.id, one.id, "part", _words(record, one))
    return Told(one.id, other.id, "part", _words(record, other)) if other.part_of == one.id else None


def _follows(record: Record, whole: Sequence[Span], one: Contact, other: Contact) -> Told | None:
    """A sentence that says that one came after the other: "the call follows the June summit"."""
    if len(parties(one) & parties(other)) < 2:
        return None
    for sentence in whole:
        mine, theirs = _inside(one, sentence), _inside(other, sentence)
        if mine is None or theirs is None or mine.overlaps(theirs):
            continue
        first, second = ((one, mine), (other, theirs)) if mine.start < theirs.start else ((other, theirs), (one, mine))
        between = record.text[first[1].end : second[1].start] + " " + record.text[second[1].start : second[1].end][:12]
        for pattern, later in _cues():
            if pattern.search(between):
                pair = (second[0], first[0]) if later == "first" else (first[0], second[0])
                words = record.text[first[1].start : second[1].end]
                return Told(pair[0].id, pair[1].id, "follows", _short(words)) if len(words) <= _LONGEST else None
    return None


def _inside(contact: Contact, sentence: Span) -> Span | None:
    return next((Span(*e) for e in contact.evidence if sentence.covers(Span(*e))), None)


@cache
def _cues() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\b(?:{row['cue']})\b", re.IGNORECASE), row["later"]) for row in rules()["follows"])


def _beside(record: Record, one: Contact, other: Contact) -> Told | None:
    """A report on one contact that plans another one of the same sides, or recalls one; lists of contacts do neither."""
    if parties(one) != parties(other) or len(parties(one)) < 2 or len(record.contacts) > rules()["listing"]:
        return None
    if (one.status in _AHEAD) != (other.status in _AHEAD):
        return _plans(record, *((other, one) if one.status in _AHEAD else (one, other)))
    mine, theirs = days(one.start), days(other.start)
    if mine is None or theirs is None or mine == theirs or one.status in _AHEAD or "denied" in (one.status, other.status):
        return None
    earlier, later = (one, other) if mine < theirs else (other, one)
    return Told(earlier.id, later.id, "recalls", _words(record, earlier))


def _plans(record: Record, held: Contact, ahead: Contact) -> Told | None:
    """What is planned lies ahead of the report and is no gathering of many."""
    planned, words = days(ahead.start), _words(record, ahead)
    over = planned is not None and record.published is not None and planned[1] < record.published[:10]
    if over or held.status not in ("held", "ongoing") or gathering().search(words):
        return None
    return Told(held.id, ahead.id, "plans", words)


@cache
def gathering() -> re.Pattern[str]:
    """Names of gatherings of many: "the Fjord Summit"."""
    return re.compile(rf"(?:\b[A-Z][\w’'-]* (?:{'|'.join(rules()['gatherings'])})|\b(?:G7|G8|G20))\b")


def _words(record: Record, contact: Contact) -> str:
    return _short(telling([record.text[start:end] for start, end in contact.evidence]))


def _short(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) <= _LONGEST else joined[:_LONGEST].rsplit(" ", 1)[0] + " …"
