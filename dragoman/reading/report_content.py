"""What a cue reports: its content by the tree, and by the order of words where the tree shows none."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from dragoman.analysis import Analysis, Token
from dragoman.reading import cues, phrases, stretches
from dragoman.reading.cues import Cue, CueMatch
from dragoman.text import Span

EXPLETIVE = frozenset("there what whatever this that which".split())
_THINGS = frozenset(("NOUN", "PROPN", "PRON"))
_NOMINAL = _THINGS | {"DET", "ADJ", "NUM"}
# Acts that a passive tells of as well as an active: a stance to the thing, not a deed with it.
STANCES = frozenset(("condemn", "criticise", "praise", "welcome", "reject", "deny", "oppose", "support"))
# Words after a cue in which its content must begin, the hearer and the noun phrase of an object counted in.
_AHEAD = 9


def hearer(a: Analysis, match: CueMatch) -> Token | None:
    """Who is told: an object of "tell", the phrase after "say to"."""
    if "hearer" in match.cue.takes and not match.cue.rest:
        found = a.children(match.verb, "iobj") or objects(a, match.verb)
    else:
        found = phrases.obliques(a, match.verb, ("to", "with"))
    return found[0] if found else None


def objects(a: Analysis, verb: int) -> list[Token]:
    """Objects after a verb in text order, with what the tree took for a second subject: "told [reporters] that"."""
    subjects = a.children(verb, "nsubj")
    second = subjects[1:] if subjects and subjects[0].i < verb else []
    return [t for t in sorted([*a.children(verb, "obj", "iobj"), *second], key=lambda t: t.i) if t.i > verb]


def find(a: Analysis, match: CueMatch, hearer: Token | None) -> tuple[str, tuple[Span, ...]]:
    """How the content hangs on the cue and where it is.

    Returns:
        The way (clause, infinitive, gerund, about, object; quote if it could only be a quotation; other if the object makes the
        verb tell of something else than speech) and the spans in text order, empty for the last two.
    """
    takes, verb = match.cue.takes, a.tokens[match.verb]
    bare = "hearer" not in takes or hearer is None  # in "warned Iran" the object is who is told, not what
    ways = (
        ("clause", _clause(a, match) if "clause" in takes else ()),
        ("clause", _fronted(a, verb) if takes & {"clause", "quote"} else ()),
        ("gerund", _gerund(a, verb) if "gerund" in takes else ()),
        ("infinitive", _infinitive(a, verb) if "infinitive" in takes else ()),
        ("about", _about(a, match) if "about" in takes else ()),
        ("object", _object(a, match) if "object" in takes and bare else ()),
        ("object", _patient(a, match) if "object" in takes and bare else ()),
    )
    for way, found in ways:
        if found:
            return way, _from_its_start(a, match, hearer, found)
    things = objects(a, match.verb)
    if "object" in takes and bare and things and not _fits(a, match.cue, things[0], _complements(a, match.verb, things[0])):
        return "other", ()
    return _linear(a, match)


def _from_its_start(a: Analysis, match: CueMatch, hearer: Token | None, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """Content after the cue from the first word of its noun phrase or clause: trees lose articles and objects."""
    first = a.tokens_in(content[0])[0].i
    if first <= match.last:
        return content
    kept = {t.i for t in a.subtree(hearer.i)} if hearer else set()
    while first - 1 > match.last and first - 1 not in kept and a.tokens[first - 1].upos in _NOMINAL:
        if a.tokens[first - 1].lower in EXPLETIVE:
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
    if not ahead or ahead[0].upos not in _NOMINAL or ahead[0].lower in EXPLETIVE or "hearer" in match.cue.takes:
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
            found = stretches.span_of(a, [t], _breaks(a, t), after=max([match.last, *that]))
            return _from_that(a, max(that, default=t.i), found)
    if match.cue.rest:  # "made clear that": the clause may hang on the last word
        for t in a.children(match.last, "ccomp", "acl", "csubj", "advcl"):
            if t.i > match.last and any(m.lower == "that" for m in a.children(t.i, "mark")):
                return stretches.span_of(a, [t], _breaks(a, t), after=match.last)
    return ()


def _from_that(a: Analysis, that: int, found: tuple[Span, ...]) -> tuple[Span, ...]:
    """A clause from the word after "that" on, where the tree hangs its first words elsewhere: "that [in May it had asked]"."""
    after = a.tokens[that + 1] if that + 1 < len(a.tokens) else None
    if not found or after is None or found[0].start <= after.start or after.upos == "PUNCT":
        return found
    return (Span(after.start, found[0].end), *found[1:])


def _fronted(a: Analysis, verb: Token) -> tuple[Span, ...]:
    """The sentence around the cue clause: "The talks failed, the minister said"."""
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
    """What is denied or admitted: "denied [having signed]"."""
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
    things = objects(a, match.verb)
    if not things:
        return _shared_object(a, match)
    first = things[0]
    rest = _complements(a, match.verb, first)
    if not _fits(a, match.cue, things[-1], rest):
        return ()
    return stretches.span_of(a, [*things, *rest], _breaks(a, first), after=match.last if match.last < first.i else match.verb)


def _patient(a: Analysis, match: CueMatch) -> tuple[Span, ...]:
    """What a passive tells of, if it names the speaker: "[The raid] was condemned by Oman"."""
    told = match.cue.act in STANCES and phrases.is_passive(a, match.verb) and phrases.agent(a, match.verb) is not None
    if not told or match.cue.needs or match.cue.objects:
        return ()
    patient = next((t for t in a.children(match.verb, "nsubj:pass") if t.i < match.verb and t.upos in ("NOUN", "PROPN")), None)
    return stretches.spans_of(a, [[t for t in a.subtree(patient.i) if t.i < match.verb]]) if patient is not None else ()


def _shared_object(a: Analysis, match: CueMatch) -> tuple[Span, ...]:
    """The object of the coordinated verb: "condemned and rejected [the raid]"."""
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
