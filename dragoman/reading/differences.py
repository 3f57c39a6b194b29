"""Differences: accounts of the same matter, inside one document, by parties that do not agree about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import issues, phrases, said
from dragoman.reading.acts import Act
from dragoman.reading.cast import Cast
from dragoman.reading.voices import Voices, split
from dragoman.record import Contact, Difference, Position, Statement
from dragoman.text import Document, Span

FILE = "rules/differences/cues.yaml"
_CONTENT = frozenset(("NOUN", "VERB", "ADJ"))
# Too common in reports of talks to tell that two accounts are about one matter.
_COMMON = frozenset(
    "say tell have make take country government official president minister state party side people time talk meeting".split()
)


@dataclass(frozen=True)
class _Account:
    """What one party says of a matter.

    Attributes:
        joint: all who give the account together, empty if it is one party's own; who speaks jointly does not differ.
        topic: lemmas of its content words.
        against: parties that it accuses or contradicts.
        named: parties that it names.
        stances: (stance, lemmas of the issue) of the positions taken in it.
    """

    party: str
    joint: frozenset[str]
    span: Span
    whole: Span
    sentence: int
    topic: frozenset[str]
    against: frozenset[str]
    named: frozenset[str]
    stances: tuple[tuple[str, frozenset[str]], ...]
    denies: bool
    contests: bool


@cache
def _cues() -> dict[str, Any]:
    return dict(data.load_yaml(FILE))


@cache
def _contests() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(c) for c in _cues()["contests"]) + r")\b")


@cache
def _comparisons() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(c) for c in _cues()["comparisons"]) + r")\b", re.IGNORECASE)


@cache
def _opposed() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in _cues()["opposed"])


def _topic(a: Analysis, span: tuple[int, int]) -> frozenset[str]:
    content = (t for t in a.tokens_in(span) if t.upos in _CONTENT and len(t.lemma) > 2)
    return frozenset(t.lemma for t in content if t.upos != "ADJ" or not t.text[0].isupper()) - _COMMON


def _against(cast: Cast, span: Span, party: str, acts: Sequence[Act]) -> frozenset[str]:
    """Whom the reproaches and denials in a stretch are aimed at: their targets, else the parties in the act's words."""
    hostile = [x for x in acts if x.event in ("ACCUSE", "REJECT") and party in x.holders and span.overlaps(x.evidence)]
    return frozenset(p for x in hostile for p in (x.targets or cast.parties(x.evidence))) - {party}


def _of_statement(a: Analysis, cast: Cast, s: Statement, positions: Sequence[Position], acts: Sequence[Act]) -> list[_Account]:
    """One account for each party that speaks."""
    span = Span(*max(s.content_spans, key=lambda c: c[1] - c[0]))
    starts = [x[0] for x in (s.source_span, s.cue_span, *s.content_spans) if x]
    whole = Span(min(starts), max(c[1] for c in s.content_spans))
    sentence = a.sentence_at(span.start)
    cue = a.tokens_in(s.cue_span) if s.cue_span else ()
    text = a.doc[whole].lower()
    inside = [p for p in positions if whole.overlaps(p.evidence)]
    return [
        _Account(
            party=party,
            joint=frozenset(split(s.party)) if " & " in (s.party or "") else frozenset(),
            span=span,
            whole=whole,
            sentence=sentence.i if sentence else 0,
            topic=_topic(a, whole),
            against=_against(cast, whole, party, acts),
            named=frozenset(cast.parties(whole)),
            stances=tuple((p.stance, frozenset(p.issue.lower().split())) for p in inside if p.party == party),
            denies=any(t.lemma in _cues()["denials"] for t in cue),
            contests=_contests().search(text) is not None,
        )
        for party in split(s.party)
    ]


def _same_issue(one: frozenset[str], other: frozenset[str], stop: frozenset[str]) -> bool:
    """Half of the words of the shorter issue."""
    one, other = one - stop, other - stop
    return bool(one and other) and len(one & other) >= 0.5 * min(len(one), len(other))


_STOP = frozenset(
    "the a an of to in on for and or with by at from as that this its their his her our any all be is are will".split()
)


def _stands_against(one: _Account, other: _Account) -> bool:
    return any(
        frozenset((s, r)) in _opposed() and len({s, r}) == 2 and _same_issue(i, k, _STOP)
        for s, i in one.stances
        for r, k in other.stances
    )


def _contrasted(a: Analysis, one: _Account, other: _Account) -> bool:
    """A contrasting word between the two accounts, or at the head of the sentence of the second."""
    sentence = a.sentence_at(other.whole.start)
    start = min(one.whole.end, sentence.start) if sentence else one.whole.end
    if other.whole.start - start > 400:
        start = sentence.start if sentence else other.whole.start
    return any(t.lower in _cues()["contrasts"] for t in a.tokens_in((start, max(start, other.whole.start))))


def _weight(a: Analysis, one: _Account, other: _Account) -> int:
    """How much speaks for the two accounts (`one` stands first) being at odds; 0 if they are not about the same matter."""
    w = _cues()["weights"]
    opposed = _stands_against(one, other)
    accused, answered = other.party in one.against, one.party in other.against
    apart = other.sentence - one.sentence
    shared = one.topic & other.topic
    contested = one.contests or other.contests or one.denies or other.denies
    blamed = accused or answered
    countered = blamed and bool(one.against and other.against) and bool(one.named & other.named)
    if not (opposed or countered or (blamed and (contested or shared)) or (contested and shared)):
        return 0
    if apart > _cues()["window"] and not (opposed or blamed):
        return 0
    weight: int = w["opposed"] * opposed + w["accused"] * (accused or answered) + w["mutual"] * countered
    weight += w["denial"] * (other.denies or one.denies) + w["contest"] * (other.contests or one.contests)
    weight += w["contrast"] * _contrasted(a, one, other)
    weight += w["near"] * (apart <= 1) + w["topic"] * min(2, len(shared))
    return weight


def _pairs(accounts: Sequence[_Account]) -> Iterator[tuple[_Account, _Account]]:
    """Accounts of different parties that do not speak jointly, no further apart than the reach."""
    for n, one in enumerate(accounts):
        for other in accounts[n + 1 :]:
            if other.sentence - one.sentence > _cues()["reach"]:
                break
            apart = one.party != other.party and not one.whole.overlaps(other.whole)
            if apart and not {one.party, other.party} & (one.joint | other.joint):
                yield one, other


def find(
    doc: Document,
    analysis: Analysis,
    cast: Cast,
    statements: Sequence[Statement],
    positions: Sequence[Position],
    contacts: Sequence[Contact],
) -> tuple[Difference, ...]:
    """Find where accounts inside `doc` differ; one difference for a pair of parties and a matter, the clearest.

    Returns:
        Differences in text order with ids "d1", "d2" ...; empty if the accounts agree.
    """
    voices = Voices(analysis, cast, statements)
    acts = said.find(voices)
    accounts = [x for s in statements if s.content_spans for x in _of_statement(analysis, cast, s, positions, acts)]
    accounts.sort(key=lambda x: (x.sentence, x.whole))
    weighed = [(weight, *pair) for pair in _pairs(accounts) if (weight := _weight(analysis, *pair)) >= _cues()["threshold"]]
    chosen: dict[frozenset[str], tuple[_Account, _Account]] = {}
    for _, one, other in sorted(weighed, key=lambda x: (-x[0], x[1].whole, x[2].whole)):
        chosen.setdefault(frozenset((one.party, other.party)), (one, other))
    found = [(_matter(accounts, *pair), *pair) for pair in chosen.values()]
    for matter in (*_denied(voices, acts, accounts), *_compared(analysis, cast, accounts)):
        one, other = matter[0], next(x for x in matter if x.party != matter[0].party)
        if frozenset((one.party, other.party)) not in chosen:
            found.append((matter, one, other))
            chosen[frozenset((one.party, other.party))] = (one, other)
    ordered = sorted(found, key=lambda f: f[0][0].span)
    return tuple(_difference(analysis, *f, n) for n, f in enumerate(ordered, 1))


def _joint(accounts: Sequence[_Account], parties: Collection[str], start: int, end: int) -> bool:
    """Whether the parties give an account together in a stretch; they do not deny what they say there."""
    return any(x.joint >= set(parties) and x.span.overlaps((start, end)) for x in accounts)


def _denied(v: Voices, acts: Sequence[Act], accounts: Sequence[_Account]) -> Iterator[list[_Account]]:
    """A denial and what it denies: the last charge against who denies, else what the party says whose claim it denies."""
    a = v.analysis
    for t in a.tokens:
        if t.lemma not in _cues()["denying"] or t.upos != "VERB" or not _of_claim(a, t):
            continue
        for party in v.doer(t.i)[:1]:
            clause = phrases.clause(a, t.i)
            charged = _charges(a, t, party, acts) or _claims(v, t, party, accounts)
            told = [x for x in charged if not clause.covers(x.span) and not _joint(accounts, (party, x.party), x.span.start, t.end)]
            if told:
                yield sorted([*told, _plain(a, party, clause, t.sent)], key=lambda x: x.span)


def _of_claim(a: Analysis, t: Token) -> bool:
    """Whether what the verb denies is something said: "the charge", "it", "that it helps them", "any role"."""
    objects = a.children(t.i, "obj")
    named = any(o.lemma in _cues()["claims"] or any(d.lower in ("any", "such") for d in a.children(o.i)) for o in objects)
    beside = t.deprel == "acl:relcl" and a.tokens[t.head].lemma in _cues()["claims"]
    return named or beside or (t.lemma == "deny" and bool(a.children(t.i, "ccomp", "xcomp")))


def _charges(a: Analysis, t: Token, party: str, acts: Sequence[Act]) -> list[_Account]:
    """The last accusation of `party` within reach before word `t`, one account for each who makes it."""
    before = [
        x
        for x in acts
        if x.event == "ACCUSE" and x.word < t.i and party in x.targets and t.sent - a.tokens[x.word].sent <= _cues()["window"]
    ]
    return [_plain(a, p, before[-1].evidence, a.tokens[before[-1].word].sent) for p in before[-1].holders] if before else []


def _claims(v: Voices, t: Token, party: str, accounts: Sequence[_Account]) -> list[_Account]:
    """The last account within reach before or around word `t` of whose claim is denied; of any other party if nobody is named."""
    whose = tuple(p for o in v.analysis.children(t.i, "obj") for p in v.owner(o.i) if p != party)
    near = [x for x in accounts if 0 <= t.sent - x.sentence <= _cues()["close"] and x.party != party and x.span.start < t.start]
    return [x for x in near if x.party in whose or (not whose and party in x.named)][-1:]


def _compared(a: Analysis, cast: Cast, accounts: Sequence[_Account]) -> Iterator[list[_Account]]:
    """Accounts that the report itself sets against each other: "more specific than", "made no mention of".

    The parties are the first two that speak or are named in the sentence, else one of them and who spoke last before it. What each
    said within reach before the sentence is its account as well.
    """
    for cue in _comparisons().finditer(a.doc.text):
        sentence = a.sentence_at(cue.start())
        if sentence is None or cue.end() > sentence.end:
            continue
        here = [x for x in accounts if x.sentence == sentence.i and not x.joint]
        before = [x for x in accounts if 0 < sentence.i - x.sentence <= _cues()["window"] and not x.joint]
        named = [*(x.party for x in here), *cast.parties(sentence.span), *(x.party for x in reversed(before))]
        parties = list(dict.fromkeys(named))[:2]
        told = [x for p in parties for x in (*[h for h in here if h.party == p], *[b for b in before if b.party == p][-1:])]
        halves = {p: Span(sentence.start, cue.start()) for p in cast.parties((sentence.start, cue.start()))}
        stretches = {p: halves.get(p, Span(cue.start(), sentence.end)) for p in parties if p not in {x.party for x in told}}
        told += [_plain(a, p, span, sentence.i) for p, span in stretches.items() if _tells(a, span)]
        if len({x.party for x in told}) == 2:
            yield sorted(told, key=lambda x: x.span)


def _tells(a: Analysis, span: Span) -> bool:
    """Whether a stretch speaks of an account ("the readout of Chile"), not only of the matter."""
    return any(t.lemma in _cues()["account_words"] for t in a.tokens_in(span))


def _plain(a: Analysis, party: str, span: Span, sentence: int) -> _Account:
    """What the report tells as a party's account, without acts or stances."""
    words = phrases.run(a.tokens_in(span)) or a.tokens_in(span)
    told = Span(words[0].start, words[-1].end)
    nobody: frozenset[str] = frozenset()
    return _Account(party, nobody, told, told, sentence, _topic(a, told), nobody, nobody, (), False, False)


def _matter(accounts: Sequence[_Account], one: _Account, other: _Account) -> list[_Account]:
    """The two accounts and what else their parties say about it close by, in text order."""
    topic = one.topic | other.topic
    near = [
        x
        for x in accounts
        if x.party in (one.party, other.party)
        and len(x.topic & topic) >= 2
        and min(abs(x.sentence - one.sentence), abs(x.sentence - other.sentence)) <= _cues()["close"]
    ]
    kept: list[_Account] = []
    for x in (one, other, *near):
        if not any(x.span.overlaps(k.span) for k in kept):
            kept.append(x)
    return sorted(kept, key=lambda x: x.span)


def _about(a: Analysis, one: _Account, other: _Account) -> str:
    """The phrase of the accounts that names what both speak of, else the first noun phrase of the first."""
    shared = one.topic & other.topic
    nouns = [t for x in (one, other) for t in a.tokens_in(x.span) if phrases.nominal(t)]
    named = [t for t in nouns if t.lemma in shared] or nouns
    found = (issues.name(a, phrases.noun_phrase(a, t.i)) for t in named)
    return a.doc[next((span for span in found if span is not None), one.span)]


def _difference(a: Analysis, matter: Sequence[_Account], one: _Account, other: _Account, number: int) -> Difference:
    return Difference.model_validate(
        {
            "id": f"d{number}",
            "about": _about(a, one, other),
            "accounts": [{"party": x.party, "span": x.span} for x in matter],
            "found_by": "differences.accounts",
            "score": 0.5,
        }
    )
