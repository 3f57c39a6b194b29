"""Right fields of matched statements beyond those of the gold standard, for sets that annotate them: act, medium, addressee ...

The set gives names, phrases and, for `contact`, an index into its contacts; the record gives ids, which are looked up in it. For
fields that are mostly null the share of right ones says little, so of these the F1 of telling the right value is given as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from dragoman.evaluation.common import Doc, Figures, f1, overlap

FIELDS = ("act", "author_distance", "hedge", "negated", "certainty", "medium", "addressee", "on_behalf_of", "contact")
# What a field has where it tells nothing; of the other fields that is null.
_USUAL = {"author_distance": "neutral", "negated": False}
_SPARSE = ("author_distance", "hedge", "negated", "medium", "addressee", "on_behalf_of", "contact")
_Same = Callable[[str | None, str | None], bool]


def counts(
    gold: Doc, guess: Doc, paired: Sequence[tuple[int, int]], contacts: Sequence[tuple[int, int]], same_name: _Same
) -> Counter[str]:
    """Of each field how many are right, annotated, and not the usual in gold, record and both.

    Args:
        paired: matched statements as indexes into gold and record; `contacts`: matched contacts in the same way.
        same_name: whether two names are of the same.
    """
    c: Counter[str] = Counter()
    names = {e["id"]: e["name"] for e in guess.get("entities") or ()}
    numbers = {found["id"]: n for n, found in enumerate(guess.get("contacts") or ()) if "id" in found}
    theirs = {j: i for i, j in contacts}
    for i, j in paired:
        g, f = gold["statements"][i], guess["statements"][j]
        for field in (field for field in FIELDS if field in g):
            found = f.get(field)
            if field == "contact" and found is not None:
                found = theirs.get(numbers.get(found, -1), -1)
            found = names.get(found, found) if field == "on_behalf_of" else found
            right = _right(field, gold["text"], g[field], found, same_name)
            told, given = (value != _USUAL.get(field) for value in (g[field], found))
            c.update({f"{field} of": 1, f"{field} right": right, f"{field} gold": told, f"{field} found": given})
            c[f"{field} true"] += right and told
    return c


def _right(field: str, text: str, gold: Any, found: Any, same_name: _Same) -> bool:
    if gold is None or found is None:
        return bool(gold == found)
    if field in ("addressee", "on_behalf_of"):
        return same_name(gold, found)
    if field == "hedge":
        words = text[slice(*found)] if not isinstance(found, str) else found
        wanted = text[slice(*gold)] if not isinstance(gold, str) else gold
        return overlap(gold, found) if isinstance(gold, list) else wanted in words or words in wanted
    return bool(gold == found)


def figures(c: Counter[str]) -> Figures:
    """The share of right ones of each annotated field in percent, and for those that are mostly null the F1 of the others."""
    found: Figures = {}
    for field in (field for field in FIELDS if c[f"{field} of"]):
        found[f"statements.{field}"] = 100 * c[f"{field} right"] / c[f"{field} of"]
        if field in _SPARSE and c[f"{field} gold"]:
            found[f"statements.{field} told F1"] = 100 * f1(c[f"{field} true"], c[f"{field} found"], c[f"{field} gold"])[2]
    return found
