"""What Dragoman knows of states, organisations and armed groups: their names, and who held which office when.

The tables are in gazetteer/; they are read when first asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from dragoman import data
from dragoman.text import words

KnownKind = Literal[
    "state", "demonym", "people", "capital", "seat", "organization", "bloc", "body", "armed_group", "agency", "media", "ngo", "none"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What one form of a name stands for.

    Attributes:
        kind: "demonym" is an adjective ("Russian"), "people" a plural noun ("Russians"), "seat" a place or office that stands for a
            government ("the Kremlin"), "body" an organ of an organisation, "agency" an organ of a state; "none" is no actor at all.
        party: ISO 3166-1 alpha-3 of a state, else the short name of the record; None for media and what is no actor.
        name: the usual name of that which is named.
        country: ISO 3166-1 alpha-3, None for organisations of several states.
        code: CAMEO actor code of the party itself.
        also_adjective: the form also stands before a noun as an adjective ("UK", "Hamas").
    """

    kind: KnownKind
    party: str | None
    name: str
    country: str | None
    code: str | None
    also_adjective: bool = False


class Form(NamedTuple):
    """A name as written, split into words, and what it stands for."""

    words: tuple[str, ...]
    known: Known


# CAMEO's code of a state where it is not the ISO code.
_CAMEO = {"XKX": "KSV"}

_WORD = re.compile(r"[^\W\d_]+")

# First word of a form -> all forms that begin with it, longest first.
Lexicon = dict[str, list[Form]]


def _state_forms() -> list[tuple[str, Known]]:
    columns: tuple[tuple[str, KnownKind], ...] = (
        ("names", "state"), ("demonyms", "demonym"), ("people", "people"), ("seats", "seat"), ("capitals", "capital"),
    )  # fmt: skip
    found = []
    for row in data.load_tsv("gazetteer/states.tsv"):
        adjectives = set(row["demonyms"].split("|"))
        for column, kind in columns:
            for form in filter(None, row[column].split("|")):
                name = form if kind in ("seat", "capital") else row["name"]
                code = _CAMEO.get(row["iso3"], row["iso3"]) + ("GOV" if kind == "seat" else "")
                found.append((form, Known(kind, row["iso3"], name, row["iso3"], code, form in adjectives)))
    return found


def _party_forms(table: str) -> list[tuple[str, Known]]:
    found: list[tuple[str, Known]] = []
    for row in data.load_tsv(table):
        names, adjectives = row["names"].split("|"), set(filter(None, row["demonyms"].split("|")))
        kind: KnownKind = "armed_group"
        if "kind" in row:
            kind = "bloc" if row["kind"] == "bloc" else "organization"
        party, country, code = row["party"], row.get("country") or None, row["code"]
        found += [(f, Known(kind, party, names[0], country, code, f in adjectives)) for f in names]
        found += [(f, Known("demonym", party, names[0], country, code, True)) for f in sorted(adjectives - set(names))]
        found += [(f, Known("body", party, f, None, code)) for f in row.get("bodies", "").split("|") if f]
    return found


def _agency_forms() -> list[tuple[str, Known]]:
    return [
        (form, Known("agency", row["iso3"], form, row["iso3"], row["iso3"] + row["sector"]))
        for row in data.load_tsv("gazetteer/agencies.tsv")
        for form in row["names"].split("|")
    ]


def _other_forms() -> list[tuple[str, Known]]:
    kinds: dict[str, tuple[KnownKind, str | None]] = {"media": ("media", "MED"), "ngo": ("ngo", "NGO"), "none": ("none", None)}
    return [
        (form, Known(kinds[row["kind"]][0], None, form, None, kinds[row["kind"]][1]))
        for row in data.load_tsv("gazetteer/others.tsv")
        for form in row["names"].split("|")
    ]


@cache
def lexicon() -> Lexicon:
    """All forms by their first word; where two tables have a form, the earlier one (states, then organisations) keeps it."""
    tables = [*_state_forms(), *_party_forms("gazetteer/organisations.tsv"), *_party_forms("gazetteer/groups.tsv")]
    found: dict[tuple[str, ...], Known] = {}
    for form, known in [*tables, *_agency_forms(), *_other_forms()]:
        found.setdefault(split(form), known)
    index: Lexicon = {}
    for form_words, known in found.items():
        index.setdefault(form_words[0], []).append(Form(form_words, known))
    for forms in index.values():
        if len(forms) > 1:
            forms.sort(key=lambda f: -len(f.words))
    return index


def split(form: str) -> tuple[str, ...]:
    """The words of a form as the document's words are split, with straight apostrophes."""
    if form.replace(" ", "").isalpha():  # most forms: nothing but words and spaces, which splits much faster
        return tuple(form.split())
    return tuple(form[w.start : w.end].replace("’", "'") for w in words(form))


@cache
def party_names() -> dict[str, tuple[str, str | None]]:
    """Party -> its usual name and its CAMEO code."""
    states = {row["iso3"]: (row["name"], row["iso3"]) for row in data.load_tsv("gazetteer/states.tsv")}
    others = [*data.load_tsv("gazetteer/organisations.tsv"), *data.load_tsv("gazetteer/groups.tsv")]
    return {**{row["party"]: (row["names"].split("|")[0], row["code"]) for row in others}, **states}


def code(party: str) -> str:
    """The CAMEO code of a party, a state's of three letters; the party itself if no table has it."""
    return _CAMEO.get(party) or party_names().get(party, ("", None))[1] or party


@cache
def party_kinds() -> dict[str, KnownKind]:
    """Party -> what it is: "state", "organization", "bloc" or "armed_group"."""
    rows = data.load_tsv("gazetteer/organisations.tsv")
    kinds: dict[str, KnownKind] = {row["party"]: "bloc" if row["kind"] == "bloc" else "organization" for row in rows}
    kinds |= {row["party"]: "armed_group" for row in data.load_tsv("gazetteer/groups.tsv")}
    return kinds | {row["iso3"]: "state" for row in data.load_tsv("gazetteer/states.tsv")}


def fold(name: str) -> tuple[str, ...]:
    """The words of a person's name without accents, case, hyphens and "Jr."."""
    plain = name if name.isascii() else "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    lower = plain.casefold()
    found = lower.split() if lower.replace(" ", "").isalpha() else _WORD.findall(lower.replace("'", "").replace("’", ""))
    return tuple(w for w in found if w not in ("jr", "sr"))


class Holder(NamedTuple):
    """One person in one office. Dates are ISO, as precise as known; `end` is "" if open."""

    names: tuple[tuple[str, ...], ...]
    party: str
    office: str
    start: str
    end: str

    def distance(self, day: str | None) -> int:
        """How far the term lies from `day`: 0 within it, 1 after its end, 2 before its start; without a day 1."""
        if day is None:
            return 1
        if day[: len(self.start)] < self.start:
            return 2
        return 1 if self.end and day[: len(self.end)] > self.end else 0


# States in whose people's names the family name comes first.
_FAMILY_FIRST = frozenset(("CHN", "KOR", "PRK", "TWN", "KHM", "VNM"))


class _Holders(NamedTuple):
    by_word: dict[str, list[Holder]]
    by_office: dict[tuple[str, str], list[Holder]]


@cache
def _holders() -> _Holders:
    """Holders by each word of their names, and by party and office where their term is known."""
    index = _Holders({}, {})
    for row in data.load_tsv("gazetteer/holders.tsv"):
        names = tuple(fold(name) for name in row["names"].split("|"))
        holder = Holder(names, row["party"], row["office"], row["start"], row["end"])
        for word in {w for name in names for w in name}:
            index.by_word.setdefault(word, []).append(holder)
        if row["kind"] == "term":
            index.by_office.setdefault((holder.party, holder.office), []).append(holder)
    return index


def _is_called(holder: Holder, name: tuple[str, ...]) -> bool:
    """Whether `name` is a form of the holder's: the family name alone, or it with other parts of the full name."""
    for full in holder.names:
        family = full[0] if holder.party in _FAMILY_FIRST else full[-1]
        if len(name) == 1 and name[0] == family:
            return True
        parts = {*full, *(w[0] for w in full)}
        if len(name) > 1 and all(w in parts for w in name) and (name[-1] in full[-1:] or name[0] == family):
            return True
    return False


_LATIN = re.compile(r"ks|kh|gh|ph|[aeiouyjw]+|(.)(?=\1)")
_PLAIN = {"ks": "x", "kh": "h", "gh": "g", "ph": "f"}


def _skeleton(word: str) -> str:
    """A folded word without what transliterations differ in, its first letter kept: "darchiyev" and "darchiev" are one."""
    return word[:1] + _LATIN.sub(lambda m: _PLAIN.get(m.group(), ""), word[1:])


@cache
def _by_skeleton() -> dict[tuple[str, ...], set[Holder]]:
    """Holders by the skeletons of the first and last words of their full names."""
    index: dict[tuple[str, ...], set[Holder]] = {}
    for holder in {h for found in _holders().by_word.values() for h in found}:
        for name in holder.names:
            if len(name) > 1:
                index.setdefault((_skeleton(name[0]), _skeleton(name[-1])), set()).add(holder)
    return index


def holders(name: str, day: str | None) -> list[Holder]:
    """Who is called `name`, those in office on `day` (ISO date) first, then those before it; full names also as spelt otherwise."""
    key = fold(name)
    called = {h for h in _holders().by_word.get(key[-1], ()) if _is_called(h, key)} if key else set()
    if not called and len(key) > 1:
        spelt = (_skeleton(key[0]), _skeleton(key[-1]))
        called = _by_skeleton().get(spelt, set()) if len(spelt[1]) > 2 and len("".join(spelt)) > 5 else set()
    return sorted(called, key=lambda h: (h.distance(day), _descending(h.start), h.party, h.office))


def _descending(date: str) -> tuple[int, ...]:
    return tuple(-ord(c) for c in date)


@cache
def _people() -> dict[str, str]:
    rows = data.load_tsv("gazetteer/people.tsv")
    return {name: row["party"] for row in rows for name in row["names"].split("|")}


def served(name: str) -> str | None:
    """The state in whose government a person of this full name once was, by a table without dates; None if not known."""
    return _people().get(" ".join(fold(name)))


def in_office(party: str, offices: Iterable[str], day: str | None) -> list[Holder]:
    """Who held one of `offices` for `party` on `day`."""
    return [h for office in offices for h in _holders().by_office.get((party, office), ()) if h.distance(day) == 0]


class Office(NamedTuple):
    """A kind of office; see gazetteer/offices.tsv."""

    id: str
    sector: str
    rank: int
    of_state: bool


@cache
def offices() -> dict[str, list[tuple[tuple[str, ...], Office]]]:
    """Titles by their first word, lower case, longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Office]]] = {}
    for row in data.load_tsv("gazetteer/offices.tsv"):
        office = Office(row["office"], row["sector"], int(row["rank"]), row["of_state"] == "yes")
        for title in row["titles"].split("|"):
            index.setdefault(split(title)[0], []).append((split(title), office))
    for titles in index.values():
        titles.sort(key=lambda t: -len(t[0]))
    return index


NounClass = Literal["person", "people", "body", "forces", "state", "side", "document", "media"]


@cache
def nouns() -> dict[str, tuple[NounClass, str, bool]]:
    """Lower-case noun -> class, CAMEO sector code ("" if none), and whether the form is plural; see gazetteer/agents.tsv."""
    found: dict[str, tuple[NounClass, str, bool]] = {}
    for row in data.load_tsv("gazetteer/agents.tsv"):
        kind: NounClass = row["class"]  # type: ignore[assignment]
        for noun in row["nouns"].split("|"):
            many = noun.endswith("s") and not noun.endswith(("ss", "us"))
            found.setdefault(noun, (kind, row["code"], kind == "people" or many))
            found.setdefault(plural(noun), (kind, row["code"], True))
    return found


def plural(noun: str) -> str:
    """The plural of an English noun, by rule: "ministries", "spokesmen", "churches"."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def singular(noun: str) -> str:
    """The inverse of `plural`; a noun that is no regular plural stays as it is."""
    stems = (noun[:-3] + "man", noun[:-3] + "y", noun[:-2], noun[:-1])
    return next((stem for stem in stems if len(stem) > 2 and plural(stem) == noun), noun)


def parties(names: Iterable[str]) -> tuple[str, ...]:
    """Parties as they are kept: "rus", "Russia" and "the Kremlin" are RUS; what is no known actor is taken as written."""
    codes = {party.lower(): party for party in party_names()}
    return tuple(codes.get(name.lower()) or _by_form(name) or name for name in names)


def _by_form(name: str) -> str | None:
    words = split(name.strip().removeprefix("the "))
    forms = lexicon().get(words[0], ()) if words else ()
    return next((form.known.party for form in forms if form.words == words), None)
