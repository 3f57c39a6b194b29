"""Feeds in RSS and Atom: each entry is a report; what only stands behind its link is not fetched."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman import pages
from dragoman.errors import SourceError
from dragoman.raw import Raw

# Entries of one feed that are taken; those of agencies hold a few hundred.
MAX_ENTRIES = 10_000
_SUMMARY = "the feed gives no full text of this entry: only its summary was read"
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_GLOBAL = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its id or address, and its text with what the feed says of it."""

    key: str
    raw: Raw


def is_feed(body: bytes) -> bool:
    """Whether bytes look like a feed: XML whose first elements are those of RSS or Atom."""
    head = body[:65_536].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and not _HTML.search(head[:5000]) and _ROOT.search(head) is not None


def entries(taken: Raw) -> Iterator[Entry]:
    """The entries of a feed, in its order.

    Entities that the feed declares itself are not unfolded, and nothing that it points to is fetched.

    Raises:
        SourceError: after its entries if it is damaged, or has more than `MAX_ENTRIES`.
    """
    import feedparser

    headers = {"content-type": f"application/xml; charset={taken.charset}"} if taken.charset else {}
    try:
        feed = feedparser.parse(io.BytesIO(taken.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # the parser falls over some damage itself
        raise SourceError(f"{taken.name} is a damaged feed: {error}") from error
    source = _line(feed.feed.get("title"))
    for entry in feed.entries[:MAX_ENTRIES]:
        yield _entry(entry, taken, source)
    if len(feed.entries) > MAX_ENTRIES:
        raise SourceError(f"{taken.name} has {len(feed.entries):,} entries: only the first {MAX_ENTRIES:,} were taken")
    if feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
        raise SourceError(f"{taken.name} is a damaged feed, of which {len(feed.entries)} entries were read: {feed.bozo_exception}")


def _entry(entry: Any, taken: Raw, source: str | None) -> Entry:
    markup, is_full = _content(entry)
    text, title, link = pages.passage(markup), _line(entry.get("title")), entry.get("link") or None
    raw = Raw(
        text.encode(), f"the entry {title or link or entry.get('id') or 'without title'!r} of {taken.name}", "utf-8", link, "text",
        title=title, source=source, published=_time(entry.get("published_parsed")), notes=() if is_full else (_SUMMARY,),
    )  # fmt: skip
    return Entry(_key(entry, taken.name, raw), raw)


def _content(entry: Any) -> tuple[str, bool]:
    """The markup of an entry, and whether the feed gives it as the whole content."""
    whole = max((str(part.get("value") or "") for part in entry.get("content") or ()), key=len, default="")
    return (whole, True) if whole.strip() else (str(entry.get("summary") or ""), False)


def _key(entry: Any, feed: str, raw: Raw) -> str:
    """The id of an entry where it holds everywhere ("https:…", "tag:…"), else its link, else its id or digest in this feed."""
    id = str(entry.get("id") or "")
    if _GLOBAL.match(id):
        return id
    return raw.url or f"{feed}#{id or hashlib.sha256(repr(raw.title).encode() + raw.body).hexdigest()[:16]}"


def _time(parsed: Any) -> str | None:
    """A time of the feed, which the parser gives in UTC, as ISO 8601."""
    try:
        return datetime(*parsed[:6]).strftime("%Y-%m-%dT%H:%M:%SZ") if parsed and parsed[0] >= 1000 else None
    except ValueError:
        return None


def _line(value: Any) -> str | None:
    """A title, which may hold markup, on one line."""
    return " ".join(pages.passage(str(value)).split()) or None if value else None
