"""`dragoman batch`: reads very many reports into files of records, on one machine or many."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.commands import common

if TYPE_CHECKING:
    from dragoman.runners import Outcome

_RUNNERS = ("local", "dask", "spark")
_FORMS = ("jsonl", "parquet")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@common.options(
    click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the records."),
    click.option("--runner", type=click.Choice(_RUNNERS), default="local", show_default=True, help="What runs the workers."),
    click.option("--scheduler", metavar="ADDRESS", help="Of a Dask or Spark cluster; by default one is started on this machine."),
    click.option("--workers", type=click.IntRange(1, 4096), default=1, show_default=True, help="Partitions under way at a time."),
    click.option("--size", type=click.IntRange(1), default=200, show_default=True, help="Reports a partition."),
    click.option("--format", "form", type=click.Choice(_FORMS), default="jsonl", show_default=True, help="Of the records."),
    click.option("--date", "published", metavar="YYYY-MM-DD", help="Day of publication, as for `dragoman add`."),
    click.option("--source", help="Who published them, as for `dragoman add`."),
)
def batch(
    paths: tuple[str, ...],
    out: Path,
    runner: str,
    scheduler: str | None,
    workers: int,
    size: int,
    form: Any,
    published: str | None,
    source: str | None,
) -> None:
    """Read very many reports into files of records, on one machine or many.

    The reports, anything that `dragoman add` takes but addresses, are cut into partitions; each is read by one worker into one
    file, the same bytes whatever the runner. A worker that dies costs its partition only. Run again, the same command does what
    was not done. `dragoman add --records` puts the records into a store without reading again.

    \b
    Example:
      dragoman batch reports/*.jsonl.gz --out read/ --workers 2
      dragoman batch reports/ --out read/ --runner dask --scheduler tcp://10.0.0.5:8786 --workers 64
      dragoman add --records read/

    Exit code: 0 if every partition was done, also where reports failed; 1 if some were not.
    """
    if any("://" in path for path in paths):
        raise click.UsageError("Addresses are fetched one after the other: use `dragoman add`.")
    from dragoman import intake, partitions, plan, runners

    settings = partitions.Settings(form, date.today(), intake.Facts(published, source))
    planned = plan.make(paths, out, size, settings)
    if not planned.partitions:
        raise click.ClickException("there are no reports: give files of text or HTML, or JSON Lines")
    with click.progressbar(length=len(planned.partitions), label="Partitions", file=sys.stderr, show_pos=True) as bar:
        outcomes: list[Outcome] = []
        for outcome in runners.run(planned, runner, workers, scheduler):
            outcomes.append(outcome)
            bar.update(1)
    _tell(outcomes, out)


def _tell(outcomes: list[Outcome], out: Path) -> None:
    done = [outcome.done for outcome in outcomes if outcome.done]
    total, failed = sum(one.total for one in done), sum(one.failed for one in done)
    click.echo(f"{total:,} reports, {failed:,} failed, in {len(done):,} partitions in {out}", err=True)
    lost = [outcome for outcome in outcomes if outcome.done is None]
    for outcome in lost:
        click.echo(f"{outcome.partition.out.name} was not done: {outcome.why}", err=True)
    if lost:
        raise click.ClickException(f"{len(lost):,} of {len(outcomes):,} partitions were not done: run the same command again")
