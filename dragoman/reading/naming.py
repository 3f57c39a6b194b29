"""Which names of a document are surely the same actor, of what kind and sex: what the ranker takes as given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.reading.clusters import Cluster, key_of
from dragoman.reading.mentioned import Mentioned
from dragoman.reading.names import Words

_KINDS: dict[str, str] = {
    **dict.fromkeys(("state", "capital", "seat"), "country"),
    **dict.fromkeys(("organization", "bloc", "body", "armed_group", "agency", "media"), "group"),
}


def numbers(words: Words, mentions: Sequence[Mentioned], people: Mapping[Mentioned, Cluster]) -> dict[int, int]:
    """For each word of a name, the number of the actor that it names: people by `people`, others by table or by their words.

    The words of a name inside another one have the number of the inner one.
    """
    ids: dict[object, int] = {}
    found: dict[int, int] = {}
    for m in sorted((m for m in mentions if m.kind == "name"), key=lambda m: m.core[0] - m.core[1]):
        key: object = " ".join(words.lowers[m.core[0] : m.core[1]]).removeprefix("the ")
        if m in people:
            key = people[m].number
        elif m.known:
            key = key_of(m.known, False)[0]
        number = ids.setdefault(key, len(ids))
        found.update((i, number) for i in range(*m.core))
    return found


def kinds(mentions: Sequence[Mentioned]) -> dict[int, str]:
    """For each word of a name, what kind of thing the tables or the reader of names have for it."""
    found: dict[int, str] = {}
    for m in mentions:
        kind = "person" if m.type == "person" else _KINDS.get(m.known.kind) if m.known else None
        if m.kind == "name" and kind:
            found.update((i, kind) for i in range(*m.core))
    return found


def sexes(mentions: Sequence[Mentioned], people: Mapping[Mentioned, Cluster]) -> dict[int, str]:
    """For each word of a person's name or description, "m" or "f", where some title or first name shows it."""
    found: dict[int, str] = {}
    for m in mentions:
        sex = people[m].gender if m in people else m.gender
        if sex in ("m", "f") and m.kind != "pronoun":
            found.update((i, sex) for i in range(*m.core))
    return found
