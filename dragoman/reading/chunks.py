"""Base noun phrases by parts of speech: "the Russian Foreign Ministry's spokesman", with names and titles kept whole.

They do not rest on the tree, so a wrong arc inside a long name does not break them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman import knowledge
from dragoman.reading.lemmas import lemma
from dragoman.reading.names import Named, Stretch, Title, Words

_INSIDE = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "SYM", "X"))
_POSSESSIVES = frozenset(("his", "her", "its", "their", "our", "my", "your"))
_FUNCTION_WORDS = frozenset("and or but for to in of with on at by from as that which who whom not nor".split())
_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "these", "those", "both", "some", "several", "each", "all", "another"))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A base noun phrase: words `first` up to `last`; `head` is its last word that is no number, mark or possessive."""

    first: int
    last: int
    head: int


def find(words: Words, names: Sequence[Named], offices: Sequence[Title], times: frozenset[str]) -> list[Chunk]:
    """Base noun phrases in text order, disjoint; one of the words `times` ("Tuesday") ends a phrase before a name."""
    stretches: tuple[Stretch, ...] = (*names, *offices)
    whole = {i for n in stretches for i in range(n.first, n.last)}
    starts = {n.first for n in names}
    found: list[Chunk] = []
    first: int | None = None
    for i in range(len(words.texts)):
        if first is not None and _breaks(words, i, whole, starts, times):
            found += _chunk(words, first, i)
            first = None
        if first is None and _inside(words, i, whole):
            first = i
    if first is not None:
        found += _chunk(words, first, len(words.texts))
    return found


def _inside(words: Words, i: int, whole: set[int]) -> bool:
    token, text = words.tokens[i], words.lowers[i]
    mark = not text[0].isalnum() and text not in ("'s", "'", "-")
    if i not in whole and (mark or text in _FUNCTION_WORDS):
        return False
    if i and i not in whole and (i - 1 in whole or words.lowers[i - 1] in knowledge.nouns()) and _is_past_tense(words, i):
        return False
    if text in ("the", "a", "an"):
        return True
    if token.upos not in _INSIDE and text in knowledge.nouns() and i and words.lowers[i - 1] in _DETERMINERS:
        return True
    if i in whole or token.upos in _INSIDE or text in _POSSESSIVES or text == "both":
        return not (token.upos == "PRON" and text not in _POSSESSIVES and i not in whole)
    if text in ("'s", "'"):
        return True
    if text == "-":
        return words.joined(i) or (i + 1 < len(words.texts) and words.joined(i + 1))
    return token.upos == "VERB" and ("VerbForm=Part" in token.feats or "VerbForm=Ger" in token.feats) and _premodifies(words, i)


def _premodifies(words: Words, i: int) -> bool:
    """Whether a participle stands between a determiner or adjective and a noun: "the visiting minister"."""
    if i == 0 or i + 1 >= len(words.texts):
        return False
    before, after = words.tokens[i - 1], words.tokens[i + 1]
    return before.upos in ("DET", "ADJ") and after.upos in ("NOUN", "PROPN", "ADJ")


def _breaks(words: Words, i: int, whole: set[int], starts: set[int], times: frozenset[str]) -> bool:
    """Whether a phrase that runs up to word `i` ends there."""
    if words.tokens[i].sent != words.tokens[i - 1].sent or not _inside(words, i, whole):
        return True
    if i in whole and i not in starts:
        return False
    if i in starts and len(words.texts[i - 1]) == 4 and words.texts[i - 1].isdigit():
        return True
    if words.lowers[i - 1] in times and (i in starts or words.tokens[i].upos == "PROPN"):
        return True
    after_possessive = words.lowers[i - 1] in ("'s", "'")
    opens = words.lowers[i] in _DETERMINERS or words.lowers[i] in _POSSESSIVES
    return opens and not after_possessive and words.lowers[i - 1] not in ("all", "both", "half")


def _is_past_tense(words: Words, i: int) -> bool:
    """Whether a word after an actor is a verb, whatever its tag: "The Norvian president thanked ..."."""
    form = words.texts[i]
    if not form.islower() or form in knowledge.nouns() or form.endswith("s"):
        return False
    return lemma(form, "VERB") != form and not form.endswith("ing")


def _chunk(words: Words, first: int, last: int) -> list[Chunk]:
    while last > first and words.lowers[last - 1] in ("-", "'s", "'"):
        last -= 1
    if last == first:
        return []
    head = last - 1
    while head > first and words.tokens[head].upos == "NUM" and words.lowers[head] not in ("two", "three", "four"):
        head -= 1
    return [Chunk(first, last, head)]
