"""The encoder: one pass over a document gives its words, trees, names, attributions and class scores.

The only user of onnxruntime. A document is read by itself: its result does not depend on other documents, nor on the number of
processors. Sentences of up to `windows.LIMIT` sub-tokens are never cut.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
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
from dragoman.reading import assemble, decode, standing
from dragoman.reading.windows import BREAK, REACH, Pieces, batch, cut, gaps, pack, shape
from dragoman.text import Document, Span, sentences, words

CUES = 8
"""Cues of one call."""
KEPT = ("upos", "feats", "speech", "cue", "rel.word", "rel.head")
"""Columns that every window keeps."""
_SLOW = ("SkipLayerNormFusion",)
"""What onnxruntime makes of a sum and its norm takes several times as long as the two."""


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
    return tuple(name for window in windows(doc, guideline) for name in assemble.names(window, guideline))


def windows(doc: Document, guideline: str) -> Iterator[assemble.Window]:
    """The decoded windows of a document in text order, with the names of a guideline and no attributions.

    Raises:
        ModelError: if the model has no such guideline.
    """
    model = _model()
    if f"names.{guideline}" not in model.labels:
        known = ", ".join(sorted(k[6:] for k in model.labels if k.startswith("names.")))
        raise ModelError(f"names: unknown guideline {guideline!r}; known: {known}")
    return model.read(doc, (guideline,), attributions=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a document: where they stand, how they read, what stands before each, and which probably open a sentence.

    Attributes:
        marks: where each stands in quotations, see `standing`; only attributions need it.
    """

    spans: list[Span]
    texts: list[str]
    gaps: list[int]
    starts: list[int]
    marks: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A window before the model saw it: words `first` to `last`, and where sentences probably or surely begin among them."""

    first: int
    last: int
    likely: frozenset[int]
    forced: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Around:
    """What the role network is told of the words of a window: which open a paragraph, where they stand in quotations, the trees."""

    opens: np.ndarray
    marks: np.ndarray
    heads: list[int]
    kinds: list[int]
    starts: list[int]

    def branches(self, cue: tuple[int, int]) -> np.ndarray:
        return standing.branches(self.heads, self.kinds, self.starts, cue)


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
        self._kinds = np.array([standing.kind(r) for r in self.labels["rel"]])
        self._new_paragraph = np.array([-1e4 * label.startswith("I-") for label in self.labels["role"]], np.float32)
        self._encoder, self._relations = (session(folder / f"{n}.onnx") for n in ("encoder", "relations"))
        self._roles = session(folder / "roles.onnx", _SLOW)
        self._pieces = Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))

    def read(self, doc: Document, guidelines: tuple[str, ...], attributions: bool) -> Iterator[assemble.Window]:
        """The decoded windows of a document in text order."""
        spans = list(words(doc.text))
        if not spans:
            return iter(())
        firsts = [s.start for s in spans]
        starts = sorted({max(bisect_right(firsts, s.start) - 1, 0) for s in sentences(doc.text)} | {0})
        marks = standing.marks(doc.text, spans) if attributions else None
        return self.parse(Words(spans, [doc[s] for s in spans], gaps(doc.text, spans), starts, marks), guidelines, attributions)

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
        for plan in self._plans(given, fixed):
            yield self._window(plan, given, looks[plan.first : plan.last], guidelines, attributions, fixed)

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

    def _window(
        self, plan: _Plan, given: Words, looks: list[int], guidelines: tuple[str, ...], attributions: bool, fixed: bool
    ) -> assemble.Window:
        """Run and decode one window. By itself: windows of a batch would change each other's rounding, and gain no speed."""
        texts = given.texts[plan.first : plan.last]
        made = batch([self._pieces.of(texts)], [looks], (self._pieces.first, self._pieces.last))
        flat, arcs = self._encoder.run(None, {"ids": made.ids, "shapes": made.shapes, "first": made.first})
        columns = {name: flat[0, :, part] for name, part in self._columns.items()}
        chains = [f"names.{g}" for g in guidelines] + (["cue"] if attributions else [])
        paths = self._paths(columns, chains)
        starts = sorted(plan.forced) if fixed else assemble.starts(columns["sent"][:, 0], texts, plan.likely, plan.forced)
        heads = assemble.heads(arcs[0], starts)
        relations = self._relate(columns, heads)
        around = None
        if attributions and given.marks is not None:
            opens, marks = (np.array(x[plan.first : plan.last]) for x in (given.gaps, given.marks))
            around = _Around(opens == BREAK, marks, heads.tolist(), self._kinds[relations].tolist(), starts)
        return assemble.Window(
            spans=given.spans[plan.first : plan.last],
            texts=texts,
            starts=starts,
            heads=heads,
            relations=relations,
            labels=self.labels,
            scores={k: columns[k] for k in (*assemble.LAYERS, *KEPT, *chains)},
            paths=paths,
            frames=self._frames(columns, paths["cue"], around) if around else [],
        )

    def _paths(self, columns: Mapping[str, np.ndarray], chains: list[str]) -> dict[str, np.ndarray]:
        """The chosen labels of some chains."""
        if not chains:
            return {}
        scores, steps, opening = decode.together([columns[c] for c in chains], [self._chains[c] for c in chains])
        return dict(zip(chains, decode.best_path(scores, [scores.shape[1]] * len(chains), steps, opening), strict=True))

    def _relate(self, columns: Mapping[str, np.ndarray], heads: np.ndarray) -> np.ndarray:
        """The relation of every word to its head."""
        (scores,) = self._relations.run(None, {"word": columns["rel.word"], "head": columns["rel.head"][heads]})
        return assemble.relations(scores, heads, self.labels["rel"])

    def _frames(self, columns: Mapping[str, np.ndarray], path: np.ndarray, around: _Around) -> list[assemble.Frame]:
        """The words of each cue, and what each word near it is to it; no piece of a role runs on into a new paragraph."""
        cues = [(a, b) for a, b, _ in decode.spans([self.labels["cue"][i] for i in path])]
        found: list[assemble.Frame] = []
        for at in range(0, len(cues), CUES):
            some = cues[at : at + CUES]
            lows = [max(0, a - REACH) for a, _ in some]
            sizes = [min(len(path), b + REACH) - low for low, (_, b) in zip(lows, some, strict=True)]
            places = np.minimum(np.array(lows)[:, None] + np.arange(max(sizes))[None], len(path) - 1)
            far = [decode.distance(max(sizes), a - low, b - low) for low, (a, b) in zip(lows, some, strict=True)]
            arrays = {
                "words": columns["role.word"][places],
                "cue": np.stack([columns["role.cue"][a:b].mean(0) for a, b in some]),
                "distance": np.stack(far),
                "mask": (np.arange(max(sizes))[None] < np.array(sizes)[:, None]).astype(np.int64),
                "branch": np.take_along_axis(np.stack([around.branches(cue) for cue in some]), places, 1),
                "mark": around.marks[places] + standing.MARKS // 2 * (around.marks[[a for a, _ in some]] > 0)[:, None],
            }
            (scores,) = self._roles.run(None, arrays)
            scores[around.opens[places]] += self._new_paragraph
            roles = decode.best_path(scores, sizes, *self._chains["role"])
            for low, size, cue, tags in zip(lows, sizes, some, roles, strict=True):
                spans = decode.spans([self.labels["role"][i] for i in tags[:size]])
                found.append(assemble.Frame(cue, [(low + a, low + b, kind) for a, b, kind in spans]))
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


def session(path: Path, without: Sequence[str] = ()) -> onnxruntime.InferenceSession:
    """A session of one thread, so that the same text gives the same numbers wherever it runs.

    Args:
        without: rewritings of the graph that are not made.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = True
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=list(without)
        )
    except Exception as error:  # onnxruntime has no common class for what goes wrong with a file
        raise ModelError(f"models/{path.name} cannot be loaded ({error}); install dragoman again") from error
