"""What stands between a request and the pages: who may ask, from where, how much, and what a browser may do with the answer.

All of it is here, before any page runs, so that no page can forget it: the Host that is called (against DNS rebinding), the token,
the page that asks (Fetch metadata and Origin), the size of what is sent, and a CSRF token on all that is not only read.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman import raw
from dragoman.web.settings import Settings

COOKIE = "dragoman-session"
LOGIN = "/login"
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf"
# Bytes of a request's body: the largest report, with the other fields of its form.
MAX_BODY = raw.MAX_BYTES + 100_000
_READING = frozenset({"GET", "HEAD"})
# Own files, which hold nothing of a store.
_FILES = ("/static/", "/assets/")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would have browsers send the Origin "null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """ASGI middleware: refuses what must not reach the pages, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message), scope["path"])
            await send(message)

        request = Request(scope, receive)
        refusal = self._refusal(request)
        if refusal is None and request.method not in _READING:
            body = await _body(request)
            refusal = _too_large(request) if body is None else await self._unwanted(request, body)
            receive = _again(body or b"", receive)
        await (refusal or self._app)(scope, receive, dressed)

    def _refusal(self, request: Request) -> Response | None:
        """Why a request is not answered, judged by its head alone."""
        head, path = request.headers, request.scope["path"]
        if _host(head.get("host", "")) not in self._settings.hosts:
            return _refuse(request, 421, "This desk is not called by that name. Names are given with --name.")
        if not _is_from_here(request):
            return _refuse(request, 403, "Another site asked for this. Open the page by its address.")
        if b"%00" in request.scope.get("query_string", b"") or "\0" in path:
            return _refuse(request, 400, "An address holds no zero characters.")
        if not self._knows(request) and path != LOGIN and not path.startswith(_FILES):
            return _to_login(request)
        return None

    def _knows(self, request: Request) -> bool:
        """Whether the request brings the token, or the cookie that it was exchanged for."""
        token = self._settings.token
        if token is None:
            return True
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        brought = kind.lower() == "bearer" and same(given, token)
        return brought or same(request.cookies.get(COOKIE, ""), session(self._settings))

    async def _unwanted(self, request: Request, body: bytes) -> Response | None:
        """Why what would change something is not done."""
        given = request.headers.get(CSRF_HEADER) or await _field(request.scope, body)
        if request.scope["path"] == LOGIN or same(given, self._settings.csrf):
            return None
        why = "This form is of an earlier start of the desk. Go back, load the page again, and send it again."
        return _refuse(request, 403, why)


def dress(headers: MutableHeaders, path: str) -> None:
    """Put the headers on an answer."""
    headers.update(HEADERS)
    headers["Cache-Control"] = "no-cache" if path.startswith(_FILES) else "no-store"


def session(settings: Settings) -> str:
    """What the cookie of a visitor who gave the token holds; good until the desk is started again."""
    return hmac.new(settings.csrf.encode(), (settings.token or "").encode(), hashlib.sha256).hexdigest()


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def _host(value: str) -> str:
    """ "LOCALHOST:8000" as "localhost", "[::1]:8000" as "::1"."""
    name = value[1:].partition("]")[0] if value.startswith("[") else value.rpartition(":")[0] or value
    return name.lower()


def _is_from_here(request: Request) -> bool:
    """Whether our own page asks, or a person: by an address, a bookmark, a link elsewhere that is only read."""
    head: Mapping[str, str] = request.headers
    origin = head.get("origin")
    own = head.get("host", "")
    if origin is not None and origin not in (f"http://{own}", f"https://{own}"):
        return False
    if head.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return True
    return request.method in _READING and head.get("sec-fetch-mode") == "navigate" and head.get("sec-fetch-dest") == "document"


async def _body(request: Request) -> bytes | None:
    """The body, None if it is larger than it may be."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > MAX_BODY:
        return None
    kept = bytearray()
    async for chunk in request.stream():
        kept += chunk
        if len(kept) > MAX_BODY:
            return None
    return bytes(kept)


async def _field(scope: Scope, body: bytes) -> str:
    """The CSRF token that a form carries, "" if it is none or carries none."""
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return ""
    try:
        async with Request(scope, _again(body, None)).form() as form:
            found: Any = form.get(CSRF_FIELD)
            return found if isinstance(found, str) else ""
    except Exception:  # whatever is wrong with a form, it brings no token then
        return ""


def _again(body: bytes, receive: Receive | None) -> Receive:
    """A body that was read, to be read once more; then what comes after it, as that the visitor has gone."""
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent and receive is not None:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _to_login(request: Request) -> Response:
    if request.method in _READING and "text/html" in request.headers.get("accept", ""):
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{LOGIN}?to={quote(asked)}", status_code=303)
    return _refuse(request, 401, "Give the token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})


def _refuse(request: Request, status: int, why: str, headers: Mapping[str, str] | None = None) -> Response:
    """As data where data are asked for, else as text."""
    if request.scope["path"].endswith(".json"):
        return JSONResponse({"detail": why}, status, headers)
    return PlainTextResponse(f"{why}\n", status, headers)


def _too_large(request: Request) -> Response:
    return _refuse(request, 413, f"What is sent may have {MAX_BODY // 1_000_000} MB.")
