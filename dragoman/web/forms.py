"""The form of a finding: a field for each of its values, of the right sort, and the values that a form holds when it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dragoman import entries, fields, knowledge, matching, serial, wording
from dragoman.edits import Body
from dragoman.errors import StoreError
from dragoman.record import LAYERS, Item, Record

Sort = Literal["choice", "words", "parts", "text", "long"]
# In a form the names of a finding's fields stand behind this, so that none is taken for one of the form's own.
PREFIX = "f-"
# Layers that a finding can be added to; what is said is added as a statement.
ADDED = tuple(layer for layer in LAYERS if layer != "attributions")
# Fields that few readers of a record look for; they stand behind a fold.
_REST = frozenset({
    "speaker_id", "on_behalf_of", "author_distance", "hedge", "certainty", "medium", "channel", "duration", "ordinal", "venue",
    "part_of", "date_precision", "format", "mediator", "place_id", "subjects", "mode", "context", "cameo", "quad", "goldstein",
    "lat", "lon", "geonames_id", "feature", "anchor", "anchor_kind", "anchor_span", "mod", "affiliation", "members", "actor_code",
    "country", "use", "negated",
})  # fmt: skip
_HINTS = {
    "span": "words of the report", "spans": "words of the report; several stretches with … between them",
    "mentions": "Marco Rubio … nominal: the secretary … pronoun: he",
    "accounts": "USA: words of the report … RUS: words of the report",
    "sides": "USA (Marco Rubio, Steve Witkoff) & RUS", "date": "YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD",
}  # fmt: skip
_SORTS: dict[fields.Kind, Sort] = {"span": "words", "spans": "words", "parts": "parts"}
_LONG = 60


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    Attributes:
        sort: "choice" of one of `options`; "words" of the report; "parts", words that each bear a label; a text of one line or a
            long one.
        value: as `dragoman.entries.value` takes it.
        rest: whether it stands behind a fold.
    """

    name: str
    label: str
    sort: Sort
    value: str
    options: tuple[tuple[str, str], ...]
    hint: str
    rest: bool

    @property
    def id(self) -> str:
        return PREFIX + self.name


def made(record: Record, layer: str, body: Body, given: Mapping[str, str] | None = None) -> list[Field]:
    """The fields of a finding with its values.

    Args:
        body: as JSON types; what is left out is empty.
        given: what a form held that was sent and could not be taken.
    """
    near = _near(layer, body)
    return [
        _field(record, layer, name, kind, _shown(given, name, entries.entered(record, layer, name, body.get(name), near)))
        for name, kind in fields.of(layer).items()
    ]


def _shown(given: Mapping[str, str] | None, name: str, value: str) -> str:
    return value if given is None else given.get(PREFIX + name, value)


def _field(record: Record, layer: str, name: str, kind: fields.Kind, value: str) -> Field:
    options = tuple(_options(record, layer, name, kind, value))
    sort: Sort = "choice" if options else _SORTS.get(kind) or ("long" if len(value) > _LONG else "text")
    spec = fields.model(layer).model_fields[name]
    hint = (
        _HINTS.get(name)
        or _HINTS.get(kind)
        or ("several with & between them" if kind in ("texts", "references") else spec.description or "")
    )
    is_rest = name in _REST and (fields.is_optional(layer, name) or not spec.is_required())
    return Field(name, wording.plain(name), sort, value, options, hint, is_rest)


def _options(record: Record, layer: str, name: str, kind: fields.Kind, value: str) -> Iterator[tuple[str, str]]:
    """Value and words of each choice; none for a field that is written."""
    optional = fields.is_optional(layer, name)
    if kind in ("choice", "reference") and (optional or not value):
        yield "", "not known" if optional else "choose"
    if kind == "choice":
        yield from ((word, wording.plain(word)) for word in fields.choices(layer, name))
    elif kind == "reference":
        yield from ((item.id, f"{item.id}: {_title(record, item)}") for item in getattr(record, fields.target(name)))
    elif kind == "flag":
        yield from (("no", "no"), ("yes", "yes"))


def _title(record: Record, item: Item) -> str:
    """A contact, entity or place in few words."""
    name = getattr(item, "name", None)
    if name is not None:
        return str(name)
    sides = " – ".join(wording.party(side.party) for side in getattr(item, "sides", ()))
    return " ".join(filter(None, (getattr(item, "kind", None), sides, wording.when(getattr(item, "start", None)))))


def state(body: Body) -> str:
    """A sign of what a finding is, by which a form tells that it was changed meanwhile."""
    return hashlib.sha256(serial.dumps(body).encode()).hexdigest()[:16]


def changes(record: Record, layer: str, body: Body, given: Mapping[str, str]) -> dict[str, Any]:
    """The values that a form changes.

    Raises:
        StoreError: if there are none, or the finding was changed since the form was made.
        RecordError: if what was written is no value.
    """
    if given.get("state") != state(body):
        raise StoreError("the finding was changed meanwhile: look at it again, then correct it")
    before = {field.name: field.value for field in made(record, layer, body)}
    near = _place(given) or _near(layer, body)
    changed = {name: words for name, words in _written(layer, given).items() if words != _plain(before[name])}
    if not changed:
        raise StoreError("nothing is changed: give a field another value, or accept the finding as it is")
    return {name: entries.value(record, layer, name, words, near) for name, words in changed.items()}


def values(record: Record, layer: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The values of a finding that a form adds; fields left empty are not among them.

    Raises:
        RecordError: if what was written is no value.
    """
    near = _place(given) or 0
    return {name: entries.value(record, layer, name, words, near) for name, words in _written(layer, given).items() if words}


def _written(layer: str, given: Mapping[str, str]) -> dict[str, str]:
    return {name: _plain(given[PREFIX + name]) for name in fields.of(layer) if PREFIX + name in given}


def _plain(words: str) -> str:
    """As a browser sends it: line breaks of one sort, and none around it."""
    return words.replace("\r\n", "\n").strip()


def _place(given: Mapping[str, str]) -> int | None:
    """Where words were selected, about, in code points."""
    place = given.get("near", "")
    return int(place) if place.isascii() and place.isdecimal() and len(place) < 9 else None


def _near(layer: str, body: Body) -> int:
    return min((start for start, _ in matching.stretches(body.get(fields.main(layer)))), default=0)


def parties(record: Record) -> list[str]:
    """Names of parties that a field may be filled with: those of the report, and all known states."""
    own = {entity.party for entity in record.entities if entity.party}
    return sorted(own | set(knowledge.party_names()))
