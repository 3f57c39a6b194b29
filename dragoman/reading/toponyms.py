"""Finds the places that a report names and the place in the world that each means.

`find` takes the names that the tagger marks as places and adds names of states and known regions that it missed; `resolve` picks
for each the likeliest place of the gazetteer. A name that the gazetteer does not know is kept, unresolved, with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman import data, places
from dragoman.analysis import Analysis
from dragoman.places import Candidate
from dragoman.reading import toponym_ranking as ranking
from dragoman.record import Place
from dragoman.text import Document, Span

PLACE_TYPES = frozenset(("GPE", "LOC", "FAC"))
# Chance that a name without a tagger's score is a place: measured on the development corpora for names found by the gazetteer alone.
GAZETTEER_SCORE = 0.8
# Under this the best place is no better than a guess, and the name stays unresolved.
LEAST_CHANCE = 0.15
# Why a place that is known has no GeoNames id.
NO_ID = {
    "hand": "the region is not from GeoNames",
    "natural-earth": "the point is from Natural Earth",
    "inside": "the site is placed by the name of the place where it lies",
}
# A site called after a smaller town is as often called after a person or a street of that name.
SITE_TOWN_FROM = 1_000

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?(?:\.[^\W\d_])*\.?", re.UNICODE)


class Resolved(NamedTuple):
    """A toponym with the place it means; `place` is None where none is known, `why` tells why."""

    span: Span
    place: Candidate | None
    chance: float
    why: str | None


@cache
def _words(rule: str) -> tuple[str, ...]:
    rows = {row["id"]: tuple(str(w) for w in row["words"]) for row in data.load_yaml("rules/places/context.yaml")}
    return tuple(sorted(rows[rule], key=len, reverse=True))


@cache
def _trims() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = "|".join(map(re.escape, _words("places.en.before")))
    after = "|".join(map(re.escape, _words("places.en.after")))
    return re.compile(rf"(?:the\s+)?(?:{before})\s+", re.IGNORECASE), re.compile(rf"\s+(?:{after})$", re.IGNORECASE)


def trimmed(name: str) -> Iterator[str]:
    """Shorter forms of a name, longest first: "northern Aleppo province" gives "northern Aleppo", "Aleppo province", "Aleppo"."""
    before, after = _trims()
    tail = after.sub("", name)
    front = before.match(name)
    head = name[front.end() :] if front else name
    for form in (tail, head, after.sub("", head)):
        if form != name and form[:1].isupper():
            yield form


@cache
def _site() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, _words("places.en.facility")))
    return re.compile(rf"(.+?)(?:’s|'s)?\s+(?:{nouns})$", re.IGNORECASE)


def _site_candidates(name: str) -> tuple[Candidate, ...]:
    """Where a site lies that is called after a place ("Vilnius University"); towns of note, divisions and states only."""
    called = _site().match(name)
    if not called:
        return ()
    named = (places.demonyms().get(places.fold(called[1])), *places.lookup(called[1]))
    near = [c for c in named if c and (c.feature != "PPL" or c.population >= SITE_TOWN_FROM)]
    return tuple(c._replace(geonames_id=None, source="inside", own=False) for c in near)


@lru_cache(maxsize=4096)
def candidates(name: str) -> tuple[Candidate, ...]:
    """Places that a toponym may mean, by its name, as an adjective ("Turkish"), as an abbreviation ("Tex."), or trimmed."""
    special = (places.division(name), places.demonyms().get(places.fold(name)))
    found = (*(c for c in special if c), *places.lookup(name))
    if not found:
        found = next((f for f in map(places.lookup, trimmed(name)) if f), ()) or _site_candidates(name)
    return ranking.shortlist(found)


def resolve(doc: Document, spans: Sequence[tuple[int, int]]) -> list[Resolved]:
    """The place that each of the given toponyms means in this document.

    Args:
        spans: in code points, in text order.
    Returns:
        One for each span, in the same order.
    """
    found = ranking.link(doc, [ranking.Toponym(Span(*s), doc[s], candidates(doc[s])) for s in spans])
    context = ranking.read_context(doc, found)
    groups = ranking.groups(found)
    meant: dict[Span, tuple[Candidate, float]] = {}
    for group, chances in zip(groups, ranking.rank(groups, context), strict=True):
        best = int(chances.argmax())
        meant.update((t.span, (group.candidates[best], float(chances[best]))) for t in group.members)
    return [_resolved(t, meant.get(t.span)) for t in found]


def _resolved(toponym: ranking.Toponym, meant: tuple[Candidate, float] | None) -> Resolved:
    if meant is None:
        return Resolved(toponym.span, None, 0.0, "the gazetteer does not know this name")
    if meant[1] < LEAST_CHANCE:
        return Resolved(toponym.span, None, meant[1], f"{len(toponym.candidates)} places bear this name and nothing tells which")
    return Resolved(toponym.span, meant[0], meant[1], None)


class _Found(NamedTuple):
    span: Span
    found_by: str
    score: float


@cache
def _known() -> dict[str, list[tuple[str, ...]]]:
    """Names of states and regions by their first word, as folded words, longest first."""
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in filter(None, {*places.country_names(), *places.region_names()}):
        words = tuple(name.split())
        by_first[words[0]].append(words)
    return {first: sorted(names, key=len, reverse=True) for first, names in by_first.items()}


def _from_tagger(doc: Document, analysis: Analysis) -> list[_Found]:
    """Names tagged as places."""
    return [_Found(n.span, analysis.model or "encoder", n.score) for n in analysis.names if n.type in PLACE_TYPES]


def _from_gazetteer(doc: Document, taken: Sequence[Span]) -> Iterator[_Found]:
    """Names of states and regions outside `taken` that stand alone: no capitalised word beside them makes a longer name."""
    words = list(_WORD.finditer(doc.text))
    used = sorted(taken)
    at = i = 0
    while i < len(words):
        start = words[i].start()
        while at < len(used) and used[at].end <= start:
            at += 1
        length = _match(doc, words, i) if words[i].group()[0].isupper() else 0
        span = Span(start, words[i + length - 1].end()) if length else Span(start, start)
        if length and not (at < len(used) and used[at].overlaps(span)) and _stands_alone(doc, words, i, i + length):
            yield _Found(span, "toponyms.gazetteer", GAZETTEER_SCORE)
        i += max(1, length)


def _match(doc: Document, words: Sequence[re.Match[str]], i: int) -> int:
    """How many words from `i` on are the name of a state or region; 0 if none."""
    for name in _known().get(places.fold(words[i].group()), ()):
        last = i + len(name) - 1
        if last < len(words) and places.fold(doc.text[words[i].start() : words[last].end()]) == " ".join(name):
            if words[last].group()[0].isupper():
                return len(name)
    return 0


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(places.fold(w) for w in _words("places.en.ambiguous"))


def _stands_alone(doc: Document, words: Sequence[re.Match[str]], i: int, j: int) -> bool:
    """Whether words `i` to `j` are no part of a longer name and, if they may be no place at all, follow a preposition of place."""

    def joined(a: int, b: int) -> bool:
        return words[b].group()[0].isupper() and doc.text[words[a].end() : words[b].start()] == " "

    before = words[i - 1].group() if i else ""
    if (i and joined(i - 1, i) and before[0].isupper() and places.fold(before) not in ("the", "in", "from", "to")) or (
        j < len(words) and joined(j - 1, j)
    ):
        return False
    name = doc.text[words[i].start() : words[j - 1].end()]
    if len(name) <= 2 and not name.isupper():
        return False
    return places.fold(name) not in _ambiguous() or before.lower() in _words("places.en.leads")


def recognise(doc: Document, analysis: Analysis | None) -> list[tuple[Span, str, float]]:
    """Spans that name places, in text order and disjoint, each with its finder and the chance that it is a place."""
    tagged = _from_tagger(doc, analysis) if analysis else []
    taken = [n.span for n in analysis.names] if analysis else []
    found = sorted([*tagged, *_from_gazetteer(doc, taken)], key=lambda f: (f.span.start, -f.span.end))
    kept: list[_Found] = []
    for f in found:
        if not kept or kept[-1].span.end <= f.span.start:
            kept.append(f)
    return [tuple(f) for f in kept]


def find(doc: Document, analysis: Analysis | None = None) -> tuple[Place, ...]:
    """The places named in a document, in text order.

    Args:
        analysis: names of type GPE, LOC and FAC are places; without it only states and known regions are found.
    Returns:
        One item a toponym; an unknown one has no coordinates and says why.
    """
    found = recognise(doc, analysis)
    resolved = resolve(doc, [span for span, _, _ in found])
    return tuple(
        _place(doc, f"pl{n}", r, found_by, score)
        for n, ((_, found_by, score), r) in enumerate(zip(found, resolved, strict=True), 1)
    )


def _place(doc: Document, number: str, resolved: Resolved, found_by: str, score: float) -> Place:
    place, why = resolved.place, resolved.why
    if place is None:
        unknown = dict.fromkeys(("geonames_id", "lat", "lon", "feature", "country"), why or "")
        return Place(id=number, span=resolved.span, name=doc[resolved.span], found_by=found_by, score=score, unknown=unknown)
    unknown = {} if place.geonames_id else {"geonames_id": NO_ID[place.source]}
    if place.iso3 is None:
        unknown["country"] = "lies in no one state"
    return Place(
        id=number, span=resolved.span, name=doc[resolved.span], geonames_id=place.geonames_id, lat=place.lat, lon=place.lon,
        feature=place.feature, country=place.iso3, found_by=found_by, score=score * max(resolved.chance, 0.5), unknown=unknown,
    )  # fmt: skip
