"""Reported speech by the tree: a cue verb, its subject as source, its complement as content.

"The President [urged] Russia to de-escalate": the verb is in the table of cues; what it takes as content is in the table as
well. Sources are not looked up here: whether they can speak is for the reader of the result to say.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.analysis import Analysis, Token
from dragoman.reading import cues, phrases, stretches
from dragoman.reading.cues import Cue, CueMatch
from dragoman.text import Span

# Wishes, plans and possibilities: nothing was said.
_UNREAL = frozenset("will would shall should may might can could must".split())
# Verbs whose infinitive did happen: "went on to say", "took the chance to thank".
_REALISING = frozenset("go continue begin start proceed use take rise step rush hasten manage".split())
_CONDITIONS = frozenset(("if", "unless", "should", "provided"))
_THINGS = frozenset(("NOUN", "PROPN", "PRON"))
_NOMINAL = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"))
# Words after a cue in which its content must begin, the hearer and the noun phrase of an object counted in.
_AHEAD = 9
_EXPLETIVE = frozenset("there what whatever this that which".split())
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
        way: how the content hangs on the cue: clause, infinitive, gerund, about, object; quote if it could only be a quotation;
            other if the object makes the verb tell of something else than speech.
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
    if source is not None and source.lower in _EXPLETIVE:
        return None
    found = [_report(a, match, source) for match in matches]
    return next((r for r in found if r.content), found[0])


def _report(a: Analysis, match: CueMatch, source: Token | None) -> Report:
    verb = a.tokens[match.verb]
    hearer = _hearer(a, match)
    way, content = _content(a, match, hearer)
    span = Span(verb.start, a.tokens[match.last].end) if _joined(match) else verb.span
    return Report(match.cue, verb.i, span, source, content, hearer, way)


def untangled(a: Analysis, reports: Iterable[Report], speaks: Callable[[Token], bool]) -> list[Report]:
    """Reports that a tree has run together, parted: "raised doubts, and he [condemned] the raid", "said it was late, [urged] calm".

    The content of a report ends where a coordinated report begins. A coordinated cue without a subject of its own goes to the
    outer speaker if what the tree gave it for a subject cannot speak.

    Args:
        speaks: whether a word can be the source of speech.
    """
    found = list(reports)
    for n, inner in enumerate(found):
        for m in range(max(n - _NEAR, 0), n):
            outer = found[m]
            if not any(c.covers(a.tokens[inner.verb].span) for c in outer.content):
                continue
            start = _clause_start(a, outer, inner, speaks)
            if start is not None:
                found[m] = replace(outer, content=_until(a, outer.content, start))
                if not _own_subject(a, inner):
                    found[n] = inner = replace(inner, source=outer.source)
    return found


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


def _until(a: Analysis, content: Iterable[Span], word: int) -> tuple[Span, ...]:
    """The part of `content` before `word`, without the comma and conjunction in front of that."""
    last = word - 1
    while last > 0 and (a.tokens[last].upos == "CCONJ" or stretches.is_edge(a.tokens[last])):
        last -= 1
    end = a.tokens[last].end
    return tuple(Span(c.start, min(c.end, end)) for c in content if c.start < end)


def _joined(match: CueMatch) -> bool:
    return bool(match.cue.rest) and match.last - match.verb <= len(match.cue.rest) + 2


def is_real(a: Analysis, verb: Token) -> bool:
    """Whether the speech happened: not denied, planned, wished, ordered or asked for."""
    if phrases.negated(a, verb.i) or _UNREAL & set(phrases.auxiliaries(a, verb.i)):
        return False
    if is_passive(a, verb) and phrases.agent(a, verb.i) is None:
        return False
    if verb.deprel == "advcl" and any(m.lower in _CONDITIONS for m in a.children(verb.i, "mark")):
        return False
    if not phrases.infinitive(a, verb.i):
        return True
    head = a.tokens[verb.head]
    if verb.deprel == "xcomp":
        return head.lemma in _REALISING and is_real(a, head)
    return verb.deprel == "advcl" and head.upos == "VERB" and not _UNREAL & set(phrases.auxiliaries(a, head.i))


def is_passive(a: Analysis, verb: Token) -> bool:
    """Passives, and participles after a noun or alone: "views [expressed] in May", "[asked] about it, he left"."""
    bare = not verb.lower.endswith("ing") and not phrases.infinitive(a, verb.i) and "VerbForm=Fin" not in verb.feats
    participle = verb.deprel == "acl" or (verb.deprel == "advcl" and bare and not a.children(verb.i, "aux", "mark"))
    participle = participle and bare
    return phrases.is_passive(a, verb.i) or (participle and phrases.subject_child(a, verb.i) is None)


def _source(a: Analysis, verb: Token) -> Token | None:
    if is_passive(a, verb):
        return phrases.agent(a, verb.i)
    own = phrases.subject_child(a, verb.i)
    if own is not None:
        return own
    outer = _outer_cue(a, verb)
    return phrases.subject(a, outer.i) if outer is not None else phrases.subject(a, verb.i)


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


def _hearer(a: Analysis, match: CueMatch) -> Token | None:
    """Who is told: an object of "tell", the phrase after "say to"."""
    if "hearer" in match.cue.takes and not match.cue.rest:
        found = a.children(match.verb, "iobj") or a.children(match.verb, "obj")
        return found[0] if found else None
    if match.cue.rest in (("to",), ("with",)) and "about" not in match.cue.takes:
        found = phrases.obliques(a, match.verb, match.cue.rest)
        return found[0] if found else None
    found = phrases.obliques(a, match.verb, ("to", "with"))
    return found[0] if found else None


def _content(a: Analysis, match: CueMatch, hearer: Token | None) -> tuple[str, tuple[Span, ...]]:
    """How the content hangs on the cue and where it is."""
    takes, verb = match.cue.takes, a.tokens[match.verb]
    bare = "hearer" not in takes or hearer is None  # in "warned Iran" the object is who is told, not what
    ways = (
        ("clause", _clause(a, match) if "clause" in takes else ()),
        ("clause", _fronted(a, verb) if takes & {"clause", "quote"} else ()),
        ("gerund", _gerund(a, verb) if "gerund" in takes else ()),
        ("infinitive", _infinitive(a, verb) if "infinitive" in takes else ()),
        ("about", _about(a, match) if "about" in takes else ()),
        ("object", _object(a, match) if "object" in takes and bare else ()),
    )
    for way, found in ways:
        if found:
            return way, _from_its_start(a, match, hearer, found)
    objects = [t for t in a.children(match.verb, "obj") if t.i > match.verb]
    if "object" in takes and bare and objects and not _fits(a, match.cue, objects[0], _complements(a, match.verb, objects[0])):
        return "other", ()
    return _linear(a, match)


def _from_its_start(a: Analysis, match: CueMatch, hearer: Token | None, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """Content after the cue from the first word of its noun phrase or clause: trees lose articles and objects."""
    first = a.tokens_in(content[0])[0].i
    if first <= match.last:
        return content
    kept = {t.i for t in a.subtree(hearer.i)} if hearer else set()
    while first - 1 > match.last and first - 1 not in kept and a.tokens[first - 1].upos in _NOMINAL:
        if a.tokens[first - 1].lower in _EXPLETIVE:
            break
        first -= 1
    return (Span(min(content[0].start, a.tokens[first].start), content[0].end), *content[1:])


def _linear(a: Analysis, match: CueMatch) -> tuple[str, tuple[Span, ...]]:
    """Content by the order of words, where the tree shows none: what follows the cue up to the end of the phrase."""
    start, limit = match.last + 1, a.sentences[a.tokens[match.verb].sent].last
    while start < limit and a.tokens[start].upos == "ADV":
        start += 1
    ahead = a.tokens[start : min(start + _AHEAD, limit)]
    for way, found in (
        ("clause", _that(ahead)),
        ("infinitive", _to(ahead)),
        ("about", _after(ahead, match)),
        ("object", _noun(ahead, match)),
    ):
        if found is not None and way in match.cue.takes:
            return way, (stretches.stretch(a, found.span, match.verb),)
    return "quote", ()


def _open_words(ahead: Sequence[Token]) -> Iterator[Token]:
    """Words up to the first verb or punctuation mark."""
    for t in ahead:
        if t.upos in ("PUNCT", "VERB", "AUX", "CCONJ"):
            return
        yield t


def _that(ahead: Sequence[Token]) -> Token | None:
    at = next((n for n, t in enumerate(_open_words(ahead)) if t.lower == "that" and t.upos in ("SCONJ", "PRON")), None)
    return ahead[at + 1] if at is not None and at + 1 < len(ahead) else None


def _to(ahead: Sequence[Token]) -> Token | None:
    return ahead[0] if len(ahead) > 1 and ahead[0].lower == "to" and ahead[1].upos == "VERB" else None


def _after(ahead: Sequence[Token], match: CueMatch) -> Token | None:
    """The word after the preposition: of a cue that ends in one, or of one that may follow the hearer."""
    if match.cue.needs:
        return None
    if match.cue.rest and match.cue.rest[-1] in match.cue.preps:
        return ahead[0] if ahead and ahead[0].upos in _NOMINAL else None
    words = list(_open_words(ahead)) if "hearer" in match.cue.takes else list(ahead[:1])
    at = next((n for n, t in enumerate(words) if t.lower in match.cue.preps), None)
    return ahead[at + 1] if at is not None and at + 1 < len(ahead) and ahead[at + 1].upos in _NOMINAL else None


def _noun(ahead: Sequence[Token], match: CueMatch) -> Token | None:
    """The first word of a noun phrase that fits the cue."""
    if not ahead or ahead[0].upos not in _NOMINAL or ahead[0].lower in _EXPLETIVE or "hearer" in match.cue.takes:
        return None
    nouns = {t.lemma for t in itertools.takewhile(lambda t: t.upos in _NOMINAL, ahead)}
    if (match.cue.objects and not nouns & match.cue.objects) or nouns & match.cue.avoid or match.cue.not_persons:
        return None
    pairs = list(itertools.pairwise(ahead))
    fits = {
        None: True,
        "as": any(t.lower == "as" for t in ahead),
        "infinitive": any(t.lower == "to" and v.upos == "VERB" for t, v in pairs),
        "predicate": any(t.upos in _THINGS and (v.lower in ("a", "an", "the") or v.upos == "ADJ") for t, v in pairs),
    }
    return ahead[0] if fits[match.cue.needs] else None


def _clause(a: Analysis, match: CueMatch) -> tuple[Span, ...]:
    """The finite clause after the cue: "that ...", "whether ...", or without a mark."""
    for t in a.children(match.verb, "ccomp"):
        if t.i > match.verb and not phrases.infinitive(a, t.i):
            that = [m.i for m in a.children(t.i, "mark") if m.lower == "that"]
            return stretches.span_of(a, [t], _breaks(a, t), after=max([match.last, *that]))
    if match.cue.rest:  # "made clear that": the clause may hang on the last word
        for t in a.children(match.last, "ccomp", "acl", "csubj", "advcl"):
            if t.i > match.last and any(m.lower == "that" for m in a.children(t.i, "mark")):
                return stretches.span_of(a, [t], _breaks(a, t), after=match.last)
    return ()


def _fronted(a: Analysis, verb: Token) -> tuple[Span, ...]:
    """ "The talks failed, the minister said": the sentence around the cue clause."""
    before = [t for t in a.children(verb.i, "ccomp") if t.i < verb.i]
    if before:
        return stretches.span_of(a, before, set())
    if verb.deprel != "parataxis" or phrases.subject_child(a, verb.i) is None:
        return ()
    clause = {t.i for t in a.subtree(verb.i)}
    top = a.subtree(verb.head)
    left = [t for t in top if t.i not in clause and t.i < verb.i]
    right = [t for t in top if t.i not in clause and t.i > verb.i]
    if not left:
        return stretches.spans_of(a, [right])
    return stretches.spans_of(a, [left, right])


def _infinitive(a: Analysis, verb: Token) -> tuple[Span, ...]:
    for t in a.children(verb.i, "xcomp", "ccomp"):
        if t.i > verb.i and phrases.infinitive(a, t.i):
            return stretches.span_of(a, [t], _breaks(a, t), after=verb.i)
    return ()


def _gerund(a: Analysis, verb: Token) -> tuple[Span, ...]:
    """ "denied [having signed]"."""
    for t in a.children(verb.i, "xcomp", "ccomp", "obj"):
        if t.i > verb.i and t.lower.endswith("ing") and t.upos in ("VERB", "AUX") and not phrases.subject_child(a, t.i):
            return stretches.span_of(a, [t], _breaks(a, t), after=verb.i)
    return ()


def _about(a: Analysis, match: CueMatch) -> tuple[Span, ...]:
    """What follows the preposition, with the complements of the verb after it ("called on [both sides to return]")."""
    heads = [
        t
        for t in a.children(match.verb, "obl", "advcl", "ccomp")
        if t.i > match.verb and stretches.opens_with(a, t, match.cue.preps)
    ]
    if not heads and match.cue.rest:
        heads = [a.tokens[a.tokens[match.last].head]] if a.tokens[match.last].deprel in ("case", "mark") else []
    if not heads or heads[0].i <= match.verb:
        return ()
    first = heads[0]
    known = match.cue.preps | set(match.cue.rest)
    opening = {t.i for t in a.children(first.i, "case", "mark") if t.i < first.i and t.lower in known}
    heads = [first, *_complements(a, match.verb, first)]
    if match.cue.needs and not _fits(a, match.cue, first, heads[1:]):
        return ()
    return stretches.span_of(a, heads, opening | _breaks(a, first), after=max([match.last, *opening]))


def _object(a: Analysis, match: CueMatch) -> tuple[Span, ...]:
    """The direct object and what completes it: "[Russia to de-escalate]", "[Oman for its help]", "[the raid as a provocation]"."""
    objects = [t for t in a.children(match.verb, "obj", "iobj") if t.i > match.verb]
    if not objects:
        return _shared_object(a, match)
    first = objects[0]
    rest = _complements(a, match.verb, first)
    if not _fits(a, match.cue, objects[-1], rest):
        return ()
    return stretches.span_of(a, [*objects, *rest], _breaks(a, first), after=match.last if match.last < first.i else match.verb)


def _shared_object(a: Analysis, match: CueMatch) -> tuple[Span, ...]:
    """ "condemned and rejected the raid": the object of the coordinated verb."""
    for t in a.children(match.verb, "conj"):
        other = cues.at(a, t)
        if other is not None and "object" in other.cue.takes and phrases.subject_child(a, t.i) is None:
            return _object(a, other)
    return ()


def _fits(a: Analysis, cue: Cue, obj: Token, rest: list[Token]) -> bool:
    """Whether the object is one of those that make the verb a cue."""
    if cue.objects and not {t.lemma for t in phrases.conjuncts(a, obj.i)} & cue.objects:
        return False
    if obj.lemma in cue.avoid:
        return False
    if cue.needs == "as":
        return any(stretches.opens_with(a, t, frozenset(("as",))) for t in [*rest, *a.children(obj.i, "nmod")])
    if cue.needs == "infinitive":
        return any(phrases.infinitive(a, t.i) for t in [*rest, *a.children(obj.i, "acl")])
    if cue.needs == "predicate":
        return any(t.deprel in ("xcomp", "obj") and not phrases.infinitive(a, t.i) for t in rest)
    return True


def _complements(a: Analysis, verb: int, first: Token) -> list[Token]:
    """Dependents of the verb after its object that carry on the content; the first that does not ends it."""
    found = []
    for t in a.children(verb):
        if t.i <= first.i or t.deprel in ("punct", "compound:prt"):
            continue
        if not stretches.carries_on(a, t):
            if t.deprel in ("obl", "advmod", "obl:tmod", "obl:unmarked"):
                continue
            break
        found.append(t)
    return found


def _breaks(a: Analysis, head: Token) -> set[int]:
    """Words below `head` that start a new report: ", adding that ..." after what was said."""
    found: set[int] = set()
    for t in a.subtree(head.i):
        if t.i > head.i and t.deprel == "advcl" and t.lower.endswith("ing") and a.tokens[t.i - 1].lower == "," and cues.at(a, t):
            found.update(w.i for w in a.subtree(t.i))
    return found


def source_span(a: Analysis, head: Token, cue: int) -> Span:
    """The noun phrase of a source with its appositions, without relative clauses and asides; it never reaches over the cue."""
    if head.upos == "PRON":
        return head.span
    words = [t for t in _phrase(a, head, cue) if (t.i < cue) == (head.i < cue)]
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
