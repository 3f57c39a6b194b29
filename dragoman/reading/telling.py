"""Who tells what at each word of a document, by the encoder's attributions: pronouns there mean the teller before others."""

from __future__ import annotations

from bisect import bisect_left

from dragoman.analysis import Analysis
from dragoman.reading import phrases

# Sentences over which the last source is still the one whose words are told.
_REACH = 1


class Telling:
    """The sources of a document's attributions, as words: indexes into `Analysis.tokens`, `(first, last)` with `last` exclusive."""

    def __init__(self, analysis: Analysis) -> None:
        self._sentences = [t.sent for t in analysis.tokens]
        self._around: dict[int, tuple[int, int]] = {}
        self._sources: list[tuple[int, int]] = []
        self._in_source: set[int] = set()
        frames = [f for f in analysis.frames if f.source and f.content and not phrases.acts_elsewhere(analysis, f.source[0], f.cue)]
        for frame in sorted(frames, key=lambda f: f.content[0].start - f.content[-1].end):
            words = [t.i for span in frame.source for t in analysis.tokens_in(span)]
            if not words:
                continue
            source = words[0], words[-1] + 1
            self._sources.append(source)
            self._in_source.update(words)
            self._around.update((t.i, source) for span in frame.content for t in analysis.tokens_in(span))
        self._sources.sort()

    def tells(self, i: int) -> bool:
        """Whether word `i` belongs to the source of an attribution."""
        return i in self._in_source

    def around(self, i: int) -> tuple[int, int] | None:
        """The source in whose words `i` stands, the innermost; None outside attributions."""
        return self._around.get(i)

    def before(self, i: int) -> tuple[int, int] | None:
        """The last source that ends before word `i`, in its sentence or the one before; None if there is none."""
        at = bisect_left(self._sources, (i, i)) - 1
        while at >= 0 and self._sources[at][1] > i:
            at -= 1
        near = at >= 0 and self._sentences[i] - self._sentences[self._sources[at][0]] <= _REACH
        return self._sources[at] if near else None
