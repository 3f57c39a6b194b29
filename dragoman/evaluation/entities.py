"""Exact-span F1 of named entities, micro over types, with the types of each corpus folded to what all of its labels can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dragoman.evaluation.common import Doc, Figures, f1

# The gold sets do not all tell GPE, LOC and FAC apart; types beyond these (dates, events, MISC) differ too much between corpora
# to be compared and are left out on both sides.
_FOLD = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "NORP": "NORP"}


def score(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Figures:
    """F1 in percent over PER, ORG, LOC (with GPE and FAC) and, where the set marks it, NORP."""
    types = {_FOLD[e["type"]] for d in gold for e in d["entities"] if e["type"] in _FOLD}
    c: Counter[str] = Counter()
    for doc in gold:
        wanted = _folded(doc["entities"], types)
        found = _folded(predicted.get(doc["id"], {}).get("entities", ()), types)
        for kind in types:
            mine, yours = {s for s, t in wanted if t == kind}, {s for s, t in found if t == kind}
            for name, n in (("true", len(mine & yours)), ("gold", len(mine)), ("found", len(yours))):
                c[f"{kind} {name}"] += n
                c[name] += n
    p, r, f = f1(c["true"], c["found"], c["gold"])
    by_type = {f"{k} F1": 100 * f1(c[f"{k} true"], c[f"{k} found"], c[f"{k} gold"])[2] for k in sorted(types)}
    return {"P": 100 * p, "R": 100 * r, "F1": 100 * f, **by_type}


def _folded(entities: Sequence[Doc], types: set[str]) -> set[tuple[tuple[int, int], str]]:
    folded = (((e["span"][0], e["span"][1]), _FOLD.get(e["type"], "")) for e in entities)
    return {(span, kind) for span, kind in folded if kind in types}
