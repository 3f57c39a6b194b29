"""States that speak through a body of theirs: "Norway said through its foreign ministry".

Once a report says so, the state's further words in it are those of that body, as long as the body was the last of that state to be
heard. A state that is nowhere said to speak through a body speaks for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dragoman.analysis import Analysis, Token
from dragoman.record import Entity, Statement

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

_THROUGH = frozenset(("through", "via"))
# How far behind the start of its cue a statement may name the body, in code points: "said in a written statement on Monday via".
_REACH = 80


class _Body(NamedTuple):
    """A body and the state it speaks for; `since` is the offset (code points) from which on."""

    state: str
    entity: Entity
    since: int


def resolve(a: Analysis, cast: Cast, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The same statements in order; those that a state makes through a body have the body as speaker, on the state's behalf."""
    bodies = {b.state: b for s in statements for b in _named(a, cast, s)}
    if not bodies:
        return tuple(statements)
    last: dict[str | None, str | None] = {}
    found = []
    for statement in statements:
        body = bodies.get(statement.speaker_id or "")
        if body and _speaks(body, statement, last):
            voice = {"speaker": body.entity.name, "speaker_id": body.entity.id, "on_behalf_of": body.state}
            statement = statement.model_copy(update={**voice, "unknown": _known(statement)})
        last[statement.party] = statement.speaker_id
        found.append(statement)
    return tuple(found)


def _speaks(body: _Body, statement: Statement, last: dict[str | None, str | None]) -> bool:
    """Whether the state's words are the body's: said where the body is named, or after it was the last of its party to be heard."""
    if statement.source_span is None or statement.cue_span is None:
        return False
    here = 0 <= body.since - statement.cue_span[0] <= _REACH
    return here or last.get(statement.party) == body.entity.id


def _known(statement: Statement) -> dict[str, str]:
    return {k: v for k, v in statement.unknown.items() if k not in ("speaker", "speaker_id", "on_behalf_of")}


def _named(a: Analysis, cast: Cast, statement: Statement) -> Iterator[_Body]:
    """The body through which the state that makes a statement is said to make it."""
    source = cast.at(statement.source_span) if statement.source_span else None
    if source is None or source.kind != "state" or statement.cue_span is None:
        return
    sentence = a.sentence_at(statement.cue_span[0])
    if sentence is None:
        return
    for word in a.sentence_tokens(sentence):
        if word.lower in _THROUGH and 0 <= word.start - statement.cue_span[0] <= _REACH:
            entity = _organ(a, cast, a.tokens[word.head] if word.deprel == "case" else word)
            if entity is not None and entity.party == source.party:
                yield _Body(source.id, entity, word.start)


def _organ(a: Analysis, cast: Cast, noun: Token) -> Entity | None:
    """The organisation that a noun phrase names, if it is somebody's: "their Ministry of Foreign Affairs"."""
    own = any(t.deprel == "nmod:poss" for t in a.children(noun.i))
    entity = cast.at(a.subtree_span(noun.i)) if own else None
    return entity if entity is not None and entity.kind == "organization" else None
