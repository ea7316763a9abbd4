"""The part `division`: its tables and what its section tells."""

from __future__ import annotations

import pytest

from campaign.part import Findings
from campaign.parts.division import PART, make
from campaign.parts.entities import PART as ENTITIES
from campaign.section import Arrows, Grid
from tests.campaign.invented_collection import Invented, at
from tests.campaign.invented_story import WATCHED, Story

CLUB, RIDERS = "ent:tern-club", "ent:drift-riders"


@pytest.fixture(scope="module")
def findings(story: Story) -> Findings:
    return story.invented.findings(ENTITIES, PART, watchlist=story.watchlist)


def test_members_in_both_colours_are_fans_and_attackers_of_both(
    findings: Findings, story: Story
) -> None:
    rows = findings.rows("sides", "ring-02")
    assert {(row["account_id"], row["entity_id"], row["voice"]) for row in rows} == {
        (account, club, voice)
        for account in story.provokers
        for club in (CLUB, RIDERS)
        for voice in ("fan", "attack")
    }


def test_only_members_are_named(findings: Findings, story: Story) -> None:
    named = {str(row["account_id"]) for row in findings.rows("sides")}
    assert named <= {*story.provokers, *story.smear}


def test_the_pair_has_its_provokers_and_what_they_drew(findings: Findings, story: Story) -> None:
    (pair,) = findings.rows("division", "ring-02")
    assert (pair["one"], pair["other"]) == (RIDERS, CLUB)
    assert pair["both"] == pair["provokers"] == len(story.provokers)
    assert pair["provocations"] == 48
    assert (pair["drawn"], pair["crossing"]) == (8, 8)
    assert (pair["members_both"], pair["organic_both"]) == (1, 0)
    assert float(str(pair["p"])) < 0.001


def test_crossings_tell_drawn_replies_from_those_among_fans(findings: Findings) -> None:
    rows = {
        (row["from_entity"], row["to_entity"]): (
            row["replies"],
            row["to_members"],
            row["by_members"],
        )
        for row in findings.rows("crossings", "ring-02")
    }
    assert rows == {
        (CLUB, RIDERS): (4, 4, 0),
        (RIDERS, CLUB): (4, 4, 0),
        (CLUB, CLUB): (16, 0, 0),
        (RIDERS, RIDERS): (16, 0, 0),
    }


def test_the_section_tells_both_and_draws_the_communities(findings: Findings) -> None:
    section = PART.section(findings, "ring-02")
    assert section is not None
    assert "6 members speak as fans of both" in " ".join(section.told)
    assert "6 members attack both" in " ".join(section.told)
    (arrows,) = [block for block in section.blocks if isinstance(block, Arrows)]
    assert set(arrows.arrows) == {
        (CLUB, f"{RIDERS} members", 4.0),
        (RIDERS, f"{CLUB} members", 4.0),
    }
    titles = [block.title for block in section.blocks if isinstance(block, Grid)]
    assert titles[0] == "Both sides at once"


def test_a_ring_without_a_voice_has_no_section(findings: Findings) -> None:
    assert PART.section(findings, "ring-01") is None


def test_without_communities_there_is_nothing(story: Story) -> None:
    with story.invented.case() as case:
        assert make(case) == {}


def test_an_organic_fan_of_two_things_is_no_provoker(invented: Invented) -> None:
    for day in range(4):
        invented.post("x:1", "proud to be in #TernClub", at(day))
        invented.post("x:1", "proud to be in #DriftRiders", at(day, 5))
        invented.post("x:9", "Tern Club must apologise today", at(day, 9))
    invented.ring("ring-01", "x:9")
    findings = invented.findings(ENTITIES, PART, watchlist=WATCHED)
    assert findings.rows("division") == []
    assert {row["account_id"] for row in findings.rows("sides")} == {"x:9"}
    section = PART.section(findings, "ring-01")
    assert section is not None
    assert "No member speaks for two communities, or attacks two." in section.told


def test_too_few_fans_give_no_share(invented: Invented) -> None:
    for day in range(2):
        invented.post("x:9", "proud to be in #TernClub", at(day))
        invented.post("x:9", "proud to be in #DriftRiders", at(day, 5))
    invented.ring("ring-01", "x:9")
    findings = invented.findings(ENTITIES, PART, watchlist=WATCHED)
    (pair,) = findings.rows("division", "ring-01")
    assert pair["both"] == 1
    assert (pair["members_both"], pair["organic_both"], pair["p"]) == (None, None, None)
    section = PART.section(findings, "ring-01")
    assert section is not None
    assert "too few fans" in " ".join(section.told)
