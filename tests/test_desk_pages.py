"""Every page of the desk in a browser: axe finds nothing in light and in dark, a telephone shows it whole, and no report acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import NARROW, Visit, serving
from stored import contact, record, side, statement
from web import store

from dragoman.web.pages import PAGES

EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> </textarea></title> \u202eback\u202c \u2066\u200b {{ 7*7 }} '\"> "
    "<svg onload=alert(3)> <a href='javascript:alert(4)'>met</a> <iframe src='https://elsewhere.example/'></iframe> "
    "https://elsewhere.example/x.png \x07"
)
MORE = [
    "/contacts?party=Kenya&party=Tanzania&status=held", "/contacts?person=nobody", "/contacts?since=soon", "/contacts/C99",
    "/search?q=boats", "/search?in=documents&q=boats", "/queue?below=1",
]  # fmt: skip


def addresses() -> Iterator[str]:
    """One address of each page, and some with questions."""
    for route in (route for router in PAGES for route in router.routes):
        path = getattr(route, "path", "")
        if "GET" in getattr(route, "methods", ()) and "." not in path:
            yield re.sub(r"\{number[^}]*\}", "2", path).replace("{item}", "s1")
    yield from MORE


@pytest.mark.parametrize("path", list(addresses()))
def test_a_page_is_for_everybody_by_day_and_night_and_on_a_telephone(home: str, visit: Visit, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    visitor = visit(home)
    page = visitor.open(path)
    visitor.settled()
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found = axe.run(page)
        assert found.violations_count == 0, f"{colours}: {found.generate_report()}"
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    if path in ("/contacts?since=soon", "/contacts/C99"):
        visitor.complaints.clear()  # that it is an error, which the console tells


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk over a store of reports that try everything."""
    whole = (0, len(EVIL))
    records = [
        record(
            f'evil{n}"><img src=x>', text=EVIL, source=EVIL, title=EVIL, url="javascript:alert(1)", notes=[EVIL],
            contacts=[
                contact(sides=[side(EVIL, EVIL), side("NOR", EVIL)], evidence=[whole], place=EVIL, start="2031-03-03",
                        found_by=EVIL, unknown={"venue": EVIL}),
            ],
            statements=[statement(speaker=EVIL, party=EVIL, source_span=whole, cue_span=whole, content_spans=[whole], act=EVIL)],
        )
        for n in range(2)
    ]  # fmt: skip
    with serving(Path(store(tmp_path_factory.mktemp("evil") / "evil.db", records))) as address:
        yield address


def test_a_hostile_report_does_nothing_on_any_page(evil: str, visit: Visit) -> None:
    visitor = visit(evil)
    for path in addresses():
        visitor.open(path.replace("C2", "C1"))
        visitor.settled()
        visitor.complaints = [told for told in visitor.complaints if "status of 4" not in told]
    assert visitor.page.evaluate("document.querySelectorAll('img, iframe, object').length") == 0


def test_a_hostile_report_does_nothing_where_it_is_pasted(evil: str, visit: Visit) -> None:
    visitor = visit(evil)
    page = visitor.open("/read")
    page.get_by_label("The report", exact=True).fill(f"{EVIL}\n\nNorway and Chile met in Oslo.")
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_text("Read just now").wait_for()
    page.get_by_text("Change the text").click()
    assert page.locator("textarea").input_value().startswith(EVIL[:100])
    page.get_by_role("button", name="Save to the store").click()
    page.wait_for_url("**/documents/D3")
    for mark in page.locator(".report a:not([tabindex])").all():
        mark.focus()


def test_five_megabytes_are_refused(evil: str, visit: Visit, tmp_path: Path) -> None:
    visitor = visit(evil)
    page = visitor.open("/read")
    report = tmp_path / "report.txt"
    report.write_text("<b>talks</b> " * 400_000)
    page.locator("input[type=file]").set_input_files(report)
    page.get_by_role("button", name="Read", exact=True).click()
    assert "characters" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Day of publication").is_visible()
    visitor.complaints.clear()  # that it is an error, which the console tells
