"""How sure everybody is: the author of what was said, of its being said at all, and the speaker of what it says.

Three fields of a statement, each from rows of `rules/cues/hedges.yaml`: `author_distance` and `hedge` by words outside of what was
said, `certainty` (after FactBank) by the main clause of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases, quotes
from dragoman.reading.cues import Cue
from dragoman.record import Certainty, Distance
from dragoman.text import Span

_FILE = "rules/cues/hedges.yaml"
_LISTS = {
    "distances": ("distance", "cues", "unless", "adverbs", "inside"),
    "hedges": ("adverbs", "verbs", "passives"),
    "certainties": ("certainty", "auxiliaries", "adverbs", "heads", "cues", "own"),
}
_HYPHENED = re.compile(r"\w+-\w+")
# Words on either side of the cue's verb among which an adverb of it can stand: "has, the paper says, reportedly told".
_BESIDE = 4
_PRONOUNS = frozenset(("i", "we", "he", "she", "they", "it"))
_ASKING = frozenset(("whether", "if"))
# Main verbs of the speaker's own by which something is wished and not claimed: "we hope that ..."
_WISHES = frozenset(("hope", "wish", "want", "urge", "ask", "thank", "let", "congratulate", "pray", "call"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its value ("distanced", "possible"; "" for hedges) and its words by key."""

    value: str
    words: dict[str, frozenset[str]]

    def has(self, key: str, word: str) -> bool:
        return word in self.words.get(key, ())


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of one list of the file.

    Raises:
        RuleError: if a row has a key that nothing reads.
    """
    found = []
    for n, raw in enumerate(data.load_yaml(_FILE)[name], 1):
        data.check_keys(raw, (*_LISTS[name], "yes", "no"), f"{_FILE}: {name}, row {n}")
        value = "" if name == "hedges" else raw[_LISTS[name][0]]
        found.append(Row(value, {key: frozenset(words) for key, words in raw.items() if isinstance(words, list)}))
    return tuple(found)


@cache
def _words(key: str) -> frozenset[str]:
    """One of the plain lists of the file."""
    return frozenset(data.load_yaml(_FILE)[key])


# ---------------------------------------------------------------------------------------------------- the author
def distance(a: Analysis, index: quotes.Index, verb: int | None, cue: Span | None, content: Sequence[Span]) -> Distance:
    """How the author presents a statement.

    Args:
        verb: index of the cue's verb, None if it has none.
    """
    beside = _beside(a, verb, content)
    told = a.tokens_in(cue) if cue else ()
    plain = [t for c in content for t in a.tokens_in(c) if index.at(t.start) is None] if verb is not None else []
    for row in rows("distances"):
        by_cue = any(_is_cue(a, row, t) for t in told)
        if by_cue or any(row.has("adverbs", t.lower) for t in beside) or any(row.has("inside", _word(a, t)) for t in plain):
            return "distanced" if row.value == "distanced" else "endorsed"
    return "neutral"


def _is_cue(a: Analysis, row: Row, t: Token) -> bool:
    """Whether a word of the cue is one of the row's, alone or with the word after it ("point out")."""
    after = a.tokens[t.i + 1].lower if t.i + 1 < len(a.tokens) else ""
    return (row.has("cues", t.lemma) and not row.has("unless", after)) or row.has("cues", f"{t.lemma} {after}")


def _word(a: Analysis, t: Token) -> str:
    """A word with what hyphens join to it: "so-called"."""
    found = _HYPHENED.match(a.doc.text, t.start)
    return found.group().lower() if found else t.lower


def _beside(a: Analysis, verb: int | None, content: Sequence[Span]) -> list[Token]:
    """The adverbs of the cue's verb: near it, in its sentence, outside of what was said."""
    if verb is None:
        return []
    sentence = a.sentences[a.tokens[verb].sent]
    near = a.tokens[max(sentence.first, verb - _BESIDE) : min(sentence.last, verb + _BESIDE + 1)]
    return [t for t in near if t.upos == "ADV" and not any(c.covers(t.span) for c in content)]


def hedge(a: Analysis, verb: int | None, content: Sequence[Span]) -> Span | None:
    """The words that make it uncertain that something was said: "reportedly", "is said to have"."""
    if verb is None:
        return None
    outer = a.tokens[a.tokens[verb].head] if a.tokens[verb - 1].lower != "as" else a.tokens[max(verb - 2, 0)]
    as_saying = a.tokens[verb - 1].lower == "as" and outer.i < verb
    governs = as_saying or (outer.i < verb and a.tokens[verb].deprel in ("xcomp", "ccomp") and phrases.infinitive(a, verb))
    for row in rows("hedges"):
        adverb = next((t for t in _beside(a, verb, content) if row.has("adverbs", t.lower)), None)
        if adverb is not None:
            return adverb.span
        if governs and (row.has("verbs", outer.lemma) or (row.has("passives", outer.lemma) and phrases.is_passive(a, outer.i))):
            first = min([outer.i, *(t.i for t in a.children(outer.i, "aux", "aux:pass") if t.i < outer.i)])
            return Span(a.tokens[first].start, a.tokens[verb - 1].end)
    return None


def negated(a: Analysis, verb: int | None) -> bool:
    """Whether the text says that it was not said: "did not say whether", "declined to confirm that", "without saying when"."""
    if verb is None:
        return False
    before = a.tokens[verb - 1] if verb and a.tokens[verb - 1].sent == a.tokens[verb].sent else None
    if phrases.negated(a, verb) or (before is not None and before.lower == "without"):
        return True
    head = a.tokens[a.tokens[verb].head]
    return phrases.infinitive(a, verb) and head.i < verb and head.lemma in _words("declining")


def is_hedged(a: Analysis, verb: Token) -> bool:
    """Whether a verb in the infinitive tells of what is only said, or seems, to have been done: "is said to have warned"."""
    return hedge(a, verb.i, ()) is not None and phrases.infinitive(a, verb.i)


# ---------------------------------------------------------------------------------------------------- the speaker
def certainty(a: Analysis, act: str | None, row: Cue | None, cue: Span | None, content: Sequence[Span]) -> Certainty | None:
    """How sure the speaker is of what the content says; None if it claims nothing.

    Args:
        row: of the cue, in the table of cues.
    """
    head = _main(a, content)
    if act in _words("not_claims") or head is None or _claims_nothing(a, head, content):
        return None
    if phrases.nominal(head) and not a.children(head.i, "cop", "nsubj") and _is_topic(a, row, head, content[0]):
        return None
    near = [head, *a.children(head.i, "aux", "advmod", "cop")]
    told = a.tokens_in(cue) if cue else ()
    for rule in rows("certainties"):
        by_words = any((rule.has("auxiliaries", t.lower) and t.upos == "AUX") or rule.has("adverbs", t.lower) for t in near)
        if by_words or _lowers(a, rule, head) or any(rule.has("cues", t.lemma) for t in told):
            return "possible" if rule.value == "possible" else "probable"
    return "certain"


def _main(a: Analysis, content: Sequence[Span]) -> Token | None:
    """The head of the first clause of what was said."""
    for span in content:
        sentence = a.sentence_at(span.start)
        first = Span(span.start, min(span.end, sentence.end)) if sentence else span
        head = a.head_of(first) if first.start < first.end else None
        if head is not None:
            return head
    return None


def _claims_nothing(a: Analysis, head: Token, content: Sequence[Span]) -> bool:
    """Whether the main clause asks, orders or wishes."""
    text = a.doc.text
    if any(t.lower in _words("duties") for t in a.children(head.i, "aux")):
        return True
    if "Mood=Imp" in head.feats or any(t.lower in _ASKING and t.i < head.i for t in a.children(head.i, "mark")):
        return True
    if text[content[0].start : content[-1].end].rstrip("”\"’'").endswith("?"):
        return True
    return head.lemma in _WISHES and _is_own(a, head)


def _is_topic(a: Analysis, row: Cue | None, head: Token, content: Span) -> bool:
    """Whether a noun phrase names what somebody undertakes or feels, or what was spoken about: "commented [on the raid]"."""
    before = a.tokens_in(Span(max(content.start - 9, 0), content.start))
    about = row is not None and bool(before) and before[-1].lower in row.preps
    return about or phrases.noun_lemma(head) in _words("undertakings")


def _is_own(a: Analysis, head: Token) -> bool:
    """Whether the subject is a pronoun, so that the speaker tells of what he himself thinks."""
    subject = phrases.subject_child(a, head.i)
    return subject is not None and subject.lower in _PRONOUNS


def _lowers(a: Analysis, row: Row, head: Token) -> bool:
    if row.has("own", head.lemma):
        return _is_own(a, head) or phrases.is_passive(a, head.i)
    return row.has("heads", head.lemma)
