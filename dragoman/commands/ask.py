"""`dragoman contacts`, `show`, `said`: questions to a store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import click
from sqlalchemy import Connection

from dragoman import serial, stores
from dragoman.commands import common
from dragoman.processes import ProcessView
from dragoman.record import ContactKind, ContactStatus, Record
from dragoman.store import corrections, database, query
from dragoman.store.query import Filter

# What `show` lists by a word instead of an id.
_LISTS: dict[str, Callable[[Connection], list[Any]]] = {
    "errors": query.failed, "corrections": corrections.listed, "queue": query.queue
}  # fmt: skip


@click.command()
@common.options(
    common.db,
    common.between,
    common.taking_part,
    common.person,
    common.about,
    common.place,
    common.since,
    common.until,
    click.option("--kind", type=click.Choice(get_args(ContactKind))),
    click.option("--status", type=click.Choice(get_args(ContactStatus))),
    common.limit,
    common.as_json,
)
def contacts(where: str, between: tuple[str, str] | None, parties: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """List contacts, newest first: each once, however many reports tell of it.

    \b
    Example:
      dragoman contacts --between USA RUS --since 2025-02 --status held
      dragoman contacts --person Lavrov --about "direct flights"
    """
    wanted = Filter(parties=common.parties((*(between or ()), *parties)), **given)
    with database.reading(database.engine(where)) as connection:
        rows = query.find_contacts(connection, wanted)
    if as_json:
        common.lines(rows)
        return
    from dragoman import listing

    listing.show(listing.contacts(rows))


@click.command()
@click.argument("words", required=False, metavar="[QUERY]")
@common.options(
    common.db,
    click.option("--by", "person", metavar="NAME", help="Who said it; a surname will do."),
    click.option("--party", "parties", multiple=True, help="Whom the speaker stands for."),
    click.option("--act", "kind", metavar="ACT", help="What is done by saying it: deny, warn, urge, promise …"),
    common.since,
    common.until,
    common.limit,
    common.as_json,
)
def said(where: str, words: str | None, parties: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Search statements by their words, best match first; without QUERY, newest first.

    \b
    Example:
      dragoman said "direct flights" --party RUS --since 2025
      dragoman said --by Peskov --act deny
    """
    wanted = Filter(parties=common.parties(parties), **given)
    with database.reading(database.engine(where)) as connection:
        found = query.said(connection, words, wanted)
    if as_json:
        common.lines(found)
        return
    from dragoman import listing

    listing.show(listing.statements(found))


@click.command()
@click.argument("id", metavar="ID|errors|corrections|queue")
@common.options(common.db, common.as_json)
def show(id: str, where: str, as_json: bool) -> None:
    """Show a contact (C12), a process (P12), a document (D3) or a finding in it (D3.s4) with its sources; or all `errors`, all
    `corrections`, or the `queue` of findings of low score that nobody has looked at.

    \b
    Example:
      dragoman show C12
      dragoman show D3.s4 --json
    """
    if id not in _LISTS and stores.ID.fullmatch(id) is None:
        others = " or ".join(f"`{name}`" for name in _LISTS)
        raise click.UsageError(
            f"{id!r} is no id: give C12 for a contact, P12 for a process, D3 for a document, D3.s4 for a finding, {others}"
        )
    with database.reading(database.engine(where)) as connection:
        found: Any = _LISTS[id](connection) if id in _LISTS else stores.shown(connection, id)
    _print(found, as_json, id)


def _print(found: Any, as_json: bool, id: str) -> None:
    from dragoman import chronicle, listing

    if isinstance(found, Record):
        if as_json:
            click.echo(serial.to_json(found))
        else:
            listing.record(found)
    elif as_json:
        common.lines(found if isinstance(found, list) else [found])
    elif isinstance(found, ProcessView):
        listing.show(chronicle.view(found, every=False))
    else:
        listing.show(listing.LISTS[id](found) if id in listing.LISTS else listing.of(found))


@click.group()
def db() -> None:
    """Look after a store."""


@db.command()
@common.db
def upgrade(where: str) -> None:
    """Bring a store of an earlier version to the present form; keep a copy first."""
    database.engine(where, upgrade=True)
    click.echo(f"{where} has the present form, {database.HEAD}", err=True)
