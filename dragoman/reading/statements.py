"""Statements: who said what to whom, with the words it came from.

Two readings are joined, cue by cue: the tree with the table of cues, and the attributions. What counts as a statement and how its
spans are cut follows the record's guide: content without source, cue and "that"; outer quotation marks left out when a span is
exactly one quotation; one statement for each cue.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.analysis import Analysis, Token
from dragoman.reading import (
    behalf,
    blocks,
    cue_acts,
    cues,
    delegation,
    hearers,
    hedging,
    media,
    nominal,
    phrases,
    quotes,
    report_content,
    reported,
    sifting,
    speakers,
    statement_fields,
    stretches,
    turns,
)
from dragoman.reading.drafts import Draft, both, from_attribution, from_report
from dragoman.reading.reported import Report
from dragoman.record import Attribution, Statement, Time
from dragoman.text import Document, Span

if TYPE_CHECKING:
    from dragoman.reading.cast import Cast

_WORD = re.compile(r"\w+")
_SAYING = frozenset(("clause", "quote"))
_OBLIQUE = frozenset(("him", "her", "them"))
# Words of a noun phrase without a name for it.
_THING = 3


def find(
    doc: Document, analysis: Analysis, cast: Cast, attributions: Sequence[Attribution], times: Sequence[Time]
) -> tuple[Statement, ...]:
    """All statements of a document, in text order of their contents.

    Args:
        attributions: those of kind "speech" with a source are used.
        times: for the dates of statements that are told with one.
    """
    index = quotes.Index(quotes.find(doc.text))
    told = sifting.without_own_words(analysis, cast, index, _told(doc, analysis, cast, index, attributions, times))
    return tuple(s.model_copy(update={"id": f"s{n}"}) for n, s in enumerate(told, 1))


def _told(
    doc: Document,
    analysis: Analysis,
    cast: Cast,
    index: quotes.Index,
    attributions: Sequence[Attribution],
    times: Sequence[Time],
) -> tuple[Statement, ...]:
    """All that is told like a statement."""
    parted = reported.untangled(analysis, reported.find(analysis), lambda t: speakers.is_somebody(analysis, cast, t))
    able = [r for r in parted if speakers.can_speak(analysis, cast, index, r)]
    quoting = {q.i for r in able if r.content and (q := reported.quoting(analysis, analysis.tokens[r.verb])) is not None}
    within = quoting | {verb.i for r in parted if (verb := reported.realising(analysis, r.verb)) is not None}
    reports = [r for r in able if r.verb not in within]
    barred = {r.verb for r in parted if speakers.other_sense(analysis, cast, r)} | quoting
    unsourced = {r.verb for r in parted if r.source is None and r.content and r.way in _SAYING and not r.cue.weak}
    reporting = {r.verb for r in reports} | unsourced
    spoken = [t for t in attributions if t.source and _is_spoken(t, _words(analysis, t.cue), reporting, barred)]
    spoken_in = turns.find(doc, analysis, cast)
    drafts = [*_voiced(doc, cast, _joined(doc, analysis, cast, index, reports, spoken), spoken_in), *spoken_in]
    ordered = sorted((d for d in drafts if d.content), key=lambda d: (d.content, d.source))
    dates, spoken_for = statement_fields.Dates(doc, analysis, cast, times), behalf.Behalf(analysis, cast)
    found = [_statement(doc, analysis, cast, index, dates, spoken_for, n, d) for n, d in enumerate(ordered, 1)]
    apart = list(speakers.apart(cast, found))
    return delegation.resolve(analysis, cast, tuple(_dated(apart, dates.appearances(cast))))


def _voiced(doc: Document, cast: Cast, drafts: Iterable[Draft], spoken_in: Sequence[Draft]) -> Iterator[Draft]:
    """Drafts whose source is "I" or "we" with who speaks there: in a turn of a transcript, or after "the minister said:"."""
    starts = [t.content[0].start for t in spoken_in]
    signed = speakers.author(doc, cast).name is not None
    block: Span | None = None
    for draft in sorted(drafts, key=lambda d: d.source):
        at = bisect_right(starts, draft.source.start) - 1
        if doc[draft.source].lower() in speakers.FIRST_PERSON:
            yield replace(draft, voice=spoken_in[at].source if at >= 0 else None if signed else block)
            continue
        opens = draft.cue is not None and draft.content and doc.text[draft.cue.end : draft.content[0].start].strip() == ":"
        block = draft.source if opens else None
        yield draft


def _dated(found: Iterable[Statement], appearances: dict[str, str]) -> Iterator[Statement]:
    """Statements of a speaker whose appearance is dated once in the document are of that day."""
    for statement in found:
        day = appearances.get(statement.speaker_id or "")
        yield statement.model_copy(update={"date": day}) if statement.date is None and day else statement


# ---------------------------------------------------------------------------------------------------- joining
def _is_spoken(t: Attribution, cue: set[int], reporting: set[int], barred: set[int]) -> bool:
    """Whether an attribution is speech, by its kind or by the table of cues, and its cue has no other sense."""
    return not cue & barred and (t.kind == "speech" or bool(cue & reporting))


def _words(a: Analysis, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {t.i for span in spans for t in a.tokens_in(span)}


def _joined(
    doc: Document, a: Analysis, cast: Cast, index: quotes.Index, reports: Sequence[Report], attributions: Sequence[Attribution]
) -> list[Draft]:
    """One draft for each cue: from the tree, from the attributions, or from both."""
    drafts = []
    used: set[str] = set()
    by_word = {w.i: t for t in reversed(attributions) for cue in t.cue for w in a.tokens_in(cue)}
    for report in reports:
        same = next((by_word[w.i] for w in a.tokens_in(report.cue_span) if w.i in by_word), None)
        if same is not None:
            used.add(same.id)
            drafts.append(both(doc, a, index, report, same))
        elif report.content:
            drafts.append(from_report(doc, a, index, report))
    taken = {w.i for d in drafts if d.cue for w in a.tokens_in(d.cue)}
    nouns = [d for d in nominal.find(a, lambda t: speakers.is_somebody(a, cast, t)) if not taken & _words(a, (d.cue or d.source,))]
    used |= {by_word[i].id for d in nouns for i in _words(a, (d.cue or d.source,)) if i in by_word}
    drafts += [*nouns, *(from_attribution(doc, a, index, t) for t in attributions if t.id not in used)]
    kept = [d for d in drafts if d.content and _is_statement(doc, a, cast, index, d)]
    return [part for d in blocks.widened(doc, a, _parted(a, index, kept)) for part in _split(doc, a, index, d)]


def _split(doc: Document, a: Analysis, index: quotes.Index, draft: Draft) -> list[Draft]:
    """A paraphrase and the quotation after it that is a sentence of its own are two statements, the second without a cue."""
    sentence = a.sentence_at(draft.cue.start) if draft.cue else None
    own = tuple(c for c in draft.content if sentence is None or c.start < sentence.end)
    rest = tuple(c for c in draft.content if c not in own)
    if not own or not rest or statement_fields.kind(doc, index, own, draft.cue) == "direct":
        return [draft]
    if statement_fields.kind(doc, index, rest, draft.cue) != "direct":
        return [draft]
    return [replace(draft, content=own), replace(draft, content=rest, cue=None, verb=None, row=None, hearer=None)]


def _parted(a: Analysis, index: quotes.Index, drafts: Sequence[Draft]) -> list[Draft]:
    """Contents without what another cue of an outer source says: the cue of "..., [saying] that" is no part of what was said."""
    outer = sorted((d for d in drafts if d.cue and index.at(d.cue.start) is None), key=lambda d: d.cue or d.source)
    starts = [d.cue.start for d in outer if d.cue]
    found = []
    for draft in drafts:
        inside = [d for c in draft.content for d in outer[bisect_left(starts, c.start) : bisect_left(starts, c.end)]]
        edges = [e for d in inside if d is not draft and (e := _edge(a, draft, d)) is not None]
        content = stretches.before(a, draft.content, min(edges)) if edges else draft.content
        found.append(replace(draft, content=content) if content else draft)
    return found


def _edge(a: Analysis, draft: Draft, inner: Draft) -> int | None:
    """Where the words of `draft` end if `inner`, whose cue stands among them, is not part of what was said; else None."""
    assert inner.cue is not None
    if not any(c.overlaps(inner.source) for c in draft.content):
        return inner.cue.start
    before = [t for t in a.tokens_in(Span(max(inner.source.start - 8, 0), inner.source.start)) if t.end <= inner.source.start]
    if before and before[-1].lower == "with" and a.tokens[before[-1].i - 1].text == ",":  # ", with the minister saying"
        return before[-1].start
    return None


def _is_statement(doc: Document, a: Analysis, cast: Cast, index: quotes.Index, draft: Draft) -> bool:
    """Whether an attribution tells of something said, by somebody, and not of a subject that was talked about."""
    if _names_medium(a, draft.content) or sifting.is_silence(a, draft) or sifting.is_title(a, index, draft):
        return False
    if sifting.is_hearsay(a, draft):
        return False
    if draft.verb is None:
        return True
    verb = a.tokens[draft.verb]
    if (verb.lemma in cues.talking() and draft.row is None) or not _speaker_holds(a, index, draft):
        return False
    if (draft.row is not None and not reported.is_real(a, verb)) or reported.is_planned(a, verb):
        return False
    if draft.row is not None and draft.row.takes == {"quote"} and not any(index.within(c) for c in draft.content):
        return False
    if _talked_together(a, cast, verb, draft.source) or not (speakers.is_named(a, cast, draft.source) or _is_oblique(a, draft)):
        return False
    if reported.is_passive(a, verb) and not _is_agent(a, verb, draft):
        return False
    if draft.row is not None and draft.row.needs == "predicate" and not _has_two_parts(doc, index, draft.content):
        return False
    if draft.row is not None and draft.row.takes <= _SAYING and not _is_said(a, index, draft.content):
        return False
    infinitive = doc.text[draft.content[0].start :].startswith("to ")
    return not (infinitive and draft.row is not None and not draft.row.takes & {"infinitive", "object", "hearer"})


def _is_agent(a: Analysis, verb: Token, draft: Draft) -> bool:
    """Whether the source of a passive says it, and the content is more than the subject: "the raid was condemned by Oman"."""
    agent = phrases.agent(a, verb.i)
    if a.tokens_in(draft.source)[0].lower in ("it", "there") or (agent is not None and not draft.source.covers(agent.span)):
        return False
    if draft.row is not None and draft.row.act not in report_content.STANCES and all(c.end <= verb.start for c in draft.content):
        return any("VerbForm=Fin" in t.feats for c in draft.content for t in a.tokens_in(c))
    return all(a.tokens_in(c)[-1].upos not in ("AUX", "PRON", "DET") for c in draft.content)


def _names_medium(a: Analysis, content: Sequence[Span]) -> bool:
    """Whether contents are no more than the word for a statement: "issued [a joint statement]"."""
    words = [t for c in content for t in a.tokens_in(c) if t.upos not in ("DET", "ADJ")]
    return len(words) == 1 and media.names_statement(words[0])


def _is_said(a: Analysis, index: quotes.Index, content: Sequence[Span]) -> bool:
    """Whether contents are a clause or a quotation: "agreed that it is late", not "agreed on a text"."""
    if any(index.within(c) or index.at(c.start) for c in content):
        return True
    return any(t.upos in ("VERB", "AUX") for c in content for t in a.tokens_in(c))


def _talked_together(a: Analysis, cast: Cast, verb: Token, source: Span) -> bool:
    """ "They spoke about trade": several speakers of one verb of talking."""
    head = a.head_of(source)
    return verb.lemma in ("speak", "talk") and head is not None and speakers.several(a, cast, head, verb.i)


def _speaker_holds(a: Analysis, index: quotes.Index, draft: Draft) -> bool:
    """A pronoun must be one that can speak; "I" in a quotation is its speaker, whose statement that is already."""
    head = a.head_of(draft.source)
    return _is_oblique(a, draft) or head is None or head.upos != "PRON" or speakers.pronoun_speaks(index, head)


def _is_oblique(a: Analysis, draft: Draft) -> bool:
    """ "According to [her]"."""
    head = a.head_of(draft.source)
    return head is not None and draft.cue is not None and head.lower in _OBLIQUE and draft.cue.end <= head.start


def _has_two_parts(doc: Document, index: quotes.Index, content: Sequence[Span]) -> bool:
    """Whether there is room for a thing and its name: "the raid a crime", not "his counterpart"."""
    return any(index.within(c) for c in content) or sum(len(_WORD.findall(doc[c])) for c in content) > _THING


# ---------------------------------------------------------------------------------------------------- fields
def _statement(
    doc: Document,
    a: Analysis,
    cast: Cast,
    index: quotes.Index,
    dates: statement_fields.Dates,
    spoken_for: behalf.Behalf,
    n: int,
    draft: Draft,
) -> Statement:
    speaker, party, entity = speakers.name(doc, a, cast, draft.voice or draft.source)
    words = doc[draft.source]
    if speaker is None and not all(t.upos == "PRON" for t in a.tokens_in(draft.source)):
        speaker = speakers.plain(words)
    unknown = {"party": "no state or body is known for the speaker"} if party is None else {}
    if speaker is None:
        unknown["speaker"] = f"the text does not show whom {words!r} means"
    if entity is None:
        unknown["speaker_id"] = "the source names several or nobody that the text tells more of"
    act = cue_acts.of(a, draft.row, draft.cue, draft.content)
    return Statement(
        id=f"s{n}",
        found_by=draft.found_by,
        score=min(1.0, max(0.0, draft.score)),
        unknown=unknown,
        speaker=speaker,
        party=party,
        source_span=draft.source,
        cue_span=draft.cue,
        content_spans=draft.content,
        kind=draft.kind or statement_fields.kind(doc, index, draft.content, draft.cue),
        date=dates.of(draft.verb, draft.content),
        speaker_id=entity,
        on_behalf_of=spoken_for.of(entity, draft.cue or draft.source),
        medium=media.find(a, draft.verb, draft.source, draft.hearer),
        addressee=hearers.find(doc, a, cast, act, draft.row, draft.verb, draft.hearer, draft.content),
        act=act,
        author_distance=hedging.distance(a, index, draft.verb, draft.cue, draft.content),
        hedge=hedging.hedge(a, draft.verb, draft.content),
        negated=hedging.negated(a, draft.verb),
        certainty=hedging.certainty(a, act, draft.row, draft.cue, draft.content),
    )
