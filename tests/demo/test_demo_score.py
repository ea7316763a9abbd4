from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.score import Truth, adjusted_rand_index, read_truth, score

TRUTH = Truth(
    rings={"x:1": "a", "x:2": "a", "x:3": "a", "x:4": "b", "x:5": "b"},
    hard={"fan": frozenset({"x:8", "x:9"})},
)


def test_the_truth_itself_is_perfect() -> None:
    result = score(TRUTH, TRUTH.rings)
    assert (result.precision, result.recall, result.ari) == (1.0, 1.0, 1.0)


def test_names_of_rings_do_not_matter() -> None:
    names = {"a": "r7", "b": "r1"}
    assert score(TRUTH, {who: names[ring] for who, ring in TRUTH.rings.items()}).ari == 1.0


def test_mistakes_are_counted_where_they_belong() -> None:
    result = score(TRUTH, {"x:1": "r1", "x:2": "r1", "x:4": "r2", "x:9": "r2", "x:7": "r2"})
    assert result.precision == pytest.approx(3 / 5)
    assert result.recall == pytest.approx(3 / 5)
    assert result.recall_by_ring == {"a": (2, 3), "b": (1, 2)}
    assert result.hard == {"fan": (1, 2)}


def test_nothing_found_is_precise_and_finds_nothing() -> None:
    result = score(TRUTH, {})
    assert (result.precision, result.recall, result.ari) == (1.0, 0.0, 0.0)


def test_the_index_of_hubert_and_arabie() -> None:
    # worked by hand: S = 1, a = 4, b = 3, n = 6 -> E = 12 / 15, M = 3.5
    assert adjusted_rand_index(list("aaabbc"), list("xxyyzz")) == pytest.approx(
        (1 - 4 * 3 / 15) / (3.5 - 4 * 3 / 15)
    )


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))))
def test_the_index_is_symmetric_and_at_most_one(labels: list[tuple[str, str]]) -> None:
    one, other = [a for a, _ in labels], [b for _, b in labels]
    found = adjusted_rand_index(one, other)
    assert found == pytest.approx(adjusted_rand_index(other, one))
    assert found <= 1


def test_the_files_of_a_campaign_are_read(tmp_path: Path) -> None:
    truth, hard = tmp_path / "truth.csv", tmp_path / "hard.csv"
    truth.write_text("account_id,ring\nx:1,a\nx:2,b\n")
    hard.write_text("account_id,kind\nx:3,fan\nx:4,fan\n")
    assert read_truth(truth, hard) == Truth(
        {"x:1": "a", "x:2": "b"}, {"fan": frozenset({"x:3", "x:4"})}
    )
