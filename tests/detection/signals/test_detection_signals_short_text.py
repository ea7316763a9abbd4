"""Exact texts and rare phrases: which posts meet in them, and which do not."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from detection.collection import Collection
from detection.signal import Signal
from detection.signals import exact_text, phrase, text
from marionet.progress import SILENT
from vault.tables import Tables

MakeCollection = Callable[..., Tables]
NOON = datetime(2025, 1, 6, 12, tzinfo=UTC)
SLOGAN = "这车真不安全！"
PASSAGE = "the brakes of this car gave way on the motorway near the old bridge"


def post(number: int, words: str | None, account: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "post_id": f"x:{number}",
        "account_id": f"x:a{number if account is None else account}",
        "created_at": NOON + timedelta(minutes=number),
        "text": words,
        **more,
    }


def groups(signal: Signal, tables: Tables) -> set[frozenset[str]]:
    found = signal.find(Collection(tables), SILENT)
    by_object: dict[str, set[str]] = {}
    for row in found.posts.to_pyarrow().to_pylist():
        by_object.setdefault(row["object_id"], set()).add(row["post_id"])
    assert found.labels is not None
    labels = found.labels.to_pyarrow()
    assert by_object.keys() <= set(labels["object_id"].to_pylist())
    assert labels["label"].null_count == 0
    return {frozenset(posts) for posts in by_object.values()}


def chatter(dice: random.Random, words: int) -> str:
    return " ".join("".join(dice.choices("abcdefghijklmnop", k=6)) for _ in range(words))


def test_a_slogan_joins_who_write_it_however_they_dress_it(collection: MakeCollection) -> None:
    rows = [post(1, SLOGAN), post(2, "這車真不安全 😡"), post(3, f"#新车# {SLOGAN}")]
    rows += [post(4, "这车真安全"), post(5, SLOGAN, account=1)]
    assert groups(exact_text.SIGNAL, collection(posts=rows)) == {
        frozenset({"x:1", "x:2", "x:3", "x:5"})
    }


def test_what_says_nothing_is_no_slogan(collection: MakeCollection) -> None:
    says_nothing = [
        "ok",
        "",
        None,
        "😂😂",
        "hahahahahahahaha",
        "转发微博",
        "哈哈哈哈哈哈",
        "谢谢你",
    ]
    rows = [post(10 * n + k, words) for n, words in enumerate(says_nothing) for k in range(3)]
    assert groups(exact_text.SIGNAL, collection(posts=rows)) == set()


def test_a_slogan_of_one_account_joins_nobody(collection: MakeCollection) -> None:
    rows = [post(n, SLOGAN, account=1) for n in range(5)]
    assert groups(exact_text.SIGNAL, collection(posts=rows)) == set()


def test_no_post_is_both_a_short_and_a_long_text(collection: MakeCollection) -> None:
    long = [PASSAGE[:size] for size in range(4, 60)]
    rows = [post(10 * n + k, words) for n, words in enumerate(long) for k in range(2)]
    tables = collection(posts=rows)
    short = set().union(*groups(exact_text.SIGNAL, tables))
    assert short
    assert short.isdisjoint(set().union(*groups(text.SIGNAL, tables)))


def test_a_passage_joins_three_accounts_that_wrote_other_things_around_it(
    collection: MakeCollection,
) -> None:
    dice = random.Random(5)
    rows = [
        post(n, f"{chatter(dice, 30)} {PASSAGE} {chatter(dice, 30)}", account=n % 4)
        for n in range(8)
    ]
    rows += [post(20 + n, chatter(dice, 60)) for n in range(8)]
    tables = collection(posts=rows)
    assert groups(phrase.SIGNAL, tables) == {frozenset(f"x:{n}" for n in range(8))}
    assert groups(text.SIGNAL, tables) == set()


def test_two_accounts_are_too_few_for_a_phrase_and_21_too_many(
    collection: MakeCollection,
) -> None:
    def found(accounts: int) -> bool:
        rows = [post(n, f"{chr(0x4E00 + n)} {PASSAGE}", n % accounts) for n in range(84)]
        return groups(phrase.SIGNAL, collection(posts=rows)) != set()

    assert [found(accounts) for accounts in (2, 3, 20, 21)] == [False, True, True, False]


def test_a_reposted_text_has_no_phrases(collection: MakeCollection) -> None:
    rows = [post(n, PASSAGE, platform="x", repost_of="x:0") for n in range(1, 9)]
    assert groups(phrase.SIGNAL, collection(posts=rows)) == set()


def test_hostile_texts_are_just_texts(collection: MakeCollection) -> None:
    hostile = ["\u0000" * 50, "刹" * 5_000, "a" * 23, "é" * 4_000, "\U0010ffff" * 99, "𠀀" * 500]
    rows = [post(10 * n + k, words) for n, words in enumerate(hostile) for k in range(4)]
    for signal in (exact_text.SIGNAL, phrase.SIGNAL):
        assert groups(signal, collection(posts=rows)) == set()
