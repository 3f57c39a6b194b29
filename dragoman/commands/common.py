"""What the commands on a store share: the option --db, filters, parties by any of their names, output as JSON Lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from dragoman import serial
from dragoman.store.database import DEFAULT

_Command = TypeVar("_Command", bound=Callable[..., Any])

db = click.option(
    "--db", "where", default=DEFAULT, show_default=True, envvar="DRAGOMAN_DB", metavar="FILE|postgresql://…",
    help="The store; also from the environment variable DRAGOMAN_DB.",
)  # fmt: skip
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
between = click.option("--between", nargs=2, metavar="PARTY PARTY", help="Both take part, e.g. USA RUS, or Iran EU.")
taking_part = click.option("--party", "parties", multiple=True, help="Takes part; give it several times for several.")
about = click.option("--about", metavar="WORDS", help='Words of the reports on it; "quoted words" stand together.')
place = click.option("--place", help="A place as written, or a country as ISO 3166-1 alpha-3.")
person = click.option("--person", metavar="NAME", help="Somebody who takes part; a surname will do.")
since = click.option("--since", metavar="DATE", help="On or after: YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD.")
until = click.option("--until", metavar="DATE", help="On or before.")
limit = click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")


def options(*some: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several options in the order in which `--help` shows them."""

    def put(command: _Command) -> _Command:
        for option in reversed(some):
            command = option(command)
        return command

    return put


def parties(names: Iterable[str]) -> tuple[str, ...]:
    """As `dragoman.knowledge.parties`."""
    from dragoman import knowledge

    return knowledge.parties(names)


def lines(rows: Iterable[Any]) -> None:
    """Rows as JSON Lines on standard output."""
    for row in rows:
        click.echo(serial.dumps(dataclasses.asdict(row)))
