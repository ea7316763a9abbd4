from hypothesis import given
from hypothesis import strategies as st

from api.views.copies import Piece, differing


def test_words_that_the_first_copy_has_not_are_marked():
    first, second = differing(["The brakes squeal all day", "The brakes scream all day"])
    assert first == [Piece("The brakes squeal all day")]
    assert [piece.text for piece in second if piece.differs] == ["scream"]


def test_chinese_is_compared_by_characters():
    _, second = differing(["这辆车的刹车有问题", "这台车的刹车有问题"])
    assert [piece.text for piece in second if piece.differs] == ["台"]


def test_sentences_in_another_order_are_the_same():
    _, second = differing(
        ["提车后就出问题了。售后不回应。退订拖了一个月。", "退订拖了一个月。提车后就出问题了。"]
    )
    assert not any(piece.differs for piece in second)


def test_texts_that_are_no_copies_are_not_marked():
    _, second = differing(["The brakes squeal", "完全不同的内容在这里"])
    assert second == [Piece("完全不同的内容在这里")]


@given(st.lists(st.text(max_size=60), max_size=4))
def test_the_pieces_of_a_text_are_the_text(texts):
    assert ["".join(piece.text for piece in pieces) for pieces in differing(texts)] == texts
