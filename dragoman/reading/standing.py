"""How words stand to the cue of an attribution: in the tree, and to quotation marks. What the role network is told of each word.

Used at run time and in training alike. Pure functions over the words of one window.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from dragoman.reading import quotes
from dragoman.text import Span

RELATIONS = (
    "nsubj csubj obj iobj ccomp xcomp obl advcl advmod acl nmod appos conj parataxis cop aux cc mark det case punct "
    "discourse vocative dislocated expl amod compound fixed flat list orphan"
).split()
"""Relations of Universal Dependencies that are told apart, without subtypes; all others are one more."""
KINDS = len(RELATIONS) + 1
EARLIER, LATER, HEAD, BELOW = 1, 2, 3, 4
ABOVE = BELOW + KINDS
BRANCHES = ABOVE + KINDS
"""Places in the tree: an earlier or later sentence, the cue's head, below it by a relation, above it by a relation."""
OUTSIDE, OPENING, INSIDE, CLOSING = range(4)
MARKS = 8
"""Places in a quotation: the four above, and the same when the cue stands in a quotation itself."""
_CLOSERS = frozenset("\"”»’'“")
_KNOWN = {name: i for i, name in enumerate(RELATIONS)}


def kind(relation: str) -> int:
    """The number of a relation, subtypes left out."""
    return _KNOWN.get(relation.split(":")[0], KINDS - 1)


def branches(heads: Sequence[int], kinds: Sequence[int], starts: Sequence[int], cue: tuple[int, int]) -> np.ndarray:
    """The place in the tree of each word, seen from a cue.

    Args:
        heads: of each word, a root is its own head; `kinds`: of each word's relation; `starts`: first words of the sentences.
        cue: first word and the one after the last.
    """
    first, last = cue
    top = next((i for i in range(first, last) if not first <= heads[i] < last or heads[i] == i), first)
    at = bisect_right(starts, top)
    low, high = starts[at - 1] if at else 0, starts[at] if at < len(starts) else len(heads)
    places = _ancestors(heads, kinds, top)
    for word in range(low, high):
        trail, up = [], word
        while up not in places:
            trail.append(up)
            up = heads[up]
        found = BELOW + kinds[trail[-1]] if up == top and trail else places[up]
        places.update(dict.fromkeys(trail, found))
    out = np.full(len(heads), LATER, np.int64)
    out[:low] = EARLIER
    out[low:high] = [places[i] for i in range(low, high)]
    return out


def _ancestors(heads: Sequence[int], kinds: Sequence[int], top: int) -> dict[int, int]:
    """The places of the cue's head and of all above it: each by the relation of the branch that the cue hangs in."""
    places, at = {top: HEAD}, top
    while heads[at] != at:
        places[heads[at]] = ABOVE + kinds[at]
        at = heads[at]
    return places


def marks(text: str, words: Sequence[Span]) -> np.ndarray:
    """Where each word stands in the outer quotations of a text."""
    found, starts = np.zeros(len(words), np.int64), [w.start for w in words]
    for piece in (p for q in quotes.find(text) if q.depth == 0 for p in q.pieces):
        first, last = bisect_left(starts, piece.start), bisect_left(starts, piece.end)
        if first < last:
            found[first:last] = INSIDE
            found[first] = OPENING
            if words[last - 1].end == piece.end and text[piece.end - 1] in _CLOSERS:
                found[last - 1] = CLOSING
    return found
