"""Statements of short reports, by the shipped model."""

from __future__ import annotations

import pytest

from dragoman import data
from dragoman.reading import attribution, cast, cues, encoder, quotes, speakers, statement_fields, statements, timex
from dragoman.record import Statement
from dragoman.text import Document, Span

ROWS = data.load_yaml("rules/cues/speech.yaml")["cues"]


def read(text: str, title: str | None = None, published: str | None = None) -> tuple[Statement, ...]:
    doc = Document(text, title=title, published=published)
    analysis = encoder.analyse(doc)
    return statements.find(doc, analysis, cast.build(doc, analysis), attribution.find(doc, analysis), timex.find(doc, analysis))


def contents(text: str, found: tuple[Statement, ...]) -> list[list[str]]:
    return [[text[s:e] for s, e in x.content_spans] for x in found]


# Trees come from a trained model, and each training misreads other sentences: so many examples of a table may fail.
TOLERATED = 0.03


def test_examples_of_the_cues() -> None:
    """Each row of the table finds the content in square brackets."""
    failed = []
    for row in ROWS:
        text = row["yes"].replace("[", "").replace("]", "")
        wanted = row["yes"][row["yes"].index("[") + 1 : row["yes"].index("]")]
        if [wanted] not in contents(text, read(text)):
            failed.append(row["yes"])
    assert len(failed) <= TOLERATED * len(ROWS), failed


def test_false_friends_give_nothing() -> None:
    sentences = [sentence for row in ROWS for sentence in row.get("no", ())]
    failed = [s for s in sentences if read(s)]
    assert len(failed) <= TOLERATED * len(sentences), failed


# text, then for each statement: source, content, kind
TALKS = [
    pytest.param(
        "“We will sign in May,” the minister said. “The text is ready.”",
        [("the minister", ["We will sign in May", "The text is ready."], "direct")],
        id="a quotation broken by its attribution is one statement",
    ),
    pytest.param(
        "The envoy told reporters that the talks were “stuck in the mud” again.",
        [("The envoy", ["the talks were “stuck in the mud” again"], "mixed")],
        id="a paraphrase with quoted words is mixed",
    ),
    pytest.param(
        "The minister praised Oman and urged Chile to reopen the port.",
        [("The minister", ["Oman"], "indirect"), ("The minister", ["Chile to reopen the port"], "indirect")],
        id="two cues with one speaker are two statements",
    ),
    pytest.param(
        "The vice president underscored his interest in a safe port and discussed trade in the region.",
        [("The vice president", ["his interest in a safe port"], "indirect")],
        id="what else the speaker did is no content",
    ),
    pytest.param(
        "The minister said that: “The port is open.”",
        [("The minister", ["The port is open."], "direct")],
        id="that with a colon before a quotation",
    ),
    pytest.param(
        "The minister accused Chile of delaying the\nreopening of the port.",
        [("The minister", ["Chile of delaying the\nreopening of the port"], "indirect")],
        id="a line break within a sentence parts nothing",
    ),
    pytest.param(
        "The minister went on to say that the port was open.",
        [("The minister", ["the port was open"], "indirect")],
        id="going on to say is one act of speech",
    ),
    pytest.param(
        "The council urges all sailors “to keep calm and stay in port.”",
        [("The council", ["all sailors “to keep calm and stay in port.”"], "mixed")],
        id="what is quoted goes on with what is not",
    ),
    pytest.param(
        "The minister informed his guest about the ongoing work to clear the port and the talks between the two unions.",
        [("The minister", ["the ongoing work to clear the port and the talks between the two unions"], "indirect")],
        id="two subjects under one preposition",
    ),
    pytest.param(
        "Both officials underscored their aims, affirmed their resolve to help Chile as it defends itself, and discussed trade.",
        [
            ("Both officials", ["their aims"], "indirect"),
            ("Both officials", ["their resolve to help Chile as it defends itself"], "indirect"),
        ],
        id="the last of three acts is no content of the second",
    ),
    pytest.param(
        "The president thanked his guest for the support for Norway's freedom and safety and praised her for the first summit of "
        "the platform.",
        [
            ("The president", ["his guest for the support for Norway's freedom and safety"], "indirect"),
            ("The president", ["her for the first summit of the platform"], "indirect"),
        ],
        id="two things joined, then another act",
    ),
    pytest.param("The prospects of trade are confirmed by the results of the visit.", [], id="a passive by what cannot speak"),
    pytest.param(
        "The Oslo Times cited senior officials as saying that the port would open in May.",
        [("senior officials", ["the port would open in May"], "indirect")],
        id="whom a paper quotes is the source",
    ),
    pytest.param(
        "Jon Berg was quoted as saying that the port was open.",
        [("Jon Berg", ["the port was open"], "indirect")],
        id="who was quoted is the source",
    ),
    pytest.param(
        "The Gazette cited well-informed officials as saying the port was open.",
        [("well-informed officials", ["the port was open"], "indirect")],
        id="a hyphen in the name of whom a paper cites",
    ),
    pytest.param(
        "According to her, the port was open.", [("her", ["the port was open"], "indirect")], id="a pronoun after the cue"
    ),
    pytest.param(
        "The ministry said that it was late, and revealed in a letter that in May the port had been shut.",
        [
            ("The ministry", ["it was late"], "indirect"),
            ("The ministry", ["in May the port had been shut"], "indirect"),
        ],
        id="a second cue of one speaker, its clause from that on",
    ),
    pytest.param(
        "The envoy praised the talks saying that they were useful.",
        [("The envoy", ["the talks"], "indirect"), ("The envoy", ["they were useful"], "indirect")],
        id="a participle after a thing",
    ),
    pytest.param("We continue to pray for the safe return of the sailors.", [], id="going on with something is no speech"),
    pytest.param("The command intends to hold three fairs to convey useful news to sailors.", [], id="a plan with an aim"),
    pytest.param("The ministry issued a joint statement.", [], id="that a statement was made is no content"),
    pytest.param("The ministers discussed trade and exchanged views on fishing.", [], id="a subject is no statement"),
    pytest.param("The talks are expected to resume in May.", [], id="a passive without a source"),
    pytest.param("The minister did not say that the port was open.", [], id="denied"),
    pytest.param("The minister will urge Chile to reopen the port.", [], id="planned"),
    pytest.param("If the minister says that the port is open, ships will come.", [], id="on a condition"),
]


@pytest.mark.parametrize(("text", "expected"), TALKS)
def test_statements(text: str, expected: list[tuple[str, list[str], str]]) -> None:
    found = read(text)
    sources = [text[slice(*x.source_span)] for x in found if x.source_span]
    assert list(zip(sources, contents(text, found), [x.kind for x in found], strict=True)) == expected


def test_several_paragraphs_of_one_quotation_are_one_statement() -> None:
    text = "“We came to talk,” the envoy said. “We stayed for a week.\n\n“Nobody came to meet us.”"
    (found,) = read(text)
    assert contents(text, (found,)) == [["We came to talk", "We stayed for a week.", "Nobody came to meet us."]]


def test_who_speaks_for_whom() -> None:
    text = "Norwegian Foreign Minister Ada Lund met the press in Oslo. She said that the talks would go on."
    (found,) = read(text)
    assert (found.speaker, found.party) == ("Ada Lund", "NOR")
    assert found.speaker_id is not None


def test_the_parties_of_coordinated_speakers_are_joined() -> None:
    (found,) = read("Norway and Chile condemned the raid on the port.")
    assert found.party == "NOR & CHL"
    assert found.speaker_id is None


WE = "We strongly condemn the attack on the port of Oslo."


@pytest.mark.parametrize(
    ("title", "speaker", "party"),
    [
        ("Statement from White House Press Secretary Ada Lund on the Attack", "Ada Lund", "USA"),
        ("Statement by NSC Spokesperson Ada Lund Welcoming the Truce", "Ada Lund", "USA"),
        ("Statement by Secretary of State Ada Lund and Minister Jon Berg on Trade", "Ada Lund & Jon Berg", None),
        ("Joint Statement from the United States and Colombia following Talks", "United States & Colombia", "USA & COL"),
        (None, None, None),
    ],
)
def test_first_person(title: str | None, speaker: str | None, party: str | None) -> None:
    (found,) = read(WE, title=title)
    assert (found.speaker, found.party) == (speaker, party)
    assert ("speaker" in found.unknown) == (speaker is None)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("White House Press Secretary Ada Lund", "Ada Lund"),
        ("National Security Advisor Jon Berg", "Jon Berg"),
        ("Norwegian Foreign Ministry", "Norwegian Foreign Ministry"),
        ("President Berg", "Berg"),
        ("Vice President Ada Lund", "Ada Lund"),
        ("Stephen King", "Stephen King"),
    ],
)
def test_names_have_no_titles(words: str, name: str) -> None:
    assert speakers.without_title(words) == name


def test_turns_of_a_transcript() -> None:
    text = (
        "Ada Lund met with Jon Berg in Oslo.\n\n"
        "Minister Ada Lund: Good morning, Mr Berg. I am glad that you came to Oslo so soon after the vote.\n\n"
        "Mr Jon Berg: Thank you for the invitation. We have a good deal of work to do this spring."
    )
    found = [x for x in read(text, published="2025-03-04") if x.found_by == "statements.turn"]
    assert [x.speaker for x in found] == ["Ada Lund", "Jon Berg"]
    assert {x.kind for x in found} == {"direct"}
    assert {x.speaker for x in read(text) if x.source_span and text[slice(*x.source_span)] == "I"} <= {"Ada Lund"}
    assert contents(text, (found[1],)) == [["Thank you for the invitation. We have a good deal of work to do this spring."]]


def test_a_time_beside_the_cue_is_the_date() -> None:
    (found,) = read("The Norwegian minister said on 3 March 2025 that the port would reopen in May.", published="2025-03-04")
    assert found.date == "2025-03-03"


def test_a_past_event_that_a_page_opens_with_is_not_its_date() -> None:
    text = "I grieve with the family of a sailor lost on 7 October 2024. I reaffirm our pledge to bring the others home."
    title = "Statement by President Joe Biden on a Lost Sailor"
    assert {x.date for x in read(text, title=title, published="2025-03-04")} == {None}


def test_what_was_told_about() -> None:
    text = "The minister told his guest about the talks with Chile."
    assert contents(text, read(text)) == [["the talks with Chile"]]


def test_a_feast_is_no_time() -> None:
    text = "The minister congratulated all Chileans on Founding Day."
    assert contents(text, read(text)) == [["all Chileans on Founding Day"]]


def test_sources_have_no_times() -> None:
    text = "The families of sailors last week told reporters that the port was open."
    assert [text[slice(*x.source_span)] for x in read(text) if x.source_span] == ["The families of sailors"]


def test_addressee_and_act() -> None:
    (found,) = read("The envoy assured the council that the truce would hold.")
    assert (found.addressee, found.act) == ("council", "promise")


def test_first_person_after_a_colon() -> None:
    text = "Minister Ada Lund said:\n\nThe port of Oslo is open again. We commend all the sailors for their work."
    assert {x.speaker for x in read(text)} == {"Ada Lund"}


def test_a_pronoun_is_no_name() -> None:
    (found,) = read("They said that the port was open.")
    assert found.speaker is None
    assert "They" in found.unknown["speaker"]


def test_unknown_fields_say_why() -> None:
    (found,) = read("A spokesman said that the port was open.")
    assert found.party is None
    assert "party" in found.unknown


@pytest.mark.parametrize(
    ("words", "cue", "expected"),
    [("won", None, "direct"), ("we “won” it", None, "mixed"), ("it rained", None, "indirect"), ("we lost", "said", "indirect")],
)
def test_kind(words: str, cue: str | None, expected: str) -> None:
    text = "“won” and we “won” it and it rained and “he said we lost”"
    doc = Document(text)
    span = Span(text.index(words), text.index(words) + len(words))
    at = Span(text.index(cue), text.index(cue) + len(cue)) if cue else None
    assert statement_fields.kind(doc, quotes.Index(quotes.find(text)), [span], at) == expected


def test_nothing_in_nothing() -> None:
    assert read("") == ()


def test_nouns_for_speakers() -> None:
    rules = data.load_yaml("rules/cues/speakers.yaml")
    nouns = speakers.people() | frozenset(rules["bodies"])
    assert set(rules["yes"]) <= nouns
    assert not set(rules["no"]) & nouns


def test_acts_and_ways_are_all_used() -> None:
    assert {row["act"] for row in ROWS} <= set(data.load_yaml("rules/cues/speech.yaml")["acts"])
    assert {c.act for rows in cues.table().values() for c in rows} == {row["act"] for row in ROWS}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Minister Ada Lund and the union leaders called for calm.", "Ada Lund & union leaders"),
        ("Opposition politicians and other observers said that it was late.", "Opposition politicians & other observers"),
        ("Army General Jon Berg, commander, Fleet Command, said that it was late.", "Jon Berg"),
    ],
)
def test_speakers_that_are_described(text: str, speaker: str) -> None:
    """Each of several by name or by words; commas alone part a name from its apposition."""
    assert [s.speaker for s in read(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("We, the leaders of Norway and Chile, met in Lima. We condemn the raid.", "leaders of Norway and Chile"),
        ("Norway stands with the people of Peru. We condemn the raid.", "Norway"),
        ("The talks went on. We condemn the raid.", None),
    ],
)
def test_who_we_are(text: str, speaker: str | None) -> None:
    """By what the text says of itself, else the state whose acts it tells; else nobody."""
    assert [s.speaker for s in read(text)][-1:] == [speaker]
