"""What each noun phrase is by itself: pronoun, name or description, number, sex, kind of thing, role, who tells it.

Half of it are words of the ranker's vocabulary (`facts`), half are whole numbers that `pairs` compares.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from dragoman import data, knowledge
from dragoman.analysis import Analysis, Token
from dragoman.reading import quotes
from dragoman.reading.mentioned import rules
from dragoman.reading.noun_phrases import Phrase
from dragoman.reading.telling import Telling
from dragoman.text import Document

SHE, HE, IT = 1, 2, 3
ONE, MANY = 1, 2
KINDS = (
    "",
    "person",
    "people",
    "group",
    "country",
    "place",
    "act",
    "thing",
    "thought",
    "state",
    "time",
    "quantity",
    "money",
    "other",
)
PERSON, PEOPLE = KINDS.index("person"), KINDS.index("people")
_SEXES = {"f": SHE, "m": HE, "n": IT}
_NAME_KINDS = {"PER": "person", "ORG": "group", "GPE": "country", "LOC": "place", "FAC": "place", "NORP": "people", "EVENT": "act"}
_AGENT_KINDS = {"person": "person", "people": "person", "body": "group", "forces": "group", "state": "country", "media": "group"}
_FIRST = frozenset("i me my mine myself".split())
_FIRST_PLURAL = frozenset("we us our ours ourselves 's".split())
_DEMONSTRATIVE = frozenset(("this", "that", "these", "those"))
_INDEFINITE = frozenset("one everyone someone anyone nobody everything something anything nothing both all".split())
_DATES = frozenset(name.lower() for name in (*calendar.day_name, *calendar.month_name) if name)
_POSSESSIVE_MARKS = frozenset(("'s", "’s", "'", "’"))
_CONTENT = frozenset(("NOUN", "PROPN", "NUM", "ADJ"))


class Side(NamedTuple):
    """One phrase in whole numbers; those of words are indexes into the document, -1 for none, 0 for an unknown number, sex or kind.

    Attributes:
        lemma, text, role: equal for equal head words, words, roles.
        teller, teller_end: the words of the source in whose words the phrase stands.
        apposed: the head that it stands in apposition to.
        subject: the subject that it says something of: "X is the president".
        known: number of the actor that a name is known to mean.
        upper, initials: equal for "ABC" and the name it abbreviates.
    """

    first: int
    last: int
    head: int
    sent: int
    paragraph: int
    lemma: int
    text: int
    number: int
    sex: int
    kind: int
    parent: int
    role: int
    quoted: int
    teller: int
    teller_end: int
    apposed: int
    subject: int
    known: int
    upper: int
    initials: int
    is_name: int
    is_pronoun: int
    speaks: int
    hears: int
    is_subject: int
    joint: int
    conjunct: int


@dataclass(frozen=True)
class Sides:
    """All phrases: `facts` a list of words each, `numbers` int64 `(len(Side._fields), phrases)`.

    `words` are bits of the content words that stand in several phrases, uint64 `(phrases, blocks)`.
    """

    facts: list[list[str]]
    numbers: np.ndarray
    words: np.ndarray

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            column: np.ndarray = self.numbers[_FIELDS[name]]
        except KeyError:
            raise AttributeError(name) from None
        return column


_FIELDS = {name: i for i, name in enumerate(Side._fields)}


@cache
def noun_kinds() -> dict[str, str]:
    """Noun -> kind of thing; see gazetteer/noun_classes.tsv."""
    return {noun: row["class"] for row in data.load_tsv("gazetteer/noun_classes.tsv") for noun in row["nouns"].split("|")}


def quoted(doc: Document, tokens: Sequence[Token]) -> list[bool]:
    """For each word, whether it stands inside a quotation."""
    pieces = sorted(piece for quote in quotes.find(doc.text) for piece in quote.pieces)
    starts = [p.start for p in pieces]
    inside = []
    for token in tokens:
        at = bisect_right(starts, token.start) - 1
        inside.append(at >= 0 and token.end <= pieces[at].end)
    return inside


class Reader:
    """Reads the phrases of one document.

    Args:
        quoted: for each word, whether it stands inside a quotation.
        telling: whose words are told where.
        known: by head word, the number of the actor that a name means.
        kinds: by head word, the kind of thing that a name is known to mean.
        sexes: by head word, "m" or "f" of a person whose name or title shows it.
    """

    def __init__(
        self,
        analysis: Analysis,
        quoted: Sequence[bool],
        telling: Telling,
        known: Mapping[int, int],
        kinds: Mapping[int, str],
        sexes: Mapping[int, str],
    ) -> None:
        self.analysis = analysis
        self.quoted = quoted
        self.telling = telling
        self.known = known
        self.kinds = kinds
        self.sexes = sexes
        self.lowers = [t.text.lower() for t in analysis.tokens]
        self.names = {t.i: n.type for n in analysis.names for t in analysis.tokens_in(n.span)}
        self._ids: dict[str, int] = {}
        self._seen: Counter[int] = Counter()

    def read(self, phrases: Sequence[Phrase]) -> Sides:
        """What each of `phrases`, in the order of heads, is by itself."""
        read = [self._phrase(p) for p in phrases]
        numbers = np.array([side for _, side, _ in read], np.int64).reshape(len(read), len(Side._fields)).T
        return Sides([facts for facts, _, _ in read], np.ascontiguousarray(numbers), _bits([words for _, _, words in read]))

    def _id(self, sort: str, text: str) -> int:
        return self._ids.setdefault(sort + text, len(self._ids)) if text else -1

    def _phrase(self, phrase: Phrase) -> tuple[list[str], Side, set[str]]:
        analysis = self.analysis
        tokens, head = analysis.tokens[phrase.first : phrase.last], analysis.tokens[phrase.head]
        below = {c.deprel: c for c in reversed(analysis.children(head.i))}
        form = self._form(head, tokens, below)
        sex = self._sex(head, tokens)
        kind = self._kind(head, form, sex)
        number = MANY if phrase.joint else self._number(head)
        parent = analysis.tokens[head.head]
        role = (parent if head.deprel == "conj" else head).deprel.split(":")[0]
        teller = self.telling.around(head.i)
        pronoun = form in ("pronoun", "i", "we", "you")
        lower = self.lowers[head.i]
        lemma = self._id("lemma ", lower if pronoun else head.lemma)
        words = " ".join([self.lowers[t.i] for t in tokens if t.upos != "DET" and t.text not in _POSSESSIVE_MARKS])
        initials = "".join(t.text[0] for t in tokens if t.text[:1].isupper()) if form == "name" else ""
        side = Side(
            phrase.first, phrase.last, head.i, head.sent, analysis.sentences[head.sent].paragraph, lemma, self._id("text ", words),
            number, sex, KINDS.index(kind), parent.i, self._id("role ", role), self.quoted[head.i], *(teller or (-1, -1)),
            parent.i if head.deprel == "appos" else -1, self._subject(head, below),
            -1 if phrase.joint else self.known.get(head.i, -1),
            self._id("initials ", head.text if head.text.isupper() and len(head.text) > 1 else ""),
            self._id("initials ", initials if len(initials) > 1 else ""), form == "name", form == "pronoun", form in ("i", "we"),
            form == "you", role == "nsubj", phrase.joint, head.deprel == "conj",
        )  # fmt: skip
        case = below["case"].lower if "case" in below and below["case"].i < head.i else ""
        facts = [
            f"form {form}", f"number {number}", f"sex {sex}", f"kind {kind}", f"role {role}", f"rel {head.deprel}", f"case {case}",
            f"opens {tokens[0].lower if tokens[0].upos in ('DET', 'PRON') else ''}", f"up {parent.upos}",
            f"pronoun {lower}" if pronoun else f"upos {head.upos}", f"long {min(len(tokens), 6)}",
            f"name {self.names.get(head.i)}", f"quoted {int(self.quoted[head.i])} {int(teller is not None)}",
            f"joint {int(phrase.joint)}",
            f"start {int(phrase.first - analysis.sentences[head.sent].first < 2)}", f"of {int('nmod' in below)}",
            f"clause {int('acl:relcl' in below or 'acl' in below)}", f"seen {min(self._seen[lemma], 3)} {form}",
            f"it {parent.deprel} {parent.upos}" if lower in ("it", "this", "that") else "it",
        ]  # fmt: skip
        self._seen[lemma] += 1
        return facts, side, set() if pronoun else _content(tokens, head.i)

    def _form(self, head: Token, tokens: Sequence[Token], below: Mapping[str, Token]) -> str:
        """What the phrase is in form: a pronoun, a name, or a description by its determiner."""
        if head.upos in ("PRON", "DET"):
            form = head.lower.replace("’", "'")
            if form in _FIRST:
                return "i"
            if form in _FIRST_PLURAL:
                return "we"
            return "you" if form.startswith("you") else "other" if len(tokens) > 1 or form in _INDEFINITE else "pronoun"
        if head.upos == "PROPN" or head.i in self.names:
            return "name"
        opening = tokens[0].lower
        if opening in _DEMONSTRATIVE:
            return "demonstrative"
        if opening in ("the", "both") or "nmod:poss" in below:
            return "definite"
        if opening in rules()["indefinite"]:
            return "indefinite"
        return "number" if head.upos == "NUM" else "bare"

    def _number(self, head: Token) -> int:
        found = rules()["pronouns"].get(self.lowers[head.i]) if head.upos in ("PRON", "DET") else None
        if found:
            return 0 if found.get("person") == 2 else ONE if found["number"] == "sg" else MANY
        if "Number=Plur" in head.feats or self.lowers[head.i] in ("these", "those"):
            return MANY
        return ONE if "Number=Sing" in head.feats else 0

    def _sex(self, head: Token, tokens: Sequence[Token]) -> int:
        found = rules()["pronouns"].get(self.lowers[head.i]) if head.upos in ("PRON", "DET") else None
        if found:
            return _SEXES.get(found["gender"] or "", 0)
        if head.i in self.sexes:
            return _SEXES[self.sexes[head.i]]
        words = set(self.lowers[tokens[0].i : head.i + 1])
        return SHE if words & rules()["female"] else HE if words & rules()["male"] else 0

    def _kind(self, head: Token, form: str, sex: int) -> str:
        if form in ("i", "we", "you") or sex in (SHE, HE):
            return "person"
        if form == "pronoun":
            return ""
        if head.upos == "PROPN" and head.i in self.kinds:
            return self.kinds[head.i]
        name = self.names.get(head.i)
        if name in _NAME_KINDS and head.upos != "NOUN":
            return _NAME_KINDS[name]
        if head.upos == "PROPN" and head.lower in _DATES:
            return "time"
        agent = knowledge.nouns().get(head.lower)
        if agent and agent[0] in _AGENT_KINDS:
            return _AGENT_KINDS[agent[0]]
        return noun_kinds().get(head.lemma) or {"NUM": "time", "NOUN": "other", "PROPN": "other"}.get(head.upos, "")

    def _subject(self, head: Token, below: Mapping[str, Token]) -> int:
        """The subject of "X is the president", "X became president"; -1 if there is none."""
        if "cop" in below and "nsubj" in below:
            return below["nsubj"].i
        if head.deprel != "xcomp":
            return -1
        return next((c.i for c in self.analysis.children(head.head, "nsubj")), -1)


def _content(tokens: Sequence[Token], head: int) -> set[str]:
    return {t.lemma for t in tokens if t.upos in _CONTENT or (t.upos == "VERB" and t.i < head)}


def _bits(contents: Sequence[set[str]]) -> np.ndarray:
    """A bit for each word that stands in at least two phrases; the last bit for all others."""
    counts = Counter(w for words in contents for w in words)
    shared = {w: i for i, w in enumerate(sorted(w for w, n in counts.items() if n > 1))}
    found = np.zeros((len(contents), len(shared) // 64 + 1), np.uint64)
    rest = found.shape[1] * 64 - 1
    for i, words in enumerate(contents):
        for bit in {shared.get(w, rest) for w in words}:
            found[i, bit // 64] |= np.uint64(1 << bit % 64)
    return found
