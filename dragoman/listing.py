"""Answers of a store in the terminal. All words of reports go through `visible`, and nothing is read as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import singledispatch
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from dragoman import view, wording
from dragoman.comparing import Comparison
from dragoman.record import Record
from dragoman.store.corrections import Correction
from dragoman.store.query import ContactRow, ContactView, FailureRow, Finding
from dragoman.visible import line

# Characters of a statement in a list; `dragoman show` gives all of it.
_QUOTE = 240
_DIM = "bright_black"


def show(shown: RenderableType) -> None:
    console().print(shown, markup=False, highlight=False, emoji=False)


def console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def record(found: Record) -> None:
    """A document's record, as `dragoman read` shows it."""
    view.show(found, console())


def contacts(rows: Sequence[ContactRow]) -> RenderableType:
    """A table of contacts."""
    if not rows:
        return Text("No such contact.", style="yellow")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("id", "date", "kind", "status", "parties", "who", "place"):
        table.add_column(name, overflow="fold", no_wrap=name in ("id", "date", "kind", "status"))
    table.add_column("reports", justify="right")
    for row in rows:
        who = ", ".join(name for name, _ in row.people[:4]) + (" …" if len(row.people) > 4 else "")
        place = row.place or row.country or ""
        cells = (f"C{row.id}", date(row.first_day, row.last_day), row.kind, row.status, " – ".join(row.parties), who, place)
        table.add_row(*(Text(line(cell)) for cell in cells), str(row.sources))
    return table


def date(first: str | None, last: str | None) -> str:
    """A day, or the first and last day of what is less exact: "2025-02", "2025", "2025-02-17 – 2025-02-23"."""
    if first is None or last is None:
        return ""
    if first == last:
        return first
    if first.endswith("-01-01") and last == f"{first[:4]}-12-31":
        return first[:4]
    if first.endswith("-01") and first[:7] == last[:7] and int(last[8:]) >= 28:
        return first[:7]
    return f"{first} – {last}"


def statements(found: Sequence[Finding]) -> RenderableType:
    """Statements with who said them, when, where they stand."""
    return Group(*(_statement(f) for f in found)) if found else Text("No such statement.", style="yellow")


def _statement(f: Finding) -> Text:
    body = f.body
    who = body["speaker"] or "unknown"
    head = f"{who} ({body['party']})" if body["party"] else who
    words = line(f.words or "")
    words = words if len(words) <= _QUOTE else words[:_QUOTE].rsplit(" ", 1)[0] + " …"
    day = body["date"] or (f.published or "")[:10]
    return Text.assemble(
        (line(head), "bold"), f" · {body['act'] or 'said'} · {line(day)}\n  ", words, "\n  ", (f"{_source(f)}\n", _DIM)
    )


def _source(f: Finding) -> str:
    copy = f"copy of D{f.copy_of}" if f.copy_of else None
    return line(
        " · ".join(filter(None, (f"D{f.document}.{f.body['id']}", copy, f.source, f.title, (f.published or "")[:10], f.key)))
    )


# ---- accounts side by side
_VERDICTS = {
    "both": ("both", "green"),
    "only": ("only", "yellow"),
    "opposed": ("opposed", "magenta"),
    "contradict": ("contradict", "bold red"),
}


def comparison(found: Comparison) -> RenderableType:
    """Accounts as columns: the facts, how each calls the talks, then the rows."""
    names = [account.name for account in found.accounts]
    several = {account.name for account in found.accounts if len(account.records) > 1}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=True)
    table.add_column("", overflow="fold", min_width=len("contradict"), max_width=16)
    for account in found.accounts:
        label = wording.party(account.name)
        table.add_column(Text(line(f"{label} ({', '.join(account.records)})")), overflow="fold", ratio=1)
    for fact in found.facts:
        head = Text(fact.field, style="bold red" if fact.contradict else _DIM)
        table.add_row(head, *(Text(line(fact.told[name].value) if name in fact.told else "") for name in names))
    called = {name: [c for c in found.characterisations if c.account == name] for name in names}
    if any(called.values()):
        cells = (_cells(((c.words, c.record, c.span) for c in called[name]), name in several) for name in names)
        table.add_row(Text("calls it", style=_DIM), *cells)
    for row in found.rows:
        word, style = _VERDICTS[row.verdict]
        head = Text(word, style=style)
        if row.reason:
            head.append(f"\n{line(row.reason)}", style=_DIM)
        cells = (_cells(((p.words, p.record, p.span) for p in row.cells.get(name, ())), name in several) for name in names)
        table.add_row(head, *cells)
    return table


def _cells(stretches: Iterable[tuple[str, str, tuple[int, int]]], named: bool) -> Text:
    """Words with where they stand, in a record's code points; with the record's name if the account has several."""
    places = ((words, f"{line(record)} " if named else "", span) for words, record, span in stretches)
    parts = [Text.assemble(line(words), (f"  {record}[{start}–{end}]", _DIM)) for words, record, (start, end) in places]
    return Text("\n").join(parts)


@singledispatch
def of(found: Any) -> RenderableType:
    """What `dragoman show` prints for an answer."""
    raise TypeError(type(found))


@of.register
def _(found: ContactView) -> RenderableType:
    told = found.findings["contacts"]
    parts: list[RenderableType] = [contacts([found.contact]), Text("Reports", style="bold")]
    parts += [Text.assemble(f"  {line(f.words or '')}\n    ", (_source(f), _DIM)) for f in told]
    parts += [Text("\nStatements", style="bold"), statements(found.findings["statements"])]
    return Group(*parts)


@of.register
def _(found: Finding) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_row("source", Text(_source(found)))
    table.add_row("words", Text(line(found.words or "")))
    for name, value in found.body.items():
        if value not in (None, [], {}, ()):
            table.add_row(Text(name, style=_DIM), Text(line(str(value))))
    return Group(table, *([Text("\nCorrections", style="bold"), corrections(found.corrections)] if found.corrections else []))


def queue(found: Sequence[Finding]) -> RenderableType:
    """Findings with their scores."""
    if not found:
        return Text("Nothing of low score is left to look at.")
    return Group(
        *(Text.assemble((f"{float(f.body['score']):.2f} ", "bold"), _short(f), "\n  ", (f"{_source(f)}\n", _DIM)) for f in found)
    )


def _short(f: Finding) -> str:
    told = (f"{name} {f.body[name]}" for name in ("kind", "type", "stance", "status", "party", "speaker") if f.body.get(name))
    return line(f"{f.layer.removesuffix('s')}: {', '.join(told)} “{f.words or ''}”")


def corrections(rows: Sequence[Correction]) -> RenderableType:
    """What persons said of the store, in the order in which they did."""
    if not rows:
        return Text("Nothing was corrected.")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("no.", "at", "who", "what", "why", ""):
        table.add_column(name, overflow="fold", no_wrap=name == "no.")
    for row in rows:
        cells = (str(row.id), row.at, row.who, row.what, row.why, "undone" if row.undone else "unplaced" * row.unplaced)
        table.add_row(*(Text(line(cell)) for cell in cells), style=_DIM if row.undone else None)
    return table


def failures(rows: Sequence[FailureRow]) -> RenderableType:
    """What could not be read, with the reason."""
    shown = [_failure(row) for row in rows]
    return Group(*shown) if shown else Text("Nothing failed.")


def _failure(row: FailureRow) -> Text:
    tried = (f"  {row.attempts} tried, last {row.failed_at}", _DIM)
    return Text.assemble((line(row.key), "bold"), f"\n  {line(row.kind)}: {line(row.message)}\n", tried)


# What `dragoman show` lists by a word.
LISTS: dict[str, Callable[[Sequence[Any]], RenderableType]] = {"errors": failures, "corrections": corrections, "queue": queue}
