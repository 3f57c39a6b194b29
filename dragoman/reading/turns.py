"""Words that a name and a colon give to somebody: turns of a transcript, and headlines.

"President Ada Lund: Good afternoon. ..." gives one statement for each turn; "Envoy: no deal this year" and "No deal this year:
envoy", each a line without a full stop, give one for the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.reading import layout, speakers
from dragoman.reading.drafts import Draft
from dragoman.reading.lemmas import lemma
from dragoman.text import Document, Span, paragraphs

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

_SCORE = 0.8
# Words of a turn below which a name and a colon are a caption or a list; where others ask, answers may be shorter.
_SHORTEST = 8
_SHORTEST_ANSWER = 2
# Words of a headline without its speaker, at least, and of the speaker, at most.
_SHORTEST_LINE = 3
_LONGEST_WHO = 8
_LONGEST_LINE = 25
_PARTICLE = r"(?:of|the|and|for|to|in|on|de|al|bin|von|van|du|da)"
_NAME = rf"(?:[^\W\d_a-z][\w.’'-]*|{_PARTICLE}|\((?:re)?translated\))"
_WHO = rf"(?P<who>{_NAME}(?:,? {_NAME}){{0,18}})"
_HEAD = re.compile(
    rf"(?:^|(?<=[.!?…>*])\s|(?<=[.!?]”)\s)\s*(?:{_WHO} ?:\s+|(?P<asker>Q|QUESTION)\.?(?:\s{{2,}}|\t))(?=[^\s“\"«])", re.MULTILINE
)
_TAIL = re.compile(r"\s*(?:<…>|<\.\.\.>|\* ?\* ?\*|\[…\]|[(\[](?:Applause|Laughter|Crosstalk)[.!]?[)\]])\s*$", re.IGNORECASE)
_LINE_BEGINS = re.compile(rf"{_WHO}:\s+")
_LINE_ENDS = re.compile(r"(?P<what>.+?)(?:\s*:|\s+[-–—])\s+(?P<who>[^:–—]+)")
_STOPPED = re.compile(r"[.!?…:;,][”\"’')\]]*$")


class _Head(NamedTuple):
    """A name and a colon: `who` is the name, the words begin at `start`."""

    who: Span
    start: int
    asks: bool
    opens_line: bool


def find(doc: Document, analysis: Analysis, cast: Cast) -> list[Draft]:
    """The turns of a transcript and what headlines quote, in text order."""
    lines = list(_headlines(doc, cast))
    heads = [h for h in _heads(doc, cast) if not any(line.span.covers(h.who) for line in lines)]
    turns = _turns(doc, heads) if _is_transcript(doc, cast, heads) else []
    least = _SHORTEST_ANSWER if any(h.asks for h in heads) else _SHORTEST
    drafts = [_draft(who, words) for who, words in turns if len(doc[words].split()) >= least]
    return sorted([*drafts, *(_draft(line.who, line.words, line.quoted) for line in lines)], key=lambda d: d.source)


def _draft(source: Span, content: Span, quoted: bool = True) -> Draft:
    return Draft(source, None, (content,), None, None, None, _SCORE, "statements.turn", "direct" if quoted else None)


# ---------------------------------------------------------------------------------------------------- turns
@cache
def _words_for(key: str) -> frozenset[str]:
    return frozenset(data.load_yaml("rules/cues/transcripts.yaml")[key])


def _heads(doc: Document, cast: Cast) -> list[_Head]:
    found = []
    for match in _HEAD.finditer(doc.text):
        who = Span(*match.span("who" if match["who"] else "asker"))
        asks = bool(match["asker"]) or doc[who].lower().rstrip(".") in _words_for("askers")
        opens = _opens_line(doc.text, who.start)
        if asks and not opens:
            continue
        if asks or _names_person(cast, who) or (opens and _is_role(doc[who])):
            found.append(_Head(who, match.end(), asks, opens))
    return found


def _is_transcript(doc: Document, cast: Cast, heads: list[_Head]) -> bool:
    """Whether two speak, or one who is named with more than a word in capitals, as the place of a dateline is."""
    if len(heads) >= 2:
        return True
    return any(h.opens_line and _names_person(cast, h.who) and not doc[h.who].isupper() for h in heads)


def _names_person(cast: Cast, span: Span) -> bool:
    return any(entity.kind == "person" for _, entity in cast.within(span))


def _is_role(words: str) -> bool:
    """Whether words before a colon name somebody without a name: "Foreign Minister", "MS. LUND", "THE PRESIDENT", "Answer"."""
    parts = words.lower().replace(".", "").split()
    if len(parts) > _LONGEST_WHO:
        return False
    titled = parts[0] in ("mr", "ms", "mrs", "dr") and len(parts) > 1
    return titled or lemma(parts[-1], "NOUN") in speakers.people() or " ".join(parts) in _words_for("voices") or _has_office(words)


def _has_office(words: str) -> bool:
    """Whether words in capitals begin with an office: "SECRETARY LUND", "AMBASSADOR LUND"."""
    first = words.split()[0].lower()
    return words.isupper() and len(words.split()) > 1 and lemma(first, "NOUN") in speakers.people()


def _opens_line(text: str, at: int) -> bool:
    return not text[:at].rpartition("\n")[2].strip()


def _turns(doc: Document, heads: list[_Head]) -> Iterator[tuple[Span, Span]]:
    ends = [*(h.who.start for h in heads[1:]), len(doc.text)]
    for head, end in zip(heads, ends, strict=True):
        words = doc.text[head.start : end].rstrip()
        tail = _TAIL.search(words)
        if not head.asks and words:
            yield head.who, Span(head.start, head.start + len(words[: tail.start()] if tail else words))


# ---------------------------------------------------------------------------------------------------- headlines
class _Line(NamedTuple):
    span: Span
    who: Span
    words: Span
    quoted: bool


def _headlines(doc: Document, cast: Cast) -> Iterator[_Line]:
    """Lines that give words and who said them: the headline, and lines like it inside the report."""
    lines = paragraphs(doc.text)
    if len(lines) < 2:
        return
    head = layout.find(doc).headline
    for n, line in enumerate(lines):
        text = doc[line]
        if _STOPPED.search(text) or len(text.split()) > _LONGEST_LINE or (n + 1 == len(lines)):
            continue
        found = _line_begins(doc, cast, line) or (_line_ends(doc, cast, line) if line == head else None)
        if found is not None and len(doc[found.words].split()) >= _SHORTEST_LINE:
            yield found


def _line_begins(doc: Document, cast: Cast, line: Span) -> _Line | None:
    """ "Envoy: no deal this year"."""
    match = _LINE_BEGINS.match(doc.text, line.start, line.end)
    return _line(doc, cast, line, Span(*match.span("who")), Span(match.end(), line.end)) if match else None


def _line_ends(doc: Document, cast: Cast, line: Span) -> _Line | None:
    """ "No deal this year: envoy", "No deal this year — envoy"."""
    match = _LINE_ENDS.fullmatch(doc.text, *line)
    return _line(doc, cast, line, Span(*match.span("who")), Span(*match.span("what"))) if match else None


def _line(doc: Document, cast: Cast, line: Span, who: Span, words: Span) -> _Line | None:
    if len(doc[who].split()) > _LONGEST_WHO or not (_names_person(cast, who) or _is_role(doc[who]) or _names_body(cast, who)):
        return None
    if not any(w.islower() for w in doc[words].split()):  # "Participants: Norway, Chile, Oman"
        return None
    quoted = doc.text[words.start] in "“\"‘'«" and doc.text[words.end - 1] in "”\"’'»"
    return _Line(line, who, Span(words.start + 1, words.end - 1) if quoted else words, quoted)


def _names_body(cast: Cast, who: Span) -> bool:
    """Whether all of the words name an organisation or a ministry: "Kremlin", "foreign ministry"."""
    entity = cast.at(who)
    return entity is not None and entity.kind == "organization"
