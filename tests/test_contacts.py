"""Contacts end to end: sentences through the shipped encoder, names, times and places; one reason a row."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.reading import cast, contacts, encoder, timex, toponyms
from dragoman.record import Contact
from dragoman.text import Document

WEDNESDAY = "2031-05-14"


def find(text: str, **document: Any) -> tuple[Contact, ...]:
    doc = Document(text, **{"published": WEDNESDAY, **document})
    analysis = encoder.analyse(doc)
    return contacts.find(doc, analysis, cast.build(doc, analysis), timex.find(doc, analysis), toponyms.find(doc, analysis))


def parties(contact: Contact) -> list[str]:
    return [s.party for s in contact.sides]


def people(contact: Contact) -> list[str]:
    return [p for s in contact.sides for p in s.people]


LUND = "Norwegian Prime Minister Erik Lund"
ROWS: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("a meeting, its day and place", f"{LUND} met Turkish President Deniz Aksoy in Oslo on Monday.",
     [{"kind": "meeting", "status": "held", "parties": ["NOR", "TUR"], "start": "2031-05-12", "place": "Oslo", "country": "NOR",
       "channel": "in-person"}]),
    ("a call", f"{LUND} had a telephone conversation with Turkish President Deniz Aksoy.",
     [{"kind": "call", "status": "held", "parties": ["NOR", "TUR"], "channel": "phone", "start": None}]),
    ("a visit to come", f"{LUND} will visit Japan next week.",
     [{"kind": "visit", "status": "planned", "parties": ["NOR", "JPN"], "place": "Japan", "start": "2031-W21"}]),
    ("talks between states", "Talks between Norway and Turkey will resume in Geneva on Friday.",
     [{"kind": "talks", "status": "planned", "parties": ["NOR", "TUR"], "place": "Geneva", "start": "2031-05-16"}]),
    ("an adjective names the sides", "The Norwegian-Turkish talks ended on Tuesday.",
     [{"kind": "talks", "status": "held", "parties": ["NOR", "TUR"], "start": "2031-05-13"}]),
    ("called off", "Norway cancelled the talks with Turkey.", [{"status": "cancelled", "parties": ["NOR", "TUR"]}]),
    ("denied", f"Turkey denied that {LUND} had met Turkish President Deniz Aksoy.", [{"kind": "meeting", "status": "denied"}]),
    ("proposed", "Norway proposed talks with Turkey.", [{"status": "proposed", "parties": ["NOR", "TUR"]}]),
    ("a host is no side", "Switzerland hosted talks between Norway and Turkey in Geneva.",
     [{"parties": ["NOR", "TUR"], "place": "Geneva", "format": "bilateral"}]),
    ("a mediator", "Talks between Norway and Turkey, mediated by Switzerland, opened in Geneva.",
     [{"parties": ["NOR", "TUR"], "mediator": "CHE", "format": "mediated"}]),
    ("the summit of a group", "The NATO summit opens in Madrid on Friday.",
     [{"kind": "summit", "status": "planned", "parties": ["NATO"], "place": "Madrid", "start": "2031-05-16"}]),
    ("many words, one contact", f"{LUND} met Turkish President Deniz Aksoy in Oslo on Monday. The talks lasted three hours.",
     [{"kind": "meeting", "duration": "PT3H", "mentions": 2}]),
    ("another meeting is another contact",
     f"{LUND} met Turkish President Deniz Aksoy in Oslo. They will hold another meeting in June.",
     [{"status": "held"}, {"status": "planned", "parties": ["NOR", "TUR"], "start": "2031-06"}]),
    ("the number of a round", "The third round of talks between Norway and Turkey was held in Geneva.",
     [{"kind": "talks", "ordinal": 3, "place": "Geneva"}]),
    ("a headline's infinitive is to come", "Norway and Turkey to hold talks in Geneva\n\nOfficials confirmed it.",
     [{"kind": "talks", "status": "planned", "parties": ["NOR", "TUR"]}]),
    ("an exact day in the week said before",
     "Norwegian minister to visit Turkey next week\n\nForeign Minister Ada Rask of Norway will visit Turkey on 20 May.",
     [{"kind": "visit", "status": "planned", "start": "2031-05-20"}]),
    ("talks told in the present go on", "Norway and Turkey hold talks in Geneva.", [{"kind": "talks", "status": "ongoing"}]),
    ("an aim far from its verb", f"{LUND} will travel to Madrid, Spain to attend the NATO summit.",
     [{"kind": "visit", "status": "planned"}, {"kind": "summit", "status": "planned", "parties": ["NOR", "NATO"]}]),
    ("who brings others together is no side", "Norway brought Turkey and Japan together in Oslo.", [{"parties": ["TUR", "JPN"]}]),
    ("a host and the visit",
     f"{LUND} will host President Deniz Aksoy and First Lady Elif Aksoy of Turkey for a state visit to Norway on Friday.",
     [{"kind": "visit", "status": "planned", "parties": ["NOR", "TUR"], "start": "2031-05-16"}]),
    ("a summit with a name has sides of its own",
     f"{LUND} will visit Turkey on Friday. They prepare the Lakes Anniversary Summit in Madrid.",
     [{"kind": "visit", "parties": ["NOR", "TUR"]}, {"kind": "summit", "parties": []}]),
    ("civil society", f"{LUND} met with civil society leaders of Japan.", []),
    ("a message to the world", "Norway sent a message to the world: Turkey is not alone.", []),
    ("a summit at home", f"{LUND} convened the National Cyber Summit with Norwegian Foreign Minister Ada Rask.", []),
    ("thanked for what was done", f"{LUND} thanked President Deniz Aksoy of Turkey for hosting the NATO summit in Ankara.",
     [{"kind": "summit", "status": "held"}]),
    ("a journey to a third state", f"{LUND} will lead a delegation to Geneva, Switzerland, for talks with Turkey on Friday.",
     [{"parties": ["NOR", "TUR"], "start": "2031-05-16"}]),
    ("talks that have results", f"{LUND} told Japan about the results of his talks with Turkish President Deniz Aksoy.",
     [{"kind": "talks", "status": "held"}]),
    ("a region only named beside", f"{LUND} met with Turkish leaders of the Caribbean Pact.", [{"parties": ["NOR", "TUR"]}]),
    ("a couple", "President Deniz Aksoy of Turkey met King Harald and Queen Sonja of Norway.", [{"parties": ["TUR", "NOR"]}]),
    ("a name of three", "They prepare the Japan-Turkey-Norway trilateral summit.", [{"parties": ["JPN", "TUR", "NOR"]}]),
    ("hope expressed", "Hope was expressed that talks between Norway and Turkey would be organised.", [{"status": "proposed"}]),
    ("a possible holding", f"{LUND} spoke about the potential holding of a summit of Norway and Turkey.",
     [{"kind": "summit", "status": "proposed"}]),
    ("to remain in consultation is none", "Norway and Turkey agreed to remain in close consultation.", []),
    ("a year of them is over", "The text reflects a year of negotiations between Norway and Turkey.", [{"status": "held"}]),
    ("needs that are met, after other words", "The plan helps Turkey meet Norway’s immediate security needs.", []),
    ("a dialogue at home", "Norway called on all Turkish leaders to engage in a national dialogue.", []),
    ("progress in talks of others", f"{LUND} praised the progress made in the negotiations.", []),
    ("a visit to a garden", "Norwegian Foreign Minister Ada Rask will be in Ankara to visit Museum Park Lindhagen.", []),
    ("the session of a conference", "The 26th session of the Conference of the Parties was held in Glasgow.",
     [{"kind": "conference", "parties": ["UN"], "place": "Glasgow"}]),
    ("a region's leaders", f"{LUND} held talks with Caribbean leaders.", [{"parties": ["NOR", "Caribbean"]}]),
    ("a host for talks", "Norway hosted a Turkish delegation for talks on grain.", [{"kind": "talks", "parties": ["NOR", "TUR"]}]),
    ("a welcome for a meeting", f"{LUND} will welcome President Deniz Aksoy of Turkey for a meeting on grain.",
     [{"kind": "meeting", "status": "planned", "parties": ["NOR", "TUR"]}]),
    ("talks that a meeting is called later", "Norway held talks with Turkey on Monday. The meeting lasted three hours.",
     [{"kind": "talks", "duration": "PT3H"}]),
    ("what is told of where one is", "While in Oslo, Turkish President Deniz Aksoy will visit the rainforest garden.", []),
    ("a hostage", f"{LUND} met with freed Norwegian-Turkish hostage Deniz Aksoy.", []),
    ("a message that", "Norway sent Turkey the message that it stands by its side.", []),
    ("a journey told again", f"{LUND} will travel to Japan on Friday. {LUND} is traveling to Japan in a hot month.",
     [{"kind": "visit", "status": "planned", "mentions": 2}]),
    ("leaders without names bring nobody new",
     f"{LUND} met Turkish President Deniz Aksoy and Kenyan President Amina Otieno on Monday. Japanese Premier Ken Sato joined "
     "the meeting. Leaders also discussed grain.", [{"parties": ["NOR", "TUR", "KEN", "JPN"]}]),
    ("journeys to a meeting", f"{LUND} flew to Ankara for a meeting with President Deniz Aksoy of Turkey.",
     [{"parties": ["NOR", "TUR"], "place": "Ankara"}]),
    ("the presidents of the two countries",
     "The foreign ministers of Norway and Turkey met in Oslo. The presidents of the two countries are expected to speak by phone "
     "next week.",
     [{"kind": "meeting", "status": "held"},
      {"kind": "call", "status": "planned", "parties": ["NOR", "TUR"], "start": "2031-W21", "channel": "phone"}]),
    ("a host receives ministers", f"{LUND} will host foreign and defence ministers of Turkey in Oslo on Friday.",
     [{"kind": "meeting", "status": "planned", "parties": ["NOR", "TUR"], "place": "Oslo", "start": "2031-05-16"}]),
    ("leaders without a name", "Norway will bring together world leaders in Oslo next month.",
     [{"kind": "meeting", "status": "planned", "parties": ["NOR"], "place": "Oslo", "start": "2031-06"}]),
    ("one meeting a counterpart",
     f"{LUND} will hold bilateral meetings with his counterparts: President Okafor of Nigeria and Prime Minister Sato of Japan.",
     [{"status": "planned", "parties": ["NOR", "NGA"]}, {"status": "planned", "parties": ["NOR", "JPN"]}]),
    ("a tour", "The Norwegian envoy Anna Lund traveled to Djibouti, Somalia, Kenya, and Niger last week.",
     [{"kind": "visit", "parties": ["NOR", "DJI", "SOM", "KEN", "NER"], "place": "Djibouti, Somalia, Kenya, and Niger"}]),
    ("what a place is for others", "The American delegation travelled to Niger, the primary hub for European efforts.",
     [{"kind": "visit", "parties": ["USA", "NER"], "place": "Niger"}]),
    ("one's own base", "The U.S. delegation visited U.S. air bases in Agadez.", []),
    ("a ship", "A Norwegian ship arrived in Turkey on Monday.", []),
    ("those at a summit",
     "Taking part in the summit were President of Norway Erik Lund, Prime Minister of Japan Kenji Sato and President of Nigeria "
     "Ada Okafor.",
     [{"kind": "summit", "parties": ["NOR", "JPN", "NGA"]}]),
    ("in touch", "Norwegian officials have been in touch with senior Iraqi officials.",
     [{"kind": "talks", "parties": ["NOR", "IRQ"]}]),
    ("a telegram", f"{LUND} sent a telegram of condolences to President Okafor of Nigeria on Monday.",
     [{"kind": "correspondence", "parties": ["NOR", "NGA"], "start": "2031-05-12", "channel": "written"}]),
    ("discussed with somebody", f"{LUND} discussed the border with Turkish President Deniz Aksoy.",
     [{"kind": "talks", "status": "held", "parties": ["NOR", "TUR"]}]),
    ("the press is no side", f"{LUND} held a meeting with media representatives after the talks with Turkey.",
     [{"parties": ["NOR", "TUR"]}]),
    ("calls with each", "President Lund of Norway’s calls this week with G7 leaders Prime Minister Ian Jones of the United "
     "Kingdom and President Manuel Petit of France were short.",
     [{"kind": "call", "parties": ["NOR", "GBR"]}, {"kind": "call", "parties": ["NOR", "FRA"]}]),
    ("talks that one side wants", "Norway stated the need to begin talks immediately.",
     [{"kind": "talks", "status": "proposed", "parties": ["NOR"]}]),
    ("a virtual meeting has no place", f"{LUND} hosted Turkish President Deniz Aksoy for a virtual meeting on fishing in Oslo.",
     [{"kind": "call", "channel": "video", "place": None}]),
    ("ongoing talks are no part of a meeting",
     f"{LUND} met with Turkish President Deniz Aksoy today. They discussed the ongoing negotiations.",
     [{"kind": "meeting", "status": "held", "mentions": 2}]),
    ("business is no side", f"{LUND} held a meeting with Turkish business executives in Ankara.", []),
    ("a domestic meeting", f"{LUND} met the Norwegian defence minister in Oslo.", []),
    ("the press", f"{LUND} spoke to reporters in Oslo.", []),
    ("a frame", "It was the first call since the war between Norway and Turkey.", []),
    ("not held", "Norway and Turkey did not hold talks.", []),
    ("cancelled beats planned", "A meeting of the Peruvian and Brazilian foreign ministers planned for June in Lima was cancelled.",
     [{"status": "cancelled", "parties": ["PER", "BRA"], "start": "2031-06", "place": "Lima"}]),
    ("a calling off is of another contact", f"{LUND} spoke today with Turkish President Deniz Aksoy. A breakfast in honor of "
     "President Aksoy was cancelled.", [{"kind": "call", "status": "held"}]),
    ("denied and proposed are two", "Norway denied reports that Erik Lund, the Norwegian minister, had met the Turkish army chief. "
     "Japan has offered to host a meeting of the presidents of Norway and Turkey.", [{"status": "denied"}, {"status": "proposed"}]),
    ("after the end of a summit", f"{LUND} will return following the completion of the G7 summit.", [{"status": "planned"}]),
    ("a plan for two", "They discussed the upcoming G7 leaders meeting and NATO Summit.",
     [{"status": "planned", "parties": ["G7"]}, {"status": "planned", "parties": ["NATO"]}]),
    ("travel to a summit", "On June 28, President Lund of Norway will travel to Madrid, Spain for the 2031 NATO Summit.",
     [{"kind": "summit", "parties": ["NOR", "NATO"], "start": "2031-06-28", "place": "Madrid"}]),
    ("a trip and lawmakers", "President Lund of Norway is postponing his trip to Japan because of meetings with lawmakers.",
     [{"kind": "visit", "status": "planned", "parties": ["NOR", "JPN"]}]),
    ("met for a round", "Envoys of Norway and Turkey met in Geneva on Monday for a third round of talks on grain.",
     [{"kind": "talks", "status": "held", "ordinal": 3, "mentions": 2, "start": "2031-05-12"}]),
    ("the sides of a round of talks", "A new round of negotiations between Norway and Turkey is due in June.",
     [{"kind": "talks", "status": "planned", "parties": ["NOR", "TUR"]}]),
    ("a named format", "Talks in the Normandy format will resume in June.",
     [{"kind": "talks", "status": "planned", "parties": ["DEU", "FRA", "RUS", "UKR"]}]),
    ("a joint body", "The Norwegian-Turkish commission met in Oslo on Monday.", [{"parties": ["NOR", "TUR"], "status": "held"}]),
    ("a delegation received", "Norway received a Turkish delegation in Oslo.", [{"kind": "visit", "parties": ["NOR", "TUR"]}]),
    ("not easy but going on", "For Turkey’s minister, negotiations with Norway are not easy.", [{"status": "ongoing"}]),
    ("in a call", "President Lund of Norway and President Aksoy of Turkey agreed on a pause in a call on Monday.",
     [{"kind": "call", "status": "held", "parties": ["NOR", "TUR"]}]),
    ("teams of the same sides", "The leaders of Norway and Turkey met on Monday. Technical teams will meet in Geneva soon.",
     [{"status": "held"}, {"status": "planned", "parties": ["NOR", "TUR"], "place": "Geneva"}]),
    ("joined for talks", f"{LUND} joined Turkish President Deniz Aksoy for a dinner in Oslo.", [{"parties": ["NOR", "TUR"]}]),
    ("hosted for a virtual meeting", f"{LUND} hosted Turkish President Deniz Aksoy for a virtual meeting.",
     [{"kind": "call", "parties": ["NOR", "TUR"], "mentions": 2}]),
    ("a call and earlier talks", f"{LUND} had a telephone conversation with Turkish President Deniz Aksoy. They recalled the "
     "Norwegian-Turkish talks held in Geneva on May 2.", [{"kind": "call", "place": None}, {"kind": "talks", "place": "Geneva"}]),
    ("who acts behind a setting", f"Speaking in Oslo after meetings with Turkish officials, {LUND} said the plan was dead.",
     [{"kind": "meeting", "status": "held", "parties": ["NOR", "TUR"], "people": ["Erik Lund"]}]),
    ("who is somewhere for talks", f"{LUND} is in Ankara for talks with Turkish officials.",
     [{"kind": "talks", "parties": ["NOR", "TUR"], "people": ["Erik Lund"]}]),
    ("after talks is held", f"{LUND} left after talks with President Deniz Aksoy of Turkey.", [{"status": "held"}]),
    ("ministers without names travel", "Foreign ministers from the African Union are heading to Kenya for a meeting on Friday.",
     [{"status": "planned", "parties": ["AU", "KEN"], "start": "2031-05-16"}]),
    ("gathered for a summit", "Leaders of the African Union are gathering in Accra for a two-day summit.",
     [{"kind": "summit", "status": "ongoing", "parties": ["AU"], "place": "Accra"}]),
    ("rebels", "A new round of talks between the Sudanese government and rebels is set for June.",
     [{"kind": "talks", "status": "planned", "parties": ["SDN"], "start": "2031-06"}]),
    ("back from a trip", f"{LUND} returned from a trip to Japan.", [{"kind": "visit", "parties": ["NOR", "JPN"]}]),
    ("a trip to a part of the world", f"{LUND} leaves on Sunday on a five-day trip to the Middle East.",
     [{"kind": "visit", "status": "planned", "parties": ["NOR"], "place": "Middle East"}]),
    ("led a delegation", "Norwegian minister Erik Lund led a delegation to Japan on Monday.",
     [{"kind": "visit", "parties": ["NOR", "JPN"], "start": "2031-05-12"}]),
    ("will not take place", "The meeting between Norway, Turkey and Japan will not take place.", [{"status": "cancelled"}]),
    ("may be cancelled", "Norway may cancel a summit with Turkey.", [{"kind": "summit", "status": "planned"}]),
    ("just arrived", "Norwegian minister Erik Lund has arrived in Japan.", [{"kind": "visit", "status": "ongoing"}]),
    ("partner behind the topic", "Iran pledged to continue talks about its nuclear programme with the European Union.",
     [{"status": "planned", "parties": ["IRN", "EU"]}]),
    ("talks that a side wants to go on", "Iran wants to continue talks with the European Union on its nuclear programme.",
     [{"status": "ongoing", "parties": ["IRN", "EU"]}]),
    ("being held", "Talks are being held with Turkey by Norway in Oslo.", [{"status": "ongoing"}]),
    ("what talks are expected to be about is no plan", f"{LUND} and Turkish President Deniz Aksoy are holding talks in Oslo "
     "expected to be dominated by trade.", [{"status": "ongoing"}]),
    ("a stay to come", f"Next week, {LUND} will be in Ankara for talks with Turkish President Deniz Aksoy.",
     [{"status": "planned"}]),
    ("a topic is no place", f"{LUND} met Turkish President Deniz Aksoy. They discussed the situation in Ukraine.",
     [{"place": None, "country": None, "mentions": 2}]),
    ("a call has no place", f"{LUND} spoke by phone in Kenya with Turkish President Deniz Aksoy.",
     [{"kind": "call", "place": None}]),
    ("a house known the world over", f"{LUND} met President Ann Okafor of Nigeria at the White House.",
     [{"place": None, "country": "USA", "channel": "in-person"}]),
    ("a list that goes on behind of",
     "President Erik Lund of Norway spoke today with President Ann Okafor of Nigeria, Chancellor Olga Weiss of Germany, Prime "
     "Minister Dino Conti of Italy, and Prime Minister Kate Marsh of the United Kingdom.",
     [{"kind": "call", "parties": ["NOR", "NGA", "DEU", "ITA", "GBR"]}]),
    ("who is told of beside a meeting is not at it",
     f"{LUND} met Turkish President Deniz Aksoy ahead of his meeting with Turkish Minister Ece Polat. The leaders discussed trade.",
     [{"people": ["Erik Lund", "Deniz Aksoy"]}, {"status": "planned"}]),
    ("a summit that begins", "As we begin this historic NATO summit in Madrid, our alliance is strong.", [{"status": "ongoing"}]),
    ("the way for talks", "The truce paves the way for talks between Norway and Turkey.", [{"status": "proposed"}]),
    ("would welcome", "Norway would welcome talks with Turkey.", [{"status": "proposed"}]),
    ("considered", "Norway is considering talks with Turkey.", [{"status": "proposed"}]),
    ("tasked to", "Lund tasked the Norwegian foreign minister to visit Japan.", [{"status": "planned"}]),
    ("the first to", f"{LUND} is the first Norwegian leader to visit Japan since 2020.", [{"kind": "visit", "status": "held"}]),
    ("negotiators in talks", "Norway’s negotiators in the peace talks with Turkey said that prices are too high.",
     [{"status": "ongoing"}]),
    ("hopes for talks that go on", "Norway hopes the talks between Iran and the European Union will lead to a deal.",
     [{"status": "ongoing"}]),
    ("a list before later", f"{LUND} visits Japan, Kenya and Ghana later this week.", [{"kind": "visit", "status": "planned"}]),
    ("a format and a meeting", "North Korea left the six-party talks. U.S. and North Korean diplomats met in New York on Monday.",
     [{"kind": "talks", "parties": ["PRK", "USA"]}, {"kind": "meeting", "parties": ["USA", "PRK"], "start": "2031-05-12"}]),
    ("other people of one side",
     f"{LUND} met Turkish President Deniz Aksoy. Later, Mr. Lund held talks with Turkish Prime Minister Ece Polat.",
     [{"kind": "meeting"}, {"kind": "talks"}]),
    ("discussed together", "We, the leaders of Norway, Turkey and Japan, discussed the border.",
     [{"parties": ["NOR", "TUR", "JPN"]}]),
    ("a coalition", "The Global Coalition to Defeat ISIS met in Rome. The Coalition regularly meets to plan its work.",
     [{"parties": ["Coalition"], "status": "held"}, {"parties": ["Coalition"], "status": "ongoing"}]),
    ("a place without sides", "The leaders of Norway spoke of the ongoing negotiations in Doha.",
     [{"kind": "talks", "status": "ongoing", "parties": [], "place": "Doha"}]),
    ("who acts after a meeting of two", f"Following the May 2 meeting between {LUND} and President Aksoy of Turkey, Berg and Polat "
     "reaffirmed the support of both countries.", [{"parties": ["NOR", "TUR"], "people": ["Erik Lund", "Aksoy"]}]),
    ("who convenes a meeting with others takes part", f"{LUND} convened a meeting in Oslo today with Turkish Diplomatic Advisor to "
     "the President Deniz Aksoy.", [{"parties": ["NOR", "TUR"], "people": ["Erik Lund"]}]),
    ("what something builds on was held", "The plan builds on the President of Norway’s participation in the NATO Summit.",
     [{"kind": "summit", "status": "held"}]),
    ("a meeting at a summit", "The leaders of Norway and Turkey met today in Oslo. The meeting took place during the summit of the "
     "leaders of Norway, Turkey, Egypt and Iraq.",
     [{"kind": "meeting", "parties": ["NOR", "TUR"]}, {"kind": "summit", "parties": ["NOR", "TUR", "EGY", "IRQ"]}]),
    ("a forum that is a body", "Norway commits to join the Global Forum on Steel.", []),
    ("what is said of talks", f"{LUND} gave an assessment of the negotiations with Turkey.",
     [{"kind": "talks", "parties": ["NOR", "TUR"], "people": []}]),
    ("their topic is no partner", f"{LUND} had several conversations with Arab leaders on the conflict between Israel and Hamas.",
     [{"kind": "call", "parties": ["NOR", "Arab"]}]),
    ("a family", f"{LUND} has been in touch with the families of Turkish sailors.", []),
    ("who is somewhere", f"{LUND} is in Turkey for talks on the border.",
     [{"kind": "visit", "status": "ongoing", "parties": ["NOR", "TUR"], "place": "Turkey"}]),
    ("who helps is no side", "Israel and the Palestinians resumed U.S.-brokered peace talks.",
     [{"status": "ongoing", "parties": ["ISR", "PSE"]}]),
    ("a journey of the present tense", f"{LUND} visits Japan later this week.", [{"kind": "visit", "status": "planned"}]),
    ("what is hoped of talks", "Norway hopes that the talks between Turkey and Iran lead to peace.",
     [{"status": "ongoing", "parties": ["TUR", "IRN"]}]),
    ("after days of talks", f"{LUND} spoke in Oslo after three days of talks with Turkish officials.", [{"status": "held"}]),
    ("what talks are expected to be about", f"{LUND} held talks with Turkish officials expected to focus on grain.",
     [{"status": "held"}]),
    ("conditions rejected", "Norway rejected any conditions for talks with Turkey.", [{"status": "ongoing"}]),
    ("members that the text names", "North Korea said the six-party talks may resume in Beijing.",
     [{"kind": "talks", "parties": ["PRK"], "place": "Beijing"}]),
    ("a capital as a given name", f"{LUND} met with President Santiago Torres of Paraguay.",
     [{"parties": ["NOR", "PRY"], "people": ["Erik Lund", "Santiago Torres"]}]),
    ("a session of parliament", "The Speaker of Lebanon’s Parliament convened a session of Parliament.", []),
    ("goods", f"{LUND} spoke about the aid going into Japan.", []),
    ("a ship", "The vessel was traveling from Iran to Syria.", []),
    ("gathered support", "The strikes helped Hamas gather support.", []),
    ("nothing said", "Norway raised its taxes on fish.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_find(text: str, expected: list[dict[str, Any]]) -> None:
    found = find(text)
    got = [{**c.model_dump(), "parties": parties(c), "people": people(c), "mentions": len(c.evidence)} for c in found]
    shown = [{k: g[k] for k in e} for g, e in zip(got, expected, strict=False)]
    assert (len(got), shown) == (len(expected), expected)


def test_of_two_with_one_family_name_the_office_decides() -> None:
    (contact,) = find("Vice President Harris met with President Emmanuel Macron of France.", published="2022-06-10")
    assert parties(contact) == ["USA", "FRA"]


def test_of_a_couple_the_office_decides() -> None:
    text = "President Joseph R. Biden, Jr. and Jill Biden will travel to Belgium. President Biden will meet King Philippe."
    assert "Jill Biden" not in people(find(text, published="2021-06-03")[-1])


def test_meetings_on_a_trip_have_its_date() -> None:
    text = "President Biden traveled to Estonia on May 12. In Tallinn, he met with President Arvo Kallas of Estonia."
    contacts = find(text, title="Readout of President Biden’s Trip", source="https://www.whitehouse.gov/")
    assert [c.start for c in contacts] == ["2031-05-12", "2031-05-12"]


HEADED = [
    ("Readout of President Biden’s Meeting with President Arvo Kallas of Estonia", "President Biden and President Kallas met.",
     [["USA", "EST"]]),
    ("Readout of President Biden’s Meeting with Families of Hostages", "President Biden met with families of hostages.", []),
    ("Readout of President Biden’s Call with President Arvo Kallas of Estonia", "President Biden met with farmers.", []),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "expected"), HEADED)
def test_the_heading_of_a_readout_names_the_sides(title: str, text: str, expected: list[list[str]]) -> None:
    assert [parties(c) for c in find(text, title=title, source="https://www.whitehouse.gov/")] == expected


def test_evidence_lies_in_the_text_and_ids_count() -> None:
    text = f"{LUND} met Turkish President Deniz Aksoy in Oslo. Norway proposed talks with Japan."
    found = find(text)
    assert [c.id for c in found] == ["c1", "c2"]
    assert all(0 <= start < end <= len(text) for c in found for start, end in c.evidence)
    assert "met" in text[slice(*found[0].evidence[0])]


def test_people_and_heads_of_sides() -> None:
    (contact,) = find(f"{LUND} met Turkish President Deniz Aksoy in Oslo.")
    assert [(s.people, s.lead) for s in contact.sides] == [(("Erik Lund",), "Erik Lund"), (("Deniz Aksoy",), "Deniz Aksoy")]


def test_a_readout_reports_its_own_day() -> None:
    text = f"{LUND} had a telephone conversation with Turkish President Deniz Aksoy."
    (contact,) = find(text, title="Telephone conversation with President of Turkey Deniz Aksoy")
    assert contact.start == WEDNESDAY


def test_what_is_unknown_says_why() -> None:
    (contact,) = find("Talks between Norway and Turkey continue.")
    assert (contact.start, contact.place) == (None, None)
    assert {"start", "place"} <= set(contact.unknown)


def test_subjects_are_words_of_the_text() -> None:
    text = f"{LUND} met Turkish President Deniz Aksoy in Oslo. They discussed grain exports."
    (contact,) = find(text, title="Readout of the meeting with President Aksoy")
    assert "grain exports" in contact.subjects


def test_no_text_no_contacts() -> None:
    assert find("") == ()
