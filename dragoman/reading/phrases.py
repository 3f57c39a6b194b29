"""Phrases and grammatical relations of a dependency tree, as verbatim stretches of the document.

Every function is pure; words are indexes into `Analysis.tokens`. A phrase is contiguous: it runs from its first to its last
word and leaves out what would only lengthen it (relative clauses, asides, adverbial clauses).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dragoman.analysis import Analysis, Token
from dragoman.reading.lemmas import lemma
from dragoman.text import Span

_ASIDES = frozenset(
    ("acl:relcl", "appos", "parataxis", "punct", "advcl", "advcl:relcl", "discourse", "dep", "list", "orphan", "vocative")
)
_COORDINATION = frozenset(("conj", "cc", "cc:preconj"))
_OPENING = frozenset(("case", "mark", "cc", "punct", "cc:preconj"))
_BOUNDARIES = frozenset(", ; : — – ( who which as while because where when including since if".split())
_RELATIVE = frozenset(("who", "which", "that", "whom"))
GENITIVES = frozenset(("'s", "’s", "'", "’"))
_NEGATIONS = frozenset(("not", "n't", "n’t", "never", "neither", "nor"))
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "DET", "X"))


def _within(a: Analysis, i: int, pruned: Collection[str]) -> list[Token]:
    """Word `i` and what hangs below it, without branches whose relation is in `pruned`; text order."""
    found, todo = [], [i]
    while todo:
        at = todo.pop()
        found.append(at)
        todo.extend(t.i for t in a.children(at) if t.deprel not in pruned)
    return [a.tokens[j] for j in sorted(found)]


def run(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words up to the first boundary of a clause, without function words at either end: a phrase by word order alone."""
    kept: list[Token] = []
    for t in tokens:
        if t.lower in _BOUNDARIES and len(kept) > 2:
            break
        kept.append(t)
    while kept and kept[0].upos in ("ADP", "PART", "SCONJ", "CCONJ", "PUNCT"):
        kept.pop(0)
    while kept and kept[-1].upos in ("DET", "ADP", "PART", "SCONJ", "CCONJ", "PUNCT", "ADV"):
        kept.pop()
    return tuple(kept)


def _whole(a: Analysis, span: Span) -> Span:
    """A span that ends or begins at the hyphen inside a word ("re" of "re-launch") is drawn out to the whole word."""
    text, start, end = a.doc.text, span.start, span.end
    while end < len(text) and text[end] in "-‑" and end + 1 < len(text) and text[end + 1].isalnum():
        end += 1
        while end < len(text) and text[end].isalnum():
            end += 1
    while start > 1 and text[start - 1] in "-‑" and text[start - 2].isalnum():
        start -= 1
        while start > 0 and text[start - 1].isalnum():
            start -= 1
    return Span(start, end)


def _trimmed(tokens: list[Token], head: int) -> Span:
    """From the first to the last word, without the prepositions, conjunctions and marks that open the phrase of `head`."""
    kept = [t for t in tokens if not (t.i < head and t.deprel in _OPENING and t.head == head) and t.upos != "PUNCT"]
    return Span(kept[0].start, kept[-1].end) if kept else Span(tokens[0].start, tokens[-1].end)


def noun_phrase(a: Analysis, i: int, conjuncts: bool = False) -> Span:
    """The noun phrase headed by word `i`: determiners and modifiers before it, prepositional phrases and infinitives after it.

    "support for [the people of Burma] as they seek ...": relative and adverbial clauses, asides and, unless `conjuncts`,
    coordinated phrases are left out, so is the preposition that governs the phrase.
    """
    pruned = _ASIDES if conjuncts else _ASIDES | _COORDINATION
    top = [t for t in a.children(i) if t.deprel not in pruned and t.deprel not in ("cop", "nsubj", "aux", "csubj")]
    words = [a.tokens[i], *(w for t in top for w in _within(a, t.i, _ASIDES))]
    return _trimmed(sorted(words, key=lambda t: t.i), i)


def verb_phrase(a: Analysis, i: int, conjuncts: bool = False) -> Span:
    """The verb `i` with its objects and complements, without subject, auxiliaries, marks and adverbial clauses.

    "urged Russia to [de-escalate tensions with Ukraine]".
    """
    pruned = _ASIDES if conjuncts else _ASIDES | _COORDINATION
    words = [a.tokens[i]]
    for t in a.children(i):
        if t.i > i and t.deprel not in pruned and not t.deprel.startswith(("nsubj", "csubj")):
            words.extend(_within(a, t.i, _ASIDES))
    return _trimmed(sorted(words, key=lambda t: t.i), i)


def clause(a: Analysis, i: int) -> Span:
    """The clause of the predicate `i` with subject and complements, without coordinated and adverbial clauses and asides."""
    words = [a.tokens[i]]
    for t in a.children(i):
        if t.deprel not in _ASIDES and not (t.deprel in _COORDINATION and t.upos not in _NOMINAL):
            words.extend(_within(a, t.i, _ASIDES))
    return _trimmed(sorted(words, key=lambda t: t.i), i)


def phrase(a: Analysis, i: int) -> Span:
    """The noun phrase of a noun, the verb phrase of a verb; by word order where the tree gives a verb no complement."""
    t = a.tokens[i]
    if t.upos not in ("VERB", "AUX") or t.deprel in ("nmod", "compound") or nominal(t):
        return _whole(a, noun_phrase(a, i))
    found = verb_phrase(a, i)
    words = a.tokens_in(found)
    if words[-1].upos in ("VERB", "AUX", "ADV"):
        sentence = a.sentences[t.sent]
        longer = run(a.tokens[i : sentence.last])
        found = Span(found.start, longer[-1].end) if longer and longer[-1].end > found.end else found
    return _whole(a, found)


def conjuncts(a: Analysis, i: int) -> list[Token]:
    """Word `i` and the words coordinated with it, text order."""
    return [a.tokens[i], *a.children(i, "conj")]


def case_of(a: Analysis, i: int) -> str:
    """The preposition of word `i` in lower case, several joined by a blank ("because of"); "" if none."""
    found = [t for t in a.children(i, "case") if t.i < i and t.upos != "PART"] or _beside(a, i)
    return " ".join(w.lower for t in found for w in [t, *a.children(t.i, "fixed")])


def _beside(a: Analysis, i: int) -> list[Token]:
    """A preposition right before the phrase of word `i` that the tree hangs on the same word as the phrase."""
    first = a.subtree(i)[0].i
    before = a.tokens[first - 1] if first else None
    return [before] if before is not None and before.upos == "ADP" and before.head == a.tokens[i].head and before.i != i else []


def obliques(a: Analysis, i: int, prepositions: Collection[str]) -> list[Token]:
    """Heads of the prepositional phrases on word `i` that one of `prepositions` opens, text order.

    A phrase right after an object belongs to it where the tree hangs it on the verb: "issued a warning [to Chile]".
    """
    found = [t for t in a.children(i, "obl", "nmod") if t.deprel != "nmod:poss" and case_of(a, t.i) in prepositions]
    word = a.tokens[i]
    if not found and word.deprel in ("obj", "nsubj:pass") and word.head != i:
        beside = [t for t in a.children(word.head, "obl", "nmod") if t.i > i and case_of(a, t.i) in prepositions]
        found = [t for t in beside if any(c.i == i + 1 for c in a.children(t.i, "case"))]
    return found


def possessors(a: Analysis, i: int) -> list[Token]:
    """Whose: "Russia" in "Russia's war", "its" in "its war"; by word order where the tree hangs it elsewhere."""
    found = [
        t
        for t in a.children(i)
        if t.deprel == "nmod:poss" or (t.i < i and any(c.lower in GENITIVES for c in a.children(t.i, "case")))
    ]
    if found:
        return found
    at = i - 1
    while at > 0 and i - at < 6 and a.tokens[at].upos in ("ADJ", "NOUN", "ADV", "NUM") and a.tokens[at].sent == a.tokens[i].sent:
        at -= 1
    return [a.tokens[at - 1]] if at > 0 and a.tokens[at].lower in GENITIVES and a.tokens[at].upos == "PART" else []


def possessor(a: Analysis, i: int) -> Token | None:
    """The first of the possessors of word `i`."""
    found = possessors(a, i)
    return found[0] if found else None


def is_passive(a: Analysis, i: int) -> bool:
    """ "was bombed", "has been agreed", and participles after a noun ("arrested by")."""
    t = a.tokens[i]
    if any(c.deprel in ("nsubj:pass", "aux:pass", "csubj:pass") for c in a.children(i)):
        return any(c.lemma in ("be", "get") for c in a.children(i, "aux")) or not a.children(i, "obj")
    if t.deprel == "conj" and a.tokens[t.head].upos == "VERB" and not a.children(i, "nsubj") and "VerbForm=Part" in t.feats:
        return is_passive(a, t.head) and "Tense=Past" in t.feats
    return (
        t.deprel in ("acl", "amod", "acl:relcl")
        and "VerbForm=Part" in t.feats
        and "Tense=Past" in t.feats
        and not subject_child(a, i)
    )


def antecedent(a: Analysis, t: Token) -> Token:
    """The noun that a relative pronoun stands for; any other word is itself."""
    if t.lower in _RELATIVE and a.tokens[t.head].deprel.startswith("acl"):
        return a.tokens[a.tokens[t.head].head]
    return t


def subject_child(a: Analysis, i: int) -> Token | None:
    """The subject that hangs on word `i` itself, a relative pronoun replaced by the noun it stands for."""
    found = a.children(i, "nsubj", "csubj")
    return antecedent(a, found[0]) if found else None


def subject(a: Analysis, i: int, depth: int = 6) -> Token | None:
    """Who does what word `i` says, also where the subject stands further up.

    "They met and [agreed]", "asked Iran to [stop]", "troops [battling] rebels", "plans to [withdraw]", "..., [saying] that".
    """
    own = subject_child(a, i)
    t = a.tokens[i]
    if own is not None or depth == 0 or t.head == i:
        return own
    head = a.tokens[t.head]
    if t.deprel == "conj":
        above = governor(a, head.i) if t.upos == "VERB" and nominal(head) else head.i  # hung on the object of its verb
        return subject(a, above, depth - 1)
    if t.deprel == "xcomp":
        objects = a.children(head.i, "obj", "iobj")
        return objects[0] if objects and objects[0].i < i else subject(a, head.i, depth - 1)
    if t.deprel.startswith("acl"):
        if "VerbForm=Inf" in t.feats or any(m.lower == "to" for m in a.children(i, "mark")):
            return possessor(a, head.i) or subject(a, governor(a, head.i), depth - 1)
        return head
    if t.deprel.startswith("advcl"):
        return subject(a, head.i, depth - 1) if head.upos in ("VERB", "AUX", "ADJ") or a.children(head.i, "cop") else None
    return None


def governor(a: Analysis, i: int) -> int:
    """The nearest verb above word `i`; the root of its sentence if there is none."""
    last = i
    for t in a.ancestors(i):
        last = t.i
        if t.upos == "VERB" and not nominal(t):
            break
    return last


def agent(a: Analysis, i: int) -> Token | None:
    """The "by" phrase of a passive or an event noun."""
    found = obliques(a, i, ("by",)) or a.children(i, "obl:agent")
    return found[0] if found else None


def negated(a: Analysis, i: int) -> bool:
    """ "did not agree", "has no intention", "neither side agreed"; negation of a higher verb does not count."""
    for t in a.children(i):
        if t.lower in _NEGATIONS and t.deprel in ("advmod", "cc", "cc:preconj"):
            return True
        if t.deprel == "det" and t.lower in ("no", "neither"):
            return True
        if t.deprel in ("nsubj", "nsubj:pass") and any(d.lower in ("no", "neither") for d in a.children(t.i, "det")):
            return True
        if t.deprel == "obl" and t.i < i and any(d.lower == "no" for d in a.children(t.i, "det")):
            return True  # "under no circumstances", "at no time"
    return False


_SPELLED = {"'ll": "will", "’ll": "will", "wo": "will", "'d": "would", "’d": "would", "ca": "can"}
_BOUND = {"am": "will", "is": "will", "are": "will", "was": "would", "were": "would"}


def auxiliaries(a: Analysis, i: int) -> tuple[str, ...]:
    """Lower-case auxiliaries of word `i` ("will", "must"), contractions spelled out; those of a coordinated verb are shared.

    That of "is to withdraw" is "will", of "was to withdraw" "would".
    """
    to = _marked_to(a, i)
    told = [(t, _SPELLED.get(t.lower, t.lower)) for t in a.children(i, "aux")]
    found = tuple(_BOUND.get(word, word) if t.i < to else word for t, word in told)
    t = a.tokens[i]
    if not found and t.deprel == "conj" and a.tokens[t.head].upos in ("VERB", "AUX") and not a.children(i, "nsubj"):
        return auxiliaries(a, t.head)
    return found


def infinitive(a: Analysis, i: int) -> bool:
    """ "to withdraw"; not "is to withdraw", which tells what will be."""
    to = _marked_to(a, i)
    return to >= 0 and not any(t.lower in _BOUND and t.i < to for t in a.children(i, "aux"))


def _marked_to(a: Analysis, i: int) -> int:
    """The "to" of an infinitive; -1 if there is none."""
    return next((t.i for t in a.children(i, "mark") if t.lower == "to" and t.upos == "PART"), -1)


def noun_lemma(t: Token) -> str:
    """The lemma of a word as a noun, whatever its tag."""
    return t.lemma if t.upos == "NOUN" else lemma(t.text, "NOUN")


def nominal(t: Token) -> bool:
    """Whether a word stands as a common noun; a name in lower case ("the signing") is one."""
    return t.upos == "NOUN" or (t.upos == "PROPN" and t.text.islower())


def acts_elsewhere(a: Analysis, source: Span, cue: Span) -> bool:
    """Whether a source of `cue` is the agent of another verb: "said the team had been led [by Lund], and [revealed] that"."""
    head = a.head_of(source)
    if head is None or not head.deprel.startswith("obl") or case_of(a, head.i) != "by":
        return False
    return not cue.covers(a.tokens[head.head].span)
