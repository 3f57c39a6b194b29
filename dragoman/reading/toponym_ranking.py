"""Which of the places that bear a name is meant: features of a candidate in its document, and their weights.

A log-linear ranker: prior facts about a candidate (people, kind, own name), what stands next to the name ("Paris, Texas"), and
what the rest of the document speaks of (states named, divisions, places close by). Weights are fitted by
knowledge/build/place_weights.py.
Source: the heuristics of Leidner 2007 (one referent per discourse, spatial minimality, contained-in qualifiers, population).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from dragoman import data, places
from dragoman.places import Candidate
from dragoman.text import Document, Span

Array = npt.NDArray[np.float64]

FEATURES = (
    "people", "most_people", "state", "division1", "division2", "capital", "region", "nature", "press_sense", "own_name",
    "same_spelling", "shadowed", "by_adjective", "area_after_the", "town_after_the", "inside_next",
    "holds_previous", "state_named", "state_share", "division_named", "state_votes", "division_votes", "near_votes",
    "reach_votes", "beside_votes", "division_share", "capital_share",
)  # fmt: skip
# The last of these need a first ranking of the other names.
VOTES = 7
# Column of "reach_votes" among them.
REACH = 3
# More candidates than this differ only in hamlets.
MOST_CANDIDATES = 30
# A place's vote for another falls to a third at these distances in kilometres, and over this many characters of text.
NEAR, FAR, TEXT_REACH = 30.0, 200.0, 1000.0
LEAST_VOTE = 0.02
EARTH_KM = 6371.0
# A smaller town than this is not meant where less than these shares of the other names speak of its state and its vicinity; chosen
# on LGL, GeoVirus and the development halves of TR-News and GeoWebNews, where 16 of 18 such readings were wrong.
LONE_TOWN_BELOW, LEAST_SHARE, LEAST_REACH = 20_000, 0.05, 0.1
_HUGE = 1e8
_NEXT = re.compile(r"\s*,\s*|\s*\(\s*|’s |'s |,? in (?:the )?(?:\w+ern |central )?")
_POSSESSIVE = re.compile("[’']")
_CODE = re.compile(r"[A-Z]\.? ?[A-Z][\w.]*|[A-Z][a-z]+\.?")
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name of a place as written, with the places that bear it.

    Attributes:
        next, previous: candidates of the name right behind ("Paris, Texas") and right in front.
        after_the: the article stands in front or opens the name.
    """

    span: Span
    text: str
    candidates: tuple[Candidate, ...]
    next: tuple[Candidate, ...] = ()
    previous: tuple[Candidate, ...] = ()
    after_the: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a document speaks of: how often it names each state (ISO alpha-2) and each division."""

    states: Mapping[str, int]
    divisions: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Group:
    """Toponyms of one document that share a referent, and their candidates; `after_the`: one stands with the article."""

    members: tuple[Toponym, ...]
    candidates: tuple[Candidate, ...]
    after_the: bool


def shortlist(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The most likely candidates by kind, own name and population, at most `MOST_CANDIDATES`, best first."""

    def rank(c: Candidate) -> tuple[bool, bool, int]:
        return (c.feature != "PCLI" and c.source != "hand", not c.own, -c.population)

    return tuple(sorted(candidates, key=rank)[:MOST_CANDIDATES])


def holds(outer: Candidate, inner: Candidate) -> bool:
    """Whether `outer` is a state or division that `inner` lies in."""
    if outer.country != inner.country or not outer.country or outer.place == inner.place:
        return False
    if outer.feature == "PCLI":
        return inner.feature != "PCLI"
    same = outer.admin1 == inner.admin1 and bool(outer.admin1)
    return same and (outer.feature == "ADM1" or (outer.feature == "ADM2" and inner.feature.startswith("PPL")))


def link(doc: Document, found: Sequence[Toponym]) -> list[Toponym]:
    """Tie each toponym to the one right behind it ("Paris, Texas"; "Paris (Texas)") or to an abbreviation ("Paris, TX").

    Args:
        found: in text order, disjoint.
    """
    follows: dict[int, tuple[Candidate, ...]] = {}
    precedes: dict[int, tuple[Candidate, ...]] = {}
    for i, toponym in enumerate(found):
        gap = _NEXT.match(doc.text, toponym.span.end)
        if not gap:
            continue
        after = found[i + 1] if i + 1 < len(found) else None
        if after and after.span.start == gap.end():
            outer, inner = (toponym, i + 1) if _POSSESSIVE.match(gap.group()) else (after, i)
            follows[inner] = tuple(c for c in outer.candidates if c.feature in ("PCLI", "ADM1", "ADM2"))
            precedes[i + 1 if inner == i else i] = found[inner].candidates
        else:
            code = _CODE.match(doc.text, gap.end())
            division = places.division(code.group()) if code else None
            if division and not gap.group().strip(" ,(").startswith(("’", "'", "in")):
                follows[i] = (division,)
    return [
        Toponym(t.span, t.text, t.candidates, follows.get(i, ()), precedes.get(i, ()), _after_the(doc, t.span))
        for i, t in enumerate(found)
    ]


def _after_the(doc: Document, span: Span) -> bool:
    return doc.text[max(0, span.start - 4) : span.start].lower() == "the " or doc[span].lower().startswith("the ")


def read_context(doc: Document, found: Sequence[Toponym]) -> Context:
    """Count the states, also by their adjectives, and the divisions that a document names."""
    states: Counter[str] = Counter()
    divisions: Counter[tuple[str, str]] = Counter()
    for t in found:
        if t.candidates and t.candidates[0].feature == "PCLI":
            states[t.candidates[0].country] += 1
        divisions.update((c.country, c.admin1) for c in t.candidates if c.feature == "ADM1" and c.own)
        divisions.update((c.country, c.admin1) for c in t.next if c.feature == "ADM1")
    peoples = (places.demonyms().get(places.fold(word)) for word in _CAPITALISED.findall(doc.text))
    states.update(c.country for c in peoples if c and c.country)
    return Context(states, divisions)


def groups(found: Sequence[Toponym]) -> list[Group]:
    """One referent per discourse: toponyms of one folded name, apart where what stands behind them parts them."""
    by_name: dict[tuple[str, frozenset[tuple[float, float, str]]], list[Toponym]] = defaultdict(list)
    kinds: dict[str, set[frozenset[tuple[float, float, str]]]] = defaultdict(set)
    for t in found:
        if t.candidates:
            outer = frozenset(c.place for c in t.next if any(holds(c, inner) for inner in t.candidates))
            kinds[places.fold(t.text)].add(outer)
            by_name[places.fold(t.text), outer].append(t)
    merged: dict[object, list[Toponym]] = defaultdict(list)
    for (name, outer), members in by_name.items():
        apart = len(kinds[name] - {frozenset()}) > 1
        merged[(name, outer) if apart else name] += members
    return [Group(tuple(m), _qualified(m), any(t.after_the for t in m)) for m in merged.values()]


def _qualified(members: Sequence[Toponym]) -> tuple[Candidate, ...]:
    """The candidates left once "Paris, Texas" is taken at its word.

    A name that may itself be a state or division stands as often in a list ("Oklahoma, Pennsylvania"): all of its are kept.
    """
    every = members[0].candidates
    division = any(c.feature == "ADM1" and c.own for c in every)
    if every[0].feature == "PCLI":
        return every
    outer = [o for t in members for o in t.next if o.feature == "PCLI" or (o.feature == "ADM1" and not division)]
    return tuple(c for c in every if any(holds(o, c) for o in outer)) or every


def _kind(c: Candidate) -> tuple[bool, ...]:
    return (
        c.feature == "PCLI", c.feature == "ADM1", c.feature == "ADM2", c.feature == "PPLC", c.source == "hand" and not c.population,
        c.source in ("natural-earth", "airportsdata"), c.source == "hand" and c.population > 0,
    )  # fmt: skip


def prior(c: Candidate, group: Group) -> list[float]:
    """Facts of the candidate and its name alone: the features up to `inside_next`."""
    most = max(o.population for o in group.candidates)
    name = group.members[0].text
    shadowed = not c.own and any(o.own and o.population > c.population for o in group.candidates)
    adjective = not c.own and places.demonyms().get(places.fold(name), c).place == c.place
    town = c.feature.startswith(("PPL", "ADM"))
    own = [
        c.own,
        any(t.text == c.name for t in group.members),
        shadowed,
        adjective,
        group.after_the and not town,
        group.after_the and town,
    ]
    return [math.log1p(c.population) / math.log(_HUGE), float(c.population == most > 0), *map(float, _kind(c)), *map(float, own)]


def qualified(c: Candidate, group: Group) -> list[float]:
    """What stands next to the name: whether it lies in what stands behind, how much of the name in front it holds."""
    outer = [o for t in group.members for o in t.next if any(holds(o, x) for x in group.candidates)]
    inside = any(holds(o, c) for o in outer)
    front = [t.previous for t in group.members if t.previous]
    held = max(
        (max((x.population + 1 for x in p if holds(c, x)), default=0) / (1 + max(x.population for x in p)) for p in front),
        default=0.0,
    )
    return [float(inside), min(1.0, held)]


def surroundings(c: Candidate, group: Group, context: Context) -> list[float]:
    """What the document names beside it: its state, its division."""
    own = len(group.members) if c.feature == "PCLI" else 0
    others = max(0, context.states.get(c.country, 0) - own)
    total = sum(context.states.values()) - own
    division = 0 if c.feature == "ADM1" else context.divisions.get((c.country, c.admin1), 0)
    return [float(others > 0), others / total if total > 0 else 0.0, float(division > 0 and bool(c.admin1))]


def matrix(group: Group, context: Context) -> Array:
    """Features without votes, float64 `(candidates, len(FEATURES) - VOTES)`."""
    rows = [prior(c, group) + qualified(c, group) + surroundings(c, group, context) for c in group.candidates]
    return np.array(rows, dtype=np.float64)


def softmax(scores: Array) -> Array:
    weights = np.exp(scores - scores.max())
    total: Array = weights / weights.sum()
    return total


def distances(a: Array, b: Array) -> Array:
    """Kilometres between points `(n, 2)` and `(m, 2)` in degrees, `(n, m)`."""
    on_sphere = []
    for lat, lon in (np.radians(a).T, np.radians(b).T):
        on_sphere.append(np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))))
    km: Array = EARTH_KM * np.arccos(np.clip(on_sphere[0].T @ on_sphere[1], -1.0, 1.0))
    return km


def _gaps(all_groups: Sequence[Group]) -> Array:
    """Characters between the nearest mentions of each two groups, `(groups, groups)`."""
    at = np.array([t.span.start for g in all_groups for t in g.members], dtype=np.float64)
    first = np.cumsum([0, *(len(g.members) for g in all_groups)])[:-1]
    gaps = np.abs(at[:, None] - at[None, :])
    least: Array = np.minimum.reduceat(np.minimum.reduceat(gaps, first, axis=0), first, axis=1)
    return least


def _near_votes(all_groups: Sequence[Group], chances: Sequence[Array]) -> Array:
    """How much of the other names' probability lies close to each candidate: near, in reach, and near to it in the text too.

    Returns:
        `(all candidates, 3)`, each 0..1; states and divisions of the first level have no vote.
    """
    group = np.repeat(np.arange(len(all_groups)), [len(g.candidates) for g in all_groups])
    point = np.array([(c.lat, c.lon) for g in all_groups for c in g.candidates])
    local = np.array([c.feature not in ("PCLI", "ADM1") for g in all_groups for c in g.candidates])
    chance = np.concatenate(chances)
    voters = np.flatnonzero(local & (chance > LEAST_VOTE))
    if not len(voters):
        return np.zeros((len(point), 3))
    km = distances(point, point[voters])
    heard = chance[voters] * (group[:, None] != group[None, voters])
    beside = np.exp(-_gaps(all_groups) / TEXT_REACH)[group[:, None], group[None, voters]]
    sums = [(heard * np.exp(-km / NEAR)).sum(1), (heard * np.exp(-km / FAR)).sum(1), (heard * beside * np.exp(-km / FAR)).sum(1)]
    return np.stack([total / (total + 1.0) for total in sums], axis=1)


def _share_of_states(all_groups: Sequence[Group], chances: Sequence[Array]) -> float:
    """Share of the names that are states: where states act, a capital stands for its government rather than a division."""
    states = sum(
        float(p) for g, chance in zip(all_groups, chances, strict=True) for c, p in zip(g.candidates, chance, strict=True)
        if c.feature == "PCLI"
    )  # fmt: skip
    return states / len(all_groups)


def votes(all_groups: Sequence[Group], chances: Sequence[Array]) -> list[Array]:
    """How much of the other names' probability lies in each candidate's state, division and vicinity.

    Args:
        chances: for each group the probabilities of its candidates after the first ranking.
    Returns:
        For each group float64 `(candidates, VOTES)`, each 0..1.
    """
    tallies: list[dict[object, float]] = []
    total: dict[object, float] = defaultdict(float)
    for group, chance in zip(all_groups, chances, strict=True):
        own: dict[object, float] = defaultdict(float)
        for c, p in zip(group.candidates, chance.tolist(), strict=True):
            if c.country:
                own[c.country] += p
            if c.admin1:
                own[c.country, c.admin1] += p
        tallies.append(own)
        for key, p in own.items():
            total[key] += p
    others = max(1, len(all_groups) - 1)

    def rest(key: object, own: Mapping[object, float]) -> float:
        return (total.get(key, 0.0) - own.get(key, 0.0)) / others

    pairs = [(c, own) for g, own in zip(all_groups, tallies, strict=True) for c in g.candidates]
    if not pairs:
        return []
    areas = np.array([(rest(c.country, own), rest((c.country, c.admin1), own)) for c, own in pairs], dtype=np.float64)
    division = np.array([c.feature == "ADM1" for c, _ in pairs]) * areas[:, 0]
    capital = np.array([c.feature == "PPLC" for c, _ in pairs]) * _share_of_states(all_groups, chances)
    full = np.column_stack((areas, _near_votes(all_groups, chances), division, capital))
    return np.split(full, np.cumsum([len(g.candidates) for g in all_groups])[:-1])


@cache
def weights() -> tuple[Array, Array]:
    """Weights of the first ranking, `(len(FEATURES) - VOTES,)`, and of the second, `(len(FEATURES),)`."""
    table = data.load_yaml("rules/places/weights.yaml")
    first = np.array([table["first"][name] for name in FEATURES[:-VOTES]], dtype=np.float64)
    return first, np.array([table["second"][name] for name in FEATURES], dtype=np.float64)


def rank(all_groups: Sequence[Group], context: Context) -> tuple[list[Array], list[Array]]:
    """Probabilities of each group's candidates, in their order, and what the other names say for them, as of `votes`."""
    first, second = weights()
    tables = [matrix(g, context) for g in all_groups]
    chances = [softmax(t @ first) for t in tables]
    elected: list[Array] = []
    for _ in range(2):
        elected = votes(all_groups, chances)
        chances = [softmax(np.hstack((t, v)) @ second) for t, v in zip(tables, elected, strict=True)]
    return chances, elected


def alone(c: Candidate, group: Group, elected: Array) -> bool:
    """Whether a small town is named where nothing else speaks of its state or vicinity: then another place is meant.

    Args:
        elected: the candidate's row of `votes`.
    """
    small = c.feature in ("PPL", "ADM2") and c.source != "hand" and c.population < LONE_TOWN_BELOW
    qualified = any(holds(o, c) for t in group.members for o in t.next)
    return small and not qualified and bool(elected[0] < LEAST_SHARE and elected[REACH] < LEAST_REACH)
