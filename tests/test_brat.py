"""brat and back: what is written, what was changed there, and the corrections that come of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from stored import contact, record, side, statement
from test_store import put

from dragoman.cli import main
from dragoman.errors import SourceError
from dragoman.export import brat
from dragoman.export.brat import Change
from dragoman.record import Record
from dragoman.store import corrections, database, query

# Characters beyond the BMP, and a line break of two characters in the middle of a statement.
TEXT = "🕊️ Norway and Chile held talks.\r\nLund 𝐬𝐚𝐢𝐝 the tolls\r\nwere unfair; Soto agreed.\nMore will follow in June."
BY: dict[str, Any] = {"found_by": "test", "score": 0.5}


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


NEW = "\n".join(
    (
        f"T90\tPosition {at('Soto agreed')[0]} {at('Soto agreed')[1]}\tSoto agreed",
        "A90\tPosition-stance T90 accepts",
        "#90\tAnnotatorNotes T90\tparty=CHL; issue=tolls\n",
    )
)


def mentions(**spans: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"kind": kind, "span": span} for kind, span in spans.items()]


def made() -> Record:
    said = statement(
        source_span=at("Lund"), cue_span=at("𝐬𝐚𝐢𝐝"), content_spans=[at("the tolls\r\nwere"), at("unfair")], negated=True,
        addressee="A; B \\ C & D",
    )  # fmt: skip
    tolls, june, chile, more = at("the tolls\r\nwere unfair"), at("June"), at("Chile"), at("More")
    outcome = {"kind": "next_step", "parties": ["NOR", "CHL"], "what": "x", "status": "open", "evidence": more}
    event = {"type": "CONSULT", "actors": ["NOR"], "recipients": ["CHL"], "evidence": at("held"), "quad": 1}
    told = [at("Norway and Chile"), at("talks")]
    lund = {"name": "Kari Lund", "kind": "person", "party": "NOR", "affiliation": "e2", "mentions": mentions(name=at("Lund"))}
    norway = {"name": "Norway", "kind": "state", "party": "NOR", "mentions": mentions(name=at("Norway"))}
    both = {"name": "Norway and Chile", "kind": "group", "members": ["e2"]}
    both["mentions"] = mentions(name=at("Norway and Chile"), pronoun=more)
    accounts = [{"party": "NOR", "span": tolls}, {"party": "CHL", "span": at("Soto agreed")}]
    return record(
        "r", text=TEXT, statements=[said],
        contacts=[contact(evidence=told, sides=[side("NOR", "Kari Lund"), side("CHL")], ordinal=2)],
        positions=[{**BY, "id": "p1", "party": "NOR", "issue": "tolls", "stance": "opposes", "evidence": tolls}],
        times=[{**BY, "id": "t1", "span": june, "type": "DATE", "value": "2031-06"}],
        places=[{**BY, "id": "pl1", "span": chile, "name": "Chile", "lat": -33.4, "use": "actor"}],
        outcomes=[{**BY, "id": "o1", **outcome}],
        events=[{**BY, "id": "ev1", **event}],
        entities=[{**BY, "id": f"e{n}", **entity} for n, entity in enumerate((lund, norway, both), 1)],
        differences=[{**BY, "id": "d1", "about": "the tolls; all", "accounts": accounts}],
        attributions=[{**BY, "id": "a1", "source": [at("Lund")], "cue": [at("𝐬𝐚𝐢𝐝")], "content": [tolls], "kind": "speech"}],
    )  # fmt: skip


def test_each_line_names_its_stretches_in_code_points_and_their_words() -> None:
    lines = brat.ann(made()).splitlines()
    marks = [line.split("\t") for line in lines if line.startswith("T")]
    for _, head, words in marks:
        pieces = [tuple(map(int, piece.split())) for piece in head.partition(" ")[2].split(";")]
        assert " ".join(TEXT[start:end] for start, end in pieces) == words
        assert "\n" not in words
        assert "\r" not in words
    assert [head.split(" ")[0] for _, head, words in marks if words == "the tolls were unfair"] == [
        "Attribution",
        "Statement",
        "Position",
        "Difference",
    ]
    assert {mark for mark, *_ in marks} == {f"T{n}" for n in range(1, len(marks) + 1)}
    named = {line.split("\t")[1].split()[0] for line in lines if line[0] in "TRA"}
    known = {line.split("\t")[0] for line in brat.configuration().splitlines()}
    assert named <= known


def test_what_was_not_changed_gives_no_change() -> None:
    assert brat.changes(made(), brat.ann(made())) == []
    assert brat.changes(made(), brat.ann(made()).replace("\n", "\r\n")) == []


def change(old: str, new: str) -> list[Change]:
    before = brat.ann(made())
    assert before.count(old) == 1, (old, before)
    return brat.changes(made(), before.replace(old, new))


def test_words_attributes_notes_and_ties_that_were_changed_are_edits() -> None:
    start, end = at("June")
    june = f"Time {start} {end}\tJune"
    assert change(june, f"Time {start - 3} {end}\tin June") == [Change("edit", "times", "t1", {"span": [start - 3, end]})]
    (stance,) = [line for line in brat.ann(made()).splitlines() if "Position-stance" in line]
    assert change(stance, stance.replace("opposes", "rejects")) == [Change("edit", "positions", "p1", {"stance": "rejects"})]
    assert change("speaker=Kari Lund", "speaker=Inés Soto") == [Change("edit", "statements", "s1", {"speaker": "Inés Soto"})]
    assert change("addressee=A\\; B \\\\ C & D", "addressee=A\\; B") == [Change("edit", "statements", "s1", {"addressee": "A; B"})]
    (negated,) = [line for line in brat.ann(made()).splitlines() if "Statement-negated" in line]
    assert change(f"{negated}\n", "") == [Change("edit", "statements", "s1", {"negated": False})]
    (tie,) = [line for line in brat.ann(made()).splitlines() if "contact-of-Statement" in line]
    assert change(f"{tie}\n", "") == [Change("edit", "statements", "s1", {"contact": None})]
    (cue,) = [line for line in brat.ann(made()).splitlines() if "\tStatement-cue_span" in line]
    assert change(f"{cue}\n", "") == [Change("edit", "statements", "s1", {"cue_span": None})]


def test_mentions_and_accounts_that_were_changed_are_edits() -> None:
    start, end = at("More")
    written = brat.ann(made())
    mention = next(line for line in written.splitlines() if "\tEntity-mentions " in line)
    mark = mention.split("\t")[0]
    soto = at("Soto")
    moved = mention.replace(f"{start} {end}\tMore", f"{soto[0]} {soto[1]}\tSoto")
    whole, pronoun = {"kind": "name", "span": list(at("Norway and Chile"))}, {"kind": "pronoun", "span": list(soto)}
    assert change(mention, moved) == [Change("edit", "entities", "e3", {"mentions": [whole, pronoun]})]
    assert change(f"{mention}\n", "") == [Change("edit", "entities", "e3", {"mentions": [whole]})]
    lost = brat.changes(made(), written.replace("mentions=pronoun", "mentions=nominal"))
    assert [c.fields["mentions"][1]["kind"] for c in lost] == ["nominal"]
    assert f"AnnotatorNotes {mark}\tmentions=pronoun" in written
    accounts = [{"party": "NOR", "span": list(at("the tolls\r\nwere unfair"))}, {"party": "PER", "span": list(at("Soto agreed"))}]
    assert change("accounts=CHL", "accounts=Peru") == [Change("edit", "differences", "d1", {"accounts": accounts})]
    assert change("about=the tolls\\; all", "about=tolls") == [Change("edit", "differences", "d1", {"about": "tolls"})]


def test_who_belongs_to_whom_is_tied() -> None:
    lines = brat.ann(made()).splitlines()
    affiliation, members = ([line for line in lines if f"\t{part}-of-Entity " in line] for part in ("affiliation", "members"))
    assert len(affiliation) == len(members) == 1
    assert change(f"{affiliation[0]}\n", "") == [Change("edit", "entities", "e1", {"affiliation": None})]
    assert change(f"{members[0]}\n", "") == [Change("edit", "entities", "e3", {"members": []})]


def test_an_entity_and_a_difference_that_were_added_are_inserted() -> None:
    soto, agreed, tolls = at("Soto"), at("Soto agreed"), at("the tolls\r\nwere unfair")
    text = brat.ann(made()) + "\n".join(
        (
            f"T90\tEntity {soto[0]} {soto[1]}\tSoto",
            "A90\tEntity-kind T90 person", "#90\tAnnotatorNotes T90\tname=Soto; party=CHL",
            f"T91\tDifference {tolls[0]} {tolls[1]}\tx", "#91\tAnnotatorNotes T91\tabout=tolls; accounts=Norway",
            f"T92\tDifference-accounts {agreed[0]} {agreed[1]}\tx", "#92\tAnnotatorNotes T92\taccounts=CHL",
            "R90\taccounts-of-Difference Arg1:T91 Arg2:T92\n",
        )
    )  # fmt: skip
    entity, difference = brat.changes(made(), text)
    assert (entity.action, entity.layer, entity.fields["mentions"]) == (
        "insert",
        "entities",
        [{"kind": "name", "span": list(soto)}],
    )
    assert [account["party"] for account in difference.fields["accounts"]] == ["NOR", "CHL"]


def test_a_piece_that_was_taken_off_is_an_edit_and_a_line_break_parts_nothing() -> None:
    (line,) = [line for line in brat.ann(made()).splitlines() if "\tStatement " in line]
    start, end = at("unfair")
    shorter = line.replace(f";{start} {end}", "").replace(" unfair", "")
    assert change(line, shorter) == [Change("edit", "statements", "s1", {"content_spans": [list(at("the tolls\r\nwere"))]})]


def test_annotations_that_are_gone_or_new_are_rejected_and_inserted() -> None:
    before = brat.ann(made())
    (line,) = [line for line in before.splitlines() if "\tTime " in line]
    assert brat.changes(made(), before.replace(f"{line}\n", "")) == [Change("reject", "times", "t1")]
    (found,) = brat.changes(made(), before + NEW)
    assert found == Change(
        "insert", "positions", None, {"party": "CHL", "issue": "tolls", "stance": "accepts", "evidence": list(at("Soto agreed"))}
    )
    other = brat.changes(made(), before.replace("\tTime ", "\tPlace "))
    assert [(c.action, c.layer) for c in other] == [("reject", "times"), ("insert", "places")]


@pytest.mark.parametrize("line", ["T1 Time 0 4", "T99\tTime x y\tw", "nonsense"])
def test_a_line_that_is_no_annotation_is_told(line: str) -> None:
    with pytest.raises(SourceError, match="line"):
        brat.changes(made(), brat.ann(made()) + line)


# ---- commands
def run(db: Path, *args: Any) -> Result:
    return CliRunner().invoke(main, [*map(str, args), "--db", str(db)])


def test_a_folder_goes_to_brat_and_comes_back(tmp_path: Path) -> None:
    db, folder = tmp_path / "s.db", tmp_path / "annotated"
    engine = database.engine(db, create=True)
    put(engine, "a", made())
    assert run(db, "export", "--to", "brat", "--out", folder).stderr == f"1 documents in {folder}\n"
    assert (folder / "D1.txt").read_bytes().decode() == TEXT
    by = ("--who", "Ada")
    assert run(db, "brat", folder, *by).stdout.startswith("0 corrections made")
    path = folder / "D1.ann"
    lines = [line for line in path.read_bytes().decode().splitlines() if "\tTime " not in line]
    path.write_bytes(("\n".join(lines).replace("speaker=Kari Lund", "speaker=Inés Soto") + "\n" + NEW).encode())
    assert run(db, "brat", folder, *by).stdout.startswith("3 corrections made")
    assert run(db, "brat", folder, *by).stdout.startswith("0 corrections made")
    with database.reading(engine) as connection:
        shown = query.document(connection, 1)
        assert [(c.action, c.who, c.why) for c in corrections.listed(connection)] == [
            ("reject", "Ada", "changed in brat"), ("edit", "Ada", "changed in brat"), ("insert", "Ada", "changed in brat"),
        ]  # fmt: skip
    assert (shown.statements[0].speaker, shown.times, [p.review for p in shown.positions]) == ("Inés Soto", (), [None, "added"])
    path.write_bytes(b"oops")
    assert "D1.ann: line 1 is no brat annotation: 'oops'" in run(db, "brat", folder, *by).stderr
    kept = json.loads((folder / "D1.json").read_bytes())
    (folder / "D1.json").write_text(json.dumps({**kept, "key": "gone"}), encoding="utf-8")
    assert "the store has no document gone" in run(db, "brat", folder, *by).stderr
    engine.dispose()
