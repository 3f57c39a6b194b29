"""Positions: what each party demands, offers, supports, opposes, rejects, accepts, blames or commits itself to."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.analysis import Analysis
from dragoman.reading import outcomes, phrases, said, scored
from dragoman.reading.acts import Act
from dragoman.reading.cast import Cast
from dragoman.reading.voices import Voices, split
from dragoman.record import Attribution, Position, Statement
from dragoman.text import Document, Span

# An issue has a word that names something; "it" and "this" do not.
_NAMING = frozenset(("NOUN", "PROPN", "VERB", "NUM"))


def find(
    doc: Document, analysis: Analysis, cast: Cast, statements: Sequence[Statement], attributions: Sequence[Attribution]
) -> tuple[Position, ...]:
    """Find the positions of `doc`; a joint one is given once for each party.

    Returns:
        Positions in text order with ids "p1", "p2" ...; `issue` is verbatim.
    """
    voices = Voices(analysis, cast, statements)
    found: list[Position] = []
    for act in said.find(voices):
        if act.stance is not None and not _only_a_next_step(analysis, act):
            found.extend(_of_act(voices, act))
    found += [p for s in statements for p in _of_scores(analysis, s, found)]
    found.sort(key=lambda p: p.evidence)
    return tuple(p.model_copy(update={"id": f"p{n}"}) for n, p in enumerate(_distinct(found), 1))


def _of_scores(a: Analysis, s: Statement, found: Sequence[Position]) -> list[Position]:
    """A statement in which the lexicon found no position of its speaker, but the encoder's scores do."""
    span, speakers = scored.whole(s.cue_span, s.content_spans), split(s.party)
    if any(p.party in speakers and span.overlaps(p.evidence) for p in found):
        return []
    stance, chance = scored.classify(a, "stance", span)
    words = phrases.run(a.tokens_in(s.content_spans[0])) if stance and chance >= scored.threshold("stance") else ()
    issue = Span(words[0].start, words[-1].end) if words else None
    return [_position(a, party, stance, issue, span, f"{a.model}/stance") for party in speakers if issue is not None]


def _position(a: Analysis, party: str, stance: str | None, issue: Span, evidence: Span, found_by: str) -> Position:
    return Position.model_validate(
        {
            "id": "p0",
            "party": party,
            "issue": a.doc[issue],
            "stance": stance,
            "evidence": evidence,
            "found_by": found_by,
            "score": 0.5,
        }
    )


def _only_a_next_step(a: Analysis, act: Act) -> bool:
    """ "agreed to maintain contacts": an outcome, but no stance on an issue."""
    heads = [a.head_of(issue) for issue in act.issues]
    return act.stance in ("accepts", "commits") and all(h is not None and outcomes.is_next_step(a, h) for h in heads)


def _of_act(v: Voices, act: Act) -> list[Position]:
    a = v.analysis
    issues = [i for issue in act.issues if (i := _naming(v, act, issue)) is not None]
    start, end = act.evidence.start, act.evidence.start + 1
    return [
        _position(a, party, act.stance, issue, Span(min(start, issue.start), max(issue.end, end)), act.rule.id)
        for issue in issues
        for party in act.holders
    ]


def _naming(v: Voices, act: Act, issue: Span) -> Span | None:
    """The phrase that names the issue; None if it names none ("it"), or only a party that was praised.

    A party alone is no issue, so "support for Chile" is taken whole.
    """
    a = v.analysis
    if not any(t.upos in _NAMING for t in a.tokens_in(issue)):
        return None
    if any(mention == issue for mention, entity in v.cast.within(issue) if entity.party):
        word = a.tokens[act.word]
        if phrases.nominal(word) and word.end <= issue.start:
            return Span(word.start, issue.end)
        return None if act.stance == "supports" else issue
    return issue


def _distinct(found: list[Position]) -> list[Position]:
    """Without positions whose party, stance and issue were already given."""
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for p in found:
        key = (p.party, p.stance, p.issue.lower())
        if key not in seen:
            seen.add(key)
            kept.append(p)
    return kept
