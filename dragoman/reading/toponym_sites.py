"""Places for names that no row of the gazetteer bears: by a shorter form, by a place inside the name, or by the text around.

"Aleppo province" is Aleppo; "Vilnius University" and "University of Vilnius" lie in Vilnius; an unknown bar, street or village lies
where the passage around it is about (Leidner 2007, spatial minimality). Whoever reads the record is told which of these it was.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from dragoman import data, places
from dragoman.places import Candidate
from dragoman.reading.toponym_names import KNOWN_TOWN_FROM, MOST_WORDS, fame, words
from dragoman.reading.toponym_ranking import distances
from dragoman.text import Document, Span

# A site called after a smaller town is as often called after a person or a street of that name.
SITE_TOWN_FROM = 1_000
# Two towns no further apart belong to one neighbourhood, in kilometres; what the text speaks of fades over this many characters.
# The latter was chosen among 300, 1000 and 3000 on LGL, GeoVirus and the development halves of TR-News and GeoWebNews.
NEIGHBOURS_KM, TEXT_REACH = 80.0, 1000.0
# A town is taken if this share of the places around lies in its neighbourhood; the chance is linear in that share. On the same sets
# 27 % were right at a share of 0.2, 57 at 0.4, 76 at 0.6, 84 at 1.
LEAST_SHARE_AROUND, CHANCE_AROUND = 0.3, (0.3, 0.55)
_BEHIND = re.compile(r"\s+(?:and\s+\w+\s+)?(\w+)")
_DIVISION_BEFORE = re.compile(r"\b(?:state|province|region|county|governorate|district|republic) of $", re.IGNORECASE)
_CAPITALISED = re.compile(r"[^\W\d_][\w.’'-]*")


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


class Kind(NamedTuple):
    """A kind of site: GeoNames feature code, None if it has none; `anywhere` if an adjective in front does not tell where it is."""

    feature: str | None
    anywhere: bool


@cache
def _kinds() -> dict[str, Kind]:
    rows = data.load_tsv("rules/places/site_kinds.tsv")
    return {row["noun"]: Kind(row["feature"] or None, row["anywhere"] == "yes") for row in rows}


@cache
def _noun() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The noun at the end of a site's name, and in front of "of", "for", "at" or another name."""
    nouns = "|".join(sorted(map(re.escape, _kinds()), key=len, reverse=True))
    return re.compile(rf"(?:^|.*?\s)({nouns})$", re.IGNORECASE), re.compile(rf"(?:.*?\s)??({nouns})\s", re.IGNORECASE)


@cache
def _called_after() -> re.Pattern[str]:
    nouns = "|".join(sorted(map(re.escape, _kinds()), key=len, reverse=True))
    return re.compile(rf"(.+?)(?:’s|'s)?\s+({nouns})$", re.IGNORECASE)


def kind(name: str) -> Kind:
    """What kind of site a name is: "Vilnius University", "University of Oslo", "British Embassy Tokyo"."""
    end, front = _noun()
    found = end.match(name) or front.match(name)
    return _kinds()[found[1].lower()] if found else Kind(None, False)


def called_after(name: str) -> tuple[Candidate, ...]:
    """Where a site lies that is called after a place ("Vilnius University"); towns of note, divisions and states only."""
    called = _called_after().match(name)
    if not called:
        return ()
    adjective = places.demonyms().get(places.fold(called[1]))
    if adjective and kind(name).anywhere:
        return ()
    named = (adjective, *places.lookup(called[1]))
    return _inside(c for c in named if c and (c.feature != "PPL" or c.population >= SITE_TOWN_FROM))


def named_inside(name: str) -> tuple[Candidate, ...]:
    """Where a site or body lies in whose name a well-known place stands: "University of Oslo", "British Embassy Tokyo".

    A town comes before a state or region, a later name before an earlier one.
    """
    tokens = list(_CAPITALISED.finditer(name))
    found: list[tuple[Candidate, ...]] = []
    i = 0
    while i < len(tokens):
        ends = range(min(len(tokens), i + MOST_WORDS), i, -1)
        spans = ((j, name[tokens[i].start() : tokens[j - 1].end()]) for j in ends if tokens[i].group()[0].isupper())
        j, meant = next(((j, c) for j, part in spans if part != name and (c := _well_known(part, name))), (i + 1, ()))
        found += [meant] if meant else []
        i = j
    return _inside(max(enumerate(found), key=lambda f: (f[1][0].feature.startswith("PPL"), f[0]))[1]) if found else ()


def _well_known(part: str, name: str) -> tuple[Candidate, ...]:
    """The places of note that a part of a name may mean, or the state of an adjective."""
    site = kind(name)
    adjective = places.demonyms().get(places.fold(part))
    if adjective and fame(part) < 3:
        return () if site.anywhere else (adjective,)
    if fame(part) < 2:
        return ()
    known = tuple(c for c in places.lookup(part) if not c.feature.startswith("PPL") or c.population >= KNOWN_TOWN_FROM)
    embassy = site.feature == "DIP"
    return tuple(c for c in known if not (embassy and c.feature == "PCLI"))


def _inside(found: Iterator[Candidate] | Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(c._replace(geonames_id=None, source="inside", own=False) for c in found)


def is_division(doc: Document, span: Span) -> bool:
    """Whether a name is said to be a division: "Kiev region", "Hunan province", "the state of Bahia"."""
    behind = _BEHIND.match(doc.text, span.end)
    kinds = words("places.en.after")
    said = doc[span].lower().endswith(kinds) or bool(_DIVISION_BEFORE.search(doc.text, max(0, span.start - 20), span.start))
    return said or (behind is not None and behind[1].lower().removesuffix("s") in kinds)


def beside(a: Candidate, b: Candidate) -> bool:
    """Whether two places are one neighbourhood: a city and the division around it."""
    return float(distances(np.array([(a.lat, a.lon)]), np.array([(b.lat, b.lon)]))[0, 0]) < NEIGHBOURS_KM


def _gap(a: Span, b: Span) -> int:
    return max(a.start - b.end, b.start - a.end, 0)


def nearby(
    span: Span, placed: Sequence[tuple[Span, Candidate]], within: Sequence[Candidate] = ()
) -> tuple[Candidate, float] | None:
    """The town that the passage around a toponym is about: the one in whose neighbourhood most of the places named close by lie.

    Args:
        placed: other toponyms with their places.
        within: what stands right behind ("Qwxz in southern Germany"); only places of these states count then.
    Returns:
        A candidate with the point and state of that town, or of a division where no town is named, and the chance that the name
        lies there; the state alone where only that is known; None if the places around lie too far apart.
    """
    states = {c.country for c in within[:1] if c.country}
    local = [
        (s, c) for s, c in placed
        if c.feature != "PCLI" and c.source in ("geonames", "hand", "airportsdata") and (not states or c.country in states)
    ]  # fmt: skip
    towns = [c for _, c in local if c.feature.startswith("PPL") or c.feature == "ADM2"]
    chosen = towns or [c for _, c in local if c.feature == "ADM1"]
    if not chosen:
        return (_near(within[0]), 1.0) if states else None
    weight = np.array([math.exp(-_gap(s, span) / TEXT_REACH) for s, _ in local])
    here, there = (np.array([(c.lat, c.lon) for c in some]) for some in (chosen, [c for _, c in local]))
    around = ((distances(here, there) < NEIGHBOURS_KM) * weight).sum(1)
    share = float(around.max() / weight.sum())
    if share < LEAST_SHARE_AROUND:
        return None
    return _near(chosen[int(around.argmax())]), CHANCE_AROUND[0] + CHANCE_AROUND[1] * share


def _near(place: Candidate) -> Candidate:
    return place._replace(geonames_id=None, source="near", own=False)
