"""Reach with and without the ring, in invented collections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from campaign.cascades.joint import joint_cascades, presence
from campaign.cascades.steps import read_steps
from campaign.case import Case
from campaign.parts.cascades import PART as CASCADES
from campaign.parts.reach import PART as REACH
from campaign.reach.counted import read_counts
from campaign.reach.posts import post_rows
from campaign.reach.ranks import rank_rows
from campaign.reach.views import view_rows
from tests.campaign.invented_collection import Invented, at

RING = [f"weibo:{n}" for n in range(1, 7)]
CROWD = [f"weibo:{n}" for n in range(100, 160)]
Rows = dict[tuple[str, str | None], dict[str, Any]]


def campaign(invented: Invented, **counters: int) -> str:
    """Let six members and two others repost one post of sixty accounts, and return its id."""
    for n, account in enumerate(CROWD):
        invented.post(account, "今天天气不错", at(0, n))
    first = invented.post(CROWD[0], "刹车失灵", at(1), **counters)
    for n, account in enumerate([*RING, *CROWD[1:3]]):
        invented.post(account, "转发微博", at(1, 2 + n), repost_of=first)
    invented.ring("ring-01", *RING)
    return first


def read(invented: Invented, make: Callable[[Case, pa.Table, ir.Table], pa.Table]) -> Rows:
    with invented.case() as case:
        steps, links = read_steps(case)
        joint = case.relations.run(joint_cascades(case, presence(case, steps)))
        table = make(case, links, case.relations.rows(joint)).to_pylist()
    return {(row["measure"], row["object"]): row for row in table if row["subject"] == "ring-01"}


def counted(invented: Invented) -> Rows:
    return read(invented, lambda case, links, joint: post_rows(read_counts(case, links, joint)))


def viewed(invented: Invented) -> Rows:
    return read(invented, view_rows)


def ranked(invented: Invented) -> Rows:
    return read(invented, lambda case, _links, _joint: rank_rows(case))


def amounts(row: dict[str, Any]) -> tuple[float | None, ...]:
    return tuple(row[name] for name in ("total", "own", "without", "low", "high"))


def test_reposts_are_counted_by_id_and_nothing_is_estimated_without_need(
    invented: Invented,
) -> None:
    first = campaign(invented, reposts=3)
    found = counted(invented)
    assert amounts(found["reposts", first]) == (8, 6, 2, None, None)
    assert amounts(found["reposts", None]) == (8, 6, 2, None, None)
    assert found["reposts", first]["how"] == "counted in the collection"
    assert viewed(invented) == {}


def test_what_the_platform_counted_beyond_the_collection_is_estimated_and_said(
    invented: Invented,
) -> None:
    first = campaign(invented, reposts=80)
    row = counted(invented)["reposts", first]
    assert (row["total"], row["own"]) == (80, 6)
    assert 2 <= row["low"] < row["without"] < row["high"] <= 74
    assert "the collection holds 8 of 80" in row["how"]


def test_the_highest_counter_that_was_seen_counts(invented: Invented) -> None:
    first = campaign(invented, reposts=80)
    again = {"source": "cd" * 32, "offset": 1, "observed_at": at(9)}
    invented.add("post_sources", post_id=first, reposts=120, **again)
    assert counted(invented)["reposts", first]["total"] == 120


def test_a_repost_that_is_a_quotation_is_no_repost_that_a_platform_counts(
    invented: Invented,
) -> None:
    first = campaign(invented)
    invented.post(CROWD[5], "看看这个", at(2), quote_of=first)
    assert counted(invented)["reposts", first]["total"] == 8


def test_comments_are_those_of_members_and_of_others(invented: Invented) -> None:
    first = campaign(invented)
    for n, account in enumerate([*RING[:5], CROWD[9]]):
        invented.post(account, "骗子", at(1, 30 + n), reply_to=first)
    assert amounts(counted(invented)["comments", first]) == (6, 5, 1, None, None)


def test_views_of_a_lifted_post_have_bounds_alone_where_followers_are_unknown(
    invented: Invented,
) -> None:
    first = campaign(invented, views=9_000, likes=70)
    found = viewed(invented)
    assert amounts(found["views", first]) == (9_000, None, None, 0, 9_000)
    assert amounts(found["likes", first]) == (70, None, None, 0, 70)
    assert "cannot be known" in found["views", first]["how"]


def test_views_are_shared_out_by_followers_where_they_are_known(invented: Invented) -> None:
    for account in (*RING, *CROWD):
        invented.account(account, followers=100)
    first = campaign(invented, views=9_000)
    row = viewed(invented)["views", first]
    assert row["without"] == 9_000 * 300 / 900
    assert (row["low"], row["high"]) == (0, 9_000)


def test_views_of_members_own_posts_are_the_rings_own(invented: Invented) -> None:
    campaign(invented)
    invented.post(RING[0], "退订", at(2), views=500)
    row = viewed(invented)["views", None]
    assert amounts(row) == (500, 500, 0, 0, 0)


def test_a_tag_loses_the_rank_that_members_gave_it(invented: Invented) -> None:
    campaign(invented)
    for n in range(12):
        invented.post(RING[n % 6], "#刹车#", at(3, n))
        invented.post(RING[n % 6], "#退订#", at(4, n))
    for n in range(2):
        invented.post(CROWD[n], "#刹车#", at(3, n))
    for n in range(5):
        invented.post(CROWD[n], "#早安#", at(3, 20 + n))
    found = ranked(invented)
    brakes, refund = found["hashtag rank", "刹车"], found["hashtag rank", "退订"]
    assert (brakes["total"], brakes["own"], brakes["without"]) == (1, 12, 2)
    assert (brakes["low"], brakes["high"]) == (1, 2)
    assert (refund["total"], refund["without"]) == (1, None)
    assert "nobody else used it then" in refund["how"]
    assert ("hashtag rank", "早安") not in found


def test_the_section_says_what_is_counted_and_that_nothing_is_known_of_views(
    invented: Invented,
) -> None:
    campaign(invented)
    section = REACH.section(invented.findings(CASCADES, REACH), "ring-01")
    assert section is not None
    assert section.told == (
        "Of 8 reposts of the posts that members wrote or lifted, members made 6 (75%); without "
        "them 2 are left.",
        "The data hold no counts of views of these posts: nothing is said about views.",
    )
    assert REACH.section(invented.findings(CASCADES, REACH), "ring-99") is None
