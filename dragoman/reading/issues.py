"""The phrase that names an issue: short, verbatim, inside one sentence and one quotation; None where the words name none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.act_rules import words
from dragoman.text import Span

# Words of the longest issue; a longer one is cut before the last preposition, conjunction or mark within this length.
LONGEST = 24
# A cut leaves at least so many words.
_SHORTEST = 5
# Words of a quotation that only marks a term.
_SCARE = 2
# Words of a deed that says little without its purpose.
_SHORT_DEED = 4
# Words of a quotation inside an issue, marks included.
_QUOTED = 10
# Words after an owner among which what is owned is looked for.
_OWNED = 4
# Words of each of several matters that stand side by side.
_PART = 3
# An issue has a word that names something; "it" and "this" do not.
_NAMING = frozenset(("NOUN", "PROPN", "VERB", "NUM"))
_OPENING = frozenset(("CCONJ", "PUNCT", "ADP", "SCONJ"))
_DANGLING = frozenset(("CCONJ", "PUNCT", "ADP", "SCONJ", "DET", "PART"))
_CUTS = frozenset(("ADP", "CCONJ", "SCONJ", "PUNCT"))
_QUOTES = {"“": "”", '"': '"', "‘": "’", "«": "»"}
_OWNERS = frozenset("my our your his her its their this that these those such".split())


def name(a: Analysis, span: Span) -> Span | None:
    """The part of `span` that names the issue.

    Leading conjunctions and prepositions ("but", "not only", "in"), what goes beyond a quotation mark or the sentence, and the
    tail of a long phrase are left out. "his view" and "it" name nothing: None.
    """
    inside = a.tokens_in(span)
    tokens = _within_marks(a, [t for t in inside if t.sent == inside[0].sent])
    tokens = _owned(a, _trimmed(_short(_one_clause(a, _trimmed(tokens)))))
    if not any(t.upos in _NAMING for t in tokens) or _vague(tokens) or _empty(tokens):
        return None
    return Span(tokens[0].start, tokens[-1].end)


def _owned(a: Analysis, tokens: list[Token]) -> list[Token]:
    """ "Chile's [reform plans]": an owner alone names nothing; what is owned follows in the next words."""
    if not tokens or not _genitive(tokens[-1]):
        return tokens
    after = a.tokens[tokens[-1].i + 1 : tokens[-1].i + 1 + _OWNED]
    nouns = [t for t in after if t.upos in ("NOUN", "PROPN") and t.sent == tokens[0].sent]
    if not nouns or any(t.upos not in ("ADJ", "NOUN", "PROPN", "NUM", "ADV") for t in after[: nouns[0].i - tokens[-1].i]):
        return tokens[:-1]
    last = nouns[0].i
    while last + 1 < len(a.tokens) and a.tokens[last + 1].upos in ("NOUN", "PROPN") and a.tokens[last + 1].sent == tokens[0].sent:
        last += 1
    return [*tokens, *a.tokens[tokens[-1].i + 1 : last + 1]]


def _vague(tokens: list[Token]) -> bool:
    """ "his view", "this matter", "the importance", "which fell", "last Thursday"; "these attacks" is an issue."""
    if all(t.lower in words("days") or t.upos in ("NUM", "DET", "PUNCT") for t in tokens):
        return True
    if tokens[0].lower in ("which", "who", "whom") or (len(tokens) <= 2 and tokens[-1].lemma in words("wrappers")):
        return True
    pointed = tokens[0].lower in ("this", "these", "those") and tokens[1:] and tokens[1].lemma in words("deeds")
    return len(tokens) == 2 and _points(tokens[0]) and not pointed and tokens[1].lemma in words("empty_owned")


def _empty(tokens: list[Token]) -> bool:
    """ "do it", "help", "continue to do so": verbs that say nothing without an object, with none but a pronoun."""
    return tokens[0].lemma in words("empty") and all(
        t.upos in ("PRON", "ADV", "DET", "PART") or t.lower in ("same", "so") or t.lemma in words("empty") for t in tokens[1:]
    )


def unwrapped(a: Analysis, span: Span) -> tuple[Span, str | None]:
    """ "the importance of [keeping talks]", "the need to [reopen]": the matter, and the wrapping noun; None if there is none."""
    tokens = a.tokens_in(span)
    for n, t in enumerate(tokens[:4]):
        if t.lemma in words("wrappers") and n + 2 < len(tokens) and tokens[n + 1].lower in ("of", "for", "to"):
            return Span(tokens[n + 2].start, span.end), t.lemma
    return span, None


def told(a: Analysis, span: Span) -> Span:
    """ "reports [that Chile closed the harbour]": what is told, not the word for telling."""
    head = a.head_of(span)
    if head is None or head.lemma not in words("tellings"):
        return span
    below = [*a.children(head.i, "acl", "ccomp"), *a.children(head.head, "ccomp")]
    clauses = [c for c in below if c.i > head.i and a.children(c.i, "nsubj")]
    return phrases.clause(a, clauses[0].i) if clauses else span


def parts(a: Analysis, span: Span) -> list[Span]:
    """ "[end the siege] and [free the sailors]", "[a lasting truce] and [a return to talks]": each coordinated matter by itself.

    "the unity and independence of Chile" and "keep and widen trade" are one: what is coordinated there is no phrase alone.
    """
    tokens = a.tokens_in(span)
    head = a.head_of(span)
    if head is None or len(tokens) < 2 * _PART:
        return [span]
    starts = [s for t in tokens if t.deprel == "conj" and t.i > head.i and (s := _part_start(a, t)) is not None]
    edges = [span.start, *(a.tokens[s].start for s in sorted(set(starts)) if a.tokens[s].start > span.start), span.end]
    cut = [_without_link(a.tokens_in(Span(x, y))) for x, y in pairwise(edges)]
    if len(cut) < 2 or any(len(part) < _PART for part in cut):
        return [span]
    return [Span(part[0].start, part[-1].end) for part in cut]


def _part_start(a: Analysis, t: Token) -> int | None:
    """The first word of a coordinated phrase that can stand alone: a verb with a complement, a noun with its own determiner."""
    own = [w for w in a.subtree(t.i) if w.i <= t.i and w.deprel not in ("cc", "punct") and w.head == t.i]
    first = min([w.i for w in own] + [t.i])
    if t.upos != "VERB" and not (_determined(a, t) and _determined(a, a.tokens[t.head])):
        return None
    return first if len([w for w in a.subtree(t.i) if w.upos != "PUNCT" and w.deprel != "cc"]) >= _PART else None


def _determined(a: Analysis, t: Token) -> bool:
    return any(c.i < t.i for c in a.children(t.i, "det", "nmod:poss"))


def _without_link(tokens: Sequence[Token]) -> list[Token]:
    kept = list(tokens)
    while kept and (kept[-1].upos in ("CCONJ", "PUNCT") or kept[-1].deprel == "cc" or kept[-1].lower == "well"):
        kept.pop()
    return kept


def with_purpose(a: Analysis, span: Span) -> Span:
    """ "begin talks [to end the war]": a short deed names its matter only with what it is for.

    "work with partners to [end the war]", "act by [cutting supplies]": work itself is no matter at all.
    """
    tokens = a.tokens_in(span)
    work = _work(a, span)
    if work is not None:
        return work
    after = a.tokens[tokens[-1].i + 1 : tokens[-1].i + 4] if tokens and len(tokens) <= _SHORT_DEED else ()
    to = next((t for n, t in enumerate(after) if t.lower == "to" and t.upos == "PART" and n in (0, 2)), None)
    if to is None or tokens[0].upos != "VERB" or (to is not after[0] and after[0].lower != "in"):
        return span
    verb = a.tokens[to.head]
    return Span(span.start, phrases.phrase(a, verb.i).end) if verb.i > to.i and verb.sent == tokens[0].sent else span


def _work(a: Analysis, span: Span) -> Span | None:
    """What "work", "act" or "continue to work" is for, or done by."""
    verb = a.head_of(span)
    while verb is not None and verb.lemma == "continue":
        verb = next(iter(a.children(verb.i, "xcomp")), None)
    if verb is None or verb.upos != "VERB" or verb.lemma not in words("work"):
        return None
    for c in a.children(verb.i, "advcl", "xcomp"):
        if c.i > verb.i and (
            phrases.infinitive(a, c.i) or any(m.lower in ("by", "towards", "toward") for m in a.children(c.i, "mark"))
        ):
            found = phrases.phrase(a, c.i)
            several = a.children(c.i, "conj")
            return Span(found.start, max(found.end, *(phrases.phrase(a, k.i).end for k in several))) if several else found
    return None


def with_relative(a: Analysis, span: Span) -> Span:
    """ "actions [that endanger the peace]": a bare noun names its matter only with the clause that follows it.

    "a deal aimed [at bringing Chile closer]": nor does a participle without what it is for.
    """
    tokens = a.tokens_in(span)
    last = tokens[-1]
    aims = [c for c in a.children(last.i, "advcl", "obl", "xcomp") if c.i > last.i] if last.lemma in words("aiming") else []
    if aims:
        return Span(span.start, phrases.phrase(a, aims[0].i).end)
    head = a.head_of(span)
    if head is None or head.upos != "NOUN" or len([t for t in tokens if t.upos != "DET"]) > 1:
        return span
    below = [w for c in a.children(head.i, "acl:relcl", "acl") if c.i > head.i for w in a.subtree(c.i)]
    return Span(span.start, below[-1].end) if below and below[0].i == tokens[-1].i + 1 else span


def _points(t: Token) -> bool:
    return t.lower in _OWNERS


def _within_marks(a: Analysis, tokens: list[Token]) -> list[Token]:
    """Up to a mark that closes a quotation opened before; one that opens inside goes on to its end, or is cut off."""
    opened: int | None = None
    for n, t in enumerate(tokens):
        if opened is None and t.text in _QUOTES:
            opened = n
        elif opened is not None and t.text == _QUOTES[tokens[opened].text]:
            opened = None
        elif t.text in _QUOTES.values() and t.text != "’":
            before = a.tokens[tokens[0].i - 1] if tokens[0].i else None
            scare = n <= _SCARE and n + 1 < len(tokens) and before is not None and before.text in _QUOTES
            if not scare or before is None:
                return tokens[:n]
            tokens, opened = [before, *tokens], None  # "“derailing” its reforms"
            return tokens
    if opened is None:
        return tokens
    last = a.sentences[tokens[0].sent].last
    rest = a.tokens[tokens[-1].i + 1 : min(last, tokens[opened].i + _QUOTED)]
    closed = next((t.i for t in rest if t.text == _QUOTES[tokens[opened].text]), None)
    if closed is not None:
        return [*tokens, *a.tokens[tokens[-1].i + 1 : closed + 1]]
    return tokens[:opened] or tokens[1:]


def _one_clause(a: Analysis, tokens: list[Token]) -> list[Token]:
    """Up to an "and" that opens a clause of its own."""
    for n, t in enumerate(tokens):
        if n and t.lower in ("and", "but") and t.head > t.i and _opens_clause(a, tokens[0], a.tokens[t.head]):
            return tokens[:n]
    return tokens


def _opens_clause(a: Analysis, first: Token, verb: Token) -> bool:
    """A coordinated verb with its own subject, or a finite one after a phrase that begins with none."""
    if verb.upos == "VERB" and verb.deprel == "conj" and verb.head < first.i and phrases.subject_child(a, verb.i) is None:
        return not phrases.infinitive(a, verb.i) and "VerbForm=Inf" not in verb.feats  # "had agreed to meet, and accused ..."
    finite = "VerbForm=Fin" in verb.feats and verb.upos == "VERB" and "VerbForm=Fin" not in first.feats
    return bool(a.children(verb.i, "nsubj")) or finite


def _opens(tokens: list[Token]) -> bool:
    """Whether the first word only leads to the phrase; a mark that is closed before the end belongs to it."""
    t = tokens[0]
    if t.text in _QUOTES and any(w.text == _QUOTES[t.text] for w in tokens[1:-1]):
        return False
    return t.upos in _OPENING or t.lower in ("not", "only", "also", "both", "to")


def _trimmed(tokens: list[Token]) -> list[Token]:
    first, last = 0, len(tokens)
    while first < last and (_opens(tokens[first:last]) or _genitive(tokens[first])):
        first += 1
    while last > first and _dangles(tokens[last - 1]):
        last -= 1
    return tokens[first:last]


def _dangles(t: Token) -> bool:
    """Opens what is not there: not the particle of "step down", not a mark that closes a quotation."""
    return t.upos in _DANGLING and not _genitive(t) and t.deprel != "compound:prt" and t.text not in _QUOTES.values()


def _genitive(t: Token) -> bool:
    return t.lower in phrases.GENITIVES


def _short(tokens: list[Token]) -> list[Token]:
    if len(tokens) <= LONGEST:
        return tokens
    loose = {n for n in range(1, len(tokens)) if tokens[n - 1].end < tokens[n].start or tokens[n].text in ",;:"}
    cuts = [
        n
        for n, t in enumerate(tokens[: LONGEST + 1])
        if n >= _SHORTEST and (t.upos in _CUTS or t.lower == "to") and not _genitive(t) and n in loose
    ]
    return tokens[: cuts[-1]] if cuts else tokens[:LONGEST]
