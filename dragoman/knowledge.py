"""What Dragoman knows of states, organisations and armed groups: their names, and who held which office when.

The tables are in gazetteer/; they are read when first asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from dragoman import data
from dragoman.text import words

KnownKind = Literal["state", "demonym", "people", "capital", "seat", "organization", "bloc", "body", "armed_group", "agency"]


@dataclass(frozen=True, slots=True)
class Known:
    """What one form of a name stands for.

    Attributes:
        kind: "demonym" is an adjective ("Russian"), "people" a plural noun ("Russians"), "seat" a place or office that stands for a
            government ("the Kremlin"), "body" an organ of an organisation, "agency" an organ of a state.
        party: ISO 3166-1 alpha-3 of a state, else the short name of the record.
        name: the usual name of that which is named.
        country: ISO 3166-1 alpha-3, None for organisations of several states.
        code: CAMEO actor code of the party itself.
        also_adjective: the form also stands before a noun as an adjective ("UK", "Hamas").
    """

    kind: KnownKind
    party: str
    name: str
    country: str | None
    code: str
    also_adjective: bool = False


# First word of a form -> (all its words, what it stands for), longest first.
Lexicon = dict[str, list[tuple[tuple[str, ...], Known]]]


def _state_forms() -> list[tuple[str, Known]]:
    columns: tuple[tuple[str, KnownKind], ...] = (
        ("names", "state"), ("people", "people"), ("demonyms", "demonym"), ("seats", "seat"), ("capitals", "capital"),
    )  # fmt: skip
    found = []
    for row in data.load_tsv("gazetteer/states.tsv"):
        adjectives = set(row["demonyms"].split("|"))
        for column, kind in columns:
            for form in filter(None, row[column].split("|")):
                name = form if kind in ("seat", "capital") else row["name"]
                code = row["iso3"] + ("GOV" if kind == "seat" else "")
                found.append((form, Known(kind, row["iso3"], name, row["iso3"], code, form in adjectives)))
    return found


def _organisation_forms() -> list[tuple[str, Known]]:
    found: list[tuple[str, Known]] = []
    for row in data.load_tsv("gazetteer/organisations.tsv"):
        names, adjectives = row["names"].split("|"), set(row["demonyms"].split("|"))
        kind: KnownKind = "bloc" if row["kind"] == "bloc" else "organization"
        found += [(f, Known(kind, row["party"], names[0], None, row["code"], f in adjectives)) for f in names]
        found += [(f, Known("demonym", row["party"], names[0], None, row["code"], True)) for f in adjectives - set(names) if f]
        found += [(f, Known("body", row["party"], f, None, row["code"])) for f in row["bodies"].split("|") if f]
    return found


def _group_forms() -> list[tuple[str, Known]]:
    found: list[tuple[str, Known]] = []
    for row in data.load_tsv("gazetteer/groups.tsv"):
        names, adjectives = row["names"].split("|"), set(row["demonyms"].split("|"))
        country = row["country"] or None
        found += [(f, Known("armed_group", row["party"], names[0], country, row["code"], f in adjectives)) for f in names]
        found += [(f, Known("demonym", row["party"], names[0], country, row["code"], True)) for f in adjectives - set(names) if f]
    return found


def _agency_forms() -> list[tuple[str, Known]]:
    return [
        (form, Known("agency", row["iso3"], form, row["iso3"], row["iso3"] + row["sector"]))
        for row in data.load_tsv("gazetteer/agencies.tsv")
        for form in row["names"].split("|")
    ]


@cache
def lexicon() -> Lexicon:
    """All forms by their first word; where two tables have a form, the earlier one (states, then organisations) keeps it."""
    found: dict[tuple[str, ...], Known] = {}
    for form, known in [*_state_forms(), *_organisation_forms(), *_group_forms(), *_agency_forms()]:
        found.setdefault(tuple(form[w.start : w.end].replace("’", "'") for w in words(form)), known)
    index: Lexicon = {}
    for form_words, known in found.items():
        index.setdefault(form_words[0], []).append((form_words, known))
    for entries in index.values():
        entries.sort(key=lambda e: -len(e[0]))
    return index
