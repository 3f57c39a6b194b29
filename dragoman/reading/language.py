"""Which language a report is in: only English is read, and a text in another language must be told, not guessed at.

Scripts are counted first; within a script the languages are told apart by the share of their function words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dragoman import data

RULES = "rules/language.yaml"
# Characters looked at: enough to be sure of a report's language, and a bound on the time for a long one.
SAMPLE = 20_000
# Share of function words below which no language is claimed. Running English has 0.30 or more (the lists above), names in a
# row or a table next to none.
LEAST_SHARE = 0.10
# Below this number of words a language needs two function words, for one may be chance ("met" is Dutch for "with"); a text in
# Latin letters without them is read as English: "Lavrov met Rubio."
FEW_WORDS = 12
# A word with its elided article ("l", "d") apart but without an English clitic ("don't", "today's").
_WORD = re.compile(r"[^\W\d_]+")
_CLITIC = re.compile(r"(?<=\w)[’'](?:s|t|re|ve|ll|d|m)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Language:
    code: str
    name: str
    script: str
    words: frozenset[str]
    letters: frozenset[str]


@cache
def _languages() -> tuple[_Language, ...]:
    rows = data.load_yaml(RULES)["languages"]
    for n, row in enumerate(rows):
        data.check_keys(row, ("code", "name", "script", "words", "letters", "yes"), f"{RULES} languages[{n}]")
    return tuple(
        _Language(
            row["code"],
            row["name"],
            row.get("script", "Latin"),
            frozenset(row.get("words", "").split()),
            frozenset(row.get("letters", "")),
        )
        for row in rows
    )


@cache
def _scripts() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("[" + "".join("-".join(chr(int(end, 16)) for end in stretch.split("-")) for stretch in ranges) + "]")
        for name, ranges in data.load_yaml(RULES)["scripts"].items()
    }


def _script(text: str) -> str | None:
    """The script most letters are in; None without letters. Some kana make a text of Chinese characters Japanese."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _scripts().items()}
    best = max(counts, key=lambda name: counts[name])
    if best == "Han" and counts["Kana"] * 10 > counts["Han"]:
        return "Kana"
    return best if counts[best] else None


def detect(text: str) -> str | None:
    """The language of a report as an ISO 639-1 code.

    A text that quotes another language here and there is in the language of its function words.

    Args:
        text: any text; its first 20,000 characters are looked at.
    Returns:
        A code such as "en" or "fr"; None if the text has no letters, or its language cannot be told.
    """
    sample = text[:SAMPLE]
    script = _script(sample)
    known = [language for language in _languages() if language.script == script]
    if len(known) < 2:
        return known[0].code if known else None
    words = [word.lower() for word in _WORD.findall(_CLITIC.sub("", sample))]
    shares = {language.code: _share(language, words) for language in known}
    best = max(shares, key=lambda code: shares[code])
    few = len(words) < FEW_WORDS
    if shares[best] >= LEAST_SHARE and (not few or shares[best] * len(words) > 1.5):
        return best
    return "en" if script == "Latin" and few else None


def _share(language: _Language, words: list[str]) -> float:
    """Share of words that are the language's function words, or hold one of its own letters; a lone letter counts half."""
    own = sum(1 if len(word) > 1 else 0.5 for word in words if word in language.words or not language.letters.isdisjoint(word))
    return own / len(words) if words else 0.0


def name(code: str | None) -> str | None:
    """The English name of a language that `detect` may return."""
    return next((language.name for language in _languages() if language.code == code), None)


def note(text: str, code: str | None) -> str:
    """One line for the reader of a record that is empty because the text is not in English.

    Args:
        text: the report.
        code: what `detect` said of it, not "en".
    """
    script = _script(text[:SAMPLE])
    if script is None:
        return "the text holds no words, so the record is empty"
    seen = f"the text looks like {name(code)}" if code else "the language of the text cannot be told"
    if code is None and script != "Latin":
        seen = f"the text is in {script} letters"
    return f"{seen}: Dragoman reads English only, so the record is empty"
