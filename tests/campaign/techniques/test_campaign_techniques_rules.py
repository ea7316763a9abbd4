"""Techniques: what is asserted, by which rule, with which evidence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from campaign.parts.techniques import PART
from campaign.section import Grid
from campaign.techniques.asserting import asserted, rules, techniques
from campaign.techniques.facts import Facts, facts_of
from campaign.techniques.framework import FORM, RETIRED, TECHNIQUES, name_of
from campaign.techniques.tags import Tags, tags_of
from tests.campaign.invented_collection import Invented, at
from vault.study_schema import STUDY

RING = tuple(f"x:9{n:02}" for n in range(12))
OTHERS = tuple(f"x:1{n:02}" for n in range(12))


def test_every_id_has_the_form_of_the_framework_and_none_was_retired() -> None:
    assert all(FORM.fullmatch(technique) for technique in TECHNIQUES)
    assert not [one for one in TECHNIQUES if one.split(".")[0] in RETIRED]


@pytest.mark.parametrize(
    "retired", ["T0090", "T0090.001", "T0099", "T0099.002", "T0104", "T0104.001"]
)
def test_a_retired_id_is_refused(retired: str) -> None:
    with pytest.raises(ValueError, match="retired"):
        name_of(retired)


@pytest.mark.parametrize("wrong", ["T49", "0049", "T0049.3", "t0049", "T0049.003 ", ""])
def test_what_is_no_id_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="no technique id"):
        name_of(wrong)


def test_an_id_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the list"):
        name_of("T9999")


def test_every_rule_names_a_listed_technique_and_says_what_it_asks_and_cannot_tell() -> None:
    assert len({rule.name for rule in rules()}) == len(rules())
    for rule in rules():
        assert name_of(rule.technique) == TECHNIQUES[rule.technique]
        assert rule.asks
        assert rule.limits


def test_what_no_post_can_show_has_no_rule() -> None:
    unseen = {"T0023", "T0076", "T0140.001", "T0085.001", "T0091", "T0093.001", "T0148"}
    assert not unseen & {rule.technique for rule in rules()}


def test_empty_tables_assert_nothing(invented: Invented) -> None:
    invented.post(RING[0], "hello", at(0))
    invented.ring("ring-01", *RING)
    with invented.case() as case:
        assert techniques(case)["techniques"].num_rows == 0
        made = {name: schema.empty_table() for name, schema in STUDY.items()}
    with invented.case(made=made) as case:
        assert techniques(case)["techniques"].num_rows == 0


def _facts(invented: Invented, **tables: list[dict[str, Any]]) -> Facts:
    """Return the facts about ring-01 with these rows in the tables of the study."""
    invented.post(RING[0], "hello", at(0))
    invented.ring("ring-01", *RING)
    made = {
        name: pa.Table.from_pylist([{"subject": "ring-01", **row} for row in rows], STUDY[name])
        if "subject" in STUDY[name].names
        else pa.Table.from_pylist(rows, STUDY[name])
        for name, rows in tables.items()
    }
    with invented.case(made=made) as case:
        return next(facts for facts in facts_of(case, Tags()) if facts.subject == "ring-01")


def _told(facts: Facts) -> dict[str, dict[str, Any]]:
    return {row["rule"]: row for row in asserted([facts]).to_pylist()}


def test_copypasta_is_asserted_of_manuscripts_with_their_ids(invented: Invented) -> None:
    ids = ("ms:1", "ms:2", "ms:3")
    facts = _facts(
        invented,
        manuscripts=[{"manuscript_id": one, "kind": "manuscript", "software": 0.9} for one in ids],
        ring_manuscripts=[{"manuscript_id": one, "members": 12, "posts": 30} for one in ids],
    )
    row = _told(facts)["copies-of-manuscripts"]
    assert (row["technique"], row["name"]) == ("T0084.001", "Use Copypasta")
    assert row["confidence"] == "high"
    assert json.loads(row["evidence"]) == list(ids)


def test_a_share_button_is_no_copypasta(invented: Invented) -> None:
    facts = _facts(
        invented,
        manuscripts=[{"manuscript_id": "ms:1", "kind": "share button", "software": 0.9}],
        ring_manuscripts=[{"manuscript_id": "ms:1", "members": 12, "posts": 30}],
    )
    assert _told(facts) == {}


def test_one_manuscript_of_few_is_of_low_confidence(invented: Invented) -> None:
    facts = _facts(
        invented,
        manuscripts=[{"manuscript_id": "ms:1", "kind": "manuscript", "software": 0.9}],
        ring_manuscripts=[{"manuscript_id": "ms:1", "members": 6, "posts": 9}],
    )
    assert _told(facts)["copies-of-manuscripts"]["confidence"] == "low"


def test_manuscripts_of_members_on_two_platforms_post_across_platforms(invented: Invented) -> None:
    copies = [
        {"manuscript_id": "ms:1", "post_id": f"p{n}", "account_id": RING[n], "platform": platform}
        for n, platform in enumerate(("x", "weibo"))
    ]
    copies.append(
        {"manuscript_id": "ms:2", "post_id": "p9", "account_id": OTHERS[0], "platform": "weibo"}
    )
    copies.append(
        {"manuscript_id": "ms:2", "post_id": "p8", "account_id": RING[0], "platform": "x"}
    )
    ids = ("ms:1", "ms:2")
    facts = _facts(
        invented,
        manuscripts=[{"manuscript_id": one, "kind": "manuscript"} for one in ids],
        ring_manuscripts=[{"manuscript_id": one, "members": 5, "posts": 9} for one in ids],
        manuscript_copies=copies,
    )
    assert json.loads(_told(facts)["manuscripts-on-platforms"]["evidence"]) == ["ms:1"]


def test_manuscripts_that_name_a_target_are_a_smear_of_medium_confidence_at_most(
    invented: Invented,
) -> None:
    ids = [f"ms:{n}" for n in range(5)]
    facts = _facts(
        invented,
        entities=[{"entity_id": "ent:tern", "name": "Tern", "kind": "product", "side": "own"}],
        targets=[{"entity_id": "ent:tern", "targeted": True}],
        mentions=[{"post_id": f"p{n}", "entity_id": "ent:tern"} for n in range(4)],
        manuscripts=[{"manuscript_id": one, "kind": "manuscript"} for one in ids],
        ring_manuscripts=[{"manuscript_id": one, "members": 12, "posts": 9} for one in ids],
        manuscript_copies=[
            {"manuscript_id": one, "post_id": f"p{n}", "account_id": RING[n]}
            for n, one in enumerate(ids)
        ],
    )
    row = _told(facts)["manuscripts-on-a-target"]
    assert (row["technique"], row["confidence"]) == ("T0135.001", "medium")
    assert json.loads(row["evidence"]) == ids[:4]
    assert "not judged" in row["reason"]


def test_comparisons_are_evidence_by_their_posts(invented: Invented) -> None:
    pair = {"better": "ent:drift", "worse": "ent:tern"}
    facts = _facts(
        invented,
        comparison_shares=[{**pair, "posts": 90, "comparing": 30, "low": 3.0, "q": 1e-6}],
        comparisons=[
            {**pair, "post_id": "p1", "account_id": RING[0]},
            {**pair, "post_id": "p2", "account_id": OTHERS[0]},
        ],
    )
    row = _told(facts)["false-comparison"]
    assert (row["technique"], row["confidence"]) == ("T0066", "high")
    assert json.loads(row["evidence"]) == ["p1"]


def test_division_needs_provokers_and_chance_excluded(invented: Invented) -> None:
    sides = [{"account_id": RING[0], "entity_id": "ent:a", "voice": "attack", "example": "p7"}]
    row = {"one": "ent:a", "other": "ent:b", "both": 2, "provokers": 12, "provocations": 40}
    row |= {"drawn": 5, "members_both": 0.5, "organic_both": 0.0}
    facts = _facts(invented, division=[{**row, "p": 1e-6}], sides=sides)
    assert _told(facts)["provocation-on-both-sides"]["technique"] == "T0079"
    rows = [{"subject": "ring-01", **row, "p": 0.2}]
    chance = {"division": pa.Table.from_pylist(rows, STUDY["division"])}
    assert _told(replace(facts, made={**facts.made, **chance})) == {}


def test_posts_of_others_are_amplified_and_those_of_members_are_not(invented: Invented) -> None:
    cascade = {"kind": "repost", "members": 12, "q": 1e-6}
    others = [{**cascade, "root": f"x:p{n}", "author": OTHERS[0]} for n in range(5)]
    own = [{**cascade, "root": f"x:o{n}", "author": RING[0]} for n in range(5)]
    chance = [{**cascade, "root": f"x:c{n}", "author": OTHERS[0], "q": 0.4} for n in range(5)]
    row = _told(_facts(invented, cascades=[*others, *own, *chance]))["posts-of-others-amplified"]
    assert (row["technique"], row["confidence"]) == ("T0118", "medium")
    assert json.loads(row["evidence"]) == [f"x:p{n}" for n in range(5)]


def test_a_hashtag_is_lifted_when_it_would_not_be_among_the_first_without_the_ring(
    invented: Invented,
) -> None:
    for n, tag in enumerate(("lifted", "anyhow", "perhaps")):
        _burst(invented, n, signal="co_hashtag", members=12, object_id=tag)
    rank: dict[str, Any] = {"measure": "hashtag rank", "total": 3.0}
    ranks = [
        {**rank, "object": "lifted", "without": 60.0, "low": 40.0, "high": 90.0},
        {**rank, "object": "anyhow", "without": 4.0, "low": 3.0, "high": 6.0},
        {**rank, "object": "perhaps", "without": 14.0, "low": 8.0, "high": 20.0},
    ]
    row = _told(_facts(invented, reach=ranks))["lifted-hashtags"]
    assert (row["technique"], row["confidence"]) == ("T0121", "low")
    assert json.loads(row["evidence"]) == ["b0"]


def _sign(name: str, share: float, low: float) -> dict[str, Any]:
    counts = {"known": 12, "members": round(12 * share), "organic_known": 500, "organic": 5}
    shares = {"share": share, "organic_share": 0.01, "ratio": 2 * low, "low": low, "p": 1e-9}
    return {"sign": name, **counts, **shares}


def test_young_accounts_are_new_assets_and_a_common_form_of_names_is_never_sure(
    invented: Invented,
) -> None:
    names = ("young", "name_pattern")
    facts = _facts(
        invented,
        fake_signs=[_sign(name, 0.75, 8.0) for name in names],
        account_signs=[{"account_id": RING[0], "sign": name} for name in names],
    )
    told = _told(facts)
    assert {row["technique"]: row["confidence"] for row in told.values()} == {
        "T0150.001": "high",
        "T0144.002": "medium",
    }
    assert json.loads(told["young-accounts"]["evidence"]) == [RING[0]]


def test_a_weak_or_rare_sign_is_no_technique(invented: Invented) -> None:
    weak = [_sign("young", 0.75, 1.1), _sign("shared_avatar", 0.1, 9.0)]
    assert _told(_facts(invented, fake_signs=weak)) == {}


def test_a_small_ring_is_no_botnet(invented: Invented) -> None:
    bulk = [_sign(name, 0.9, 20.0) for name in ("registration_batch", "ids_in_row")]
    bearers = [{"account_id": RING[0], "sign": "ids_in_row"}]
    facts = _facts(invented, fake_signs=bulk, account_signs=bearers)
    assert _told(facts) == {}
    large = replace(facts, members=frozenset(f"x:{n}" for n in range(60)))
    assert _told(large)["accounts-by-the-hundred"]["confidence"] == "low"


def test_bursts_of_fast_reposts_are_evidence_by_their_ids(invented: Invented) -> None:
    for n in range(6):
        _burst(invented, n, signal="fast_repost", members=12)
    facts = _facts(invented)
    row = _told(facts)["reposts-within-seconds"]
    assert (row["technique"], row["confidence"]) == ("T0049.003", "medium")
    assert set(json.loads(row["evidence"])) == {f"b{n}" for n in range(6)}


def test_a_swarm_is_twenty_within_an_hour(invented: Invented) -> None:
    _burst(invented, 0, signal="co_reply", members=25, minutes=50)
    _burst(invented, 1, signal="co_reply", members=25, minutes=90)
    _burst(invented, 2, signal="co_reply", members=19, minutes=10)
    told = _told(_facts(invented))
    assert json.loads(told["swarms"]["evidence"]) == ["b0"]
    assert told["swarms"]["confidence"] == "low"
    assert told["comments-together"]["confidence"] == "low"


def _burst(invented: Invented, n: int, *, minutes: float = 5, **columns: Any) -> None:
    start = columns.pop("start", at(n))
    end = start + timedelta(minutes=minutes)
    row = {"object_id": f"p{n}", "posts": 30, **columns}
    invented.found("bursts", burst_id=f"b{n}", ring_id="ring-01", start=start, end=end, **row)


def _tagged(invented: Invented) -> None:
    """A tag that others began, full of members on four days, and one that a member began."""
    for account in OTHERS:
        invented.post(account, "#launch is near", at(0))
    for day in (3, 4, 5, 6):
        for n, account in enumerate(RING):
            invented.post(account, "#launch will fail", at(day, n))
        invented.post(OTHERS[0], "#launch soon", at(day, 5))
        _burst(
            invented,
            day,
            signal="co_hashtag",
            object_id="launch",
            members=12,
            start=at(day),
            minutes=20,
        )
    for n, account in enumerate(RING):
        invented.post(account, "#refund now", at(20, n))
    _burst(
        invented, 20, signal="co_hashtag", object_id="refund", members=12, start=at(20), minutes=20
    )
    invented.ring("ring-01", *RING)


def test_tags_tell_who_began_them_and_how_full_of_members_they_were(invented: Invented) -> None:
    _tagged(invented)
    with invented.case() as case:
        tags = tags_of(case)
    assert tags.begins == at(0)
    assert tags.first["launch"]["organic"] == at(0)
    assert tags.first["refund"]["organic"] is None
    assert tags.first["refund"]["account_id"] == RING[0]
    assert (tags.within["b3"]["posts"], tags.within["b3"]["own"]) == (13, 12)


def test_a_known_hashtag_is_flooded_and_a_new_one_is_begun(invented: Invented) -> None:
    _tagged(invented)
    with invented.case() as case:
        rows = techniques(case)["techniques"].to_pylist()
    told = {row["technique"]: row for row in rows if row["subject"] == "ring-01"}
    assert set(told) == {"T0015.001", "T0015.002", "T0049.002"}
    assert set(json.loads(told["T0049.002"]["evidence"])) == {"b3", "b4", "b5", "b6"}
    assert told["T0015.002"]["confidence"] == "medium"


def test_a_section_tells_each_technique_with_its_evidence_and_the_licence(
    invented: Invented,
) -> None:
    _tagged(invented)
    findings = invented.findings(PART)
    section = PART.section(findings, "ring-01")
    assert section is not None
    (grid,) = section.blocks
    assert isinstance(grid, Grid)
    names = [str(row[1]) for row in grid.rows]
    assert len(names) == 3
    assert all(sum(name in sentence for sentence in section.told) == 1 for name in names)
    assert any("CC BY-SA 4.0" in limit for limit in section.limits)
    assert PART.section(findings, "ring-02") is None
