"""Finds who is mentioned: names with their titles, descriptions ("the Russian delegation", "both sides"), pronouns.

A mention says what its own words show: which party its adjectives, possessors and "of"-phrases name, which office it gives, number,
sex and definiteness. Which mentions are the same actor is `coref`'s question.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from dragoman import data, knowledge
from dragoman.analysis import Analysis
from dragoman.knowledge import Known, NounClass, Office
from dragoman.reading import chunks, names
from dragoman.reading.chunks import Chunk
from dragoman.reading.names import Named, Title, Words

MentionType = NounClass | Literal["known", "organization"]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One mention; words are indexes, stretches run up to, not including, their second word.

    Attributes:
        first, last: the whole phrase with determiner, titles, "of"-phrase and apposition.
        head: its head word.
        core: the name without titles, or the description without determiner.
        known: what the tables have for a name that stands in them.
        party: the party that the phrase itself states for a person or body.
        offices: the offices it gives, as in "Foreign Minister X"; `role` is the title as written.
        count: how many "both" or "the three" are.
        gender: m, f or None; "n" for "it".
        grammatical: 1 or 2 for "I", "we" and "you", else 3.
        place: stands after a preposition of place ("in Moscow") and so does not act.
    """

    first: int
    last: int
    head: int
    core: tuple[int, int]
    kind: Literal["name", "nominal", "pronoun"]
    type: MentionType
    known: Known | None = None
    party: str | None = None
    offices: tuple[Office, ...] = ()
    role: str | None = None
    plural: bool = False
    count: int | None = None
    gender: str | None = None
    definite: bool = True
    grammatical: int = 3
    place: bool = False


@cache
def rules() -> dict[str, Any]:
    """The closed lists of rules/actors/words.yaml, plain lists as sets."""
    loaded: dict[str, Any] = data.load_yaml("rules/actors/words.yaml")
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in loaded.items()}


class Reader:
    """Reads the mentions of one document; `day` (ISO) tells which holder of an office a name means."""

    def __init__(self, analysis: Analysis, day: str | None) -> None:
        self.analysis = analysis
        self.day = day
        self.words = Words.of(analysis)
        self.titles = _titles(analysis, self.words)
        self.names = names.find(analysis, self.words, self.titles)
        self.chunks = chunks.find(self.words, self.names, self.titles, rules()["times"])
        self._name_firsts = [n.first for n in self.names]
        self._title_firsts = [t.first for t in self.titles]
        self._chunk_at = {c.first: n for n, c in enumerate(self.chunks)}
        self._chunk_end = {c.last: n for n, c in enumerate(self.chunks)}

    # -- what stands where -------------------------------------------------------------------------------------------------------

    def names_in(self, first: int, last: int) -> list[Named]:
        """Names that lie in the words `first` to `last`."""
        low, high = bisect_right(self._name_firsts, first - 1), bisect_right(self._name_firsts, last - 1)
        return [n for n in self.names[low:high] if n.last <= last]

    def titles_in(self, first: int, last: int) -> list[Title]:
        """Titles that lie in the words `first` to `last`."""
        low, high = bisect_right(self._title_firsts, first - 1), bisect_right(self._title_firsts, last - 1)
        return [t for t in self.titles[low:high] if t.last <= last]

    def text(self, first: int, last: int) -> str:
        tokens = self.words.tokens
        return self.analysis.doc.text[tokens[first].start : tokens[last - 1].end]

    # -- parties in modifiers ----------------------------------------------------------------------------------------------------

    def party_in(self, first: int, last: int, sent: bool = False) -> str | None:
        """The party that names among the words before a head state; for someone `sent` to a body the state, else the nearest."""
        found = [n.known for n in self.names_in(first, last) if n.known and n.known.party]
        states = [k.party for k in found if k.country == k.party]
        if sent and states:
            return states[0]
        if found:
            return found[-1].party
        people = [n for n in self.names_in(first, last) if n.kind == "person" or n.last - n.first == 1]
        return self._led_by(people[-1]) if people else None

    def _led_by(self, name: Named) -> str | None:
        """The party of a name that stands for its holder's: "the Bush administration"."""
        held = knowledge.holders(self.text(name.first, name.last), self.day)
        if name.last - name.first == 1:
            held = [h for h in held if h.office in rules()["leaders"]]
        return held[0].party if held and held[0].distance(self.day) < 2 else None

    def extent(self, last: int, noun: str, office: bool) -> tuple[int, str | None]:
        """How far "of"-phrases and the like after word `last` belong to a description, and the party they state."""
        party: str | None = None
        sent = noun in rules()["sent"]
        for step in range(3):
            taken = self._belonging(last, noun, office, step)
            if taken is None:
                break
            preposition, chunk = taken
            elsewhere = preposition in ("in", "to") and (step > 0 or not (office or self._is_public_noun(noun)))
            if party is None and not ((sent and preposition in ("to", "for", "in", "with")) or elsewhere):
                party = self.party_in(chunk.first, chunk.last)
            last = chunk.last
        return last, party

    def _belonging(self, last: int, noun: str, office: bool, step: int) -> tuple[str, Chunk] | None:
        """The preposition at word `last` and the phrase after it, if they belong to the description before."""
        lowers = self.words.lowers
        if last + 1 >= len(lowers) or last + 1 not in self._chunk_at:
            return None
        preposition, chunk = lowers[last], self.chunks[self._chunk_at[last + 1]]
        if preposition == "by":
            return (preposition, chunk) if knowledge.nouns().get(noun, ("",))[0] == "document" else None
        actor = office or noun in knowledge.nouns()
        allowed = preposition in rules()["belonging"]
        if preposition in ("with", "at", "for", "from", "within"):
            serves = noun in rules()["sent"] or noun in rules()["close_to"]
            allowed = allowed and actor and step == 0 and (serves or bool(self.names_in(chunk.first, chunk.last)))
        elif preposition == "to":
            allowed = step == 0 and (noun in rules()["sent"] or noun in rules()["close_to"])
        elif preposition == "in":
            allowed = actor and any(n.known and n.known.party for n in self.names_in(chunk.first, chunk.last))
        return (preposition, chunk) if allowed else None

    # -- mentions ----------------------------------------------------------------------------------------------------------------

    def read(self) -> list[Mentioned]:
        """All mentions in the order of their head words; nested ones too ("[[Russia]'s foreign minister]")."""
        found: list[Mentioned] = []
        for number, chunk in enumerate(self.chunks):
            found += self._in_chunk(number, chunk)
        found = _without_parts(found)
        covered = {m.core for m in found}
        found += [self._bare(n) for n in self.names if (n.first, n.last) not in covered and not _is_nothing(n)]
        found += self._pronouns()
        return _without_copies(sorted(found, key=lambda m: (m.head, m.first)))

    def _in_chunk(self, number: int, chunk: Chunk) -> Iterator[Mentioned]:
        for first, last in self._segments(chunk):
            inside = self.names_in(first, last)
            final = inside[-1] if inside and inside[-1].last == last else None
            title = next((t for t in reversed(self.titles_in(first, last)) if t.last == last), None)
            if final and final.kind == "person":
                yield self._person(number, first, final)
            elif final and not (final.known and final.known.kind == "demonym"):
                if not _is_nothing(final):
                    yield self._named(first, final)
            elif self.words.tokens[last - 1].upos in ("NOUN", "PROPN", "NUM", "ADJ", "X"):
                described = self._described(first, last, title)
                if described:
                    yield described

    def _segments(self, chunk: Chunk) -> Iterator[tuple[int, int]]:
        """The phrase and the possessors in it, each up to its own head: "Israel", "Israel's envoy", "Israel's envoy's aide"."""
        for i in range(chunk.first + 1, chunk.last):
            if self.words.lowers[i] in ("'s", "'") and not any(
                n.first < i < n.last for n in self.names_in(chunk.first, chunk.last)
            ):
                yield chunk.first, i
        yield chunk.first, chunk.last

    def _bare(self, name: Named) -> Mentioned:
        if name.kind == "person":
            return self._person(None, name.first, name)
        return self._named(name.first, name)

    def _person(self, number: int | None, first: int, name: Named) -> Mentioned:
        """A person's name with the titles before it and the "of"-phrase or apposition after it."""
        offices = self.titles_in(first, name.first)
        before = number is not None and self._title_before(number, first, name)
        sent = any(t.office.id in ("ambassador", "envoy") for t in offices)
        party = self.party_in(first, offices[-1].first, sent) if offices else self._close_party(first, name.first)
        if offices and not party:
            party = self.party_in(offices[0].first, name.first, sent)
        role = self.text(offices[0].first, offices[-1].last) if offices else None
        if before:
            start, title, stated = before
            first, party = start, party or stated
            offices = [title, *offices]
            role = role or self.text(title.first, title.last)
        last = name.last
        last, after = self._of_person(last)
        party = party or after
        apposition = self._apposition(last)
        if apposition:
            last = apposition.last
            party = party or apposition.party
            role = role or apposition.role
        given = tuple(t.office for t in offices if not self._is_past(first, t.first)) + (apposition.offices if apposition else ())
        return Mentioned(first, last, name.last - 1, (name.first, name.last), "name", "person", None, party, given, role,
                         gender=self._gender(first, last, name))  # fmt: skip

    def _is_past(self, first: int, last: int) -> bool:
        """Whether a title is one no longer held: "former", "ex-"."""
        return any(w in rules()["past"] for w in self.words.lowers[first:last])

    def _close_party(self, first: int, last: int) -> str | None:
        """The party of a person by an adjective or organ right before the name: "Kenyan Ruth Odhiambo", "Hamas's Ismail Radwan"."""
        return self.party_in(first, last) if last > first else None

    def _title_before(self, number: int, first: int, name: Named) -> tuple[int, Title, str | None] | None:
        """The title of "President of Russia Vladimir Putin", "Kremlin spokesman, Dmitry Peskov": where it begins, it, its party."""
        lowers = self.words.lowers
        if first == 0:
            return None
        link = lowers[first - 1]
        chunk = self.chunks[number]
        if link == "to" and self.words.lowers[name.first - 1] in rules()["honorifics"] and first - 1 in self._chunk_end:
            title = self._title_at_end(self.chunks[self._chunk_end[first - 1]])
            return (self.chunks[self._chunk_end[first - 1]].first, title, None) if title else None
        if link in ("of", "for") and not self.titles_in(first, name.first):
            previous = self._chunk_end.get(first - 1)
            if previous is None or not self.names_in(first, name.first):
                return None
            title = self._title_at_end(self.chunks[previous])
            party = self.party_in(first, name.first)
            return (self.chunks[previous].first, title, party) if title else None
        if link == "," and first == chunk.first and not self._is_listed(name.last):
            return self._title_before_comma(first - 1)
        return self._joint_title(number, first, name)

    def _title_before_comma(self, comma: int) -> tuple[int, Title, str | None] | None:
        for back in (0, 1, 2):
            end = comma
            chain: list[Chunk] = []
            while len(chain) <= back and end in self._chunk_end:
                chain.append(self.chunks[self._chunk_end[end]])
                end = chain[-1].first - 1
            if len(chain) <= back:
                return None
            chunk = chain[back]
            title = self._title_at_end(chunk)
            if title and not any(n.kind == "person" for n in self.names_in(chunk.first, chunk.last)):
                noun = self.words.lowers[chunk.last - 1]
                last, after = self.extent(chunk.last, noun, True)
                if last == comma:
                    sent = title.office.id in ("ambassador", "envoy")
                    return chunk.first, title, self.party_in(chunk.first, title.first, sent) or after
        return None

    def _joint_title(self, number: int, first: int, name: Named) -> tuple[int, Title, str | None] | None:
        """The first title of "Foreign Minister and Deputy Prime Minister X"."""
        previous = self._chunk_end.get(first - 1)
        if self.words.lowers[first - 1] != "and" or previous is None or not self.titles_in(first, name.first):
            return None
        chunk = self.chunks[previous]
        title = self._title_at_end(chunk)
        singular = title and not self.words.lowers[title.last - 1].endswith("s")
        opened = self.words.lowers[first] in rules()["definite"] or self.words.lowers[first] in rules()["indefinite"]
        plain = not any(n.kind == "person" for n in self.names_in(chunk.first, chunk.last))
        plain = plain and not (self.words.lowers[chunk.first] == "the" and not self.names_in(chunk.first, chunk.last))
        if title and singular and plain and not opened and number:
            return chunk.first, title, self.party_in(chunk.first, title.first)
        return None

    def _title_at_end(self, chunk: Chunk) -> Title | None:
        return next((t for t in reversed(self.titles_in(chunk.first, chunk.last)) if t.last == chunk.last), None)

    def _is_listed(self, i: int) -> bool:
        """Whether a list goes on at word `i`: ", and", "and"."""
        return self.words.lowers[i : i + 1] in (["and"], ["or"]) or self.words.lowers[i : i + 2] == [",", "and"]

    def _of_person(self, last: int) -> tuple[int, str | None]:
        """The "of Russia" of "President Vladimir Putin of Russia", the "(D-New York)" or ", R-Ohio" of a lawmaker."""
        lowers = self.words.lowers
        if lowers[last : last + 1] in (["of"], ["from"]) and last + 1 in self._chunk_at:
            chunk = self.chunks[self._chunk_at[last + 1]]
            inside = self.names_in(chunk.first, chunk.last)
            if inside and inside[-1].last == chunk.last and inside[-1].known and inside[-1].known.party:
                end = chunk.last
                if self.words.lowers[end : end + 1] == ["("] and self.words.lowers[end + 2 : end + 3] == [")"]:
                    end += 3
                return end, inside[-1].known.party
        if lowers[last : last + 1] in ([","], ["("]) and lowers[last + 1 : last + 3] in (["r", "-"], ["d", "-"]):
            return last + 4, "USA"
        return last, None

    def _apposition(self, last: int) -> Mentioned | None:
        """The description after a name: "X, the Russian ambassador to Norway,", "X, of the International Crisis Group,"."""
        lowers = self.words.lowers
        if lowers[last : last + 1] != [","]:
            return None
        at = last + 1
        if lowers[at : at + 1] == ["of"] and at + 1 in self._chunk_at:
            chunk = self.chunks[self._chunk_at[at + 1]]
            party = self.party_in(chunk.first, chunk.last)
            return Mentioned(last, chunk.last, chunk.head, (chunk.first, chunk.last), "nominal", "person", party=party)
        while lowers[at : at + 1] and lowers[at] in ("who", "currently", "then", "also", "now") and at - last < 3:
            at += 1
        if at not in self._chunk_at:
            return None
        chunk = self.chunks[self._chunk_at[at]]
        if any(n.kind == "person" and n.last == chunk.last for n in self.names_in(chunk.first, chunk.last)):
            return None
        title = self._title_at_end(chunk)
        found = self._described(chunk.first, chunk.last, title)
        if found is None or found.type != "person" or found.plural:
            return None
        return self._second_description(found) if self._is_listed(found.last) else found

    def _second_description(self, first: Mentioned) -> Mentioned | None:
        """ "security expert" of "X, security expert and editor of a paper", with the second office; None if a list goes on."""
        at = first.last + 1
        if self.words.lowers[first.last] != "and" or at not in self._chunk_at:
            return None
        chunk = self.chunks[self._chunk_at[at]]
        second = self._described(chunk.first, chunk.last, self._title_at_end(chunk))
        if second is None or second.type != "person" or second.plural:
            return None
        return replace(first, last=second.last, party=first.party or second.party, offices=(*first.offices, *second.offices))

    def _named(self, first: int, name: Named) -> Mentioned:
        """A state, organisation or other name that is no person."""
        known = name.known
        before = self.words.lowers[first - 1] if first else ""
        place = known is not None and known.kind in ("state", "capital", "seat") and before in rules()["locative"]
        plural = known is not None and known.kind == "people"
        party = None if known else self._party_of_organisation(first, name)
        last = name.last
        if known is None:
            last, after = self.extent(last, self.words.lowers[last - 1], False)
            party = party or (after if self._is_public(name.last - 1) else None)
        core = (name.first, name.last)
        if known is None and self._is_public(name.last - 1):
            core = self._without_determiner(first, last)
        return Mentioned(first, last, name.last - 1, core, "name", "known" if known else "organization", known,
                         party, plural=plural, place=place)  # fmt: skip

    def _is_public(self, head: int) -> bool:
        return self._is_public_noun(self.words.lowers[head])

    @staticmethod
    def _is_public_noun(noun: str) -> bool:
        found = knowledge.nouns().get(noun)
        return found is not None and found[1] in ("GOV", "LEG", "JUD", "COP", "SPY", "MIL")

    def _party_of_organisation(self, first: int, name: Named) -> str | None:
        return self.party_in(first, name.first) if self._is_public(name.last - 1) else None

    def _described(self, first: int, last: int, title: Title | None) -> Mentioned | None:
        """A description whose head is an office or a noun for somebody who acts; None if it is neither."""
        head = self._head(first, last, title)
        if head is None:
            return None
        kind, plural = head
        lowers, noun = self.words.lowers[first:last], self.words.lowers[last - 1]
        sent = bool(title and title.office.id in ("ambassador", "envoy"))
        end, after = self.extent(last, knowledge.singular(noun) if plural else noun, title is not None)
        capital = not plural and kind in ("person", "body") and self.words.texts[first][:1].isupper()
        capital = capital and lowers[0] not in rules()["indefinite"]
        held = title is not None and not self._is_past(first, title.first)
        return Mentioned(
            first, end, last - 1, self._without_determiner(first, end), "nominal", kind,
            party=self.party_in(first, title.first if title else last - 1, sent) or after,
            offices=(title.office,) if title and held else (),
            role=self.text(title.first, title.last) if title else None,
            plural=plural,
            count=next((rules()["counts"][w] for w in lowers if w in rules()["counts"]), None),
            gender=self._sex(lowers),
            definite=lowers[0] in rules()["definite"] or "'s" in lowers or "'" in lowers or capital,
        )  # fmt: skip

    def _head(self, first: int, last: int, title: Title | None) -> tuple[NounClass, bool] | None:
        """What kind of actor the head of a description means, and whether it is plural."""
        lowers = self.words.lowers
        if title:
            inner = lowers[title.first : title.last]
            word = lowers[title.first] if "of" in inner else inner[inner.index("for") - 1] if "for" in inner else inner[-1]
            return "person", knowledge.nouns().get(word, ("", "", word.endswith("s")))[2]
        found = knowledge.nouns().get(" ".join(lowers[max(first, last - 2) : last]), knowledge.nouns().get(lowers[last - 1]))
        if found is None:
            return None
        plural = found[2] or lowers[last - 1] in ("two", "three", "four", "pair", "duo", "trio")
        if found[0] == "side" and not self._is_group(first, last, plural):
            return None
        return found[0], plural

    def _is_group(self, first: int, last: int, plural: bool) -> bool:
        """ "both sides", "the two"; not "side", "one side", "two" of "two days"."""
        opening = self.words.lowers[first]
        if self.words.lowers[last - 1] in ("two", "three", "four"):
            return last - first == 2 and opening in ("the", "these", "those") and not self.words.joined(last)
        return plural or opening in rules()["definite"] or bool(self.names_in(first, last))

    def _without_determiner(self, first: int, last: int) -> tuple[int, int]:
        while first < last - 1 and self.words.lowers[first] in (
            "the",
            "a",
            "an",
            "this",
            "that",
            "these",
            "those",
            "its",
            "his",
            "her",
            "their",
        ):
            first += 1
        return first, last

    def _gender(self, first: int, last: int, name: Named) -> str | None:
        sex = self._sex(self.words.lowers[first : name.first] + self.words.lowers[name.last : last])
        return sex or ("f" if self.words.lowers[name.first] in _female_names() else None)

    @staticmethod
    def _sex(words: Sequence[str]) -> str | None:
        if any(w in rules()["female"] for w in words):
            return "f"
        return "m" if any(w in rules()["male"] for w in words) else None

    def _pronouns(self) -> Iterator[Mentioned]:
        for i, token in enumerate(self.words.tokens):
            found = rules()["pronouns"].get(self.words.lowers[i])
            if not found or token.upos not in ("PRON", "DET", "X") or (token.text.isupper() and len(token.text) > 1):
                continue
            if self.words.lowers[i] == "it" and (token.deprel == "expl" or self._is_expletive(i)):
                continue
            if self.words.lowers[i] == "both" and (i in self._chunk_at or i + 1 in self._chunk_at):
                continue
            yield Mentioned(i, i + 1, i, (i, i + 1), "pronoun", "person", None, None, (), None, found["number"] == "pl",
                            found.get("count"), found["gender"], True, found.get("person", 3))  # fmt: skip

    def _is_expletive(self, i: int) -> bool:
        """ "It is expected that", "it was not clear whether": no actor."""
        tokens = self.words.tokens[i + 1 : i + 7]
        auxiliary = bool(tokens) and tokens[0].upos == "AUX"
        link = next((n for n, t in enumerate(tokens) if t.lower in ("that", "to", "whether", "how", "why")), None)
        return auxiliary and link is not None and any(t.upos in ("ADJ", "VERB", "NOUN") for t in tokens[:link])


@cache
def _female_names() -> frozenset[str]:
    return frozenset(row["name"] for row in data.load_tsv("gazetteer/female_names.tsv"))


def _titles(analysis: Analysis, words: Words) -> list[Title]:
    """Titles, but not family names that look like one: "John Major"."""
    inner = {t.i for n in analysis.names if n.type == "PER" for t in analysis.tokens_in(n.span)[1:]}
    firsts = {tokens[0].i for n in analysis.names if n.type == "PER" and (tokens := analysis.tokens_in(n.span))}
    return [
        t
        for t in names.titles(words)
        if not (t.first in inner and t.first - 1 in firsts and words.lowers[t.first - 1] not in knowledge.offices())
    ]


def _without_parts(found: list[Mentioned]) -> list[Mentioned]:
    """Without titles and appositions that belong to a name, and without "Foreign Affairs" inside "Ministry of Foreign Affairs"."""
    people = _Around([m for m in found if m.kind == "name" and m.type == "person"])
    bodies = _Around([m for m in found if m.type in ("body", "organization")])

    def is_part(m: Mentioned) -> bool:
        if m.type == "organization":
            return any(b.head < m.first and m.last <= b.last for b in bodies.of(m))
        if m.kind != "nominal" or m.type != "person":
            return False
        return any(m.head < p.last and (p.first == m.first or m.first >= p.core[1]) for p in people.of(m))

    return [m for m in found if not is_part(m)]


class _Around:
    """The mentions of a list that begin at or shortly before a given one."""

    def __init__(self, mentions: Sequence[Mentioned]) -> None:
        self._sorted = sorted(mentions, key=lambda m: m.first)
        self._firsts = [m.first for m in self._sorted]

    def of(self, m: Mentioned) -> list[Mentioned]:
        """The last four that begin no later than `m`: more do not nest."""
        at = bisect_right(self._firsts, m.first)
        return [x for x in self._sorted[max(at - 4, 0) : at] if x is not m]


def _is_nothing(name: Named) -> bool:
    return name.known is not None and name.known.kind == "none"


def _without_copies(found: Sequence[Mentioned]) -> list[Mentioned]:
    """One mention a head word: the longest."""
    best: dict[tuple[int, str], Mentioned] = {}
    for m in found:
        key = (m.head, "p" if m.kind == "pronoun" else "n")
        if key not in best or m.last - m.first > best[key].last - best[key].first:
            best[key] = m
    return list(best.values())


def find(analysis: Analysis, day: str | None) -> tuple[Words, list[Mentioned]]:
    """The mentions of a document in the order of their heads."""
    reader = Reader(analysis, day)
    found = reader.read()
    return reader.words, found
