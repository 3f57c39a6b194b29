"""From words to what the encoder takes in: sub-tokens, the look of each word, and windows of whole sentences.

Used at run time and in training alike, so that the model sees the same thing in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.text import Span, paragraphs

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LIMIT = 240
"""Most sub-tokens in a window, without the two marks at its ends."""
PIECES = 8
"""Most sub-tokens of one word; the rest of a long word, such as a web address, is not seen."""
REACH = 64
"""Most words between a cue and what it attributes; 1.4 % of the attributions of PolNeAR's train part reach further."""
SHAPES = 16
"""Looks of a word: five kinds of case times three kinds of gap before it, and one for the marks at the window's ends."""
MARK = 15
NONE, BLANK, BREAK = 0, 1, 2
"""Gap before a word: nothing, white space, a line break."""


def shape(word: str, gap: int) -> int:
    """The look of a word: its case (the vocabulary is uncased) and what stands before it, `0 <= shape < MARK`."""
    if word.islower():
        case = 0
    elif not any(c.isupper() for c in word):
        case = 4
    elif word[0].isupper() and not any(c.isupper() for c in word[1:]):
        case = 1
    else:
        case = 2 if word.isupper() else 3
    return case * 3 + gap


def gaps(text: str, words: Sequence[Span]) -> list[int]:
    """What stands before each word of a text, in text order; `BREAK` before the first word of a paragraph."""
    opens = {p.start for p in paragraphs(text)}
    ends = [-1, *(w.end for w in words[:-1])]
    return [BREAK if w.start in opens else BLANK if end < w.start else NONE for w, end in zip(words, ends, strict=True)]


class Pieces:
    """Sub-tokens of single words, remembered."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        marks = [tokenizer.token_to_id(mark) for mark in ("[UNK]", "[CLS]", "[SEP]")]
        self._unknown, self.first, self.last = (0 if mark is None else mark for mark in marks)
        self._seen: dict[str, list[int]] = {}

    def of(self, words: Sequence[str]) -> list[list[int]]:
        """For each word one to `PIECES` ids; a word the vocabulary cannot write gives the unknown mark."""
        new = [w for w in dict.fromkeys(words) if w not in self._seen]
        if len(self._seen) + len(new) > 100_000:
            self._seen, new = {}, list(dict.fromkeys(words))
        for word, coded in zip(new, self._tokenizer.encode_batch(new, add_special_tokens=False), strict=True):
            self._seen[word] = coded.ids[:PIECES] or [self._unknown]
        return [self._seen[w] for w in words]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of like length, padded. All arrays int64; shapes are `(windows, sub-tokens)` and `(windows, words)`.

    Attributes:
        ids, shapes: of the sub-tokens; padding is 0.
        mask: 1 for sub-tokens, 0 for padding.
        first: place of each word's first sub-token in the flattened `ids`; 0 for padding.
    """

    ids: np.ndarray
    shapes: np.ndarray
    mask: np.ndarray
    first: np.ndarray


def batch(pieces: Sequence[Sequence[Sequence[int]]], shapes: Sequence[Sequence[int]], ends: tuple[int, int]) -> Batch:
    """Lay windows out as arrays.

    Args:
        pieces: for each window the sub-tokens of each word.
        shapes: for each window the look of each word.
        ends: ids of the marks before and after a window.
    """
    length = max(sum(map(len, window)) for window in pieces) + 2
    width = max(map(len, pieces))
    ids, looks, mask = (np.zeros((len(pieces), length), np.int64) for _ in range(3))
    first = np.zeros((len(pieces), width), np.int64)
    for row, (window, look) in enumerate(zip(pieces, shapes, strict=True)):
        counts = [len(p) for p in window]
        flat = [ends[0], *(i for p in window for i in p), ends[1]]
        ids[row, : len(flat)], mask[row, : len(flat)] = flat, 1
        looks[row, : len(flat)] = [MARK, *np.repeat(look, counts).tolist(), MARK]
        first[row, : len(counts)] = row * length + np.cumsum([1, *counts[:-1]])
    return Batch(ids, looks, mask, first)


def pack(lengths: Sequence[int], breaks: Sequence[bool], limit: int = LIMIT) -> list[tuple[int, int]]:
    """Join consecutive sentences into windows of at most `limit` sub-tokens.

    A window ends with a paragraph where one ends in its last two fifths, else with a sentence.

    Args:
        lengths: sub-tokens of each sentence, each at most `limit`.
        breaks: whether the sentence opens a paragraph.
    Returns:
        `(first, last)` sentence of each window, `last` not included, in order.
    """
    windows, start = [], 0
    while start < len(lengths):
        total, stop, tidy = 0, start, start
        while stop < len(lengths) and total + lengths[stop] <= limit:
            total += lengths[stop]
            stop += 1
            if stop == len(lengths) or (breaks[stop] and total >= 0.6 * limit):
                tidy = stop
        stop = max(tidy if tidy > start else stop, start + 1)
        windows.append((start, stop))
        start = stop
    return windows


def cut(lengths: Sequence[int], first: int, last: int, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Split words `first` to `last` (not included) into stretches of at most `limit` sub-tokens; one where they fit."""
    stretches, start, total = [], first, 0
    for i in range(first, last):
        if total + lengths[i] > limit:
            stretches.append((start, i))
            start, total = i, 0
        total += lengths[i]
    return [*stretches, (start, last)]
