from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manuscripts.embedding import BATCH, Vectors, join_by_meaning
from marionet.errors import UsageError

BRIDGE = ["the old bridge must stay", "keep the old bridge", "save the bridge"]
KETTLE = ["mend your own kettle", "a kettle can be mended", "the kettle and its lid"]


def by_words(texts: Sequence[str]) -> Vectors:
    """A meaning is the set of words."""
    vectors = np.zeros((len(texts), 256), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.split():
            vectors[row, zlib.crc32(word.encode()) % 256] += 1
    return vectors


def chatter(count: int, seed: int = 0) -> list[str]:
    dice = np.random.default_rng(seed)
    words = [f"w{n}" for n in range(400)]
    return [" ".join(dice.choice(words, 8)) for _ in range(count)]


MANUSCRIPTS = {"ms:bridge": BRIDGE, "ms:kettle": KETTLE}


def test_what_means_the_same_is_proposed_for_its_manuscript() -> None:
    texts = [*chatter(50, seed=1), "the bridge is old save the bridge", "mended kettle"]
    found = join_by_meaning(texts, by_words, MANUSCRIPTS, chatter(1000))
    assert {(one.text, one.manuscript_id) for one in found} == {
        (50, "ms:bridge"),
        (51, "ms:kettle"),
    }
    assert all(one.similarity > one.limit for one in found)
    assert found == sorted(found, key=lambda one: -one.similarity)


def test_of_other_texts_no_more_than_the_share_is_proposed() -> None:
    found = join_by_meaning(chatter(5000, seed=2), by_words, MANUSCRIPTS, chatter(5000), 0.01)
    assert len(found) < 5000 * 0.02


def test_with_too_few_texts_to_compare_with_nothing_is_proposed() -> None:
    assert join_by_meaning(BRIDGE, by_words, MANUSCRIPTS, chatter(999)) == []
    assert join_by_meaning(BRIDGE, by_words, MANUSCRIPTS, chatter(1000)) != []


def test_without_manuscripts_or_texts_nothing_is_proposed() -> None:
    assert join_by_meaning(BRIDGE, by_words, {}, chatter(1000)) == []
    assert join_by_meaning(BRIDGE, by_words, {"ms:empty": []}, chatter(1000)) == []
    assert join_by_meaning([], by_words, MANUSCRIPTS, chatter(1000)) == []


def test_texts_are_embedded_a_few_at_a_time() -> None:
    sizes: list[int] = []

    def watched(texts: Sequence[str]) -> Vectors:
        sizes.append(len(texts))
        return by_words(texts)

    join_by_meaning(chatter(2 * BATCH + 1), watched, MANUSCRIPTS, chatter(1000))
    assert max(sizes) == BATCH


@pytest.mark.parametrize(
    "given_back",
    [np.zeros((2, 3)), np.zeros(3), np.full((3, 4), np.nan)],
    ids=["too few", "no matrix", "no numbers"],
)
def test_an_embedding_that_gives_nonsense_is_told(given_back: Vectors) -> None:
    with pytest.raises(UsageError, match="one vector of finite numbers"):
        join_by_meaning(BRIDGE, lambda _texts: given_back, {"ms:a": BRIDGE}, chatter(1000))


def test_a_text_without_meaning_is_near_to_nothing() -> None:
    found = join_by_meaning(["", BRIDGE[0]], by_words, MANUSCRIPTS, chatter(1000))
    assert [one.text for one in found] == [1]


@given(st.permutations(range(6)))
def test_the_order_of_texts_changes_nothing(order: list[int]) -> None:
    texts = [*BRIDGE, *chatter(3, seed=5)]
    null = chatter(200)
    plain = join_by_meaning(texts, by_words, MANUSCRIPTS, null, 0.01)
    mixed = join_by_meaning([texts[n] for n in order], by_words, MANUSCRIPTS, null, 0.01)
    assert {order[one.text] for one in mixed} == {one.text for one in plain}
