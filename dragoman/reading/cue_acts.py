"""What is done by speaking: by the cue, and where that is light by the noun under it ("expressed gratitude", "issued a threat")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import phrases
from dragoman.reading.cues import Cue
from dragoman.text import Span

_FILE = "rules/cues/acts.yaml"
_ACCORDING = frozenset(("according", "per"))
# Words of a content in which the noun that names the act stands, before what it is about.
_REACH = 8


@cache
def nouns() -> dict[str, str]:
    """The act by the lemma of the noun that names it.

    Raises:
        RuleError: if a row has a key that nothing reads.
    """
    found: dict[str, str] = {}
    for n, row in enumerate(data.load_yaml(_FILE)["nouns"], 1):
        data.check_keys(row, ("act", "nouns", "yes", "no"), f"{_FILE}: row {n}")
        found.update((noun, row["act"]) for noun in row["nouns"])
    return found


def of(a: Analysis, row: Cue | None, cue: Span | None, content: Sequence[Span]) -> str | None:
    """The act of a statement, None if its cue is not known.

    Args:
        row: of the table of cues.
    """
    if row is None:
        words = a.tokens_in(cue) if cue else ()
        return "say" if words and words[0].lower in _ACCORDING else None
    if row.act == "ask":
        return "request" if _is_request(a, content) else "ask"
    if row.act in data.load_yaml(_FILE)["light"] and "object" in row.takes:
        return _by_noun(a, content) or row.act
    return row.act


def _by_noun(a: Analysis, content: Sequence[Span]) -> str | None:
    """The act that the head noun of an object names: "[concern] about the raid"."""
    head = a.head_of(content[0]) if content else None
    if head is None:
        return None
    words = [t for t in a.tokens_in(content[0])[:_REACH] if t.upos == "NOUN"]
    if head.upos in ("NOUN", "PROPN", "VERB") and (act := nouns().get(phrases.noun_lemma(head))):
        return act
    return nouns().get(phrases.noun_lemma(words[0])) if words and words[0].i <= head.i else None


def _is_request(a: Analysis, content: Sequence[Span]) -> bool:
    """Whether "asked [the envoy to return]" asks for a deed, and not "asked [whether ...]" for an answer."""
    words = a.tokens_in(content[0]) if content else ()
    if not words or words[0].lower in ("if", "whether", "why", "how", "what", "who", "when", "where", "about"):
        return False
    return any(t.lower == "to" and n + 1 < len(words) and words[n + 1].upos in ("VERB", "AUX") for n, t in enumerate(words)) or (
        words[0].lower == "that"
    )
