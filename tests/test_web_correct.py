"""Correcting at the desk: findings are accepted, corrected, rejected and added, contacts merged and split, and all of it undone."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from stored import TEXT, contact, record, side, statement
from test_web_pages import Parsed
from web import csrf, desk, store

from dragoman.text import Span

BY = {"who": "A. Lund", "why": "he is quoted"}


@pytest.fixture
def where(tmp_path: Path) -> str:
    evil = "<script>alert(1)</script> met in <b>Oslo</b>"
    records = [
        record("one", contacts=[contact(start="2031-03-03")], statements=[statement()]),
        record(
            "two", published="2031-05-01", contacts=[contact(kind="call", start="2031-03-10")], statements=[statement(score=0.2)]
        ),
        record(
            "evil",
            text=evil,
            statements=[statement(speaker="<x>", source_span=None, cue_span=None, content_spans=[(0, 44)], contact=None)],
        ),
    ]
    return store(tmp_path / "s.db", records)


def fields_of(html: str) -> dict[str, str]:
    """What the first form of a page that corrects holds, as a browser sends it."""
    form = re.search(r'<form method="post"[^>]*data-correct>(.*?)</form>', html, re.DOTALL)
    assert form
    body = form[1]
    held = {name: unescape(value) for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', body)}
    held |= {
        n: unescape(v).removeprefix("\n")
        for n, v in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL)
    }
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', body, re.DOTALL):
        held[name] = next(iter(re.findall(r'value="([^"]*)" selected', options) or re.findall(r'value="([^"]*)"', options)))
    return held


def edit(client: TestClient, path: str, **new: str) -> Any:
    """Send the form of a finding with some fields changed."""
    held = fields_of(client.get(path).text)
    assert held["csrf"] == csrf(client)
    return client.post(path, data={**held, **BY, "action": "edit", **{f"f-{name}": value for name, value in new.items()}})


def shown(client: TestClient, document: int, item: str) -> dict[str, Any]:
    found = client.get(f"/documents/D{document}/findings/{item}.json").json()["finding"]
    assert found is not None
    return dict(found)


def test_a_wrong_speaker_is_corrected_and_the_page_says_by_whom(where: str) -> None:
    client = desk(where)
    answer = edit(client, "/documents/D1/findings/s1", speaker="Per Berg")
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents/D1/findings/s1?made=1")
    assert shown(client, 1, "s1").items() >= {"speaker": "Per Berg", "review": "edited", "party": "NOR"}.items()
    page = unescape(client.get(answer.headers["location"]).text)
    assert 'value="Per Berg"' in page
    assert "Correction 1 is made" in page
    assert "D1.s1 speaker: Kari Lund → Per Berg" in page
    document = unescape(client.get("/documents/D1").text)
    assert "corrected by A. Lund" in document
    assert "he is quoted" in document
    assert [f["body"]["speaker"] for f in client.get("/search.json?person=berg").json()["statements"]] == ["Per Berg"]


def test_only_what_is_changed_is_kept(where: str) -> None:
    client = desk(where)
    edit(client, "/documents/D1/findings/c1", place="Oslo", start="2031-03-04", status="denied")
    rows = client.get("/corrections.json").json()["rows"]
    assert len(rows) == 1
    assert "status: held → denied" in rows[0]["what"]
    assert "evidence" not in rows[0]["what"]
    assert (
        shown(client, 1, "c1").items()
        >= {"place": "Oslo", "start": "2031-03-04", "status": "denied", "date_precision": "day"}.items()
    )


@pytest.mark.parametrize(
    ("item", "new", "why"),
    [
        ("c1", {"start": "soon"}, "'soon' is not a date"), ("c1", {"country": "Turkey"}, "ISO 3166-1"),
        ("s1", {"content_spans": "words that are not there"}, "does not stand in the text"), ("s1", {}, "nothing is changed"),
        ("s1", {"kind": "shouted"}, "kind: 'shouted' cannot be"), ("c1", {"ordinal": "first"}, "neither a number nor JSON"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_line_and_the_form_stays_as_it_was(where: str, item: str, new: dict[str, str], why: str) -> None:
    client = desk(where)
    answer = edit(client, f"/documents/D1/findings/{item}", **new)
    page = unescape(answer.text)
    told = re.findall(r'role="alert">([^<]*)<', page)
    assert (answer.status_code, len(told)) == (400, 1)
    assert why in told[0]
    assert all(value in page for value in new.values())
    assert 'value="he is quoted"' in page
    assert client.get("/corrections.json").json()["total"] == 0


@pytest.mark.parametrize(("left", "why"), [("who", "give your name"), ("why", "give a reason")])
def test_nobody_corrects_without_a_name_and_a_reason(where: str, left: str, why: str) -> None:
    client = desk(where)
    sent = {**fields_of(client.get("/documents/D1/findings/s1").text), **BY, left: " ", "action": "reject"}
    assert why in client.post("/documents/D1/findings/s1", data=sent).text


def test_a_form_of_an_earlier_state_is_refused(where: str) -> None:
    client = desk(where)
    old = fields_of(client.get("/documents/D1/findings/s1").text)
    edit(client, "/documents/D1/findings/s1", act="warn")
    late = client.post("/documents/D1/findings/s1", data={**old, **BY, "action": "edit", "f-speaker": "Per Berg"})
    assert (late.status_code, "changed meanwhile" in late.text) == (400, True)


def test_accept_reject_and_undo(where: str) -> None:
    client = desk(where)
    head = {"csrf": csrf(client), **BY}
    assert (
        client.post("/documents/D1/findings/s1", data={**head, "action": "accept", "to": "/documents/D1#s1"}).headers["location"]
        == "/documents/D1?made=1#s1"
    )
    assert shown(client, 1, "s1")["review"] == "accepted"
    client.post("/documents/D1/findings/s1", data={**head, "action": "reject"})
    assert client.get("/documents/D1/findings/s1.json").json()["finding"] is None
    page = client.get("/documents/D1/findings/s1")
    assert (page.status_code, "not shown any more" in page.text) == (200, True)
    assert client.get("/documents/D1.json").json()["record"]["statements"] == []
    client.post("/corrections", data={**head, "correction": "2", "to": "/documents/D1"})
    assert shown(client, 1, "s1")["review"] == "accepted"
    rows = client.get("/corrections.json?document=1").json()["rows"]
    assert [(row["id"], row["action"], row["undone"]) for row in rows] == [(2, "reject", True), (1, "accept", False)]
    again = client.post("/corrections", data={**head, "correction": "2"})
    assert (again.status_code, "undone already" in again.text) == (400, True)


def test_who_accepts_needs_no_reason(where: str) -> None:
    client = desk(where)
    given = {**fields_of(client.get("/documents/D1/findings/s1").text), "who": "A. Lund", "action": "accept"}
    assert given["why"] == ""
    assert client.post("/documents/D1/findings/s1", data=given).status_code == 303
    assert client.get("/corrections.json").json()["rows"][0]["why"] == "looked at it"


@pytest.mark.parametrize(
    "path",
    [
        "/documents/D1", "/documents/D1/findings/s1", "/documents/D1/findings/c1",
        "/documents/D1/add?layer=contacts", "/contacts/C1",
        "/contacts/C1/correct", "/queue?below=1", "/corrections",
    ],
)  # fmt: skip
def test_every_page_is_whole(where: str, path: str) -> None:
    client = desk(where)
    for item in ("s1", "c1"):
        client.post(f"/documents/D1/findings/{item}", data={"csrf": csrf(client), **BY, "action": "accept"})
    parsed = Parsed(client.get(path).text)
    ids = parsed.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in parsed.all("href") if link.startswith("#")} <= set(ids)
    assert set(parsed.all("for")) | set(parsed.all("aria-labelledby")) | set(parsed.all("list")) <= set(ids)
    labelled = set(parsed.all("for"))
    written = [given for tag, given in parsed.tags if tag == "input" and given.get("type", "text") == "text"]
    named = [*written, *(given for tag, given in parsed.tags if tag in ("select", "textarea"))]
    assert not [given for given in named if given.get("id") not in labelled]


def test_a_name_is_remembered(where: str) -> None:
    client = desk(where, who="The desk")
    assert 'value="The desk"' in client.get("/documents/D1/findings/s1").text
    client.post(
        "/documents/D1/findings/s1", data={"csrf": csrf(client), "who": "Åse “Ø” Lund; x=1", "why": "right", "action": "accept"}
    )
    assert 'value="Åse “Ø” Lund; x=1"' in unescape(client.get("/documents/D1/findings/s1").text)


def test_a_missing_finding_is_added_by_its_words(where: str) -> None:
    client = desk(where)
    words = "A new round will follow in June"
    page = client.get("/documents/D1/add", params={"layer": "outcomes", "words": words, "near": "80"})
    held = fields_of(page.text)
    assert held["f-evidence"] == words
    wrong = client.post("/documents/D1/add", data={**held, **BY, "f-kind": "", "f-what": "a new round"})
    assert (wrong.status_code, "outcomes need kind" in wrong.text) == (400, True)
    new = {
        "f-kind": "next_step",
        "f-what": "a new round",
        "f-status": "expected",
        "f-parties": "Norway & Chile",
        "f-when": "2031-06",
    }
    answer = client.post("/documents/D1/add", data={**held, **BY, **new})
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents/D1?made=1#o1")
    at = TEXT.index(words)
    want = {"parties": ["NOR", "CHL"], "evidence": [at, at + len(words)], "review": "added", "found_by": "person: A. Lund"}
    assert shown(client, 1, "o1").items() >= want.items()


def test_of_words_that_stand_twice_the_nearest_are_meant(where: str) -> None:
    client = desk(where)
    given = {"csrf": csrf(client), **BY, "layer": "places", "f-name": "x", "f-use": "location", "f-span": "in"}
    for near, at in (("0", TEXT.index("in Oslo")), ("100", TEXT.index("in June"))):
        answer = client.post("/documents/D1/add", data={**given, "near": near})
        item = answer.headers["location"].partition("#")[2]
        assert shown(client, 1, item)["span"][0] in (at, TEXT.index("Minister") + 1)


def test_an_entity_and_a_difference_are_added(where: str) -> None:
    client = desk(where)
    given = {"csrf": csrf(client), **BY}
    page = client.get("/documents/D1/add?layer=entities&words=Minister+Lund").text
    assert "Marco Rubio … nominal: the secretary" in page
    added = client.post(
        "/documents/D1/add",
        data={**given, **fields_of(page), **BY, "f-name": "Lund", "f-kind": "person", "f-mentions": "Lund … nominal: A new round"},
    )
    item = added.headers["location"].partition("#")[2]
    at = TEXT.index("Lund"), TEXT.index("A new round")
    assert shown(client, 1, item)["mentions"] == [
        {"kind": "name", "span": [at[0], at[0] + 4]}, {"kind": "nominal", "span": [at[1], at[1] + 11]},
    ]  # fmt: skip
    assert f'id="{item}"' in client.get("/documents/D1").text
    held = fields_of(client.get(f"/documents/D1/findings/{item}").text)
    assert held["f-mentions"] == "Lund … nominal: A new round"
    wrong = client.post("/documents/D1/add", data={**given, "layer": "differences", "f-about": "tolls", "f-accounts": "unfair"})
    assert (wrong.status_code, "has no party: give PARTY: WORDS" in wrong.text) == (400, True)
    accounts = "NOR: the tolls were unfair … Chile: A new round will follow"
    added = client.post("/documents/D1/add", data={**given, "layer": "differences", "f-about": "tolls", "f-accounts": accounts})
    item = added.headers["location"].partition("#")[2]
    assert [account["party"] for account in shown(client, 1, item)["accounts"]] == ["NOR", "CHL"]
    assert f'id="{item}"' in client.get("/documents/D1").text


def test_every_layer_has_its_form(where: str) -> None:
    client = desk(where)
    for layer in ("statements", "positions", "contacts", "outcomes", "events", "times", "places", "entities", "differences"):
        held = fields_of(client.get(f"/documents/D1/add?layer={layer}&words=held+talks").text)
        assert "held talks" in held.values(), layer
    assert "statements" in client.get("/documents/D1/add?layer=nothing").text
    assert client.post("/documents/D1/add", data={"csrf": csrf(client), **BY, "layer": "nothing"}).status_code == 400
    assert client.get("/documents/D9/add").status_code == 404


def test_all_of_it_as_data(where: str) -> None:
    client = desk(where)
    head = {"x-csrf-token": csrf(client)}

    def send(**given: Any) -> Any:
        return client.post("/corrections.json", json={**BY, **given}, headers=head)

    made = send(action="edit", document=1, item="s1", fields={"speaker": "Per Berg"})
    assert (made.status_code, made.json()["item"]) == (201, "s1")
    assert send(action="accept", document=1, item="c1").json()["contacts"] == [1]
    added = send(
        action="insert",
        document=1,
        layer="positions",
        fields={"party": "NOR", "issue": "tolls", "stance": "opposes", "evidence": [60, 70]},
    )
    assert added.json()["item"] == "p1"
    assert send(**{**made.json()["undo"], "why": "no"}).status_code == 201
    assert shown(client, 1, "s1")["speaker"] == "Kari Lund"
    assert client.get("/corrections.json").json()["total"] == 4


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"action": "edit", "document": 1, "item": "s1", "fields": {"speaker": 5}}, 400),
        ({"action": "edit", "document": 1, "item": "s1", "fields": {"nothing": "x"}}, 400),
        ({"action": "edit", "document": 1, "item": "s1", "fields": {}}, 422),
        ({"action": "edit", "document": 1, "item": "s1", "fields": {"speaker": "a\x00b"}}, 422),
        ({"action": "edit", "document": 1, "item": "s1", "fields": {"content_spans": [[0, 10**9]]}}, 400),
        ({"action": "edit", "document": 9, "item": "s1", "fields": {"speaker": "x"}}, 400),
        ({"action": "insert", "document": 1, "layer": "nothing", "fields": {"x": 1}}, 422),
        ({"action": "accept", "document": 1, "item": "s99"}, 400), ({"action": "accept", "document": 2**40, "item": "s1"}, 422),
        ({"action": "merge", "contact": 1, "other": 1}, 400), ({"action": "split", "contact": 1, "document": 2}, 400),
        ({"action": "undo", "correction": 7}, 400), ({"action": "explode"}, 422),
        ({"action": "accept", "document": 1, "item": "s1", "who": ""}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_as_data(where: str, given: dict[str, Any], status: int) -> None:
    client = desk(where)
    answer = client.post("/corrections.json", json={**BY, **given}, headers={"x-csrf-token": csrf(client)})
    assert answer.status_code == status
    assert "detail" in answer.json()
    assert client.get("/corrections.json").json()["total"] == 0


def test_read_only_hides_the_forms_and_refuses_them(where: str) -> None:
    client = desk(where, read_only=True)
    for path in ("/documents/D1", "/documents/D1/findings/s1", "/documents/D1/add", "/corrections"):
        assert 'method="post"' not in client.get(path).text, path
    head = {"csrf": csrf(client), **BY}
    for path in ("/documents/D1/findings/s1", "/documents/D1/add", "/corrections", "/corrections.json"):
        assert client.post(path, data={**head, "action": "accept"}, headers={"x-csrf-token": csrf(client)}).status_code == 403, path
    assert client.get("/corrections.json").json()["total"] == 0


def test_forms_lead_nowhere_else(where: str) -> None:
    client = desk(where)
    head = {"csrf": csrf(client), **BY, "action": "accept"}
    for to in ("//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/x\r\nset-cookie: a=b"):
        answer = client.post("/documents/D1/findings/s1", data={**head, "to": to})
        assert answer.headers["location"].startswith("/documents/D1/findings/s1?made="), to


def test_the_forms_are_described(where: str) -> None:
    described = desk(where).get("/openapi.json").json()
    body = described["paths"]["/corrections.json"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["discriminator"]["mapping"]) == {"accept", "edit", "reject", "insert", "merge", "split", "undo"}


REPORT = (
    "OSLO, 4 March 2031 – Norway and Chile held talks in Oslo on Monday. “The tolls will fall,” said Kari Lund. Luis Soto smiled."
)


def test_a_correction_stands_when_the_report_is_saved_again(tmp_path: Path, model: Path) -> None:
    client = desk(store(tmp_path / "s.db", []))
    form = {"csrf": csrf(client), "text": REPORT, "published": "2031-03-04", "save": "true"}
    at = client.post("/read", data=form).headers["location"]
    before = client.get(f"{at}.json").json()["record"]
    wrong = before["statements"][0]
    edit(client, f"{at}/findings/{wrong['id']}", speaker="Luis Soto", party="CHL")
    for published in ("2031-03-04", "2031-03-05"):
        assert client.post("/read", data={**form, "published": published}).headers["location"] == at
        after = client.get(f"{at}.json").json()["record"]
        assert [s["speaker"] for s in after["statements"]] == ["Luis Soto", *(s["speaker"] for s in before["statements"][1:])]
    assert after["statements"][0]["party"] == "CHL"
    assert "corrected by A. Lund" in client.get(at).text
    assert Span(*wrong["content_spans"][0]) == Span(*after["statements"][0]["content_spans"][0])


def test_two_contacts_are_merged_and_parted_again(where: str) -> None:
    client = desk(where)
    head = {"csrf": csrf(client), **BY}
    assert [c["id"] for c in client.get("/contacts.json").json()["rows"]] == [2, 1]
    page = client.get("/contacts/C1/correct")
    assert 'value="C2"' in page.text
    answer = client.post("/contacts/C1/correct", data={**head, "action": "merge", "other": "C2"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/contacts/C1?made=1")
    assert client.get("/contacts.json").json()["rows"][0]["sources"] == 2
    html = unescape(client.get("/contacts/C1").text)
    assert "C1 and C2 are one" in html
    assert "A. Lund" in html
    split = client.post("/contacts/C1/correct", data={**head, "action": "split", "document": "2"})
    assert split.status_code == 303
    assert client.get("/contacts.json").json()["total"] == 2
    for number in ("2", "1"):
        client.post("/corrections", data={**head, "correction": number})
    assert [c["id"] for c in client.get("/contacts.json").json()["rows"]] == [2, 1]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"action": "merge", "other": "C1"}, "one contact already"), ({"action": "merge", "other": "C99"}, "no contact 99"),
        ({"action": "merge", "other": "two"}, "give the number of the other contact"),
        ({"action": "split", "document": "1"}, "only D1 tells"),
    ],
)  # fmt: skip
def test_a_merge_that_cannot_be_is_one_line(where: str, given: dict[str, str], why: str) -> None:
    client = desk(where)
    answer = client.post("/contacts/C1/correct", data={"csrf": csrf(client), **BY, **given})
    told = re.findall(r'role="alert">([^<]*)<', unescape(answer.text))
    assert (answer.status_code, len(told)) == (400, 1)
    assert why in told[0]


def test_the_queue_holds_what_nobody_has_looked_at(where: str) -> None:
    client = desk(where)
    found = client.get("/queue.json").json()
    assert [(f["document"], f["body"]["id"]) for f in found["rows"]] == [(2, "s1")]
    assert found["total"] == 1
    page = client.get("/queue").text
    assert "Minister Lund" in page
    form = {"csrf": csrf(client), "who": "A. Lund", "why": "looked at it", "action": "accept", "to": "/queue?layer=statements"}
    assert client.post("/documents/D2/findings/s1", data=form).headers["location"] == "/queue?layer=statements&made=1"
    assert client.get("/queue.json").json()["rows"] == []
    assert client.get("/queue.json?below=1&layer=contacts").json()["total"] == 2
    assert client.get("/queue.json?layer=nothing").status_code == 422
    assert client.get("/queue.json?below=2").status_code == 422


def test_a_hostile_report_stays_text_in_forms(where: str) -> None:
    client = desk(where)
    edit(client, "/documents/D3/findings/s1", speaker='"><script>alert(2)</script>')
    for path in (
        "/documents/D3",
        "/documents/D3/findings/s1",
        "/corrections",
        "/documents/D3/add?words=%3Cscript%3E",
        "/queue?below=1",
    ):
        html = client.get(path).text
        assert "<script>" not in html.replace('<script src="/static', ""), path


def test_a_side_is_written_in_words() -> None:
    from dragoman import entries

    made = record("r", contacts=[contact(sides=[side("USA", "Marco Rubio", "Steve Witkoff"), side("RUS")])])
    given = [s.model_dump(mode="json") for s in made.contacts[0].sides]
    assert entries.entered(made, "contacts", "sides", given) == "USA (Marco Rubio, Steve Witkoff) & RUS"
    given[0]["lead"] = "Steve Witkoff"
    assert entries.entered(made, "contacts", "sides", given).startswith("[")
    assert entries.entered(made, "statements", "content_spans", [[56, 77]]) == TEXT[56:77]
    assert entries.entered(
        made, "statements", "content_spans", [[TEXT.index(w), TEXT.index(w) + 2] for w in ("in Oslo", "in June")]
    ).startswith("[[")
