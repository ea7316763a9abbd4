from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marionet.comparable import comparable, comparable_texts, simplified

SAME = {
    "full-width letters": ("ＡＢＣ１２３", "ABC123"),
    "traditional characters": ("臺灣的頭髮", "台湾的头发"),
    "a word that keeps its character": ("乾隆", "乾隆"),
    "zero-width marks": ("刹\u200b车\u2060失\ufeff灵", "刹车失灵"),
    "marks of direction": ("\u202e刹车\u202c\u061c", "刹车"),
    "soft hyphen": ("bra\u00adkes", "brakes"),
    "ideographic variation": ("辻\U000e0100", "辻"),
    "emoji": ("车😂🚗", "车😂🚗"),
    "case and punctuation stay": ("Brakes, FAIL!", "Brakes, FAIL!"),
    "half a character": ("\ud800臺", "\ud800臺"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("case", SAME)
def test_texts_are_compared_as(case: str) -> None:
    text, form = SAME[case]
    assert comparable(text) == form


@settings(deadline=None)  # the first call reads the tables of characters
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=30), st.text("臺灣台a\u200b１ß", max_size=9)))
)
def test_in_bulk_as_one_by_one(texts: list[str | None]) -> None:
    # Arrow and Python may know different versions of Unicode: characters of both only.
    known = [t for t in texts if t is None or all(unicodedata.category(c) != "Cn" for c in t)]
    one_by_one = [None if text is None else comparable(text) for text in known]
    assert comparable_texts(pa.array(known, pa.string())).to_pylist() == one_by_one


def test_texts_without_chinese_characters_are_not_converted() -> None:
    assert simplified("brakes") == "brakes"
    assert comparable_texts(pa.array(["brakes", None])).to_pylist() == ["brakes", None]
