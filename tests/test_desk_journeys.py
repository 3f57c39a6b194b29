"""What an analyst does at the desk, in a browser, from the first page to the last."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import NARROW, Visit, Visitor

pypdf = pytest.importorskip("pypdf", reason="needs the extra: pip install 'dragoman[pdf]'")
Picture = Callable[[Visitor, str], None]

REPORT = (
    "ACCRA, 5 May 2025 (Coast Wire) — The trade ministers of Ghana and Togo met in Accra on Monday for talks on the border market. "
    "Ghanaian Trade Minister Esi Mensah said that the market would open in June.\n\n"
    "“The fees are too high,” Togolese Trade Minister Kofi Adjei told reporters."
)


def row(page: Any, place: str) -> Any:
    return page.locator("#results .row").filter(has_text=place)


def marked(page: Any) -> Any:
    """The first stretch of the mark that the address points at."""
    return page.locator(".report i:target ~ a").first


def statements(page: Any) -> list[dict[str, Any]]:
    """Those of the document that the page shows, as its data has them."""
    path = page.url.partition("#")[0].partition("?")[0]
    found: list[dict[str, Any]] = page.request.get(f"{path}.json").json()["record"]["statements"]
    return found


def test_find_the_talks_and_compare_both_accounts(home: str, visit: Visit, picture: Picture) -> None:
    visitor = visit(home)
    page = visitor.open("/")
    picture(visitor, "home")
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Contacts").click()
    page.get_by_label("Between").fill("Kenya")
    page.get_by_label("and", exact=True).fill("Tanzania")
    page.get_by_label("Place or country").fill("Kampala")
    page.get_by_label("Place or country").press("Enter")
    page.wait_for_url(re.compile(r"/contacts\?party=Kenya&party=Tanzania&place=Kampala$"))
    assert page.locator("#results .row").count() == 1
    picture(visitor, "contacts")
    row(page, "12 March 2025").get_by_role("link").click()

    accounts = page.locator(".accounts-page")
    accounts.wait_for()
    assert [text.split()[0] for text in accounts.locator(".columns > span").all_inner_texts()] == ["Kenya", "Tanzania"]
    for heading in ("Told by several", "Told by one side only"):
        assert accounts.get_by_role("heading", name=heading).is_visible()
    picture(visitor, "contact")
    cell = accounts.locator("blockquote a").filter(has_text="permits").first
    words = cell.inner_text()
    cell.click()
    mark = marked(page)
    assert mark.is_visible()
    assert words.startswith(mark.inner_text())
    mark.click()
    assert page.locator(".match:target").filter(has_text=words).is_visible()
    data = page.request.get(page.locator("link[type='application/json']").get_attribute("href")).json()
    assert [account["name"] for account in data["comparison"]["accounts"]] == ["KEN", "TZA"]


def test_paste_a_report_correct_a_wrong_speaker_and_see_it_kept(own: str, visit: Visit, picture: Picture) -> None:
    visitor = visit(own)

    def paste(day: str) -> Any:
        page = visitor.open("/read")
        page.get_by_label("The report", exact=True).fill(REPORT)
        page.get_by_label("Day of publication").fill(day)
        page.get_by_role("button", name="Read and save").click()
        page.wait_for_url("**/documents/D*")
        return page

    page = paste("2025-05-05")
    said = next(s for s in statements(page) if "fees" in page.locator(f"#{s['id']}").inner_text())
    picture(visitor, "document")
    page.locator(f"#{said['id']}").get_by_role("link", name=said["id"], exact=True).click()
    form = page.locator("form.edit")
    form.get_by_label("speaker", exact=True).fill("Ama Adjei")
    form.get_by_label("Your name").fill("An analyst")
    form.get_by_label("Reason").fill("she spoke, not he")
    picture(visitor, "correct")
    form.get_by_role("button", name="Correct").click()
    page.get_by_text("Correction 1 is made").wait_for()
    page.get_by_role("link", name="Report D9").click()
    page.wait_for_url(f"**/documents/D9#{said['id']}")
    assert page.locator(f"#{said['id']}").get_by_text("Ama Adjei").is_visible()

    page = paste("2025-05-06")
    assert page.get_by_text("version 2").is_visible()
    again = next(s for s in statements(page) if s["content_spans"] == said["content_spans"])
    assert (said["speaker"], again["speaker"], again["review"]) == ("Kofi Adjei", "Ama Adjei", "edited")
    assert page.locator(f"#{again['id']}").get_by_text("Ama Adjei").is_visible()


def test_by_keyboard_alone(home: str, visit: Visit) -> None:
    visitor = visit(home)
    page = visitor.open("/contacts")
    visitor.tab_to(page.get_by_text("To the content")).press("Enter")
    visitor.tab_to(page.get_by_label("Between"))
    page.keyboard.type("Kenya")
    visitor.tab_to(page.get_by_label("Place or country"))
    page.keyboard.type("Kampala")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts\?party=Kenya&place=Kampala$"))
    visitor.settled()
    visitor.tab_to(page.locator("#results .row .name")).press("Enter")
    page.wait_for_url("**/contacts/C*")
    visitor.tab_to(page.locator(".accounts-page").get_by_role("link", name="urged Tanzania")).press("Enter")
    visitor.tab_to(marked(page)).press("Enter")
    assert page.locator(".match:target").get_by_text("urged Tanzania").is_visible()
    visitor.tab_to(page.get_by_role("link", name="The whole report").first).press("Enter")
    page.wait_for_url("**/documents/D*")
    visitor.tab_to(page.locator(".report a.contact:not([tabindex])").first)
    page.locator(".why-panel .found .why").filter(has_text="score").first.wait_for()


def test_a_telephone_is_wide_enough(home: str, visit: Visit, picture: Picture) -> None:
    visitor = visit(home, size=NARROW)
    page = visitor.open("/contacts?place=Kampala")
    row(page, "12 March 2025").get_by_role("link").click()
    page.wait_for_url("**/contacts/C*")
    assert page.get_by_role("heading", name="The accounts side by side").is_visible()
    picture(visitor, "telephone")


def test_merge_two_contacts_and_undo(own: str, visit: Visit) -> None:
    page = visit(own).open("/contacts")

    def listed() -> list[str]:
        return [row["id"] for row in page.request.get("/contacts.json").json()["rows"]]

    before = listed()
    page.locator("#results").get_by_role("link").filter(has_text="Kenya").last.click()
    page.get_by_role("link", name="Merge, split, correct").click()
    page.get_by_label("Its number, or choose below").fill("C2")
    form = page.locator("form").filter(has_text="Its number")
    form.get_by_label("Your name").fill("An analyst")
    form.get_by_label("Reason").fill("the same talks")
    form.get_by_role("button", name="Merge it into C1").click()
    page.get_by_text("Correction 1 is made").wait_for()
    assert page.url.startswith(f"{own}/contacts/C1?")
    assert listed() == [id for id in before if id != 2]
    page.get_by_role("link", name="See it, or undo it").click()
    page.wait_for_url("**/corrections#k1")
    undo = page.locator("#k1")
    undo.get_by_text("Undo", exact=True).click()
    undo.get_by_label("Reason").fill("they were two")
    undo.get_by_role("button", name="Undo 1").click()
    page.get_by_text("Correction 2 is made").wait_for()
    assert len(listed()) == len(before)


def test_filter_and_export(home: str, visit: Visit) -> None:
    page = visit(home).open("/contacts")
    page.get_by_label("Status").select_option("held")
    page.wait_for_url("**/contacts?status=held")
    page.locator("#results .export summary").click()
    with page.expect_download() as coming:
        page.locator("#results .export").get_by_role("link", name="csv").click()
    rows = list(csv.DictReader(coming.value.path().read_text(encoding="utf-8-sig").splitlines()))
    shown = page.request.get("/contacts.json?status=held").json()["rows"]
    assert {row["status"] for row in rows} == {"held"}
    assert len(rows) == len(shown) > 1


def test_print_a_briefing(home: str, visit: Visit, tmp_path: Path) -> None:
    page = visit(home).open("/contacts?place=Kampala")
    row(page, "12 March 2025").get_by_role("link").click()
    page.get_by_role("link", name="Briefing on one page").click()
    page.get_by_role("button", name="Print").wait_for()
    page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    (sheet,) = pypdf.PdfReader(tmp_path / "brief.pdf").pages
    words = " ".join(sheet.extract_text().split())
    for told in ("Kenya", "Tanzania", "12 March 2025", "D3", "D4", "joint patrol"):
        assert told in words
    assert "Back to the contact" not in words
