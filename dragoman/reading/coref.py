"""Says which mentions are the same actor: rules in passes from names to descriptions to pronouns.

Names agree by their words, descriptions by office, head noun and party, pronouns by number, sex and who was last the subject.
A group ("both sides", "they", "the two presidents") is a cluster of its own whose members are the parties last brought together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from dragoman import knowledge
from dragoman.reading.mentions import Mentioned, rules
from dragoman.reading.names import Words

# Sentences that a pronoun, a description without name and a group look back over. Chosen on gold-train: further back, most are wrong.
_PRONOUN_REACH = 6
_GROUP_REACH = 8


@dataclass
class Cluster:
    """Mentions of one actor, in text order, with what they say of it."""

    number: int
    type: str
    mentions: list[Mentioned] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    gender: str | None = None
    plural: bool = False
    members: tuple[Cluster, ...] = ()
    held: tuple[knowledge.Holder, ...] = ()
    guessed: str | None = None
    called: str | None = None

    @property
    def party(self) -> str | None:
        """The party most often stated for it, else that of the office its name is known to hold, else that of the text around."""
        if self.parties:
            return max(self.parties, key=self.parties.count)
        known = next((m.known for m in self.mentions if m.known), None)
        if known:
            return known.party
        return self.held[0].party if self.held else self.guessed

    @property
    def is_person(self) -> bool:
        return self.type == "person" and not self.plural and not self.members

    @property
    def is_named(self) -> bool:
        return bool(self.names) or any(m.kind == "name" for m in self.mentions)


class Resolver:
    """Builds the clusters of one document.

    Args:
        quoted: for each word, whether it stands inside a quotation.
        day: ISO date of publication.
        publisher: the party whose readout this is.
        author: who speaks in the first person by the headline, with titles ("President Ada Norvia").
    """

    def __init__(
        self, words: Words, quoted: Sequence[bool], day: str | None, publisher: str | None, author: str | None = None
    ) -> None:
        self.words = words
        self.quoted = quoted
        self.day = day
        self.publisher = publisher
        self._author_phrase = author
        self.clusters: list[Cluster] = []
        self._keys: dict[tuple[str, str | None], Cluster] = {}
        self._groups: dict[tuple[int, ...], Cluster] = {}
        self.of: list[tuple[Mentioned, Cluster]] = []
        self.makers: list[tuple[Mentioned, Cluster]] = []

    def resolve(self, mentions: Sequence[Mentioned]) -> list[Cluster]:
        """The clusters of `mentions`, in the order of their first mention."""
        self._states = [(self._sentence(m), m.known.country) for m in mentions if m.known and m.known.country == m.known.party]
        self._name_ahead([m for m in mentions if m.kind == "name" and m.type == "person"])
        self._turns = self._speech_turns(mentions)
        for mention in mentions:
            cluster = self._cluster(mention) if mention.type != "document" else None
            if cluster is not None:
                self._add(cluster, mention)
        made = [(m, self._maker(m)) for m in mentions if m.type == "document"]
        self.makers = [(m, maker) for m, maker in made if maker]
        return [c for c in self.clusters if c.mentions]

    # -- bookkeeping -------------------------------------------------------------------------------------------------------------

    def _new(self, kind: str) -> Cluster:
        cluster = Cluster(len(self.clusters), kind)
        self.clusters.append(cluster)
        return cluster

    def _add(self, cluster: Cluster, m: Mentioned) -> None:
        cluster.mentions.append(m)
        self.of.append((m, cluster))
        if (m.kind == "nominal" or m.type == "organization") and not cluster.members:
            cluster.parties += [m.party] if m.party else []
            cluster.offices += [o.id for o in m.offices]
        cluster.gender = cluster.gender or (m.gender if m.gender != "n" else None)
        if m.kind == "nominal":
            cluster.nouns.add(self._noun(m))
            cluster.said.add(self._says(m))

    def _noun(self, m: Mentioned) -> str:
        return self.words.lowers[m.head]

    def _sentence(self, m: Mentioned) -> int:
        return self.words.tokens[m.head].sent

    def is_subject(self, m: Mentioned) -> bool:
        """Whether a mention is the subject of its clause, by the tree and by its place before the verb."""
        tokens = self.words.tokens
        if m.first and tokens[m.first - 1].upos == "ADP":
            return False
        if any(t.deprel.startswith("nsubj") and not m.first <= t.head < m.last for t in tokens[m.first : m.last]):
            return True
        return m.last < len(tokens) and tokens[m.last].upos in ("VERB", "AUX")

    # -- names -------------------------------------------------------------------------------------------------------------------

    def _name_ahead(self, people: Sequence[Mentioned]) -> None:
        """Make the clusters of people from their longest names first, so that "Lavrov" finds "Sergei Lavrov" also when it comes earlier."""
        order = sorted(people, key=lambda m: (-len(self._folded(m)), m.first))
        self._person_of: dict[int, Cluster] = {}
        for m in order:
            name = self._folded(m)
            fitting = [c for c in self.clusters if _same_person(name, c.names) and _same_sex(m, c)]
            near = [c for c in fitting if not (m.party and c.parties) or m.party in c.parties] or fitting
            cluster = near[0] if near else self._new("person")
            if name not in cluster.names:
                cluster.names.append(name)
            cluster.parties += [m.party] if m.party else []
            cluster.offices += [o.id for o in m.offices if o.of_state]
            cluster.gender = cluster.gender or m.gender
            self._person_of[id(m)] = cluster
        for cluster in self.clusters:
            cluster.held = self._holders(cluster)
            longest = " ".join(max(cluster.names, key=len))
            cluster.guessed = knowledge.served(longest) if " " in longest else None
            if cluster.party is None and cluster.offices:
                cluster.guessed = self._guess(next(m for m in people if self._person_of[id(m)] is cluster))

    def _folded(self, m: Mentioned) -> tuple[str, ...]:
        return knowledge.fold(" ".join(self.words.texts[m.core[0] : m.core[1]]).replace(" - ", "-"))

    def _holders(self, cluster: Cluster) -> tuple[knowledge.Holder, ...]:
        """Offices that the person's longest name is known to hold; a family name alone must be that of somebody in office on the day."""
        name = " ".join(max(cluster.names, key=len))
        found = knowledge.holders(name, self.day)
        if len(name.split()) == 1:
            found = [h for h in found if h.distance(self.day) == 0 and h.office in rules()["leaders"]]
        return tuple(found)

    def _cluster(self, m: Mentioned) -> Cluster | None:
        if m.kind == "name" and m.type == "person":
            cluster = self._person_of[id(m)]
            cluster.guessed = cluster.guessed if cluster.party else self._possessor(m)
            return cluster
        if m.kind == "name":
            return self._named(m)
        if m.kind == "pronoun":
            return self._pronoun(m)
        return self._described(m)

    def _named(self, m: Mentioned) -> Cluster:
        if m.known:
            return self._keyed(_key(m), m.known.kind)
        text = " ".join(self.words.lowers[m.core[0] : m.core[1]])
        short = self.words.texts[m.core[0]] if m.core[1] - m.core[0] == 1 else ""
        if short.isupper() and len(short) > 2:
            spelt = next((c for c in self.clusters if c.type == "organization" and short in c.nouns), None)
            if spelt:
                return spelt
        cluster = self._keyed(("organization", text.removeprefix("the ")), "organization")
        cluster.nouns |= {self.words.lowers[m.head], self._initials(m)}
        if knowledge.nouns().get(self.words.lowers[m.head], ("", ""))[1] == "PTY":
            cluster.guessed = self._short_name(m)
        return cluster

    def _short_name(self, m: Mentioned) -> str:
        """What the text calls a political party for short: its initials if they stand in it, else its name."""
        initials = self._initials(m)
        return initials if initials in self.words.texts else " ".join(self.words.texts[m.core[0] : m.core[1]])

    def _initials(self, m: Mentioned) -> str:
        return "".join(t[0] for t in self.words.texts[m.core[0] : m.core[1]] if t[:1].isupper())

    def _keyed(self, key: tuple[str, str | None], kind: str) -> Cluster:
        if key not in self._keys:
            self._keys[key] = self._new(kind)
        return self._keys[key]

    # -- descriptions ------------------------------------------------------------------------------------------------------------

    def _described(self, m: Mentioned) -> Cluster | None:
        if m.plural and m.definite and not m.party and (group := self._group(m)):
            return group
        if m.definite and not m.plural:
            found = self._antecedent(m)
            if found:
                if found.party is None and not m.party:
                    found.guessed = self._possessor(m)
                return found
        if m.definite and m.plural:
            same = self._latest(lambda c: self._noun(m) in c.nouns and c.plural and _same_side(c, m), m)
            if same:
                return same
        cluster = self._new(m.type)
        cluster.plural = m.plural
        if not m.party:
            cluster.guessed = self._possessor(m)
        serves = knowledge.singular(self._noun(m)) in rules()["domestic"] or (m.definite and any(o.of_state for o in m.offices))
        if not (m.party or cluster.guessed) and serves:
            cluster.guessed = self._guess(m)
        return cluster

    def _guess(self, m: Mentioned) -> str | None:
        """For whom somebody in office acts where no name says so: by a title of one state, the publisher, or the state around."""
        return _party_of_title(m) or self.publisher or self._around(m)

    def _possessor(self, m: Mentioned) -> str | None:
        """The party of "the country" in "the country's foreign minister", of "his" in "his spokesman"."""
        inside = [c for other, c in self.of if m.first <= other.first and other.last <= m.head and not c.members]
        return inside[-1].party if inside else None

    def _maker(self, m: Mentioned) -> Cluster | None:
        """Who made a statement, letter or plan: whoever its phrase names, else for "the statement" the actor that was last a subject."""
        inside = [c for other, c in self.of if m.first <= other.first and other.last <= m.last]
        if inside:
            return inside[-1]
        if not m.definite:
            return None
        recent = self._recent(m, 3)
        return next((c for other, c in recent if self.is_subject(other) and c.type != "side" and not c.members), None)

    def _around(self, m: Mentioned) -> str | None:
        """The state that the text is about where it names no other: the one most often named, if it is named more than all others near."""
        counts: dict[str, float] = {}
        here = self._sentence(m)
        for sentence, party in self._states:
            if party:
                near = 3.0 if 0 <= here - sentence <= 1 else 1.0
                counts[party] = counts.get(party, 0.0) + near
        ranked = sorted(counts.items(), key=lambda c: -c[1])
        if not ranked or len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]:
            return None
        return ranked[0][0]

    def _antecedent(self, m: Mentioned) -> Cluster | None:
        noun = self._noun(m)
        if m.type == "person":
            return self._by_office(m) or self._latest(lambda c: c.is_person and noun in c.nouns and _compatible(c, m), m)
        if m.type == "state" and noun in rules()["generic_states"] and not m.party:
            return self._best(m, lambda c: c.type in ("state", "demonym"))
        if m.type in ("body", "media"):
            same = self._latest(lambda c: noun in c.nouns and not c.plural and _same_side(c, m), m)
            if same and not self._is_bare(m) and not m.party:
                same = self._latest(lambda c: self._says(m) in c.said, m)
            if same or m.party:
                return same
            if noun in rules()["generic_bodies"]:
                return self._latest(lambda c: c.type in ("organization", "body", "armed_group", "bloc") and c.is_named, m)
            if m.type == "media":
                return self._latest(lambda c: c.type == "media" and c.is_named, m)
        return None

    def _is_bare(self, m: Mentioned) -> bool:
        """Whether a description is a determiner and a noun only."""
        return m.head - m.core[0] == 0 and m.core[1] == m.head + 1

    def _says(self, m: Mentioned) -> str:
        return " ".join(self.words.lowers[m.core[0] : m.core[1]])

    def _by_office(self, m: Mentioned) -> Cluster | None:
        """"the Russian president": a person of that office and party named before, else one who is known to hold it and is named at all."""
        wanted = _wanted_offices(m)
        if not wanted:
            return None
        party = m.party or self._possessor(m) or _party_of_title(m)

        def fits(c: Cluster) -> bool:
            return c.is_person and c.is_named and bool(wanted & self._offices_of(c)) and (party is None or c.party in (None, party))

        if party is None and self.publisher and any(o.rank <= 3 for o in m.offices):
            own = self._latest(lambda c: fits(c) and self._party_of(c) == self.publisher, m, ahead=True)
            if own and self._is_only(own, fits):
                return own
        def serves(c: Cluster) -> bool:
            return fits(c) and any(h.distance(self.day) == 0 and h.office in wanted for h in c.held)

        found = self._latest(serves, m) if party is None and m.definite and not self._same_sentence(m, fits) else None
        found = found or self._latest(fits, m) or self._latest(fits, m, ahead=True)
        if found or party is None:
            return found
        named = {name for h in knowledge.in_office(party, wanted, self.day) for name in h.names}
        return next((c for c in self.clusters if c.is_person and any(_same_person(n, c.names) for n in named)), None)

    def _same_sentence(self, m: Mentioned, fits: Callable[[Cluster], bool]) -> bool:
        """Whether somebody who fits was named in this sentence or the one before."""
        return any(fits(c) for other, c in self.of if 0 <= self._sentence(m) - self._sentence(other) <= 1)

    def _is_only(self, own: Cluster, fits: Callable[[Cluster], bool]) -> bool:
        return all(c is own or self._party_of(c) == self.publisher for c in self.clusters if fits(c))

    def _party_of(self, cluster: Cluster) -> str | None:
        return cluster.party or (self.publisher if cluster.offices else None)

    def _offices_of(self, cluster: Cluster) -> set[str]:
        return {*cluster.offices, *(h.office for h in cluster.held if self.day is None or h.distance(self.day) == 0)}

    def _latest(self, fits: Callable[[Cluster], bool], m: Mentioned, ahead: bool = False) -> Cluster | None:
        """The cluster last mentioned before `m` that fits; with `ahead`, the first made from names that come later."""
        seen: set[int] = set()
        for other, cluster in reversed(self.of):
            if cluster.number in seen or other.last > m.head >= other.first and other.kind == "name" and other.known is None:
                continue
            seen.add(cluster.number)
            if fits(cluster):
                return cluster
        return next((c for c in self.clusters if not c.mentions and fits(c)), None) if ahead else None

    # -- groups ------------------------------------------------------------------------------------------------------------------

    def _group(self, m: Mentioned) -> Cluster | None:
        """The group that "the leaders", "both sides", "the two countries" stands for; None if nobody was brought together before."""
        noun = self._singular(m)
        people, parties = noun in rules()["members_people"], noun in rules()["members_parties"]
        plain = all(w in rules()["group_words"] for w in self.words.lowers[m.core[0] : m.head]) and m.last == m.head + 1
        if not (people or parties) or not plain:
            return None
        offices = _wanted_offices(m) if m.type == "person" and noun not in ("leader", "official") else set()
        members = self._focus(m, people, parties, offices)
        return self._grouped(members) if members else None

    def _singular(self, m: Mentioned) -> str:
        noun = self._noun(m)
        if noun in ("two", "three", "four", "both"):
            return noun
        head = " ".join(self.words.lowers[m.core[0] : m.head + 1])
        for title in ("head of state", "prime minister", "foreign minister"):
            if head.endswith((knowledge.plural(title), "heads of state")):
                return title
        if noun == "state" and "heads" in self.words.lowers[m.core[0] : m.head]:
            return "head of state"
        return knowledge.singular(noun)

    def _grouped(self, members: Sequence[Cluster]) -> Cluster:
        key = tuple(c.number for c in members)
        if key not in self._groups:
            self._groups[key] = self._new("group")
            self._groups[key].members = tuple(members)
            self._groups[key].plural = True
        return self._groups[key]

    def _focus(self, m: Mentioned, people: bool, parties: bool, offices: set[str]) -> tuple[Cluster, ...]:
        """Who was last brought together before `m`: in one sentence, two or more people or states of different parties, or a group."""
        here = self._sentence(m)
        by_sentence: dict[int, list[tuple[Mentioned, Cluster]]] = {}
        for other, cluster in self.of:
            if other.last <= m.first and not other.place and not self._possesses(other) and here - self._sentence(other) <= _GROUP_REACH:
                by_sentence.setdefault(self._sentence(other), []).append((other, cluster))
        for number in sorted(by_sentence, reverse=True):
            found = self._together(by_sentence[number], m.count, people, parties, offices)
            if found:
                return found
        return self._met(m, people, parties, offices)

    def _possesses(self, m: Mentioned) -> bool:
        return self.words.lowers[m.last : m.last + 1] in (["'s"], ["'"])

    def _together(
        self, mentions: Sequence[tuple[Mentioned, Cluster]], count: int | None, people: bool, parties: bool, offices: set[str]
    ) -> tuple[Cluster, ...]:
        group = next((c for _, c in reversed(mentions) if c.members), None)
        if group and self._fits_group(group.members, count, people, parties, offices):
            return group.members
        if people:
            persons = _unique(c for _, c in mentions if c.is_person and c.is_named and self._party_of(c))
            persons = [c for c in persons if not offices or offices & self._offices_of(c) or not c.offices]
            if self._fits_group(persons, count, people, parties, offices):
                return tuple(persons)
        if parties and not (people and self.publisher):
            actors = [c for x, c in mentions if x.kind == "name" and c.party and c.type in _PARTY_TYPES and not c.is_person]
            states = _unique_parties(actors)
            if self._fits_group(states, count, people, parties, offices):
                return tuple(states)
        return ()

    def _fits_group(self, members: Sequence[Cluster], count: int | None, people: bool, parties: bool, offices: set[str]) -> bool:
        if len(members) < 2 or len({self._party_of(c) for c in members}) < 2 or (count and len(members) != count):
            return False
        return parties or (people and all(c.is_person for c in members))

    def _met(self, m: Mentioned, people: bool, parties: bool, offices: set[str]) -> tuple[Cluster, ...]:
        """The first two people of different parties, where the text never names two in one sentence."""
        if not people:
            return ()
        persons = _unique(c for x, c in self.of if x.last <= m.first and c.is_person and c.is_named and self._party_of(c))
        first = [c for n, c in enumerate(persons) if all(self._party_of(c) != self._party_of(d) for d in persons[:n])]
        return tuple(first[: m.count or 2]) if len(first) >= (m.count or 2) else ()

    # -- pronouns ----------------------------------------------------------------------------------------------------------------

    def _pronoun(self, m: Mentioned) -> Cluster | None:
        if m.grammatical != 3:
            return None if self.quoted[m.head] or m.plural else self._in_turn(m)
        if m.gender in ("m", "f"):
            return self._best(m, lambda c: c.is_person and c.gender in (None, m.gender))
        if m.gender == "n":
            return self._best(m, lambda c: not c.plural and c.type not in ("person", "people", "document", "demonym", "side"))
        return self._they(m)

    def _speech_turns(self, mentions: Sequence[Mentioned]) -> list[tuple[int, Cluster]]:
        """Where somebody's turn begins in a transcript: a name at the start of a sentence with a colon after it."""
        tokens, lowers = self.words.tokens, self.words.lowers
        return [
            (m.last, self._person_of[id(m)])
            for m in mentions
            if id(m) in self._person_of and lowers[m.last : m.last + 1] == [":"] and not self.quoted[m.head]
            and (m.first == 0 or tokens[m.first - 1].sent != tokens[m.first].sent or lowers[m.first - 1] == ".")
        ]  # fmt: skip

    def _in_turn(self, m: Mentioned) -> Cluster | None:
        """Whom "I" and "you" mean outside quotations: the one whose turn it is, the other of two, else the author of the text."""
        speaking = [c for start, c in self._turns if start <= m.head]
        if m.grammatical == 2:
            others = _unique(c for _, c in self._turns if speaking and c is not speaking[-1])
            return others[0] if len(others) == 1 else None
        return speaking[-1] if speaking else self._author()

    def _author(self) -> Cluster | None:
        if self._author_phrase is None:
            return None
        wanted = knowledge.fold(self._author_phrase)
        named = [c for c in self.clusters if c.is_person and c.names and any(n[-1] in wanted for n in c.names)]
        if named and self.publisher and named[0].party not in (None, self.publisher):
            return None
        if not named:
            cluster = self._new("person")
            cluster.called = self._author_phrase
            cluster.guessed = self.publisher
            return cluster
        return named[0]

    def _they(self, m: Mentioned) -> Cluster | None:
        """"They": the plural subject last seen, else those last brought together, else the organisation that was last subject."""
        for other, cluster in self._recent(m, 2):
            joined = self._conjoined(other, m)
            if joined:
                return self._grouped(joined)
            if cluster.members or (cluster.plural and self.is_subject(other)):
                return cluster
            if self.is_subject(other) and cluster.is_person and self._noun(m) == "they":
                members = self._focus(m, True, False, set())
                if members:
                    return self._grouped(members)
        return self._best(m, lambda c: c.plural or c.type in ("body", "forces", "organization", "armed_group", "bloc", "media"))

    def _conjoined(self, m: Mentioned, before: Mentioned) -> tuple[Cluster, ...]:
        """The actors of "X and Y" of which `m` is the last, where it is a subject."""
        found: list[tuple[Mentioned, Cluster]] = []
        at = m
        for other, cluster in reversed([p for p in self.of if p[0].last <= before.first]):
            if other is m or (other.last < at.first and self._only_and(other.last, at.first) and other.kind != "pronoun"):
                found.append((other, cluster))
                at = other
        clusters = _unique(c for _, c in reversed(found))
        opens = self.words.tokens[found[-1][0].first].start - self._sentence_start(found[-1][0]) < 3
        return tuple(clusters) if len(clusters) > 1 and (opens or self._sentence(m) == self._sentence(before)) else ()

    def _sentence_start(self, m: Mentioned) -> int:
        tokens = self.words.tokens
        i = m.first
        while i and tokens[i - 1].sent == tokens[m.first].sent:
            i -= 1
        return tokens[i].start

    def _only_and(self, first: int, last: int) -> bool:
        return 0 < last - first <= 2 and all(w in ("and", ",", "&") for w in self.words.lowers[first:last]) and (
            "and" in self.words.lowers[first:last]
        )

    def _recent(self, m: Mentioned, reach: int) -> list[tuple[Mentioned, Cluster]]:
        """Mentions before `m` within `reach` sentences, subjects of the nearest sentence first."""
        here = self._sentence(m)
        found = [
            (other, c)
            for other, c in reversed(self.of)
            if other.last <= m.first and here - self._sentence(other) <= reach and self.quoted[other.head] <= self.quoted[m.head]
        ]
        return sorted(found, key=lambda p: (here - self._sentence(p[0]), not self.is_subject(p[0])))

    def _best(self, m: Mentioned, fits: Callable[[Cluster], bool]) -> Cluster | None:
        """The most salient cluster that fits: subjects before others, near before far, often named before once named."""
        here = self._sentence(m)
        scores: dict[int, float] = {}
        for other, cluster in reversed(self.of):
            away = here - self._sentence(other)
            if away > _PRONOUN_REACH:
                break
            if other.last > m.first or not fits(cluster):
                continue
            score = -1.0 * away + 1.2 * self.is_subject(other) + (0.4 if other.kind != "nominal" else 0.0)
            score -= 2.0 * (self.quoted[other.head] and not self.quoted[m.head]) + 0.8 * other.place
            score += 0.1 * min(len(cluster.mentions), 5) + 0.3 * cluster.is_named
            scores[cluster.number] = max(score, scores.get(cluster.number, -99.0))
        return self.clusters[max(scores, key=lambda n: (scores[n], n))] if scores else None


_PARTY_TYPES = frozenset(("state", "organization", "bloc", "armed_group", "seat", "capital", "body", "agency", "demonym"))


def _key(m: Mentioned) -> tuple[str, str | None]:
    """What makes two names of the tables the same actor: states by code, organisations by party, the rest by name."""
    assert m.known is not None
    if m.known.kind in ("state", "demonym", "people"):
        return ("people" if m.known.kind == "people" else "state", m.known.party)
    if m.known.kind in ("organization", "bloc", "armed_group"):
        return ("state", m.known.party)
    return m.known.kind, m.known.name


def _same_person(name: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> bool:
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


def _same_sex(m: Mentioned, cluster: Cluster) -> bool:
    return not (m.gender and cluster.gender) or m.gender == cluster.gender


def _compatible(cluster: Cluster, m: Mentioned) -> bool:
    return not (m.party and cluster.party) or m.party == cluster.party


def _party_of_title(m: Mentioned) -> str | None:
    party: str | None = rules()["titles_of"].get((m.role or "").lower())
    return party


def _same_side(cluster: Cluster, m: Mentioned) -> bool:
    """Whether a description may repeat a cluster: what it says of the party was said before, or it says nothing of it."""
    return not m.party or m.party == cluster.party


def _wanted_offices(m: Mentioned) -> set[str]:
    """The offices that a description may mean: "the leader" any head, "the minister" any minister."""
    wanted = {o.id for o in m.offices}
    if "head_of_state" in wanted:
        wanted |= set(rules()["leaders"])
    if wanted & {"minister"}:
        wanted |= set(rules()["ministers"])
    return wanted - {"official"}


def _unique(clusters: Iterable[Cluster]) -> list[Cluster]:
    return list({c.number: c for c in clusters}.values())


def _unique_parties(clusters: Iterable[Cluster]) -> list[Cluster]:
    found: dict[str | None, Cluster] = {}
    for c in clusters:
        found.setdefault(c.party, c)
    return list(found.values())
