"""CooRTweet's network: against its definition, step by step and pair by pair."""

from __future__ import annotations

import random
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from network.coortweet import COLUMNS, Options, coortweet_network
from tests.network.networks_read import edges_of

Row = tuple[str | None, str | None, str | None, float | None]


def as_table(rows: list[Row]) -> pa.Table:
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64())
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    arrays = [pa.array(list(values), kind) for values, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=COLUMNS)


def network_of(*layers: list[Row], **options: Any) -> dict[tuple[str, str], dict[str, Any]]:
    with tempfile.TemporaryDirectory() as scratch:
        tables = [as_table(rows) for rows in layers]
        return edges_of(coortweet_network(tables, Options(**options), Path(scratch)))


def weights(*layers: list[Row], **options: Any) -> dict[tuple[str, str], int]:
    return {ends: row["weight"] for ends, row in network_of(*layers, **options).items()}


Pair = tuple[str, str, str, str, float]


def staying(rows: list[Row], pairs: list[Pair], least: int) -> list[Pair]:
    """The second filter: one side belongs to an account with enough rows that pair.

    Rows without an account are nobody's: a missing account is no account that takes part.
    """
    rows = [row for row in rows if row[1] is not None]
    paired = {post for pair in pairs for post in (pair[1], pair[3])}
    counts = Counter(account for _, account, post, _ in rows if post in paired)
    kept = {post for _, account, post, _ in rows if post in paired and counts[account] >= least}
    return [pair for pair in pairs if pair[1] in kept or pair[3] in kept]


def pairs_by_definition(rows: list[Row], window: float, least: int) -> list[Pair]:
    counts = Counter(row[1] for row in rows)
    rows = [row for row in rows if counts[row[1]] >= least]
    pairs: list[Pair] = []
    for k, (object_, account, post, at) in enumerate(rows):
        for other_object, other, other_post, other_at in rows[k + 1 :]:
            if None in (object_, account, post, at, other, other_post, other_at):
                continue
            if object_ != other_object or abs(at - other_at) > window:
                continue
            if account != other and post != other_post and object_ not in (post, other_post):
                pairs.append((account, post, other, other_post, abs(at - other_at)))
    return staying(rows, pairs, least) if least >= 1 else pairs


def edges_by_definition(pairs: list[Pair]) -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], list[tuple[str, str, float]]] = defaultdict(list)
    for account, post, other, other_post, gap in pairs:
        if account < other:
            found[account, other].append((post, other_post, gap))
        else:
            found[other, account].append((other_post, post, gap))
    return {
        ends: {
            "weight": len(those),
            "avg_time_delta": sum(gap for *_, gap in those) / len(those),
            "n_content_id_a": len({post for post, *_ in those}),
            "n_content_id_b": len({post for _, post, _ in those}),
        }
        for ends, those in found.items()
    }


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["x", "y", "p1", None]),
        st.sampled_from(["a", "b", "c", "d", None]),
        st.sampled_from(["p1", "p2", "p3", "p4", "p5", "p6", None]),
        st.sampled_from([0.0, 3.0, 5.0, 9.0, 14.5, None]),
    ),
    max_size=24,
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([0, 1, 2, 3]), st.sampled_from([0.0, 5.0, 6.0]))
def test_every_edge_is_that_of_the_definition(rows: list[Row], least: int, window: float) -> None:
    found = network_of(rows, time_window=window, min_participation=least)
    expected = edges_by_definition(pairs_by_definition(rows, window, least))
    names = ("weight", "avg_time_delta", "n_content_id_a", "n_content_id_b")
    assert {ends: {n: row[n] for n in names} for ends, row in found.items()} == expected


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sampled_from([1, 2]))
def test_the_fast_columns_are_those_of_pairs_that_stay_in_the_narrower_window(
    rows: list[Row], least: int
) -> None:
    rows = [(o, a, f"{p}{at}", at) for o, a, p, at in rows if p is not None]  # a post has one time
    found = network_of(rows, time_window=6.0, fast=3.0, min_participation=least)
    fast = [pair for pair in pairs_by_definition(rows, 6.0, least) if pair[4] <= 3.0]
    expected = edges_by_definition(staying(rows, fast, least))
    seen = {ends: row["weight_fast"] for ends, row in found.items() if row["weight_fast"]}
    assert seen == {ends: row["weight"] for ends, row in expected.items()}


def test_three_posts_against_three_on_one_object_weigh_nine() -> None:
    rows: list[Row] = [("x", account, f"{account}{k}", k) for account in "ab" for k in range(3)]
    assert weights(rows) == {("a", "b"): 9}


def test_a_partner_below_the_minimum_stays_when_the_other_side_is_above() -> None:
    rows: list[Row] = [
        *(("x", "a", "a1", 0), ("y", "a", "a2", 50)),
        *(("x", "b", "b1", 1), ("z", "b", "b2", 999)),  # b has two rows but one that pairs
        *(("y", "c", "c1", 51), ("w", "c", "c2", 999)),
        ("x", "d", "d1", 1),  # d has one row in all
    ]
    assert weights(rows) == {("a", "b"): 1, ("a", "c"): 1}


def test_counts_of_posts_belong_to_the_account_they_stand_with() -> None:
    # a is early once and late once: CooRTweet would mix its posts with those of b
    rows: list[Row] = [
        *(("x", "a", "a1", 0), ("x", "a", "a2", 4), ("x", "b", "b1", 2)),
        ("x", "b", "b9", 900),
    ]
    [edge] = network_of(rows, time_window=2).values()
    assert (edge["n_content_id_a"], edge["n_content_id_b"]) == (2, 1)
    assert edge["edge_symmetry_score"] == 0.5


def test_layers_are_filtered_apart_and_counted_together() -> None:
    urls: list[Row] = [
        ("x", "a", "a1", 0),
        ("x", "b", "b1", 1),
        ("y", "a", "a2", 0),
        ("y", "b", "b2", 1),
    ]
    tags: list[Row] = [("x", "a", "a1", 0), ("x", "b", "b1", 1)]
    assert weights(urls, tags, min_participation=2) == {("a", "b"): 2}
    assert weights(urls, tags, min_participation=1) == {("a", "b"): 3}


def ladder() -> list[Row]:
    """a-b weigh 3 within a second; b-c 1 within a second; c-d and d-e 1 within ten."""
    rows: list[Row] = []
    for k in range(3):
        rows += [(f"o{k}", "a", f"a{k}", 0), (f"o{k}", "b", f"b{k}", 1)]
    rows += [("p", "b", "b7", 0), ("p", "c", "c7", 1), ("q", "c", "c8", 0), ("q", "d", "d8", 9)]
    return [*rows, ("r", "d", "d9", 0), ("r", "e", "e9", 9)]


def test_subgraphs_are_those_over_the_threshold_and_their_surroundings() -> None:
    common = {"time_window": 10, "min_participation": 1, "edge_weight": 0.5, "fast": 1}
    assert set(weights(ladder(), **common)) == {("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")}
    assert set(weights(ladder(), **common, subgraph=1)) == {("a", "b")}
    assert set(weights(ladder(), **common, subgraph=2)) == {("a", "b")}
    assert set(weights(ladder(), **common, subgraph=3)) == {("a", "b"), ("b", "c")}


def test_the_order_of_rows_changes_nothing() -> None:
    rows = ladder()
    mixed = random.Random(4).sample(rows, len(rows))
    assert network_of(rows, fast=2) == network_of(mixed, fast=2)


def test_an_object_that_thousands_share_is_no_square() -> None:
    rows: list[Row] = [("hot", f"u{k % 9_000}", f"p{k}", k * 30.0) for k in range(27_000)]
    rows += [("hot", "flood", f"f{k}", 400_000.0) for k in range(27_000)]
    assert weights(rows, time_window=9) == {}
    near = weights(rows, time_window=30)
    assert {other: near.pop(("flood", other)) for other in ("u4333", "u4334")} == {
        "u4333": 27_000,
        "u4334": 27_000,
    }
    assert len(near) == 9_000
    assert sum(near.values()) == 27_000 - 1
