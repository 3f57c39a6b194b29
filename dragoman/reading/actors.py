"""Turns clusters of mentions into the actors of the record, with kind, name, party, office and code; and says who speaks in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from dragoman import knowledge
from dragoman.reading.clusters import Cluster
from dragoman.reading.mentioned import Mentioned, rules
from dragoman.reading.names import Words
from dragoman.record import Entity, EntityKind, Mention
from dragoman.text import Document, Span

_KINDS: dict[str, EntityKind] = {
    "state": "state", "people": "group", "place": "place", "seat": "organization", "bloc": "bloc",
    "organization": "organization", "body": "organization", "agency": "organization", "armed_group": "armed_group",
    "forces": "organization", "media": "organization", "ngo": "organization", "person": "person", "side": "group", "group": "group",
}  # fmt: skip
_NO_PARTY = "neither the text nor the tables say for whom it acts"
_ONLY_PLACE = "here it only says where something is"
# Chance that an entity's party is right, by how it was found; set from gold-train.
_SCORES = {"actors.known": 0.97, "actors.stated": 0.93, "actors.holder": 0.9, "actors.near": 0.6, "actors.names": 0.7}


def author(doc: Document) -> str | None:
    """Who speaks in the first person, by the headline: "Statement by President X on ..."; None if it is no such text."""
    found = re.match(rules()["first_person_headline"], doc.title or "", re.IGNORECASE)
    phrase = found.group(1).strip() if found else ""
    words = [w for w in phrase.split() if w[0].isupper()]
    while words and (words[0].lower() in knowledge.offices() or words[0].lower() in rules()["honorifics"]):
        words.pop(0)
    return " ".join(words) if len(words) > 1 else None


def joint_authors(doc: Document) -> str | None:
    """The parties that a joint statement's headline names, joined by " & ": "Joint Statement of Norway and Kenya"; else None."""
    title = doc.title or ""
    if not re.match(rules()["joint_headline"], title, re.IGNORECASE):
        return None
    found, at = [], 0
    words, lexicon = knowledge.split(title), knowledge.lexicon()
    while at < len(words):
        form = next((f for f in lexicon.get(words[at], ()) if words[at : at + len(f.words)] == f.words), None)
        found += [form.known.party] if form and form.known.party and form.known.kind != "capital" else []
        at += len(form.words) if form else 1
    parties = list(dict.fromkeys(p for p in found if p))
    return " & ".join(parties) if len(parties) > 1 else None


def fuller_name(doc: Document, family: str) -> str | None:
    """The full name that the headline gives, after a title or as one known, to somebody whom the text calls by the family name."""
    for match in re.finditer(r"(?:[^\W\d_][\w.’'-]* ){1,6}" + re.escape(family) + r"\b", doc.title or ""):
        words = match.group().split()
        titled = [n for n, w in enumerate(words[:-1]) if w.lower() in _last_title_words() or w.lower() in rules()["honorifics"]]
        name = words[titled[-1] + 1 :] if titled else words[-2:]
        capital = all(w[0].isupper() and w.lower() not in rules()["no_names"] for w in name)
        if len(name) > 1 and capital and (titled or knowledge.holders(" ".join(name), None)):
            return " ".join(name)
    return None


@cache
def _last_title_words() -> frozenset[str]:
    return frozenset(words[-1] for titles in knowledge.offices().values() for words, _ in titles)


def ids(clusters: Sequence[Cluster]) -> dict[int, str]:
    """Cluster number -> entity id, in the order of first mentions."""
    ordered = sorted(clusters, key=lambda c: c.mentions[0].head)
    return {c.number: f"e{n}" for n, c in enumerate(ordered, 1)}


def entities(doc: Document, words: Words, clusters: Sequence[Cluster]) -> tuple[Entity, ...]:
    """One entity a cluster, in the order of their first mentions; "e1", "e2" ..."""
    ordered = sorted(clusters, key=lambda c: c.mentions[0].head)
    numbers = ids(clusters)
    own = [
        c
        for c in ordered
        if c.party
        and (c.known or c.called)
        and not c.members
        and c.type in ("state", "demonym", "organization", "bloc", "armed_group")
    ]
    bodies = {c.party: numbers[c.number] for c in reversed(own) if c.party}
    return tuple(_entity(doc, words, c, numbers, bodies) for c in ordered)


def _entity(doc: Document, words: Words, c: Cluster, ids: dict[int, str], bodies: dict[str, str]) -> Entity:
    party = _party(c)
    found_by = _found_by(c, party)
    several = c.members or (c.plural and c.type in ("person", "state", "body"))
    type_ = knowledge.party_kinds().get(party or "", "state") if c.type == "demonym" else c.type
    kind: EntityKind = "group" if several else _KINDS[type_]
    affiliation = bodies.get(party) if party and bodies.get(party) != ids[c.number] and not c.members else None
    return Entity(
        id=ids[c.number],
        name=name(doc, words, c),
        kind=kind,
        role=next((m.role for m in c.mentions if m.role), None),
        affiliation=affiliation,
        members=tuple(ids[m.number] for m in c.members),
        party=party,
        country=_country(c, party),
        actor_code=_code(words, c, party),
        mentions=tuple(Mention(span=span(words, m), kind=m.kind) for m in c.mentions),
        found_by=found_by,
        score=_SCORES[found_by],
        unknown={} if party else {"party": _NO_PARTY if kind != "place" else _ONLY_PLACE},
    )


def _party(c: Cluster) -> str | None:
    if c.members:
        return " & ".join(dict.fromkeys(p for m in c.members if (p := m.party))) or None
    return c.party


def _found_by(c: Cluster, party: str | None) -> str:
    if c.known:
        return "actors.known"
    if c.parties:
        return "actors.stated"
    if party is None:
        return "actors.names"
    return "actors.holder" if c.held else "actors.near"


def _country(c: Cluster, party: str | None) -> str | None:
    if c.known:
        return c.known.country
    return party if party and len(party) == 3 and party.isupper() and party in knowledge.party_names() and not c.members else None


def _code(words: Words, c: Cluster, party: str | None) -> str | None:
    """CAMEO actor code: the party's code and the sector of office or noun, as "RUSGOV", "GEOMIL"."""
    if c.known:
        return c.known.code if c.type != "place" else None
    if c.members:
        return None
    base = knowledge.party_names().get(party or "", ("", None))[1] or ""
    sector = next((o.sector for m in c.mentions for o in m.offices), "")
    if not sector:
        sector = next((n[1] for m in c.mentions if (n := knowledge.nouns().get(words.lowers[m.head]))), "")
    if not sector and c.held and c.held[0].party == party:
        sector = "GOV"
    whole = base if base.endswith(sector) or len(base) > 3 else base + sector
    return whole or None


def span(words: Words, m: Mentioned) -> Span:
    """The stretch of the text that a mention covers."""
    return Span(words.tokens[m.first].start, words.tokens[m.last - 1].end)


def _text(doc: Document, words: Words, stretch: tuple[int, int]) -> str:
    return doc.text[words.tokens[stretch[0]].start : words.tokens[stretch[1] - 1].end]


def name(doc: Document, words: Words, c: Cluster) -> str:
    """The fullest name in the document: of a person without titles, of a body with what says whose it is; else its description."""
    if c.called:
        return c.called
    if c.members:
        return " & ".join(name(doc, words, m) for m in c.members)
    named = [m for m in c.mentions if m.kind == "name"] or [m for m in c.mentions if m.kind == "nominal"] or c.mentions
    if any(m.known for m in named):
        return _known_name(doc, words, named)
    if c.type == "person" or named[0].kind == "name":
        texts = [_text(doc, words, m.core) for m in named]
        if c.type == "person" and all(" " not in t for t in texts):
            return fuller_name(doc, texts[0]) or texts[0]
        texts = [t for t in texts if not _stutters(t)] or texts
        return " ".join(max(texts, key=lambda t: (len(t.split()), len(t))).split())
    return " ".join(_text(doc, words, named[0].core).split())


def _stutters(name: str) -> bool:
    """Whether a name says a word twice in a row, as where a page runs a name into its caption: "Ada Rask Rask Ada"."""
    return any(a == b for a, b in pairwise(name.split()))


def _known_name(doc: Document, words: Words, mentions: Sequence[Mentioned]) -> str:
    """The usual name if the text has it or only an adjective of it, else the form used most; a capital's for want of others."""
    known = [(m, m.known) for m in mentions if m.known]
    own = [(m, k) for m, k in known if k.kind != "capital"] or known
    texts = [_text(doc, words, m.core) for m, k in own if k.kind != "demonym"]
    usual = own[0][1].name
    return usual if usual in texts or not texts else max(texts, key=lambda t: (texts.count(t), len(t)))
