"""Taking reports in: files, standard input, web addresses, JSON Lines; each becomes a `Document` whose text is never changed.

What cannot be read ends in a `SourceError` of one line that names the input, what is wrong and what to do.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dragoman import feeds, pages, pdf, raw
from dragoman.errors import SourceError
from dragoman.reading import layout
from dragoman.text import Document

# A long report has 30,000 characters, a day's press conference 100,000; what is longer holds many reports in one file. Reading
# this many takes about half a minute on one core.
MAX_CHARACTERS = 200_000
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PDF = "the text is that of a PDF of {length} {pages}: its lines were joined into paragraphs"
_FUTURE = "the publication date {published} lies after today, {today}: check it, for relative times are resolved against it"


def load(
    argument: str,
    *,
    published: str | None = None,
    title: str | None = None,
    source: str | None = None,
    fmt: raw.Format | None = None,
    today: date | None = None,
) -> Document:
    """Take in one report.

    Args:
        argument: path of a plain text, HTML or PDF file, `-` for standard input, or an http(s) address.
        published: ISO 8601 date of publication; without it the date that the page, the header or the dateline gives.
        title, source: kept in the document; without them those of an HTML page.
        fmt: how to read it; by default told from its name, its declared type and its first characters.
        today: the day of reading; a publication date after it gets a note. No such check without it.
    Returns:
        The document, with notes on what was unusual.
    Raises:
        SourceError: if it cannot be read, holds no words, is not text or is too long, or `published` is no date.
    """
    taken = _take(argument)
    return from_raw(taken, published=published, title=title, source=source, id=name_of(argument), fmt=fmt, today=today)


def from_raw(
    taken: raw.Raw,
    *,
    published: str | None = None,
    title: str | None = None,
    source: str | None = None,
    id: str = "document",
    fmt: raw.Format | None = None,
    today: date | None = None,
) -> Document:
    """Make a document of the bytes of a report; arguments, result and errors as of `load`."""
    page, notes = _page(taken, fmt)
    title, source = title or taken.title or page.title, source or taken.source or page.source
    doc = from_text(page.text, published=published, title=title, id=id, source=source, url=taken.url, name=taken.name)
    found = layout.iso_date(taken.published) if taken.published else None
    if published is not None:
        pass
    elif found:
        doc = replace(doc, published=found, published_by="feed")
    elif page.published:
        doc = replace(doc, published=page.published, published_by=page.published_by)
    elif doc.published is None and taken.captured:
        doc = replace(doc, published=taken.captured, published_by="warc")
    return _warned(replace(doc, notes=(*notes, *taken.notes)), today)


def _page(taken: raw.Raw, fmt: raw.Format | None) -> tuple[pages.Page, tuple[str, ...]]:
    """What the bytes say, and notes on how they were read."""
    fmt = fmt or taken.fmt
    if fmt == "pdf" or (fmt is None and taken.body.startswith(b"%PDF")):
        text, length = pdf.text(taken.body, taken.name, MAX_CHARACTERS)
        return pages.Page(text), (_PDF.format(length=length, pages="page" if length == 1 else "pages"),)
    text, notes = raw.decode(taken)
    if fmt is None and feeds.is_feed(taken.body):
        raise SourceError(f"{taken.name} is a feed of many reports: read it into a store with `dragoman add`")
    if (fmt or ("html" if _HTML.match(text[:5000]) else "text")) == "html":
        return pages.parse(text, taken.name, taken.url), notes
    return pages.Page(text), notes


def from_text(
    text: str,
    *,
    published: str | None = None,
    title: str | None = None,
    id: str = "document",
    source: str | None = None,
    url: str | None = None,
    name: str = "the text",
    today: date | None = None,
) -> Document:
    """Make a document of a text at hand.

    Args:
        text: the report; kept as it is.
        published: ISO 8601 date; without it a full date in the header or dateline of the text is used.
        name: what to call it in an error.
        today: as in `load`.
    Raises:
        SourceError: if the text holds no words, is too long or is not valid Unicode, or `published` is no date.
    """
    if not text.strip():
        raise SourceError(f"{name} is empty: there is nothing to read")
    if len(text) > MAX_CHARACTERS:
        most = f"one report may have {MAX_CHARACTERS:,}: split it, or use --jsonl with one report a line"
        raise SourceError(f"{name} has {len(text):,} characters, {most}")
    if broken := _SURROGATE.search(text):
        raise SourceError(f"{name} is not valid Unicode: half a surrogate pair at character {broken.start()}")
    doc = Document(text=text, id=id, title=title, source=source, url=url)
    if published is not None:
        given = layout.iso_date(published)
        if given is None:
            raise SourceError(f"{published!r} is not a date: use YYYY-MM-DD, or YYYY-MM-DDTHH:MM with the time of day")
        return _warned(replace(doc, published=given, published_by="user"), today)
    found = layout.find(doc)
    return _warned(replace(doc, published=found.published, published_by=found.published_by), today)


def from_json(line: str, number: int, today: date | None = None) -> Document:
    """Make a document of one line of JSON Lines: `{"id", "text", "published"?, "title"?, "source"?, "url"?}`.

    Other keys are left alone. A line without `id` is called by its number.

    Raises:
        SourceError: if it is not such a line.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"line {number} is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise SourceError(f"line {number} holds no JSON object but {type(row).__name__}")
    fields = {key: _string(row, key, number) for key in ("text", "published", "title", "source", "url")}
    if fields["text"] is None:
        raise SourceError(f'line {number} has no "text"; it has: {", ".join(map(repr, list(row)[:9])) or "nothing"}')
    name = json_id(row, number)
    return from_text(**fields, id=name, name=f"the text of {name!r}", today=today)  # type: ignore[arg-type]


def json_id(row: Any, number: int) -> str:
    """The id of a row of JSON Lines; its line number if it has none."""
    return given_id(row) or f"line-{number}"


def given_id(row: Any) -> str | None:
    """The id that a row of JSON Lines has of its own."""
    found = row.get("id") if isinstance(row, dict) else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) and found != "" else None


def _string(row: dict[str, Any], key: str, number: int) -> str | None:
    value = row.get(key)
    if value is None or isinstance(value, str):
        return value
    raise SourceError(f"line {number}: {key!r} is {type(value).__name__}, not a string")


def _warned(doc: Document, today: date | None) -> Document:
    """The document, with a note if its date lies more than a day (the width of the time zones) after `today`."""
    if doc.published is None or today is None or date.fromisoformat(doc.published[:10]) <= today + timedelta(days=1):
        return doc
    return replace(doc, notes=(*doc.notes, _FUTURE.format(published=doc.published[:10], today=today)))


def name_of(argument: str) -> str:
    """What a record of this source is called: the file's name without its ending, or the last part of an address."""
    if argument == "-":
        return "stdin"
    last = argument.split("?")[0].split("#")[0].rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[0] or last or "document"


def _take(argument: str) -> raw.Raw:
    """The bytes behind an argument of the command line."""
    if argument == "-":
        return raw.from_stdin()
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", argument):
        from dragoman import fetch

        return fetch.get(argument)
    return raw.from_file(Path(argument))
