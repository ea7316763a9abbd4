import itertools
import random

import numpy as np
import pytest

from manuscripts.recovery import Recovery, recover
from manuscripts.template import Fixed, Slot, Template

CHINESE = (
    (("提车", "拿到车", "交付"), ("不到", "才", "刚刚"), ("两周", "半个月", "十几天")),
    ("，",),
    (("这台", "我的"), ("刹车", "油门"), ("变软", "失灵", "没有反应")),
)


def spun(slots: list[tuple[str, ...]], copies: int, seed: int, gap: str = "") -> list[str]:
    dice = random.Random(seed)
    return [gap.join(dice.choice(slot) for slot in slots) for _copy in range(copies)]


def recovered(texts: list[str]) -> Recovery:
    distinct = list(dict.fromkeys(texts))
    return recover(distinct, [texts.count(text) for text in distinct])


def slot_sets(template: Template) -> list[set[str]]:
    return [
        {text for text, _count in piece.alternatives}
        for line in template.lines
        for piece in line.pieces
        if isinstance(piece, Slot)
    ]


def test_adjacent_slots_without_spaces_are_told_apart():
    slots = [slot for part in CHINESE for slot in (part if isinstance(part[0], tuple) else (part,))]
    found = recovered(spun(slots, 60, seed=1))
    assert slot_sets(found.template) == [set(slot) for slot in slots if len(slot) > 1]
    assert found.coverage == 1.0


def test_words_that_depend_on_each_other_are_one_slot():
    halves = [("brakes", "failed"), ("heater", "died"), ("screen", "froze")]
    texts = [
        f"{who} car has {a} {b} badly {when}"
        for (a, b), who, when in itertools.product(halves, ("my", "our"), ("today", "again"))
    ]
    assert slot_sets(recovered(texts).template) == [
        {"my", "our"},
        {"brakes failed", "heater died", "screen froze"},
        {"today", "again"},
    ]


def test_alternatives_of_several_words_stay_whole_and_spaces_are_kept():
    slots = [
        ("Two weeks", "Ten days", "Barely a fortnight"),
        ("after",),
        ("delivery", "I got it"),
        ("the",),
        ("brakes", "brake pedal"),
        ("failed", "went soft"),
    ]
    template = recovered(spun(slots, 60, seed=2, gap=" ")).template
    assert slot_sets(template) == [set(slot) for slot in slots if len(slot) > 1]
    assert Fixed(" after ") in template.lines[0].pieces


def test_an_alternative_may_be_empty():
    texts = spun([("this is",), ("really", ""), ("bad", "poor", "weak")], 40, seed=3, gap=" ")
    assert {"really", ""} in slot_sets(recovered(texts).template)


def test_counts_are_copies_not_texts():
    found = recover(["my car is red", "my car is blue"], [30, 12])
    slot = found.template.lines[0].pieces[-1]
    assert slot == Slot((("red", 30), ("blue", 12)), 2)
    assert found.template.copies == found.template.lines[0].copies == 42


def test_names_and_numbers_are_free_and_nothing_is_spun():
    names = ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay", "Gil", "Hal", "Ida", "Jon", "Kim", "Lea"]
    texts = [f"Dear {name}, your order {31 * k} has been sent" for k, name in enumerate(names)]
    found = recovered(texts)
    assert found.template.in_words() == "Dear {…}, your order {…} has been sent"
    assert found.coverage == 1.0


def test_urls_hashtags_and_mentions_are_set_apart():
    texts = [
        f"#tag{k % 7} the {w} broke down https://x.example/{k}"
        for k, w in enumerate(("car", "bus", "van") * 8)
    ]
    assert slot_sets(recovered(texts).template) == [{"car", "bus", "van"}]
    inside = [f"read https://x.example/{k} before you buy" for k in range(9)]
    assert recovered(inside).template.in_words() == "read https://… before you buy"


def test_lines_are_found_in_shuffled_copies_with_dropped_and_foreign_sentences():
    dice = random.Random(4)
    texts = []
    for k in range(80):
        lines = [
            spun([("brakes", "pedals"), ("fail", "stick"), ("every", "each"), ("day",)], 1, k, " "),
            spun([("nobody", "no one"), ("at the",), ("shop", "dealer"), ("cares",)], 1, k, " "),
            spun([("think",), ("twice", "hard"), ("before you",), ("buy", "pay")], 1, k, " "),
        ]
        kept = [line[0] for line in lines if dice.random() > 0.3] or [lines[0][0]]
        dice.shuffle(kept)
        if k % 20 == 0:
            kept.append(f"{k} unrelated words of {k * 7} kinds")
        texts.append(". ".join(kept))
    template = recovered(texts).template
    assert template.shuffled
    assert len(template.lines) == 3
    assert {"nobody", "no one"} in slot_sets(template)


def test_lines_stand_in_their_usual_order():
    texts = [f"first {a} comes. then {b} follows" for a in ("one", "two") for b in ("it", "that")]
    template = recovered(texts).template
    assert not template.shuffled
    assert [line.pieces[0] for line in template.lines] == [Fixed("first "), Fixed("then ")]


def test_what_one_person_adds_is_no_slot_and_is_not_explained():
    added = [
        f"the brakes of this car fail every single day {word * 9}"
        for word in ("hm", "oh", "no", "eh")
    ]
    texts = ["the brakes of this car fail every single day"] * 60 + added
    found = recovered(texts)
    assert found.template.slots == 0
    assert found.explained[0] == 1.0
    assert all(share < 0.9 for share in found.explained[1:])


def test_a_foreign_text_is_not_explained():
    texts = [*spun([("my", "our"), ("car",), ("fails", "stops"), ("daily", "often")], 40, 5, " ")]
    found = recovered([*texts, "a wholly different remark on the weather in April"])
    assert found.explained[-1] == 0.0
    assert found.coverage == pytest.approx(40 / 41)


def test_the_order_of_the_texts_changes_nothing():
    texts = list(dict.fromkeys(spun([*CHINESE[0], *CHINESE[2]], 300, seed=6)))
    turned = texts[::-1]
    one, other = recover(texts, [1] * len(texts)), recover(turned, [1] * len(texts))
    assert one.template == other.template
    assert list(one.explained) == list(other.explained)[::-1]


def test_many_copies_are_sampled_and_counted_whole():
    slots = [("a", "b", "c"), ("red", "blue"), ("car",), ("x1", "x2", "x3", "x4"), ("went",)]
    texts = [" ".join([*words, f"#t{k}"]) for k in range(20) for words in itertools.product(*slots)]
    template = recover(texts, [1] * len(texts)).template
    assert template.lines[0].copies == len(texts) == 480
    for piece in template.lines[0].pieces:
        if isinstance(piece, Slot):
            assert sum(count for _text, count in piece.alternatives) == 480


HOSTILE = {
    "no texts": [],
    "empty texts": ["", " \n"],
    "one text": ["One text. Of two sentences."],
    "two texts": ["One text here", "One word here"],
    "nothing in common": ["one text", "ganz anders"],
    "emoji alone": ["😀😀", "😃👍🏽"],
    "right to left": ["اشتريت هاتف أمس", "استلمت هاتف أمس"],
    "half a character": ["abc \ud800 def", "abc \ud800 dfg"],
    "control characters": ["\0\0abc def", "\0"],
    "100,000 characters": ["the car is red", "the car is blue", "x y " * 25_000],
    "50,000 sentences": ["the car is red", "the car is blue", "no. " * 50_000],
    "one word over and over": [" ".join(["x"] * k) for k in range(1, 60)],
}


@pytest.mark.parametrize("texts", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_give_a_template_and_shares(texts: list[str]):
    found = recover(texts, [1] * len(texts))
    assert len(found.explained) == len(texts)
    assert all(0.0 <= share <= 1.0 for share in found.explained)
    assert 0.0 <= found.coverage <= 1.0
    assert Template.from_json(found.template.to_json()) == found.template


def test_one_hostile_text_leaves_the_template_as_it_was():
    texts = list(dict.fromkeys(spun([*CHINESE[0], *CHINESE[2]], 100, seed=7)))
    letters = np.random.default_rng(0).integers(0x4E00, 0x9000, 100_000)
    hostile = "".join(map(chr, letters.tolist()))
    clean, beset = (
        recover(texts, [1] * len(texts)),
        recover([*texts, hostile], [1] * (1 + len(texts))),
    )
    assert beset.template.lines == clean.template.lines
    assert beset.explained[-1] == 0.0


def test_long_noisy_texts_are_bounded():
    dice = random.Random(8)
    texts = [
        "".join(
            chr(0x4E00 + (7919 * k if dice.random() > 0.1 else dice.randrange(2000)) % 2000)
            for k in range(700)
        )
        for _copy in range(40)
    ]
    assert recover(texts, [1] * 40).coverage > 0.5
