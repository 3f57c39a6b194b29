"""Whether a report is another in slightly other words: an agency's report that an editor has gone over, a page that was updated.

Pairs of neighbouring words are compared. Which reports to compare is told by marks, hashes that two reports share by chance only if
they are alike: bands of a MinHash signature (rensa), and the address without what does not lead to another page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urlsplit

from rensa import RMinHash

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b(?:[A-Z]\w+|\d+)\b")
_NUMBER = re.compile(r"\d+")
# Pairs of words that a report must have: shorter ones are stock phrases.
_LEAST = 40
# Numbers of a band, and bands: of reports that share half of their pairs 88 % share a band, of those that share a fifth 12 %.
_ROWS, _BANDS = 3, 16
# Of all pairs, those that two reports must share; two at one address fewer. Statements on different events hardly share half,
# but readouts of different calls up to 78 %.
_SHARE, _SHARE_OF_PAGE = 0.5, 0.3
# Of the names and numbers of the report with fewer of them, those that the other must have: most of those readouts share fewer.
_NAMES = 0.8
_TRACKING = re.compile(r"utm_|fbclid$|gclid$|mc_[ce]id$")
_HOST = re.compile(r"^(?:www|m|mobile|amp)\.")


def marks(text: str, url: str | None) -> tuple[int, ...]:
    """Signed numbers of 64 bits, in order, each once; none for a short text."""
    return tuple(dict.fromkeys(_marks(text, url)))


def _marks(text: str, url: str | None) -> Iterator[int]:
    pairs = _pairs(text)
    if len(pairs) < _LEAST:
        return
    signature = RMinHash(num_perm=_ROWS * _BANDS, seed=1)
    signature.update(sorted(pairs))
    numbers = signature.digest()
    for band in range(_BANDS):
        yield _hash(f"{band} {numbers[band * _ROWS : (band + 1) * _ROWS]}")
    if url:
        yield _hash(address(url))


def are_alike(one: str, other: str, same_page: bool = False) -> bool:
    """Whether two texts are alike but for the choice of words; those of other people or numbers are not."""
    mine, theirs = _pairs(one), _pairs(other)
    if len(mine & theirs) < (_SHARE_OF_PAGE if same_page else _SHARE) * len(mine | theirs):
        return False
    names, others = set(_NAME.findall(one)), set(_NAME.findall(other))
    return len(names & others) >= _NAMES * min(len(names), len(others))


def are_numbered_apart(one: str | None, other: str | None) -> bool:
    """Whether two titles name different days or rounds: "January 9: strikes go on", "January 10: strikes go on"."""
    return bool(one and other) and set(_NUMBER.findall(one or "")) != set(_NUMBER.findall(other or ""))


def address(url: str) -> str:
    """An address without scheme, "www." or "m.", port, trailing slash, fragment, and parameters that tell where one came from."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = _HOST.sub("", (parts.netloc.rpartition("@")[2].partition(":")[0]).casefold())
    asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(name)]
    return f"{host}{parts.path.rstrip('/')}{'?' if asked else ''}{urlencode(sorted(asked))}"


def _pairs(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    return {f"{one} {other}" for one, other in pairwise(words)}


def _hash(value: str) -> int:
    return int.from_bytes(hashlib.blake2b(value.encode(errors="surrogatepass"), digest_size=8).digest(), "big", signed=True)
