"""Header, headline, dateline and paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.reading import layout
from dragoman.text import Document, paragraphs, sentences, words

BODY = "The two ministers met for three hours and agreed to meet again in the spring."


@pytest.mark.parametrize(
    ("text", "published", "how"),
    [
        pytest.param(f" date 2025-02-28 {BODY}", "2025-02-28", "header", id="header before the text"),
        pytest.param(f"Date: 28 February 2025\n\n{BODY}", "2025-02-28", "header", id="header as a field"),
        pytest.param(f"date 2025-02-28T14:30Z\n{BODY}", "2025-02-28T14:30Z", "header", id="header with a time of day"),
        pytest.param(f"Published: 27 February 2025, 14:05 GMT\n{BODY}", "2025-02-27", "dateline", id="published line"),
        pytest.param(
            f"Ministers meet in Oslo\n\nFebruary 27, 2025\n15:30\n\n{BODY}", "2025-02-27", "dateline", id="date line, clock below"
        ),
        pytest.param(
            f"Readout of the Call\nDECEMBER 30, 2021 • Statements\n{BODY}", "2021-12-30", "dateline", id="date line in capitals"
        ),
        pytest.param(f"Thursday, 27th of February 2025\n{BODY}", "2025-02-27", "dateline", id="weekday and ordinal"),
        pytest.param(f"Oslo, 27.02.2025\n{BODY}", "2025-02-27", "dateline", id="place and dots"),
        pytest.param(f"GENEVA, 3 March 2025 — {BODY}", "2025-03-03", "dateline", id="dateline in the first line"),
        pytest.param(f"MOSCOW. Sept. 3, 2025 /NOVA/. {BODY}", "2025-09-03", "dateline", id="agency between slashes"),
        pytest.param(f"GENEVA, March 3 (Nova) - {BODY}", None, None, id="dateline without a year"),
        pytest.param(f"On 5 May 2021 the ministers met. {BODY}", None, None, id="a date in running text"),
        pytest.param(f"Date: 2025-02-30\n{BODY}", None, None, id="no such day"),
        pytest.param(f"{BODY} Updated 3 March 2025", None, None, id="a date at the end"),
        pytest.param("", None, None, id="empty"),
    ],
)
def test_the_publication_date_is_read_where_reports_carry_it(text: str, published: str | None, how: str | None) -> None:
    found = layout.find(Document(text))
    assert (found.published, found.published_by) == (published, how)


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("OSLO, Feb 27 (Nova) - Talks ended.", "OSLO, Feb 27 (Nova) -"),
        ("NEW YORK (NP) — Talks ended.", "NEW YORK (NP) —"),
        ("Washington, D.C. – Secretary Hale met her colleague.", "Washington, D.C. –"),
        ("RIYADH: Talks ended.", None),
        ("President Hale – who had asked for it – left.", None),
        ("NATO - the alliance - said so.", None),
        ("The Foreign Minister met his colleague.", None),
    ],
)
def test_datelines(text: str, dateline: str | None) -> None:
    found = layout.find(Document(text)).dateline
    assert (text[slice(*found)] if found else None) == dateline


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"Ministers meet in Oslo\n\n{BODY}", "Ministers meet in Oslo"),
        (f"Ministers meet in Oslo\n{BODY}", "Ministers meet in Oslo"),
        (f"{BODY}\n\n{BODY}", None),
        (BODY, None),
        ("Ministers meet in Oslo", None),
        (f" date 2025-02-28 \nMinisters meet in Oslo\n{BODY}", "Ministers meet in Oslo"),
    ],
)
def test_headlines(text: str, headline: str | None) -> None:
    found = layout.find(Document(text)).headline
    assert (text[slice(*found)] if found else None) == headline


def test_the_body_is_what_the_head_leaves() -> None:
    text = f" date 2025-02-28 Ministers meet\n\n{BODY}\n\n{BODY}"
    assert [text[a:b] for a, b in layout.find(Document(text)).paragraphs] == [BODY, BODY]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The ministers of both countries met for talks and agreed on the\nreopening of the port.", 1, id="goes on"),
        pytest.param("The ministers of both countries met for talks and agreed on the\nReopening of the port.", 2, id="a capital"),
        pytest.param("The ministers of both countries met for talks and agreed on it.\nreopening the port", 2, id="ended"),
        pytest.param("The agenda\nreopening of the port", 2, id="a short line"),
        pytest.param("a. the reopening of the port after a very long time of negotiation\nb. tolls and taxes", 2, id="a list"),
        pytest.param(
            "The ministers of both countries met for talks and agreed on the\n\nreopening of the port.", 2, id="an empty line"
        ),
    ],
)
def test_a_line_goes_on_with_a_small_letter(text: str, expected: int) -> None:
    assert len(paragraphs(text)) == expected


def test_without_breaks_the_text_is_one_paragraph() -> None:
    text = " ".join([BODY] * 4)
    assert [text[a:b] for a, b in layout.find(Document(text)).paragraphs] == [text]


WRAPPED = """The foreign ministers of the two countries met in Oslo on Thursday
and agreed that a second round of talks on the border would be held
before the end of the year, according to a statement that both of
them signed.

Neither side said where. The mediator thanked them for
their patience.
"""


def test_lines_of_a_mail_are_one_paragraph() -> None:
    assert len(paragraphs(WRAPPED)) == 2
    assert [WRAPPED[a:b] for a, b in sentences(WRAPPED)][1] == "Neither side said where."


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\r", "\n\n", "\n \t\n", "\u2029", "\x0c"])
def test_every_kind_of_line_break_divides(mark: str) -> None:
    text = f"{BODY}{mark}{BODY}"
    assert [text[a:b] for a, b in paragraphs(text)] == [BODY, BODY]


def test_a_list_is_not_taken_for_wrapped_lines() -> None:
    text = "On the list were:\n" + "\n".join(f"item {n} of the agenda" for n in range(9))
    assert len(paragraphs(text)) == 10


@given(st.text(alphabet=st.sampled_from("Aa.—- ,(/)\n\r\t12🤝'’\"date:May\u2029"), max_size=80))
def test_parts_lie_in_the_text_in_order(text: str) -> None:
    found = layout.find(Document(text))
    for part in (found.header, found.headline, found.dateline, *found.paragraphs):
        assert part is None or 0 <= part.start < part.end <= len(text)
    bounds = [bound for paragraph in found.paragraphs for bound in paragraph]
    assert bounds == sorted(bounds)


@given(st.text(max_size=60), st.integers(0, 4))
def test_blank_lines_in_front_shift_everything_and_change_nothing(text: str, blank: int) -> None:
    front = "\n" * blank
    assert [(a + blank, b + blank) for a, b in paragraphs(text)] == paragraphs(front + text)


@given(st.text(max_size=60))
def test_words_hold_every_character_but_white_space(text: str) -> None:
    held = [text[a:b] for a, b in words(text)]
    assert "".join(held) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    ["a.a" * 200_000, "A-A A/A, " * 50_000, " " * 500_000, "1" * 300_000 + "_", "date " * 100_000, "x\n" * 200_000],
    ids=range(6),
)
def test_hostile_text_takes_no_more_than_a_few_seconds(text: str) -> None:
    found = layout.find(Document(text))
    assert found.published is None
    letters = len("".join(text.split()))
    assert sum(end - start for start, end in words(text)) == letters
    assert sum(len("".join(text[start:end].split())) for start, end in sentences(text)) == letters


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-02-28", "2025-02-28"),
        (" 2025-02-28T14:30:05.123+03:00 ", "2025-02-28T14:30:05+03:00"),
        ("2025-02-28 14:30", "2025-02-28T14:30"),
        ("2025-02-30", None),
        ("2025-02-28T25:00", None),
        ("28.02.2025", None),
        ("yesterday", None),
    ],
)
def test_iso_dates(text: str, date: str | None) -> None:
    assert layout.iso_date(text) == date
