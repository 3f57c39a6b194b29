"""Scores of coded events: type, quad class, both parties, and type with both parties, micro F1 over events in percent.

The set's label YIELD stands for CONCEDE or RETREAT; parties are compared by their country or kind of organisation, the first three
letters of their CAMEO codes, without the sector.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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
        `type F1` and `quad F1` compare the sentence's type; `dyad F1` actors and recipients, in sentences that have both coded;
        `type+parties F1` their types too; `empty` is the share of sentences without an event that were left without one.
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
            wanted, found = _coded(coded), _coded(guess.get("events", ()))
            _add(c, "dyad", {w[1:] for w in wanted}, {f[1:] for f in found})
            _add(c, "parties", wanted, {f for f in found if f[0]})
    return {
        "type F1": _f1(c, "type"),
        "quad F1": _f1(c, "quad"),
        "dyad F1": _f1(c, "dyad"),
        "type+parties F1": _f1(c, "parties"),
        "empty": 100 * c["left empty"] / c["without"] if c["without"] else None,
    }


def _coded(events: Iterable[Doc]) -> set[tuple[str, frozenset[str], frozenset[str]]]:
    """Type ("" for none), actors and recipients of the events that have both."""
    return {
        (_label(e["type"]), _parties(e["actors"]), _parties(e["recipients"])) for e in events if e["actors"] and e["recipients"]
    }


def cross_validated(rows: Iterable[Doc]) -> dict[str, Doc]:
    """The predictions of `training/cv_events.json` in the form that `score` reads."""
    return {row["id"]: _prediction(row) for row in rows}


def _prediction(row: Doc) -> Doc:
    type_ = "" if row["predicted"] == "NONE" else row["predicted"]
    event = {"type": type_, "actors": row.get("actors", ()), "recipients": row.get("recipients", ())}
    return {"sentence_type": type_ or None, "events": [event]}


def _add(c: Counter[str], name: str, gold: AbstractSet[object], found: AbstractSet[object]) -> None:
    c[f"{name} true"] += len(gold & found)
    c[f"{name} gold"] += len(gold)
    c[f"{name} found"] += len(found)


def _f1(c: Counter[str], name: str) -> float:
    return 100 * f1(c[f"{name} true"], c[f"{name} found"], c[f"{name} gold"])[2]
