"""Whether the clause of a time expression looks back or ahead."""

from __future__ import annotations

import re
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.text import Span

BACK, UNKNOWN, AHEAD = -1, 0, 1
# How far the clause is looked through on each side, code points; a sentence of news has about 140.
_REACH = 160
_CLAUSE_END = re.compile(
    r"[.;:!?](?=[\s\"”’)]|$)|\n|[—–]|[\"“”]|, (?:and|but) | (?:but|while|whereas|although|which|who|where|when|after|before) "
)
# Right before a date these tell of a limit that lies ahead.
_LIMIT = re.compile(r"\b(?:until|by|as (?:soon|early) as|no later than|starting|beginning|effective)(?: the| at)?\s$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:['’]ll)?|['’]ll")


@cache
def _words(side: str) -> frozenset[str]:
    return frozenset(data.load_yaml("rules/timex/tense.yaml")[side]["words"].split())


@cache
def _lemmas() -> frozenset[str]:
    return frozenset(data.load_yaml("rules/timex/tense.yaml")["ahead"]["lemmas"].split())


def lean(text: str, span: Span, analysis: Analysis | None) -> int:
    """BACK, AHEAD or UNKNOWN: the tense of the verb above the expression, else of the nearest cue in its clause.

    "will meet on Tuesday", "planned for Tuesday", "is to speak on Tuesday" look ahead; "met on Tuesday" back.

    Args:
        span: the expression, code points.
        analysis: tags and tree of the document; None to judge by words alone.
    """
    return (_by_tree(analysis, span) if analysis is not None else UNKNOWN) or _by_words(text, span)


def _by_tree(analysis: Analysis, span: Span) -> int:
    head = analysis.head_of(span)
    if head is None:
        return UNKNOWN
    for token in analysis.ancestors(head.i):
        if token.upos in ("VERB", "AUX") or analysis.children(token.i, "cop", "aux"):
            found = _of_verb(analysis, token)
            if found != UNKNOWN:
                return found
    return UNKNOWN


def _of_verb(analysis: Analysis, verb: Token) -> int:
    """The direction of one verb with its auxiliaries; UNKNOWN for an infinitive or participle that leaves it to the verb above."""
    helpers = {t.lower for t in analysis.children(verb.i, "aux", "cop", "mark")}
    if helpers & {"will", "'ll", "’ll", "wo", "shall", "would", "should", "must", "may", "might", "can", "could"}:
        return AHEAD
    if verb.lemma in _lemmas() or verb.lower in ("due", "set"):
        return AHEAD
    if "to" in helpers:
        return AHEAD if _is_be(analysis, verb) or _above_plans(analysis, verb) else UNKNOWN
    past = "Tense=Past" in verb.feats or bool(helpers & {"was", "were", "had", "has", "have", "did", "been"})
    return BACK if past else UNKNOWN


def _is_be(analysis: Analysis, verb: Token) -> bool:
    """The infinitive of "is to meet"."""
    above = analysis.tokens[verb.head]
    return above.lemma == "be" and above.lower in ("is", "are", "'s", "’s")


def _above_plans(analysis: Analysis, verb: Token) -> bool:
    return any(t.lemma in _lemmas() for _, t in zip(range(2), analysis.ancestors(verb.i), strict=False))


def _by_words(text: str, span: Span) -> int:
    """The nearest cue before the expression in its clause, else after it."""
    before = text[max(0, span.start - _REACH) : span.start]
    if _LIMIT.search(before):
        return AHEAD
    cut = [m.end() for m in _CLAUSE_END.finditer(before)]
    if cut:
        before = before[cut[-1] :]
    after = text[span.end : span.end + _REACH]
    if stop := _CLAUSE_END.search(after):
        after = after[: stop.start()]
    return _last_cue(_WORD.findall(before)) or _first_cue(_WORD.findall(after))


def _last_cue(words: list[str]) -> int:
    return next((c for i in range(len(words) - 1, -1, -1) if (c := _cue(words, i))), UNKNOWN)


def _first_cue(words: list[str]) -> int:
    return next((c for i in range(len(words)) if (c := _cue(words, i))), UNKNOWN)


def _cue(words: list[str], i: int) -> int:
    """What one word tells; a participle after "be" leaves it to the auxiliary before ("will be lifted")."""
    word = words[i].lower().replace("’", "'")
    if word in _words("ahead"):
        return AHEAD
    before = words[i - 1].lower() if i else ""
    if before in _BE:
        return AHEAD if before in ("is", "are") and word == "to" else UNKNOWN
    if word in _words("back") or (word.endswith("ed") and len(word) > 4):
        return BACK
    return UNKNOWN


_BE = frozenset(("be", "is", "are", "being", "to"))
