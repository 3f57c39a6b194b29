"""What the simplest rules reach on the dev sets: `python benchmarks/baselines.py --data ../shared/data`.

Times: explicit dates and years by one pattern. Attributions: a stretch in quotation marks with the next verb of saying. Events:
each sentence has the type REJECT, the most frequent of the program's own. Names: runs of capitalised words, all of them persons.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import click

from dragoman.evaluation import layers
from dragoman.evaluation.common import Doc

MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)\b|\b(?P<m>{_MONTH}) (?P<d>\d\d?),? (?P<y>\d{{4}})\b"
    rf"|\b(?P<d2>\d\d?) (?P<m2>{_MONTH}) (?P<y2>\d{{4}})\b|\b(?P<year>(?:19|20)\d\d)\b"
)
_QUOTED = re.compile(r"[“\"][^”\"“\n]{10,}[”\"]")
_SAID = re.compile(r"\b(said|says|told|added)\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w.]+(?: [A-Z][\w.]+)*")


def times(text: str) -> Doc:
    return {"times": [{"span": list(m.span()), "type": "DATE", "value": _value(m)} for m in _DATE.finditer(text)]}


def _value(match: re.Match[str]) -> str:
    if whole := match["iso"] or match["year"]:
        return whole
    month, day, year = match["m"] or match["m2"], match["d"] or match["d2"], match["y"] or match["y2"]
    return f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"


def attributions(text: str) -> Doc:
    found = []
    for quoted in _QUOTED.finditer(text):
        said = _SAID.search(text, quoted.end(), quoted.end() + 60)
        source = _NAME.search(text, said.end(), said.end() + 40) if said else None
        found.append({"content": [list(quoted.span())], "cue": _spans(said), "source": _spans(source)})
    return {"attributions": found}


def _spans(match: re.Match[str] | None) -> list[list[int]]:
    return [list(match.span())] if match else []


def events(text: str) -> Doc:
    return {"sentence_type": "REJECT", "events": []}


def entities(text: str) -> Doc:
    return {"entities": [{"span": list(m.span()), "type": "PER"} for m in _NAME.finditer(text)]}


BASELINES: dict[str, tuple[Callable[[str], Doc], tuple[str, ...]]] = {
    "times": (times, ("times/timebank.jsonl", "times/aquaint.jsonl", "times/meantime-train.jsonl", "times/wikiwars-train.jsonl")),
    "attributions": (attributions, ("quotes/polnear_dev.jsonl",)),
    "entities": (
        entities,
        (
            "entities/uner-ewt.dev.jsonl",
            "entities/gmb.dev.jsonl.gz",
            "entities/crossner-politics.dev.jsonl",
            "entities/gum.dev.jsonl",
        ),
    ),
    "events": (events, ("events/dev.jsonl",)),
}


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("../shared/data"),
    show_default=True,
    help="The dev sets.",
)
def main(data: Path) -> None:
    """Print the figures of the simplest rules."""
    for name, (find, paths) in BASELINES.items():
        layer = layers.LAYERS[name]
        for path in paths:
            docs = layers.read(layer, data / path)
            figures = layer.score(docs, {d["id"]: find(d["text"]) for d in docs})
            click.echo(f"{name} {path}: " + ", ".join(f"{f} {figures[f] or 0:.1f}" for f in layer.headline))


if __name__ == "__main__":
    main()
