"""The bench of detection: the same seed gives the same posts, and what must be found is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.detection import EVASIONS, Planted, RingPlan, Spec, Trial, plant, trial
from bench.detection.ledger import WEIBO
from bench.detection.negatives import FANS
from bench.detection.sensitivity import variations
from bench.detection.tables import COLLECTION
from bench.detection.trial import put
from detection.options import Constants
from vault import Vault
from vault.schema import CANONICAL

RINGS = (
    RingPlan("text", "manuscript", 40, platforms=(WEIBO,)),
    RingPlan("link", "co-url", 30),
    RingPlan("repost", "own-repost", 25),
)
SPEC = Spec("small", 3_000, 1_000, rings=RINGS, negatives=FANS)
TINY = replace(SPEC, posts=400, people=150)


@pytest.fixture(scope="module")
def tried() -> Trial:
    return trial(SPEC, seed=7, why=True)


@pytest.fixture(scope="module")
def planted() -> Planted:
    return plant(TINY, seed=3)


def test_rings_are_found_and_fans_are_spared(tried: Trial) -> None:
    assert tried.score.precision >= 0.99
    assert tried.score.recall >= 0.97
    assert tried.false_rings == 0
    flagged = {kind: count for kind, (count, _) in tried.score.hard.items()}
    assert flagged == dict.fromkeys((*FANS, "superfans"), 0)


def test_each_ring_has_a_funnel_that_says_what_became_of_it(tried: Trial) -> None:
    assert {one.ring for one in tried.funnels} == {"text", "link", "repost"}
    assert {one.verdict for one in tried.funnels} == {"found"}


def test_the_same_seed_gives_the_same_posts(planted: Planted) -> None:
    again = plant(TINY, seed=3)
    assert again.truth == planted.truth
    assert all(again.tables[name].equals(rows) for name, rows in planted.tables.items())


def test_another_seed_gives_other_posts(planted: Planted) -> None:
    assert not plant(TINY, seed=4).tables["posts"].equals(planted.tables["posts"])


def test_tables_have_the_columns_of_the_vault(planted: Planted) -> None:
    assert {name: rows.schema for name, rows in planted.tables.items()} == {
        name: CANONICAL[name] for name in planted.tables
    }


def test_members_are_accounts_that_post(planted: Planted) -> None:
    posting = set(planted.tables["posts"]["account_id"].to_pylist())
    assert planted.truth.rings.keys() <= posting
    assert not planted.truth.rings.keys() & set().union(*planted.truth.hard.values())


def test_the_real_loader_reads_what_the_tables_say(planted: Planted, tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    put(vault, planted, through_loader=True)
    (batch,) = vault.batches(COLLECTION)
    wanted = ("posts", "post_hashtags", "post_urls", "post_mentions")
    rows = {name: planted.tables[name].num_rows for name in wanted if name in planted.tables}
    assert {name: batch.counts[name] for name in rows} == rows
    assert batch.counts["rejects"] == 0


def test_hard_rings_follow_few_orders() -> None:
    plan = RingPlan("hard", "co-url", 50, tasks=40, evasion=EVASIONS["hard"])
    rows = plant(Spec("hard", 500, 100, rings=(plan,)), seed=1).tables
    links = rows["post_urls"]["url"].to_pylist()
    followed = sum("hard.example.net" in link for link in links)
    assert 0.1 * 50 * 40 < followed < 0.25 * 50 * 40


def test_each_number_is_halved_and_doubled() -> None:
    changed = {name for name, _, _ in variations()}
    numbers = {
        name
        for name in Constants.__dataclass_fields__
        if isinstance(getattr(Constants(), name), int | float)
    }
    assert numbers <= changed
