"""The record as a page: everything escaped, nothing fetched, marks at the right words."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from factories import at, contact, difference, entity, place, record, river_talks, side, statement, time
from hypothesis import given
from hypothesis import strategies as st

from dragoman import marking, page
from dragoman.marking import Mark
from dragoman.record import Record


class _Read(HTMLParser):
    """Collects the elements of a page, and the text of the report with the findings that each stretch is marked with."""

    def __init__(self, made: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.stretches: list[tuple[str, str]] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(made)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag not in ("meta", "input", "br"):
            self._open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if any("report" in given.get("class", "").split() for _, given in self._open):
            self.stretches.append((data, self._open[-1][1].get("data-of", "")))

    def marked(self, id: str) -> str:
        return "".join(words for words, ids in self.stretches if id in ids.split())


def test_the_report_stands_on_the_page_letter_by_letter() -> None:
    made = river_talks()
    assert "".join(words for words, _ in _Read(page.html(made)).stretches) == made.text


def test_marks_lie_on_the_words_of_their_finding() -> None:
    made, read = river_talks(), _Read(page.html(river_talks()))
    for item in made.contacts:
        assert read.marked(item.id) == "".join(made.text[a:b] for a, b in sorted(item.evidence))
    for item in made.times:
        assert read.marked(item.id) == made.text[slice(*item.span)]
    for item in made.positions:
        assert read.marked(item.id) == made.text[slice(*item.evidence)]


def test_every_link_has_its_target_and_every_id_is_unique() -> None:
    read = _Read(page.html(river_talks()))
    ids = [given["id"] for _, given in read.tags if "id" in given]
    links = [given["href"] for _, given in read.tags if "href" in given]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)
    assert all(link.startswith("#") for link in links)
    for layer in ("contacts", "statements", "positions", "outcomes", "times", "differences", "events", "entities", "places"):
        assert {item.id for item in getattr(river_talks(), layer)} <= set(ids)


def test_the_page_asks_for_nothing_and_runs_only_its_own_script() -> None:
    made = page.html(river_talks())
    read = _Read(made)
    assert not [
        tag
        for tag, given in read.tags
        if {"src", "srcset", "action", "style"} & set(given) or tag in ("link", "img", "iframe", "base")
    ]
    assert not [name for _, given in read.tags for name in given if name.startswith("on")]
    assert "url(" not in made
    assert "@import" not in made
    policy = next(given["content"] for _, given in read.tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", made, re.DOTALL)
        assert content
        assert f"{tag}-src 'sha256-{b64encode(sha256(content[1].encode()).digest()).decode()}'" in policy


EVIL = "<script>alert(1)</script> & \"quoted\" 'x' </style></title> \x1b[2J\x00 \u202eback\u202c met\r\non\rMonday\t<b>"


def evil() -> Record:
    every = (0, len(EVIL))
    return record(
        EVIL,
        id="<i>x",
        title="</title><script>alert(2)</script>",
        source='"><img src=x onerror=alert(3)>',
        url="javascript:alert(4)",
        notes=("<b>note",),
        contacts=(contact("c1", (side("<u>P", "<s>Q"), side("B")), every, place="<i>p", found_by="<r>"),),
        statements=(statement("s1", "<x>", '"<p>', every, cue_span=(0, 8), unknown={"date": "<why>"}),),
        entities=(entity("e1", '"><e>', "person", (0, 8)),),
        places=(place("pl1", (0, 8), "<pl>", feature="<f>"),),
        times=(time("t1", at(EVIL, "Monday"), None, unknown={"value": "<w>"}),),
        differences=(difference("d1", "<about>", ("<A>", (0, 8)), ("B", every)),),
    )


def test_no_word_of_a_text_becomes_markup() -> None:
    made = page.html(evil())
    read = _Read(made)
    allowed = set(
        "html head meta title style body header h1 h2 h3 p nav ul ol li a main section div fieldset legend label input span i b "
        "article dl dt dd blockquote time script details summary".split()
    )
    assert {tag for tag, _ in read.tags} <= allowed
    assert len([tag for tag, _ in read.tags if tag == "script"]) == 1
    assert not [given for _, given in read.tags if "javascript:" in given.get("href", "")]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made)


def test_line_breaks_stay_and_signs_that_act_are_shown() -> None:
    text = "".join(words for words, _ in _Read(page.html(evil())).stretches)
    assert text == EVIL.replace("\r\n", "\n").replace("\r", "\n").replace("\x1b", "␛").replace("\x00", "␀").replace(
        "\u202e", "⟨RLO⟩"
    ).replace("\u202c", "⟨PDF⟩")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("🤝👩‍✈️ The envoys 🇳🇴 met in Oslo 🕊️.", id="emoji beyond the BMP"),
        pytest.param("השר אמר: The envoys met in Oslo. نفى الوزير ذلك.", id="right to left"),
        pytest.param("e\u0301\u0323 The envoys met in Oslo.", id="combining marks"),
    ],
)
def test_offsets_count_code_points(text: str) -> None:
    made = record(
        text, contacts=(contact("c1", (side("NOR"),), at(text, "met in Oslo")),), times=(time("t1", at(text, "envoys"), "2025"),)
    )
    read = _Read(page.html(made))
    assert read.marked("c1") == "met in Oslo"
    assert read.marked("t1") == "envoys"
    assert "".join(words for words, _ in read.stretches) == text


def test_an_empty_record_has_its_page() -> None:
    assert "No contact was found in this text." in page.html(record("It rained."))
    made = page.html(record("Bonjour.", language="fr", notes=("the text looks like French",)))
    assert "No contact" not in made
    assert "the text looks like French" in made
    assert "".join(words for words, _ in _Read(made).stretches) == "Bonjour."


def test_without_script_the_toggles_and_links_still_work() -> None:
    made = page.html(river_talks())
    for layer, _, _ in page.LAYERS:
        assert f'id="show-{layer}"' in made
        assert f"body:has(#show-{layer}:checked) .report .{layer}" in unescape(made)


@given(st.integers(1, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), max_size=12))
def test_segments_cover_the_text_and_cut_at_every_border(length: int, spans: list[tuple[int, int]]) -> None:
    found = [Mark((a, b), "time", f"t{n}", 0) for n, (a, b) in enumerate(spans) if a < b <= length]
    made = list(marking.segments(length, found))
    assert [made[0].start, *(s.end for s in made)] == sorted({0, length, *(border for mark in found for border in mark.span)})
    assert all(a.end == b.start for a, b in pairwise(made))
    for segment in made:
        assert set(segment.marks) == {m for m in found if m.span[0] <= segment.start and segment.end <= m.span[1]}
        lengths = [b - a for (a, b) in (mark.span for mark in segment.marks)]
        assert lengths == sorted(lengths)


def test_a_long_report_with_many_findings_is_made_quickly() -> None:
    text = "They met on Monday. " * 5_000
    times = tuple(time(f"t{n}", (n * 20 + 12, n * 20 + 18), "2025-03-03") for n in range(5_000))
    assert page.html(record(text, times=times)).count('class="time"') == 5_000
