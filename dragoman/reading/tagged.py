"""Issues of positions and what was agreed by the encoder's tags: stretches that it marks, whatever words the lexicon knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases, scored
from dragoman.reading.assemble import softmax
from dragoman.reading.voices import Voices, split
from dragoman.text import Span

LEAST = 3
"""Words of a stretch: of shorter ones that are marked, most are none."""
_OUTSIDE, _GOES_ON = 0, 2
_MODIFIERS = ("amod", "compound", "det", "nummod")
_CLIMB = 4
"""Steps up the tree, from what is marked to the verb whose doer it is about."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A stretch as marked: its words `first` up to, not including, `last`; its class, and the mean probability of its words."""

    first: int
    last: int
    label: str
    chance: float


def find(a: Analysis, marks: str, classes: str) -> Iterator[Tagged]:
    """The stretches that are marked, in text order, from the threshold of `marks` on.

    Args:
        marks: "issue" or "what", for each word outside, begins or goes on.
        classes: "stance" or "outcome".
    """
    scores, of_class = a.scores.get(marks), a.scores.get(classes)
    if scores is None or of_class is None or not len(scores):
        return
    leaning = scores - np.array([scored.threshold("marks_lean"), 0, 0], np.float32)
    inside, sure = 1 - softmax(scores)[:, _OUTSIDE], softmax(of_class)
    for first, last in _stretches(leaning.argmax(1).tolist()):
        chance, label = float(inside[first:last].mean()), int(sure[first:last].mean(0).argmax())
        if last - first >= LEAST and chance >= scored.threshold(marks) and label:
            yield Tagged(first, last, a.labels[classes][label], chance)


def span(a: Analysis, tag: Tagged) -> Span:
    """Its code points, up to the noun if it ends with one of its modifiers: "a ban on [deep-sea] nets"."""
    last = a.tokens[tag.last - 1]
    noun = a.tokens[last.head]
    end = noun.end if last.deprel in _MODIFIERS and 0 < noun.i - last.i < LEAST else last.end
    return Span(a.tokens[tag.first].start, end)


def _stretches(marks: list[int]) -> Iterator[tuple[int, int]]:
    """From a word that begins one, or goes on none, over all that go on."""
    at = 0
    while at < len(marks):
        first = at
        at += 1
        if marks[first] != _OUTSIDE:
            while at < len(marks) and marks[at] == _GOES_ON:
                at += 1
            yield first, at


def holders(v: Voices, tag: Tagged) -> tuple[str, ...]:
    """Whose it is: of the statement around it, else of the doer of the verb that it hangs on, else of the page's author."""
    t = _head(v.analysis, tag)
    around = v.around(t.i)
    if around is not None and around.party:
        return split(around.party)
    return doers(v, tag) or v.speaker(t.i)


def doers(v: Voices, tag: Tagged) -> tuple[str, ...]:
    """The parties that do what the nearest verb above it, itself included, tells; () if they are not told."""
    return next((d for verb in _verbs(v.analysis, _head(v.analysis, tag)) if (d := v.doer(verb.i))), ())


def evidence(a: Analysis, tag: Tagged) -> Span:
    """From the verb that it hangs on to its end, if the verb stands before it; else the stretch."""
    told, t = span(a, tag), _head(a, tag)
    verb = a.tokens[phrases.governor(a, t.i)]
    return Span(min(told.start, verb.start), told.end) if verb.sent == t.sent else told


def _head(a: Analysis, tag: Tagged) -> Token:
    return a.head_of(span(a, tag)) or a.tokens[tag.first]


def _verbs(a: Analysis, t: Token) -> Iterator[Token]:
    """The verbs above a word, itself included, nearest first."""
    for _ in range(_CLIMB):
        if t.upos in ("VERB", "AUX"):
            yield t
        if t.head == t.i:
            return
        t = a.tokens[t.head]
