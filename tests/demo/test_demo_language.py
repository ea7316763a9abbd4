from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.language import compile_pattern, fill, load_language, roll, spin
from demo.options import EVASIONS
from demo.speaker import Speaker
from demo.voices import Voice

WORDS = {"who": ("ann", "bob")}


def test_a_template_is_cut_at_its_slots() -> None:
    assert compile_pattern("{who} saw {a|b}!", WORDS) == (("ann", "bob"), " saw ", ("a", "b"), "!")


def test_an_unknown_word_list_is_an_error() -> None:
    with pytest.raises(KeyError, match="whom"):
        compile_pattern("{whom}", WORDS)


@given(st.integers(0, 2**32))
def test_a_filled_pattern_is_one_of_its_readings(seed: int) -> None:
    text = fill(compile_pattern("{who} saw {a|b}!", WORDS), roll([seed]))
    assert re.fullmatch("(ann|bob) saw [ab]!", text)


@given(st.integers(0, 2**32))
def test_without_freedom_the_first_wording_stays(seed: int) -> None:
    assert spin(compile_pattern("{a|b|c}{d|e}", {}), roll([seed]), 0.0) == "ad"


def test_with_all_freedom_every_wording_appears() -> None:
    dice = roll([1])
    pattern = compile_pattern("{a|b|c}", {})
    assert {spin(pattern, dice, 1.0) for _ in range(100)} == {"a", "b", "c"}


@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_voice_speaks_in_every_field(code: str) -> None:
    language = load_language(code)
    speaker = Speaker(language, EVASIONS["hard"], seed=1)
    for voice in Voice:
        for field in range(len(language.things)):
            text = speaker.say(voice, 2, field)
            assert "{" not in text
            assert voice in (Voice.SILENT, Voice.COMMENT) or text


def test_both_languages_know_the_same_fields_and_voices() -> None:
    zh, en = load_language("zh"), load_language("en")
    assert len(zh.things) == len(en.things)
    assert zh.patterns.keys() == en.patterns.keys()


def test_copies_of_a_viral_text_are_word_for_word_the_same() -> None:
    speaker = Speaker(load_language("en"), EVASIONS["naive"], seed=1)
    assert len({speaker.say(Voice.VIRAL, 1, 1) for _ in range(20)}) == 1


def test_a_share_button_names_the_article() -> None:
    speaker = Speaker(load_language("en"), EVASIONS["naive"], seed=1)
    headline = speaker.say(Voice.HEADLINE, 7, 3)
    assert headline in speaker.say(Voice.SHARE, 7, 3)
