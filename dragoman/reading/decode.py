"""From scores to labels, spans and trees: the best path of a chain, the best tree, and spans in text order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_EDGES = np.array([2, 3, 4, 5, 7, 10, 15, 23, 36])
"""Words from a cue at which a new bucket of distance begins."""


def distance(words: int, first: int, last: int) -> np.ndarray:
    """How far each word stands from words `first` to `last` (not included): 0 to 20, 10 inside, below before, above after."""
    at = np.arange(words)
    before, after = np.maximum(first - at, 0), np.maximum(at - last + 1, 0)
    far = np.searchsorted(_EDGES, before + after, side="right") + 1
    return np.where(before > 0, 10 - far, np.where(after > 0, 10 + far, 10)).astype(np.int64)


def best_path(scores: np.ndarray, sizes: Sequence[int], steps: np.ndarray, opening: np.ndarray) -> np.ndarray:
    """The best label sequence of a linear chain, for several sequences.

    Args:
        scores: `(n, words, labels)` of each label, padded.
        sizes: words of each sequence, at least 1.
        steps: `(labels, labels)` or `(n, labels, labels)` from label to label; `opening`: `(labels,)` or `(n, labels)`.
    Returns:
        `(n, words)` labels; what stands in the padding has no meaning.
    """
    best, back = np.array(scores), np.zeros(scores.shape, np.int64)
    best[:, 0] += opening
    for t in range(1, scores.shape[1]):
        ways = best[:, t - 1, :, None] + steps
        ways.argmax(1, out=back[:, t])
        best[:, t] += ways.max(1)
    rows, ends = np.arange(len(scores)), np.asarray(sizes)
    label = best[rows, ends - 1].argmax(1)
    path = np.repeat(label[:, None], scores.shape[1], 1)
    for t in range(scores.shape[1] - 1, 0, -1):
        label = np.where(t < ends, back[rows, t, label], label)
        path[:, t - 1] = label
    return path


def together(
    scores: Sequence[np.ndarray], chains: Sequence[tuple[np.ndarray, np.ndarray]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Several chains with label sets of their own over the same words, laid out for one call of `best_path`.

    Args:
        scores: `(words, labels)` of each chain; `chains`: its steps and opening.
    Returns:
        scores, steps and opening as `best_path` takes them; labels that a chain lacks cannot win.
    """
    most = max(s.shape[1] for s in scores)
    out = np.full((len(scores), len(scores[0]), most), -1e4, np.float32)
    steps, opening = np.zeros((len(scores), most, most), np.float32), np.zeros((len(scores), most), np.float32)
    for i, (some, (step, first)) in enumerate(zip(scores, chains, strict=True)):
        labels = some.shape[1]
        out[i, :, :labels], steps[i, :labels, :labels], opening[i, :labels] = some, step, first
    return out, steps, opening


def forbid(labels: Sequence[str], steps: np.ndarray, opening: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same chain without the steps that no BIO sequence has, such as `O` to `I-PER`."""
    steps, opening = steps.copy(), opening.copy()
    for j, label in enumerate(labels):
        if label.startswith("I-"):
            opening[j] = -1e4
            steps[[i for i, before in enumerate(labels) if before[2:] != label[2:]], j] = -1e4
    return steps, opening


def spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """`(first, last, kind)` of each B-I run of a BIO sequence, last not included, in order."""
    found: list[tuple[int, int, str]] = []
    for i, label in enumerate(labels):
        if label.startswith("B-"):
            found.append((i, i + 1, label[2:]))
        elif label.startswith("I-") and found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1, found[-1][2])
    return found


def tree(scores: np.ndarray) -> np.ndarray:
    """The best tree over the words of a sentence with exactly one root, which is among the three likeliest ones.

    Args:
        scores: `(words, heads)`; the diagonal scores the word as root.
    Returns:
        `(words,)` heads, the root has its own index.
    Source: greedy choice; where that is no tree, Chu-Liu/Edmonds with the root chosen first.
    """
    heads: np.ndarray = scores.argmax(1)
    roots = np.flatnonzero(heads == np.arange(len(heads)))
    if len(roots) == 1 and not _cycle(heads, int(roots[0])):
        return heads
    candidates = np.argsort(-np.diag(scores), kind="stable")[: 3 if len(heads) > 1 else 1]
    options = [_rooted(scores, int(root)) for root in candidates]
    rows = np.arange(len(heads))
    return max(options, key=lambda found: float(scores[rows, found].sum()))


def within_sides(heads: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """A tree whose arcs do not span the root: "The crew will be free, Lund [said] on Monday".

    English has next to no such arcs, and most of those found are wrong. Where there is one, the best tree without any is taken.
    """
    words = np.arange(len(heads))
    root = int(np.flatnonzero(heads == words)[0])
    if not ((words - root) * (heads - root) < 0).any():
        return heads
    across = np.outer(words - root, words - root) < 0
    return _rooted(np.where(across, -np.inf, scores), root)


def _rooted(scores: np.ndarray, root: int) -> np.ndarray:
    """The best tree below one given root."""
    scores = scores.astype(np.float64, copy=True)
    np.fill_diagonal(scores, -np.inf)
    scores[root] = -np.inf
    scores[root, root] = 0.0
    return _edmonds(scores, root)


def _cycle(heads: np.ndarray, root: int) -> list[int]:
    """Words of one cycle of a head choice, in no order; empty for a tree."""
    state = np.zeros(len(heads), np.int64)
    state[root] = -1
    for start in range(len(heads)):
        at, trail = start, []
        while state[at] == 0:
            state[at] = start + 1
            trail.append(at)
            at = int(heads[at])
        if state[at] == start + 1:
            return trail[trail.index(at) :]
        state[trail] = -1
    return []


def _edmonds(scores: np.ndarray, root: int) -> np.ndarray:
    """Chu-Liu/Edmonds: break a cycle by contracting it to one node and solving the smaller problem."""
    heads: np.ndarray = scores.argmax(1)
    heads[root] = root
    cycle = _cycle(heads, root)
    if not cycle:
        return heads
    rest = np.array([i for i in range(len(heads)) if i not in set(cycle)])
    ring = np.array(cycle)
    held = scores[ring, heads[ring]]
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    out_of, into = scores[np.ix_(rest, ring)], scores[np.ix_(ring, rest)] - held[:, None]
    small[:-1, -1], small[-1, :-1] = out_of.max(1), into.max(0)
    solved = _edmonds(small, int(np.flatnonzero(rest == root)[0]))
    for i, head in enumerate(solved[:-1]):
        heads[rest[i]] = rest[head] if head < len(rest) else ring[out_of[i].argmax()]
    entry = solved[-1]
    heads[ring[into[:, entry].argmax()]] = rest[entry]
    heads[root] = root
    return heads
