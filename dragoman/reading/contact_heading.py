"""What the heading of a readout says of its contact: "Readout of President Lund's Call with President Okafor of Nigeria".

The text below such a heading may leave out whom its people stand for ("President Lund and President Okafor met today").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.reading import cast, contact_fields, encoder, timex, toponyms
from dragoman.reading.contact_mentions import MentionReader
from dragoman.reading.contact_merge import ContactMention
from dragoman.record import Side
from dragoman.text import Document, Span

_KINDS = ("meeting", "call", "talks")


def complete(reader: MentionReader, mentions: Sequence[ContactMention]) -> list[ContactMention]:
    """The mentions of a readout, its first contact with the sides of the heading where its own sentence gives fewer than two.

    Args:
        reader: of the document that `mentions`, in text order, come from.
    """
    found = list(mentions)
    trigger = next((t for t in reader.triggers if t.row.kind in _KINDS), None)
    if trigger is None or reader.analysis.tokens[trigger.token].sent > 0 or not contact_fields.is_readout(reader.doc):
        return found
    own = next((m for m in found if m.token == trigger.token), None)
    if any(len(m.parties) > 1 for m in found if m is own or m.sent == 0):
        return found
    heading = _heading(reader.doc)
    first = own or reader.mention(trigger)
    agree = heading and first.reading.status == "held" and (heading.kind == "call") == (first.kind == "call")
    if heading is None or not agree:
        return found
    told = replace(first, sides=_named(reader, first, heading.sides), told=True)
    return sorted([told, *(m for m in found if m is not own)], key=lambda m: m.token)


def _heading(doc: Document) -> ContactMention | None:
    """The contact of the title, if it names two sides."""
    title = Document(doc.title or "", published=doc.published, source=doc.source)
    analysis = encoder.analyse(title)
    who = cast.build(title, analysis)
    reader = MentionReader(title, analysis, who, timex.find(title, analysis), toponyms.find(title, analysis))
    return next((m for m in reader.mentions() if len(m.parties) > 1), None)


def _named(reader: MentionReader, mention: ContactMention, sides: Sequence[Side]) -> tuple[Side, ...]:
    """The sides of the heading with the names that the sentence of the text gives their people."""
    sentence = reader.analysis.sentences[mention.sent]
    names = [name for name, _ in reader.cast.people(Span(sentence.start, sentence.end))]

    def in_text(person: str) -> str:
        family = person.split()[-1]
        return next((n for n in names if family in n.replace(",", "").split()), person)

    return tuple(s.model_copy(update={"people": tuple(in_text(p) for p in s.people)}) for s in sides)
