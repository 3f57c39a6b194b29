"""`dragoman export`: the store as files of other programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Connection

from dragoman.commands import common
from dragoman.errors import StoreError

FORMATS = ("csv", "parquet", "jsonld", "brat", "ics", "geojson", "gexf")


@click.command()
@common.options(
    common.db,
    click.option("--to", "form", type=click.Choice(FORMATS), required=True),
    click.option("--out", type=click.Path(path_type=Path), required=True, help="A folder for csv, parquet and brat, else a file."),
)
def export(where: str, form: str, out: Path) -> None:
    """Write the store as files of other programs.

    \b
    csv, parquet  a folder of tables with datapackage.json
    jsonld        W3C Web Annotations, one a line
    brat          a folder of texts and annotations; `dragoman brat` takes back what is changed there
    ics           a calendar of the planned contacts
    geojson       contacts and events on a map
    gexf          who has contacts with whom, for Gephi and networkx

    \b
    Example:
      dragoman export --to csv --out tables/
      dragoman export --to ics --out contacts.ics
    """
    from dragoman.commands import brat
    from dragoman.export import packages
    from dragoman.store import database

    if form == "brat":
        click.echo(f"{brat.write(where, out):,} documents in {out}", err=True)
        return
    with database.reading(database.engine(where)) as connection:
        if form in ("csv", "parquet"):
            written = packages.write(connection, out, "csv" if form == "csv" else "parquet")
            click.echo(f"{sum(written.values()):,} rows in {len(written)} tables, in {out}", err=True)
        else:
            _write(out, _lines(connection, form))


def _lines(connection: Connection, form: str) -> Iterable[str]:
    from dragoman import serial
    from dragoman.export import annotations, calendars, events, maps, networks
    from dragoman.store import query
    from dragoman.store.query import Filter

    if form == "jsonld":
        records = query.records(connection)
        return (serial.dumps(a) + "\n" for key, record in records for a in annotations.of(record, key))
    if form == "ics":
        rows = query.find_contacts(connection, Filter(status="planned", limit=query.ALL))
        return (line + "\r\n" for line in calendars.ics(rows, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"))
    rows = query.find_contacts(connection, Filter(limit=query.ALL))
    if form == "gexf":
        return [networks.gexf(rows)]
    where = query.coordinates(connection)
    return [serial.dumps(maps.geojson([(row, where.get(row.id)) for row in rows], events.rows(connection))) + "\n"]


def _write(out: Path, lines: Iterable[str]) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(lines)
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror}") from error
