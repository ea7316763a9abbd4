"""Names as marks, and sentences of marked texts, whatever a text brings along."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.comparison.sentences import compare
from campaign.watchlist import Entity, Watchlist
from campaign.watchlist.form import searched_forms
from campaign.wording import Marks, find_sentences
from campaign.wording import sentences as module

WATCHED = Watchlist(
    entities=(
        Entity("ent:norvik", "Norvik", "brand", "own", ("Norvik", "岚川")),
        Entity("ent:pike", "Pike", "product", "own", ("Pike",), "ent:norvik"),
        Entity("ent:talora", "Talora", "brand", "competitor", ("Talora", "石峤", "TL")),
        Entity("ent:club", "Pike Club", "community", "own", ("Pike Club",), "ent:pike"),
    )
)
MARKS = Marks(WATCHED)
WORDS = st.sampled_from(
    [
        "Norvik",
        "岚川",
        "Pike",
        "Pike Club",
        "TL",
        "不如",
        "better than",
        " ",
        "。",
        "#",
        "\n",
        ".",
        "的",
    ]
)
TEXTS = st.lists(st.lists(WORDS | st.text(max_size=3), max_size=8).map("".join), max_size=6)


def owners(text: str) -> list[str]:
    marked = MARKS.mark(pa.array([text]))
    return [marked.owners[c].entity_id for c in marked.texts[0].as_py() if c in marked.owners]


def sentences(text: str) -> list[str]:
    marked = MARKS.mark(pa.array([text]))
    return [marked.words(s) for s in find_sentences(marked.texts, 1, "").distinct]


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_marks_stand_for_what_is_written(texts: list[str]) -> None:
    marked = MARKS.mark(pa.array(texts, pa.string()))
    clean = ["".join(c for c in text if ord(c) < 0xF0000).replace("\r", "\n") for text in texts]
    assert len(marked.texts) == len(texts)
    for text, given_ in zip(marked.texts.to_pylist(), clean, strict=True):
        if "\n" not in given_:
            form = searched_forms(pa.array([given_])).cased[0].as_py()
            assert marked.words(text) == form.strip()


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_a_text_says_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = compare(pa.array(texts, pa.string()), MARKS)
    alone = [
        (n, said)
        for n, text in enumerate(texts)
        for _zero, said in compare(pa.array([text], pa.string()), MARKS)
    ]
    assert together == alone


def test_a_product_is_its_brand_and_a_club_is_itself() -> None:
    assert owners("a Pike, a Norvik, the Pike Club") == ["ent:norvik", "ent:norvik", "ent:club"]


@pytest.mark.parametrize("text", ["Norvik Pike", "Norvik's Pike", "岚川的Pike", "岚川Pike"])
def test_names_of_one_owner_side_by_side_are_one(text: str) -> None:
    assert owners(text) == ["ent:norvik"]


def test_names_of_two_letters_are_marked_too() -> None:
    assert owners("TL and 岚川") == ["ent:talora", "ent:norvik"]


def test_marks_that_a_text_brings_along_mean_nothing() -> None:
    assert owners("\U000f0000 不如 \U000f0002") == []
    assert compare(pa.array(["\U000f0000不如\U000f0002"]), MARKS) == []


def test_sentences_end_at_stops_lines_and_hashtags() -> None:
    text = "岚川一。岚川二！Norvik three. Norvik 4.5\nPike五 #岚川怎么样#"
    assert sentences(text) == [
        "岚川一。", "岚川二!", "Norvik three。", "Norvik 4.5。", "Pike五", "岚川怎么样"
    ]  # fmt: skip


def test_a_hashtag_that_is_a_name_stands_in_its_sentence() -> None:
    assert sentences("#岚川# 不如 #石峤# 吧") == ["岚川不如石峤吧"]


def test_quoted_chains_are_not_the_authors_words() -> None:
    assert compare(pa.array(["转发//@某人:岚川不如石峤"]), MARKS) == []


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pa.array([f"第{n}次：岚川不如石峤" if n % 2 else "好" for n in range(9)])
    whole = compare(texts, MARKS)
    monkeypatch.setattr(module, "BATCH_TEXTS", 2)
    assert compare(texts, MARKS) == whole
    assert [text for text, _said in whole] == [1, 3, 5, 7]


def test_hostile_texts_are_bounded() -> None:
    long = "岚川" * 30_000 + "不如" * 10_000 + "石峤" * 10_000
    dense = "岚川比石峤" * 5_000
    assert compare(pa.array([long, dense, "", "😀" * 5_000]), MARKS) == []
