"""Processes in the terminal: a list of them, and one with its contacts, promises and positions in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from dragoman import listing, processes, wording
from dragoman.processes import LinkRow, ProcessRow, ProcessView, Step
from dragoman.promises import VERDICTS, Promise, Source
from dragoman.visible import line

_DIM = "bright_black"
_STYLES = {"kept": "green", "late": "yellow", "broken": "bold red", "overdue": "red", "open": "cyan"}
# Why, in words that go before the number of a contact; those that say most come first.
REASONS = {
    "part": "part of", "round": "next round after", "follows": "follows", "plans": "planned at", "recalls": "reported with",
    "name": "of the same name as", "gathering": "at the same gathering as",
    "talks": "talks soon after", "people": "same people as in", "issue": "on the same issue as",
}  # fmt: skip
# Links and issues that are shown of each, and characters of a phrase.
_LINKS, _ISSUES, _PHRASE = 2, 8, 160


def table(rows: Sequence[ProcessRow]) -> RenderableType:
    """Processes, each in a few lines."""
    return Group(*map(_row, rows)) if rows else Text("No such process.", style="yellow")


def _row(row: ProcessRow) -> Text:
    counts = (f"{row.held} held", f"{row.ahead} ahead" if row.ahead else "", _reports(row.sources))
    text = Text.assemble(
        (f"P{row.id}", "bold"), "  ", line(" · ".join(filter(None, (" – ".join(row.parties), _time(row), *counts))))
    )
    if about := _about(row):
        text.append(f"\n      {line(about)}")
    told = [f"{row.promises[verdict]} {verdict}" for verdict in VERDICTS if row.promises[verdict]]
    return text.append(f"\n      promises: {', '.join(told)}", style=_DIM) if told else text


def _reports(number: int) -> str:
    return f"{number} report" + "s" * (number != 1)


def _time(row: ProcessRow) -> str:
    return listing.date(row.first_day, row.last_day)


def _about(row: ProcessRow) -> str:
    return _short("; ".join(([wording.titled(row.name)] if row.name else []) + list(row.issues[: 1 if row.name else 2])))


def view(found: ProcessView, every: bool) -> RenderableType:
    """One process; without `every` only promises that have a day or of which more is told, and the issues that come up most."""
    row = found.process
    head = [
        f"P{row.id}",
        " – ".join(map(wording.party, row.parties)),
        _time(row),
        f"{row.contacts} contacts",
        _reports(row.sources),
    ]
    parts: list[RenderableType] = [Text(line(" · ".join(filter(None, head))), style="bold")]
    if row.name or row.issues:
        parts.append(Text(line("; ".join(([wording.titled(row.name)] if row.name else []) + list(row.issues)))))
    for title, steps in (("Contacts", found.steps), ("Ahead", found.ahead)):
        parts += [Text(f"\n{title}", style="bold"), *map(_step, steps)] if steps else []
    parts += _promises(found, every)
    parts += _positions(found, every)
    return Group(*parts)


# ---- contacts
def _step(step: Step) -> Text:
    row = step.contact
    place = row.place or row.country
    date = listing.date(row.first_day, row.last_day) or "no date"
    cells = (date, row.kind, row.status, " – ".join(row.parties), place, _reports(row.sources))
    text = Text.assemble((f"  C{row.id}", "bold"), "  ", line(" · ".join(filter(None, cells))))
    for link in links(step):
        text.append(f"\n      {REASONS[link.reason]} C{link.other}: ", style=_DIM)
        text.append_text(_words(link))
    return text


def links(step: Step) -> list[LinkRow]:
    """Those of the reasons why a contact belongs to the process that say most."""
    return sorted(step.links, key=lambda k: (list(REASONS).index(k.reason), -k.other))[:_LINKS]


def _words(link: LinkRow) -> Text:
    where = f"  D{link.document}.{link.item}" if link.document else ""
    return Text.assemble(line(_short(link.words)), (where, _DIM))


# ---- promises
def _promises(found: ProcessView, every: bool) -> Iterator[RenderableType]:
    shown = [p for p in found.promises if every or told(p)]
    if found.promises:
        yield Text(f"\nPromises as of {found.as_of}", style="bold")
    yield from map(_promise, shown)
    left = len(found.promises) - len(shown)
    if left:
        yield Text(f"  {left} more without a day, of which nothing further is told: --all shows them", style=_DIM)


def told(p: Promise) -> bool:
    """Whether there is more to say of a promise than that it was made: a day, a contact, or what became of it."""
    return p.verdict != "open" or p.due is not None or p.kind in ("contact", "proposed")


def _promise(p: Promise) -> Text:
    due = f", due {listing.date(*p.due)}" if p.due else ""
    again = f", said {p.repeated + 1} times" if p.repeated else ""
    kind = {"contact": "planned"}.get(p.kind, p.kind.replace("_", " "))
    head = f"{p.source.day or 'no date'} · {kind} · {' – '.join(p.parties)}{due}{again}"
    text = Text.assemble((f"  {p.verdict:9}", _STYLES[p.verdict]), line(head), "\n      ", _quoted(p.source))
    if p.became:
        contact = f" C{p.contact}" if p.contact else ""
        text.append(f"\n      → {p.became.day or 'no date'}{contact}: ", style=_DIM)
        text.append_text(_quoted(p.became))
    return text


def _quoted(source: Source) -> Text:
    return Text.assemble(line(_short(source.words)), (f"  D{source.document}.{source.item}", _DIM))


# ---- positions
def _positions(found: ProcessView, every: bool) -> Iterator[RenderableType]:
    if found.positions:
        yield Text("\nPositions over time", style="bold")
    for party, issues in processes.by_issue(found.positions).items():
        yield Text(f"  {line(wording.party(party))}")
        for stances in issues if every else issues[:_ISSUES]:
            told = ", ".join(f"{s.stance} {s.day or ''} D{s.source.document}.{s.source.item}" for s in stances)
            yield Text.assemble("    ", line(_short(stances[0].issue)), (f"  {line(told)}", _DIM))
        if not every and len(issues) > _ISSUES:
            yield Text(f"    {len(issues) - _ISSUES} more issues: --all shows them", style=_DIM)


def _short(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) <= _PHRASE else joined[:_PHRASE].rsplit(" ", 1)[0] + " …"
