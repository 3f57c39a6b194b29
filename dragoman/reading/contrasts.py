"""Contrasts: accounts that a report itself sets against each other, by comparing them, doubting one or reading a motive into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.claims import AUTHOR, Claim, cues, pattern, words
from dragoman.reading.voices import Voices
from dragoman.text import Span

Account = tuple[str, Span]


def find(v: Voices, found: Sequence[Claim]) -> list[list[Account]]:
    """The accounts of each contrast, those of at least two parties.

    Args:
        found: the claims of the document, in text order.
    """
    contrasts = [*_compared(v, found), *_questioned(v, found), *_motives(v, found), *_complaints(v, found)]
    return [sorted(dict.fromkeys(c), key=lambda account: account[1]) for c in contrasts if len({p for p, _ in c}) > 1]


def _compared(v: Voices, found: Sequence[Claim]) -> Iterator[list[Account]]:
    """ "In words more specific than", "made no mention of".

    The parties are the first two that speak or are named in the sentence, else one of them and who spoke in the sentence before it.
    What each said within reach before the sentence is its account as well.
    """
    a = v.analysis
    for cue in pattern("comparisons").finditer(a.doc.text):
        sentence = a.sentence_at(cue.start())
        if sentence is None or cue.end() > sentence.end:
            continue
        own = [c for c in found if len(c.parties) == 1 and c.kind == "statement"]
        here = [c for c in own if c.sentence == sentence.i]
        before = [c for c in own if 0 < sentence.i - c.sentence <= cues()["window"]]
        last = [c.parties[0] for c in reversed(before) if c.sentence == sentence.i - 1]
        named = [*(c.parties[0] for c in here), *v.cast.parties(sentence.span), *last]
        parties = list(dict.fromkeys(named))[:2]
        told = [x for p in parties for x in (*[h for h in here if p in h.parties], *[b for b in before if p in b.parties][-1:])]
        halves = {p: Span(sentence.start, cue.start()) for p in v.cast.parties((sentence.start, cue.start()))}
        silent = {p: halves.get(p, Span(cue.start(), sentence.end)) for p in parties if not any(p in c.parties for c in told)}
        yield [
            *((c.parties[0], c.span) for c in told),
            *((p, _trimmed(a, span)) for p, span in silent.items() if _tells(a, span)),
        ]


def _tells(a: Analysis, span: Span) -> bool:
    """Whether a stretch speaks of an account ("the readout of Chile"), not only of the matter."""
    return any(t.lemma in words("account_words") for t in a.tokens_in(span))


def _trimmed(a: Analysis, span: Span) -> Span:
    kept = phrases.run(a.tokens_in(span)) or a.tokens_in(span)
    return Span(kept[0].start, kept[-1].end)


def _questioned(v: Voices, found: Sequence[Claim]) -> Iterator[list[Account]]:
    """ "Chile says it is not at fault, an assertion that many in Norway would question": against what was said last."""
    a = v.analysis
    for t in a.tokens:
        noun = a.tokens[t.head]
        if not (t.deprel.startswith("acl") and t.lemma in words("questioning") and phrases.noun_lemma(noun) in words("said_nouns")):
            continue
        told = [c for c in found if c.sentence == t.sent and c.span.start < noun.start and c.kind == "statement"]
        doubted = _questioners(v, t)
        if told and doubted and not set(doubted) & set(told[-1].parties):
            start = next((w.start for w in a.subtree(noun.i) if w.upos == "DET"), noun.start)
            span = _own(a, told[-1].span, start)
            yield [*((p, span) for p in told[-1].parties), *((p, Span(start, t.end)) for p in doubted)]


def _own(a: Analysis, span: Span, end: int) -> Span:
    """What of a content stands before `end`, without the mark that leads on."""
    kept = [t for t in a.tokens_in((span.start, min(span.end, end))) if t.upos != "PUNCT"]
    return Span(span.start, kept[-1].end) if kept else span


def _questioners(v: Voices, t: Token) -> tuple[str, ...]:
    """Who does what word `t` says: the party that is its subject, else the one among whom its subject is ("many in the West")."""
    a = v.analysis
    subject = phrases.subject_child(a, t.i)
    if subject is None or v.doer(t.i):
        return v.doer(t.i)
    return v.cast.parties(phrases.noun_phrase(a, subject.i)) if subject.lemma in words("some") else ()


def _motives(v: Voices, found: Sequence[Claim]) -> Iterator[list[Account]]:
    """ "Chile apparently sought to please its voters, saying ...": the report's reading against the party's own words."""
    a = v.analysis
    for t in a.tokens:
        if t.lemma not in words("apparent") or v.around(t.i) is not None:
            continue
        aim = next((w for w in a.tokens[t.i + 1 : t.i + 4] if w.lemma in words("aims") and w.sent == t.sent), None)
        verb = _purpose(a, aim) if aim is not None else None
        if verb is None:
            continue
        parties = v.doer(aim.i if aim.upos == "VERB" else phrases.governor(a, aim.i)) if aim is not None else ()
        span = phrases.verb_phrase(a, verb.i)
        told = [c for c in found if set(c.parties) & set(parties) and c.kind == "statement" and 0 <= c.sentence - t.sent <= 1]
        own = [c for c in told if not c.span.overlaps(span)]
        if own:
            yield [(AUTHOR, span), *((p, own[0].span) for p in own[0].parties)]


def _purpose(a: Analysis, aim: Token) -> Token | None:
    """What is aimed at: "sought to [please]"."""
    return next((c for c in a.children(aim.i, "xcomp", "acl", "advcl", "ccomp") if phrases.infinitive(a, c.i)), None)


def _complaints(v: Voices, found: Sequence[Claim]) -> Iterator[list[Account]]:
    """ "There was grumbling from Chile about its exclusion. Norway said Chile would have a seat": a complaint and its answer."""
    a = v.analysis
    for t in a.tokens:
        if t.lemma not in words("complaints") or v.around(t.i) is not None:
            continue
        parties = _complainers(v, t)
        about = next((w for w in phrases.obliques(a, t.i, ("about", "over", "at")) if w.i > t.i), None) or next(
            (c for c in a.children(t.i, "acl", "ccomp", "advcl", "xcomp") if c.i > t.i), None
        )
        answers = [c for c in found if 0 <= c.sentence - t.sent <= 1 and c.span.start > t.end and c.kind == "statement"]
        answer = next((c for c in answers if not set(c.parties) & set(parties) and set(parties) & c.named), None)
        if parties and about is not None and answer is not None:
            span = _trimmed(a, Span(t.start, a.subtree(about.i)[-1].end))
            yield [*((p, span) for p in parties), *((p, answer.span) for p in answer.parties)]


def _complainers(v: Voices, t: Token) -> tuple[str, ...]:
    if t.upos == "VERB" and v.doer(t.i):
        return v.doer(t.i)
    a = v.analysis
    whose = [*phrases.possessors(a, t.i), *phrases.obliques(a, t.i, ("from", "of", "among", "in", "by"))]
    return next((v.parties(w.i) for w in whose if v.parties(w.i)), ())
