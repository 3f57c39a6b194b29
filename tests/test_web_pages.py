"""The pages of the desk: what they show, their data, and what they make of a hostile report."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from stored import contact, record, side, statement
from web import desk, store

from dragoman.record import Record
from dragoman.web import excerpts, rendering

OURS = (
    "Britain and Japan met in Oslo on 3 March 2031. “The tolls will fall by half,” Minister Kari Lund said. "
    "Lund said the talks would go on in June. 🕊️ The two sides had a frank conversation."
)
THEIRS = (
    "Japan and Britain met in Oslo on 3 March 2031. Minister Luis Soto said the tolls would not fall. "
    "Soto said the talks would go on in June. The two sides had a cordial conversation."
)
NEXT = "the talks would go on in June"
EVIL = "<script>alert(1)</script> & \"quoted\" 'x' </textarea></title> \x1b[2J \u202eback\u202c met in <b>Oslo</b>"


def at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def readout(id: str, text: str, party: str, speaker: str, source: str, said: tuple[str, ...]) -> Record:
    """A readout of the meeting in Oslo with what its minister says."""
    statements = [
        statement(
            f"s{n}", speaker=speaker, party=party, source_span=at(text, speaker.split()[1]), cue_span=at(text, "said"),
            content_spans=[at(text, words)], act="promise" if n == 1 else "say",
        )
        for n, words in enumerate(said, 1)
    ]  # fmt: skip
    met = contact(
        kind="meeting", sides=[side("GBR", "Kari Lund"), side("JPN", "Luis Soto")], evidence=[at(text, "met in Oslo")],
        start="2031-03-03", place="Oslo", country="NOR",
    )  # fmt: skip
    outcome = {
        "id": "o1", "found_by": "test", "score": 0.8, "kind": "next_step", "parties": ["GBR", "JPN"], "what": "the talks",
        "when": "2031-06", "status": "expected", "evidence": at(text, "the talks"),
    }  # fmt: skip
    position = {
        "id": "p1", "found_by": "test", "score": 0.8, "party": party, "issue": "the tolls", "stance": "commits",
        "evidence": at(text, said[0]),
    }  # fmt: skip
    return record(id, text=text, source=source, statements=statements, contacts=[met], outcomes=[outcome], positions=[position])


def hostile() -> Record:
    every = (0, len(EVIL))
    return record(
        'evil"><img src=x>', text=EVIL, source="<i>source", url="javascript:alert(1)", notes=["<b>note"],
        contacts=[
            contact(sides=[side("<u>P", "<s>Q"), side("NOR", '"><x>')], evidence=[every], place="<i>p", start="2031-03-03",
                    found_by="<r>", unknown={"venue": "<why>"}),
        ],
        statements=[statement(speaker="<x>", party="<u>P", source_span=(0, 8), cue_span=(8, 16), content_spans=[every], act="<a>")],
    )  # fmt: skip


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    records = [
        readout("ours", OURS, "GBR", "Kari Lund", "gov.uk", ("The tolls will fall by half", "the talks would go on in June")),
        readout("theirs", THEIRS, "JPN", "Luis Soto", "mofa.go.jp", ("the tolls would not fall", "the talks would go on in June")),
        record("call", contacts=[contact(kind="call", status="planned", start="2031-W20", evidence=[(17, 27)])]),
        hostile(),
    ]
    return store(tmp_path_factory.mktemp("web") / "s.db", records)


PAGES = [
    "/", "/contacts", "/contacts?party=Japan&party=GBR&status=held&since=2031", "/contacts?party=&status=&page=", "/contacts/C1",
    "/contacts/C1/brief", "/contacts/C2", "/contacts/C2/brief", "/contacts/C3", "/contacts/C3/brief", "/documents/D1",
    "/documents/D4", "/search", "/search?q=tolls", "/search?q=tolls&in=documents", "/search?in=documents&person=lund&act=promise",
    "/search?q=%3Cscript%3E&source=%3Ci%3Esource", "/read",
]  # fmt: skip


class Parsed(HTMLParser):
    """Elements of a page; fails where they are not nested."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "link", "input", "br", "option"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "option":
            assert self._open.pop() == tag

    def all(self, name: str) -> list[str]:
        return [given[name] for _, given in self.tags if name in given]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_and_has_one_heading_and_its_landmarks(where: str, path: str) -> None:
    answer = desk(where).get(path)
    assert answer.status_code == 200
    parsed = Parsed(answer.text)
    names = [tag for tag, _ in parsed.tags]
    assert [names.count(tag) for tag in ("h1", "main", "title")] == [1, 1, 1]
    ids = parsed.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in parsed.all("href") if link.startswith("#")} <= set(ids)
    assert set(parsed.all("for")) | set(parsed.all("aria-labelledby")) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_report_acts(where: str, path: str) -> None:
    html = desk(where).get(path).text
    parsed = Parsed(html)
    assert {given.get("src", "")[:8] for tag, given in parsed.tags if tag == "script"} <= {"/static/"}
    assert not [name for _, given in parsed.tags for name in given if name.startswith("on") or name == "style"]
    assert not {"img", "iframe", "object", "s", "u", "x"} & {tag for tag, _ in parsed.tags}
    assert not [link for link in parsed.all("href") + parsed.all("action") if not link.startswith(("/", "#"))]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    assert "Traceback" not in html


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_its_data(where: str, path: str) -> None:
    if path == "/read":
        return
    client = desk(where)
    twin = next(given["href"] for tag, given in Parsed(client.get(path).text).tags if given.get("type") == "application/json")
    answer = client.get(twin)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_contacts_are_filtered_by_what_the_address_says(where: str) -> None:
    client = desk(where)

    def found(asked: str) -> list[tuple[str, str]]:
        return [(row["kind"], row["status"]) for row in client.get(f"/contacts.json?{asked}").json()["rows"]]

    assert ("meeting", "held") in found("party=Britain&party=Japan")
    assert found("status=planned") == [("call", "planned")]
    assert found("since=2031-05") == [("call", "planned")]
    assert found("person=soto&until=2031-04") == [("meeting", "held")]
    assert found("party=PER") == []
    assert client.get("/contacts.json?page=2").json()["rows"] == []
    assert client.get("/contacts.json?since=soon").status_code == 400
    assert client.get("/contacts.json?status=gone").status_code == 422
    assert client.get("/contacts.json?page=0").status_code == 422
    assert client.get(f"/contacts.json?person={'x' * 301}").status_code == 422
    for wrong in ("since=soon", "status=gone"):
        page = client.get(f"/contacts?{wrong}")
        assert (page.status_code // 100, page.headers["content-type"]) == (4, "text/html; charset=utf-8")


def test_dates_are_as_exact_as_they_are_known(where: str) -> None:
    html = unescape(desk(where).get("/contacts").text)
    assert "3 March 2031" in html
    assert "12 to 18 May 2031" in html


def test_a_contact_sets_both_accounts_side_by_side(where: str) -> None:
    client = desk(where)
    found = client.get("/contacts/C1.json").json()
    assert [a["name"] for a in found["comparison"]["accounts"]] == ["GBR", "JPN"]
    assert {s["document"]["key"] for s in found["sources"]} == {"ours", "theirs"}
    assert [len(s["statements"]) for s in found["sources"]] == [2, 2]
    assert [len(s["outcomes"]) for s in found["sources"]] == [1, 1]
    assert [len(s["positions"]) for s in found["sources"]] == [1, 1]
    assert {c["words"] for c in found["comparison"]["characterisations"]} == {"frank", "cordial"}
    html = client.get("/contacts/C1").text
    for name in (
        "The accounts side by side",
        "How each calls the talks",
        "Statements by side",
        "Outcomes and next steps",
        "Sources",
    ):
        assert name in html


def test_cells_and_marks_lead_to_each_other(where: str) -> None:
    client = desk(where)
    rows = client.get("/contacts/C1.json").json()["comparison"]["rows"]
    html = client.get("/contacts/C1").text
    for r, row in enumerate(rows):
        points = [point for cell in row["cells"].values() for point in cell]
        assert f'id="r{r}"' in html
        for n, point in enumerate(points):
            assert f'href="#at-r{r}-{n}"' in html
            assert f'<i id="at-r{r}-{n}"></i>' in html
            words = "".join(re.findall(rf'<(?:a|span) class="[^"]*" data-of="(?:[^"]* )?r{r}(?: [^"]*)?"[^>]*>([^<]*)<', html))
            assert point["words"] in unescape(words)
            assert re.search(rf'<i id="at-r{r}-{n}"></i>(?:<i id="[^"]*"></i>)*<a [^>]*href="#(?:r{r}|called)"', html)


def test_marks_after_an_emoji_stand_at_their_words(where: str) -> None:
    html = desk(where).get("/contacts/C1").text
    marked = re.findall(r'data-of="called[^>]*>([^<]*)</a>', html)
    assert marked == ["frank", "cordial"]


def test_a_contact_with_one_account_says_so(where: str) -> None:
    found = desk(where).get("/contacts/C2.json").json()
    assert found["comparison"] is None
    assert "no account of a side" in found["alone"]


def test_a_document_has_its_record_and_its_contacts(where: str) -> None:
    client = desk(where)
    found = client.get("/documents/D1.json").json()
    assert (found["record"]["text"], found["numbers"]) == (OURS, {"c1": 1})
    html = client.get("/documents/D1").text
    for layer in ("statement", "time", "place", "contact", "event"):
        assert f'id="show-{layer}"' in html
    assert "rule test · score 0.90" in html
    assert 'href="/contacts/C1"' in html


def test_search_finds_statements_and_documents(where: str) -> None:
    client = desk(where)
    said = client.get("/search.json?q=tolls").json()
    assert {f["words"] for f in said["statements"]} >= {"The tolls will fall by half", "the tolls would not fall"}
    assert {c["value"]: c["count"] for c in said["counts"]["party"]}.items() >= {"GBR": 1, "JPN": 1}.items()
    assert [f["body"]["party"] for f in client.get("/search.json?q=tolls&party=Japan").json()["statements"]][:1] == ["JPN"]
    assert client.get("/search.json?q=tolls&source=mofa.go.jp").json()["total"] < said["total"]
    told = client.get("/search.json?q=cordial&in=documents").json()
    assert [hit["document"]["key"] for hit in told["documents"]] == ["theirs"]
    promised = client.get("/search.json?in=documents&person=lund&act=promise").json()
    assert [hit["document"]["key"] for hit in promised["documents"]] == ["ours"]
    assert "<mark>tolls</mark>" in client.get("/search?q=toll").text


def test_what_is_not_there_is_said_in_the_form_that_was_asked_for(where: str) -> None:
    client = desk(where)
    assert client.get("/contacts/C99.json").json() == {
        "detail": "there is no contact 99: `dragoman contacts` lists those there are"
    }
    for path in ("/contacts/C99", "/contacts/C99/brief", "/documents/D99", "/nothing", "/contacts/1", "/contacts/C99999999999999"):
        answer = client.get(path)
        assert answer.status_code in (404, 422), path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert Parsed(answer.text).all("href")


def test_a_store_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    client = desk(store(tmp_path / "s.db", []))
    with client.app.state.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("ALTER TABLE contacts RENAME TO gone")
    assert client.get("/contacts.json").status_code == 503
    page = client.get("/contacts")
    assert (page.status_code, "no such table" in page.text, "Traceback" in page.text) == (503, True, False)


def test_an_empty_store_has_its_pages(tmp_path: Path) -> None:
    client = desk(store(tmp_path / "empty.db", []))
    for path in ("/", "/contacts", "/search", "/search?in=documents", "/read"):
        assert client.get(path).status_code == 200
    assert "There is nothing in the store yet" in client.get("/").text


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2031-03-03", "2031-03-03", "3 March 2031"), ("2031-03-01", "2031-03-31", "March 2031"),
        ("2031-01-01", "2031-12-31", "2031"),
        ("2031-05-12", "2031-05-18", "12 to 18 May 2031"), ("2031-04-28", "2031-05-04", "28 April to 4 May 2031"),
        ("2030-12-30", "2031-01-05", "30 December 2030 to 5 January 2031"), (None, None, ""),
    ],
)  # fmt: skip
def test_periods_in_words(first: str | None, last: str | None, shown: str) -> None:
    assert rendering.period(first, last) == shown


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("The tolls fell.", "toll", ["tolls"]), ("Sanctioned goods, sanctions", "sanction", ["Sanctioned", "sanctions"]),
        ("direct flights, flights direct", '"direct flights"', ["direct flights"]), ("an oak", "a", []), ("Oslo (2031)", "(", []),
        ("🕊️ tolls", "tolls", ["tolls"]), ("any", None, []),
    ],
)  # fmt: skip
def test_words_of_a_question_in_a_text(text: str, question: str | None, marked: list[str]) -> None:
    found = excerpts.pieces(text, question)
    assert "".join(words for words, _ in found) == text
    assert [words for words, hit in found if hit] == marked


def test_an_excerpt_holds_the_word_and_no_halves() -> None:
    text = "word " * 100 + "tolls " + "word " * 100
    found = excerpts.excerpt(text, "tolls")
    assert "tolls" in found
    assert set(found.split()) == {"…", "word", "tolls"}
    assert excerpts.excerpt("short", "tolls") == "short"
