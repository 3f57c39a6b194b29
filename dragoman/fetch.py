"""Fetching one page, feed or PDF: http and https only, from public addresses, within limits of size and time."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from dragoman import __version__
from dragoman.errors import SourceError
from dragoman.raw import MAX_BYTES, Raw, too_large

USER_AGENT = f"dragoman/{__version__} (reads reports at its user's request)"
# Seconds for the whole answer; a page that takes longer is down, or is sent a byte at a time.
MAX_SECONDS = 20.0
_CHUNK = 65_536
# What is fetched besides texts; many servers call a feed or a page by a name of their own.
_KINDS = (
    "application/xhtml+xml", "application/octet-stream", "application/rss+xml", "application/atom+xml", "application/rdf+xml",
    "application/xml", "application/pdf",
)  # fmt: skip


class AnswerError(SourceError):
    """The server answers with an error.

    Attributes:
        code: of HTTP.
    """

    def __init__(self, url: str, code: int, reason: str) -> None:
        super().__init__(f"{url} answers {code} {reason}")
        self.code = code


class _PrivateError(Exception):
    """The address leads into a private network."""


def _refuse_private(address: str) -> None:
    """Refuse an address that is not on the public internet."""
    if not ipaddress.ip_address(address.split("%")[0]).is_global:
        raise _PrivateError(address)


def _connect(connection: http.client.HTTPConnection, connect: Callable[[], None], private: bool) -> None:
    """Connect, without `private` to a public address only.

    All addresses of the name are looked at first, so that nothing private is even knocked at; then the end that was reached,
    before anything is sent, so that a name which changes its address in between gains nothing.
    """
    if private:
        return connect()
    for *_, address in socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM):
        _refuse_private(str(address[0]))
    connect()
    try:
        _refuse_private(connection.sock.getpeername()[0])
    except _PrivateError:
        connection.close()
        raise
    return None


class _Http(http.client.HTTPConnection):
    def __init__(self, *args: Any, private: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.private = private

    def connect(self) -> None:
        _connect(self, super().connect, self.private)


class _Https(http.client.HTTPSConnection):
    def __init__(self, *args: Any, private: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.private = private

    def connect(self) -> None:
        _connect(self, super().connect, self.private)


class _HttpHandler(urllib.request.HTTPHandler):
    def __init__(self, private: bool) -> None:
        super().__init__()
        self.private = private

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Http, private=self.private), req)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def __init__(self, private: bool) -> None:
        super().__init__()
        self.private = private

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Https, private=self.private), req)


class _RedirectHandler(urllib.request.HTTPRedirectHandler):
    def __init__(self, before: Callable[[str], None]) -> None:
        self.before = before

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None:
            self.before(_address(request.full_url))
        return request


def get(url: str, *, private: bool = False, before: Callable[[str], None] = lambda url: None) -> Raw:
    """Fetch one page.

    Args:
        url: an http or https address without user name.
        private: also from an address that is not on the public internet.
        before: called with each address before it is asked for, also those that the page moved to; may raise a SourceError.
    Raises:
        SourceError: if it is anything else, leads to a private address, is too large, too slow, no text, or is not there.
    """
    address = _address(url)
    opener = urllib.request.OpenerDirector()
    for handler in (
        _HttpHandler(private), _HttpsHandler(private), urllib.request.HTTPDefaultErrorHandler(), _RedirectHandler(before),
        urllib.request.HTTPErrorProcessor(), urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    request = urllib.request.Request(
        address, headers={"User-Agent": USER_AGENT, "Accept": "text/html, text/plain;q=0.9, */*;q=0.1"}
    )
    before(address)
    try:
        return _answer(opener, request, url)
    except _PrivateError as error:
        raise SourceError(
            f"{url} leads to the private address {error}: fetch it and read the file, or use `dragoman add --allow-private`"
        ) from error
    except urllib.error.HTTPError as error:
        raise AnswerError(url, error.code, error.reason) from error
    except TimeoutError as error:
        raise SourceError(f"{url} did not answer in full within {MAX_SECONDS:.0f} seconds") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceError(f"{url} cannot be fetched: {getattr(error, 'reason', None) or error}") from error


def _address(url: str) -> str:
    """The address with its path and query in ASCII."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme.lower() in ("http", "https") and parts.hostname and not parts.username
    except ValueError:
        fits = False
    if not fits:
        raise SourceError(
            f"{url}: only http and https addresses without a user name are fetched; save the report to a file and read that"
        )
    path, query = (quote(part, safe="%/:=&?~+!$,;'@()*[]") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _answer(opener: urllib.request.OpenerDirector, request: urllib.request.Request, url: str) -> Raw:
    deadline = time.monotonic() + MAX_SECONDS
    with opener.open(request, timeout=MAX_SECONDS) as response:
        kind: str = response.headers.get_content_type()
        if not kind.startswith("text/") and kind not in _KINDS:
            raise SourceError(f"{url} is {kind}, not a page or a text")
        return Raw(
            body=_body(response, url, deadline),
            name=url,
            charset=response.headers.get_content_charset(),
            url=response.geturl(),
            fmt="html" if "html" in kind else None,
        )


def _body(response: Any, url: str, deadline: float) -> bytes:
    """The body, read in pieces so that neither its size nor a slow sender passes the limits."""
    parts: list[bytes] = []
    size = 0
    while piece := response.read1(_CHUNK):
        parts.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            raise too_large(url)
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)
