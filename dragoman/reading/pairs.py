"""Pairs of noun phrases and what speaks for or against their meaning the same; all pairs of a document at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from dragoman.reading.sides import IT, PEOPLE, PERSON, Sides

# Phrases over which one looks back, and how many of those further back with its head word or name.
REACH, FAR = 48, 12


@dataclass(frozen=True)
class Pairs:
    """Phrase `later[p]` and a phrase `earlier[p]` before it, sorted by `later`, the nearest first; int64 `(pairs,)`.

    `facts` is float32 `(pairs, FACTS)`.
    """

    later: np.ndarray
    earlier: np.ndarray
    facts: np.ndarray


def find(sides: Sides, wanted: np.ndarray | None = None) -> Pairs:
    """The pairs worth a look, for all phrases or only for those `wanted` (indexes, ascending)."""
    later, earlier = _near(np.arange(len(sides.facts)) if wanted is None else wanted)
    if wanted is None:
        more = np.array(_far(sides), np.int64).reshape(-1, 2)
        later, earlier = np.concatenate([later, more[:, 0]]), np.concatenate([earlier, more[:, 1]])
        order = np.lexsort((-earlier, later))
        later, earlier = later[order], earlier[order]
    return Pairs(later, earlier, _facts(sides, later, earlier))


def _near(wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    later = np.repeat(wanted, REACH)
    earlier = later - np.tile(np.arange(1, REACH + 1), len(wanted))
    return later[earlier >= 0], earlier[earlier >= 0]


def _far(sides: Sides) -> list[tuple[int, int]]:
    """Pairs further apart that share the head word or the known actor; pronouns do not look so far."""
    by_key: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    found: list[tuple[int, int]] = []
    plain = ((sides.is_pronoun + sides.speaks + sides.hears) > 0).tolist()
    for i, (lemma, known) in enumerate(zip(sides.lemma.tolist(), sides.known.tolist(), strict=True)):
        if plain[i]:
            continue
        lists = [by_key["lemma", lemma]] + ([by_key["known", known]] if known >= 0 else [])
        found += [(i, j) for j in {j for some in lists for j in some[-FAR:]} if j < i - REACH]
        for some in lists:
            some.append(i)
    return found


def _agree(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where both are known and the same, and where both are known and differ."""
    known = (a > 0) & (b > 0)
    return known & (a == b), known & (a != b)


def _facts(s: Sides, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The facts of all pairs as columns; the weights of models/coref.npz belong to this order."""
    inside = (s.first[j] >= s.first[i]) & (s.last[j] <= s.last[i])
    around = (s.first[i] >= s.first[j]) & (s.last[i] <= s.last[j])
    against, agreement = _agreement(s, i, j)
    compatible = ~(against | inside | around)
    columns = [*_distance(s, i, j), *_wording(s, i, j), *agreement, inside, around, *_grammar(s, i, j), *_telling(s, i, j)]
    rank = _rank(i, compatible)
    columns += [compatible, compatible & (rank == 0), compatible & (rank == 1), compatible & (rank < 4), np.minimum(rank, 20) / 10]
    found = np.empty((len(i), len(columns)), np.float32)
    for n, column in enumerate(columns):
        found[:, n] = column
    return found


def _distance(s: Sides, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    gap, between = s.sent[i] - s.sent[j], i - j
    return [
        gap == 0, gap == 1, gap == 2, (gap > 2) & (gap < 6), gap > 8, np.minimum(gap, 30) / 10,
        between == 1, between < 4, between < 9, between < 21, between > REACH, np.log1p(between) / 4,
        s.paragraph[i] == s.paragraph[j],
    ]  # fmt: skip


def _wording(s: Sides, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    """Same words, same head word, words that one has and the other lacks, names, initials, how often it is named."""
    a, b = s.words[i], s.words[j]
    shared = ((a & b) != 0).any(1)
    lacks, more = ((a & ~b) != 0).any(1), ((b & ~a) != 0).any(1)
    some = (a != 0).any(1) & (b != 0).any(1)
    head = s.lemma[i] == s.lemma[j]
    names = (s.is_name[i] & s.is_name[j]) > 0
    known = (s.known[i] >= 0) & (s.known[i] == s.known[j])
    unlike = (s.known[i] >= 0) & (s.known[j] >= 0) & ~known
    initials = ((s.upper[i] == s.initials[j]) & (s.upper[i] >= 0)) | ((s.upper[j] == s.initials[i]) & (s.upper[j] >= 0))
    return [
        s.text[i] == s.text[j], head, shared, some & ~lacks, some & ~more, some & lacks & more, head & lacks & more,
        names, names & ~shared, names & lacks & more, names & shared & ~lacks, known, unlike, initials,
        (s.is_pronoun[i] > 0) & head, _often(s)[j],
    ]  # fmt: skip


def _often(s: Sides) -> np.ndarray:
    """How often the head word or the known actor of each phrase is named in the document, log, about 0..1."""
    key = np.where(s.known >= 0, -1 - s.known, s.lemma)
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    found: np.ndarray = np.log1p(counts[inverse]) / 4
    return found


def _agreement(s: Sides, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Whether anything of number, sex and kind speaks against a pair, and each by itself."""
    number, no_number = _agree(s.number[i], s.number[j])
    sex, no_sex = _agree(s.sex[i], s.sex[j])
    kind, no_kind = _agree(s.kind[i], s.kind[j])
    neuter = ((s.sex[i] == IT) & (s.kind[j] == PERSON)) | ((s.sex[j] == IT) & (s.kind[i] == PERSON))
    sexed = ((s.sex[i] % IT > 0) & (s.kind[j] >= PEOPLE)) | ((s.sex[j] % IT > 0) & (s.kind[i] >= PEOPLE))
    return no_number | no_sex | no_kind | neuter | sexed, [number, no_number, sex, no_sex, kind, no_kind, neuter, sexed]


def _grammar(s: Sides, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    """Apposition, predicate, the same verb, the same role, parts of a list."""
    apposed, said = s.apposed[i] == s.head[j], s.subject[i] == s.head[j]
    return [
        apposed, apposed | (s.apposed[j] == s.head[i]), said, said | (s.subject[j] == s.head[i]),
        (s.parent[i] == s.parent[j]) & (s.sent[i] == s.sent[j]), s.role[i] == s.role[j], (s.is_subject[i] & s.is_subject[j]) > 0,
        (s.conjunct[i] > 0) & (s.parent[i] == s.head[j]), (s.joint[j] > 0) & (s.head[i] == s.head[j]),
        (s.joint[i] & s.joint[j]) > 0,
    ]  # fmt: skip


def _telling(s: Sides, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    """Quotations, and who says "I", "we" and "you" to whom."""
    tells = (s.head[j] >= s.teller[i]) & (s.head[j] < s.teller_end[i])
    told = (s.head[i] >= s.teller[j]) & (s.head[i] < s.teller_end[j])
    same = (s.teller[i] >= 0) & (s.teller[i] == s.teller[j])
    both = (s.speaks[i] & s.speaks[j]) > 0
    return [
        s.quoted[i] == s.quoted[j], s.quoted[i] > s.quoted[j], s.quoted[i] < s.quoted[j],
        tells, tells & (s.speaks[i] > 0), told, told & (s.speaks[j] > 0), same, same & both, both & (s.teller[i] != s.teller[j]),
        (s.hears[i] & s.hears[j]) > 0, (s.speaks[i] & s.hears[j]) > 0, (s.hears[i] & s.speaks[j]) > 0,
    ]  # fmt: skip


def _rank(later: np.ndarray, compatible: np.ndarray) -> np.ndarray:
    """How many compatible phrases lie between the two of a pair."""
    total = np.cumsum(compatible) - compatible
    found: np.ndarray = total - total[np.searchsorted(later, later)]
    return found
