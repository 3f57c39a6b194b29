"""How well reports in other words are known again, and what is taken for one wrongly: `python benchmarks/copies.py POOL`.

Each report of POOL with enough words is rewritten at random: so many of its longer words in lower case are others, so many of its
sentences left out. Then all reports of POOL published within two weeks are compared with each other; a reader has to judge those
that are alike. The store holds reports whose first contacts differ for different ones as well, which is not looked at here.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import click
import variations

from dragoman.evaluation.common import read_set
from dragoman.store import copies, rewording

_REWRITTEN = ((0.05, 0.0), (0.1, 0.0), (0.2, 0.0), (0.1, 0.2), (0.3, 0.0))
_DAYS = 14


def rewritten(text: str, words: variations.Words, share: float, left_out: float, draw: random.Random) -> str:
    sentences = [s for s in variations.SENTENCE.split(text) if draw.random() >= left_out]
    return variations.others(" ".join(sentences), words, share, draw)


def known_again(texts: list[str], share: float, left_out: float) -> float:
    """Share of the texts that are told to be alike with what was made of them, by a mark and by their words."""
    draw, words = random.Random(1), variations.vocabulary(texts)
    pairs = [(text, rewritten(text, words, share, left_out, draw)) for text in texts]
    found = [bool(set(rewording.marks(a, None)) & set(rewording.marks(b, None))) and rewording.are_alike(a, b) for a, b in pairs]
    return sum(found) / len(found)


def alike(docs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of titles of reports that are told to be alike, but share too few sentences to be known by them."""
    sharing = defaultdict(set)
    for n, doc in enumerate(docs):
        for mark in rewording.marks(doc["text"], doc.get("url")):
            sharing[mark].add(n)
    pairs = {(a, b) for some in sharing.values() for a in some for b in some if a < b}
    return [(docs[a]["title"], docs[b]["title"]) for a, b in sorted(pairs) if _are_alike(docs[a], docs[b])]


def _are_alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    days = [date.fromisoformat(doc["published"][:10]) for doc in (one, other) if doc.get("published")]
    near = len(days) < 2 or abs((days[0] - days[1]).days) <= _DAYS
    apart = rewording.are_numbered_apart(one["title"], other["title"])
    return near and not apart and rewording.are_alike(one["text"], other["text"])


@click.command()
@click.argument("pool", type=click.Path(path_type=Path, exists=True))
def main(pool: Path) -> None:
    """Print what is known again and what is taken for a copy."""
    docs = list(read_set(pool))
    texts = [doc["text"] for doc in docs if rewording.marks(doc["text"], None) and len(copies.hashes(doc["text"])) > 3]
    for share, left_out in _REWRITTEN:
        found = known_again(texts, share, left_out)
        click.echo(
            f"{share:.0%} of the words others, {left_out:.0%} of the sentences left out: {found:.1%} of {len(texts):,} known again"
        )
    for one, other in alike(docs):
        click.echo(f"alike: {one} | {other}")


if __name__ == "__main__":
    main()
