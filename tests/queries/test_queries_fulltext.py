"""Search boxes: nothing that a person types is Lucene syntax."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from queries.fulltext import lucene


def test_every_word_is_asked_for() -> None:
    assert lucene("bad brakes") == '("bad" OR bad*) AND ("brakes" OR brakes*)'


def test_quoted_text_stays_together() -> None:
    assert lucene('"bad brakes"') == '"bad brakes"'


def test_chinese_is_asked_for_as_a_phrase() -> None:
    assert lucene("刹车失灵") == '"刹车失灵"'


def test_operators_are_words() -> None:
    assert lucene("text:x^2 a~ [b") == '"text:x^2" AND "a~" AND "[b"'


def test_signs_alone_ask_for_nothing() -> None:
    assert lucene('+ - && "" \\') == '""'


@given(st.text())
def test_quotation_marks_are_always_closed(text: str) -> None:
    assert lucene(text).count('"') % 2 == 0
    assert "\\" not in lucene(text)
