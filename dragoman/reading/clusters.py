"""Clusters of mentions, and the ledger of those seen so far: what coreference looks back into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import exp, log

from dragoman.knowledge import Holder, Known
from dragoman.reading.likeness import Likeness
from dragoman.reading.mentioned import Mentioned
from dragoman.reading.names import Words

# Sentences over which a pronoun looks back, and mentions over which a description does: further back most are wrong on gold-train.
PRONOUN_REACH = 6
DESCRIPTION_REACH = 400
# What is added to the likeness of a pronoun and an actor, in log-odds. The ranker sees two phrases at a time; these say what it
# cannot see of an actor as a whole. Chosen on held-out halves of GUM and on the speakers of gold-train.
TOLD = 3.0  # the last source: whose words are told around the pronoun
QUOTED = -1.0  # mentions inside a quotation, for a pronoun outside
PRONOUN = -3.0  # other pronouns: else a wrong one would draw all that follow after it
NAMED, OFTEN = 1.0, 0.2  # an actor with a name; each of its mentions, up to ten
# A pronoun means a thing or nothing if that is this much likelier than any actor; "he" and "she" always mean somebody.
THINGS = 0.5


@dataclass
class Cluster:
    """Mentions of one actor, in text order, with what they say of it.

    Attributes:
        names: a person's names as folded words.
        parties: the parties that its mentions state, with how many do.
        known: what the tables have for it.
        nouns: head nouns of its descriptions; for an organisation the last word of its name and its initials too.
        said: its descriptions in full, lower case, without determiner.
        members: the clusters that a group is made of.
        held: offices that its name is known to hold, the likeliest first.
        guessed: its party by what stands around, where no mention states one.
        called: its name where only the headline has it.
    """

    number: int
    type: str
    mentions: list[Mentioned] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    parties: Counter[str] = field(default_factory=Counter)
    offices: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    gender: str | None = None
    plural: bool = False
    has_name: bool = False
    members: tuple[Cluster, ...] = ()
    known: Known | None = None
    held: tuple[Holder, ...] = ()
    guessed: str | None = None
    called: str | None = None

    @property
    def party(self) -> str | None:
        """The party most often stated for it, else that of its name in the tables, of an office known to be its, or the guess."""
        if self.type == "place":
            return None
        if self.parties:
            return max(self.parties, key=self.parties.__getitem__)
        if self.known:
            return self.known.party
        return self.held[0].party if self.held else self.guessed

    @property
    def is_person(self) -> bool:
        return self.type == "person" and not self.plural and not self.members

    @property
    def is_named(self) -> bool:
        return bool(self.names) or self.has_name

    @property
    def longest_name(self) -> str:
        return " ".join(sorted(self.names, key=len)[-1])

    def agrees(self, m: Mentioned) -> bool:
        """Whether what a mention says of the party does not contradict the cluster's."""
        return not (m.party and self.party) or m.party == self.party

    def says_as_much(self, m: Mentioned) -> bool:
        """Whether a description may repeat the cluster: what it says of the party was said before, or it says nothing of it."""
        return not m.party or m.party == self.party

    def add(self, words: Words, m: Mentioned) -> None:
        """Take in a mention and what it says."""
        self.mentions.append(m)
        self.known = self.known or m.known
        self.has_name = self.has_name or m.kind == "name"
        if (m.kind == "nominal" or m.type == "organization") and not self.members:
            self.parties.update([m.party] if m.party else [])
            self.offices.update(o.id for o in m.offices)
        self.gender = self.gender or (m.gender if m.gender != "n" else None)
        if m.kind == "nominal":
            self.nouns.add(words.lowers[m.head])
            self.said.add(" ".join(words.lowers[m.core[0] : m.core[1]]))


class Ledger:
    """The clusters of a document and its mentions so far, in the order of their heads.

    Attributes:
        quoted: for each word, whether it stands inside a quotation.
        likeness: what pronouns may mean.
    """

    def __init__(self, words: Words, quoted: Sequence[bool], likeness: Likeness) -> None:
        self.words = words
        self.likeness = likeness
        self.quoted = quoted
        self.clusters: list[Cluster] = []
        self.seen: list[tuple[Mentioned, Cluster]] = []
        self.at_head: dict[int, tuple[Mentioned, Cluster]] = {}
        self._keys: dict[tuple[str, str | None], Cluster] = {}

    def new(self, kind: str) -> Cluster:
        cluster = Cluster(len(self.clusters), kind)
        self.clusters.append(cluster)
        return cluster

    def keyed(self, key: tuple[str, str | None], kind: str) -> Cluster:
        """The cluster of a name that is the same actor wherever it stands."""
        if key not in self._keys:
            self._keys[key] = self.new(kind)
        return self._keys[key]

    def add(self, cluster: Cluster, m: Mentioned) -> None:
        cluster.add(self.words, m)
        self.seen.append((m, cluster))
        self.at_head[m.head] = m, cluster

    def sentence(self, m: Mentioned) -> int:
        return self.words.tokens[m.head].sent

    def noun(self, m: Mentioned) -> str:
        return self.words.lowers[m.head]

    def is_subject(self, m: Mentioned) -> bool:
        """Whether a mention is the subject of its clause: it opens the sentence, or the tree or the verb after it says so."""
        tokens = self.words.tokens
        if m.first and tokens[m.first - 1].upos == "ADP":
            return False
        if any(t.deprel.startswith("nsubj") and not m.first <= t.head < m.last for t in tokens[m.first : m.last]):
            return True
        starts = m.first == 0 or tokens[m.first - 1].sent != tokens[m.first].sent
        return starts or (m.last < len(tokens) and tokens[m.last].upos in ("VERB", "AUX"))

    def opens_sentence(self, m: Mentioned) -> bool:
        """Whether a mention begins its sentence, but for one word or mark."""
        tokens = self.words.tokens
        return m.first < 2 or tokens[m.first - 2].sent != tokens[m.first].sent

    def back(self, m: Mentioned, sentences: int) -> Iterator[tuple[Mentioned, Cluster]]:
        """Mentions that end before `m`, the nearest first, over so many sentences before its own."""
        here = self.sentence(m)
        for other, cluster in reversed(self.seen):
            if here - self.sentence(other) > sentences:
                return
            if other.last <= m.first:
                yield other, cluster

    def inside(self, m: Mentioned) -> list[Cluster]:
        """The actors named within a phrase before its head, as "Israel" in "Israel's ambassador"; no groups."""
        found = []
        for other, cluster in reversed(self.seen):
            if other.head < m.first:
                break
            if m.first <= other.first and other.last <= m.head and not cluster.members and not other.place:
                found.append(cluster)
        return found[::-1]

    def latest(self, fits: Callable[[Cluster], bool], m: Mentioned) -> Cluster | None:
        """The cluster last mentioned before `m` that fits; names inside the phrase of `m` do not count."""
        tried: set[int] = set()
        for other, cluster in reversed(self.seen[-DESCRIPTION_REACH:]):
            if cluster.number in tried or (m.first <= other.head <= m.head and other.known is None):
                continue
            tried.add(cluster.number)
            if fits(cluster):
                return cluster
        return None

    def recent(self, m: Mentioned, sentences: int) -> list[tuple[Mentioned, Cluster]]:
        """Mentions before `m`, sentence by sentence from the nearest, subjects first; from outside quotations only outside ones."""
        found = [(other, c) for other, c in self.back(m, sentences) if self.quoted[other.head] <= self.quoted[m.head]]
        here = self.sentence(m)
        return sorted(found, key=lambda p: (here - self.sentence(p[0]), not self.is_subject(p[0])))

    def best(
        self, m: Mentioned, fits: Callable[[Cluster], bool], told: Cluster | None = None, acts: bool = False
    ) -> Cluster | None:
        """The likeliest cluster that fits a pronoun `m`; None if it rather means a thing or nothing.

        Args:
            told: the one whose words are told.
            acts: the pronoun surely means an actor.
        """
        likely = {c.number: score + TOLD * (c is told) for c, score in self._likely(m, fits)}
        if not likely:
            return None
        best = max(likely, key=lambda n: (likely[n] + self._salience(self.clusters[n]), n))
        return self.clusters[best] if acts or likely[best] > self.likeness.other(m) - THINGS else None

    def _likely(self, m: Mentioned, fits: Callable[[Cluster], bool]) -> Iterator[tuple[Cluster, float]]:
        """Each cluster that fits with the likeness of the pronoun to all its mentions together, in log-odds."""
        sums: dict[int, float] = {}
        for other, cluster in self.back(m, PRONOUN_REACH):
            score = self.likeness.of(m, other) if fits(cluster) else None
            if score is not None:
                score += QUOTED * (self.quoted[other.head] and not self.quoted[m.head]) + PRONOUN * (other.kind == "pronoun")
                sums[cluster.number] = sums.get(cluster.number, 0.0) + exp(score)
        return ((self.clusters[n], log(total)) for n, total in sums.items())

    @staticmethod
    def _salience(cluster: Cluster) -> float:
        return NAMED * cluster.is_named + OFTEN * min(len(cluster.mentions), 10)

    def foremost(self, m: Mentioned, fits: Callable[[Cluster], bool]) -> Cluster | None:
        """The most salient cluster that fits: subjects before others, near before far, often named before once named."""
        here = self.sentence(m)
        scores: dict[int, float] = {}
        for other, cluster in self.back(m, PRONOUN_REACH):
            if fits(cluster):
                score = -1.0 * (here - self.sentence(other)) + 1.2 * self.is_subject(other) + 0.4 * (other.kind != "nominal")
                score -= 2.0 * (self.quoted[other.head] and not self.quoted[m.head]) + 0.8 * other.place
                score += 0.1 * min(len(cluster.mentions), 5) + 0.3 * cluster.is_named
                scores[cluster.number] = max(score, scores.get(cluster.number, score))
        return self.clusters[max(scores, key=lambda n: (scores[n], n))] if scores else None


def unique(clusters: Iterable[Cluster]) -> list[Cluster]:
    """Each cluster once, in order."""
    return list({c.number: c for c in clusters}.values())


def same_person(name: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> bool:
    """Whether a name can be of the person who has all of `others`: "Biden" and "Joseph R. Biden", "Xi" and "Xi Jinping"."""
    return any(_same_name(name, other) or _same_name(other, name) for other in others)


def _same_name(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    if not short or not full:
        return False
    if set(short) <= set(full):
        return len(short) > 1 or short[0] in (full[-1], full[0]) or len(full) > 2
    if len(short) > 1 and len(full) > 1 and short[-1] == full[-1]:
        return short[0][0] == full[0][0] and (len(short[0]) == 1 or len(full[0]) == 1 or short[0][:2] == full[0][:2])
    return False


def key_of(known: Known, place: bool) -> tuple[tuple[str, str | None], str]:
    """What makes two names of the tables the same actor, and its type.

    States and organisations are the same by party, the rest by name; a capital is its state, or only a `place`.
    """
    if known.kind == "capital":
        return (("place", known.name), "place") if place else (("party", known.party), "state")
    if known.kind == "people":
        return ("people", known.party), "people"
    if known.kind in ("state", "demonym", "organization", "bloc", "armed_group"):
        return ("party", known.party), known.kind
    return (known.kind, known.name), known.kind
