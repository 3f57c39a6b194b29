"""The status of a contact at one mention: held, ongoing, planned, proposed, cancelled, denied.

Cues are data (`rules/contacts/status.yaml`); their reach is the dependency tree: from the trigger up through the words that
govern it, as long as they say what became of it ("is expected to meet", "called off the talks"), nearest cue first. Without a
cue, tense and mood of the clause decide, then the date.
"""

from __future__ import annotations

from typing import Any

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.contact_cues import case, cues, is_infinitive, opens, status_of
from dragoman.reading.contact_fields import rules
from dragoman.reading.contact_reading import CUE, DATE, GUESS, TENSE, Reading
from dragoman.reading.contact_tense import finite, negate
from dragoman.reading.contact_triggers import Trigger, group_before, is_trigger_noun, table, verb_lemma

# Relations that carry a governing cue's reach down to a noun, and to a clause without tense of its own.
_UP = frozenset(("obj", "obl", "nmod", "nsubj", "xcomp", "ccomp", "acl", "advcl", "conj", "iobj", "csubj", "dep"))
_FRAME_CASES = frozenset(("in", "at", "during", "after", "following", "throughout", "amid", "for"))
_PAST_CASES = frozenset(("after", "following"))
_AHEAD = frozenset(("before", "ahead", "until", "prior", "towards", "toward"))
# Nouns that take a contact's tense from their own clause: "returned after the end of the summit".
_PHASES = frozenset(("end", "completion", "conclusion", "close", "start", "opening", "beginning", "margins", "sidelines"))
# How far, in words, a denial may stand before the verb that it denies.
_DENIAL = 14
# Verbs whose infinitive happened when they did.
_IMPLICATIVE = frozenset(("begin", "start", "manage", "come", "get", "continue", "travel", "fly", "go", "arrive", "return"))
# Talks that they say of go on until something else is said: "the negotiations began", "resumed talks".
_BEGUN = frozenset(("begin", "start", "open", "resume", "launch", "enter", "restart", "relaunch", "engage", "continue"))
# Who wants talks to do so is in talks: "wants to continue the negotiations".
_GOES_ON = frozenset(("continue", "proceed"))
# What talks come to.
_OUTCOMES = frozenset(("lead", "succeed", "fail", "help", "produce", "break", "collapse", "founder", "falter"))
# Verbs that say of a contact that it takes place, behind "expected to".
_HAPPENING = frozenset(
    ("take", "hold", "begin", "start", "open", "resume", "convene", "happen", "occur", "come", "go", "meet", "visit")
)
# Who is thanked "for attending the summit" did so.
_THANKS = frozenset(("thank", "praise", "commend", "applaud", "congratulate", "credit"))
# Nouns that say that what is behind "of" takes place: "the possible holding of a summit".
_TAKING_PLACE = frozenset(
    ("holding", "convening", "convocation", "organisation", "organization", "opening", "launch", "resumption")
)
# Whose talks go on when they are called those "in the talks".
_TALKERS = frozenset("negotiator envoy delegate delegation mediator participant representative side partner".split())
# Nouns that may stand between a denial and what is denied: "rejected the offer of talks".
_OFFERS = frozenset("proposal offer idea possibility invitation request call prospect report plan notion claim suggestion".split())
_STEPS, _OBLIQUE_STEPS = 5, 2


def read(analysis: Analysis, trigger: Trigger) -> Reading:
    """What the words around a trigger say about its status.

    Returns:
        The nearest cue, but a calling off or denial before a plan ("the meeting planned for May was cancelled"); else tense and
        mood, else a guess of strength GUESS.
    """
    token = analysis.tokens[trigger.token]
    verbal = trigger.row.form == "verb"
    if implied := trigger.row.get("status"):
        around = _climb(analysis, token, verbal)
        return around if around and around.status == "planned" else Reading(implied, GUESS, trigger.row.id)
    near = None if verbal else _noun(analysis, token) or _adjacent(analysis, token)
    above = _climb(analysis, token, verbal)
    if above is None and trigger.support is not None and _is_aim(analysis, trigger.support):
        above = _climb(analysis, analysis.tokens[trigger.support], True)
    if above and above.status in ("cancelled", "denied"):
        return above
    found = near or above or _supported(analysis, trigger) or _guess(analysis, trigger)
    if trigger.row.get("lasts") and found.rule == "status.past":
        return Reading("ongoing", DATE, "status.arrived")
    if found.rule == "status.present" and trigger.row.kind == "talks" and not trigger.row.get("decides"):
        return Reading("ongoing", DATE, "status.present_talks")
    begun = (
        found.rule in ("status.past", "status.present")
        and trigger.support is not None
        and trigger.row.kind == "talks"
        and not trigger.row.get("decides")
    )
    if begun and analysis.tokens[trigger.support or 0].lemma in _BEGUN:
        return Reading("ongoing", DATE, "status.begun")
    if not verbal and (there := _there(analysis, token)):
        return there
    if found.rule == "status.present_begin" and any(c.lower == "our" for c in analysis.children(token.i)):
        return Reading("held", GUESS, "status.our")
    told = {c.lower for c in analysis.children(token.i)} & {"this", "that"}
    present = found.rule == "status.present" or (found.rule == "status.present_begin" and bool(told))
    lasting = not verbal and trigger.row.kind in ("summit", "conference", "visit") and present
    return Reading("ongoing", GUESS if told else DATE, "status.present_lasting") if lasting else found


def _is_aim(analysis: Analysis, verb: int) -> bool:
    """ "To attend the summit", "to meet Lund and attend the summit"."""
    token = analysis.tokens[verb]
    return is_infinitive(analysis, verb) or (token.deprel == "conj" and is_infinitive(analysis, token.head))


def is_there(analysis: Analysis, token: Token) -> bool:
    """ "Is in Oslo for talks": a noun behind "for" or "on" of who is, at present, somewhere."""
    head = analysis.tokens[token.head]
    present = any(c.lower in ("is", "are") for c in analysis.children(head.i, "cop"))
    return present and "in" in case(analysis, head).split() and case(analysis, token) in ("for", "on")


def _there(analysis: Analysis, token: Token) -> Reading | None:
    """What is said of who is, or will be, somewhere for the contact."""
    if is_there(analysis, token):
        return Reading("ongoing", DATE, "status.there")
    head = analysis.tokens[token.head]
    ahead = any(c.lower in ("will", "'ll", "’ll") for c in analysis.children(head.i, "aux")) and analysis.children(head.i, "cop")
    aim = "in" in case(analysis, head).split() and case(analysis, token) in ("for", "on")
    return Reading("planned", TENSE, "status.there") if ahead and aim else None


def _supported(analysis: Analysis, trigger: Trigger) -> Reading | None:
    """ "Had a call", "held talks", where the tree does not show the verb as one."""
    past = trigger.support is not None and analysis.tokens[trigger.support].lower in ("had", "held")
    return Reading("held", TENSE, "status.support") if past else None


def _guess(analysis: Analysis, trigger: Trigger) -> Reading:
    """Talks go on; a round of them was held, or is to come if it is a new one ("a third round"); all else was held."""
    if trigger.row.kind == "talks" and not trigger.row.get("decides"):
        noun = analysis.tokens[trigger.token]
        measured = _measured(analysis, noun)
        over = trigger.row.form == "noun" and (
            opens(analysis, measured) in _PAST_CASES or measured is not noun or _has_result(analysis, noun)
        )
        return Reading("held" if over else "ongoing", GUESS, "status.default")
    words = {c.lower for c in analysis.children(trigger.token)}
    new = bool(words & {"further", "additional"}) or (trigger.row.kind == "talks" and bool(words & {"a", "an"}))
    return Reading("planned" if new else "held", GUESS, "status.default")


def _has_result(analysis: Analysis, noun: Token) -> bool:
    """ "The results of his talks with Okafor"."""
    return noun.deprel == "nmod" and analysis.tokens[noun.head].lower in ("result", "results", "outcome", "outcomes")


def _measured(analysis: Analysis, noun: Token) -> Token:
    """The word of time over a noun, "days" in "three days of talks"; else the noun itself."""
    head = analysis.tokens[noun.head]
    return (
        head
        if noun.deprel == "nmod" and head.lower.removesuffix("s") in ("day", "hour", "week", "month", "year", "round")
        else noun
    )


def _noun(analysis: Analysis, token: Token) -> Reading | None:
    """Cues on the noun itself: "the upcoming visit", "no talks", "since the meeting"."""
    below = analysis.children(token.i)
    for word in case(analysis, token).split():
        if row := cues().case.get(word):
            return Reading(None, CUE, row["id"])
    for child in below:
        word = child.lower
        behind = child.deprel.startswith("acl") and not _expects_else(analysis, child)
        if (row := cues().modifier.get(word)) and (child.i < token.i or behind):
            return Reading(status_of(row), CUE, row["id"])
        if child.deprel == "det" and word == "no":
            return Reading(None, CUE, "status.negation")
    own = _participle(analysis, [c for c in below if c.deprel.split(":")[0] == "acl" and c.i > token.i])
    head = analysis.tokens[token.head]
    if own is None and token.deprel == "nmod" and head.lower in _TAKING_PLACE:
        found = [cues().modifier[c.lower] for c in analysis.children(head.i) if c.i < head.i and c.lower in cues().modifier]
        own = Reading(status_of(found[0]), CUE, found[0]["id"]) if found else None
    return own or _shared(analysis, token)


def _shared(analysis: Analysis, token: Token) -> Reading | None:
    """A cue on the first of two joined nouns, the second without an article: "the upcoming Oslo meeting and Lakes Summit"."""
    first = analysis.tokens[token.head]
    joined = token.deprel in ("conj", "appos") and first.i < token.i and is_trigger_noun(first)
    if not joined or analysis.children(token.i, "det", "nmod:poss"):
        return None
    found = [cues().modifier[c.lower] for c in analysis.children(first.i) if c.i < first.i and c.lower in cues().modifier]
    return Reading(status_of(found[0]), CUE, found[0]["id"]) if found else None


def _adjacent(analysis: Analysis, token: Token) -> Reading | None:
    """A cue right before the noun group, or before its preposition or particle: "ready for a meeting", "called off the talks"."""
    first = analysis.tokens_in(group_before(analysis, token))[0].i
    opening = analysis.sentences[token.sent].first
    at, between = first - 1, ""
    if at > opening and analysis.tokens[at].lower in ("for", "on", "of", "to", "off", "out"):
        between = analysis.tokens[at].lower
        at -= 1
    cue = analysis.tokens[at] if at >= opening and not _has_clause(analysis, token) else None
    for row in (cues().governor.get(cue.lemma, ()) or cues().governor.get(cue.lower, ())) if cue else ():
        if cue and not row.get("aux") and _stands_by(cue, between, row):
            return _by_cue(analysis, cue, row)
    return None


def _has_clause(analysis: Analysis, noun: Token) -> bool:
    """Whether the noun opens a clause of its own: "hopes the talks will resume", "wants the talks to continue"."""
    verb = analysis.tokens[noun.head]
    own = noun.deprel.startswith("nsubj") and verb.i > noun.i and verb.upos == "VERB"
    return own and (finite(analysis, verb) is not None or _cue(analysis, verb, noun) is not None)


def _outcome(analysis: Analysis, noun: Token) -> Reading | None:
    """Talks of which only the outcome is told go on: "hopes that the talks lead to peace", "talks broke down"."""
    head = analysis.tokens[noun.head]
    subject = noun.deprel == "nsubj" and head.upos == "VERB" and _is_talks(noun)
    return Reading("ongoing", DATE, "status.outcome") if subject and head.lemma in _OUTCOMES else None


def _is_talks(noun: Token) -> bool:
    return noun.lower in ("talks", "negotiations", "consultations", "dialogue")


def _by_cue(analysis: Analysis, cue: Token, row: dict[str, Any]) -> Reading:
    """What a governing cue says, negated or only possible as it may be."""
    if row["status"] == "cancelled" and _is_possible(analysis, cue):
        return Reading("planned", CUE, row["id"])
    return negate(analysis, cue, Reading(status_of(row), CUE, row["id"], row.get("dated")))


def _stands_by(cue: Token, between: str, row: dict[str, Any]) -> bool:
    """Whether a row fits a cue with one word, or none, between it and the noun group."""
    if row.get("particle"):
        return bool(row["particle"] == between)
    fits = between not in ("off", "out") and between in row.get("preposition", (between,))
    return fits and row.get("form") in (None, "noun") and row.get("upos", cue.upos) == cue.upos


def _participle(analysis: Analysis, clauses: list[Token]) -> Reading | None:
    """A clause on the noun: "the conference scheduled for June", "the talks held in Geneva", "the summit which begins tomorrow"."""
    for clause in clauses:
        if clause.lower in ("held", "hosted", "concluded", "convened"):
            return finite(analysis, clause) or Reading("held", TENSE, "status.participle")
        if _expects_else(analysis, clause):
            continue
        if (row := _cue(analysis, clause, clause)) and not clause.lower.endswith("ing"):
            return Reading(status_of(row), CUE, row["id"])
        if clause.lower in ("begins", "starts", "opens"):
            return Reading("planned", TENSE, "status.present_begin")
    return None


def _expects_else(analysis: Analysis, clause: Token) -> bool:
    """ "Talks expected to dwell on trade": what is expected is not that they take place."""
    goals = analysis.children(clause.i, "xcomp", "ccomp") if clause.lemma == "expect" else ()
    return any(c.lemma not in (*_HAPPENING, "be") or (c.lemma != "hold" and analysis.children(c.i, "aux:pass")) for c in goals)


def _climb(analysis: Analysis, token: Token, verbal: bool) -> Reading | None:
    """From the trigger upward: the first word that decides."""
    at, obliques, inside_noun = token, 0, False
    if verbal and (own := finite(analysis, at)):
        return _denied_before(analysis, at) or _reported(analysis, at, own)
    if at.deprel == "nmod" and not verbal and opens(analysis, at) in ("in", "during"):
        if _is_talks(at) and analysis.tokens[at.head].lemma in _TALKERS:
            return Reading("ongoing", DATE, "status.talkers")
        verb = analysis.tokens[phrases.governor(analysis, at.i)]
        row = _cue(analysis, verb, analysis.tokens[at.head])
        return _by_cue(analysis, verb, row) if row and verb.i != at.head else finite(analysis, verb)
    if not verbal and (outcome := _outcome(analysis, at)):
        return outcome
    for _ in range(_STEPS):
        rel = at.deprel
        if at.head == at.i or rel.split(":")[0] not in _UP:
            return None
        obliques += rel.split(":")[0] in ("nmod", "obl")
        if obliques > _OBLIQUE_STEPS:
            return None
        head = analysis.tokens[at.head]
        if head.lemma in _THANKS and any(m.lower == "for" and m.i < at.i for m in analysis.children(at.i, "mark", "case")):
            return Reading("held", CUE, "status.thanked_for")
        row = _cue(analysis, head, at)
        about = row is not None and row["status"] == "denied" and at is not token and at.upos == "NOUN" and at.lemma not in _OFFERS
        if row is not None and row["status"] == "proposed" and at.lemma in _GOES_ON and _is_talks(token):
            return Reading("ongoing", CUE, row["id"], "planned")
        if row is not None and not about:
            return _by_cue(analysis, head, row)
        if rel.startswith("acl") and is_infinitive(analysis, at.i) and _is_first(analysis, head):
            return finite(analysis, head) or Reading("held", TENSE, "status.first_to")
        if head.lemma == "be" and rel in ("xcomp", "ccomp") and is_infinitive(analysis, at.i):
            return Reading("planned", TENSE, "status.is_to")
        inside_noun = inside_noun or (rel == "nmod" and not verbal and head.lower not in _PHASES)
        if head.upos in ("VERB", "AUX") or analysis.children(head.i, "cop"):
            decided = None if inside_noun else _tense_of_head(analysis, at, head)
            if not verbal and at is token and rel.split(":")[0] == "obl":
                lasts = decided and decided.rule == "status.past" and head.lemma == "arrive" and case(analysis, at) in ("for", "on")
                return Reading("ongoing", DATE, "status.arrived") if lasts else decided
            if decided and decided.status == "held" and _is_purpose(analysis, at, head):
                return Reading("planned", GUESS, "status.infinitive")
            if decided:
                return _reported(analysis, head, decided) if decided.strength >= TENSE else decided
            if rel.split(":")[0] in ("advcl",) and analysis.children(at.i, "mark") and not is_infinitive(analysis, at.i):
                return None
        at = head
    return None


def _is_first(analysis: Analysis, noun: Token) -> bool:
    """ "The first minister to visit Norway" did so, if nothing else is said."""
    return bool({"first", "last", "latest", "only"} & {noun.lower, *(c.lower for c in analysis.children(noun.i))})


def _is_possible(analysis: Analysis, cue: Token) -> bool:
    """ "May cancel the summit", "threatened to cancel it": so far it stands."""
    helpers = {c.lower for c in analysis.children(cue.i, "aux")}
    above = analysis.tokens[cue.head]
    return bool(helpers & {"may", "might", "could", "would"}) or (cue.deprel == "xcomp" and above.lemma in ("threaten", "consider"))


def _is_purpose(analysis: Analysis, at: Token, head: Token) -> bool:
    """An infinitive under a past tense has not happened by its words alone ("a deal was reached to meet"); "came to meet" has."""
    return at.deprel in ("xcomp", "ccomp", "acl", "advcl") and is_infinitive(analysis, at.i) and head.lemma not in _IMPLICATIVE


def _tense_of_head(analysis: Analysis, at: Token, head: Token) -> Reading | None:
    rel = at.deprel.split(":")[0]
    described = rel == "nsubj" and head.upos != "VERB" and bool(analysis.children(head.i, "cop"))
    negated = described and phrases.negated(analysis, head.i)
    tense = Reading("ongoing", GUESS, "status.described") if negated else finite(analysis, head)
    if tense is None:
        return None
    if rel == "obl":
        cases = set(case(analysis, at).split())
        if at.lower in rules()["margins"] and tense.status == "planned":
            return tense
        if cases & _AHEAD and not cases & _FRAME_CASES:
            return Reading("planned", GUESS if tense.status == "held" else DATE, "status.ahead")
        if not cases & _FRAME_CASES:
            return None
        if cases & _PAST_CASES and tense.status == "planned":
            return Reading("planned", GUESS, tense.rule)
        if cases & _PAST_CASES and tense.status == "ongoing":
            return Reading("held", TENSE, tense.rule)
    if rel in ("obj", "nmod"):
        return _object_tense(tense, head)
    return Reading("cancelled", CUE, tense.rule) if tense.status == "denied" else tense


def _object_tense(tense: Reading, head: Token) -> Reading | None:
    """The tense of a verb is the contact's own where the verb says it happens ("held talks"), not so "praised the talks"."""
    if table().supports.get(head.lemma) in ("party", "host"):
        return tense
    return None


def _reported(analysis: Analysis, verb: Token, own: Reading) -> Reading:
    """A finite clause keeps its own reading unless somebody denies it: "denied that they had met", "denied reports that ..."."""
    at = verb
    for _ in range(3):
        if at.head == at.i:
            return own
        head = analysis.tokens[at.head]
        if at.deprel in ("ccomp", "obj"):
            row = _cue(analysis, head, at)
            if row and row["status"] == "denied":
                return Reading("denied", CUE, row["id"])
            hoped = [
                r for s in (head, *analysis.children(head.i, "nsubj:pass", "obj")) for r in cues().governor.get(s.lemma, ())[:1]
            ]
            if own.rule == "status.en.would" and any(r["status"] == "proposed" for r in hoped):
                return Reading("proposed", TENSE, hoped[0]["id"])
        told = at.deprel in ("xcomp", "conj") or (at.deprel in ("acl", "ccomp", "acl:relcl") and head.upos == "NOUN")
        if not told:
            return own
        at = head
    return own


def _denied_before(analysis: Analysis, verb: Token) -> Reading | None:
    """ "Denied that they had met", by word order: a denial before "that" and nothing that ends a clause between."""
    that = False
    for at in range(verb.i - 1, max(verb.i - _DENIAL, analysis.sentences[verb.sent].first - 1), -1):
        token = analysis.tokens[at]
        that = that or token.lower == "that"
        rows = cues().governor.get(token.lemma, ())
        if that and rows and rows[0]["status"] == "denied" and not rows[0].get("particle"):
            return Reading("denied", CUE, rows[0]["id"])
        if token.text in (",", ";", ":") or token.lower in ("and", "but", "after", "before", "when"):
            return None
    return None


def _cue(analysis: Analysis, head: Token, below: Token) -> dict[str, Any] | None:
    for row in cues().governor.get(head.lemma, ()) or cues().governor.get(head.lower, ()):
        beside = [*analysis.children(head.i), *analysis.tokens[head.i + 1 : head.i + 2]]
        if row.get("particle") and row["particle"] not in {t.lower for t in beside}:
            continue
        if row.get("aux") and not set(row["aux"]) & {c.lower for c in analysis.children(head.i, "aux")}:
            continue
        if head.upos == row.get("upos", head.upos) and _reaches(analysis, head, below, row):
            return row
    return None


def _reaches(analysis: Analysis, head: Token, below: Token, row: dict[str, Any]) -> bool:
    """Whether a cue's reach goes down to `below`: not across clauses of time or manner, nor into a clause with its own tense."""
    rel = below.deprel.split(":")[0]
    if row.get("preposition") and case(analysis, below) not in row["preposition"] and verb_lemma(below) is None:
        return False
    if rel in ("advcl", "conj"):
        return rel == "advcl" and is_infinitive(analysis, below.i) and row["status"] in ("planned", "proposed")
    if rel == "ccomp" and row["status"] != "denied" and finite(analysis, below):
        return False
    if below.upos in ("NOUN", "PROPN") and not row.get("preposition"):
        cases = set(case(analysis, below).split())
        if cases & {"during", "after", "in", "at", "following", "since", "amid", "before"}:
            return False
    if row.get("form") == "subject":
        return rel == "nsubj"
    if rel == "nsubj" and head.upos == "VERB" and row["status"] not in ("ongoing",):
        return bool(analysis.children(head.i, "aux:pass")) or head.deprel == "acl"
    if row.get("form") == "infinitive":
        return rel in ("xcomp", "acl", "ccomp", "advcl")
    if row.get("form") == "noun":
        return rel in ("obl", "obj", "nmod", "xcomp", "nsubj")
    return True
