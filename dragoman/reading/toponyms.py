"""Finds the places that a report names and the place in the world that each means.

`find` takes the names that the tagger marks as places and adds names of states and known regions that it missed; `resolve` picks
for each the likeliest place of the gazetteer. A name that the gazetteer does not know is kept, unresolved, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from dragoman import places
from dragoman.analysis import Analysis
from dragoman.places import Candidate
from dragoman.reading import toponym_ranking as ranking
from dragoman.reading import toponym_sites as sites
from dragoman.reading import toponym_use
from dragoman.reading.toponym_names import ADJECTIVE, INSIDE, KNOWN_TOWN_FROM, Found, recognise
from dragoman.record import Place, PlaceUse
from dragoman.text import Document, Span

# Under this the best place is no better than a guess, and the name stays unresolved.
LEAST_CHANCE = 0.15
# Of the names without an entry that the tagger is less sure of than this, a third were places on LGL and the development halves.
LEAST_UNKNOWN = 0.45
# Why a place that is known has no GeoNames id.
NO_ID = {
    "hand": "the region is not from GeoNames",
    "natural-earth": "the point is from Natural Earth",
    "airportsdata": "the airport is from airportsdata",
    "inside": "the gazetteer does not know this site; the point is that of {place}, which its name holds",
    "near": "the gazetteer does not know this name; the point is that of {place}, which the text around is about",
}
LONGEST_ABBREVIATION = 5


class Resolved(NamedTuple):
    """A toponym with the place it means; `place` is None where none is known, `why` tells why."""

    span: Span
    place: Candidate | None
    chance: float
    why: str | None


def _may_shout(name: str) -> Callable[[Candidate], bool]:
    """In capitals ("NATO") a short name is an abbreviation, and no small town of that spelling."""
    abbreviation = name.isupper() and len(name) <= LONGEST_ABBREVIATION
    return lambda c: not abbreviation or c.feature == "PCLI" or c.source == "hand" or c.population >= KNOWN_TOWN_FROM


@lru_cache(maxsize=4096)
def candidates(name: str) -> tuple[Candidate, ...]:
    """Places that a toponym may mean, by its name, as an adjective ("Turkish"), as an abbreviation ("Tex."), or trimmed."""
    people = places.demonyms().get(places.fold(name))
    towns = filter(_may_shout(name), places.lookup(name))
    named = (c for c in towns if not people or not c.feature.startswith("PPL") or c.population >= KNOWN_TOWN_FROM)
    found = places.unique((*named, *(c for c in (places.division(name), people) if c)))
    if not found:
        found = next((f for f in map(places.lookup, sites.trimmed(name)) if f), ())
    return ranking.shortlist(found or sites.called_after(name) or sites.named_inside(name))


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
    lone: set[Span] = set()
    for group, chances, elected in zip(groups, *ranking.rank(groups, context), strict=True):
        best = _unqualified(doc, group, int(chances.argmax()))
        meant.update((t.span, (group.candidates[best], float(chances.max()))) for t in group.members)
        if ranking.alone(group.candidates[best], group, elected[best]):
            lone.update(t.span for t in group.members)
    placed = [(t, meant[t.span][0]) for t in found if t.span in meant and t.span not in lone and meant[t.span][1] >= LEAST_CHANCE]
    return [_resolved(t, meant.get(t.span), t.span in lone, placed) for t in found]


def _unqualified(doc: Document, group: ranking.Group, best: int) -> int:
    """The state or city itself where a like-named part or division of it ranks first: "Kiev" is no region unless the text says so.

    Returns:
        Index of the candidate to take instead of `best`, or `best`.
    """
    chosen, name = group.candidates[best], group.members[0].text
    if chosen.feature not in ("PPLC", "ADM1", "ADM2") or any(sites.is_division(doc, t.span) for t in group.members):
        return best
    wider = ("PCLI",) if chosen.feature == "PPLC" else ("PPLC", "PPL")
    for i, c in enumerate(group.candidates):
        same = c.country == chosen.country and c.feature in wider and (c.population >= KNOWN_TOWN_FROM or c.feature != "PPL")
        if same and (c.feature != "PCLI" or places.fold(c.name) == places.fold(name)) and sites.beside(c, chosen):
            return i
    return best


def _resolved(
    toponym: ranking.Toponym,
    meant: tuple[Candidate, float] | None,
    lone: bool,
    placed: Sequence[tuple[ranking.Toponym, Candidate]],
) -> Resolved:
    around = [(t.span, c) for t, c in placed if t.text != toponym.text]
    near = sites.nearby(toponym.span, around, toponym.next) if meant is None or lone else None
    if near:
        return Resolved(toponym.span, *near, None)
    if meant is None:
        return Resolved(toponym.span, None, 0.0, "the gazetteer does not know this name")
    if meant[1] < LEAST_CHANCE:
        return Resolved(toponym.span, None, meant[1], f"{len(toponym.candidates)} places bear this name and nothing tells which")
    return Resolved(toponym.span, meant[0], meant[1], None)


def find(doc: Document, analysis: Analysis | None = None, associative: bool = False) -> tuple[Place, ...]:
    """The places named in a document, in text order.

    Args:
        analysis: names of type GPE, LOC and FAC are places; without it only states and known regions are found.
        associative: whether places inside names of bodies ("University of Oslo") count too, as geoparsing corpora have it
            (Gritta et al. 2019, "embedded toponyms").
    Returns:
        One item a toponym; an unknown one has no coordinates and says why.
    """
    found = [f for f in recognise(doc, analysis, associative) if f.score >= LEAST_UNKNOWN or candidates(doc[f.span])]
    resolved = resolve(doc, [f.span for f in found])
    pairs = enumerate(zip(found, resolved, strict=True), 1)
    return tuple(_place(doc, f"pl{n}", f, r, _use(analysis, f, r)) for n, (f, r) in pairs)


def _use(analysis: Analysis | None, found: Found, resolved: Resolved) -> PlaceUse:
    if found.found_by in (ADJECTIVE, INSIDE):
        return "adjective"
    return toponym_use.use(analysis, found.span, resolved.place.feature if resolved.place else None)


def _place(doc: Document, number: str, found: Found, resolved: Resolved, use: PlaceUse) -> Place:
    place, why, name = resolved.place, resolved.why, doc[found.span]
    if place is None:
        unknown = dict.fromkeys(("geonames_id", "lat", "lon", "feature", "country"), why or "")
        return Place(id=number, span=found.span, name=name, use=use, found_by=found.found_by, score=found.score, unknown=unknown)
    unknown = {} if place.geonames_id else {"geonames_id": NO_ID[place.source].format(place=place.name)}
    if place.iso3 is None:
        unknown["country"] = "lies in no one state"
    lat: float | None = place.lat
    lon: float | None = place.lon
    if place.source == "near" and place.feature == "PCLI":
        lat = lon = None
        unknown |= dict.fromkeys(
            ("geonames_id", "lat", "lon"), f"the gazetteer does not know this name, only that it lies in {place.name}"
        )
    feature = sites.kind(name).feature if place.source in ("inside", "near") else place.feature
    if feature is None:
        unknown["feature"] = "the gazetteer does not know this name"
    return Place(
        id=number, span=found.span, name=name, geonames_id=place.geonames_id, lat=lat, lon=lon, feature=feature,
        country=place.iso3, use=use, found_by=found.found_by, score=found.score * max(resolved.chance, 0.5), unknown=unknown,
    )  # fmt: skip
