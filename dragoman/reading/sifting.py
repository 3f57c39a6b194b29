"""What is told like a statement and is none: silence, wishes for secrecy, titles, and speakers who retell their own words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import quotes
from dragoman.reading.drafts import Draft
from dragoman.record import Statement
from dragoman.text import Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

# Words after "declined" or "asked" in which the verb that matters comes.
_NEAR = 5


@cache
def _lemmas(key: str) -> frozenset[str]:
    return frozenset(data.load_yaml("rules/cues/silence.yaml")[key])


def is_silence(a: Analysis, draft: Draft) -> bool:
    """Whether somebody kept silent ("declined to comment", "refused to say whether") or only unnamed ("asked not to be named")."""
    said = [t for c in draft.content for t in a.tokens_in(c)]
    words = [*(a.tokens_in(draft.cue) if draft.cue else ()), *said]
    for n, t in enumerate(words[:_NEAR]):
        if t.lemma in _lemmas("refusing"):
            verb = next((w for w in words[n + 1 : n + _NEAR] if w.upos == "VERB" or w.lemma in _lemmas("telling")), None)
            return verb is not None and verb.lemma in _lemmas("telling")
    near = [t.lower for t in said[:_NEAR]]
    return ("not" in near[:1] and bool(_lemmas("hiding") & set(near))) or near == ["anonymity"]


def is_hearsay(a: Analysis, draft: Draft) -> bool:
    """Whether the source is a thing that goes about: "[reports of a death], which underscores"; "according to reports" is one."""
    head = a.head_of(draft.source)
    if head is None or head.lemma not in _lemmas("hearsay") or "Number=Plur" not in head.feats:
        return False
    return bool(a.children(head.i, "nmod")) and not a.children(head.i, "compound", "amod", "nmod:poss", "det")


def is_title(a: Analysis, index: quotes.Index, draft: Draft) -> bool:
    """Whether a cue without a verb stands in words without one: "Statement by the ministry on the flood"."""
    sentence = a.sentence_at(draft.cue.start) if draft.cue else None
    if draft.verb is not None or sentence is None or any(index.within(c) for c in draft.content):
        return False
    return not any("VerbForm=Fin" in t.feats for t in a.sentence_tokens(sentence))


def without_own_words(a: Analysis, cast: Cast, index: quotes.Index, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements without those that a speaker's own indirect words tell of: "she said that [Norway had proposed] a truce"."""
    persons = {e.id for e in cast.entities if e.kind == "person"}
    indirect = [s for s in statements if s.kind != "direct"]
    return tuple(s for s in statements if not any(_is_own(a, s, o, persons, index) for o in indirect if _tells(o, s)))


def _tells(outer: Statement, inner: Statement) -> bool:
    """Whether `inner` is told in the content of `outer`."""
    if inner is outer or inner.source_span is None or inner.cue_span is None:
        return False
    told = Span(min(inner.source_span[0], inner.cue_span[0]), max(inner.source_span[1], inner.cue_span[1]))
    return any(Span(*c).covers(told) for c in outer.content_spans)


def _is_own(a: Analysis, inner: Statement, outer: Statement, persons: set[str], index: quotes.Index) -> bool:
    """Whether the speaker of `outer`, or the party that the speaker is of, is who speaks in `inner` as well."""
    if inner.source_span is None or inner.cue_span is None or index.at(inner.source_span[0]) is not None:
        return False
    if any(t.deprel == "acl:relcl" for t in a.tokens_in(inner.cue_span)):  # the report's aside: "the press, which he called unfair"
        return False
    if inner.speaker_id is not None and inner.speaker_id == outer.speaker_id:
        return inner.speaker_id not in persons or all(t.upos == "PRON" for t in a.tokens_in(inner.source_span))
    return inner.party is not None and inner.party == outer.party and inner.speaker_id not in persons
