"""Corrections of findings applied to a record: in the same reading, in another one, in a text that has changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stored import TEXT, contact, record, side, statement

from dragoman import anchors, edits, entries, fields
from dragoman.anchors import GoneError
from dragoman.edits import Edit
from dragoman.errors import RecordError
from dragoman.record import LAYERS, Record

LUND = {"id": "e1", "name": "Kari Lund", "kind": "person", "party": "NOR", "mentions": [{"span": (46, 50), "kind": "name"}]}
CHILE = {"id": "e2", "name": "Chile", "kind": "state", "party": "CHL", "mentions": [{"span": (11, 16), "kind": "name"}]}
ROUND = {
    "id": "o1",
    "kind": "next_step",
    "parties": ["NOR", "CHL"],
    "what": "A new round",
    "status": "expected",
    "evidence": (79, 111),
}
ACCOUNTS = [{"party": "NOR", "span": [66, 77]}, {"party": "CHL", "span": [91, 102]}]
BY: dict[str, Any] = {"found_by": "test", "score": 0.4}


def read(text: str = TEXT, at: int = 0, **layers: Any) -> Record:
    """A reading of the text, which stands `at` characters further on than in `TEXT`."""

    def moved(value: Any) -> Any:
        if isinstance(value, tuple) and len(value) == 2 and all(isinstance(n, int) for n in value):
            return (value[0] + at, value[1] + at)
        if isinstance(value, dict):
            return {name: moved(part) for name, part in value.items()}
        return [moved(part) for part in value] if isinstance(value, list) else value

    given: dict[str, Any] = {
        "contacts": [contact(start="2031-03-03")],
        "statements": [statement(speaker_id="e1")],
        "entities": [{**BY, **LUND}, {**BY, **CHILE}],
        "outcomes": [{**BY, **ROUND}],
        "differences": [{**BY, "id": "d1", "about": "tolls", "accounts": ACCOUNTS}],
    }
    return record(text=text, **moved({**given, **layers}))


def edit(machine: Record, number: int, item: str, **new: Any) -> Edit:
    layer, body = _body(machine, item)
    named = edits.names(machine, machine)
    changed = edits.changes(named, machine.text, layer, body, new)
    return Edit(number, "edit", {"target": edits.target(named, machine.text, layer, body), "fields": changed}, "Ada")


def say(machine: Record, number: int, action: edits.Action, item: str) -> Edit:
    layer, body = _body(machine, item)
    return Edit(number, action, {"target": edits.target(edits.names(machine, machine), machine.text, layer, body)}, "Ada")


def insert(machine: Record, number: int, layer: str, **given: Any) -> Edit:
    body = entries.check(machine, layer, entries.empty(layer, "Ada"), given)
    named = edits.names(machine, machine)
    return Edit(number, "insert", {"target": edits.target(named, machine.text, layer, body)}, "Ada")


def _body(machine: Record, item: str) -> tuple[str, dict[str, Any]]:
    found = edits.body(machine, item)
    assert found is not None
    return found


def test_without_edits_a_record_stays_as_it_was() -> None:
    assert edits.applied(read(), []) == edits.Applied(read(), {}, frozenset())


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_kept_of_a_finding_gives_it_back(layer: str) -> None:
    machine = read(
        positions=[{**BY, "id": "p1", "party": "NOR", "issue": "tolls", "stance": "opposes", "evidence": (56, 77)}],
        events=[{**BY, "id": "ev1", "type": "CONSULT", "actors": ["NOR"], "recipients": ["CHL"], "evidence": (0, 35)}],
        places=[{**BY, "id": "pl1", "span": (31, 35), "name": "Oslo"}],
        times=[{**BY, "id": "t1", "span": (106, 110), "type": "DATE", "value": "2031-06"}],
        attributions=[{**BY, "id": "a1", "source": [(37, 50)], "cue": [(51, 55)], "content": [(56, 77)], "kind": "speech"}],
        differences=[
            {**BY, "id": "d1", "about": "x", "accounts": [{"party": "NOR", "span": (0, 6)}, {"party": "CHL", "span": (11, 16)}]}
        ],
    )
    (item, *_) = getattr(machine, layer)
    whole = say(machine, 1, "accept", item.id)
    named = edits.names(machine, machine)
    kept = whole.payload["target"]["body"]
    body = edits.as_body(item)
    assert {name: anchors.lowered(machine.text, named, layer, name, kept[name]) for name in fields.of(layer)} == {
        name: body[name] for name in fields.of(layer)
    }
    assert edits.applied(machine, [whole]).places == {1: item.id}


MOVED = "A headline of another day.\n" + TEXT
CUT = TEXT.replace("Minister Lund said the tolls were unfair. ", "")


@pytest.mark.parametrize("text", [pytest.param(TEXT, id="same text"), pytest.param(MOVED, id="text that moved")])
def test_edits_hold_in_another_reading(text: str) -> None:
    first = read()
    said = [edit(first, 1, "s1", speaker="Per Berg", cue_span=[51, 55]), edit(first, 2, "c1", sides=[side("NOR"), side("PER")])]
    said += [say(first, 3, "accept", "c1"), say(first, 4, "reject", "o1")]
    again = read(text, len(text) - len(TEXT), statements=[statement("s1", party="CHL", kind="mixed")])
    found = edits.applied(again, said)
    assert found.unplaced == frozenset()
    assert found.places == {1: "s1", 2: "c1", 3: "c1", 4: "o1"}
    (s,), (c,) = found.record.statements, found.record.contacts
    assert (s.speaker, s.party, s.kind, s.review) == ("Per Berg", "CHL", "mixed", "edited")
    assert ([p.party for p in c.sides], c.review) == (["NOR", "PER"], "edited")
    assert found.record.outcomes == ()


def test_what_the_new_text_does_not_say_is_unplaced() -> None:
    first = read()
    said = [edit(first, 1, "s1", speaker="Per Berg"), say(first, 2, "accept", "s1"), say(first, 3, "reject", "s1")]
    found = edits.applied(record(text=CUT), said[:2])
    assert (found.places, set(found.unplaced), len(found.record.statements)) == ({1: None, 2: None}, {1, 2}, 0)
    assert edits.applied(record(text=CUT), said[2:]).unplaced == {3}


def test_what_a_person_accepted_or_edited_stays_when_a_new_reading_does_not_see_it() -> None:
    first = read()
    for said in (edit(first, 1, "s1", speaker="Per Berg"), say(first, 1, "accept", "s1")):
        found = edits.applied(read(MOVED, 27, statements=[]), [said])
        (s,) = found.record.statements
        assert (MOVED[slice(*s.content_spans[0])], s.contact, s.score) == ("the tolls were unfair", "c1", 0.9)
        assert s.review == ("edited" if said.action == "edit" else "accepted")
    gone = edits.applied(read(statements=[]), [say(first, 1, "reject", "s1")])
    assert (gone.record.statements, gone.places, gone.unplaced) == ((), {1: None}, frozenset())


def test_one_of_two_findings_on_the_same_words_is_not_taken_for_the_other() -> None:
    both = [
        {**BY, "id": "p1", "party": "NOR", "issue": "tolls", "stance": "opposes", "evidence": (56, 77)},
        {**BY, "id": "p2", "party": "CHL", "issue": "tolls", "stance": "supports", "evidence": (56, 77)},
    ]
    first = read(positions=both)
    said = [say(first, 1, "reject", "p1")]
    assert [p.id for p in edits.applied(first, said).record.positions] == ["p2"]
    other = read(positions=[{**both[1], "id": "p1"}])
    found = edits.applied(other, said)
    assert ([p.party for p in found.record.positions], found.places) == (["CHL"], {1: None})


def test_a_later_edit_of_a_finding_names_the_first() -> None:
    first = read()
    said = [edit(first, 1, "s1", speaker="Per Berg", content_spans=[[60, 77]])]
    said.append(Edit(2, "edit", {"with": 1, "fields": {"act": {"old": "say", "new": "deny"}}}, "Ada"))
    (s,) = edits.applied(read(MOVED, 27), said).record.statements
    assert (s.speaker, s.act, MOVED[slice(*s.content_spans[0])]) == ("Per Berg", "deny", "tolls were unfair")
    undone = [Edit(1, "edit", said[0].payload, "Ada", holds=False), said[1]]
    (s,) = edits.applied(read(MOVED, 27), undone).record.statements
    assert (s.speaker, s.act, s.review) == ("Kari Lund", "deny", "edited")


def test_what_was_added_stands_in_its_place_and_keeps_its_id() -> None:
    first = read()
    new = [
        insert(first, 1, "statements", content_spans=[[0, 35]], speaker="Per Berg", kind="indirect", contact="c1"),
        insert(first, 2, "statements", content_spans=[[79, 111]], speaker=None, kind="indirect"),
    ]
    found = edits.applied(first, new)
    assert [(s.id, s.review, s.found_by) for s in found.record.statements] == [
        ("s2", "added", "person: Ada"), ("s1", None, "test"), ("s3", "added", "person: Ada"),
    ]  # fmt: skip
    assert found.record.statements[0].contact == "c1"
    without = edits.applied(first, [Edit(1, "insert", new[0].payload, "Ada", holds=False), new[1]])
    assert [s.id for s in without.record.statements] == ["s1", "s3"]


def test_what_was_accepted_stays_in_its_place() -> None:
    first = read(statements=[statement(), statement("s2", content_spans=[(0, 35)])])
    found = edits.applied(first, [say(first, 1, "accept", "s2")])
    assert [(s.id, s.review) for s in found.record.statements] == [("s1", None), ("s2", "accepted")]


def test_what_was_added_and_is_found_by_a_new_reading_is_there_once() -> None:
    new = insert(read(statements=[]), 1, "statements", content_spans=[[56, 77]], speaker="Per Berg", kind="indirect")
    (s,) = edits.applied(read(), [new]).record.statements
    assert (s.id, s.speaker, s.review) == ("s1", "Per Berg", "added")


def test_what_named_a_rejected_finding_names_none() -> None:
    first = read()
    found = edits.applied(first, [say(first, 1, "reject", "c1"), say(first, 2, "reject", "e1")])
    (s,) = found.record.statements
    assert (s.contact, s.speaker_id, s.speaker) == (None, None, "Kari Lund")


def test_a_new_statement_is_about_a_contact_that_a_person_added() -> None:
    first = read(contacts=[], statements=[statement(contact=None)])
    added = insert(first, 1, "contacts", evidence=[[17, 35]], kind="talks", status="held", sides=[side("NOR"), side("CHL")])
    shown = edits.applied(first, [added]).record
    named = edits.names(first, shown)
    layer, body = _body(shown, "s1")
    payload = {
        "target": edits.target(named, TEXT, layer, body),
        "fields": edits.changes(named, TEXT, layer, body, {"contact": "c1"}),
    }
    for machine in (first, read(MOVED, 27, contacts=[], statements=[statement(contact=None)])):
        (s,) = edits.applied(machine, [added, Edit(2, "edit", payload, "Ada")]).record.statements
        assert s.contact == "c1"


# ---- words in a text
@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("He said no. She said yes. They said nothing.", 16),
        ("Well: He said no. She said yes. They said nothing.", 22),
        ("They said nothing. He said no. She said yes.", 35),
    ],
)
def test_words_are_found_by_what_is_around_them(text: str, there: int) -> None:
    before = "He said no. She said yes. They said nothing."
    assert anchors.located(text, anchors.quoted(before, (16, 20))) == (there, there + 4)


@pytest.mark.parametrize("text", ["", "Nothing was told.", "All is said"])
def test_words_that_are_gone_are_not_found_elsewhere(text: str) -> None:
    with pytest.raises(GoneError):
        anchors.located(text, anchors.quoted("He said no. She said yes.", (16, 20)))


# ---- what a person enters
@pytest.mark.parametrize(
    ("item", "name", "given", "value"),
    [
        ("s1", "speaker", "Per Berg", "Per Berg"),
        ("s1", "speaker", "null", None),
        ("s1", "party", "Chile", "CHL"),
        ("s1", "party", "Russia & the EU", "RUS & EU"),
        ("s1", "cue_span", "said", [51, 55]),
        ("s1", "cue_span", "[51, 55]", [51, 55]),
        ("s1", "content_spans", "the tolls … unfair", [[56, 65], [71, 77]]),
        ("s1", "content_spans", "[[56, 65]]", [[56, 65]]),
        ("s1", "negated", "yes", True),
        ("c1", "ordinal", "3", 3),
        ("c1", "sides", "Norway (Kari Lund, Per Berg) & PER", [side("NOR", "Kari Lund", "Per Berg"), side("PER")]),
        ("c1", "sides", '[{"party": "NOR"}]', [{"party": "NOR"}]),
        ("c1", "subjects", "the tolls & fish", ["the tolls", "fish"]),
        ("d1", "accounts", "Norway: were unfair … CHL: will follow", ACCOUNTS),
        ("d1", "accounts", json.dumps(ACCOUNTS), ACCOUNTS),
        (
            "e1",
            "mentions",
            "Lund … nominal: the tolls",
            [{"kind": "name", "span": [46, 50]}, {"kind": "nominal", "span": [56, 65]}],
        ),
        ("e1", "mentions", "held … name: in", [{"kind": "name", "span": [17, 21]}, {"kind": "name", "span": [28, 30]}]),
        ("o1", "parties", "NOR & Chile", ["NOR", "CHL"]),
        ("o1", "parties", "null", []),
    ],
)
def test_words_become_values(item: str, name: str, given: str, value: Any) -> None:
    layer, _ = _body(read(), item)
    assert entries.value(read(), layer, name, given) == json.loads(json.dumps(value))


@pytest.mark.parametrize(
    ("item", "name", "given", "message"),
    [
        ("s1", "mood", "bad", "statements have no field 'mood' to correct; they have: speaker, party"),
        ("s1", "score", "1", "statements have no field 'score'"),
        ("s1", "kind", "loud", "kind: 'loud' cannot be: input should be 'direct', 'mixed' or 'indirect'"),
        ("s1", "kind", "null", "kind: None cannot be"),
        ("s1", "date", "last Tuesday", "'last Tuesday' is not a date: use YYYY"),
        ("s1", "cue_span", "whispered", "'whispered' does not stand in the text"),
        ("s1", "cue_span", "[51, 5555]", r"\[51, 5555\] is not in the text of 111 characters"),
        ("s1", "cue_span", "[51", "neither a number nor JSON"),
        ("s1", "content_spans", "null", "content_spans is empty: a finding stands on words"),
        ("s1", "contact", "c7", "the report has no 'c7' among its contacts"),
        ("s1", "negated", "perhaps", "negated: 'perhaps' cannot be"),
        ("c1", "duration", "two hours", "no ISO 8601 duration"),
        ("c1", "country", "Norway", "no code of a country"),
        ("c1", "sides", "NOR (", "no side"),
        ("d1", "accounts", "the tolls", "'the tolls' has no party: give PARTY: WORDS"),
        ("d1", "accounts", "NOR: the tolls … Norway: unfair", "a difference has the accounts of two parties"),
        ("d1", "accounts", "null", "accounts is empty"),
        ("e1", "mentions", "loud: Lund", "does not stand in the text"),
        ("c1", "ordinal", "third", "neither a number nor JSON"),
    ],
)
def test_a_wrong_value_is_one_line(item: str, name: str, given: str, message: str) -> None:
    layer, body = _body(read(), item)
    with pytest.raises(RecordError, match=message) as caught:
        entries.check(read(), layer, body, {name: entries.value(read(), layer, name, given)})
    assert "\n" not in str(caught.value)


def test_what_follows_from_a_new_value_changes_with_it() -> None:
    machine = read(places=[{**BY, "id": "pl1", "span": (31, 35), "name": "Oslo", "country": "NOR"}])
    layer, body = _body(machine, "s1")
    assert entries.with_following(machine, layer, body, {"speaker": "Chile"}) == {
        "speaker": "Chile", "speaker_id": "e2", "on_behalf_of": None, "party": "CHL",
    }  # fmt: skip
    assert entries.with_following(machine, layer, body, {"speaker": "Per Berg", "party": "PER"}) == {
        "speaker": "Per Berg", "party": "PER", "speaker_id": None, "on_behalf_of": None,
    }  # fmt: skip
    layer, body = _body(machine, "c1")
    assert entries.with_following(machine, layer, body, {"place": "Oslo", "start": "2031-03"}) == {
        "place": "Oslo", "start": "2031-03", "place_id": "pl1", "country": "NOR", "date_precision": "month",
    }  # fmt: skip
