"""Who was called what and when, who is on a list, and what other tools said."""

from __future__ import annotations

from typing import Any

from queries.catalog import Catalog
from queries.run import run_query
from tests.queries.small_case import EVE, HOSTILE, Case

CATALOG = Catalog.load()
FIRST, SECOND, LATER = "2025-01-01T10:00:00Z", "2025-01-02T10:00:00Z", "2025-01-07T10:00:00Z"


def ask(case: Case, name: str, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    """Return these columns of the answer, in its order."""
    rows = run_query(case.graph, CATALOG[name], given).rows
    return [tuple(row[column] for column in columns) for row in rows]


def test_handles_of_an_account_with_their_times(case: Case) -> None:
    columns = ("handle", "present", "first", "last", "others")
    assert ask(case, "account-handles", *columns, account="x:dan") == [
        ("dan", True, LATER, LATER, 0),
        ("Motors2019", False, FIRST, SECOND, 1),
    ]
    assert ask(case, "account-handles", *columns, account="x:fay") == [
        ("MOTORS2019", True, LATER, LATER, 1)
    ]


def test_who_used_a_handle_in_whatever_case(case: Case) -> None:
    columns = ("account_id", "present", "first", "handle_now")
    found = [("x:dan", False, FIRST, "dan"), ("x:fay", True, LATER, "MOTORS2019")]
    for handle in ("motors2019", " @MOTORS2019"):
        assert ask(case, "accounts-by-former-handle", *columns, handle=handle) == found
    assert ask(case, "accounts-by-former-handle", *columns, handle="motors") == []
    assert (
        ask(case, "accounts-by-former-handle", *columns, handle="motors2019", platform="weibo")
        == []
    )


def test_handles_that_went_from_one_account_to_another(case: Case) -> None:
    columns = ("handle", "platform", "accounts", "account_id", "present", "last")
    assert ask(case, "recycled-handles", *columns) == [
        ("motors2019", "x", 2, "x:dan", False, SECOND),
        ("motors2019", "x", 2, "x:fay", True, LATER),
    ]
    assert ask(case, "recycled-handles", *columns, platform="weibo") == []


def test_search_finds_accounts_by_a_former_handle(case: Case) -> None:
    found = ask(case, "search-accounts", "account_id", "former_handles", text="motors")
    assert set(found) == {
        ("x:dan", "Motors2019"),
        ("x:fay", None),
        ("x:@motors2019", None),  # the entry of a list
    }


def test_lists_and_who_of_them_is_here(case: Case) -> None:
    assert ask(case, "watch-lists", "list", "entries", "with_posts", "in_rings") == [
        ("suspects", 3, 1, 1),
        (HOSTILE, 1, 1, 0),
        ("by handle", 1, 1, 0),
    ]
    columns = ("account_id", "note", "posts", "rings", "stub")
    assert ask(case, "watched-accounts", *columns, list="suspects") == [
        ("x:ann", "seen in 2024", 3, 1, False),
        ("x:eli", None, 0, 0, True),
        ("x:fay", None, 0, 0, False),
    ]


def test_a_handle_on_a_list_stands_for_all_that_were_seen_with_it(case: Case) -> None:
    assert ask(case, "watched-accounts", "account_id", "entry", "posts", list="by handle") == [
        ("x:dan", "x:@motors2019", 2),
        ("x:@motors2019", "x:@motors2019", 0),
        ("x:fay", "x:@motors2019", 0),
    ]
    for account in ("x:dan", "x:fay"):
        assert ("by handle", "x:@motors2019") in ask(
            case, "lists-of-account", "list", "entry", account=account
        )


def test_rings_with_accounts_that_are_on_a_list(case: Case) -> None:
    columns = ("ring_id", "list", "watched", "accounts", "account_ids")
    found = [("ring-1", "suspects", 1, 3, ["x:ann"])]
    assert ask(case, "watched-in-rings", *columns) == found
    assert ask(case, "watched-in-rings", *columns, list="suspects", run=case.run.run_id) == found
    assert ask(case, "watched-in-rings", *columns, list=HOSTILE) == []


def test_lists_of_an_account(case: Case) -> None:
    assert ask(case, "lists-of-account", "list", "note", account=EVE) == [(HOSTILE, HOSTILE)]
    assert ask(case, "lists-of-account", "list", "note", account="x:bob") == []


def test_relations_that_another_tool_found(case: Case) -> None:
    columns = ("account_id", "direction", "kind", "weight", "first")
    assert ask(case, "links-of-account", *columns, account="x:ann") == [
        (EVE, "in", HOSTILE, 2.0, None),
        ("x:bob", "out", "co-retweet", 0.75, FIRST),
        ("x:fay", "in", "follows", None, None),
    ]


def test_the_network_of_a_list_stays_within_it(case: Case) -> None:
    columns = ("account_a", "account_b", "relation", "kind", "weight")
    assert ask(case, "list-network", *columns, list="suspects") == [
        ("x:fay", "x:ann", "LINKED", "follows", None)
    ]


def test_a_post_shows_the_latest_counters(case: Case) -> None:
    columns = ("text", "likes", "observed_at")
    assert ask(case, "post-by-id", *columns, post="x:8") == [
        ("My car is fine 汽车很好", 5, "2025-01-08T10:00:00Z")
    ]
