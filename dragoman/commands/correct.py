"""`dragoman merge`, `split`, `undo`: what a person says against the store."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from dragoman.commands import common
from dragoman.store import corrections, database


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


def _given(_: click.Context, param: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter(f"--{param.name} is empty")
    return value.strip()


_CONTACT, _DOCUMENT = _Number("C", "contact"), _Number("D", "document")
who = click.option(
    "--who", required=True, envvar="DRAGOMAN_WHO", callback=_given, metavar="NAME",
    help="Who says so; also from the environment variable DRAGOMAN_WHO.",
)  # fmt: skip
why = click.option("--why", required=True, callback=_given, metavar="TEXT", help="For what reason.")


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
    """Take back a correction by its number; `dragoman show corrections` lists them.

    \b
    Example:
      dragoman undo 4 --who "A. Lund" --why "they were two calls after all"
    """
    _make(where, corrections.undo, correction, who=who, why=why)


def _make(where: str, action: Callable[..., corrections.Made], *numbers: int, who: str, why: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with database.writing(database.engine(where)) as connection:
        made = action(connection, *numbers, who=who, why=why, now=now)
    touched = ", ".join(f"C{number}" for number in made.contacts) or "no contact"
    click.echo(f"Correction {made.correction} made; it touched {touched}. `dragoman undo {made.correction}` takes it back.")
