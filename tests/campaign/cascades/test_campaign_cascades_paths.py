"""The way of a repost between the first post and itself."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from campaign.cascades.forest import NONE, plant
from campaign.cascades.paths import nearest_before, quoted, rehung, told_parents
from loaders.canonical.weibo_id import bid_of_mid

FOREST = plant(
    pa.array(["weibo:b", "weibo:c", "weibo:d", "weibo:y"]),
    pa.array(["weibo:a", "weibo:a", "weibo:a", "weibo:x"]),
)
A, B, C, D, X, Y = range(6)


def test_the_latest_earlier_post_of_the_named_account_in_the_same_tree_is_found() -> None:
    account = np.array([1, 2, 2, 3, 1, 2])
    named = np.array([NONE, NONE, NONE, 2, NONE, NONE])
    at = np.array([0, 10, 20, 30, 0, 29])
    found = nearest_before(account, named, FOREST.top, at)
    assert found.tolist() == [NONE, NONE, NONE, C, NONE, NONE]


def test_a_later_post_and_a_post_of_another_tree_are_not_passed_on() -> None:
    account = np.array([1, 2, 4, 3, 1, 5])
    named = np.array([NONE, 4, 5, 9, NONE, NONE])  # b names d's elder c; c names y's author
    at = np.array([0, 10, 20, 30, 0, 5])
    found = nearest_before(account, named, FOREST.top, at)
    assert found.tolist() == [NONE] * 6


def test_reposts_hang_under_what_they_passed_on_and_chains_tell_the_least_depth() -> None:
    nobody = np.full(6, NONE)
    found = nobody.copy()
    found[D] = C
    steps = np.array([0, 0, 0, 1, 0, 4])
    moved = rehung(FOREST, nobody, found, steps)
    assert moved.parent[D] == C
    assert moved.depth.tolist() == [0, 1, 1, 2, 0, 5]
    assert moved.top.tolist() == FOREST.top.tolist()


def test_a_parent_in_another_tree_or_a_circle_moves_nothing() -> None:
    told = np.full(6, NONE)
    told[B], told[C], told[D] = C, B, Y
    moved = rehung(FOREST, told, np.full(6, NONE), np.zeros(6, dtype=np.int64))
    assert moved.parent.tolist() == FOREST.parent.tolist()


def test_the_nearest_of_a_quoted_chain_is_named_with_its_length() -> None:
    paths = pa.table(
        {
            "post_id": ["weibo:b", "weibo:c", "weibo:zzz", "weibo:d"],
            "text": ["看//@小西:好//@小北:是", "plain", "//@小西:x", "//@nobody:x"],
        }
    )
    named, steps = quoted(paths, FOREST, {"小西": 7, "小北": 8})
    assert named.tolist() == [NONE, 7, NONE, NONE, NONE, NONE]
    assert steps.tolist() == [0, 2, 0, 1, 0, 0]


def test_the_id_that_an_export_has_is_believed_and_nonsense_is_not() -> None:
    extras = ['{"parent": "b"}', '{"parent": 12}', "no json", '["parent"]']
    paths = pa.table({"post_id": ["weibo:c", "weibo:d", "weibo:b", "weibo:y"], "extra": extras})
    told = told_parents(paths, FOREST)
    assert {row: parent for row, parent in enumerate(told.tolist()) if parent != NONE} == {C: B}


def test_a_parent_in_the_short_form_of_weibo_is_the_post_of_that_number() -> None:
    mid = "4912345678901234"
    forest = plant(pa.array([f"weibo:{mid}", "weibo:2"]), pa.array(["weibo:1", "weibo:1"]))
    extra = f'{{"parent": "{bid_of_mid(mid)}"}}'
    paths = pa.table({"post_id": ["weibo:2"], "extra": [extra]})
    told = told_parents(paths, forest).tolist()
    posts = forest.posts.to_pylist()
    assert posts[told[posts.index("weibo:2")]] == f"weibo:{mid}"
