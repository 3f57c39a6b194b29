"""The record in the terminal: contacts as cards, statements by side, positions, outcomes, timeline, differences.

All words of the report go through `visible`, and nothing is read as markup, so a text cannot act on the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dragoman import outline, why, wording
from dragoman.record import Place, Record, Time
from dragoman.visible import line

# Columns: longer lines are hard to read.
MAX_WIDTH = 110
# Characters of a quotation that are shown, so that one long speech does not push the rest away; all of it is in --html and --json.
QUOTE_LENGTH = 300
EVIDENCE_LENGTH = 120
# Characters before and after a date that the timeline shows, and accounts that fit side by side in 80 columns.
CONTEXT = 36
MOST_COLUMNS = 3
_DIM = "bright_black"
_Lines = Callable[[Record, outline.Card], Iterable[Text]]
_COLOURS = {
    "held": "green", "ongoing": "cyan", "planned": "blue", "proposed": "magenta", "cancelled": "red", "denied": "red",
    "demands": "yellow", "rejects": "red", "opposes": "red", "blames": "red", "supports": "green", "accepts": "green",
    "commits": "green", "offers": "cyan", "agreement": "green", "signing": "green", "no agreement": "red", "breakdown": "red",
}  # fmt: skip


def show(record: Record, console: Console, reasons: bool = False) -> None:
    """Print a record for a person to read.

    Args:
        record: any record, also an empty one.
        console: where to; its width is used up to 110 columns.
        reasons: tell of each finding why it is there, and list times and places too.
    """
    console.print(Group(*_parts(record, reasons)), width=min(console.width, MAX_WIDTH), markup=False, highlight=False, emoji=False)


def _parts(record: Record, reasons: bool) -> Iterable[RenderableType]:
    yield _head(record)
    told = _with_reason if reasons else lambda lines: lines
    sections: tuple[tuple[str, RenderableType | None], ...] = (
        ("Contacts", _contacts(record, reasons)),
        ("Statements", _list(record, outline.statements(record), told(_statement))),
        ("Positions", _list(record, outline.positions(record), told(_finding))),
        ("Outcomes and next steps", _list(record, outline.outcomes(record), told(_finding))),
        ("Differences between the accounts", _differences(record, reasons)),
        ("Timeline", _timeline(record)),
        ("Events (PLOVER)", _list(record, outline.events(record), told(_finding))),
        ("Who is who", _list(record, outline.cast(record), told(_person))),
        ("Times", _items(record, record.times) if reasons else None),
        ("Places", _items(record, record.places) if reasons else None),
    )
    for name, body in sections:
        if body is not None:
            yield Text()
            yield Rule(Text(name, style="bold"), align="left", style=_DIM)
            yield body


def _head(record: Record) -> RenderableType:
    lines = [Text(line(outline.title(record)), style="bold"), _dots(outline.dateline(record), style=_DIM)]
    found = [f"{n} {layer if n != 1 else layer[:-1]}" for layer, n in outline.counts(record) if n]
    lines += [_dots(found)] if found else []
    lines += [Text(outline.NO_CONTACT, style="yellow")] if outline.is_without_contact(record) else []
    lines += [Text(f"Note: {line(note)}", style="yellow") for note in record.notes]
    if unresolved := outline.unresolved(record):
        named = ", ".join(f"“{_words(record, time.span, 40)}”" for time in unresolved[:5])
        rest = f" and {len(unresolved) - 5} more" if len(unresolved) > 5 else ""
        lines.append(Text(f"Times without a date: {named}{rest}", style="yellow"))
    return Group(*lines)


def _dots(parts: Iterable[str], style: str = "") -> Text:
    return Text(" · ".join(map(line, parts)), style=style)


def _words(record: Record, span: tuple[int, int], most: int) -> str:
    """The words of a span on one line, at most so many characters, cut between words."""
    words = line(record.text[span[0] : span[1]])
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _quote(record: Record, span: tuple[int, int], most: int, style: str = "") -> Text:
    """The words of a span, in quotation marks if they hold none, and where they stand."""
    words = _words(record, span, most)
    marked = words if any(mark in words for mark in '“”"') else f"“{words}”"
    return Text.assemble((marked, style), (f" [{span[0]}-{span[1]}]", _DIM))


def _badge(word: str) -> tuple[str, str]:
    return word, f"bold {_COLOURS.get(word, 'default')}"


def _reason(card: why.Found, head: str = "why: ") -> Text:
    """Who found it, by what and how surely; then its file, and a sentence in which the rule holds."""
    reason = why.of(card)
    return Text("\n".join(filter(None, (head + line(str(reason)), reason.source))), style=_DIM)


def _with_reason(lines: _Lines) -> _Lines:
    """The lines of a finding, and below them why it is there and why something of it is not known."""

    def both(record: Record, card: outline.Card) -> Iterable[Text]:
        yield from lines(record, card)
        yield from (Text(f"{line(fact.label)} not known: {line(fact.value)}", style=_DIM) for fact in card.missing)
        yield _reason(card)

    return both


def _items(record: Record, items: Sequence[Time] | Sequence[Place]) -> RenderableType | None:
    """Times or places, each with its words, what they stand for and why."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=4, style=_DIM)
    grid.add_column(ratio=1)
    for item in items:
        meant = item.name if isinstance(item, Place) else wording.when(item.value, item.mod)
        stands = Text(line(meant or "; ".join(item.unknown.values()) or "not known"), style="bold")
        grid.add_row(
            item.id, Group(Text.assemble(stands, " ", _quote(record, item.span, EVIDENCE_LENGTH, "italic")), _reason(item))
        )
    return grid if items else None


def _contacts(record: Record, reasons: bool) -> RenderableType | None:
    cards = [_panel(record, card, reasons) for group in outline.contacts(record) for card in group.cards]
    return Group(*cards) if cards else None


def _panel(record: Record, card: outline.Card, reasons: bool) -> Panel:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=7, style=_DIM)
    grid.add_column()
    for fact in card.facts:
        grid.add_row(fact.label, Text(line(fact.value), style="bold" if fact.label in ("who", "") else ""))
    for n, span in enumerate(card.quotes):
        grid.add_row("" if n else "source", _quote(record, span, EVIDENCE_LENGTH, "italic"))
    if card.missing:
        missing = (f"{fact.label}: {fact.value}" if reasons else fact.label for fact in card.missing)
        grid.add_row("unknown", Text(("\n" if reasons else ", ").join(map(line, missing)), style=_DIM))
    if reasons:
        grid.add_row("why", _reason(card, head=""))
    top = Text.assemble((card.id, _DIM), " ", (card.title, "bold"), " · ", _badge(card.badge))
    return Panel(grid, title=top, title_align="left", box=box.ROUNDED, border_style=_COLOURS.get(card.badge, _DIM), padding=(0, 1))


def _list(record: Record, groups: tuple[outline.Group, ...], lines: _Lines) -> RenderableType | None:
    """Groups one below the other; each card has its id in front and its lines beside it."""
    parts: list[RenderableType] = []
    for group in groups:
        if parts:
            parts.append(Text())
        if group.name:
            parts.append(Text(line(group.name), style="bold underline"))
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=4, style=_DIM)
        grid.add_column(ratio=1)
        for card in group.cards:
            grid.add_row(card.id, Group(*lines(record, card)))
        parts.append(grid)
    return Group(*parts) if parts else None


def _facts(card: outline.Card) -> tuple[str, str]:
    return "".join(f" · {line(fact.value)}" for fact in card.facts), _DIM


def _statement(record: Record, card: outline.Card) -> Iterable[Text]:
    """Speaker, cue and circumstances, then what was said."""
    cue = f" {_words(record, card.cue, 60)}" if card.cue else ""
    yield Text.assemble((line(card.title), "bold"), cue, (f" · {card.badge}", _DIM), _facts(card))
    for span in card.quotes:
        yield _quote(record, span, QUOTE_LENGTH, "italic")


def _finding(record: Record, card: outline.Card) -> Iterable[Text]:
    """Kind and matter, then the words they came from."""
    yield Text.assemble(_badge(card.badge), f" {line(card.title)}", _facts(card))
    for span in card.quotes:
        yield _quote(record, span, EVIDENCE_LENGTH, "italic")


def _person(record: Record, card: outline.Card) -> Iterable[Text]:
    """One line: the name, what it is, its office."""
    yield Text.assemble((line(card.title), "bold"), (f" · {card.badge}", _DIM), _facts(card))


def _differences(record: Record, reasons: bool) -> RenderableType | None:
    """Each difference as a table with the accounts side by side, one below the other where there are many."""
    tables: list[RenderableType] = []
    for card, accounts in outline.differences(record):
        title = Text.assemble((f"{card.id} ", _DIM), (line(card.title), "bold"))
        table = Table(title=title, title_justify="left", title_style="", box=box.ROUNDED, border_style=_DIM, expand=True)
        if len(accounts) <= MOST_COLUMNS:
            for party, _ in accounts:
                table.add_column(Text(line(party)), ratio=1)
            table.add_row(*(_quote(record, span, QUOTE_LENGTH, "italic") for _, span in accounts))
        else:
            table.add_column("Account of")
            table.add_column("Words", ratio=1)
            for party, span in accounts:
                table.add_row(Text(line(party)), _quote(record, span, EVIDENCE_LENGTH, "italic"))
        tables.append(table)
        if reasons:
            tables.append(_reason(card))
    return Group(*tables) if tables else None


def _timeline(record: Record) -> RenderableType | None:
    """One line for each moment; a date that no finding has is shown with the words around it."""
    moments = outline.timeline(record)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", max_width=28)
    grid.add_column(ratio=1)
    for moment in moments:
        what = Text(line(moment.what)) if moment.what else Text(_around(record, moment.span), style=_DIM)
        grid.add_row(Text(line(moment.shown)), Text.assemble(what, (f" {moment.id}", _DIM) if moment.id else ""))
    return grid if moments else None


def _around(record: Record, span: tuple[int, int]) -> str:
    """The words of a span with some of those before and after it."""
    before = record.text[max(0, span[0] - CONTEXT) : span[0]].splitlines()[-1:]
    after = record.text[span[1] : span[1] + CONTEXT].splitlines()[:1]
    head, tail = "".join(before).partition(" ")[2], "".join(after).rpartition(" ")[0]
    return line(f"… {head}{record.text[span[0] : span[1]]}{tail} …")
