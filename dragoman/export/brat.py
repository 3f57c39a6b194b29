"""Findings as brat standoff, to be looked at and changed there, and what was changed.

Each finding is an annotation on its main words, in several pieces if they are. Its other stretches are annotations of their own
that a relation ties to it; one of few words is an attribute; all else stands in its note: "speaker=Kari Lund; party=NOR". An entity
stands on its first mention, a difference on its first account; the others are tied to it, and the note of each tells its kind or
party: "mentions=pronoun", "accounts=NOR". Offsets are code points, as in brat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dragoman import edits, entries, fields, matching, serial
from dragoman.errors import SourceError
from dragoman.record import LAYERS, Record

Offsets = tuple[int, int]
_CLASSES = {fields.model(layer).__name__: layer for layer in LAYERS}
_STRETCHES = ("span", "spans")
_REFERENCES = ("reference", "references")
_ATTRIBUTES = ("choice", "flag")
_LINE = re.compile(r"(?P<id>[TREAMN*#]\d*)\t(?P<head>[^\t]*)(?:\t(?P<rest>.*))?", re.DOTALL)
_FRAGMENTS = re.compile(r"(?P<type>\S+) (?P<spans>\d+ \d+(?:;\d+ \d+)*)")
_ARGUMENTS = re.compile(r"\S+ Arg1:(T\d+) Arg2:(T\d+)")
_NOTED = re.compile(r"((?:[^;\\]|\\.)*)(?:;|$)", re.DOTALL)
_ESCAPED = {"\\": "\\\\", ";": "\\;", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Change:
    """What a person did in brat.

    Attributes:
        item: id of the finding in the record that was written; None for one that was added.
        fields: name -> new value, as JSON types.
    """

    action: Literal["edit", "reject", "insert"]
    layer: str
    item: str | None
    fields: Mapping[str, Any] = field(default_factory=dict)


# ---- writing
def ann(record: Record) -> str:
    """The file of annotations of a record."""
    return "".join(f"{line}\n" for line in _written(record)[0])


def files(name: str, key: str, record: Record) -> dict[str, bytes]:
    """The files of a document: its text, the annotations, and what was written, which tells later what was changed."""
    kept = serial.dumps({"key": key, "record": record.to_dict()})
    return {f"{name}.txt": record.text.encode(), f"{name}.ann": ann(record).encode(), f"{name}.json": kept.encode()}


def _written(record: Record) -> tuple[list[str], dict[str, str]]:
    """The lines, and the id of the finding that each main annotation is."""
    bodies = [(layer, edits.as_body(item)) for layer in LAYERS for item in getattr(record, layer)]
    marks = {body["id"]: f"T{n}" for n, (_, body) in enumerate(bodies, 1)}
    writer = _Writer(record.text, marks)
    for layer, body in bodies:
        writer.finding(layer, body)
    return writer.lines, {mark: id for id, mark in marks.items()}


class _Writer:
    """Lines with their numbers."""

    def __init__(self, text: str, marks: Mapping[str, str]) -> None:
        self.text, self.marks, self.lines = text, marks, list[str]()
        self._last = {"T": len(marks), "R": 0, "A": 0, "#": 0}

    def finding(self, layer: str, body: edits.Body) -> None:
        name, mark, noted = fields.model(layer).__name__, self.marks[body["id"]], []
        for part, kind in fields.of(layer).items():
            value = body[part]
            if value is None or value in ([], False):
                continue
            if kind == "parts":
                noted.append(self._parts(layer, part, mark, value))
            elif part == fields.main(layer):
                self._mark(mark, name, value)
            elif kind in _STRETCHES:
                self._mark(other := self._next("T"), f"{name}-{part}", value)
                self._tie(name, part, mark, other)
            elif kind in _REFERENCES:
                for id in [value] if isinstance(value, str) else value:
                    self._tie(name, part, mark, self.marks[id])
            elif kind in _ATTRIBUTES:
                self.lines.append(f"{self._next('A')}\t{name}-{part} {mark}{'' if kind == 'flag' else f' {value}'}")
            else:
                noted.append(f"{part}={_noted(value)}")
        self._note(mark, noted)

    def _parts(self, layer: str, part: str, mark: str, value: Sequence[Mapping[str, Any]]) -> str:
        """The first part is the annotation itself, whose note is returned; the others are tied to it."""
        name, (label, _) = fields.model(layer).__name__, fields.label(layer, part)
        notes = [f"{part}={_noted(one[label])}" for one in value]
        self._mark(mark, name, value[0]["span"])
        for one, note in zip(value[1:], notes[1:], strict=True):
            self._mark(other := self._next("T"), f"{name}-{part}", one["span"])
            self._note(other, [note])
            self._tie(name, part, mark, other)
        return notes[0]

    def _note(self, mark: str, noted: Sequence[str]) -> None:
        if noted:
            self.lines.append(f"{self._next('#')}\tAnnotatorNotes {mark}\t{'; '.join(noted)}")

    def _next(self, letter: str) -> str:
        self._last[letter] += 1
        return f"{letter}{self._last[letter]}"

    def _mark(self, mark: str, name: str, value: Any) -> None:
        pieces = [piece for span in matching.stretches(value) for piece in _unbroken(self.text, span)]
        where = ";".join(f"{start} {end}" for start, end in pieces)
        self.lines.append(f"{mark}\t{name} {where}\t{' '.join(self.text[start:end] for start, end in pieces)}")

    def _tie(self, name: str, part: str, mark: str, other: str) -> None:
        self.lines.append(f"{self._next('R')}\t{part}-of-{name} Arg1:{mark} Arg2:{other}")


def _unbroken(text: str, span: Offsets) -> Iterator[Offsets]:
    """A stretch without its line breaks, which no piece may hold."""
    for match in re.finditer(r"[^\r\n\u2028\u2029\x85\x0b\x0c]+", text[span[0] : span[1]]):
        if match.group().strip():
            yield span[0] + match.start(), span[0] + match.end()


def _noted(value: Any) -> str:
    is_words = isinstance(value, list) and all(isinstance(part, str) for part in value)
    shown = " & ".join(value) if is_words else value if isinstance(value, str) else serial.dumps(value)
    return "".join(_ESCAPED.get(c, c) for c in shown)


def configuration() -> str:
    """`annotation.conf`: the annotations, relations and attributes that there are."""
    marks, ties, attributes = list[str](), list[str](), list[str]()
    for name, layer in _CLASSES.items():
        marks.append(name)
        for part, kind in fields.of(layer).items():
            if kind == "parts" or (kind in _STRETCHES and part != fields.main(layer)):
                marks.append(f"{name}-{part}")
                ties.append(f"{part}-of-{name}\tArg1:{name}, Arg2:{name}-{part}")
            elif kind in _REFERENCES:
                ties.append(f"{part}-of-{name}\tArg1:{name}, Arg2:{fields.model(fields.target(part)).__name__}")
            elif kind == "choice":
                attributes.append(f"{name}-{part}\tArg:{name}, Value:{'|'.join(fields.choices(layer, part))}")
            elif kind == "flag":
                attributes.append(f"{name}-{part}\tArg:{name}")
    parts = (("entities", marks), ("relations", ties), ("events", ()), ("attributes", attributes))
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts)


# ---- reading back
def changes(record: Record, edited: str) -> list[Change]:
    """What was changed in the annotations of a record.

    Args:
        record: that was written.
        edited: the file of annotations as it is now.
    Raises:
        SourceError: if a line is no annotation, or a value cannot be read.
    """
    lines, items = _written(record)
    before, after = _read(record, lines, items), _read(record, edited.split("\n"), items)
    done = [Change("reject", layer, items[mark]) for mark, (layer, _) in before.items() if after.get(mark, ("",))[0] != layer]
    for mark, (layer, body) in after.items():
        known = before.get(mark, ("", {}))
        if known[0] != layer:
            done.append(Change("insert", layer, None, {name: value for name, value in body.items() if value not in (None, [])}))
        elif new := {name: value for name, value in body.items() if known[1][name] != value}:
            done.append(Change("edit", layer, items[mark], new))
    return done


@dataclass(slots=True)
class _Standoff:
    """What a file says: annotations with type and pieces, ties (type, from, to), attributes and notes of each annotation."""

    marks: dict[str, tuple[str, list[Offsets]]] = field(default_factory=dict)
    ties: list[tuple[str, str, str]] = field(default_factory=list)
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def _read(record: Record, lines: Iterable[str], items: Mapping[str, str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each main annotation with its layer and its fields."""
    said = _Standoff()
    for number, line in enumerate(lines, 1):
        if line.strip():
            _take(said, line.rstrip("\r"), number)
    main = {mark: _CLASSES[name] for mark, (name, _) in said.marks.items() if name in _CLASSES}
    return {mark: (layer, _body(record, said, mark, layer, items)) for mark, layer in main.items()}


def _take(said: _Standoff, line: str, number: int) -> None:
    match = _LINE.fullmatch(line)
    if match is None:
        raise SourceError(f"line {number} is no brat annotation: {line[:60]!r}")
    kind, head = match["id"][0], match["head"]
    if kind == "T":
        pieces = _FRAGMENTS.fullmatch(head)
        if pieces is None:
            raise SourceError(f"line {number}: {head!r} is no type with offsets")
        spans = [tuple(map(int, piece.split())) for piece in pieces["spans"].split(";")]
        said.marks[match["id"]] = (pieces["type"], [(start, end) for start, end in spans])
    elif kind == "R" and (tie := _ARGUMENTS.fullmatch(head)):
        said.ties.append((head.split()[0], tie[1], tie[2]))
    elif kind in "AM" and len(parts := head.split()) in (2, 3):
        said.attributes[parts[1], parts[0]] = parts[2] if len(parts) == 3 else "yes"
    elif kind == "#" and head.startswith("AnnotatorNotes "):
        said.notes[head.split()[1]] = match["rest"] or ""


def _body(record: Record, said: _Standoff, mark: str, layer: str, items: Mapping[str, str]) -> dict[str, Any]:
    name, noted = fields.model(layer).__name__, _noted_values(said.notes.get(mark, ""))
    body: dict[str, Any] = {}
    for part, kind in fields.of(layer).items():
        tied = [other for tie, one, other in said.ties if one == mark and tie == f"{part}-of-{name}"]
        if kind == "parts":
            body[part] = _parts(record.text, said, layer, part, [mark, *(other for other in tied if other in said.marks)])
        elif part == fields.main(layer):
            body[part] = _spans(record.text, said.marks[mark][1], kind)
        elif kind in _STRETCHES:
            other = said.marks.get(tied[0]) if tied else None
            body[part] = _spans(record.text, other[1], kind) if other else [] if kind == "spans" else None
        elif kind == "reference":
            body[part] = _target(items, tied[0]) if tied else None
        elif kind == "references":
            body[part] = [_target(items, other) for other in tied]
        elif kind == "choice":
            body[part] = said.attributes.get((mark, f"{name}-{part}"))
        elif kind == "flag":
            body[part] = (mark, f"{name}-{part}") in said.attributes
        else:
            body[part] = entries.value(record, layer, part, noted.get(part, "null"))
    return body


def _parts(text: str, said: _Standoff, layer: str, part: str, marks: Sequence[str]) -> list[dict[str, Any]]:
    """The parts of a finding in text order, each with what its note tells; without one it is the first that may be."""
    label, known = fields.label(layer, part)
    told = ((_noted_values(said.notes.get(mark, "")).get(part), said.marks[mark][1]) for mark in marks)
    found = [
        {label: entries.word(label, name or next(iter(known), "")), "span": _spans(text, spans, "span")} for name, spans in told
    ]
    return sorted(found, key=lambda one: one["span"])


def _target(items: Mapping[str, str], mark: str) -> str:
    if mark not in items:
        raise SourceError(f"{mark} was added: read it back and write anew before something is tied to it")
    return items[mark]


def _noted_values(note: str) -> dict[str, str]:
    parts = (part.partition("=") for part in _NOTED.findall(note) if part.strip())
    return {name.strip(): re.sub(r"\\(.)", lambda m: _UNESCAPED.get(m[1], m[1]), value.strip()) for name, _, value in parts}


def _spans(text: str, pieces: Sequence[Offsets], kind: str) -> Any:
    """Pieces as stretches: those that only a line break parts are one."""
    found: list[list[int]] = []
    for start, end in sorted(pieces):
        between = text[found[-1][1] : start] if found else "x"
        if found and (not between.strip() or kind == "span"):
            found[-1][1] = end
        else:
            found.append([start, end])
    return found[0] if kind == "span" else found
