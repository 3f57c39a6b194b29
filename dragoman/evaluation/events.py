"""Scores of coded events: type, quad class, and type with both parties, micro F1 over events in percent.

The set's label YIELD stands for CONCEDE or RETREAT; parties are compared by their country or organisation, without the sector.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from dragoman.evaluation.common import Doc, Figures, f1

QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT", "YIELD"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}


def _label(event_type: str) -> str:
    return "YIELD" if event_type in ("CONCEDE", "RETREAT") else event_type


def _parties(codes: Sequence[str]) -> frozenset[str]:
    return frozenset(code[:3] for code in codes)


def score(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Figures:
    """Each document is one sentence; `sentence_type` is its one predicted type, `events` are the events with parties.

    Returns:
        `type F1` and `quad F1` compare the sentence's type; `type+parties F1` the events; `empty` is the share of sentences without
        an event that were left without one.
    """
    c: Counter[str] = Counter()
    for doc in gold:
        guess = predicted.get(doc["id"], {})
        wanted_types = {_label(e["type"]) for e in doc["events"]}
        found_types = {_label(guess["sentence_type"])} if guess.get("sentence_type") else set()
        _add(c, "type", wanted_types, found_types)
        _add(c, "quad", {e["quad"] for e in doc["events"]}, {QUAD[t] for t in found_types})
        if not doc["events"]:
            c["without"] += 1
            c["left empty"] += not found_types
        coded = [e for e in doc["events"] if e["actors"] and e["recipients"]]
        if coded:
            wanted = {(_label(e["type"]), _parties(e["actors"]), _parties(e["recipients"])) for e in coded}
            found = {(_label(e["type"]), _parties(e["actors"]), _parties(e["recipients"])) for e in guess.get("events", ())}
            _add(c, "parties", wanted, found)
    return {
        "type F1": _f1(c, "type"),
        "quad F1": _f1(c, "quad"),
        "type+parties F1": _f1(c, "parties"),
        "empty": 100 * c["left empty"] / c["without"] if c["without"] else None,
    }


def _add(c: Counter[str], name: str, gold: AbstractSet[object], found: AbstractSet[object]) -> None:
    c[f"{name} true"] += len(gold & found)
    c[f"{name} gold"] += len(gold)
    c[f"{name} found"] += len(found)


def _f1(c: Counter[str], name: str) -> float:
    return 100 * f1(c[f"{name} true"], c[f"{name} found"], c[f"{name} gold"])[2]
