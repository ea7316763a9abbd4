"""Names, profiles and hashtags that attack are shown as they are and never run.

The fixture `page` fails a test in which a payload ran, a dialog opened or another host was asked.
"""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.hostile_campaign import PAYLOADS


def bearers(desk: Desk, payload: str) -> list[str]:
    """Return the flagged accounts that bear a payload as their name."""
    rows = desk.graph.read(
        "MATCH (a:Account {name: $name})-[:MEMBER_OF]->(:Ring {tier: 'ring'}) "
        "RETURN DISTINCT a.account_id AS account ORDER BY account",
        {"name": payload},
    )
    return [row["account"] for row in rows]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_account_with_a_hostile_name_is_shown(page: Page, desk: Desk, payload: str):
    found = bearers(desk, payload)
    assert found
    page.goto(f"{desk.address}/accounts/{quote(found[0], safe='')}")
    expect(page.get_by_role("heading", level=1)).to_have_text(payload.strip())
    expect(page.locator("#formerly bdi")).to_have_text(f"@{payload}")
    page.locator("#posts tbody td a").first.click()
    expect(page.get_by_text("What is known")).to_be_visible()
    expect(page.get_by_role("link", name=payload[:40], exact=False).first).to_be_attached()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_word_can_be_searched_for(page: Page, desk: Desk, payload: str):
    page.goto(f"{desk.address}/search?q={quote(payload)}")
    expect(page.locator("#big")).to_have_value(payload)


def test_all_pages_of_a_ring_show_hostile_names(page: Page, desk: Desk, ring_path: str):
    page.goto(desk.address + ring_path)
    names = set(page.locator("#members tbody th a").all_inner_texts())
    assert names & {payload.strip() for payload in PAYLOADS}
    for link in page.locator("#evidence tbody th a").all()[:5]:
        with page.expect_navigation():
            link.click()
        expect(page.get_by_role("heading", name="Posts side by side")).to_be_visible()
        page.go_back()


def test_hovering_over_hostile_names_in_the_network_runs_nothing(
    page: Page, desk: Desk, ring_path: str
):
    page.goto(f"{desk.address}{ring_path}#network")
    page.locator("[data-network][data-drawn]").wait_for()
    frame = page.frame_locator("iframe")
    view = page.frames[1]
    for payload in PAYLOADS[:3]:
        at = view.evaluate(
            """payload => {
              const { network, nodes } = window.marionetNetwork;
              const node = nodes.get().find((found) => found.card[0] === payload);
              if (!node) return null;
              network.moveTo({ position: network.getPosition(node.id), scale: 2 });
              return network.canvasToDOM(network.getPosition(node.id));
            }""",
            payload,
        )
        assert at is not None
        frame.locator("canvas").hover(position=at)
        expect(frame.locator("#card strong")).to_have_text(payload)
        assert view.evaluate("document.querySelector('#card').children.length") == 3
        assert view.evaluate("document.querySelectorAll('#card img, #card script').length") == 0


def test_a_click_in_the_network_opens_the_side_panel_and_stays(
    page: Page, desk: Desk, ring_path: str
):
    page.goto(f"{desk.address}{ring_path}#network")
    page.locator("[data-network][data-drawn]").wait_for()
    before = page.url
    view = page.frames[1]
    clicked = view.evaluate(
        """() => {
          const { network, nodes } = window.marionetNetwork;
          const node = nodes.get()[0];
          network.moveTo({ position: network.getPosition(node.id), scale: 2 });
          const at = network.canvasToDOM(network.getPosition(node.id));
          return { id: node.id, name: node.card[0], x: at.x, y: at.y };
        }"""
    )
    page.frame_locator("iframe").locator("canvas").click(
        position={"x": clicked["x"], "y": clicked["y"]}
    )
    expect(page.locator("#side h3")).to_have_text(clicked["name"].strip())
    assert page.url == before
    link = page.locator("#side").get_by_role("link", name="Open the account")
    assert link.get_attribute("href") == f"/accounts/{clicked['id']}?run={desk.run.run_id}"


def test_a_message_from_elsewhere_opens_nothing(page: Page, desk: Desk, ring_path: str):
    page.goto(desk.address + ring_path)
    page.evaluate("postMessage({ marionet: 'account', id: '../../logout' }, '*')")
    page.wait_for_timeout(300)
    expect(page.locator("#side h3")).to_have_text("Who is tied to whom")


def test_the_frame_of_the_network_has_no_origin_and_may_ask_for_nothing(
    page: Page, desk: Desk, ring_path: str
):
    answer = page.request.get(f"{desk.address}{ring_path}/network")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    page.goto(f"{desk.address}{ring_path}#network")
    page.locator("[data-network][data-drawn]").wait_for()
    assert page.frames[1].evaluate("origin") == "null"


def test_every_page_allows_scripts_by_nonce_only(page: Page, desk: Desk, ring_path: str):
    for path in ("/", ring_path, "/search?q=a", "/nothing-here"):
        answer = page.request.get(desk.address + path, headers={"Accept": "text/html"})
        policy = answer.headers["content-security-policy"]
        script = re.search(r"script-src ([^;]*)", policy)
        assert script is not None
        assert re.fullmatch(r"'nonce-[\w-]+'", script[1])
        assert "unsafe" not in policy
