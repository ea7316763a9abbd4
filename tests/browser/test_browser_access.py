"""For everyone: keyboard, names for what is on the page, contrast, both themes, small windows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk

BASICS = """() => {
  const wrong = [];
  const say = (what, element) => wrong.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
  if (!document.documentElement.lang) wrong.push("no language");
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (!document.querySelector("main")) wrong.push("no main");
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.filter((i) => i === id).length > 1) wrong.push(`two #${id}`);
  for (const e of document.querySelectorAll("input, select, textarea"))
    if (!e.labels?.length && !e.ariaLabel) say("no label", e);
  for (const e of document.querySelectorAll("a[href], button"))
    if (!e.textContent.trim() && !e.ariaLabel) say("no name", e);
  for (const e of document.querySelectorAll("iframe")) if (!e.title) say("no title", e);
  for (const e of document.querySelectorAll("th")) if (!e.scope) say("no scope", e);
  for (const e of document.querySelectorAll("[aria-labelledby]"))
    if (!document.getElementById(e.getAttribute("aria-labelledby"))) say("names nothing", e);
  for (const e of document.querySelectorAll("svg"))
    if (e.ariaHidden !== "true" && !e.ariaLabel) say("no name", e);
  if (document.querySelector("[style]")) say("inline style", document.querySelector("[style]"));
  return wrong;
}"""

CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r / 255, g / 255, b / 255].map((v) =>
      v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const found = rgba(getComputedStyle(e).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const wrong = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const text = rgba(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(text), light(ground(element))].sort((p, q) => q - p);
    const ratio = (a + 0.05) / (b + 0.05);
    const said = walker.currentNode.data.trim().slice(0, 40);
    if (ratio < 4.5) wrong.push(`${ratio.toFixed(2)} ${said}`);
  }
  return wrong;
}"""


@pytest.fixture
def paths(page: Page, desk: Desk, ring_path: str) -> list[str]:
    """One address of each kind of page."""
    page.goto(desk.address + ring_path)
    evidence = page.locator("#evidence tbody th a").first.get_attribute("href")
    account = page.locator("#members tbody th a").first.get_attribute("href")
    page.goto(f"{desk.address}{account}")
    post = page.locator("#posts tbody td a").first.get_attribute("href")
    found = ["/", ring_path, evidence, account, post, "/search", "/search?q=a", "/rings/none"]
    assert all(found)
    return [str(path) for path in found]


def test_every_page_names_what_is_on_it(page: Page, desk: Desk, paths: list[str]):
    for path in paths:
        page.goto(desk.address + path)
        assert page.evaluate(BASICS) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    new_page: Callable[..., Page], desk: Desk, paths: list[str], scheme: str
):
    page = new_page(color_scheme=scheme)
    for path in paths:
        page.goto(desk.address + path)
        assert page.evaluate(CONTRAST) == [], path


def test_no_page_is_wider_than_a_small_laptop(page: Page, desk: Desk, paths: list[str]):
    for path in paths:
        page.goto(desk.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path


def test_the_table_of_rings_is_reached_by_the_keyboard(page: Page):
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for name in ("campaign profile", "manuscripts"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#rings tbody a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ring 1")


def test_a_slash_leads_to_the_search_box(page: Page):
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#q")).to_have_value("a/b")


def test_a_table_is_sorted_by_the_keyboard(page: Page, desk: Desk, ring_path: str):
    page.goto(desk.address + ring_path)
    page.locator("#members thead a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=handle**")
    expect(page.locator("#members th[aria-sort=ascending]")).to_have_text("Account")


def test_the_theme_follows_the_system_and_then_the_person(
    new_page: Callable[..., Page], desk: Desk, ring_path: str
):
    page = new_page(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Change between light and dark").click()
    light = page.evaluate(ground)
    assert light != dark
    page.goto(f"{desk.address}{ring_path}#network")
    assert page.evaluate(ground) == light
    page.locator("[data-network][data-drawn]").wait_for()
    page.wait_for_function("document.querySelector('[data-network]').dataset.drawn")
    expect(page.frame_locator("iframe").locator("html[data-theme=light]")).to_be_attached()


def test_pages_work_without_scripts(new_page: Callable[..., Page], desk: Desk, ring_path: str):
    page = new_page(java_script_enabled=False)
    page.goto(desk.address + ring_path)
    page.get_by_role("link", name="Posts in it").click()
    expect(page.locator("#members th[aria-sort]")).to_have_text("Posts in it")
