"""Reported speech by the tree: a cue verb, its subject as source, its complement as content.

"The President [urged] Russia to de-escalate": the verb is in the table of cues; what it takes as content is in the table as
well. Sources are not looked up here: whether they can speak is for the reader of the result to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.analysis import Analysis, Token
from dragoman.reading import cues, hedging, phrases, report_content, stretches
from dragoman.reading.cues import Cue, CueMatch
from dragoman.text import Span

# Wishes, plans and possibilities: nothing was said.
_UNREAL = frozenset("will would shall should may might can could must".split())
_QUOTING = frozenset(("quote", "cite"))
_FUTURE = frozenset(("will", "shall"))
# Verbs whose infinitive did happen: "went on to say", "took the chance to thank".
_REALISING = frozenset("go continue begin start proceed use take rise step rush hasten manage".split())
_CONDITIONS = frozenset(("if", "unless", "should", "provided"))
# "refrained from calling it a crime"
_KEEPING = frozenset(("refrain", "abstain", "desist", "stop", "prevent", "keep", "bar", "shy", "shrink"))
# Cues back from a cue that can hold it in their content.
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Report:
    """One piece of reported speech, spans in code points.

    Attributes:
        cue: the row of the table.
        verb: index of its verb.
        cue_span: the verb with the other words of the cue.
        source: head word of the source; None where the clause has none ("the minister, quoted as saying").
        content: in text order; empty where only a quotation elsewhere can be the content.
        hearer: head word of who is told, if any.
        way: how the content hangs on the cue, see `report_content.find`.
    """

    cue: Cue
    verb: int
    cue_span: Span
    source: Token | None
    content: tuple[Span, ...]
    hearer: Token | None
    way: str


def find(a: Analysis) -> tuple[Report, ...]:
    """All reported speech that the tree shows, by cue in text order; sources and contents are not yet checked against quotes."""
    return tuple(report for token in a.tokens if (report := _at(a, token)) is not None)


def _at(a: Analysis, verb: Token) -> Report | None:
    """The report of a cue verb: of its longest phrase that has a content, else of the longest."""
    matches = list(cues.matches(a, verb))
    if not matches or not is_real(a, verb):
        return None
    source = _source(a, verb)
    if source is not None and source.lower in report_content.EXPLETIVE:
        return None
    found = [_report(a, match, source) for match in matches]
    if matches[0].cue.takes == {"quote"} and any(t.text in ':“"' for t in a.tokens[matches[0].last + 1 : matches[0].last + 2]):
        return found[0]
    return next((r for r in found if r.content), found[0])


def _report(a: Analysis, match: CueMatch, source: Token | None) -> Report:
    verb = a.tokens[match.verb]
    hearer = report_content.hearer(a, match)
    way, content = report_content.find(a, match, hearer)
    first = realising(a, verb.i) or verb
    span = Span(first.start, a.tokens[match.last].end if _joined(match) else verb.end)
    return Report(match.cue, verb.i, span, source, content, hearer, way)


def realising(a: Analysis, verb: int) -> Token | None:
    """The verb before an infinitive that makes one act of speech with it: "[went] on to say", "[began] to explain"."""
    head = a.tokens[a.tokens[verb].head]
    if head.i >= verb or head.lemma not in _REALISING or not phrases.infinitive(a, verb):
        return None
    return head if all(t.upos in ("ADV", "PART", "ADP", "AUX") for t in a.tokens[head.i + 1 : verb]) else None


def untangled(a: Analysis, reports: Iterable[Report], speaks: Callable[[Token], bool]) -> list[Report]:
    """Reports that a tree has run together, parted: "raised doubts, and he [condemned] the raid", "said it was late, [urged] calm".

    The content of a report ends where a coordinated report begins. A coordinated cue without a subject of its own goes to the
    outer speaker if what the tree gave it for a subject cannot speak.

    Args:
        speaks: whether a word can be the source of speech.
    """
    found: list[Report] = []
    for report in reports:
        source = report.source or _going_on(a, report, found, speaks)
        found.append(_reattached(a, replace(report, source=source), speaks))
    for n, inner in enumerate(found):
        for m in range(max(n - _NEAR, 0), n):
            outer = found[m]
            if not any(c.covers(a.tokens[inner.verb].span) for c in outer.content):
                continue
            start = _clause_start(a, outer, inner, speaks)
            if start is not None:
                found[m] = replace(outer, content=stretches.before(a, outer.content, a.tokens[start].start))
                if not _own_subject(a, inner):
                    found[n] = inner = replace(inner, source=outer.source)
    return found


def _going_on(a: Analysis, report: Report, before: Sequence[Report], speaks: Callable[[Token], bool]) -> Token | None:
    """The speaker who goes on where the tree shows no subject: "said it was late, and [revealed] that", "..., [noting] that"."""
    verb = a.tokens[report.verb]
    if is_passive(a, verb):
        return None
    at = verb.i - 1
    while at > a.sentences[verb.sent].first and a.tokens[at].upos == "ADV":
        at -= 1
    if a.tokens[at].upos == "CCONJ" and "VerbForm=Fin" in verb.feats:
        return before[-1].source if before and a.tokens[before[-1].verb].sent == verb.sent else None
    if a.tokens[at].text != "," or not verb.lower.endswith("ing") or report.way not in ("clause", "quote", "object"):
        return None
    words = a.tokens[a.sentences[verb.sent].first : at]
    found = next((t for t in reversed(words) if t.deprel == "nsubj" and a.tokens[t.head].deprel != "acl:relcl"), None)
    return found if found is not None and speaks(found) else None


def _reattached(a: Analysis, report: Report, speaks: Callable[[Token], bool]) -> Report:
    """A participle that the tree hangs on a thing has the subject of its clause: "praised the talks [saying] it was late"."""
    verb, source = a.tokens[report.verb], report.source
    if (
        source is None
        or report.way not in ("clause", "quote")
        or verb.deprel != "acl"
        or not verb.lower.endswith("ing")
        or source.i != verb.head
        or speaks(source)
    ):
        return report
    above = next((t for t in a.ancestors(source.i) if t.upos == "VERB"), None)
    subject = phrases.subject(a, above.i) if above is not None else None
    return replace(report, source=subject) if subject is not None and speaks(subject) else report


def _own_subject(a: Analysis, report: Report) -> bool:
    return phrases.subject_child(a, report.verb) is not None


def _clause_start(a: Analysis, outer: Report, inner: Report, speaks: Callable[[Token], bool]) -> int | None:
    """The word with which the clause of `inner` begins if it is coordinated with `outer` and not part of what was said."""
    verb = a.tokens[inner.verb]
    if outer.source is None or inner.source is None or verb.deprel in ("acl:relcl", "ccomp", "xcomp", "acl"):
        return None
    if _own_subject(a, inner):
        if outer.way in ("clause", "quote") or not speaks(inner.source) or verb.deprel not in ("conj", "parataxis"):
            return None
        return a.subtree(inner.source.i)[0].i
    if inner.source.i == outer.source.i or (verb.deprel == "conj" and not speaks(inner.source) and speaks(outer.source)):
        return min([verb.i, *(t.i for t in a.children(verb.i) if t.i < verb.i and t.deprel in ("advmod", "aux", "mark"))])
    return None


def _joined(match: CueMatch) -> bool:
    return bool(match.cue.rest) and match.last - match.verb <= len(match.cue.rest) + 2


def is_real(a: Analysis, verb: Token) -> bool:
    """Whether the speech happened: not denied, planned, wished, ordered or asked for."""
    if phrases.negated(a, verb.i) or _UNREAL & set(phrases.auxiliaries(a, verb.i)):
        return False
    if _is_prevented(a, verb) or (is_passive(a, verb) and phrases.agent(a, verb.i) is None):
        return False
    if verb.deprel == "advcl" and any(m.lower in _CONDITIONS for m in a.children(verb.i, "mark")):
        return False
    if verb.head == verb.i or not phrases.infinitive(a, verb.i):
        return True
    head = a.tokens[verb.head]
    if hedging.is_hedged(a, verb):
        return not phrases.negated(a, head.i) and not _UNREAL & set(phrases.auxiliaries(a, head.i))
    if verb.deprel == "xcomp":
        return head.lemma in _REALISING and is_real(a, head)
    real = not _UNREAL & set(phrases.auxiliaries(a, head.i)) and (not phrases.infinitive(a, head.i) or is_real(a, head))
    return verb.deprel == "advcl" and head.upos == "VERB" and real


def _is_prevented(a: Analysis, verb: Token) -> bool:
    """Whether the words before a verb say that it was not done: "stopped short of [calling]", "has yet to [announce]"."""
    words = [t.lower for t in a.tokens[max(a.sentences[verb.sent].first, verb.i - 3) : verb.i]]
    before = a.tokens[max(a.sentences[verb.sent].first, verb.i - 4) : verb.i]
    if verb.lower.endswith("ing"):
        kept = words[-1:] == ["from"] and any(t.lemma in _KEEPING for t in before)
        return kept or words[-1:] == ["without"] or words[-2:] in (["short", "of"], ["instead", "of"], ["rather", "than"])
    return words[-2:] in (["yet", "to"], ["than", "to"]) or (words[-1:] == ["to"] and any(t.lemma == "fail" for t in before))


def is_planned(a: Analysis, verb: Token) -> bool:
    """Whether a verb tells of what is still to come: "will say"."""
    return bool(_FUTURE & set(phrases.auxiliaries(a, verb.i)))


def is_passive(a: Analysis, verb: Token) -> bool:
    """Passives, and participles after a noun or alone: "views [expressed] in May", "[asked] about it, he left"."""
    bare = not verb.lower.endswith("ing") and not phrases.infinitive(a, verb.i) and "VerbForm=Fin" not in verb.feats
    participle = verb.deprel == "acl" or (verb.deprel == "advcl" and bare and not a.children(verb.i, "aux", "mark"))
    participle = participle and bare
    return phrases.is_passive(a, verb.i) or (participle and phrases.subject_child(a, verb.i) is None)


def _source(a: Analysis, verb: Token) -> Token | None:
    quoted = _quoted_as(a, verb)
    if quoted is not None:
        return quoted
    if is_passive(a, verb):
        return phrases.agent(a, verb.i)
    own = phrases.subject_child(a, verb.i)
    if own is not None:
        return _before_of(a, own)
    outer = _outer_cue(a, verb)
    found = phrases.subject(a, outer.i) if outer is not None else phrases.subject(a, verb.i)
    return found or _before(a, verb)


def _before_of(a: Analysis, subject: Token) -> Token:
    """The noun that "of" hangs a supposed subject on: in "the president of Norway said" it is not Norway that speaks."""
    at = subject.i - 1
    while at > a.sentences[subject.sent].first and a.tokens[at].upos in ("DET", "ADJ", "PROPN"):
        at -= 1
    noun = a.tokens[at - 1] if at > a.sentences[subject.sent].first and a.tokens[at].lower == "of" else None
    return noun if noun is not None and noun.upos in ("NOUN", "PROPN") and subject.upos in ("NOUN", "PROPN") else subject


def quoting(a: Analysis, verb: Token) -> Token | None:
    """The verb by which somebody else quotes what `verb` reports: "the paper [cited] the envoy as saying"."""
    if not verb.lower.endswith("ing") or a.tokens[verb.i - 1].upos not in ("ADP", "SCONJ", "NOUN", "PROPN", "VERB"):
        return None
    words = a.tokens[max(a.sentences[verb.sent].first, verb.i - _NEAR) : verb.i]
    found = next((t for t in reversed(words) if t.upos == "VERB" and t.lemma in _QUOTING), None)
    between = words[found.i + 1 - verb.i :] if found is not None and found.i + 1 < verb.i else ()
    return None if any(t.upos == "PUNCT" and t.text not in ",-‑" for t in between) else found


def _quoted_as(a: Analysis, verb: Token) -> Token | None:
    """Whom somebody else quotes: "the paper cited [the envoy] as saying", "[the envoy] was quoted saying"."""
    by = quoting(a, verb)
    if by is None:
        return None
    if phrases.is_passive(a, by.i):
        return phrases.subject_child(a, by.i)
    return next((t for t in report_content.objects(a, by.i) if t.i < verb.i), None)


def _before(a: Analysis, verb: Token) -> Token | None:
    """The noun right before a finite verb whose subject the tree has lost."""
    if verb.lower.endswith("ing") or phrases.infinitive(a, verb.i):
        return None
    at = verb.i - 1
    while at >= a.sentences[verb.sent].first and a.tokens[at].upos in ("ADV", "AUX"):
        at -= 1
    noun = a.tokens[at] if at >= a.sentences[verb.sent].first else None
    return noun if noun is not None and noun.upos in ("NOUN", "PROPN", "PRON") else None


def _outer_cue(a: Analysis, verb: Token) -> Token | None:
    """For ", adding that ..." inside what is said: the cue verb around it, whose subject goes on speaking."""
    if verb.deprel != "advcl" or not verb.lower.endswith("ing"):
        return None
    for head in a.ancestors(verb.i):
        if head.deprel in ("ccomp", "parataxis", "xcomp") and cues.at(a, a.tokens[head.head]):
            return a.tokens[head.head]
        if phrases.subject_child(a, head.i) is None and head.deprel not in ("conj", "advcl"):
            return None
    return None


def source_span(a: Analysis, head: Token, cue: int) -> Span:
    """The noun phrase of a source with its appositions, without relative clauses and asides; it never reaches over the cue."""
    if head.upos == "PRON":
        return head.span
    words = [t for t in _phrase(a, head, cue) if (t.i < cue) == (head.i < cue)]
    if any("VerbForm=Fin" in t.feats for t in words):  # the tree has taken a clause for a part of the phrase
        words = [head]
    kept = stretches.trim(sorted(words, key=lambda t: t.i)) or [head]
    return stretches.noun_phrase(a, Span(kept[0].start, kept[-1].end), {cue})


def _phrase(a: Analysis, head: Token, cue: int) -> Iterator[Token]:
    yield head
    for t in a.children(head.i):
        if t.deprel in ("acl:relcl", "parataxis", "case", "mark", "advcl", "cop", "dep", "advmod") or t.i == cue:
            continue
        if t.deprel in ("acl", "punct") and t.i > head.i:
            continue
        below = a.subtree(t.i)
        if cue not in {w.i for w in below}:
            yield from below
