"""Words as CNT has them; test_network_beside_cnt.py compares whole networks."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.words import normal_text, word_sets


def sets(*texts: str) -> list[frozenset[int]]:
    hashes, starts = word_sets(texts)
    return [frozenset(hashes[low:high].tolist()) for low, high in pairwise(starts)]


SAME: Final = {
    "case": ("The CAR", "the car"),
    "order": ("car the the", "the car"),
    "mentions": ("the @anna!? car", "the car"),
    "white space": ("the\n\t \u3000car", "the car"),
    "an apostrophe after a space": ("the 'car", "the car"),
}
WORDS: Final = {
    "it's 3.14": 2,
    "1,000 cars.": 3,
    "l'aria": 1,
    "用户说": 3,
    "カタカナ": 1,
    "ひら": 2,
    "한국어": 1,
    'ש"ש': 1,
    "👩‍👩‍👧": 1,
    "🇩🇪🇫🇷": 2,
    "a_b a:b": 2,
    "e\u0301te": 1,
    "a\u00a0b": 2,
    "a\u202fb": 2,
    "": 0,
    " \r\n ": 0,
    "@only": 0,
}
"""Text and its number of words, as CNT 1.5.2 counts them."""


@pytest.mark.parametrize("case", SAME)
def test_what_does_not_matter_makes_no_other_words(case: str) -> None:
    one, other = sets(*SAME[case])
    assert one == other


@pytest.mark.parametrize("text", WORDS)
def test_a_text_has_the_words_that_cnt_counts(text: str) -> None:
    assert len(sets(text)[0]) == WORDS[text]


@given(st.lists(st.text(max_size=20), max_size=8))
def test_texts_have_the_same_words_alone_and_among_others(texts: list[str]) -> None:
    assert sets(*texts) == [sets(text)[0] for text in texts]


def test_normal_text_has_single_spaces_and_no_mentions() -> None:
    assert normal_text(" @Ben: The\u3000 Car\n@x\n") == "the car"
