"""Issues of positions and what was agreed by the encoder's tags: stretches that it marks, whatever words the lexicon knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases, scored
from dragoman.reading.act_rules import lexicon, words
from dragoman.reading.assemble import softmax
from dragoman.reading.voices import Voices, split
from dragoman.text import Span

LEAST = 3
"""Words of a stretch: of shorter ones that are marked, most are none."""
_OUTSIDE, _GOES_ON = 0, 2
_MODIFIERS = ("amod", "compound", "det", "nummod")
_OF_OTHERS = ("demands", "blames")
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


def likely(a: Analysis, marks: str, words: tuple[int, int]) -> bool:
    """Whether the marks leave what rules found a chance: from the threshold "`marks`_veto" on, or where nothing was scored."""
    scores, inside = a.scores.get(marks), [t.i for t in a.tokens_in(words)]
    if scores is None or not inside:
        return True
    return float(1 - softmax(scores[inside])[:, _OUTSIDE].mean()) >= scored.threshold(f"{marks}_veto")


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
    """Whose it is: of the statement around it, else of who is told to do or demand it above, else of the page's author."""
    t = _head(v.analysis, tag)
    around = v.around(t.i)
    if around is not None and around.party:
        return split(around.party)
    return doers(v, tag) or (v.speaker(t.i) if around is None else ())


def doers(v: Voices, tag: Tagged) -> tuple[str, ...]:
    """The parties whose the nearest verb or noun above it is, itself included; () if they are not told.

    "Chile's [demand] that ...", "Norway [urged] Chile to ...": who demands something does not do it, who blames somebody has
    not done it, so there a word counts only as one of speech.
    """
    a = v.analysis
    above = (t for t in _above(a, _head(a, tag)) if _speaks(t) or (t.upos in ("VERB", "AUX") and tag.label not in _OF_OTHERS))
    return next((d for t in above if (d := v.noun_doer(t.i, words("light")) if phrases.nominal(t) else v.doer(t.i))), ())


def _speaks(t: Token) -> bool:
    """Whether a word is the act of who speaks or wants, not a deed."""
    noun = phrases.nominal(t)
    rules = lexicon().nouns.get(phrases.noun_lemma(t), ()) if noun else lexicon().verbs.get(t.lemma, ())
    return (t.lemma in words("reports") and not noun) or any(r.holder == "subject" for r in rules)


def evidence(a: Analysis, tag: Tagged) -> Span:
    """From the verb that it hangs on to its end, if the verb stands before it; else the stretch."""
    told, t = span(a, tag), _head(a, tag)
    verb = a.tokens[phrases.governor(a, t.i)]
    return Span(min(told.start, verb.start), told.end) if verb.sent == t.sent else told


def _head(a: Analysis, tag: Tagged) -> Token:
    return a.head_of(span(a, tag)) or a.tokens[tag.first]


def _above(a: Analysis, t: Token) -> Iterator[Token]:
    """A word and those above it, nearest first."""
    for _ in range(_CLIMB):
        yield t
        if t.head == t.i:
            return
        t = a.tokens[t.head]
