"""Writes the generated parts of the documentation: `python docs/build.py`. A test checks that they are fresh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from dragoman.record import LAYERS, Record, json_schema

HERE = Path(__file__).parent
HEAD = """# The record

Generated from the models by `python docs/build.py`. JSON Schema: [record.schema.json](record.schema.json), version {version}. Spans
are `[start, end)` in Unicode code points of `text`. Words: [glossary](glossary.md).
"""


def schema_text() -> str:
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def record_page() -> str:
    """One heading for the record and for each kind of item, one row for each field."""
    schema = json_schema()
    definitions = schema["$defs"]
    parts = [HEAD.format(version=schema["$id"].rsplit("-", 1)[1]), _section("Record", schema)]
    kinds = [get_args(Record.model_fields[layer].annotation)[0].__name__ for layer in LAYERS]
    for name in [*kinds, *sorted(set(definitions) - set(kinds))]:
        parts.append(_section(name, definitions[name]))
    return "\n".join(parts)


def _section(name: str, schema: dict[str, object]) -> str:
    properties: dict[str, dict[str, object]] = schema["properties"]  # type: ignore[assignment]
    rows = [f"| `{field}` | {_type(spec)} | {spec.get('description', '')} |" for field, spec in properties.items()]
    return "\n".join([f"## {name}\n", "| field | type | meaning |", "|---|---|---|", *rows, ""])


def _type(spec: dict[str, object]) -> str:
    if "anyOf" in spec:
        return " or ".join(_type(s) for s in spec["anyOf"])  # type: ignore[union-attr]
    if "enum" in spec:
        return ", ".join(f"`{v}`" for v in spec["enum"])  # type: ignore[union-attr]
    if "$ref" in spec:
        return str(spec["$ref"]).rsplit("/", 1)[1]
    if "prefixItems" in spec:
        return "span"
    if spec.get("type") == "array":
        return f"list of {_type(spec['items'])}"  # type: ignore[arg-type]
    return str(spec.get("type", "any"))


if __name__ == "__main__":
    (HERE / "record.schema.json").write_text(schema_text(), encoding="utf-8")
    (HERE / "record.md").write_text(record_page(), encoding="utf-8")
