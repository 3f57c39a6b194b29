"""Names, titles, descriptions and pronouns are found with what their own words say."""

from __future__ import annotations

import pytest
from tagged import analysis

from dragoman.reading import mentions
from dragoman.reading.mentioned import Mentioned


def found(marked: str, *people: str, organisations: tuple[str, ...] = ()) -> dict[str, Mentioned]:
    """Mentions by the text of their whole phrase."""
    read = analysis(marked, people, organisations)
    words, all_found = mentions.find(read, "2025-03-04")
    text = read.doc.text
    return {text[words.tokens[m.first].start : words.tokens[m.last - 1].end]: m for m in all_found}


PEOPLE = [
    # text, name, whole phrase, party, office, reason
    ("Kremlin spokesman Ivan Orlov said_V no.", "Ivan Orlov", "Kremlin spokesman Ivan Orlov", "RUS", "spokesperson"),
    ("Kremlin spokesman, Ivan Orlov, said_V no.", "Ivan Orlov", "Kremlin spokesman, Ivan Orlov", "RUS", "spokesperson"),
    ("President of Kenya Ruth Odhiambo spoke_V.", "Ruth Odhiambo", "President of Kenya Ruth Odhiambo", "KEN", "president"),
    ("Prime Minister Ada Rask of Norway left_V.", "Ada Rask", "Prime Minister Ada Rask of Norway", "NOR", "prime_minister"),
    ("Ruth Odhiambo, Kenya's ambassador to the UN, left_V.", "Ruth Odhiambo", "Ruth Odhiambo, Kenya's ambassador to the UN", "KEN",
     "ambassador"),
    ("Israel's Foreign Minister Dan Peri agreed_V.", "Dan Peri", "Israel's Foreign Minister Dan Peri", "ISR", "foreign_minister"),
    ("The Canadian_J ambassador to the UN, Al Roy, objected_V.", "Al Roy", "The Canadian ambassador to the UN, Al Roy", "CAN",
     "ambassador"),
    ("the U.S. Secretary of State Ann Lowe said_V.", "Ann Lowe", "the U.S. Secretary of State Ann Lowe", "USA", "foreign_minister"),
    ("Ann Lowe, Deputy Assistant Secretary of State, came_V.", "Ann Lowe", "Ann Lowe, Deputy Assistant Secretary of State", None,
     "deputy_minister"),
    ("Hamas leader Omar Nassar warned_V.", "Omar Nassar", "Hamas leader Omar Nassar", "Hamas", "head_of_state"),
    ("Foreign Minister and Deputy Prime Minister Lena Vogt spoke_V.", "Lena Vogt",
     "Foreign Minister and Deputy Prime Minister Lena Vogt", None, "foreign_minister"),
    ("Kenyan_J National Security and Intelligence Advisor Amos Kip spoke_V.", "Amos Kip",
     "Kenyan National Security and Intelligence Advisor Amos Kip", "KEN", "national_security_adviser"),
    ("Kenyan_J Resilience and Water Advisor Amos Kip spoke_V.", "Amos Kip", "Kenyan Resilience and Water Advisor Amos Kip",
     "KEN", "adviser"),
    ("European Commission President Ada Rask left_V.", "no name", "European Commission President Ada Rask", "EU",
     "commission_president"),
    ("Kenyan_J Secretary of Security Amos Kip left_V.", "Amos Kip", "Kenyan Secretary of Security Amos Kip", "KEN", "minister"),
    ("Head of the Office of the President Amos Kip left_V.", "Amos Kip", "Head of the Office of the President Amos Kip", None,
     "chief_of_staff"),
    ("Head of the NATO Mission in Kenya Amos Kip left_V.", "Amos Kip", "Head of the NATO Mission in Kenya Amos Kip", "NATO",
     "director"),
    ("Speaker of the Storting of the Kingdom of Norway Ada Rask left_V.", "Ada Rask",
     "Speaker of the Storting of the Kingdom of Norway Ada Rask", "NOR", "speaker"),
    ("President of the Republic of Kenya Amos Kip left_V.", "no name", "President of the Republic of Kenya Amos Kip", "KEN",
     "president"),
    ("Second Gentleman Bo Falk left_V.", "no name", "Second Gentleman Bo Falk", None, "civilian"),
    ("Deputy Homeland Security Advisor Bo Falk left_V.", "Bo Falk", "Deputy Homeland Security Advisor Bo Falk", None,
     "national_security_adviser"),
    ("Bo Falk, Deputy Secretary for Kenya and East Africa, left_V.", "Bo Falk",
     "Bo Falk, Deputy Secretary for Kenya and East Africa", None, "minister"),
    ("a spokesman for the Thai_J government, Jan Falk, said_V.", "Jan Falk", "a spokesman for the Thai government, Jan Falk", "THA",
     "spokesperson"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "name", "phrase", "party", "office"), PEOPLE, ids=[row[2] for row in PEOPLE])
def test_person(marked: str, name: str, phrase: str, party: str | None, office: str) -> None:
    m = found(marked, name)[phrase]
    assert (m.kind, m.type, m.party) == ("name", "person", party)
    assert office in [o.id for o in m.offices]


def test_former_office_is_not_held() -> None:
    m = found("former French_J President Luc Morel spoke_V.", "Luc Morel")["former French President Luc Morel"]
    assert (m.party, m.offices, m.role) == ("FRA", (), "President")


def test_a_title_finds_a_person_the_encoder_missed() -> None:
    assert found("Foreign Minister Tove Lind said_V so.")["Foreign Minister Tove Lind"].type == "person"


def test_hyphens_particles_and_initials_belong_to_the_name() -> None:
    marked = "Mr. Jean-Paul van der Berg met_V Mr. Ali bin Said al-Harbi and Mr. John K. Lowe, Jr. today_B."
    names = found(marked, "Jean", "Berg", "Ali", "Harbi", "John", "Lowe")
    assert {"Mr. Jean-Paul van der Berg", "Mr. Ali bin Said al-Harbi", "Mr. John K. Lowe, Jr."} <= set(names)


def test_a_weekday_is_no_part_of_a_title() -> None:
    assert "French President Luc Morel" in found("On Tuesday French_J President Luc Morel spoke_V.", "Luc Morel")


DESCRIPTIONS = [
    ("The American_J delegation left_V.", "The American delegation", "body", "USA", False, True),
    ("Russian_J officials said_V so.", "Russian officials", "person", "RUS", True, False),
    ("A spokesman for the German_J government spoke_V.", "A spokesman for the German government", "person", "DEU", False, False),
    ("the Russian_J and Turkish_J ministers met_V.", "the Russian and Turkish ministers", "person", "RUS & TUR", True, True),
    ("the leaders of Norway and Chad met_V.", "the leaders of Norway and Chad", "person", "NOR & TCD", True, True),
    ("Officials in Washington disagreed_V.", "Officials in Washington", "person", "USA", True, False),
    ("Critics in Norway disagreed_V.", "Critics in Norway", "person", None, True, False),
    ("both sides agreed_V.", "both sides", "side", None, True, True),
    ("Russian_J troops withdrew_V.", "Russian troops", "forces", "RUS", True, False),
    ("Ukraine's parliament voted_V.", "Ukraine's parliament", "body", "UKR", False, True),
    ("the U.S. ambassador to Moscow left_V.", "the U.S. ambassador to Moscow", "person", "USA", False, True),
    ("the statement said_V so.", "the statement", "document", None, False, True),
]


@pytest.mark.parametrize(
    ("marked", "phrase", "kind", "party", "plural", "definite"), DESCRIPTIONS, ids=[r[1] for r in DESCRIPTIONS]
)
def test_description(marked: str, phrase: str, kind: str, party: str | None, plural: bool, definite: bool) -> None:
    m = found(marked)[phrase]
    assert (m.kind, m.type, m.party, m.plural, m.definite) == ("nominal", kind, party, plural, definite)


@pytest.mark.parametrize("marked", ["two days of rain", "the side of the road is_X wet_J", "a private_J visit", "major_J issues"])
def test_no_actor(marked: str) -> None:
    assert [m for m in found(marked).values() if m.type in ("side", "people") or (m.type == "person" and m.offices)] == []


def test_places_and_papers_are_no_party() -> None:
    names = found("Settlers from the West Bank wrote_V to the Washington Post about the Minsk agreements.")
    assert {m.known.party for m in names.values() if m.known} == {None}


def test_a_name_inside_a_longer_word_is_not_found() -> None:
    assert "Asia" not in found("the Asia-Pacific region")
    assert found("US-led talks")["US"].known is not None


def test_a_capital_after_in_is_a_place() -> None:
    names = found("They met_V in Moscow. Moscow agreed_V.")
    assert [m.place for m in names.values() if m.known] == [False]
    assert found("They met_V in Moscow.")["Moscow"].place


def test_a_family_name_that_looks_like_a_state() -> None:
    assert found("Mr. Denzel Washington spoke_V.", "Denzel Washington")["Mr. Denzel Washington"].type == "person"


def test_an_organisation_keeps_its_whole_name() -> None:
    whole = "Social Party of Norway"
    assert whole in {k.removeprefix("the ") for k in found(f"the {whole} agreed_V.", organisations=(whole,))}


@pytest.mark.parametrize(
    ("marked", "pronouns"),
    [
        ("He said_V that she agreed_V with them.", ["He", "she", "them"]),
        ("US officials met_V us.", ["us"]),
        ("The IT firm sold_V it.", ["it"]),
    ],
)
def test_pronouns(marked: str, pronouns: list[str]) -> None:
    assert [text for text, m in found(marked).items() if m.kind == "pronoun"] == pronouns


DESCRIBED_BEFORE = [
    # text, whole phrase, party, reason
    ("He called_V his Kenyan_J counterpart, Amos Kip, on Monday.", "his Kenyan counterpart, Amos Kip", "KEN"),
    ("In 2006 Kenya's envoy, Amos Kip, left_V.", "Kenya's envoy, Amos Kip", "KEN"),
    ("A Kenyan_J member of the team, Amos Kip, left_V.", "A Kenyan member of the team, Amos Kip", "KEN"),
]


@pytest.mark.parametrize(("marked", "phrase", "party"), DESCRIBED_BEFORE, ids=[row[1] for row in DESCRIBED_BEFORE])
def test_a_description_before_a_comma_is_of_the_person(marked: str, phrase: str, party: str) -> None:
    m = found(marked, "Amos Kip")[phrase]
    assert (m.type, m.party) == ("person", party)


def test_the_office_of_the_next_person_is_no_apposition() -> None:
    marked = "Speaker of the Storting Ada Rask, Speaker of the Parliament of Kenya Amos Kip and others left_V."
    people = {text for text, m in found(marked, "Ada Rask", "Amos Kip").items() if m.kind == "name" and m.type == "person"}
    assert people == {"Speaker of the Storting Ada Rask", "Speaker of the Parliament of Kenya Amos Kip"}


STATED = [
    # text, description, party, reason
    ("The anti-Taliban forces left_V.", "The anti-Taliban forces", None, "a negated name"),
    ("The counter-ISIL coalition met_V.", "The counter-ISIL coalition", None, "a negated name"),
    ("The Counter ISIL Coalition met_V.", "The Counter ISIL Coalition", None, "a negated name"),
    ("The Kenyan_J forces left_V.", "The Kenyan forces", "KEN", "an adjective"),
    ("The leaders of Norway, Kenya, and France met_V.", "The leaders of Norway, Kenya, and France", "NOR & KEN & FRA", "a list"),
    ("the government and people of Kenya agreed_V.", "the government", "KEN", "an of-phrase of two nouns"),
    ("Kenya's ally left_V.", "Kenya's ally", None, "an ally of somebody"),
    ("The Kenyan_J delegation left_V, the French_J one stayed_V.", "the French one", "FRA", "one for delegation"),
    ("The three countries thanked_N Kenya.", "The three countries", None, "a verb that looks like a noun"),
    ("Other Kenyan_J banks for Norway's reconstruction left_V.", "Other Kenyan banks", "KEN", "a purpose"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "phrase", "party", "reason"), STATED, ids=[row[1] for row in STATED])
def test_party_of_a_description(marked: str, phrase: str, party: str | None, reason: str) -> None:
    assert found(marked)[phrase].party == party, reason


@pytest.mark.parametrize(
    ("marked", "phrase"),
    [
        ("They remain_V firm today_B.", "firm"),
        ("He spoke_V for the world in general today_B.", "general"),
        ("The current_J state of relations is good_J.", "The current state"),
        ("The Supreme State Council met_V.", "State Council"),
        ("They want_V social_J justice today_B.", "justice"),
        ("He offers_V military_N and other help.", "military"),
        ("It is a source of pride.", "source"),
        ("The western_J coast is long_J.", "western"),
    ],
)
def test_no_mention(marked: str, phrase: str) -> None:
    assert not any(m.known or m.kind == "nominal" for text, m in found(marked).items() if phrase in text)


PLACES = [
    ("He flew_V to Vienna.", True),
    ("Talks in Geneva, Oslo and Vienna ended_V.", True),
    ("The Vienna talks ended_V.", True),
    ("He visited_V Vienna.", True),
    ("The mayor of Vienna left_V.", True),
    ("Vienna (Norva Press) - Talks ended_V.", True),
    ("Vienna agreed_V.", False),
    ("Talks between Oslo and Vienna ended_V.", False),
    ("In Oslo, Vienna and Paris agreed_V.", False),
    ("They wait_V for an answer from Vienna.", False),
    ("Vienna officials agreed_V.", False),
]


@pytest.mark.parametrize(("marked", "place"), PLACES, ids=[row[0] for row in PLACES])
def test_capitals_that_only_say_where(marked: str, place: bool) -> None:
    assert found(marked)["Vienna"].place is place


def test_a_capital_before_a_title_may_say_where() -> None:
    m = found("While in Brussels President Bo Falk spoke_V.", "Bo Falk")
    assert [x.party for x in m.values() if x.type == "person"] == [None]


def test_a_name_behind_the_name_of_a_body() -> None:
    read = analysis("They met_V the War Cabinet Bo Falk today_B.", ("War Cabinet Bo Falk",))
    words, all_found = mentions.find(read, "2025-03-04")
    assert [words.texts[m.core[0] : m.core[1]] for m in all_found if m.type == "person" and m.kind == "name"] == [["Bo", "Falk"]]


def test_a_body_named_after_a_title_is_no_person() -> None:
    assert {m.type for m in found("The Strategic_J Investor Council met_V.").values()} <= {"body", "organization"}
