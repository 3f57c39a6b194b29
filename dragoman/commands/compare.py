"""`dragoman compare`: the accounts of one contact side by side."""

from __future__ import annotations

import re
from datetime import date

import click

from dragoman import comparing, serial
from dragoman.commands import common
from dragoman.comparing import Comparison
from dragoman.record import Record

_CONTACT = re.compile(r"[Cc](\d{1,9})")


@click.command()
@click.argument("told", nargs=-1, required=True, metavar="C12 | REPORT REPORT…")
@common.options(
    common.db,
    click.option("--date", "published", metavar="YYYY-MM-DD", help="Day of publication of the reports that give none themselves."),
    click.option("--of", multiple=True, metavar="PARTY", help="Whose readout each report is, once for each, in their order."),
    common.as_json,
)
def compare(told: tuple[str, ...], where: str, published: str | None, of: tuple[str, ...], as_json: bool) -> None:
    """Set the accounts of one contact side by side: what several tell, what only one tells, where they stand apart or contradict.

    Give a contact of the store, or two or more reports as files or addresses: a readout is its publisher's account (--of says whose
    it is where the report does not show it), in news each side's statements are its account. Every cell is a stretch of a report.

    \b
    Example:
      dragoman compare C12
      dragoman compare our-readout.txt their-readout.txt --of Norway --of Chile --date 2031-03-04
    """
    contact = _CONTACT.fullmatch(told[0]) if len(told) == 1 else None
    if len(told) == 1 and contact is None:
        raise click.UsageError(f"{told[0]!r} is no contact: give C12 for a contact of the store, or two or more reports")
    if contact and (of or published):
        raise click.UsageError("--of and --date go with reports, not with a contact of the store")
    if len(of) > len(told):
        raise click.UsageError(f"--of is given {len(of)} times for {len(told)} reports")
    found = _of_store(where, int(contact[1])) if contact else _of_reports(told, published, common.parties(of))
    if as_json:
        click.echo(serial.dumps(found.to_dict()))
        return
    from dragoman import listing

    listing.show(listing.comparison(found))


def _of_store(where: str, id: int) -> Comparison:
    from dragoman import stores
    from dragoman.store import database

    with database.reading(database.engine(where)) as connection:
        return stores.compared(connection, id)


def _of_reports(reports: tuple[str, ...], published: str | None, of: tuple[str, ...]) -> Comparison:
    from dragoman import sources
    from dragoman.reading import pipeline

    today = date.today()
    records: list[Record] = []
    for report in reports:
        given = sources.load(report, today=today)
        if published and not given.published:
            given = sources.load(report, published=published, today=today)
        records.append(pipeline.read(given).model_copy(update={"id": report}))
    return comparing.compare(records[0], records[1], *records[2:], of=of)
