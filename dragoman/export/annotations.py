"""Findings as W3C Web Annotations (JSON-LD): each span with its place in code points and with its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman.record import LAYERS, Item, Record, spans

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Characters before and after a quotation, by which it is found in a text that has changed.
_AROUND = 32


def of(record: Record, source: str) -> Iterator[dict[str, Any]]:
    """An annotation for each finding, in the order of the record.

    Args:
        source: address of the text, or what stands for one.
    """
    for layer in LAYERS:
        for item in getattr(record, layer):
            yield _annotation(record, source, layer, item)


def _annotation(record: Record, source: str, layer: str, item: Item) -> dict[str, Any]:
    targets = [{"source": source, "selector": _selectors(record.text, span)} for _, span in spans(item)]
    return {
        "@context": CONTEXT,
        "id": f"{source}#{item.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": {"type": "Dataset", "format": "application/json", "layer": layer, "value": item.model_dump(mode="json")},
        "target": targets,
    }


def _selectors(text: str, span: tuple[int, int]) -> list[dict[str, Any]]:
    start, end = span
    quote = {"exact": text[start:end], "prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND]}
    return [{"type": "TextPositionSelector", "start": start, "end": end}, {"type": "TextQuoteSelector", **quote}]
