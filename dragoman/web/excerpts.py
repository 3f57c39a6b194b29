"""Words of a question in a text: where they stand, and a piece of the text around them."""

from __future__ import annotations

import re

_TERM = re.compile(r'"([^"]*)"|([^\W_]+)')
# Letters that an ending may change, and those of a word that must stay.
_ENDING, _STEM = 3, 4
# Code points of a piece of text, and of those before the first word that was asked for.
_LENGTH, _BEFORE = 260, 80


def pieces(text: str, question: str | None) -> list[tuple[str, bool]]:
    """A text cut where words of the question begin and end: what stands there, and whether it was asked for."""
    pattern = _pattern(question)
    if pattern is None:
        return [(text, False)]
    cut, at = [], 0
    for match in pattern.finditer(text):
        cut += [(text[at : match.start()], False), (match.group(), True)]
        at = match.end()
    return [piece for piece in (*cut, (text[at:], False)) if piece[0]]


def excerpt(text: str, question: str | None) -> str:
    """A piece of a text around the first word of the question, its beginning if there is none; whole words only."""
    pattern = _pattern(question)
    match = pattern.search(text) if pattern else None
    start = max(match.start() - _BEFORE, 0) if match else 0
    start = text.find(" ", start) + 1 if start else 0
    end = start + _LENGTH
    if end >= len(text):
        return ("… " if start else "") + text[start:]
    return ("… " if start else "") + text[start:end].rsplit(None, 1)[0] + " …"


def _pattern(question: str | None) -> re.Pattern[str] | None:
    """Phrases as they are, words in any form."""
    found = [re.escape(phrase) if phrase else _forms(word) for phrase, word in _TERM.findall(question or "") if phrase or word]
    return re.compile(rf"\b(?:{'|'.join(found)})", re.IGNORECASE) if found else None


def _forms(word: str) -> str:
    if len(word) <= _STEM:
        return rf"{re.escape(word)}(?:e?s|ed|ing)?\b"
    return rf"{re.escape(word[: max(len(word) - _ENDING, _STEM)])}\w*"
