"""Sentences with their trees, written by hand, as documents for the tests of the layers that read trees."""

from __future__ import annotations

import re

from dragoman.analysis import Analysis, Sentence, Token
from dragoman.reading.lemmas import lemma
from dragoman.text import Document

_NO_SPACE = re.compile(r"^[.,;:’']")


def analysis(*sentences: str, **document: str) -> Analysis:
    """A document from sentences in the form "word/UPOS/head/relation[/feats] ...", heads counted from 1, 0 for the root."""
    text, tokens, spans = "", [], []
    for number, sentence in enumerate(sentences):
        first = len(tokens)
        for word in sentence.split():
            form, upos, head, relation, *feats = word.split("/")
            text += "" if not text or _NO_SPACE.match(form) else " "
            at = first + int(head) - 1 if head != "0" else len(tokens)
            i, start = len(tokens), len(text)
            text += form
            tag = feats[0] if feats else "_"
            tokens.append(Token(i, start, len(text), form, lemma(form, upos), upos, tag, at, relation, number))
        spans.append(Sentence(number, tokens[first].start, len(text), first, len(tokens), 0))
    return Analysis(Document(text, published="2025-03-04", **document), tuple(tokens), tuple(spans))
