"""Reading a report at the desk, and saving it or not."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from web import csrf, desk, store

from dragoman.web import safety

TEXT = "OSLO, 4 March 2031 – Norway and Chile held talks in Oslo on Monday. “We agreed on tolls,” said Kari Lund.\n\n🕊️ It rained."


@pytest.fixture
def where(tmp_path: Path, model: Path) -> str:
    return store(tmp_path / "s.db", [])


def test_a_pasted_text_shows_its_record_and_is_not_kept(where: str) -> None:
    client = desk(where)
    answer = client.post("/read", data={"csrf": csrf(client), "text": TEXT.replace("\n", "\r\n"), "published": "2031-03-04"})
    assert answer.status_code == 200
    html = unescape(answer.text)
    assert "3 March 2031" in html
    assert "Read just now, not in the store" in html
    report = re.search(r'<div class="report" dir="auto">(.*?)</div>', html, re.DOTALL)
    assert report
    assert re.sub("<[^>]*>", "", report[1]) == TEXT
    assert client.get("/home.json").json()["holds"]["documents"] == 0


def test_a_text_is_saved_once(where: str) -> None:
    client = desk(where)
    form = {"csrf": csrf(client), "text": TEXT, "save": "true"}
    for published in ("", "2031-03-04"):
        answer = client.post("/read", data={**form, "published": published})
        assert (answer.status_code, answer.headers["location"]) == (303, "/documents/D1")
    row = client.get("/documents/D1.json").json()["document"]
    assert (row["version"], row["published"]) == (2, "2031-03-04")
    assert client.get("/contacts/C1").status_code == 200


def test_a_file_is_read_as_such(where: str) -> None:
    client = desk(where)
    page = f"<html><head><title>Talks</title></head><body><article><p>{TEXT}</p></article></body></html>".encode()
    answer = client.post("/read", data={"csrf": csrf(client)}, files={"file": ("talks.html", page)})
    assert answer.status_code == 200
    assert "&lt;p&gt;" not in answer.text
    refused = client.post("/read", data={"csrf": csrf(client)}, files={"file": ("x.zip", b"PK\x03\x04zip")})
    assert (refused.status_code, "save it as plain text first" in refused.text) == (400, True)


@pytest.mark.parametrize(
    ("form", "why"),
    [({}, "there is nothing to read"), ({"text": " \n"}, "there is nothing to read"),
     ({"text": "x", "published": "soon"}, "is not a date"), ({"text": "x" * 200_001}, "has 200,001 characters")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_beside_the_form(where: str, form: dict[str, str], why: str) -> None:
    client = desk(where)
    answer = client.post("/read", data={"csrf": csrf(client), **form})
    assert answer.status_code == 400
    assert why in unescape(answer.text)
    assert 'name="text"' in answer.text


def test_a_hostile_text_stays_in_its_field(where: str) -> None:
    client = desk(where)
    evil = "</textarea><script>alert(1)</script> Norway and Chile met in Oslo."
    html = client.post("/read", data={"csrf": csrf(client), "text": evil}).text
    assert "</textarea><script>" not in html
    assert html.count("<script") == html.count('<script src="/static/')


def test_a_read_only_desk_reads_and_does_not_save(where: str) -> None:
    client = desk(where, read_only=True)
    form = {"csrf": csrf(client), "text": TEXT}
    assert client.post("/read", data=form).status_code == 200
    assert 'name="save"' not in client.get("/read").text
    assert client.post("/read", data={**form, "save": "true"}).status_code == 403
    refused = client.post("/documents.json", json={"text": TEXT}, headers={"x-csrf-token": csrf(client)})
    assert (refused.status_code, "read-only" in refused.json()["detail"]) == (403, True)
    assert client.get("/home.json").json()["holds"]["documents"] == 0


def test_programs_read_and_save_too(where: str) -> None:
    client = desk(where)
    head = {"x-csrf-token": csrf(client)}
    record = client.post("/read.json", json={"text": TEXT, "published": "2031-03-04"}, headers=head).json()
    assert [record["text"][a:b] for a, b in record["contacts"][0]["evidence"]] == ["held talks"]
    saved = client.post("/documents.json", json={"text": TEXT}, headers=head)
    assert (saved.status_code, saved.json()) == (201, {"document": 1, "url": "/documents/D1"})
    assert client.post("/read.json", json={"text": ""}, headers=head).status_code == 422
    assert client.post("/read.json", json={"text": " "}, headers=head).status_code == 400
    assert client.post("/read.json", json={"text": "x", "more": 1}, headers=head).status_code == 422
    assert client.post("/read.json", content=b'{"text": "\\ud800"}', headers=head).status_code in (400, 422)
    assert client.post("/read.json", json={"text": TEXT}).status_code == 403


def test_more_than_a_report_may_have_is_not_taken(where: str) -> None:
    client = desk(where)
    form = {"csrf": csrf(client)}
    answer = client.post("/read", data=form, files={"file": ("x.txt", b"x" * (safety.MAX_BODY + 1))})
    assert answer.status_code == 413
    assert client.post("/read", data=form, files={"file": ("x.txt", b"x " * 2_500_000)}).status_code == 400
