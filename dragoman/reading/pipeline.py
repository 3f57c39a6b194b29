"""From a document to its record: the steps in order, each reading only what earlier ones found."""

from __future__ import annotations

from dragoman.record import Record
from dragoman.reading import (
    attribution,
    cast,
    contacts,
    differences,
    encoder,
    events,
    language,
    outcomes,
    positions,
    statements,
    timex,
    toponyms,
)
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
        return _record(doc, spoken, notes=(language.note(doc.text, spoken),))
    analysis = encoder.analyse(doc)
    times = timex.find(doc, analysis)
    places = toponyms.find(doc, analysis)
    people = cast.build(doc, analysis)
    attributions = attribution.find(doc, analysis)
    spoken_words = statements.find(doc, analysis, people, attributions, times)
    met = contacts.find(doc, analysis, people, times, places)
    stances = positions.find(doc, analysis, people, spoken_words, attributions)
    record = _record(
        doc,
        spoken,
        notes=() if doc.published else (NO_DATE,),
        model=analysis.model,
        entities=people.entities,
        places=places,
        times=times,
        attributions=attributions,
        statements=spoken_words,
        contacts=met,
        positions=stances,
        outcomes=outcomes.find(doc, analysis, people, times, met),
        events=events.find(doc, analysis, people, times, met, spoken_words),
        differences=differences.find(doc, analysis, people, spoken_words, stances, met),
    )
    record.check()
    return record


def _record(doc: Document, spoken: str | None, **found: object) -> Record:
    return Record.model_validate(
        {
            "id": doc.id,
            "title": doc.title,
            "published": doc.published,
            "published_by": doc.published_by,
            "source": doc.source,
            "url": doc.url,
            "language": spoken,
            "text": doc.text,
            **found,
        }
    )
