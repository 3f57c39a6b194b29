"""Whose readout or statement a document is: by its address, its source, its headline or its first words."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from dragoman import data, knowledge
from dragoman.text import Document

_LISTED, _DERIVED = "rules/actors/publishers.yaml", "rules/actors/government_sites.yaml"
_COUNTRIES = "gazetteer/places_countries.tsv"
_PATTERNS = ("source", "opening", "host", "byline")
# Code points of a line that can be the name of an office.
_BYLINE = 120
# What is said of where a copy was taken from.
_VIA = re.compile(r"\s+via\s.*")
_NAMING = frozenset({"state", "demonym"})


@cache
def _rows(file: str) -> list[dict[str, Any]]:
    return [row | {k: re.compile(row[k], re.IGNORECASE) for k in _PATTERNS if row.get(k)} for row in data.load_yaml(file)]


def party(doc: Document) -> str | None:
    """The party that publishes a document, None if nothing shows one."""
    host = (urlsplit(doc.url).hostname or "") if doc.url else ""
    listed = (str(row["party"]) for row in _rows(_LISTED) if _is_of(row, doc, host))
    return (
        next(listed, None)
        or by_host(host)
        or by_byline(doc.source or "")
        or by_byline(doc.text[:_BYLINE].lstrip().partition("\n")[0])
    )


def _is_of(row: dict[str, Any], doc: Document, host: str) -> bool:
    by_site = any(host == site or host.endswith("." + site) for site in row["sites"])
    by_source = bool("source" in row and doc.source and row["source"].search(doc.source))
    openings = (text.lstrip()[:300] for text in (doc.title or "", doc.text[:400]))
    return by_site or by_source or bool("opening" in row and any(map(row["opening"].match, openings)))


def by_host(host: str) -> str | None:
    """The state whose government a host is of, by its domain: "mfa.gov.ge"."""
    found = (row["host"].search(host.lower()) for row in _rows(_DERIVED) if "host" in row)
    return next((state for match in found if match and (state := _countries().get(match["country"]))), None)


def by_byline(line: str) -> str | None:
    """The state whose ministry, office or embassy a line names and nothing else: "Ministry of Foreign Affairs of Georgia"."""
    words = _VIA.sub("", line).strip().rstrip(".:")
    found = (row["byline"].fullmatch(words) for row in _rows(_DERIVED) if "byline" in row)
    return next((state for match in found if match and (state := _state(match["state"]))), None)


def _state(name: str) -> str | None:
    words = knowledge.split(name.strip())
    forms = knowledge.lexicon().get(words[0], ()) if words else ()
    return next((form.known.party for form in forms if form.words == words and form.known.kind in _NAMING), None)


@cache
def _countries() -> dict[str, str]:
    """Code of a domain -> ISO3 of a state that is a party."""
    parties = knowledge.party_names()
    found = {str(row["iso2"]).lower(): str(row["iso3"]) for row in data.load_tsv(_COUNTRIES) if row["iso3"] in parties}
    return found | {"uk": "GBR"}
