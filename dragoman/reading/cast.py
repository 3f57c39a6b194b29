"""The actors of one document: who is named, for whom each one acts, and how other layers ask for them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from dragoman.analysis import Analysis
from dragoman.reading import actors, coref, mentions, publishers, sides
from dragoman.reading.pronouns import Publication
from dragoman.reading.telling import Telling
from dragoman.record import Entity
from dragoman.text import Document, Span

_ARTICLE = re.compile(r"^(?:the|a|an|this|that|these|those)\s+", re.IGNORECASE)
_LIST = re.compile(r"\s*,?\s*(?:(?:and|&|as well as|along with|together with)\s+(?:the\s+)?|,\s*(?:the\s+)?)?", re.IGNORECASE)
_AND = re.compile(r"\b(?:and|with|as)\b|&")
_PRONOUNS = frozenset("i me my we us our you your he him his she her it its they them their who which that one".split())


@dataclass(frozen=True)
class Cast:
    """The entities of a document and their mentions.

    Attributes:
        entities: in order of their first mention.
        heads: for each mention span, the offset at which its head word starts.
        places: mentions of states and capitals that only say where something is ("in Moscow").
        documents: mentions of statements, letters and the like, with the id of the entity that made them.
        publisher_party: the party whose readout the document is, None if it shows none.
    """

    doc: Document
    entities: tuple[Entity, ...]
    heads: dict[Span, int]
    places: frozenset[Span] = frozenset()
    documents: dict[Span, str] = field(default_factory=dict)
    publisher_party: str | None = None

    @cached_property
    def _by_id(self) -> dict[str, Entity]:
        return {e.id: e for e in self.entities}

    @cached_property
    def _mentions(self) -> list[tuple[Span, Entity]]:
        """All mentions, in text order, the longer before the shorter."""
        found = [(Span(*m.span), e) for e in self.entities for m in e.mentions]
        return sorted(found, key=lambda f: (f[0].start, -f[0].end))

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span, _ in self._mentions]

    @cached_property
    def _longest(self) -> int:
        return max((s.end - s.start for s, _ in self._mentions), default=0)

    @cached_property
    def _at_span(self) -> dict[Span, Entity]:
        return dict(reversed(self._mentions))

    def _covering(self, span: tuple[int, int]) -> list[tuple[Span, Entity]]:
        """Mentions that cover `span`, the smallest first."""
        low = bisect_left(self._starts, span[1] - self._longest)
        found = [f for f in self._mentions[low : bisect_right(self._starts, span[0])] if f[0].covers(span)]
        return sorted(found, key=lambda f: f[0].end - f[0].start)

    def at(self, span: tuple[int, int]) -> Entity | None:
        """The entity of the mention that fits `span` best: the same, else the smallest that covers it, else the first in it."""
        exact = self._at_span.get(Span(*span))
        if exact:
            return exact
        found = self._covering(span) or self.within(span)
        return found[0][1] if found else None

    def within(self, span: tuple[int, int]) -> list[tuple[Span, Entity]]:
        """The outermost mentions inside `span`, in text order.

        A mention that reaches out of `span` counts if its head word lies inside, or if it begins where `span` begins and no
        whole mention does: phrases cut by a wrong tree still find whom they name.
        """
        low = bisect_left(self._starts, span[0] - self._longest)
        near = self._mentions[low : bisect_left(self._starts, span[1])]
        whole = {s.start for s, _ in near if s.start >= span[0] and s.end <= span[1]}
        found: list[tuple[Span, Entity]] = []
        for s, entity in near:
            cut = s.end > span[1] and s.start == span[0] and s.start not in whole
            inside = s.start >= span[0] and s.end <= span[1]
            if (inside or cut or span[0] <= self.heads[s] < span[1]) and (not found or s.start >= found[-1][0].end):
                found.append((s, entity))
        return found

    def mentions_in(self, span: tuple[int, int]) -> list[tuple[Span, Entity]]:
        """All mentions that lie wholly inside `span`, nested ones too, in text order."""
        near = self._mentions[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
        return [f for f in near if f[0].end <= span[1]]

    def parties_of(self, entity: Entity) -> tuple[str, ...]:
        """The parties of an entity, of a group those of its members, each once, in order."""
        return self._parties([entity])

    def _members(self, entity: Entity) -> list[Entity]:
        return [self._by_id[m] for m in entity.members] or [entity]

    def _parties(self, entities: Sequence[Entity]) -> tuple[str, ...]:
        """The parties of entities and of the members of groups, each once, in order."""
        parties = [m.party for e in entities for m in self._members(e) if m.party]
        return tuple(dict.fromkeys(p for party in parties for p in party.split(" & ")))

    def party(self, span: tuple[int, int]) -> str | None:
        """The party of the mention at `span`; those of a group joined by " & "; None if not known."""
        entity = self.at(span)
        return " & ".join(self._parties([entity])) or None if entity else None

    def parties(self, span: tuple[int, int]) -> tuple[str, ...]:
        """The parties of the outermost mentions in `span`, each once, in text order; of groups the members; without "in Moscow"."""
        acting = [e for s, e in self.within(span) if s not in self.places]
        return self._parties(acting)

    def people(self, span: tuple[int, int]) -> list[tuple[str, str | None]]:
        """Fullest name and party of each person whom the text names and `span` means, each once, in text order; groups expanded."""
        members = (m for _, e in self.within(span) for m in self._members(e))
        found = [(m.name, m.party) for m in members if m.kind == "person" and any(x.kind != "nominal" for x in m.mentions)]
        return list(dict.fromkeys(found))

    def speaker(self, span: tuple[int, int]) -> tuple[str | None, str | None, str | None]:
        """Name, party and entity id of who speaks when `span` is the source of a statement; several joined by " & ".

        A description without a name gives its words without article, a statement or letter gives whoever made it.
        """
        spoken = self._speakers(Span(*span))
        if not spoken:
            text = _ARTICLE.sub("", " ".join(self.doc[span].split()))
            return (text or None) if text.lower() not in _PRONOUNS else None, None, None
        names = dict.fromkeys(name for s, e in spoken for name in self._names(s, e))
        parties = self._parties([e for _, e in spoken])
        return " & ".join(names), " & ".join(parties) or None, spoken[0][1].id if len(spoken) == 1 else None

    def _names(self, span: Span, entity: Entity) -> list[str]:
        """What to call the entity mentioned at `span`: states and organisations as they are called there."""
        here = _ARTICLE.sub("", " ".join(self.doc[span].split()))
        if entity.found_by == "actors.known" and any(m.span == span and m.kind == "name" for m in entity.mentions):
            return [here]
        return [m.name for m in self._members(entity)]

    def _speakers(self, span: Span) -> list[tuple[Span, Entity]]:
        """Who the source `span` is: the mention at it, the parts of "X, Y and Z", the maker of a document, or its first mention."""
        text = self.doc[span]
        start = span.start + len(text) - len(_ARTICLE.sub("", text))
        same = (span, Span(start, span.end))
        exact = [(s, self._at_span[s]) for s in same if s in self._at_span]
        longer = [f for f in self._covering(span) if span.covers((self.heads[f[0]], self.heads[f[0]] + 1))]
        if exact or longer:
            return (exact or longer)[:1]
        maker = next((self.documents[s] for s in same if s in self.documents), None)
        outer = self.within(span)
        if maker and not outer:
            return [(span, self._by_id[maker])]
        if not outer:
            entity = self.at(span)
            return [(span, entity)] if entity else []
        joined = self._joined(outer[1:] if self._introduces(outer) else outer)
        named = any(m.kind == "name" for _, e in joined for m in e.mentions) or any(e.party for _, e in joined)
        return joined if named or len(joined) == 1 else []

    def _joined(self, outer: list[tuple[Span, Entity]]) -> list[tuple[Span, Entity]]:
        """The mentions at the start of `outer` that a list joins: "X, Y and Z"."""
        found = outer[:1]
        for previous, following in pairwise(outer):
            between = self.doc.text[previous[0].end : following[0].start]
            if not _LIST.fullmatch(between):
                break
            found.append(following)
        gaps = [self.doc.text[a[0].end : b[0].start] for a, b in pairwise(found)]
        return found if any(_AND.search(gap) for gap in gaps) else found[:1]

    def _introduces(self, outer: list[tuple[Span, Entity]]) -> bool:
        """Whether a description comes right before the name it describes: "British daily The Herald", "party leaders X and Y"."""
        if len(outer) < 2 or not self.doc.text[outer[0][0].end : outer[1][0].start].isspace():
            return False
        return not any(m.kind == "name" for m in outer[0][1].mentions)


def build(doc: Document, analysis: Analysis) -> Cast:
    """Find the actors of `doc`: who is mentioned, which mentions are the same, for whom each acts."""
    day = doc.published[:10] if doc.published else None
    publisher = publishers.party(doc)
    words, found = mentions.find(analysis, day)
    publication = Publication(day, publisher, actors.author(doc), actors.joint_authors(doc))
    resolver = coref.Resolver(analysis, words, sides.quoted(doc, words.tokens), publication, Telling(analysis))
    clusters = resolver.resolve(found)
    entities = actors.entities(doc, words, clusters)
    ids = actors.ids(clusters)
    heads = {actors.span(words, m): words.tokens[m.head].start for m, _ in resolver.ledger.seen}
    places = frozenset(actors.span(words, m) for m, _ in resolver.ledger.seen if m.place)
    made = {actors.span(words, m): ids[maker.number] for m, maker in resolver.makers}
    return Cast(doc, entities, heads, places, made, publisher)
