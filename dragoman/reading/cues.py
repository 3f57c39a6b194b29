"""Speech cues: which words report speech, what they take as content, and what kind of act they tell of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.errors import RuleError
from dragoman.reading.lemmas import lemma

_FILE = "rules/cues/speech.yaml"
_TAKES = frozenset(("clause", "quote", "object", "hearer", "infinitive", "about", "gerund"))
_NEEDS = frozenset(("as", "infinitive", "predicate"))
_KEYS = ("cue", "act", "takes", "preps", "objects", "avoid", "not_persons", "needs", "only", "alone", "weak", "yes", "no")
# Words that may stand between the parts of a cue: "made it abundantly clear", "spoke at length about".
_BETWEEN = frozenset(("ADV", "PRON", "PART"))


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of `rules/cues/speech.yaml`, whose head explains the fields."""

    id: str
    lemma: str
    rest: tuple[str, ...]
    act: str
    takes: frozenset[str]
    preps: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    not_persons: bool = False
    needs: str | None = None
    only: frozenset[str] = frozenset()
    alone: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue in a text: its verb `verb` and the last of its words `last`, as indexes of words."""

    cue: Cue
    verb: int
    last: int


@cache
def table() -> dict[str, tuple[Cue, ...]]:
    """All cues by the lemma of their first word, the longest first.

    Raises:
        RuleError: if a row has an unknown key, list, act or way of taking content.
    """
    raw = data.load_yaml(_FILE)
    found: dict[str, list[Cue]] = {}
    for n, row in enumerate(raw["cues"], 1):
        cue = _cue(row, raw["lists"], frozenset(raw["acts"]), f"{_FILE}: row {n} ({row.get('cue')!r})")
        found.setdefault(cue.lemma, []).append(cue)
    return {lemma: tuple(sorted(rows, key=lambda c: -len(c.rest))) for lemma, rows in found.items()}


def _cue(row: dict[str, Any], lists: dict[str, list[str]], acts: frozenset[str], where: str) -> Cue:
    data.check_keys(row, _KEYS, where)
    _among(row["act"], acts, "act", where)
    for value in row["takes"]:
        _among(value, _TAKES, "way of taking content", where)
    if "needs" in row:
        _among(row["needs"], _NEEDS, "need", where)
    lemma, *rest = row["cue"].split()
    return Cue(
        id="_".join(["cue.en", lemma, *rest]),
        lemma=lemma,
        rest=tuple(rest),
        act=row["act"],
        takes=frozenset(row["takes"]),
        preps=frozenset(row.get("preps", ())),
        objects=_list(row, "objects", lists, where),
        avoid=_list(row, "avoid", lists, where),
        only=_list(row, "only", lists, where),
        not_persons=row.get("not_persons", False),
        needs=row.get("needs"),
        alone=row.get("alone", False),
        weak=row.get("weak", False),
    )


def _list(row: dict[str, Any], key: str, lists: dict[str, list[str]], where: str) -> frozenset[str]:
    if key not in row:
        return frozenset()
    _among(row[key], frozenset(lists), "list", where)
    return frozenset(lists[row[key]])


def _among(value: str, known: frozenset[str], what: str, where: str) -> None:
    if value not in known:
        raise RuleError(f"{where}: unknown {what} {value!r}; known: {', '.join(sorted(known))}")


@cache
def calendar() -> frozenset[str]:
    """Words that tell when something was said: "on Friday", "last week"."""
    return frozenset(data.load_yaml(_FILE)["calendar"])


@cache
def attitudes() -> frozenset[str]:
    """Lemmas of thinking, wanting and feeling."""
    return frozenset(data.load_yaml("rules/cues/attitude.yaml")["lemmas"])


@cache
def talking() -> frozenset[str]:
    """Lemmas of talking together, which tell a subject but not what was said."""
    return frozenset(data.load_yaml("rules/cues/attitude.yaml")["talking"])


@cache
def appearances() -> frozenset[str]:
    """Lemmas of appearing and speaking before others."""
    return frozenset(data.load_yaml("rules/cues/attitude.yaml")["appearances"])


def at(analysis: Analysis, token: Token) -> CueMatch | None:
    """The longest cue that begins at `token`, None if it begins none."""
    return next(iter(matches(analysis, token)), None)


def matches(analysis: Analysis, token: Token) -> Iterator[CueMatch]:
    """The cues that begin at `token`, the longest first: "issue a warning", "issue"."""
    verb = token.lemma if token.upos in ("VERB", "AUX") else _mistagged(analysis, token)
    for cue in table().get(verb or "", ()):
        last = _last(analysis, token, cue.rest)
        if last is not None:
            yield CueMatch(cue, token.i, last)


def _mistagged(analysis: Analysis, token: Token) -> str | None:
    """The lemma of a past form that the tagger took for a noun or adjective, where a noun phrase or "that" follows it."""
    if token.upos not in ("NOUN", "ADJ", "PROPN") or not token.text.islower() or not token.text.endswith("ed"):
        return None
    after = analysis.tokens[token.i + 1 : token.i + 2]
    follows = any(t.sent == token.sent and (t.upos in ("DET", "PROPN", "PRON") or t.lower == "that") for t in after)
    before = token.i > 0 and analysis.tokens[token.i - 1].upos in ("PROPN", "NOUN", "PRON", "ADV")
    return lemma(token.text, "VERB") if follows and before else None


def _last(analysis: Analysis, verb: Token, rest: tuple[str, ...]) -> int | None:
    """Index of the last word if the words of `rest` follow the verb, adverbs and its object allowed between."""
    at, limit = verb.i, analysis.sentences[verb.sent].last
    objects = {w.i for o in analysis.children(verb.i, "obj", "iobj") for w in analysis.subtree(o.i)} if rest else set()
    for word in rest:
        at += 1
        while at < limit and analysis.tokens[at].lower != word:
            if analysis.tokens[at].upos not in _BETWEEN and at not in objects:
                return None
            at += 1
        if at >= limit:
            return None
    return at
