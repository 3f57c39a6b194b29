"""The scorers: by hand on small cases, and equal to the scorers beside the sets where these are at hand."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dragoman.errors import SourceError
from dragoman.evaluation import attributions, common, coref, entities, events, layers, places, record, times

Doc = dict[str, Any]


def official(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"official_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def disturbed(items: Sequence[Doc], rnd: random.Random, length: int) -> list[Doc]:
    """Some items dropped, some spans moved, some values changed: what a system of middling quality would give."""
    out = []
    for item in json.loads(json.dumps(items)):
        if rnd.random() < 0.2:
            continue
        if rnd.random() < 0.3:
            _shift(item, rnd, length)
        for key in ("value", "type", "party", "status", "kind", "start", "stance"):
            if key in item and rnd.random() < 0.15:
                item[key] = None if rnd.random() < 0.5 else "CONSULT"
        out.append(item)
    return out


def _shift(item: Doc, rnd: random.Random, length: int) -> None:
    for value in item.values():
        spans = [value] if isinstance(value, list) and value and isinstance(value[0], int) else value
        for span in spans if isinstance(spans, list) else ():
            if isinstance(span, list) and len(span) == 2 and isinstance(span[0], int):
                span[0] = max(0, min(span[0] + rnd.randint(-6, 6), length - 2))
                span[1] = max(span[0] + 1, min(span[1] + rnd.randint(-6, 6), length))


def predictions(docs: Sequence[Doc], keys: Sequence[str]) -> list[Doc]:
    rnd = random.Random(11)
    return [{"id": d["id"], **{k: disturbed(d[k], rnd, len(d["text"])) for k in keys}} for d in docs]


def by_id(docs: Sequence[Doc]) -> dict[str, Doc]:
    return {d["id"]: d for d in docs}


def test_attribution_scores_equal_the_scorer_beside_the_set(shared: Path) -> None:
    gold = common.read_set(shared / "quotes/polnear_dev.jsonl")[:30]
    predicted = predictions(gold, ["attributions"])
    ours = attributions.score(gold, by_id(predicted))
    theirs, _ = official(shared / "quotes/score.py").score(gold, predicted)
    for role in attributions.ROLES:
        for unit in ("exact", "token"):
            assert ours[f"{unit} {role} F1"] == pytest.approx(theirs["spans"][role][unit]["F1"], abs=0.051)
    for name in ("content", "content+source", "all"):
        assert ours[f"attribution {name} F1"] == pytest.approx(theirs["attribution"][name]["F1"], abs=0.051)


@pytest.mark.parametrize("name", ["timebank", "meantime-train"])
def test_time_scores_equal_the_scorer_beside_the_set(shared: Path, name: str) -> None:
    gold = common.read_set(shared / f"times/{name}.jsonl")
    predicted = predictions(gold, ["times"])
    scorer = official(shared / "times/score.py")
    theirs = scorer.figures(scorer.score(by_id(gold), by_id(predicted))[0])
    ours = times.score(gold, by_id(predicted))
    assert ours["strict F1"] == pytest.approx(theirs["strict"]["F1"])
    assert ours["relaxed F1"] == pytest.approx(theirs["relaxed"]["F1"])
    assert ours["value F1"] == pytest.approx(theirs["value_F1"])
    assert ours["type F1"] == pytest.approx(theirs["type_F1"])
    assert ours["strict+value F1"] == pytest.approx(theirs["strict_value_F1"])


def test_place_scores_equal_the_scorer_beside_the_set(shared: Path) -> None:
    gold = common.read_set(shared / "places/tr-news.dev.jsonl")
    predicted = predictions(gold, ["toponyms"])
    theirs, _ = official(shared / "places/score.py").score(by_id(gold), by_id(predicted), match="overlap")
    ours = places.score(gold, by_id(predicted))
    assert ours["recognition F1"] == pytest.approx(100 * theirs["recognition"]["f1"], abs=0.01)
    assert ours["within 161 km"] == pytest.approx(100 * theirs["resolution_end_to_end"]["accuracy"], abs=0.01)
    assert ours["within 161 km of resolved"] == pytest.approx(100 * theirs["resolution_resolved"]["accuracy"], abs=0.01)
    assert ours["AUC"] == pytest.approx(theirs["resolution_end_to_end"]["auc"], abs=1e-4)


def test_record_scores_equal_the_scorer_beside_the_set(shared: Path) -> None:
    gold = common.read_set(shared / "gold-train")
    predicted = by_id(predictions(gold, record.LAYERS))
    scorer = official(shared / "gold/score.py")
    theirs = scorer.score_docs(by_id(gold), predicted)
    ours = record.score(gold, predicted)
    for layer in record.LAYERS:
        assert ours[f"{layer} F1"] == pytest.approx(100 * theirs[layer].prf()[2])
        for field, (right, matched, *_) in theirs[layer].field.items():
            assert ours[f"{layer}.{field}"] == pytest.approx(100 * right / matched)
    assert ours["macro F1"] == pytest.approx(100 * scorer.macro(theirs)[0])


def test_entities_fold_places_and_leave_out_types_that_the_set_has_not() -> None:
    gold = [
        {
            "id": "a",
            "entities": [{"span": [0, 6], "type": "LOC"}, {"span": [9, 12], "type": "PER"}, {"span": [20, 24], "type": "DATE"}],
        }
    ]
    found = {
        "a": {"entities": [{"span": (0, 6), "type": "GPE"}, {"span": (9, 13), "type": "PER"}, {"span": (30, 33), "type": "NORP"}]}
    }
    figures = entities.score(gold, found)
    assert figures["F1"] == pytest.approx(50)
    assert figures["LOC F1"] == pytest.approx(100)
    assert figures["PER F1"] == pytest.approx(0)


def test_events_fold_yield_and_count_sentences_left_empty() -> None:
    gold = [
        {"id": "a", "events": [{"type": "YIELD", "quad": 2, "actors": ["RUSMIL"], "recipients": ["UKR"]}]},
        {"id": "b", "events": []},
        {"id": "c", "events": [{"type": "ACCUSE", "quad": 3, "actors": [], "recipients": []}]},
    ]
    found = {
        "a": {"sentence_type": "RETREAT", "events": [{"type": "RETREAT", "actors": ["RUS"], "recipients": ["UKRGOV"]}]},
        "b": {"sentence_type": None},
        "c": {"sentence_type": "REJECT"},
    }
    figures = events.score(gold, found)
    assert figures["type F1"] == pytest.approx(50)
    assert figures["quad F1"] == pytest.approx(100)
    assert figures["type+parties F1"] == pytest.approx(100)
    assert figures["empty"] == pytest.approx(100)


def _doc(*clusters: str) -> Doc:
    """Clusters of one-character mentions: "ab c" is {a, b} and {c}."""
    return {"id": "d", "mentions": [{"span": [ord(m), ord(m) + 1], "cluster": c} for c in clusters for m in c]}


def test_coreference_scores_of_the_textbook_example() -> None:
    # Pradhan et al. 2014 (reference scorer): key {abc} {defg}, response {ab} {cd} {fghi}
    figures = coref.score([_doc("abc", "defg")], {"d": _doc("ab", "cd", "fghi")})
    assert figures["MUC F1"] == pytest.approx(40, abs=0.01)
    assert figures["B3 F1"] == pytest.approx(100 * 2 * 0.5 * (35 / 84) / (0.5 + 35 / 84))
    assert figures["CEAFe F1"] == pytest.approx(52, abs=0.01)
    assert figures["mentions P"] == pytest.approx(100 * 6 / 8)
    assert figures["mentions R"] == pytest.approx(100 * 6 / 7)


def test_coreference_of_the_key_itself_is_perfect_and_of_nothing_is_nothing() -> None:
    assert coref.score([_doc("abc", "d")], {"d": _doc("abc", "d")})["CoNLL F1"] == pytest.approx(100)
    assert coref.score([_doc("abc", "d")], {})["CoNLL F1"] == pytest.approx(0)


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 5), (5, 3)])
def test_assignment_is_the_best_of_all_permutations(shape: tuple[int, int]) -> None:
    profit = np.random.default_rng(5).random(shape)
    wide = profit if shape[0] <= shape[1] else profit.T
    best = max(sum(wide[i, j] for i, j in enumerate(p)) for p in permutations(range(wide.shape[1]), wide.shape[0]))
    assert coref.assignment(profit) == pytest.approx(best)


def test_the_program_is_given_the_text_with_its_date_title_and_address_only() -> None:
    found = layers.document(
        {
            "id": 7,
            "text": "They met.",
            "title": "Talks",
            "dct": "2031-03-04",
            "url": "https://mfa.gov.ge/1",
            "source": "x",
            "contacts": [],
        }
    )
    given = {"id": "7", "text": "They met.", "title": "Talks", "published": "2031-03-04", "url": "https://mfa.gov.ge/1"}
    assert given == {name: getattr(found, name) for name in given}
    assert found.source is None


def test_a_set_that_is_not_there_or_not_json_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        common.read_set(tmp_path / "none.jsonl")
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "a", "text": ""}\n{"id"\n')
    with pytest.raises(SourceError, match=r"broken\.jsonl:2"):
        common.read_set(broken)


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    docs = [{"id": "b", "text": "x"}, {"id": "a", "text": "y"}]
    assert common.digest(docs) == common.digest(docs[::-1])
    assert common.digest(docs) != common.digest(docs[:1])
