"""`dragoman eval`: one set, the table, and what goes wrong, on tiny sets of our own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import main
from dragoman.evaluation import layers, speed, table
from dragoman.evaluation.common import digest
from dragoman.text import Document

Doc = dict[str, Any]
TEXT = "Envoys of Peru and Chile met in Geneva on Monday, 3 March 2025. “We agreed on the water,” said Ana Rojas."
LISTS: Doc = {layer: [] for layer in ("contacts", "statements", "positions", "outcomes", "events", "differences")}


def span(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


DAY = {"span": span("Monday, 3 March 2025"), "type": "DATE", "value": "2025-03-03"}
GOLD: dict[str, Doc] = {
    "times": {"id": "a", "dct": "2025-03-04", "text": TEXT, "times": [DAY]},
    "places": {"id": "a", "text": TEXT, "toponyms": [{"span": span("Geneva"), "lat": 46.2, "lon": 6.15}]},
    "attributions": {
        "id": "a",
        "text": TEXT,
        "attributions": [
            {"source": [span("Ana Rojas")], "cue": [span("said")], "content": [span("“We agreed on the water,”")]},
        ],
    },
    "entities": {"id": "a", "text": TEXT, "entities": [{"span": span("Ana Rojas"), "type": "PER"}]},
    "coref": {"id": "a", "text": TEXT, "mentions": [{"span": span("Ana Rojas"), "cluster": 1}]},
    "events": {
        "id": "a",
        "text": TEXT,
        "events": [{"type": "CONSULT", "quad": 1, "actors": ["PER"], "recipients": ["CHL"]}],
    },
    "record": {"id": "a", "published": "2025-03-04", "text": TEXT, **LISTS, "times": [DAY]},
}
ITEMS = {"places": "toponyms", "coref": "mentions", "record": "contacts"}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["eval", *map(str, arguments)])


def write(path: Path, *docs: Doc) -> Path:
    path.write_text("".join(json.dumps(d) + "\n" for d in docs), encoding="utf-8")
    return path


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """Times that the test decides, without a model: one day in each document. Gives the documents that were shown."""
    shown: list[Document] = []

    def predict(doc: Document, set_name: str) -> Doc:
        shown.append(doc)
        return {"times": [DAY]}

    times = layers.LAYERS["times"]
    monkeypatch.setitem(layers.LAYERS, "times", layers.Layer("times", predict, times.score, times.headline, times.form))
    return shown


@pytest.mark.parametrize("layer", sorted(GOLD))
def test_each_layer_scores_its_form_and_writes_predictions_in_it(model: Path, tmp_path: Path, layer: str) -> None:
    gold, out = write(tmp_path / "set.jsonl", GOLD[layer]), tmp_path / "out"
    done = run(layer, "--gold", gold, "--out", out, "--json")
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert set(layers.LAYERS[layer].headline) <= set(figures)
    predicted = json.loads((out / "a.json" if layer == "record" else out).read_text(encoding="utf-8"))
    assert predicted["id"] == "a"
    assert isinstance(predicted[ITEMS.get(layer, layer)], list)


def test_a_folder_is_a_set_too(tmp_path: Path, echo: list[Document]) -> None:
    (tmp_path / "one.json").write_text(json.dumps(GOLD["times"]), encoding="utf-8")
    (tmp_path / "no document.json").write_text("{}", encoding="utf-8")
    done = run("times", "--gold", tmp_path)
    assert done.exit_code == 0
    assert "value F1           100.00" in done.stdout


def test_the_program_sees_no_labels(tmp_path: Path, echo: list[Document]) -> None:
    run(
        "times",
        "--gold",
        write(tmp_path / "set.jsonl", {**GOLD["times"], "title": "Water", "source": "s", "url": "https://x.example"}),
    )
    seen = Document(text=TEXT, id="a", published="2025-03-04", published_by="user", title="Water", url="https://x.example")
    assert echo == [seen]


def test_file_names_of_predictions_stay_in_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record = layers.LAYERS["record"]
    empty = {name: [] for name in record.form}
    monkeypatch.setitem(layers.LAYERS, "record", layers.Layer("record", lambda d, s: empty, record.score, (), record.form))
    gold = write(tmp_path / "set.jsonl", {"id": "../a/b", "text": "", **empty})
    assert run("record", "--gold", gold, "--out", tmp_path / "out").exit_code == 0
    assert [p.name for p in tmp_path.rglob("*.json")] == ["__a_b.json"]


FAILURES: dict[str, tuple[Callable[[Path], list[object]], str]] = {
    "no file": (lambda p: ["times", "--gold", p / "none.jsonl"], "no such file or folder"),
    "empty file": (lambda p: ["times", "--gold", write(p / "e.jsonl")], "no documents with `id` and `text`"),
    "empty folder": (lambda p: ["times", "--gold", p], "no documents with `id` and `text`"),
    "another form": (lambda p: ["times", "--gold", write(p / "q.jsonl", GOLD["attributions"])], "'a' has no list `times`"),
    "record of times": (lambda p: ["record", "--gold", write(p / "t.jsonl", GOLD["times"])], "'a' has no list `contacts`"),
    "item without a value": (
        lambda p: ["times", "--gold", write(p / "t.jsonl", {**GOLD["times"], "times": [{"span": [0, 2], "type": "DATE"}]})],
        "item of `times` without `value`",
    ),
    "no text": (lambda p: ["times", "--gold", write(p / "t.jsonl", {"id": "a"})], "document 1 has no `id` and `text`"),
    "an id twice": (lambda p: ["times", "--gold", write(p / "t.jsonl", GOLD["times"], GOLD["times"])], "'a' comes twice"),
    "a list": (lambda p: ["times", "--gold", _bytes(p / "l.jsonl", b"[1]\n")], "l.jsonl:1: not a JSON object"),
    "not JSON": (lambda p: ["times", "--gold", _bytes(p / "n.jsonl", b"<html>\n")], "n.jsonl:1: not JSON"),
    "not JSON in a folder": (lambda p: ["record", "--gold", _bytes(p / "n.json", b"{").parent], "n.json: not JSON"),
    "not UTF-8": (lambda p: ["times", "--gold", _bytes(p / "b.jsonl", b"\xff\xfe")], "not to be read as UTF-8"),
    "not gzipped": (lambda p: ["times", "--gold", _bytes(p / "b.jsonl.gz", b"abc")], "not to be read as UTF-8"),
    "nowhere to write": (
        lambda p: ["times", "--gold", write(p / "t.jsonl", GOLD["times"]), "--out", p / "none" / "out"],
        "cannot be written (No such file or directory)",
    ),
}


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize("name", FAILURES)
def test_what_cannot_be_scored_is_one_line_and_exit_code_1(tmp_path: Path, name: str) -> None:
    arguments, said = FAILURES[name]
    done = run(*arguments(tmp_path))
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1


WRONG_CALLS = {
    "no such layer": (["tides", "--gold", "x"], "'tides' is not one of 'attributions', 'times'"),
    "a set without a layer": (["--gold", "x"], "--gold needs a LAYER"),
    "predictions of no set": (["times", "--out", "x"], "--out needs --gold"),
    "speed of a set": (["speed", "--gold", "x"], "an article of its own"),
    "no data folder": (["--data", "no such folder"], "no data folder no such folder"),
}


@pytest.mark.parametrize("name", WRONG_CALLS)
def test_a_wrong_call_is_exit_code_2(name: str) -> None:
    arguments, said = WRONG_CALLS[name]
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, echo: list[Document]) -> Callable[[float, str], Path]:
    """A data folder with one pinned set, given the floor of its value F1, which is 100, and a note."""

    def pin(floor: float, note: str = "") -> Path:
        write(tmp_path / "set.jsonl", GOLD["times"])
        row = {"layer": "times", "path": "set.jsonl", "digest": digest([GOLD["times"]]), "floors": {"value F1": [floor, 0.5]}}
        missing = {"layer": "times", "path": "missing.jsonl", "digest": "", "floors": {}}
        monkeypatch.setattr(table, "floors", lambda: [{**row, "note": note}, missing])
        return tmp_path

    return pin


def test_the_table_shows_value_floor_and_noise_and_what_is_missing(pinned: Callable[[float, str], Path]) -> None:
    done = run("--data", pinned(90.0, "seen"))
    assert done.exit_code == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["times", "set.jsonl", "value", "F1", "100.00", "90.00", "0.50", "seen"] in lines
    assert ["times", "missing.jsonl", "-", "not", "here"] in lines


def test_a_figure_below_its_floor_fails(pinned: Callable[[float, str], Path]) -> None:
    done = run("times", "--data", pinned(100.5, ""))
    assert done.exit_code == 1
    assert "BELOW" in done.stdout
    assert "1 figures are below" in done.stderr


def test_the_table_of_another_layer_measures_nothing_else(pinned: Callable[[float, str], Path], echo: list[Document]) -> None:
    assert run("places", "--data", pinned(100.5, "")).exit_code == 0
    assert echo == []


def test_the_table_says_when_a_set_has_changed(pinned: Callable[[float, str], Path]) -> None:
    root = pinned(90.0, "")
    write(root / "set.jsonl", {**GOLD["times"], "id": "b"})
    rows = [json.loads(line) for line in run("--data", root, "--json").stdout.splitlines()]
    assert rows[0]["note"].startswith("the set is ")
    assert rows[0]["value"] == pytest.approx(100)


def test_floors_are_pinned_for_headline_figures_of_known_layers() -> None:
    for row in table.floors():
        layer = layers.LAYERS[str(row["layer"])]
        assert set(row["floors"]) <= set(layer.headline)  # type: ignore[call-overload]
        assert len(str(row["digest"])) == 12


def test_speed_is_measured_in_processes_of_its_own(model: Path) -> None:
    figures = speed.measure(repeats=1, starts=1)
    seconds, processor = figures["seconds a 600-word article"], figures["processor seconds a 600-word article"]
    assert seconds is not None
    assert processor is not None
    assert 0.01 < processor <= seconds * 1.1
    assert figures["articles a second"] == pytest.approx(1 / seconds)
    assert all(value is not None and value > 0 for value in figures.values())


def test_the_article_of_the_speed_figures_has_about_600_words() -> None:
    assert 550 <= len(speed.article().split()) <= 650
