"""Signatures estimate the Jaccard similarity of shingles, whatever the threads and the slices."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detection.text.minhash import HASHES, MIN_SHINGLES, Signatures, enough_shingles, sign


def shingles(text: str) -> set[bytes]:
    """The plain definition: nine bytes that start at a character."""
    content = text.encode()
    starts = [i for i in range(len(content) - 8) if content[i] & 0xC0 != 0x80]
    return {content[i : i + 9] for i in starts}


def jaccard(one: str, other: str) -> float:
    return len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))


def large(texts: list[str]) -> pa.Array:
    return pa.array(texts, pa.large_string())


def sign_all(texts: pa.Array, workers: int = 2) -> Signatures:
    return sign(texts, np.arange(len(texts)), workers)


def spun(alphabet: str, changes: int, dice: random.Random) -> tuple[str, str]:
    one = dice.choices(alphabet, k=150)
    other = list(one)
    for _ in range(changes):
        other[dice.randrange(150)] = dice.choice(alphabet)
    return "".join(one), "".join(other)


@pytest.mark.parametrize(
    "alphabet",
    ["abcdefghijklmnopqrstuvwxyz", "".join(map(chr, range(0x4E00, 0x5200))), "абвгдежзик"],
    ids=["Latin", "Chinese", "Cyrillic"],
)
def test_agreement_estimates_the_jaccard_similarity(alphabet: str) -> None:
    dice = random.Random(0)
    pairs = [spun(alphabet, changes=dice.randrange(30), dice=dice) for _ in range(300)]
    signatures = sign_all(large([text for pair in pairs for text in pair]))
    estimated = (signatures[::2] == signatures[1::2]).mean(axis=1)
    exact = np.array([jaccard(*pair) for pair in pairs])
    allowed = np.sqrt(exact * (1 - exact) / HASHES)  # one standard deviation
    assert abs((estimated - exact).mean()) < 0.015
    assert (np.abs(estimated - exact) <= 4 * allowed + 1e-9).mean() > 0.99
    assert 0.7 < np.sqrt(((estimated - exact) ** 2).sum() / (allowed**2).sum()) < 1.2


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.text("ab刹车é🚗", max_size=40), max_size=6))
def test_a_text_is_long_enough_with_twelve_different_shingles(texts: list[str]) -> None:
    enough = enough_shingles(large(texts))
    assert enough.tolist() == [len(shingles(text)) >= MIN_SHINGLES for text in texts]


def test_fourteen_chinese_characters_or_twenty_latin_letters_are_enough() -> None:
    chinese, latin = "刹车在高速公路上突然失灵吓坏", "abcdefghijklmnopqrst"
    assert (len(chinese), len(latin)) == (14, 20)
    enough = enough_shingles(large([chinese, chinese[1:], latin, latin[1:]]))
    assert enough.tolist() == [True, False, True, False]


def test_one_character_again_and_again_is_never_enough() -> None:
    enough = enough_shingles(large(["哈" * 1000, "ha" * 1000, ""]))
    assert enough.tolist() == [False, False, False]


def test_signatures_do_not_depend_on_threads_or_on_where_an_array_begins() -> None:
    dice = random.Random(1)
    texts = ["".join(dice.choices("abcdefgh", k=dice.randrange(60))) for _ in range(60_000)]
    whole, part = sign_all(large(texts), 1), sign_all(large(texts)[100:], 3)
    assert np.array_equal(whole[100:], part)
    enough = enough_shingles(large(texts))
    assert np.array_equal(enough[100:], enough_shingles(large(texts)[100:]))
    assert np.array_equal(sign(large(texts), np.array([7, 70, 700])), whole[[7, 70, 700]])


def test_signatures_are_the_same_in_every_version() -> None:
    signatures = sign_all(large(["thebrakesofthiscarfailonthemotorway"]))
    assert signatures[0, :3].tolist() == [366428038, 30699941, 309139063]


def test_no_text_gives_no_signature() -> None:
    assert sign_all(large([])).shape == (0, HASHES)
    assert enough_shingles(large([])).shape == (0,)
