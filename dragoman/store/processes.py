"""Contacts chained into processes: links between contacts, each with its reason and words, and what hangs together by them.

A process bears the number of its first contact: P12 is what contact 12 belongs to, and it is found by the number of any of its
contacts. A contact that is linked to none is in no process.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dragoman.reading.voices import split
from dragoman.store import chaining
from dragoman.store.chaining import Issue, Link, Thread
from dragoman.store.rows import folded, phrases, telling
from dragoman.store.schema import (
    contact_links,
    contact_members,
    contacts,
    documents,
    item_links,
    item_topics,
    items,
    process_keys,
)
from dragoman.store.topics import gathering_names, process_names, rules

# Reports of a contact that are looked at: the first.
_READ = 12
# Days of a date of any length.
_ANY = 10**7


def chain(connection: Connection, touched: Iterable[int]) -> None:
    """Link contacts anew after they came, changed or went, and number the processes that this changes."""
    numbers = set(touched)
    if not numbers:
        return
    here = _threads(connection, numbers)
    _file(connection, numbers, here)
    before = set(_stored(connection, numbers))
    after = set(_found(connection, here))
    _write(connection, before - after, after - before)
    came = {(k.contact, k.other) for k in after} - {(k.contact, k.other) for k in before}
    went = {(k.contact, k.other) for k in before} - {(k.contact, k.other) for k in after}
    if went:
        _part(connection, {number for pair in went | came for number in pair})
    elif came:
        _join(connection, came)


# ---- what chaining looks at
def _threads(connection: Connection, numbers: Collection[int]) -> dict[int, Thread]:
    """What chaining looks at in some contacts; those that are gone are left out."""
    rows = connection.execute(select(contacts).where(contacts.c.id.in_(numbers)).order_by(contacts.c.id)).all()
    told, topics = _tellings(connection, [row.id for row in rows]), _topics(connection, [row.id for row in rows])
    return {row.id: _thread(row, told[row.id], topics[row.id]) for row in rows}


def _first_members(numbers: Collection[int]) -> Any:
    place = func.row_number().over(partition_by=contact_members.c.contact_id, order_by=contact_members.c.item_id)
    columns = (contact_members.c.item_id, contact_members.c.contact_id, place.label("place"))
    numbered = select(*columns).where(contact_members.c.contact_id.in_(numbers)).subquery("numbered")
    return select(numbered.c.item_id, numbered.c.contact_id).where(numbered.c.place <= _READ).subquery("first")


def _tellings(connection: Connection, numbers: Collection[int]) -> dict[int, list[Any]]:
    first = _first_members(numbers)
    found: dict[int, list[Any]] = defaultdict(list)
    rows = (
        select(first.c.contact_id, items.c.id, items.c.body, items.c.words, documents.c.published)
        .join(items, items.c.id == first.c.item_id)
        .join(documents, documents.c.id == items.c.document_id)
        .order_by(items.c.id)
    )
    for row in connection.execute(rows):
        found[row.contact_id].append(row)
    return found


def _topics(connection: Connection, numbers: Collection[int]) -> dict[int, list[Any]]:
    first = _first_members(numbers)
    found: dict[int, list[Any]] = defaultdict(list)
    rows = select(first.c.contact_id, item_topics).join(item_topics, item_topics.c.item_id == first.c.item_id)
    for row in connection.execute(rows.order_by(item_topics.c.item_id, item_topics.c.place)):
        found[row.contact_id].append(row)
    return found


def _thread(row: Any, told: list[Any], topics: list[Any]) -> Thread:
    bodies = [json.loads(t.body) for t in told]
    named = [{p for side in body["sides"] for p in split(side["party"])} for body in bodies]
    sides = frozenset(p for p in set().union(*named) if 2 * sum(p in some for some in named) >= len(named))
    days = sorted(t.published[:10] for t in told if t.published) if row.first_day is None else [row.first_day, row.last_day]
    own = {t.id: phrases(t.words, len(body["evidence"])) for body, t in zip(bodies, told, strict=True)}
    rounds = {body["ordinal"]: t.id for body, t in zip(reversed(bodies), reversed(told), strict=True) if body["ordinal"]}
    names = {t.words: (_named(own[t.item_id], t.words), t.item_id) for t in reversed(topics) if t.kind == "name"}
    issues = tuple(Issue(topic.item_id, topic.words, topic.vector) for topic in topics if topic.kind == "issue")
    first, last = (days[0], days[-1]) if days else (None, None)
    dated = row.first_day is not None
    told_by = {item: telling(some) for item, some in own.items()}
    people: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for side in (side for body in bodies for side in body["sides"]):
        people[side["party"]] += tuple(name for name in map(folded, side["people"]) if name not in people[side["party"]])
    return Thread(row.id, row.kind, row.status, first, last, dated, sides, rounds, names, people, issues, told_by)


def _named(phrases: Sequence[str], name: str) -> str:
    """The phrase that has the name, else the name: it stands after one."""
    return next((p for p in phrases if name in (*process_names(p), *gathering_names(p))), name)


def _file(connection: Connection, numbers: Collection[int], here: dict[int, Thread]) -> None:
    """Put contacts under their present keys."""
    known = {(r.contact_id, r.key) for r in connection.execute(select(process_keys).where(process_keys.c.contact_id.in_(numbers)))}
    wanted = {(number, key) for number, thread in here.items() for key in chaining.keys(thread, wide=False)}
    for number, key in sorted(known - wanted):
        connection.execute(delete(process_keys).where(process_keys.c.contact_id == number, process_keys.c.key == key))
    if wanted - known:
        connection.execute(insert(process_keys), [{"contact_id": n, "key": key} for n, key in sorted(wanted - known)])


# ---- links
def _stored(connection: Connection, numbers: Collection[int]) -> Iterator[Link]:
    either = or_(contact_links.c.contact_id.in_(numbers), contact_links.c.other_id.in_(numbers))
    for row in connection.execute(select(contact_links).where(either)):
        yield Link(row.contact_id, row.other_id, row.reason, row.words, row.item_id)


def _found(connection: Connection, here: dict[int, Thread]) -> Iterator[Link]:
    """The links that contacts have now."""
    told = _told(connection, here)
    near = {number: _near(connection, thread) for number, thread in here.items()}
    others = set().union(*near.values(), *((a, b) for a, b in told)) - set(here)
    known = here | _threads(connection, others)
    pairs = {
        tuple(sorted((number, other))) for number, some in near.items() for other in some if other != number and other in known
    }
    for a, b in sorted(pairs):
        yield from chaining.links(known[a], known[b])
    for pair, rows in told.items():
        yield from _told_links(known, pair, rows)


def _near(connection: Connection, thread: Thread) -> set[int]:
    """Contacts that share a key."""
    wanted = list(dict.fromkeys(chaining.keys(thread, wide=True)))
    if not wanted:
        return set()
    return set(connection.execute(select(process_keys.c.contact_id).where(process_keys.c.key.in_(wanted)).distinct()).scalars())


def _told(connection: Connection, numbers: Collection[int]) -> dict[tuple[int, int], list[Any]]:
    """Pairs of contacts of which one report says something, with what it says."""
    one, other = contact_members.alias("one"), contact_members.alias("other")
    rows = (
        select(one.c.contact_id.label("a"), other.c.contact_id.label("b"), item_links)
        .join(one, one.c.item_id == item_links.c.item_id)
        .join(other, other.c.item_id == item_links.c.other_id)
        .where(or_(one.c.contact_id.in_(numbers), other.c.contact_id.in_(numbers)), one.c.contact_id != other.c.contact_id)
        .order_by(item_links.c.item_id, item_links.c.other_id)
    )
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in connection.execute(rows):
        found[min(row.a, row.b), max(row.a, row.b)].append(row)
    return found


def _told_links(known: dict[int, Thread], pair: tuple[int, int], rows: list[Any]) -> Iterator[Link]:
    """One link for each thing that reports say, with the words of the first of them; none between what lies too far apart."""
    one, other = known.get(pair[0]), known.get(pair[1])
    apart = chaining.distance(one, other, _ANY) if one and other else None
    for reason in dict.fromkeys(row.reason for row in rows):
        if apart is None or apart <= rules()["days"][reason]:
            first = next(row for row in rows if row.reason == reason)
            yield Link(*pair, reason, first.words, first.item_id)


def _write(connection: Connection, gone: Collection[Link], new: Collection[Link]) -> None:
    for link in sorted(gone, key=_order):
        one = (contact_links.c.contact_id == link.contact, contact_links.c.other_id == link.other)
        connection.execute(delete(contact_links).where(*one, contact_links.c.reason == link.reason))
    rows = [
        {"contact_id": k.contact, "other_id": k.other, "reason": k.reason, "words": k.words, "item_id": k.item}
        for k in sorted(new, key=_order)
    ]
    if rows:
        connection.execute(insert(contact_links), rows)


def _order(link: Link) -> tuple[int, int, str]:
    return link.contact, link.other, link.reason


# ---- numbers
def _join(connection: Connection, pairs: Collection[tuple[int, int]]) -> None:
    """Contacts that are linked now, with all of their processes, are one process of the smallest number."""
    numbers = {number for pair in pairs for number in pair}
    rows = connection.execute(select(contacts.c.id, contacts.c.process).where(contacts.c.id.in_(numbers)))
    process = {row.id: row.process or row.id for row in rows}
    for group in _groups(set(process.values()), [(process[a], process[b]) for a, b in pairs]):
        whole = or_(contacts.c.process.in_(group), contacts.c.id.in_({n for n, p in process.items() if p in group}))
        connection.execute(update(contacts).where(whole).values(process=min(group)))


def _part(connection: Connection, numbers: set[int]) -> None:
    """Number the processes of some contacts anew, all of their contacts being looked at: links between them have gone."""
    marked = select(contacts.c.process).where(contacts.c.id.in_(numbers), contacts.c.process.is_not(None))
    whole = or_(contacts.c.id.in_(numbers), contacts.c.process.in_(marked), contacts.c.process.in_(numbers))
    members = {row.id: row.process for row in connection.execute(select(contacts.c.id, contacts.c.process).where(whole))}
    linked = select(contact_links.c.contact_id, contact_links.c.other_id).where(contact_links.c.contact_id.in_(members))
    for group in _groups(set(members), [(row.contact_id, row.other_id) for row in connection.execute(linked)]):
        number = min(group) if len(group) > 1 else None
        changed = {n for n in group if members[n] != number}
        if changed:
            connection.execute(update(contacts).where(contacts.c.id.in_(changed)).values(process=number))


def _groups(numbers: set[int], pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """What hangs together."""
    group = {number: {number} for number in numbers}
    for a, b in pairs:
        if group[a] is not group[b]:
            small, large = sorted((group[a], group[b]), key=len)
            large |= small
            for number in small:
                group[number] = large
    return list({id(members): members for members in group.values()}.values())
