"""The text layer of a PDF, its lines joined into paragraphs.

The dates that a PDF says of itself are those of its making, often years from the report's, and are not used.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import quantiles
from typing import Any

from dragoman.errors import SourceError

# Pages of one report; what has more is a book.
MAX_PAGES = 500
# Seconds for all of its pages; a readout takes one, and there are small files that would take hours.
MAX_SECONDS = 60.0
_EXTRA = "{name} is a PDF: reading it needs the extra: pip install 'dragoman[pdf]'"
_END = re.compile(r"[.!?:;][\"”’')\]]*$")
_BULLET = re.compile(r"(?:[•▪◦‣·–—*-]|\(?(?:\d{1,2}|[a-z])[.)])\s")
_BROKEN = re.compile(r"([^\W\d_]+)-$")
_NUMBER = re.compile(r"\d+")
# A line shorter than this share of a full one, at the end of a sentence, ends its paragraph.
_SHORT = 0.85
_HEADING = 0.6
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def text(body: bytes, name: str, most: int) -> tuple[str, int]:
    """The text of a PDF and the number of its pages.

    Args:
        name: what to call it in an error.
        most: stop soon after so many characters.
    Raises:
        SourceError: if it is damaged, protected, has no text layer or too many pages, or the extra is missing.
    """
    try:
        import pypdf
        from pypdf.errors import DependencyError
    except ImportError as error:
        raise SourceError(_EXTRA.format(name=name)) from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings would run across the progress bar
    try:
        reader = pypdf.PdfReader(io.BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{name} is a protected PDF: save a copy without its password")
        pages = _pages(reader, name, most)
    except DependencyError as error:
        raise SourceError(f"{name} is an encrypted PDF: save a copy without encryption") from error
    except SourceError:
        raise
    except Exception as error:  # the parser falls over some damage itself
        why = " ".join(str(error).split()) or type(error).__name__
        raise SourceError(f"{name} is a damaged PDF: {why}") from error
    if not any(page.strip() for page in pages):
        raise SourceError(f"{name} has no text layer, it is a scan: make one first, for instance with ocrmypdf")
    return paragraphs([page.splitlines() for page in pages]), len(pages)


def _pages(reader: Any, name: str, most: int) -> list[str]:
    found: list[str] = []
    size, deadline = 0, time.monotonic() + MAX_SECONDS

    def watch(*operation: Any) -> None:
        if time.monotonic() > deadline:
            raise SourceError(f"{name} takes longer than {MAX_SECONDS:.0f} seconds to read: save its text first")

    for page in reader.pages:
        if len(found) == MAX_PAGES:
            raise SourceError(f"{name} has more than {MAX_PAGES} pages: split it")
        found.append(page.extract_text(visitor_operand_before=watch).translate(_LIGATURES))
        size += len(found[-1])
        if size > 2 * most:  # running heads and line breaks do not make up half of it
            break
    return found


def paragraphs(pages: Sequence[Sequence[str]]) -> str:
    """Lines as paragraphs, without page numbers and running heads.

    A paragraph ends at an empty line, before a bullet, at a short line that ends a sentence, and at a still shorter one, like that
    of a heading, before a long one with a capital. A word broken by a hyphen at the end of a line is made whole: "negotia-" and
    "tions" give "negotiations", but "long-" and "term" stay "long-term" where the text has that elsewhere.
    """
    lines = [" ".join(line.split()) for page in _without_heads(pages) for line in page]
    lengths = [len(line) for line in lines if line]
    full = quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(lines).lower()))
    found: list[str] = []
    is_open = is_short = False
    for line in lines:
        if not line:
            is_open = False
        elif is_open and not _BULLET.match(line) and not (is_short and _begins(line, full)):
            found[-1] = _joined(found[-1], line, words)
        else:
            found.append(line)
        if line:
            is_short = len(line) < _HEADING * full and not line.endswith("-")
            is_open = not (_END.search(line) and len(line) < _SHORT * full)
    return "\n\n".join(found)


def _begins(line: str, full: float) -> bool:
    """Whether a line may be the first of a text under a heading."""
    return line[0].isupper() and len(line) >= _HEADING * full


def _joined(before: str, line: str, words: Counter[str]) -> str:
    if before.endswith("\u00ad"):
        return before[:-1] + line
    broken, rest = _BROKEN.search(before), re.match(r"[^\W\d_]+", line)
    if not broken or not rest or not rest[0][0].islower():
        return f"{before} {line}"
    first, second = broken[1].lower(), rest[0].lower()
    is_compound = words[f"{first}-{second}"] > words[first + second]
    return f"{before if is_compound else before[:-1]}{line}"


def _without_heads(pages: Sequence[Sequence[str]]) -> Iterable[Sequence[str]]:
    """Pages without numbers, and without the first and last lines that three pages or more share but for their numbers."""
    trimmed = [
        [line for line in page if not re.fullmatch(r"\W*(?:page\s+)?\d{1,4}(?:\s+of\s+\d+)?\W*", line.strip(), re.I)]
        for page in pages
    ]
    ends = Counter(_shape(line) for page in trimmed for line in {*page[:1], *page[-1:]} if line.strip())
    heads = {shape for shape, count in ends.items() if count >= 3}
    for page in trimmed:
        first = 1 if page and _shape(page[0]) in heads else 0
        last = len(page) - (1 if len(page) > first and _shape(page[-1]) in heads else 0)
        yield page[first:last]


def _shape(line: str) -> str:
    return _NUMBER.sub("0", " ".join(line.split()))
