"""What can be told of the phrases of a sentence when one asks who acts and at whom: their place in the tree, words, order, parties.

Features are strings; `dyads` gives each a weight. Those of a pair tell how two phrases stand to one another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.coding import Coded, Coder
from dragoman.text import Span

# Relations of words that are only parts of another's phrase, and pronouns that stand for somebody.
_PARTS = frozenset(("compound", "flat", "fixed", "amod", "goeswith", "nummod", "det"))
_PRONOUNS = frozenset("he she they it him her them who which i we us me his its their".split())
_ARGUMENTS = frozenset(("nsubj", "obj", "obl", "nmod", "conj"))
_KEPT = frozenset(("nsubj:pass", "nmod:poss", "obl:agent"))
_CONTENT = frozenset(("VERB", "NOUN", "ADJ"))
# How far up the tree, and in words, two words are still told apart.
_CHAIN, _STEP, _FAR = 6, 3, 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may act or suffer: its head word, whether with the coordinated ones, whom it stands for.

    Attributes:
        base: the first of the coordinated phrases.
        verb: the verb above it.
        side: "B" before the word that tells of the event, "A" after it, "S" it itself.
    """

    i: int
    joint: bool
    coded: Coded
    base: int
    verb: int
    side: str
    span: Span
    features: tuple[str, ...]


def _relation(t: Token) -> str:
    return t.deprel if t.deprel in _KEPT else t.deprel.split(":")[0]


def _labelled(a: Analysis, t: Token) -> str:
    """The relation of a word, of a prepositional phrase with the preposition: "obl:against"."""
    relation = _relation(t)
    case = phrases.case_of(a, t.i) if relation in ("obl", "nmod") else ""
    return f"{relation}:{case}" if case else relation


def _heads(a: Analysis, coder: Coder, words: Sequence[Token]) -> list[int]:
    """Heads of phrases in text order: of all mentions of actors, and nouns and pronouns that are no part of another's phrase."""
    found = {i for i in coder.mention_at if words[0].i <= i <= words[-1].i}
    for t in words:
        noun = t.upos in ("NOUN", "PROPN") and _relation(t) not in _PARTS
        other = t.upos in ("ADJ", "NUM", "X") and _relation(t) in _ARGUMENTS
        if noun or other or (t.upos == "PRON" and t.lower in _PRONOUNS):
            found.add(t.i)
    return sorted(found)


def trigger(words: Sequence[Token], scores: Sequence[float]) -> Token:
    """The word that tells of the event: the verb, noun or adjective with the highest score of its type; else the first."""
    content = [t for t in words if t.upos in _CONTENT]
    return max(content, key=lambda t: scores[t.i], default=words[0])


class Sentence:
    """The phrases of one sentence around the word that tells of an event of one type."""

    def __init__(self, coder: Coder, words: Sequence[Token], type_: str, told: Token, cues: Collection[int]) -> None:
        """Args:
        words: of the sentence.
        told: the word that tells of the event; see `trigger`.
        cues: words of saying.
        """
        a = self.analysis = coder.analysis
        self.coder, self.words, self.type, self.told, self.cues = coder, words, type_, told, cues
        self.heads = _heads(a, coder, words)
        self.verb = told if told.upos == "VERB" else a.tokens[phrases.governor(a, told.i)]
        self.passive = self.verb.upos == "VERB" and phrases.is_passive(a, self.verb.i)
        subject, agent = phrases.subject(a, self.verb.i), phrases.agent(a, self.verb.i)
        self.subject, self.agent = (t.i if t else -1 for t in (subject, agent))
        self.objects = {t.i for t in a.children(self.verb.i, "obj", "iobj")}
        self.above = self._chain(told.i)
        self.coded = [bool(coder.of(i, False).codes) for i in self.heads]

    def _chain(self, i: int) -> list[int]:
        """Word `i` and those above it, the nearest first."""
        found = [i]
        for t in self.analysis.ancestors(i):
            found.append(t.i)
            if len(found) > _CHAIN:
                break
        return found

    def candidates(self) -> list[Candidate]:
        """All phrases, those with coordinated ones both alone and together."""
        found = []
        for place, i in enumerate(self.heads):
            several = bool(self.analysis.children(i, "conj"))
            found += [self._candidate(place, i, joint, several) for joint in ((False, True) if several else (False,))]
        return found

    def _candidate(self, place: int, i: int, joint: bool, several: bool) -> Candidate:
        a, t, coded = self.analysis, self.analysis.tokens[i], self.coder.of(i, joint)
        base = t
        while _relation(base) == "conj" and base.head != base.i:
            base = a.tokens[base.head]
        verb = a.tokens[phrases.governor(a, base.i)]
        side = "B" if i < self.told.i else "A" if i > self.told.i else "S"
        known = f"c{int(bool(coded.codes))}"
        relation = _labelled(a, base)
        found = [
            *self._of_party(place, coded, known, joint, several, base.i != i),
            *self._of_tree(t, base, verb, relation, known),
            *self._of_event(i, base, verb, relation, known, side),
            *self._of_mention(i, side),
            f"place:{min(place, 6)}", f"places left:{min(len(self.heads) - 1 - place, 4)}",
            f"far:{side}{min(abs(i - self.told.i) // _STEP, _FAR)}",
            f"late:{i - self.words[0].i > 0.6 * len(self.words)}",
        ]  # fmt: skip
        span = Span(a.subtree_span(i).start, a.subtree_span(i).end)
        return Candidate(i, joint, coded, base.i, verb.i, side, span, tuple(dict.fromkeys(found)))

    def _of_party(self, place: int, coded: Coded, known: str, joint: bool, several: bool, second: bool) -> Iterator[str]:
        yield from (known, f"{self.type}|{known}", f"how:{coded.how}", f"parties:{min(len(coded.codes), 3)}")
        yield from (f"joint:{joint}{several}{known}", f"second:{second}")
        if coded.codes:
            before, after = sum(self.coded[:place]), sum(self.coded[place + 1 :])
            yield from (f"coded:{min(before, 5)}", f"{self.type}|coded:{min(before, 3)}", f"coded left:{min(after, 5)}")

    def _of_tree(self, t: Token, base: Token, verb: Token, relation: str, known: str) -> Iterator[str]:
        above = _labelled(self.analysis, self.analysis.tokens[base.head]).split(":")[0]
        role = f"{relation}>{above}" if relation.startswith("nmod") else relation
        yield from (f"role:{role}", f"{known}|role:{role}", f"{self.type}|role:{role}")
        yield from (f"upos:{t.upos}", f"word:{t.lemma}", f"verb:{verb.lemma}|{relation.split(':')[0]}")
        yield f"depth:{len(self._chain(t.i))}"
        if verb.i in self.cues:
            yield f"says:{relation.split(':')[0]}"

    def _of_event(self, i: int, base: Token, verb: Token, relation: str, known: str, side: str) -> Iterator[str]:
        path = self._path(i, base, verb, relation)
        passive = "P" if self.passive else ""
        yield from (f"path:{path}", f"{known}|path:{path}", f"{self.type}|path:{path}", f"told:{self.told.lemma}|{path}")
        yield from (f"side:{side}", f"{self.type}|side:{side}{known}")
        if base.i == self.subject:
            yield from (f"subject{passive}", f"{self.type}|subject{passive}")
        if base.i == self.agent:
            yield "agent"
        if base.i in self.objects:
            yield from ("object", f"{self.type}|object")

    def _path(self, i: int, base: Token, verb: Token, relation: str) -> str:
        """How a phrase is linked to the word that tells of the event."""
        chain = self._chain(i)
        if verb.i == self.verb.i:
            path = f"of verb:{relation}"
        elif base.i == self.subject:
            path = "subject further up"
        elif self.verb.i in chain:
            path = f"below:{min(chain.index(self.verb.i), 4)}"
        elif verb.i in self.above:
            path = f"above:{min(self.above.index(verb.i), 4)}:{relation.split(':')[0]}"
        else:
            path = "elsewhere"
        if self.told.i in chain and self.told.i != self.verb.i:
            path += "+of noun:" + (relation if base.head == self.told.i else "deep")
        return path + ("P" if self.passive else "")

    def _of_mention(self, i: int, side: str) -> Iterator[str]:
        span, entity = self.coder.mention_at.get(i), self.coder.entity_at(i)
        if span is None or entity is None:
            yield "kind:none"
            return
        mention = next((m.kind for m in entity.mentions if m.span == span), "")
        yield from (f"kind:{entity.kind}", f"kind:{entity.kind}|{side}", f"mention:{mention}")
        if span in self.coder.cast.places:
            yield "place only"

    def pairs(self, found: Sequence[Candidate]) -> dict[tuple[int, int], list[str]]:
        """The features of each ordered pair of candidates, by their indexes; not of a phrase with itself."""
        spots = product(range(len(found)), repeat=2)
        return {(x, y): self._of_pair(found[x], found[y]) for x, y in spots if found[x].i != found[y].i}

    def _of_pair(self, actor: Candidate, other: Candidate) -> list[str]:
        tokens, order = self.analysis.tokens, "<" if actor.i < other.i else ">"
        same = bool(set(actor.coded.codes) & set(other.coded.codes))
        both = bool(actor.coded.codes) + 2 * bool(other.coded.codes)
        inside = other.span.covers(tokens[actor.i].span)
        nested = "in" if inside else "around" if actor.span.covers(tokens[other.i].span) else "apart"
        found = [
            f"same:{same}" if both == 3 else "same:?", f"both:{both}", order, f"{self.type}|{order}",
            f"{order}{actor.side}{other.side}", f"nested:{nested}", f"one verb:{actor.verb == other.verb}{order}",
            f"coordinated:{actor.base == other.base}", f"gap:{order}{min(abs(actor.i - other.i) // _STEP, _FAR)}",
            f"{self.type}|same:{same}", f"joint:{actor.joint}{other.joint}",
        ]  # fmt: skip
        if actor.base == other.base:
            found.append(f"{self.type}|coordinated")
        if both == 3 and not same:
            found.append(f"{self.type}|two parties")
        return found
