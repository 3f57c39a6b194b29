"""Where a visitor is led after a form was taken, and the name that he gave."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from dragoman.store.corrections import Made
from dragoman.web.settings import Settings

_COOKIE = "dragoman-who"
_YEAR = 366 * 24 * 3600
_NAME = 300


def who(request: Request) -> str:
    """The name with which a visitor corrects: that of the last time, else the one that the desk was started with."""
    settings: Settings = request.app.state.settings
    return unquote(request.cookies.get(_COOKIE, ""), errors="ignore")[:_NAME] or settings.who


def own(to: str) -> str | None:
    """A path of ours; None if it leads to another host, as "//elsewhere" and "/\\\\elsewhere" do, or is none."""
    is_own = to.startswith("/") and to[1:2] not in ("/", "\\") and to.isprintable() and to.isascii()
    return to if is_own else None


def done(to: str, made: Made, name: str) -> RedirectResponse:
    """On to a page, which tells of the correction that was made; the name is kept for the next one."""
    parts = urlsplit(to)
    asked = urlencode([*(pair for pair in parse_qsl(parts.query) if pair[0] != "made"), ("made", str(made.correction))])
    answer = RedirectResponse(urlunsplit(("", "", parts.path, asked, parts.fragment)), status_code=303)
    answer.set_cookie(_COOKIE, quote(name, safe=""), max_age=_YEAR, httponly=True, samesite="strict", path="/")
    return answer
