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
# Words before the expression within which a cue outweighs the tree. Chosen on TimeBank.
_CLOSE = 4
# A full stop that ends a sentence, not an initial, "U.S." or a title.
_SHORT = r"(?<![A-Z])(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!Gen)(?<!Sen)(?<!Gov)(?<!Inc)(?<!Corp)(?<! [ap]\.m)(?<!\d[ap]\.m)"
_STOP = _SHORT + r"[.!?](?=[\s\"”’)]|$)"
_CLAUSE_END = re.compile(
    rf"{_STOP}|\n|[;:](?=\s)|[—–]|[\"“”]|, (?:and|but) | (?:but|while|whereas|although|which|who|where|when|after|before) "
)
_SENTENCE_END = re.compile(rf"{_STOP}|\n")
# Right before a date these tell of a limit that lies ahead.
_LIMIT = re.compile(
    r"\b(?:until|by|as (?:soon|early) as|no later than|starting|beginning|effective)(?: the| at)?\s$", re.IGNORECASE
)
# "had filed their reports by Wednesday", "the fair was open until Friday"; but "was extended until Friday".
_PAST_LIMIT = re.compile(r"\b(?:had|were|was)\b(?!.*(?:ed|set|due) until)[^,]*\b(?:by|until)(?: the)?\s$", re.IGNORECASE)
# A plan given up or overtaken: "had been due to expire on Friday".
_OVERTAKEN = re.compile(
    r"\bhad (?:\w+ly )?been (?:\w+ly )?(?:due|scheduled|set|expected|planned|supposed|slated|meant)\b"
    r"|\bcould(?: not|n['’]t) be \w+ed\b",
    re.IGNORECASE,
)
# "Wednesday's ruling": a noun that tells of what has happened.
_HAPPENED = re.compile(r"['’]s? (?:[a-z]+ly )?(?:[a-z]+ )?(\w+)")
_WORD = re.compile(r"[A-Za-z]+(?:['’]ll)?|['’]ll")


@cache
def _words(side: str, name: str = "words") -> frozenset[str]:
    return frozenset(data.load_yaml("rules/timex/tense.yaml")[side][name].split())


def lean(text: str, span: Span, analysis: Analysis | None) -> int:
    """BACK, AHEAD or UNKNOWN: a cue close before the expression, else the tense of the verb above it, else the nearest cue.

    "will meet on Tuesday", "planned for Tuesday", "is to speak on Tuesday" look ahead; "met on Tuesday" back. A past verb that
    only follows tells nothing: "the May 2 meeting was cancelled".

    Args:
        span: the expression, code points.
        analysis: tags and tree of the document; None to judge by words alone.
    """
    before, after = _clause_before(text, span), text[span.end : span.end + _REACH]
    words, coming = _WORD.findall(before), _WORD.findall(_cut(after, _CLAUSE_END))
    if _LIMIT.search(before):
        return BACK if _PAST_LIMIT.search(before) else (UNKNOWN if words[:-1] else _first_cue(coming)) or AHEAD
    if _OVERTAKEN.search(before) or _has_happened(after):
        return BACK
    return (
        _last_cue(words, _CLOSE)
        or (_by_tree(analysis, span) if analysis is not None else UNKNOWN)
        or _last_cue(words, len(words))
        or max(UNKNOWN, _first_cue(coming) or _first_cue(_WORD.findall(_cut(after, _SENTENCE_END))))
    )


def _has_happened(after: str) -> bool:
    """Whether a date stands before a noun of what is past when it is spoken of: "Wednesday's ruling", "Friday's attack"."""
    match = _HAPPENED.match(after)
    return match is not None and match.group(1) in _words("back", "nouns")


def _clause_before(text: str, span: Span) -> str:
    before = text[max(0, span.start - _REACH) : span.start]
    cut = [m.end() for m in _CLAUSE_END.finditer(before) if m.end() < len(before)]
    return before[cut[-1] :] if cut else before


def _cut(after: str, end: re.Pattern[str]) -> str:
    stop = end.search(after)
    return after[: stop.start()] if stop else after


def _by_tree(analysis: Analysis, span: Span) -> int:
    head = analysis.head_of(span)
    if head is None:
        return UNKNOWN
    for token in analysis.ancestors(head.i):
        if head.deprel == "nmod" and token.lemma in _words("back", "recalling"):
            return BACK
        if token.upos in ("VERB", "AUX") or analysis.children(token.i, "cop", "aux"):
            found = _of_verb(analysis, token)
            if found != UNKNOWN:
                return found
    return UNKNOWN


def _of_verb(analysis: Analysis, verb: Token) -> int:
    """The direction of one verb with its auxiliaries; UNKNOWN for an infinitive or participle that leaves it to the verb above."""
    helpers = {t.lower.replace("’", "'") for t in analysis.children(verb.i, "aux", "cop", "mark")}
    if helpers & _words("ahead", "auxiliaries") or verb.lemma in _words("ahead", "set_for"):
        return AHEAD
    if "to" in helpers:
        above = analysis.tokens[verb.head]
        return AHEAD if above.lower in ("is", "are", "'s", "’s") or above.lemma in _words("ahead", "infinitive") else UNKNOWN
    if verb.lemma in _words("ahead", "timetable") and _is_present(verb, helpers):
        return AHEAD
    past = "Tense=Past" in verb.feats or bool(helpers & {"was", "were", "had", "has", "have", "did", "been"})
    return BACK if past else UNKNOWN


def _is_present(verb: Token, helpers: set[str]) -> bool:
    """ "They meet on Tuesday", "they are meeting on Tuesday"."""
    if helpers:
        return bool(helpers & {"is", "are", "'s", "'re", "am"}) and not helpers & {
            "was",
            "were",
            "had",
            "has",
            "have",
            "been",
            "being",
        }
    return "Tense=Pres" in verb.feats and "VerbForm=Fin" in verb.feats


def _last_cue(words: list[str], reach: int) -> int:
    """The nearest cue among the last `reach` words. A plan right before the date is an object: "unveiled plans Tuesday"."""
    last = len(words) - 1
    last -= bool(words) and words[last].lower() in _words("ahead", "objects")
    return next((c for i in range(last, max(-1, len(words) - 1 - reach), -1) if (c := _cue(words, i))), UNKNOWN)


def _first_cue(words: list[str]) -> int:
    return next((c for i in range(len(words)) if (c := _cue(words, i))), UNKNOWN)


def _cue(words: list[str], i: int) -> int:
    """What one word tells; a participle after "be" leaves it to the auxiliary before ("will be lifted")."""
    word, name = words[i].lower().replace("’", "'"), words[i][0].isupper() and i > 0
    if word in _words("ahead") and not (word == "set" and words[i + 1 : i + 2] not in (["to"], ["for"])):
        return AHEAD
    before = words[i - 1].lower() if i else ""
    if before in _BE:
        return AHEAD if before in ("is", "are") and word == "to" else UNKNOWN
    if word in _words("back") or (_PAST_FORM.search(word) and not name and before not in _ADJECTIVE_AFTER):
        return BACK
    return UNKNOWN


# "At an undisclosed place on Monday": behind these a participle is an adjective.
_ADJECTIVE_AFTER = frozenset("a an the his her its their our this that these those some any no still newly".split())
_PAST_FORM = re.compile(r"..[^e]ed$|(?:agre|fre|decre|guarante|refere)ed$")
_BE = frozenset(("be", "is", "are", "being", "to"))
