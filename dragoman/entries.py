"""What a person enters for a field of a finding: words as a value, whether it can be, and what follows from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from dragoman import anchors, edits, fields, knowledge, matching
from dragoman.edits import Body
from dragoman.errors import RecordError
from dragoman.reading.contact_fields import precision
from dragoman.reading.voices import split
from dragoman.record import LAYERS, Record
from dragoman.store.days import days

# Between the parts of a value that has several, as a record joins parties.
_BETWEEN = re.compile(r"\s+&\s+")
# Between stretches of text, as `dragoman show` prints them.
_STRETCHES = re.compile(r"\s+…\s+")
_NOTHING = frozenset({"", "null", "none"})
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_PARTIES = frozenset({"party", "parties", "actors", "recipients", "mediator"})
_SEVERAL = frozenset({"spans", "texts", "references", "sides", "parts"})
_DURATION = re.compile(r"P(?=.)(?:\d+[YMWD])*(?:T(?=.)(?:\d+[HMS])+)?")
# Parties whose accounts a difference has, at least.
_ACCOUNTS = 2
_COUNTRY = re.compile(r"[A-Z]{3}")


# ---- words as values
def value(record: Record, layer: str, name: str, given: str, near: int = 0) -> Any:
    """What a person typed as the value of a field, as JSON types.

    Stretches of text are given as the words of the report (several with "…" between them) or as [start, end]; the accounts of a
    difference as "NOR: words … CHL: words", the mentions of an entity as "Kari Lund … nominal: the minister"; several parties or
    names with "&"; sides so too, or as JSON; "null" is no value.

    Args:
        near: code point; of words that stand in the text several times those nearest to it are meant.
    Raises:
        RecordError: if there is no such field, the words do not stand in the text, or it is no JSON where JSON is needed.
    """
    kind = _kind(layer, name)
    if given.strip().lower() in _NOTHING:
        return [] if kind in _SEVERAL else None
    if kind in ("span", "spans"):
        found = (
            _json(given) if given.lstrip().startswith("[") else [_stretch(record.text, w, near) for w in _STRETCHES.split(given)]
        )
        return found[0] if kind == "span" and found and not isinstance(found[0], int) else found
    if kind in ("parts", "sides") and given.lstrip().startswith("["):
        return _json(given)
    if kind == "parts":
        return list(_parts(record.text, layer, name, given, near))
    if kind == "sides":
        return [_side(part) for part in _BETWEEN.split(given.strip())]
    if kind in ("texts", "references"):
        return [word(name, part) for part in _BETWEEN.split(given.strip())]
    if kind == "flag":
        return given.strip().lower() in _YES if given.strip().lower() in _YES | _NO else given
    return _json(given) if kind == "number" else word(name, given.strip())


def _kind(layer: str, name: str) -> fields.Kind:
    _check_layer(layer)
    kinds = fields.of(layer)
    if name not in kinds:
        raise RecordError(f"{layer} have no field {name!r} to correct; they have: {', '.join(kinds)}")
    return kinds[name]


def _check_layer(layer: str) -> None:
    if layer not in LAYERS:
        raise RecordError(f"there is no layer {layer!r}; there are: {', '.join(LAYERS)}")


def _json(given: str) -> Any:
    try:
        return json.loads(given)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{given!r} is neither a number nor JSON: {error}") from error


def _stretch(text: str, words: str, near: int, *, onwards: bool = False) -> list[int]:
    """Where words stand, the nearest to a place, or on from it; between two of them the text may have other white space."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = [match.span() for match in re.finditer(pattern, text)] if pattern else []
    if not found:
        raise RecordError(f"{words!r} does not stand in the text: give words as the report has them, or [start, end]")
    start, end = min(found, key=lambda span: (onwards and span[0] < near, abs(span[0] - near)))
    return [start, end]


def _parts(text: str, layer: str, name: str, given: str, near: int) -> Iterator[dict[str, Any]]:
    """Stretches that each bear a label, each the nearest on from the one before; without a label the first that may be is meant."""
    label, known = fields.label(layer, name)
    onwards = False
    for part in _STRETCHES.split(given.strip()):
        before, sign, after = part.partition(":")
        labelled = bool(sign) and (not known or before.strip() in known)
        if not labelled and not known:
            raise RecordError(f"{name}: {part!r} has no {label}: give {label.upper()}: WORDS, several with … between them")
        span = _stretch(text, after if labelled else part, near, onwards=onwards)
        near, onwards = span[1], True
        yield {label: word(label, before.strip()) if labelled else known[0], "span": span}


def _side(given: str) -> dict[str, Any]:
    """ "USA (Marco Rubio, Steve Witkoff)" as a side, the first that is named as its head."""
    match = re.fullmatch(r"([^()]+?)\s*(?:\(([^()]*)\))?", given)
    if match is None:
        raise RecordError(f"{given!r} is no side: give PARTY or PARTY (NAME, NAME)")
    people = [name.strip() for name in (match[2] or "").split(",") if name.strip()]
    return {"party": party(match[1]), "people": people, "lead": people[0] if people else None}


def word(name: str, given: str) -> str:
    """The text of a field as it is kept: parties by their codes."""
    return " & ".join(party(part) for part in split(given)) if name in _PARTIES and given else given


def party(name: str) -> str:
    """A party as it is kept: "rus", "Russia" and "the Kremlin" are RUS; what is no known actor is taken as written."""
    code = {known.lower(): known for known in knowledge.party_names()}.get(name.lower())
    return code or _by_form(name) or name


def _by_form(name: str) -> str | None:
    words = knowledge.split(name.strip().removeprefix("the "))
    forms = knowledge.lexicon().get(words[0], ()) if words else ()
    return next((form.known.party for form in forms if form.words == words), None)


def entered(record: Record, layer: str, name: str, held: Any, near: int = 0) -> str:
    """The words that `value` takes for a value; JSON where words would be taken for another one.

    Args:
        held: as JSON types.
        near: as for `value`.
    """
    if held is None or held == []:
        return ""
    words = _entered(record, layer, name, held)
    try:
        same = value(record, layer, name, words, near) == held
    except RecordError:
        same = False
    return words if same or isinstance(held, str) else json.dumps(held, ensure_ascii=False)


def _entered(record: Record, layer: str, name: str, held: Any) -> str:
    kind = _kind(layer, name)
    if kind in ("span", "spans"):
        return " … ".join(record.text[start:end] for start, end in matching.stretches(held))
    if kind == "parts":
        label, known = fields.label(layer, name)
        marks = ("" if part[label] in known[:1] else f"{part[label]}: " for part in held)
        return " … ".join(f"{mark}{record.text[slice(*part['span'])]}" for mark, part in zip(marks, held, strict=True))
    if kind == "sides":
        return " & ".join(f"{s['party']} ({', '.join(s['people'])})" if s["people"] else s["party"] for s in held)
    if kind in ("texts", "references"):
        return " & ".join(held)
    if kind == "flag":
        return "yes" if held else "no"
    return held if isinstance(held, str) else json.dumps(held, ensure_ascii=False)


# ---- whether a value can be
def empty(layer: str, who: str) -> Body:
    """A finding of which nothing is said yet but that a person adds it; what it cannot be without is left out.

    Raises:
        RecordError: if there is no such layer.
    """
    _check_layer(layer)
    made: Body = {"id": "", "found_by": f"person: {who}", "score": 1.0, "unknown": {}}
    for name, kind in fields.of(layer).items():
        field = fields.model(layer).model_fields[name]
        if not field.is_required():
            made[name] = field.default
        elif kind in _SEVERAL or fields.is_optional(layer, name):
            made[name] = [] if kind in _SEVERAL else None
    return made


def check(record: Record, layer: str, body: Body, given: Mapping[str, Any]) -> Body:
    """A finding with new values.

    Args:
        body: as it is, or an empty finding.
        given: values as JSON types by field.
    Raises:
        RecordError: naming the field, the value and what is allowed.
    """
    for name, value in given.items():
        _kind(layer, name)
        _check_form(name, value)
    whole = {**body, **given}
    try:
        whole = edits.as_body(fields.model(layer).model_validate(whole))
    except ValidationError as error:
        raise RecordError(_message(layer, error)) from error
    _check_against(record, layer, whole)
    return whole


def _check_form(name: str, value: Any) -> None:
    if isinstance(value, str) and not value.strip():
        raise RecordError(f"{name} is empty: give a value, or null")
    if name in ("start", "date", "when") and isinstance(value, str) and days(value) is None:
        raise RecordError(f"{name}: {value!r} is not a date: use YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD")
    if name == "duration" and isinstance(value, str) and not _DURATION.fullmatch(value):
        raise RecordError(f"{name}: {value!r} is no ISO 8601 duration such as PT90M or P2D")
    if name == "country" and isinstance(value, str) and not _COUNTRY.fullmatch(value):
        raise RecordError(f"{name}: {value!r} is no code of a country: use ISO 3166-1 alpha-3, e.g. TUR")


def _message(layer: str, error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"{layer} need {name}"
    return f"{name}: {first['input']!r} cannot be: {first['msg'][:1].lower()}{first['msg'][1:]}"


def _check_against(record: Record, layer: str, body: Body) -> None:
    """Stretches must lie in the text, ids be of the record; the main stretches must be there."""
    if not list(matching.stretches(body[fields.main(layer)])):
        raise RecordError(f"{fields.main(layer)} is empty: a finding stands on words of the report")
    if layer == "differences" and len({account["party"] for account in body["accounts"]}) < _ACCOUNTS:
        raise RecordError("accounts: a difference has the accounts of two parties at least")
    there = {layer: {item.id for item in getattr(record, layer)} for layer in LAYERS}
    for name, kind in fields.of(layer).items():
        if kind in ("span", "spans", "parts"):
            for start, end in matching.stretches(body[name]):
                if not 0 <= start < end <= len(record.text):
                    raise RecordError(f"{name}: [{start}, {end}] is not in the text of {len(record.text)} characters")
        elif kind in ("reference", "references"):
            for id in [body[name]] if isinstance(body[name], str) else body[name] or ():
                if id not in there[fields.target(name)]:
                    raise RecordError(f"{name}: the report has no {id!r} among its {fields.target(name)}")


# ---- what follows
def with_following(record: Record, layer: str, body: Body, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, and the fields that cannot stay as they are: whose id a new speaker has, how exact a new date is."""
    follow = {"statements": _of_speaker, "contacts": _of_contact}.get(layer)
    return {**given, **{n: v for n, v in (follow(record, body, given) if follow else {}).items() if n not in given}}


def _of_speaker(record: Record, body: Body, given: Mapping[str, Any]) -> dict[str, Any]:
    if "speaker" not in given or given["speaker"] == body.get("speaker"):
        return {}
    named = [entity for entity in record.entities if entity.name == given["speaker"]]
    party = named[0].party if named else None
    follow: dict[str, Any] = {"speaker_id": named[0].id if named else None, "on_behalf_of": None}
    return {**follow, **({"party": party} if party else {})}


def _of_contact(record: Record, body: Body, given: Mapping[str, Any]) -> dict[str, Any]:
    follow: dict[str, Any] = {}
    if "start" in given:
        follow["date_precision"] = precision(given["start"])
    if "place" in given and given["place"] != body.get("place"):
        at = next(iter(matching.stretches(body.get("evidence") or given.get("evidence"))), (0, 0))[0]
        named = [p for p in record.places if record.text[p.span[0] : p.span[1]] == given["place"]]
        place = min(named, key=lambda p: abs(p.span[0] - at), default=None)
        follow |= {"place_id": place.id if place else None, "country": place.country if place else None}
    return follow


# ---- values in words
def told(kept: Any) -> str:
    """The value of a field as it is kept (`dragoman.anchors.lifted`), in words."""
    if kept is None or kept == []:
        return "nothing"
    if isinstance(kept, Mapping):
        return _told_mapping(kept)
    if isinstance(kept, bool):
        return "yes" if kept else "no"
    if isinstance(kept, list):
        between = " … " if isinstance(kept[0], Mapping) and "exact" in kept[0] else " & "
        return between.join(map(told, kept))
    return str(kept)


def _told_mapping(kept: Mapping[str, Any]) -> str:
    if "exact" in kept:
        return f"“{kept['exact']}”"
    if "at" in kept:
        return str(kept["values"].get("name") or f"“{anchors.words(kept)}”")
    if "people" in kept:
        return f"{kept['party']} ({', '.join(kept['people'])})" if kept["people"] else str(kept["party"])
    return told(kept["span"])
