"""Measure every dev set and pin the floors: `python benchmarks/pin_floors.py --data ../shared/data`.

Writes `dragoman/evaluation/floors.json` (form: dragoman/evaluation/table.py) and the table in docs/evaluation.md. A floor is the
value less twice its noise, rounded down to a tenth; the noise is the standard deviation of the figure over sets of the same size
that are drawn, with a fixed seed, from the set's documents with replacement. Lowering a floor shows in the diff and needs a reason
in the commit. `--table-only` leaves the floors as they are. Takes about three minutes on one core.
"""

from __future__ import annotations

import json
import math
import platform
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import click

from dragoman import __version__, data
from dragoman.evaluation import events, layers, speed
from dragoman.evaluation.common import Doc, Figures, digest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "dragoman" / "evaluation" / "floors.json"
PAGE = ROOT / "docs" / "evaluation.md"
CROSS_VALIDATED = ROOT / "training" / "cv_events.json"
SEEN = "the shipped model was trained on these sentences"
SETS = {
    "times": ("times/timebank.jsonl", "times/aquaint.jsonl", "times/meantime-train.jsonl", "times/wikiwars-train.jsonl"),
    "places": ("places/tr-news.dev.jsonl", "places/geowebnews.dev.jsonl", "places/lgl.jsonl"),
    "attributions": ("quotes/polnear_dev.jsonl",),
    "entities": (
        "entities/uner-ewt.dev.jsonl",
        "entities/gmb.dev.jsonl.gz",
        "entities/crossner-politics.dev.jsonl",
        "entities/gum.dev.jsonl",
    ),
    "coref": ("coref/gum.dev.jsonl",),
    "events": ("events/dev.jsonl",),
    "record": ("gold",),
}
NOTES = {"events/dev.jsonl": SEEN}
RESAMPLES, SEED = 100, 20261124
FEWER = {"places/lgl.jsonl": 20}  # 588 documents: each drawing takes long, and the noise is small
_BLOCK = re.compile(r"(<!-- table -->\n).*?(\n<!-- /table -->)", re.DOTALL)


@dataclass(frozen=True)
class Measured:
    """A set with its figures and the standard error of each, in the figure's unit."""

    layer: layers.Layer
    path: str
    docs: Sequence[Doc]
    figures: Figures
    noise: dict[str, float]

    def pinned(self) -> dict[str, object]:
        floors = {
            name: [floor(value, self.noise[name]), round(self.noise[name], 2)]
            for name in self.layer.headline
            if (value := self.figures.get(name)) is not None
        }
        note = {"note": NOTES[self.path]} if self.path in NOTES else {}
        return {"layer": self.layer.name, "path": self.path, "digest": digest(self.docs), "floors": floors, **note}


# The model's eight-bit sums differ a little between processors, so no floor is nearer than twice this.
LEAST_NOISE = 0.5


def floor(value: float, noise: float) -> float:
    return max(0.0, math.floor(10 * (value - 2 * max(noise, LEAST_NOISE))) / 10)


def measure(layer: layers.Layer, root: Path, path: str, resamples: int) -> Measured:
    docs = layers.read(layer, root / path)
    predicted = {p["id"]: p for p in layers.predict(layer, docs, Path(path).name)}
    figures = layer.score(docs, predicted)
    drawn = [layer.score(resample, predicted) for resample in resampled(docs, min(resamples, FEWER.get(path, resamples)))]
    noise = {name: _deviation([f.get(name) for f in drawn]) for name in layer.headline}
    return Measured(layer, path, docs, figures, noise)


def resampled(docs: Sequence[Doc], times: int) -> Iterator[list[Doc]]:
    rnd = Random(SEED)
    return (rnd.choices(docs, k=len(docs)) for _ in range(times))


def _deviation(values: Sequence[float | None]) -> float:
    known = [v for v in values if v is not None]
    return statistics.stdev(known) if len(known) > 1 else 0.0


def markdown(measured: Sequence[Measured], pinned: Sequence[dict[str, object]], speeds: Figures) -> str:
    """The table of current figures: value ± noise and floor for each figure of each set, then the speed."""
    floors = {(p["layer"], p["path"]): p["floors"] for p in pinned}
    lines = [
        f"{date.today().isoformat()}, Dragoman {__version__} with encoder {encoder_version()}, {machine()}.",
        "",
        "| layer | set | documents | figure | value | noise | floor |",
        "|---|---|---:|---|---:|---:|---:|",
    ]
    for m in measured:
        known: dict[str, list[float]] = floors.get((m.layer.name, m.path), {})  # type: ignore[assignment]
        for name in m.layer.headline:
            bottom = f"{known[name][0]:.1f}" if name in known else ""
            row = (
                m.layer.name,
                f"`{m.path}`",
                str(len(m.docs)),
                name,
                _number(m.figures.get(name)),
                f"{m.noise[name]:.1f}",
                bottom,
            )
            lines.append(f"| {' | '.join(row)} |")
    events = [m.docs for m in measured if m.layer.name == "events"]
    lines += ["", *map(cross_validated, events), "", "| speed | value |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {name} | {_number(value, 2)} |" for name, value in speeds.items())])


def cross_validated(docs: Sequence[Doc]) -> str:
    """The figures of events when each sentence is typed, and its parties chosen, by models that were not trained on it."""
    if not CROSS_VALIDATED.is_file():
        return "Events, cross-validated: not measured for this model."
    rows = json.loads(CROSS_VALIDATED.read_text(encoding="utf-8"))["predictions"]
    figures = events.score(docs, events.cross_validated(rows))
    shown = ", ".join(f"{name} {_number(value)}" for name, value in figures.items())
    return f"Events, each sentence read by models that were not trained on it (`training/cv_events.json`): {shown}."


def encoder_version() -> str:
    return str(json.loads(data.path("models/encoder.json").read_text(encoding="utf-8"))["version"])


def machine() -> str:
    """The processor's name and the versions that matter."""
    import onnxruntime

    about = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.+)", about.read_text()) if about.is_file() else None
    name = named[1] if named else platform.processor() or platform.machine()
    return f"one core of {name}, Python {platform.python_version()}, onnxruntime {onnxruntime.__version__}"


def _number(value: float | None, places: int = 1) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def write_table(text: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    if not _BLOCK.search(page):
        raise click.ClickException(f"{PAGE}: no block between <!-- table --> and <!-- /table -->")
    PAGE.write_text(_BLOCK.sub(lambda m: m[1] + text + m[2], page), encoding="utf-8")


@click.command()
@click.option(
    "--data",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("../shared/data"),
    show_default=True,
    help="The dev sets.",
)
@click.option("--resamples", default=RESAMPLES, show_default=True, help="Drawings for the noise, at most.")
@click.option("--table-only", is_flag=True, help="Leave the floors as they are.")
@click.option("--dry", is_flag=True, help="Write nothing; print the table.")
def main(root: Path, resamples: int, table_only: bool, dry: bool) -> None:
    """Measure every dev set, pin the floors and write the table of docs/evaluation.md."""
    measured = []
    for name, paths in SETS.items():
        for path in paths:
            start = time.perf_counter()
            measured.append(measure(layers.LAYERS[name], root, path, resamples))
            head = {f: _number(measured[-1].figures.get(f)) for f in layers.LAYERS[name].headline}
            click.echo(f"{name} {path}: {head} in {time.perf_counter() - start:.0f} s", err=True)
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))["sets"] if table_only else [m.pinned() for m in measured]
    table = markdown(measured, pinned, speed.measure())
    if dry:
        click.echo(table)
        return
    if not table_only:
        head = {"about": "Written by benchmarks/pin_floors.py: floor and noise of each figure.", "date": date.today().isoformat()}
        FLOORS.write_text(json.dumps({**head, "version": __version__, "sets": pinned}, indent=1) + "\n", encoding="utf-8")
    write_table(table)


if __name__ == "__main__":
    main()
