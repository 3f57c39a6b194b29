"""Names in a text: those of the tables, and runs of capitalised words that name people or organisations.

Words are indexes into `Analysis.tokens`; a stretch of words is `first` up to, not including, `last`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, Protocol

from dragoman import data, knowledge
from dragoman.analysis import Analysis, Token
from dragoman.knowledge import Known, Office


class Stretch(Protocol):
    """Words `first` up to `last`."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Title:
    """A title such as "foreign minister": words `first` to `last`."""

    first: int
    last: int
    office: Office


@dataclass(frozen=True, slots=True)
class Named:
    """A name without titles. `known` is set if the tables have it; `kind` says what the name is of."""

    first: int
    last: int
    kind: Literal["known", "person", "organization"]
    known: Known | None = None


@dataclass(frozen=True)
class Words:
    """The words of a document in the forms that matching needs, made once."""

    tokens: tuple[Token, ...]
    texts: list[str]
    lowers: list[str]

    @classmethod
    def of(cls, analysis: Analysis) -> Words:
        texts = [t.text.replace("’", "'") for t in analysis.tokens]
        return cls(analysis.tokens, texts, [t.lower() for t in texts])

    def joined(self, i: int) -> bool:
        """Whether no white space stands between word `i` and the one before it."""
        return i > 0 and self.tokens[i - 1].end == self.tokens[i].start


def matches(words: Words) -> list[Named]:
    """Names of the tables, longest match first from left to right; disjoint, in text order. Case counts."""
    lexicon, texts = knowledge.lexicon(), words.texts
    found, at = [], 0
    while at < len(texts):
        for form in lexicon.get(texts[at], ()):
            end = at + len(form.words)
            if tuple(texts[at:end]) == form.words and not _cut(words, at, end):
                found.append(Named(at, end, "known", form.known))
                at = end
                break
        else:
            at += 1
    return found


def _cut(words: Words, first: int, last: int) -> bool:
    """Whether a match is only a part of a hyphenated word, as "Asia" in "Asia-Pacific" (but "US-led", "Franco-German" count)."""
    after = last < len(words.texts) - 1 and words.texts[last] == "-" and words.joined(last) and words.joined(last + 1)
    before = first > 1 and words.texts[first - 1] == "-" and words.joined(first) and words.joined(first - 1)
    if after and words.texts[last + 1][:1].isupper():
        return words.texts[last + 1] not in knowledge.lexicon()
    return before and words.texts[first - 2][:1].isupper() and words.texts[first - 2] not in knowledge.lexicon()


def titles(words: Words) -> list[Title]:
    """Titles, longest first, in the singular or with a plural -s on the last word; disjoint, in text order."""
    offices, lowers = knowledge.offices(), words.lowers
    found, at = [], 0
    while at < len(lowers):
        for title, office in (*offices.get(lowers[at], ()), *offices.get(lowers[at].removesuffix("s"), ())):
            end = at + len(title)
            if _is_title(tuple(lowers[at:end]), title) and not _is_given_name(words, at, end, office):
                found.append(Title(at, end, office))
                at = end
                break
        else:
            at += 1
    return found


def _is_given_name(words: Words, first: int, last: int, office: Office) -> bool:
    """Whether a capitalised title is the first part of a known name: "Amir Peretz", not "King Harald", known by that office."""
    following = words.texts[last] if last < len(words.texts) else ""
    capitals = last - first == 1 and words.texts[first].istitle() and following.istitle()
    held = knowledge.holders(f"{words.texts[first]} {following}", None) if capitals else ()
    return bool(held) and all(h.office != office.id for h in held)


def _is_title(found: tuple[str, ...], title: tuple[str, ...]) -> bool:
    if found == title:
        return True
    plural = (*title[:-1], knowledge.plural(title[-1])) if "of" not in title else (knowledge.plural(title[0]), *title[1:])
    return found == plural


@cache
def _rules() -> dict[str, frozenset[str]]:
    loaded = data.load_yaml("rules/actors/words.yaml")
    return {key: frozenset(loaded[key]) for key in ("particles", "no_names", "honorifics", "things")}


def runs(words: Words, apart: Iterable[Stretch]) -> list[tuple[int, int]]:
    """Stretches of capitalised words, joined by hyphens, initials and particles ("bin", "de"), without the words of `apart`."""
    particles, never = _rules()["particles"], _rules()["no_names"]
    taken = {i for n in apart for i in range(n.first, n.last)}
    found: list[tuple[int, int]] = []
    at, size = 0, len(words.texts)
    while at < size:
        if at in taken or not _opens_name(words, at, particles, never):
            at += 1
            continue
        first = at
        at += 1
        while at < size and at not in taken and _goes_on(words, at, particles, never):
            at += 1
        last = at
        while last > first + 1 and (words.texts[last - 1] in particles or words.texts[last - 1] in ("-", "'", ",")):
            last -= 1
        found.append((first, last))
    return found


def _opens_name(words: Words, i: int, particles: Set[str], never: Set[str]) -> bool:
    text = words.texts[i]
    if not text[:1].isupper():
        return words.lowers[i] in ("al", "el") and words.texts[i + 1 : i + 2] == ["-"] and words.joined(i + 1)
    if words.lowers[i] in never:
        return False
    return words.tokens[i].upos == "PROPN" or not _opens_sentence(words, i)


def _opens_sentence(words: Words, i: int) -> bool:
    return i == 0 or words.tokens[i - 1].sent != words.tokens[i].sent or words.texts[i - 1] in ('"', "“", ":")


def _goes_on(words: Words, i: int, particles: Set[str], never: Set[str]) -> bool:
    """Whether word `i` continues the name that runs up to it."""
    text, token = words.texts[i], words.tokens[i]
    if token.sent != words.tokens[i - 1].sent:
        return False
    following = words.texts[i + 1] if i + 1 < len(words.texts) else ""
    if text == "-":
        return words.joined(i) and words.joined(i + 1) and following[:1].isalpha()
    if words.texts[i - 1] == "-":
        return words.joined(i)
    if words.texts[i] in particles:
        return following[:1].isupper() or following == "-" or (following in particles and token.upos != "ADP")
    if text == ".":
        return len(words.texts[i - 1]) == 1 and words.joined(i) and following[:1].isupper()
    if text == "," and following in ("Jr.", "Jr", "Sr.", "Sr"):
        return True
    if text == "'" or text == "'s":
        return text == "'" and words.joined(i) and words.joined(i + 1) and following[:1].isupper()
    return text[:1].isupper() and words.lowers[i] not in never


def find(analysis: Analysis, words: Words, offices: Sequence[Title]) -> list[Named]:
    """All names in text order, disjoint."""
    person_first, organisation = _tagged(analysis, "PER"), _tagged(analysis, "ORG")
    office_ends = {o.last for o in offices}
    all_known = matches(words)
    ends = {m.last for m in all_known}
    known = [m for m in all_known if not (_inside_person(words, m, person_first, office_ends) or _is_other(words, m, ends))]
    known_words = {i for n in known for i in range(n.first, n.last)}
    offices = [left for o in offices if (left := _beyond(o, known_words))]
    title_ends = {o.last for o in offices if o.office.of_state or words.texts[o.first][:1].isupper()}
    title_firsts = {o.first for o in offices}
    after_states = _after_states(words, offices, known_words) - organisation.keys()
    loose = runs(words, (*known, *offices, *_places_before_people(analysis, person_first)))
    found = []
    for first, last in loose:
        begin = person_first.get(last - 1, first)
        of_office = words.lowers[first - 1 : first] in (["of"], ["for"])
        if first < begin and (of_office or all(i in organisation for i in range(first, begin))):
            first = begin
        kind = _kind(words, first, last, person_first.keys(), organisation.keys(), title_ends | after_states)
        if kind == "person":
            first = _without_bodies(words, first, last)
        inside_title = first in title_ends and last in title_firsts
        if kind and not inside_title:
            found.append(Named(first, last, kind))
    found = _agreed(words, found)
    found = _whole_organisations(words, found, known, organisation.keys())
    inside = {i for n in found for i in range(n.first, n.last)}
    known = [n for n in known if n.first not in inside]
    return sorted((*known, *found, *_again(words, loose, found)), key=lambda n: n.first)


def _agreed(words: Words, found: Sequence[Named]) -> list[Named]:
    """A single word that is tagged as a person here and as an organisation there is what it is more often, a person if equal."""
    counts: dict[str, int] = {}
    single = [n for n in found if n.last - n.first == 1]
    for n in single:
        counts[words.texts[n.first]] = counts.get(words.texts[n.first], 0) + (1 if n.kind == "person" else -1)
    people = {words.texts[n.first] for n in single if n.kind == "person"}

    def kind(n: Named) -> Literal["known", "person", "organization"]:
        text = words.texts[n.first]
        if n.last - n.first > 1 or text not in people:
            return n.kind
        return "person" if counts[text] >= 0 else "organization"

    return [Named(n.first, n.last, kind(n)) for n in found]


def _tagged(analysis: Analysis, *kinds: str) -> dict[int, int]:
    """Each word of the encoder's names of these kinds, with the first word of its name."""
    tokens = [analysis.tokens_in(n.span) for n in analysis.names if n.type in kinds]
    return {t.i: name[0].i for name in tokens for t in name}


def _places_before_people(analysis: Analysis, person_first: Mapping[int, int]) -> list[Named]:
    """Places with a person's name right after them: "South Carolina Rick Clark"."""
    places = [analysis.tokens_in(n.span) for n in analysis.names if n.type in ("LOC", "GPE")]
    found = [Named(t[0].i, t[-1].i + 1, "known") for t in places if t]
    return [p for p in found if person_first.get(p.last) == p.last]


def _again(words: Words, loose: Sequence[tuple[int, int]], found: Sequence[Named]) -> list[Named]:
    """Single words that repeat a family name, or the initials of an organisation, found elsewhere in the text."""
    surnames = {words.texts[n.last - 1] for n in found if n.kind == "person"}
    initials = {"".join(t[0] for t in words.texts[n.first : n.last] if t[0].isupper()) for n in found if n.kind == "organization"}
    taken = {i for n in found for i in range(n.first, n.last)}
    again = []
    for first, last in loose:
        text = words.texts[first]
        if last - first == 1 and first not in taken and len(text) > 1:
            if text in surnames:
                again.append(Named(first, last, "person"))
            elif text in initials:
                again.append(Named(first, last, "organization"))
    return again


def _whole_organisations(words: Words, found: Sequence[Named], known: Sequence[Named], tagged: Set[int]) -> list[Named]:
    """Join what belongs to one name: "Communist Party" + "of" + "India", "Elman Peace" + "and" + "Human Rights Organisation"."""
    starts = {n.first: n for n in (*found, *known)}
    whole: list[Named] = []
    for name in found:
        if whole and name.first < whole[-1].last:
            continue
        after = words.lowers[name.last : name.last + 1]
        following = starts.get(name.last + 1)
        keeps = after == ["of"] and name.kind == "organization" and name.last in tagged and _keeps_place(words, name)
        if following and (keeps or (after == ["and"] and following.known is None and _shares_head(words, name, following))):
            name = Named(name.first, following.last, "organization")
        whole.append(name)
    return whole


def _keeps_place(words: Words, name: Named) -> bool:
    """Whether "of India" is a part of the name, as with parties and clubs, and does not say which state's organ it is."""
    noun = knowledge.nouns().get(words.lowers[name.last - 1])
    return noun is not None and noun[1] in ("PTY", "REB", "NGO", "BUS", "MED", "")


def _shares_head(words: Words, name: Named, following: Named) -> bool:
    noun = knowledge.nouns().get(words.lowers[following.last - 1])
    plain = words.lowers[name.last - 1] not in knowledge.nouns()
    return plain and noun is not None and noun[0] == "body" and words.lowers[name.first - 1 : name.first] == ["the"]


def _beyond(title: Title, known_words: Set[int]) -> Title | None:
    """What of a title lies beyond a known name: "President" of "European [Commission President]"; None if nothing does."""
    first = next((i for i in range(title.first, title.last) if i not in known_words), None)
    return None if first is None else replace(title, first=first)


def _without_bodies(words: Words, first: int, last: int) -> int:
    """Where a name begins after words that name no person: "the President's [Office] Ada Rask"."""
    bodies = [i for i in range(first, last - 2) if knowledge.nouns().get(words.lowers[i], ("",))[0] == "body"]
    return bodies[-1] + 1 if bodies else first


def _after_states(words: Words, offices: Sequence[Title], known_words: Set[int]) -> set[int]:
    """Where a name may begin after a title and whose it is: "President of the Storting of the Kingdom of Norway (KON) [X]"."""
    found = set()
    for office in offices:
        at = office.last
        while at < len(words.texts) and (words.lowers[at] in ("of", "the", "(", ")") or at in known_words):
            at += 1
        named = at - 1 - (words.lowers[at - 1] == ")")
        if at > office.last and named in known_words and words.lowers[at : at + 1] != []:
            head = words.lowers[at]
            found |= {at} if head not in knowledge.nouns() and head not in _rules()["things"] else set()
    return found


def _is_other(words: Words, match: Named, ends: Set[int]) -> bool:
    """Whether a match means something else: an organ with a further word in its name ("Supreme State Council"), "western coast".

    `ends`: the words after names of the tables.
    """
    if match.known is None:
        return False
    if match.known.party == "West" and match.known.kind == "demonym" and words.texts[match.first].islower():
        after = words.lowers[match.last : match.last + 1]
        return not after or after[0] not in knowledge.nouns()
    if match.known.kind != "agency" or match.first == 0 or _opens_sentence(words, match.first - 1):
        return False
    before = words.texts[match.first - 1]
    plain = words.lowers[match.first - 1] in _rules()["no_names"] or match.first in ends or not before[:1].isupper()
    return not plain and words.tokens[match.first - 1].upos in ("ADJ", "PROPN") and before[1:].islower()


def _inside_person(words: Words, match: Named, person_first: Mapping[int, int], office_ends: Set[int]) -> bool:
    """Whether a name of the tables is but part of a person's name: "Denzel Washington", "President Santiago Peña".

    `person_first` gives for each word of the encoder's people the first word of that name, `office_ends` where titles end.
    """
    if match.known is None or match.last - match.first > 1:
        return False
    if match.known.kind == "capital" and match.first in office_ends and person_first.get(match.last) == match.first:
        return words.texts[match.last] not in knowledge.lexicon()
    if person_first.get(match.last - 1, match.first) >= match.first or match.first in office_ends:
        return False
    before = match.first - 1
    known = words.lowers[before] in knowledge.nouns() or words.texts[before] in knowledge.lexicon()
    return words.tokens[before].upos == "PROPN" and not known


def _kind(
    words: Words, first: int, last: int, persons: Set[int], others: Set[int], title_ends: Set[int]
) -> Literal["person", "organization"] | None:
    """What a run of capitalised words names, by its last word, the title before it, the tables of holders and the encoder."""
    inside = range(first, last)
    head = words.lowers[last - 1]
    noun = knowledge.nouns().get(head)
    if noun and last - first > 1 and noun[0] in ("body", "forces", "media"):
        return "organization"
    before = words.lowers[first - 1] if first else ""
    body = head in _rules()["things"] or (noun is not None and noun[0] in ("body", "forces", "media"))
    if before in _rules()["honorifics"] or (first in title_ends and not body):
        return "person"
    if noun or head in _rules()["things"]:
        return None
    by_encoder = sum(i in persons for i in inside), sum(i in others for i in inside)
    if last - first > 1 and knowledge.holders(" ".join(words.texts[first:last]), None):
        return "person"
    if by_encoder[0] > by_encoder[1]:
        return "person"
    return "organization" if by_encoder[1] else None
