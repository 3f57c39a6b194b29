"""Speakers: who can be the source of a statement, and what the record calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from dragoman import data, knowledge
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases, quotes, reported
from dragoman.reading.reported import Report
from dragoman.record import Statement
from dragoman.text import Document, Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

FIRST_PERSON = frozenset(("i", "we", "my", "our"))
_THIRD_PERSON = frozenset(("he", "she", "they", "who", "both", "two"))
_PERSONAL = _THIRD_PERSON | {"i", "we"}
# Words of a full name, at least.
_NAME = 2
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_AUTHOR = re.compile(
    r"(?:(?:Joint|Press)\s+)?(?:Statement|Remarks|Message|Letter|Speech|Address|Op-Ed|Article)\s+(?:by|from|of)\s+(?P<who>.+?)"
    r"(?:\s+(?:[Oo]n|at|to|in|regarding|following|after|before|about|with|for|[A-Z][a-z]+ing)\b|$)"
)
_WE_THE = re.compile(r"\bwe, the ", re.IGNORECASE)
# Sentences back from a "we" to the state that it stands for.
_BACK = 6
_AND = re.compile(r",?\s+and\s+|,\s+(?!Jr\b|Sr\b)")


class Speaker(NamedTuple):
    """Who speaks: the name as the record gives it, the party, and the id of the entity (None for several)."""

    name: str | None
    party: str | None
    entity: str | None


@cache
def _speaker_nouns() -> frozenset[str]:
    return people() | frozenset(data.load_yaml("rules/cues/speakers.yaml")["bodies"])


@cache
def people() -> frozenset[str]:
    """Lemmas of nouns for persons and offices."""
    return frozenset(data.load_yaml("rules/cues/speakers.yaml")["people"])


def can_speak(a: Analysis, cast: Cast, index: quotes.Index, report: Report) -> bool:
    """Whether the source of a report is somebody, and the right kind of somebody for its cue."""
    source, cue = report.source, report.cue
    if source is None or (not report.content and not cue.takes & {"clause", "quote"}):
        return False
    if source.upos == "PRON" and not pronoun_speaks(index, source):
        return False
    if other_sense(a, cast, report):
        return False
    return not (cue.weak and report.way in ("object", "about", "infinitive")) or is_somebody(a, cast, source)


def other_sense(a: Analysis, cast: Cast, report: Report) -> bool:
    """Whether source or object make the verb tell of something else than speech: "welcomed his guest", "they talked about"."""
    source, cue = report.source, report.cue
    if report.way == "other":
        return True
    if source is None:
        return False
    if (cue.only and source.lemma not in cue.only) or (cue.alone and several(a, cast, source, report.verb)):
        return True
    return cue.not_persons and report.way == "object" and _is_person(a, cast, report)


def is_named(a: Analysis, cast: Cast, source: Span) -> bool:
    """Whether a source that was tagged, not parsed, holds a name, a pronoun or a noun for somebody."""
    nominal = (t for t in a.tokens_in(source) if t.upos in ("NOUN", "PROPN", "PRON", "DET", "NUM"))
    return bool(cast.within(source)) or any(is_somebody(a, cast, t) for t in nominal)


def pronoun_speaks(index: quotes.Index, source: Token) -> bool:
    if index.at(source.start) is not None:
        return source.lower in _THIRD_PERSON
    return source.lower in _PERSONAL or source.lower == "it"


def several(a: Analysis, cast: Cast, source: Token, verb: int) -> bool:
    if source.lower in ("they", "both", "two") or "Number=Plur" in source.feats or a.children(source.i, "conj"):
        return True
    return " & " in (cast.speaker(reported.source_span(a, source, verb))[0] or "")


def _is_person(a: Analysis, cast: Cast, report: Report) -> bool:
    """Whether the object is somebody, so that "welcomed" and "greeted" tell of a reception."""
    objects = a.children(report.verb, "obj")
    if not objects:
        return False
    entity = cast.at(objects[0].span)
    named = entity is not None and entity.kind == "person" and objects[0].upos == "PROPN"
    return named or objects[0].upos == "PRON" or objects[0].lemma in people()


def is_somebody(a: Analysis, cast: Cast, source: Token) -> bool:
    if source.lower in _PERSONAL or source.lemma in _speaker_nouns():
        return True
    entity = cast.at(source.span)
    return source.upos == "PROPN" if entity is None else entity.kind not in ("place", "facility")


# ---------------------------------------------------------------------------------------------------- names
def name(doc: Document, a: Analysis, cast: Cast, source: Span) -> Speaker:
    """Whom a source names; coordinated speakers ("Norway and Chile") are joined by " & "."""
    words = a.tokens_in(source)
    if words and all(t.lower in FIRST_PERSON for t in words):
        own = author(doc, cast)
        return own if own.name is not None else _ourselves(doc, a, cast) or _state_before(a, cast, words[0])
    if _WE_THE.match(doc[source]):
        return _ourselves(doc, a, cast) or Speaker(None, None, None)
    parts = _coordinated(a, source)
    if len(parts) > 1 and not all(a.tokens_in(p)[-1].text[:1].isupper() for p in parts):
        return _described(doc, a, cast, source, parts)
    found = [Speaker(*cast.speaker(p)) for p in parts]
    if len(found) < 2 or any(f.name is None for f in found):
        return Speaker(*cast.speaker(source))
    return _together(found)


def _ourselves(doc: Document, a: Analysis, cast: Cast) -> Speaker | None:
    """Who "we" are where the text says it: "We, [the leaders of Norway and Chile], welcome"."""
    opened = _WE_THE.search(doc.text)
    first = a.token_at(opened.end()) if opened else None
    if first is None:
        return None
    noun = next(
        (
            t
            for t in a.tokens[first.i : a.sentences[first.sent].last]
            if t.upos in ("NOUN", "PROPN") and t.lemma.lower() in people()
        ),
        None,
    )
    if noun is None:
        return None
    phrase = phrases.noun_phrase(a, noun.i, conjuncts=True)
    span = Span(first.start, max(phrase.end, noun.end))
    parties = cast.parties(span)
    return Speaker(plain(" ".join(doc[span].split())), " & ".join(parties) or None, None)


def _state_before(a: Analysis, cast: Cast, word: Token) -> Speaker:
    """The state that a page without author speaks for: the subject of a sentence shortly before its "we"."""
    if word.lower not in ("we", "our"):
        return Speaker(None, None, None)
    for sentence in reversed(a.sentences[max(word.sent - _BACK, 0) : word.sent]):
        subjects = [t for t in a.sentence_tokens(sentence) if t.deprel.startswith("nsubj") and a.tokens[t.head].deprel == "root"]
        entity = cast.at(subjects[0].span) if subjects and subjects[0].upos == "PROPN" else None
        if entity is not None and entity.kind in ("state", "bloc") and entity.party:
            return Speaker(entity.name, entity.party, entity.id)
    return Speaker(None, None, None)


def _together(found: Sequence[Speaker]) -> Speaker:
    several = list(dict.fromkeys(f.name for f in found if f.name))
    parties = dict.fromkeys(f.party for f in found if f.party)
    return Speaker(" & ".join(several), " & ".join(parties) or None, found[0].entity if len(several) == 1 else None)


def _described(doc: Document, a: Analysis, cast: Cast, source: Span, parts: Sequence[Span]) -> Speaker:
    """Speakers of whom some are only described: "the minister and the union leaders", each by name or by its words.

    What is no speaker ends the list; if that is so from the start, nobody is named.
    """
    heads = [a.head_of(p) for p in parts]
    able = list(takewhile(lambda n: (h := heads[n]) is not None and is_somebody(a, cast, h), range(len(parts))))
    if len(able) < len(parts):
        one = a.tokens_in(parts[0])[-1].upos == "PROPN"
        return Speaker(*cast.speaker(parts[0])) if one else Speaker(None, None, None)
    exact = cast.at(source)
    if exact is not None and exact.members:
        return Speaker(*cast.speaker(source))
    return _together([_part(doc, cast, p) for p in parts])


def _part(doc: Document, cast: Cast, part: Span) -> Speaker:
    found = Speaker(*cast.speaker(part))
    return found if found.name is not None else Speaker(plain(doc[part]), found.party, found.entity)


def _coordinated(a: Analysis, source: Span) -> list[Span]:
    """The noun phrases that "and" or commas join in a source, text order; commas alone part a name from its apposition."""
    head = a.head_of(source)
    if head is None or not any(t.upos == "CCONJ" or t.text == "&" for t in a.tokens_in(source)):
        return [source]
    heads = [t for t in a.children(head.i, "conj") if source.covers(t.span)]
    firsts = [min(w.i for w in a.subtree(t.i) if w.upos not in ("CCONJ", "PUNCT")) for t in heads]
    words = a.tokens_in(source)
    parts = []
    for start, end in pairwise((words[0].i, *firsts, words[-1].i + 1)):
        inside = [t for t in a.tokens[start:end] if t.upos not in ("CCONJ", "PUNCT")]
        if inside:
            parts.append(Span(inside[0].start, inside[-1].end))
    return parts


def apart(cast: Cast, statements: Sequence[Statement]) -> Iterator[Statement]:
    """The same statements; whoever would be speaking to himself without being named is the other one who speaks in the document."""
    persons = {e.id: e for e in cast.entities if e.kind == "person"}
    spoken = [s.speaker_id for s in statements if s.speaker_id in persons and s.speaker != s.addressee]
    last: str | None = None
    for s in statements:
        if s.speaker_id not in persons or s.speaker != s.addressee or _is_named_there(cast, s):
            last = s.speaker_id if s.speaker_id in persons else last
            yield s
            continue
        others = (i for i in (last, *spoken, *_of_publisher(cast)) if i is not None and i != s.speaker_id)
        other = persons.get(next(others, ""))
        changed = {"speaker": other.name, "party": other.party, "speaker_id": other.id, "on_behalf_of": None} if other else {}
        yield s.model_copy(update=changed)


def _is_named_there(cast: Cast, s: Statement) -> bool:
    """Whether the source of a statement is a name of its speaker."""
    entity = cast.at(s.source_span) if s.source_span else None
    return entity is not None and any(m.span == s.source_span and m.kind == "name" for m in entity.mentions)


def _of_publisher(cast: Cast) -> Iterator[str]:
    """The persons of the party whose page it is, in text order."""
    return (e.id for e in cast.entities if e.kind == "person" and e.party and e.party == cast.publisher_party)


def author(doc: Document, cast: Cast) -> Speaker:
    """Who says "I" or "we" outside of all quotations: whom the title announces, else the state whose page it is, else nobody."""
    found = _AUTHOR.match(doc.title or "")
    authors = [_announced(cast, w) for w in _AND.split(found.group("who"))] if found else []
    if not authors:
        own = next((e for e in cast.entities if e.kind == "state" and e.party and e.party == cast.publisher_party), None)
        return Speaker(own.name if own else None, cast.publisher_party, own.id if own else None)
    parties = dict.fromkeys(w.party for w in authors if w.party)
    return Speaker(
        " & ".join(w.name or "" for w in authors), " & ".join(parties) or None, authors[0].entity if len(authors) == 1 else None
    )


def _announced(cast: Cast, words: str) -> Speaker:
    """Whom the words of a title name: an entity of the document, a state, else somebody of the publisher's."""
    name = plain(without_title(words))
    for entity in cast.entities:
        person = entity.kind == "person" and entity.name.split()[-1] == name.split()[-1]
        if person or name == entity.name:
            return Speaker(entity.name, entity.party or cast.publisher_party, entity.id)
    party = next((p for p, (usual, _) in knowledge.party_names().items() if usual == name), None)
    return Speaker(name, party or cast.publisher_party, None)


def without_title(words: str) -> str:
    """A person's name without the office in front of it: "Norwegian Press Secretary [Ada Lund]", "President [Berg]".

    Other words stay as they are.
    """
    parts = words.split()
    least = 1 if parts and parts[0].lower() in knowledge.offices() else _NAME
    after = [n for n, w in enumerate(parts, 1) if w.lower() in _office_words() and len(parts) - n >= least]
    name = parts[after[-1] :] if after else parts
    return " ".join(name) if name and name[0][:1].isupper() else words


@cache
def _office_words() -> frozenset[str]:
    """The last words of names of offices."""
    return frozenset(form[-1] for rows in knowledge.offices().values() for form, _ in rows)


def plain(words: str) -> str:
    """Words of a source without the article in front, for a speaker without a name."""
    return _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
