"""What `dragoman eval` runs: for each layer, predictions on a set's documents and the scorer of that set.

A predictor sees only `id`, `text`, the date and the title of each document (and, for names, which guideline the set follows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import SourceError
from dragoman.evaluation import attributions, coref, entities, events, places, record, times
from dragoman.evaluation.common import Doc, Figures, read_set
from dragoman.reading import attribution, chains, corpus_names, encoder, main_event, pipeline, timex, toponyms
from dragoman.text import Document

# Which of the encoder's name guidelines a set was annotated by, by its file name; others get the product's own names. UNER has
# no training part here and is marked like WikiGold: persons, organizations and places, titles and demonyms left out.
GUIDELINES = {"gmb": "gmb", "gum": "gum", "crossner": "politics", "wikigold": "wikigold", "uner": "wikigold"}


@dataclass(frozen=True)
class Layer:
    """One kind of set: how to predict one document, and how to score all.

    Attributes:
        headline: the figures that matter.
        form: the lists that an annotated document must have, and the fields of their items that the scorer reads.
    """

    name: str
    predict: Callable[[Document, str], Doc]
    score: Callable[[Sequence[Doc], dict[str, Doc]], Figures]
    headline: tuple[str, ...]
    form: Mapping[str, tuple[str, ...]]


def document(doc: Doc) -> Document:
    """What the program may see of an annotated document: its id, text, date, title and address."""
    published = doc.get("published") or doc.get("dct") or doc.get("date")
    known = published is not None
    return Document(
        text=doc["text"], id=str(doc["id"]), published=published, published_by="user" if known else None, title=doc.get("title"),
        url=doc.get("url"),
    )  # fmt: skip


def read(layer: Layer, path: Path) -> list[Doc]:
    """A set for a layer.

    Raises:
        SourceError: if there is nothing to read, or it is not in the layer's form.
    """
    docs = read_set(path)
    for doc in docs:
        for name, fields in layer.form.items():
            items = doc.get(name)
            if not isinstance(items, list):
                raise SourceError(f"{path}: document {doc['id']!r} has no list `{name}`, as each in a set for {layer.name} has")
            missing = next((f for item in items for f in fields if not isinstance(item, dict) or f not in item), None)
            if missing is not None:
                raise SourceError(f"{path}: document {doc['id']!r} has an item of `{name}` without `{missing}`")
    return docs


def predict(layer: Layer, docs: Sequence[Doc], set_name: str) -> Iterator[Doc]:
    """Predictions in the set's own form, one a document, in order."""
    for doc in docs:
        yield {"id": doc["id"], **layer.predict(document(doc), set_name)}


def _attributions(doc: Document, set_name: str) -> Doc:
    found = attribution.find(doc, encoder.analyse(doc))
    return {"attributions": [{"id": a.id, "source": a.source, "cue": a.cue, "content": a.content} for a in found]}


def _times(doc: Document, set_name: str) -> Doc:
    found = timex.find(doc, encoder.analyse(doc), conventions="timeml")
    return {"times": [{"span": list(t.span), "type": t.type, "value": t.value or "", "mod": t.mod} for t in found]}


def _places(doc: Document, set_name: str) -> Doc:
    found = toponyms.find(doc, encoder.analyse(doc), associative=True)
    return {"toponyms": [{"span": list(p.span), "lat": p.lat, "lon": p.lon, "geonames": p.geonames_id} for p in found]}


def _entities(doc: Document, set_name: str) -> Doc:
    guideline = next((g for prefix, g in GUIDELINES.items() if set_name.startswith(prefix)), None)
    names = corpus_names.find(doc, guideline) if guideline else encoder.analyse(doc).names
    return {"entities": [{"span": list(n.span), "type": n.type} for n in names]}


def _coref(doc: Document, set_name: str) -> Doc:
    found = chains.find(doc, encoder.analyse(doc))
    return {"mentions": [{"span": list(span), "cluster": number} for span, number in found]}


def _events(doc: Document, set_name: str) -> Doc:
    main = main_event.read(doc)
    if main is None:
        return {"sentence_type": None, "events": []}
    sides = (main.dyad.actor.codes, main.dyad.recipient.codes) if main.dyad else ((), ())
    return {"sentence_type": main.type, "events": [{"type": main.type, "actors": sides[0], "recipients": sides[1]}]}


def _record(doc: Document, set_name: str) -> dict[str, Any]:
    return pipeline.read(doc).to_dict()


LAYERS = {
    layer.name: layer
    for layer in (
        Layer("attributions", _attributions, attributions.score,
              ("exact source F1", "exact cue F1", "exact content F1", "attribution content+source F1"), {"attributions": ()}),
        Layer("times", _times, times.score, ("value F1", "strict F1", "relaxed F1"), {"times": ("span", "type", "value")}),
        Layer("places", _places, places.score,
              ("recognition F1", "within 161 km", "within 161 km of resolved"), {"toponyms": ("span",)}),
        Layer("entities", _entities, entities.score, ("F1",), {"entities": ("span", "type")}),
        Layer("events", _events, events.score,
              ("type F1", "quad F1", "dyad F1", "type+parties F1", "empty"), {"events": ("type", "quad", "actors", "recipients")}),
        Layer("coref", _coref, coref.score, ("mentions F1", "CoNLL F1"), {"mentions": ("span", "cluster")}),
        Layer("record", _record, record.score, ("macro F1", *(f"{name} F1" for name in record.LAYERS)),
              {name: ("span",) if name == "times" else () for name in record.LAYERS}),
    )
}  # fmt: skip
