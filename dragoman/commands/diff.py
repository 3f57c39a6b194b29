"""`dragoman diff`: what differs between two stores, runs or records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from dragoman import diffing, serial
from dragoman.commands import common
from dragoman.diffing import DocumentChange
from dragoman.record import LAYERS
from dragoman.visible import line

_DIFFER = 3
_SIGNS = {"added": "+", "gone": "-", "changed": "~"}
# Characters of a finding's words and of a value that are shown; --json gives all of them.
_WORDS = 100


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@common.options(
    click.option(
        "--layer", "layers", multiple=True, type=click.Choice(LAYERS), help="Only these layers; several times for several."
    ),
    common.as_json,
)
@click.pass_context
def diff(context: click.Context, one: str, other: str, layers: tuple[str, ...], as_json: bool) -> None:
    """Tell what B has other than A: documents and findings that came, went or changed, field by field.

    A and B are stores, folders that `dragoman batch` wrote, or files of records as `dragoman read` prints them with --json or
    --jsonl. Findings are known again by the words they stand on. Scores, ids and who found a finding do not count.

    \b
    Example:
      dragoman diff old.db new.db
      dragoman diff before.jsonl after.jsonl --layer contacts --layer statements --json

    Exit code: 0 if nothing differs, 3 if something does, 1 if something could not be read.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for document in diffing.documents(diffing.run(one), diffing.run(other), layers or LAYERS):
        counted["documents", document.what] += 1
        counted.update((change.layer, change.what) for change in document.changes)
        if as_json:
            click.echo(serial.dumps(document.to_dict()))
        else:
            click.echo("\n".join(_lines(document)))
    click.echo(_summary(counted), err=True)
    context.exit(_DIFFER if counted else 0)


def _lines(document: DocumentChange) -> Iterator[str]:
    yield f"{_SIGNS[document.what]} {line(document.key)}{' (another text)' * document.text}"
    for change in document.changes:
        finding = f"{change.layer.removesuffix('s')} {change.id or change.other}"
        yield f"  {_SIGNS[change.what]} {finding} “{_short(' … '.join(change.words))}”"
        yield from (f"      {name}: {_short(old)} → {_short(new)}" for name, (old, new) in change.fields.items())


def _short(value: object) -> str:
    shown = line(value if isinstance(value, str) else serial.dumps(value))
    return shown if len(shown) <= _WORDS else f"{shown[:_WORDS]} …"


def _summary(counted: Counter[tuple[str, str]]) -> str:
    parts = [
        f"{layer}: " + ", ".join(f"{counted[layer, what]:,} {what}" for what in _SIGNS if counted[layer, what])
        for layer in ("documents", *LAYERS)
        if any(counted[layer, what] for what in _SIGNS)
    ]
    return "; ".join(parts) if parts else "Nothing differs."
