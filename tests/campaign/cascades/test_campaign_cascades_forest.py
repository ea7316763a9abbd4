"""Trees of posts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaign.cascades.forest import NONE, Forest, plant, rows_of


def planted(links: dict[str, str]) -> Forest:
    return plant(pa.array(links.keys(), pa.string()), pa.array(links.values(), pa.string()))


def told(forest: Forest) -> dict[str, tuple[str, int]]:
    """Return post -> (first post, depth)."""
    posts = forest.posts.to_pylist()
    return {
        post: (posts[top], depth)
        for post, top, depth in zip(posts, forest.top.tolist(), forest.depth.tolist(), strict=True)
    }


def test_each_post_knows_its_first_post_and_how_far_it_is() -> None:
    assert told(planted({"b": "a", "c": "b", "d": "c", "e": "a"})) == {
        "a": ("a", 0),
        "b": ("a", 1),
        "c": ("a", 2),
        "d": ("a", 3),
        "e": ("a", 1),
    }


def test_a_chain_of_thousands_is_climbed_to_its_first_post() -> None:
    chain = {f"p{n:05}": f"p{n - 1:05}" for n in range(1, 5000)}
    forest = told(planted(chain))
    assert forest["p04999"] == ("p00000", 4999)


def test_posts_that_name_each_other_in_a_circle_are_parted_and_others_stay() -> None:
    forest = told(planted({"a": "b", "b": "c", "c": "a", "d": "a", "y": "x"}))
    assert forest == {
        **{post: (post, 0) for post in "abcd"},
        "x": ("x", 0),
        "y": ("x", 1),
    }


def test_no_links_make_an_empty_forest() -> None:
    assert told(planted({})) == {}


def test_an_id_that_is_not_there_has_no_row() -> None:
    assert rows_of(pa.array(["b", "z", None]), pa.array(["a", "b"])).tolist() == [1, NONE, NONE]


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 30), max_size=30))
def test_the_order_of_links_changes_nothing_and_every_parent_is_one_step_up(
    links: dict[int, int],
) -> None:
    named = {f"p{post}": f"p{target}" for post, target in links.items() if post != target}
    forest = planted(named)
    assert told(forest) == told(planted(dict(reversed(named.items()))))
    child = np.flatnonzero(forest.parent != NONE)
    parent = forest.parent[child]
    assert (forest.depth[child] == forest.depth[parent] + 1).all()
    assert (forest.top[child] == forest.top[parent]).all()
    assert (forest.depth[forest.top] == 0).all()
