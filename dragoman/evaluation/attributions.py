"""PolNeAR scores of attributions: spans of source, cue and content, and whole attributions.

A fragment is a span cut at line breaks; pieces of one role with only blanks between them are joined; a span shared by several
attributions counts once (the unit of CofeNet, Wang et al. 2022). Words are `\\w+` or single marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from dragoman.evaluation.common import Doc, Figures, f1, one_to_one

ROLES = ("source", "cue", "content")
MIN_JACCARD = 0.5
Fragment = tuple[int, int]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_FUNCTION_WORDS = frozenset(
    "a an the this that these those of in on at by for from to with as and or but nor who whom whose which it its his her "
    "their our my your is was are were be been has have had not no mr mrs ms dr".split()
)


class _Text:
    """A gold document's text with its words and the stretches that do not count."""

    def __init__(self, text: str, discard: Iterable[Sequence[int]]) -> None:
        self.text = text
        self.discard = [(d[0], d[1]) for d in discard]
        self.words = [m.span() for m in _TOKEN.finditer(text)]
        self.word_at = {c: i for i, (s, e) in enumerate(self.words) for c in range(s, e)}

    def tokens(self, spans: Iterable[Fragment]) -> set[int]:
        return {self.word_at[c] for s, e in spans for c in range(s, e) if c in self.word_at}

    def fragments(self, spans: Iterable[Sequence[int]]) -> list[Fragment]:
        out: list[Fragment] = []
        for start, end in sorted((max(0, s[0]), min(len(self.text), s[1])) for s in spans):
            at = start
            for piece in self.text[start:end].split("\n"):
                a, b = at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip())
                at += len(piece) + 1
                if a >= b:
                    continue
                gap = self.text[out[-1][1] : a] if out and a >= out[-1][1] else "x"
                if not gap.strip() and "\n" not in gap:
                    out[-1] = (out[-1][0], b)
                else:
                    out.append((a, b))
        return [f for f in out if not any(s <= f[0] and f[1] <= e for s, e in self.discard)]

    def core(self, tokens: set[int]) -> set[int]:
        """The words that identify a source: no function words, no marks; all of them if there is no other."""
        words = (i for i in tokens if (w := self.text[slice(*self.words[i])])[0].isalnum() or w[0] == "_")
        return {i for i in words if self.text[slice(*self.words[i])].lower() not in _FUNCTION_WORDS} or tokens


class _Attribution:
    def __init__(self, text: _Text, data: Doc) -> None:
        self.fragments = {r: text.fragments(data.get(r) or ()) for r in ROLES}
        self.tokens = {r: text.tokens(self.fragments[r]) for r in ROLES}
        self.core = text.core(self.tokens["source"])

    def same_source(self, other: _Attribution) -> bool:
        if not self.tokens["source"] or not other.tokens["source"]:
            return not self.tokens["source"] and not other.tokens["source"]
        return bool(self.core & other.core)

    def same_cue(self, other: _Attribution) -> bool:
        mine, yours = self.tokens["cue"], other.tokens["cue"]
        return bool(mine & yours) or (not mine and not yours)


def _prepare(text: _Text, data: Iterable[Doc]) -> list[_Attribution]:
    return [a for a in (_Attribution(text, d) for d in data) if any(a.fragments.values())]


def _align(gold: list[_Attribution], found: list[_Attribution]) -> list[tuple[int, int]]:
    """One-to-one by the Jaccard index of the contents' words, ties to the one with the same source."""
    scored = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            shared = len(g.tokens["content"] & f.tokens["content"])
            jaccard = shared / len(g.tokens["content"] | f.tokens["content"]) if shared else 0.0
            if shared and jaccard >= MIN_JACCARD:
                scored.append((-jaccard, -int(g.same_source(f)), i, j))
    return one_to_one((i, j) for _, _, i, j in sorted(scored))


def score(gold: Sequence[Doc], predicted: dict[str, Doc]) -> Figures:
    """Exact and word-level F1 of each role, and F1 of whole attributions (content, with source, with cue), in percent."""
    c: Counter[tuple[str, str]] = Counter()
    for doc in gold:
        text = _Text(doc["text"], doc.get("discard") or ())
        wanted = _prepare(text, doc["attributions"])
        found = _prepare(text, predicted.get(doc["id"], {}).get("attributions", ()))
        _count_spans(text, wanted, found, c)
        c["attribution", "gold"] += len(wanted)
        c["attribution", "found"] += len(found)
        for i, j in _align(wanted, found):
            source, cue = wanted[i].same_source(found[j]), wanted[i].same_cue(found[j])
            c["attribution", "content"] += 1
            c["attribution", "content+source"] += source
            c["attribution", "all"] += source and cue
    figures: Figures = {}
    for unit in ("exact", "token"):
        for role in ROLES:
            key = f"{unit} {role}"
            figures[f"{key} F1"] = 100 * f1(c[key, "true"], c[key, "found"], c[key, "gold"])[2]
    for name in ("content", "content+source", "all"):
        figures[f"attribution {name} F1"] = 100 * f1(c["attribution", name], c["attribution", "found"], c["attribution", "gold"])[2]
    return figures


def _count_spans(text: _Text, gold: list[_Attribution], found: list[_Attribution], c: Counter[tuple[str, str]]) -> None:
    for role in ROLES:
        wanted = {f for a in gold for f in a.fragments[role]}
        got = {f for a in found for f in a.fragments[role]}
        for unit, g, f in (("exact", wanted, got), ("token", text.tokens(wanted), text.tokens(got))):
            key = f"{unit} {role}"
            c[key, "true"] += len(g & f)
            c[key, "gold"] += len(g)
            c[key, "found"] += len(f)
