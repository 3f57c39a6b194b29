"""Tells capitals that only say where something is ("flew to Vienna", "the Vienna talks") from those that stand for a state."""

from __future__ import annotations

from dragoman import knowledge
from dragoman.reading.lemmas import lemma
from dragoman.reading.mentioned import rules
from dragoman.reading.names import Named, Words

# Words before a name in which "travelled" and the like make it a destination; names of a list that are followed back.
_BACK = 5
_LISTED = 6


def is_mere_place(words: Words, name: Named) -> bool:
    """Whether the name of a capital says where, not who: after a preposition of place or motion, or before a noun for no actor."""
    first = name.first - (words.lowers[name.first - 1 : name.first] == ["the"])
    return _is_located(words, first) or _qualifies(words, name.last) or _opens_dateline(words, name)


def _is_located(words: Words, first: int) -> bool:
    """Whether a name at word `first`, or the list of places that it goes on, follows a preposition or verb of place."""
    at = first
    for _ in range(_LISTED):
        before = words.lowers[at - 1] if at else ""
        if before in rules()["locative"]:
            return at == first or (at > 1 and words.tokens[at - 2].sent == words.tokens[at - 1].sent)
        if before in ("to", "for", "of", "from") or _is_verb(words, at - 1):
            return _is_destination(words, at)
        at = _previous_listed(words, at)
        if at < 0:
            return False
    return False


def _is_verb(words: Words, i: int) -> bool:
    return i >= 0 and lemma(words.lowers[i], "VERB") in rules()["reaching"]


def _is_destination(words: Words, at: int) -> bool:
    """Whether "to", "for", "of" or a verb before word `at` takes a place: "flew to", "left for", "the city of", "visited"."""
    if _is_verb(words, at - 1):
        return True
    near = words.lowers[max(at - 1 - _BACK, 0) : at - 1]
    if words.lowers[at - 1] == "of":
        return bool(near) and near[-1] in rules()["parts_of_places"]
    return any(lemma(w, "VERB") in rules()["moving"] or w in rules()["moving"] for w in near)


def _previous_listed(words: Words, at: int) -> int:
    """The first word of the capitalised name before a comma or "and" in front of word `at`; -1 if there is none."""
    while at > 0 and words.lowers[at - 1] in (",", "and", "or"):
        at -= 1
        if at > 0 and words.texts[at - 1][:1].isupper():
            while at > 0 and words.texts[at - 1][:1].isupper() and words.tokens[at - 1].sent == words.tokens[at].sent:
                at -= 1
            return at
    return -1


def _qualifies(words: Words, last: int) -> bool:
    """Whether the word after a name is a noun that does not act: "the Vienna talks", not "Vienna officials"."""
    if last >= len(words.tokens):
        return False
    token = words.tokens[last]
    return token.upos == "NOUN" and token.text.islower() and token.lower not in knowledge.nouns() and not words.joined(last)


def _opens_dateline(words: Words, name: Named) -> bool:
    """Whether a name opens its sentence and a dash soon follows a mark: "Vienna (Reuters) - ", "Vienna, 12 May — "."""
    opens = name.first == 0 or words.tokens[name.first - 1].sent != words.tokens[name.first].sent
    after = words.lowers[name.last : name.last + 9]
    return opens and after[:1] in ([","], ["("]) and any(w in ("—", "–", "-", "--") for w in after)
