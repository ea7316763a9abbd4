"""The part `comparison`: its tables and what its section tells, on the invented story."""

from __future__ import annotations

import pyarrow as pa
import pytest

from campaign.comparison.claims import with_claims
from campaign.part import Findings
from campaign.parts.comparison import PART, make
from campaign.parts.entities import PART as ENTITIES
from campaign.section import Bars, Grid
from tests.campaign.invented_collection import Invented, at
from tests.campaign.invented_story import WATCHED, Story


@pytest.fixture(scope="module")
def findings(story: Story) -> Findings:
    return story.invented.findings(ENTITIES, PART, watchlist=story.watchlist)


def test_every_copy_sets_our_brand_under_the_other(findings: Findings, story: Story) -> None:
    rows = findings.rows("comparisons")
    assert {row["post_id"] for row in rows} == {*story.copies, story.first_copy}
    assert {(row["better"], row["worse"]) for row in rows} == {("ent:kestovar", "ent:orvane")}


def test_the_ring_of_the_author_is_told_and_an_organic_one_has_none(
    findings: Findings, story: Story
) -> None:
    of_post = {row["post_id"]: row["subject"] for row in findings.rows("comparisons")}
    assert of_post[story.first_copy] is None
    assert {of_post[post] for post in story.copies} == {"ring-01"}


def test_a_claim_is_traced_to_the_organic_account_that_made_it_first(
    findings: Findings, story: Story
) -> None:
    (claim,) = findings.rows("claims")
    assert (claim["first_post"], claim["first_subject"]) == (story.first_copy, None)
    assert claim["posts"] == len(story.copies) + 1
    own = {row["subject"]: row for row in findings.rows("ring_claims")}
    assert set(own) == {"ring-01", findings.run.run_id}
    assert own["ring-01"]["members"] == len(story.smear)
    assert own["ring-01"]["posts"] == len(story.copies)


def test_members_compare_more_often_than_organic_accounts(findings: Findings) -> None:
    (row,) = findings.rows("comparison_shares", "ring-01")
    share, organic = float(str(row["share"])), float(str(row["organic_share"]))
    assert share > 0.3 > organic
    assert float(str(row["low"])) > 1
    assert float(str(row["q"])) < 0.01


def test_the_section_names_both_sides_and_shows_days_and_claims(findings: Findings) -> None:
    section = PART.section(findings, "ring-01")
    assert section is not None
    assert "Orvane under Kestovar" in section.told[0]
    assert "weibo:103" in section.told[-1]
    grids = [block.title for block in section.blocks if isinstance(block, Grid)]
    assert grids == ["Who is set under whom", "Claims that recur", "Examples"]
    (bars,) = [block for block in section.blocks if isinstance(block, Bars)]
    assert sum(bars.series["Orvane under Kestovar"]) == 32


def test_a_ring_that_compares_nothing_has_no_section(findings: Findings) -> None:
    assert PART.section(findings, "ring-02") is None
    assert PART.section(findings, findings.run.run_id) is not None


def test_without_a_watch_list_there_is_nothing(story: Story) -> None:
    with story.invented.case() as case:
        assert make(case) == {}


def test_claims_are_of_the_same_pair_in_like_words() -> None:

    words = [
        "看完这份横评终于明白，燕鸥输给逐浪不是没有原因的",
        "看完这份横评终于明白，燕鸥输给逐浪不是没有理由的",
        "看完这份横评终于明白，燕鸥输给逐浪不是没有原因的",
        "燕鸥不如逐浪",
        "燕鸥不如逐浪",
        "燕鸥真的不如逐浪",
    ]
    better = ["ent:b", "ent:b", "ent:c", "ent:b", "ent:b", "ent:b"]
    rows = pa.table(
        {
            "post_id": [f"weibo:{n}" for n in range(6)],
            "better": better,
            "worse": ["ent:w"] * 6,
            "words": words,
        }
    )
    claims = with_claims(rows)["claim_id"].to_pylist()
    assert claims[0] == claims[1] is not None
    assert claims[2] is None
    assert claims[3] == claims[4] is not None
    assert claims[3] != claims[0]
    assert claims[5] is None


def test_the_same_collection_in_another_order_gives_the_same_tables(invented: Invented) -> None:
    texts = [f"燕鸥比不上逐浪，第{n}次说" for n in range(4)]
    for n in (2, 0, 3, 1):
        invented.post(f"weibo:{n}", texts[n], at(1, n), post_id=f"weibo:p{n}")
    invented.ring("ring-01", "weibo:0", "weibo:1")
    findings = invented.findings(ENTITIES, PART, watchlist=WATCHED)
    posts = [row["post_id"] for row in findings.rows("comparisons")]
    assert posts == [f"weibo:p{n}" for n in range(4)]
    (row,) = findings.rows("comparison_shares", "ring-01")
    assert row["ratio"] is None
    assert row["comparing"] == 2
