"""The record in the terminal."""

import io
import re

import pytest
from factories import at, contact, difference, record, river_talks, side, statement, time
from rich.console import Console

from dragoman import outline, view, wording
from dragoman.record import Record
from dragoman.visible import line, visible


def shown(made: Record, width: int = 80, **options: object) -> str:
    out = io.StringIO()
    view.show(made, Console(file=out, width=width, **options))  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_or_110_columns(width: int) -> None:
    assert max(map(len, shown(river_talks(), width).splitlines())) <= min(width, view.MAX_WIDTH)


def test_every_finding_stands_with_its_words_and_where_they_are() -> None:
    made = river_talks()
    text = " ".join(re.sub(r"[│╭╮╰╯─┬┴├┤┼]", " ", shown(made, 110)).split())
    for layer in ("contacts", "statements", "positions", "outcomes", "differences", "events"):
        for item in getattr(made, layer):
            assert f"{item.id} " in text
    assert "“met for more than seven hours in Montevideo on Thursday” [143-198]" in text
    assert "who Peru (Rafael Quispe) – Ecuador (Lucía Andrade) when 13 March 2025 · lasted 7 hours" in text
    assert "where Montevideo, Uruguay · the Santos Palace how bilateral · in-person · second of its kind" in text
    assert "Lucía Andrade told reporters · direct · press conference · 13 March 2025 · about c1" in text
    assert "p2 demands be opened before the planting season" in text
    assert "Times without a date: “planting season”" in text


@pytest.mark.parametrize("status", ["held", "planned", "proposed", "cancelled", "denied"])
def test_the_status_is_a_word_and_not_a_colour_alone(status: str) -> None:
    assert f"· {status} ─" in shown(river_talks())


def test_without_a_terminal_there_is_no_colour() -> None:
    assert "\x1b" not in shown(river_talks())
    assert "\x1b" in shown(river_talks(), force_terminal=True)


HOSTILE = "The envoy \x1b[31mmet\x07 the [bold]king[/bold] :smile: \u202eat noon\u202c\x9b2J on 3 March\x00 and\u2028left."


def hostile() -> Record:
    span = (0, len(HOSTILE))
    return record(
        HOSTILE,
        title="A \x1b]0;title\x07 [red]talk[/red]",
        notes=("odd\x1b[2J note",),
        source="[link=x]src[/link]",
        contacts=(contact("c1", (side("\x1b[1mPER", "A \x1b[5mB"),), span, place="x\x1b[0m", subjects=("[blink]y",)),),
        statements=(statement("s1", "[b]Z", "A\x07", span, cue_span=(4, 9)),),
        differences=(difference("d1", "\x1bq", ("[u]A", span), ("B", (0, 9))),),
        times=(time("t1", at(HOSTILE, "3 March"), None, unknown={"value": "\x1b no date"}),),
    )


def test_a_text_cannot_act_on_the_terminal_or_be_read_as_markup() -> None:
    text = shown(hostile(), 200)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]", text)
    for kept in (
        "␛[31mmet␇ the [bold]king[/bold] :smile: ⟨RLO⟩at noon⟨PDF⟩⟨U+009B⟩2J",
        "[red]talk[/red]",
        "[link=x]src[/link]",
        "[b]Z",
    ):
        assert kept in text


def test_in_colour_the_only_escapes_are_those_of_the_view() -> None:
    coloured = shown(hostile(), 200, force_terminal=True, color_system="standard")
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == shown(hostile(), 200)


def test_an_empty_record_says_so() -> None:
    assert "No contact was found in this text." in shown(record("It rained."))
    text = shown(record("Bonjour.", language="fr", notes=("the text looks like French",)))
    assert "No contact" not in text
    assert "Note: the text looks like French" in text
    assert "Contacts" not in text


def test_an_ascii_terminal_gets_ascii_boxes() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    view.show(river_talks(), Console(file=out, width=80))
    out.flush()
    assert b"+-" in out.buffer.getvalue()  # type: ignore[attr-defined]


def test_the_statements_of_a_side_stand_together_and_those_of_nobody_known_come_last() -> None:
    groups = outline.statements(river_talks())
    assert [(group.name, [card.id for card in group.cards]) for group in groups] == [
        ("Ecuador", ["s1", "s2"]),
        ("Peru", ["s3", "s4", "s5"]),
        ("Party not known", ["s6"]),
    ]


def test_the_timeline_is_in_order_and_leaves_no_date_out() -> None:
    made = river_talks()
    moments = outline.timeline(made)
    assert [moment.shown for moment in moments][:4] == ["November 2024", "2025", "January 2025", "February 2025"]
    assert "this report was published" in [moment.what for moment in moments]
    days = {moment.value[:10] for moment in moments}
    assert {t.value[:10] for t in made.times if t.type in ("DATE", "TIME") and t.value} <= days


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("2025-03-13", "13 March 2025"),
        ("2025-03-13T09:30", "13 March 2025, 09:30"),
        ("2025-03-13TEV", "13 March 2025, evening"),
        ("2025-03", "March 2025"),
        ("2025", "2025"),
        ("2025-W08", "week of 17 February 2025"),
        ("2025-W08-WE", "weekend of 22 February 2025"),
        ("2025-Q1", "first quarter of 2025"),
        ("2025-SU", "summer 2025"),
        ("2016/2018", "2016 to 2018"),
        ("PT7H", "7 hours"),
        ("P1D", "1 day"),
        ("PT1H30M", "1 hour, 30 minutes"),
        ("PXD", "some days"),
        ("P2W", "2 weeks"),
        ("PT5M", "5 minutes"),
        ("P5M", "5 months"),
        ("PRESENT_REF", "now"),
        ("2025-W99", "2025-W99"),
        ("2025-13-40", "2025-13-40"),
        ("XXXX-03-13", "XXXX-03-13"),
        ("196", "196"),
        ("", ""),
        ("P", ""),
    ],
)
def test_values_in_words(value: str | None, words: str) -> None:
    assert wording.when(value) == words


@pytest.mark.parametrize(
    ("mod", "words"), [("END", "end of April 2025"), ("MORE_THAN", "more than April 2025"), (None, "April 2025")]
)
def test_modifiers_in_words(mod: str | None, words: str) -> None:
    assert wording.when("2025-04", mod) == words


def test_dates_of_any_precision_are_sorted() -> None:
    values = [
        "2025-03-13",
        "2025",
        "2025-SU",
        "2025-Q1",
        "2025-03",
        "2024-12-31",
        "2025-W11",
        "PT1H",
        "2025-03-13TEV",
        "2025-02-30",
    ]
    assert sorted(values, key=wording.order) == [
        "2024-12-31", "2025", "2025-Q1", "2025-02-30", "2025-03", "2025-W11", "2025-03-13", "2025-03-13TEV", "2025-SU", "PT1H",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("n", "word"), [(1, "first"), (10, "tenth"), (11, "11th"), (12, "12th"), (21, "21st"), (22, "22nd"), (103, "103rd")]
)
def test_ordinals(n: int, word: str) -> None:
    assert wording.ordinal(n) == word


@pytest.mark.parametrize(
    ("code", "name"), [("USA", "United States"), ("PER & ECU", "Peru & Ecuador"), ("Hamas", "Hamas"), (None, "unknown"), ("", "")]
)
def test_parties(code: str | None, name: str) -> None:
    assert wording.party(code) == name


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("plain", "plain"),
        ("🤝 e\u0301 שלום", "🤝 e\u0301 שלום"),
        ("👩\u200d✈️", "👩\u200d✈️"),
        ("a\x1bb\x7fc", "a␛b␡c"),
        ("a\x85b", "a⟨U+0085⟩b"),
        ("a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩"),
        ("a\u2066b\u2069", "a⟨LRI⟩b⟨PDI⟩"),
        ("a\U000e0041", "a⟨U+E0041⟩"),
        ("so\u00adft", "so\u00adft"),
        ("a\ud800", "a\ufffd"),
        ("a\tb\n", "a␉b␊"),
    ],
)
def test_what_could_act_is_made_visible(text: str, made: str) -> None:
    assert visible(text) == made


def test_a_line_has_no_breaks() -> None:
    assert line(" a\tb\r\n\u2028c ") == "a b c"


@pytest.mark.parametrize(
    ("name", "shown"), [("harbour dialogue", "Harbour Dialogue"), ("asean summit", "ASEAN Summit"), ("g7 summit", "G7 Summit")]
)
def test_names_that_are_kept_in_small_letters(name: str, shown: str) -> None:
    assert wording.titled(name) == shown
