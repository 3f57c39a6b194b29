"""Through which medium something was said: by words on the cue, the hearer, the source, or the page that it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import get_args

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.errors import RuleError
from dragoman.reading import phrases
from dragoman.record import Medium
from dragoman.text import Document, Span

_FILE = "rules/cues/media.yaml"
_KEYS = ("heads", "matters", "hearers", "cues", "titles")
_PREPOSITIONS = frozenset(("in", "at", "on", "during", "via", "through", "by", "after", "over", "from"))
# Verbs that open a clause about how the speaker spoke: "[speaking] at a press conference, the envoy said".
_SPEAKING = frozenset(("speak", "talk", "address", "write", "appear", "answer", "respond", "post", "meet", "testify"))


@cache
def table(key: str) -> dict[str, Medium]:
    """The medium by the words under `key`.

    Raises:
        RuleError: if a row has a medium that the record does not know, or a key that nothing reads.
    """
    found: dict[str, Medium] = {}
    for n, row in enumerate(data.load_yaml(_FILE)["media"], 1):
        data.check_keys(row, ("medium", *_KEYS, "yes", "no"), f"{_FILE}: row {n}")
        if row["medium"] not in get_args(Medium):
            raise RuleError(f"{_FILE}: row {n}: unknown medium {row['medium']!r}; known: {', '.join(get_args(Medium))}")
        found.update((word, row["medium"]) for word in row.get(key, ()))
    return found


def names_statement(noun: Token) -> bool:
    """Whether a noun is a word for a statement itself: "issued a [communiqué]"."""
    return table("heads").get(noun.lemma) == "statement"


def find(a: Analysis, verb: int | None, source: Span, hearer: Token | None) -> Medium | None:
    """How something was said.

    Args:
        verb: index of the cue's verb, None if it has none.
        hearer: head word of who was told.
    """
    found = _of_hearer(hearer) if hearer is not None else None
    if found is None and verb is not None:
        found = next(filter(None, _told_beside(a, verb)), None) or table("cues").get(a.tokens[verb].lemma)
    head = a.head_of(source) if found is None else None
    return _of_noun(a, head) if head is not None and head.upos == "NOUN" else found


def _of_hearer(t: Token) -> Medium | None:
    return table("hearers").get(t.lemma) or table("hearers").get(t.lower)


def of_page(doc: Document) -> Medium | None:
    """The medium of a page's own words, by its title: "Remarks by ...", "Joint Statement of ..."."""
    title = " ".join((doc.title or "").lower().split())
    return next(
        (m for words, m in table("titles").items() if title.startswith((f"{words} by", f"{words} of", f"{words} from"))), None
    )


def _of_noun(a: Analysis, t: Token) -> Medium | None:
    """The medium that a noun names, with the word before it or alone."""
    heads = {**table("heads"), **table("matters")}
    before = a.tokens[t.i - 1].lower if t.i and a.tokens[t.i - 1].sent == t.sent else ""
    return heads.get(f"{before} {t.lemma}") or heads.get(f"{before} {t.lower}") or heads.get(t.lemma) or heads.get(t.lower)


def _told_beside(a: Analysis, verb: int) -> Iterator[Medium | None]:
    """The media of phrases on the cue, on a clause about speaking that is joined to it, and on the verb that it goes on from."""
    for i in _clauses(a, verb):
        yield from (_of_noun(a, t) for t in phrases.obliques(a, i, _PREPOSITIONS))
        yield from (_of_hearer(t) for t in phrases.obliques(a, i, ("to", "with")))
        yield from (_of_hearer(t) for t in a.children(i, "obj") if i != verb)


def _clauses(a: Analysis, verb: int) -> Iterator[int]:
    yield verb
    yield from (t.i for t in a.children(verb, "advcl", "parataxis", "xcomp") if t.lemma in _SPEAKING)
    outer = a.tokens[verb]
    while outer.deprel in ("conj", "xcomp") and outer.head < outer.i:
        outer = a.tokens[outer.head]
        yield outer.i
