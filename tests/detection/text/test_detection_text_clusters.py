"""Which texts end up in one cluster."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa

from detection.text.clusters import LEAST_SIMILARITY, cluster, similarities
from detection.text.minhash import HASHES, Signatures, sign


def signed(texts: list[str]) -> Signatures:
    return sign(pa.array(texts, pa.large_string()), np.arange(len(texts)))


def heads(texts: list[str], least_similarity: float = LEAST_SIMILARITY) -> list[int]:
    return cluster(signed(texts), least_similarity).tolist()


def words(dice: random.Random, count: int) -> list[str]:
    return ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(count)]


def test_copies_with_a_few_words_changed_are_one_cluster() -> None:
    dice = random.Random(0)
    base = words(dice, 40)
    copies = []
    for _ in range(30):
        copy = list(base)
        for place in dice.sample(range(40), 3):
            copy[place] = words(dice, 1)[0]
        copies.append("".join(copy))
    assert heads(copies) == [0] * 30


def test_unrelated_texts_stay_alone() -> None:
    dice = random.Random(1)
    texts = ["".join(words(dice, 20)) for _ in range(3000)]
    assert heads(texts) == list(range(3000))


def test_a_chain_of_edits_joins_texts_that_have_nothing_in_common() -> None:
    dice = random.Random(2)
    text = words(dice, 30)
    chain = []
    for step in range(30):
        chain.append("".join(text))
        text[step] = words(dice, 1)[0]
    chain.append("".join(text))
    assert heads(chain) == [0] * 31
    signatures = signed(chain)
    ends = similarities(signatures, np.array([1, 30]), np.array([0, 0]))
    assert ends[0] > 0.8
    assert ends[1] == 0


def test_texts_below_the_least_similarity_are_not_linked() -> None:
    dice = random.Random(3)
    for changes in range(0, 24, 2):
        base = words(dice, 24)
        copy = [*words(dice, changes), *base[changes:]]
        texts = ["".join(base), "".join(copy)]
        signatures = signed(texts)
        estimated = (signatures[0] == signatures[1]).mean()
        for least in (0.2, LEAST_SIMILARITY, 0.9):
            linked = heads(texts, least) == [0, 0]
            assert not (linked and estimated < least)
            assert linked or estimated < max(least, 0.5)  # in no band, likely below .5 alone


def test_a_hundred_thousand_texts_in_one_bucket_are_one_cluster_at_linear_cost() -> None:
    signatures = np.zeros((100_000, HASHES), dtype=np.uint32)
    signatures[:, -1] = np.arange(100_000)
    found = cluster(signatures)
    assert not found.any()


def test_the_head_is_the_first_text_whatever_joined_later() -> None:
    zeros, ones = np.zeros(HASHES, np.uint32), np.ones(HASHES, np.uint32)
    bridge = np.concatenate([zeros[: HASHES // 2], ones[HASHES // 2 :]])
    alone = np.full(HASHES, 2, np.uint32)
    signatures = np.stack([alone, zeros, ones, bridge])
    assert cluster(signatures).tolist() == [0, 1, 1, 1]


def test_no_text_gives_no_cluster() -> None:
    assert heads([]) == []
