"""What the normal form takes away and what it keeps."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection.text.normal_form import normal_form

SAME = {
    "case and punctuation": ("The brakes FAIL, again!", "thebrakesfailagain"),
    "full-width letters": ("ＡＢＣ　１２３", "abc123"),
    "quoted chain": ("说得好//@王五:刹车失灵//@赵六: 真的吗", "说得好"),
    "quoted chain in full-width": ("说得好／／＠王五：刹车", "说得好"),
    "chain over several lines": ("ok //@bob: one\ntwo\nthree", "ok"),
    "short link glued to Chinese text": ("看这里http://t.example/AbC1新车刹车", "看这里新车刹车"),
    "link without scheme": ("see www.a.example/x?y=1 now", "seenow"),
    "Weibo tag": ("#新车测评#刹车失灵", "刹车失灵"),
    "open tag": ("刹车失灵 #新车", "刹车失灵"),
    "mention": ("thanks @some_body-1 for it", "thanksforit"),
    "emoji code": ("[笑cry]刹车[怒]失灵", "刹车失灵"),
    "long brackets stay": ("[this is no emoji]", "thisisnoemoji"),
    "emoji": ("🚗💥 crash 👩‍👩‍👧", "crash"),
    "zero-width marks": ("bra\u200bkes\ufeff fa\u2060il", "brakesfail"),
    "invisible letters": ("bra\u3164kes\u115f fa\uffa0il", "brakesfail"),
    "traditional characters": ("剎車失靈，後果嚴重", "刹车失灵后果严重"),
    "invisible marks in a link": ("看ht\u200btp://t.example/AbC1", "看"),
    "right-to-left marks": ("\u202ebrakes\u202c", "brakes"),
    "heaped accents": ("b\u0336r\u0336akes", "brakes"),
    "composed accents stay": ("Cafe\u0301", "café"),
    "retweet mark": ("RT @ann: brakes", "brakes"),
    "a word that begins like the mark": ("rtl radio", "rtlradio"),
    "ligature": ("ﬁre", "fire"),
    "line and ideographic spaces": ("刹\u3000车\n失\u2028灵", "刹车失灵"),
    "only emoji": ("😂😂😂", ""),
    "empty": ("", ""),
}


@pytest.mark.parametrize("case", SAME)
def test_the_normal_form_of(case: str) -> None:
    text, form = SAME[case]
    assert normal_form(pa.array([text])).to_pylist() == [form]


def test_null_stays_null_and_the_order_is_kept() -> None:
    assert normal_form(pa.array(["B", None, "A"])).to_pylist() == ["b", None, "a"]


def test_a_slice_of_an_array_is_read_from_its_own_beginning() -> None:
    assert normal_form(pa.array(["A", "B", "C"])[1:]).to_pylist() == ["b", "c"]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_a_normal_form_is_made_of_letters_and_digits(texts: list[str]) -> None:
    forms = normal_form(pa.array(texts, pa.string())).to_pylist()
    assert len(forms) == len(texts)
    assert not any(character.isspace() for form in forms for character in form)
    assert not any(character in "#@/[]\u200b\u3164\u1160" for form in forms for character in form)
