"""Who meets whom: parties and people that take part in the same contacts, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Select, Subquery, select

from dragoman.store import query
from dragoman.store.browse import Pair
from dragoman.store.days import begun
from dragoman.store.query import Filter
from dragoman.store.schema import contact_members, item_parties, item_people


@dataclass(frozen=True, slots=True)
class Party:
    """A party and the contacts in which it takes part; `last` is the newest one's first day, or its month or year."""

    party: str
    contacts: int
    last: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part for a party, by the commonest form of the name that is no surname alone."""

    name: str
    party: str
    contacts: int
    last: str | None


@dataclass(frozen=True, slots=True)
class Network:
    """Parties, pairs of them and people, those with the most contacts first; `total` is how many parties there are."""

    total: int
    parties: list[Party]
    pairs: list[Pair]
    people: list[Person]


def of(connection: Connection, wanted: Filter, parties: int, pairs: int, people: int) -> Network:
    """The network of the contacts that a filter gives.

    Args:
        parties, pairs, people: how many there may be of each; pairs and people are those of the parties that are given.
    Raises:
        StoreError: if a date of the filter is none.
    """
    chosen = query.chosen(connection, wanted).subquery("chosen")
    sides: dict[str, set[int]] = defaultdict(set)
    days: dict[int, str | None] = {}
    for row in connection.execute(_sides(chosen)):
        sides[row.party].add(row.id)
        days[row.id] = begun(row.first_day, row.last_day)
    first = sorted(sides, key=lambda party: (-len(sides[party]), party))[:parties]
    found = [Party(party, len(sides[party]), _last(days, sides[party])) for party in first]
    named = _people(connection, chosen, days, set(first))
    return Network(len(sides), found, _pairs(sides, first, days)[:pairs], named[:people])


def _sides(chosen: Subquery) -> Select[Any]:
    found = select(chosen.c.id, chosen.c.first_day, chosen.c.last_day, item_parties.c.party)
    found = found.join(contact_members, contact_members.c.contact_id == chosen.c.id)
    return found.join(item_parties, item_parties.c.item_id == contact_members.c.item_id).where(item_parties.c.role == "side")


def _pairs(sides: dict[str, set[int]], parties: Iterable[str], days: dict[int, str | None]) -> list[Pair]:
    shared = ((pair, sides[pair[0]] & sides[pair[1]]) for pair in combinations(sorted(parties), 2))
    found = [Pair(pair, len(both), _last(days, both)) for pair, both in shared if both]
    return sorted(found, key=lambda pair: (-pair.contacts, pair.parties))


def _people(connection: Connection, chosen: Subquery, days: dict[int, str | None], parties: Collection[str]) -> list[Person]:
    """Those who take part for some parties; a form of a name counts with the longest one that has all its words."""
    rows = connection.execute(
        select(chosen.c.id, item_people.c.name, item_people.c.folded, item_people.c.party)
        .join(contact_members, contact_members.c.contact_id == chosen.c.id)
        .join(item_people, item_people.c.item_id == contact_members.c.item_id)
        .where(item_people.c.party.in_(parties))
    )
    where: dict[tuple[str, str], set[int]] = defaultdict(set)
    written: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        where[row.party, row.folded].add(row.id)
        written[row.party, row.folded][row.name] += 1
    found = []
    for party, own in _forms(where):
        taken: set[int] = set().union(*(where[party, form] for form in own))
        usual = max(own, key=lambda form: (len(form.split()) > 1, len(where[party, form])))
        names = written[party, usual]
        found.append(Person(min(names, key=lambda name: (-names[name], name)), party, len(taken), _last(days, taken)))
    return sorted(found, key=lambda person: (-person.contacts, person.name, person.party))


def _forms(forms: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Of each person the party and the forms of the name, the longest first."""
    by_word: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    people: list[tuple[str, list[str]]] = []
    for party, form in sorted(forms, key=lambda key: (-key[1].count(" "), key)):
        words = form.split()
        like = (own for own in by_word[party, words[-1]] if set(words) <= set(own[0].split())) if words else iter(())
        person = next(like, None)
        if person is None:
            person = []
            people.append((party, person))
            for word in words:
                by_word[party, word].append(person)
        person.append(form)
    return people


def _last(days: dict[int, str | None], contacts: Iterable[int]) -> str | None:
    return max((day for contact in contacts if (day := days.get(contact))), default=None)
