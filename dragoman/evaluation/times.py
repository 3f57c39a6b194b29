"""TempEval-3 scores of temporal expressions: strict, relaxed, type and value F1 in percent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dragoman.evaluation.common import Doc, Figures, f1, overlap


def pairs(gold: Sequence[Doc], found: Sequence[Doc]) -> list[tuple[Doc, Doc, bool]]:
    """One-to-one pairs with "same span?": equal spans first, then the first overlap in text order."""
    gold, found = sorted(gold, key=lambda t: t["span"]), sorted(found, key=lambda t: t["span"])
    first: dict[tuple[int, ...], int] = {}
    for j, f in enumerate(found):
        first.setdefault(tuple(f["span"]), j)
    paired: list[tuple[Doc, Doc, bool]] = []
    used: set[int] = set()
    rest = []
    for g in gold:
        same = first.get(tuple(g["span"]))
        if same is None or same in used:
            rest.append(g)
        else:
            used.add(same)
            paired.append((g, found[same], True))
    for g in rest:
        for j, f in enumerate(found):
            if j not in used and overlap(g["span"], f["span"]):
                used.add(j)
                paired.append((g, f, False))
                break
    return paired


def score(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Figures:
    """Figures in percent over all documents; a date line marked `dct` is left out with what overlaps it."""
    c: Counter[str] = Counter()
    for doc in gold:
        creation = [t["span"] for t in doc["times"] if t.get("dct")]
        wanted = [t for t in doc["times"] if not t.get("dct")]
        found = [t for t in predicted.get(doc["id"], {}).get("times", ()) if not any(overlap(t["span"], d) for d in creation)]
        c["gold"] += len(wanted)
        c["found"] += len(found)
        for g, f, same in pairs(wanted, found):
            right = (g["value"] or "") == (f.get("value") or "")
            c["relaxed"] += 1
            c["strict"] += same
            c["type"] += g["type"] == f.get("type")
            c["value"] += right
            c["strict_value"] += same and right
    relaxed = 100 * f1(c["relaxed"], c["found"], c["gold"])[2]
    matched = c["relaxed"] or 1
    return {
        "strict F1": 100 * f1(c["strict"], c["found"], c["gold"])[2],
        "relaxed F1": relaxed,
        "type F1": relaxed * c["type"] / matched,
        "value F1": relaxed * c["value"] / matched,
        "strict+value F1": 100 * f1(c["strict_value"], c["found"], c["gold"])[2],
    }
