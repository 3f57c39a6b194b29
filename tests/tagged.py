"""Documents with parts of speech but without trees, written by hand for the tests of mentions and coreference."""

from __future__ import annotations

import re

from dragoman.analysis import Analysis, Name, Sentence, Token
from dragoman.reading.lemmas import lemma
from dragoman.text import Document, Span, sentences, words

_TAGS = {"V": "VERB", "X": "AUX", "J": "ADJ", "N": "NOUN", "P": "PROPN", "B": "ADV"}
_CLOSED = {
    **dict.fromkeys("the a an this that these those both some several no all".split(), "DET"),
    **dict.fromkeys("he she it they him her them his their its i we you me my our us who".split(), "PRON"),
    **dict.fromkeys("of in to for from with at on by near between after before".split(), "ADP"),
    **dict.fromkeys("and or but".split(), "CCONJ"),
    **dict.fromkeys("is was are were has had have will would could did does not".split(), "AUX"),
    **dict.fromkeys("'s ’s".split(), "PART"),
    **dict.fromkeys("two three".split(), "NUM"),
}
_MARK = re.compile(r"(?<=\w)_([VXJNPB])\b")


def tag(word: str) -> str:
    """The part of speech of a word without a mark: closed classes by list, capitals are proper nouns, the rest nouns."""
    if not re.match(r"\w", word) and word not in _CLOSED:
        return "PUNCT"
    return _CLOSED.get(word.lower(), "PROPN" if word[0].isupper() else "NUM" if word.isdigit() else "NOUN")


def analysis(marked: str, people: tuple[str, ...] = (), organisations: tuple[str, ...] = (), **document: str | None) -> Analysis:
    """A document whose words carry their tags where `tag` would be wrong: "The minister met_V the French_J envoy."

    Args:
        people, organisations: names as the encoder would give them, each time they stand in the text.
    """
    text, marks = "", {}
    for piece in re.split(r"(\s+)", marked):
        mark = _MARK.search(piece)
        if mark:
            marks[len(text) + mark.start()] = _TAGS[mark.group(1)]
        text += _MARK.sub("", piece)
    tokens: list[Token] = []
    spans: list[Sentence] = []
    for number, sentence in enumerate(sentences(text)):
        first = len(tokens)
        for word in words(text, *sentence):
            form = text[word.start : word.end]
            upos = marks.get(word.end, tag(form))
            tokens.append(Token(len(tokens), *word, form, lemma(form, upos), upos, "_", first, "dep", number))
        spans.append(Sentence(number, sentence.start, sentence.end, first, len(tokens), 0))
    doc = Document(text, **{"published": "2025-03-04", **document})  # type: ignore[arg-type]
    kinds = [(n, "PER") for n in people] + [(n, "ORG") for n in organisations]
    names = [Name(Span(m.start(), m.end()), kind, 0.9) for n, kind in kinds for m in re.finditer(re.escape(n), text)]
    return Analysis(doc, tuple(tokens), tuple(spans), tuple(sorted(names, key=lambda n: n.span)))
