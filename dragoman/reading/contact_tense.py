"""What tense, mood and negation of a clause say of the status of a contact, where no cue decides."""

from __future__ import annotations

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.contact_cues import cues, is_infinitive, status_of
from dragoman.reading.contact_reading import CUE, DATE, TENSE, Reading
from dragoman.reading.contact_triggers import verb_lemma
from dragoman.record import ContactStatus

# Present tenses of a journey announce it where a weekday follows: "arrives in Oslo on Tuesday".
_JOURNEYS = frozenset(("arrive", "leave", "travel", "visit", "depart", "go", "head", "fly", "return"))
_WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
# Past tenses that some taggers take for a present one.
_PAST_FORMS = frozenset(("held", "met", "had", "led"))
# How far, in words, "later this week" may stand behind its verb.
_LATER = 12
# In the present tense they announce: "the summit opens on Monday".
_BEGINNINGS = frozenset(("begin", "start", "open", "convene", "kick"))


def finite(analysis: Analysis, verb: Token) -> Reading | None:
    """Tense and mood of a clause; None where it has neither ("to meet", "meeting")."""
    helpers = [c for c in analysis.children(verb.i, "aux", "aux:pass", "cop") if c.i < verb.i]
    negated = phrases.negated(analysis, verb.i)
    for word in helpers:
        if mood := cues().moods.get(word.lower):
            return _with_negation(Reading(mood["status"], TENSE, mood["id"]), negated)
    words = {w.lower for w in helpers}
    if words & {"is", "are", "'s", "’s", "am", "'re", "’re"} and is_infinitive(analysis, verb.i):
        return _with_negation(Reading("planned", TENSE, "status.is_to"), negated)
    if words & {"was", "were"} and is_infinitive(analysis, verb.i):
        return Reading("planned", TENSE, "status.was_to")
    if is_infinitive(analysis, verb.i):
        return Reading("planned", TENSE, "status.headline") if headlined(analysis, verb) is not None else None
    tense = _tense(verb, words)
    if tense and tense.rule == "status.present":
        tense = _present(analysis, verb) or tense
    elif tense is None and verb.lower == verb.lemma:
        tense = _repeated(analysis, verb)
    return _with_negation(tense, negated)


def headlined(analysis: Analysis, verb: Token) -> Token | None:
    """Who is to do what an infinitive without any other verb announces: "[Norway] and Turkey to hold talks"; None elsewhere."""
    above = analysis.tokens[verb.head]
    own = analysis.children(verb.i, "nsubj")
    if verb.deprel == "root" and own and is_infinitive(analysis, verb.i):
        return own[0]
    named = (
        verb.deprel == "acl" and above.deprel == "root" and above.upos == "PROPN" and not analysis.children(above.i, "cop", "det")
    )
    return above if named and is_infinitive(analysis, verb.i) else None


def _tense(verb: Token, words: set[str]) -> Reading | None:
    if words & {"has", "have", "had", "'ve", "’ve", "was", "were", "did"}:
        progressive = verb.lower.endswith("ing") and not words & {"was", "were", "had"}
        return Reading("ongoing" if progressive else "held", TENSE, "status.past")
    if words & {"is", "are", "'s", "’s", "am", "being", "'re", "’re"}:
        status: ContactStatus = "ongoing" if verb.lower.endswith("ing") or "being" in words else "held"
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
    rows = [row for adverb in analysis.children(verb.i, "advmod") if (row := cues().adverb.get(adverb.lower))]
    return Reading(status_of(rows[0]), CUE, rows[0]["id"]) if rows else None


def _is_ahead(analysis: Analysis, verb: Token) -> bool:
    """ "after the council meets": a present tense in a clause of time lies ahead."""
    return any(m.lower in ("after", "when", "once", "until", "before") for m in analysis.children(verb.i, "mark", "advmod"))


def _is_later(analysis: Analysis, verb: Token) -> bool:
    """ "Visits Norway later this week": a word of the time to come soon behind a present tense."""
    last = analysis.sentences[verb.sent].last
    for token in analysis.tokens[verb.i + 1 : min(last, verb.i + _LATER)]:
        if token.lower in ("tomorrow", "later", "next") or (verb.lemma in _JOURNEYS and token.lower in _WEEKDAYS):
            return True
        listed = token.text == "," and analysis.tokens[token.i + 1].upos == "PROPN"
        if token.upos == "VERB" or (token.text in (",", ";", ":") and not listed):
            return False
    return False


def _is_past(verb: Token) -> bool:
    """By the form, as the tagger takes many a past tense for a participle: neither the plain form, nor "-ing", nor "-s"."""
    return verb.lower in _PAST_FORMS or (verb.lower != (verb_lemma(verb) or verb.lemma) and not verb.lower.endswith(("ing", "s")))


def _with_negation(reading: Reading | None, negated: bool) -> Reading | None:
    if reading is None or not negated:
        return reading
    return Reading("denied" if reading.status == "planned" else None, CUE, "status.negation")


def negate(analysis: Analysis, cue: Token, reading: Reading) -> Reading:
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
