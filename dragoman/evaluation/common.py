"""What the scorers share: reading sets, precision and recall, one-to-one matching."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from dragoman.errors import SourceError

Doc = dict[str, Any]
Figures = dict[str, float | None]
A = TypeVar("A")
B = TypeVar("B")


def read_set(path: Path) -> list[Doc]:
    """The documents of a JSON Lines file (also gzipped) or of a folder with one JSON document a file, in their order there.

    In a folder, files without `id` and `text` are passed over: they are not documents.

    Raises:
        SourceError: if there is nothing to read, a line is not a JSON object with an `id` and a `text`, or an id comes twice.
    """
    if path.is_dir():
        read = [_object("".join(_lines(file)), str(file)) for file in sorted(path.glob("*.json"))]
        docs = [d for d in read if _is_document(d)]
    else:
        docs = [_object(line, f"{path}:{n}") for n, line in enumerate(_lines(path), 1) if line.strip()]
        if (n := next((n for n, d in enumerate(docs, 1) if not _is_document(d)), None)) is not None:
            raise SourceError(f"{path}: document {n} has no `id` and `text`")
    if not docs:
        raise SourceError(f"{path}: no documents with `id` and `text`")
    twice = next((i for i, n in Counter(d["id"] for d in docs).items() if n > 1), None)
    if twice is not None:
        raise SourceError(f"{path}: the id {twice!r} comes twice")
    return docs


def _is_document(data: Doc) -> bool:
    return isinstance(data.get("id"), str | int) and isinstance(data.get("text"), str)


def _lines(path: Path) -> list[str]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as stream:
            return list(stream)
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file or folder") from error
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise SourceError(f"{path}: not to be read as UTF-8 text ({error})") from error


def _object(line: str, where: str) -> Doc:
    try:
        data = json.loads(line)
    except ValueError as error:
        raise SourceError(f"{where}: not JSON ({error})") from error
    if not isinstance(data, dict):
        raise SourceError(f"{where}: not a JSON object")
    return data


def digest(docs: Sequence[Doc]) -> str:
    """Twelve hexadecimal digits of the SHA-256 of a set's content, the same for the same documents in any file layout."""
    canonical = json.dumps(sorted(docs, key=lambda d: str(d["id"])), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def f1(true: float, predicted: float, gold: float) -> tuple[float, float, float]:
    """Precision, recall and F1, each 0..1; 0 where undefined."""
    p, r = (true / predicted if predicted else 0.0), (true / gold if gold else 0.0)
    return p, r, (2 * p * r / (p + r) if p + r else 0.0)


def overlap(a: Sequence[int] | None, b: Sequence[int] | None) -> bool:
    if not a or not b:
        return False
    return a[0] < b[1] and b[0] < a[1]


def match(gold: Sequence[A], found: Sequence[B], similarity: Callable[[A, B], float | None]) -> list[tuple[int, int]]:
    """One-to-one pairs (index in gold, index in found), most alike first, ties in order; None is no match."""
    scored = ((similarity(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found))
    ordered = sorted(((s, i, j) for s, i, j in scored if s is not None), key=lambda x: (-x[0], x[1], x[2]))
    return one_to_one((i, j) for _, i, j in ordered)


def one_to_one(ordered: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs taken greedily so that no index of either side is used twice."""
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for i, j in ordered:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs
