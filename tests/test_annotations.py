"""Annotations kept without texts: taken apart and put together again, and the files that are kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.evaluation.common import read_set
from training import annotations as sets

Doc = dict[str, Any]

TEXT = 'Ann Lee met Bo Mar in Riga. Mar said "no" to the canal plan. Ann Lee and Bo Mar praised the port. Lee is at the port.'
FILES = [(part, file) for part in sets.PARTS for file in sorted((sets.FOLDER / part).glob("*.json"))]
every_file = pytest.mark.parametrize(("part", "file"), FILES, ids=[f"{part}-{file.stem[:20]}" for part, file in FILES])


def span(phrase: str) -> list[int]:
    start = TEXT.index(phrase)
    return [start, start + len(phrase)]


def annotated(**layers: list[Doc]) -> Doc:
    """A document in gold form; layers that are not given are empty."""
    head = dict.fromkeys(sets.FROM_TEXTS, "x") | {"id": "a", "pool_id": "a", "doc_kind": "invented", "text": TEXT}
    return head | {layer: layers.get(layer, []) for layer in sets.LAYERS}


SIDE = {"party": "LVA", "people": ["Ann Lee", "Bo Mar"], "lead": "Ann Lee"}
ROWS: list[tuple[str, Doc]] = [
    (
        "contacts",
        {"sides": [SIDE], "place": "Riga", "venue": None, "subjects": ["the canal plan"], "evidence": [span("met Bo Mar")]},
    ),
    ("contacts", {"sides": [], "place": None, "venue": "the port", "subjects": [], "evidence": [span("met Bo Mar")]}),
    ("statements", {"speaker": "Bo Mar", "source_span": span("Mar"), "content_spans": [span("no")], "hedge": None}),
    ("statements", {"speaker": "Ann Lee & Bo Mar", "source_span": span("Ann Lee and Bo Mar"), "contact": 0, "addressee": None}),
    (
        "positions",
        {"party": "LVA", "issue": "the canal plan", "stance": "rejects", "evidence": span('said "no" to the canal plan')},
    ),
    ("outcomes", {"parties": ["LVA"], "what": "met Bo Mar", "where": "Riga", "evidence": span("met Bo Mar in Riga")}),
    ("times", {"span": [0, 3], "type": "DATE", "value": None}),
    ("events", {"type": "CONSULT", "actors": ["LVA"], "recipients": [], "place": "Riga", "evidence": span("met Bo Mar")}),
    ("differences", {"about": "the plan", "accounts": [{"party": "LVA", "span": [0, 3]}]}),
]


@pytest.mark.parametrize(("layer", "item"), ROWS)
def test_what_was_taken_apart_is_put_together_again(layer: str, item: Doc) -> None:
    doc = annotated(**{layer: [item]})
    assert sets.rebuild(sets.strip(doc), doc) == doc


def test_phrases_become_spans_and_the_text_goes() -> None:
    kept = sets.strip(annotated(contacts=[ROWS[0][1]], statements=[ROWS[3][1]]))
    assert kept["contacts"][0]["place_span"] == span("Riga")
    assert kept["contacts"][0]["sides"] == [{"party": "LVA", "people_span": [span("Ann Lee"), span("Bo Mar")], "lead_span": [0, 7]}]
    assert kept["statements"][0]["speaker_span"] == [[61, 68], [73, 79]]
    assert "text" not in kept
    assert "title" not in kept
    assert not [phrase for phrase in ("Riga", "Ann Lee", "canal") if phrase in json.dumps(kept)]


def test_a_phrase_is_taken_from_the_evidence_if_it_stands_there_too() -> None:
    last = TEXT.rindex("the port")
    item = {"party": "LVA", "issue": "the port", "stance": "supports", "evidence": [last - 10, last + 8]}
    assert sets.strip(annotated(positions=[item]))["positions"][0]["issue_span"] == [last, last + 8]


def test_only_whole_words_are_found() -> None:
    with pytest.raises(ValueError, match="'the can' is not in the text"):
        sets.strip(annotated(positions=[{"issue": "the can", "evidence": [0, 3]}]))


def test_another_text_is_refused() -> None:
    doc = annotated()
    with pytest.raises(ValueError, match="a: the text in the data is not the annotated one"):
        sets.rebuild(sets.strip(doc), doc | {"text": TEXT + "."})


def test_written_form_has_one_item_a_line_and_is_json() -> None:
    kept = sets.strip(annotated(times=[{"span": [0, 3], "type": "DATE", "value": "2021"}] * 2))
    lines = sets.written(kept).splitlines()
    assert sum('"DATE"' in line for line in lines) == 2
    assert json.loads(sets.written(kept)) == kept


def test_a_document_that_the_pool_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "tune").mkdir()
    (tmp_path / "tune" / "a.json").write_text(sets.written(sets.strip(annotated())))
    _texts(tmp_path, {"id": "b", "text": TEXT})
    with pytest.raises(ValueError, match="no document a"):
        sets.load("tune", tmp_path, tmp_path)


def test_a_stretch_of_a_longer_text_is_cut_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "tune").mkdir()
    doc = annotated(times=[{"span": [0, 3], "type": "DATE", "value": None}])
    kept = sets.strip(doc | {"stretch": [5, 5 + len(TEXT)]})
    (tmp_path / "tune" / "a.json").write_text(sets.written(kept))
    _texts(tmp_path, {"id": "a", "text": f"News\n{TEXT}\nMore", "licence": "x"})
    (found,) = sets.load("tune", tmp_path, tmp_path)
    assert found["text"] == TEXT
    assert found["licence"] == "x"
    assert found["published"] is None


def _texts(folder: Path, *docs: Doc) -> None:
    """A data folder with `docs`."""
    for file in sets.TEXTS:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(gzip.compress("".join(json.dumps(d) + "\n" for d in docs).encode()))


def test_no_document_is_missing_and_none_is_in_both_parts() -> None:
    names = {part: {file.name for p, file in FILES if p == part} for part in sets.PARTS}
    assert {part: len(found) for part, found in names.items()} == {"tune": 530, "blind": 45}
    assert not names["tune"] & names["blind"]


@every_file
def test_files_hold_no_text(part: str, file: Path) -> None:
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert set(kept) - {"stretch"} == {"id", "pool_id", "doc_kind", "text_sha256", *sets.LAYERS}
    phrases = {name for names in sets.PHRASES.values() for name in names}
    items = [item for layer in sets.LAYERS for item in kept[layer]]
    sides = [side for contact in kept["contacts"] for side in contact["sides"]]
    assert not [key for item in (*items, *sides) for key in item if key in phrases]


@every_file
def test_files_fit_the_pool(part: str, file: Path, documents: dict[str, Doc]) -> None:
    doc = documents[file.stem]
    assert sets.strip(doc) == json.loads(file.read_text(encoding="utf-8"))
    spans = [s for item in doc["statements"] for s in (item["source_span"], item["cue_span"], *item["content_spans"]) if s]
    spans += [item["evidence"] for layer in ("positions", "outcomes", "events") for item in doc[layer]]
    spans += [item["span"] for item in doc["times"]] + [s for contact in doc["contacts"] for s in contact["evidence"]]
    quoted = [doc["text"][start:end] for start, end in spans]
    assert quoted == [phrase.strip() for phrase in quoted]
    assert all(quoted)
    assert all(s["contact"] is None or s["contact"] < len(doc["contacts"]) for s in doc["statements"])


def test_files_are_no_gold_documents(shared: Path) -> None:
    gold = {doc.get("pool_id") for folder in ("gold", "gold-train") for doc in read_set(shared / folder)}
    assert not gold & {json.loads(file.read_text(encoding="utf-8"))["pool_id"] for _, file in FILES}


def test_the_command_writes_the_gold_form(shared: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(sets.main, ["tune", "--data", str(shared), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert len(read_set(tmp_path)) == 530


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, Doc]:
    """The annotated documents with their texts, by id."""
    return {doc["id"]: doc for part in sets.PARTS for doc in sets.load(part, shared)}
