"""The desk in Debian's Chromium, for the tests of what its pages do there.

A visitor notes what no page may do: ask anywhere else, complain, open a dialog. Where the browser, Playwright, the extra `web` or
the model is absent, the tests that need them are skipped.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples" / "talks"
IMAGES = ROOT / "docs" / "images"
WIDE, NARROW = (1280, 800), (360, 740)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Milliseconds in which a page must do what it should; a report is read meanwhile.
_PATIENCE = 15_000
# A name that is not this machine's is looked up nowhere, whatever a page asks for.
_OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class Visitor:
    """Somebody in front of a desk.

    Attributes:
        page: as Playwright gives it.
        asked: addresses of everything that was asked for.
        complaints: errors of scripts, and what the console shows as an error or a warning.
        dialogs: what was shown in dialogs.
    """

    def __init__(self, browser: Any, home: str, *, dark: bool = False, size: tuple[int, int] = WIDE) -> None:
        self.home = home
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        self._context = browser.new_context(
            base_url=home,
            color_scheme="dark" if dark else "light",
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
        )
        self._context.set_default_timeout(_PATIENCE)
        self._context.on("request", lambda request: self.asked.append(request.url))
        self._context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._context.on("console", self._told)
        self.page = self._context.new_page()
        self.page.on("dialog", self._dialog)

    def _told(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> Any:
        """The page at an address of the desk."""
        self.page.goto(path)
        return self.page

    def settled(self) -> None:
        """Wait until nothing is asked for any more."""
        self.page.wait_for_load_state("networkidle")

    def tab_to(self, target: Any) -> Any:
        """Go on with the Tab key until this element has the focus; it must be seen to have it."""
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                assert target.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
                return target
        raise AssertionError(f"the Tab key does not lead to {target}")

    def outside(self) -> list[str]:
        """What was asked for anywhere but at the desk."""
        return [url for url in self.asked if not url.startswith((f"{self.home}/", "data:", "about:", "blob:"))]

    def leave(self) -> None:
        """Close the pages; nothing may have been wrong with any of them."""
        self._context.close()
        assert (self.outside(), self.dialogs, self.complaints) == ([], [], [])


Visit = Callable[..., Visitor]


@contextlib.contextmanager
def serving(db: Path) -> Iterator[str]:
    """The address of a desk of this store."""
    command = [sys.executable, "-m", "dragoman", "serve", "--db", db.name, "--port", "0"]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    run = subprocess.Popen(command, cwd=db.parent, env=settings, stderr=subprocess.PIPE, text=True)
    try:
        assert run.stderr is not None
        told = "".join(iter(run.stderr.readline, "")) if run.poll() else run.stderr.readline()
        found = re.search(r"http://\S+:\d+", told)
        assert found, f"the desk did not start: {told}"
        _wait_for(found.group())
        yield found.group()
    finally:
        run.terminate()
        run.wait(20)


def _wait_for(address: str, tries: int = 100) -> None:
    """Until somebody listens: the address is told a moment before."""
    host, port = address.removeprefix("http://").split(":")
    for _ in range(tries):
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection((host, int(port)), timeout=5):
            return
        time.sleep(0.1)
    pytest.fail(f"nobody listens at {address}")


@pytest.fixture(scope="session")
def talks(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Path:
    """A store with the reports of `examples/talks`; to be copied by those who write."""
    pytest.importorskip("fastapi", reason="needs the extra: pip install 'dragoman[web]'")
    where = tmp_path_factory.mktemp("desk") / "talks.db"
    command = [sys.executable, "-m", "dragoman", "add", str(EXAMPLES), "--db", str(where)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return where


@pytest.fixture(scope="session")
def home(talks: Path) -> Iterator[str]:
    """The address of a desk for those who only read."""
    with serving(talks) as address:
        yield address


@pytest.fixture
def own(talks: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a desk over a copy of the store."""
    with serving(Path(shutil.copy(talks, tmp_path / "talks.db"))) as address:
        yield address


# Not for the whole session: Playwright keeps a loop in this thread, in which other tests could start none of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, which the extra `test` brings")
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with playwright.sync_playwright() as started:
        yield started.chromium.launch(executable_path=path, args=[_OFFLINE])


@pytest.fixture
def visit(chromium: Any) -> Iterator[Visit]:
    """Makes visitors of a desk; what no page may do is looked for when the test is over."""
    visitors: list[Visitor] = []

    def come(home: str, **how: Any) -> Visitor:
        visitors.append(Visitor(chromium, home, **how))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Visitor, str], None]:
    """Puts what a visitor sees into the documentation, if that is asked for."""

    def take(visitor: Visitor, name: str) -> None:
        if request.config.getoption("--screenshots"):
            IMAGES.mkdir(exist_ok=True)
            visitor.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")

    return take
