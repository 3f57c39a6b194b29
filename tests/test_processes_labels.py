"""The labelled processes and promises fit the pool, and a promise is matched by its words or by the contact that it plans."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("processes")


def test_a_verdict_is_that_of_the_promise_that_stands_there(benchmark: ModuleType) -> None:
    given = [benchmark.Given("a", (10, 20), "kept"), benchmark.Given("b", (0, 5), "open"), benchmark.Given("b", (8, 9), "late")]
    found = [
        benchmark.Found("a", ((0, 12),), None, "open"),
        benchmark.Found("a", ((11, 20),), None, "kept"),
        benchmark.Found("a", ((30, 40),), 7, "overdue"),
    ]
    told = {"b": [(((0, 4),), 7), (((20, 24),), 8)]}
    assert benchmark.verdicts(given, found, told) == ["kept", "overdue", None]


def test_confusion_counts_every_label(benchmark: ModuleType) -> None:
    given = [benchmark.Given("a", (0, 1), "kept"), benchmark.Given("a", (2, 3), "broken"), benchmark.Given("a", (4, 5), "open")]
    lines = list(benchmark.outcomes(given, ["kept", "open", None]))
    assert lines[0] == "  3 promises, 2 found, 1 right: 33.3 % of all, 50.0 % of those found"
    rows = {line.split()[0]: line.split()[1:] for line in lines[2:]}
    assert rows["kept"] == ["1", "0", "0", "0", "0", "0"]
    assert rows["broken"] == ["0", "0", "0", "0", "1", "0"]
    assert rows["open"] == ["0", "0", "0", "0", "0", "1"]


def test_no_process_is_in_both_parts(benchmark: ModuleType) -> None:
    tune, held = ({label.contact for label in benchmark.labels(part)[0]} for part in benchmark.PARTS)
    assert not tune & held


def test_the_labels_are_of_the_pool(benchmark: ModuleType, shared: Path) -> None:
    given = json.loads(benchmark.LABELS.read_text(encoding="utf-8"))
    docs = {doc["document"]: doc for part in benchmark.PARTS for doc in given[part]}
    assert len(docs) >= 40
    with gzip.open(shared / "corpus" / "pool.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines) if row["id"] in docs}
    for id, doc in docs.items():
        assert hashlib.sha256(texts[id].encode()).hexdigest() == doc["text_sha256"], id
        for start, end in (labelled["span"] for labelled in (*doc["mentions"], *doc["promises"])):
            assert 0 <= start < end <= len(texts[id]), id
        assert {promise["verdict"] for promise in doc["promises"]} <= set(benchmark.VERDICTS), id
