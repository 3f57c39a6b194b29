"""The labelled mentions of contacts fit the pool, and B-cubed is counted as its authors do."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def merging() -> ModuleType:
    spec = importlib.util.spec_from_file_location("merging", BENCHMARKS / "merging.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_b_cubed_of_a_known_grouping(merging: ModuleType) -> None:
    gold, found = ["x", "x", "x", "y"], ["1", "1", "2", "2"]
    scores = merging.b_cubed(gold, found)
    # precision (1 + 1 + 1/2 + 1/2) / 4, recall (2/3 + 2/3 + 1/3 + 1) / 4
    assert scores == pytest.approx((75.0, 200 / 3, 2 * 75 * (200 / 3) / (75 + 200 / 3)))


def test_a_telling_stands_for_one_mention(merging: ModuleType) -> None:
    given = [merging.Label("a", (0, 10), "x"), merging.Label("a", (8, 20), "y"), merging.Label("b", (0, 5), "x")]
    tellings = {"a": [(((0, 9),), 1)], "b": [(((7, 9),), 2)]}
    assert merging.groups(given, tellings) == [1, None, None]


def test_no_contact_is_in_both_parts(merging: ModuleType) -> None:
    tune, held = ({label.contact for label in merging.labels(part)} for part in merging.PARTS)
    assert not tune & held
    assert len(merging.labels("tune") + merging.labels("held")) >= 60


def test_the_labels_are_of_the_pool(shared: Path) -> None:
    given = json.loads((BENCHMARKS / "merging.json").read_text(encoding="utf-8"))
    docs = {doc["document"]: doc for part in ("tune", "held") for doc in given[part]}
    assert len(docs) >= 30
    with gzip.open(shared / "corpus" / "pool.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines) if row["id"] in docs}
    for id, doc in docs.items():
        assert hashlib.sha256(texts[id].encode()).hexdigest() == doc["text_sha256"], id
        for mention in doc["mentions"]:
            start, end = mention["span"]
            assert 0 <= start < end <= len(texts[id]), id
            assert texts[id][start:end] == texts[id][start:end].strip(), id
