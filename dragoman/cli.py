"""The command line. Records go to standard output, everything else to standard error.

Exit codes: 0 if the report was read, also when nothing was found in it; 1 if it could not be read; 2 for a wrong call;
130 after Ctrl-C. Only what a command needs is imported, when it runs.
"""

from __future__ import annotations

import importlib
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman import __version__
from dragoman.errors import DragomanError

if TYPE_CHECKING:
    from dragoman.record import Record

# Commands that live elsewhere: where, and what `--help` says of them, so that listing them imports nothing.
_ELSEWHERE = {
    "add": ("dragoman.commands.add", "add", "Read many reports into the store."),
    "batch": ("dragoman.commands.batch", "batch", "Read very many reports into files of records, on one machine or many."),
    "brat": ("dragoman.commands.brat", "brat", "Take back what was changed in brat as corrections."),
    "compare": ("dragoman.commands.compare", "compare", "Set the accounts of one contact side by side."),
    "contacts": ("dragoman.commands.ask", "contacts", "List contacts, each once, newest first."),
    "process": ("dragoman.commands.process", "process", "Chain contacts into processes, and see what became of promises."),
    "said": ("dragoman.commands.ask", "said", "Search statements."),
    "show": ("dragoman.commands.ask", "show", "Show a contact, a document or a finding with its sources."),
    "accept": ("dragoman.commands.correct", "accept", "Say that a finding is right."),
    "correct": ("dragoman.commands.correct", "correct", "Give a field of a finding another value."),
    "reject": ("dragoman.commands.correct", "reject", "Say that a finding is none."),
    "insert": ("dragoman.commands.correct", "insert", "Add a finding that the program missed."),
    "merge": ("dragoman.commands.correct", "merge", "Say that two contacts are one."),
    "split": ("dragoman.commands.correct", "split", "Say that a report tells of another contact."),
    "undo": ("dragoman.commands.correct", "undo", "Take back a correction."),
    "diff": ("dragoman.commands.diff", "diff", "Tell what differs between two stores, runs or records."),
    "events": ("dragoman.commands.events", "events", "Write events as an event table: POLECAT, ICEWS, GDELT, PLOVER."),
    "export": ("dragoman.commands.export", "export", "Write the store as CSV, Parquet, JSON-LD, brat, calendar, map or network."),
    "serve": ("dragoman.commands.serve", "serve", "Open the desk: the store as pages in a browser on this machine."),
    "db": ("dragoman.commands.ask", "db", "Look after a store."),
    "eval": ("dragoman.evaluation.command", "eval_command", "Score the layers on annotated sets."),
}
_INTERRUPTED = 130
_PIPE_CLOSED = 141


class _Group(click.Group):
    """The commands; the only place where errors become lines and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name, _ = _ELSEWHERE[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        helps = {name: command.get_short_help_str(80) for name, command in self.commands.items()}
        helps |= {name: text for name, (_, _, text) in _ELSEWHERE.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(helps.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DragomanError as error:
            raise click.ClickException(_one_line(error)) from error
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            # The reader of our output has gone (`| head`); nothing may be written to it any more, not even on exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(_PIPE_CLOSED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="dragoman")
def main() -> None:
    """Reads news reports and official readouts of talks between states, and keeps a sourced, structured record of them."""


@main.command()
@click.argument("report", required=False, metavar="[FILE|URL|-]")
@click.option("--json", "as_json", is_flag=True, help="Print the record as one line of JSON (indented on a terminal).")
@click.option(
    "--html",
    "html",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write one self-contained page to FILE.html, or print it.",
)
@click.option("--why", is_flag=True, help="Tell of each finding which rule or model found it, by what, and how sure it is.")
@click.option(
    "--date", "published", metavar="YYYY-MM-DD", help="Day of publication; 'Thursday' and 'last week' are resolved against it."
)
@click.option("--title", help="Headline, if it is not in the text.")
@click.option("--source", help="Who published the report, e.g. a news agency or a ministry.")
@click.option(
    "--jsonl", metavar="FILE", help='Read many: one {"id", "text", "published"?, "title"?} a line in, one record a line out.'
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes for --jsonl.")
def read(
    report: str | None,
    as_json: bool,
    html: str | None,
    why: bool,
    published: str | None,
    title: str | None,
    source: str | None,
    jsonl: str | None,
    workers: int,
) -> None:
    """Read one report and show its record.

    The record holds the contacts (who met whom, when, where, with what status), statements, positions, outcomes, times, places,
    events and the differences between accounts, each with the words it came from.

    A report is a file of plain text, HTML or PDF (extra: pdf), an address, or standard input (-). It may have 200,000 characters.

    \b
    Example:
      echo "Japan and Chile held talks in Lima on 3 March 2025." | dragoman read -
      dragoman read report.txt --date 2025-03-14 --html report.html
      dragoman read report.txt --why
      dragoman read --jsonl reports.jsonl --workers 2 > records.jsonl

    Exit code: 0 if it was read, also when nothing was found or it is not in English (a note says so); 1 if it could not be read.
    """
    if why and (as_json or html is not None or jsonl):
        raise click.UsageError("--why is for the view in the terminal; JSON and page hold found_by and score of each item anyway.")
    if jsonl:
        _only_with_one_report(report=report, html=html, date=published, title=title, source=source)
        _read_many(jsonl, workers)
        return
    if report is None and html not in (None, "-"):
        report, html = html, "-"  # `--html FILE` with nothing else: FILE is the report
    if report is None:
        raise click.UsageError("Missing FILE, URL or '-'.")
    _read_one(report, as_json, html, why, published, title, source)


def _only_with_one_report(**given: str | None) -> None:
    for name, value in given.items():
        if value is not None:
            option = "A report" if name == "report" else f"--{name}"
            raise click.UsageError(f"{option} does not go with --jsonl, where each line brings its own.")


def _read_one(
    report: str, as_json: bool, html: str | None, why: bool, published: str | None, title: str | None, source: str | None
) -> None:
    _check_page(html)
    from dragoman import sources

    doc = sources.load(report, published=published, title=title, source=source, today=date.today())
    from dragoman.reading import pipeline

    record = pipeline.read(doc)
    if as_json or html is not None or not sys.stdout.isatty():  # the view on a terminal shows them itself
        for note in record.notes:
            _tell(note)
    if html is not None:
        _write_page(record, html)
    if as_json:
        from dragoman import serial

        _print(serial.to_json(record, indent=2 if sys.stdout.isatty() else None))
    elif html is None:
        _show(record, why)


def _check_page(html: str | None) -> None:
    """Refuse to write a page over what may be a report."""
    if html not in (None, "-") and Path(str(html)).suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"--html writes a page: {html!r} must end in .html (or leave the name out to print the page).")


def _write_page(record: Record, target: str) -> None:
    from dragoman import page

    made = page.html(record)
    if target == "-":
        _print(made)
        return
    try:
        Path(target).write_text(made, encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}") from error
    _tell(f"the page is in {target}")


def _show(record: Record, why: bool) -> None:
    from rich.console import Console

    from dragoman import view

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    view.show(record, Console(highlight=False, markup=False, emoji=False), reasons=why)


def _read_many(path: str, workers: int) -> None:
    from dragoman import batch

    with batch.opened(path) as lines:
        done = batch.run(lines, _print, processes=workers, today=date.today())
    if done.failed:
        _tell(f"{done.failed:,} of {done.total:,} documents failed")
    if not done.total:
        raise click.ClickException(f"{_one_line(path)} holds no documents")
    if done.failed == done.total:
        raise click.ClickException("no document could be read")


def _print(text: str) -> None:
    """A line to standard output, in UTF-8 whatever the terminal's encoding is."""
    out = sys.stdout.buffer
    out.write(text.encode("utf-8") + b"\n")
    out.flush()


def _tell(note: str) -> None:
    click.echo(f"Note: {_one_line(note)}", err=True)


def _one_line(message: object) -> str:
    from dragoman.visible import line

    return line(str(message))
