"""Templates: everything that is put into one is escaped, on one line, and without characters that act.

What is markup already is made by `dragoman.marking` and by the templates' own macros, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dragoman import __version__, data, listing, marking, outline, page, visible, wording
from dragoman.dossier import Telling
from dragoman.store.corrections import Correction
from dragoman.store.query import ContactRow
from dragoman.web import answers, corrected, excerpts, exports
from dragoman.web.settings import Settings

_SPACE = re.compile(r"\s+")


def render(request: Request, template: str, status: int = 200, *, twin: str | None = None, **given: Any) -> HTMLResponse:
    """A page.

    Args:
        twin: the address of what it shows as JSON.
    """
    settings: Settings = request.app.state.settings
    about = {"settings": settings, "store": request.app.state.store, "version": __version__}
    html = environment().get_template(template).render(request=request, twin=twin, **about, **given)
    return HTMLResponse(html, status)


@cache
def environment() -> Environment:
    """The templates with the words that they use."""
    made = Environment(
        loader=FileSystemLoader(data.path("web/templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.filters |= {
        "when": wording.when, "party": wording.party, "plain": wording.plain, "titled": wording.titled, "nth": wording.ordinal,
        "period": period, "whole": _whole,
        "many": _many, "thousands": "{:,}".format, "groupby_year": _by_year, "kept": _kept,
    }  # fmt: skip
    made.globals |= {
        "address": address, "period": period, "title": outline.title, "dateline": outline.dateline, "counts": outline.counts,
        "report": lambda record: _markup(page.report(record)), "who": answers.who,
        "findings": lambda record, kept: _markup(page.findings(record, kept)), "kept_at": kept_at,
        "place": marking.place, "pieces": excerpts.pieces,
        "offered": exports.OFFERED, "forms": exports.FORMS, "contact_card": _contact_card,
    }  # fmt: skip
    return made


def kept_at(document: int, said: Iterable[Correction]) -> page.Kept:
    """Where the findings of a document are corrected, and what was said of them."""
    return page.Kept(f"/documents/D{document}/findings", corrected.told(said))


def _contact_card(telling: Telling) -> outline.Card:
    """The contact as one report has it."""
    cards = (card for group in outline.contacts(telling.record) for card in group.cards)
    return next(card for card in cards if card.id == telling.contact.id)


def _markup(parts: Iterable[str]) -> Markup:
    """What `dragoman.page` and `dragoman.marking` made, which have escaped all text themselves."""
    return Markup("".join(parts))


def period(first: str | None, last: str | None) -> str:
    """The days of a contact in words: "27 February 2025", "February 2025", "17 to 23 February 2025"; "" if not known."""
    shown = listing.date(first, last)
    if " – " not in shown:
        return wording.when(shown)
    begun, ended = (wording.when(day).split() for day in shown.split(" – "))
    same = next((n for n in (0, 1, 2) if begun[n:] == ended[n:]), 3)
    return f"{' '.join(begun[:same] or begun)} to {' '.join(ended)}"


def address(request: Request, path: str | None = None, **changes: Any) -> str:
    """An address with what is asked for now, but for some changes; None takes a value out. A change begins at the first page."""
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if value.strip() and name not in {*changes, "page", "made"}
    ]
    asked = urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])
    return (path or request.url.path) + (f"?{asked}" if asked else "")


def _by_year(rows: Iterable[ContactRow]) -> list[tuple[str, list[ContactRow]]]:
    """Contacts in their order by the year in which they begin, "" for those without a date."""
    return [(year, list(same)) for year, same in groupby(rows, key=lambda row: (row.first_day or "")[:4])]


def _many(count: int, one: str, several: str = "") -> str:
    """ "1 report", "1,200 reports"."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def _whole(text: str) -> Markup:
    """A text with its line breaks, as a field of a form holds it."""
    return Markup("\n") + escape(text)


def _kept(text: str) -> Markup:
    """A piece of a line, with the spaces at its ends."""
    return escape(visible.visible(_SPACE.sub(" ", text)))


def _finalize(value: Any) -> Any:
    """What a template puts out: nothing for None, words on one line and visible."""
    if value is None:
        return ""
    return visible.line(value) if isinstance(value, str) and not isinstance(value, Markup) else value
