"""Finds the places that a report names and the place in the world that each means.

`find` takes the names that the tagger marks as places and adds names of states and known regions that it missed; `resolve` picks
for each the likeliest place of the gazetteer. A name that the gazetteer does not know is kept, unresolved, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman import places
from dragoman.analysis import Analysis
from dragoman.places import Candidate
from dragoman.reading import toponym_ranking as ranking
from dragoman.reading.toponym_names import KNOWN_TOWN_FROM, recognise, words
from dragoman.record import Place
from dragoman.text import Document, Span

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
LONGEST_ABBREVIATION = 5


class Resolved(NamedTuple):
    """A toponym with the place it means; `place` is None where none is known, `why` tells why."""

    span: Span
    place: Candidate | None
    chance: float
    why: str | None


@cache
def _trims() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = "|".join(map(re.escape, words("places.en.before")))
    after = "|".join(map(re.escape, words("places.en.after")))
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
    nouns = "|".join(map(re.escape, words("places.en.facility")))
    return re.compile(rf"(.+?)(?:’s|'s)?\s+(?:{nouns})$", re.IGNORECASE)


def _site_candidates(name: str) -> tuple[Candidate, ...]:
    """Where a site lies that is called after a place ("Vilnius University"); towns of note, divisions and states only."""
    called = _site().match(name)
    if not called:
        return ()
    named = (places.demonyms().get(places.fold(called[1])), *places.lookup(called[1]))
    near = [c for c in named if c and (c.feature != "PPL" or c.population >= SITE_TOWN_FROM)]
    return tuple(c._replace(geonames_id=None, source="inside", own=False) for c in near)


def _may_shout(name: str) -> Callable[[Candidate], bool]:
    """In capitals ("NATO") a short name is an abbreviation, and no small town of that spelling."""
    abbreviation = name.isupper() and len(name) <= LONGEST_ABBREVIATION
    return lambda c: not abbreviation or c.feature == "PCLI" or c.source == "hand" or c.population >= KNOWN_TOWN_FROM


@lru_cache(maxsize=4096)
def candidates(name: str) -> tuple[Candidate, ...]:
    """Places that a toponym may mean, by its name, as an adjective ("Turkish"), as an abbreviation ("Tex."), or trimmed."""
    special = (places.division(name), places.demonyms().get(places.fold(name)))
    found = places.unique((*filter(_may_shout(name), places.lookup(name)), *(c for c in special if c)))
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


def find(doc: Document, analysis: Analysis | None = None, associative: bool = False) -> tuple[Place, ...]:
    """The places named in a document, in text order.

    Args:
        analysis: names of type GPE, LOC and FAC are places; without it only states and known regions are found.
        associative: whether adjectives, peoples ("Turkish", "Turks") and places inside names of bodies ("University of Oslo")
            count too, as geoparsing corpora have it (Gritta et al. 2019, "associative toponyms").
    Returns:
        One item a toponym; an unknown one has no coordinates and says why.
    """
    found = recognise(doc, analysis, associative)
    resolved = resolve(doc, [f.span for f in found])
    return tuple(_place(doc, f"pl{n}", r, f.found_by, f.score) for n, (f, r) in enumerate(zip(found, resolved, strict=True), 1))


def _place(doc: Document, number: str, resolved: Resolved, found_by: str, score: float) -> Place:
    place, why = resolved.place, resolved.why
    if place is None:
        unknown = dict.fromkeys(("geonames_id", "lat", "lon", "feature", "country"), why or "")
        return Place(id=number, span=resolved.span, name=doc[resolved.span], found_by=found_by, score=score, unknown=unknown)
    unknown = {} if place.geonames_id else {"geonames_id": NO_ID[place.source]}
    if place.iso3 is None:
        unknown["country"] = "lies in no one state"
    feature = None if place.source == "inside" else place.feature
    if feature is None:
        unknown["feature"] = NO_ID["inside"]
    return Place(
        id=number, span=resolved.span, name=doc[resolved.span], geonames_id=place.geonames_id, lat=place.lat, lon=place.lon,
        feature=feature, country=place.iso3, found_by=found_by, score=score * max(resolved.chance, 0.5), unknown=unknown,
    )  # fmt: skip
