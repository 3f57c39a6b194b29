"""Which words of a report name places: the tagger's names, checked against the gazetteer and against one another.

A name tagged as a place is dropped where the document uses it for a person; a name tagged otherwise is taken where the whole of
it is a well-known place and stands where places stand; names of states and regions that the tagger missed are added.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman import data, places
from dragoman.analysis import Analysis, Name
from dragoman.places import Candidate
from dragoman.text import Document, Span

PLACE_TYPES = frozenset(("GPE", "LOC", "FAC"))
# Shares of right ones on the development corpora: well-known names tagged as places, and names tagged as something else.
KNOWN_SCORE = 0.95
OTHER_TAG_SCORE = 0.7
# Chance that a state's or region's name that only the gazetteer found is a place.
GAZETTEER_SCORE = 0.8
BODY_TYPES = frozenset(("ORG", "MISC", "EVENT", "FAC"))
# A town with more people than this is known by its name alone.
KNOWN_TOWN_FROM = 100_000
# A name of a state or region of so many words is found whole even where the tagger has cut it: "Federal Republic" of "Germany".
FULL_NAME_FROM = 3
# Found by: an adjective or noun of a people, a place inside the name of a body, the full name of a state.
ADJECTIVE, INSIDE, FULL = "toponyms.adjective", "toponyms.inside", "toponyms.full_name"
# Words of the longest name of a state or region that is looked for in running text.
MOST_WORDS = 6

# A word: an abbreviation with its full stops, or letters joined by hyphens and apostrophes, without a possessive.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]\w*(?:[’'-](?!s\b)\w+)*")


class Found(NamedTuple):
    """A stretch of text that names a place, who found it, and the chance that it does."""

    span: Span
    found_by: str
    score: float


@cache
def words(rule: str) -> tuple[str, ...]:
    """Words of a row of rules/places/context.yaml, longest first."""
    rows = {row["id"]: tuple(str(w) for w in row["words"]) for row in data.load_yaml("rules/places/context.yaml")}
    return tuple(sorted(rows[rule], key=len, reverse=True))


@cache
def _folded(rule: str) -> frozenset[str]:
    return frozenset(places.fold(w) for w in words(rule))


@cache
def _generic() -> frozenset[str]:
    """Words that are never a name by themselves: "Central", "City", "Airport"."""
    kinds = (places.fold(row["noun"]) for row in data.load_tsv("rules/places/site_kinds.tsv"))
    return _folded("places.en.before") | _folded("places.en.after") | frozenset(kinds)


@cache
def _doubtful() -> frozenset[str]:
    """Words that only the tagger may take for a name: "States", "Reading"."""
    return _generic() | _folded("places.en.common")


@lru_cache(maxsize=4096)
def fame(name: str) -> int:
    """How well a name is known as a place: 3 a state, region or division, 2 a capital or city, 1 any place, 0 none."""
    if places.fold(name) in _doubtful():
        return 0
    found = places.lookup(name)

    def rank(c: Candidate) -> int:
        if places.fold(name) in places.site_names():
            return 2
        if c.feature == "PCLI" or c.source == "hand" or (c.own and (c.feature == "ADM1" or name.endswith(" County"))):
            return 3
        return 2 if c.feature == "PPLC" or (c.own and c.population >= KNOWN_TOWN_FROM) else 1

    return max(map(rank, found), default=0)


def _person_words(analysis: Analysis) -> Counter[str]:
    """How often each word stands in a full name of a person: "Marta Paris" makes "Paris" a person in this document."""
    full = (analysis.doc[n.span].split() for n in analysis.names if n.type == "PER")
    return Counter(word for parts in full if len(parts) > 1 for word in parts if word[0].isupper())


def _after_lead(doc: Document, span: Span) -> bool:
    """Whether a preposition of place stands in front ("in", "near"), "the" left aside."""
    before = re.findall(r"[\w’'-]+(?=\s+$)|[\w’'-]+(?=\s+the\s+$)", doc.text[max(0, span.start - 24) : span.start])
    return bool(before) and before[-1].lower() in words("places.en.spatial")


def _votes(analysis: Analysis) -> dict[str, tuple[float, float]]:
    """For each name the sums of scores as a place and as something else."""
    place: defaultdict[str, float] = defaultdict(float)
    other: defaultdict[str, float] = defaultdict(float)
    for n in analysis.names:
        (place if n.type in PLACE_TYPES else other)[analysis.doc[n.span]] += n.score
    return {name: (place[name], other[name]) for name in {*place, *other}}


def _is_place(doc: Document, name: Name, votes: tuple[float, float], as_person: int) -> bool:
    """Weigh the tag of one name against the gazetteer and the rest of the document.

    Args:
        votes: sums of scores of this name as a place and as something else.
        as_person: how often it is part of a person's full name.
    """
    text = doc[name.span]
    known = fame(text)
    folded = places.fold(text)
    never = _generic() | _folded("places.en.never")
    people = folded in places.demonyms() and folded not in places.country_names()
    if len(folded) < 2 or text.islower() or folded in never or people:
        return False
    if name.type in PLACE_TYPES:
        sure = known == 3 or (known == 2 and votes[0] >= as_person)
        return sure or (text[0].isupper() and not as_person and votes[0] >= votes[1])
    if name.type == "PER":
        return known == 3 and not as_person and _after_lead(doc, name.span)
    likely = known == 2 and (votes[0] > 0 or _after_lead(doc, name.span))
    return known == 3 or likely or (known == 1 and votes[0] > votes[1])


def _from_tagger(doc: Document, analysis: Analysis) -> Iterator[Found]:
    """Names that are places: well-known ones are sure, others as sure as the tagger; half as sure where the tag says otherwise."""
    votes, persons = _votes(analysis), _person_words(analysis)
    for name in analysis.names:
        text = doc[name.span]
        if not _is_place(doc, name, votes[text], persons[text]):
            continue
        score = name.score if name.type in PLACE_TYPES else OTHER_TAG_SCORE
        if name.type in PLACE_TYPES and fame(text) >= 2:
            score = max(score, KNOWN_SCORE)
        yield Found(name.span, analysis.model or "encoder", score)


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Folded names of states and regions, and the first words of these names."""
    known = {*places.country_names(), *places.region_names()} - _folded("places.en.common") - {""}
    return frozenset(known), frozenset(name.split()[0] for name in known)


def _from_gazetteer(doc: Document, taken: Sequence[Span], named: Sequence[str] = ()) -> Iterator[Found]:
    """Names of states and regions, and those in `named`, outside `taken` or long, that stand alone: no capitalised word beside
    them makes a longer name."""
    extra = frozenset(map(places.fold, named)) - _doubtful()
    names, firsts = _known()[0] | extra, _known()[1] | {name.split(" ")[0] for name in extra}
    tokens = list(_WORD.finditer(doc.text))
    used = sorted(taken)
    at = i = 0
    while i < len(tokens):
        start = tokens[i].start()
        while at < len(used) and used[at].end <= start:
            at += 1
        length = _match(doc, tokens, i, names, firsts) if tokens[i].group()[0].isupper() else 0
        span = Span(start, tokens[i + length - 1].end()) if length else Span(start, start)
        free = length >= FULL_NAME_FROM or not (at < len(used) and used[at].overlaps(span))
        if length and free and _stands_alone(doc, tokens, i, i + length):
            yield Found(span, "toponyms.gazetteer", GAZETTEER_SCORE)
        i += max(1, length)


def _match(doc: Document, tokens: Sequence[re.Match[str]], i: int, names: Set[str], firsts: Set[str]) -> int:
    """How many words from `i` on are one of `names`, the most; 0 if none."""
    if places.fold(tokens[i].group()).split(" ")[0] not in firsts:
        return 0
    for last in range(min(i + MOST_WORDS, len(tokens)) - 1, i - 1, -1):
        if tokens[last].group()[0].isupper() and places.fold(doc.text[tokens[i].start() : tokens[last].end()]) in names:
            return last - i + 1
    return 0


def _stands_alone(doc: Document, tokens: Sequence[re.Match[str]], i: int, j: int) -> bool:
    """Whether words `i` to `j` are no part of a longer name and, if they may be no place at all, follow a preposition of place."""

    def joined(a: int, b: int) -> bool:
        return tokens[b].group()[0].isupper() and doc.text[tokens[a].end() : tokens[b].start()] == " "

    before = tokens[i - 1].group() if i else ""
    if (i and joined(i - 1, i) and before[0].isupper() and places.fold(before) not in ("the", "in", "from", "to")) or (
        j < len(tokens) and joined(j - 1, j)
    ):
        return False
    name = doc.text[tokens[i].start() : tokens[j - 1].end()]
    if len(name) <= 2 and not name.isupper():
        return False
    return places.fold(name) not in _folded("places.en.ambiguous") or before.lower() in words("places.en.leads")


_FULL_STATE = re.compile(
    r"(?:[A-Z][\w’'-]*\s+){0,3}"
    r"(?:Republic|Kingdom|States?|Sultanate|Emirate|Principality|Grand Duchy|Commonwealth|Federation|Union)"
    r"\s+of\s+(?:the\s+)?(?=[A-Z])"
)
_PEOPLES_STATE = re.compile(
    r"[A-Z]\w+\s+(?:(?:Arab|Islamic|Federal|Democratic)\s+)?(?:Republic|Federation|Confederation)\b(?!\s+of\b)"
)


def _full_states(doc: Document) -> Iterator[Found]:
    """Full names of states, which taggers cut: "Federal Republic of Germany", "Italian Republic"."""
    for start in _FULL_STATE.finditer(doc.text):
        tokens = list(_WORD.finditer(doc.text, start.end(), start.end() + 60))
        length = _match(doc, tokens, 0, places.country_names().keys(), _known()[1]) if tokens else 0
        if length:
            at = start.start() + (len("The ") if start.group().startswith("The ") else 0)
            yield Found(Span(at, tokens[length - 1].end()), FULL, KNOWN_SCORE)
    for called in _PEOPLES_STATE.finditer(doc.text):
        if places.full_state(called.group()):
            yield Found(Span(*called.span()), FULL, KNOWN_SCORE)


def _adjectives(doc: Document) -> Iterator[Found]:
    """Adjectives and nouns of peoples: "Turkish", "South Koreans"."""
    tokens = [m for m in _WORD.finditer(doc.text) if m.group()[0].isupper() and m.group().lower() != "the"]
    for i, token in enumerate(tokens):
        pair = i + 1 < len(tokens) and doc.text[token.end() : tokens[i + 1].start()] == " "
        ends = ([tokens[i + 1].end()] if pair else []) + [token.end()]
        end = next((e for e in ends if places.fold(doc.text[token.start() : e]) in places.demonyms()), None)
        if end:
            yield Found(Span(token.start(), end), ADJECTIVE, GAZETTEER_SCORE)


def _inside_bodies(doc: Document, analysis: Analysis, known: Set[str]) -> Iterator[Found]:
    """Places inside names of bodies: "Oslo" in "University of Oslo"; the longest that is well known or named in the document."""
    for name in (n for n in analysis.names if n.type in BODY_TYPES):
        tokens = list(_WORD.finditer(doc.text, *name.span))
        i = 0
        while i < len(tokens):
            ends = [j for j in range(min(len(tokens), i + MOST_WORDS), i, -1) if tokens[j - 1].group()[0].isupper()]
            spans = (Span(tokens[i].start(), tokens[j - 1].end()) for j in ends if tokens[i].group()[0].isupper())
            best = next((s for s in spans if fame(doc[s]) >= 2 or doc[s] in known), None)
            if best:
                yield Found(best, INSIDE, GAZETTEER_SCORE)
            i = next((k for k in range(i + 1, len(tokens)) if not best or tokens[k].start() >= best.end), len(tokens))


def recognise(doc: Document, analysis: Analysis | None, associative: bool = False) -> list[Found]:
    """Spans that name places, in text order and disjoint, the longer of two that start together.

    Args:
        associative: also places inside names of bodies ("University of Oslo").
    """
    found = [*_from_tagger(doc, analysis)] if analysis else []
    taken = [n.span for n in analysis.names] if analysis else []
    named = [doc[f.span] for f in found if fame(doc[f.span])]
    found += _from_gazetteer(doc, taken, named)
    found += _full_states(doc)
    found += _adjectives(doc)
    if associative and analysis:
        found += _inside_bodies(doc, analysis, frozenset(named))
    kept: list[Found] = []
    for f in sorted(found, key=lambda f: (f.span.start, -f.span.end)):
        if not kept or kept[-1].span.end <= f.span.start:
            kept.append(f)
    return kept
