"""Shares are compared on the same days, and chance is told by accounts, not by posts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from campaign.targets.targets import find_targets
from tests.campaign.invented_collection import START
from vault.schema import TIME
from vault.study_schema import STUDY

DAY_US = 86_400_000_000
FIRST = int(START.timestamp()) * 1_000_000
Post = tuple[str, float, str]  # account, day, the entity that it names or ""


def targets(
    posts: list[Post], rings: dict[str, set[str]], kind: str = "brand"
) -> tuple[dict[tuple[str, str], dict[str, Any]], list[str]]:
    """Return (subject, entity) -> row, and the notes."""
    account = pa.array([post[0] for post in posts], pa.string())
    at = pa.array([FIRST + int(post[1] * DAY_US) for post in posts], pa.int64()).cast(TIME)
    texts = pa.table({"account_id": account, "at": at})
    named = [row for row, post in enumerate(posts) if post[2]]
    ids = pa.array([f"x:{row}" for row in named], pa.string())
    mentions = pa.table(
        {
            "post_id": ids,
            "account_id": account.take(pa.array(named, pa.int64())),
            "at": at.take(pa.array(named, pa.int64())),
            "entity_id": pa.array([posts[row][2] for row in named], pa.string()),
            "count": pa.array([1] * len(named), pa.int64()),
        }
    )
    entities = pa.Table.from_pylist(
        [{"entity_id": name, "kind": kind} for name in sorted({post[2] for post in posts} - {""})],
        schema=STUDY["entities"],
    )
    members = [(ring, account) for ring, accounts in rings.items() for account in accounts]
    subjects = pa.table(
        {
            "subject": pa.array([ring for ring, _account in members], pa.string()),
            "account_id": pa.array([account for _ring, account in members], pa.string()),
        }
    )
    found, notes = find_targets(texts, mentions, entities, subjects)
    return {(row["subject"], row["entity_id"]): row for row in found.to_pylist()}, notes


def crowd(name: str, accounts: int, posts: int, naming: int, day: float = 0) -> list[Post]:
    """Posts of some accounts on one day, the first `naming` of each with the brand."""
    return [
        (f"{name}{account:03}", day + 0.001 * post, "a" if post < naming else "")
        for account in range(accounts)
        for post in range(posts)
    ]


RING = {"ring": {f"r{n:03}" for n in range(10)}}


def test_a_share_is_compared_with_that_of_others_on_the_days_of_the_ring() -> None:
    # On the loud day everybody names it, on the quiet day nobody; the ring posts on the quiet one.
    posts = crowd("r", 10, 4, 2, day=1) + crowd("r", 10, 1, 1, day=0)
    posts += crowd("o", 20, 10, 10, day=0) + crowd("o", 20, 10, 1, day=1)
    row = targets(posts, RING)[0]["ring", "a"]
    assert (row["posts"], row["naming"], row["organic_posts"]) == (50, 30, 400)
    assert row["share"] == pytest.approx(0.6)
    assert row["organic_share"] == pytest.approx((10 * 1.0 + 40 * 0.1) / 50)
    assert row["ratio"] == pytest.approx(0.6 / 0.28)


def test_days_without_organic_posts_are_left_out_and_told() -> None:
    posts = crowd("r", 10, 2, 1) + crowd("r", 10, 3, 3, day=5) + crowd("o", 20, 4, 1)
    rows, notes = targets(posts, RING)
    assert rows["ring", "a"]["posts"] == 20
    assert len(notes) == 1
    assert "ring: 30 of its 50 posts" in notes[0]


def test_a_ring_that_names_what_nobody_else_names_has_a_target_with_a_lower_end() -> None:
    posts = crowd("r", 10, 4, 3) + crowd("o", 40, 10, 0)
    row = targets(posts, RING)[0]["ring", "a"]
    assert row["ratio"] is None
    assert (row["organic_naming"], row["targeted"]) == (0, True)
    assert 1.5 < row["low"] < row["high"]


def test_what_a_ring_never_names_is_no_row() -> None:
    assert targets(crowd("r", 10, 4, 0) + crowd("o", 40, 10, 2), RING)[0] == {}


@pytest.mark.parametrize(("members", "others"), [(4, 40), (10, 4)])
def test_fewer_than_five_accounts_have_a_share_and_no_verdict(members: int, others: int) -> None:
    posts = crowd("r", members, 4, 4) + crowd("o", others, 10, 1)
    row = targets(posts, RING)[0]["ring", "a"]
    assert row["share"] == 1.0
    assert (row["low"], row["high"], row["q"], row["targeted"]) == (None, None, None, False)


def test_one_loud_member_does_not_make_a_target_of_the_ring() -> None:
    loud = [("r000", 0.001 * n, "a") for n in range(500)]
    posts = loud + crowd("r", 10, 4, 0) + crowd("o", 200, 10, 0) + crowd("o", 20, 1, 1)
    row = targets(posts, RING)[0]["ring", "a"]
    assert row["share"] > 0.9
    assert row["targeted"] is False


def test_one_loud_organic_account_makes_the_interval_wide() -> None:
    many = crowd("r", 10, 4, 2) + crowd("o", 50, 10, 1)
    one = crowd("r", 10, 4, 2) + crowd("o", 50, 9, 0) + [("o000", 0.5, "a")] * 50
    spread_out = targets(many, RING)[0]["ring", "a"]
    of_one = targets(one, RING)[0]["ring", "a"]
    assert spread_out["organic_naming"] == of_one["organic_naming"] == 50
    assert of_one["high"] / of_one["low"] > 2 * spread_out["high"] / spread_out["low"]


@pytest.mark.parametrize("kind", ["term", "event"])
def test_a_word_or_a_day_is_no_target(kind: str) -> None:
    posts = crowd("r", 10, 4, 4) + crowd("o", 40, 10, 1)
    row = targets(posts, RING, kind)[0]["ring", "a"]
    assert row["low"] > 1.5
    assert row["targeted"] is False


def test_the_order_of_posts_changes_nothing() -> None:
    posts = crowd("r", 10, 4, 2) + crowd("o", 40, 10, 1) + crowd("o", 40, 5, 1, day=2)
    turned = [posts[n] for n in np.random.default_rng(0).permutation(len(posts))]
    row, other = targets(posts, RING)[0]["ring", "a"], targets(turned, RING)[0]["ring", "a"]
    assert row == other


def test_no_posts_no_members_and_no_names_give_no_rows() -> None:
    assert targets([], RING) == ({}, [])
    assert targets(crowd("o", 5, 2, 1), {}) == ({}, [])
    assert targets(crowd("o", 5, 2, 1), RING) == ({}, [])
    assert targets(crowd("r", 10, 2, 0), RING) == ({}, [])


def test_groups_drawn_by_lot_are_rarely_called_targeting_though_people_have_habits() -> None:
    """200 groups of 40 out of 2,000 accounts, of which each has a habit and a zeal of its own."""
    rng = np.random.default_rng(3)
    zeal = np.minimum(60, 1 + rng.pareto(1.3, 2000) * 2).astype(int)
    habit = rng.beta(0.3, 2.7, 2000)  # half of those who name it do so in most of their posts
    posts: list[Post] = [
        (f"o{who:04}", rng.integers(0, 10) + rng.random(), "a" if said else "")
        for who in range(2000)
        for said in rng.random(zeal[who]) < habit[who]
    ]
    groups = {
        f"g{n}": {f"o{who:04}" for who in rng.choice(2000, 40, replace=False)} for n in range(40)
    }
    outside = targets_of_each(posts, groups)
    assert len(outside) == 40
    assert np.mean([row["low"] > 1 for row in outside]) <= 0.1
    assert not any(row["targeted"] for row in outside)


def targets_of_each(posts: list[Post], groups: dict[str, set[str]]) -> list[dict[str, Any]]:
    """Each group compared with everybody else, the other groups too."""
    return [targets(posts, {name: who})[0][name, "a"] for name, who in groups.items()]
