"""The corpora of `--data` as documents of words with labels on words. No text leaves this module but to the trainer."""

from __future__ import annotations

import gzip
import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from dragoman import text as texts
from dragoman.reading import standing
from dragoman.reading.windows import BLANK, BREAK, LIMIT, NONE, Pieces, cut, gaps, pack, shape

LAYERS = {
    "event": ["NONE", "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
              "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"],
    "stance": ["NONE", "raises", "demands", "offers", "accepts", "rejects", "blames", "commits", "supports", "opposes"],
    "outcome": ["NONE", "agreement", "signing", "next_step", "commitment", "no_agreement", "breakdown"],
    "contact": ["NONE", "meeting", "call", "visit", "talks", "summit", "conference", "correspondence"],
}  # fmt: skip
_ITEMS = {"event": ("events", "type"), "stance": ("positions", "stance"),
          "outcome": ("outcomes", "kind"), "contact": ("contacts", "kind")}  # fmt: skip
SPEECH = re.compile(
    r"\b(sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|ask(?:s|ed|ing)?|add(?:s|ed|ing)?|stat(?:e|es|ed|ing)|statements?|"
    r"announc\w+|declar\w+|claim(?:s|ed|ing)?|argu\w+|insist\w*|not(?:e|es|ed|ing)|warn\w*|writ(?:e|es|ing|ten)|wrote|"
    r"tweet\w*|report(?:s|ed|ing)?|explain\w*|respond\w*|repl(?:y|ies|ied)|assert\w*|acknowledg\w+|admit\w*|den(?:y|ies|ied)|"
    r"suggest\w*|according|promis\w+|pledg\w+|vow\w*|accus\w+|cit(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:on|for)|urg\w+|quot\w+|"
    r"remark\w*|mention\w*|comment\w*|describ\w+|confirm\w*|recall\w*|concluded?|tout\w*|blast\w*|criticiz\w+|prais\w+)\b",
    re.I,
)
"""Cues that are speech; the rest are attitudes. The list of PolNeAR's scorer, see its README."""
_TITLES = frozenset(
    "president vice prime minister deputy foreign defense defence finance interior secretary state general secretary- "
    "general senator mr mr. mrs mrs. ms ms. dr dr. king queen prince princess pope chancellor governor mayor premier "
    "ambassador envoy colonel gen. lt. lieutenant major sergeant captain admiral judge justice lord sir representative "
    "congressman congresswoman leader spokesman spokeswoman former chief commander sheikh ayatollah grand crown first "
    "lady speaker emperor archbishop bishop cardinal reverend rev. sen. rep. gov. the of and - 's".split()
)
_CLITIC = re.compile(r"(?:n[’']t|[’'](?:s|re|ve|ll|d|m))$", re.I)

Frame = tuple[tuple[int, int], bool, list[tuple[int, int]], list[tuple[int, int]]]
"""Cue, whether it is speech, sources, contents; indexes of words."""


@dataclass
class Doc:
    """A document of one corpus: words, what stands before each, its sentences (first words), and labels.

    Attributes:
        tags: for each tagging head one label a word; None leaves words out of the loss.
        heads: of the tree, a root has its own index; empty where there is none.
        units: `(layer, class, first, last)` stretches with a class.
        bank: the treebank, or the annotator of attributions.
        marks: where each word stands in quotations, see `dragoman.reading.standing`; for attributions only.
    """

    words: list[str]
    gaps: list[int]
    starts: list[int]
    tags: dict[str, list[str]] = field(default_factory=dict)
    heads: list[int] = field(default_factory=list)
    frames: list[Frame] | None = None
    units: list[tuple[str, str, int, int]] = field(default_factory=list)
    pieces: list[list[int]] = field(default_factory=list)
    shapes: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    bank: str = ""


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a JSON Lines file, packed or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in raw.decode("utf-8").split("\n"):
        if line:
            yield json.loads(line)


class Grid:
    """Words of a text, and the words that a stretch of characters touches."""

    def __init__(self, text: str) -> None:
        self.spans = list(texts.words(text))
        self._starts, self._ends = [w.start for w in self.spans], [w.end for w in self.spans]
        self.text = text

    def at(self, start: int, end: int) -> tuple[int, int]:
        """`(first, last)`, last not included."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)

    def doc(self) -> Doc:
        starts = sorted({self.at(s.start, s.start + 1)[0] for s in texts.sentences(self.text)})
        return Doc([self.text[s.start : s.end] for s in self.spans], gaps(self.text, self.spans), starts)


def _bio(size: int, spans: Iterable[tuple[int, int, str]]) -> list[str]:
    tags = ["O"] * size
    for first, last, label in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if last > first and all(t == "O" for t in tags[first:last]):
            tags[first:last] = [f"B-{label}"] + [f"I-{label}"] * (last - first - 1)
    return tags


def syntax(path: Path, free: Iterable[str] | None, seed: int = 0) -> list[Doc]:
    """Trees of English Universal Dependencies, a document each.

    Args:
        free: texts without white space of the GUM documents that may be used; None takes all (for measuring).
    """
    allowed, rng, found = None if free is None else list(free), Random(seed), []
    for row in rows(path):
        opening = "".join("".join(s["w"]) for s in row["sents"][:8]).replace(" ", "")[:60]
        if allowed is not None and row["tb"] == "GUM" and not any(opening in text for text in allowed):
            continue
        doc = Doc([], [], [], {"upos": [], "feats": [], "rel": []})
        for sentence in row["sents"]:
            base = len(doc.words)
            doc.starts.append(base)
            doc.words += [w.replace(" ", "") for w in sentence["w"]]
            doc.heads += [base + (h - 1 if h else i) for i, h in enumerate(sentence["head"])]
            for key, column in (("upos", "upos"), ("feats", "feats"), ("rel", "rel")):
                doc.tags[key] += sentence[column]
            glued = [False, *("SpaceAfter=No" in m for m in sentence["misc"][:-1])]
            before = [NONE if g or _CLITIC.match(w) else BLANK for g, w in zip(glued, sentence["w"], strict=True)]
            before[0] = BREAK if base == 0 or rng.random() < 0.25 else BLANK
            doc.gaps += before
        doc.bank = row["tb"]
        found.append(doc)
    return found


def _plain(grid: Grid, first: int, last: int, label: str) -> tuple[int, int, str]:
    """A GMB person without the titles before the name; empty where nothing else is left."""
    while label == "PER" and first < last and grid.text[slice(*grid.spans[first])].lower() in _TITLES:
        first += 1
    return first, last, label


def names(path: Path, guideline: str, seed: int = 0, loose: bool = False) -> list[Doc]:
    """Named entities under one guideline; GMB gives a second one, "plain", of persons without titles and no dates.

    Args:
        loose: lines are sentences without paragraphs: most breaks are shown as blanks.
    """
    rng, found = Random(seed), []
    for row in rows(path):
        grid = Grid(row["text"])
        doc = grid.doc()
        spans = [(*grid.at(*e["span"]), e["type"]) for e in row["entities"]]
        doc.tags[f"names.{guideline}"] = _bio(len(doc.words), spans)
        if guideline == "gmb":
            doc.tags["names.plain"] = _bio(len(doc.words), (_plain(grid, *s) for s in spans if s[2] != "DATE"))
        if loose:
            doc.gaps = [BLANK if g == BREAK and i and rng.random() < 0.7 else g for i, g in enumerate(doc.gaps)]
        found.append(doc)
    return found


def attributions(path: Path) -> list[Doc]:
    """PolNeAR: who, "said", what. Attributions without a cue are left out: roles are tied to cues."""
    found = []
    for row in rows(path):
        grid = Grid(row["text"])
        doc = grid.doc()
        doc.marks = standing.marks(row["text"], grid.spans).tolist()
        doc.frames, doc.bank = [], row["annotator"]
        for a in row["attributions"]:
            if a["cue"]:
                spans = {r: [grid.at(*s) for s in a[r]] for r in ("source", "cue", "content")}
                speech = bool(SPEECH.search(row["text"][slice(*a["cue"][0])]))
                doc.frames.append((spans["cue"][0], speech, spans["source"], spans["content"]))
        doc.tags["cue"] = _bio(len(doc.words), ((*f[0], "cue") for f in doc.frames))
        found.append(doc)
    return found


def _spans(evidence: Any) -> list[tuple[int, int]]:
    return [tuple(evidence)] if evidence and isinstance(evidence[0], int) else [tuple(e) for e in evidence or []]


def record(folder: Path) -> list[Doc]:
    """Hand-made records: the class of each piece of evidence, and NONE for the sentences that no evidence of a layer touches."""
    found = []
    for path in sorted(folder.glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        grid = Grid(row["text"])
        doc = grid.doc()
        bounds = list(zip(doc.starts, [*doc.starts[1:], len(doc.words)], strict=True))
        for layer, (items, field_) in _ITEMS.items():
            units = [(layer, i[field_], *grid.at(*s)) for i in row[items] for s in _spans(i["evidence"])]
            bare = [(a, b) for a, b in bounds if not any(f < b and a < last for _, _, f, last in units)]
            doc.units += units + [(layer, "NONE", a, b) for a, b in bare]
        found.append(doc)
    return found


def events(path: Path) -> list[tuple[str, list[str], Doc]]:
    """Event coding sentences: id, types (YIELD is CONCEDE), and the sentence as a document of one unit a type."""
    found = []
    for row in rows(path):
        doc = Grid(row["text"]).doc()
        types = ["CONCEDE" if e["type"] == "YIELD" else e["type"] for e in row["events"]] or ["NONE"]
        doc.units = [("event", t, 0, len(doc.words)) for t in types]
        found.append((row["id"], types, doc))
    return found


def free_texts(path: Path) -> list[str]:
    """Texts of the GUM documents whose licence is free, without white space."""
    return ["".join(row["text"].split()) for row in rows(path)]


def labels(docs: dict[str, list[Doc]], least: int = 5) -> dict[str, list[str]]:
    """Label sets of all heads: what the training data has, rare feature strings left out."""
    counts: dict[str, Counter[str]] = {}
    for some in docs.values():
        for doc in some:
            for head, tags in doc.tags.items():
                counts.setdefault(head, Counter()).update(tags)
    sets = {k: sorted(t for t, n in c.items() if k != "feats" or n >= least) for k, c in counts.items()}
    for head in [k for k in sets if k.startswith("names.")]:
        types = sorted({t[2:] for t in sets[head] if t != "O"})
        sets[head] = ["O", *(f"{p}-{t}" for t in types for p in "BI")]
    return sets | {"cue": ["O", "B-cue", "I-cue"], "sent": ["start"]} | LAYERS


def prepare(docs: Iterable[Doc], pieces: Pieces) -> list[Doc]:
    """Add sub-tokens and looks, in place."""
    done = list(docs)
    for doc in done:
        doc.pieces = pieces.of(doc.words)
        doc.shapes = [shape(w, g) for w, g in zip(doc.words, doc.gaps, strict=True)]
    return done


def windows(doc: Doc, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Stretches of words for one pass; only sentences above the limit are cut."""
    sizes = [len(p) for p in doc.pieces]
    bounds = zip(doc.starts, [*doc.starts[1:], len(doc.words)], strict=True)
    stretches = [part for a, b in bounds if b > a for part in cut(sizes, a, b, limit)]
    lengths = [sum(sizes[a:b]) for a, b in stretches]
    packed = pack(lengths, [doc.gaps[a] == BREAK for a, _ in stretches], limit)
    return [(stretches[i][0], stretches[j - 1][1]) for i, j in packed]
