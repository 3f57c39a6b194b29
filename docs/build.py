"""Writes the generated parts of the documentation: `python docs/build.py`. A test checks that they are fresh.

`record.schema.json` and `record.md` come from the models, `cli.md` from the commands' help, and the example in README.md from
reading its own paragraph.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
from rich.console import Console

import dragoman
from dragoman import view
from dragoman.cli import main as command
from dragoman.record import LAYERS, Record, json_schema

DOCS = Path(__file__).parent
README = DOCS.parent / "README.md"
WIDTH = 100
_EXAMPLE = re.compile(
    r"(<!-- example: in -->\n```text\n)(.*?)(\n```\n.*?<!-- example: out -->\n```text\n)(.*?)(\n```\n)", re.DOTALL
)


def schema() -> str:
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def record_page() -> str:
    """One heading for the record and for each kind of item, one row for each field."""
    form = json_schema()
    definitions = form["$defs"]
    kinds = [get_args(Record.model_fields[layer].annotation)[0].__name__ for layer in LAYERS]
    others = sorted(set(definitions) - set(kinds))
    head = (
        "# The record\n\nGenerated from the models by `python docs/build.py`. "
        f"JSON Schema: [record.schema.json](record.schema.json), version {form['$id'].rsplit('-', 1)[1]}.\n"
        "Spans are `[start, end)` in Unicode code points of `text`. Words: [glossary](glossary.md).\n"
    )
    return "\n".join([head, _section("Record", form), *(_section(name, definitions[name]) for name in [*kinds, *others])])


def _section(name: str, form: dict[str, object]) -> str:
    properties: dict[str, dict[str, object]] = form["properties"]  # type: ignore[assignment]
    rows = [f"| `{field}` | {_type(spec)} | {spec.get('description', '')} |" for field, spec in properties.items()]
    return "\n".join([f"## {name}\n", "| field | type | meaning |", "|---|---|---|", *rows, ""])


def _type(spec: dict[str, object]) -> str:
    if "anyOf" in spec:
        return " or ".join(_type(s) for s in spec["anyOf"])  # type: ignore[attr-defined]
    if "enum" in spec:
        return ", ".join(f"`{v}`" for v in spec["enum"])  # type: ignore[attr-defined]
    if "$ref" in spec:
        return str(spec["$ref"]).rsplit("/", 1)[1]
    if "prefixItems" in spec:
        return "span"
    if spec.get("type") == "array":
        return f"list of {_type(spec['items'])}"  # type: ignore[arg-type]
    return str(spec.get("type", "any"))


def cli_page() -> str:
    """The help of every command, as it is printed."""
    parts = ["# The command line\n\nGenerated from the commands' own help by `python docs/build.py`.\n"]
    return "\n".join([*parts, *_help(command, click.Context(command, info_name="dragoman", **command.context_settings))])


def _help(cmd: click.Command, context: click.Context) -> Iterator[str]:
    context.max_content_width = context.terminal_width = WIDTH
    yield f"## {context.command_path}\n\n```text\n{cmd.get_help(context)}\n```\n"
    if isinstance(cmd, click.Group):
        for name in cmd.list_commands(context):
            child = cmd.get_command(context, name)
            if child is not None:
                yield from _help(child, click.Context(child, info_name=name, parent=context, **child.context_settings))


def readme() -> str:
    """README.md with its example read anew."""
    text = README.read_text(encoding="utf-8")
    found = _EXAMPLE.search(text)
    if found is None:
        raise SystemExit(f"{README}: no example between its marks")
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    with console.capture() as capture:
        view.show(dragoman.read(found[2]), console)
    shown = "\n".join(line.rstrip() for line in capture.get().strip().splitlines())
    return text[: found.start(4)] + shown + text[found.end(4) :]


PAGES = {DOCS / "record.schema.json": schema, DOCS / "record.md": record_page, DOCS / "cli.md": cli_page, README: readme}

if __name__ == "__main__":
    for path, make in PAGES.items():
        path.write_text(make(), encoding="utf-8")
