"""Who takes part in a contact, as one mention tells it: the spans of its participants, and the sides made of them.

Participants stand as subject and object of a verb ("met her counterpart"), behind "with", "between", "of", "by" and "to",
before a noun ("US-Russia talks", "Lund's visit"), and as subject of the verb that supports a noun ("held talks").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.cast import Cast
from dragoman.reading.contact_fields import rules
from dragoman.reading.contact_runs import (
    NP_CASES,
    SETTING,
    WINDOW,
    WITH,
    before_verb,
    behind_word,
    fronted,
    is_with,
    listed,
    of_two,
    run,
    uncut,
)
from dragoman.reading.contact_tense import headlined
from dragoman.reading.contact_triggers import Trigger, group_before, is_trigger_noun
from dragoman.record import Side
from dragoman.text import Span

# "U.S.-brokered talks": whoever helps is no side.
_HELPED = re.compile(r"[-‑](?:brokered|mediated|sponsored|backed|hosted|led|facilitated)\b")
_ALONG = frozenset(("with", "alongside"))
_TRAVELLING = frozenset(("on", "with", "from", "after", "following", "before", "for"))
# Prepositions by which a clause tells when or what for its subject came together with others.
_SCENE = frozenset(("after", "following", "before", "ahead", "during", "in", "at", "for"))
_CUT = frozenset(("acl", "acl:relcl", "advcl", "parataxis", "punct", "case", "mark", "cop", "aux", "discourse"))


@dataclass(frozen=True)
class Participants:
    """Where the participants of one mention stand.

    Attributes:
        spans: those that the mention itself names, in text order; `others` are those on the other side ("with X").
        told: a counterpart is named, even if it turns out to be no party ("met with reporters").
        hosts: who hosts or mediates; a side only where one other is named. `mediators`: those of them who mediate.
        maybe: who proposes, refuses, discusses it; a side on the same condition.
        gathered: those of `maybe` come together for it ("joined A for the summit").
    """

    spans: tuple[Span, ...] = ()
    others: tuple[Span, ...] = ()
    hosts: tuple[Span, ...] = ()
    mediators: tuple[Span, ...] = ()
    told: bool = False
    maybe: tuple[Span, ...] = ()
    gathered: bool = False


def find(analysis: Analysis, trigger: Trigger) -> Participants:
    """The participants that the clause of a trigger names."""
    if trigger.row.form == "verb":
        return _of_verb(analysis, trigger)
    return _of_noun(analysis, trigger)


def phrase(analysis: Analysis, i: int) -> Span:
    """The noun phrase headed by word `i`, without clauses and without phrases that belong to the verb ("in Vienna")."""
    inside = [i]
    todo = [i]
    while todo:
        for child in analysis.children(todo.pop()):
            if child.deprel in _CUT or (child.deprel == "conj" and (child.upos == "VERB" or is_trigger_noun(child))):
                continue
            cases = {c.lower for c in analysis.children(child.i, "case")}
            if child.deprel.split(":")[0] in ("nmod", "obl") and child.i > i and cases and not cases & NP_CASES:
                continue
            inside.append(child.i)
            todo.append(child.i)
    first = min(inside)
    first += analysis.tokens[first].upos == "CCONJ" and first < i
    return Span(analysis.tokens[first].start, analysis.tokens[max(inside)].end)


def _subject(analysis: Analysis, i: int) -> tuple[Token, ...]:
    """Who acts: the agent of a passive, else the subject, also one shared with a governing clause."""
    if phrases.is_passive(analysis, i):
        agent = phrases.agent(analysis, i)
        return (agent,) if agent else ()
    verb = analysis.tokens[i]
    if (announced := headlined(analysis, verb)) is not None:
        return (announced,)
    governor = analysis.tokens[verb.head]
    if governor.lemma in rules()["object_control"] and verb.deprel in ("xcomp", "advcl", "ccomp", "acl"):
        told = [o for o in analysis.children(governor.i, "obj", "iobj", "nsubj:pass") if o.i < i]
        if told:
            return tuple(told[-1:])
    subject = phrases.subject(analysis, i)
    return (subject,) if subject else ()


def _cases(analysis: Analysis, i: int) -> set[str]:
    return {c.lower for c in analysis.children(i, "case")}


def _joined(analysis: Analysis, i: int, prepositions: frozenset[str]) -> Iterator[Token]:
    """Phrases under word `i` behind one of `prepositions`, also where the parser hung them one step lower."""
    for child in analysis.children(i, "obl", "nmod"):
        if _cases(analysis, child.i) & prepositions:
            yield child
        elif _cases(analysis, child.i) & SETTING or child.deprel.endswith("unmarked"):
            yield from (g for g in analysis.children(child.i, "nmod", "obl") if _cases(analysis, g.i) & prepositions & _ALONG)


def _of_verb(analysis: Analysis, trigger: Trigger) -> Participants:
    token, row = analysis.tokens[trigger.token], trigger.row
    wanted = row.get("other")
    passive = bool(analysis.children(token.i, "nsubj:pass"))
    subject = _subject(analysis, token.i)
    other: list[Token] = []
    if "obj" in wanted:
        other += analysis.children(token.i, "nsubj:pass") if passive else analysis.children(token.i, "obj")
    joined = _joined(analysis, token.i, frozenset(w for w in wanted if w != "obj") | (WITH if "with" in wanted else frozenset()))
    other += [t for t in joined if not any(is_trigger_noun(w) for w in analysis.tokens[token.i + 1 : t.i])]
    spans = tuple(clipped for t in subject if (clipped := _clip(phrase(analysis, t.i), token)))
    phrases_of = (phrase(analysis, t.i) for t in other)
    others = tuple(s for s in phrases_of if not s.covers(token.span))
    if row.get("hosts"):
        return Participants(others, others, hosts=spans, mediators=spans, told=bool(others))
    return Participants(spans + others, others, told=bool(others))


def predicated(analysis: Analysis, i: int) -> tuple[Token, ...]:
    """The subject of a noun that is itself the predicate: "Norway is in talks with Turkey", "they have been in touch"."""
    return tuple(analysis.children(i, "nsubj")) if analysis.children(i, "cop") and "in" in _cases(analysis, i) else ()


def _clip(span: Span, verb: Token) -> Span | None:
    """A subject ends before its verb, whatever the tree says."""
    if span.start >= verb.start or span.end <= verb.start:
        return span
    return Span(span.start, verb.start - 1) if span.start < verb.start - 1 else None


def _of_noun(analysis: Analysis, trigger: Trigger) -> Participants:
    i = trigger.token
    own = [phrase(analysis, t.i) for t in analysis.children(i, "nmod:poss", "compound", "amod", "nmod:desc")]
    addressed = trigger.row.kind in ("correspondence", "visit") or trigger.row.get("needs") == "own"
    behind = list(_joined(analysis, i, WITH | {"of", "by", "from"} | ({"to"} if addressed else set())))
    behind += [t for part in _kernels(analysis, trigger) for t in _joined(analysis, part, WITH)]
    partners = [t for t in behind if _cases(analysis, t.i) & WITH]
    subject: tuple[Span, ...] = ()
    hosts = _mediators(analysis, i)
    maybe: tuple[Span, ...] = ()
    gathered = False
    if trigger.support is not None:
        more = [t for t in _joined(analysis, trigger.support, WITH | _ends_of(trigger)) if t.i != i and t not in behind]
        partners += more
        behind += more
        if analysis.tokens[i].deprel.split(":")[0] != "nsubj" or phrases.is_passive(analysis, trigger.support):
            acting = (phrase(analysis, t.i) for t in _subject(analysis, trigger.support) if t.i != i)
            spans = tuple(s for a in acting if (s := _clip(a, analysis.tokens[trigger.support])))
            takes_part = trigger.role == "party" or (trigger.role == "host" and is_with(analysis, i))
            subject = spans if takes_part else ()
            hosts += spans if trigger.role == "host" and not takes_part else ()
            maybe = spans if trigger.role == "maybe" else ()
    elif own_subject := predicated(analysis, i):
        subject = tuple(phrase(analysis, t.i) for t in own_subject)
    elif _is_setting(analysis, i) or _is_trip(analysis, trigger) or _is_return(analysis, trigger):
        known = trigger.row.kind == "visit" and any(d.lower in ("the", "that", "this") for d in analysis.children(i, "det"))
        apart = known or _is_stage(analysis, i) or bool(analysis.children(i, "nmod:poss"))
        maybe = () if apart else _told(analysis, i)
    elif _is_aim(analysis, i):
        verb = _gathering(analysis, i)
        heads = (*_subject(analysis, verb), *_objects(analysis, verb))
        maybe = tuple(phrase(analysis, t.i) for t in heads)
        gathered = True
    behind += _led_by(analysis, i)
    if trigger.row.form == "name":
        own = [trigger.span]
    phrases_of = {t.i: phrase(analysis, t.i) for t in partners}
    phrases_of = {t: of_two(analysis, s) if "between" in _cases(analysis, t) else s for t, s in phrases_of.items()}
    others = tuple(s for s in phrases_of.values() if not s.covers(analysis.tokens[i].span))
    lists = tuple(filter(None, (listed(analysis, span) for span in others)))
    others += lists
    helping = trigger.role == "host" and trigger.support is not None
    mediates = helping and analysis.tokens[trigger.support or 0].lemma in rules()["mediators"]
    return Participants(
        spans=(*subject, *own, *(phrases_of.get(t.i) or phrase(analysis, t.i) for t in behind), *lists),
        others=others,
        hosts=hosts,
        mediators=hosts if mediates else _mediators(analysis, i),
        told=bool(others),
        maybe=maybe,
        gathered=gathered,
    )


def sets_the_scene(analysis: Analysis, trigger: Trigger) -> bool:
    """Whether who acts was there: "said after talks with A", not "gave an assessment of the talks with A"."""
    return case_before(analysis, trigger.token).split(" ")[0] in _SCENE


def acting(analysis: Analysis, trigger: Trigger) -> tuple[Span, ...]:
    """Who acts in the clause that a contact is told in: "after talks with A, [B] said", "[B] is in Oslo for talks with A"."""
    verb = phrases.governor(analysis, trigger.token)
    subject = phrases.subject(analysis, verb) or phrases.subject(analysis, analysis.tokens[verb].head)
    if subject is not None and subject.i != trigger.token:
        return (phrase(analysis, subject.i),)
    found = fronted(analysis, trigger.token)
    return (found,) if found else ()


def _led_by(analysis: Analysis, i: int) -> list[Token]:
    """Those behind "by" in "meetings led by A and B", "talks attended by A"."""
    clauses = [c for c in analysis.children(i, "acl") if c.lemma in rules()["run"]]
    return [agent for c in clauses for agent in phrases.obliques(analysis, c.i, ("by",))]


def _ends_of(trigger: Trigger) -> frozenset[str]:
    """How who sends and who receives are joined to the verb: "sent a letter to A", "received a call from A"."""
    ends = {"correspondence": ("to", "from"), "call": ("from",)}
    return frozenset(ends.get(trigger.row.kind, ()))


def _kernels(analysis: Analysis, trigger: Trigger) -> Iterator[int]:
    """The nouns inside "round of talks" that name the same contact and may carry its sides."""
    if trigger.row.get("of"):
        yield from (t.i for t in analysis.children(trigger.token, "nmod") if is_trigger_noun(t) and "of" in _cases(analysis, t.i))


def surface(analysis: Analysis, trigger: Trigger) -> Participants:
    """The participants by word order alone, for a sentence whose tree went wrong: who stands before the verb, who behind "with"."""
    row = trigger.row
    prepositions = WITH | {"by"} | ({"to"} if row.kind == "correspondence" else set())
    if row.form == "verb":
        prepositions = frozenset(w for w in row.get("other") if w != "obj") | (WITH if "with" in row.get("other") else frozenset())
    partner = behind_word(analysis, trigger.token, prepositions)
    if partner is None and row.form == "verb" and "obj" in row.get("other"):
        last = analysis.sentences[analysis.tokens[trigger.token].sent].last
        partner = run(analysis, trigger.token + 1, last, commas="with" in row.get("other"))
    hosting = trigger.role == "host" and is_with(analysis, trigger.token)
    supported = (trigger.role == "party" or hosting) and trigger.anchor < trigger.token
    subject = before_verb(analysis, trigger.anchor) if row.form == "verb" or supported else None
    token = analysis.tokens[trigger.token]
    group = group_before(analysis, token) if row.form == "noun" else None
    own = Span(group.start, token.start - 1) if group and group.start < token.start - 1 else None
    of = behind_word(analysis, token.i, frozenset(("of",)), 2) if row.form == "noun" else None
    others = (partner, *filter(None, (listed(analysis, partner),))) if partner else ()
    spans = (*(s for s in (subject, own, of) if s), *others)
    if row.form == "noun" and (present := _present(analysis, trigger)):
        spans = (*spans, present)
    return Participants(spans, others, told=partner is not None)


def _present(analysis: Analysis, trigger: Trigger) -> Span | None:
    """Who stands behind "were" in "Taking part in the summit were A, B and C"."""
    sentence = analysis.sentences[analysis.tokens[trigger.token].sent]
    opening = analysis.tokens[sentence.first : sentence.first + 2]
    if not any(t.lower in rules()["present"] for t in opening):
        return None
    verbs = [t.i for t in analysis.tokens[trigger.token + 1 : sentence.last] if t.lower in ("were", "was", "are", "is")]
    return Span(analysis.tokens[verbs[0] + 1].start, analysis.tokens[sentence.last - 1].end) if verbs else None


def widened(cast: Cast, who: Participants) -> Participants:
    """The same participants, each span that only cuts into a mention ("Lund", of "Lund, the foreign minister") replaced by it."""

    def whole(span: Span) -> Span:
        entity = None if cast.within(span) else cast.at(span)
        return next((Span(*m.span) for m in entity.mentions if Span(*m.span).covers(span)), span) if entity else span

    spans, others, hosts, maybe = (tuple(map(whole, found)) for found in (who.spans, who.others, who.hosts, who.maybe))
    return replace(who, spans=spans, others=others, hosts=hosts, maybe=maybe)


def uncut_partners(analysis: Analysis, who: Participants) -> Participants:
    """The same participants, each partner with what the tree cuts off behind its name."""
    whole = {s: uncut(analysis, s) for s in who.others}
    return replace(who, spans=tuple(whole.get(s, s) for s in who.spans), others=tuple(whole.values()))


def _is_setting(analysis: Analysis, i: int) -> bool:
    """ "In a telephone call": a contact that another verb tells of."""
    token = analysis.tokens[i]
    if token.deprel.startswith("obl"):
        return phrases.case_of(analysis, i) in ("in", "during", "at", "by", "over")
    return token.deprel == "nmod" and stands_in(analysis, token)


def _is_stage(analysis: Analysis, i: int) -> bool:
    """ "At this point in the negotiations", "progress made in the talks": who says so need not take part."""
    first = analysis.tokens_in(group_before(analysis, analysis.tokens[i]))[0].i
    return any(t.lower in rules()["stages"] for t in analysis.tokens[max(first - 3, 0) : first])


def stands_in(analysis: Analysis, noun: Token) -> bool:
    """Whether "in" or "during" opens the noun group: a phrase of its own, also where the tree hangs it on another noun."""
    first = analysis.tokens_in(group_before(analysis, noun))[0].i
    return first > analysis.sentences[noun.sent].first and analysis.tokens[first - 1].lower in ("in", "during")


def _is_trip(analysis: Analysis, trigger: Trigger) -> bool:
    """ "Returned from a trip to A", "said on a visit to A": who acts is who travels."""
    token = analysis.tokens[trigger.token]
    on_verb = token.deprel.startswith("obl") and analysis.tokens[token.head].upos == "VERB"
    return trigger.row.kind == "visit" and on_verb and case_before(analysis, token.i) in _TRAVELLING


def _is_return(analysis: Analysis, trigger: Trigger) -> bool:
    """ "A returns to the talks", "came to the negotiating table"."""
    token = analysis.tokens[trigger.token]
    verb = analysis.tokens[_gathering(analysis, token.i)]
    return trigger.row.kind == "talks" and case_before(analysis, token.i) == "to" and verb.lemma in rules()["returns"]


def _is_aim(analysis: Analysis, i: int) -> bool:
    """What "for talks" is the aim of: "joined A for talks", "hosted B for a meeting"."""
    return analysis.tokens[_gathering(analysis, i)].lemma in rules()["gathers"] and case_before(analysis, i) == "for"


def _gathering(analysis: Analysis, i: int) -> int:
    """The verb above a noun, also where the tree hangs it on another noun of the verb's."""
    return analysis.tokens[i].head if analysis.tokens[i].deprel.startswith("obl") else phrases.governor(analysis, i)


def case_before(analysis: Analysis, i: int) -> str:
    """The preposition of a noun, by the tree or right before its group; "" if none."""
    token = analysis.tokens[i]
    at = analysis.tokens_in(group_before(analysis, token))[0].i - 1
    before = analysis.tokens[at].lower if at >= analysis.sentences[token.sent].first else ""
    return phrases.case_of(analysis, i) or before


def _objects(analysis: Analysis, verb: int) -> tuple[Token, ...]:
    """The object, also where the tree calls it oblique without any preposition."""
    bare = [t for t in analysis.children(verb, "obl") if not _cases(analysis, t.i)]
    return (*analysis.children(verb, "obj"), *bare)


def _told(analysis: Analysis, i: int) -> tuple[Span, ...]:
    """Who acts in a contact told in passing, and in a new one to whom: "A told B in a call", "during the call, A and B agreed"."""
    verb = analysis.tokens[i].head if analysis.tokens[i].deprel != "nmod" else phrases.governor(analysis, i)
    new = any(d.lower in ("a", "an") for d in analysis.children(i, "det"))
    addressed = (*analysis.children(verb, "obj", "iobj"), *phrases.obliques(analysis, verb, ("to",)))
    heads = (*_subject(analysis, verb), *(addressed if new else ()))
    return tuple(phrase(analysis, t.i) for t in heads)


def _mediators(analysis: Analysis, i: int) -> tuple[Span, ...]:
    """Who helps others to talk: "talks mediated by A", "talks under the auspices of A"."""
    words = rules()
    last = analysis.sentences[analysis.tokens[i].sent].last
    found: list[Span | None] = []
    for token in analysis.tokens[i + 1 : min(last, i + WINDOW) - 1]:
        if token.lemma in words["mediators"] and analysis.tokens[token.i + 1].lower == "by":
            found.append(run(analysis, token.i + 2, last, commas=False))
    for noun in analysis.children(i, "nmod", "obl"):
        if noun.lower in words["mediations"] or noun.lemma in words["mediations"]:
            found += [phrase(analysis, t.i) for t in phrases.obliques(analysis, noun.i, ("of",))]
    return tuple(span for span in found if span)


def speaker(analysis: Analysis, cast: Cast, span: Span) -> tuple[Side, ...]:
    """For whom "I" or "we" at `span` stands: the source of the quotation around it, else the side that publishes the text."""
    around = [f for f in analysis.frames if f.source and any(c.covers(span) for c in f.content)]
    if around:
        frame = min(around, key=lambda f: sum(c.end - c.start for c in f.content))
        return sides(cast, frame.source)
    return (Side(party=cast.publisher_party),) if cast.publisher_party else ()


def is_first_person(analysis: Analysis, span: Span) -> bool:
    """Whether a participant is "I", "we", "our"."""
    inside = analysis.tokens_in(span)
    return bool(inside) and bool({inside[0].lower, inside[-1].lower} & set(rules()["first_person"]))


def parties(cast: Cast, span: Span) -> tuple[str, ...]:
    """The parties of a phrase; of a joint body those in its name: "the Norwegian-Turkish commission"."""
    helping = {e.party for s, e in cast.mentions_in(span) if _HELPED.match(cast.doc.text, s.end)}
    whole = tuple(p for p in cast.parties(span) if p not in helping)
    if len(whole) > 1 or helping:
        return whole
    if len(pair := _pair_within(cast, span)) > 1 and set(whole) <= set(pair):
        return pair
    inside = sorted((s, e.party) for s, e in cast.mentions_in(span) if e.party and e.kind in ("state", "organization", "bloc"))
    row: list[str] = []
    for (s, a), (t, b) in pairwise(inside):
        if s.end + 1 == t.start and a != b:
            row = [*(row or [a]), b]
        elif row:
            break
    return tuple(row) or whole


def _pair_within(cast: Cast, span: Span) -> tuple[str, ...]:
    """Those of whom a description tells: "the presidents of the two countries"."""
    return next((of for _, e in cast.mentions_in(span) if e.kind == "group" and len(of := cast.parties_of(e)) > 1), ())


def sides(cast: Cast, spans: Sequence[Span]) -> tuple[Side, ...]:
    """The sides that take part, one a party, in the order of their first naming, each with its people."""
    people: dict[str, list[str]] = {}
    for span in spans:
        for party in parties(cast, span):
            people.setdefault(party, [])
        for name, whose in cast.people(span):
            if whose is not None and name not in people.setdefault(whose, []):
                people[whose].append(name)
    return tuple(Side(party=p, people=tuple(names)) for p, names in people.items())


def joined(sides: Sequence[Side]) -> tuple[Side, ...]:
    """One side a party, with the people of all."""
    people: dict[str, list[str]] = {}
    for side in sides:
        names = people.setdefault(side.party, [])
        names += [p for p in side.people if p not in names]
    return tuple(Side(party=p, people=tuple(names)) for p, names in people.items())


def is_group(party: str) -> bool:
    """Whether a party is a bloc or organisation rather than a state (ISO 3166-1 alpha-3)."""
    return not (len(party) == 3 and party.isalpha() and party.isupper())
