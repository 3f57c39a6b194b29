"""The record as one HTML page that needs nothing else: the report with its findings marked, and the findings beside it.

The page makes no request, runs no script but its own (its Content-Security-Policy holds the hash), and shows every character of the
report that could act as a sign. Its parts serve the desk as well.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape

from dragoman import __version__, data, marking, outline, why, wording
from dragoman.record import Item, Record, Time
from dragoman.visible import line

Offsets = tuple[int, int]

# Layers that may be marked in the text: what they are called, and whether they are marked at first.
LAYERS = (
    ("contact", "contacts", True), ("statement", "statements", True), ("position", "positions", True),
    ("outcome", "outcomes", True), ("time", "times", True), ("difference", "differences", True),
    ("place", "places", False), ("entity", "people and bodies", False), ("event", "events", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a record is kept, so that its findings can be corrected.

    Attributes:
        at: address of the findings; each has a page of its own below it: "/documents/D3/findings".
        said: id of a finding -> what a person said of it last, in words.
    """

    at: str
    said: Mapping[str, str] = field(default_factory=dict)


def html(record: Record) -> str:
    """The page of a record.

    Args:
        record: any record, also an empty one.
    Returns:
        A complete HTML document.
    """
    style = "".join(data.path(f"assets/{name}.css").read_text(encoding="utf-8") for name in ("record", "page"))
    script = data.path("assets/page.js").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    title = _text(outline.title(record))
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f'<meta name="referrer" content="no-referrer">\n<meta name="generator" content="dragoman {__version__}">\n',
            f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            *_head(record, title),
            '<main>\n<section class="text" aria-label="The report">\n',
            *report(record),
            '</section>\n<div class="record">\n',
            *findings(record),
            f"</div>\n</main>\n<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def report(record: Record) -> Iterator[str]:
    """The switches of the layers, and the report with its findings marked."""
    yield from toggles(LAYERS)
    yield '<div class="report" dir="auto">'
    yield from marking.text(record.text, marking.marks(record))
    yield "</div>\n"


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _text(words: str) -> str:
    """Words as one line of HTML text."""
    return escape(line(words))


def _head(record: Record, title: str) -> Iterator[str]:
    yield f'<header>\n<h1 dir="auto">{title}</h1>\n<p class="soft">{" · ".join(map(_text, outline.dateline(record)))}</p>\n'
    yield from (f'<p class="note">{_text(note)}</p>\n' for note in record.notes)
    found = [(layer, n) for layer, n in outline.counts(record) if n]
    if outline.is_without_contact(record):
        yield f'<p class="note">{outline.NO_CONTACT}</p>\n'
    yield '<nav aria-label="Record"><ul>'
    for layer, n in found:
        yield f'<li><a href="#{layer}"><b>{n}</b> {layer if n != 1 else layer[:-1]}</a></li>'
    yield "</ul></nav>\n</header>\n"


def toggles(layers: Iterable[tuple[str, str, bool]]) -> Iterator[str]:
    """A switch for each layer: its class, what it is called, whether it is marked at first."""
    yield '<fieldset class="layers"><legend class="soft">Marked in the text</legend>'
    for layer, name, shown in layers:
        checked = " checked" if shown else ""
        yield f'<label><input type="checkbox" id="show-{layer}"{checked}><span class="key {layer}"></span>{name}</label>'
    yield "</fieldset>\n"


def findings(record: Record, kept: Kept | None = None) -> Iterator[str]:
    """The findings in sections, each on a card that the marks in the report link to."""
    yield from _section("contacts", "Contacts", _cards(record, outline.contacts(record), kept))
    yield from _section("statements", "Statements by side", _cards(record, outline.statements(record), kept))
    yield from _section("positions", "Positions", _cards(record, outline.positions(record), kept))
    yield from _section("outcomes", "Outcomes and next steps", _cards(record, outline.outcomes(record), kept))
    yield from _section("differences", "Differences between the accounts", _differences(record, kept))
    yield from _section("times", "Timeline", _timeline(record, kept))
    yield from _section("events", "Events (PLOVER)", _cards(record, outline.events(record), kept))
    yield from _section("entities", "Who is who", _people(record, kept))
    yield from _section("places", "Places", _places(record, kept))


def _section(id: str, name: str, parts: Iterable[str]) -> Iterator[str]:
    body = "".join(parts)
    if body:
        yield f'<section id="{id}">\n<h2>{name}</h2>\n{body}</section>\n'


def _quotes(record: Record, id: str, spans: Iterable[Offsets], first: int = 0) -> str:
    """The words of a finding, each linked to its place in the text; `first` is the count of the first of them."""
    return "".join(
        f'<blockquote><a href="#{marking.place(id, first + n)}" dir="auto">{_text(record.text[start:end])}</a>'
        f' <span class="at">{start}–{end}</span></blockquote>'
        for n, (start, end) in enumerate(spans)
    )


def _cards(record: Record, groups: Iterable[outline.Group], kept: Kept | None) -> Iterator[str]:
    for group in groups:
        if group.name:
            yield f"<h3>{_text(group.name)}</h3>\n"
        yield from (card(record, found, kept) for found in group.cards)


def card(record: Record, found: outline.Card, kept: Kept | None = None) -> str:
    """A finding on a card, its words linked to their places in the text."""
    labelled = [(fact.label, fact.value) for fact in found.facts] if found.kind == "contact" else []
    plain = " · ".join(map(_fact, found.facts)) if found.kind != "contact" else ""
    body = (
        f'<p class="facts">{plain}</p>' if plain else "",
        f"<dl>{''.join(f'<dt>{_text(name)}</dt><dd>{_text(value)}</dd>' for name, value in labelled)}</dl>" if labelled else "",
        _quotes(record, found.id, found.quotes),
        _missing(found),
    )
    return _framed(record, found, "".join(body), kept)


def _missing(card: outline.Card) -> str:
    """What is not known, and on a click why."""
    if not card.missing:
        return ""
    names = ", ".join(_text(fact.label) for fact in card.missing)
    reasons = "".join(f"<li>{_text(fact.label)}: {_text(fact.value)}</li>" for fact in card.missing)
    return f'<details class="why"><summary>unknown: {names}</summary><ul>{reasons}</ul></details>'


def _fact(fact: outline.Fact) -> str:
    """A fact, linked to the finding that it names."""
    return f'<a href="#{escape(fact.id)}">{_text(fact.value)}</a>' if fact.id else _text(fact.value)


def _framed(record: Record, card: outline.Card, body: str, kept: Kept | None) -> str:
    """A card around its body: id, title and badge above, who found it below."""
    id = escape(card.id)
    cue = f" <i>{_text(record.text[slice(*card.cue)])}</i>" if card.cue else ""
    badge = f'<span class="badge {card.badge.replace(" ", "-")}">{_text(card.badge)}</span>' if card.badge else ""
    return (
        f'<article class="card" id="{id}" data-finding="{id}"><header>{_name(card.id, kept)}'
        f'<span class="title" dir="auto">{_text(card.title)}{cue}</span>{badge}</header>{body}'
        f'<p class="why">{_text(_reason(card))}</p>{_said(card.id, kept)}</article>\n'
    )


def _name(id: str, kept: Kept | None) -> str:
    """The id of a finding, a link to its own page where it is kept; the id may be that of a store, "D3.s4"."""
    if kept is None:
        return f'<span class="id">{escape(id)}</span>'
    address = f"{kept.at}/{id.rpartition('.')[2]}"
    return f'<a class="id" href="{escape(address)}" title="All its fields, and what persons said of it">{escape(id)}</a>'


def _said(id: str, kept: Kept | None) -> str:
    said = kept.said.get(id.rpartition(".")[2]) if kept else None
    return f'<span class="said-of">{_text(said)}</span>' if said else ""


def _differences(record: Record, kept: Kept | None) -> Iterator[str]:
    """Each difference with its accounts side by side."""
    for card, accounts in outline.differences(record):
        parts = (
            f"<div><b>{_text(party)}</b>{_quotes(record, card.id, [span], n)}</div>" for n, (party, span) in enumerate(accounts)
        )
        yield _framed(record, card, f'<div class="accounts">{"".join(parts)}</div>', kept)


def _timeline(record: Record, kept: Kept | None) -> Iterator[str]:
    """The moments in order, then the times that have no place in it, so that every time can be reached."""
    moments = outline.timeline(record)
    if moments:
        yield '<ol class="timeline">'
        times = {time.id: time for time in record.times}
        yield from (_moment(record, moment, times.get(moment.id), kept) for moment in moments)
        yield "</ol>\n"
    listed = {moment.id for moment in moments}
    rest = [time for time in record.times if time.id not in listed]
    if rest:
        yield '<h3>Other expressions of time</h3><ul class="people">'
        for time in rest:
            shown = wording.when(time.value, time.mod) or "not resolved" + "".join(f": {why}" for why in time.unknown.values())
            yield _entry(time, record.text[slice(*time.span)], [shown], kept)
        yield "</ul>\n"


def _moment(record: Record, moment: outline.Moment, time: Time | None, kept: Kept | None) -> str:
    """A line of the timeline; a time of its own links to the text, one of a finding to its card."""
    words = _text(moment.what or f"“{record.text[slice(*moment.span)]}”")
    day = f"<time>{_text(moment.shown)}</time>"
    if time is None:
        return f'<li>{day}<a href="#{escape(moment.id)}">{words}</a></li>' if moment.id else f"<li>{day}{words}</li>"
    id = escape(time.id)
    link = f'<a href="#{marking.place(time.id)}">{words}</a>'
    return f'<li id="{id}" data-finding="{id}" {_why(time)}>{day}{link}{_more(time.id, kept)}</li>'


def _people(record: Record, kept: Kept | None) -> Iterator[str]:
    """Every entity on one line, by party; what is only described comes last, so that every mark has its target."""
    shown = set()
    for group in outline.cast(record):
        yield f'<h3>{_text(group.name)}</h3><ul class="people">'
        for card in group.cards:
            shown.add(card.id)
            yield _entry(card, card.title, [card.badge, *(fact.value for fact in card.facts)], kept)
        yield "</ul>\n"
    rest = [entity for entity in record.entities if entity.id not in shown]
    if rest:
        yield '<h3>Places and those not named</h3><ul class="people">'
        yield from (_entry(entity, entity.name, [wording.plain(entity.kind)], kept) for entity in rest)
        yield "</ul>\n"


def _places(record: Record, kept: Kept | None) -> Iterator[str]:
    named = [place for place in record.places if place.use != "adjective"]
    if named:
        yield '<ul class="people">'
        for place in named:
            known = (
                f"{place.lat:.2f}, {place.lon:.2f}" if place.lat is not None and place.lon is not None else "not in the gazetteer"
            )
            country = wording.party(place.country) if place.country else ""
            code = f"GeoNames {place.geonames_id}" if place.geonames_id else ""
            yield _entry(place, record.text[slice(*place.span)], filter(None, (country, place.feature, code, known)), kept)
        yield "</ul>\n"


def _reason(item: why.Found) -> str:
    """Who found it, by what and how surely, with the rule's file and example."""
    reason = why.of(item)
    return " · ".join(filter(None, (str(reason), reason.source)))


def _why(item: Item | outline.Card) -> str:
    """Who found it and how sure that is, for what shows it beside the words."""
    return f'data-why="{_text(_reason(item))}"'


def _entry(item: Item | outline.Card, name: str, facts: Iterable[str | None], kept: Kept | None) -> str:
    """A finding on one line, linked to its first words in the text."""
    id = escape(item.id)
    link = f'<a href="#{marking.place(item.id)}" dir="auto">{_text(name)}</a>'
    more = " · ".join(_text(fact or "") for fact in facts)
    return f'<li id="{id}" data-finding="{id}" {_why(item)}>{link} <span class="soft">{more}</span>{_more(item.id, kept)}</li>'


def _more(id: str, kept: Kept | None) -> str:
    """What stands behind a finding on one line where it is kept: the way to its own page, and what a person said of it."""
    return f" {_name(id, kept)}{_said(id, kept)}" if kept else ""
