"""The gazetteer: which places in the world bear a name.

`lookup` reads a compressed table of about 300,000 places by folded name; a block of the table is unfolded when it is first
asked for, so opening costs a millisecond and memory stays small. Data: GeoNames (geonames.org, CC BY 4.0), Natural Earth
(public domain) and tables kept by hand; see gazetteer/SOURCES.md.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman import data
from dragoman.errors import ModelError

MAGIC = b"DRAGOMAN PLACES 1\n"
REGIONS = "gazetteer/places_regions.tsv"
_FOLDED_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "a"}
)
_APOSTROPHES = str.maketrans("", "", "'’‘ʻʼ`´.")
_SHORT_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_SEPARATORS = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """The form under which a name is kept: lower case, no accents, full stops or apostrophes, "St." as "saint", no "the".

    Hyphens and other marks become one space: "Port-au-Prince" and "port au prince" are one.
    """
    # Lower case again after taking letters apart: "𝔍" is a capital J only then.
    plain = unicodedata.normalize("NFKD", name.lower()).lower().translate(_FOLDED_LETTERS).translate(_APOSTROPHES)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = _SEPARATORS.sub(" ", plain).split()
    if len(words) > 1:
        words = [_SHORT_WORDS.get(w, w) for w in words]
        words = words[1:] if words[0] == "the" else words
    return " ".join(words)


class Candidate(NamedTuple):
    """One place that bears a name.

    Attributes:
        own: whether the name looked up is its usual name rather than another one.
        geonames_id: None where GeoNames' id is not known.
        lat, lon: degrees north and east.
        population: people, three significant digits; 0 if not known or none.
        country: ISO 3166-1 alpha-2, empty for what lies in no one state.
        admin1: GeoNames code of the first level division within `country`.
        feature: GeoNames feature code, e.g. PPLC.
        source: "geonames", "natural-earth", "airportsdata" or "hand"; "inside" for a site put at the place that its name holds,
            "near" for a name put at the place that the text around is about.
    """

    own: bool
    geonames_id: int | None
    name: str
    lat: float
    lon: float
    population: int
    country: str
    admin1: str
    feature: str
    source: str

    @property
    def iso3(self) -> str | None:
        return iso3_of(self.country)

    @property
    def place(self) -> tuple[float, float, str]:
        """What tells two candidates apart: where it is and what it is."""
        return (self.lat, self.lon, self.feature)


@dataclass(frozen=True, slots=True)
class _Table:
    """The packed table: `keys[i]` is the first name in block i, which is `packed[offsets[i]:offsets[i + 1]]`."""

    packed: bytes
    keys: tuple[str, ...]
    offsets: tuple[int, ...]
    head: dict[str, str]


@cache
def _table() -> _Table:
    file = data.path("gazetteer/places.table")
    packed = file.read_bytes()
    if not packed.startswith(MAGIC):
        raise ModelError(f"{file}: not a place table of this version; install dragoman again")
    at = len(MAGIC) + 4
    size = int.from_bytes(packed[len(MAGIC) : at], "big")
    head, *index = zlib.decompress(packed[at : at + size]).decode().split("\n")
    keys, offsets = [], [at + size]
    for row in index:
        key, length = row.split("\t")
        keys.append(key)
        offsets.append(offsets[-1] + int(length))
    return _Table(packed, tuple(keys), tuple(offsets), json.loads(head))


@lru_cache(maxsize=128)
def _block(i: int) -> str:
    table = _table()
    return "\n" + zlib.decompress(table.packed[table.offsets[i] : table.offsets[i + 1]]).decode() + "\n"


def _parse(row: str) -> Candidate:
    key, flag, number, name, lat, lon, population, country, admin1, feature = row.split("\t")
    return Candidate(
        own=flag == "n",
        geonames_id=int(number) if number else None,
        name=name or key.title(),
        lat=float(lat),
        lon=float(lon),
        population=int(population or 0),
        country=country,
        admin1=admin1,
        feature=feature,
        source="geonames" if number else "airportsdata" if feature in ("AIRP", "AIRB", "AIRF") else "natural-earth",
    )


def _rows(key: str) -> list[Candidate]:
    """Rows of the packed table under a folded name, largest population first."""
    i = bisect_right(_table().keys, key) - 1
    if i < 0 or not key:
        return []
    block, found = _block(i), []
    at = block.find(f"\n{key}\t")
    while at >= 0 and block.startswith(f"{key}\t", at + 1):
        end = block.index("\n", at + 1)
        found.append(_parse(block[at + 1 : end]))
        at = end
    return found


@cache
def _countries() -> dict[str, Candidate]:
    """Countries by ISO 3166-1 alpha-3."""
    return {
        row["iso3"]: Candidate(
            True, int(row["geonames_id"]), row["name"], float(row["lat"]), float(row["lon"]), int(row["population"]),
            row["iso2"], "", "PCLI", "geonames",
        )
        for row in data.load_tsv("gazetteer/places_countries.tsv")
    }  # fmt: skip


@cache
def _iso() -> dict[str, str]:
    """ISO alpha-2 to alpha-3."""
    return {c.country: iso3 for iso3, c in _countries().items()}


def iso3_of(iso2: str) -> str | None:
    """ISO 3166-1 alpha-3 of an alpha-2 code; None for an empty or unknown one."""
    return _iso().get(iso2)


def country(iso3: str) -> Candidate | None:
    """The state or territory with an ISO 3166-1 alpha-3 code."""
    return _countries().get(iso3)


@cache
def country_names() -> dict[str, str]:
    """Folded names of states and territories, with their ISO alpha-3 codes; parts of a state ("Scotland") are regions."""
    names = {fold(c.name): iso3 for iso3, c in _countries().items()}
    for row in data.load_tsv("gazetteer/states.tsv"):
        names.update((fold(name), row["iso3"]) for name in row["names"].split("|") if row["iso3"] in _countries())
    parts = {name for name, region in region_names().items() if region.feature == "ADM1"}
    return {name: iso3 for name, iso3 in names.items() if name not in parts or fold(_countries()[iso3].name) == name}


_STYLES = "Republics?|Kingdom|States?|Sultanate|Emirates?|Principality|Grand Duchy|Commonwealth|Federation|Union|Government"
_OF_STATE = re.compile(rf"(?:.*\s)?(?:{_STYLES})\s+of\s+(?:the\s+)?(.+)")
_PEOPLES_STATE = re.compile(
    r"(?:the\s+)?(.+?)(?:\s+(?:Arab|People[’']s|Islamic|Federal|Democratic))*\s+(?:Republic|Federation|Confederation|Kingdom)"
)


def full_state(name: str) -> Candidate | None:
    """The state of a full official name: "Federal Republic of Germany", "Italian Republic"; None for anything else."""
    called = _OF_STATE.fullmatch(name)
    if called:
        return _countries().get(country_names().get(fold(called[1]), ""))
    called = _PEOPLES_STATE.fullmatch(name)
    people = demonyms().get(fold(called[1])) if called else None
    return people if people and people.feature == "PCLI" else None


@cache
def demonyms() -> dict[str, Candidate]:
    """Folded adjectives and nouns of peoples ("Turkish", "Turks", "European", "Texans") with the place they belong to."""
    found: dict[str, Candidate] = {}
    for row in data.load_tsv("gazetteer/places_demonyms.tsv"):
        wanted = (row["feature"], row["country"], row["admin1"])
        place = next((c for c in _rows(fold(row["name"])) if c.own and (c.feature, c.country, c.admin1) == wanted), None)
        forms = [fold(form) for form in row["forms"].split("|")]
        found.update((form, place._replace(own=False)) for form in (*forms, *(f"{f}s" for f in forms)) if place)
    for row in data.load_tsv("gazetteer/states.tsv"):
        state = _countries().get(row["iso3"])
        if state:
            forms = f"{row['demonyms']}|{row['people']}".split("|")
            found.update((fold(form), state._replace(own=False)) for form in forms if form)
    found.update((fold(a), c._replace(own=False)) for row, c in _hand(REGIONS) for a in row["adjectives"].split("|") if a)
    return found


@cache
def _hand(file: str) -> list[tuple[dict[str, str], Candidate]]:
    """Rows of a table kept by hand, each with its place."""
    to_iso2 = {iso3: c.country for iso3, c in _countries().items()}
    return [
        (row, Candidate(
            True, int(row["geonames_id"]) if row["geonames_id"] else None, row["name"], float(row["lat"]), float(row["lon"]),
            int(row["population"] or 0), to_iso2.get(row["country"], ""), "", row["feature"], "hand",
        ))
        for row in data.load_tsv(file)
    ]  # fmt: skip


def _names(file: str) -> dict[str, Candidate]:
    names: dict[str, Candidate] = {}
    for row, place in _hand(file):
        names.update((fold(other), place._replace(own=False)) for other in row["names"].split("|") if other)
    names.update((fold(place.name), place) for _, place in _hand(file))
    return names


@cache
def region_names() -> dict[str, Candidate]:
    """Folded names of the regions, waters, zones and historic states kept by hand."""
    return _names(REGIONS)


@cache
def site_names() -> dict[str, Candidate]:
    """Folded names of the seats, bases, crossings, airports and squares kept by hand."""
    return _names("gazetteer/places_sites.tsv")


@cache
def _codes() -> dict[str, Candidate]:
    """Abbreviations of divisions without full stops and spaces ("TX", "Tex", "WVa") with the division.

    Where two countries share one ("WA"), the first in the table has it.
    """
    found: dict[str, Candidate] = {}
    for row in data.load_tsv("gazetteer/places_codes.tsv"):
        wanted = ("ADM1", row["country"], row["admin1"])
        meant = next((c for c in _rows(fold(row["name"])) if (c.feature, c.country, c.admin1) == wanted), None)
        if meant:
            for form in filter(None, (row["code"], row["press"])):
                found.setdefault(_code(form), meant._replace(own=False))
    return found


def _code(form: str) -> str:
    return form.replace(".", "").replace(" ", "")


def division(code: str) -> Candidate | None:
    """The division that an abbreviation means: "TX", "Tex.", "W. Va."; capitals count."""
    return _codes().get(_code(code))


@lru_cache(maxsize=4096)
def lookup(name: str) -> tuple[Candidate, ...]:
    """All places that bear `name`: states first, then regions and sites kept by hand, then the table by population.

    Args:
        name: as written, in any case, with or without accents and "the".
    Returns:
        Without repeats; empty if the gazetteer does not know the name. Where a state or region bears the name, places that
        have it only as another name are left out.
    """
    key = fold(name)
    if not key:
        return ()
    found = []
    state = _countries()[country_names()[key]] if key in country_names() else full_state(name)
    if state:
        found.append(state._replace(own=fold(state.name) == key))
    found += [names[key] for names in (region_names(), site_names()) if key in names]
    rows = _rows(key)
    found = [_in_geonames(c, rows) for c in found]
    found += [c for c in rows if c.own] if found else rows
    return unique(found)


def _in_geonames(known: Candidate, rows: list[Candidate]) -> Candidate:
    """The GeoNames row of a region kept by hand, if it has one: the same id, or a division of that name in that country."""

    def same(c: Candidate) -> bool:
        division = known.source == "hand" and c.own and c.feature == "ADM1" and c.country == known.country
        return (c.geonames_id or 0) == known.geonames_id or (known.geonames_id is None and division)

    row = next(filter(same, rows), None)
    return row._replace(source="hand") if row else known


def unique(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates without repeats of one place, in order."""
    return tuple({c.geonames_id or c.place: c for c in reversed([*found])}.values())[::-1]
