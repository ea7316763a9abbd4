from __future__ import annotations

import random
import time

from manuscripts.bodies import bodies_of
from manuscripts.find import find_manuscripts
from tests.manuscripts.manuscript_posts import bodies_from, groups

BRAKES = "提车不到两周这台车的刹车踏板就已经两次完全变软"
SERVICE = "售后每次都只会告诉我数据正常让我再观察观察看看"
RANGE = "天一冷续航直接打五折发布会吹得天花乱坠像真的一样"
SCREEN = "大屏在高速上毫无预兆地黑屏后座的老人吓出一身冷汗"
MONEY = "厂家收了定金就换了说法退款拖了快两个月没有音信"
CRASH = "追尾之后门把手全部锁死路人砸窗才把司机拉了出来"
OWN = [
    "今天在江边吃到了超好看的红烧肉心情好多了下次还来",
    "同事昨晚在图书馆读完了一本旧旧的推理小说连夜推荐给我",
    "周末和表弟去了郊外的露营地拍到了特别大的日出真不错",
    "外婆在阳台种下了朋友送的月季浇水的时候哼着老歌",
]


def text(*sentences: str) -> str:
    return "。".join(sentences)


def test_shuffled_and_dropped_sentences_are_the_same_manuscript() -> None:
    copies = [
        text(BRAKES, SERVICE, RANGE, SCREEN),
        text(BRAKES, SERVICE, RANGE, SCREEN),
        text(SCREEN, RANGE, SERVICE, BRAKES),
        text(SERVICE, SCREEN, BRAKES),
        text(RANGE, BRAKES),
    ]
    assert groups(copies) == {frozenset(range(5))}


def test_chatter_around_the_sentences_does_not_hide_them() -> None:
    copies = [
        text(BRAKES, SERVICE, RANGE),
        text(OWN[0], BRAKES, SERVICE, RANGE),
        text(RANGE, SERVICE, OWN[1]),
        text(OWN[2], SERVICE, BRAKES, OWN[3]),
    ]
    assert groups(copies) == {frozenset(range(4))}


def test_manuscripts_that_share_sentences_stay_apart() -> None:
    one = [text(BRAKES, SERVICE, RANGE, MONEY)] * 6 + [text(RANGE, MONEY)] * 2
    other = [text(BRAKES, SERVICE, SCREEN, CRASH)] * 6 + [text(CRASH, BRAKES)] * 2
    assert groups(one + other) == {frozenset(range(8)), frozenset(range(8, 16))}


def test_what_fits_several_manuscripts_goes_to_the_nearest_in_time() -> None:
    one = [text(BRAKES, SERVICE, RANGE, MONEY)] * 6
    other = [text(BRAKES, SERVICE, SCREEN, CRASH)] * 6
    hours = [float(k) / 10 for k in range(6)] + [100 + k / 10 for k in range(6)] + [1.0, 101.0]
    found = groups([*one, *other, text(SERVICE, BRAKES), text(BRAKES, SERVICE)], hours=hours)
    assert found == {frozenset([*range(6), 12]), frozenset([*range(6, 12), 13])}


def test_a_stock_phrase_fuses_nothing() -> None:
    stock = "关注我的账号获取更多精彩内容"
    everyday = [text(own, other, stock) for own in OWN for other in OWN if own < other]
    copies = [text(BRAKES, SERVICE, stock)] * 3 + [text(SCREEN, CRASH, stock)] * 3
    found = groups([*copies, *everyday])
    assert frozenset({0, 1, 2}) in found
    assert frozenset({3, 4, 5}) in found


def test_one_sentence_of_another_in_a_text_of_ones_own_is_no_copy() -> None:
    texts = [text(BRAKES, SERVICE)] * 3 + [text(*OWN, BRAKES)]
    assert groups(texts) == {frozenset({0, 1, 2})}


def test_copies_of_one_account_are_no_manuscript() -> None:
    assert groups([text(BRAKES, SERVICE)] * 5, accounts=[1] * 5) == set()


def test_spun_sentences_are_found_in_english_too() -> None:
    dice = random.Random(5)
    slots = [
        ["Two weeks", "Ten days", "Barely a fortnight"],
        ["after delivery the"],
        ["brakes", "brake pedal", "braking"],
        ["of my car failed"],
        ["twice", "again and again", "several times"],
        ["and the dealer"],
        ["only says", "just repeats"],
        ["that the data is normal"],
    ]
    copies = [" ".join(dice.choice(slot) for slot in slots) + "." for _ in range(30)]
    own = ["My aunt grows roses on the balcony and sings to them every single morning."] * 1
    assert groups([*copies, *own]) == {frozenset(range(30))}


def test_emoji_and_empty_texts_are_nothing() -> None:
    assert groups(["", "😀😀😀", "😀😀😀", "   ", "。。。", "#tag# @me", "#tag# @me"]) == set()


def test_short_texts_are_not_told_apart() -> None:
    assert groups(["转发微博", "转发微博", "学到了", "学到了"]) == set()


def test_no_posts_give_no_manuscripts() -> None:
    assert groups([]) == set()


def test_the_order_of_rows_changes_nothing() -> None:
    texts = [text(BRAKES, SERVICE, RANGE)] * 3 + [text(SCREEN, CRASH)] * 3 + OWN
    straight = bodies_from(texts)
    rows = straight.rows.append_column("text", straight.shown.take(straight.text))
    rows = rows.append_column("long", [[False] * len(texts)])
    again = find_manuscripts(bodies_of(rows))
    assert again.manuscript.tolist() == find_manuscripts(straight).manuscript.tolist()


def test_similarity_is_the_share_of_lines_in_common_with_the_first_copy() -> None:
    copies = [text(BRAKES, SERVICE, RANGE, SCREEN)] * 3 + [text(SCREEN, OWN[0], BRAKES)]
    assert find_manuscripts(bodies_from(copies)).similarity.tolist() == [1.0, 1.0, 1.0, 2 / 3]


def test_bad_input_is_bounded() -> None:
    fifty_thousand_sentences = "".join(f"第{k}句话说的是完全不同的事情。" for k in range(50_000))
    started = time.monotonic()
    texts = [
        *[text(BRAKES, SERVICE)] * 2,
        "刹" * 100_000,
        "很长的一段话没有任何标点符号" * 7_000,
        fifty_thousand_sentences,
        fifty_thousand_sentences,
    ]
    assert frozenset({0, 1}) in groups(texts)
    assert time.monotonic() - started < 20


def test_two_hundred_thousand_identical_texts_are_one_manuscript() -> None:
    found = find_manuscripts(bodies_from([text(BRAKES, SERVICE)] * 200_000))
    assert (found.row.size, found.manuscript.max()) == (200_000, 0)


def test_one_sentence_in_very_many_texts_joins_none_of_them() -> None:
    dice = random.Random(3)
    words = ["".join(chr(0x4E00 + dice.randrange(3000)) for _ in range(2)) for _ in range(4000)]
    mine = ["".join(dice.choices(words, k=20)) for _ in range(16_000)]
    found = find_manuscripts(bodies_from([f"{one}。{SERVICE}" for one in mine]))
    # The sentence is more than a third of each: they are quotations of it, and one manuscript.
    assert found.manuscript.max(initial=0) == 0
    longer = [f"{one}。{other}。{SERVICE}" for one, other in zip(mine, reversed(mine), strict=True)]
    assert find_manuscripts(bodies_from(longer[: len(mine) // 2])).row.size == 0
