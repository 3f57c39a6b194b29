"""Measure a model on development parts: `python -m training.evaluate --data ../shared/data`; all figures are per cent.

`--models FOLDER` measures the files of another folder, `--only syntax` one part.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from dragoman.analysis import Name
from dragoman.data import path as packaged
from dragoman.reading import assemble, encoder
from dragoman.text import Document, Span
from training import corpora


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("quotes_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _read(model: encoder.Model, text: str) -> assemble.Builder:
    builder = assemble.Builder(Document(text), model.labels)
    for window in model.read(Document(text), assemble.NAMES, attributions=True):
        builder.add(window)
    return builder


def quotes(model: encoder.Model, data: Path) -> dict[str, float]:
    """PolNeAR dev from text alone, by the scorer beside the data; and words a second."""
    scorer, gold, found, count = _scorer(data / "quotes/score.py"), list(corpora.rows(data / "quotes/polnear_dev.jsonl")), [], 0
    begun = time.perf_counter()
    for row in gold:
        read = _read(model, row["text"]).done("")
        count += len(read.tokens)
        frames = [{"source": f.source, "cue": [f.cue], "content": f.content} for f in read.frames]
        found.append({"id": row["id"], "attributions": frames})
    speed = count / (time.perf_counter() - begun)
    return dict(scorer.headline(scorer.score(gold, found)[0])) | {"words a second": round(speed)}


def syntax(model: encoder.Model, data: Path) -> dict[str, float]:
    """UPOS, features, UAS and LAS on UD dev from gold words and sentences."""
    hits: dict[str, list[bool]] = {}
    for bank in ("EWT", "GUM"):
        for doc in (d for d in corpora.syntax(data / "syntax/ud_dev.jsonl.gz", None) if d.bank == bank):
            spans = [Span(i, i + 1) for i in range(len(doc.words))]
            given = encoder.Words(spans, doc.words, doc.gaps, doc.starts)
            for window in model.parse(given, (), attributions=False, fixed=True):
                at = window.spans[0].start
                for i in range(len(window.spans)):
                    right = int(window.heads[i]) == doc.heads[at + i] - at
                    same = model.labels["rel"][window.relations[i]] == doc.tags["rel"][at + i]
                    tags = {k: model.labels[k][int(window.scores[k][i].argmax())] == doc.tags[k][at + i] for k in ("upos", "feats")}
                    for key, hit in {**tags, "uas": right, "las": right and same}.items():
                        hits.setdefault(f"{bank} {key}", []).append(hit)
    return {k: round(100 * sum(v) / len(v), 2) for k, v in hits.items()}


def starts(model: encoder.Model, data: Path) -> dict[str, float]:
    """F1 of sentence starts on UD dev, from text on one line; by the rules alone, and with the model."""
    from dragoman.text import sentences

    gold, rules, found = set[tuple[int, int]](), set[tuple[int, int]](), set[tuple[int, int]]()
    for n, doc in enumerate(corpora.syntax(data / "syntax/ud_dev.jsonl.gz", None)):
        text, at = "", []
        for word, gap in zip(doc.words, doc.gaps, strict=True):
            text += " " if gap and text else ""
            at.append(len(text))
            text += word
        gold |= {(n, at[i]) for i in doc.starts}
        rules |= {(n, s.start) for s in sentences(text)}
        found |= {(n, s.start) for s in _read(model, text).done("").sentences}
    return {"rules": f1(gold, rules), "model": f1(gold, found)}


def f1(gold: set[tuple[int, int]] | set[object], found: set[tuple[int, int]] | set[object]) -> float:
    """Exact F1 of two sets."""
    return round(200 * len(set(gold) & set(found)) / max(len(gold) + len(found), 1), 1)


def _names(model: encoder.Model, text: str, guideline: str) -> Iterable[Name]:
    for window in model.read(Document(text), (guideline,), attributions=False):
        yield from assemble.names(window, guideline)


SETS = {
    "gmb": ("gmb.dev.jsonl.gz", ("gmb",)),
    "crossner-politics": ("crossner-politics.dev.jsonl", ("politics",)),
    "gum": ("gum.dev.jsonl", ("gum",)),
    "uner-ewt": ("uner-ewt.dev.jsonl", ("plain", "gum", "wikigold", "gmb")),
}
"""Development files of names, and the guidelines tried on each."""


def names(model: encoder.Model, data: Path) -> dict[str, float]:
    """Exact F1 of names with types. Types that a set does not have, such as dates in UNER, are dropped from what was found."""
    scores = {}
    for title, (file, guidelines) in SETS.items():
        rows = list(corpora.rows(data / "entities" / file))
        gold: set[object] = {(n, *e["span"], e["type"]) for n, row in enumerate(rows) for e in row["entities"]}
        kinds = {g[3] for g in gold}  # type: ignore[index]
        for guideline in guidelines:
            each = ((n, x) for n, row in enumerate(rows) for x in _names(model, row["text"], guideline))
            found: set[object] = {(n, *x.span, x.type) for n, x in each}
            scores[f"{title} by {guideline}"] = f1(gold, {f for f in found if f[3] in kinds})  # type: ignore[index]
    return scores


PARTS = {"quotes": quotes, "syntax": syntax, "starts": starts, "names": names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=packaged("models"))
    parser.add_argument("--only", choices=PARTS)
    args = parser.parse_args()
    model = encoder.Model(args.models)
    for title, part in PARTS.items():
        if args.only in (None, title):
            for name, value in part(model, args.data).items():
                print(f"{title:8}{name:32}{value}")  # noqa: T201 - this is a program's output


if __name__ == "__main__":
    main()
