"""From a document to its record: the steps in order, each reading only what earlier ones found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.analysis import Analysis
from dragoman.reading import (
    attribution,
    calibration,
    cast,
    contacts,
    differences,
    encoder,
    events,
    language,
    links,
    outcomes,
    positions,
    statements,
    timex,
    toponyms,
)
from dragoman.reading.toponym_names import ADJECTIVE
from dragoman.record import Item, Record
from dragoman.text import Document

NO_DATE = "no publication date is known: relative times ('Thursday', 'last week') are left unresolved; give one with --date"


def read(doc: Document) -> Record:
    """Read one report.

    Args:
        doc: the report; its text may be empty or in any language, but only English is read.
    Returns:
        The record, checked. A text in another language, or without words, gives a record with empty layers and a note.
    Raises:
        ModelError: if the model files are missing or damaged.
        RecordError: if a layer made an item that does not hold; nothing of it should be used then.
    """
    spoken = language.detect(doc.text)
    if spoken != "en":
        return _record(doc, spoken, {}, notes=(*doc.notes, language.note(doc.text, spoken)))
    analysis = encoder.analyse(doc)
    layers = {name: calibration.calibrate(name, items) for name, items in find(doc, analysis).items()}
    undated = any(i.unknown.keys() & {"value", "start"} for i in (*layers["times"], *layers["contacts"]))
    notes = (*doc.notes, NO_DATE) if undated and not doc.published else doc.notes
    record = _record(doc, spoken, layers, notes=notes, model=analysis.model)
    record.check()
    return record


def find(doc: Document, analysis: Analysis) -> dict[str, Sequence[Item]]:
    """Every layer of an English report, with the finders' own scores."""
    times = timex.find(doc, analysis)
    places = toponyms.find(doc, analysis)
    who = cast.build(doc, analysis)
    said = attribution.find(doc, analysis)
    stated = statements.find(doc, analysis, who, said, times)
    met = contacts.find(doc, analysis, who, times, [place for place in places if place.found_by != ADJECTIVE])
    stated = links.link(stated, met, doc, analysis, who)
    stances = positions.find(doc, analysis, who, stated, said)
    return {
        "entities": who.entities,
        "places": places,
        "times": times,
        "attributions": said,
        "statements": stated,
        "contacts": met,
        "positions": stances,
        "outcomes": outcomes.find(doc, analysis, who, times, met, stated),
        "events": events.find(doc, analysis, who, times, met, stated, places),
        "differences": differences.find(doc, analysis, who, stated, stances, met),
    }


def _record(
    doc: Document, spoken: str | None, layers: Mapping[str, Sequence[Item]], *, notes: tuple[str, ...], model: str | None = None
) -> Record:
    return Record(
        id=doc.id,
        title=doc.title,
        published=doc.published,
        published_by=doc.published_by,
        source=doc.source,
        url=doc.url,
        language=spoken,
        notes=notes,
        model=model,
        text=doc.text,
        **layers,  # type: ignore[arg-type]
    )
