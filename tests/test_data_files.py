"""Every rule and knowledge file says where it comes from, under which licence and from when, and names nothing twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman import data

PACKAGE = data.path("")
FOLDERS = (PACKAGE / "rules", PACKAGE / "gazetteer")
FILES = sorted(str(p.relative_to(PACKAGE)) for f in FOLDERS for p in f.rglob("*") if p.suffix in (".yaml", ".tsv"))
LICENCE = re.compile(r"Apache-2\.0|CC0|CC BY|CC-BY|ODbL|MIT|public domain", re.IGNORECASE)


def head(name: str) -> str:
    """The comment lines that open a file."""
    lines: list[str] = []
    for line in Path(PACKAGE / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line)
    return "\n".join(lines)


def ids(node: Any) -> Iterator[str]:
    """Every `id` in a tree of lists and dicts."""
    if isinstance(node, dict):
        if isinstance(node.get("id"), str):
            yield node["id"]
        for value in node.values():
            yield from ids(value)
    elif isinstance(node, list):
        for value in node:
            yield from ids(value)


def doubled(values: Iterator[Any] | list[Any]) -> list[Any]:
    return [value for value, n in Counter(values).items() if n > 1]


def test_there_are_files() -> None:
    assert any(f.startswith("rules/") for f in FILES)
    assert any(f.startswith("gazetteer/") for f in FILES)


@pytest.mark.parametrize("name", FILES)
def test_head_names_source_licence_and_date(name: str) -> None:
    text = head(name)
    assert re.search(r"\bSource:", text), "the head lacks 'Source:'"
    assert LICENCE.search(text), "the head names no licence"
    assert re.search(r"\bDate: \d{4}-\d{2}-\d{2}\b", text), "the head lacks 'Date: YYYY-MM-DD'"


@pytest.mark.parametrize("name", [f for f in FILES if f.endswith(".yaml")])
def test_yaml_ids_are_unique(name: str) -> None:
    assert doubled(ids(data.load_yaml(name))) == []


@pytest.mark.parametrize("name", [f for f in FILES if f.endswith(".tsv")])
def test_tsv_rows_are_unique(name: str) -> None:
    rows = data.load_tsv(name)
    assert rows
    assert doubled([tuple(r.values()) for r in rows]) == []
    assert doubled([r["id"] for r in rows if "id" in r]) == []


def test_rule_ids_are_unique_over_all_files() -> None:
    every = [(i, name) for name in FILES if name.endswith(".yaml") for i in set(ids(data.load_yaml(name)))]
    again = doubled([i for i, _ in every])
    assert again == [], [pair for pair in every if pair[0] in again]
