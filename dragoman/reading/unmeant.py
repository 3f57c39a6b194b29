"""What an act's words show to be no stance and no promise: conditions, journeys, courtesies and reticence."""

from __future__ import annotations

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.act_rules import words


def in_condition(a: Analysis, i: int) -> bool:
    """Whether the predicate `i` stands in a condition, which tells nothing of who is its subject: "if Peru agrees to talk"."""
    t = a.tokens[i]
    clause = t.head if t.deprel == "conj" and not a.children(i, "nsubj", "mark") else i
    marks = a.children(clause, "mark")
    return any(
        m.lower in ("if", "unless", "until", "provided", "whether") or (m.lower == "as" and a.tokens[m.i - 1].lower == "long")
        for m in marks
    )


def journey(a: Analysis, deed: Token) -> bool:
    """ "visit Chile", "make a trip", "take part": going somewhere or being there, a date in the calendar."""
    carried = deed.lemma in words("journey_carriers") and any(o.lemma in words("journey_nouns") for o in a.children(deed.i, "obj"))
    return deed.upos == "VERB" and (carried or deed.lemma in words("journeys"))


def formal(a: Analysis, stance: str | None, deed: Token | None) -> bool:
    """ "will visit Chile", "wants to thank", "declined to comment": travel, courtesy and reticence are no stance."""
    if deed is None or deed.upos != "VERB":
        return False
    if stance == "rejects":
        return deed.lemma in words("reticence")
    if stance in ("commits", "supports") and journey(a, deed):
        return True
    return stance == "supports" and phrases.infinitive(a, deed.i) and deed.lemma in words("sayings")
