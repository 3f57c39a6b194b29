"""Places: lookup in the gazetteer, names in text, and which place of a name is meant. All sentences are invented."""

from __future__ import annotations

import re
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import data, places
from dragoman.analysis import Analysis, Name
from dragoman.errors import ModelError
from dragoman.reading import encoder, toponym_names, toponym_ranking, toponym_sites, toponyms
from dragoman.text import Document, Span


def analysis(text: str, **names: str) -> Analysis:
    """An analysis with names only; `names` gives the type of each, "_" for a space: `Marta_Paris="PER"`."""
    found: list[Name] = []
    for name, kind in names.items():
        words, at = name.replace("_", " "), -1
        while (at := text.find(words, at + 1)) >= 0:
            if not any(n.span.overlaps((at, at + len(words))) for n in found):
                found.append(Name(Span(at, at + len(words)), kind, 0.9))
    return Analysis(Document(text), (), (), tuple(sorted(found, key=lambda n: n.span)), model="hand")


def meant(text: str, *names: str) -> list[toponyms.Resolved]:
    """Resolve the first occurrence of each name."""
    spans = sorted((text.index(n), text.index(n) + len(n)) for n in names)
    return toponyms.resolve(Document(text), spans)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Port-au-Prince", "port au prince"),
        ("São Tomé", "sao tome"),
        ("Sana'a", "sanaa"),
        ("Sana’a", "sanaa"),
        ("St. Petersburg", "saint petersburg"),
        ("the Hague", "hague"),
        ("U.S.", "us"),
        ("Łódź", "lodz"),
        ("The", "the"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert places.fold(name) == folded


@given(st.text(max_size=40))
def test_fold_is_idempotent_and_lookup_takes_anything(name: str) -> None:
    assert places.fold(places.fold(name)) in (places.fold(name), places.fold(name).removeprefix("the "))
    assert isinstance(places.lookup(name), tuple)


@pytest.mark.parametrize(
    ("name", "geonames_id"),
    [
        ("Saudi Arabia", 102358),
        ("the United States", 6252001),
        ("U.K.", 2635167),
        ("Istanbul", 745044),
        ("Kiev", 703448),
        ("Kyiv", 703448),
        ("D.C.", 4140963),
        ("Sharm El-Sheikh", 349340),
        ("The Hague", 2747373),
        ("Texas", 4736286),
        ("Orange County", 5379524),
    ],
)
def test_lookup_knows(name: str, geonames_id: int) -> None:
    assert geonames_id in {c.geonames_id for c in places.lookup(name)}


def test_lookup_of_an_unknown_name_is_empty() -> None:
    assert places.lookup("Qwxzburg") == ()


RULES = {row["id"]: row for row in data.load_yaml("rules/places/context.yaml")}
REGIONS = [*data.load_tsv("gazetteer/places_regions.tsv"), *data.load_tsv("gazetteer/places_sites.tsv")]


@pytest.mark.parametrize("row", REGIONS, ids=[r["id"] for r in REGIONS])
def test_regions_are_on_earth_and_found_by_each_name(row: dict[str, str]) -> None:
    assert -90 <= float(row["lat"]) <= 90
    assert -180 <= float(row["lon"]) <= 180
    assert row["country"] == "" or places.country(row["country"])
    for name in (row["name"], *filter(None, row["names"].split("|"))):
        assert any(c.source == "hand" for c in places.lookup(name)), name


def test_codes_name_divisions() -> None:
    for row in data.load_tsv("gazetteer/places_codes.tsv"):
        found = places.division(row["code"])
        assert found is not None, row
        assert found.feature == "ADM1"
        assert found.name == row["name"] or row["id"] in ("CA.NT", "AU.WA", "AU.NT")
    assert places.division("W. Va.") == places.division("WV")


@pytest.mark.parametrize(
    ("text", "name", "iso3", "feature"),
    [
        ("The envoys met in Paris, Texas, on Monday.", "Paris", "USA", "PPL"),
        ("The envoys met in Paris on Monday.", "Paris", "FRA", None),
        ("A depot burned in Tripoli, Lebanon.", "Tripoli", "LBN", None),
        ("A plane landed in Long Beach, CA, at noon.", "Long Beach", "USA", "PPL"),
        ("They walked through the Gulf states.", "Gulf", None, "RGN"),
        ("The talks are held in Washington.", "Washington", "USA", "PPLC"),
        ("Turkish and Syrian officers met.", "Turkish", "TUR", "PCLI"),
        ("Troops shelled northern Aleppo.", "northern Aleppo", "SYR", None),
        ("Jets left Aviano Air Base.", "Aviano Air Base", "ITA", None),
    ],
)
def test_the_place_meant(text: str, name: str, iso3: str | None, feature: str | None) -> None:
    names = [name, *(n for n in ("Texas", "Lebanon", "Syrian") if n in text and n != name)]
    found = {text[r.span.start : r.span.end]: r for r in meant(text, *names)}[name]
    assert found.place is not None
    assert found.place.iso3 == iso3
    assert feature in (None, found.place.feature)


KINDS = data.load_tsv("rules/places/site_kinds.tsv")


@pytest.mark.parametrize("row", KINDS, ids=[r["noun"] for r in KINDS])
def test_site_kinds_have_a_code_and_are_found_at_either_end(row: dict[str, str]) -> None:
    assert re.fullmatch("[A-Z]{2,6}|", row["feature"])
    assert row["anywhere"] in ("yes", "no")
    kind = (row["feature"] or None, row["anywhere"] == "yes")
    assert tuple(toponym_sites.kind(f"Vilnius {row['noun'].title()}")) == kind
    assert tuple(toponym_sites.kind(f"{row['noun'].title()} of Vilnius")) == kind


@pytest.mark.parametrize(
    ("name", "iso3", "town"),
    [
        ("University of Vilnius", "LTU", "Vilnius"),
        ("Vilnius University", "LTU", "Vilnius"),
        ("Norwegian Embassy Nairobi", "KEN", "Nairobi"),
        ("University of Texas, Houston", "USA", "Houston"),
        ("Peruvian Senate", "PER", "Peru"),
        ("European Investment Fund", None, "Europe"),
        ("Museum of Modern Ceramics", None, None),
        ("Embassy of Kenya", None, None),
        ("French Hospital", None, None),
        ("Qwxzburg", None, None),
    ],
)
def test_a_place_inside_a_name(name: str, iso3: str | None, town: str | None) -> None:
    found = toponyms.candidates(name)
    assert (found[0].iso3 if found else None) == iso3
    assert found[0].name.startswith(town) if town else not found
    assert all(c.source == "inside" and c.geonames_id is None for c in found)


def test_an_unknown_name_lies_where_the_passage_around_is_about() -> None:
    far = "Ministers met in Lisbon and in Porto. " + "They spoke of trade and of tariffs again. " * 60
    text = far + "In Leeds a fire broke out at the Qwxz Arms. Crews came from Bradford and Huddersfield."
    names = ["Lisbon", "Porto", "Leeds", "Qwxz Arms", "Bradford", "Huddersfield"]
    unknown = meant(text, *names)[3]
    assert unknown.place is not None
    assert (unknown.place.source, unknown.place.iso3, unknown.place.geonames_id) == ("near", "GBR", None)


def test_the_record_says_that_a_point_is_of_a_place_near() -> None:
    text = "Envoys met at the Qwxz Hotel in Nairobi."
    unknown, _ = toponyms.find(Document(text), analysis(text, Qwxz_Hotel="FAC", Nairobi="GPE"))
    assert (unknown.name, unknown.geonames_id, unknown.country, unknown.feature) == ("Qwxz Hotel", None, "KEN", "HTL")
    assert "the point is that of Nairobi" in unknown.unknown["geonames_id"]


def test_what_stands_behind_an_unknown_name_holds_it() -> None:
    text = "Envoys will meet at Schloss Qwxz in southern Germany and then in Madrid."
    unknown = toponyms.find(Document(text), analysis(text, Schloss_Qwxz="FAC", Germany="GPE", Madrid="GPE"))[0]
    assert (unknown.country, unknown.lat, unknown.lon) == ("DEU", None, None)
    assert "only that it lies in Germany" in unknown.unknown["lat"]


def test_places_far_apart_say_nothing_of_an_unknown_name() -> None:
    text = "Envoys went from Lima to Oslo, Nairobi, Manila and Qwxz."
    assert meant(text, "Lima", "Oslo", "Nairobi", "Manila", "Qwxz")[4].place is None


def test_a_hamlet_far_from_all_else_is_another_place() -> None:
    text = "In Cairo and Giza buses stopped. Riders from Alexandria waited at Hubbard."
    assert meant(text, "Cairo", "Giza", "Alexandria", "Hubbard")[3].place.iso3 == "EGY"  # type: ignore[union-attr]
    assert meant("They waited at Hubbard.", "Hubbard")[0].place.iso3 == "USA"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "name", "feature", "iso3"),
    [
        ("Envoys from Iran and Oman spoke of Washington.", "Washington", "PPLC", "USA"),
        ("Crews in Oregon, Washington and Seattle waited.", "Washington", "ADM1", "USA"),
        ("Scottish ministers flew home.", "Scottish", "ADM1", "GBR"),
        ("Canadian envoys arrived.", "Canadian", "PCLI", "CAN"),
        ("Texans voted.", "Texans", "ADM1", "USA"),
        ("He spoke at the White House.", "White House", "BLDG", "USA"),
        ("The jet landed at Juba Airport.", "Juba Airport", "AIRP", "SSD"),
        ("The jet left Multan Airport.", "Multan Airport", "AIRP", "PAK"),
        ("Farmers in Northamptonshire sold hay.", "Northamptonshire", "RGN", "GBR"),
        ("The treaty ended the Ottoman Empire.", "Ottoman Empire", "PCLH", None),
    ],
)
def test_states_parts_of_states_and_seats(text: str, name: str, feature: str, iso3: str | None) -> None:
    names = [name, *(n for n in ("Iran", "Oman", "Oregon", "Seattle") if n in text)]
    found = {text[r.span.start : r.span.end]: r for r in meant(text, *names)}[name]
    assert found.place is not None
    assert (found.place.feature, found.place.iso3) == (feature, iso3)


@pytest.mark.parametrize(
    ("text", "tagged", "name", "iso3"),
    [
        (
            "The Federal Republic of Germany agreed.",
            {"Federal_Republic": "GPE", "Germany": "GPE"},
            "Federal Republic of Germany",
            "DEU",
        ),
        ("Envoys of the Italian Republic came.", {}, "Italian Republic", "ITA"),
        ("Envoys of the Russian Federation came.", {}, "Russian Federation", "RUS"),
        ("The Federated States of Micronesia joined.", {"Federated_States": "GPE"}, "Federated States of Micronesia", "FSM"),
        ("Ships passed the Strait of Hormuz.", {"Strait_of": "LOC", "Hormuz": "LOC"}, "Strait of Hormuz", None),
        ("They flew to the Dominican Republic.", {}, "Dominican Republic", "DOM"),
    ],
)
def test_full_names_are_found_whole(text: str, tagged: dict[str, str], name: str, iso3: str | None) -> None:
    (found,) = toponyms.find(Document(text), analysis(text, **tagged))
    assert (found.name, found.country) == (name, iso3)


@pytest.mark.parametrize(
    ("text", "name", "feature"),
    [
        ("Talks were held in Kiev.", "Kiev", "PPLC"),
        ("Shells fell in the Kiev region.", "Kiev", "ADM1"),
        ("Ministers met in Singapore.", "Singapore", "PCLI"),
        ("Ministers met in Luxembourg.", "Luxembourg", "PCLI"),
        ("Ministers met in Geneva.", "Geneva", "PPL"),
    ],
)
def test_a_bare_name_is_the_city_or_state_and_no_part_of_it(text: str, name: str, feature: str) -> None:
    (found,) = meant(text, name)
    assert found.place is not None
    assert found.place.feature == feature


def test_demonyms_name_places_of_the_gazetteer() -> None:
    for row in data.load_tsv("gazetteer/places_demonyms.tsv"):
        for form in row["forms"].split("|"):
            found = places.demonyms()[places.fold(form)]
            assert (found.name, found.country, found.feature) == (row["name"], row["country"], row["feature"]), form


def test_one_name_means_two_places_where_the_text_says_so() -> None:
    text = "He flew from Paris, France, to Paris, Texas."
    spans = [(m, m + 5) for m in (text.index("Paris"), text.rindex("Paris"))]
    states = [(text.index(n), text.index(n) + len(n)) for n in ("France", "Texas")]
    first, _, second, _ = toponyms.resolve(Document(text), sorted(spans + states))
    assert (first.place.iso3, second.place.iso3) == ("FRA", "USA")  # type: ignore[union-attr]


def test_the_document_decides_between_a_state_and_a_division() -> None:
    caucasus = "Envoys of Armenia and Azerbaijan met in Georgia. Tbilisi welcomed the talks in Georgia."
    south = "Voters in Atlanta, Georgia, and in Savannah waited. Florida and Alabama watched Georgia."
    east = meant(caucasus, "Armenia", "Azerbaijan", "Georgia", "Tbilisi")[2]
    west = meant(south, "Atlanta", "Georgia", "Savannah", "Florida", "Alabama")[1]
    assert east.place is not None
    assert west.place is not None
    assert (east.place.feature, west.place.feature) == ("PCLI", "ADM1")


def test_an_unknown_place_is_kept_and_says_why() -> None:
    text = "The convoy reached Qwxzburg and then Jordan."
    unknown, known = toponyms.find(Document(text), analysis(text, Qwxzburg="GPE", Jordan="GPE"))
    assert (unknown.name, unknown.geonames_id, unknown.lat, unknown.country) == ("Qwxzburg", None, None, None)
    assert "does not know" in unknown.unknown["geonames_id"]
    assert (known.country, known.id, known.found_by) == ("JOR", "pl2", "hand")


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Marta Paris spoke. Paris left early.", {"Marta_Paris": "PER", "Paris": "GPE"}, []),
        ("Officials flew to Jordan on Friday.", {"Jordan": "PER"}, ["Jordan"]),
        ("Ana Jordan spoke. They thanked Jordan.", {"Ana_Jordan": "PER", "Jordan": "PER"}, []),
        ("France objected.", {"France": "ORG"}, ["France"]),
        ("The Bank of Oslo closed.", {"Bank_of_Oslo": "ORG"}, []),
        ("Turkish diplomats met.", {"Turkish": "NORP"}, []),
        ("The EU objected.", {"EU": "ORG"}, []),
        ("They urged us to wait.", {"us": "GPE"}, []),
    ],
)
def test_names_of_persons_and_bodies_are_no_places(text: str, names: dict[str, str], expected: list[str]) -> None:
    found = toponyms.find(Document(text), analysis(text, **names))
    assert [p.name for p in found if p.use != "adjective"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fighting went on in Donbas and the West Bank.", ["Donbas", "West Bank"]),
        ("Ships crossed the Taiwan Strait near Japan.", ["Taiwan Strait", "Japan"]),
        ("The U.S. and Russia met.", ["U.S.", "Russia"]),
        ("The Gulf War ended.", []),
        ("Jordan scored twice.", []),
        ("Troops left Jordan.", ["Jordan"]),
        ("They asked us to wait.", []),
        ("", []),
        ("🕊️ Talks on Nagorno-Karabakh resumed.", ["Nagorno-Karabakh"]),
    ],
)
def test_states_and_regions_are_found_without_the_tagger(text: str, expected: list[str]) -> None:
    assert [p.name for p in toponyms.find(Document(text))] == expected


def test_adjectives_are_told_apart_and_places_inside_names_count_only_when_asked_for() -> None:
    text = "The Canadian and South Korean envoys met Turks at the Bank of Oslo."
    doc, tagged = Document(text), analysis(text, Bank_of_Oslo="ORG")
    adjectives = [("Canadian", "CAN"), ("South Korean", "KOR"), ("Turks", "TUR")]
    assert [(p.name, p.country, p.use) for p in toponyms.find(doc, tagged)] == [(*pair, "adjective") for pair in adjectives]
    found = toponyms.find(doc, tagged, associative=True)
    assert [(p.name, p.country) for p in found] == [*adjectives, ("Oslo", "NOR")]


@pytest.mark.parametrize(
    ("text", "name", "use"),
    [
        ("Norway said the talks had ended.", "Norway", "actor"),
        ("Ministers from Peru held talks with Norway.", "Norway", "actor"),
        ("The treaty between Norway and Chile was signed.", "Chile", "actor"),
        ("The envoys met in Norway on Monday.", "Norway", "location"),
        ("Trucks crossed into Norway overnight.", "Norway", "location"),
        ("Norway's president spoke.", "Norway", "adjective"),
        ("Norwegian officials spoke.", "Norwegian", "adjective"),
        ("The president of Norway spoke.", "Norway", "adjective"),
        ("The Foreign Minister of Norway, Ana Berg, spoke.", "Norway", "adjective"),
        ("He will travel to Norway in May.", "Norway", "location"),
        ("The delegation visited Norway in May.", "Norway", "location"),
        ("The delegation thanked Norway for its help.", "Norway", "actor"),
        ("They landed at Nairobi airport.", "Nairobi", "location"),
        ("Storms reached the coast of Chile.", "Chile", "location"),
    ],
)
def test_how_a_name_is_used(text: str, name: str, use: str) -> None:
    doc = Document(text)
    found = {p.name.split(" ")[0]: p.use for p in toponyms.find(doc, encoder.analyse(doc))}
    assert found[name] == use


USE_RULES = ("places.en.where", "places.en.acted_on", "places.en.offices", "places.en.reached", "places.en.moving",
             "places.en.ground")  # fmt: skip
USES = {"places.en.where": "location", "places.en.reached": "location", "places.en.ground": "location"}
USES["places.en.moving"] = "location"
USES |= {"places.en.acted_on": "actor", "places.en.offices": "adjective"}


@pytest.mark.parametrize("rule", USE_RULES)
def test_examples_of_use(rule: str) -> None:
    for text, use in RULES[rule]["yes"].items():
        assert [p.use for p in toponyms.find(Document(text), encoder.analyse(Document(text)))] == [use], text
    for text in RULES[rule]["no"]:
        assert [p.use for p in toponyms.find(Document(text), encoder.analyse(Document(text)))] != [USES[rule]], text


def test_rule_rows_have_known_keys_and_examples() -> None:
    for row in RULES.values():
        data.check_keys(row, ("id", "words", "yes", "no"), "rules/places/context.yaml")
        assert row["yes"] or row["no"]


@pytest.mark.parametrize("rule", ["places.en.before", "places.en.after"])
def test_examples_of_trimming(rule: str) -> None:
    for name, kept in RULES[rule]["yes"].items():
        bare = {c.place for c in places.lookup(kept)}
        assert bare, kept
        assert {c.place for c in toponyms.candidates(name)} & bare, name
    for name in RULES[rule]["no"]:
        assert all(name.startswith(form) is False or places.lookup(name) for form in toponym_sites.trimmed(name)), name


@pytest.mark.parametrize("rule", ["places.en.ambiguous", "places.en.leads", "places.en.common", "places.en.never"])
def test_examples_of_names_that_may_be_no_place(rule: str) -> None:
    for text, name in RULES[rule]["yes"].items():
        assert [p.name for p in toponyms.find(Document(text))] == [name]
    for text in RULES[rule]["no"]:
        assert toponyms.find(Document(text)) == (), text


def test_weights_cover_the_features() -> None:
    table = data.load_yaml("rules/places/weights.yaml")
    assert tuple(table["second"]) == toponym_ranking.FEATURES
    assert tuple(table["first"]) == toponym_ranking.FEATURES[: -toponym_ranking.VOTES]


def test_lines_in_front_shift_every_place() -> None:
    text = "Envoys from Oman and Qatar met near Muscat."
    plain, shifted = toponyms.find(Document(text)), toponyms.find(Document("\n\n" + text))
    assert [(p.span[0] + 2, p.geonames_id) for p in plain] == [(p.span[0], p.geonames_id) for p in shifted]


@given(st.text(max_size=200))
def test_offsets_lie_in_the_text(text: str) -> None:
    for place in toponyms.find(Document(text), associative=True):
        assert 0 <= place.span[0] < place.span[1] <= len(text)
        assert text[place.span[0] : place.span[1]] == place.name


def test_threads_get_the_same_answer() -> None:
    places.lookup.cache_clear()
    found: list[object] = []
    work = [threading.Thread(target=lambda: found.append(places.lookup("Springfield"))) for _ in range(8)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(found) == 8
    assert all(f == found[0] for f in found)


def test_opening_reads_little() -> None:
    """Opening the table takes milliseconds; the bound is generous."""
    places._table.cache_clear()
    start = time.process_time()
    table = places._table()
    assert time.process_time() - start < 0.5
    assert len(table.packed) < 9_000_000
    assert {"source", "licence", "date"} <= set(table.head)


def test_a_damaged_table_is_refused(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "places.table"  # type: ignore[operator]
    broken.write_bytes(b"something else")
    monkeypatch.setattr(data, "path", lambda _: broken)
    places._table.cache_clear()
    with pytest.raises(ModelError, match="not a place table"):
        places._table()
    monkeypatch.undo()
    places._table.cache_clear()


def test_fame() -> None:
    assert [toponym_names.fame(n) for n in ("Kenya", "Nairobi", "Tuvxq")] == [3, 2, 0]
