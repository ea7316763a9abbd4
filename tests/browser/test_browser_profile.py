"""Profiles and manuscripts in a real browser, on a study of the hostile demo campaign."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from campaign.profile import Chapter
from campaign.report import as_html, findings_of, report_of
from campaign.study import make_study
from campaign.watchlist import Watchlist
from marionet.progress import SILENT
from tests.browser.conftest import Desk
from tests.campaign.report.hand_made import hostile, manuscripts, report
from vault import Vault


def vault_of(desk: Desk) -> Vault:
    return Vault(desk.run.folder.parent.parent)


@pytest.fixture(scope="module")
def studied(desk: Desk) -> Iterator[str]:
    """The desk with a study of its run; yields the manuscript of the most slots."""
    vault = vault_of(desk)
    study = make_study(vault, desk.run, Watchlist(), SILENT)
    rows = study.read("manuscripts").to_pylist()
    best = max(rows, key=lambda row: (row["slots"] or 0, row["manuscript_id"]))
    assert best["slots"]
    yield str(best["manuscript_id"])
    vault.drop_studies()


def test_before_there_is_a_study_the_page_says_what_to_call(page: Page, desk: Desk, ring_path: str):
    vault_of(desk).drop_studies()
    page.goto(desk.address + ring_path)
    page.get_by_role("link", name="Campaign profile").click()
    expect(page.locator("pre")).to_have_text(f"marionet study --run {desk.run.run_id}")


def test_from_a_ring_to_its_profile_a_manuscript_and_a_post(
    page: Page, desk: Desk, ring_path: str, studied: str
):
    page.goto(desk.address + ring_path)
    page.get_by_role("link", name="Campaign profile").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("that act as one")
    expect(page.locator("section.chapter").nth(2)).to_be_visible()
    page.get_by_role("link", name="its manuscripts").click()
    page.get_by_role("link", name="all", exact=True).click()
    page.locator("#manuscripts tbody th a").first.click()
    expect(page.locator("#copies tbody tr").first).to_be_visible()
    page.locator("#copies tbody td a").first.click()
    expect(page.get_by_text("What is known")).to_be_visible()


def test_a_slot_opens_by_keyboard_and_closes_again(page: Page, desk: Desk, studied: str):
    page.goto(f"{desk.address}/manuscripts/{studied}")
    slots = page.locator(".spun .slot")
    summary = slots.first.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(slots.first.locator(".open")).to_be_visible()
    expect(slots.first.locator(".open tbody tr").first).to_contain_text("%")
    page.keyboard.press("Escape")
    expect(slots.first.locator(".open")).to_be_hidden()
    expect(summary).to_be_focused()
    assert "alternatives" in summary.inner_text()


def test_alternatives_are_listed_on_paper(page: Page, desk: Desk, studied: str):
    page.goto(f"{desk.address}/manuscripts/{studied}")
    expect(page.locator(".printed-slots")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".printed-slots li").first).to_be_visible()


def read(browser: Browser, path: Path, **options: object) -> tuple[Page, list[str]]:
    """Open a file; return the page and what went wrong or was asked for besides it."""
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    noted: list[str] = []
    page.on("request", lambda request: noted.append(request.url))
    page.on("console", lambda message: noted.append(message.text))
    page.on("dialog", lambda dialog: (noted.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    return page, noted[1:]


def test_the_page_to_send_opens_its_slots_without_a_script(browser: Browser, tmp_path: Path):
    path = tmp_path / "profile.html"
    path.write_text(as_html(report()), "utf-8")
    page, noted = read(browser, path, java_script_enabled=False)
    page.locator(".slot summary").first.click()
    expect(page.locator(".slot .open").first).to_be_visible()
    expect(page.locator(".slot .open").first).to_contain_text("讲真的")
    assert noted == []
    page.context.close()


def test_one_slot_is_open_at_a_time(browser: Browser, tmp_path: Path):
    path = tmp_path / "profile.html"
    path.write_text(as_html(report()), "utf-8")
    page, noted = read(browser, path)
    slots = page.locator(".spun .slot")
    slots.nth(0).locator("summary").click()
    expect(slots.nth(0).locator(".open")).to_be_visible()
    slots.nth(2).locator("summary").focus()
    page.keyboard.press("Space")
    expect(slots.nth(2).locator(".open")).to_be_visible()
    expect(slots.nth(0).locator(".open")).to_be_hidden()
    assert noted == []
    page.context.close()


def test_the_page_to_send_is_harmless_and_prints(
    browser: Browser, desk: Desk, studied: str, tmp_path: Path
):
    vault = vault_of(desk)
    real = report_of(findings_of(vault, desk.run))
    chapters = (
        Chapter("hostile", "Hostile", hostile()),
        Chapter("manuscripts", "Manuscripts", manuscripts()),
    )
    for number, told in enumerate((real, report(chapters=chapters))):
        path = tmp_path / f"{number}.html"
        path.write_text(as_html(told), "utf-8")
        page, noted = read(browser, path)
        assert noted == []
        assert page.evaluate("'__pwned' in window") is False
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0
        assert len(page.pdf(prefer_css_page_size=True)) > 10_000
        page.context.close()
