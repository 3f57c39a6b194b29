"""Speech told by a noun: "a call by Oman for a truce", "the envoy's claim that it was late"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases, stretches
from dragoman.reading.cues import Cue
from dragoman.reading.drafts import Draft
from dragoman.text import Span

_FILE = "rules/cues/nominal.yaml"
_SCORE = 0.6
_SOURCES = ("by", "from")
_OWNERS = frozenset(("his", "her", "their", "its"))
# Goods and persons are demanded and called in another sense.
_BARE = frozenset(("phone", "telephone", "video", "conference"))


@dataclass(frozen=True, slots=True)
class _Noun:
    act: str
    clause: bool
    preps: frozenset[str]


@cache
def _table() -> dict[str, _Noun]:
    rows = data.load_yaml(_FILE)["nouns"]
    return {lemma: _Noun(row["act"], row["clause"], frozenset(row["preps"])) for row in rows for lemma in row["lemmas"]}


def find(a: Analysis, speaks: Callable[[Token], bool]) -> Iterator[Draft]:
    """The statements that nouns tell of, in text order.

    Args:
        speaks: whether a word can be the source of speech.
    """
    for t in a.tokens:
        row = _table().get(t.lemma) if t.upos == "NOUN" and (t.text.islower() or t.i == a.sentences[t.sent].first) else None
        source = _source(a, t, speaks) if row is not None and not _other_sense(a, t) else None
        content = _content(a, t, row, source) if row is not None and source is not None else None
        if row is not None and source is not None and content is not None:
            cue = Cue(f"cue.en_noun_{t.lemma}", t.lemma, (), row.act, frozenset(("clause",)))
            yield Draft(_source_span(a, source, t), t.span, (content,), None, cue, None, _SCORE, cue.id)


def _other_sense(a: Analysis, noun: Token) -> bool:
    return phrases.negated(a, noun.i) or any(c.lower in _BARE for c in a.children(noun.i, "compound", "amod"))


def _source(a: Analysis, noun: Token, speaks: Callable[[Token], bool]) -> Token | None:
    """The possessor of the noun, or who follows "by" or "from"."""
    owner = next((c for c in a.children(noun.i, "nmod:poss") if c.i < noun.i), None)
    if owner is not None:
        return owner if owner.lower in _OWNERS or (owner.upos != "PRON" and speaks(owner)) else None
    near = a.children(noun.i, "nmod", "obl", "obl:agent")
    below = [c for t in near for c in a.children(t.i, "nmod")]  # "criticism of the raid [by the envoys]"
    others = (c for c in [*near, *below] if c.i > noun.i and phrases.case_of(a, c.i) in _SOURCES)
    return next((c for c in others if speaks(c)), None)


def _source_span(a: Analysis, source: Token, noun: Token) -> Span:
    if source.upos == "PRON":
        return source.span
    words = [t for t in phrases.run(a.subtree(source.i)) if (t.i < noun.i) == (source.i < noun.i)]
    kept = [t for t in words if t.deprel != "case" or t.i == source.i] or [source]
    return Span(kept[0].start, kept[-1].end)


def _content(a: Analysis, noun: Token, row: _Noun, source: Token) -> Span | None:
    """The "that" clause of the noun, or what follows its preposition."""
    heads = [c for c in a.children(noun.i, "acl", "ccomp", "nmod", "obl", "acl:relcl") if c.i > noun.i and c.i != source.i]
    heads += a.children(noun.head, "csubj") if noun.deprel == "nsubj" else []
    for head in heads:
        marks = [m for m in a.children(head.i, "mark", "case", "nsubj") if m.i < head.i and m.i > noun.i]
        that = next((m for m in marks if m.lower == "that"), None)
        if that is not None and row.clause and head.deprel != "nmod":
            return _from(a, that.i + 1, head, noun, source)
        lead = next((m for m in marks if m.lower in row.preps), None)
        if lead is not None and (head.deprel == "nmod" or lead.lower != "to" or "to" in row.preps):
            return _from(a, lead.i + 1, _last(a, heads, head), noun, source)
    return None


def _last(a: Analysis, heads: list[Token], head: Token) -> Token:
    """The infinitive that completes "on both sides [to return]", else `head`."""
    return next((t for t in heads if t.i > head.i and phrases.infinitive(a, t.i)), head)


def _from(a: Analysis, first: int, head: Token, noun: Token, source: Token) -> Span | None:
    """The words from `first` to the end of the branch of `head`, never over the source or the verb that the noun is subject of."""
    above = a.tokens[noun.head]
    limit = above.i if above.i > head.i and noun.deprel.startswith("nsubj") else a.sentences[noun.sent].last
    auxiliaries = [c.i for c in a.children(above.i, "aux", "aux:pass", "cop") if c.i > head.i]
    limit = min([limit, *auxiliaries]) if limit == above.i else limit
    by = a.subtree(source.i)[0].i
    words = [t for t in a.subtree(head.i) if first <= t.i < (min(limit, by) if by > first else limit)]
    kept = stretches.trim(words)
    return Span(a.tokens[first].start, kept[-1].end) if kept and first < limit else None
