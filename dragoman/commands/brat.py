"""`dragoman export --to brat` and `dragoman brat`: findings to be changed in brat, and what was changed, as corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection, select

from dragoman import diffing, edits, fields
from dragoman.commands import common, correct
from dragoman.errors import SourceError, StoreError
from dragoman.export import brat as standoff
from dragoman.export.brat import Change
from dragoman.record import LAYERS, Record
from dragoman.store import corrections, database, query, reviews
from dragoman.store.reviews import Document
from dragoman.store.schema import documents


def write(where: str, out: Path) -> int:
    """Write every document of a store into a folder; gives how many there are."""
    engine = database.engine(where)
    with database.reading(engine) as connection:
        known = query.keys(connection)
        try:
            out.mkdir(parents=True, exist_ok=True)
            (out / "annotation.conf").write_text(standoff.configuration(), encoding="utf-8")
            for number, key, _ in known:
                for name, content in standoff.files(f"D{number}", key, query.document(connection, number)).items():
                    (out / name).write_bytes(content)
        except OSError as error:
            raise StoreError(f"{out} cannot be written: {error.strerror}") from error
    return len(known)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@common.options(common.db, correct.who)
@click.option(
    "--why", default="changed in brat", show_default=True, callback=correct.given, metavar="TEXT", help="For what reason."
)
def brat(folder: Path, where: str, who: str, why: str) -> None:
    """Take back a folder that `dragoman export --to brat` wrote: what was changed there becomes corrections.

    Changed words, attributes and notes correct a finding, annotations that are gone reject it, new ones add it. What was not
    changed gives none, and so does reading the same folder twice. All is made or, where something cannot be, nothing.

    \b
    Example:
      dragoman export --to brat --out annotated/
      dragoman brat annotated/ --who "A. Lund"
    """
    made = 0
    by = {"who": who, "why": why, "now": correct.now()}
    with database.writing(database.engine(where)) as connection:
        for path in sorted(folder.glob("*.ann")):
            made += _take(connection, path, by)
    click.echo(f"{made:,} corrections made; `dragoman show corrections` lists them.")


def _take(connection: Connection, path: Path, by: Mapping[str, str]) -> int:
    key, written = _written(path.with_suffix(".json"))
    number = connection.execute(select(documents.c.id).where(documents.c.key == key)).scalar_one_or_none()
    if number is None:
        raise StoreError(f"{path}: the store has no document {key}")
    try:
        found = standoff.changes(written, path.read_bytes().decode())
    except (SourceError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: {error}") from error
    return sum(_make(connection, number, written, change, path, by) for change in found)


def _written(path: Path) -> tuple[str, Record]:
    try:
        kept = json.loads(path.read_bytes())
        return str(kept["key"]), Record.from_dict(kept["record"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{path} does not tell what was written, which `dragoman export --to brat` keeps there: {error}"
        ) from error


def _make(connection: Connection, number: int, written: Record, change: Change, path: Path, by: Mapping[str, str]) -> int:
    """Make a change a correction; gives 0 where the store has it already."""
    doc = reviews.document(connection, number)
    if doc.shown.text != written.text:
        raise StoreError(f"{path}: the report has another text now: write the folder anew")
    same = {mine: other for layer in LAYERS for mine, other in diffing.same(written, doc.shown, layer).items()}
    given = {name: _there(same, fields.of(change.layer)[name], value) for name, value in change.fields.items()}
    if change.action == "insert":
        if any(_has(other, given) for other in _bodies(doc, change.layer)):
            return 0
        corrections.add(connection, number, change.layer, given, **by)
        return 1
    item = same.get(str(change.item))
    if item is None:
        if change.action == "reject":
            return 0
        raise StoreError(f"{path}: {change.item} is not in the store any more: write the folder anew")
    if change.action == "reject":
        corrections.reject(connection, number, item, **by)
        return 1
    if _has(reviews.finding(connection, doc, item)[1], given):
        return 0
    corrections.edit(connection, number, item, given, **by)
    return 1


def _bodies(doc: Document, layer: str) -> Iterator[edits.Body]:
    return (edits.as_body(item) for item in getattr(doc.shown, layer))


def _there(same: Mapping[str, str], kind: fields.Kind, value: Any) -> Any:
    """A value with the ids that findings have in the store."""
    if kind == "references":
        return [same[id] for id in value if id in same]
    return same.get(value) if kind == "reference" else value


def _has(body: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return all(body[name] == value for name, value in given.items())
