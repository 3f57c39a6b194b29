"""Says whom a pronoun means: by number, sex, who was last the subject and whose words are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dragoman import knowledge
from dragoman.reading.clusters import Cluster, Ledger, unique
from dragoman.reading.groups import Groups, Wanted
from dragoman.reading.mentioned import Mentioned, rules
from dragoman.reading.telling import Telling

_NOT_IT = frozenset(("person", "people", "demonym", "side", "place"))
_COLLECTIVES = frozenset(("body", "forces", "organization", "armed_group", "bloc", "media"))


@dataclass(frozen=True, slots=True)
class Publication:
    """When and by whom a document was published, as its header shows.

    Attributes:
        day: ISO date.
        publisher: the party whose readout this is.
        author: who speaks in the first person by the headline.
        jointly: the parties of a joint statement by its headline, joined by " & ".
    """

    day: str | None = None
    publisher: str | None = None
    author: str | None = None
    jointly: str | None = None


class Pronouns:
    """The pronouns of one document.

    Attributes:
        opening: whom "We, the leaders of A and B," introduces.
    """

    def __init__(self, ledger: Ledger, groups: Groups, publication: Publication, telling: Telling) -> None:
        self.ledger = ledger
        self.groups = groups
        self.telling = telling
        self.opening: Cluster | None = None
        self._publication = publication
        self._turns: list[tuple[int, Cluster]] = []

    def hear(self, people: Mapping[Mentioned, Cluster]) -> None:
        """Note where somebody's turn begins in a transcript: a name at the start of a sentence with a colon after it."""
        tokens, lowers = self.ledger.words.tokens, self.ledger.words.lowers

        def opens(m: Mentioned) -> bool:
            return m.first == 0 or tokens[m.first - 1].sent != tokens[m.first].sent or lowers[m.first - 1] == "."

        named = sorted(people, key=lambda m: m.first)
        turns = [m for m in named if lowers[m.last : m.last + 1] == [":"] and not self.ledger.quoted[m.head] and opens(m)]
        self._turns = [(m.last, people[m]) for m in turns]

    def resolve(self, m: Mentioned) -> Cluster | None:
        if m.grammatical != 3:
            return None if self.ledger.quoted[m.head] else self._we() if m.plural else self._in_turn(m)
        told = self._told(m)
        if m.gender in ("m", "f"):
            own = self._subject_of(m) if self._is_object(m) else None
            return self.ledger.best(m, lambda c: c.is_person and c.gender in (None, m.gender) and c is not own, told, acts=True)
        if m.gender == "n":
            return self.ledger.best(m, lambda c: not c.plural and c.type not in _NOT_IT, told, acts=self.telling.tells(m.head))
        return self._they(m, told)

    def _is_object(self, m: Mentioned) -> bool:
        """Whether a pronoun is an object, as "her" in "thanked her for", not in "her minister"."""
        tokens = self.ledger.words.tokens
        after = tokens[m.last].upos if m.last < len(tokens) else "PUNCT"
        before = tokens[m.first - 1].upos if m.first else ""
        return before == "VERB" and (self.ledger.noun(m) == "him" or after in ("ADP", "PUNCT", "CCONJ", "SCONJ", "PART"))

    def _subject_of(self, m: Mentioned) -> Cluster | None:
        """The nearest subject before a pronoun in its sentence: whom an owner means, and an object ("he thanked him") does not."""
        subjects = (c for other, c in self.ledger.back(m, 0) if self.ledger.is_subject(other))
        return next(subjects, None)

    def _told(self, m: Mentioned) -> Cluster | None:
        """Whose words stand around a pronoun, or for one that tells itself whose stand before; None in quotations."""
        if self.ledger.quoted[m.head]:
            return None
        source = self.telling.before(m.head) if self.telling.tells(m.head) else self.telling.around(m.head)
        tellers = [self.ledger.at_head[i] for i in range(*source) if i in self.ledger.at_head] if source else []
        return min(tellers, key=lambda t: (t[0].first, -t[0].last))[1] if tellers else None

    def _they(self, m: Mentioned, told: Cluster | None) -> Cluster | None:
        """Who "they" are: the teller, the plural subject last seen, those last brought together, else the last organisation."""
        if told and not told.is_person and (self._is_owner(m) if self.ledger.noun(m) == "their" else self._is_single(m)):
            return told
        own = self._subject_of(m) if self.ledger.noun(m) == "their" and self._is_owner(m) else None
        if own and not own.is_person:
            return own
        for other, cluster in self.ledger.recent(m, 2):
            joined = self.groups.conjoined(other, m)
            if joined:
                return self.groups.made_of(joined)
            subject = self.ledger.is_subject(other)
            if cluster.members or (cluster.plural and subject):
                return cluster
            if subject and cluster.is_person and self.ledger.noun(m) == "they":
                group = self.groups.last_met(m, Wanted(people=True, parties=False))
                if group:
                    return group
        met = self.groups.last_met(m, Wanted(people=True, parties=True)) if self._is_mutual(m) else None
        return met or self.ledger.best(m, lambda c: c.plural or c.type in _COLLECTIVES, acts=self.telling.tells(m.head))

    def _verb(self, m: Mentioned) -> str | None:
        """The verb that "they" is the subject of; None for other words or without one."""
        after = self.ledger.words.tokens[m.last : m.last + 4]
        return next((t.lemma for t in after if t.upos == "VERB"), None) if self.ledger.noun(m) == "they" else None

    def _is_single(self, m: Mentioned) -> bool:
        """Whether "they" does what one side does: "they demanded"."""
        verb = self._verb(m)
        return verb is not None and verb not in rules()["mutual"]

    def _is_mutual(self, m: Mentioned) -> bool:
        """Whether "they" do what several do with one another: "they met"."""
        return self._verb(m) in rules()["mutual"]

    def _is_owner(self, m: Mentioned) -> bool:
        """Whether "their" is of somebody whom one side has: "their delegation", not "their talks"."""
        noun = knowledge.nouns().get(self.ledger.words.lowers[m.last] if m.last < len(self.ledger.words.lowers) else "")
        return noun is not None and noun[0] in ("body", "person", "forces")

    def _we(self) -> Cluster | None:
        """Whom "we" means outside quotations: "We, the leaders of A and B", those of a joint headline, else who publishes."""
        if self.opening:
            return self.opening
        if self._turns:
            return None
        if self._publication.jointly:
            joint = self.ledger.keyed(("joint", None), "group")
            joint.guessed, joint.called, joint.plural = self._publication.jointly, "we", True
            return joint
        if self._publication.publisher is None:
            return None
        name = knowledge.party_names().get(self._publication.publisher, (self._publication.publisher, None))[0]
        own = self.ledger.keyed(
            ("party", self._publication.publisher), knowledge.party_kinds().get(self._publication.publisher, "organization")
        )
        own.guessed, own.called = self._publication.publisher, own.called or (None if own.has_name else name)
        return own

    def _in_turn(self, m: Mentioned) -> Cluster | None:
        """Whom "I" and "you" mean outside quotations: the one whose turn it is, the other of two, else the author of the text."""
        speaking = [c for start, c in self._turns if start <= m.head]
        if m.grammatical == 2:
            others = unique(c for _, c in self._turns if speaking and c is not speaking[-1])
            return others[0] if len(others) == 1 else None
        return speaking[-1] if speaking else self._author()

    def _author(self) -> Cluster | None:
        """The person whom the headline names as the author; a new cluster if the text does not name them."""
        if self._publication.author is None:
            return None
        wanted = knowledge.fold(self._publication.author)
        named = [c for c in self.ledger.clusters if c.is_person and any(n[-1] in wanted for n in c.names)]
        if named:
            return (
                named[0] if self._publication.publisher is None or named[0].party in (None, self._publication.publisher) else None
            )
        author = self.ledger.keyed(("author", self._publication.author), "person")
        author.called, author.guessed = self._publication.author, self._publication.publisher
        return author
