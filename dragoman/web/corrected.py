"""Corrections as they are sent to the desk, by forms and as JSON; the functions that the command line calls make them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import Connection

from dragoman import wording
from dragoman.errors import StoreError
from dragoman.record import LAYERS
from dragoman.store import corrections
from dragoman.store.corrections import Correction, Made

# Why a finding is accepted or rejected, if no reason is given.
LOOKED = "looked at it"
_Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Item = Annotated[str, Field(pattern=r"^[a-z]{1,2}[0-9]{1,6}$", description="id of the finding in the document: s4")]
_Layer = Literal[LAYERS]  # type: ignore[valid-type]


def _storable(value: Any) -> Any:
    """What a database can hold."""
    if "\\u0000" in json.dumps(value):
        raise ValueError("there is a zero character in it")
    return value


_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_storable)]
_Values = Annotated[
    dict[str, JsonValue],
    Field(min_length=1, description="values by field, as in the record; null for what is not known"),
    AfterValidator(_storable),
]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    who: _Said = Field(description="who says so")


class _OfFinding(_Sent):
    document: _Number
    item: _Item


class Accept(_OfFinding):
    """A finding is right as it is shown."""

    action: Literal["accept"]
    why: _Said = LOOKED


class Reject(_OfFinding):
    """A finding is none."""

    action: Literal["reject"]
    why: _Said = Field(description="for what reason")


class Edit(_OfFinding):
    """Fields of a finding have other values."""

    action: Literal["edit"]
    why: _Said = Field(description="for what reason")
    fields: _Values


class Insert(_Sent):
    """The program missed a finding."""

    action: Literal["insert"]
    why: _Said = Field(description="for what reason")
    document: _Number
    layer: _Layer
    fields: _Values


class Merge(_Sent):
    """Two contacts are one; it bears the number of `contact`."""

    action: Literal["merge"]
    why: _Said = Field(description="for what reason")
    contact: _Number
    other: _Number


class Split(_Sent):
    """What a document tells is another contact than this one."""

    action: Literal["split"]
    why: _Said = Field(description="for what reason")
    contact: _Number
    document: _Number


class Undo(_Sent):
    """A correction does not hold."""

    action: Literal["undo"]
    why: _Said = Field(description="for what reason")
    correction: _Number


Sent = Accept | Reject | Edit | Insert | Merge | Split | Undo
Correcting = Annotated[Sent, Field(discriminator="action")]
_ANY: TypeAdapter[Sent] = TypeAdapter(Correcting)
_ASKED = {"who": "give your name: a correction is kept with who made it", "why": "give a reason: a correction is kept with it"}


def sent(**given: Any) -> Sent:
    """A correction of what a form holds.

    Raises:
        StoreError: saying what is missing or cannot be.
    """
    try:
        return _ANY.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][-1])
        raise StoreError(_ASKED.get(name, f"{name}: {first['msg'][:1].lower()}{first['msg'][1:]}")) from error


def make(connection: Connection, wanted: Sent) -> Made:
    """Make a correction.

    Args:
        connection: in a transaction that writes.
    Raises:
        StoreError: if what it is about is not there, or there is nothing to change.
        RecordError: if a value cannot be.
    """
    by = {"who": wanted.who, "why": wanted.why, "now": datetime.now(UTC).isoformat(timespec="seconds")}
    match wanted:
        case Accept():
            return corrections.accept(connection, wanted.document, wanted.item, **by)
        case Reject():
            return corrections.reject(connection, wanted.document, wanted.item, **by)
        case Edit():
            return corrections.edit(connection, wanted.document, wanted.item, wanted.fields, **by)
        case Insert():
            return corrections.add(connection, wanted.document, wanted.layer, wanted.fields, **by)
        case Merge():
            return corrections.merge(connection, wanted.contact, wanted.other, **by)
        case Split():
            return corrections.split(connection, wanted.contact, wanted.document, **by)
        case Undo():
            return corrections.undo(connection, wanted.correction, **by)


_DONE = {"accept": "accepted", "edit": "corrected", "insert": "added", "reject": "rejected"}


def told(made: Iterable[Correction]) -> dict[str, str]:
    """What persons said last of each finding of a document, of what holds: "corrected by A. Lund, 3 March 2031: he is quoted"."""
    holding = [c for c in made if not c.undone and c.item and c.action in _DONE]
    return {str(c.item): f"{_DONE[c.action]} by {c.who}, {wording.when(c.at[:10])}: {c.why}" for c in holding}
