"""Clashes: pairs of claims by different parties, and the signs that tell whether the two are at odds.

The signs are weighed by rules/differences/weights.json, which training/differences.py fits.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import claims
from dragoman.reading.acts import Act
from dragoman.reading.claims import Claim, words
from dragoman.reading.voices import Voices
from dragoman.text import Span

WEIGHTS = "rules/differences/weights.json"
# Claims further apart than this many sentences are not compared.
_REACH = 40
_APART = (0, 1, 2, 3, 6, 12)
_FEW = (0, 1, 2)
_CONTRAST = 400
# Words before a claim within which a verb denies it: "denied [what it called] the Norwegian charge".
_BEFORE = 8
_SHORT = 3
_STRONG = frozenset(("blames", "opposes", "rejects", "demands"))


@dataclass(frozen=True)
class Clash:
    """Two claims, `one` before `other`, and what speaks for or against a difference: the name of each sign with its size."""

    one: Claim
    other: Claim
    signs: dict[str, float]


@cache
def weights() -> dict[str, float]:
    """What each sign weighs, with "" for none at all."""
    return dict(json.loads(data.path(WEIGHTS).read_text(encoding="utf-8"))["weights"])


def chance(clash: Clash, by: Mapping[str, float]) -> float:
    """The probability that the two claims differ."""
    total = by[""] + sum(size * by.get(sign, 0.0) for sign, size in clash.signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def find(v: Voices, acts: Sequence[Act], found: Sequence[Claim]) -> list[Clash]:
    """All pairs of claims that could be about one matter, with their signs.

    Args:
        found: the claims of the document, in text order.
    """
    a = v.analysis
    spread = Counter(lemma for s in a.sentences for lemma in {t.lemma for t in a.sentence_tokens(s)})
    clashes = [_clash(a, *pair, spread, found) for pair in _pairs(found)]
    denied = list(_denied(v, acts, found))
    for one, other in denied:
        clash = _clash(a, one, other, spread, found)
        clashes.append(Clash(one, other, clash.signs | {"denied": 1.0}))
    clashes += [_clash(a, *pair, spread, found, mutual=True) for c in found for pair in _mutual(a, c)]
    return clashes


def _pairs(found: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            if other.sentence - one.sentence > _REACH:
                break
            if not set(one.parties) & set(other.parties) and not one.span.overlaps(other.span) and _meet(one, other):
                yield one, other


def _meet(one: Claim, other: Claim) -> bool:
    """Whether two claims may be about one matter."""
    near = other.sentence - one.sentence <= 1 or one.denies or other.denies
    named = set(other.parties) & (one.against | one.named) or set(one.parties) & (other.against | other.named)
    return near or bool(one.topic & other.topic or named)


def _denied(v: Voices, acts: Sequence[Act], found: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """A named claim and the verb before it that denies it: "denied Norway's charge that ..."."""
    a = v.analysis
    for c in found:
        noun = a.tokens_in(c.whole)[0] if c.kind == "noun" else None
        for t in reversed(a.tokens[max(0, noun.i - _BEFORE) : noun.i]) if noun is not None else ():
            if noun is not None and t.sent == noun.sent and t.upos == "VERB" and t.lemma in words("denying"):
                parties = v.doer(t.i)
                if parties and not set(parties) & set(c.parties):
                    yield c, claims.denial(v, acts, parties, Span(t.start, noun.end), t)
                break


def _mutual(a: Analysis, c: Claim) -> Iterator[tuple[Claim, Claim]]:
    """ "Both sides blame each other": the same words are the account of each."""
    if len(c.parties) > 1 and c.accuses and any(p in f" {a.doc[c.whole].lower()} " for p in claims.cues()["reciprocal"]):
        yield replace(c, parties=c.parties[:1]), replace(c, parties=c.parties[1:])


def _clash(a: Analysis, one: Claim, other: Claim, spread: Counter[str], found: Sequence[Claim], *, mutual: bool = False) -> Clash:
    shared = one.topic & other.topic
    between = sum(one.span.end <= c.span.start and c.span.end <= other.span.start for c in found)
    signs = [*_of_place(a, one, other, between), *_of_names(one, other), *_of_topic(one, other, shared), *_of_words(one, other)]
    if mutual:
        signs.append("mutual")
    known = set(signs)
    signs += [f"{x}+{y}" for x, y in claims.cues()["joined"] if x in known and y in known]
    sizes = dict.fromkeys(signs, 1.0)
    sizes["shared"] = sum(1 / math.sqrt(spread[lemma]) for lemma in shared)
    return Clash(one, other, sizes)


def _step(number: int, steps: Sequence[int]) -> str:
    return next((str(step) for step in steps if number <= step), "more")


def _of_place(a: Analysis, one: Claim, other: Claim, between: int) -> Iterator[str]:
    """Where the two stand: how far apart, in which kind of words, with which word of contrast between them."""
    apart = other.sentence - one.sentence
    yield f"apart:{_step(apart, _APART)}"
    yield f"between:{_step(between, _FEW)}"
    yield f"kinds:{one.kind}-{other.kind}"
    yield f"first:{one.cue}"
    yield f"second:{other.cue}"
    if apart <= 1:
        yield "near"
    if one.paragraph == other.paragraph:
        yield "paragraph"
    if contrasted(a, one, other):
        yield "contrast"


def contrasted(a: Analysis, one: Claim, other: Claim) -> bool:
    """A contrasting word between the two claims, or at the head of the sentence of the second."""
    sentence = a.sentence_at(other.whole.start)
    start = min(one.whole.end, sentence.start) if sentence else one.whole.end
    if other.whole.start - start > _CONTRAST:
        start = sentence.start if sentence else other.whole.start
    return any(t.lower in words("contrasts") for t in a.tokens_in((start, max(start, other.whole.start))))


def _of_names(one: Claim, other: Claim) -> Iterator[str]:
    """Whom the two name and reproach."""
    first, second = set(one.parties), set(other.parties)
    forth, back = bool(second & one.named), bool(first & other.named)
    yield from (sign for sign, holds in (("names the second", forth), ("names the first", back)) if holds)
    if forth or back:
        yield "names"
    if second & one.against:
        yield "reproaches the second"
    if first & other.against:
        yield "reproaches the first"
    if (one.named & other.named) - first - second:
        yield "both name a third"
    if forth and second & other.named:
        yield "about the second"
    if len(first) > 1 or len(second) > 1:
        yield "joint"
    if not (one.known and other.known):
        yield "no party"


def _of_topic(one: Claim, other: Claim, shared: frozenset[str]) -> Iterator[str]:
    """What of the matter the two share."""
    yield f"words:{_step(len(shared), _FEW)}"
    if shared:
        yield "topic"
    if one.subject & other.topic or other.subject & one.topic:
        yield "subject"
    if other.pointing:
        yield "pointing"
    if len(other.topic) <= _SHORT:
        yield "short"


def _of_words(one: Claim, other: Claim) -> Iterator[str]:
    """Denial, contradiction, reproach, purpose, and praise against blame."""
    checks = {
        "one denies": one.denies,
        "denial": other.denies,
        "contest": one.contests or other.contests,
        "one accuses": one.accuses or one.cue == "accuse",
        "accused back": other.cue == "accuse",
        "one negated": one.negated != other.negated,
        "one possible": one.modal != other.modal,
        "first possible": one.modal and not other.modal,
        "purpose of the first": bool(one.lemmas & words("purposes")),
        "purpose of the second": bool(other.lemmas & words("purposes")),
        "refusal": one.refuses or other.refuses,
        "both against": bool(one.stances & _STRONG and other.stances & _STRONG),
        "good and bad": _tone(one) * _tone(other) < 0,
        "both good": _tone(one) > 0 and _tone(other) > 0,
    }
    yield from (sign for sign, holds in checks.items() if holds)


def _tone(c: Claim) -> int:
    good, bad = len(c.lemmas & words("good")), len(c.lemmas & words("bad"))
    return (good > bad) - (good < bad)
