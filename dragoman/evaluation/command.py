"""`dragoman eval`: scores on annotated sets."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from dragoman.errors import SourceError
from dragoman.evaluation import layers, table
from dragoman.evaluation.common import Figures

_NOT_IN_NAMES = re.compile(r"[^\w.-]|^\.+")


@click.command("eval")
@click.argument("layer", required=False, type=click.Choice([*layers.LAYERS, "speed"]))
@click.option("--gold", type=click.Path(path_type=Path), help="An annotated set: a JSON Lines file or a folder of JSON files.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the predictions here: a file, for `record` a folder.")
@click.option("--data", "root", type=click.Path(path_type=Path), default=Path("../shared/data"), show_default=True,
              help="The folder of the dev sets, for the table.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def eval_command(layer: str | None, gold: Path | None, out: Path | None, root: Path, as_json: bool) -> None:
    """Score LAYER on the set --gold, or, without --gold, all dev sets against their floors.

    \b
    dragoman eval                                  every dev set and the floors
    dragoman eval times --gold timebank.jsonl      one set of your own
    dragoman eval speed                            articles a second, cold start, peak memory
    """
    if gold is None and out is not None:
        raise click.UsageError("--out needs --gold FILE")
    if layer == "speed":
        if gold is not None:
            raise click.UsageError("speed is measured on an article of its own, without --gold")
        from dragoman.evaluation import speed

        _print_figures(speed.measure(), as_json)
    elif gold is None:
        _table(root, layer, as_json)
    elif layer is None:
        raise click.UsageError("--gold needs a LAYER, for example: dragoman eval times --gold timebank.jsonl")
    else:
        _one_set(layers.LAYERS[layer], gold, out, as_json)


def _one_set(layer: layers.Layer, gold: Path, out: Path | None, as_json: bool) -> None:
    docs = layers.read(layer, gold)
    predicted = list(layers.predict(layer, docs, gold.name))
    if out is not None:
        _write(predicted, out, folder=layer.name == "record")
    _print_figures(layer.score(docs, {p["id"]: p for p in predicted}), as_json)


def _write(predicted: list[dict[str, object]], out: Path, *, folder: bool) -> None:
    lines = [json.dumps(p, ensure_ascii=False) + "\n" for p in predicted]
    try:
        if folder:
            out.mkdir(parents=True, exist_ok=True)
            for p, line in zip(predicted, lines, strict=True):
                (out / f"{_NOT_IN_NAMES.sub('_', str(p['id']))}.json").write_text(line, encoding="utf-8")
        else:
            out.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{out}: cannot be written ({error.strerror})") from error


def _print_figures(figures: Figures, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    width = max(map(len, figures))
    for name, value in figures.items():
        click.echo(f"{name:{width}}  {'-' if value is None else f'{value:8.2f}'}")


def _table(root: Path, layer: str | None, as_json: bool) -> None:
    if not root.is_dir():
        raise click.UsageError(f"no data folder {root}: name it with --data, or a set with LAYER --gold FILE")
    if not as_json:
        click.echo(f"{'layer':13}{'set':38}{'figure':32}{'value':>7}{'floor':>7}{'noise':>7}")
    below = 0
    for row in table.rows(root, layer):
        below += row.below
        if as_json:
            click.echo(json.dumps(row.__dict__))
            continue
        cells = "".join(f"{'' if v is None else f'{v:.2f}':>7}" for v in (row.value, row.floor, row.noise))
        click.echo(f"{row.layer:13}{row.set:38}{row.figure:32}{cells}  {'BELOW  ' if row.below else ''}{row.note}")
    if below:
        click.echo(f"{below} figures are below their floors", err=True)
        sys.exit(1)
