"""Visiting sites politely: their robots.txt is obeyed, and there is a pause between two pages of one host."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from dragoman.errors import SourceError
from dragoman.raw import Raw

# The name by which a robots.txt may speak of this program.
AGENT = "dragoman"
# Seconds; a site that asks for longer pauses than this does not want to be read by a program.
MAX_DELAY = 60.0
# Characters of a robots.txt that are heeded, as in RFC 9309.
_MAX_RULES = 500_000


class Visits:
    """Fetches pages one after another and remembers the rules of each site."""

    def __init__(
        self,
        *,
        private: bool = False,
        delay: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set the manners.

        Args:
            private: fetch also from addresses that are not on the public internet.
            delay: seconds between two pages of a host; a longer one that its robots.txt asks for is kept.
        """
        self.private, self.delay, self.clock, self.sleep = private, delay, clock, sleep
        self._rules: dict[str, Any] = {}
        self._free: dict[str, float] = {}

    def __call__(self, url: str) -> Raw:
        """Fetch a page.

        Raises:
            SourceError: if it cannot be had, see `dragoman.fetch.get`; if the site forbids it; if the extra is missing.
        """
        from dragoman import fetch

        return fetch.get(url, private=self.private, before=self._ask)

    def _ask(self, url: str) -> None:
        """Wait until the page may be asked for, or refuse it."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._read_rules(site)
        rules = self._rules[site]
        if isinstance(rules, SourceError):
            raise rules
        if not rules.can_fetch(url, AGENT):
            raise SourceError(f"{url} is not fetched: the site's robots.txt forbids it")
        delay = max(self.delay, rules.crawl_delay(AGENT) or 0)
        if delay > MAX_DELAY:
            raise SourceError(f"{url} is not fetched: the site's robots.txt asks for pauses of {delay:,.0f} seconds")
        now = self.clock()
        if (free := self._free.get(site, now)) > now:
            self.sleep(free - now)
        self._free[site] = max(free, now) + delay

    def _read_rules(self, site: str) -> Any:
        """The rules of a site: all is allowed where there are none, nothing while they cannot be had (RFC 9309, 2.3.1)."""
        from dragoman import fetch

        try:
            from protego import Protego
        except ImportError as error:
            raise SourceError("reading addresses into a store needs the extra: pip install 'dragoman[http]'") from error
        try:
            text = fetch.get(f"{site}/robots.txt", private=self.private).body[:_MAX_RULES].decode(errors="replace")
        except fetch.AnswerError as error:
            if error.code >= 500:
                return SourceError(f"{site} is not visited: its robots.txt cannot be had: {error}")
            text = ""
        except SourceError as error:
            return SourceError(f"{site} is not visited: {error}")
        return Protego.parse(text)
