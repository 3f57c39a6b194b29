"""The encoder: one pass over a document gives its words, trees, names, attributions and class scores.

The only user of onnxruntime. A document is read by itself: its result does not depend on other documents, nor on the number of
processors. Sentences of up to `windows.LIMIT` sub-tokens are never cut.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from dragoman import data
from dragoman.analysis import Analysis, Name
from dragoman.errors import ModelError
from dragoman.reading import assemble, decode
from dragoman.reading.windows import BREAK, Pieces, batch, cut, gaps, pack, shape
from dragoman.text import Document, Span, sentences, words

BATCH = 8
"""Windows of one call; more gain no speed on one core."""
AHEAD = 32
"""Windows sorted by length before they are batched; bounds the memory a long document needs."""


def analyse(doc: Document) -> Analysis:
    """Read a document of any length. Empty text gives an empty analysis.

    Raises:
        ModelError: if the model files are missing or damaged.
    """
    model = _model()
    builder = assemble.Builder(doc, model.labels)
    for found in model.read(doc, assemble.NAMES, attributions=True):
        builder.add(found)
    return builder.done(f"encoder-{model.version}")


def names(doc: Document, guideline: str) -> tuple[Name, ...]:
    """Names as another corpus marks them: "gum", "gmb", "wikigold" or "politics"; "plain" is close to the analysis' own.

    The types are those corpora's (DATE may be among them). For measuring.

    Raises:
        ModelError: if the model has no such guideline.
    """
    model = _model()
    if f"names.{guideline}" not in model.labels:
        known = ", ".join(sorted(k[6:] for k in model.labels if k.startswith("names.")))
        raise ModelError(f"names: unknown guideline {guideline!r}; known: {known}")
    found = model.read(doc, (guideline,), attributions=False)
    return tuple(name for window in found for name in assemble.names(window, guideline))


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a document: where they stand, how they read, what stands before each, and which probably open a sentence."""

    spans: list[Span]
    texts: list[str]
    gaps: list[int]
    starts: list[int]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A window before the model saw it: words `first` to `last`, and where sentences probably or surely begin among them."""

    first: int
    last: int
    likely: frozenset[int]
    forced: frozenset[int]


class Model:
    """Sessions, label sets and chains of the model files in a folder."""

    def __init__(self, folder: Path) -> None:
        meta = _meta(folder)
        self.version: str = meta["version"]
        self.labels: dict[str, tuple[str, ...]] = {k: tuple(v) for k, v in meta["labels"].items()}
        ends = np.cumsum([size for _, size in meta["columns"]]).tolist()
        self._columns = {name: slice(end - size, end) for (name, size), end in zip(meta["columns"], ends, strict=True)}
        self._chains = {
            k: decode.forbid(self.labels[k], np.array(c["steps"], np.float32), np.array(c["opening"], np.float32))
            for k, c in meta["chains"].items()
        }
        self._encoder, self._relations, self._roles = (_session(folder / f"{n}.onnx") for n in ("encoder", "relations", "roles"))
        self._pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))

    def read(self, doc: Document, guidelines: tuple[str, ...], attributions: bool) -> Iterator[assemble.Window]:
        """The decoded windows of a document in text order."""
        spans = list(words(doc.text))
        if not spans:
            return iter(())
        firsts = [s.start for s in spans]
        starts = sorted({max(bisect_right(firsts, s.start) - 1, 0) for s in sentences(doc.text)} | {0})
        return self.parse(Words(spans, [doc[s] for s in spans], gaps(doc.text, spans), starts), guidelines, attributions)

    def parse(
        self, given: Words, guidelines: tuple[str, ...], attributions: bool, fixed: bool = False
    ) -> Iterator[assemble.Window]:
        """The decoded windows of words in text order.

        Args:
            guidelines: whose names to find.
            attributions: whether to find those.
            fixed: sentences begin at `given.starts` and nowhere else; else these are likely starts.
        """
        looks = [shape(w, g) for w, g in zip(given.texts, given.gaps, strict=True)]
        plans = self._plans(given, fixed)
        for at in range(0, len(plans), AHEAD):
            chunk = plans[at : at + AHEAD]
            order = sorted(range(len(chunk)), key=lambda i: (chunk[i].last - chunk[i].first, i))
            done: dict[int, assemble.Window] = {}
            for low in range(0, len(order), BATCH):
                some = order[low : low + BATCH]
                read = self._batch([chunk[i] for i in some], given, looks, guidelines, attributions, fixed)
                done |= dict(zip(some, read, strict=True))
            yield from (done[i] for i in range(len(chunk)))

    def _plans(self, given: Words, fixed: bool) -> list[_Plan]:
        """Windows of whole sentences."""
        sizes = [len(p) for p in self._pieces.of(given.texts)]
        bounds = zip(given.starts, [*given.starts[1:], len(sizes)], strict=True)
        parts = [part for a, b in bounds for part in cut(sizes, a, b)]
        packed = pack([sum(sizes[a:b]) for a, b in parts], [given.gaps[a] == BREAK for a, _ in parts])
        plans = []
        for low, high in packed:
            first, last = parts[low][0], parts[high - 1][1]
            opened = frozenset(a - first for a, _ in parts[low:high])
            forced = frozenset(a for a in opened if fixed or a == 0 or given.gaps[first + a] == BREAK)
            plans.append(_Plan(first, last, opened, forced))
        return plans

    def _batch(
        self, plans: list[_Plan], given: Words, looks: list[int], guidelines: tuple[str, ...], attributions: bool, fixed: bool
    ) -> list[assemble.Window]:
        """Run and decode some windows."""
        pieces = [self._pieces.of(given.texts[p.first : p.last]) for p in plans]
        made = batch(pieces, [looks[p.first : p.last] for p in plans], (self._pieces.first, self._pieces.last))
        arrays = {"ids": made.ids, "shapes": made.shapes, "mask": made.mask, "first": made.first}
        flat, arcs = self._encoder.run(None, arrays)
        sizes = [p.last - p.first for p in plans]
        columns = {name: flat[:, :, part] for name, part in self._columns.items()}
        chains = [f"names.{g}" for g in guidelines] + (["cue"] if attributions else [])
        paths = {c: decode.best_path(columns[c], sizes, *self._chains[c]) for c in chains}
        opened = [sorted(p.forced) if fixed else assemble.starts(columns["sent"][n, : sizes[n], 0], p.likely, p.forced)
                  for n, p in enumerate(plans)]  # fmt: skip
        heads = [assemble.heads(arcs[n, :size, :size], opened[n]) for n, size in enumerate(sizes)]
        relations = self._relate(columns, heads)
        frames = self._frames(columns, sizes, paths["cue"]) if attributions else [[] for _ in plans]
        return [
            assemble.Window(
                spans=given.spans[p.first : p.last],
                texts=given.texts[p.first : p.last],
                starts=opened[n],
                heads=heads[n],
                relations=relations[n],
                labels=self.labels,
                scores={k: columns[k][n, :size] for k in (*assemble.LAYERS, "upos", "feats", "speech", "cue", *chains)},
                paths={k: path[n, :size] for k, path in paths.items()},
                frames=frames[n],
            )
            for n, (p, size) in enumerate(zip(plans, sizes, strict=True))
        ]

    def _relate(self, columns: Mapping[str, np.ndarray], heads: list[np.ndarray]) -> list[np.ndarray]:
        """The relation of every word to its head, one array a window."""
        word = np.concatenate([columns["rel.word"][n, : len(h)] for n, h in enumerate(heads)])
        head = np.concatenate([columns["rel.head"][n, h] for n, h in enumerate(heads)])
        (scores,) = self._relations.run(None, {"word": word, "head": head})
        roots = np.concatenate([h == np.arange(len(h)) for h in heads])
        best = assemble.relations(scores, roots, self.labels["rel"])
        return np.split(best, np.cumsum([len(h) for h in heads])[:-1])

    def _frames(self, columns: Mapping[str, np.ndarray], sizes: list[int], path: np.ndarray) -> list[list[assemble.Frame]]:
        """The words of each cue, and what each word of its window is to it."""
        labels = self.labels["cue"]
        cues = [(n, a, b) for n, size in enumerate(sizes) for a, b, _ in decode.spans([labels[i] for i in path[n, :size]])]
        found: list[list[assemble.Frame]] = [[] for _ in sizes]
        if not cues:
            return found
        width = columns["role.word"].shape[1]
        rows = np.array([n for n, _, _ in cues])
        cue = np.stack([columns["role.cue"][n, a:b].mean(0) for n, a, b in cues])
        far = np.stack([decode.distance(width, a, b) for _, a, b in cues])
        mask = (np.arange(width)[None] < np.array(sizes)[rows][:, None]).astype(np.int64)
        given = {"words": columns["role.word"][rows], "cue": cue, "distance": far, "mask": mask}
        (scores,) = self._roles.run(None, given)
        roles = decode.best_path(scores, [sizes[n] for n in rows], *self._chains["role"])
        for (n, a, b), tags in zip(cues, roles, strict=True):
            kinds = [self.labels["role"][i] for i in tags[: sizes[n]]]
            found[n].append(assemble.Frame((a, b), decode.spans(kinds)))
        return found


@cache
def _model() -> Model:
    return Model(data.path("models"))


def _meta(folder: Path) -> dict[str, Any]:
    """`encoder.json`, after the files it names were checked."""
    try:
        meta: dict[str, Any] = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        for name, digest in meta["sha256"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise ModelError(f"models/{name} is damaged or of another version; install dragoman again")
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"the model files in {folder.name}/ are missing or damaged ({error}); install dragoman again") from error
    return meta


def _session(path: Path) -> onnxruntime.InferenceSession:
    """A session of one thread, so that the same text gives the same numbers wherever it runs."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common class for what goes wrong with a file
        raise ModelError(f"models/{path.name} cannot be loaded ({error}); install dragoman again") from error
