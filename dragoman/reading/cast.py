"""The actors of one document: who is named, for whom each one acts, and how other layers ask for them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from dragoman.analysis import Analysis
from dragoman.reading import actors, coref, mentions, quotes
from dragoman.reading.names import Words
from dragoman.record import Entity
from dragoman.text import Document, Span

@dataclass(frozen=True)
class Cast:
    """The entities of a document and their mentions.

    Attributes:
        entities: in order of their first mention.
        heads: for each mention span, the offset at which its head word starts.
        places: mentions of states and capitals that only say where something is ("in Moscow").
        publisher_party: the party whose readout the document is, None if it shows none.
    """

    doc: Document
    entities: tuple[Entity, ...]
    heads: dict[Span, int]
    places: frozenset[Span] = frozenset()
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

    def at(self, span: tuple[int, int]) -> Entity | None:
        """The entity of the mention that fits `span` best: the same span, else the smallest that covers it, else the outermost in it."""
        exact = [e for s, e in self._mentions if s == span]
        if exact:
            return exact[0]
        covering = [(s.end - s.start, e) for s, e in self._mentions if s.covers(span)]
        if covering:
            return min(covering, key=lambda c: c[0])[1]
        inside = self.within(span)
        return inside[0][1] if inside else None

    def within(self, span: tuple[int, int]) -> list[tuple[Span, Entity]]:
        """The outermost mentions that lie inside `span`, in text order."""
        found: list[tuple[Span, Entity]] = []
        for s, entity in self._mentions[bisect_left(self._starts, span[0]) :]:
            if s.start >= span[1]:
                break
            if s.end <= span[1] and (not found or s.start >= found[-1][0].end):
                found.append((s, entity))
        return found

    def _members(self, entity: Entity) -> list[Entity]:
        return [self._by_id[m] for m in entity.members] or [entity]

    def party(self, span: tuple[int, int]) -> str | None:
        """The party of the mention at `span`; those of a group joined by " & "; None if not known."""
        entity = self.at(span)
        parties = [m.party for m in self._members(entity) if m.party] if entity else []
        return " & ".join(dict.fromkeys(parties)) or None

    def parties(self, span: tuple[int, int]) -> tuple[str, ...]:
        """The parties of all outermost mentions inside `span`, each once, in text order; groups are expanded."""
        found = [m.party for _, e in self.within(span) for m in self._members(e) if m.party]
        return tuple(dict.fromkeys(found))

    def people(self, span: tuple[int, int]) -> list[tuple[str, str | None]]:
        """Fullest name and party of each person inside `span`, each once, in text order; groups are expanded."""
        found = [(m.name, m.party) for _, e in self.within(span) for m in self._members(e) if m.kind == "person"]
        return list(dict.fromkeys(found))

    def speaker(self, span: tuple[int, int]) -> tuple[str | None, str | None, str | None]:
        """Name, party and entity id of who speaks when `span` is the source of a statement; several joined by " & "."""
        entity = self.at(span)
        if entity is None:
            return None, None, None
        members = self._members(entity)
        return " & ".join(m.name for m in members), self.party(span), entity.id


def build(doc: Document, analysis: Analysis) -> Cast:
    """Find the actors of `doc`: who is mentioned, which mentions are the same, for whom each acts."""
    day = doc.published[:10] if doc.published else None
    publisher = actors.publisher_party(doc)
    words, found = mentions.find(analysis, day)
    resolver = coref.Resolver(words, _quoted(doc, words), day, publisher)
    entities = actors.entities(doc, words, resolver.resolve(found))
    heads = {actors.span(words, m): words.tokens[m.head].start for m, _ in resolver.of}
    places = frozenset(actors.span(words, m) for m, _ in resolver.of if m.place)
    return Cast(doc, entities, heads, places, publisher)


def _quoted(doc: Document, words: Words) -> list[bool]:
    """For each word, whether it stands inside a quotation."""
    pieces = sorted(piece for quote in quotes.find(doc.text) for piece in quote.pieces)
    starts = [p.start for p in pieces]
    inside = []
    for token in words.tokens:
        at = bisect_right(starts, token.start) - 1
        inside.append(at >= 0 and token.end <= pieces[at].end)
    return inside
