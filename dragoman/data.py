"""Reads the rule and knowledge files that ship inside the package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from dragoman.errors import RuleError


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML with only `true` and `false` as truth values: `yes`, `no`, `on` and `off` are words here (YAML 1.2 core schema)."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the parent's form
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def path(name: str) -> Path:
    """The file `name` (such as "rules/cues/speech.yaml") inside the package."""
    return Path(str(files("dragoman").joinpath(name)))


@cache
def load_yaml(name: str) -> Any:
    """Parse a YAML file of the package; the result is shared, do not change it.

    Raises:
        RuleError: if the file is missing or is not YAML.
    """
    try:
        with path(name).open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_Loader)
    except (OSError, yaml.YAMLError) as error:
        raise RuleError(f"{name}: {error}") from error


@cache
def load_tsv(name: str) -> list[dict[str, str]]:
    """Rows of a tab-separated file of the package as dicts; lines that start with "#" are its head. Shared, do not change it.

    Raises:
        RuleError: if the file is missing, or a row has more or fewer cells than the header row.
    """
    try:
        with path(name).open(encoding="utf-8", newline="") as stream:
            numbered = [(n, line) for n, line in enumerate(stream, 1) if not line.startswith("#")]
    except OSError as error:
        raise RuleError(f"{name}: {error}") from error
    header, *body = [line.rstrip("\r\n").split("\t") for _, line in numbered]
    for (n, _), row in zip(numbered[1:], body, strict=True):
        if len(row) != len(header):
            raise RuleError(f"{name}:{n}: {len(row)} cells, the header has {len(header)}")
    return [dict(zip(header, row, strict=True)) for row in body]


def check_keys(row: dict[str, Any], known: Iterable[str], where: str) -> None:
    """Refuse a rule row with keys that nothing reads.

    Raises:
        RuleError: naming the key, the place and the known keys.
    """
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise RuleError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(sorted(known))}")
