"""Claims: what each party tells of a matter, in a statement, a reproach, a named claim ("Norway's charge that") or a wish.

Differences are looked for between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.acts import Act
from dragoman.reading.voices import Voices, split, unique
from dragoman.record import Statement
from dragoman.text import Span

FILE = "rules/differences/cues.yaml"
AUTHOR = "author"
_CONTENT = frozenset(("NOUN", "VERB", "ADJ"))
# Code points of a content before a statement inside it from which on the content ends where that statement begins.
_OWN = 12
# Words before a claim that may say whose it is: "[the new Norwegian government] claims that".
_REACH = 5


@dataclass(frozen=True)
class Claim:
    """What some parties tell of a matter.

    Attributes:
        parties: who tells it together; a speaker who stands for no party by name, the reporter as "author".
        known: whether they are parties, not names only.
        kind: where it was found: "statement", "act", "noun", "clause", "author", "denial".
        span: what is told; `whole` with its speaker and cue.
        cue: the kind of word that reports it (rows of `cues`), "other", None without one.
        topic: lemmas of its content words; `lemmas` all lemmas with the cue.
        subject: lemmas of the nouns in the subject of its first clause.
        pointing: whether that subject only points ("it", "the charge").
        against: parties that it accuses or contradicts; `named` those that it names.
        stances: of its acts; `accuses` whether one of them accuses.
    """

    parties: tuple[str, ...]
    known: bool
    kind: str
    span: Span
    whole: Span
    sentence: int
    paragraph: int
    cue: str | None
    topic: frozenset[str]
    lemmas: frozenset[str]
    subject: frozenset[str]
    pointing: bool
    named: frozenset[str]
    against: frozenset[str]
    stances: frozenset[str]
    accuses: bool
    negated: bool
    denies: bool
    contests: bool
    refuses: bool
    modal: bool


@cache
def cues() -> dict[str, Any]:
    """The word lists; shared, not to be changed."""
    return dict(data.load_yaml(FILE))


@cache
def words(name: str) -> frozenset[str]:
    """A list of lemmas or lower-case words."""
    return frozenset(cues()[name])


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A list of phrases, any of which the pattern finds, in any case."""
    return re.compile(r"\b(?:" + "|".join(re.escape(c) for c in cues()[name]) + r")\b", re.IGNORECASE)


@cache
def _cue_kinds() -> dict[str, str]:
    return {lemma: kind for kind, lemmas in cues()["cues"].items() for lemma in lemmas}


def find(v: Voices, acts: Sequence[Act]) -> list[Claim]:
    """All claims of a document in text order; of overlapping ones of the same parties the first in the order of `Claim.kind`."""
    make = _maker(v, acts)
    found = list(_stated(v, make))
    for further in (_acted, _told):
        found += [c for c in further(v, acts, make) if not any(_tells(f, c) for f in found)]
    return sorted(found, key=lambda c: (c.sentence, c.whole))


def _tells(known: Claim, new: Claim) -> bool:
    own = set(known.parties) & set(new.parties) or new.kind == AUTHOR
    return bool(own) and known.whole.overlaps(new.whole if new.kind == "act" else new.span)


def denial(v: Voices, acts: Sequence[Act], parties: tuple[str, ...], span: Span, word: Token) -> Claim:
    """The words by which parties deny what somebody else tells."""
    return _maker(v, acts)(parties, True, "denial", span, span, word.lemma)


Maker = Callable[[tuple[str, ...], bool, str, Span, Span, str | None], Claim]


def _maker(v: Voices, acts: Sequence[Act]) -> Maker:
    a = v.analysis

    def make(parties: tuple[str, ...], known: bool, kind: str, span: Span, whole: Span, cue: str | None) -> Claim:
        own = [x for x in acts if set(parties) & set(x.holders) and whole.overlaps(x.evidence)]
        tokens = a.tokens_in(whole)
        lemmas = frozenset(t.lemma for t in tokens)
        sentence = a.sentence_at(span.start)
        subject = _subject(a, a.tokens_in(span))
        return Claim(
            parties=parties,
            known=known,
            kind=kind,
            span=span,
            whole=whole,
            sentence=sentence.i if sentence else 0,
            paragraph=sentence.paragraph if sentence else 0,
            cue=_cue_kinds().get(cue, "other") if cue else None,
            topic=topic(tokens),
            lemmas=lemmas,
            subject=frozenset(w.lemma for t in subject for w in a.subtree(t.i) if w.upos == "NOUN"),
            pointing=any(t.upos == "PRON" or t.lemma in words("claims") for t in subject),
            named=frozenset(v.cast.parties(whole)),
            against=_against(v, parties, own),
            stances=frozenset(x.stance for x in own if x.stance),
            accuses=any(x.event == "ACCUSE" for x in own),
            negated=any(t.lower in words("negations") for t in a.tokens_in(span)),
            denies=_cue_kinds().get(cue or "") == "deny" or "deny" in lemmas,
            contests=pattern("contests").search(a.doc[whole]) is not None,
            refuses=_refuses(a, tokens),
            modal=any(t.lower in words("modals") for t in a.tokens_in(span)),
        )

    return make


def _refuses(a: Analysis, tokens: Sequence[Token]) -> bool:
    """ "rejected the [offer]"."""
    verbs = {t.i for t in tokens if t.lemma in words("denying") or t.lemma == "refuse"}
    objects = [o for i in verbs for o in a.children(i, "obj", "xcomp", "nsubj:pass")]
    return any(phrases.noun_lemma(o) in words("refused") or o.upos == "VERB" for o in objects)


def topic(tokens: Sequence[Token]) -> frozenset[str]:
    """Lemmas of content words, names and what every report of talks says left out."""
    content = (t for t in tokens if t.upos in _CONTENT and len(t.lemma) > 2)
    return frozenset(t.lemma for t in content if t.upos != "ADJ" or not t.text[0].isupper()) - words("common")


def _subject(a: Analysis, tokens: Sequence[Token]) -> list[Token]:
    """The subject of the first predicate whose head stands outside."""
    if not tokens:
        return []
    inside = range(tokens[0].i, tokens[-1].i + 1)
    heads = [t for t in tokens if (t.head == t.i or t.head not in inside) and t.upos in ("VERB", "AUX", "NOUN", "ADJ")]
    return a.children(heads[0].i, "nsubj", "csubj") if heads else []


def _against(v: Voices, parties: Sequence[str], own: Sequence[Act]) -> frozenset[str]:
    """Whom reproaches and denials are aimed at: their targets, else the parties in the act's words."""
    hostile = [x for x in own if x.event in ("ACCUSE", "REJECT")]
    return frozenset(p for x in hostile for p in (x.targets or v.cast.parties(x.evidence))) - set(parties)


def _stated(v: Voices, make: Maker) -> Iterator[Claim]:
    """The statements; the content of one that runs on into another's ends where that begins."""
    spoken = [(start(s), s) for s in v.statements if s.content_spans]
    for first, s in spoken:
        parties = split(s.party) or ((s.speaker,) if s.speaker else ())
        span = Span(*max(s.content_spans, key=lambda c: c[1] - c[0]))
        ends = [at for at, other in spoken if other.party != s.party and span.start + _OWN < at < span.end]
        end = _before(v.analysis, span, min(ends)) if ends else span.end
        whole = Span(first, max(end, min(end if ends else span.end, span.end)))
        cue = [t.lemma for t in v.analysis.tokens_in(s.cue_span)] if s.cue_span else []
        known = next((lemma for lemma in cue if lemma in _cue_kinds()), cue[0] if cue else None)
        if parties:
            yield make(parties, bool(s.party), "statement", Span(span.start, end), whole, known)


def start(s: Statement) -> int:
    """Where a statement begins: its speaker, its cue or its content."""
    return min(x[0] for x in (s.source_span, s.cue_span, *s.content_spans) if x)


def _before(a: Analysis, span: Span, end: int) -> int:
    """The end of what stands in `span` before `end`, without the conjunction that leads on."""
    kept = list(a.tokens_in((span.start, end)))
    while len(kept) > 1 and kept[-1].upos in ("CCONJ", "SCONJ", "PUNCT"):
        kept.pop()
    return kept[-1].end if kept else end


def _acted(v: Voices, acts: Sequence[Act], make: Maker) -> Iterator[Claim]:
    """Reproaches, refusals and opposition."""
    for x in acts:
        if x.holders and (x.event in ("ACCUSE", "REJECT") or x.stance in ("blames", "opposes", "rejects")):
            yield make(x.holders, True, "act", x.evidence, x.evidence, v.analysis.tokens[x.word].lemma)


def _told(v: Voices, _: Sequence[Act], make: Maker) -> Iterator[Claim]:
    """Claims that a noun names, opinions of verbs outside statements, and what the report itself holds possible."""
    a = v.analysis
    for t in a.tokens:
        if t.upos in ("NOUN", "VERB") and phrases.noun_lemma(t) in words("named_claims") and t.text[0].islower():
            yield from _named(v, t, make)
        elif t.upos == "VERB" and t.lemma in words("opinions") and v.statement_of_cue(t.i) is None:
            yield from _held(v, t, make)
        elif t.upos == "AUX" and t.lemma in words("possible") and v.around(t.i) is None and t.head != t.i:
            span = phrases.clause(a, t.head)
            yield make((AUTHOR,), True, AUTHOR, span, span, None)


def _named(v: Voices, t: Token, make: Maker) -> Iterator[Claim]:
    """ "Norway's charge that Chile dumps waste": what follows the noun."""
    a = v.analysis
    rest = a.tokens[t.i + 1 : a.sentences[t.sent].last]
    told = phrases.run(rest[: next((n for n, w in enumerate(rest) if w.text == '"'), len(rest))])
    if not told or rest[0].lower not in words("complements"):
        return
    parties, known = claimant(v, t)
    feared = phrases.noun_lemma(t) in words("fears") and v.around(t.i) is None
    if parties or feared:
        kind = "noun" if parties else AUTHOR
        yield make(parties or (AUTHOR,), known, kind, Span(told[0].start, told[-1].end), Span(t.start, told[-1].end), None)


def claimant(v: Voices, t: Token) -> tuple[tuple[str, ...], bool]:
    """Whose claim a noun names, and whether that is a party: possessor, "from" phrase, or the names right before it."""
    a = v.analysis
    for whose in (*phrases.possessors(a, t.i), *phrases.obliques(a, t.i, ("from", "by", "of", "among"))):
        if v.parties(whose.i):
            return v.parties(whose.i), True
        name = v.cast.speaker(phrases.noun_phrase(a, whose.i))[0] if whose.upos == "PROPN" and whose.i < t.i else None
        if name:
            return (name,), False
    first = t.i
    while first > a.sentences[t.sent].first and t.i - first < _REACH and a.tokens[first - 1].upos in (*_CONTENT, "PROPN", "CCONJ"):
        first -= 1
    names = [w for w in a.tokens[first : t.i] if w.upos in ("PROPN", "ADJ") and w.text[0].isupper()]
    return unique(p for w in names for p in split(v.cast.party(w.span))), True


def _held(v: Voices, t: Token, make: Maker) -> Iterator[Claim]:
    """ "Chile wants the harbour closed first"."""
    a = v.analysis
    parties = v.doer(t.i)
    below = [w for c in a.children(t.i, "obj", "ccomp", "xcomp", "obl") if c.i > t.i for w in a.subtree(c.i) if w.i > t.i]
    if parties and below:
        span = Span(t.start, max(w.end for w in below))
        yield make(parties, True, "clause", span, span, t.lemma)
