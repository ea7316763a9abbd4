"""What the questions of an investigator are answered with, on a case small enough to check."""

from __future__ import annotations

from typing import Any

import pytest

from marionet.errors import QueryError
from queries.catalog import Catalog
from queries.csv_rows import cell, to_csv
from queries.run import run_query
from tests.queries.small_case import EVE, HOSTILE, PAGE, Case

CATALOG = Catalog.load()


def ask(case: Case, name: str, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    """Return these columns of the answer, in its order."""
    rows = run_query(case.graph, CATALOG[name], given).rows
    return [tuple(row[column] for column in columns) for row in rows]


def test_the_run_found_one_ring(case: Case) -> None:
    assert ask(case, "rings-of-run", "ring_id", "tier", "accounts") == [("ring-1", "ring", 3)]
    assert ask(case, "rings-of-run", "ring_id", tier="audience-like") == []
    assert ask(case, "runs", "run_id", "rings", "accounts") == [(case.run.run_id, 1, 3)]


def test_members_come_by_score(case: Case) -> None:
    assert ask(case, "ring-members", "account_id", "score", "name", ring="ring-1") == [
        ("x:ann", 0.9, "Ann"),
        ("x:bob", 0.8, "Bob"),
        ("x:cat", 0.7, "Cat"),
    ]


def test_members_can_be_sorted_by_handle(case: Case) -> None:
    found = ask(case, "ring-members", "account_id", ring="ring-1", sort="handle")
    assert found == [("x:ann",), ("x:bob",), ("x:cat",)]


def test_the_backbone_is_each_pair_once(case: Case) -> None:
    assert ask(case, "ring-edges", "account_a", "account_b", ring="ring-1") == [
        ("x:ann", "x:bob"),
        ("x:ann", "x:cat"),
        ("x:bob", "x:cat"),
    ]


def test_evidence_in_the_order_of_time(case: Case) -> None:
    found = ask(case, "ring-bursts", "burst_id", "members", ring="ring-1", sort="time")
    in_time = [("burst-url", 3), ("burst-words", 2), ("burst-tag", 3), ("burst-repost", 2)]
    assert found == in_time
    assert ask(case, "ring-bursts", "burst_id", ring="ring-1", signal="exact_text") == [
        ("burst-words",)
    ]


def test_posts_of_a_burst_leave_out_what_came_days_later(case: Case) -> None:
    found = ask(case, "burst-posts", "post_id", "seconds", "member", burst="burst-url")
    assert found == [("x:1", 0.0, True), ("x:2", 10.0, True), ("x:3", 30.0, True)]


def test_a_burst_without_a_node_of_its_own_shows_its_posts(case: Case) -> None:
    found = ask(case, "burst-posts", "post_id", "seconds", burst="burst-words")
    assert found == [("x:1", 0.0), ("x:3", 30.0)]
    count = run_query(case.graph, CATALOG["burst-posts"], {"burst": "burst-words"}, count=True)
    assert count.total == 2


def test_bystanders_of_a_burst_can_be_left_out(case: Case) -> None:
    everyone = ask(case, "burst-posts", "account_id", "member", burst="burst-tag")
    assert (EVE, False) in everyone
    members = ask(case, "burst-posts", "account_id", burst="burst-tag", members_only=True)
    assert members == [("x:cat",), ("x:ann",), ("x:bob",)]


def test_posts_of_two_accounts_side_by_side(case: Case) -> None:
    columns = ("burst_id", "post_a", "post_b", "gap_s")
    assert ask(case, "pair-evidence", *columns, account_a="x:ann", account_b="x:cat") == [
        ("burst-url", "x:1", "x:3", 30.0),
        ("burst-words", "x:1", "x:3", 30.0),
        ("burst-tag", "x:5", "x:4", -5.0),
    ]


def test_two_accounts_without_common_bursts_have_no_evidence(case: Case) -> None:
    assert ask(case, "pair-evidence", "burst_id", account_a="x:ann", account_b="x:dan") == []


def test_what_the_ring_pushed(case: Case) -> None:
    found = ask(case, "ring-top-objects", "kind", "object_id", "members", ring="ring-1")
    assert set(found) == {("Url", PAGE, 3), ("Hashtag", "smear", 3), ("Post", "x:8", 2)}


def test_search_finds_chinese_inside_a_text(case: Case) -> None:
    assert ask(case, "search-posts", "post_id", text="车失") == [("x:1",)]
    assert ask(case, "search-posts", "post_id", text="fail 刹车") == [("x:1",)]


def test_search_finds_words_by_their_beginning(case: Case) -> None:
    found = ask(case, "search-posts", "post_id", text="brak")
    assert {post for (post,) in found} == {"x:1", "x:2", "x:3"}


@pytest.mark.parametrize(
    "text", ["text:*", "a AND", "((", "*", "?", "-", '"', "/x/", "\\", "[a TO"]
)
def test_search_takes_any_text(case: Case, text: str) -> None:
    assert ask(case, "search-posts", "post_id", text=text) == []


def test_search_finds_accounts_by_handle(case: Case) -> None:
    assert ask(case, "search-accounts", "account_id", "rings", text="dan") == [("x:dan", 0)]
    assert ask(case, "search-accounts", "account_id", "rings", text="ann") == [("x:ann", 1)]


def test_who_shared_a_page_flagged_or_not(case: Case) -> None:
    assert ask(case, "url-sharers", "account_id", "rings", page=PAGE) == [
        ("x:ann", 1),
        ("x:bob", 1),
        ("x:cat", 1),
        ("x:dan", 0),
    ]


def test_a_hashtag_over_time_tells_flagged_from_others(case: Case) -> None:
    columns = ("at", "posts", "accounts", "flagged_posts", "flagged_accounts")
    assert ask(case, "hashtag-timeline", *columns, tag="smear") == [
        ("2025-01-02T00:00:00Z", 4, 4, 3, 3)
    ]


def test_the_share_of_a_hashtag_that_comes_from_rings(case: Case) -> None:
    assert ask(case, "hashtags-driven", "tag", "ring_posts", "posts", "share") == [
        ("smear", 3, 4, 0.75)
    ]


def test_whose_posts_the_ring_passes_on(case: Case) -> None:
    found = ask(case, "ring-amplifies", "account_id", "member", "members", ring="ring-1")
    assert found == [("x:dan", False, 2)]


def test_who_starts(case: Case) -> None:
    found = ask(case, "ring-starters", "account_id", "started", "took_part", ring="ring-1")
    assert found == [("x:ann", 3, 4), ("x:cat", 1, 3)]


def test_software_of_a_ring(case: Case) -> None:
    assert ask(case, "ring-clients", "client", "members", "posts", ring="ring-1") == [
        ("robot", 3, 8)
    ]


def test_how_a_post_spread(case: Case) -> None:
    assert ask(case, "post-spread", "account_id", "relation", "seconds", post="x:8") == [
        ("x:ann", "REPOSTS", 60.0),
        ("x:bob", "REPOSTS", 62.0),
    ]


def test_a_post_leads_back_to_the_bytes_received(case: Case) -> None:
    columns = ("post_id", "hashtags", "urls", "source", "line")
    assert ask(case, "post-by-id", *columns, post="x:1") == [("x:1", [], [PAGE], "ab" * 32, 1)]


def test_hostile_names_come_back_as_they_are(case: Case) -> None:
    assert ask(case, "account-by-id", "account_id", "name", account=EVE) == [(EVE, HOSTILE)]


def test_answers_say_how_to_ask_again(case: Case) -> None:
    result = run_query(case.graph, CATALOG["ring-members"], {"ring": "ring-1", "limit": "2"})
    assert (result.shown, result.truncated, result.next_offset) == (2, True, 2)
    assert result.parameters == {"ring": "ring-1", "sort": "score", "limit": 2, "offset": 0}
    assert result.sha256 == CATALOG["ring-members"].sha256


def test_wrong_parameters_never_reach_the_server(case: Case) -> None:
    with pytest.raises(QueryError, match=r"Parameter limit=0 .* integer, 1 to 1000"):
        ask(case, "ring-members", "account_id", ring="ring-1", limit=0)


def test_csv_is_no_formula(case: Case) -> None:
    assert [cell(text) for text in ("=1+1", "+1", "-1", "@a", "a=1", "")] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@a",
        "a=1",
        "",
    ]
    assert (cell(-1), cell(0.5), cell(None), cell(value=True)) == ("-1", "0.5", "", "true")
    text = to_csv(run_query(case.graph, CATALOG["ring-clients"], {"ring": "ring-1"}))
    assert text == "client,members,posts\r\nrobot,3,8\r\n"
