"""Processes of a store as typed rows: which there are, and one of them with its rounds, promises and positions in order."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, func, or_, select

from dragoman import promises
from dragoman.errors import MissingError, StoreError
from dragoman.promises import Deed, Done, Held, Promise, Source, Telling, Verdict
from dragoman.reading import meaning
from dragoman.reading.voices import split
from dragoman.store import chaining, query
from dragoman.store.days import begun, days
from dragoman.store.query import ContactRow, Filter
from dragoman.store.rows import phrases, telling
from dragoman.store.schema import contact_links, contact_members, contacts, documents, item_topics, items, process_keys

_AHEAD = ("planned", "proposed")
# Issues that the most typical ones are chosen from, words of a short one, and how many are chosen.
_ISSUES, _SHORT, _CHOSEN = 64, 10, 3
# Processes that are looked at for a verdict at a time.
_SHARE = 50
_PROMISING = ("next_step", "commitment", "agreement", "signing")
_TELLING = ("breakdown", "no_agreement")
_REFUSING = "rejects"


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Why a contact belongs to the process.

    Attributes:
        other: the contact that it is linked with, an earlier one.
        reason: see `docs/processes.md`.
        words: of the report that shows it; document and item are where they stand, None if the report has gone.
    """

    other: int
    reason: str
    words: str
    document: int | None
    item: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A contact in its process."""

    contact: ContactRow
    links: tuple[LinkRow, ...]


@dataclass(frozen=True, slots=True)
class Stance:
    """A party's position on an issue, on the day of the report."""

    party: str
    issue: str
    stance: str
    day: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process.

    Attributes:
        id: the smallest number of its contacts.
        name: what reports call it, as "normandy format"; None if they call it nothing.
        issues: its most typical ones, verbatim, at most three.
        parties: those that at least half of its contacts have as sides, else those of most.
        first_day, last_day: of what was held; of what is dated to a month or year only if nothing is dated better.
        held, ahead: contacts that took place, and those that are planned or proposed.
        sources: reports, copies not counted twice.
        promises: verdict -> how many; a promise without a day of which nothing more is told is open.
    """

    id: int
    name: str | None
    issues: tuple[str, ...]
    parties: tuple[str, ...]
    first_day: str | None
    last_day: str | None
    contacts: int
    held: int
    ahead: int
    sources: int
    promises: dict[str, int]


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One process in order: what took place, what lies ahead, what was promised, who wanted what."""

    process: ProcessRow
    as_of: str
    steps: tuple[Step, ...]
    ahead: tuple[Step, ...]
    promises: tuple[Promise, ...]
    positions: tuple[Stance, ...]


# ---- questions
def find(connection: Connection, wanted: Filter, as_of: str, verdict: Verdict | None = None) -> list[ProcessRow]:
    """Processes of which a contact meets a filter, that with the newest such contact first.

    Args:
        as_of: YYYY-MM-DD; reports of later days are not looked at for promises.
        verdict: only those with such a promise.
    Raises:
        StoreError: if a date is none.
    """
    as_of = _day(as_of)
    newest = func.max(contacts.c.first_day)
    found = select(contacts.c.process).where(contacts.c.process.is_not(None), *query.contact_conditions(connection, wanted))
    found = found.group_by(contacts.c.process).order_by(newest.is_(None), newest.desc(), contacts.c.process)
    numbers = list(connection.execute(found if verdict else found.limit(wanted.limit).offset(wanted.offset)).scalars())
    rows: list[ProcessRow] = []
    for at in range(0, len(numbers), _SHARE):
        share = _Reading(connection, numbers[at : at + _SHARE], as_of)
        rows += [row for row in map(share.row, share.numbers) if verdict is None or row.promises[verdict]]
        if len(rows) >= wanted.offset + wanted.limit:
            break
    return rows[wanted.offset : wanted.offset + wanted.limit] if verdict else rows


def one(connection: Connection, contact: int, as_of: str) -> ProcessView:
    """The process to which a contact belongs, whichever of its contacts it is; a contact that is chained to none is one by itself.

    Raises:
        MissingError: if there is no such contact.
        StoreError: if the date is none.
    """
    row = connection.execute(select(contacts.c.id, contacts.c.process).where(contacts.c.id == contact)).one_or_none()
    if row is None:
        raise MissingError(f"there is no process {contact}: `dragoman process` lists those there are")
    number = row.process or row.id
    return _Reading(connection, [number], _day(as_of), stances=True).view(number)


def _day(value: str) -> str:
    found = days(value)
    if found is None:
        raise StoreError(f"{value!r} is not a date: use YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD")
    return found[1]


def by_issue(stances: Sequence[Stance]) -> dict[str, list[list[Stance]]]:
    """Party -> its stances by issue, each in the order of days; the issues that come up most first."""
    found: dict[str, list[list[Stance]]] = defaultdict(list)
    for stance in stances:
        own = promises.words(stance.issue)
        like = (
            some
            for some in found[stance.party]
            if promises.alike(own, promises.words(some[0].issue)) or some[0].issue == stance.issue
        )
        home = next(like, None)
        if home is None:
            found[stance.party].append([stance])
        else:
            home.append(stance)
    return {party: sorted(issues, key=lambda some: -len({s.day for s in some})) for party, issues in found.items()}


# ---- reading
class _Reading:
    """What the store has on some processes, read at once."""

    def __init__(self, connection: Connection, numbers: Sequence[int], as_of: str, stances: bool = False) -> None:
        """Positions are read only if stances are asked for, or if they may break a promise."""
        self.numbers, self._as_of, self._connection = list(numbers), as_of, connection
        rows = connection.execute(
            select(contacts.c.id, func.coalesce(contacts.c.process, contacts.c.id).label("number"))
            .where(contacts.c.process.in_(numbers) | (contacts.c.process.is_(None) & contacts.c.id.in_(numbers)))
            .order_by(contacts.c.id)
        ).all()
        self._number = {row.id: row.number for row in rows}
        self._contacts: dict[int, list[ContactRow]] = defaultdict(list)
        for found in query.contacts_of(connection, list(self._number)):
            self._contacts[self._number[found.id]].append(found)
        self._told: dict[int, list[Telling]] = defaultdict(list)
        self._originals: dict[int, set[int]] = defaultdict(set)
        for t, original in self._tellings(list(self._number)):
            self._told[t.contact].append(t)
            self._originals[self._number[t.contact]].add(original)
        self._deeds = self._findings(stances)
        self._near = self._elsewhere()

    def _tellings(self, numbers: Collection[int]) -> Iterator[tuple[Telling, int]]:
        """What reports of the time tell of some contacts, in the order of their days, each with its original report."""
        rows = self._connection.execute(
            select(contact_members.c.contact_id, documents.c.copy_of, items.c.status, *_COLUMNS)
            .join(items, items.c.id == contact_members.c.item_id)
            .join(documents, documents.c.id == items.c.document_id)
            .where(contact_members.c.contact_id.in_(numbers))
        ).all()
        for row in sorted(rows, key=_in_order):
            if (row.published or "")[:10] <= self._as_of:
                body = json.loads(row.body)
                sides = frozenset(p for side in body["sides"] for p in split(side["party"]))
                source = _source(row, telling(phrases(row.words, len(body["evidence"]))))
                told = Telling(row.contact_id, row.kind, row.status, days(body["start"]), sides, source, body["place"])
                yield told, row.copy_of or row.document

    def _elsewhere(self) -> dict[int, list[Telling]]:
        """Process -> what reports tell of other contacts in the months for which something is promised to its sides."""
        tellings = [(self._number[t.contact], t) for told in self._told.values() for t in told]
        due = {(number, t.sides, t.days) for number, t in tellings if t.status in _AHEAD}
        steps = {document: [d for d in deeds if d.kind == "next_step"] for document, deeds in self._deeds.items()}
        due |= {(number, frozenset(d.parties), d.when) for number, t in tellings for d in steps.get(t.source.document, ())}
        asking: dict[str, set[int]] = defaultdict(set)
        for number, sides, when in due:
            if when and len(sides) == 2 and when[0][:7] == when[1][:7]:
                asking[chaining.dyad("|".join(sorted(sides)), when[0][:7])].add(number)
        keys = select(process_keys.c.contact_id, process_keys.c.key).where(process_keys.c.key.in_(asking))
        wanted: dict[int, set[int]] = defaultdict(set)
        for row in self._connection.execute(keys) if asking else ():
            wanted[row.contact_id] |= asking[row.key] - {self._number.get(row.contact_id)}
        near: dict[int, list[Telling]] = defaultdict(list)
        for t, _ in self._tellings([contact for contact, numbers in wanted.items() if numbers]):
            for number in wanted[t.contact]:
                near[number].append(t)
        return near

    def _findings(self, stances: bool) -> dict[int, list[Deed]]:
        """Document -> what its report says was promised, done or wanted, in text order."""
        read = {t.source.document: t.source for told in self._told.values() for t in told}
        broken = _LAYER == "positions" if stances else and_(_LAYER == "positions", items.c.kind == _REFUSING)
        kept = and_(_LAYER == "events", items.c.kind.in_(promises.keeping()))
        promised = and_(_LAYER == "outcomes", items.c.kind.in_((*_PROMISING, *_TELLING)))
        rows = self._connection.execute(
            select(items.c.document_id, items.c.layer, items.c.status, items.c.first_day, items.c.last_day, *_OF_ITEM)
            .where(items.c.document_id.in_(read), or_(broken, kept, promised))
            .order_by(items.c.id)
        )
        found: dict[int, list[Deed]] = defaultdict(list)
        for document, layer, status, first, last, _, item, kind, body, words in rows:
            told = json.loads(body)
            parties = tuple(told.get("parties") or told.get("actors") or split(told.get("party")))
            source = replace(read[document], item=item, words=words or "")
            deed = Deed(layer, kind, status, told["found_by"], parties, (first, last) if first else None, source)
            found[document].append(deed)
        return found

    # ---- one process
    def view(self, number: int) -> ProcessView:
        made = self._promises(number)
        own = sorted(self._contacts[number], key=self._when)
        links = self._links([row.id for row in own])
        steps = [Step(row, tuple(links[row.id])) for row in own]
        held, ahead = (tuple(s for s in steps if (s.contact.status in _AHEAD) == later) for later in (False, True))
        return ProcessView(self.row(number, made), self._as_of, held, ahead, tuple(made), tuple(self._stances(number)))

    def row(self, number: int, made: Sequence[Promise] | None = None) -> ProcessRow:
        own = self._contacts[number]
        counted = Counter(p.verdict for p in (self._promises(number) if made is None else made))
        held = [row for row in own if row.status not in _AHEAD]
        exact = [row for row in held if row.first_day and begun(row.first_day, row.last_day) == row.first_day]
        dated = [None, *sorted(day for row in exact or held for day in (row.first_day, row.last_day) if day)]
        return ProcessRow(
            number, *self._topics(number), self._parties(number), dated[min(1, len(dated) - 1)], dated[-1], len(own), len(held),
            len(own) - len(held), len(self._originals[number]), {verdict: counted[verdict] for verdict in promises.VERDICTS},
        )  # fmt: skip

    def _when(self, row: ContactRow) -> tuple[str, int]:
        """Its first day, without one that of the first report."""
        told = self._told.get(row.id)
        return row.first_day or (told[0].source.day if told else None) or "9999", row.id

    def _parties(self, number: int) -> tuple[str, ...]:
        counted = Counter(party for row in self._contacts[number] for party in row.parties)
        half = [party for party, n in counted.most_common() if 2 * n >= len(self._contacts[number])]
        return tuple(half or [party for party, n in counted.most_common() if n == counted.most_common(1)[0][1]])

    def _topics(self, number: int) -> tuple[str | None, tuple[str, ...]]:
        """What at least half of its contacts are called by, and its most typical issues, no two of them alike."""
        own = [row.id for row in self._contacts[number]]
        found = select(item_topics.c.words, item_topics.c.vector, item_topics.c.kind, contact_members.c.contact_id)
        found = found.join(contact_members, contact_members.c.item_id == item_topics.c.item_id)
        found = found.where(contact_members.c.contact_id.in_(own)).order_by(item_topics.c.item_id, item_topics.c.place)
        topics = self._connection.execute(found).all()
        named = Counter(name for name, _ in {(row.words, row.contact_id) for row in topics if row.kind == "name"})
        name = min(named, key=lambda name: (-named[name], name), default=None)
        issues = [row for row in topics if row.kind == "issue"]
        short = [row for row in issues if row.words.count(" ") < _SHORT] or issues
        return name if name and 2 * named[name] >= len(own) else None, _typical(short[:_ISSUES])

    def _links(self, numbers: Collection[int]) -> dict[int, list[LinkRow]]:
        """Contact -> its links with contacts that come before it."""
        rows = self._connection.execute(
            select(contact_links, items.c.document_id, items.c.item)
            .outerjoin(items, items.c.id == contact_links.c.item_id)
            .where(contact_links.c.contact_id.in_(numbers))
            .order_by(contact_links.c.contact_id, contact_links.c.other_id, contact_links.c.reason)
        ).all()
        place = {number: n for n, number in enumerate(numbers)}
        found: dict[int, list[LinkRow]] = defaultdict(list)
        for row in rows:
            earlier, later = sorted((row.contact_id, row.other_id), key=lambda number: place[number])
            found[later].append(LinkRow(earlier, row.reason, row.words, row.document_id, row.item))
        return found

    # ---- promises and positions
    def _promises(self, number: int) -> list[Promise]:
        """All promises, by the day on which they were made."""
        own = [row.id for row in self._contacts[number]]
        told = sorted((t for id in own for t in self._told[id]), key=lambda t: (t.source.day or "", t.source.document))
        held = Held([*told, *self._near[number]])
        planned = [promises.of_contact(self._told[id], held, self._as_of) for id in own]
        spoken = self._own_deeds(told)
        over = [deed for _, deeds in sorted(self._of(told).items()) for deed in deeds if _is_done(deed)]
        done = Done(sorted(over, key=lambda deed: (deed.source.day or "", deed.source.document)))
        made = [p for p in planned if p] + [promises.of_deed(deed, held, done, self._as_of) for deed in spoken]
        return promises.repeats(sorted(made, key=lambda p: (p.source.day or "", p.source.document, p.source.item)))

    def _of(self, told: Iterable[Telling]) -> dict[int, list[Deed]]:
        return {t.source.document: self._deeds.get(t.source.document, []) for t in told}

    def _own_deeds(self, told: Sequence[Telling]) -> list[Deed]:
        """Promises of the sides in reports of the process's contacts; what plans one of its contacts is told by the contact."""
        sides: dict[int, set[str]] = defaultdict(set)
        phrases: dict[int, list[str]] = defaultdict(list)
        for t in told:
            sides[t.source.document] |= t.sides
            phrases[t.source.document] += [t.source.words] if t.status in _AHEAD else []
        return [
            deed
            for document, deeds in sorted(self._of(told).items())
            for deed in deeds
            if deed.layer == "outcomes" and deed.kind in _PROMISING and _is_promise(deed) and set(deed.parties) <= sides[document]
            if not any(phrase in deed.source.words or deed.source.words in phrase for phrase in phrases[document])
        ]

    def _stances(self, number: int) -> list[Stance]:
        """Positions of the process's parties in reports of its contacts, by party and day."""
        parties = set(self._parties(number))
        told = [t for row in self._contacts[number] for t in self._told[row.id]]
        found = [
            Stance(party, deed.source.words, deed.kind, deed.source.day, deed.source)
            for deeds in self._of(told).values()
            for deed in deeds
            for party in deed.parties
            if deed.layer == "positions" and party in parties
        ]
        return sorted(found, key=lambda s: (s.party, s.day or "", s.source.document, s.source.item))


def _typical(issues: Sequence[Any]) -> tuple[str, ...]:
    """The issues that are most like all others, without those that are like one chosen before."""
    if not issues:
        return ()
    vectors = np.frombuffer(b"".join(row.vector for row in issues), np.int8).reshape(-1, meaning.WIDTH).astype(np.int32)
    close = vectors @ vectors.T
    chosen: list[int] = []
    for n in np.argsort(-close.sum(axis=1), kind="stable").tolist():
        if len(chosen) < _CHOSEN and not any(chaining.alike(int(close[n, m])) for m in chosen):
            chosen.append(n)
    return tuple(str(issues[n].words) for n in chosen)


def _is_promise(deed: Deed) -> bool:
    """A treaty that was ratified is done; what was agreed on or is still to be signed is promised."""
    return deed.status == "expected" or (deed.kind == "agreement" and deed.rule in promises.agreeing())


def _is_done(deed: Deed) -> bool:
    signed = deed.layer == "outcomes" and (deed.kind in _TELLING or (deed.kind == "signing" and deed.status == "done"))
    return signed or deed.layer == "events" or (deed.layer == "positions" and deed.kind == _REFUSING)


# ---- rows
# Not by the index of layers, in which a few documents would be looked for among all of the store.
_LAYER = items.c.layer.concat("")
_OF_ITEM = (items.c.id, items.c.item, items.c.kind, items.c.body, items.c.words)
_COLUMNS = (
    *_OF_ITEM, documents.c.id.label("document"), documents.c.key, documents.c.title, documents.c.published, documents.c.source,
)  # fmt: skip


def _in_order(row: Any) -> tuple[str, int]:
    return (row.published or "")[:10], row.id


def _source(row: Any, words: str) -> Source:
    return Source(row.document, row.item, words, (row.published or "")[:10] or None, row.key, row.title, row.source)
