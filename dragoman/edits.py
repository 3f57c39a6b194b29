"""A record as persons corrected it: what the program read, and what they said of its findings, give the record that is shown.

What is said of a finding names it by its words (`dragoman.anchors`), so that it holds for a new reading too. A finding that a
person accepted or edited stays, also if a new reading does not see it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from pydantic import ValidationError

from dragoman import anchors, fields, matching
from dragoman.anchors import GoneError
from dragoman.record import LAYERS, Record

Action = Literal["accept", "edit", "reject", "insert"]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person said of one finding.

    Attributes:
        number: later ones are greater.
        payload: "target", an anchor with the whole finding as "body", or "with", the number of the first edit of the same finding;
            an edit's "fields": name -> "old" and "new" value, lifted, the one that was meant first, then what follows from it.
        holds: whether it is not undone.
    """

    number: int
    action: Action
    payload: Mapping[str, Any]
    who: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it.

    Attributes:
        places: number of each edit -> id of the finding that it is about; None if there is none.
        unplaced: numbers of the edits whose words are gone, or whose value cannot be.
    """

    record: Record
    places: dict[int, str | None]
    unplaced: frozenset[int]


# ---- what a person says, as it is kept
def target(named: Mapping[str, Sequence[Body]], text: str, layer: str, body: Body) -> dict[str, Any]:
    """A finding with all that is needed to find it again, or to keep it where a new reading does not have it.

    Args:
        named: see `names`.
    """
    whole = {name: anchors.lifted(text, named, layer, name, body[name]) for name in fields.of(layer)}
    own = {name: body[name] for name in ("found_by", "score", "unknown")}
    return {**anchors.anchor(text, named, layer, body), "body": whole, "own": own}


def changes(named: Mapping[str, Sequence[Body]], text: str, layer: str, body: Body, new: Mapping[str, Any]) -> dict[str, Any]:
    """The fields whose value is another one now, each with its "old" and its "new" value."""
    return {
        name: {which: anchors.lifted(text, named, layer, name, v) for which, v in (("old", body[name]), ("new", value))}
        for name, value in new.items()
        if value != body[name]
    }


def names(machine: Record, shown: Record) -> dict[str, list[Body]]:
    """Findings as edits name them: as the program read them, and those that persons added."""
    read = _layers(machine)
    known = {body["id"] for bodies in read.values() for body in bodies}
    return {layer: [*read[layer], *(b for b in bodies if b["id"] not in known)] for layer, bodies in _layers(shown).items()}


def body(record: Record, item: str) -> tuple[str, Body] | None:
    """A finding by its id, with its layer; None if there is none."""
    for layer in LAYERS:
        for found in getattr(record, layer):
            if found.id == item:
                return layer, as_body(found)
    return None


def as_body(item: Any) -> Body:
    """A finding as JSON types, without what a person did to it."""
    found: Body = item.model_dump(mode="json", exclude={"review"})
    return found


def _layers(record: Record) -> dict[str, list[Body]]:
    return {layer: [as_body(item) for item in getattr(record, layer)] for layer in LAYERS}


# ---- the record that is shown
def applied(machine: Record, edits: Iterable[Edit]) -> Applied:
    """Correct a record.

    Args:
        machine: as the program read it.
        edits: in their order, also those that are undone: the ids of added findings do not change when another one is undone.
    """
    work = _Work(machine.text, _layers(machine), _layers(machine))
    whole = sorted(edits, key=lambda e: (e.payload.get("with", e.number), e.number))
    groups = [list(group) for _, group in groupby(whole, key=lambda e: e.payload.get("with", e.number))]
    for group, id in [(group, _placed(work, group)) for group in groups]:
        if id is not None:
            _say(work, group, id)
    read = {item.id for layer in LAYERS for item in getattr(machine, layer)}
    shown = {layer: _in_order(layer, _kept(work, layer), read) for layer in LAYERS}
    _forget(shown)
    record = Record.from_dict({**machine.to_dict(), **shown})
    return Applied(record, work.places, frozenset(work.unplaced))


@dataclass(slots=True)
class _Work:
    """The findings while they are corrected.

    Attributes:
        named: as the program read them, with those that are added: as edits name them. `shown`: as they are so far.
        numbers: of the last id given in a layer.
    """

    text: str
    named: dict[str, list[Body]]
    shown: dict[str, list[Body]]
    places: dict[int, str | None] = field(default_factory=dict)
    unplaced: set[int] = field(default_factory=set)
    rejected: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def next_id(self, layer: str) -> str:
        letters = fields.letters(layer)
        given = (body["id"].removeprefix(letters) for body in self.named[layer])
        last = max((int(number) for number in given if number.isdecimal()), default=0)
        self.numbers[layer] = max(self.numbers.get(layer, 0), last) + 1
        return f"{letters}{self.numbers[layer]}"


def _placed(work: _Work, group: Sequence[Edit]) -> str | None:
    """The id of the finding that some edits are about; one that the reading does not have is added if they want it there."""
    first, holding = group[0], [edit for edit in group if edit.holds]
    layer = first.payload["target"]["layer"]
    try:
        id = anchors.place(work.text, work.named, first.payload["target"])
        new = None if id else _restored(work, first)
    except GoneError:
        id = new = None
    if new is not None:
        new["id"] = work.next_id(layer)
        if _brings_back(first, holding):
            work.named[layer].append(dict(new))
            work.shown[layer].append(new)
            id = new["id"]
    nothing_to_reject = new is not None and all(edit.action == "reject" for edit in holding)
    if id is None and not nothing_to_reject:
        work.unplaced |= {edit.number for edit in holding}
    work.places |= dict.fromkeys((edit.number for edit in group), id)
    return id


def _brings_back(first: Edit, holding: Sequence[Edit]) -> bool:
    """Whether a finding that the reading does not have is shown: it was added, or found once and accepted or edited."""
    return first.holds if first.action == "insert" else any(edit.action in ("accept", "edit") for edit in holding)


def _restored(work: _Work, first: Edit) -> Body:
    """A finding as it was when it was named; what it named that is not there is null.

    Raises:
        GoneError: if its own words are gone.
    """
    kept = first.payload["target"]
    layer, main = kept["layer"], fields.main(kept["layer"])
    made = {name: _or_none(work, layer, name, value) for name, value in kept["body"].items() if name != main}
    made[main] = anchors.lowered(work.text, work.named, layer, main, kept["body"][main])
    return {**kept["own"], **made}


def _or_none(work: _Work, layer: str, name: str, value: Any) -> Any:
    try:
        return anchors.lowered(work.text, work.named, layer, name, value)
    except GoneError:
        return None if fields.is_optional(layer, name) else []


def _say(work: _Work, group: Sequence[Edit], id: str) -> None:
    """Let the edits of one finding hold, each if it can."""
    layer = group[0].payload["target"]["layer"]
    found = next(body for body in work.shown[layer] if body["id"] == id)
    holding = [edit for edit in group if edit.holds]
    for edit in holding:
        try:
            changed = _SAYS[edit.action](work, layer, found, edit)
            fields.model(layer).model_validate(changed)
        except (GoneError, ValidationError):
            work.unplaced.add(edit.number)
        else:
            found |= changed
    if holding and holding[-1].action == "reject":
        work.rejected.add(id)


def _accepted(_work: _Work, _layer: str, found: Body, _edit: Edit) -> Body:
    return {**found, "review": found.get("review") or "accepted"}


def _edited(work: _Work, layer: str, found: Body, edit: Edit) -> Body:
    given = edit.payload["fields"]
    meant, *following = given
    changed = {meant: anchors.lowered(work.text, work.named, layer, meant, given[meant]["new"])}
    changed |= {name: _or_none(work, layer, name, given[name]["new"]) for name in following}
    unknown = {name: why for name, why in found["unknown"].items() if name not in given}
    return {**found, **changed, "unknown": unknown, "review": "added" if found.get("review") == "added" else "edited"}


def _rejected(_work: _Work, _layer: str, found: Body, _edit: Edit) -> Body:
    return found


def _inserted(work: _Work, _layer: str, found: Body, edit: Edit) -> Body:
    return {**found, **_restored(work, edit), "review": "added"}


_SAYS: dict[Action, Callable[[_Work, str, Body, Edit], Body]] = {
    "accept": _accepted, "edit": _edited, "reject": _rejected, "insert": _inserted,
}  # fmt: skip


def _kept(work: _Work, layer: str) -> list[Body]:
    return [body for body in work.shown[layer] if body["id"] not in work.rejected]


def _in_order(layer: str, bodies: Sequence[Body], read: Set[str]) -> list[Body]:
    """What was added stands where its words do; the rest keeps its order."""
    placed: list[Body] = []
    for body in bodies:
        at = len(placed)
        if body["id"] not in read:
            later = (n for n, other in enumerate(placed) if _start(layer, other) > _start(layer, body))
            at = next(later, at)
        placed.insert(at, body)
    return placed


def _start(layer: str, body: Body) -> int:
    return min((start for start, _ in matching.stretches(body[fields.main(layer)])), default=0)


def _forget(shown: Mapping[str, Sequence[Body]]) -> None:
    """Take out the ids of findings that are not there any more."""
    there = {body["id"] for bodies in shown.values() for body in bodies}
    for layer, bodies in shown.items():
        kinds = fields.of(layer).items()
        for body in bodies:
            for name in (name for name, kind in kinds if kind == "reference"):
                body[name] = body[name] if body[name] in there else None
            for name in (name for name, kind in kinds if kind == "references"):
                body[name] = [id for id in body[name] if id in there]
