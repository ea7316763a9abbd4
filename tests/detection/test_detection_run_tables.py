"""What a run keeps for explanations: verdicts, doubts, what rings have in common."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from detection.detect import find_rings
from detection.events import Events
from detection.options import Constants, Options
from detection.relations import Relations, open_relations
from detection.run.doubts import Doubts, against
from detection.run.nesting import overlaps_table, with_parents
from detection.run.tables import run_tables
from detection.run.verdicts import NEAREST, VERDICTS
from marionet.progress import SILENT
from vault.result_folder import completed
from vault.schema import RUN

RUN_ID = "run-0123456789"


def tables_of(events: Events) -> dict[str, pa.Table]:
    with tempfile.TemporaryDirectory() as scratch, open_relations(Path(scratch)) as relations:
        found = find_rings(relations, events, Options(), SILENT)
        return run_tables(relations, events, found, Options(), RUN_ID, None)


@pytest.fixture(scope="module")
def tables(planted, case) -> dict[str, pa.Table]:
    return tables_of(planted.events(case.accounts))


def test_each_table_has_the_columns_of_its_schema(tables) -> None:
    for name, table in tables.items():
        assert completed(table, RUN[name]).cast(RUN[name]).num_rows == table.num_rows


def test_every_member_of_a_ring_is_told_as_one_and_nobody_else(tables) -> None:
    rings = {r["ring_id"] for r in tables["rings"].to_pylist() if r["tier"] == "ring"}
    members = {
        (m["account_id"], m["ring_id"])
        for m in tables["members"].to_pylist()
        if m["ring_id"] in rings
    }
    told = [t for t in tables["tested"].to_pylist() if t["verdict"] == "member"]
    assert {(t["account_id"], t["ring_id"]) for t in told} == members
    assert len(told) == len(members) == 40


def test_every_account_of_every_burst_was_tested(tables) -> None:
    seen = set(tables["burst_posts"]["account_id"].to_pylist())
    assert seen <= set(tables["tested"]["account_id"].to_pylist())


def test_an_account_has_few_candidates_and_each_a_verdict_in_words(tables) -> None:
    rows = tables["tested"].to_pylist()
    assert max(Counter(row["account_id"] for row in rows).values()) <= NEAREST
    assert {row["verdict"] for row in rows} <= set(VERDICTS)
    assert all(row["hits"] <= row["seen"] <= row["activity"] for row in rows)


def test_fans_are_spared_and_told_why(tables) -> None:
    club = {f"x:{code:06}" for code in range(2500, 3500)}
    verdicts = {t["verdict"] for t in tables["tested"].to_pylist() if t["account_id"] in club}
    assert verdicts
    assert verdicts <= {"audience", "company", "chance", "once", "bump"}


def test_the_edges_have_the_chance_of_their_pairs(tables) -> None:
    edges = tables["edges"].to_pylist()
    assert edges
    assert all(0 < edge["p"] <= 1 and edge["shared"] > 0 for edge in edges)
    assert np.median([edge["p"] for edge in edges]) < 1e-6


def test_a_ring_says_what_speaks_against_it_and_an_audience_need_not(tables) -> None:
    for ring in tables["rings"].to_pylist():
        assert bool(ring["against"]) == (ring["tier"] == "ring")


CLEAN = Doubts(
    members=20, outside=0.1, verified=0, dated=20, old=0, weak_members=0, least_hits=2, kinds=2,
    author=None, by_author=0, passed_on=0, site=None, to_site=0, links=0, pieces=15,
    public_pieces=2, outsiders=0.1, posts=300, to_minute=0, to_day=0, q=1e-9, seen=20,
    audience=4.0, bump=8, in_bump=0.95,
)  # fmt: skip

DOUBTS = {
    "a life elsewhere": ({"outside": 0.9}, "90% or more of their posts outside"),
    "verified": ({"verified": 2}, "marks 2 of 20 members as verified"),
    "old accounts": ({"old": 9}, "9 registered 3 years or more before"),
    "weak members": ({"weak_members": 4}, "4 of 20 members took part in only 2 pieces"),
    "one author": (
        {"author": "x:star", "by_author": 9, "passed_on": 10},
        "9 of 10 posts that they passed on or answered are by one account, x:star",
    ),
    "one site": (
        {"site": "news.example", "to_site": 5, "links": 6},
        "5 of 6 links lead to one site, news.example",
    ),
    "one kind": ({"kinds": 1}, "of one kind"),
    "public places only": ({"public_pieces": 15}, "All of it is at public places"),
    "public places mostly": ({"public_pieces": 9}, "9 of 15 pieces of evidence are at public"),
    "outsiders": ({"outsiders": 0.7}, "70% of the accounts are no members"),
    "minutes": ({"to_minute": 100}, "Of 100 of 300 posts only the minute is known"),
    "days": ({"to_day": 300}, "Of 300 of 300 posts only the day is known"),
    "a near audience": ({"audience": 15.0}, "An audience is not far"),
    "a weak test": ({"q": 0.004}, "q = 0.004"),
    "an audience around it": ({"in_bump": 0.6}, "Only 60% of the accounts"),
    "no dates": ({"dated": 0}, "When its members registered is not known"),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_a_doubt_is_told_with_its_numbers(name: str) -> None:
    changed, sentence = DOUBTS[name]
    assert sentence in against(replace(CLEAN, **changed))


def test_a_clean_ring_says_what_was_looked_for() -> None:
    assert against(CLEAN).startswith("None of the doubts that are looked for applies")


NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)


def nested(shared: int, signal: str = "text") -> dict[str, pa.Table]:
    """A ring of five that posts `shared` of its six texts from the store of a ring of nine."""
    large, small = [f"x:l{n}" for n in range(9)], [f"x:s{n}" for n in range(5)]
    bursts = [("L", large, f"text{n}") for n in range(12)]
    bursts += [("S", small, f"text{n}" if n < shared else f"own{n}") for n in range(6)]
    rows = {
        "rings": [
            {"ring_id": name, "tier": "ring", "rank": rank, "reason": "Why."}
            for rank, name in enumerate("LS", 1)
        ],
        "members": [
            {"ring_id": ring, "account_id": a}
            for ring, who in (("L", large), ("S", small))
            for a in who
        ],
        "bursts": [
            {"burst_id": f"b{n}", "ring_id": ring, "signal": signal, "object_id": what, "bundle": n}
            for n, (ring, _, what) in enumerate(bursts)
        ],
        "burst_posts": [
            {
                "burst_id": f"b{n}",
                "post_id": f"x:{n}.{a}",
                "account_id": a,
                "at": NOON + timedelta(n),
            }
            for n, (_, who, _) in enumerate(bursts)
            for a in who
        ],
    }
    return {name: pa.Table.from_pylist(found, schema=RUN[name]) for name, found in rows.items()}


def parents(relations: Relations, tables: dict[str, pa.Table]) -> tuple[list, dict[str, str]]:
    overlaps = overlaps_table(relations, tables, Constants())
    rings = with_parents(tables["rings"], overlaps, Constants()).to_pylist()
    told = [(o["ring_id"], o["other_id"], o["pieces"], o["common"]) for o in overlaps.to_pylist()]
    return told, {ring["ring_id"]: ring["parent"] for ring in rings}


def test_a_crew_with_the_texts_of_a_larger_ring_is_a_part_of_it(relations) -> None:
    tables = nested(shared=4)
    assert parents(relations, tables) == ([("S", "L", 6, 4)], {"L": None, "S": "L"})
    overlaps = overlaps_table(relations, tables, Constants())
    reason = with_parents(tables["rings"], overlaps, Constants())["reason"][1].as_py()
    assert "of 6 pieces of evidence" in reason
    assert "4 are about what members of that ring used as well, 4 texts among them" in reason


def test_fewer_than_half_in_common_is_told_but_makes_no_part(relations) -> None:
    constants = replace(Constants(), ring_occasions=2)
    tables = nested(shared=2)
    overlaps = overlaps_table(relations, tables, constants)
    assert overlaps["common"].to_pylist() == [2]
    assert with_parents(tables["rings"], overlaps, constants)["parent"].to_pylist() == [None, None]


def test_a_common_hashtag_makes_nobody_a_part_of_anything(relations) -> None:
    assert parents(relations, nested(shared=6, signal="co_hashtag")) == ([], {"L": None, "S": None})
