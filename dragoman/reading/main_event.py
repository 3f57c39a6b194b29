"""The main event of a sentence: its type by the encoder's scores, who acts and at whom by the learned choice of `dyads`."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.reading import cast, dyads, encoder, scored, toponyms
from dragoman.reading.coding import Coder
from dragoman.reading.dyads import Dyad
from dragoman.text import Document


@dataclass(frozen=True, slots=True)
class MainEvent:
    """What a stretch of text mainly tells of; `dyad` is None if it has no two phrases. `chance` is that of the type."""

    type: str
    chance: float
    dyad: Dyad | None


def find(coder: Coder, span: tuple[int, int]) -> MainEvent | None:
    """The main event of a stretch of code points, of a sentence or a little more; None if it tells of none."""
    type_, chance = scored.classify(coder.analysis, "event", span)
    words = coder.analysis.tokens_in(span)
    return MainEvent(type_, chance, dyads.choose(coder, words, type_)) if type_ and words else None


def read(doc: Document) -> MainEvent | None:
    """The main event of a document of a sentence or little more.

    Raises:
        ModelError: if the model files are missing or damaged.
    """
    analysis = encoder.analyse(doc)
    coder = Coder(analysis, cast.build(doc, analysis), toponyms.find(doc, analysis))
    return find(coder, (0, len(doc.text)))
