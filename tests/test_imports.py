"""Imports run downwards only: no module imports one of a higher layer, and no chain of imports comes back to its start."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# From the ground up; a module may import those of its own layer and below. A package stands for all of its modules.
LAYERS = (
    {"errors", "visible", "workers"},
    {"text"},
    {"data", "analysis", "record", "knowledge", "parquet", "places", "raw"}
    | {"wording", "serial", "fields", "matching", "anchors", "why"},
    {"reading"},
    {"sources", "pages", "pdf", "feeds", "archives", "fetch", "visits", "batch", "intake", "outline", "evaluation", "store"}
    | {"marking", "partitions", "plan", "runners", "edits", "entries"},
    {"accounts", "adding", "diffing", "alignment", "characterisation", "comparing", "contradictions", "dossier", "facts"}
    | {"opposition", "processes", "promises"},
    {"view", "page", "listing", "chronicle", "export", "frames", "stores", "web"},
    {"commands", "cli", "__main__"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
# The package itself offers the public names and loads the rest on demand; its version is a constant that anyone may read.
CONSTANTS = {"__version__"}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted((ROOT / "dragoman").rglob("*.py"))}


def imported(tree: ast.AST) -> Iterator[str]:
    """Modules of the package that a module imports anywhere, also inside functions; not those for type checkers only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "dragoman")
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] == "dragoman"):
            assert not node.level, "imports are absolute"
            yield from (_target(str(node.module), alias.name) for alias in node.names if alias.name not in CONSTANTS)
        else:
            yield from imported(node)


def _target(module: str, name: str) -> str:
    return f"{module}.{name}" if f"{module}.{name}" in MODULES else module


GRAPH = {name: sorted(set(imported(ast.parse(path.read_text(encoding="utf-8"))))) for name, path in MODULES.items()}


def layer(module: str) -> int:
    """The layer of a module; the package itself is above all."""
    parts = module.split(".")
    return LEVEL[parts[1]] if len(parts) > 1 else len(LAYERS)


def test_each_module_has_a_layer() -> None:
    unknown = sorted({m.split(".")[1] for m in MODULES if "." in m} - set(LEVEL))
    assert not unknown, f"add to LAYERS in {Path(__file__).name}: {', '.join(unknown)}"


@pytest.mark.parametrize("module", sorted(GRAPH))
def test_imports_run_downwards(module: str) -> None:
    upward = [target for target in GRAPH[module] if layer(target) > layer(module)]
    assert not upward, f"{module} must not import {', '.join(upward)}"


def test_no_cycle() -> None:
    try:
        TopologicalSorter({m: [t for t in targets if t != m] for m, targets in GRAPH.items()}).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_walk_sees_imports_inside_functions() -> None:
    tree = ast.parse("def f():\n    from dragoman import cli, __version__\n\nif TYPE_CHECKING:\n    import dragoman.page\n")
    assert list(imported(tree)) == ["dragoman.cli"]
