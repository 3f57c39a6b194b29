"""Acts told by any verb or event noun: a learned choice of type where no lexicon knows the word.

Each word that tells what some party does is weighed: its own words, its relations in the tree, and what the encoder's scores say of
its phrase. The weights (rules/plover/predicates.json) are fitted by training/predicates.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases, scored
from dragoman.reading.act_rules import words
from dragoman.reading.voices import Voices, split
from dragoman.text import Span

FILE = "rules/plover/predicates.json"
NONE = "NONE"
# What one can do by saying something.
SPEECH = frozenset(("AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"))
# Log chances are cut off below and brought to about one.
FLOOR, SCALE = -10.0, 6.0
_COMPLEMENTS = ("obj", "ccomp", "xcomp", "nsubj:pass")
_MODIFIERS = ("obl", "nmod", "compound", "amod")
_CONTENT = frozenset(("NOUN", "VERB", "ADJ"))
_MANY = 3
# Relations of a predicate that makes a clause of its own.
_CLAUSES = frozenset(("root", "ccomp", "parataxis", "conj"))


@dataclass(frozen=True, slots=True)
class Predicate:
    """A word that tells what some party does; `span` is its phrase, `scores` are log chances by "event:type" and "word:type".

    Of a `spoken` one the party only says what the word tells; its scores begin with "said".
    """

    word: int
    doers: tuple[str, ...]
    span: Span
    features: tuple[str, ...]
    scores: dict[str, float]
    spoken: bool = False


@dataclass(frozen=True)
class Weights:
    """What each feature and each score weighs for each type, in the order of `types`, and what each type weighs by itself."""

    types: tuple[str, ...]
    bias: np.ndarray
    features: dict[str, np.ndarray]
    scores: dict[str, np.ndarray]


def parsed(text: str) -> Weights:
    """The weights of a file in the form of the shipped one, which leaves out small weights."""
    loaded = json.loads(text)
    types = tuple(loaded["types"])
    full = {
        table: {name: np.array([row.get(t, 0.0) for t in types], float) for name, row in loaded[table].items()}
        for table in ("features", "scores")
    }
    return Weights(types, np.array(loaded["bias"], float), full["features"], full["scores"])


@cache
def weights() -> Weights:
    """The shipped weights."""
    return parsed(data.path(FILE).read_text(encoding="utf-8"))


def find(v: Voices) -> list[Predicate]:
    """All verbs and nouns of the document with a party that does what they tell, in text order; and what parties say of others.

    In "Norway said that Chile [lacks] the will" the clause is an act of Chile and, as said of it, one of Norway.
    """
    found = []
    for t in v.analysis.tokens:
        doers = _doers(v, t)
        if doers:
            noun = phrases.nominal(t)
            span = phrases.noun_phrase(v.analysis, t.i) if noun else phrases.verb_phrase(v.analysis, t.i)
            features = tuple(dict.fromkeys(_features(v, t, noun, doers, span)))
            found.append(Predicate(t.i, doers, span, features, _scores(v.analysis, t, span)))
        speakers = _speakers(v, t)
        if speakers and set(speakers) != set(doers):
            span = phrases.clause(v.analysis, t.i)
            features = tuple(dict.fromkeys(_of_saying(v, t, doers, speakers, span)))
            scores = {f"said {name}": value for name, value in _scores(v.analysis, t, span).items()}
            found.append(Predicate(t.i, speakers, span, features, scores, spoken=True))
    return found


def classify(predicate: Predicate, by: Weights) -> tuple[str, float]:
    """The likeliest type of a predicate besides none, with its probability among all."""
    sums = by.bias.copy()
    for feature in predicate.features:
        if feature in by.features:
            sums += by.features[feature]
    for name, value in predicate.scores.items():
        if name in by.scores:
            sums += value * by.scores[name]
    chances = np.exp(sums - np.logaddexp.reduce(sums))
    left = [n for n, type_ in enumerate(by.types) if type_ != NONE and (type_ in SPEECH or not predicate.spoken)]
    best = max(left, key=lambda n: chances[n])
    return by.types[best], float(chances[best])


def _doers(v: Voices, t: Token) -> tuple[str, ...]:
    if phrases.nominal(t):
        doers = v.noun_doer(t.i, words("light") | words("performing"), of=False)
        return doers if doers != v.parties(t.i) else ()
    return v.doer(t.i) if t.upos == "VERB" else ()


def _speakers(v: Voices, t: Token) -> tuple[str, ...]:
    """Who says the clause of predicate `t` that stands in a statement."""
    said = v.around(t.i)
    clausal = t.deprel in _CLAUSES and (t.upos == "VERB" or bool(v.analysis.children(t.i, "cop")))
    return split(said.party) if said is not None and clausal else ()


def _of_saying(v: Voices, t: Token, doers: tuple[str, ...], speakers: tuple[str, ...], span: Span) -> Iterator[str]:
    """What is told of a clause as somebody's saying; its own features are other ones than those of a deed."""
    a, said = v.analysis, v.around(t.i)
    yield from (f"said {f}" for f in _features(v, t, noun=False, doers=speakers, span=span))
    subject = phrases.subject(a, t.i)
    yield "said " + ("of party" if doers else "of nobody" if subject is None else "of thing")
    yield f"said kind:{said.kind if said else None}"
    cue = a.head_of(said.cue_span) if said and said.cue_span else None
    yield f"said cue:{cue.lemma if cue else None}"
    yield f"said first:{said is not None and said.content_spans[0][0] in (t.start, span.start)}"


def _features(v: Voices, t: Token, noun: bool, doers: tuple[str, ...], span: Span) -> Iterator[str]:
    a = v.analysis
    yield f"v:{t.lemma}"
    yield f"n:{min(len(doers), _MANY)}"
    yield from _of_complements(a, t, noun)
    yield from _of_place(a, t)
    yield from _of_form(a, t, noun)
    yield from _of_subject(a, t)
    yield f"said:{v.around(t.i) is not None}"
    if v.statement_of_cue(t.i) is not None:
        yield "cue"
    others = [p for p in v.cast.parties(span) if p not in doers]
    yield f"named:{min(len(others), 2)}"
    yield from (f"w:{w.lemma}" for w in a.tokens_in(span) if w.upos in _CONTENT and w.i != t.i)


def _of_complements(a: Analysis, t: Token, noun: bool) -> Iterator[str]:
    for o in a.children(t.i, "acl") if noun else a.children(t.i, *_COMPLEMENTS):
        yield from (f"o:{o.lemma}", f"vo:{t.lemma}|{o.lemma}", f"r:{o.deprel}", f"vr:{t.lemma}|{o.deprel}")
    for m in a.children(t.i, *_MODIFIERS):
        case = phrases.case_of(a, m.i)
        yield from (f"p:{m.deprel}{case}", f"vp:{t.lemma}|{case}", f"m:{m.lemma}")
    yield from (f"vt:{t.lemma} {p.lower}" for p in a.children(t.i, "compound:prt"))


def _of_place(a: Analysis, t: Token) -> Iterator[str]:
    """Where the word hangs in the tree."""
    yield f"rel:{t.deprel}"
    if t.head != t.i:
        yield from (f"head:{a.tokens[t.head].lemma}", f"rh:{t.deprel}|{a.tokens[t.head].lemma}")
    yield from (f"mark:{m.lower}" for m in a.children(t.i, "mark"))


def _of_form(a: Analysis, t: Token, noun: bool) -> Iterator[str]:
    yield from (f"aux:{w}" for w in phrases.auxiliaries(a, t.i))
    if phrases.infinitive(a, t.i):
        yield "infinitive"
    if phrases.is_passive(a, t.i):
        yield "passive"
    if phrases.negated(a, t.i):
        yield "negated"
    yield from ("noun",) if noun else (f for f in t.feats.split("|") if f.startswith(("Tense", "VerbForm")))


def _of_subject(a: Analysis, t: Token) -> Iterator[str]:
    subject = phrases.subject(a, t.i)
    if subject is not None:
        yield "s:" + (subject.lower if subject.upos == "PRON" else subject.lemma if subject.upos == "NOUN" else subject.upos)


def _scores(a: Analysis, t: Token, span: Span) -> dict[str, float]:
    """Log chances of the types of events in the phrase and in the word alone."""
    return {
        prefix + label: max(float(np.log(max(chance, 1e-12))), FLOOR) / SCALE
        for prefix, where in (("event:", span), ("word:", t.span))
        for label, chance in scored.chances(a, "event", where).items()
    }
