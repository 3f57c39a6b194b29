"""The documentation: its links lead somewhere, every page is in the index, every command and rule key is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dragoman import data
from dragoman.cli import main

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
RULES = ROOT / "dragoman" / "rules"
PAGES = sorted(
    page
    for folder in (ROOT, DOCS, *(ROOT / name for name in ("benchmarks", "dragoman", "eval", "examples", "knowledge", "training")))
    for page in (folder.glob("*.md") if folder == ROOT else folder.rglob("*.md"))
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def read(page: Path) -> str:
    return _CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The fragments that the headings of a page have on the usual hosts."""
    heads = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    dead = []
    for link in _LINK.findall(read(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_a_dead_link_is_seen() -> None:
    assert "what-became-of-promises" in anchors(DOCS / "processes.md")
    assert "no-such-heading" not in anchors(DOCS / "processes.md")
    assert len(PAGES) > 12


def test_every_page_is_in_the_index() -> None:
    linked = set(_LINK.findall(read(DOCS / "README.md")))
    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} <= linked


def test_every_command_is_in_the_index_and_has_its_heading() -> None:
    commands = main.list_commands(None)  # type: ignore[arg-type]
    index, heads = (DOCS / "README.md").read_text(encoding="utf-8"), (DOCS / "cli.md").read_text(encoding="utf-8")
    assert [name for name in commands if f"`{name}`" not in index or f"\n## dragoman {name}\n" not in heads] == []


def row_keys(tree: Any) -> set[str]:
    """The keys of the rows of a rule file: of the mappings that stand in lists."""
    if isinstance(tree, dict):
        return {key for branch in tree.values() for key in row_keys(branch)}
    rows = [row for row in tree if isinstance(row, dict)] if isinstance(tree, list) else []
    return {str(key) for row in rows for key in row}


@pytest.mark.parametrize("file", sorted(RULES.rglob("*.yaml")), ids=lambda file: str(file.relative_to(RULES)))
def test_every_key_of_a_rule_row_is_explained(file: Path) -> None:
    name = file.relative_to(RULES)
    text = file.read_text(encoding="utf-8")
    comments = "\n".join(re.findall(r"(?:^|\s)#(.*)$", text, re.MULTILINE))
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    common, *sections = re.split(r"^## ", page, flags=re.MULTILINE)
    section = next((s for s in sections if s.startswith(f"{name}\n")), None)
    assert section is not None, f"docs/rules.md has no heading for {name}"
    told = {*re.findall(r"`(\w+)`", common + section), *re.findall(r"\w+", comments)}
    assert sorted(row_keys(data.load_yaml(f"rules/{name.as_posix()}")) - told) == []
