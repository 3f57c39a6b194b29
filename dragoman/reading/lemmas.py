"""Lemmas of English verbs and nouns, by a table of irregular forms and the regular endings."""

from __future__ import annotations

import re
from functools import cache

from dragoman import data

_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdgklmnprtv])\1$")
"""Consonants doubled before the ending: "stopp"; "call", "pass", "stuff" and "buzz" keep theirs."""
_FINAL_E = re.compile(
    r"^[^aeiouy]*(?:qu)?[aeiouy][^aeiouywx]$"  # hope, use, vote: without the -e their last letter would have been doubled
    r"|[cuvz]$|(?<!s)s$"  # announce, argue, receive, organize, propose: no English verb ends in these letters
    r"|[dlr]g$|[bcdfgkptz]l$"  # pledge, urge, settle
    r"|(?<![aeiou])(?:[aeiou]d|[aiou]k|in|ag|ap|[au]r)$|(?<![aeo])(?:at|ir)$"  # decide, provoke, combine, declare, negotiate
)


@cache
def _irregular() -> dict[tuple[str, str], str]:
    return {(row["form"], row["pos"]): row["lemma"] for row in data.load_tsv("rules/lemmas.tsv")}


@cache
def _listed() -> frozenset[str]:
    return frozenset(row["stem"] for row in data.load_tsv("rules/lemmas_final_e.tsv"))


def _stem(stem: str) -> str:
    """Undo the spelling changes before "-ed" and "-ing": "agre" to "agree", "stopp" to "stop", "liv" to "live"."""
    if _DOUBLED.search(stem) and not stem.endswith("ll"):
        return stem[:-1]
    return stem + "e" if stem in _listed() or _FINAL_E.search(stem) else stem


def _verb(word: str) -> str | None:
    """The base of a regular past or participle, None for another form."""
    if word.endswith("ing") and _VOWEL.search(word[:-3]):
        return _stem(word[:-3])
    if word.endswith("ied"):
        return word[:-3] + "y"
    if word.endswith("eed"):
        return word[:-1]
    if word.endswith("ed") and _VOWEL.search(word[:-2]):
        return _stem(word[:-2])
    return None


def _without_s(word: str) -> str:
    """The base of a regular plural or third person."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")) or (word.endswith("oes") and len(word) > 4):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


@cache
def lemma(form: str, upos: str) -> str:
    """The dictionary form of a word, lower case.

    Args:
        form: the word as written.
        upos: its universal part of speech; only VERB, AUX and NOUN are changed.
    """
    word = form.lower().replace("’", "'")
    pos = "VERB" if upos in ("VERB", "AUX") else upos
    known = _irregular().get((word, pos))
    if known is not None:
        return known
    base = _verb(word) if pos == "VERB" and len(word) > 3 else None
    if base is not None:
        return base
    return _without_s(word) if pos in ("VERB", "NOUN") and word.endswith("s") and len(word) > 3 else word
