from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detection.text.normal_form import normal_form
from manuscripts.sentences import sentence_forms, shown_sentences


def forms_of(text: str) -> list[str]:
    forms, offsets = sentence_forms(pa.array([text]))
    assert offsets.tolist() == [0, len(forms)]
    return forms.to_pylist()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("刹车失灵！没人管？还涨价；真行。", ["刹车失灵", "没人管", "还涨价", "真行"]),
        (
            "It failed. Nobody cares! Why? 3.5 stars",
            ["It failed", "Nobody cares", "Why", "3.5 stars"],
        ),
        ("first line\nsecond line", ["first line", "second line"]),
        ("wait...what……好", ["wait", "what", "好"]),
        ("الخدمة سيئة؟ لا أحد يرد۔", ["الخدمة سيئة", "لا أحد يرد"]),
        ("सेवा खराब है। कोई जवाब नहीं।", ["सेवा खराब है", "कोई जवाब नहीं"]),
        ("see https://a.example/x?y=1. #tag! @me", ["see"]),
        ("mine//@b: others. words", ["mine"]),
        ("😀😀。🎉", []),
        ("", []),
    ],
)
def test_a_sentence_ends_where_its_script_ends_it(text: str, sentences: list[str]) -> None:
    assert shown_sentences(text) == sentences


def test_a_short_sentence_goes_to_the_next_and_the_last_to_the_one_before() -> None:
    text = "说实话。这台车的刹车两次变软了。售后只会说数据全都正常。好"
    assert forms_of(text) == ["说实话这台车的刹车两次变软了", "售后只会说数据全都正常好"]


def test_a_text_of_short_sentences_alone_is_one() -> None:
    assert forms_of("好。行。嗯") == ["好行嗯"]


def test_texts_keep_their_own_sentences() -> None:
    forms, offsets = sentence_forms(
        pa.array(["", "这台车的刹车两次变软了。售后只会说数据全都正常", "嗯", "", "no"])
    )
    assert offsets.tolist() == [0, 0, 2, 3, 3, 4]
    assert forms.to_pylist()[2:] == ["嗯", "no"]


def test_no_texts_have_no_sentences() -> None:
    forms, offsets = sentence_forms(pa.array([], pa.string()))
    assert (len(forms), offsets.tolist()) == (0, [0])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="刹车变软了 ab.!。？\n#@", max_size=60))
def test_sentences_together_are_the_normal_form_where_nothing_is_aside(text: str) -> None:
    plain = text.replace("#", "").replace("@", "")
    assert "".join(forms_of(plain)) == normal_form(pa.array([plain]))[0].as_py()
