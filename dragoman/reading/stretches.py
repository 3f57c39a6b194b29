"""Stretches of text for what a report says: from words of a tree to spans, whole phrases, clean edges."""

from __future__ import annotations

from collections.abc import Container, Iterable

from dragoman.analysis import Analysis, Token
from dragoman.reading import cues, media, phrases
from dragoman.text import Span

# Prepositions that carry on what was said ("thanked Oman [for] ...", "accused him [of] ..."); others tell when and where.
_COMPLEMENT = frozenset(
    "about against as between concerning for from into of on over regarding to toward towards upon with".split()
)
_BEFORE_NOUN = frozenset(("PROPN", "DET", "ADJ", "NOUN", "NUM"))
_BRIDGES = frozenset(("CCONJ", "ADV", "AUX", "SCONJ"))
_MODIFIERS = frozenset(("amod", "det", "nummod", "compound", "case", "nmod:poss", "mark", "aux"))
# Words after a comma in which a list must reach its "and".
_LIST = 16
_SETTING = frozenset(("in", "at", "on", "during", "after", "before", "since", "by"))


def span_of(a: Analysis, heads: Iterable[Token], without: set[int], after: int = -1) -> tuple[Span, ...]:
    words = sorted({w.i for h in heads for w in a.subtree(h.i)} - without)
    return spans_of(a, [[a.tokens[i] for i in words if i > after]])


def spans_of(a: Analysis, pieces: Iterable[list[Token]]) -> tuple[Span, ...]:
    """Each piece from its first to its last word, without punctuation at its ends and the "that" that opens it."""
    found = []
    for words in pieces:
        kept = trim(words)
        if kept:
            found.append(Span(kept[0].start, kept[-1].end))
    return tuple(found)


def stretch(a: Analysis, span: Span, verb: int | None) -> Span:
    """`span` up to the end of the phrase that it breaks off: a tree or tagger that loses a branch leaves half a phrase.

    It grows word by word until a phrase that hangs on the cue `verb` without being content; beyond punctuation and conjunctions
    where the tree hangs what follows on what is inside.
    """
    inside = a.tokens_in(span)
    if not inside or inside[-1].text in "”\"»''’’":
        return span
    outside = _outside(a, verb, inside[0]) if verb is not None else set()
    limit = a.sentences[inside[-1].sent].last
    last = inside[-1].i + 1
    while (
        last < limit and last != verb and (_is_open(a, last - 1) or (last not in outside and not _opens_setting(a, a.tokens[last])))
    ):
        if _ends_phrase(a.tokens[last]):
            grown = _joined_on(a, inside[0].i, last, limit, outside)
            if grown == last:
                break
            last = grown
        else:
            last += 1
    return Span(span.start, max(span.end, a.tokens[last - 1].end))


def noun_phrase(a: Analysis, span: Span, without: Container[int]) -> Span:
    """`span` with the nouns and names that go on after it and the words of its noun phrase before it.

    Args:
        without: words at which it stops: the cue.
    """
    inside = a.tokens_in(span)
    if not inside or inside[-1].upos == "PRON":
        return span
    first, last, sentence = inside[0].i, inside[-1].i, a.sentences[inside[0].sent]
    while last + 1 < sentence.last and last + 1 not in without and _goes_on(a, last + 1):
        last += 1
    while first > sentence.first and first - 1 not in without and a.tokens[first - 1].upos in _BEFORE_NOUN:
        first -= 1
    return Span(a.tokens[first].start, a.tokens[last].end)


def _goes_on(a: Analysis, i: int) -> bool:
    """Whether word `i` can follow within a name or compound: a noun, or a hyphen between two."""
    if a.tokens[i].text in "-‑–" and i + 1 < len(a.tokens) and a.tokens[i - 1].end == a.tokens[i].start:
        return a.tokens[i].end == a.tokens[i + 1].start
    return a.tokens[i].upos in ("PROPN", "NOUN")


def _is_open(a: Analysis, i: int) -> bool:
    """Whether a phrase cannot end with word `i`: a preposition, an article, a modifier of the word after it."""
    t = a.tokens[i]
    if t.lower in ("'s", "’s") and t.upos == "PART":
        return True
    if t.upos in ("ADP", "DET", "AUX", "SCONJ") and t.deprel not in ("compound:prt", "nsubj", "obj", "obl", "advmod"):
        return True
    return t.deprel in _MODIFIERS and i < t.head <= i + 3


def _joined_on(a: Analysis, first: int, last: int, limit: int, outside: set[int]) -> int:
    """The end of the branch that begins after the boundary at `last` and hangs on a word between `first` and it; else `last`."""
    listed = _list_end(a, last, limit)
    if listed is not None:
        return listed
    start = last
    while start < limit and a.tokens[start].upos in ("PUNCT", "CCONJ"):
        if a.tokens[start].text in ";:—–":
            return last
        start += 1
    heads = {t.head for t in a.tokens[first:last] if t.deprel == "nmod" and start <= t.head < limit} - outside
    if heads:
        return a.subtree(min(heads))[-1].i + 1
    for t in a.tokens[start:limit]:
        if first <= t.head < last and t.deprel not in ("punct", "parataxis"):
            below = a.subtree(t.i)
            words = {w.i for w in below}
            blocked = words & outside or (cues.at(a, t) is not None)
            return last if blocked or a.subtree(t.i)[0].i > start else below[-1].i + 1
    return last


def _opens_setting(a: Analysis, t: Token) -> bool:
    """Whether a phrase of when or where it was said begins at `t`: "on Friday"; not one that the tree hangs on a noun."""
    if t.upos not in ("ADP", "SCONJ"):
        return False
    head = a.tokens[t.head]
    if head.deprel == "nmod":
        return False
    return t.lower in _SETTING and (_is_time(head) or head.lemma in media.table("heads"))


def _is_time(t: Token) -> bool:
    """Whether a noun tells when: "on Friday", "last week", but not "on Founding Day"."""
    return t.lower in cues.calendar() and not (t.lower == "day" and t.text[0].isupper())


def _ends_phrase(t: Token) -> bool:
    return t.upos in ("PUNCT", "CCONJ") and t.text not in "-–'’%"


def _list_end(a: Analysis, last: int, limit: int) -> int | None:
    """The end of a list of names that goes on after the comma at `last`: "Chile[, Oman and Norway]"; None if none does."""
    if a.tokens[last].text != "," or a.tokens[last - 1].upos not in ("PROPN", "NOUN"):
        return None
    for t in a.tokens[last + 1 : min(last + _LIST, limit)]:
        if t.upos == "CCONJ" and a.tokens[t.i - 1].upos in ("PROPN", "NOUN", "PUNCT"):
            return t.i + 1 if t.i + 1 < limit and a.tokens[t.i + 1].upos in _BEFORE_NOUN else None
        if t.upos not in ("PROPN", "NOUN", "DET", "ADJ") and t.text != ",":
            return None
    return None


def _outside(a: Analysis, verb: int, word: Token) -> set[int]:
    """Words that hang on the cue but are no content: when and where it was said, what else was done; not the branch of `word`."""
    found = {verb, *(t.i for t in a.ancestors(verb) if t.i < verb)}
    for t in a.children(verb):
        if t.deprel.split(":")[0] in ("obl", "advmod", "advcl", "parataxis", "conj", "nsubj") and not carries_on(a, t):
            branch = _branch(a, t, verb)
            if word.i not in branch:
                found |= branch
    return found


def _branch(a: Analysis, t: Token, verb: int) -> set[int]:
    """The words below a dependent of `verb` that can be its own: a subject ends at the verb, what is joined begins at its "and"."""
    words = {w.i for w in a.subtree(t.i)}
    if t.deprel == "nsubj":
        return {i for i in words if (i < verb) == (t.i < verb)}
    joins = [c.i for c in a.children(t.i, "cc") if verb < c.i < t.i] if t.deprel == "conj" else []
    return {i for i in words if i >= max(joins)} if joins else words


def trim(words: list[Token]) -> list[Token]:
    start, end = 0, len(words)
    while start < end and (is_edge(words[start]) or (words[start].lower == "that" and words[start].deprel == "mark")):
        start += 1
    while end > start and is_edge(words[end - 1]):
        end -= 1
    return words[start:end]


def is_edge(t: Token) -> bool:
    return t.upos == "PUNCT" and t.text not in '“”"‘’()[]%'


def opens_with(a: Analysis, t: Token, preps: frozenset[str]) -> bool:
    return any(c.lower in preps and c.i < t.i for c in a.children(t.i, "case", "mark"))


def carries_on(a: Analysis, t: Token) -> bool:
    """Whether a dependent of a cue verb belongs to its content: objects, complements, "for its help", but not "on Friday"."""
    if t.deprel in ("obj", "xcomp", "ccomp"):
        return True
    first = a.subtree(t.i)[0]
    opening = [c.lower for c in a.children(t.i, "case", "mark") if c.i < t.i] or [first.lower] * (first.upos == "ADP")
    if _is_time(t) and (not opening or opening[0] in _SETTING):
        return False
    if t.deprel.split(":")[0] not in ("obl", "advcl") or a.tokens[first.i - 1].lower == ",":
        return False
    return bool(_COMPLEMENT.intersection(opening)) or phrases.infinitive(a, t.i)


def without_next_act(a: Analysis, spans: Iterable[Span], verb: int) -> tuple[Span, ...]:
    """The spans up to a verb coordinated with the cue `verb`: "underscored [his interest] and discussed trade"."""
    found = tuple(spans)
    chain = [verb]
    while a.tokens[chain[-1]].deprel == "conj" and a.tokens[chain[-1]].head < chain[-1]:
        chain.append(a.tokens[chain[-1]].head)
    for t in (c for v in chain for c in a.children(v, "conj") if c.i > verb):
        if "VerbForm=Fin" not in t.feats or not any(s.start < t.start < s.end for s in found):
            continue
        own = (
            [w.i for s in phrases.conjuncts(a, subject.i) for w in a.subtree(s.i)]
            if (subject := phrases.subject_child(a, t.i))
            else []
        )
        first = a.tokens[min([t.i, *own])]
        if a.tokens[first.i - 1].upos == "CCONJ":
            found = before(a, found, first.start)
    return found


def before(a: Analysis, spans: Iterable[Span], offset: int) -> tuple[Span, ...]:
    """The spans up to `offset`, without the comma, conjunction and adverbs in front of it."""
    found = []
    for span in spans:
        words = [t for t in a.tokens_in(span) if t.end <= offset]
        while words and (is_edge(words[-1]) or words[-1].upos in _BRIDGES or words[-1].lower in ("to", "with")):
            words.pop()
        if words:
            found.append(Span(max(span.start, words[0].start), words[-1].end))
    return tuple(found)
