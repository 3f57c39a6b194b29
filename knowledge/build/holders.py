"""Makes gazetteer/holders.tsv: who held which high office from when to when, from five open tables and a list kept by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from knowledge.build import tables

HEAD = """\
Who held which office from when to when: heads of state and government, ministers, envoys, heads of organisations; mostly since
2000. Source: knowledge/hand/holders_extra.tsv (CC0-1.0); Wikidata via every-politician-scrapers (CC0, read 2022-07 to 2023-01);
CIA World Factbook via factbook.json (public domain, read 2026-02); remarks in HistoryAtState travels and visits, pocom (CC0);
Institute for Government Ministers Database (CC BY 4.0, ifg-ministers-database-public 92e2270).
Made by knowledge/build/holders.py. Licence: CC BY 4.0. Date: 2026-11-24.
`names` are joined by "|"; `office` is an id of offices.tsv; dates are ISO, as precise as known; an empty `end` is open;
`seen` in `kind` means that `end` is when a source last saw the person in office, not the end of a term."""

_OFFICES = (
    ("deputy_minister", r"deputy (?:minister|secretary)|vice minister|under-?secretary|assistant-secretary|deputy-secretary"),
    ("deputy_prime_minister", r"deputy prime minister|vice premier"),
    ("vice_president", r"^vice[- ]president"),
    ("foreign_minister", r"foreign|external (?:affairs|relations)|^secretary(?: of state)?$|international relations"),
    ("defence_minister", r"(?:minister|secretary)\b.* (?:of|for) (?:national )?(?:defen[cs]e|armed forces)|^defen[cs]e minister"),
    ("national_security_adviser", r"^national security advis"),
    ("prime_minister", r"^(?:acting |interim )?(?:prime minister|premier|taoiseach)"),
    ("president", r"^(?:acting |interim |transitional )?president(?:$| of (?:turkey|abkhazia|artsakh|south ossetia|somaliland))"),
    ("chancellor", r"^chancellor$"),
    ("monarch", r"^(?:king|queen|amir|emir|sultan|emperor)"),
    ("crown_prince", r"^crown prince"),
    ("secretary_general", r"^secretary[- ]general"),
    ("high_representative", r"^high representative"),
    ("ambassador", r"^ambassador to the united nations|^permanent representative to the united nations|^representative-to-un$"),
    ("minister", r"^(?:secretary of (?:the treasury|commerce|energy|homeland security)|trade representative)|under-secretary"),
)  # fmt: skip
_PATTERNS = [(office, re.compile(pattern, re.IGNORECASE)) for office, pattern in _OFFICES]
_SKIPPED = re.compile(r"foreign (?:trade|investment|intelligence|service|aid)|shadow|former", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_NOT_A_NAME = re.compile(r"[,;:(\"].*| - .*|(?<=[a-z]{3})\. .*|\b(?:in|at|and|during|to|who|also|on|after)\b .*")
_TITLE = re.compile(r"^(?:Sir|Dame|Dr\.?|Sheikh|Prince|Ambassador|General|Gen\.|Lt\.|Col\.|the|Minister|President|King|Lord) ")
_FAMILY_FIRST = frozenset("CHN KOR PRK TWN KHM".split())
SINCE = "1999"
FRESH = "2026-05"


class Row(NamedTuple):
    names: str
    party: str
    office: str
    start: str
    end: str
    kind: str


def office_of(title: str) -> str | None:
    """The id of the office that `title` names, None for those that are not kept."""
    if _SKIPPED.search(title):
        return None
    return next((office for office, pattern in _PATTERNS if pattern.search(title.strip())), None)


def clean(person: str) -> str:
    """A name without titles and what the parsing of a remark left on it; "" if it is no name."""
    name = _NOT_A_NAME.sub("", person.replace("’", "'")).strip(" .")
    while _TITLE.match(name):
        name = _TITLE.sub("", name)
    proper = re.match(r"[^\W\d_a-z]", name) and len(name) > 3 and not name.isupper()
    return name if proper else ""


def date(value: str) -> str:
    found = _DATE.match(value or "")
    return found.group() if found else ""


def by_hand() -> Iterator[Row]:
    for r in tables.hand_tsv("holders_extra.tsv"):
        yield Row(r["person"], r["party"], r["office"], r["start"], r["end"] or "", "term")


def wikidata() -> Iterator[Row]:
    for r in tables.shared_csv("wikidata-ministers.csv"):
        office, party = office_of(r["position"]), {"UNK": "XKX", "INT": "UN"}.get(r["iso3"], r["iso3"])
        if office and party and r["person"]:
            yield Row(
                clean(r["person"]), party, office, date(r["start"]), date(r["end"]) or r["as_of"], "term" if r["end"] else "seen"
            )


def factbook() -> Iterator[Row]:
    for r in tables.shared_csv("factbook-leaders.csv"):
        office = office_of(r["title"]) if r["role"].startswith("head of") else None
        if office and r["iso3"]:
            open_end = r["last_seen"] >= FRESH
            yield Row(clean(r["person"].title() if r["person"].isupper() else r["person"]), r["iso3"], office,
                      date(r["since"]), "" if open_end else date(r["last_seen"]), "term")  # fmt: skip


def observed() -> Iterator[Row]:
    for r in tables.shared_csv("role-observations.csv"):
        office = office_of(r["role"])
        if office and r["iso3"] and "." not in r["person"].rstrip("."):
            yield Row(clean(r["person"]), {"UNK": "XKX"}.get(r["iso3"], r["iso3"]), office, r["first_seen"], r["last_seen"], "seen")


def us_diplomats() -> Iterator[Row]:
    for r in tables.shared_csv("us-diplomats.csv"):
        office = office_of(r["position"])
        missing_end = not r["end"] and r["start"] < "2024"
        if office and not missing_end and (office != "foreign_minister" or r["position"] == "secretary"):
            yield Row(clean(r["person"]), "USA", office, date(r["start"]), date(r["end"]), "term")


def uk_ministers() -> Iterator[Row]:
    for r in tables.shared_csv("uk-ministers.csv"):
        office = office_of(r["post"]) if r["rank"] in ("PM", "SoS") else None
        if office:
            yield Row(clean(r["person"]), "GBR", office, date(r["start"]), date(r["end"]), "term")


def folded(name: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return tuple(sorted(re.findall(r"\w+", plain.casefold())))


def main() -> None:
    """Write the table: one row for a person in an office and term; earlier sources win over later ones."""
    parties = {r["iso3"] for r in tables.shared_csv("countries.csv") if r["independent"] == "1"} | {
        "TWN",
        "PSE",
        "XKX",
        "HKG",
        "MAC",
    }
    rows: list[Row] = []
    seen: set[tuple[tuple[str, ...], str, str]] = set()
    by_surname: set[tuple[str, str, str]] = set()
    for source in (by_hand, wikidata, us_diplomats, uk_ministers, factbook, observed):
        fresh = []
        for row in source():
            names = row.names.split("|")
            if source is not by_hand and (
                row.party not in parties or (row.party in ("UN", "JPN") and row.office == "vice_president")
            ):
                continue
            if row.end and row.end < row.start[: len(row.end)]:
                continue
            if not row.names or not row.start or (row.end and row.end < SINCE and source is not by_hand):
                continue
            key = (folded(names[0]), row.party, row.office)
            elsewhere = {party for name, party, _ in seen if name == key[0]} - {row.party}
            if source in (factbook, observed) and elsewhere:
                continue
            surname = (re.findall(r"\w+", names[0])[0 if row.party in _FAMILY_FIRST else -1].casefold(), row.party, row.office)
            if source is not by_hand and (key in seen or (source in (factbook, observed) and surname in by_surname)):
                continue
            if len(key[0]) > 1 or source is by_hand:
                fresh.append((row, [(folded(n), row.party, row.office) for n in names], surname))
        for row, keys, surname in fresh:
            if source is not by_hand and rows and keys[0] in seen and source in (factbook, observed):
                continue
            rows.append(row)
            seen.update(keys)
            by_surname.add(surname)
    tables.write("holders.tsv", HEAD, Row._fields, sorted(set(rows), key=lambda r: (r.party, r.office, r.start, r.names)))


if __name__ == "__main__":
    main()
