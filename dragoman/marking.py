"""A text with its findings marked, as HTML: the only place that turns offsets into marks.

The text is cut at the borders of findings here, in code points, so no browser counts offsets; every character of it that could act
is shown as a sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from dragoman.record import Record
from dragoman.visible import visible

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of a finding in the text; `nth` counts the spans of that finding. One that is `ahead` goes before shorter ones."""

    span: Offsets
    layer: str
    id: str
    nth: int
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks, those ahead and then the shortest first; `opened` are those that begin here."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    opened: tuple[Mark, ...]


def marks(record: Record) -> list[Mark]:
    """Every span of every finding that is shown, in text order, the longer one first."""
    named = (
        *((item.id, "contact", item.evidence) for item in record.contacts),
        *((item.id, "statement", item.content_spans) for item in record.statements),
        *((item.id, "statement cue", (item.cue_span,)) for item in record.statements if item.cue_span),
        *((item.id, "statement source", (item.source_span,)) for item in record.statements if item.source_span),
        *((item.id, "position", (item.evidence,)) for item in record.positions),
        *((item.id, "outcome", (item.evidence,)) for item in record.outcomes),
        *((item.id, "time", (item.span,)) for item in record.times),
        *((item.id, "difference", tuple(account.span for account in item.accounts)) for item in record.differences),
        *((item.id, "place", (item.span,)) for item in record.places if item.use != "adjective"),
        *((item.id, "entity", tuple(mention.span for mention in item.mentions)) for item in record.entities),
        *((item.id, "event", (item.evidence,)) for item in record.events),
    )
    counted: defaultdict[str, int] = defaultdict(int)
    found = []
    for id, layer, spans in named:
        for span in spans:
            found.append(Mark(span, layer, id, counted[id]))
            counted[id] += 1
    return sorted(found, key=lambda mark: (mark.span[0], -mark.span[1]))


def segments(length: int, found: Iterable[Mark]) -> Iterator[Segment]:
    """Cut a text of `length` code points at every border of a mark.

    Returns:
        Disjoint segments in text order that cover the text.
    """
    opening: defaultdict[int, list[Mark]] = defaultdict(list)
    borders = {0, length}
    for mark in found:
        opening[mark.span[0]].append(mark)
        borders.update(mark.span)
    cuts = sorted(borders)
    under_way: list[Mark] = []
    for start, end in pairwise(cuts):
        opened = tuple(opening.get(start, ()))
        under_way = [mark for mark in under_way if mark.span[1] > start] + list(opened)
        ordered = sorted(under_way, key=lambda mark: (not mark.ahead, mark.span[1] - mark.span[0]))
        yield Segment(start, end, tuple(ordered), opened)


def text(words: str, found: Iterable[Mark]) -> Iterator[str]:
    """A text with marks; each stretch links to the first finding that covers it, `#ID`.

    Args:
        words: the text, as it is.
        found: in text order, the longer one first, as `marks` gives them.
    """
    for segment in segments(len(words), found):
        shown = escape(_written(words[segment.start : segment.end]))
        yield from (f'<i id="{place(mark.id, mark.nth)}"></i>' for mark in segment.opened)
        if not segment.marks:
            yield shown
            continue
        layers = " ".join(dict.fromkeys(name for mark in segment.marks for name in mark.layer.split()))
        ids = " ".join(dict.fromkeys(escape(mark.id) for mark in segment.marks))
        skipped = "" if segment.opened else ' tabindex="-1"'
        # A link needs words.
        name, link = ("span", "") if shown.isspace() else ("a", f' href="#{escape(segment.marks[0].id)}"{skipped}')
        yield f'<{name} class="{layers}" data-of="{ids}"{link}>{shown}</{name}>'


def place(id: str, nth: int = 0) -> str:
    """The id of the place in the text where the nth span of a finding begins."""
    return f"at-{escape(id)}-{nth}"


def _written(words: str) -> str:
    """Text as it stands, with its line breaks and tabs; what could act is shown as a sign."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("\t".join(map(visible, part.split("\t"))) for part in lines)
