"""`dragoman events`: the store's events as a table of another program."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from dragoman.commands import common
from dragoman.errors import StoreError

FORMATS = ("polecat", "icews", "gdelt", "gdelt-mentions", "plover")


@click.command()
@common.options(
    common.db,
    click.option("--format", "form", type=click.Choice(FORMATS), help="Whose columns; plover is JSON, one event a line."),
    click.option("--out", type=click.Path(path_type=Path), help="Write to this file; by default print."),
    click.option("--json", "as_json", is_flag=True, help="Instead of a format: all fields as one JSON object a line."),
)
def events(where: str, form: str | None, out: Path | None, as_json: bool) -> None:
    """Write events, each once however many reports tell of it, as POLECAT, ICEWS, GDELT 2.0 or PLOVER have them.

    All but plover are tab-separated with a head line. What Dragoman does not know is empty: tone, Wikipedia and COW ids.

    \b
    Example:
      dragoman events --format polecat --out events.tsv
      dragoman events --format gdelt-mentions > mentions.tsv
    """
    if as_json == bool(form):
        raise click.UsageError("give either --format or --json")
    from dragoman.export import events as found
    from dragoman.export import files, tables
    from dragoman.store import database

    with database.reading(database.engine(where)) as connection:
        rows = found.rows(connection)
    with _opened(out) as stream:
        if form is None:
            files.write_jsonl(map(dataclasses.asdict, rows), stream)
        elif form == "plover":
            files.write_jsonl(tables.plover(rows), stream)
        else:
            make, columns = tables.FORMATS[form]
            files.write_csv(make(rows), columns, stream, tabs=True)


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """The file, or standard output."""
    if out is None:
        yield sys.stdout
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror}") from error
