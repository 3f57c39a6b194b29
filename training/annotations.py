"""Annotated documents kept without their texts: `python -m training.annotations tune --data ../shared/data --out FOLDER`.

`training/annotations/{tune,blind}` holds spans, codes and dates only. What is a phrase of the text is kept as the place where it
stands: the field `venue` as `venue_span`, a list of such fields as a list of spans, several names joined by " & " likewise.
`rebuild` puts the text back in, of a document of the pool or a `stretch` of a block of news, and gives the form of the annotated
sets in `../shared/data/gold`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from dragoman.evaluation.common import read_set

Doc = dict[str, Any]
Spans = list[list[int]]

FOLDER = Path(__file__).parent / "annotations"
PARTS = ("tune", "blind")
# Files of the data folder that texts come from: the pool, and blocks of Voice of America news in which stories follow each other.
TEXTS = ("corpus/pool.jsonl.gz", "entities/gmb.train.jsonl.gz")
# Taken from there, so not kept beside the spans.
FROM_TEXTS = ("title", "published", "source", "url", "licence", "text")
# Fields that are phrases of the text, by layer; `sides` are the sides of a contact.
PHRASES = {
    "contacts": ("place", "venue", "subjects"),
    "sides": ("people", "lead"),
    "statements": ("speaker", "hedge", "addressee", "on_behalf_of"),
    "positions": ("issue",),
    "outcomes": ("what", "where"),
    "times": (),
    "events": ("place",),
    "differences": (),
}
LAYERS = tuple(layer for layer in PHRASES if layer != "sides")
_JOIN = " & "


def strip(doc: Doc) -> Doc:
    """The annotations of a document in gold form, without any text.

    Raises:
        ValueError: if a phrase is not in the document's text.
    """
    text = doc["text"]
    kept = {key: value for key, value in doc.items() if key not in FROM_TEXTS and key not in LAYERS}
    kept["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return kept | {layer: [_strip(item, layer, text, _near(item)) for item in doc[layer]] for layer in LAYERS}


def rebuild(kept: Doc, source: Mapping[str, Any]) -> Doc:
    """The document in gold form: `kept` as `strip` made it, `source` the document with its text.

    Raises:
        ValueError: if the text of `source` is not the one that was annotated.
    """
    start, end = kept.get("stretch", (0, None))
    text = source["text"][start:end]
    if hashlib.sha256(text.encode()).hexdigest() != kept["text_sha256"]:
        raise ValueError(f"{kept['id']}: the text in the data is not the annotated one, so the spans do not fit it")
    head = {key: value for key, value in kept.items() if key not in LAYERS and key != "text_sha256"}
    head |= {key: source.get(key) for key in FROM_TEXTS} | {"text": text}
    return head | {layer: [_rebuild(item, layer, text) for item in kept[layer]] for layer in LAYERS}


def load(part: str, data: Path, folder: Path = FOLDER) -> list[Doc]:
    """The documents of a part in gold form, by id.

    Args:
        part: "tune", open to rules and training, or "blind", for aggregate scores only.
        data: the folder with the texts.

    Raises:
        ValueError: if the texts lack a document, or it reads otherwise.
        SourceError: if the texts cannot be read.
    """
    sources = {source["id"]: source for file in TEXTS for source in read_set(data / file)}
    kept = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((folder / part).glob("*.json"))]
    if lacking := [doc["pool_id"] for doc in kept if doc["pool_id"] not in sources]:
        raise ValueError(f"{data}: no document {', '.join(lacking)}")
    return [rebuild(doc, sources[doc["pool_id"]]) for doc in kept]


def written(doc: Doc) -> str:
    """A stripped document as JSON with one item a line."""
    lines = [f" {json.dumps(key)}: {_rows(value) if key in LAYERS else json.dumps(value)}" for key, value in doc.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(items: Sequence[Doc]) -> str:
    return "[\n" + ",\n".join(f"  {json.dumps(item)}" for item in items) + "\n ]" if items else "[]"


def _near(item: Doc) -> Spans:
    """Where phrases of an item are looked for first: its source, then its evidence, then its content."""
    evidence = item.get("evidence") or []
    spans = [item.get("source_span"), *([evidence] if evidence and isinstance(evidence[0], int) else evidence)]
    return [span for span in (*spans, *item.get("content_spans", [])) if span]


def _strip(item: Doc, layer: str, text: str, near: Spans) -> Doc:
    kept: Doc = {}
    for key, value in item.items():
        if key == "sides":
            kept[key] = [_strip(side, "sides", text, near) for side in value]
        elif key in PHRASES[layer]:
            kept[f"{key}_span"] = _where(value, text, near)
        else:
            kept[key] = value
    return kept


def _where(value: str | list[str] | None, text: str, near: Spans) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_place(phrase, text, near) for phrase in value]
    if _JOIN in value and value not in text:
        return [_place(phrase, text, near) for phrase in value.split(_JOIN)]
    return _place(value, text, near)


def _place(phrase: str, text: str, near: Spans) -> list[int]:
    """Where a phrase stands: inside one of the spans in `near` if it can be, else where it comes first."""
    found = [[m.start(), m.end()] for m in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)]
    if not found:
        raise ValueError(f"{phrase!r} is not in the text")
    inside = (span for start, end in near for span in found if start <= span[0] and span[1] <= end)
    return next(inside, found[0])


def _rebuild(item: Doc, layer: str, text: str) -> Doc:
    phrases = {f"{name}_span": name for name in PHRASES[layer]}
    made: Doc = {}
    for key, value in item.items():
        if key == "sides":
            made[key] = [_rebuild(side, "sides", text) for side in value]
        elif key in phrases:
            made[phrases[key]] = _phrase(value, text, listed=phrases[key] in ("subjects", "people"))
        else:
            made[key] = value
    return made


def _phrase(value: Any, text: str, *, listed: bool) -> str | list[str] | None:
    if value is None:
        return None
    if value and isinstance(value[0], int):
        return text[value[0] : value[1]]
    phrases = [text[start:end] for start, end in value]
    return phrases if listed else _JOIN.join(phrases)


def _write(docs: Iterable[Doc], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for doc in docs:
        (folder / f"{doc['id']}.json").write_text(json.dumps(doc, ensure_ascii=False, indent=1), encoding="utf-8")


@click.command()
@click.argument("part", type=click.Choice(PARTS))
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder with the texts.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for one JSON file a document.")
def main(part: str, data: Path, out: Path) -> None:
    """Write the documents of PART in gold form, with their texts."""
    _write(load(part, data), out)


if __name__ == "__main__":
    main()
