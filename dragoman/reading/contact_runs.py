"""Participants by word order alone: runs of words that look like one noun phrase, behind a preposition or before a verb."""

from __future__ import annotations

from dragoman.analysis import Analysis, Token
from dragoman.reading.contact_fields import rules
from dragoman.reading.contact_triggers import is_preposition, is_trigger_noun, verb_lemma
from dragoman.text import Span

NP_CASES = frozenset(("of", "from", "'s", "’s", "and"))
_RELATIVE = frozenset(("who", "which", "that", "whom", "when", "where"))
# Words that open a clause or phrase of time before or after which the subject stands: "after Lund met", "after the vote, Lund met".
_OPENING = frozenset(("after", "before", "when", "where", "while", "until", "since"))
_GLUE = frozenset(("'s", "’s"))
_ENDS = frozenset((";", ":", "—", "–", '"', "“", "”", "(", ")"))
# How far, in words, "with" may stand from its verb or noun: over a time and a place ("met on Monday in Vienna with").
WINDOW = 10
# Prepositions of a place or time that may stand between a verb and its partner: "met in Oslo with".
SETTING = frozenset(("in", "at", "on", "near", "by", "for", "from", "over"))
WITH = frozenset(("with", "between", "among", "amongst", "alongside"))


def is_with(analysis: Analysis, i: int) -> bool:
    """Whether a partner "with" whom follows: "convened a meeting with A", whoever hosts takes part."""
    last = analysis.sentences[analysis.tokens[i].sent].last
    for token in analysis.tokens[i + 1 : min(last, i + WINDOW)]:
        if token.lower in WITH:
            return token.lower == "with"
        if token.text in (",", *_ENDS) or verb_lemma(token) is not None:
            return False
    return False


def fronted(analysis: Analysis, i: int) -> Span | None:
    """By word order: who stands before the verb behind the comma that ends "after talks with A, [B] said"."""
    last = analysis.sentences[analysis.tokens[i].sent].last
    for comma in analysis.tokens[i + 1 : last]:
        if comma.text == "," and (found := run(analysis, comma.i + 1, last, commas=False)):
            after = analysis.tokens_in(found)[-1].i + 1
            if after < last and verb_lemma(analysis.tokens[after]) is not None:
                return found
    return None


def behind_word(analysis: Analysis, i: int, prepositions: frozenset[str], window: int = WINDOW) -> Span | None:
    """The phrase behind the first of `prepositions` after word `i`, unless a verb or the end of the clause comes first."""
    last = analysis.sentences[analysis.tokens[i].sent].last
    topics = rules()["about"] if is_trigger_noun(analysis.tokens[i]) else ()
    for token in analysis.tokens[i + 1 : min(last, i + window)]:
        if token.lower in prepositions:
            found = run(analysis, token.i + 1, last)
            return of_two(analysis, found) if found and token.lower == "between" else found
        apart = token.text == "," or (is_preposition(token) and token.lower not in (*SETTING, "of", *topics))
        if apart or _breaks(token, ("SCONJ",)) or token.text in _ENDS or is_trigger_noun(token):
            return None
    return None


def of_two(analysis: Analysis, span: Span) -> Span:
    """ "Between A and B", up to the comma behind them: "following the meeting between A and B, [C and D reaffirmed]"."""
    words = analysis.tokens_in(span)
    joined = next((n for n, t in enumerate(words) if t.lower == "and" and words[n - 1].text != ","), None)
    comma = next((n for n, t in enumerate(words) if joined and n > joined and t.text == ","), None)
    return Span(span.start, words[comma - 1].end) if comma and joined and "," not in [t.text for t in words[:joined]] else span


def listed(analysis: Analysis, span: Span) -> Span | None:
    """The list that a colon opens behind a partner: "his counterparts: President Okafor and Prime Minister Sato"."""
    last = analysis.tokens_in(span)[-1:]
    after = last[0].i + 1 if last else 0
    sentence = analysis.sentences[last[0].sent] if last else None
    if sentence is None or after + 1 >= sentence.last or analysis.tokens[after].text != ":":
        return None
    return run(analysis, after + 1, sentence.last)


def uncut(analysis: Analysis, span: Span) -> Span:
    """A partner that the tree cuts before "of" or a name: "with President Okafor [of Kenya, Chancellor Lund of Norway and ...]"."""
    words = analysis.tokens_in(span)
    after = words[-1].i + 1 if words else 0
    last = analysis.sentences[words[0].sent].last if words else 0
    if after + 1 >= last or not words[-1].text[:1].isupper():
        return span
    following = analysis.tokens[after]
    named = following.upos == "PROPN" and following.text[:1].isupper() and following.lower not in rules()["calendar"]
    if following.lower != "of" and not named:
        return span
    found = run(analysis, words[0].i, last)
    if found and not any(t.lower == "and" for t in analysis.tokens_in(found)):
        found = run(analysis, words[0].i, last, commas=False)
    return found if found and found.covers(span) else span


def run(analysis: Analysis, first: int, last: int, commas: bool = True) -> Span | None:
    """Words from `first` on that look like one noun phrase, also with "of", "and" and, if wanted, commas in it."""
    end = first
    for token in analysis.tokens[first:last]:
        attribute = token.i == first and token.lower.endswith(("ing", "ed"))
        stops = _breaks(token, ("AUX", "SCONJ", "PART", "ADV")) and token.lower not in _GLUE and not attribute
        outside = is_preposition(token) and token.lower not in NP_CASES and not _in_title(analysis, token)
        ends = token.text in _ENDS and not _is_short_name(analysis, token)
        other = token.lower == "and" and _opens_contact(analysis, token.i + 1, last)
        if stops or outside or ends or other or (token.text == "," and not commas) or token.lower in _RELATIVE:
            break
        end = token.i + 1
    inside = [t for t in analysis.tokens[first:end] if t.upos not in ("PUNCT", "CCONJ")]
    return Span(inside[0].start, inside[-1].end) if inside else None


def _opens_contact(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a noun group that names another contact starts at word `first`: "talks with Lund and [the Lakes Summit]"."""
    for token in analysis.tokens[first:last]:
        if is_trigger_noun(token):
            return True
        if token.upos not in ("DET", "ADJ", "NOUN", "PROPN", "NUM") or is_preposition(token):
            return False
    return False


def _is_short_name(analysis: Analysis, token: Token) -> bool:
    """Whether a bracket opens or closes a short name: "the Republic of Korea (ROK) and Japan"."""
    if token.text == "(":
        return [t.text.isupper() or t.text == ")" for t in analysis.tokens[token.i + 1 : token.i + 3]] == [True, True]
    return token.text == ")" and analysis.tokens[token.i - 1].text.isupper()


def _breaks(token: Token, tags: tuple[str, ...]) -> bool:
    """Whether a word ends a noun phrase: a verb or one of `tags`, unless its capital shows it to be part of a name."""
    return token.text.islower() and not is_preposition(token) and (token.upos in tags or verb_lemma(token) is not None)


def _in_title(analysis: Analysis, token: Token) -> bool:
    """ "Secretary for Foreign Affairs", "Advisor to the President X": between capitals."""
    near = analysis.tokens[token.i - 1 : token.i + 3]
    after = [t for t in near[2:] if t.lower != "the"]
    capitals = bool(near) and near[0].text[:1].isupper() and bool(after) and after[0].text[:1].isupper()
    return capitals and (token.lower == "for" or (token.lower == "to" and near[0].lower in rules()["serving"]))


def before_verb(analysis: Analysis, i: int) -> Span | None:
    """Words before verb `i` back to the start of its clause; over a verb joined by "and" to the one before ("came and met")."""
    first = analysis.sentences[analysis.tokens[i].sent].first
    at = i - 1
    while at >= first:
        token = analysis.tokens[at]
        joined = verb_lemma(token) is not None and any(t.lower in ("and", "to") for t in analysis.tokens[at + 1 : i])
        if token.text in _ENDS or token.lower in _OPENING or (_breaks(token, ("SCONJ",)) and not joined):
            break
        at -= 1
    inside = list(analysis.tokens[at + 1 : i])
    commas = [n for n, t in enumerate(inside) if t.text == ","]
    if commas and at >= first and analysis.tokens[at].lower in _OPENING:
        inside = inside[commas[-1] + 1 :]
    elif commas and (inside[0].upos in ("ADP", "ADV", "SCONJ", "VERB") or commas[0] == 1):
        done = [n for n in commas if any(t.upos == "VERB" for t in inside[:n])]
        inside = inside[(done[-1] if done else commas[0]) + 1 :]
    inside = [t for t in inside if t.upos != "PUNCT"]
    return Span(inside[0].start, inside[-1].end) if inside else None
