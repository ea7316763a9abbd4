"""A whole run: from a collection in the vault to its tables."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from detection.detect import detect, earlier_run
from detection.options import Options
from marionet import __version__
from marionet.errors import NotFound, UsageError
from marionet.progress import SILENT, Step
from vault import Run, Vault
from vault.schema import CANONICAL, RUN

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)


def post(number: int, account: int, at: datetime, **fields: str) -> dict[str, object]:
    return {
        "post_id": f"x:{number}",
        "platform": "x",
        "account_id": f"x:a{account:04}",
        "created_at": at,
        "kind": "repost" if "repost_of" in fields else "original",
        "source": "0" * 64,
        "offset": number + 1,
        **fields,
    }


def campaign() -> list[dict[str, object]]:
    """Twenty accounts repost what they are told to among two hundred that repost what they like."""
    rng = np.random.default_rng(0)
    posts: list[dict[str, object]] = []

    def repost(account: int, of: str, hours: float) -> None:
        at = NOON + timedelta(hours=float(hours))
        posts.append(post(len(posts), account, at, repost_of=of))

    for target, account in zip(
        rng.integers(0, 120, 3000), rng.integers(20, 220, 3000), strict=True
    ):
        repost(int(account), f"x:liked{target}", target * 5 + rng.exponential(20))
    for task in range(15):
        for account in np.flatnonzero(rng.uniform(size=20) < 0.7):
            repost(int(account), f"x:ordered{task}", task * 40 + rng.exponential(1))
    return posts


def stored(root: Path, posts: list[dict[str, object]], collection: str = "default") -> Vault:
    vault = Vault(root)
    with vault.begin_batch("test") as batch:
        batch.write("posts", pa.Table.from_pylist(posts, schema=CANONICAL["posts"]))
        batch.commit(
            collection=collection,
            sources=["0" * 64],
            names=["test.jsonl"],
            format="interchange",
            duplicates=0,
            rejects=0,
            options={},
        )
    return vault


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return stored(tmp_path_factory.mktemp("vault"), campaign())


@pytest.fixture(scope="module")
def run(vault: Vault) -> Run:
    return detect(vault, "default", Options(), SILENT)


RING = {f"x:a{number:04}" for number in range(20)}


def test_the_ring_is_found_with_its_members_and_nobody_else(run: Run) -> None:
    [ring] = [row for row in run.read("rings").to_pylist() if row["tier"] == "ring"]
    assert ring["ring_id"] == f"{run.run_id[4:10]}-01"
    assert (ring["rank"], ring["accounts"]) == (1, 20)
    members = run.read("members").to_pylist()
    assert {m["account_id"] for m in members if m["ring_id"] == ring["ring_id"]} == RING


def test_the_reason_tells_its_numbers_in_plain_words(run: Run) -> None:
    ring = run.read("rings").to_pylist()[0]
    assert ring["reason"].startswith("20 accounts met in 15 independent pieces of evidence")
    assert "between 2025-01-01 and 2025-01-2" in ring["reason"]
    assert "where chance would give" in ring["reason"]
    assert "It is not an audience" in ring["reason"]
    assert "x:ordered" in ring["reason"]


def test_every_number_of_a_ring_follows_from_its_proof(run: Run) -> None:
    ring = run.read("rings").to_pylist()[0]
    bursts = {b["burst_id"]: b for b in run.read("bursts").to_pylist()}
    proof = run.read("burst_posts").to_pylist()
    assert {p["burst_id"] for p in proof} == set(bursts)
    assert {b["ring_id"] for b in bursts.values()} == {ring["ring_id"]}
    assert {b["object_id"] for b in bursts.values()} == {f"x:ordered{n}" for n in range(15)}
    assert json.loads(ring["signals"]) == {"co_repost": len(bursts)}
    for burst in bursts.values():
        posts = [p for p in proof if p["burst_id"] == burst["burst_id"]]
        assert len({p["account_id"] for p in posts}) == burst["accounts"]
        assert len({p["account_id"] for p in posts if p["member"]}) == burst["members"]
        assert (min(p["at"] for p in posts), max(p["at"] for p in posts)) == (
            burst["start"],
            burst["end"],
        )


def test_members_come_with_q_values_and_scores_in_order(run: Run) -> None:
    members = run.read("members").to_pylist()
    assert all(0 < m["p"] <= m["q"] <= 0.01 for m in members)
    assert all(0 < m["score"] < 1 for m in members)
    assert [m["score"] for m in members] == sorted((m["score"] for m in members), reverse=True)


def test_pairs_of_bursts_are_significant_and_inside_the_ring(run: Run) -> None:
    bursts = set(run.read("bursts")["burst_id"].to_pylist())
    pairs = run.read("burst_pairs").to_pylist()
    assert pairs
    for pair in pairs:
        assert {pair["burst_a"], pair["burst_b"]} <= bursts
        assert pair["shared"] > pair["expected"]
        assert pair["q"] <= 0.01


def test_edges_are_sparse_and_join_members(run: Run) -> None:
    edges = run.read("edges").to_pylist()
    assert {e["account_a"] for e in edges} | {e["account_b"] for e in edges} == RING
    assert all(e["account_a"] < e["account_b"] for e in edges)
    assert len({(e["account_a"], e["account_b"]) for e in edges}) == len(edges) <= 4 * len(RING)
    proof = run.read("burst_posts").to_pylist()
    taken = {
        account: {p["burst_id"] for p in proof if p["account_id"] == account} for account in RING
    }
    for edge in edges:
        assert edge["shared"] == len(taken[edge["account_a"]] & taken[edge["account_b"]])
        assert edge["first"] <= edge["last"]


def test_every_constant_is_a_parameter_of_the_run(run: Run) -> None:
    constants = set(Options().parameters())
    assert constants | {"signals"} == set(run.parameters)
    assert {"q", "algorithm", "seed", "gap_us", "majority"} <= constants


def test_the_same_question_has_the_same_answer(vault: Vault, run: Run) -> None:
    assert earlier_run(vault, "default", Options()) == run
    assert detect(vault, "default", Options(), SILENT) == run
    assert earlier_run(vault, "default", Options(q=0.02)) is None


def test_another_order_of_the_posts_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    posts = campaign()
    order = np.random.default_rng(1).permutation(len(posts))
    other = stored(tmp_path / "vault", [posts[k] for k in order])
    again = detect(other, "default", Options(), SILENT)
    assert again.run_id == run.run_id
    for table in RUN:
        assert again.path(table).read_bytes() == run.path(table).read_bytes(), table


def test_a_run_computed_again_has_the_same_bytes(tmp_path: Path) -> None:
    vault = stored(tmp_path / "vault", campaign())
    first = detect(vault, "default", Options(), SILENT)
    before = {table: first.path(table).read_bytes() for table in RUN}
    second = detect(vault, "default", Options(), SILENT, again=True)
    assert second.created_at > first.created_at
    assert {table: second.path(table).read_bytes() for table in RUN} == before


TEXT = "the brakes failed on the second day and nobody at the factory answered my calls"
HARMLESS: dict[str, list[dict[str, object]]] = {
    "no posts": [],
    "one account": [post(n, 1, NOON + timedelta(hours=n), repost_of="x:1") for n in range(400)],
    "one text by all": [post(n, n, NOON + timedelta(seconds=n), text=TEXT) for n in range(300)],
    "one second": [post(n, n % 60, NOON, repost_of=f"x:r{n // 60}") for n in range(240)],
    "the year 9999": [
        post(n, n % 7, datetime(9999, 12, 31, 23, 59, n % 60, tzinfo=UTC), repost_of=f"x:r{n % 11}")
        for n in range(400)
    ],
    "the year 1": [post(n, n, datetime(1, 1, 1, tzinfo=UTC), repost_of="x:r") for n in range(30)],
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_input_gives_a_run_without_a_ring(name: str, tmp_path: Path) -> None:
    run = detect(stored(tmp_path / "vault", HARMLESS[name]), "default", Options(), SILENT)
    assert "ring" not in run.read("rings")["tier"].to_pylist()
    assert run.counts["posts"] == len(HARMLESS[name])
    assert run.read("edges").num_rows == 0


def test_what_is_loaded_meanwhile_is_not_in_the_run(tmp_path: Path) -> None:
    vault = stored(tmp_path / "vault", campaign()[:300])
    [before] = vault.batches()

    class Loading:
        """Loads one more batch while bursts are cut."""

        @contextmanager
        def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
            if name == "cutting bursts":
                stored(vault.root, [post(9000, 1, NOON)])
            with SILENT.step(name, total, unit) as step:
                yield step

    run = detect(vault, "default", Options(), Loading())
    assert run.batches == [before.batch_id]
    assert run.counts["posts"] == 300
    assert earlier_run(vault, "default", Options()) is None


def test_changed_code_asks_another_question(
    vault: Vault, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.fullmatch(re.escape(__version__) + r"\+[0-9a-f]{8}", run.version)
    monkeypatch.setattr("detection.detect.code_version", lambda: f"{__version__}+00000000")
    assert earlier_run(vault, "default", Options()) is None


def test_an_unknown_collection_is_named_with_those_that_are_there(vault: Vault) -> None:
    with pytest.raises(NotFound, match=r"'moon'.*default"):
        detect(vault, "moon", Options(), SILENT)


WRONG = {
    "no rate": (Options(q=0.0), "--q 0.0"),
    "too high a rate": (Options(q=1.5), "--q 1.5"),
    "not a number": (Options(q=float("nan")), "--q nan"),
    "no such algorithm": (Options(algorithm="magic"), "leiden, louvain, label-propagation"),
    "a seed below 0": (Options(seed=-1), "--seed -1"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_option_is_refused(name: str, vault: Vault) -> None:
    options, message = WRONG[name]
    with pytest.raises(UsageError, match=message):
        detect(vault, "default", options, SILENT)
