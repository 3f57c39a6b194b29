"""The store as tables: CSV or Parquet files with a `datapackage.json` (Frictionless Data Package) that says what each column means.

One table for documents, one for contacts over all reports, one for each layer of findings; the columns of a layer are the fields of
its model.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, select

from dragoman import __version__
from dragoman.errors import StoreError
from dragoman.export import files
from dragoman.record import Contact, Difference, Event, Item, Outcome, Position, Statement
from dragoman.store import query
from dragoman.store.query import ContactRow, Filter
from dragoman.store.schema import contact_members, documents, items

Format = Literal["csv", "parquet"]
_MODELS: dict[str, type[Item]] = {
    "statements": Statement,
    "positions": Position,
    "outcomes": Outcome,
    "events": Event,
    "differences": Difference,
    "tellings": Contact,
}
LAYERS = tuple(_MODELS)
# Rows of a Parquet file that are held at a time.
_GROUP = 10_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Frictionless type, what it means."""

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its rows, which can be gone through once."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterator[dict[str, Any]]


def write(connection: Connection, folder: Path, form: Format) -> dict[str, int]:
    """Write all tables and their description into a folder that is made; table -> rows.

    Raises:
        StoreError: if the folder is not empty, cannot be written, or Parquet's library is not there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise StoreError(f"{folder} is not empty: give a new folder")
        written, described = {}, []
        for table in tables(connection):
            written[table.name] = _write_csv(table, folder) if form == "csv" else _write_parquet(table, folder)
            described.append(_resource(table, form))
        package = {"name": "dragoman", "created_by": f"dragoman {__version__}", "resources": described}
        (folder / "datapackage.json").write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return written
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}") from error


def tables(connection: Connection) -> Iterator[Table]:
    """Every table of the package."""
    yield documents_table(connection)
    yield contacts_table(query.find_contacts(connection, Filter(limit=query.ALL)))
    for layer in _MODELS:
        yield layer_table(connection, layer)


def documents_table(connection: Connection, ids: Collection[int] | None = None) -> Table:
    """Documents; only some of them by their numbers."""
    return Table("documents", _DOCUMENTS, _documents(connection, () if ids is None else (documents.c.id.in_(ids),)))


def contacts_table(rows: Iterable[ContactRow]) -> Table:
    """Contacts over all reports."""
    return Table("contacts", _CONTACTS, _contacts(rows))


def layer_table(connection: Connection, layer: str, *conditions: ColumnElement[bool]) -> Table:
    """The findings of a layer, "tellings" those that tell of contacts; only those that meet conditions on `items`."""
    model = _MODELS[layer]
    return Table(layer, _columns(model), _findings(connection, "contacts" if layer == "tellings" else layer, model, conditions))


_DOCUMENTS = (
    Column("id", "integer", "number of the document"),
    Column("key", "string", "where it came from: an address, a path, or a file of JSON Lines with an id"),
    Column("title", "string", "headline"),
    Column("published", "string", "ISO 8601 date of publication"),
    Column("source", "string", "who published it"),
    Column("url", "string", "its address"),
    Column("version", "integer", "how often it was read with another text"),
    Column("reader", "string", "program and model that read it"),
    Column("characters", "integer", "length of its text in Unicode code points"),
)
_CONTACTS = (
    Column("id", "integer", "number of the contact"),
    Column("kind", "string", "meeting, call, talks, visit, summit, conference, correspondence"),
    Column("status", "string", "held, ongoing, planned, proposed, cancelled, denied: as the latest report has it"),
    Column("first_day", "string", "first day of its date, YYYY-MM-DD"),
    Column("last_day", "string", "last day of its date"),
    Column("place", "string", "as written"),
    Column("country", "string", "ISO 3166-1 alpha-3"),
    Column("parties", "string", "who takes part, parted by '; '"),
    Column("people", "string", "who is named as taking part"),
    Column("reports", "integer", "documents that tell of it"),
)


def _documents(connection: Connection, conditions: Iterable[ColumnElement[bool]]) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(documents).where(*conditions).order_by(documents.c.id)).mappings():
        yield {c.name: len(row["text"]) if c.name == "characters" else row[c.name] for c in _DOCUMENTS}


def _contacts(rows: Iterable[ContactRow]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "id": row.id, "kind": row.kind, "status": row.status, "first_day": row.first_day, "last_day": row.last_day,
            "place": row.place, "country": row.country, "parties": "; ".join(row.parties),
            "people": "; ".join(person for person, _ in row.people), "reports": row.sources,
        }  # fmt: skip


_FIRST = (Column("document", "integer", "number of the document"), Column("words", "string", "its words in the text"))


def _columns(model: type[Item]) -> tuple[Column, ...]:
    """The columns of a layer; a contact's telling also names the contact that it is of."""
    schema = model.model_json_schema()["properties"]
    made = [Column(name, _type(spec), spec.get("description", "")) for name, spec in schema.items() if name != "unknown"]
    of = (Column("contact_id", "integer", "number of the contact that is told of"),) if model is Contact else ()
    return (*_FIRST, *of, *made)


def _type(spec: dict[str, Any]) -> Literal["string", "integer", "number", "boolean"]:
    kinds = {part.get("type") for part in spec.get("anyOf", (spec,))} - {"null"}
    kind = kinds.pop() if len(kinds) == 1 else "string"
    return kind if kind in ("integer", "number", "boolean") else "string"  # type: ignore[return-value]


def _findings(
    connection: Connection, layer: str, model: type[Item], conditions: Iterable[ColumnElement[bool]]
) -> Iterator[dict[str, Any]]:
    found = (
        select(items.c.document_id, items.c.words, items.c.body, contact_members.c.contact_id)
        .outerjoin(contact_members, contact_members.c.item_id == items.c.id)
        .where(items.c.layer == layer, *conditions)
        .order_by(items.c.id)
    )
    columns = [c.name for c in _columns(model)]
    for row in connection.execute(found):
        body = json.loads(row.body)
        given = {"document": row.document_id, "words": row.words, "contact_id": row.contact_id}
        yield {name: given[name] if name in given else _cell(body.get(name)) for name in columns}


def _cell(value: Any) -> Any:
    """A field as one cell: spans as "start-end", several values parted by "; ", parts with fields as JSON."""
    if isinstance(value, list):
        if value and all(isinstance(v, int) for v in value):
            return "-".join(map(str, value))
        return "; ".join(str(_cell(v)) for v in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _write_csv(table: Table, folder: Path) -> int:
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as out:
        return files.write_csv(table.rows, [c.name for c in table.columns], out)


def _write_parquet(table: Table, folder: Path) -> int:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise StoreError("Parquet needs the extra: pip install 'dragoman[parquet]'") from error
    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    schema = pa.schema([pa.field(c.name, types[c.type], metadata={"description": c.description}) for c in table.columns])
    count = 0
    with parquet.ParquetWriter(folder / f"{table.name}.parquet", schema) as writer:
        group: list[dict[str, Any]] = []
        for row in table.rows:
            group.append(row)
            if len(group) == _GROUP:
                writer.write_table(pa.Table.from_pylist(group, schema))
                group = []
            count += 1
        writer.write_table(pa.Table.from_pylist(group, schema))
    return count


def _resource(table: Table, form: Format) -> dict[str, Any]:
    fields = [{"name": c.name, "type": c.type, "description": c.description} for c in table.columns]
    return {"name": table.name, "path": f"{table.name}.{form}", "format": form, "schema": {"fields": fields}}
