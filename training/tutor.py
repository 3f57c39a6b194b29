"""Trees for texts that have none, from a model that learnt syntax only.

The small corpora with classes alone bend the trunk until it no longer parses texts like theirs: on the readouts among the
records, function words had wrong tags five times as often at the end of such a training as early in it. A tutor's trees hold it.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch

from dragoman.reading import decode
from dragoman.reading.windows import Pieces
from training.batches import inputs
from training.corpora import Doc, windows
from training.model import Reader


@torch.no_grad()
def annotate(model: Reader, docs: Iterable[Doc], pieces: Pieces) -> None:
    """Add tags and trees to documents, in place; sentences are those of the rules."""
    model.eval()
    for doc in docs:
        for key in ("upos", "feats", "rel"):
            doc.tags[key] = []
        doc.heads = []
        starts = set(doc.starts)
        for first, last in windows(doc):
            given = inputs([(doc, first, last)], (pieces.first, pieces.last))
            x = model.words(given.ids, given.shapes, given.mask, given.first)[0]
            arcs = model.arcs(x[None])[0].numpy()
            opened = [i for i in range(last - first) if i == 0 or first + i in starts]
            heads = [
                a + int(h) for a, b in zip(opened, [*opened[1:], last - first], strict=True) for h in decode.tree(arcs[a:b, a:b])
            ]
            rels = model.relations(x, x[heads]).argmax(-1).tolist()
            roots = [h == i for i, h in enumerate(heads)]
            doc.heads += [first + h for h in heads]
            doc.tags["rel"] += ["root" if root else model.labels["rel"][r] for root, r in zip(roots, rels, strict=True)]
            for key in ("upos", "feats"):
                doc.tags[key] += [model.labels[key][i] for i in model.tag(key, x).argmax(-1).tolist()]
    model.train()
