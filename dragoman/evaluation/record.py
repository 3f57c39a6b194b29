"""Scores of whole records against the gold standard: F1 of each of seven layers, and the share of right fields on matched items.

Contacts match when evidence overlaps or sides and start agree; statements on the words of the content; positions on party and
issue; outcomes on their wording; times on span and value; events on type and parties; differences on two accounts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from dragoman.evaluation import statement_fields
from dragoman.evaluation.common import Doc, Figures, f1, match, overlap

LAYERS = ("contacts", "statements", "positions", "outcomes", "times", "events", "differences")
_STOP_WORDS = frozenset(
    "the a an of to in on for and or with by at from as that this these those its their his her our be is are was were "
    "will would it he she they we s".split()
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii"))


@cache
def fold(text: str | None) -> str:
    """Case, accents and the typographic apostrophe taken away."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().replace("’", "'").strip()


def _words(text: str | None) -> set[str]:
    return {w for w in re.findall(r"\w+", fold(text)) if w not in _STOP_WORDS}


def _iou(a: Sequence[int] | None, b: Sequence[int] | None) -> float:
    if a is None or b is None or not overlap(a, b):
        return 0.0
    return (min(a[1], b[1]) - max(a[0], b[0])) / (max(a[1], b[1]) - min(a[0], b[0]))


def _shared_words(a: str | None, b: str | None) -> float:
    """The share of the shorter text's words that the other has too."""
    x, y = _words(a), _words(b)
    return len(x & y) / min(len(x), len(y)) if x and y else float(x == y)


def _jaccard(a: Iterable[object], b: Iterable[object]) -> float:
    x, y = set(a), set(b)
    return len(x & y) / len(x | y) if x | y else 1.0


def parties(value: str | Sequence[str] | None) -> frozenset[str]:
    """The parties of a field: a list, or one text with " & " between them."""
    listed = re.split(r"\s*[&;|]\s*", value) if isinstance(value, str) else value or ()
    return frozenset(fold(p) for p in listed if p)


def _surname(name: str) -> str:
    words = [w for w in re.findall(r"[\w'-]+", fold(name)) if w not in _SUFFIXES]
    return words[-1] if words else ""


def same_names(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two lists name the same people or bodies, by surname or by half of the words, in any order."""
    left, right = list(a), list(b)
    if len(left) != len(right):
        return False
    for name in left:
        for other in right:
            if _surname(name) == _surname(other) or _jaccard(_words(name), _words(other)) >= 0.5:
                right.remove(other)
                break
        else:
            return False
    return True


def split_names(value: str | None) -> list[str]:
    return [n for n in re.split(r"\s*&\s*", value or "") if n]


def _alike(a: str | None, b: str | None) -> bool:
    """Whether two names, each perhaps of several, name the same."""
    return same_names(split_names(a), split_names(b))


def _same_place(a: str | None, b: str | None) -> bool:
    if not a or not b:
        return not a and not b
    x, y = fold(a), fold(b)
    return x in y or y in x


def _equal(field: str) -> Callable[[Doc, Doc], bool]:
    return lambda g, f: bool(g.get(field) == f.get(field))


def _sides(contact: Doc) -> frozenset[str]:
    return frozenset(fold(s.get("party")) for s in contact.get("sides") or ())


def _people(contact: Doc) -> list[str]:
    return [p for s in contact.get("sides") or () for p in s.get("people") or ()]


def _contact(g: Doc, f: Doc) -> float | None:
    near = any(overlap(a, b) for a in g.get("evidence") or () for b in f.get("evidence") or ())
    same = bool(_sides(g) and g.get("start")) and _sides(g) == _sides(f) and g["start"] == f.get("start")
    if not near and not same:
        return None
    alike = 2 * _jaccard(_sides(g), _sides(f)) + near + (g.get("start") == f.get("start"))
    return alike + 0.5 * (g.get("kind") == f.get("kind")) + 0.5 * (g.get("status") == f.get("status"))


def _word_starts(text: str, spans: Iterable[Sequence[int]] | None) -> set[int]:
    return {s[0] + m.start() for s in spans or () for m in re.finditer(r"\w+", text[s[0] : s[1]])}


def _statement(text: str) -> Callable[[Doc, Doc], float | None]:
    def similarity(g: Doc, f: Doc) -> float | None:
        a, b = _word_starts(text, g.get("content_spans")), _word_starts(text, f.get("content_spans"))
        shared = _jaccard(a, b) if a or b else 0.0
        if shared < 0.5:
            return None
        named = same_names(split_names(g.get("speaker")), split_names(f.get("speaker")))
        return shared + 0.01 * (g.get("kind") == f.get("kind")) + 0.01 * named

    return similarity


def _position(g: Doc, f: Doc) -> float | None:
    shared = _shared_words(g.get("issue"), f.get("issue")) if parties(g.get("party")) == parties(f.get("party")) else 0.0
    if shared < 0.5:
        return None
    return shared + _iou(g.get("evidence"), f.get("evidence")) + 0.5 * (g.get("stance") == f.get("stance"))


def _outcome(g: Doc, f: Doc) -> float | None:
    shared, near = _shared_words(g.get("what"), f.get("what")), _iou(g.get("evidence"), f.get("evidence"))
    return None if shared < 0.5 and near < 0.3 else shared + near + 0.5 * (g.get("kind") == f.get("kind"))


def _time(g: Doc, f: Doc) -> float | None:
    same = overlap(g.get("span"), f.get("span")) and g.get("value") == f.get("value")
    return _iou(g["span"], f["span"]) if same else None


def _event_parties(event: Doc) -> tuple[frozenset[str], frozenset[str]]:
    actors, recipients = parties(event.get("actors")), parties(event.get("recipients"))
    return (actors | recipients, frozenset()) if event.get("type") == "CONSULT" else (actors, recipients)


def _event(g: Doc, f: Doc) -> float | None:
    same = g.get("type") == f.get("type") and _event_parties(g) == _event_parties(f)
    return 1 + _iou(g.get("evidence"), f.get("evidence")) if same else None


def _difference(g: Doc, f: Doc) -> float | None:
    mine, yours = g.get("accounts") or [], f.get("accounts") or []
    hits = sum(any(fold(a["party"]) == fold(b["party"]) and overlap(a["span"], b["span"]) for b in yours) for a in mine)
    same = _jaccard((fold(a["party"]) for a in mine), (fold(b["party"]) for b in yours)) == 1
    return hits if hits >= 2 or (hits and same) else None


def _either_span(field: str) -> Callable[[Doc, Doc], bool]:
    return lambda g, f: overlap(g.get(field), f.get(field)) or (not g.get(field) and not f.get(field))


def _overlaps(field: str) -> Callable[[Doc, Doc], bool]:
    return lambda g, f: overlap(g.get(field), f.get(field))


def _same_parties(field: str) -> Callable[[Doc, Doc], bool]:
    return lambda g, f: parties(g.get(field)) == parties(f.get(field))


def _place(field: str) -> Callable[[Doc, Doc], bool]:
    return lambda g, f: _same_place(g.get(field), f.get(field))


FIELDS: dict[str, dict[str, Callable[[Doc, Doc], bool]]] = {
    "contacts": {
        **{k: _equal(k) for k in ("kind", "status", "country", "start", "duration", "ordinal", "channel")},
        "parties": lambda g, f: _sides(g) == _sides(f),
        "people": lambda g, f: same_names(_people(g), _people(f)),
        "place": _place("place"),
    },
    "statements": {
        "speaker": lambda g, f: same_names(split_names(g.get("speaker")), split_names(f.get("speaker"))),
        "party": _same_parties("party"),
        **{k: _equal(k) for k in ("kind", "date")},
        "source_span": _either_span("source_span"),
        "cue_span": _either_span("cue_span"),
    },
    "positions": {"stance": _equal("stance"), "evidence": _overlaps("evidence")},
    "outcomes": {
        **{k: _equal(k) for k in ("kind", "status", "when")},
        "parties": _same_parties("parties"),
        "where": _place("where"),
    },
    "times": {"exact span": lambda g, f: list(g["span"]) == list(f["span"]), "type": _equal("type")},
    "events": {"date": _equal("date"), "place": _place("place"), "evidence": _overlaps("evidence")},
    "differences": {},
}
_SIMILARITY: dict[str, Callable[[Doc, Doc], float | None]] = {
    "contacts": _contact,
    "positions": _position,
    "outcomes": _outcome,
    "times": _time,
    "events": _event,
    "differences": _difference,
}


def pairs(layer: str, gold: Doc, predicted: Doc) -> list[tuple[int, int]]:
    """One-to-one pairs of items of a layer, as indexes into the gold and the predicted list."""
    similarity = _statement(gold["text"]) if layer == "statements" else _SIMILARITY[layer]
    return match(gold[layer], predicted.get(layer) or (), similarity)


def counts(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Counter[str]:
    """True, gold and predicted items of each layer, and of each field the right and all on matched items."""
    c: Counter[str] = Counter()
    for doc in gold:
        guess: dict[str, Any] = predicted.get(doc["id"]) or {}
        for layer in LAYERS:
            paired = pairs(layer, doc, guess)
            c[f"{layer} true"] += len(paired)
            c[f"{layer} gold"] += len(doc[layer])
            c[f"{layer} found"] += len(guess.get(layer) or ())
            for i, j in paired:
                for field, right in FIELDS[layer].items():
                    c[f"{layer}.{field} right"] += right(doc[layer][i], guess[layer][j])
            if layer == "statements":
                met = pairs("contacts", doc, guess)
                c.update(statement_fields.counts(doc, guess, paired, met, _alike))
    return c


def score(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Figures:
    """F1 of each layer in percent, field accuracies on matched items, and `macro F1`, the mean over the seven layers."""
    c = counts(gold, predicted)
    figures: Figures = {}
    for layer in LAYERS:
        empty = not c[f"{layer} gold"] and not c[f"{layer} found"]
        p, r, f = (1.0, 1.0, 1.0) if empty else f1(c[f"{layer} true"], c[f"{layer} found"], c[f"{layer} gold"])
        figures |= {f"{layer} P": 100 * p, f"{layer} R": 100 * r, f"{layer} F1": 100 * f}
        for field in FIELDS[layer]:
            matched = c[f"{layer} true"]
            figures[f"{layer}.{field}"] = 100 * c[f"{layer}.{field} right"] / matched if matched else None
    figures |= statement_fields.figures(c)
    figures["macro F1"] = sum(figures[f"{layer} F1"] or 0.0 for layer in LAYERS) / len(LAYERS)
    return figures
