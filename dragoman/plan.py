"""The plan of a run over many reports: which of them make up which partition. It lies beside the records, so that a run that was
stopped goes on with the same partitions, and its day of reading stays the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from dragoman import __version__, intake, partitions
from dragoman.errors import StoreError
from dragoman.partitions import Settings, Slice

_NAME = "plan.json"


@dataclass(frozen=True, slots=True)
class Partition:
    """Reports that are read together, into one file."""

    slices: tuple[Slice, ...]
    out: Path


@dataclass(frozen=True, slots=True)
class Plan:
    settings: Settings
    partitions: tuple[Partition, ...]


def make(arguments: Iterable[str], out: Path, size: int, settings: Settings) -> Plan:
    """The plan in the folder `out`; a new one if there is none yet.

    Args:
        arguments: files and folders.
        size: reports a partition.
    Raises:
        StoreError: if the folder has a plan for other reports or settings, or cannot be written.
    """
    files = [path.absolute() for argument in arguments for path in intake.files(Path(argument))]
    about = {
        "version": __version__, "size": size, "form": settings.form,
        "published": settings.facts.published, "source": settings.facts.source, "files": [_state(path) for path in files],
    }  # fmt: skip
    try:
        known = _known(out / _NAME)
        if known is None:
            counts = [partitions.size([Slice(str(path))], settings.facts) for path in files]
            known = {"about": about, "counts": counts, "today": settings.today.isoformat() if settings.today else None}
            out.mkdir(parents=True, exist_ok=True)
            (out / _NAME).write_text(json.dumps(known), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror or error}") from error
    if known["about"] != about:
        raise StoreError(f"{out} holds a run over other reports, with other settings or of another version: give a new folder")
    today = date.fromisoformat(known["today"]) if known["today"] else None
    cuts = _cut([(str(path), count) for path, count in zip(files, known["counts"], strict=True)], size)
    names = (out / f"part-{n:06}.{settings.form}" for n in range(1_000_000))
    return Plan(replace(settings, today=today), tuple(Partition(cut, name) for cut, name in zip(cuts, names, strict=False)))


def _state(path: Path) -> list[str | int]:
    """What shows that a file has changed."""
    try:
        stat = path.stat()
    except OSError:
        return [str(path)]
    return [str(path), stat.st_size, stat.st_mtime_ns]


def _known(path: Path) -> dict[str, Any] | None:
    try:
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise StoreError(f"{path} is damaged: give a new folder, or remove it") from error
    return known


def _cut(files: Sequence[tuple[str, int]], size: int) -> Iterator[tuple[Slice, ...]]:
    """Slices of `size` reports together, over the borders of files."""
    slices: list[Slice] = []
    room = size
    for path, count in files:
        first = 0
        while first < count:
            last = min(count, first + room)
            slices.append(Slice(path, first, last))
            room -= last - first
            first = last
            if not room:
                yield tuple(slices)
                slices, room = [], size
    if slices:
        yield tuple(slices)
