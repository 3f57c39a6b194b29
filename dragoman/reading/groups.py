"""Finds whom "both sides", "the leaders", "the two countries" and "they" stand for: those the text last brought together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dragoman import knowledge
from dragoman.reading.clusters import Cluster, Ledger, unique
from dragoman.reading.mentioned import Mentioned, rules

# Sentences over which a group looks back for its members; chosen on gold-train.
REACH = 8
_PARTIES = frozenset(("state", "organization", "bloc", "armed_group", "seat", "capital", "body", "agency", "demonym"))
_STATES = frozenset(("state", "seat", "capital", "demonym"))
_STATE_NOUNS = frozenset(("country", "nation"))


class Wanted(NamedTuple):
    """What a group is made of: people or parties or either, how many, in which offices (empty if any).

    `sides` are rather parties, `states` only states.
    """

    people: bool
    parties: bool
    size: int | None = None
    offices: frozenset[str] = frozenset()
    sides: bool = False
    states: bool = False


class Groups:
    """The groups of one document; `publisher` is the party whose readout it is."""

    def __init__(self, ledger: Ledger, publisher: str | None, day: str | None) -> None:
        self.ledger = ledger
        self.publisher = publisher
        self.day = day
        self._made: dict[tuple[int, ...], Cluster] = {}

    def party_of(self, cluster: Cluster) -> str | None:
        """Its party; that of the publisher for somebody in office of whom no other is known."""
        return cluster.party or (self.publisher if cluster.offices else None)

    def offices_of(self, cluster: Cluster) -> set[str]:
        """The offices it is said to hold, or known to hold on the day of publication."""
        return {*cluster.offices, *(h.office for h in cluster.held if self.day is None or h.distance(self.day) == 0)}

    def of_description(self, m: Mentioned, offices: set[str]) -> Cluster | None:
        """The group that a plain description means ("the two leaders"); None if it means none or nobody met before."""
        noun, words = self._singular(m), self.ledger.words.lowers
        people, parties = noun in rules()["members_people"], noun in rules()["members_parties"]
        plain = all(w in rules()["group_words"] for w in self._before_head(m)) and m.last == m.head + 1
        plain = plain and words[m.first] in rules()["group_openings"]
        if not (people or parties) or not plain:
            return None
        given = frozenset(offices) if noun not in ("leader", "official") else frozenset[str]()
        sides = noun in rules()["sides"] and self.publisher is None
        group = self.last_met(
            m, Wanted(people, parties and not (people and self.publisher), m.count, given, sides, noun in _STATE_NOUNS)
        )
        return group if group and self._lie_in(self._region(m), group.members) else None

    def _lie_in(self, region: str | None, members: Sequence[Cluster]) -> bool:
        return region is None or {self.party_of(c) for c in members} <= set(rules()["regions"][region])

    def _before_head(self, m: Mentioned) -> Sequence[str]:
        """The words of a description before its head, without a region: "three" of "the three Baltic governments"."""
        words = self.ledger.words.lowers[m.core[0] : m.head]
        region = self._region(m)
        return words[: len(words) - len(region.split())] if region else words

    def _region(self, m: Mentioned) -> str | None:
        """The region right before the head of a description ("North American", "Baltic"); None if there is none."""
        words = self.ledger.words.lowers
        near = (" ".join(words[max(m.head - n, m.first) : m.head]) for n in (2, 1))
        return next((r for r in near if r in rules()["regions"]), None)

    def joint_party(self, m: Mentioned) -> str | None:
        """The parties in focus, joined by " & ", of "the three governments", where the text named only their people, or of
        "the trilateral committee"; None if `m` is no such description or nobody fits."""
        words = self.ledger.words.lowers
        number = next((n for w in words[m.first : m.head] if (n := rules()["joint"].get(w)) is not None), None)
        body = m.type == "body" and not m.plural and m.definite and number is not None
        states = bool(
            m.plural
            and m.last == m.head + 1
            and (self._singular(m) in rules()["members_parties"] or (m.offices and m.count))
            and words[m.first] in rules()["group_openings"]
        )
        if not body and not (states and all(w in rules()["group_words"] for w in self._before_head(m))):
            return None
        group = self.last_met(m, Wanted(people=True, parties=True, size=(number or None) if body else m.count))
        members = group.members if group else ()
        parties = list(dict.fromkeys(p for c in members if (p := self.party_of(c))))
        return " & ".join(parties) if len(parties) > 1 and self._lie_in(self._region(m), members) else None

    def _singular(self, m: Mentioned) -> str:
        noun, before = self.ledger.noun(m), self.ledger.words.lowers[max(m.head - 2, 0) : m.head]
        if noun == "state" and "heads" in before:
            return "head of state"
        return noun if noun in rules()["members_people"] else knowledge.singular(noun)

    def last_met(self, m: Mentioned, wanted: Wanted) -> Cluster | None:
        """The group of those last named in one sentence before `m`, else of the first two people of different parties."""
        by_sentence: dict[int, list[tuple[Mentioned, Cluster]]] = {}
        for other, cluster in self.ledger.back(m, REACH):
            if not other.place and not self._possesses(other):
                by_sentence.setdefault(self.ledger.sentence(other), []).append((other, cluster))
        for number in sorted(by_sentence, reverse=True):
            members = self._together(by_sentence[number][::-1], wanted)
            if members:
                return self.made_of(members)
        members = self._first_two(m, wanted)
        return self.made_of(members) if members else None

    def made_of(self, members: Sequence[Cluster]) -> Cluster:
        """The group of these members, the same for the same members in any order."""
        key = tuple(sorted(c.number for c in members))
        if key not in self._made:
            group = self._made[key] = self.ledger.new("group")
            group.members, group.plural = tuple(members), True
        return self._made[key]

    def _possesses(self, m: Mentioned) -> bool:
        return self.ledger.words.lowers[m.last : m.last + 1] in (["'s"], ["'"])

    def _together(self, mentions: Sequence[tuple[Mentioned, Cluster]], wanted: Wanted) -> Sequence[Cluster]:
        """Who of the mentions of one sentence makes up the group: a group named there, else its people, else its parties."""
        group = next((c for _, c in reversed(mentions) if c.members), None)
        if group and self._fits(group.members, wanted) and all(self._may_hold(c, wanted) for c in group.members):
            return group.members
        parties = _one_a_party(
            c for x, c in mentions if x.kind == "name" and c.party and c.type in (_STATES if wanted.states else _PARTIES)
        )
        if wanted.sides and self._fits(parties, wanted):
            return parties
        people = unique(c for _, c in mentions if c.is_person and c.is_named and self.party_of(c))
        people = [c for c in people if self._may_hold(c, wanted)]
        if wanted.people and self._fits(people, wanted):
            return people
        return parties if wanted.parties and self._fits(parties, wanted) else ()

    def _may_hold(self, cluster: Cluster, wanted: Wanted) -> bool:
        """Whether nothing says that somebody holds none of the offices wanted."""
        return not wanted.offices or not cluster.offices or bool(wanted.offices & self.offices_of(cluster))

    def _fits(self, members: Sequence[Cluster], wanted: Wanted) -> bool:
        if len(members) < 2 or len({self.party_of(c) for c in members}) < 2 or (wanted.size and len(members) != wanted.size):
            return False
        people = [c for c in members if c.is_person]
        return (wanted.parties and (wanted.people or not people)) or (wanted.people and len(people) == len(members))

    def _first_two(self, m: Mentioned, wanted: Wanted) -> Sequence[Cluster]:
        """The first two people of different parties (or as many as wanted), where the text never names them in one sentence."""
        people = [c for x, c in self.ledger.seen if x.last <= m.first and c.is_person and c.is_named] if wanted.people else []
        people = [c for c in people if self._may_hold(c, wanted)]
        found: dict[str, Cluster] = {}
        for c in people:
            party = self.party_of(c)
            if party:
                found.setdefault(party, c)
        least = wanted.size or 2
        return list(found.values())[:least] if len(found) >= least else ()

    def conjoined(self, m: Mentioned, before: Mentioned) -> Sequence[Cluster]:
        """The actors of "X and Y", of which `m` is the last, if it opens its sentence or stands in that of `before`."""
        found: list[tuple[Mentioned, Cluster]] = []
        at = m
        for other, cluster in self.ledger.back(before, 2):
            if other is m or (found and other.last < at.first and self._only_and(other.last, at.first) and other.kind != "pronoun"):
                found.append((other, cluster))
                at = other
        clusters = unique(c for _, c in reversed(found)) if m.kind != "pronoun" else []
        placed = self.ledger.opens_sentence(at) or self.ledger.sentence(m) == self.ledger.sentence(before)
        return clusters if len(clusters) > 1 and placed else ()

    def _only_and(self, first: int, last: int) -> bool:
        between = self.ledger.words.lowers[first:last]
        return 0 < len(between) <= 2 and "and" in between and all(w in ("and", ",") for w in between)


def _one_a_party(clusters: Iterable[Cluster]) -> list[Cluster]:
    found: dict[str | None, Cluster] = {}
    for c in clusters:
        found.setdefault(c.party, c)
    return list(found.values())
