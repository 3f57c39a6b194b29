"""Fetching into a store: robots.txt, pauses, moved pages, private addresses; feeds and PDF behind addresses."""

from __future__ import annotations

import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman import fetch, intake, visits
from dragoman.cli import main
from dragoman.errors import SourceError

pytest.importorskip("protego")

TALKS = b"OSLO, 3 March 2031 - Norway and Chile held talks in Oslo on Monday. They will meet again."
RULES = "User-agent: *\nDisallow: /closed\n\nUser-agent: dragoman\nDisallow: /no*way\nCrawl-delay: {delay}\n"
FEED = b"""<rss version="2.0"><channel><title>Desk</title><item><guid>https://example.org/9</guid>
<description>Norway and Chile held talks in Oslo on 3 March 2031.</description></item></channel></rss>"""


class _Site(http.server.BaseHTTPRequestHandler):
    """A site with rules, a page, a feed and a page that has moved to where nobody may look."""

    robots: tuple[int, str] = (200, RULES.format(delay=0))
    asked: list[str]
    agents: set[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        type(self).agents.add(self.headers["User-Agent"])
        answers = {
            "/robots.txt": (self.robots[0], "text/plain", self.robots[1].encode()),
            "/talks": (200, "text/plain", TALKS),
            "/feed": (200, "application/rss+xml", FEED),
            "/paper": (200, "application/pdf", b"%PDF-1.7 cut off"),
            "/closed": (200, "text/plain", TALKS),
        }
        code, kind, body = answers.get(self.path, (302, "text/plain", b""))
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if code == 302:
            self.send_header("Location", {"/out": "ftp://example.org/"}.get(self.path, "/no/way"))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(_Site, "asked", [], raising=False)
    monkeypatch.setattr(_Site, "agents", set(), raising=False)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def visit(site: str, *paths: str) -> list[float]:
    """Fetch pages with a clock that only the pauses move forward; gives the pauses."""
    pauses: list[float] = []
    visitor = visits.Visits(private=True, delay=2, clock=lambda: sum(pauses), sleep=pauses.append)
    for path in paths:
        visitor(site + path)
    return pauses


def test_rules_are_asked_for_once_and_pauses_are_made(site: str) -> None:
    assert visit(site, "/talks", "/talks", "/closed") == [2, 2]
    assert _Site.asked == ["/robots.txt", "/talks", "/talks", "/closed"]
    assert all(agent.startswith(f"{visits.AGENT}/") for agent in _Site.agents)


def test_a_longer_pause_that_the_site_asks_for_is_made(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Site, "robots", (200, RULES.format(delay=7)))
    assert visit(site, "/talks", "/talks") == [7]
    monkeypatch.setattr(_Site, "robots", (200, RULES.format(delay=3600)))
    with pytest.raises(SourceError, match=r"asks for pauses of 3,600 seconds"):
        visit(site, "/talks")


@pytest.mark.parametrize("path", ["/no/way", "/moved"])
def test_what_the_rules_forbid_is_not_asked_for(site: str, path: str) -> None:
    with pytest.raises(SourceError, match=r"/no/way is not fetched: the site's robots\.txt forbids it"):
        visit(site, path)
    assert "/no/way" not in _Site.asked


def test_a_page_that_moved_elsewhere_than_http_is_not_followed(site: str) -> None:
    with pytest.raises(SourceError, match=r"^ftp://example\.org/: only http and https addresses"):
        visit(site, "/out")


@pytest.mark.parametrize(("code", "is_open"), [(404, True), (403, True), (503, False)])
def test_a_site_without_rules_is_open_and_one_whose_rules_fail_is_not(
    site: str, monkeypatch: pytest.MonkeyPatch, code: int, is_open: bool
) -> None:
    monkeypatch.setattr(_Site, "robots", (code, "no"))
    if is_open:
        visit(site, "/talks")
    else:
        with pytest.raises(SourceError, match=r"is not visited: its robots\.txt cannot be had: .* answers 503"):
            visit(site, "/talks")
    assert ("/talks" in _Site.asked) is is_open


def test_private_addresses_are_not_knocked_at(site: str) -> None:
    with pytest.raises(SourceError, match=r"leads to the private address 127\.0\.0\.1"):
        visits.Visits()(f"{site}/talks")
    assert _Site.asked == []


def test_without_the_extra_one_line_says_so(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "protego", None)
    with pytest.raises(SourceError, match=r"needs the extra: pip install 'dragoman\[http\]'"):
        visit(site, "/talks")
    assert fetch.get(f"{site}/talks", private=True).body == TALKS


def test_a_feed_behind_an_address_gives_its_entries(site: str) -> None:
    (piece,) = intake.pieces([f"{site}/feed"], fetch=visits.Visits(private=True))
    assert isinstance(piece, intake.Piece)
    assert (piece.key, piece.origin) == ("https://example.org/9", f"{site}/feed")


def add(db: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["add", *more, "--db", str(db), "--delay", "0"])


def test_addresses_are_added_failures_listed_and_tried_again(
    site: str, tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, paths = tmp_path / "s.db", [f"{site}{path}" for path in ("/talks", "/feed", "/paper", "/no/way")]
    assert add(db, *paths, "--allow-private").stderr.splitlines()[0] == f"2 added, 0 changed, 0 unchanged, 2 failed, in {db}"
    errors = CliRunner().invoke(main, ["show", "errors", "--db", str(db)]).stdout
    assert "forbids it" in " ".join(errors.split())
    monkeypatch.setattr(_Site, "robots", (404, ""))
    monkeypatch.setattr("dragoman.pdf.text", lambda *args: (TALKS.decode(), 1))
    again = add(db, *paths[2:3], "--allow-private", "--retry")
    assert again.stderr.splitlines()[0] == f"1 added, 0 changed, 0 unchanged, 0 failed, in {db}"


def test_a_private_address_is_refused_by_the_command(site: str, tmp_path: Path) -> None:
    result = add(tmp_path / "s.db", f"{site}/talks")
    assert result.exit_code == 1
    assert "leads to the private address 127.0.0.1" in result.stderr
