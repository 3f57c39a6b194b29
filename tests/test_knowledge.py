"""The tables of states, organisations, groups and office holders say what they should, and load."""

from __future__ import annotations

import re

import pytest

from dragoman import data, knowledge

CODE = re.compile(r"[A-Z]{3}")


def known(form: str) -> knowledge.Known:
    words = knowledge.split(form)
    return next(f.known for f in knowledge.lexicon()[words[0]] if f.words == words)


@pytest.mark.parametrize(
    ("form", "kind", "party"),
    [
        ("Russia", "state", "RUS"),
        ("Russian", "demonym", "RUS"),
        ("Russians", "people", "RUS"),
        ("Moscow", "capital", "RUS"),
        ("Kremlin", "seat", "RUS"),
        ("U.S.", "state", "USA"),
        ("Foggy Bottom", "seat", "USA"),
        ("State Department", "seat", "USA"),
        ("Downing Street", "seat", "GBR"),
        ("Quai d'Orsay", "seat", "FRA"),
        ("Elysée", "seat", "FRA"),
        ("Zhongnanhai", "seat", "CHN"),
        ("Blue House", "seat", "KOR"),
        ("Bankova", "seat", "UKR"),
        ("Kiev", "capital", "UKR"),
        ("DPRK", "state", "PRK"),
        ("Burma", "state", "MMR"),
        ("Turkey", "state", "TUR"),
        ("Palestinian Authority", "state", "PSE"),
        ("Kosovo", "state", "XKX"),
        ("European Commission", "body", "EU"),
        ("UN Security Council", "body", "UN"),
        ("P5+1", "bloc", "P5+1"),
        ("Bucharest Nine", "bloc", "B9"),
        ("Hezbollah", "armed_group", "Hezbollah"),
        ("Houthi", "demonym", "Houthis"),
        ("Duma", "agency", "RUS"),
        ("West Bank", "none", None),
        ("Washington Post", "media", None),
    ],
)
def test_form(form: str, kind: str, party: str | None) -> None:
    assert (known(form).kind, known(form).party) == (kind, party)


def test_short_names_of_the_record_are_parties() -> None:
    wanted = "EU NATO UN OSCE IAEA Hamas Europe West G7 G20 B9 AU ASEAN Hezbollah Taliban Quad CSTO E3 P5+1 BRICS PSE".split()
    assert not set(wanted) - set(knowledge.party_names())


def test_states_have_codes_and_are_named_once() -> None:
    rows = data.load_tsv("gazetteer/states.tsv")
    assert all(CODE.fullmatch(row["iso3"]) for row in rows)
    assert len({row["iso3"] for row in rows}) == len(rows) > 190


@pytest.mark.parametrize(
    ("name", "day", "party", "office"),
    [
        ("Putin", "2025-02-01", "RUS", "president"),
        ("Vladimir Putin", "2010-01-01", "RUS", "prime_minister"),
        ("Donald Trump", "2025-02-01", "USA", "president"),
        ("Joseph R. Biden, Jr.", "2022-05-01", "USA", "president"),
        ("Zelenskyy", "2025-02-01", "UKR", "president"),
        ("Marco Rubio", "2025-03-01", "USA", "foreign_minister"),
        ("Sergey Lavrov", "2025-03-01", "RUS", "foreign_minister"),
        ("Keir Starmer", "2025-03-01", "GBR", "prime_minister"),
        ("Friedrich Merz", "2025-06-01", "DEU", "chancellor"),
        ("Olaf Scholz", "2025-03-01", "DEU", "chancellor"),
        ("Xi", "2025-03-01", "CHN", "president"),
        ("Ban Ki-moon", "2010-01-01", "UN", "secretary_general"),
        ("Javier Solana", "2006-01-01", "EU", "high_representative"),
        ("Kaja Kallas", "2025-03-01", "EU", "high_representative"),
        ("Mark Rutte", "2025-03-01", "NATO", "secretary_general"),
        ("Mark Rutte", "2020-03-01", "NLD", "prime_minister"),
    ],
)
def test_holder(name: str, day: str, party: str, office: str) -> None:
    first = knowledge.holders(name, day)[0]
    assert (first.party, first.office) == (party, office)


def test_who_held_an_office_on_a_day() -> None:
    assert {h.names[0] for h in knowledge.in_office("RUS", ["president"], "2010-06-01")} == {("dmitry", "medvedev")}
    assert {h.names[0] for h in knowledge.in_office("DEU", ["chancellor"], "2025-05-20")} == {("friedrich", "merz")}


@pytest.mark.parametrize("name", ["", "Nobody", "Alan Unheardof", "R."])
def test_unknown_names_have_no_office(name: str) -> None:
    assert knowledge.holders(name, "2025-03-01") == []


def test_terms_end_after_they_start() -> None:
    wrong = [r for r in data.load_tsv("gazetteer/holders.tsv") if r["end"] and r["end"] < r["start"][: len(r["end"])]]
    assert wrong == []


def test_offices_of_holders_are_known() -> None:
    ids = {row["office"] for row in data.load_tsv("gazetteer/offices.tsv")} | {"commissioner", "governor", "prosecutor"}
    assert {row["office"] for row in data.load_tsv("gazetteer/holders.tsv")} <= ids


def test_members_of_governments_by_full_name() -> None:
    assert knowledge.served("Urmas Paet") == "EST"
    assert knowledge.served("Alan Unheardof") is None


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("minister", "ministers"), ("ministry", "ministries"), ("spokesman", "spokesmen"), ("church", "churches"), ("ally", "allies")],
)
def test_plural_and_back(noun: str, expected: str) -> None:
    assert knowledge.plural(noun) == expected
    assert knowledge.singular(expected) == noun


def test_singular_leaves_other_words() -> None:
    assert knowledge.singular("people") == "people"
    assert knowledge.singular("x") == "x"


def test_no_title_or_noun_stands_twice() -> None:
    titles = [t for row in data.load_tsv("gazetteer/offices.tsv") for t in row["titles"].split("|")]
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Manouchehr Mouttaki", {"IRN"}, id="another transliteration"),
        pytest.param("Aleksandr Darchiyev", {"RUS"}, id="vowels and endings"),
        pytest.param("Mahmud Ahmadinejad", {"IRN"}, id="doubled vowels"),
        pytest.param("John Smith", set(), id="nobody"),
        pytest.param("Ali Hassan", set(), id="other parts of long names do not count"),
        pytest.param("Mouttaki", set(), id="a family name alone must be spelt alike"),
    ],
)
def test_full_names_in_other_spellings(name: str, expected: set[str]) -> None:
    assert {h.party for h in knowledge.holders(name, None)} == expected
