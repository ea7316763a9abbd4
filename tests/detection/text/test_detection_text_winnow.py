"""Winnowing: what texts have in common is found, and nothing else is held."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from detection.text.winnow import GRAM_BYTES, WINDOW, frequent_grams

LETTERS = "abcdefghij刹车高速"


def grams(texts: list[str], least: int = 2) -> list[tuple[int, bytes]]:
    """Return (number of the text, bytes of the gram) of what is found."""
    column = pa.array(texts, pa.large_string())
    ones = np.ones(len(texts), dtype=np.int64)
    _hashes, text, first = frequent_grams(column, np.arange(len(texts)), ones, least)
    return [
        (n, texts[n].encode()[begin : begin + GRAM_BYTES])
        for n, begin in zip(text.tolist(), first.tolist(), strict=True)
    ]


@settings(deadline=None, max_examples=50)
@given(
    st.text(LETTERS, min_size=GRAM_BYTES + WINDOW, max_size=90),
    st.lists(st.text(LETTERS, max_size=60), min_size=4, max_size=4),
)
def test_a_passage_of_a_gram_and_a_window_is_found_in_both(passage: str, around: list[str]) -> None:
    one, other = around[0] + passage + around[1], around[2] + passage + around[3]
    found = grams([one, other])
    common = {gram for n, gram in found if n == 0} & {gram for n, gram in found if n == 1}
    assert any(gram in passage.encode() for gram in common)


def test_a_gram_begins_at_a_character() -> None:
    text = "".join(random.Random(0).choices("刹车高速é\U0002000b", k=300))
    for _n, gram in grams([text, text]):
        assert gram[0] & 0xC0 != 0x80
        assert len(gram) == GRAM_BYTES


def test_what_stands_once_is_not_held() -> None:
    dice = random.Random(1)
    texts = ["".join(dice.choices("abcdefghijklmnop", k=300)) for _ in range(50)]
    assert len(grams(texts)) < 300  # of 1,800: a tenth of the buckets is full by chance


def test_a_text_shorter_than_a_gram_has_none() -> None:
    assert grams(["", "a" * (GRAM_BYTES - 1)] * 3) == []
    assert grams(["abcdefghijklmnopqrstuvwx"] * 3) == [
        (n, b"abcdefghijklmnopqrstuvwx") for n in range(3)
    ]
