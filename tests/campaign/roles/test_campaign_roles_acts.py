"""What members did, counted in an invented collection."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.parts.cascades import PART as CASCADES
from campaign.parts.roles import PART as ROLES
from campaign.section import Grid
from tests.campaign.invented_collection import Invented, at, filled
from vault.study_schema import STUDY

RING = [f"weibo:{n}" for n in range(1, 9)]
AUTHOR, FRONT, COMMENTERS, AMPLIFIERS = RING[0], RING[1], RING[2:4], RING[4:]
Roles = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    """Eight members with a part each, and forty accounts that have none."""
    made = Invented(tmp_path_factory.mktemp("parts"))
    for n in range(40):
        made.account(f"weibo:{100 + n}", followers=50 + n)
        made.post(f"weibo:{100 + n}", "今天天气不错", at(0, n))
    for member in RING:
        made.account(member, followers=800_000 if member == FRONT else 20)
    for day in range(1, 9):
        posts = [made.post(FRONT, "刹车失灵", at(day)), made.post(AUTHOR, "退订", at(day))]
        for n, member in enumerate(AMPLIFIERS):
            for post in posts:
                made.post(member, "转发微博", at(day, 3 + n), repost_of=post)
        made.post(AUTHOR, "转发微博", at(day, 30), repost_of=posts[0])
        news = made.post("weibo:100", "新车发布", at(day, 60))
        for n, member in enumerate([*COMMENTERS, *AMPLIFIERS[:2]]):
            made.post(member, "骗子", at(day, 70 + n), reply_to=news)
    made.post("weibo:101", "转发微博", at(8, 90), repost_of=posts[0])
    made.ring("ring-01", *RING)
    return made


@pytest.fixture(scope="module")
def roles(invented: Invented) -> Roles:
    with invented.case() as case:
        table = CASCADES.make(case)["roles"].to_pylist()
    return {row["account_id"]: row for row in table if row["subject"] == "ring-01"}


def test_each_member_has_the_role_that_it_played(roles: Roles) -> None:
    assert {account: row["role"] for account, row in roles.items()} == {
        AUTHOR: "author",
        FRONT: "front account",
        **dict.fromkeys(COMMENTERS, "commenter"),
        **dict.fromkeys(AMPLIFIERS, "amplifier"),
    }


def test_acts_are_counted_by_cascades(roles: Roles) -> None:
    counted = {
        account: (row["seeded"], row["followed"], row["commented"])
        for account, row in roles.items()
    }
    assert counted == {
        AUTHOR: (8, 8, 0),
        FRONT: (8, 0, 0),
        **dict.fromkeys(COMMENTERS, (0, 0, 8)),
        **dict.fromkeys(AMPLIFIERS[:2], (0, 16, 8)),
        **dict.fromkeys(AMPLIFIERS[2:], (0, 16, 0)),
    }


def test_the_delay_is_that_of_following_and_reach_is_what_others_took_up(roles: Roles) -> None:
    assert roles[AMPLIFIERS[2]]["median_delay"] == 300.0
    assert roles[FRONT]["reach"] == 8 * 5 + 1
    assert roles[AMPLIFIERS[0]]["reach"] == 0


def test_attacks_on_two_communities_make_a_provocateur(invented: Invented) -> None:
    sides = [
        {"subject": "ring-01", "account_id": RING[7], "entity_id": club, "voice": voice, "posts": n}
        for club, voice, n in (("ent:a", "attack", 5), ("ent:b", "attack", 4), ("ent:a", "fan", 9))
    ]
    sides.append({**sides[0], "account_id": RING[6]})
    with invented.case(made={"sides": filled(sides, STUDY["sides"])}) as case:
        table = CASCADES.make(case)["roles"].to_pylist()
    found = {row["account_id"]: row for row in table if row["subject"] == "ring-01"}
    assert (found[RING[7]]["role"], found[RING[7]]["provoked"]) == ("provocateur", 9)
    assert (found[RING[6]]["role"], found[RING[6]]["provoked"]) == ("amplifier", 0)


def test_the_section_tells_members_by_role_and_who_stands_out(invented: Invented) -> None:
    section = ROLES.section(invented.findings(CASCADES, ROLES), "ring-01")
    assert section is not None
    assert any(sentence.startswith("Front account (") for sentence in section.told)
    shares, members = (block for block in section.blocks if isinstance(block, Grid))
    assert [row[:2] for row in shares.rows][:2] == [("front account", 1), ("author", 1)]
    assert section.short.startswith("Of ")
    assert members.rows[0][0] == FRONT
    assert section.limits
