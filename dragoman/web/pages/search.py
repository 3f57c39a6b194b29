"""Search: statements and documents by their words and by what they mean, narrowed down by whom, how, when and where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.store import library, query
from dragoman.store.browse import Count
from dragoman.store.library import DocumentRow
from dragoman.store.query import Finding
from dragoman.web import asked, excerpts
from dragoman.web.asked import ROWS
from dragoman.web.deps import Reading
from dragoman.web.twins import twin

router = APIRouter(tags=["search"])
# Matches that are counted and paged through: the best ones, or the newest.
MOST = 400
# Values of a facet that are shown.
_VALUES = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A document with a piece of its text."""

    document: DocumentRow
    excerpt: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        parties: as the question was understood: codes of the parties.
        total: how many matches there are, `MOST` at most.
        statements, documents: those of this page; one of them is empty.
        counts: how many of the matches have each value: of party, act, year and source.
    """

    question: asked.Search
    parties: list[str]
    total: int
    statements: list[Finding]
    documents: list[Hit]
    counts: dict[str, list[Count]]


@twin(router, "/search", "search.html")
def search(connection: Reading, question: Annotated[asked.Search, Query()]) -> Found:
    """Statements or documents, best match first; without words the newest."""
    wanted = replace(question.filter, limit=MOST)
    first = (question.page - 1) * ROWS
    if question.where == "documents":
        rows = library.find_documents(connection, question.q, wanted)
        page = rows[first : first + ROWS]
        texts = library.texts(connection, [row.id for row in page])
        hits = [Hit(row, excerpts.excerpt(texts[row.id], question.q)) for row in page]
        return Found(question, list(wanted.parties), len(rows), [], hits, _of_documents(rows))
    said = query.said(connection, question.q, wanted)
    return Found(question, list(wanted.parties), len(said), said[first : first + ROWS], [], _of_statements(said))


def _of_statements(found: Iterable[Finding]) -> dict[str, list[Count]]:
    rows = list(found)
    days = [f.body["date"] or f.published for f in rows]
    return {
        "party": _counted(party for f in rows for party in (f.body["party"] or "").split(" & ")),
        "act": _counted(f.body["act"] for f in rows),
        "year": _years(days),
        "source": _counted(f.source for f in rows),
    }


def _of_documents(rows: list[DocumentRow]) -> dict[str, list[Count]]:
    return {"year": _years(row.published for row in rows), "source": _counted(row.source for row in rows)}


def _counted(values: Iterable[str | None]) -> list[Count]:
    """The commonest values, most first."""
    counts = Counter(value for value in values if value)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Count(value, n) for value, n in ordered[:_VALUES]]


def _years(days: Iterable[str | None]) -> list[Count]:
    """Years, newest first."""
    counts = Counter(day[:4] for day in days if day)
    return [Count(year, counts[year]) for year in sorted(counts, reverse=True)[:_VALUES]]
