"""Drafts of statements: what tree and tagger say of one cue, its source made whole, its content cut as the guide wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dragoman.analysis import Analysis, Token
from dragoman.reading import cues, phrases, quotes, reported, stretches
from dragoman.reading.cues import Cue
from dragoman.reading.reported import Report
from dragoman.record import Attribution, StatementKind
from dragoman.text import Document, Span

_WORD = re.compile(r"\w+")
_TREE_SCORE = 0.7
_ENDS_NAME = frozenset(("NOUN", "PROPN", "PRON", "PUNCT", "NUM"))
_WHICH = frozenset(("last", "this", "next", "earlier", "on"))
_EDGE = " \t\n\xa0,;:—–-"
_THAT = re.compile(r"that(?:\s*:)?\s+", re.IGNORECASE)
_DANGLING = re.compile(r"[,;\s]+(?:and|but|or)$")
_NOT_CLAUSES = frozenset(("object", "about", "infinitive", "gerund"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its speaker is known.

    Attributes:
        verb: index of the cue's verb, None without a cue.
        voice: for a source in the first person, who speaks there.
    """

    source: Span
    cue: Span | None
    content: tuple[Span, ...]
    verb: int | None
    row: Cue | None
    hearer: Token | None
    score: float
    found_by: str
    kind: StatementKind | None = None
    voice: Span | None = None


def _span(offsets: tuple[int, int]) -> Span:
    return Span(*offsets)


def from_report(doc: Document, a: Analysis, index: quotes.Index, report: Report) -> Draft:
    """A draft by the tree alone."""
    assert report.source is not None
    source = reported.source_span(a, report.source, report.verb)
    content = _cut(doc, index, _with_quotation(doc, a, index, _own_act(a, report, _stretched(a, report.content, report.verb))))
    return Draft(source, report.cue_span, content, report.verb, report.cue, report.hearer, _TREE_SCORE, report.cue.id)


def from_attribution(doc: Document, a: Analysis, index: quotes.Index, t: Attribution) -> Draft:
    """A draft by the tagger alone."""
    cue = _span(t.cue[0]) if t.cue and _WORD.search(doc.text, *t.cue[0]) else None
    verb = next((w for w in a.tokens_in(cue) if w.upos == "VERB"), None) if cue else None
    match = cues.at(a, verb) if verb else None
    content = _cut(doc, index, _stretched(a, map(_span, t.content), verb.i if verb else None))
    return Draft(
        _named(a, _span(t.source[0]), cue),
        cue,
        content,
        verb.i if verb else None,
        match.cue if match else None,
        None,
        t.score,
        t.found_by,
    )


def both(doc: Document, a: Analysis, index: quotes.Index, report: Report, t: Attribution) -> Draft:
    """The tree's cue with the tagger's source and content, which are right more often."""
    tree = from_report(doc, a, index, report)
    theirs = _longer(index, report, _from_start_of(a, report, _stretched(a, map(_span, t.content), report.verb)))
    content = _cut(doc, index, _with_quotation(doc, a, index, _own_act(a, report, theirs))) or tree.content
    source = _named(a, _span(t.source[0]), report.cue_span, tree.source)
    if tree.source is not None and phrases.acts_elsewhere(a, source, report.cue_span):
        source = tree.source
    return replace(tree, source=source, content=content, score=max(t.score, tree.score))


def _own_act(a: Analysis, report: Report, content: Sequence[Span]) -> Sequence[Span]:
    """Content that is no clause, without what else the speaker did: a clause can hold verbs of its own."""
    return stretches.without_next_act(a, content, report.verb) if report.way in _NOT_CLAUSES else content


def _longer(index: quotes.Index, report: Report, content: Sequence[Span]) -> Sequence[Span]:
    """The tree's content where the tagged one is no more than its beginning."""
    if len(content) != 1 or len(report.content) != 1 or index.within(content[0]):
        return content
    longer = content[0].start == report.content[0].start and content[0].end < report.content[0].end
    return report.content if longer else content


def _from_start_of(a: Analysis, report: Report, content: Sequence[Span]) -> Sequence[Span]:
    """Tagged content that starts where the guide wants it, which the tree shows.

    Hearer, preposition and other words of the cue in front are left out ("assured [his guest that] ...", "insisted [on] ..."); the
    noun of an object is not ("expressed [concern about] ...").
    """
    content = [c for c in content if not report.cue_span.covers(c)]
    if not content or not report.content:
        return content
    start, tree = content[0].start, report.content[0]
    hears = report.hearer is not None and "hearer" in report.cue.takes and content[0].covers(report.hearer.span)
    in_front = hears or start < report.cue_span.end or a.tokens_in(content[0])[0].lower in report.cue.preps
    if (in_front and report.cue_span.start <= start < tree.start < content[0].end) or (
        report.way == "object" and report.cue_span.end <= tree.start < start < tree.end
    ):
        start = tree.start
    return [Span(start, content[0].end), *content[1:]]


def _named(a: Analysis, source: Span, cue: Span | None, tree: Span | None = None) -> Span:
    """A tagged source made whole: "[Mr.] Lund", all of a coordination, of a relative pronoun the noun phrase it stands for.

    Args:
        tree: the source by the tree, taken where the tagger's runs over a clause.
    """
    source = _without_time(a, _antecedent(a, source))
    words = a.tokens_in(source)
    if words and (words[-1].upos not in _ENDS_NAME or words[-1].text.endswith(".")):
        source = stretches.noun_phrase(a, source, {t.i for t in a.tokens_in(cue)} if cue else set())
    if tree is not None and source.covers(tree) and any("VerbForm=Fin" in t.feats and t.deprel != "acl:relcl" for t in words):
        return tree
    head = a.head_of(source)
    while head is not None and head.deprel == "conj" and a.tokens[head.head].upos in ("PROPN", "NOUN") and head.head < head.i:
        head = a.tokens[head.head]
        source = Span(min(source.start, a.subtree(head.i)[0].start), source.end)
    return source


def _without_time(a: Analysis, source: Span) -> Span:
    """A source without the time after it: "[the families] last week"."""
    words = a.tokens_in(source)
    while len(words) > 1 and words[-1].lower in cues.calendar():
        words = words[: -2 if len(words) > 2 and words[-2].lower in _WHICH else -1]
    return Span(source.start, words[-1].end) if words else source


def _antecedent(a: Analysis, source: Span) -> Span:
    """Of a relative pronoun the noun phrase that it stands for ("[the envoy] who said"), else the source itself."""
    words = a.tokens_in(source)
    if len(words) != 1 or words[0].lower not in ("who", "which", "that", "whom"):
        return source
    clause = next((t for t in a.ancestors(words[0].i) if t.deprel == "acl:relcl"), None)
    if clause is not None:
        return reported.source_span(a, a.tokens[clause.head], clause.i)
    before = a.tokens[max(words[0].i - 2, a.sentences[words[0].sent].first) : words[0].i]
    noun = next((t for t in reversed(before) if t.upos in ("NOUN", "PROPN")), None)
    return stretches.noun_phrase(a, noun.span, {words[0].i}) if noun and words[0].lower == "who" else source


def _stretched(a: Analysis, spans: Iterable[Span], verb: int | None) -> list[Span]:
    """The spans, the last one up to the end of its phrase."""
    found = list(spans)
    if verb is not None and found and found[-1].end <= a.tokens[verb].start and phrases.is_passive(a, verb):
        return [_before_verb(a, found[-1], verb)]
    return [*found[:-1], *(stretches.stretch(a, c, verb) for c in found[-1:])]


def _before_verb(a: Analysis, span: Span, verb: int) -> Span:
    """What a passive tells of, without the words of its verb: "[the tests] have been widely" (criticised)."""
    own = [t.start for t in a.children(verb, "aux", "aux:pass") if span.start < t.start < span.end]
    words = [t for t in a.tokens_in(span) if t.end <= min(own, default=span.end)]
    return Span(span.start, words[-1].end) if words else span


def _with_quotation(doc: Document, a: Analysis, index: quotes.Index, spans: Sequence[Span]) -> list[Span]:
    """The spans, the last one with the quotation that goes on in its sentence: "urges [all sailors “to keep calm”]"."""
    found = list(spans)
    last = found[-1] if found else None
    piece = index.piece_at(last.end + 1) if last and last.end + 1 < len(doc.text) and doc.text[last.end].isspace() else None
    if last is None or piece is None or piece.start != last.end + 1 or a.sentence_at(last.start) != a.sentence_at(piece.start):
        return found
    return [*found[:-1], Span(last.start, piece.end)]


def _cut(doc: Document, index: quotes.Index, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Contents as the guide wants them; empty ones are dropped."""
    found = []
    for span in sorted(spans):
        start, end = span
        that = _THAT.match(doc.text, start, end)
        start = that.end() if that else start
        dangling = _DANGLING.search(doc.text, start, end)
        end = dangling.start() if dangling else end
        while end > start and doc.text[end - 1] in _EDGE:
            end -= 1
        while start < end and doc.text[start] in _EDGE:
            start += 1
        piece = index.piece_at(start)
        if piece is not None and piece.start == start and piece.end >= end:
            start, end = quotes.inner(doc.text, (start, end))
            end -= doc.text[end - 1 : end] == ","
        if start < end and _WORD.search(doc.text, start, end):
            found.append(Span(start, end))
    return tuple(found)
