"""Time expressions: the examples of every rule, a table of surface forms with one reference date, offsets, odd text, speed."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import data
from dragoman.analysis import Analysis, Name, Sentence, Token
from dragoman.errors import RuleError
from dragoman.reading import calendar, timex, timex_find, timex_rules
from dragoman.text import Document, Span

PUBLISHED = "2025-02-28"  # a Friday, ISO week 9


def values(
    text: str, published: str | None = PUBLISHED, conventions: timex_rules.Conventions = "dragoman"
) -> dict[str, str | None]:
    """What is found in a text: the words to their value."""
    doc = Document(text, published=published)
    return {text[t.span[0] : t.span[1]]: t.value for t in timex.find(doc, None, conventions=conventions)}


ROWS = [r.row for r in timex_rules.rules()] + [m.row for m in timex_rules.modifiers()]
EXAMPLES = [
    (row["id"], conventions, text, expected)
    for row in ROWS
    for key, conventions in (("yes", "dragoman"), ("timeml", "timeml"))
    for text, expected in row.get(key, {}).items()
]


@pytest.mark.parametrize(("rule", "conventions", "text", "expected"), EXAMPLES)
def test_examples_of_rules(rule: str, conventions: timex_rules.Conventions, text: str, expected: dict[str, str | None]) -> None:
    """All that is found in an example is what its row says."""
    assert values(text, conventions=conventions) == {str(k): None if v is None else str(v) for k, v in expected.items()}, rule


@pytest.mark.parametrize(("rule", "text"), [(row["id"], text) for row in ROWS for text in row.get("no", [])])
def test_counterexamples_of_rules(rule: str, text: str) -> None:
    found = timex.find(Document(text, published=PUBLISHED), None)
    assert rule not in {t.found_by for t in found}


def test_every_rule_has_an_example() -> None:
    assert [row["id"] for row in ROWS if not row.get("yes") and not row.get("timeml")] == []


# Many surface forms, one value; published on 2025-02-28. One reason a row; all examples invented.
FORMS = [
    ("2025-02-27TEV", ["yesterday evening", "Thursday evening", "Thursday, in the evening", "the evening of 27 February 2025"]),
    (
        "2025-02-27",
        [
            "yesterday",
            "Thursday",
            "Thurday",
            "Thrusday",
            "last Thursday",
            "Feb. 27",
            "27 February",
            "27th of February",
            "February 27th",
        ],
    ),
    ("2025-02-26", ["Wednesday", "Wendesday", "Wednseday", "Feburary 26", "the day before yesterday", "two days ago"]),
    ("2025-W08", ["last week", "the previous week", "one week ago", "a week ago"]),
    ("2025-W10", ["next week", "the coming week", "a week from now"]),
    ("2025-03", ["next month", "March 2025", "March of 2025", "March, 2025"]),
    ("2025-01", ["last month", "January of this year", "January this year"]),
    ("2024", ["last year", "a year ago", "the year 2024"]),
    ("2024-Q4", ["last quarter", "the fourth quarter of 2024", "Q4 2024", "the fourth quarter of last year"]),
    ("2014-09", ["September 2014", "Septmber 2014", "early September 2014", "the end of September 2014", "mid-September 2014"]),
    ("2016/2018", ["2016-2018", "2016–2018", "2016-18"]),
    ("2024-02-10/2024-02-14", ["February 10-14, 2024", "10-14 February 2024", "February 10 to 14, 2024"]),
    ("PT6H", ["six hours", "over six hours", "more than 6 hours", "six-hour", "about six hours"]),
    ("P20Y", ["two decades", "20 years", "twenty years", "nearly two decades", "the last two decades", "the past 20 years"]),
    ("PT45M", ["45 minutes", "forty-five minutes", "forty five minutes"]),
    ("P6M", ["half a year", "six months", "six more months", "the next six months"]),
    ("PT30M", ["half an hour", "30 minutes", "a half hour"]),
    ("PXY", ["several years", "many years", "a few years", "numerous years"]),
    ("PXD", ["the coming days", "a few days", "the next few days", "several days"]),
    ("P1W", ["every week", "each week", "weekly"]),
    ("1990", ["1990", "nineteen ninety"]),
    ("199", ["the 1990s", "the '90s", "the nineties", "the early 1990s", "the mid-1990s"]),
    ("19", ["the 20th century", "the twentieth century"]),
    ("2024-03-31", ["Easter Sunday 2024", "last Easter"]),
    ("2024-12-25", ["Christmas Day 2024", "last Christmas"]),
    ("2024-SU", ["last summer", "the summer of 2024", "summer 2024", "the summer of last year"]),
    ("2025-02-25T14:30", ["2:30 p.m. on Tuesday", "Tuesday at 14:30", "2.30 pm on Tuesday", "14:30 on February 25"]),
]


@pytest.mark.parametrize(("value", "words"), [(value, words) for value, forms in FORMS for words in forms])
def test_forms(value: str, words: str) -> None:
    """Within "The talks of ... were held." the expression is found whole but for its preposition, with the value."""
    found = values(f"The talks of {words} were held.")
    assert list(found.values()) == [value], found


NAMES = data.load_yaml("rules/timex/names.yaml")
NOTHING = [*NAMES["nothing"], *(text for row in NAMES["names"] for text in row["nothing"])]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing(text: str) -> None:
    assert values(text) == {}


@pytest.mark.parametrize(("text", "dates"), [pair for row in NAMES["names"] for pair in row.get("some", {}).items()])
def test_dates_beside_names(text: str, dates: list[str]) -> None:
    assert list(values(text)) == dates


TENSES = [
    ("They met on Monday.", "2025-02-24"),
    ("They will meet on Monday.", "2025-03-03"),
    ("A meeting is planned for Monday.", "2025-03-03"),
    ("A round scheduled for Monday was put off.", "2025-03-03"),
    ("The minister is to speak on Monday.", "2025-03-03"),
    ("He is expected to land on Monday.", "2025-03-03"),
    ("On Monday, the two will sign.", "2025-03-03"),
    ("On Monday, the two signed.", "2025-02-24"),
    ("The ban will be lifted on Monday.", "2025-03-03"),
    ("They have until Monday.", "2025-03-03"),
    ("The text was adopted on Friday.", "2025-02-28"),
    ("They opened talks in May.", "2024-05"),
    ("They will open talks in May.", "2025-05"),
    ("They signed it on May 3.", "2024-05-03"),
    ("They will sign it on May 3.", "2025-05-03"),
    ("They will meet at an undisclosed place on Monday.", "2025-03-03"),
    ("He will fly to the United States on Monday.", "2025-03-03"),
    ("She will succeed him on May 3.", "2025-05-03"),
    ("It had been due to expire on Monday.", "2025-02-24"),
    ("He could not be reached on Monday.", "2025-02-24"),
    ("Nine states had replied by Monday.", "2025-02-24"),
    ("Nine states will have replied by Monday.", "2025-03-03"),
    ("They would be ready as soon as Monday, he said.", "2025-03-03"),
    ("The deadline was extended until Monday.", "2025-03-03"),
    ("They look for ways to undo Monday's ruling.", "2025-02-24"),
    ("The firm announced plans Monday.", "2025-02-24"),
]


@pytest.mark.parametrize(("text", "value"), TENSES)
def test_tense(text: str, value: str) -> None:
    """The nearest such day in the past, today included, unless the clause looks ahead."""
    assert list(values(text).values()) == [value]


def tree(text: str, rows: list[tuple[str, str, str, int, str]]) -> Analysis:
    """An analysis of one sentence from rows (word, upos, feats, head, deprel)."""
    tokens, at = [], 0
    for i, (word, upos, feats, head, deprel) in enumerate(rows):
        at = text.index(word, at)
        tokens.append(Token(i, at, at + len(word), word, word.lower(), upos, feats, head, deprel, 0))
        at += len(word)
    return Analysis(Document(text, published=PUBLISHED), tuple(tokens), (Sentence(0, 0, len(text), 0, len(rows), 0),))


def test_tense_of_the_tree() -> None:
    """The verb above decides where no cue is near: "confer Monday" under "will", far from it."""
    text = "The ministers will, aides of both of the capitals say, confer Monday"
    rows = [
        ("The", "DET", "_", 1, "det"),
        ("ministers", "NOUN", "_", 11, "nsubj"),
        ("will", "AUX", "VerbForm=Fin", 11, "aux"),
        ("aides", "NOUN", "_", 10, "nsubj"),
        ("of", "ADP", "_", 5, "case"),
        ("both", "PRON", "_", 3, "nmod"),
        ("of", "ADP", "_", 8, "case"),
        ("the", "DET", "_", 8, "det"),
        ("capitals", "NOUN", "_", 5, "nmod"),
        ("say", "VERB", "_", 11, "parataxis"),
        ("confer", "VERB", "VerbForm=Inf", 10, "root"),
        ("Monday", "PROPN", "_", 10, "obl:tmod"),
    ]
    rows = [(w, u, f, 10 if h == 11 else h, d) for w, u, f, h, d in rows]
    (time_,) = timex.find(Document(text, published=PUBLISHED), tree(text, rows))
    assert time_.value == "2025-03-03"


def test_names_of_people_are_no_months() -> None:
    text = "April told the press."
    analysis = Analysis(Document(text), (), (), (Name(Span(0, 5), "PER", 0.9),))
    assert timex.find(Document(text, published=PUBLISHED), analysis) == ()
    assert list(values(text)) == ["April"]


def test_typographic_apostrophe() -> None:
    assert values("Thursday’s talks and today’s call followed last year’s summit.") == {
        "Thursday": "2025-02-27",
        "today": "2025-02-28",
        "last year": "2024",
    }


def test_dateline_and_header() -> None:
    assert values("KYIV, March 3 — The envoy left.", "2024-03-03") == {"March 3": "2024-03-03"}
    assert values(" date 2025-02-28 The envoy left on Thursday.") == {"2025-02-28": "2025-02-28", "Thursday": "2025-02-27"}


def test_dates_named_before() -> None:
    text = "On 9 May 2019 they met. Two days later they signed; the following year the pact lapsed, and that December war began."
    assert list(values(text).values()) == ["2019-05-09", "2019-05-11", "2020", "2020-12"]


def test_anchor_and_mod() -> None:
    first, second = timex.find(Document("In early March 2024 he left; he came back last week.", published=PUBLISHED), None)
    assert (first.mod, first.anchor, first.value) == ("START", None, "2024-03")
    assert (second.mod, second.anchor, second.value) == (None, PUBLISHED, "2025-W08")


def test_what_a_date_counts_from() -> None:
    text = (
        "On 8 May 2018 they met. The following day the accord was denounced; it was signed two years before 2015."
        " He spoke on Tuesday."
    )
    anchors = [
        (t.anchor, t.anchor_kind, t.anchor_span and text[slice(*t.anchor_span)])
        for t in timex.find(Document(text, published=PUBLISHED), None)
    ]
    assert anchors == [
        (None, None, None),
        ("2018-05-08", "text", "8 May 2018"),
        ("2015-07-01", "text", "two years before 2015"),
        ("2025-02-28", "published", None),
    ]


def test_a_length_counted_from_an_event() -> None:
    text = "They left two days after the vote in Bern."
    rows = [
        ("They", "PRON", "_", 1, "nsubj"),
        ("left", "VERB", "Tense=Past|VerbForm=Fin", 1, "root"),
        ("two", "NUM", "_", 3, "nummod"),
        ("days", "NOUN", "_", 6, "obl:npmod"),
        ("after", "ADP", "_", 6, "case"),
        ("the", "DET", "_", 6, "det"),
        ("vote", "NOUN", "_", 1, "obl"),
        ("in", "ADP", "_", 8, "case"),
        ("Bern", "PROPN", "_", 6, "nmod"),
        (".", "PUNCT", "_", 1, "punct"),
    ]
    (found,) = timex.find(Document(text, published=PUBLISHED), tree(text, rows))
    assert (found.value, found.anchor, found.anchor_kind) == ("P2D", None, "event")
    assert found.anchor_span is not None
    assert text[slice(*found.anchor_span)] == "the vote in Bern"


def test_without_publication_date() -> None:
    """Relative expressions stay unresolved with a reason; absolute ones do not need the date."""
    doc = Document("He met her on 3 March 2024 and will meet her again today, next week and on Friday.")
    first, *rest = timex.find(doc, None)
    assert first.value == "2024-03-03"
    assert [(t.value, t.unknown) for t in rest] == [(None, {"value": "no publication date"})] * 3


def test_no_such_day() -> None:
    (found,) = timex.find(Document("It ended on February 30, 2024.", published=PUBLISHED), None)
    assert found.value is None
    assert found.unknown == {"value": "no such day in the calendar"}


def test_conventions() -> None:
    text = "They now meet every year; the 2016-2018 crisis and the weekend are over."
    assert values(text) == {"every year": "P1Y", "2016-2018": "2016/2018", "the weekend": "2025-02-22/2025-02-23"}
    assert values(text, conventions="timeml") == {
        "now": "PRESENT_REF",
        "every year": "P1Y",
        "2016": "2016",
        "2018": "2018",
        "the weekend": "2025-W08-WE",
    }


HISTORY = (
    "The league was founded in 1911 and dissolved in 1919. In March 1914 its envoys met in Turin. In June they met again, as the"
    " statutes of 1911 asked. A strike that the paper of 1916 would recall broke out on 3 August, and {} the port was closed."
)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("on 9 September", "1914-09-09"),
        ("in October", "1914-10"),
        ("the next day", "1914-08-04"),
        ("that autumn", "1914-FA"),
        ("two weeks later", "1914-W34"),
    ],
)
def test_a_history_counts_from_what_it_tells(words: str, value: str) -> None:
    """Years named in passing ("the statutes of 1911", "the paper of 1916") do not move the story."""
    assert list(values(HISTORY.format(words)).values())[-1] == value


def test_years_before_christ() -> None:
    text = (
        "Founded in 621 BC, sacked in 580 BC, the city was besieged from 499 to 493 BC. In the spring of 490 BC a fleet set"
        " out; in August it turned back, and the following year a second one was lost."
        " The previous decade and the following century were quiet."
    )
    assert list(values(text).values()) == ["BC0621", "BC0580", "BC0499/BC0493", "BC0490-SP", "BC0490-08", "BC0489", "BC049", "BC03"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("from March to May 2023", ["2023-03", "2023-05"]),
        ("in the spring and early summer of 2021", ["2021-SP", "2021-SU"]),
        ("in November and January 2022", ["2021-11", "2022-01"]),
        ("in June, July and August 2020", ["2020-06", "2020-07", "2020-08"]),
    ],
)
def test_a_year_named_once_counts_for_those_before(words: str, expected: list[str]) -> None:
    assert list(values(f"The borders were shut {words}.", conventions="timeml").values()) == expected


WORDS = st.sampled_from(
    [
        "on",
        "Thursday",
        "last",
        "week",
        "March",
        "3",
        "2024",
        "the",
        "of",
        "two",
        "hours",
        "ago",
        "and",
        ",",
        "-",
        "’s",
        "\n",
        "\U0001f600",
        "at",
        "9:30",
        "a.m.",
        "over",
        "half",
        "a",
        "year",
        "to",
        "early",
        "1990s",
        "daily",
        "May",
        "may",
        "İ",
        "ß",
        "mid-",
        "'90s",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=25).map(" ".join))


@given(TEXTS)
def test_spans_lie_in_the_text(text: str) -> None:
    """In order, disjoint, never empty, never beginning or ending with white space; each value or its reason."""
    at = 0
    for found in timex.find(Document(text, published=PUBLISHED), None):
        start, end = found.span
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert (found.value is None) == ("value" in found.unknown)
        at = end


@given(TEXTS)
def test_lines_in_front_shift_everything(text: str) -> None:
    plain = timex.find(Document("\n\n" + text, published=PUBLISHED), None)
    shifted = timex.find(Document("\n\n\n\n\n" + text, published=PUBLISHED), None)
    assert [((t.span[0] + 3, t.span[1] + 3), t.value) for t in plain] == [(t.span, t.value) for t in shifted]


@given(TEXTS)
def test_cleaning_keeps_the_length(text: str) -> None:
    assert len(timex_find.clean(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 5_000,
        "1 " * 10_000,
        "a" * 300_000,
        "on the " * 6_000,
        "two hundred and " * 5_000,
        " " * 200_000,
        "May " * 6_000,
        "1990-" * 6_000,
        "Thursday, " * 5_000,
        "12:30:" * 6_000,
        "'9" * 10_000,
    ],
    ids=["digits", "numbers", "one word", "the", "count", "blanks", "months", "ranges", "weekdays", "clocks", "quotes"],
)
def test_hostile_text_takes_no_more_than_linear_time(text: str) -> None:
    started = time.perf_counter()
    timex.find(Document(text, published=PUBLISHED), None)
    assert time.perf_counter() - started < 20


COUNTS = [
    ("two and a half", 2.5),
    ("12 to 18", 12),
    ("a couple of", 2),
    ("twenty-four", 24),
    ("a hundred", 100),
    ("two hundred and ten", 210),
    ("half a", 0.5),
    ("2 1/2", 2.5),
    ("1,200", 1200),
    ("a dozen", 12),
    ("three or four", 3),
    ("another two", 2),
    ("half a dozen", 6),
]


@pytest.mark.parametrize(("words", "count"), COUNTS)
def test_counts(words: str, count: float) -> None:
    assert timex_find.parse_count(words) == count


@pytest.mark.parametrize(
    ("year", "day"), [(2025, date(2025, 4, 20)), (2024, date(2024, 3, 31)), (1818, date(1818, 3, 22)), (2038, date(2038, 4, 25))]
)
def test_easter(year: int, day: date) -> None:
    assert calendar.easter(year) == day


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("11-4-4", date(2024, 11, 28)),
        ("05-1--1", date(2024, 5, 27)),
        ("11-2-e", date(2024, 11, 5)),
        ("02-30", None),
        ("easter-2", date(2024, 3, 29)),
    ],
)
def test_holidays(code: str, day: date | None) -> None:
    assert calendar.holiday(code, 2024) == day


def test_unknown_keys_and_lists_are_refused() -> None:
    sources = timex_rules._sources()
    with pytest.raises(RuleError, match="unknown key 'colour'"):
        timex_rules._rule({"id": "x", "kind": "calendar", "pattern": "today", "colour": "red"}, "rules.yaml: x", sources)
    with pytest.raises(RuleError, match="unknown list 'wek'"):
        timex_rules._rule({"id": "x", "kind": "calendar", "pattern": "last {wek}"}, "rules.yaml: x", sources)
    with pytest.raises(RuleError, match="optional parts only"):
        timex_rules._rule({"id": "x", "kind": "calendar", "pattern": "[last]"}, "rules.yaml: x", sources)


def test_no_list_is_idle() -> None:
    """Every word list and regular form is used by a pattern, a form or the reading of counts."""
    lists = data.load_yaml("rules/timex/lists.yaml")
    patterns = " ".join(str(row["pattern"]) for row in ROWS) + " ".join(str(entry) for entry in lists["regex"].values())
    used = set(re.findall(r"[{:<](\w+)[}>]", patterns))
    assert {*lists["lists"], *lists["regex"]} - used == set()


TIMES = Path(__file__).parents[2] / "shared" / "data" / "times"


@pytest.mark.skipif(not TIMES.is_dir(), reason="the shared data folder is not beside this checkout")
def test_spans_on_real_news() -> None:
    """On twenty real articles every span is in order and every value is that of a second run."""
    lines = (TIMES / "meantime-train.jsonl").read_text(encoding="utf-8").splitlines()[:20]
    for doc in (Document(d["text"], published=d["dct"]) for d in map(json.loads, lines)):
        found = timex.find(doc, None)
        assert found
        assert [t.span[0] for t in found] == sorted(t.span[0] for t in found)
        assert found == timex.find(doc, None)
