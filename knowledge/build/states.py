"""Makes gazetteer/states.tsv from countries.csv (mledoze/countries) and knowledge/hand/states_extra.tsv."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

from knowledge.build import tables

HEAD = """\
States and territories that take part in talks: names, adjectives, nouns for their people, capitals, seats of government.
Source: mledoze/countries 5e9f370 (names, adjectives, capitals) and knowledge/hand/states_extra.tsv; made by
knowledge/build/states.py. Licence: ODbL-1.0 (as countries.csv). Date: 2026-11-24.
Forms are joined by "|"; the first name is the usual one. Kosovo has the user-assigned code XKX."""
CODES = {"UNK": "XKX"}
# Territories that are parties or scenes of diplomacy; others would only add words that mean something else ("Jersey").
TERRITORIES = frozenset("TWN PSE XKX HKG MAC GRL ESH FRO GIB FLK PRI COK NIU BMU".split())
# Adjectives of countries.csv that belong to another word or state.
DROPPED = frozenset(("Central African", "Djibouti", "Gibraltar", "Vatican", "Motswana", "Mosotho", "Kirghiz", "Tadzhik"))


def plain(form: str) -> str:
    """`form` without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))


def people(demonym: str) -> str | None:
    """The plural noun for a people, where it is made with -s ("Kenyans")."""
    if demonym.endswith(("an", "i", "er", "ian", "ene", "ar", "ak", "ot")) and " " not in demonym:
        return demonym + "s"
    return None


def main() -> None:
    hand: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in tables.hand_tsv("states_extra.tsv"):
        hand[row["iso3"], row["kind"]] += row["forms"].split("|")
    rows = []
    for country in tables.shared_csv("countries.csv"):
        iso3 = CODES.get(country["iso3"], country["iso3"])
        if country["independent"] != "1" and iso3 not in TERRITORIES:
            continue
        drop = {*hand[iso3, "drop"], *DROPPED}

        def forms(kind: str, *given: str, iso3: str = iso3, drop: set[str] = drop) -> str:
            found = [f.strip() for f in [*given, *hand[iso3, kind]] if f.strip() and f.strip() not in drop]
            return "|".join(dict.fromkeys([*found, *(plain(f) for f in found)]))

        demonyms = country["demonym_m"].replace(" or ", ", ").split(", ")
        plurals = [p for d in [*demonyms, *hand[iso3, "demonym"]] if (p := people(d))]
        names = forms("name", country["name"], country["official"].removeprefix("The "))
        rows.append((iso3, country["name"], names, forms("demonym", *demonyms), forms("people", *plurals),
                     forms("capital", *country["capital"].split("|")), forms("seat")))  # fmt: skip
    tables.write("states.tsv", HEAD, ("iso3", "name", "names", "demonyms", "people", "capitals", "seats"), sorted(rows))


if __name__ == "__main__":
    main()
