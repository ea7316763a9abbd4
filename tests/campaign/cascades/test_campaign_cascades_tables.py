"""Cascades, delays and followers of an invented collection."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from campaign.cascades.cascades import cascade_table, delay_table
from campaign.cascades.follows import follow_table
from campaign.cascades.joint import joint_cascades, presence
from campaign.cascades.steps import read_steps
from campaign.parts.cascades import PART
from tests.campaign.invented_collection import Invented, at, filled
from tests.campaign.invented_story import Story
from vault.study_schema import STUDY

RING = [f"weibo:{n}" for n in range(1, 7)]
CROWD = [f"weibo:{n}" for n in range(100, 160)]


def rows(tables: dict[str, pa.Table], name: str, subject: str = "ring-01") -> list[dict[str, Any]]:
    return [row for row in tables[name].to_pylist() if row["subject"] == subject]


def made(invented: Invented, **before: pa.Table) -> dict[str, pa.Table]:
    invented.ring("ring-01", *RING)
    with invented.case(made=before) as case:
        steps, _links = read_steps(case)
        present = presence(case, steps)
        joint = case.relations.rows(case.relations.run(joint_cascades(case, present)))
        return {
            "cascades": cascade_table(case, steps, present),
            "delays": delay_table(case, steps, joint),
            "follows": follow_table(case, steps, joint),
        }


@pytest.fixture
def crowd(invented: Invented) -> Invented:
    """A collection in which sixty others post as well."""
    for account in CROWD:
        invented.post(account, "今天天气不错", at(0))
    return invented


def test_a_cascade_is_counted_with_its_members_and_their_delays(crowd: Invented) -> None:
    first = crowd.post("weibo:100", "刹车失灵", at(1), post_id="weibo:root")
    for n, member in enumerate(RING[:5]):
        crowd.post(member, "转发微博", at(1, 2 + n), repost_of=first)
    crowd.post("weibo:101", "转发微博", at(1, 60), repost_of=first)
    found = rows(made(crowd), "cascades")
    assert len(found) == 1
    cascade = found[0]
    assert cascade["q"] < 0.01
    assert {name: cascade[name] for name in ("root", "kind", "author", "posts", "own_posts")} == {
        "root": first,
        "kind": "repost",
        "author": "weibo:100",
        "posts": 7,
        "own_posts": 5,
    }
    assert (cascade["accounts"], cascade["members"], cascade["depth"]) == (7, 5, 1)
    assert (cascade["first_member_delay"], cascade["median_delay"]) == (120.0, 240.0)
    assert cascade["half_time"] == 120.0


def test_delays_of_members_and_of_others_stand_side_by_side(crowd: Invented) -> None:
    first = crowd.post("weibo:100", "刹车失灵", at(1))
    for n, member in enumerate(RING[:5]):
        crowd.post(member, "转发微博", at(1, 2 + n), repost_of=first)
    crowd.post("weibo:101", "转发微博", at(1, 120), repost_of=first)
    found = {(row["least"], row["own"], row["organic"]) for row in rows(made(crowd), "delays")}
    assert found == {(60.0, 3, 0), (300.0, 2, 0), (3600.0, 0, 1)}


def test_a_first_post_outside_the_collection_has_no_author_and_gives_no_delays(
    crowd: Invented,
) -> None:
    for n, member in enumerate(RING[:4]):
        crowd.post(member, "转发微博", at(1, n), repost_of="weibo:gone")
    cascade = rows(made(crowd), "cascades")[0]
    assert (cascade["author"], cascade["median_delay"], cascade["posts"]) == (None, None, 5)


def test_a_chain_in_the_text_puts_a_repost_under_the_one_it_passed_on(crowd: Invented) -> None:
    for n, member in enumerate(RING):
        crowd.account(member, name=f"小号{n}")
    first = crowd.post("weibo:100", "刹车失灵", at(1))
    crowd.post(RING[0], "看看", at(1, 1), repost_of=first)
    crowd.post(RING[1], "是的//@小号0:看看", at(1, 2), repost_of=first)
    crowd.post(RING[2], "对//@小号1:是的//@小号0:看看", at(1, 3), repost_of=first)
    crowd.post(RING[3], "嗯//@外人:不//@路人:啊//@别人:哦//@小号0:看看", at(1, 4), repost_of=first)
    assert rows(made(crowd), "cascades")[0]["depth"] == 5


def test_readers_of_one_page_who_meet_as_often_as_lots_would_have_it_are_not_joint(
    crowd: Invented,
) -> None:
    first = crowd.post("weibo:100", "早安", at(1))
    for n, account in enumerate([*RING[:3], *CROWD[1:40]]):
        crowd.post(account, "转发微博", at(1, n), repost_of=first)
    tables = made(crowd)
    assert rows(tables, "cascades")[0]["q"] > 0.01
    assert rows(tables, "delays") == []


def test_who_goes_after_one_leader_is_told_and_who_follows_all_is_not(crowd: Invented) -> None:
    for day in range(12):
        posts = [crowd.post(f"weibo:{100 + k}", "刹车", at(day, k)) for k in (0, 1)]
        for n, member in enumerate(RING):
            # four members pass on either author on turn; two know one author alone
            wanted = [0] if n == 0 else [1] if n == 1 else [day % 2]
            for k in wanted:
                crowd.post(member, "转发微博", at(day, 10 + n), repost_of=posts[k])
    found = rows(made(crowd), "follows")
    sure = {(row["leader"], row["follower"]) for row in found if (row["q"] or 1) <= 0.05}
    assert sure == {("weibo:100", RING[0]), ("weibo:101", RING[1])}
    assert {row["median_delay"] for row in found if row["follower"] == RING[0]} == {600.0}


def test_answers_are_cascades_and_nobody_is_a_leader_for_being_answered(crowd: Invented) -> None:
    for day in range(4):
        post = crowd.post("weibo:100", "新车发布", at(day))
        for n, member in enumerate(RING):
            crowd.post(member, f"骗子{day}", at(day, 5 + n), reply_to=post)
    tables = made(crowd)
    assert {row["kind"] for row in rows(tables, "cascades")} == {"replies"}
    assert rows(tables, "follows") == []


def test_copies_of_a_manuscript_are_a_cascade_and_those_of_a_share_button_are_none(
    crowd: Invented,
) -> None:
    copies: list[dict[str, Any]] = []
    for manuscript in ("ms:1", "ms:2"):
        for n, member in enumerate(RING):
            post = crowd.post(member, f"刹车失灵 {manuscript}", at(1, n))
            account = {"account_id": member, "platform": "weibo", "at": at(1, n)}
            copies.append({"manuscript_id": manuscript, "post_id": post, **account})
    told = [
        {"manuscript_id": "ms:1", "kind": "manuscript"},
        {"manuscript_id": "ms:2", "kind": "share button"},
    ]
    tables = made(
        crowd,
        manuscripts=filled(told, STUDY["manuscripts"]),
        manuscript_copies=filled(copies, STUDY["manuscript_copies"]),
    )
    found = [(row["root"], row["author"], row["depth"]) for row in rows(tables, "cascades")]
    assert found == [("ms:1", RING[0], None)]


def test_an_empty_collection_and_a_run_without_rings_give_empty_tables(invented: Invented) -> None:
    invented.post("weibo:1", "hello", at(0))
    with invented.case() as case:
        tables = PART.make(case)
    assert {name: table.num_rows for name, table in tables.items()} == dict.fromkeys(PART.tables, 0)


def test_every_table_has_the_schema_of_the_study(story: Story) -> None:
    with story.invented.case(story.watchlist) as case:
        tables = PART.make(case)
    assert set(tables) == set(PART.tables)
    for name, table in tables.items():
        assert table.schema.names == STUDY[name].names
        table.cast(STUDY[name])


def test_the_same_collection_gives_the_same_rows_again(story: Story) -> None:
    with story.invented.case(story.watchlist) as case:
        once, again = PART.make(case), PART.make(case)
    assert {name: table.to_pylist() for name, table in once.items()} == {
        name: table.to_pylist() for name, table in again.items()
    }


def test_the_section_tells_amounts_delays_and_authors(story: Story) -> None:
    findings = story.invented.findings(PART, watchlist=story.watchlist)
    section = PART.section(findings, "ring-01")
    assert section is not None
    assert "jointly" in section.told[0]
    assert any("the first member came" in sentence for sentence in section.told)
    assert PART.section(findings, "audience-01") is None
