"""What the encoder sees in a document: words, sentences, trees, names, attributions, and scores for each word.

Plain containers; `dragoman.reading.encoder.analyse` fills them. Indexes of words count over the whole document.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dragoman.text import Document, Span


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its tags (Universal Dependencies v2).

    Attributes:
        i: index in the document.
        start, end: code points.
        lemma: lower case, e.g. "meet" for "met".
        feats: e.g. "Tense=Past|VerbForm=Fin", "_" if none.
        head: index of the head in the document; its own index for the root of a sentence.
        deprel: e.g. "nsubj", "nsubj:pass", "root".
        sent: index of its sentence.
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str
    sent: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def lower(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `start`, `end` in code points; its words are `first` up to, not including, `last`."""

    i: int
    start: int
    end: int
    first: int
    last: int
    paragraph: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity as tagged. `type` is one of PER ORG GPE LOC FAC NORP EVENT MISC."""

    span: Span
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class AttributionFrame:
    """One attribution as tagged (PolNeAR's form): who, "said", what.

    `cue` is one span; `source` and `content` are lists of spans in text order, `source` may be empty.
    `speech` is the probability that the cue is speech rather than attitude.
    """

    cue: Span
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    speech: float
    score: float


@dataclass(frozen=True)
class Analysis:
    """One pass of the encoder over a document.

    Attributes:
        scores: for each layer ("event", "issue", "stance", "what", "outcome") a float32 array `(words, classes)` of log-odds;
            `labels` names the classes, class 0 is none. For events the score of a span is the log-sum-exp over its words.
    """

    doc: Document
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    names: tuple[Name, ...] = ()
    frames: tuple[AttributionFrame, ...] = ()
    scores: dict[str, np.ndarray] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    model: str = ""

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [t.end for t in self.tokens]

    @cached_property
    def _children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.tokens]
        for t in self.tokens:
            if t.head != t.i:
                children[t.head].append(t.i)
        return children

    @cached_property
    def _child_tokens(self) -> list[list[Token]]:
        return [[self.tokens[c] for c in below] for below in self._children]

    def tokens_in(self, span: tuple[int, int]) -> tuple[Token, ...]:
        """The words that overlap `span` (code points), in text order."""
        return self.tokens[bisect_right(self._ends, span[0]) : bisect_left(self._starts, span[1])]

    def token_at(self, offset: int) -> Token | None:
        """The word that holds the character at `offset`."""
        found = self.tokens_in((offset, offset + 1))
        return found[0] if found else None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds `offset`, or the one before it if it stands between two."""
        at = bisect_right([s.start for s in self.sentences], offset) - 1
        return self.sentences[at] if at >= 0 else None

    def sentence_tokens(self, sentence: Sentence) -> tuple[Token, ...]:
        return self.tokens[sentence.first : sentence.last]

    def children(self, i: int, *deprels: str) -> list[Token]:
        """Dependents of word `i` in text order, not to be changed; with `deprels` only those (a plain name takes its subtypes)."""
        found = self._child_tokens[i]
        if not deprels:
            return found
        return [t for t in found if t.deprel in deprels or t.deprel.split(":")[0] in deprels]

    def ancestors(self, i: int) -> Iterator[Token]:
        """Heads of word `i`, nearest first."""
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            yield self.tokens[i]

    def subtree(self, i: int) -> list[Token]:
        """Word `i` and all below it, in text order."""
        found, todo = [], [i]
        while todo:
            at = todo.pop()
            found.append(at)
            todo.extend(self._children[at])
        return [self.tokens[j] for j in sorted(found)]

    def subtree_span(self, i: int) -> Span:
        """From the first to the last word below `i`, code points."""
        below = self.subtree(i)
        return Span(below[0].start, below[-1].end)

    def head_of(self, span: tuple[int, int]) -> Token | None:
        """The word of `span` whose head lies outside it: the head of the phrase. None if `span` holds no word."""
        inside = self.tokens_in(span)
        within = {t.i for t in inside}
        for t in inside:
            if (t.head == t.i or t.head not in within) and t.upos != "PUNCT":
                return t
        return inside[0] if inside else None
