"""Findings named by the words they stand on, so that they are found again in a new reading, also of a text that has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman import fields, matching
from dragoman.matching import Sketch

Offsets = tuple[int, int]
Body = Mapping[str, Any]
# Characters before and after a stretch that tell it from the same words elsewhere.
_AROUND = 32
# Characters of words that stand once in a text by themselves, and of their surroundings that shorter words need.
_LONG, _KNOWN = 24, 6
# Stretches that a finding is known by: an entity may be named a hundred times.
_MOST = 6


class GoneError(LookupError):
    """Words do not stand in the text any more, or a finding is not there."""


# ---- stretches of text
def quoted(text: str, span: Sequence[int]) -> dict[str, Any]:
    """A stretch with its words and those around it."""
    start, end = span
    around = {"prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND]}
    return {"start": start, "exact": text[start:end], **around}


def located(text: str, stretch: Mapping[str, Any]) -> Offsets:
    """Where a stretch stands in a text that may have changed since: where most of its surroundings are, of several the nearest.

    Raises:
        GoneError: if its words are gone, or, being few, stand only in other surroundings.
    """
    exact, before = stretch["exact"], stretch["start"]
    known = [(_surroundings(text, at, stretch), -abs(at - before), at) for at in _occurrences(text, exact)]
    if not known:
        raise GoneError(exact)
    around, _, at = max(known)
    if len(exact) < _LONG and around < min(_KNOWN, len(stretch["prefix"]) + len(stretch["suffix"])):
        raise GoneError(exact)
    return at, at + len(exact)


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _surroundings(text: str, at: int, stretch: Mapping[str, Any]) -> int:
    """Characters around a place that are as they were."""
    prefix, suffix, end = stretch["prefix"], stretch["suffix"], at + len(stretch["exact"])
    before = _common(reversed(prefix), reversed(text[max(0, at - len(prefix)) : at]))
    return before + _common(iter(suffix), iter(text[end : end + len(suffix)]))


def _common(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


# ---- findings
def anchor(text: str, layers: Mapping[str, Sequence[Body]], layer: str, body: Body) -> dict[str, Any]:
    """A finding by its words and values, with those that stand on the same words, so that it is not taken for one of them.

    Args:
        layers: the findings of the reading, as JSON types, by layer.
        body: the finding itself; need not be among them.
    """
    own = matching.sketch(layer, body)
    others = [matching.sketch(layer, other) for other in layers[layer] if other["id"] != body.get("id")]
    beside = [_drawn(text, other) for other in others if matching.likeness(own, other)]
    return {"layer": layer, **_drawn(text, own), "beside": beside}


def _drawn(text: str, sketch: Sketch) -> dict[str, Any]:
    return {"at": [quoted(text, span) for span in sketch.stretches[:_MOST]], "values": dict(sketch.values)}


def place(text: str, layers: Mapping[str, Sequence[Body]], anchor: Mapping[str, Any]) -> str | None:
    """The id of the finding that is meant; None if the words stand and the reading has no such finding.

    Raises:
        GoneError: if its words are gone.
    """
    own = _sketch(text, anchor)
    if not own.stretches:
        raise GoneError(words(anchor))
    beside = [s for s in (_sketch(text, other) for other in anchor["beside"]) if s.stretches]
    bodies = layers[anchor["layer"]]
    found = matching.pairs([own, *beside], [matching.sketch(anchor["layer"], body) for body in bodies])
    return str(bodies[found[0]]["id"]) if 0 in found else None


def _sketch(text: str, drawn: Mapping[str, Any]) -> Sketch:
    return Sketch(tuple(_still(text, drawn["at"])), drawn["values"])


def _still(text: str, stretches: Sequence[Mapping[str, Any]]) -> Iterator[Offsets]:
    for stretch in stretches:
        try:
            yield located(text, stretch)
        except GoneError:
            continue


def words(anchor: Mapping[str, Any]) -> str:
    """The words that a finding stands on, the first of several."""
    return str(anchor["at"][0]["exact"])


# ---- values of fields
def lifted(text: str, layers: Mapping[str, Sequence[Body]], layer: str, name: str, value: Any) -> Any:
    """The value of a field with words in place of offsets and anchors in place of ids."""
    kind = fields.of(layer)[name]
    if value is None:
        return None
    if kind == "span":
        return quoted(text, value)
    if kind == "spans":
        return [quoted(text, span) for span in value]
    if kind == "parts":
        return [{**part, "span": quoted(text, part["span"])} for part in value]
    if kind == "reference":
        return _named(text, layers, name, value)
    return [_named(text, layers, name, id) for id in value] if kind == "references" else value


def _named(text: str, layers: Mapping[str, Sequence[Body]], name: str, id: str) -> dict[str, Any]:
    layer = fields.target(name)
    return anchor(text, layers, layer, next(body for body in layers[layer] if body["id"] == id))


def lowered(text: str, layers: Mapping[str, Sequence[Body]], layer: str, name: str, value: Any) -> Any:
    """The inverse of `lifted`, for another reading.

    Raises:
        GoneError: if words are gone or a finding that it names is not there.
    """
    kind = fields.of(layer)[name]
    if value is None:
        return None
    if kind == "span":
        return list(located(text, value))
    if kind == "spans":
        return [list(located(text, stretch)) for stretch in value]
    if kind == "parts":
        return [{**part, "span": list(located(text, part["span"]))} for part in value]
    if kind == "reference":
        return _met(text, layers, value)
    return [_met(text, layers, anchor) for anchor in value] if kind == "references" else value


def _met(text: str, layers: Mapping[str, Sequence[Body]], anchor: Mapping[str, Any]) -> str:
    id = place(text, layers, anchor)
    if id is None:
        raise GoneError(words(anchor))
    return id
