"""Positions: what each party demands, offers, supports, opposes, rejects, accepts, blames or commits itself to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.analysis import Analysis
from dragoman.reading import issues, outcomes, phrases, said, tagged, unmeant
from dragoman.reading.act_rules import words
from dragoman.reading.acts import Act
from dragoman.reading.cast import Cast
from dragoman.reading.voices import Voices
from dragoman.record import Attribution, Position, Statement
from dragoman.text import Document, Span


def find(
    doc: Document, analysis: Analysis, cast: Cast, statements: Sequence[Statement], attributions: Sequence[Attribution]
) -> tuple[Position, ...]:
    """Find the positions of `doc`; a joint one is given once for each party.

    Returns:
        Positions in text order with ids "p1", "p2" ...; `issue` is verbatim.
    """
    voices = Voices(analysis, cast, statements)
    found: list[Position] = []
    taken = _without_last(analysis, [act for act in said.find(voices) if _is_stance(voices, act)])
    for act in taken:
        found += [] if _spoken_for(analysis, act, taken) else _of_act(voices, act)
    found += list(_of_tags(voices, found))
    found.sort(key=lambda p: p.evidence)
    return tuple(p.model_copy(update={"id": f"p{n}"}) for n, p in enumerate(_distinct(found), 1))


def _of_tags(v: Voices, found: Sequence[Position]) -> Iterator[Position]:
    """Issues that the encoder marks where the lexicon found none of the same party."""
    a = v.analysis
    for tag in tagged.find(a, "issue", "stance"):
        issue = issues.name(a, tagged.span(a, tag))
        if issue is None or len(a.tokens_in(issue)) < 2 or _is_party(a, v.cast, issue):
            continue
        for party in tagged.holders(v, tag):
            if not any(p.party == party and _tells(a.doc, p, tag, issue) for p in found):
                yield _position(a, party, tag.label, issue, tagged.evidence(a, tag), f"{a.model}/issue")


def _tells(doc: Document, p: Position, tag: tagged.Tagged, issue: Span) -> bool:
    """Whether a position found is the one that is marked: its issue overlaps, or its words if the stance is the same."""
    start = max(doc.text.find(p.issue, *p.evidence), p.evidence[0])
    own = Span(*p.evidence) if p.stance == tag.label else Span(start, start + len(p.issue))
    return own.overlaps(issue)


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


def _without_last(a: Analysis, acts: Sequence[Act]) -> list[Act]:
    """Without what is only a last resort in sentences that tell another stance of the same party."""
    told = {(a.tokens[act.word].sent, holder) for act in acts if "last" not in act.rule.flags for holder in act.holders}
    return [x for x in acts if "last" not in x.rule.flags or not any((a.tokens[x.word].sent, h) in told for h in x.holders)]


def _is_stance(v: Voices, act: Act) -> bool:
    """Whether an act tells a stance: no mere next step, no order to the own side; blame only where it says whose deed it is."""
    a = v.analysis
    blame = act.stance == "blames" and "aimed" in act.rule.flags
    if act.stance == "offers" and all(h is not None and h.lower in words("courtesies") for h in map(a.head_of, act.issues)):
        return False
    if (act.rule.holder == "subject" or blame) and unmeant.in_condition(a, act.word):
        return False  # "if Peru agrees to talk", "as long as it supports the rebels"
    if "conditional" in act.rule.flags and not set(v.doer(act.word)) & set(act.holders):
        return False  # what others will do if
    if all(unmeant.formal(a, act.stance, h) for h in map(a.head_of, act.issues)):
        return False
    if act.stance is None or _only_a_next_step(a, act) or (blame and not act.targets):
        return False
    return not (act.stance == "demands" and _to_the_own_side(v, act))


def _to_the_own_side(v: Voices, act: Act) -> bool:
    """ "the president asked his minister to travel": nothing between the parties."""
    a = v.analysis
    asked_of = a.children(act.word, "obj", "iobj") if "addressed" in act.rule.flags else []
    if act.rule.id == "act.deontic":
        asked_of = [t for t in [phrases.subject_child(a, act.word)] if t is not None and t.upos != "PRON"]
    asked = [p for o in asked_of if o.upos != "PRON" for p in v.parties(o.i) or v.owner(o.i)]
    return bool(asked) and set(asked) <= set(act.holders)


def _only_a_next_step(a: Analysis, act: Act) -> bool:
    """ "agreed to maintain contacts": an outcome, but no stance on an issue."""
    heads = [a.head_of(issue) for issue in act.issues]
    return act.stance in ("accepts", "commits") and all(h is not None and outcomes.is_next_step(a, h) for h in heads)


def _spoken_for(a: Analysis, act: Act, others: Sequence[Act]) -> bool:
    """Whether another act of the same parties says it: of an act in the words of another, one counts.

    "insisted: “We want [dialogue]”" is the inner one; "condemned [Chile's brutal war]" the outer, whose issue is no clause.
    """
    word = a.tokens[act.word].span
    for x in others:
        if x is act or not set(x.holders) & set(act.holders):
            continue
        around = [issues.name(a, i) or i for i in x.issues]
        if x.stance == "rejects" and any(i.covers(word) for i in around):  # "denied that it [supports] the rebels"
            return True
        if act.stance == "rejects" and any(i.covers(a.tokens[x.word].span) for i in act.issues):
            continue
        if any(i.covers(word) for i in around) and not _is_clause(a, x):
            return act.stance != "opposes" or x.stance == "opposes"  # "support for Chile against [Peru's unjust war]" is both
        if any(i.covers(a.tokens[x.word].span) for i in act.issues) and _is_clause(a, act):
            return True
    return False


def _is_clause(a: Analysis, act: Act) -> bool:
    head = a.head_of(act.issues[0])
    return head is not None and phrases.subject_child(a, head.i) is not None


def _of_act(v: Voices, act: Act) -> list[Position]:
    a = v.analysis
    steps = [i for i in act.issues if act.stance in ("accepts", "commits") and (h := a.head_of(i)) and outcomes.is_next_step(a, h)]
    named = [
        (part, stance)
        for issue in act.issues
        if issue not in steps
        for i, stance in [_naming(v, act, issue)]
        if i is not None
        for part in issues.parts(a, i)
    ]
    start, end = act.evidence.start, act.evidence.start + 1
    return [
        _position(a, party, stance, issue, Span(min(start, issue.start), max(issue.end, end)), act.rule.id)
        for issue, stance in named
        if not any(other != issue and other.covers(issue) for other, _ in named) and _likely(v, issue)
        for party in act.holders
    ]


def _naming(v: Voices, act: Act, whole: Span) -> tuple[Span | None, str | None]:
    """The phrase that names the issue, with the stance; no phrase if it names none ("it"), or only a party that was praised.

    A party alone is no issue, so "support for Chile" is taken whole. Who agrees on the importance of something supports it.
    """
    a = v.analysis
    word = a.tokens[act.word]
    own = word.deprel.startswith("acl") and whole.covers(
        a.tokens[word.head].span
    )  # "a [charge] Chile denies", "[plans] backed by Chile"
    full = whole if own else issues.with_relative(a, whole)
    matter, wrapper = issues.unwrapped(a, issues.told(a, issues.with_purpose(a, full)))
    stance = "supports" if wrapper == "importance" else "demands" if wrapper and act.stance == "accepts" else act.stance
    stance = "raises" if wrapper == "urgency" and stance == "supports" else stance
    if matter.start < word.start < matter.end and word.deprel.startswith("acl"):  # "[a plan] backed by Chile"
        matter = Span(matter.start, word.start)
    issue = issues.name(a, _past_the_thanked(v, matter) if stance == "supports" else matter)
    if issue is not None and _names_holder(v, issue, act.holders):
        return None, stance
    if issue is not None and _is_party(a, v.cast, issue):
        if "allied" in act.rule.flags:
            return issue, stance
        if phrases.nominal(word) and word.end <= issue.start:
            return Span(word.start, issue.end), stance
        return None, stance
    return issue, stance


def _past_the_thanked(v: Voices, matter: Span) -> Span:
    """ "appreciation to [the king for his help]": what for, where the tree takes both as one phrase."""
    tokens = v.analysis.tokens_in(matter)
    ends = {m.end for m, _ in v.cast.within(matter) if m.start == matter.start}
    at = next((n for n, t in enumerate(tokens) if t.lower == "for" and n and tokens[n - 1].end in ends), None)
    return Span(tokens[at + 1].start, matter.end) if at is not None and at + 1 < len(tokens) else matter


def _likely(v: Voices, issue: Span) -> bool:
    """Whether the encoder's marks leave an issue a chance; a party by itself is never marked."""
    return _is_party(v.analysis, v.cast, issue) or tagged.likely(v.analysis, "issue", issue)


def _is_party(a: Analysis, cast: Cast, issue: Span) -> bool:
    """Whether a phrase names a party and nothing else; "Italy's leadership" is what Italy does."""
    head = a.head_of(issue)
    if head is not None and head.lemma in words("of_parties"):
        return False
    named = [mention for mention, entity in cast.within(issue) if entity.party]
    return any(all(m.covers(t.span) or t.upos in ("ADV", "DET") for t in a.tokens_in(issue)) for m in named)


def _names_holder(v: Voices, issue: Span, holders: tuple[str, ...]) -> bool:
    """Whether the phrase is of the party that takes the stance, so that the tree took the subject for the object."""
    head = v.analysis.head_of(issue)
    return head is not None and bool(set(v.parties(head.i)) & set(holders)) and head.upos == "PROPN"


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
