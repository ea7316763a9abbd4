"""What becomes of rings between runs, and the names that they keep."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from detection.compare import Naming, Ring, compare, fates, links, match, names
from vault import Run, Vault
from vault.schema import RUN


def ring(name: str, accounts: range | list[int], tier: str = "ring") -> Ring:
    return Ring(name, tier, frozenset(f"x:{n}" for n in accounts), frozenset({("co_url", name[0])}))


def told(before: list[Ring], after: list[Ring]) -> set[tuple[str, str | None, str | None, bool]]:
    return {(f.fate, f.former, f.latter, f.same) for f in fates(before, after)}


def test_each_fate_is_told() -> None:
    before = [
        ring("kept", range(10)),
        ring("split", range(100, 120)),
        ring("one", range(200, 210)),
        ring("two", range(210, 216)),
        ring("gone", range(300, 310)),
    ]
    after = [
        ring("kept2", range(1, 12)),
        ring("part1", range(100, 112)),
        ring("part2", range(112, 120)),
        ring("merged", range(200, 216)),
        ring("new", range(400, 410)),
    ]
    assert told(before, after) == {
        ("kept", "kept", "kept2", True),
        ("split", "split", "part1", True),
        ("split", "split", "part2", False),
        ("merged", "one", "merged", True),
        ("merged", "two", "merged", False),
        ("gone", "gone", None, False),
        ("new", None, "new", False),
    }


def test_a_ring_that_grows_tenfold_is_the_same() -> None:
    assert told([ring("small", range(10))], [ring("large", range(100))]) == {
        ("kept", "small", "large", True)
    }


def test_less_than_half_of_the_smaller_is_another_ring() -> None:
    assert links([ring("a", range(10))], [ring("b", range(6, 20))]) == []


def test_the_matching_is_the_best_as_a_whole_and_not_pair_by_pair() -> None:
    """Greedy would take a1-b1 (.9) and leave a2-b2 (.27)."""
    before = [ring("a1", range(20)), ring("a2", range(4, 20))]
    after = [ring("b1", range(2, 20)), ring("b2", [*range(10), 50, 51])]
    chosen = match(links(before, after))
    assert chosen == {(0, 1), (1, 0)}


def test_the_order_of_the_rings_changes_nothing() -> None:
    before = [ring("a", range(10)), ring("b", range(20, 34))]
    after = [ring("c", range(2, 12)), ring("d", range(20, 30))]
    assert told(before, after) == told(before[::-1], after[::-1])


def test_a_ring_that_became_an_audience_is_told_as_such() -> None:
    [fate] = fates([ring("r", range(10))], [ring("a1", range(12), tier="audience-like")])
    assert (fate.fate, fate.note) == ("gone", "now audience-like: a1")
    [fate] = fates([ring("a1", range(12), tier="audience-like")], [ring("r", range(10))])
    assert (fate.fate, fate.note) == ("new", "before audience-like: a1")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def keep(vault: Vault, seed: int, collection: str = "default", **rings: range) -> Run:
    with vault.begin_run(
        collection=collection, batches=[], parameters={"seed": seed}, version="0"
    ) as writer:
        rows = [{"ring_id": name, "tier": "ring"} for name in rings]
        members = [
            {"ring_id": name, "account_id": f"x:{n}"} for name, who in rings.items() for n in who
        ]
        writer.write("rings", pa.Table.from_pylist(rows, schema=RUN["rings"]))
        writer.write("members", pa.Table.from_pylist(members, schema=RUN["members"]))
        return writer.commit(counts={}, notes=[])


def test_a_name_goes_on_over_a_run_that_misses_its_ring(vault: Vault) -> None:
    keep(vault, 1, a1=range(10), a2=range(20, 30))
    keep(vault, 2, b1=range(20, 31))
    last = keep(vault, 3, c1=range(1, 11), c2=range(20, 33), c3=range(50, 60))
    called = {ring: (n.name, n.runs) for ring, n in names(vault.runs(), last).items()}
    assert called == {"c1": ("a1", 2), "c2": ("a2", 3), "c3": ("c3", 1)}


def test_names_know_nothing_of_later_runs_and_other_collections(vault: Vault) -> None:
    keep(vault, 1, collection="other", o1=range(10))
    first = keep(vault, 2, a1=range(10))
    keep(vault, 3, b1=range(10))
    assert {ring: n.name for ring, n in names(vault.runs(), first).items()} == {"a1": "a1"}


def test_runs_are_compared_from_the_vault(vault: Vault) -> None:
    one, other = keep(vault, 1, a1=range(10)), keep(vault, 2, b1=range(2, 10))
    [fate] = compare(one, other)
    assert (fate.fate, fate.common, fate.jaccard, fate.same) == ("kept", 8, 0.8, True)


def test_naming_goes_on_from_run_to_run_and_says_what_names_say(vault: Vault) -> None:
    naming = Naming()
    sizes = ((range(10), range(20, 30)), (range(2, 12), range(40, 50)), (range(4), range(20, 33)))
    for seed, (one, other) in enumerate(sizes):
        run = keep(vault, seed, **{f"r{seed}a": one, f"r{seed}b": other})
        assert naming.names(vault.runs(), run) == names(vault.runs(), run)


def test_naming_begins_anew_where_the_runs_before_are_others(vault: Vault) -> None:
    naming = Naming()
    first, second = keep(vault, 1, a1=range(10)), keep(vault, 2, b1=range(10))
    assert naming.names([first, second], second)["b1"].name == "a1"
    assert naming.names([second], second)["b1"].name == "b1"
    assert naming.names([first, second], first)["a1"].name == "a1"
