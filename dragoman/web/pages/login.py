"""The token, given once and exchanged for a cookie."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dragoman.web import answers, rendering, safety
from dragoman.web.deps import Configured

router = APIRouter(include_in_schema=False)
# Seconds that a wrong token costs, so that none is found by trying.
_PAUSE = 1.0


@router.get(safety.LOGIN, response_class=HTMLResponse)
def ask(request: Request, to: Annotated[str, Query(max_length=2000)] = "/") -> HTMLResponse:
    """The form."""
    return rendering.render(request, "login.html", to=to, wrong=False)


@router.post(safety.LOGIN)
def take(
    request: Request,
    settings: Configured,
    token: Annotated[str, Form(max_length=1000)],
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Let a visitor in who gives the token, and lead on to the page that was asked for."""
    if settings.token is None or not safety.same(token.strip(), settings.token):
        time.sleep(_PAUSE)
        return rendering.render(request, "login.html", 403, to=to, wrong=True)
    answer = RedirectResponse(answers.own(to) or "/", status_code=303)
    answer.set_cookie(safety.COOKIE, safety.session(settings), httponly=True, samesite="strict", path="/")
    return answer
