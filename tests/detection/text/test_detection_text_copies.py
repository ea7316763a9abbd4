"""From posts to copies: spun manuscripts together, everything else apart, in any order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from detection.text.copies import Copies, find_copies
from detection.text.forms import Forms, read_forms

NOON = datetime(2025, 1, 6, 12, tzinfo=UTC)
ENGLISH = (
    "I {own} this car for {time} and the brakes {fail} on the motorway yesterday, the dealer only "
    "{laughed} at me. Never {buy} from them, look at what the others {offer} for the same money."
)
CHINESE = (
    "这车我{own}了{time}，昨天在高速上刹车{fail}，差点出事，去店里他们却{laughed}，"
    "千万别{buy}，同样的价钱看看别家的{offer}吧，真是太让人失望了。"
)
SYNONYMS = {
    ENGLISH: {
        "own": ("own", "drive", "have had"),
        "time": ("a year", "two years", "six months"),
        "fail": ("failed", "gave way", "did nothing"),
        "laughed": ("laughed", "smiled", "shrugged"),
        "buy": ("buy", "order", "lease"),
        "offer": ("offer", "give", "build"),
    },
    CHINESE: {
        "own": ("开", "买", "用"),
        "time": ("一年", "两年", "半年"),
        "fail": ("失灵", "没反应", "踩不动"),
        "laughed": ("嘲笑我", "不理我", "推卸责任"),
        "buy": ("买", "订", "上当"),
        "offer": ("产品", "配置", "新款"),
    },
}
CLOSINGS = ("", "!!!", " 😡", " https://t.example/x1", " #recall", "[怒]", "\u200b")


def spin(template: str, dice: random.Random) -> str:
    chosen = {slot: dice.choice(words) for slot, words in SYNONYMS[template].items()}
    return template.format(**chosen) + dice.choice(CLOSINGS)


def posts(texts: list[str], accounts: int = 1_000_000) -> list[dict[str, Any]]:
    return [
        {
            "post_id": f"x:{n:06}",
            "account_id": f"x:{n % accounts}",
            "at": NOON + timedelta(minutes=n),
            "text": text,
            "long": False,
        }
        for n, text in enumerate(texts)
    ]


SCHEMA = pa.schema(
    [
        ("post_id", pa.string()),
        ("account_id", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("text", pa.string()),
        ("long", pa.bool_()),
    ]
)


def forms_of(rows: list[dict[str, Any]]) -> Forms:
    return read_forms(pa.Table.from_pylist(rows, schema=SCHEMA).to_batches(25_000))


def copies_of(rows: list[dict[str, Any]]) -> Copies:
    return find_copies(forms_of(rows))


def clusters(copies: Copies) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for head, post_id in zip(copies.head, copies.rows["post_id"].to_pylist(), strict=True):
        found.setdefault(int(head), set()).add(post_id)
    return {frozenset(ids) for ids in found.values()}


def chatter(dice: random.Random, count: int) -> list[str]:
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randrange(2, 9))) for _ in range(500)]
    return [" ".join(dice.choices(words, k=20)) for _ in range(count)]


def test_spun_copies_are_found_together_in_both_languages() -> None:
    dice = random.Random(0)
    english = [spin(ENGLISH, dice) for _ in range(60)]
    chinese = [spin(CHINESE, dice) for _ in range(60)]
    found = clusters(copies_of(posts(english + chinese + chatter(dice, 200))))
    assert found == {
        frozenset(f"x:{n:06}" for n in range(60)),
        frozenset(f"x:{n:06}" for n in range(60, 120)),
    }


def test_copies_of_one_account_alone_are_no_copies() -> None:
    text = ENGLISH.format(**{slot: words[0] for slot, words in SYNONYMS[ENGLISH].items()})
    assert clusters(copies_of(posts([text] * 5, accounts=1))) == set()
    assert len(clusters(copies_of(posts([text] * 5, accounts=2)))) == 1


def test_a_copy_tells_its_similarity_to_the_first() -> None:
    dice = random.Random(1)
    forms = forms_of(posts(["Unlike the rest: " + spin(ENGLISH, dice) for _ in range(20)]))
    copies = find_copies(forms)
    similarity = copies.similarity.tolist()
    assert similarity[0] == 1.0
    assert 0.0 <= min(similarity) < 1.0
    assert forms.forms[0].as_py().startswith("unliketherest")


def test_the_same_words_under_other_dress_are_identical() -> None:
    text = "刹车在高速公路上突然失灵，差点出大事，大家千万小心"
    dressed = [
        text,
        text + "[怒]",
        "#新车#" + text,
        text + "//@王五: 真的吗",
        text.replace("，", " "),
    ]
    forms = forms_of(posts(dressed))
    assert find_copies(forms).similarity.tolist() == [1.0] * 5
    assert len(forms.forms) == 1


def test_a_hundred_thousand_identical_texts_are_one_cluster() -> None:
    copies = copies_of(posts(["the very same text, posted again and again and again"] * 100_000))
    assert copies.head.tolist() == [0] * 100_000


def test_nothing_comparable_gives_nothing() -> None:
    for texts in ([], [""], ["😂😂😂", "😂😂😂"], ["ok", "ok"], ["哈" * 3000, "哈" * 3000]):
        copies = copies_of(posts(texts))
        assert (clusters(copies), copies.compared) == (set(), 0)


def test_hostile_text_is_just_text() -> None:
    hostile = [
        "\u0000\u0001\u202e<script>alert(1)</script> brakes fail on the motorway"
        + "\ud7ff\U0010ffff",
        "a" + "\u0336" * 4000,
        "ﷺ" * 4000,
        "\U000e0041" * 4000,
        "#" * 4000 + "@" * 4000 + "[" * 4000,
    ]
    found = clusters(copies_of(posts(hostile + hostile)))
    # The third spells out a whole sentence for each character.
    assert found == {frozenset({"x:000000", "x:000005"}), frozenset({"x:000002", "x:000007"})}


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False))
def test_copies_do_not_depend_on_the_order_of_rows(order: random.Random) -> None:
    dice = random.Random(2)
    texts = [spin(dice.choice((ENGLISH, CHINESE)), dice) for _ in range(40)] + chatter(dice, 20)
    rows = [row | {"at": NOON} for row in posts(texts, accounts=11)]
    straight = copies_of(rows)
    order.shuffle(rows)
    shuffled = copies_of(rows)
    assert shuffled.rows == straight.rows
    assert shuffled.head.tolist() == straight.head.tolist()
    assert shuffled.similarity.tolist() == straight.similarity.tolist()
