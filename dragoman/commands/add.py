"""`dragoman add`: reads many reports into a store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from dragoman.commands import common

if TYPE_CHECKING:
    from dragoman.adding import Tally


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL…")
@common.options(
    common.db,
    click.option(
        "--date", "published", metavar="YYYY-MM-DD", help="Day of publication of all reports; by default each tells its own."
    ),
    click.option("--source", help="Who published them, e.g. a news agency or a ministry."),
    click.option("--allow-private", is_flag=True, help="Fetch also from addresses in private networks and on this machine."),
    click.option(
        "--delay", type=click.FloatRange(0, 60), default=1, show_default=True, help="Seconds between two pages of a host."
    ),
    click.option("--records", is_flag=True, help="The paths are folders that `dragoman batch` wrote: nothing is read again."),
    click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that read."),
    click.option("--again", is_flag=True, help="Read also what is in the store unchanged, say with a newer model."),
    click.option("--retry", is_flag=True, help="Try also what failed before and has not changed."),
)
def add(
    paths: tuple[str, ...],
    where: str,
    published: str | None,
    source: str | None,
    allow_private: bool,
    delay: float,
    records: bool,
    workers: int,
    again: bool,
    retry: bool,
) -> None:
    """Read reports into the store: files of text, HTML or PDF, folders of them, JSON Lines (also .gz), Parquet, feeds, web
    archives (WARC), addresses.

    Of a feed each entry is a report, of an archive each HTML page. An address may be that of a page, a PDF or a feed; the site's
    robots.txt is obeyed. PDF, WARC and addresses need an extra: pip install 'dragoman[pdf,warc,http]'.

    A report that is there unchanged is passed over; of a changed one the earlier version is kept; of several with one address the
    last counts. The run can be killed at any moment and started again: what was stored stays. What cannot be read is listed by
    `dragoman show errors`.

    \b
    Example:
      dragoman add reports/ readouts.jsonl --workers 2
      dragoman add https://example.org/readout.html --date 2025-03-14
      dragoman add CC-NEWS-20250314000000-00001.warc.gz readout.pdf news.rss
      dragoman add --records read/ --workers 2

    Exit code: 0 if something is in the store or was there; 1 if nothing could be read, or the store cannot be written.
    """
    from dragoman import adding, intake, partitions, visits
    from dragoman.store import database

    facts = intake.Facts(published, source)
    engine = database.engine(where, create=True)
    fetch = visits.Visits(private=allow_private, delay=delay)
    how: Any = {"processes": workers, "again": again, "retry": retry}
    with _progress(lambda: partitions.count(paths) if records else intake.count(paths)) as seen:
        if records:
            tally = adding.load(engine, partitions.records(paths), seen=seen, **how)
        else:
            tally = adding.add(engine, intake.pieces(paths, facts, fetch), today=date.today(), seen=seen, **how)
    click.echo(_summary(tally, where), err=True)
    if tally.failed:
        click.echo(f"Note: what failed is listed by: dragoman show errors --db {where}", err=True)
    if tally.total == tally.failed:
        raise click.ClickException(_nothing(tally))


def _summary(tally: Tally, where: str) -> str:
    return f"{tally.added:,} added, {tally.changed:,} changed, {tally.unchanged:,} unchanged, {tally.failed:,} failed, in {where}"


def _nothing(tally: Tally) -> str:
    if not tally.total:
        return "there are no reports: give files of text or HTML"
    return f"no report could be read: {tally.why}" if tally.why else "no report could be read"


@contextmanager
def _progress(count: Callable[[], int]) -> Iterator[Callable[[Tally], None]]:
    """A bar with rate and time left on a terminal; nothing where standard error is a file."""
    if not sys.stderr.isatty():
        yield lambda tally: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=count(), rate="")

        def seen(tally: Tally) -> None:
            failed = f"{tally.failed:,} failed" if tally.failed else ""
            speed = progress.tasks[task].speed
            progress.update(task, completed=tally.total, description=failed, rate=f"{speed:.1f}/s" if speed else "")

        yield seen
