"""The bench of paraphrase: copies are graded, and what keeps its words is found."""

from __future__ import annotations

import numpy as np
import pytest

from bench.paraphrase.generator import STRENGTHS, manuscripts
from bench.paraphrase.recall import FINDERS, by_sentences, recall

SPUN, ANEW = STRENGTHS[2], STRENGTHS[-1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_stronger_paraphrase_leaves_fewer_words(language: str) -> None:
    for text in manuscripts(language):
        first = _passages(text.copy(STRENGTHS[0], np.random.default_rng(0)))
        left = [
            np.mean(
                [
                    len(first & _passages(text.copy(strength, np.random.default_rng(seed))))
                    for seed in range(20)
                ]
            )
            for strength in (STRENGTHS[0], SPUN, ANEW)
        ]
        assert left[0] > left[1] > left[2]
        assert left[2] < 0.1 * left[0]


def test_the_same_seed_writes_the_same_copy() -> None:
    one, other = (
        [text.copy(SPUN, np.random.default_rng(3)) for text in manuscripts("en")] for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize("find", FINDERS.values(), ids=list(FINDERS))
def test_a_copy_word_for_word_is_found(find: object) -> None:
    assert recall(find, "zh", STRENGTHS[0], 1, 1).told() == "1.00"


def test_what_is_written_anew_is_not_found() -> None:
    assert recall(by_sentences, "en", ANEW, 1, 1).found == 0


def _passages(text: str) -> set[str]:
    return {text[place : place + 6] for place in range(len(text) - 5)}
