import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk


def test_from_the_rings_to_a_post_and_back_by_search(page: Page, desk: Desk):
    expect(page.get_by_role("heading", level=1)).to_contain_text("that act as one")
    page.locator("#rings tbody tr a.row-title").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Ring 1")
    expect(page.locator("#why")).to_contain_text(re.compile(r"\d"))

    page.locator("#evidence tbody th a").first.click()
    expect(page.get_by_role("heading", name="Posts side by side")).to_be_visible()
    assert page.locator("article.post").count() >= 3
    expect(page.locator("svg.timeline .dot").first).to_be_visible()

    page.go_back()
    member = page.locator("#members tbody th a").first
    name = member.inner_text()
    member.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("heading", name="Evidence it took part in")).to_be_visible()

    page.locator("#posts tbody td a").first.click()
    expect(page.get_by_text("Original, SHA-256")).to_be_visible()
    word = desk.graph.read(
        "MATCH (p:Post {lang: 'zh'}) WHERE size(p.text) > 20 RETURN p.text AS text LIMIT 1"
    )[0]["text"]
    found = re.search(r"[\u4e00-\u9fff]{4}", word)
    assert found is not None
    page.get_by_label("Search accounts and posts").fill(found[0])
    page.keyboard.press("Enter")
    expect(page.locator("#posts tbody")).to_contain_text(found[0])


def test_an_id_in_the_search_box_opens_its_page(page: Page, desk: Desk):
    account = desk.run.read("members").column("account_id")[0].as_py()
    page.get_by_label("Search accounts and posts").fill(account)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/**")
    expect(page.locator(".page-head .mono")).to_have_text(account)


def test_the_table_of_rings_agrees_with_the_run(page: Page, desk: Desk):
    rings = [row for row in desk.run.read("rings").to_pylist() if row["tier"] == "ring"]
    assert rings
    shown = page.locator("#rings tbody tr")
    assert shown.count() == len(rings)
    assert {row.locator("th .mono").inner_text() for row in shown.all()} == {
        ring["ring_id"] for ring in rings
    }


def test_audiences_stand_apart_from_rings(page: Page, desk: Desk):
    audiences = [row for row in desk.run.read("rings").to_pylist() if row["tier"] != "ring"]
    table = page.locator("#audiences")
    assert table.count() == bool(audiences)
    for audience in audiences:
        assert page.locator("#rings").get_by_text(audience["ring_id"]).count() == 0


def test_sorting_changes_one_panel_and_the_address(page: Page, ring_path: str):
    page.goto(page.url.rstrip("/") + ring_path)
    page.evaluate("document.querySelector('#evidence').dataset.kept = 'yes'")
    page.get_by_role("link", name="Posts in it").click()
    page.wait_for_url("**sort=posts**")
    head = page.locator("#members th[aria-sort]")
    expect(head).to_have_text("Posts in it")
    assert page.locator("#evidence").get_attribute("data-kept") == "yes"
    posts = [
        int(cell.replace(",", ""))
        for cell in page.locator("#members td:nth-child(6)").all_inner_texts()
    ]
    assert posts == sorted(posts, reverse=True)


def test_pages_of_members_add_up(page: Page, ring_path: str, desk: Desk):
    page.goto(page.url.rstrip("/") + ring_path)
    total = next(
        row["accounts"]
        for row in desk.run.read("rings").to_pylist()
        if row["ring_id"] == ring_path.rpartition("/")[2]
    )
    expect(page.locator("#members .panel-foot")).to_contain_text(f"of {total}")
    seen = set(page.locator("#members tbody th .mono").all_inner_texts())
    while page.locator("#members a[rel=next]").count():
        before = page.url
        page.locator("#members a[rel=next]").click()
        page.wait_for_function("before => location.href !== before", arg=before)
        page.wait_for_load_state("networkidle")
        seen |= set(page.locator("#members tbody th .mono").all_inner_texts())
    assert len(seen) == total


def test_the_cypher_of_a_panel_can_be_read(page: Page):
    summary = page.locator("#rings .cypher summary")
    summary.click()
    expect(page.locator("#rings .cypher pre").first).to_contain_text("MATCH")


def test_without_a_login_a_person_is_told_what_to_open(new_page: Callable[..., Page], desk: Desk):
    page = new_page(logged_in=False, ignore_https_errors=False)
    answer = page.request.get(desk.address, headers={"Accept": "text/html"})
    assert answer.status == 401
    assert "marionet serve" in answer.text()


def test_what_is_not_there_is_said_in_a_page(page: Page, desk: Desk):
    answer = page.goto(f"{desk.address}/rings/none-such")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such thing here")
    expect(page.locator("main")).to_contain_text("none-such")
