"""Reports that are copies: a wire report printed by another paper, whole, cut, or with a paragraph of its own.

Sentences are compared by a hash of their words. A report whose sentences mostly stand in another one is a copy of it, or it of the
other, and so are two that are the same in slightly other words and tell of the same contact first. The original is the one
published first, of one day the one that was added first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dragoman.store import rewording
from dragoman.store.days import days
from dragoman.store.schema import contact_members, document_marks, document_sentences, documents, items

_END = re.compile(r"(?<=[.!?])[”’\")]*\s+|\n+")
_WORD = re.compile(r"\w+")
# Words of a sentence that says enough to be known again, and sentences that two copies share: shorter ones are stock phrases.
_WORDS, _SENTENCES = 8, 4
# Share of the shorter report's sentences that the longer has.
_SHARE = 0.8
# Days between two copies: after months an office condemns another missile test in the same words.
_APART = 14
_LATE = "9999"


# What stands before the first words of an agency's report: "OSLO, March 3 (Reuters) - ", "LIMA (AP) — ", "Reuters – ".
_TAG = re.compile(r"\A\s*(?:[^\n]{0,60}?\([\w. ]{2,20}\)|[A-Z]{2}[^\n]{0,60}?|[A-Z]\w{1,20})\s+[-–—]{1,2}\s+")


def hashes(text: str) -> tuple[int, ...]:
    """A signed number of 64 bits for each sentence, by its words without case and marks, in order, each once."""
    folded = (" ".join(_WORD.findall(part.casefold())) for part in _END.split(_TAG.sub("", text)))
    return tuple(dict.fromkeys(_hash(words) for words in folded if words.count(" ") >= _WORDS - 1))


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


def link(connection: Connection, document: int, sentences: Iterable[int], marks: Iterable[int]) -> set[int]:
    """Note the sentences and marks of a document that was put, and find anew which documents are copies.

    Args:
        document: its contacts are put already.
    Returns:
        Contacts whose number of sources may have changed.
    """
    was = connection.execute(select(documents.c.copy_of).where(documents.c.id == document)).scalar_one()
    loose = set(connection.execute(select(documents.c.id).where(documents.c.copy_of == document)).scalars()) | {document}
    connection.execute(update(documents).where(documents.c.id.in_(loose), documents.c.copy_of.is_not(None)).values(copy_of=None))
    for table, column, numbers in ((document_sentences, "hash", sentences), (document_marks, "mark", marks)):
        connection.execute(delete(table).where(table.c.document_id == document))
        rows = [{"document_id": document, column: number} for number in numbers]
        if rows:
            connection.execute(insert(table), rows)
    changed = {one for id in sorted(loose) for one in _join(connection, id)}
    return _contacts(connection, changed | (loose if was is not None else loose - {document}))


def _join(connection: Connection, document: int) -> set[int]:
    """Make a document and those that share its sentences copies of the first of them; gives those that are copies now."""
    like = _alike(connection, document) | _reworded(connection, document)
    if not like:
        return set()
    rows = connection.execute(select(documents.c.id, documents.c.copy_of).where(documents.c.id.in_(like | {document}))).all()
    roots = {row.copy_of or row.id for row in rows}
    whole = (documents.c.id.in_(roots)) | (documents.c.copy_of.in_(roots))
    every = connection.execute(select(documents.c.id, documents.c.published).where(whole)).all()
    first = min(every, key=lambda row: ((row.published or _LATE)[:10], row.id)).id
    copies = {row.id for row in every} - {first}
    connection.execute(update(documents).where(documents.c.id.in_(copies)).values(copy_of=first))
    connection.execute(update(documents).where(documents.c.id == first).values(copy_of=None))
    return copies | {first}


def _alike(connection: Connection, document: int) -> set[int]:
    own, other = document_sentences.alias("own"), document_sentences.alias("other")
    shared = (
        select(other.c.document_id, func.count().label("n"))
        .join(own, own.c.hash == other.c.hash)
        .where(own.c.document_id == document, other.c.document_id != document)
        .group_by(other.c.document_id)
        .having(func.count() >= _SENTENCES)
    )
    found = {row.document_id: row.n for row in connection.execute(shared)}
    if not found:
        return set()
    counted = (
        select(document_sentences.c.document_id, func.count().label("n"))
        .where(document_sentences.c.document_id.in_([*found, document]))
        .group_by(document_sentences.c.document_id)
    )
    size = {row.document_id: row.n for row in connection.execute(counted)}
    dated = select(documents.c.id, documents.c.published).where(documents.c.id.in_(size))
    day = {row.id: row.published for row in connection.execute(dated)}
    return {id for id, n in found.items() if n >= _SHARE * min(size[id], size[document]) and _near(day[id], day[document])}


def _reworded(connection: Connection, document: int) -> set[int]:
    own, other = document_marks.alias("own"), document_marks.alias("other")
    sharing = select(other.c.document_id).join(own, own.c.mark == other.c.mark).where(own.c.document_id == document).distinct()
    dated = select(documents.c.id, documents.c.published).where(documents.c.id.in_(sharing))
    day = {row.id: row.published for row in connection.execute(dated)}
    near = [id for id in day if _near(day[id], day[document])]
    if len(near) < 2:  # only itself
        return set()
    columns = (documents.c.id, documents.c.title, documents.c.text, documents.c.url)
    reports = {row.id: row for row in connection.execute(select(*columns).where(documents.c.id.in_(near)))}
    told, mine = _first_contacts(connection, near), reports.pop(document)
    return {
        id
        for id, report in reports.items()
        if told.get(id) == told.get(document)
        and not rewording.are_numbered_apart(mine.title, report.title)
        and rewording.are_alike(mine.text, report.text, bool(mine.url and report.url) and _address(mine) == _address(report))
    }


def _address(report: Any) -> str:
    return rewording.address(report.url)


def _first_contacts(connection: Connection, some: Iterable[int]) -> dict[int, int]:
    """Document -> the contact that its first contact is a telling of."""
    told = (
        select(items.c.document_id, contact_members.c.contact_id)
        .join(contact_members, contact_members.c.item_id == items.c.id)
        .where(items.c.document_id.in_(some))
        .order_by(items.c.id.desc())
    )
    return {row.document_id: row.contact_id for row in connection.execute(told)}


def _near(one: str | None, other: str | None) -> bool:
    """Whether two days of publication are near; one that is not known may be."""
    mine, theirs = (days(day[:10]) if day else None for day in (one, other))
    if mine is None or theirs is None:
        return True
    return abs(date.fromisoformat(mine[0]) - date.fromisoformat(theirs[0])).days <= _APART


def _contacts(connection: Connection, changed: set[int]) -> set[int]:
    told = (
        select(contact_members.c.contact_id)
        .join(items, items.c.id == contact_members.c.item_id)
        .where(items.c.document_id.in_(changed))
        .distinct()
    )
    return set(connection.execute(told).scalars())
