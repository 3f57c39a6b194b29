"""When, where, how, for how long and about what: the fields of a contact that stand in the clause of its trigger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.contact_triggers import Trigger, group_before, is_preposition, is_trigger_noun, verb_lemma
from dragoman.record import Channel, Place, Time
from dragoman.text import Document, Span

FILE = "rules/contacts/fields.yaml"
_DATE = re.compile(r"\d{4}(?:-W\d\d|-\d\d(?:-\d\d)?)?")
_DURATION = re.compile(r"P(?:\d+(?:\.\d+)?[MWD])+$|PT(?:\d+(?:\.\d+)?[HM])+$")
_AT = ("in", "at", "near", "outside", "inside", "on")
_TO = ("to", "into", "for")
# How far, in words, a time or place may stand from a trigger that the tree does not give it to.
_NEAR = 12
# Participles between a noun and its own time or place: "a summit held in Oslo".
_PARTICIPLES = ("held", "scheduled", "planned", "hosted", "convened", "due", "set")
# How far behind its noun a time still is its own without a tree: "the talks in Oslo on Monday".
_BESIDE = 5
# Longer, in characters, than any cue of a channel.
_CUE = 20
_OWN_CLAUSE = frozenset(("ccomp", "acl:relcl", "parataxis", "advcl", "root"))
_FRAME = frozenset(("in", "at", "during", "after", "following", "on", "throughout"))


@cache
def rules() -> dict[str, Any]:
    """The file of words, parsed once."""
    found: dict[str, Any] = data.load_yaml(FILE)
    return found


@dataclass(frozen=True)
class Reach:
    """Which words belong to which trigger, one sentence at a time.

    `near` holds the words that are the trigger or its support, `far` those that share its clause; `by_sentence` the triggers.
    """

    analysis: Analysis
    near: dict[int, list[Trigger]]
    far: dict[int, list[Trigger]]
    by_sentence: dict[int, list[Trigger]]

    def owners(self, i: int) -> list[Trigger]:
        """The triggers whose clause word `i` stands in, the first found on the way up the tree; empty if none.

        "On Friday they flew to Oslo and met": what stands before verbs that are joined belongs to them all.
        """
        at = self.analysis.tokens[i]
        for _ in range(12):
            near, far = self.near.get(at.i, []), self.far.get(at.i, [])
            if near and all(i < t.token for t in (*near, *far)):
                return [*near, *far]
            if near or far:
                return near or far
            if at.i != i and phrases.case_of(self.analysis, at.i) in rules()["about"]:
                return []
            if at.head == at.i or (at.i != i and at.upos in ("VERB", "AUX") and at.deprel in _OWN_CLAUSE):
                return []
            at = self.analysis.tokens[at.head]
        return []


def reach(analysis: Analysis, triggers: Sequence[Trigger]) -> Reach:
    """Map the words of each trigger's clause to it."""
    near: dict[int, list[Trigger]] = {}
    far: dict[int, list[Trigger]] = {}
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        by_sentence.setdefault(analysis.tokens[trigger.token].sent, []).append(trigger)
        for i in {trigger.token, trigger.anchor}:
            near.setdefault(i, []).append(trigger)
        for i in _chain(analysis, trigger):
            far.setdefault(i, []).append(trigger)
    return Reach(analysis, near, far, by_sentence)


def _chain(analysis: Analysis, trigger: Trigger) -> Iterator[int]:
    """Words above a trigger that share its time and place: "expected" over "to meet", "lasted" over "the talks"."""
    at = analysis.tokens[trigger.anchor]
    for step in range(4):
        rel = at.deprel.split(":")[0]
        head = analysis.tokens[at.head]
        framed = rel == "obl" and bool(set(phrases.case_of(analysis, at.i).split()) & _FRAME)
        joined = rel == "conj" and verb_lemma(at) is not None
        shares = joined or rel in ("xcomp", "nsubj", "obj", "csubj") or framed or phrases.infinitive(analysis, at.i)
        if head.i == at.i or not shares:
            return
        if rel == "nsubj" and step and head.upos != "VERB":
            return
        yield head.i
        at = head


def times_of(found: Reach, times: Sequence[Time]) -> dict[int, list[tuple[Time, bool]]]:
    """The time expressions of each trigger, by the index of its head word, in text order.

    What the tree gives to no trigger goes to the nearest one of the sentence, if no verb and no topic stands between.

    Returns:
        With each time whether it is the trigger's own; if not, it dates the clause around it ("said on Friday at the talks").
    """
    by_trigger: dict[int, list[tuple[Time, bool]]] = {}
    for time in times:
        head = found.analysis.head_of(time.span)
        if head is None:
            continue
        for trigger in found.owners(head.i) or _nearest(found, head):
            if not _topic_between(found.analysis, trigger, head.i):
                by_trigger.setdefault(trigger.token, []).append((time, _is_own(found, trigger, head)))
    return by_trigger


def _topic_between(analysis: Analysis, trigger: Trigger, i: int) -> bool:
    """ "Spoke about the houses seized in 2016", "met ahead of the vote on Friday": the date is that of something else."""
    apart = set(rules()["apart"])
    return any(t.lower in apart for t in analysis.tokens[trigger.token + 1 : i])


def _is_own(found: Reach, trigger: Trigger, word: Token) -> bool:
    """Whether a time hangs on the trigger itself or on its verb; "at the talks" in another clause owns none of its times."""
    if trigger.row.form == "verb" or trigger.support is not None:
        return True
    at = word
    for _ in range(6):
        if at.head == trigger.token:
            return True
        if at.head == at.i or at.upos == "VERB":
            break
        at = found.analysis.tokens[at.head]
    token = found.analysis.tokens[trigger.token]
    if group_before(found.analysis, token).covers(word.span):
        return True
    return 0 <= word.i - token.i <= _BESIDE or token.deprel.startswith("nsubj")


def _nearest(found: Reach, word: Token) -> list[Trigger]:
    same = [t for t in found.by_sentence.get(word.sent, ()) if abs(t.token - word.i) <= _NEAR]
    clear = [t for t in same if not _verb_between(found.analysis, t, word.i)]
    return [min(clear, key=lambda t: abs(t.token - word.i))] if clear else []


def _verb_between(analysis: Analysis, trigger: Trigger, i: int) -> bool:
    between = analysis.tokens[min(trigger.token, i) + 1 : max(trigger.token, i)]
    own = (trigger.anchor, *(t.i for t in between if t.lower in _PARTICIPLES))
    return any((t.upos == "VERB" and t.i not in own) or t.text in (";", ":") for t in between)


def start_and_duration(times: Sequence[Time], near: int) -> tuple[str | None, str | None]:
    """First day and length. A range gives both: "from 3 to 5 May" starts on the 3rd and lasts P3D.

    Args:
        near: offset of the trigger; of several dates the nearest counts, made exact by another one ("in 2031 ... on 3 May 2031").
    Returns:
        ISO 8601 values; None where no expression tells.
    """
    start = duration = None
    for time in sorted(times, key=lambda t: abs(t.span[0] - near)):
        value = time.value or ""
        if time.type == "DURATION" and duration is None and _DURATION.match(value):
            duration = value
        elif time.type in ("DATE", "TIME") and (match := _DATE.match(value)) and match.group().startswith(start or ""):
            start = match.group()
            first, _, last = value.partition("/")
            if last and duration is None:
                duration = _days(first, last)
    return start, duration


def _days(first: str, last: str) -> str | None:
    try:
        return f"P{(date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days + 1}D"
    except ValueError:
        return None


def is_just_now(analysis: Analysis, trigger: Trigger) -> bool:
    """ "I just spoke with": on the day of publication."""
    return any(c.lower == "just" for c in analysis.children(trigger.anchor, "advmod"))


def precision(start: str | None) -> str | None:
    """How exactly a start is known, by the form of its value."""
    if start is None:
        return None
    if "W" in start:
        return "week"
    return {4: "year", 7: "month", 10: "day"}.get(len(start))


def places_of(found: Reach, places: Sequence[Place]) -> dict[int, list[tuple[Place, str]]]:
    """The places of each trigger, by the index of its head word, each with its preposition ("" in "visited Oslo")."""
    by_trigger: dict[int, list[tuple[Place, str]]] = {}
    analysis = found.analysis
    for place in places:
        head = analysis.head_of(place.span)
        if head is None:
            continue
        triggers = found.by_sentence.get(head.sent, [])
        if named := [t for t in triggers if _is_city(place) and _stands_before(analysis, place, t)]:
            by_trigger.setdefault(named[0].token, []).append((place, ""))
            continue
        if _is_modifier(analysis, place) or head.lower in rules()["venues"]:
            continue
        case = _before(analysis, place)
        first = analysis.token_at(place.span[0])
        if first and (beside := [t for t in triggers if _is_beside(t, first.i, case)]):
            by_trigger.setdefault(beside[0].token, []).append((place, case))
            continue
        if not _locates(analysis, head, case, place):
            continue
        for trigger in found.owners(head.i) or _nearest(found, head):
            topic = trigger.row.get("joint") and head.i > trigger.token
            if not topic and (case not in _TO or trigger.row.kind == "visit"):
                by_trigger.setdefault(trigger.token, []).append((place, case))
    return by_trigger


def stops(analysis: Analysis, first: Place, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places of a journey joined to `first` by commas and "and": "to Kenya, Ghana and Niger".

    Args:
        places: of the document, by span.
    """
    found, end = [first], first.span[1]
    for place in places:
        if place.span[0] < end:
            continue
        between = analysis.tokens_in((end, place.span[0]))
        if not between or any(t.lower not in (",", "and", "the", "then", "&") for t in between):
            break
        end = place.span[1]
        if not (_is_city(found[-1]) and not _is_city(place) and place.country == found[-1].country):
            found.append(place)
    return tuple(found)


def _stands_before(analysis: Analysis, place: Place, trigger: Trigger) -> bool:
    """ "The Oslo talks"."""
    return trigger.row.form == "noun" and group_before(analysis, analysis.tokens[trigger.token]).covers(place.span)


def _is_beside(trigger: Trigger, first: int, case: str) -> bool:
    """ "Flew to Oslo", "visited Oslo": a place that starts at word `first`, right behind a trigger or its preposition."""
    if case in (*_AT, *_TO):
        return trigger.token == first - 2
    return trigger.token == first - 1 and trigger.row.get("object") == "place" and "obj" in trigger.row.get("other")


def _is_modifier(analysis: Analysis, place: Place) -> bool:
    """ "At the Norwegian ambassador’s", "in Oslo’s harbour": the place only belongs to what is named behind it."""
    last = analysis.token_at(place.span[1] - 1)
    after = analysis.tokens[last.i + 1] if last and last.i + 1 < len(analysis.tokens) else None
    if after is None or after.lower in rules()["calendar"]:
        return False
    named = after.upos == "PROPN" and after.text[:1].isupper()
    return named or after.upos == "NOUN" or after.lower in ("'s", "’s", "-")


def _before(analysis: Analysis, place: Place) -> str:
    """The preposition before a place, by word order, over up to three words of its own phrase ("in central Geneva")."""
    token = analysis.token_at(place.span[0])
    first = analysis.sentences[token.sent].first if token else 0
    for at in range(token.i - 1, max(token.i - 5, first - 1), -1) if token else ():
        word = analysis.tokens[at]
        if is_preposition(word):
            return word.lower
        if word.upos not in ("DET", "ADJ", "NOUN", "PROPN") or not word.text[:1].isalpha():
            return ""
    return ""


def _locates(analysis: Analysis, head: Token, case: str, place: Place) -> bool:
    if case.split(" ")[0] in _AT or case in _TO:
        return True
    governor = analysis.tokens[head.head]
    return (head.deprel == "compound" and _is_city(place)) or (head.deprel == "obj" and governor.lemma in ("visit", "tour"))


def acronym(analysis: Analysis, trigger: Trigger) -> str | None:
    """The short name in brackets after a named summit or conference: "the Northern Lakes Summit (NLS)"."""
    after = analysis.tokens[trigger.token + 1 : trigger.token + 4]
    named = analysis.tokens[trigger.token].text[:1].isupper() and trigger.row.kind in ("summit", "conference")
    if named and [t.text for t in after[::2]] == ["(", ")"] and re.fullmatch(r"[A-Z]{2,8}", after[1].text):
        return after[1].text
    return None


def _is_city(place: Place) -> bool:
    return (place.feature or "").startswith("PPL")


def venue(analysis: Analysis, trigger: Trigger) -> Span | None:
    """The building or ground named with "in" or "at" in the clause of a trigger."""
    heads = (trigger.token, trigger.anchor)
    for word in (t for i in heads for t in analysis.children(i, "obl", "nmod")):
        if phrases.case_of(analysis, word.i) in (*_AT, *_TO) and word.lower in rules()["venues"]:
            return _venue(analysis, word)
    return None


def _venue(analysis: Analysis, word: Token) -> Span:
    """The phrase of a building from its article on, to what is told after it: "[the White House] and", "[the Kremlin] with"."""
    tokens = analysis.tokens_in(phrases.noun_phrase(analysis, word.i))
    before = [t.i for t in tokens if t.i < word.i and is_preposition(t) and t.lower != "of"]
    ends = [t.i for t in tokens if t.i > word.i and t.lower in ("and", "with")]
    inside = [t for t in tokens if max(before, default=-1) < t.i < min(ends, default=len(analysis.tokens))]
    return Span(inside[0].start, inside[-1].end)


def seat(venue: str | None) -> str | None:
    """The state of a house known the world over: USA of "the White House"; None of any other venue."""
    words = venue.lower() if venue else ""
    return next((state for name, state in rules()["seats"].items() if name in words), None)


def channel(analysis: Analysis, trigger: Trigger, evidence: Span) -> Channel | None:
    """How the sides were in touch, by the nearest word of the evidence or of the clause; None if the text does not say."""
    if trigger.row.channel:
        return trigger.row.channel
    found = [
        (abs(t.i - trigger.token), name)
        for t in (*analysis.tokens_in(evidence), *_clause_words(analysis, trigger))
        for name, cues in rules()["channels"].items()
        if analysis.doc.text[t.start : t.start + _CUE].lower().startswith(tuple(cues))
    ]
    nearest: Channel | None = min(found)[1] if found else None
    return nearest


def _clause_words(analysis: Analysis, trigger: Trigger) -> list[Token]:
    """Words that hang on the trigger or its verb, and one step below, but not below another trigger noun."""
    found = []
    for i in dict.fromkeys((trigger.token, trigger.anchor)):
        for child in analysis.children(i):
            if child.i == trigger.token or not is_trigger_noun(child):
                found += [child, *(c for c in analysis.children(child.i) if child.i != trigger.token)]
    return found


def ordinal(analysis: Analysis, trigger: Trigger) -> int | None:
    """Number of a round, session or meeting; a traveller's own "first visit" has none."""
    if trigger.row.kind == "visit" or trigger.row.form == "verb":
        return None
    for word in analysis.children(trigger.token, "amod", "compound", "nummod", "advmod"):
        number = _number(word.lower)
        if number == 1 and not _counts(analysis, trigger):
            continue
        if number:
            return number
    return None


def _number(word: str) -> int | None:
    if match := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", word):
        return int(match.group(1))
    found: int | None = rules()["ordinals"].get(word)
    return found


def _counts(analysis: Analysis, trigger: Trigger) -> bool:
    token = analysis.tokens[trigger.token]
    near = {t.lower for t in analysis.tokens[max(0, token.i - 2) : token.i + 8] if t.sent == token.sent}
    return bool(near & set(rules()["first_needs"]))


def subjects(analysis: Analysis, tokens: Sequence[Token]) -> list[Span]:
    """What a contact is about: noun phrases behind "discussed", "talks on", "exchanged views on" among `tokens`, text order."""
    found: list[Span] = []
    for token in tokens:
        for head in _joined(analysis, token):
            if head.lemma not in rules()["not_subject"] and head.upos in ("NOUN", "PROPN", "VERB", "ADJ"):
                found += [phrases.noun_phrase(analysis, c.i) for c in phrases.conjuncts(analysis, head.i) if c.upos != "PRON"]
    unique: list[Span] = []
    for span in sorted(set(found), key=lambda s: (s.start, -s.end)):
        if not unique or not unique[-1].covers(span):
            unique.append(span)
    return unique


@cache
def _joins() -> dict[str, tuple[str, ...]]:
    return {row["lemma"]: tuple(row["joins"]) for row in rules()["subjects"]}


def _joined(analysis: Analysis, token: Token) -> Iterator[Token]:
    joins = _joins().get(token.lemma, ())
    if token.upos == "VERB" and "obj" in joins:
        yield from analysis.children(token.i, "obj")
        yield from (c for c in analysis.children(token.i, "xcomp") if c.lower.endswith("ing"))
    prepositions = [j for j in joins if j != "obj"]
    if prepositions:
        yield from phrases.obliques(analysis, token.i, prepositions)


def about(analysis: Analysis, trigger: Trigger) -> list[Span]:
    """The subject joined to the trigger itself: "talks on grain exports"."""
    found = []
    for i in dict.fromkeys((trigger.token, trigger.anchor)):
        for head in phrases.obliques(analysis, i, rules()["about"]):
            if head.lemma not in rules()["not_subject"] and head.upos in ("NOUN", "PROPN") and not head.text[:1].isdigit():
                found.append(phrases.noun_phrase(analysis, head.i))
    return found


def is_readout(doc: Document) -> bool:
    """Whether the document is one side's page on a contact it just had, by its title or source."""
    patterns = rules()["readouts"]
    source = f"{doc.source or ''} {doc.url or ''}"
    return bool(re.search(patterns["title"], doc.title or "") or re.search(patterns["source"], source))


def is_page(doc: Document) -> bool:
    """Whether the title is that of an official page, which names a contact and tells no news: "Telephone conversation with ..."."""
    return bool(re.search(rules()["readouts"]["page"], doc.title or ""))
