"""Targets of the story, told; and what is proposed where there is no watch list."""

from __future__ import annotations

import pyarrow as pa

from campaign.case import Case
from campaign.part import Findings, Part
from campaign.parts.entities import PART as ENTITIES
from campaign.parts.targets import PART as TARGETS
from campaign.section import Grid, Section
from campaign.targets.proposals import propose
from campaign.targets.terms import find_terms
from detection.text.forms import own_texts
from tests.campaign.invented_collection import Invented, at
from tests.campaign.invented_story import Story
from vault.result_folder import completed
from vault.study_schema import STUDY


def findings(story: Story) -> Findings:
    return story.invented.findings(ENTITIES, TARGETS, watchlist=story.watchlist)


def section(found: Findings, subject: str) -> Section:
    told = TARGETS.section(found, subject)
    assert told is not None
    return told


def test_the_targets_of_the_story_are_those_that_its_rings_were_paid_for(story: Story) -> None:
    found = findings(story)
    rows = found.rows("targets")
    named = {(row["subject"], row["entity_id"]) for row in rows if row["targeted"]}
    of_rings = {pair for pair in named if pair[0] != found.run.run_id}
    assert of_rings == {
        ("ring-01", "ent:tern"),
        ("ring-01", "ent:drift"),
        ("ring-02", "ent:tern-club"),
        ("ring-02", "ent:drift-riders"),
    }


def test_a_section_tells_share_ratio_and_interval_in_a_sentence(story: Story) -> None:
    told = section(findings(story), "ring-01")
    assert told.told[0].startswith(
        "Drift is named in 36% of members' posts with words (32 of 88), "
    )
    assert ") as often." in told.told[0]
    assert told.short == told.told[0]
    (grid,) = told.blocks
    assert isinstance(grid, Grid)
    assert all(len(row) == len(grid.columns) for row in grid.rows)
    assert told.limits


def test_copies_of_few_texts_speak_against_a_target(story: Story) -> None:
    def copies(case: Case) -> dict[str, pa.Table]:
        posts = [*story.copies, story.first_copy]
        return {
            "manuscript_copies": filled([{"manuscript_id": "ms:1", "post_id": p} for p in posts])
        }

    part = Part("manuscripts", 10, "", ("manuscript_copies",), copies, lambda *_: None)
    found = story.invented.findings(part, ENTITIES, TARGETS, watchlist=story.watchlist)
    told = section(found, "ring-01").told
    assert (
        "Against it: all 32 posts that name Drift are copies of one manuscript: many posts, "
        "written from few texts." in told
    )


def filled(rows: list[dict[str, str]]) -> pa.Table:
    return completed(pa.Table.from_pylist(rows), STUDY["manuscript_copies"])


def test_of_an_audience_no_target_is_told(story: Story) -> None:
    assert TARGETS.section(findings(story), "audience-01") is None


def test_the_watch_list_has_a_section_of_its_own_with_all_that_is_watched(story: Story) -> None:
    found = findings(story)
    told = ENTITIES.section(found, found.run.run_id)
    assert told is not None
    (sentence,) = told.told
    assert sentence.startswith("Posts of the collection name 5 of the 8 entries of the watch list")
    grid = told.blocks[0]
    assert isinstance(grid, Grid)
    assert ("Kestovar", "brand", "competitor", 0, 0) in grid.rows


def test_words_of_the_trade_are_told_with_their_meaning(story: Story, invented: Invented) -> None:
    for n in range(8):
        invented.post(f"weibo:{n}", "水军又来带节奏", at(1, n))
        for k in range(20):
            invented.post(f"weibo:{100 + n}", "今天的牛肉面真不错", at(1, 20 * n + k))
    invented.ring("ring-01", *(f"weibo:{n}" for n in range(8)))
    found = invented.findings(ENTITIES, TARGETS, watchlist=story.watchlist)
    told = section(found, "ring-01").told
    assert any("it means: Accounts paid to post." in line for line in told)
    assert "Nobody on the watch list is named clearly more often" in told[0]
    watch = ENTITIES.section(found, "ring-01")
    assert watch is not None
    (grid,) = watch.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == (("水军", "Accounts paid to post.", 8, 8),)


def test_without_a_list_a_section_says_how_to_give_one_and_proposes_names(
    invented: Invented,
) -> None:
    smear(invented)
    found = invented.findings(ENTITIES, TARGETS)
    told = section(found, "ring-01")
    assert "far more often than by organic accounts, first of all " in told.told[0]
    assert "marionet watchlist example" in told.told[1]
    assert told.short == ""
    rows = found.rows("proposals", "ring-01")
    terms = {(row["term"], row["kind"]) for row in rows}
    assert ("燕鸥", "characters") in terms
    assert ("燕鸥召回", "hashtag") in terms
    assert not terms & {("面真", "characters"), ("今天", "characters")}
    assert ENTITIES.section(found, "ring-01") is None


def test_proposals_are_bounded_and_the_same_whatever_the_order(invented: Invented) -> None:
    smear(invented)
    with invented.case() as case:
        texts = case.relations.run(
            own_texts(case.tables.table("posts")).select("post_id", "account_id", "at", "text")
        )
        found = propose(texts, case.subjects)
        turned = propose(texts.take(list(reversed(range(texts.num_rows)))), case.subjects)
    assert found.equals(turned)
    assert 0 < found.num_rows <= 2 * 18


def test_a_name_stands_beside_many_words_and_a_phrase_beside_the_same() -> None:
    texts = [
        f"{before}燕鸥{behind}，刹车在高速上失灵" for before in "买卖修租借" for behind in "坏灭停"
    ]
    terms = find_terms(texts)
    assert "燕鸥" in terms
    assert "高速" not in terms


def test_a_latin_name_has_a_capital_within_sentences() -> None:
    texts = [f"Never trust a Tern number {n}, the brakes fail" for n in range(6)]
    assert find_terms(texts) == {"tern": "word"}


def smear(invented: Invented) -> None:
    """Ten members write of one car in many ways; forty others of their dinner."""
    said = (
        "买了{}三个月",
        "别信{}了",
        "修{}花了两千",
        "我家{}又坏了",
        "看见{}就绕道",
        "卖掉{}算了",
    )
    for n in range(10):
        for k in range(6):
            text = said[(n + k) % 6].format("燕鸥") + ("，#燕鸥召回#" if k % 2 else "，太差了")
            invented.post(f"weibo:{n}", text, at(k, n))
    for n in range(100, 140):
        for k in range(6):
            invented.post(f"weibo:{n}", f"今天的牛肉面真不错，第{n * 7 + k}碗", at(k, n))
    invented.ring("ring-01", *(f"weibo:{n}" for n in range(10)))
