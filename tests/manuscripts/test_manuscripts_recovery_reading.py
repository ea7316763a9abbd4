import pytest
from hypothesis import given
from hypothesis import strategies as st

from manuscripts.recovery.reading import MOST_CHARACTERS, read
from manuscripts.sentences import shown_sentences


def sentences(text: str) -> list[list[str]]:
    reading = read([text])
    return [
        [reading.text[reading.begin[t] : reading.end[t]] for t in range(low, high)]
        for low, high in zip(reading.low.tolist(), reading.high.tolist(), strict=True)
    ]


TOKENS = {
    "words and marks": ("Don't stop, now", [["Don't", "stop", ",", "now"]]),
    "han by character": ("刹车S7坏了", [["刹", "车", "S7", "坏", "了"]]),
    "a number with a point": ("pay 3.5 now. Then go", [["pay", "3.5", "now"], ["Then", "go"]]),
    "thai vowels stay": ("วันดี", [["วั", "น", "ดี"]]),
    "joined emoji": ("a 👨‍👩‍👧 b", [["a", "👨‍👩‍👧", "b"]]),
    "asides at the edges go": (
        "#tag @who: so it is [哭] http://x.example/a",
        [["so", "it", "is"]],
    ),
    "an aside inside stays": ("see www.x.example/a now", [["see", "www.x.example/a", "now"]]),
    "a quoted chain is not read": ("mine//@other: theirs", [["mine"]]),
    "marks alone are no sentence": ('》。"!!! …', []),
}


@pytest.mark.parametrize(("text", "expected"), TOKENS.values(), ids=TOKENS.keys())
def test_tokens(text: str, expected: list[list[str]]):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text", ["一。二！三？四\n五…六", "One. Two! Three? Four... five", "a؟ ب۔ c"]
)
def test_sentences_end_where_manuscripts_sentences_says(text: str):
    assert len(sentences(text)) == len(shown_sentences(text))


def test_case_and_traditional_characters_are_one_key():
    reading = read(["The Car 汽車", "the car 汽车"])
    assert reading.forms == 1


@given(st.lists(st.text(max_size=60), max_size=5))
def test_every_text_is_read_and_tokens_lie_in_order(texts: list[str]):
    reading = read(texts)
    assert reading.characters.size == len(texts)
    assert (reading.begin < reading.end).all()
    assert (reading.begin[1:] >= reading.end[:-1]).all()
    assert (reading.high > reading.low).all()


def test_of_a_long_text_the_beginning_is_read_and_the_rest_counted():
    reading = read(["word " * 20_000])
    assert len(reading.text) == MOST_CHARACTERS
    assert reading.characters[0] > 90_000
