"""Reads people's names with titles, "of"-phrases and appositions: "Kremlin spokesman X", "X, the Russian ambassador to Norway"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from dragoman import data, knowledge
from dragoman.reading.chunks import Chunk
from dragoman.reading.descriptions import Descriptions, sex_of
from dragoman.reading.mentioned import Mentioned, rules
from dragoman.reading.names import Named, Title
from dragoman.reading.scene import Scene

# What stands after a name that is an apposition.
_CLOSED: tuple[list[str], ...] = ([","], ["."], [";"], [")"], [])


# Steps of "of" between a title and a name.
_CHAIN = 4


class _Before(NamedTuple):
    """A title or description found apart from the name: the first word of its phrase, the title if it is one, the party it states.

    `alone`: titles nearer to the name are not its own.
    """

    first: int
    title: Title | None
    party: str | None
    alone: bool = False


class People:
    """Reads the people named in one document."""

    def __init__(self, scene: Scene, descriptions: Descriptions) -> None:
        self.scene = scene
        self.words = scene.words
        self.descriptions = descriptions

    def read(self, first: int, name: Named, in_phrase: bool = True) -> Mentioned:
        """A person's name with what stands around it.

        Args:
            first: the word at which the noun phrase of the name begins.
            in_phrase: False for a name inside the phrase of something else, which has nothing before it.
        """
        titles = self.scene.titles_in(first, name.first)
        party = self._party_before(first, name, titles)
        before = self._title_before(first, name) if in_phrase else None
        if before:
            first, party = before.first, before.party if before.alone else party or before.party
            titles = [*([before.title] if before.title else []), *([] if before.alone else titles)]
        last, after = self._of_person(name.last, bool(titles))
        apposition = self._apposition(last)
        offices = [t.office for t in titles if not self.scene.is_past(first, t.first)]
        role = self._role(titles)
        party = _own(party) or after
        if apposition:
            last, offices = apposition.last, [*offices, *apposition.offices]
            party, role = party or apposition.party, role or apposition.role
        return Mentioned(first, last, name.last - 1, (name.first, name.last), "name", "person", party=party, offices=tuple(offices),
                         role=role, gender=self._gender(first, last, name))  # fmt: skip

    def _role(self, titles: Sequence[Title]) -> str | None:
        """The highest title, as written."""
        if not titles:
            return None
        highest = min(titles, key=lambda t: t.office.rank)
        return self.scene.text(highest.first, highest.last)

    def _party_before(self, first: int, name: Named, titles: Sequence[Title]) -> str | None:
        """The party in the words before a name: "Israel's" of "Israel's Prime Minister X", "Hamas" of "the Hamas leader X"."""
        opening = self.scene.names_in(first, name.first)[:1]
        if opening and opening[0].first == first and self.scene.is_where(opening[0]):
            first = opening[0].last
        sent = any(t.office.id in ("ambassador", "envoy") for t in titles)
        stated = self.scene.party_in(first, titles[-1].first, sent) if titles else None
        return stated or self.scene.party_in(first, name.first, sent)

    def _title_before(self, first: int, name: Named) -> _Before | None:
        """A title linked to the name: "President of Russia X", "Kremlin spokesman, X", "Foreign Minister and Deputy Premier X"."""
        first = self._before_bracket(first)
        link = self.words.lowers[first - 1] if first else ""
        if link in ("of", "for", "in"):
            chained = self._title_up_the_chain(first, name)
            if chained:
                return chained
        if link == "," and not self.scene.is_listed(name.last):
            return self._title_before_comma(first - 1, self.words.lowers[name.last : name.last + 1] in _CLOSED)
        chunk = self.scene.chunk_to.get(first - 1)
        title = self.scene.title_at_end(chunk) if chunk else None
        if chunk is None or title is None:
            return self._split_title(chunk, first, name) if chunk and link == "and" else None
        titles, named = self.scene.titles_in(first, name.first), self.scene.names_in(first, name.first)
        if link == "to" and self.words.lowers[name.first - 1] in rules()["honorifics"]:
            return _Before(chunk.first, title, None)
        if link in ("of", "for") and not titles and first < name.first:
            party = self.scene.party_in(first, name.first) if named else None
            own = self.scene.party_in(chunk.first, title.first)
            return _Before(chunk.first, title, own if link == "for" and own else party or own, link == "for")
        return self._joint_title(chunk, title, first) if link == "and" and titles else None

    def _before_bracket(self, first: int) -> int:
        """Where the state's name begins whose short name in brackets stands before a person: "Republic of Norvia (RON) X"."""
        if self.words.lowers[max(first - 3, 0) : first : 2] != ["(", ")"]:
            return first
        chunk = self.scene.chunk_to.get(first - 3)
        return chunk.first if chunk and self.scene.party_in(chunk.first, chunk.last) else first

    def _title_up_the_chain(self, first: int, name: Named) -> _Before | None:
        """The title at the head of a chain of "of": "Head of the Office of the President X", "Speaker of the Storting of Norvia X".

        Only one in capitals without a determiner: "the head of the office of President X" is somebody else. None if the title is
        right before "of X" or there is none.
        """
        inner = self.scene.titles_in(first, name.first)
        if inner and self.words.lowers[first] != "the":
            return None
        at, end, steps = first, name.first, 0
        party: str | None = None
        while self.words.lowers[at - 1 : at] in (["of"], ["for"], ["to"], ["in"]) and steps < _CHAIN:
            chunk = self.scene.chunk_to.get(at - 1)
            if chunk is None or any(n.kind == "person" for n in self.scene.names_in(chunk.first, chunk.last)):
                return None
            if self.words.lowers[at - 1] in ("of", "for"):
                party = self.scene.party_in(at, end) or party
            title, steps = self.scene.title_at_end(chunk), steps + 1
            styled = self.words.texts[chunk.first][:1].isupper() and self.words.lowers[chunk.first] not in rules()["determiners"]
            if title and styled:
                own = self.scene.party_in(chunk.first, title.first)
                return _Before(chunk.first, title, own or party, True) if steps > 1 or inner else None
            at, end = chunk.first, chunk.last
        return None

    def _leads_to_name(self, chunk: Chunk) -> bool:
        """Whether a phrase is the title of the person at the end of its chain of "of", as `_title_up_the_chain` finds it."""
        at = chunk
        for _ in range(_CHAIN):
            following = self.scene.chunk_from.get(at.last + 1)
            if following is None or self.words.lowers[at.last] not in ("of", "for", "to", "in"):
                return False
            at = following
            named = [n for n in self.scene.names_in(at.first, at.last) if n.kind == "person" and n.last == at.last]
            if named:
                before = self._title_before(at.first, named[0])
                return before is not None and before.first == chunk.first
        return False

    def _split_title(self, chunk: Chunk, first: int, name: Named) -> _Before | None:
        """The first half of "Norvian National Security and Intelligence Advisor X": an adjective and capitals, nobody's name."""
        texts = self.words.texts[chunk.first : chunk.last]
        names, titles = self.scene.names_in(chunk.first, chunk.last), self.scene.titles_in(first, name.first)
        adjective = names[0] if names and names[0].first == chunk.first and names[0].last < chunk.last else None
        of_state = adjective and adjective.known and adjective.known.kind == "demonym" and adjective.known.party
        inner = [t for t in self.words.texts[first : name.first] if t.isalpha()]
        styled = all(t[:1].isupper() for t in (*texts, *inner) if t.isalpha()) and bool(titles) and titles[-1].first > first
        other = any(n.kind == "person" or (n.known and n is not adjective) for n in names)
        return _Before(chunk.first, None, of_state or None) if of_state and styled and not other else None

    def _title_before_comma(self, comma: int, name_ends: bool) -> _Before | None:
        """The title whose phrase ends at a comma, as "the envoy to the UN" before ", X"; a noun if a mark ends the name too."""
        end = comma
        for _ in range(3):
            chunk = self.scene.chunk_to.get(end)
            if chunk is None:
                return None
            title = self.scene.title_at_end(chunk)
            described = self._noun_before_comma(chunk, comma) if title is None and name_ends else None
            if described:
                return described
            if title and not any(n.kind == "person" for n in self.scene.names_in(chunk.first, chunk.last)):
                last, after = self.scene.extent(chunk.last, self.words.lowers[chunk.last - 1], True)
                if last == comma:
                    sent = title.office.id in ("ambassador", "envoy")
                    return _Before(chunk.first, title, self.scene.party_in(chunk.first, title.first, sent) or after)
            end = chunk.first - 1
        return None

    def _noun_before_comma(self, chunk: Chunk, comma: int) -> _Before | None:
        """A description of one person that is no title and ends at a comma: "her Norvian counterpart", "a member of the team"."""
        word = self.words.lowers[chunk.last - 1]
        noun = knowledge.nouns().get(word)
        if noun is None or noun[0] != "person" or noun[2]:
            return None
        if self.words.lowers[chunk.first] not in rules()["determiners"] and "'s" not in self.words.lowers[chunk.first : chunk.last]:
            return None
        last, after = self.scene.extent(chunk.last, word, False)
        if last != comma or any(n.kind == "person" for n in self.scene.names_in(chunk.first, last)):
            return None
        return _Before(chunk.first, None, self.scene.party_in(chunk.first, chunk.last - 1) or after)

    def _joint_title(self, chunk: Chunk, title: Title, first: int) -> _Before | None:
        """The first title of "Norvian Foreign Minister and Deputy Prime Minister X", not that of "the president and Premier X"."""
        opened = self.words.lowers[first] in rules()["definite"] | rules()["indefinite"]
        names = self.scene.names_in(chunk.first, chunk.last)
        apart = any(n.kind == "person" for n in names) or (self.words.lowers[chunk.first] == "the" and not names)
        if opened or apart or self.words.lowers[title.last - 1].endswith("s"):
            return None
        return _Before(chunk.first, title, self.scene.party_in(chunk.first, title.first))

    def _of_person(self, last: int, titled: bool) -> tuple[int, str | None]:
        """The "of Russia" of "President Vladimir Putin of Russia", the "(D-New York)" or ", R-Ohio" of a lawmaker."""
        lowers = self.words.lowers
        chunk = self.scene.chunk_from.get(last + 1)
        if chunk and (lowers[last] == "of" or (lowers[last] == "from" and titled)):
            named = self.scene.names_in(chunk.first, chunk.last)
            if named and named[-1].last == chunk.last and named[-1].known and named[-1].known.party:
                bracket = lowers[chunk.last : chunk.last + 1] == ["("] and lowers[chunk.last + 2 : chunk.last + 3] == [")"]
                return chunk.last + (3 if bracket else 0), named[-1].known.party
        if lowers[last : last + 1] in ([","], ["("]) and lowers[last + 1 : last + 3] in (["r", "-"], ["d", "-"]):
            return min(last + 4, len(lowers)), "USA"
        return last, None

    def _apposition(self, last: int) -> Mentioned | None:
        """The description after a name: "X, the Russian ambassador to Norway,", "X, of the International Crisis Group,"."""
        lowers = self.words.lowers
        if lowers[last : last + 1] != [","]:
            return None
        at = last + 1
        group = self.scene.chunk_from.get(at + 1)
        if lowers[at : at + 1] == ["of"] and group:
            party = self.scene.party_in(group.first, group.last)
            return Mentioned(last, group.last, group.head, (group.first, group.last), "nominal", "person", party=party)
        while lowers[at : at + 1] and lowers[at] in ("who", "currently", "then", "also", "now") and at - last < 3:
            at += 1
        found = self._description_at(at)
        return self._second(found) if found and self.scene.is_listed(found.last) else found

    def _description_at(self, at: int) -> Mentioned | None:
        """The description of one unnamed person that begins at word `at`."""
        chunk = self.scene.chunk_from.get(at)
        if chunk is None or any(n.kind == "person" and n.last == chunk.last for n in self.scene.names_in(chunk.first, chunk.last)):
            return None
        if self._leads_to_name(chunk):
            return None
        found = self.descriptions.read(chunk.first, chunk.last, self.scene.title_at_end(chunk))
        return found if found and found.type == "person" and not found.plural else None

    def _second(self, first: Mentioned) -> Mentioned | None:
        """Both descriptions of "X, security expert and editor of a paper"; None if a list of people goes on."""
        second = self._description_at(first.last + 1) if self.words.lowers[first.last] == "and" else None
        if second is None:
            return None
        return replace(first, last=second.last, party=first.party or second.party, offices=(*first.offices, *second.offices))

    def _gender(self, first: int, last: int, name: Named) -> str | None:
        sex = sex_of(self.words.lowers[first : name.first] + self.words.lowers[name.last : last])
        return sex or ("f" if self.words.lowers[name.first] in _female_names() else None)


def _own(party: str | None) -> str | None:
    """The party that somebody acts for, which is no bloc: "G7 leader X" acts for a state."""
    return None if party and knowledge.party_kinds().get(party) == "bloc" else party


@cache
def _female_names() -> frozenset[str]:
    return frozenset(row["name"] for row in data.load_tsv("gazetteer/female_names.tsv"))
