"""Which findings of two readings are the same: by the stretches of text that they stand on and by the values that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman import fields

Offsets = tuple[int, int]
# Share of the shorter finding's characters that two of them must have in common to be the same.
_COMMON = 0.5
_PLAIN = frozenset({"sides", "choice", "flag", "number", "date", "text", "texts"})


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a finding is known by.

    Attributes:
        stretches: `[start, end)` in code points.
        values: of the fields that are neither stretches of text nor ids of other findings.
    """

    stretches: tuple[Offsets, ...]
    values: Mapping[str, Any]


def sketch(layer: str, body: Mapping[str, Any]) -> Sketch:
    """The sketch of a finding.

    Args:
        body: the finding as JSON types.
    """
    return Sketch(tuple(stretches(body[fields.main(layer)])), values(layer, body))


def values(layer: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a finding that mean the same in any reading."""
    return {name: body[name] for name, kind in fields.of(layer).items() if kind in _PLAIN}


def stretches(value: Any) -> Iterator[Offsets]:
    """All stretches of text in the value of a field."""
    if isinstance(value, Mapping):
        yield from stretches(value["span"])
    elif value and isinstance(value[0], int):
        yield (value[0], value[1])
    else:
        for part in value or ():
            yield from stretches(part)


def pairs(ours: Sequence[Sketch], theirs: Sequence[Sketch]) -> dict[int, int]:
    """Each finding with the one it is among the others, by their places in the lists; the most alike first, none twice."""
    found = _equal(ours, theirs)
    taken = set(found.values())
    left = [(i, s) for i, s in enumerate(ours) if i not in found]
    right = [(j, s) for j, s in enumerate(theirs) if j not in taken]
    weighed = ((likeness(a, b), i, j) for i, a in left for j, b in right)
    for _, i, j in sorted((w for w in weighed if w[0] > 0), key=lambda w: (-w[0], w[1], w[2])):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _equal(ours: Sequence[Sketch], theirs: Sequence[Sketch]) -> dict[int, int]:
    """Those that are alike in all, which spares comparing each with each."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, other in enumerate(theirs):
        places[repr(other)].append(j)
    found = {}
    for i, one in enumerate(ours):
        if same := places.get(repr(one)):
            found[i] = same.pop(0)
    return found


def likeness(one: Sketch, other: Sketch) -> float:
    """How alike two findings of a layer are, 0 to 2: characters and values in common; 0 where they are not the same."""
    mine, theirs = _characters(one.stretches), _characters(other.stretches)
    common = len(mine & theirs)
    if not common or common < _COMMON * min(len(mine), len(theirs)):
        return 0.0
    shared = sum(other.values.get(name) == value for name, value in one.values.items())
    return float(common / len(mine | theirs) + shared / max(len(one.values), 1))


def _characters(spans: Iterable[Offsets]) -> set[int]:
    return {n for start, end in spans for n in range(start, end)}
