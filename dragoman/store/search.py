"""Search by words, in the dialect of each engine; rankings made one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Select, column, func, literal_column, select, table

from dragoman.store.schema import documents, items

# Of reciprocal rank fusion; Cormack, Clarke and Büttcher 2009.
_K = 60
# A quoted phrase, or a word.
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w")
# What has an index of its words; statements and contacts are rows of `items`.
Indexed = Literal["statements", "contacts", "documents"]


def matching(connection: Connection, of: Indexed, query: str) -> Select[tuple[int, float]]:
    """Ids of the rows of `items` or `documents` whose words match, and how well: less is better.

    Args:
        query: words, all of which must be there in any form ("sanction" finds "sanctions"); "quoted words" stand together.
    """
    return _fts5(of, query) if connection.dialect.name == "sqlite" else _postgresql(of, query)


def _fts5(of: Indexed, query: str) -> Select[tuple[int, float]]:
    index = table(f"{of}_fts", column("rowid"))
    matches: ColumnElement[bool] = literal_column(index.name).op("MATCH")(terms(query))
    return select(index.c.rowid.label("id"), func.bm25(literal_column(index.name)).label("rank")).where(matches)


def terms(query: str) -> str:
    """A query as FTS5 takes it: each word and phrase in quotation marks, so that no character in it is an operator."""
    found = [phrase or word for phrase, word in _TERM.findall(query)]
    return " ".join('"' + t.replace('"', '""') + '"' for t in found if _WORD.search(t)) or '""'


def has_words(query: str) -> bool:
    return bool(_WORD.search(query))


def _postgresql(of: Indexed, query: str) -> Select[tuple[int, float]]:
    asked = func.websearch_to_tsquery(literal_column("'english'"), query.replace("-", " "))
    if of == "documents":
        id, words, some = documents.c.id, func.coalesce(documents.c.title, "") + " " + documents.c.text, []
    else:
        id, words, some = items.c.id, func.coalesce(items.c.words, ""), [items.c.layer == literal_column(f"'{of}'")]
    vector = func.to_tsvector(literal_column("'english'"), words)
    return select(id.label("id"), (-func.ts_rank(vector, asked)).label("rank")).where(vector.op("@@")(asked), *some)


def fused(*rankings: Sequence[int]) -> list[int]:
    """Several rankings as one: an id counts 1/(60 + its place) in each."""
    score: dict[int, float] = {}
    for ranking in rankings:
        for place, id in enumerate(ranking, 1):
            score[id] = score.get(id, 0.0) + 1 / (_K + place)
    return sorted(score, key=lambda id: -score[id])
