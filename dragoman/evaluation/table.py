"""The one table: every dev set with its figures, against the floors that are pinned in `floors.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman import data
from dragoman.evaluation import layers
from dragoman.evaluation.common import digest

FLOORS = "evaluation/floors.json"


@dataclass(frozen=True)
class Row:
    """One figure of one set. `floor` is None if none is pinned, `noise` its stated standard error; both in the figure's unit."""

    layer: str
    set: str
    figure: str
    value: float | None
    floor: float | None
    noise: float | None
    note: str = ""

    @property
    def below(self) -> bool:
        return self.floor is not None and (self.value is None or self.value < self.floor)


def floors() -> list[dict[str, object]]:
    """The pinned sets: layer, path in the data folder, digest of the set, floors and noise by figure."""
    loaded: list[dict[str, object]] = json.loads(data.path(FLOORS).read_text(encoding="utf-8"))["sets"]
    return loaded


def rows(root: Path, only: str | None = None) -> Iterator[Row]:
    """Measure each pinned set that is under `root`; a set that is missing or has other content gives a row with a note.

    Args:
        root: the data folder.
        only: a layer's name, all by default.
    """
    for pinned in floors():
        layer = layers.LAYERS[str(pinned["layer"])]
        if only not in (None, layer.name):
            continue
        path = root / str(pinned["path"])
        wanted: dict[str, list[float]] = pinned["floors"]  # type: ignore[assignment]
        note = str(pinned.get("note", ""))
        if not path.exists():
            yield Row(layer.name, str(pinned["path"]), "-", None, None, None, "not here")
            continue
        docs = layers.read(layer, path)
        if digest(docs) != pinned["digest"]:
            note = f"the set is {digest(docs)}, the floors were pinned on {pinned['digest']}"
        predicted = {p["id"]: p for p in layers.predict(layer, docs, path.name)}
        figures = layer.score(docs, predicted)
        for name in layer.headline:
            floor, noise = wanted.get(name, (None, None))
            yield Row(layer.name, str(pinned["path"]), name, figures.get(name), floor, noise, note)
