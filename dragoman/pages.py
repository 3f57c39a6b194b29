"""What an HTML page says: its main text, title, publisher, and the publication date that it states itself.

The date is taken from JSON-LD and meta tags alone; a date guessed from the page's words is often that of a change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.errors import SourceError
from dragoman.reading import layout

# Names of meta tags (`name`, `property` or `itemprop`) that hold the date of first publication, best first.
_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dcterms.issued", "dcterms.created", "dc.date.issued", "dcterms.date", "dc.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "date",
)  # fmt: skip

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));", re.IGNORECASE)
# Elements that begin and end a paragraph, and those whose content is no text.
_BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table tr ul".split()
)
_UNREAD = ("script", "style", "iframe", "noscript", "object", "svg", "template", "title")


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page; what it does not have is None."""

    text: str
    title: str | None = None
    source: str | None = None
    published: str | None = None
    published_by: str | None = None


def parse(markup: str, name: str, url: str | None = None) -> Page:
    """Take the report out of a page.

    Args:
        markup: HTML, decoded.
        name: what to call the page in an error.
        url: where it came from.
    Raises:
        SourceError: if no main text is found.
    """
    import trafilatura

    tree = trafilatura.load_html(_REFERENCE.sub(_valid, _PROLOG.sub("", markup)))
    if tree is None:
        raise SourceError(f"{name} is not an HTML page that can be read")
    published, how = _published(tree)
    facts = trafilatura.extract_metadata(tree, default_url=url, extensive=False)
    text = trafilatura.extract(tree, url=url, include_comments=False, output_format="txt")
    if not text:
        raise SourceError(f"{name} holds no main text: save the report as plain text")
    return Page(text, facts.title or None, facts.sitename or None, published, how)


def passage(markup: str) -> str:
    """The text of a piece of HTML without head or navigation, such as an entry of a feed; a block is a paragraph."""
    from lxml import etree, html

    if "<" not in markup and "&" not in markup:
        return markup.strip()
    try:
        tree = html.fragment_fromstring(_REFERENCE.sub(_valid, _PROLOG.sub("", markup)), create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, *_UNREAD, with_tail=False)
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_start = event == "start"
        if element.tag in _BLOCKS:
            parts.append("\n\n")
        if is_start and element.tag == "br":
            parts.append("\n")
        if is_start:
            parts.append(re.sub(r"\s+", " ", element.text or ""))
        elif element is not tree:
            parts.append(re.sub(r"\s+", " ", element.tail or ""))
    lines = "".join(parts).split("\n")
    return re.sub("\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def _valid(reference: re.Match[str]) -> str:
    """A numeric character reference; one to a character that no page may hold becomes U+FFFD, lest the text around it be lost."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    held = code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    return reference.group() if held else "\ufffd"


def _published(tree: Any) -> tuple[str | None, str | None]:
    for found in _json_ld(tree):
        if date := _day(found):
            return date, "jsonld"
    named: dict[str, str] = {}
    for tag in tree.iter("meta", "time"):
        key = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        named.setdefault(key, tag.get("content") or tag.get("datetime") or "")
    for key in _META:
        if date := _day(named.get(key, "")):
            return date, "meta"
    return None, None


def _json_ld(tree: Any) -> Iterator[str]:
    """The values of `datePublished` in the page's JSON-LD, outer ones first."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower().strip() == "application/ld+json":
            try:
                todo: list[Any] = [json.loads(script.text or "")]
            except (ValueError, RecursionError):
                continue
            while todo:
                at = todo.pop(0)
                if isinstance(at, dict):
                    yield str(at.get("datePublished") or "")
                    todo.extend(at.values())
                elif isinstance(at, list):
                    todo.extend(at)


def _day(value: str) -> str | None:
    """The date a tag holds: ISO 8601, or else in words as in a dateline."""
    return layout.iso_date(value) or layout.spelled_date(value)
