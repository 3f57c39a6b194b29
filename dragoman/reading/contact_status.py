"""The status of a contact at one mention: held, ongoing, planned, proposed, cancelled, denied.

Cues are data (`rules/contacts/status.yaml`); their reach is the dependency tree: from the trigger up through the words that
govern it, as long as they say what became of it ("is expected to meet", "called off the talks"), nearest cue first. Without a
cue, tense and mood of the clause decide, then the date.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.contact_reading import CUE, DATE, GUESS, TENSE, Reading
from dragoman.reading.contact_triggers import Trigger, group_before, is_preposition, is_trigger_noun, table, verb_lemma
from dragoman.record import ContactStatus

FILE = "rules/contacts/status.yaml"
_KEYS = "id cue where status particle preposition upos form dated yes no".split()

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
# How far, in words, "later this week" may stand behind its verb.
_LATER = 12
# Talks that they say of go on until something else is said: "the negotiations began", "resumed talks".
_BEGUN = frozenset(("begin", "start", "open", "resume", "launch", "enter", "restart", "relaunch", "engage", "continue"))
# Present tenses of a journey announce it where a weekday follows: "arrives in Oslo on Tuesday".
_JOURNEYS = frozenset(("arrive", "leave", "travel", "visit", "depart", "go", "head", "fly", "return"))
_WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
# What talks come to.
_OUTCOMES = frozenset(("lead", "succeed", "fail", "help", "produce", "break", "collapse", "founder", "falter"))
# Verbs that say of a contact that it takes place, behind "expected to".
_HAPPENING = frozenset(
    ("take", "hold", "begin", "start", "open", "resume", "convene", "happen", "occur", "come", "go", "meet", "visit")
)
# Nouns that may stand between a denial and what is denied: "rejected the offer of talks".
_OFFERS = frozenset("proposal offer idea possibility invitation request call prospect report plan notion claim suggestion".split())
# In the present tense they announce: "the summit opens on Monday".
_BEGINNINGS = frozenset(("begin", "start", "open", "convene", "kick"))
_STEPS, _OBLIQUE_STEPS = 5, 2


@dataclass(frozen=True)
class _Cues:
    governor: dict[str, tuple[dict[str, Any], ...]]
    modifier: dict[str, dict[str, Any]]
    adverb: dict[str, dict[str, Any]]
    case: dict[str, dict[str, Any]]
    moods: dict[str, dict[str, Any]]


def rows() -> tuple[dict[str, Any], ...]:
    """Every cue row, in file order.

    Raises:
        RuleError: for a row with an unknown key.
    """
    found = tuple(data.load_yaml(FILE)["cues"])
    for row in found:
        data.check_keys(row, _KEYS, f"{FILE}: {row.get('id')}")
    return found


@cache
def _cues() -> _Cues:
    governor: dict[str, tuple[dict[str, Any], ...]] = {}
    other: dict[str, dict[str, dict[str, Any]]] = {"modifier": {}, "case": {}, "adverb": {}}
    for row in rows():
        for cue in row["cue"]:
            if row["where"] == "governor":
                governor[cue] = (*governor.get(cue, ()), row)
            else:
                other[row["where"]][cue] = row
    moods = {word: row for row in data.load_yaml(FILE)["moods"] for word in row["auxiliary"]}
    return _Cues(governor, other["modifier"], other["adverb"], other["case"], moods)


def _status(row: dict[str, Any]) -> ContactStatus | None:
    """The status of a row; "none" says that the words make no contact."""
    status: ContactStatus | None = None if row["status"] == "none" else row["status"]
    return status


def read(analysis: Analysis, trigger: Trigger) -> Reading:
    """What the words around a trigger say about its status.

    Returns:
        The nearest cue, but a calling off or denial before a plan ("the meeting planned for May was cancelled"); else tense and
        mood, else a guess of strength GUESS.
    """
    if implied := trigger.row.get("status"):
        return Reading(implied, GUESS, trigger.row.id)
    token = analysis.tokens[trigger.token]
    verbal = trigger.row.form == "verb"
    near = None if verbal else _noun(analysis, token) or _adjacent(analysis, token)
    above = _climb(analysis, token, verbal)
    if above and above.status in ("cancelled", "denied"):
        return above
    found = near or above or _supported(analysis, trigger) or _guess(analysis, trigger)
    if trigger.row.get("lasts") and found.rule == "status.past":
        return Reading("ongoing", DATE, "status.arrived")
    begun = (
        found.rule == "status.past"
        and trigger.support is not None
        and trigger.row.kind == "talks"
        and not trigger.row.get("decides")
    )
    if begun and analysis.tokens[trigger.support or 0].lemma in _BEGUN:
        return Reading("ongoing", DATE, "status.begun")
    if not verbal and is_there(analysis, token):
        return Reading("ongoing", DATE, "status.there")
    lasting = not verbal and trigger.row.kind in ("summit", "conference", "visit") and found.rule == "status.present"
    told = {c.lower for c in analysis.children(token.i)} & {"this", "that"}
    return Reading("ongoing", GUESS if told else DATE, "status.present_lasting") if lasting else found


def is_there(analysis: Analysis, token: Token) -> bool:
    """ "Is in Oslo for talks": a noun behind "for" or "on" of who is, at present, somewhere."""
    head = analysis.tokens[token.head]
    present = any(c.lower in ("is", "are") for c in analysis.children(head.i, "cop"))
    return present and "in" in case(analysis, head).split() and case(analysis, token) in ("for", "on")


def _supported(analysis: Analysis, trigger: Trigger) -> Reading | None:
    """ "Had a call", "held talks", where the tree does not show the verb as one."""
    past = trigger.support is not None and analysis.tokens[trigger.support].lower in ("had", "held")
    return Reading("held", TENSE, "status.support") if past else None


def _guess(analysis: Analysis, trigger: Trigger) -> Reading:
    """Talks go on; a round of them was held, or is to come if it is a new one ("a third round"); all else was held."""
    if trigger.row.kind == "talks" and not trigger.row.get("decides"):
        over = trigger.row.form == "noun" and _opens(analysis, _measured(analysis, analysis.tokens[trigger.token])) in _PAST_CASES
        return Reading("held" if over else "ongoing", GUESS, "status.default")
    words = {c.lower for c in analysis.children(trigger.token)}
    new = bool(words & {"further", "additional"}) or (trigger.row.kind == "talks" and bool(words & {"a", "an"}))
    return Reading("planned" if new else "held", GUESS, "status.default")


def _measured(analysis: Analysis, noun: Token) -> Token:
    """The word of time over a noun, "days" in "three days of talks"; else the noun itself."""
    head = analysis.tokens[noun.head]
    return head if noun.deprel == "nmod" and head.lower in ("days", "hours", "weeks", "months", "years", "rounds") else noun


def _noun(analysis: Analysis, token: Token) -> Reading | None:
    """Cues on the noun itself: "the upcoming visit", "no talks", "since the meeting"."""
    below = analysis.children(token.i)
    for word in case(analysis, token).split():
        if row := _cues().case.get(word):
            return Reading(None, CUE, row["id"])
    for child in below:
        word = child.lower
        if (row := _cues().modifier.get(word)) and (child.i < token.i or child.deprel.startswith("acl")):
            return Reading(_status(row), CUE, row["id"])
        if child.deprel == "det" and word == "no":
            return Reading(None, CUE, "status.negation")
    own = _participle(analysis, [c for c in below if c.deprel.split(":")[0] == "acl" and c.i > token.i])
    return own or _shared(analysis, token)


def _shared(analysis: Analysis, token: Token) -> Reading | None:
    """A cue on the first of two joined nouns, the second without an article: "the upcoming Oslo meeting and Lakes Summit"."""
    first = analysis.tokens[token.head]
    joined = token.deprel in ("conj", "appos") and first.i < token.i and is_trigger_noun(first)
    if not joined or analysis.children(token.i, "det", "nmod:poss"):
        return None
    cues = [_cues().modifier[c.lower] for c in analysis.children(first.i) if c.i < first.i and c.lower in _cues().modifier]
    return Reading(_status(cues[0]), CUE, cues[0]["id"]) if cues else None


def _adjacent(analysis: Analysis, token: Token) -> Reading | None:
    """A cue right before the noun group, or before its preposition or particle: "ready for a meeting", "called off the talks"."""
    first = analysis.tokens_in(group_before(analysis, token))[0].i
    opening = analysis.sentences[token.sent].first
    at, between = first - 1, ""
    if at > opening and analysis.tokens[at].lower in ("for", "on", "of", "to", "off", "out"):
        between = analysis.tokens[at].lower
        at -= 1
    cue = analysis.tokens[at] if at >= opening else None
    for row in (_cues().governor.get(cue.lemma, ()) or _cues().governor.get(cue.lower, ())) if cue else ():
        if cue and _stands_by(cue, between, row):
            return _by_cue(analysis, cue, row)
    return None


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
    return _negate(analysis, cue, Reading(_status(row), CUE, row["id"], row.get("dated")))


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
            return _finite(analysis, clause) or Reading("held", TENSE, "status.participle")
        goal = [c for c in analysis.children(clause.i, "xcomp", "ccomp") if c.lemma not in (*_HAPPENING, "be")]
        if clause.lemma == "expect" and goal:
            continue
        if (row := _cue(analysis, clause, clause)) and not clause.lower.endswith("ing"):
            return Reading(_status(row), CUE, row["id"])
        if clause.lower in ("begins", "starts", "opens"):
            return Reading("planned", TENSE, "status.present_begin")
    return None


def _climb(analysis: Analysis, token: Token, verbal: bool) -> Reading | None:
    """From the trigger upward: the first word that decides."""
    at, obliques, inside_noun = token, 0, False
    if verbal and (own := _finite(analysis, at)):
        return _denied_before(analysis, at) or _reported(analysis, at, own)
    if at.deprel == "nmod" and not verbal and _opens(analysis, at) in ("in", "during"):
        verb = analysis.tokens[phrases.governor(analysis, at.i)]
        row = _cue(analysis, verb, analysis.tokens[at.head])
        return _by_cue(analysis, verb, row) if row and verb.i != at.head else _finite(analysis, verb)
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
        row = _cue(analysis, head, at)
        about = row is not None and row["status"] == "denied" and at is not token and at.upos == "NOUN" and at.lemma not in _OFFERS
        if row is not None and not about:
            return _by_cue(analysis, head, row)
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


def _is_possible(analysis: Analysis, cue: Token) -> bool:
    """ "May cancel the summit", "threatened to cancel it": so far it stands."""
    helpers = {c.lower for c in analysis.children(cue.i, "aux")}
    above = analysis.tokens[cue.head]
    return bool(helpers & {"may", "might", "could", "would"}) or (cue.deprel == "xcomp" and above.lemma in ("threaten", "consider"))


def is_infinitive(analysis: Analysis, i: int) -> bool:
    """ "to meet", by the tree or by the word before it, over an adverb."""
    before = [t for t in analysis.tokens[max(i - 2, 0) : i] if t.upos != "ADV"]
    marked = bool(before) and before[-1].lower == "to" and before[-1].sent == analysis.tokens[i].sent
    return marked or phrases.infinitive(analysis, i)


def case(analysis: Analysis, noun: Token) -> str:
    """The preposition of a noun phrase, by the tree, else the word right before the phrase; "" if none."""
    if by_tree := phrases.case_of(analysis, noun.i):
        return by_tree
    return _opens(analysis, noun)


def _opens(analysis: Analysis, noun: Token) -> str:
    """The preposition right before the noun group; "" if none."""
    at = analysis.tokens_in(group_before(analysis, noun))[0].i - 1
    before = analysis.tokens[at] if at >= analysis.sentences[noun.sent].first else None
    return before.lower if before and is_preposition(before) else ""


def _is_purpose(analysis: Analysis, at: Token, head: Token) -> bool:
    """An infinitive under a past tense has not happened by its words alone ("a deal was reached to meet"); "came to meet" has."""
    return at.deprel in ("xcomp", "ccomp", "acl", "advcl") and is_infinitive(analysis, at.i) and head.lemma not in _IMPLICATIVE


def _tense_of_head(analysis: Analysis, at: Token, head: Token) -> Reading | None:
    rel = at.deprel.split(":")[0]
    described = rel == "nsubj" and head.upos != "VERB" and bool(analysis.children(head.i, "cop"))
    negated = described and phrases.negated(analysis, head.i)
    tense = Reading("ongoing", GUESS, "status.described") if negated else _finite(analysis, head)
    if tense is None:
        return None
    if rel == "obl":
        cases = set(case(analysis, at).split())
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
        rows = _cues().governor.get(token.lemma, ())
        if that and rows and rows[0]["status"] == "denied" and not rows[0].get("particle"):
            return Reading("denied", CUE, rows[0]["id"])
        if token.text in (",", ";", ":") or token.lower in ("and", "but", "after", "before", "when"):
            return None
    return None


def _cue(analysis: Analysis, head: Token, below: Token) -> dict[str, Any] | None:
    for row in _cues().governor.get(head.lemma, ()) or _cues().governor.get(head.lower, ()):
        beside = [*analysis.children(head.i), *analysis.tokens[head.i + 1 : head.i + 2]]
        if row.get("particle") and row["particle"] not in {t.lower for t in beside}:
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
    if rel == "ccomp" and row["status"] != "denied" and _finite(analysis, below):
        return False
    if below.upos in ("NOUN", "PROPN"):
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


def _finite(analysis: Analysis, verb: Token) -> Reading | None:
    """Tense and mood of a clause; None where it has neither ("to meet", "meeting")."""
    helpers = [c for c in analysis.children(verb.i, "aux", "aux:pass", "cop") if c.i < verb.i]
    negated = phrases.negated(analysis, verb.i)
    for word in helpers:
        if mood := _cues().moods.get(word.lower):
            return _with_negation(Reading(mood["status"], TENSE, mood["id"]), negated)
    words = {w.lower for w in helpers}
    if words & {"is", "are", "'s", "’s", "am", "'re", "’re"} and is_infinitive(analysis, verb.i):
        return _with_negation(Reading("planned", TENSE, "status.is_to"), negated)
    if words & {"was", "were"} and is_infinitive(analysis, verb.i):
        return Reading("planned", TENSE, "status.was_to")
    if is_infinitive(analysis, verb.i):
        return None
    tense = _tense(verb, words)
    if tense and tense.rule == "status.present":
        tense = _present(analysis, verb) or tense
    elif tense is None and verb.lower == verb.lemma:
        tense = _repeated(analysis, verb)
    return _with_negation(tense, negated)


def _tense(verb: Token, words: set[str]) -> Reading | None:
    if words & {"has", "have", "had", "'ve", "’ve", "was", "were", "did"}:
        progressive = verb.lower.endswith("ing") and not words & {"was", "were", "had"}
        return Reading("ongoing" if progressive else "held", TENSE, "status.past")
    if words & {"is", "are", "'s", "’s", "am", "being", "'re", "’re"}:
        status: ContactStatus = "ongoing" if verb.lower.endswith("ing") else "held"
        return Reading(status, TENSE, "status.present_progressive")
    if verb.lower.endswith("ing"):
        return None
    if _is_past(verb) and verb.deprel.split(":")[0] not in ("acl", "amod"):
        return Reading("held", TENSE, "status.past")
    if "Tense=Pres" in verb.feats and "VerbForm=Fin" in verb.feats:
        return Reading("held", DATE, "status.present")
    return None


def _present(analysis: Analysis, verb: Token) -> Reading | None:
    """What a present tense says: "after the council meets", "the summit opens on Monday", "they meet regularly"."""
    if repeated := _repeated(analysis, verb):
        return repeated
    if _is_ahead(analysis, verb) or _is_later(analysis, verb):
        return Reading("planned", DATE, "status.present_ahead")
    under_way = {"way", "underway"} & {t.lower for t in analysis.tokens[verb.i + 1 : verb.i + 4]}
    begins = verb.lemma in _BEGINNINGS or (verb.lemma == "get" and under_way)
    return Reading("planned", DATE, "status.present_begin") if begins else None


def _repeated(analysis: Analysis, verb: Token) -> Reading | None:
    """ "They meet regularly"."""
    rows = [row for adverb in analysis.children(verb.i, "advmod") if (row := _cues().adverb.get(adverb.lower))]
    return Reading(_status(rows[0]), CUE, rows[0]["id"]) if rows else None


def _is_ahead(analysis: Analysis, verb: Token) -> bool:
    """ "after the council meets": a present tense in a clause of time lies ahead."""
    return any(m.lower in ("after", "when", "once", "until", "before") for m in analysis.children(verb.i, "mark", "advmod"))


def _is_later(analysis: Analysis, verb: Token) -> bool:
    """ "Visits Norway later this week": a word of the time to come soon behind a present tense."""
    last = analysis.sentences[verb.sent].last
    for token in analysis.tokens[verb.i + 1 : min(last, verb.i + _LATER)]:
        if token.lower in ("tomorrow", "later", "next") or (verb.lemma in _JOURNEYS and token.lower in _WEEKDAYS):
            return True
        if token.upos == "VERB" or token.text in (",", ";", ":"):
            return False
    return False


def _is_past(verb: Token) -> bool:
    """By the form, as the tagger takes many a past tense for a participle: neither the plain form, nor "-ing", nor "-s"."""
    return verb.lower != (verb_lemma(verb) or verb.lemma) and not verb.lower.endswith(("ing", "s"))


def _with_negation(reading: Reading | None, negated: bool) -> Reading | None:
    if reading is None or not negated:
        return reading
    return Reading("denied" if reading.status == "planned" else None, CUE, "status.negation")


def _negate(analysis: Analysis, cue: Token, reading: Reading) -> Reading:
    """A negated cue: "no plans to meet", "is not expected to meet", "did not rule out talks"."""
    if not phrases.negated(analysis, cue.i) and not _no_longer(analysis, cue):
        return reading
    if _no_longer(analysis, cue) and reading.status in ("planned", "proposed"):
        return Reading("cancelled", CUE, reading.rule)
    flipped: dict[ContactStatus | None, ContactStatus | None] = {
        "denied": "proposed", "planned": None, "proposed": None, "cancelled": "planned",
    }  # fmt: skip
    return Reading(flipped.get(reading.status, reading.status), CUE, "status.negation")


def _no_longer(analysis: Analysis, cue: Token) -> bool:
    """ "Was no longer able to travel": what was to happen will not."""
    return [t.lower for t in analysis.tokens[max(cue.i - 2, 0) : cue.i]] == ["no", "longer"]
