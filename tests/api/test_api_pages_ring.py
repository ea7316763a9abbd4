"""Pages as a program sees them: states without data, errors, panels by htmx."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.pages import rendering
from tests.api.page_client import client_on
from tests.queries.small_case import EVE, HOSTILE, Case


@pytest.fixture
def client(case: Case, tmp_path: Path) -> Iterator[TestClient]:
    with client_on(case.graph, tmp_path) as opened:
        yield opened


def test_the_first_page_lists_the_rings(client: TestClient):
    answer = client.get("/")
    assert answer.status_code == 200
    assert 'href="/rings/ring-1"' in answer.text
    assert "1 ring" in answer.text


def test_an_unknown_run_is_not_found(client: TestClient):
    assert client.get("/?run=none").status_code == 404


def test_a_ring_says_why(client: TestClient):
    answer = client.get("/rings/ring-1")
    assert "Three accounts acted together three times." in answer.text
    assert answer.text.count("Show the Cypher") >= 5


def test_a_ring_tells_the_signs_that_support_it(case: Case, tmp_path: Path):
    with client_on(case.graph, tmp_path, case.vault) as client:
        told = client.get("/rings/ring-1").text
    assert "These support, they do not prove." in told
    assert "3 members posted from “robot”" in told


def test_a_burst_of_which_the_graph_has_no_node_shows_its_posts(client: TestClient):
    ring = client.get("/rings/ring-1?signal=exact_text").text
    assert '/rings/ring-1/evidence/burst-words"' in ring
    assert '/rings/ring-1/evidence/burst-tag"' not in ring
    page = client.get("/rings/ring-1/evidence/burst-words").text
    assert page.count('class="post') >= 2
    assert "same short text" in page


@pytest.mark.parametrize("panel", ["members", "evidence"])
def test_htmx_gets_one_panel_only(client: TestClient, panel: str):
    answer = client.get("/rings/ring-1", headers={"HX-Request": "true", "HX-Target": panel})
    assert "<html" not in answer.text
    assert f'id="{panel}"' in answer.text


def test_an_id_of_any_characters_has_a_page(client: TestClient):
    answer = client.get(f"/accounts/{quote(EVE, safe='')}")
    assert answer.status_code == 200
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


def test_links_to_ids_of_any_characters_lead_there(client: TestClient):
    page = client.get("/rings/ring-1/evidence/burst-tag").text
    href = next(h for h in re.findall(r'href="(/accounts/[^"]+)"', page) if "%3F" in h)
    assert client.get(href).status_code == 200


def test_evidence_stands_below_its_own_ring_only(client: TestClient):
    assert client.get("/rings/ring-1/evidence/burst-url").status_code == 200
    assert client.get("/rings/ring-2/evidence/burst-url").status_code == 404


def test_gaps_and_differences_are_shown_side_by_side(client: TestClient):
    page = client.get("/rings/ring-1/evidence/burst-url").text
    assert re.findall(r'<span class="gap">([^<]+)</span>', page) == ["first", "+10 s", "+20 s"]
    assert "<mark>" in page


def test_bystanders_of_a_burst_can_be_left_out(client: TestClient):
    everyone = client.get("/rings/ring-1/evidence/burst-tag").text
    members = client.get("/rings/ring-1/evidence/burst-tag?members_only=true").text
    assert everyone.count("<article") == 4
    assert members.count("<article") == 3


@pytest.mark.parametrize(
    "path",
    [
        "/?offset=-1",
        "/rings/ring-1?sort=secret",
        "/rings/ring-1/network?accounts=99999999",
        "/search?q=" + "a" * 501,
        "/?run=" + "a" * 200,
    ],
)
def test_a_wrong_parameter_is_said_in_a_page(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code in (400, 422)
    assert "This address is not right" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path", ["/rings/x", "/accounts/x", "/posts/x", "/rings/x/network", "/rings/ring-1/accounts/x"]
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize(
    "q", ["", "   ", "***", '"', "AND OR", "\\", "刹车", "a:b~2^3", "x:ann" * 40]
)
def test_whatever_is_searched_for_there_is_a_page(client: TestClient, q: str):
    assert client.get("/search", params={"q": q}).status_code == 200


def test_a_chinese_word_finds_posts(client: TestClient):
    assert "刹车失灵" in client.get("/search", params={"q": "刹车"}).text


def test_beyond_the_last_ring_nobody_says_that_there_is_none(client: TestClient):
    page = client.get("/?offset=500").text
    assert "flagged no ring" not in page
    assert "None here of 1" in page


def standing_of(client: TestClient, account: str) -> str:
    page = client.get(f"/accounts/{quote(account, safe='')}").text
    found = re.search(r'<section class="standing.*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_member_is_said_to_be_in_a_ring(client: TestClient, case: Case):
    told = standing_of(client, "x:ann")
    assert "in a ring" in told
    assert 'href="/rings/ring-1"' in told
    assert case.run.run_id in told


def test_a_bystander_of_a_burst_is_said_to_be_in_no_ring(client: TestClient):
    told = standing_of(client, EVE)
    assert "not flagged" in told
    assert "member of no ring" in told
    page = client.get(f"/accounts/{quote(EVE, safe='')}").text
    assert page.count("not a member") == 1


def test_an_account_that_nothing_was_found_of_is_told_so(client: TestClient):
    told = standing_of(client, "x:dan")
    assert "nothing found" in told
    assert "in a ring" not in told


def test_an_account_page_tells_former_handles_and_who_has_them_now(client: TestClient):
    page = client.get("/accounts/x:dan").text
    aka = page.partition('id="formerly">')[2].partition("</p>")[0]
    assert "<bdi>@Motors2019</bdi> (1 – 2 Jan 2025)" in aka
    assert 'href="/search?q=%22Motors2019%22">1 other account had it too</a>' in aka
    fay = client.get("/accounts/x:fay").text
    assert 'id="formerly"' not in fay
    assert "1 other account" in fay.partition('id="handle-of-others">')[2].partition("</p>")[0]


def test_an_account_page_tells_lists_and_that_they_are_no_finding(client: TestClient):
    page = client.get("/accounts/x:ann").text
    lists = page.partition('id="lists">')[2].partition("</p>")[0]
    assert "suspects" in lists
    assert "seen in 2024" in lists
    assert "being on a list is no finding" in lists
    assert 'id="lists"' not in client.get("/accounts/x:bob").text


def test_relations_by_other_tools_stand_apart_and_are_escaped(client: TestClient):
    page = client.get("/accounts/x:ann").text
    links = page.partition('id="links"')[2].partition("</section>")[0]
    assert "Marionet concludes nothing from them" in links
    assert 'href="/accounts/x:bob"' in links
    for account in ("x:ann", EVE):
        page = client.get(f"/accounts/{quote(account, safe='')}").text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
    assert 'id="links"' not in client.get("/accounts/x:dan").text


def test_counters_of_a_post_say_when_they_were_seen(client: TestClient):
    assert "as seen on" in client.get("/posts/x:8").text
    assert "as seen on" not in client.get("/posts/x:1").text


def test_an_unknown_run_of_an_account_is_not_found(client: TestClient):
    assert client.get("/accounts/x:ann?run=none").status_code == 404


def test_pages_of_a_ring_lead_to_what_its_run_says_of_an_account(client: TestClient, case: Case):
    for path in ("/rings/ring-1", "/rings/ring-1/accounts/x:ann"):
        assert f"?run={case.run.run_id}" in client.get(path).text


def test_a_missing_library_is_said_with_what_to_do(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(rendering, "VENDOR", tmp_path)
    page = client.get("/").text
    assert "make setup" in page
    assert "htmx.min.js" not in page
