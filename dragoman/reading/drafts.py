"""What the finders of statements hand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.analysis import Token
from dragoman.reading.cues import Cue
from dragoman.record import StatementKind
from dragoman.text import Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its speaker is known.

    Attributes:
        verb: index of the cue's verb, None without a cue.
        voice: for a source in the first person, who speaks there.
    """

    source: Span
    cue: Span | None
    content: tuple[Span, ...]
    verb: int | None
    row: Cue | None
    hearer: Token | None
    score: float
    found_by: str
    kind: StatementKind | None = None
    voice: Span | None = None
