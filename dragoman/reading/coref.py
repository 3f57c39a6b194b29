"""Says which mentions are the same actor: rules in passes from names to descriptions to pronouns.

Names agree by their words, descriptions by office, head noun and party, pronouns by number, sex and who was last the subject.
A group ("both sides", "they", "the two presidents") is a cluster of its own whose members are those last brought together.
Source: the multi-pass sieve (Lee et al. 2013), with office holders and parties as further agreement.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence

from dragoman import knowledge
from dragoman.analysis import Analysis
from dragoman.reading import company, naming, sides
from dragoman.reading.clusters import Cluster, Ledger, key_of, same_person, unique
from dragoman.reading.company import Bond
from dragoman.reading.groups import Groups
from dragoman.reading.likeness import Likeness
from dragoman.reading.mentioned import Mentioned, rules
from dragoman.reading.names import Words
from dragoman.reading.pronouns import Pronouns, Publication
from dragoman.reading.telling import Telling

_ORGANISATIONS = frozenset(("organization", "body", "armed_group", "bloc"))
_OF_STATES = frozenset(("state", "demonym", "people", "capital", "seat"))
_SPELT = {"defense": "defence", "labor": "labour"}
_POSSESSIVES = frozenset(("his", "her", "its", "their", "our", "my", "your"))
# A state is what a text is about if it is named this much more often than the next; mentions close by count threefold.
_AROUND_LEAD = 1.5
_AROUND_NEAR = 3
# Sentences over which "the statement" looks back for who made it.
_MAKER_REACH = 3


class Resolver:
    """Builds the clusters of one document.

    Args:
        quoted: for each word, whether it stands inside a quotation.
        telling: whose words are told where.
    """

    def __init__(
        self, analysis: Analysis, words: Words, quoted: Sequence[bool], publication: Publication, telling: Telling
    ) -> None:
        self.analysis = analysis
        self.words = words
        self.telling = telling
        self.day = publication.day
        self.publisher = publication.publisher
        self.ledger = Ledger(words, quoted, Likeness())
        self.groups = Groups(self.ledger, self.publisher, self.day)
        self.pronouns = Pronouns(self.ledger, self.groups, publication, telling)
        self.makers: list[tuple[Mentioned, Cluster]] = []
        self._person_of: dict[Mentioned, Cluster] = {}
        self._bonds: dict[Mentioned, Bond] = {}
        self._of: dict[Mentioned, Cluster] = {}
        self._states: list[tuple[int, str]] = []
        self._named_states: Counter[str] = Counter()
        self._foremost: list[str] = []
        self._acting: set[str | None] = set()
        self._in_states: set[int] = set()

    def resolve(self, mentions: Sequence[Mentioned]) -> list[Cluster]:
        """The clusters of `mentions`, given in the order of their heads; `makers` then tells who made statements and letters."""
        self._count_states(mentions)
        self.pronouns.hear(self.people(mentions))
        self.ledger.likeness.learn(self.analysis, mentions, self.reader(mentions))
        self._bonds = company.bonds(self.words, mentions)
        self._open(mentions)
        for m in mentions:
            cluster = self._of.get(m) or self._cluster(m) if m.type != "document" else None
            if cluster is not None:
                self.ledger.add(cluster, m)
                self._of[m] = cluster
        heads = [m.head for m, _ in self.ledger.seen]
        made = [(m, self._maker(m, heads)) for m in mentions if m.type == "document"]
        self.makers = [(m, maker) for m, maker in made if maker]
        return [c for c in self.ledger.clusters if c.mentions]

    def people(self, mentions: Sequence[Mentioned]) -> dict[Mentioned, Cluster]:
        """The cluster of each mention of a person by name."""
        self._name_people([m for m in mentions if m.kind == "name" and m.type == "person"])
        return self._person_of

    def reader(self, mentions: Sequence[Mentioned]) -> sides.Reader:
        """Reads noun phrases for the ranker, told which names are the same; after `people`."""
        known = naming.numbers(self.words, mentions, self._person_of)
        kinds, sexes = naming.kinds(mentions), naming.sexes(mentions, self._person_of)
        return sides.Reader(self.analysis, self.ledger.quoted, self.telling, known, kinds, sexes)

    def _count_states(self, mentions: Sequence[Mentioned]) -> None:
        """Which states the text names, where and how often; `_foremost` are the two named most."""
        known = ((self.ledger.sentence(m), m.known) for m in mentions if m.known)
        self._states = sorted((sentence, k.country) for sentence, k in known if k.country and k.country == k.party)
        self._named_states = Counter(party for _, party in self._states)
        self._acting = {m.known.party for m in mentions if m.known and not m.place}
        self._in_states = {i for m in mentions if m.known and m.known.kind in _OF_STATES for i in range(*m.core)}
        self._foremost = [party for party, _ in self._named_states.most_common(2)]

    def _cluster(self, m: Mentioned) -> Cluster | None:
        if m in self._person_of:
            cluster = self._person_of[m]
            self._take_sides(cluster, m)
            return cluster
        if m.kind == "name":
            return self.ledger.keyed(*key_of(m.known, m.place)) if m.known else self._organisation(m)
        return self.pronouns.resolve(m) if m.kind == "pronoun" else self._described(m)

    # -- names -------------------------------------------------------------------------------------------------------------------

    def _name_people(self, people: Sequence[Mentioned]) -> None:
        """Make the clusters of people, longest names first, so that "Lavrov" finds "Sergei Lavrov" also where it comes earlier."""
        by_word: dict[str, list[Cluster]] = {}
        folded = {m: self._folded(m) for m in people}
        for m in sorted(people, key=lambda m: (-len(folded[m]), m.first)):
            name = folded[m]
            near = unique(c for word in name for c in by_word.get(word, ()))
            cluster = self._named(m, name, near) or self.ledger.new("person")
            for word in name if name not in cluster.names else ():
                by_word.setdefault(word, []).append(cluster)
            cluster.names += [name] if name not in cluster.names else []
            cluster.parties.update([m.party] if m.party else [])
            cluster.offices.update(o.id for o in m.offices if o.of_state)
            cluster.gender = cluster.gender or m.gender
            self._person_of[m] = cluster
        first = {self._person_of[m].number: m for m in reversed(people)}
        for cluster in self.ledger.clusters:
            self._look_up(cluster, first[cluster.number])
        for cluster in self.ledger.clusters:
            if cluster.party == self.publisher and self._has_rival(cluster):
                around = self._around(first[cluster.number])
                cluster.guessed = around if around != self.publisher else None

    def _has_rival(self, cluster: Cluster) -> bool:
        """Whether the publisher's is only guessed for a leader, and somebody else is known to hold that office there."""
        if cluster.parties or cluster.held or not cluster.offices & rules()["leaders"]:
            return False
        offices = {
            h.office for c in self.ledger.clusters for h in c.held if h.party == self.publisher and h.distance(self.day) == 0
        }
        return bool(offices & cluster.offices)

    def _named(self, m: Mentioned, name: tuple[str, ...], clusters: Sequence[Cluster]) -> Cluster | None:
        """The person of `clusters` whom a name means: words and sex agree, and the party if another with such a name disagrees.

        Of several with one family name it is the one named last before, else the first.
        """
        fitting = [c for c in clusters if same_person(name, c.names) and not (m.gender and c.gender and m.gender != c.gender)]
        near = [c for c in fitting if not (m.party and c.parties) or m.party in c.parties] or fitting
        near = [c for c in near if c.offices.intersection(o.id for o in m.offices)] or near
        if len(near) < 2:
            return near[0] if near else None
        before = ((other.first, c.number) for other, c in self._person_of.items() if other.first < m.first and c in near)
        number = max(before, default=(0, min(c.number for c in near)))[1]
        return self.ledger.clusters[number]

    def _folded(self, m: Mentioned) -> tuple[str, ...]:
        return knowledge.fold(" ".join(self.words.texts[m.core[0] : m.core[1]]))

    def _look_up(self, cluster: Cluster, first: Mentioned) -> None:
        """What the tables know of a person: offices by name; by a family name alone the one leader, or one in office."""
        name = cluster.longest_name
        found = knowledge.holders(name, self.day)
        if " " not in name:
            leaders = [h for h in found if h.office in rules()["leaders"] and h.distance(self.day) < 2]
            current = [h for h in leaders if h.distance(self.day) == 0 or h.office in cluster.offices]
            titled = [h for h in found if self.day and h.office in cluster.offices and h.distance(self.day) == 0]
            found = titled or current or (leaders if len({h.party for h in (leaders if self.day is None else found)}) == 1 else [])
        cluster.held = tuple(sorted(found, key=lambda h: (h.distance(self.day), h.party not in self._named_states)))
        cluster.guessed = knowledge.served(name) if " " in name else None
        if cluster.party is None and cluster.offices:
            cluster.guessed = self._guess(first)

    def _organisation(self, m: Mentioned) -> Cluster:
        """The cluster of an organisation that no table has, by its name or its initials."""
        texts = self.words.texts[m.core[0] : m.core[1]]
        if len(texts) == 1 and texts[0].isupper() and len(texts[0]) > 2:
            spelt = next((c for c in self.ledger.clusters if c.type == "organization" and texts[0] in c.nouns), None)
            if spelt:
                return spelt
        cluster = self.ledger.keyed(("organization", " ".join(texts).lower().removeprefix("the ")), "organization")
        initials = "".join(t[0] for t in texts if t[:1].isupper())
        cluster.nouns |= {self.ledger.noun(m), initials}
        if knowledge.nouns().get(self.ledger.noun(m), ("", ""))[1] == "PTY":
            cluster.guessed = initials if initials in self.words.texts else " ".join(texts)
        return cluster

    # -- whose somebody is -------------------------------------------------------------------------------------------------------

    def _guess(self, m: Mentioned) -> str | None:
        """For whom somebody in office acts where no name says so: by a title of one state, the publisher, or the state around."""
        return _party_of_title(m) or self.publisher or self._around(m)

    def _owners(self, m: Mentioned) -> str | None:
        """The parties, joined by " & ", of a group that has what a description means: "their countries", "their governments"."""
        owner = self.ledger.at_head.get(m.first) if self.words.lowers[m.first] in _POSSESSIVES else None
        if owner is None or not owner[1].members or any(w in rules()["opposite"] for w in self.words.lowers[m.first : m.head + 1]):
            return None
        return " & ".join(dict.fromkeys(p for c in owner[1].members if (p := self.groups.party_of(c)))) or None

    def _take_sides(self, cluster: Cluster, m: Mentioned) -> None:
        """For whom a named person acts whose phrase does not say so: by the company, else by the possessor ("his spokesman X")."""
        bond = self._bonds.get(m)
        party = bond and bond.with_whom in self._of and self._of[bond.with_whom].party
        if bond and party and not cluster.parties and not cluster.held:
            cluster.parties.update([party] if bond.stated else [])
            cluster.guessed = party
        elif not cluster.party:
            cluster.guessed = self._possessor(m)

    def _possessor(self, m: Mentioned) -> str | None:
        """The party of "the country" in "the country's foreign minister", of "his" in "his spokesman"; not in "his counterpart"."""
        if any(w in rules()["opposite"] for w in self.words.lowers[m.first : max(m.core[0], m.head + 1)]):
            return None
        inside = self.ledger.inside(m)
        return inside[-1].party if inside else None

    def _around(self, m: Mentioned) -> str | None:
        """The state that the text is about, if it is clearly one and more than a place there."""
        here = self.ledger.sentence(m)
        near = self._states[bisect_left(self._states, (here - 1, "")) : bisect_left(self._states, (here + 1, ""))]
        close = Counter(party for _, party in near)
        weights = {party: self._named_states[party] + (_AROUND_NEAR - 1) * close[party] for party in {*close, *self._foremost}}
        ranked = sorted(weights, key=lambda party: (-weights[party], party))
        clear = len(ranked) == 1 or (len(ranked) > 1 and weights[ranked[0]] >= _AROUND_LEAD * weights[ranked[1]])
        return ranked[0] if clear and ranked[0] in self._acting else None

    def _maker(self, m: Mentioned, heads: Sequence[int]) -> Cluster | None:
        """Who made a statement, letter or plan: whoever its phrase names, else for "the statement" the last subject."""
        seen = self.ledger.seen[bisect_left(heads, m.first) : bisect_left(heads, m.last)]
        inside = [c for other, c in seen if m.first <= other.first and other.last <= m.last]
        if inside or not m.definite:
            return inside[-1] if inside else None
        here = self.ledger.sentence(m)
        for at in range(bisect_left(heads, m.first) - 1, -1, -1):
            other, cluster = self.ledger.seen[at]
            if here - self.ledger.sentence(other) > _MAKER_REACH:
                break
            single = cluster.type != "side" and not cluster.members
            if single and self.ledger.is_subject(other) and not self.ledger.quoted[other.head]:
                return cluster
        return None

    # -- descriptions ------------------------------------------------------------------------------------------------------------

    def _described(self, m: Mentioned) -> Cluster:
        return self._same_as_before(m) or self._new_description(m)

    def _open(self, mentions: Sequence[Mentioned]) -> None:
        """Read "We, the leaders of A and B," ahead: whoever is described there are "we" all along."""
        at = next((m.last for m in mentions if m.grammatical == 1 and m.plural and not self.ledger.quoted[m.head]), None)
        if at is None or self.words.lowers[at : at + 1] != [","]:
            return
        described = next((m for m in mentions if m.first == at + 1 and m.kind == "nominal" and m.plural), None)
        if described:
            self.pronouns.opening = self._of[described] = self._described(described)

    def _same_as_before(self, m: Mentioned) -> Cluster | None:
        """The actor that a definite description takes up again."""
        if m.party and " & " in m.party:
            return self._each_in_office(m, m.party.split(" & "))
        if not m.definite:
            return None
        if m.plural and self._owners(m):
            return None
        if m.plural:
            group = self.groups.of_description(m, _wanted_offices(m)) if not m.party else None
            noun = self.ledger.noun(m)
            if group is None and not m.party and self.groups.joint_party(m):
                return None
            return group or self.ledger.latest(
                lambda c: noun in c.nouns and c.plural and c.says_as_much(m) and self._same_field(c, m), m
            )
        found = self._antecedent(m)
        owner = self._possessor(m) if found and self.words.lowers[m.first] in _POSSESSIVES and not m.party else None
        if found and owner and found.party not in (None, owner):
            return None
        if found and found.party is None and not m.party:
            found.guessed = self._possessor(m)
        return found

    def _each_in_office(self, m: Mentioned, parties: Sequence[str]) -> Cluster | None:
        """The group of "the presidents of X and Y", where the text names both; None if it does not."""
        members = [self._in_office(m, party) for party in parties]
        found = unique(c for c in members if c)
        return self.groups.made_of(found) if len(found) == len(parties) else None

    def _new_description(self, m: Mentioned) -> Cluster:
        cluster = self.ledger.new(m.type)
        cluster.plural = m.plural
        if m.party:
            return cluster
        cluster.guessed = self._owners(m) or self._possessor(m) or self.groups.joint_party(m)
        in_office = m.definite and any(o.of_state for o in m.offices)
        if cluster.guessed is None and (in_office or knowledge.singular(self.ledger.noun(m)) in rules()["domestic"]):
            cluster.guessed = self._guess(m)
        return cluster

    def _antecedent(self, m: Mentioned) -> Cluster | None:
        noun, latest = self.ledger.noun(m), self.ledger.latest
        if m.type == "person":
            return self._in_office(m, m.party or self._possessor(m) or _party_of_title(m)) or latest(
                lambda c: c.is_person and noun in c.nouns and c.agrees(m), m
            )
        if m.type == "state" and noun in rules()["generic_states"] and not m.party:
            return self.ledger.foremost(m, lambda c: c.type in ("state", "demonym"))
        if m.type not in ("body", "media"):
            return None
        found = latest(lambda c: noun in c.nouns and not c.plural and c.says_as_much(m) and self._same_field(c, m), m)
        if found and not m.party and m.core != (m.head, m.head + 1):
            said = " ".join(self.words.lowers[m.core[0] : m.core[1]])
            found = latest(lambda c: said in c.said, m)
        if found or m.party:
            return found
        owned = self.words.lowers[m.first] in _POSSESSIVES
        if (
            noun in rules()["generic_bodies"]
            and not owned
            and not any(w[:1].isupper() for w in self.words.texts[m.core[0] : m.head])
        ):
            return latest(lambda c: c.type in _ORGANISATIONS and c.is_named, m)
        return latest(lambda c: c.type == "media" and c.is_named, m) if m.type == "media" else None

    def _same_field(self, cluster: Cluster, m: Mentioned) -> bool:
        """Whether a body can be that of `m`: a ministry of defence is none of foreign affairs, "the ministry" may be either."""
        here = self._field(m)
        return all(not there or here <= there or there <= here for there in map(self._field, cluster.mentions)) if here else True

    def _field(self, m: Mentioned) -> frozenset[str]:
        """What a description says of a body besides its noun and its state: "foreign", "affairs"."""
        if m.kind == "pronoun":
            return frozenset()
        inside = (i for i in range(m.first, m.last) if i != m.head and i not in self._in_states)
        words = (self.words.lowers[i] for i in inside if self.words.tokens[i].upos in ("NOUN", "PROPN", "ADJ", "X"))
        return frozenset(_SPELT.get(w, w) for w in words)

    def _in_office(self, m: Mentioned, party: str | None) -> Cluster | None:
        """Who "the Russian president" is: somebody named with that office and party, else somebody named who is known to hold it.

        Without a party: the publisher's own, then one named close by, then one known to be in office, then the last named.
        """
        wanted, joined = _wanted_offices(m), self._joined_with(m)
        if not wanted:
            return None

        def fits(c: Cluster) -> bool:
            held = wanted & (c.offices if self._is_foreign(c, party) else self.groups.offices_of(c))
            return c.is_person and c.is_named and bool(held) and (party is None or c.party in (None, party)) and c is not joined

        def serves(c: Cluster) -> bool:
            return fits(c) and any(h.distance(self.day) == 0 and h.office in wanted for h in c.held)

        found = self._publishers(m, fits) if party is None else None
        if not found and party is None and not any(fits(c) for _, c in self.ledger.back(m, 1)):
            found = self.ledger.latest(serves, m)
        found = found or self.ledger.latest(fits, m) or self._ahead(fits)
        if found or party is None:
            return found
        named = {name for h in knowledge.in_office(party, wanted, self.day) for name in h.names}
        return next((c for c in self.ledger.clusters if c.is_person and any(same_person(n, c.names) for n in named)), None)

    def _is_foreign(self, cluster: Cluster, party: str | None) -> bool:
        """Whether somebody is not of the publisher's side, so that a readout's plain "the President" needs the title before."""
        return party is None and self.publisher is not None and cluster.party not in (None, self.publisher)

    def _joined_with(self, m: Mentioned) -> Cluster | None:
        """The person after "and" right behind a description: "the Prime Minister and President X" are two."""
        if self.words.lowers[m.last : m.last + 1] != ["and"]:
            return None
        return next((c for other, c in self._person_of.items() if other.first == m.last + 1), None)

    def _publishers(self, m: Mentioned, fits: Callable[[Cluster], bool]) -> Cluster | None:
        """In a readout, the publisher's own holder of a high office, if the text names no other."""
        if not self.publisher or all(o.rank > 3 for o in m.offices):
            return None
        fitting = [c for c in self.ledger.clusters if fits(c)]
        own = [c for c in fitting if self.groups.party_of(c) == self.publisher]
        if not own or len(own) < len(fitting):
            return None
        serving = [c for c in own if any(h.distance(self.day) == 0 and h.office in _wanted_offices(m) for h in c.held)]
        own = serving or own
        return self.ledger.latest(lambda c: c in own, m) or own[0]

    def _ahead(self, fits: Callable[[Cluster], bool]) -> Cluster | None:
        """The first that fits of the people whom the text names only later."""
        return next((c for c in self.ledger.clusters if not c.mentions and fits(c)), None)


def _wanted_offices(m: Mentioned) -> set[str]:
    """The offices that a description may mean: "the leader" any head, "the minister" any minister."""
    wanted = {o.id for o in m.offices}
    if "head_of_state" in wanted:
        wanted |= rules()["leaders"]
    if "minister" in wanted:
        wanted |= rules()["ministers"]
    return wanted - {"official"}


def _party_of_title(m: Mentioned) -> str | None:
    party: str | None = rules()["titles_of"].get((m.role or "").lower())
    return party
