"""The actors of one document: who is named, for whom each one acts, and how other layers ask for them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from dragoman.analysis import Analysis
from dragoman.reading import mentions
from dragoman.record import Entity, EntityKind, Mention
from dragoman.text import Document, Span

_KINDS: dict[str, EntityKind] = {
    "state": "state", "demonym": "state", "people": "state", "capital": "state", "seat": "organization", "bloc": "bloc",
    "organization": "organization", "body": "organization", "agency": "organization", "armed_group": "armed_group",
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """The entities of a document and their mentions.

    Attributes:
        entities: in order of their first mention.
        heads: for each mention span, the offset at which its head word starts.
        publisher_party: the party whose readout the document is, None if it shows none.
    """

    doc: Document
    entities: tuple[Entity, ...]
    heads: dict[Span, int]
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
    """Find the actors of `doc`."""
    clusters: dict[tuple[bool, str], list[mentions.Found]] = {}
    for found in mentions.find(analysis):
        name = found.name.split()[-1] if found.person else found.known.name if found.known else found.name
        clusters.setdefault((found.person, name), []).append(found)
    entities = []
    for number, ((person, _), cluster) in enumerate(clusters.items(), 1):
        known = cluster[0].known
        entities.append(
            Entity(
                id=f"e{number}",
                name=max((f.name for f in cluster), key=len),
                kind="person" if person else _KINDS[known.kind] if known else "organization",
                party=known.party if known else None,
                country=known.country if known else None,
                mentions=tuple(Mention(span=f.span, kind="name") for f in cluster),
                found_by="actors.known" if known else "actors.names",
                score=0.9,
            )
        )
    heads = {Span(*m.span): m.span[0] for e in entities for m in e.mentions}
    return Cast(doc, tuple(entities), heads)
