"""The fields of each layer of a record by the kind of their values: for corrections, forms, and formats of other programs."""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from dragoman.record import LAYERS, Item, Record

Kind = Literal["span", "spans", "parts", "sides", "reference", "references", "choice", "flag", "number", "date", "text", "texts"]
"""What a field holds: stretches of the text (parts bear more than that), ids of other findings, one of few words, or a value."""

# Set by the program, not by a person who corrects a finding.
_OWN = frozenset({"id", "found_by", "score", "unknown", "review"})
_DATES = frozenset({"start", "date", "when"})
# The layer that an id is of.
_REFERENCES = {
    "affiliation": "entities", "members": "entities", "speaker_id": "entities", "on_behalf_of": "entities",
    "contact": "contacts", "part_of": "contacts", "place_id": "places",
}  # fmt: skip
# The stretches of text by which a finding is known again.
_MAIN = {"entities": "mentions", "attributions": "content", "statements": "content_spans", "differences": "accounts"}
_MAIN |= {"places": "span", "times": "span"}
_LETTERS = {
    "entities": "e", "places": "pl", "times": "t", "attributions": "a", "statements": "s", "contacts": "c", "positions": "p",
    "outcomes": "o", "events": "ev", "differences": "d",
}  # fmt: skip


@cache
def model(layer: str) -> type[Item]:
    """The class of a layer's findings."""
    found: type[Item] = get_args(Record.model_fields[layer].annotation)[0]
    return found


@cache
def of(layer: str) -> dict[str, Kind]:
    """The fields of a layer that a person may correct, in the order of the record."""
    return {name: _kind(name, f.annotation) for name, f in model(layer).model_fields.items() if name not in _OWN}


def main(layer: str) -> str:
    """The field that holds the stretches of text which a finding is known by."""
    return _MAIN.get(layer, "evidence")


def is_optional(layer: str, name: str) -> bool:
    """Whether a field may be null."""
    return type(None) in get_args(model(layer).model_fields[name].annotation)


def choices(layer: str, name: str) -> tuple[str, ...]:
    """The words that a field of kind "choice" may hold."""
    return tuple(get_args(_bare(model(layer).model_fields[name].annotation)))


def target(name: str) -> str:
    """The layer whose ids a field of kind "reference" or "references" holds."""
    return _REFERENCES[name]


@cache
def label(layer: str, name: str) -> tuple[str, tuple[str, ...]]:
    """What a part of a field of kind "parts" bears besides its stretch: the name, and the words that it may be; () if any may."""
    part: type[BaseModel] = _bare(get_args(_bare(model(layer).model_fields[name].annotation))[0])
    own = next(own for own in part.model_fields if own != "span")
    return own, tuple(get_args(_bare(part.model_fields[own].annotation)))


def letters(layer: str) -> str:
    """What the ids of a layer begin with."""
    return _LETTERS[layer]


def layer_of(item: str) -> str | None:
    """The layer that an id is of: "ev3" is one of events."""
    return next((layer for layer in LAYERS if item.rstrip("0123456789") == _LETTERS[layer]), None)


def _kind(name: str, annotation: Any) -> Kind:
    bare = _bare(annotation)
    if name in _REFERENCES:
        return "references" if get_origin(bare) is tuple else "reference"
    if get_origin(bare) is Literal:
        return "choice"
    if get_origin(bare) is tuple:
        return _many(get_args(bare))
    if bare is bool:
        return "flag"
    if bare in (int, float):
        return "number"
    return "date" if name in _DATES else "text"


def _many(args: tuple[Any, ...]) -> Kind:
    if args == (int, int):
        return "span"
    inner = _bare(args[0])
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return "parts" if "span" in inner.model_fields else "sides"
    return "spans" if get_origin(inner) is tuple else "texts"


def _bare(annotation: Any) -> Any:
    """A type without what is said of it and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(arg for arg in get_args(annotation) if arg is not type(None)))
    return annotation
