"""Which mentions are the same actor: names, descriptions, groups, pronouns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tagged import analysis

from dragoman.analysis import AttributionFrame, Name
from dragoman.reading import cast
from dragoman.reading.cast import Cast
from dragoman.text import Span


def built(marked: str, *people: str, organisations: tuple[str, ...] = (), **document: str | None) -> Cast:
    read = analysis(marked, people, organisations, **document)
    return cast.build(read.doc, read)


def named(found: Cast, words: str, nth: int = 0) -> str | None:
    """The name of the entity that the nth time of `words` mentions; None if it mentions none."""
    at = -1
    for _ in range(nth + 1):
        at = found.doc.text.index(words, at + 1)
    entity = next((e for e in found.entities for m in e.mentions if m.span == (at, at + len(words))), None)
    return entity.name if entity else None


TWO = "Norwegian_J President Ada Rask met_V Kenyan_J President Ruth Odhiambo in Oslo."
PEOPLE = ("Ada Rask", "Ruth Odhiambo", "Rask", "Odhiambo")

SAME = [
    # reason, text after TWO, words, who they mean
    ("family name", "Rask left_V.", "Rask", "Ada Rask"),
    ("office and party", "The Kenyan_J president agreed_V.", "The Kenyan president", "Ruth Odhiambo"),
    ("office of a state", "The president of Norway agreed_V.", "The president of Norway", "Ada Rask"),
    ("leaders are a group", "The leaders agreed_V.", "The leaders", "Ada Rask & Ruth Odhiambo"),
    ("presidents are a group", "The two presidents agreed_V.", "The two presidents", "Ada Rask & Ruth Odhiambo"),
    ("heads of state are a group", "The heads of state agreed_V.", "The heads of state", "Ada Rask & Ruth Odhiambo"),
    ("the two", "The two agreed_V.", "The two", "Ada Rask & Ruth Odhiambo"),
    ("they", "They agreed_V.", "They", "Ada Rask & Ruth Odhiambo"),
    ("they after a group", "Both leaders agreed_V. They left_V.", "They", "Ada Rask & Ruth Odhiambo"),
    (
        "presidents of both",
        "The presidents of Norway and Kenya agreed_V.",
        "The presidents of Norway and Kenya",
        "Ada Rask & Ruth Odhiambo",
    ),
    ("a group with another head is none", "The detainees agreed_V.", "The detainees", "detainees"),
    ("three are not two", "The three leaders agreed_V.", "The three leaders", "three leaders"),
]


@pytest.mark.parametrize(("text", "words", "name"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_means(text: str, words: str, name: str) -> None:
    found = built(f"{TWO} {text}", *PEOPLE)
    assert named(found, words, found.doc.text[: len(found.doc.text)].count(words) - 1) == name


def test_a_longer_name_later_names_the_person() -> None:
    found = built("Mr. Rask left_V. Ada Rask returned_V.", "Rask", "Ada Rask")
    assert [e.name for e in found.entities] == ["Ada Rask"]


def test_people_of_one_family_name_are_two() -> None:
    found = built("Ada Rask met_V Bo Rask.", "Ada Rask", "Bo Rask")
    assert [e.name for e in found.entities] == ["Ada Rask", "Bo Rask"]


def test_she_is_not_a_man() -> None:
    found = built("Ms. Rask met_V Mr. Lowe. Lowe left_V. She stayed_V.", "Rask", "Lowe")
    assert named(found, "She") == "Rask"


def test_both_sides_of_a_report_are_parties() -> None:
    found = built("Norway and Kenya met_V on Monday. Both sides agreed_V.")
    assert named(found, "Both sides") == "Norway & Kenya"


def test_the_two_countries() -> None:
    found = built(f"{TWO} Norway and Kenya trade_V. The two countries agreed_V.", *PEOPLE)
    assert named(found, "The two countries") == "Norway & Kenya"


def test_the_parties_of_a_readout_are_people() -> None:
    found = built(f"{TWO} Norway trades_V with Kenya. The parties agreed_V.", *PEOPLE, url="http://en.kremlin.ru/events/1")
    assert named(found, "The parties") == "Ada Rask & Ruth Odhiambo"


def test_an_organisation_and_its_initials() -> None:
    name = "Hilltop Peace Organisation"
    found = built(f"The {name} spoke_V. The HPO left_V. The group agreed_V.", organisations=(name,))
    assert [e.name for e in found.entities] == [name]


def test_a_ministry_is_taken_up_again() -> None:
    found = built("The Norwegian_J foreign_J ministry spoke_V. The ministry agreed_V.")
    assert named(found, "The ministry") == "Norwegian foreign ministry"


def test_ministries_of_two_states_stay_apart() -> None:
    found = built("The Norwegian_J ministry spoke_V. The Kenyan_J ministry agreed_V.")
    assert named(found, "The Kenyan ministry") == "Kenyan ministry"


def test_a_spokesman_is_taken_up_again() -> None:
    found = built("A spokesman for the Kenyan_J government spoke_V. The spokesman agreed_V.")
    assert named(found, "The spokesman") == "spokesman for the Kenyan government"


def test_the_president_of_a_readout_is_the_publishers() -> None:
    found = built("President Lowe called_V. The President agreed_V.", "Lowe", url="https://www.whitehouse.gov/x")
    assert named(found, "The President") == "Lowe"


def test_i_in_a_transcript_is_the_one_whose_turn_it_is() -> None:
    found = built("Ada Rask: I agree_V. Ruth Odhiambo: I thank_V you.", "Ada Rask", "Ruth Odhiambo")
    assert (named(found, "I"), named(found, "I", 1), named(found, "you")) == ("Ada Rask", "Ruth Odhiambo", "Ada Rask")


def test_i_in_a_statement_is_its_author() -> None:
    found = built(
        "Today_B I spoke_V with Kenya.", title="Statement by President Ada Rask on Kenya", url="https://www.whitehouse.gov/x"
    )
    assert (named(found, "I"), found.party((6, 7))) == ("Ada Rask", "USA")


def test_i_in_a_quotation_is_left_to_the_statements() -> None:
    found = built('"I agree_V," Ada Rask said_V.', "Ada Rask")
    assert named(found, "I") is None


def test_the_maker_of_a_statement() -> None:
    found = built("The United Nations met_V. The statement condemned_V it. A letter from Norway arrived_V.")
    ids = {e.id: e.name for e in found.entities}
    assert {found.doc[s]: ids[e] for s, e in found.documents.items()} == {
        "The statement": "United Nations",
        "A letter from Norway": "Norway",
    }


@pytest.mark.parametrize(
    "marked", ["", "Rain fell_V.", '"""', "He she they it both the two.", "The . . . of of of", "𝔘 x \u202e y"]
)
def test_odd_text_is_data(marked: str) -> None:
    found = built(marked)
    assert all(Span(0, len(found.doc.text)).covers(m.span) for e in found.entities for m in e.mentions)


def test_long_text_takes_time_in_proportion() -> None:
    """Coreference looks back over a bounded stretch: the work a mention needs does not grow with the document."""
    found = built(f"{TWO} They agreed_V. The president left_V. " * 300, "Ada Rask", "Ruth Odhiambo")
    assert len([e for e in found.entities if e.kind == "person"]) == 2


def parties(found: Cast) -> dict[str, str | None]:
    """Party by the name of the entity."""
    return {e.name: e.party for e in found.entities}


COMPANY = [
    # text, party of each person
    ("The Kenyan_J delegation was led_V by Ambassador Amos Kip.", {"Amos Kip": "KEN"}),
    ("Kenya's delegation, led_V by Amos Kip, left_V.", {"Amos Kip": "KEN"}),
    ("The Kenyan_J delegation left_V, the French_J one by Envoy Luc Morel stayed_V.", {"Luc Morel": "FRA"}),
    ("The Kenyan_J team included_V Amos Kip, Luc Morel and Bo Falk.", {"Amos Kip": "KEN", "Luc Morel": "KEN", "Bo Falk": "KEN"}),
    ("He met_V with Kenyan_J President Amos Kip, Minister of Defense Falk, and others_N.", {"Amos Kip": "KEN", "Falk": "KEN"}),
    ("Talks between Kenyan_J Minister Amos Kip and Luc Morel ended_V.", {"Amos Kip": "KEN", "Luc Morel": None}),
    ("Kenya's Amos Kip called_V her counterpart, Luc Morel.", {"Luc Morel": None}),
]


@pytest.mark.parametrize(("marked", "expected"), COMPANY, ids=[row[0] for row in COMPANY])
def test_party_by_company(marked: str, expected: dict[str, str | None]) -> None:
    found = parties(built(marked, "Amos Kip", "Luc Morel", "Bo Falk", "Falk"))
    assert {name: found[name] for name in expected} == expected


def test_an_office_is_not_of_a_state_that_is_only_a_place() -> None:
    assert parties(built("Major Amos Kip spoke_V in Kenya.", "Amos Kip"))["Amos Kip"] is None


def test_a_capital_that_acts_is_its_state() -> None:
    found = built("France left_V. Paris agreed_V. He flew_V to Paris.")
    assert [(e.name, e.kind, e.party) for e in found.entities if e.kind in ("state", "place")] == [
        ("France", "state", "FRA"),
        ("Paris", "place", None),
    ]


def told(marked: str, source: str, content: str, *people: str) -> Cast:
    """A document with one attribution: `content` as the words of `source`."""
    read = analysis(marked, people)
    text = read.doc.text
    spans = [Span(text.index(w), text.index(w) + len(w)) for w in (source, content)]
    frame = AttributionFrame(Span(spans[0].end, spans[0].end), (spans[0],), (spans[1],), 0.9, 0.9)
    return cast.build(read.doc, replace(read, frames=(frame,)))


MEETING = "Norway met_V Kenya."
TOLD = [
    # told words, pronoun, who
    ("they had raised_V visas", "they", "French ministry"),
    ("they had met_V", "they", "Norway & Kenya"),
    ("their envoy left_V", "their", "French ministry"),
]


@pytest.mark.parametrize(("content", "pronoun", "name"), TOLD, ids=[row[0] for row in TOLD])
def test_they_in_told_words(content: str, pronoun: str, name: str) -> None:
    plain = content.replace("_V", "")
    found = told(f"{MEETING} The French_J ministry said_V {content}.", "The French ministry", plain)
    assert named(found, pronoun) == name


JOINT = [
    ("The three governments agreed_V.", "three governments", "NOR & KEN & FRA"),
    ("The three countries agreed_V.", "three countries", "NOR & KEN & FRA"),
    ("The trilateral_J committee met_V.", "trilateral committee", "NOR & KEN & FRA"),
    ("The Baltic_J governments agreed_V.", "Baltic governments", None),
    ("A trilateral_J committee of experts met_V.", "trilateral committee of experts", None),
]


@pytest.mark.parametrize(("text", "name", "party"), JOINT, ids=[row[1] for row in JOINT])
def test_groups_whose_people_were_named(text: str, name: str, party: str | None) -> None:
    three = "Norwegian_J President Ada Rask, Kenyan_J President Amos Kip and French_J President Luc Morel met_V."
    found = built(f"{three} {text}", "Ada Rask", "Amos Kip", "Luc Morel")
    at = found.doc.text.index(name)
    assert found.party((at, at + len(name))) == party


def test_a_region_of_those_in_focus() -> None:
    found = built("Canadian_J President Ada Rask met_V Mexican_J President Amos Kip. The North American_J governments agreed_V.",
                  "Ada Rask", "Amos Kip")  # fmt: skip
    at = found.doc.text.index("The North")
    assert found.party((at, at + len("The North American governments"))) == "CAN & MEX"


WE = [
    ("We, the leaders of Norway and Kenya, met_V. We agreed_V.", {}, "NOR & KEN"),
    ("We agreed_V.", {"title": "Joint Statement of Norway and Kenya on Fish"}, "NOR & KEN"),
    ("We agreed_V.", {"url": "https://www.whitehouse.gov/x"}, "USA"),
    ("We agreed_V.", {}, None),
    ('Ada Rask said_V, "We agreed_V."', {"url": "https://www.whitehouse.gov/x"}, None),
]


@pytest.mark.parametrize(("marked", "document", "party"), WE)
def test_we(marked: str, document: dict[str, str], party: str | None) -> None:
    found = built(marked, "Ada Rask", **document)
    at = found.doc.text.rindex("We")
    entity = next((e for e in found.entities for m in e.mentions if m.span == (at, at + 2)), None)
    assert (entity.party if entity else None) == party


TITLES = [
    ("Statement from President Ada Rask on Fish", "Ada Rask"),
    ("Readout of President Rask's Call", "Rask"),
    ("Oslo Announces Rask Trip", "Rask"),
    (None, "Rask"),
]


@pytest.mark.parametrize(("title", "name"), TITLES)
def test_the_headline_gives_the_full_name(title: str | None, name: str) -> None:
    found = built("President Rask spoke_V.", "Rask", title=title)
    assert [e.name for e in found.entities if e.kind == "person"] == [name]


def test_a_family_name_with_its_office_is_known_without_a_date() -> None:
    assert parties(built("President Macron left_V Kenya.", "Macron", published=None))["Macron"] == "FRA"


def test_one_name_is_of_one_kind() -> None:
    read = analysis("Kip left_V. Kip spoke_V. The Kip plan fell_V.", ("Kip left", "Kip spoke"), ("Kip plan",))
    names = [Name(Span(n.span.start, n.span.start + 3), n.type, n.score) for n in read.names]
    found = cast.build(read.doc, replace(read, names=tuple(names)))
    assert [(e.name, e.kind) for e in found.entities] == [("Kip", "person")]


def test_the_kind_of_a_bloc_named_by_its_adjective() -> None:
    found = built("European_J leaders met_V.")
    assert [e.kind for e in found.entities if e.name == "Europe"] == ["bloc"]


def test_a_monarch_of_several_states_acts_for_the_one_named() -> None:
    found = parties(built("Britain and Queen Elizabeth II met_V.", "Elizabeth II", published="2012-01-05"))
    assert found["Elizabeth II"] == "GBR"


OFFICES = [
    ("The two presidents agreed_V.", "The two presidents", "Ada Rask & Amos Kip"),
    ("The two ambassadors agreed_V.", "The two ambassadors", "two ambassadors"),
    ("Both governments agreed_V.", "Both governments", "Norway & Kenya"),
]


@pytest.mark.parametrize(("text", "words", "name"), OFFICES, ids=[row[1] for row in OFFICES])
def test_a_group_holds_the_office_it_is_called_by(text: str, words: str, name: str) -> None:
    leaders = "President Ada Rask of Norway called_V President Amos Kip of Kenya."
    envoys = "Minister Bo Falk of Norway called_V Minister Luc Morel of Kenya. They agreed_V."
    found = built(f"{leaders} {envoys} {text}", "Ada Rask", "Amos Kip", "Bo Falk", "Luc Morel")
    at = found.doc.text.index(words)
    assert (named(found, words), found.party((at, at + len(words)))) == (name, "NOR & KEN")


def test_their_countries_are_those_of_the_owners() -> None:
    found = built(f"France and Chile trade_V. The countries agreed_V. {TWO} They praised_V their countries.", *PEOPLE)
    at = found.doc.text.index("their countries")
    assert found.party((at, at + len("their countries"))) == "NOR & KEN"


BODIES = [
    ("Kenya's Ministry of Defence left_V. The Ministry of Foreign Affairs of Kenya agreed_V.", 2),
    ("The Foreign Ministry of Kenya left_V. The Trade Ministry of Kenya agreed_V.", 2),
    ("The Kenyan_J Ministry of Foreign Affairs left_V. Kenya's foreign_J ministry agreed_V.", 1),
    ("Kenya's Ministry of Defence left_V. The ministry agreed_V.", 1),
]


@pytest.mark.parametrize(("text", "count"), BODIES, ids=[row[0] for row in BODIES])
def test_ministries_of_different_fields_are_different(text: str, count: int) -> None:
    assert len([e for e in built(text).entities if "inistry" in e.name]) == count


def test_of_two_people_of_one_name_the_last_named_is_meant() -> None:
    found = built("Ada Rask met_V Bo Rask. Rask agreed_V.", "Ada Rask", "Bo Rask", "Rask")
    assert [(e.name, len(e.mentions)) for e in found.entities] == [("Ada Rask", 1), ("Bo Rask", 2)]


def test_a_description_joined_with_a_name_is_somebody_else() -> None:
    found = built("The President and President Ada Rask met_V.", "Ada Rask")
    assert named(found, "The President") != "Ada Rask"


def test_a_group_is_the_same_in_any_order() -> None:
    found = built(f"{TWO} They left_V. Later Odhiambo and Rask met_V. They agreed_V.", *PEOPLE)
    assert len([e for e in found.entities if e.members]) == 1


def test_only_states_are_countries() -> None:
    found = built("Norway and Kenya met_V. Later the European_J Union and NATO spoke_V. The countries agreed_V.")
    assert named(found, "The countries") == "Norway & Kenya"


def test_descriptions_of_groups_that_say_other_things_are_different() -> None:
    found = built("The defence ministers agreed_V. The trade ministers left_V. The ministers of defence spoke_V.")
    assert len({named(found, w) for w in ("The defence ministers", "The trade ministers")}) == 2


def test_a_second_president_is_not_the_publishers() -> None:
    found = parties(built("President Joe Biden met_V President Ilo Kip.", "Joe Biden", "Ilo Kip",
                          published="2022-05-05", source="White House", url="https://www.whitehouse.gov/a"))  # fmt: skip
    assert (found["Joe Biden"], found["Ilo Kip"]) == ("USA", None)
