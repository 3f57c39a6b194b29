"""What differs between two stores, two runs, or two records; findings are known again by their words and values."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from dragoman import anchors, edits, fields, matching, partitions
from dragoman.anchors import GoneError
from dragoman.edits import Body
from dragoman.errors import StoreError
from dragoman.matching import Sketch
from dragoman.record import LAYERS, Record
from dragoman.store import database, query

What = Literal["added", "gone", "changed"]
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that only one reading has, or that has other values in the other.

    Attributes:
        id, other: in the first and in the second reading; None where it is not there.
        words: those it stands on, in the first reading that has it.
        fields: name -> value in the first and in the second, stretches of text as their words.
    """

    layer: str
    what: What
    id: str | None
    other: str | None
    words: tuple[str, ...]
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that only one side has, or that was read otherwise.

    Attributes:
        text: whether its text is another one.
        changes: of its findings, by layer; none for a document that only one side has.
    """

    key: str
    what: What
    text: bool
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)


# ---- two records
def records(one: Record, other: Record, layers: Iterable[str] = LAYERS) -> tuple[Change, ...]:
    """How the findings of a second reading of a document differ from those of a first one."""
    pairs = {layer: same(one, other, layer) for layer in LAYERS}
    met = {mine: theirs for some in pairs.values() for mine, theirs in some.items()}
    return tuple(change for layer in layers for change in _changes(one, other, layer, met))


def same(one: Record, other: Record, layer: str) -> dict[str, str]:
    """The ids of findings of a first reading -> those that they have in a second one."""
    mine, theirs = _bodies(one, layer), _bodies(other, layer)
    moved = [_moved(one, other, matching.sketch(layer, body)) for body in mine]
    found = matching.pairs(moved, [matching.sketch(layer, body) for body in theirs])
    return {mine[i]["id"]: theirs[j]["id"] for i, j in found.items()}


def _bodies(record: Record, layer: str) -> list[Body]:
    return [edits.as_body(item) for item in getattr(record, layer)]


def _moved(one: Record, other: Record, sketch: Sketch) -> Sketch:
    """A finding's place in the other text."""
    if one.text == other.text:
        return sketch
    found = []
    for span in sketch.stretches:
        try:
            found.append(anchors.located(other.text, anchors.quoted(one.text, span)))
        except GoneError:
            continue
    return Sketch(tuple(found), sketch.values)


def _changes(one: Record, other: Record, layer: str, met: Mapping[str, str]) -> Iterator[Change]:
    theirs = {body["id"]: body for body in _bodies(other, layer)}
    for body in _bodies(one, layer):
        partner = theirs.pop(met[body["id"]], None) if body["id"] in met else None
        if partner is None:
            yield Change(layer, "gone", body["id"], None, _words(one, layer, body), {})
        elif changed := dict(_fields(one, other, layer, body, partner, met)):
            yield Change(layer, "changed", body["id"], partner["id"], _words(one, layer, body), changed)
    for body in theirs.values():
        yield Change(layer, "added", None, body["id"], _words(other, layer, body), {})


def _fields(
    one: Record, other: Record, layer: str, mine: Body, theirs: Body, met: Mapping[str, str]
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name, kind in fields.of(layer).items():
        ours, values = mine[name], (_told(one.text, mine[name]), _told(other.text, theirs[name]))
        if kind == "reference":
            ours = met.get(ours, ours)
        elif kind == "references":
            ours = sorted(met.get(id, id) for id in ours)
        same = (
            values[0] == values[1]
            if kind in ("span", "spans", "parts") and one.text != other.text
            else ours == _order(kind, theirs[name])
        )
        if not same:
            yield name, values


def _order(kind: str, value: Any) -> Any:
    return sorted(value) if kind == "references" else value


def _told(text: str, value: Any) -> Any:
    """A value with words in place of offsets."""
    if isinstance(value, Mapping):
        return {name: _told(text, part) for name, part in value.items()}
    if isinstance(value, list):
        is_span = len(value) == 2 and all(type(n) is int for n in value)
        return text[value[0] : value[1]] if is_span else [_told(text, part) for part in value]
    return value


def _words(record: Record, layer: str, body: Body) -> tuple[str, ...]:
    return tuple(record.text[start:end] for start, end in matching.stretches(body[fields.main(layer)]))


# ---- two stores or runs
@dataclass(frozen=True, slots=True)
class Run:
    """Documents that were read: their keys, the ids of their records, and how to get one by its place.

    Attributes:
        keys: None where a file of records holds none.
    """

    keys: list[str] | None
    ids: list[str]
    get: Callable[[int], Record]


def documents(one: Run, other: Run, layers: Iterable[str] = LAYERS) -> Iterator[DocumentChange]:
    """How the documents of a second run differ from those of a first one; what is the same is left out.

    Documents are the same by their keys, where one side has none by the ids of their records; two records alone are always.
    """
    mine, theirs = _names(one, other), _names(other, one)
    if len(mine) == len(theirs) == 1 and (one.keys is None or other.keys is None):
        theirs = dict.fromkeys(mine, 0)
    wanted = tuple(layers)
    for name, place in mine.items():
        if name not in theirs:
            yield DocumentChange(name, "gone", False, ())
            continue
        ours, others = one.get(place), other.get(theirs[name])
        changes = records(ours, others, wanted)
        if changes or ours.text != others.text:
            yield DocumentChange(name, "changed", ours.text != others.text, changes)
    yield from (DocumentChange(name, "added", False, ()) for name in theirs if name not in mine)


def _names(run: Run, other: Run) -> dict[str, int]:
    names = run.ids if run.keys is None or other.keys is None else run.keys
    places = {name: place for place, name in enumerate(names)}
    if len(places) < len(names):
        twice = next(name for place, name in enumerate(names) if places[name] != place)
        raise StoreError(f"two documents are called {twice!r}: they cannot be told from each other")
    return places


def run(where: str) -> Run:
    """A run by where it is: a store, a folder that `dragoman batch` wrote, or a file of records in JSON or JSON Lines.

    Raises:
        StoreError: if it is none of these, or damaged.
    """
    path = Path(where)
    if "://" in where or _is_store(path):
        return _of_store(where)
    if path.is_dir():
        rows = [row for row in partitions.records([where]) if isinstance(row, partitions.Row) and row.record is not None]
        return _of_bodies([row.record or {} for row in rows], [row.key for row in rows])
    return _of_bodies(_of_file(path), None)


def _is_store(path: Path) -> bool:
    try:
        return path.is_file() and path.open("rb").read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def _of_store(where: str) -> Run:
    engine = database.engine(where)
    with database.reading(engine) as connection:
        known = query.keys(connection)

    def get(place: int) -> Record:
        with database.reading(engine) as connection:
            return query.document(connection, known[place][0])

    return Run([key for _, key, _ in known], [id for *_, id in known], get)


def _of_bodies(bodies: list[dict[str, Any]], keys: list[str] | None) -> Run:
    return Run(keys, [str(body.get("id")) for body in bodies], lambda place: Record.from_dict(bodies[place]))


def _of_file(path: Path) -> list[dict[str, Any]]:
    """The records of a file; what a run could not read is not among them."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
        rows = [json.loads(text)] if path.suffix == ".json" else [json.loads(line) for line in text.split("\n") if line.strip()]
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, EOFError, RecursionError) as error:
        raise StoreError(f"{path} is neither a store nor a file of records in JSON or JSON Lines: {error}") from error
    if not all(isinstance(row, dict) for row in rows):
        raise StoreError(f"{path} holds something that is no record: give what `dragoman read --json` or --jsonl printed")
    return [row for row in rows if "error" not in row]
