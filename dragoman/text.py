"""The document and its offsets.

Offsets are half-open `[start, end)` and count Unicode code points of `Document.text`, which is never changed.
This module is the only place that makes offsets out of text: words and sentences are made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a document's text, `[start, end)` in Unicode code points."""

    start: int
    end: int

    def overlaps(self, other: tuple[int, int]) -> bool:
        return self.start < other[1] and other[0] < self.end

    def covers(self, other: tuple[int, int]) -> bool:
        return self.start <= other[0] and other[1] <= self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One report as given.

    Attributes:
        text: the words, unchanged; may be of any length, also empty.
        published: ISO 8601 date, `YYYY-MM-DD`, with a time of day if the source gave one; None if not known.
        published_by: how the date was found: `user`, `jsonld`, `meta`, `feed`, `warc`, `header`, `dateline`; None without a date.
        title: the headline where it is not part of `text`.
        notes: what taking it in has shown and a reader must know, e.g. an encoding that had to be guessed.
    """

    text: str
    id: str = "document"
    published: str | None = None
    published_by: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()

    def __getitem__(self, span: tuple[int, int]) -> str:
        return self.text[span[0] : span[1]]


_ABBREVIATION = (
    r"(?:[A-Za-z]\.){2,}"  # U.S. D.C. e.g.
    r"|\b[A-Z]\.(?=\s+[A-Z][a-z])"  # the initial in "Joseph R. Biden"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Cmdr|Rep|Sen|Gov|Hon|Rev|Pres|Amb|St|Jr|Sr|Bros|Inc|Ltd|Corp|Co|No|vs"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Fla|Calif|Mass|Conn|Pa|Va|Md|Ill|Ala|Ariz)"
    r"\.(?=\s|,|$)"
)
_WORD = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]’']"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    rf"|{_ABBREVIATION}"
    r"|\b(?:can)(?=not\b)|(?<=can)not\b"
    r"|\w+?(?=n[’']t\b)|n[’']t\b"
    r"|[’'](?:s|re|ve|ll|d|m)\b"
    r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?!\d)"
    r"|[^\W\d_]+\d*(?:\d|[^\W_])*"
    r"|\.{2,}|[!?]{2,}|…|--+|[^\w\s]|_+",
    re.UNICODE | re.IGNORECASE,
)


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Split text into words the way Universal Dependencies does for English.

    Clitics ("n't", "'s"), hyphens and punctuation marks are words of their own; abbreviations keep their full stop.

    Args:
        text: any text.
        start, end: code points; the part to split, the whole text by default.
    Returns:
        Disjoint spans in text order that together hold every character but white space.
    """
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Span(match.start(), match.end())


_SENTENCE_END = re.compile(r"(?:\.{3,}|…|[.!?])[\"”“»’')\]]*(?=\s|$)|[.!?][”\"](?=[A-Z])|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])")
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_ONE_BREAK = re.compile(r"[^\S\n\r]*(?:\r\n|[\n\r\x0b\x85\u2028])[^\S\n\r]*")
_CLOSERS = frozenset(".!?:;…\"”’')]")
# Characters in a line that a program broke: mail and terminals break at 60 to 80; a headline or an item of a list is shorter.
WRAP_WIDTH = (45, 100)
# An item of a list: "b) the harbour", "ii. tolls".
_LISTED = re.compile(r"(?:[a-z]|[ivx]{1,4})[.)]")
_SPACE = re.compile(r"\s*")
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Cmdr|Rep|Reps|Sen|Sens|Gov|Hon|Rev|Pres|Amb|St|vs|No|Sec|Dep|Asst|Min)"
    r"|\b[A-Z](?<!\bI))\.$"
)
_MAYBE_END = re.compile(r"(?:(?:[A-Za-z]\.){2,}|\b(?:Jr|Sr|Inc|Ltd|Corp|Co|etc|al|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.)$")
_OPENERS = frozenset(
    "The A An In On At It He She They We I But And This That These Those There For As By To From After Before While When If "
    "However Meanwhile Earlier Later His Her Their Its Our You No Not One Two Some Many Most Both Under During Since With".split()
)


def paragraphs(text: str) -> list[Span]:
    """Stretches between line breaks, trimmed of white space; empty lines give none. In text order, disjoint.

    In a text that is broken into lines of equal width, as in a mail, a paragraph ends at an empty line only; in any text a line
    goes on in the next one that begins with a small letter.
    """
    lines = list(_lines(text))
    wrapped = _is_wrapped(text, lines)
    joined: list[Span] = []
    last: Span | None = None
    for line in lines:
        if last and _ONE_BREAK.fullmatch(text, last.end, line.start) and (wrapped or _runs_on(text, last, line)):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
        last = line
    return joined


def _runs_on(text: str, line: Span, following: Span) -> bool:
    """Whether a line of a text's width ends inside a sentence, as the small letter that follows shows."""
    return (
        line.end - line.start >= WRAP_WIDTH[0]
        and text[line.end - 1] not in _CLOSERS
        and text[following.start].islower()
        and not _LISTED.match(text, following.start)
    )


def _lines(text: str) -> Iterator[Span]:
    """Lines that hold a word or mark, trimmed of white space."""
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            yield Span(start, start + len(stripped))


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Whether most line breaks inside paragraphs cut a sentence: three or more lines of a text's width without an end mark."""
    inner = [a for a, b in pairwise(lines) if _ONE_BREAK.fullmatch(text, a.end, b.start)]
    cut = sum(text[line.end - 1] not in _CLOSERS and WRAP_WIDTH[0] <= line.end - line.start <= WRAP_WIDTH[1] for line in inner)
    return cut >= 3 and 2 * cut > len(inner)


def sentences(text: str) -> list[Span]:
    """Split a text into sentences by its punctuation, also where the space after a full stop is missing.

    A quotation mark or bracket after the full stop belongs to the sentence it closes; "U.S." ends one only before a word
    that commonly opens a sentence.

    Args:
        text: any text.
    Returns:
        Disjoint spans in text order, trimmed of white space, that together hold every other character.
    """
    spans = []
    for paragraph in paragraphs(text):
        at = paragraph.start
        for match in _SENTENCE_END.finditer(text, paragraph.start, paragraph.end):
            before = text[max(at, match.start() - 12) : match.end()]
            rest = text[match.end() : min(match.end() + 40, paragraph.end)].lstrip()
            opener = re.match(r"[\"“‘'(\[—–-]*\s*(\w+)?", rest)
            word = opener.group(1) if opener else None
            if not rest or _NO_END.search(before):
                continue
            if _MAYBE_END.search(before) and word not in _OPENERS:
                continue
            if word and word[0].islower():
                continue
            if match.end() > at:
                spans.append(Span(at, match.end()))
                space = _SPACE.match(text, match.end(), paragraph.end)
                at = space.end() if space else match.end()
        if at < paragraph.end:
            spans.append(Span(at, paragraph.end))
    return spans
