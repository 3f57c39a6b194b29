"""`dragoman process`: contacts chained into processes, and what became of what was promised."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, get_args

import click

from dragoman.commands import common
from dragoman.record import ContactKind, ContactStatus

_PROCESS = re.compile(r"[PC](\d{1,9})", re.IGNORECASE)
_VERDICTS = ("kept", "late", "broken", "overdue", "open")


def _number(_: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    match = _PROCESS.fullmatch(value)
    if match is None:
        raise click.BadParameter(f"{value!r} is no process: give P12, or C12 for the process of a contact", param=param)
    return int(match[1])


@click.command()
@click.argument("process", required=False, metavar="[P12|C12]", callback=_number)
@common.options(
    common.db,
    common.between,
    common.taking_part,
    common.person,
    common.about,
    common.place,
    common.since,
    common.until,
    click.option("--kind", type=click.Choice(get_args(ContactKind)), help="Of one of its contacts."),
    click.option("--status", type=click.Choice(get_args(ContactStatus)), help="Of one of its contacts."),
    click.option("--promise", "verdict", type=click.Choice(_VERDICTS), help="Something was promised there that is so now."),
    click.option("--as-of", metavar="DATE", help="Day on which it is asked what became of promises; today if not given."),
    click.option("--all", "every", is_flag=True, help="One process: also promises without a day, and all issues."),
    common.limit,
    common.as_json,
)
def process(
    process: int | None, where: str, between: tuple[str, str] | None, parties: tuple[str, ...], verdict: Any, as_of: str | None,
    every: bool, as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """List processes: contacts chained by rounds, plans, names and issues; or show one in order, with what became of its promises.

    Filters ask for processes one of whose contacts meets them. A process bears the number of its first contact, and is found by
    that of any of them. Each link, promise and verdict is shown with its words in the source; what no report tells stays open.

    \b
    Example:
      dragoman process --between RUS UKR --since 2022
      dragoman process P12 --as-of 2022-06-30
    """
    from dragoman import processes
    from dragoman.store import database
    from dragoman.store.query import Filter

    day = as_of or date.today().isoformat()
    wanted = Filter(parties=common.parties((*(between or ()), *parties)), **given)
    if process is not None and (wanted != Filter(limit=wanted.limit) or verdict):
        raise click.UsageError("filters go with the list, not with one process")
    with database.reading(database.engine(where)) as connection:
        if process is not None:
            rows: list[Any] = [processes.one(connection, process, day)]
        else:
            rows = list(processes.find(connection, wanted, day, verdict))
    if as_json:
        common.lines(rows)
        return
    from dragoman import chronicle, listing

    listing.show(chronicle.table(rows) if process is None else chronicle.view(rows[0], every))
