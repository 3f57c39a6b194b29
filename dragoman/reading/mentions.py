"""Finds who is mentioned: names with their titles, descriptions ("the Russian delegation", "both sides"), pronouns.

A mention says what its own words show: which party its adjectives, possessors and "of"-phrases name, which office it gives, number,
sex and definiteness. Which mentions are the same actor is `coref`'s question.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dragoman import knowledge
from dragoman.analysis import Analysis
from dragoman.reading.chunks import Chunk
from dragoman.reading.descriptions import Descriptions
from dragoman.reading.mentioned import Mentioned, rules
from dragoman.reading.names import Named, Words
from dragoman.reading.people import People
from dragoman.reading.scene import Scene, is_public
from dragoman.reading.whereabouts import is_mere_place


class Reader:
    """Reads the mentions of one document."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words
        self.descriptions = Descriptions(scene)
        self.people = People(scene, self.descriptions)

    def read(self) -> list[Mentioned]:
        """All mentions in the order of their head words; nested ones too ("[[Russia]'s foreign minister]")."""
        found: list[Mentioned] = []
        for chunk in self.scene.chunks:
            found += self._in_chunk(chunk)
        covered = {m.core for m in found}
        found = _without_parts(found)
        found += [self._bare(n) for n in self.scene.names if (n.first, n.last) not in covered and not _is_nothing(n)]
        found += self._pronouns()
        return _without_copies(sorted(found, key=lambda m: (m.head, m.first)))

    def _in_chunk(self, chunk: Chunk) -> Iterator[Mentioned]:
        for first, last in self._segments(chunk):
            inside = self.scene.names_in(first, last)
            final = inside[-1] if inside and inside[-1].last == last else None
            title = next((t for t in reversed(self.scene.titles_in(first, last)) if t.last == last), None)
            if final and final.kind == "person":
                yield self.people.read(first, final)
            elif final and not (final.known and final.known.kind == "demonym"):
                if not _is_nothing(final):
                    yield self._named(first, final)
            elif self.words.tokens[last - 1].upos in ("NOUN", "PROPN", "NUM", "ADJ", "X") or (
                self.words.lowers[last - 1] in knowledge.nouns()
            ):
                described = self.descriptions.read(first, last, title)
                if described:
                    yield described

    def _segments(self, chunk: Chunk) -> Iterator[tuple[int, int]]:
        """The phrase and the possessors in it, each up to its own head: "Israel", "Israel's envoy", "Israel's envoy's aide"."""
        for i in range(chunk.first + 1, chunk.last):
            if self.words.lowers[i] in ("'s", "'") and not any(
                n.first < i < n.last for n in self.scene.names_in(chunk.first, chunk.last)
            ):
                yield chunk.first, i
        yield chunk.first, chunk.last

    def _bare(self, name: Named) -> Mentioned:
        if name.kind == "person":
            return self.people.read(name.first, name, in_phrase=False)
        return self._named(name.first, name)

    def _named(self, first: int, name: Named) -> Mentioned:
        """A state, organisation or other name that is no person."""
        if name.known is None:
            return self._organisation(first, name)
        before = self.words.lowers[first - 1] if first else ""
        place = self.scene.is_negated(name) or (name.known.kind in ("state", "capital", "seat") and before in rules()["locative"])
        place = place or (name.known.kind == "capital" and is_mere_place(self.words, name))
        return Mentioned(first, name.last, name.last - 1, (name.first, name.last), "name", "known", name.known,
                         plural=name.known.kind == "people", place=place)  # fmt: skip

    def _organisation(self, first: int, name: Named) -> Mentioned:
        """An organisation that no table has; an organ of a state is called with what says whose it is."""
        inner = self.words.lowers[name.first : name.last]
        head = name.first + inner.index("of") - 1 if "of" in inner[1:] else name.last - 1
        last, after = self.scene.extent(name.last, self.words.lowers[head], False)
        if not is_public(self.words.lowers[head]):
            return Mentioned(first, last, head, (name.first, name.last), "name", "organization")
        party = self.scene.party_in(first, name.last) or after
        core = self.descriptions.without_determiner(first, last)
        return Mentioned(first, last, head, core, "name", "organization", party=party)

    def _pronouns(self) -> Iterator[Mentioned]:
        for i, token in enumerate(self.words.tokens):
            found = rules()["pronouns"].get(self.words.lowers[i])
            if not found or token.upos not in ("PRON", "DET", "X") or (token.text.isupper() and len(token.text) > 1):
                continue
            if self.words.lowers[i] == "it" and token.deprel == "expl":
                continue
            if self.words.lowers[i] == "both" and (i in self.scene.chunk_from or i + 1 in self.scene.chunk_from):
                continue
            yield Mentioned(i, i + 1, i, (i, i + 1), "pronoun", "person", None, None, (), None, found["number"] == "pl",
                            found.get("count"), found["gender"], True, found.get("person", 3))  # fmt: skip


def _without_parts(found: list[Mentioned]) -> list[Mentioned]:
    """Without titles and appositions that belong to a name, and without "Foreign Affairs" inside "Ministry of Foreign Affairs"."""
    people = _Around([m for m in found if m.kind == "name" and m.type == "person"])
    bodies = _Around([m for m in found if m.type in ("body", "organization")])

    def is_part(m: Mentioned) -> bool:
        if m.type == "organization":
            titled = any(p.first <= m.first and m.last <= p.core[0] and m.known is None for p in people.of(m))
            return titled or any(b.head < m.first and m.last <= b.last for b in bodies.of(m))
        if m.kind != "nominal" or m.type != "person":
            return False
        return any(m.head < p.last and (p.first == m.first or m.first >= p.core[1] or _swallows(m, p)) for p in people.of(m))

    return [m for m in found if not is_part(m)]


def _swallows(m: Mentioned, person: Mentioned) -> bool:
    """Whether a description in a title runs on into the name: "the President of Norvia X" of "Head of the Office of ..."."""
    return person.first <= m.first and m.head < person.core[0] < m.last <= person.last


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
    """The mentions of a document in the order of their heads; `day` is its ISO date of publication."""
    scene = Scene(analysis, day)
    return scene.words, Reader(scene).read()
