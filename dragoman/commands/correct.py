"""`dragoman accept`, `correct`, `reject`, `insert`, `merge`, `split`, `undo`: what a person says of the store."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy import Connection

from dragoman import entries, fields, matching
from dragoman.commands import common
from dragoman.record import LAYERS
from dragoman.store import corrections, database, reviews


class _Number(click.ParamType[int]):
    """ "C12" as 12."""

    def __init__(self, letter: str, name: str) -> None:
        self.letter, self.name = letter, name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(rf"{self.letter}(\d{{1,9}})", str(value), re.IGNORECASE)
        if match is None:
            example = "C12" if self.letter == "C" else "D3"
            self.fail(f"{value!r} is no {self.name}: give {example}", param, ctx)
        return int(match[1])


class _Finding(click.ParamType[tuple[int, str]]):
    """ "D3.s4" as 3 and "s4"."""

    name = "finding"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        match = re.fullmatch(r"D(\d{1,9})\.([a-z]+\d+)", str(value), re.IGNORECASE)
        if match is None:
            self.fail(f"{value!r} is no finding of a document: give D3.s4", param, ctx)
        return int(match[1]), match[2].lower()


def given(_: click.Context, param: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter(f"--{param.name} is empty")
    return value.strip()


_CONTACT, _DOCUMENT, _FINDING = _Number("C", "contact"), _Number("D", "document"), _Finding()
who = click.option(
    "--who", required=True, envvar="DRAGOMAN_WHO", callback=given, metavar="NAME",
    help="Who says so; also from the environment variable DRAGOMAN_WHO.",
)  # fmt: skip
why = click.option("--why", required=True, callback=given, metavar="TEXT", help="For what reason.")


@click.command()
@click.argument("finding", type=_FINDING, metavar="D3.s4")
@common.options(
    common.db, who, click.option("--why", default="looked at it", callback=given, metavar="TEXT", help="For what reason.")
)
def accept(finding: tuple[int, str], where: str, who: str, why: str) -> None:
    """Say that a finding is right; `dragoman show queue` lists those that should be looked at first.

    \b
    Example:
      dragoman accept D3.s4 --who "A. Lund"
    """
    _make(where, corrections.accept, *finding, who=who, why=why)


@click.command()
@click.argument("finding", type=_FINDING, metavar="D3.s4")
@click.argument("field")
@click.argument("value")
@common.options(common.db, who, why)
def correct(finding: tuple[int, str], field: str, value: str, where: str, who: str, why: str) -> None:
    """Give a field of a finding another value. It holds also when the report is read again, and is shown everywhere.

    Stretches of text are given as the words of the report (several with … between them) or as [start, end]; accounts as "NOR: words
    … CHL: words", mentions as "Kari Lund … pronoun: she"; several parties with &; sides as "USA (Marco Rubio) & RUS" or as JSON;
    what is not known as null. `dragoman show D3.s4 --json` shows all fields.

    \b
    Example:
      dragoman correct D3.s4 speaker "Sergey Lavrov" --who "A. Lund" --why "he is quoted, not his host"
      dragoman correct D3.c1 sides "USA (Marco Rubio) & RUS" --who "A. Lund" --why "Ukraine was not there"
    """
    document, item = finding

    def change(connection: Connection, **by: str) -> corrections.Made:
        doc = reviews.document(connection, document)
        layer, body = reviews.finding(connection, doc, item)
        near = min((start for start, _ in matching.stretches(body[fields.main(layer)])), default=0)
        return corrections.edit(connection, document, item, {field: entries.value(doc.shown, layer, field, value, near)}, **by)

    _make(where, change, who=who, why=why)


@click.command()
@click.argument("finding", type=_FINDING, metavar="D3.s4")
@common.options(common.db, who, why)
def reject(finding: tuple[int, str], where: str, who: str, why: str) -> None:
    """Say that a finding is none: it is shown nowhere any more.

    \b
    Example:
      dragoman reject D3.p2 --who "A. Lund" --why "a question, not a demand"
    """
    _make(where, corrections.reject, *finding, who=who, why=why)


@click.command()
@click.argument("document", type=_DOCUMENT, metavar="D3")
@click.argument("layer", type=click.Choice(LAYERS))
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE…")
@common.options(common.db, who, why)
def insert(document: int, layer: str, values: tuple[str, ...], where: str, who: str, why: str) -> None:
    """Add a finding that the program missed; values as for `dragoman correct`.

    \b
    Example:
      dragoman insert D3 positions party=RUS issue="direct flights" stance=offers evidence="ready to resume direct flights"
          --who "A. Lund" --why "missed"
      dragoman insert D3 differences about="the tolls" accounts="NOR: the tolls were unfair … CHL: they must stay"
          --who "A. Lund" --why "missed"
    """

    def put(connection: Connection, **by: str) -> corrections.Made:
        shown = reviews.document(connection, document).shown
        given = {name: entries.value(shown, layer, name, value) for name, value in map(_assigned, values)}
        return corrections.add(connection, document, layer, given, **by)

    _make(where, put, who=who, why=why)


def _assigned(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign:
        raise click.UsageError(f"{given!r} is no value of a field: give FIELD=VALUE")
    return name.strip(), value


@click.command()
@click.argument("contact", type=_CONTACT, metavar="C1")
@click.argument("other", type=_CONTACT, metavar="C2")
@common.options(common.db, who, why)
def merge(contact: int, other: int, where: str, who: str, why: str) -> None:
    """Say that two contacts are one; it keeps the number of the first. Holds also when reports are read again.

    \b
    Example:
      dragoman merge C12 C40 --who "A. Lund" --why "both are the call of 3 March"
    """
    _make(where, corrections.merge, contact, other, who=who, why=why)


@click.command()
@click.argument("contact", type=_CONTACT, metavar="C1")
@click.argument("document", type=_DOCUMENT, metavar="D3")
@common.options(common.db, who, why)
def split(contact: int, document: int, where: str, who: str, why: str) -> None:
    """Say that a report does not tell of this contact but of another one, which gets a number of its own.

    \b
    Example:
      dragoman split C12 D3 --who "A. Lund" --why "D3 is about the second call"
    """
    _make(where, corrections.split, contact, document, who=who, why=why)


@click.command()
@click.argument("correction", type=click.IntRange(1))
@common.options(common.db, who, why)
def undo(correction: int, where: str, who: str, why: str) -> None:
    """Take back any correction by its number; `dragoman show corrections` lists them.

    \b
    Example:
      dragoman undo 4 --who "A. Lund" --why "they were two calls after all"
    """
    _make(where, corrections.undo, correction, who=who, why=why)


def _make(where: str, action: Callable[..., corrections.Made], *given: Any, who: str, why: str) -> None:
    with database.writing(database.engine(where)) as connection:
        made = action(connection, *given, who=who, why=why, now=now())
    touched = ", ".join(f"C{number}" for number in made.contacts) or "no contact"
    click.echo(f"Correction {made.correction} made; it touched {touched}. `dragoman undo {made.correction}` takes it back.")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
