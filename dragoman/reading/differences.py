"""Differences: accounts of the same matter, inside one document, by parties that do not agree about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import prod

from dragoman.analysis import Analysis
from dragoman.reading import claims, clashes, contrasts, issues, phrases, said
from dragoman.reading.cast import Cast
from dragoman.reading.claims import Claim, cues
from dragoman.reading.clashes import Clash
from dragoman.reading.contrasts import Account
from dragoman.reading.voices import Voices
from dragoman.record import Contact, Difference, Position, Statement
from dragoman.text import Document, Span

# Words of a content up to which the account is shown with its speaker and cue: "Iran denies [the charge]".
_SHORT = 4
_LONG = 160


def find(
    doc: Document,
    analysis: Analysis,
    cast: Cast,
    statements: Sequence[Statement],
    positions: Sequence[Position],
    contacts: Sequence[Contact],
) -> tuple[Difference, ...]:
    """Find where accounts inside `doc` differ: what the report itself contrasts, and claims that are likely at odds.

    Returns:
        Differences in text order with ids "d1", "d2" ...; empty if the accounts agree.
    """
    voices = Voices(analysis, cast, statements)
    acts = said.find(voices)
    told = claims.find(voices, acts)
    found = [(accounts, _about(analysis, accounts), "differences.report", 0.5) for accounts in contrasts.find(voices, told)]
    for clash, chance in chosen(clashes.find(voices, acts, told), clashes.weights()):
        accounts = _accounts(analysis, clash, told)
        if not any(_same(accounts, known) for known, *_ in found):
            pair = [(c.parties[0], c.span) for c in (clash.one, clash.other)]
            found.append((accounts, _about(analysis, pair), "differences.accounts", round(chance, 3)))
    ordered = sorted(found, key=lambda f: f[0][0][1])
    return tuple(_difference(*f, n) for n, f in enumerate(ordered, 1))


def chosen(found: Iterable[Clash], by: Mapping[str, float]) -> Iterator[tuple[Clash, float]]:
    """The likeliest clash of the same parties if any of theirs is likely enough, and further likely ones elsewhere in the text.

    Args:
        by: the weight of each sign.
    """
    weighed = [(clashes.chance(c, by), c) for c in found]
    weighed.sort(key=lambda w: (_parties(w[1]), -w[0], w[1].one.span, w[1].other.span))
    for _, group in groupby(weighed, key=lambda w: _parties(w[1])):
        of_parties = list(group)
        any_of_them = 1 - prod(1 - chance for chance, _ in of_parties[: cues()["pairs"]])
        taken: list[Span] = []
        for n, (chance, clash) in enumerate(of_parties):
            spans = [clash.one.span, clash.other.span]
            enough = chance >= cues()["further"] if n else any_of_them >= cues()["threshold"]
            if enough and not any(s.overlaps(t) for s in spans for t in taken):
                taken += spans
                yield clash, chance


def _parties(clash: Clash) -> tuple[str, ...]:
    return tuple(sorted((*clash.one.parties, *clash.other.parties)))


def _same(one: Sequence[Account], other: Sequence[Account]) -> bool:
    """Whether two sets of accounts are of the same parties and share words."""
    return {p for p, _ in one} == {p for p, _ in other} and any(s.overlaps(t) for p, s in one for q, t in other if p == q)


def _accounts(a: Analysis, clash: Clash, told: Sequence[Claim]) -> list[Account]:
    """The two claims and what else their parties say about it close by, in text order."""
    pair = (clash.one, clash.other)
    topic = clash.one.topic | clash.other.topic
    near = [
        c
        for c in told
        if c.kind == "statement"
        and any(set(c.parties) <= set(x.parties) for x in pair)
        and len(c.topic & topic) > 1
        and min(abs(c.sentence - x.sentence) for x in pair) <= cues()["close"]
    ]
    kept: list[Claim] = list(pair)
    for c in near:
        if not any(c.span.overlaps(k.span) for k in kept):
            kept.append(c)
    return sorted(((p, _shown(a, c)) for c in kept for p in c.parties), key=lambda account: account[1])


def _shown(a: Analysis, c: Claim) -> Span:
    """The content of a claim; of a short one with its speaker and cue."""
    short = len(a.tokens_in(c.span)) <= _SHORT and c.whole.end - c.whole.start <= _LONG
    return c.whole if short else c.span


def _about(a: Analysis, accounts: Sequence[Account]) -> str:
    """The phrase that names what all accounts speak of, else the first that names no party and is no word for what is said."""
    tokens = [a.tokens_in(span) for _, span in accounts]
    shared = frozenset.intersection(*(claims.topic(t) for t in tokens))
    nouns = [t for found in tokens for t in found if phrases.nominal(t)]
    telling = [t for t in nouns if t.upos != "PROPN" and t.lemma not in cues()["common"] and t.lemma not in cues()["claims"]]
    named = [t for t in nouns if t.lemma in shared] or telling or nouns
    spans = (issues.name(a, phrases.noun_phrase(a, t.i)) for t in named)
    return a.doc[next((span for span in spans if span is not None), accounts[0][1])]


def _difference(accounts: Sequence[Account], about: str, found_by: str, score: float, number: int) -> Difference:
    return Difference.model_validate(
        {
            "id": f"d{number}",
            "about": about,
            "accounts": [{"party": p, "span": s} for p, s in accounts],
            "found_by": found_by,
            "score": score,
        }
    )
