"""The text signal on a collection: texts, their copies, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from detection.collection import Collection
from detection.events import collect_events
from detection.signal import LABEL_CHARACTERS, Touched
from detection.signals import text
from detection.text.forms import MAX_CHARACTERS
from marionet.progress import SILENT
from vault.schema import RUN
from vault.tables import Tables

MakeCollection = Callable[..., Tables]
NOON = datetime(2025, 1, 6, 12, tzinfo=UTC)
ENGLISH = "The brakes of this car failed on the motorway, and the dealer only laughed at me."
CHINESE = "昨天在高速公路上刹车突然失灵，去店里理论他们却嘲笑我，大家千万别买这个牌子"


def post(number: int, words: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "post_id": f"x:{number}",
        "account_id": f"x:a{number}",
        "created_at": NOON + timedelta(minutes=number),
        "text": words,
        **fields,
    }


def find(tables: Tables) -> Touched:
    return text.SIGNAL.find(Collection(tables), SILENT)


def groups(touched: Touched) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in touched.posts.to_pyarrow().to_pylist():
        found.setdefault(row["object_id"], set()).add(row["post_id"])
    return {frozenset(ids) for ids in found.values()}


def test_copies_in_two_languages_are_two_texts(collection: MakeCollection) -> None:
    rows = [post(n, ENGLISH + "!" * n) for n in range(3)]
    rows += [post(n, f"[怒]{CHINESE}#新车{n}#") for n in range(3, 6)]
    rows += [
        post(6, "Nothing to do with any of that, just my lunch and a sleepy dog."),
        post(7, None),
    ]
    found = find(collection(posts=rows))
    assert groups(found) == {frozenset({"x:0", "x:1", "x:2"}), frozenset({"x:3", "x:4", "x:5"})}


def test_a_text_is_told_by_its_first_copy(collection: MakeCollection) -> None:
    first = ENGLISH + "\n Look: https://t.example/1"
    rows = [post(5, ENGLISH), post(1, first), post(2, ENGLISH, account_id="x:a5")]
    found = find(collection(posts=rows))
    (text,) = found.texts.to_pylist()
    assert re.fullmatch(r"text:[0-9a-f]{12}", text.pop("text_id"))
    # "Look" is part of the text of the first copy alone: similar, not the same.
    assert text == {
        "text": first,
        "posts": 3,
        "accounts": 2,
        "first": NOON + timedelta(minutes=1),
        "last": NOON + timedelta(minutes=5),
    }
    similarity = {row["post_id"]: row["similarity"] for row in found.text_copies.to_pylist()}
    assert similarity.keys() == {"x:1", "x:2", "x:5"}
    assert similarity["x:1"] == 1.0
    assert 0.7 < similarity["x:2"] == similarity["x:5"] < 1.0
    assert found.texts.schema == RUN["texts"]
    assert found.text_copies.schema == RUN["text_copies"]


def test_the_label_is_short_and_the_text_whole(collection: MakeCollection) -> None:
    words = " ".join(f"word{n}" for n in range(2_000))
    assert len(words) > MAX_CHARACTERS
    rows = [post(1, words), post(2, words), post(3, words + " and more")]
    events = collect_events(collection(posts=rows), [text.SIGNAL])
    assert events.texts["text"].to_pylist() == [words]
    assert events.objects["label"].to_pylist() == [words[:LABEL_CHARACTERS] + "…"]
    assert events.events.num_rows == 3
    assert events.notes == (
        "3 texts are longer than 4,000 characters: only so much of each was compared.",
    )


def test_a_retweet_that_holds_the_text_of_another_post_is_not_a_copy(
    collection: MakeCollection,
) -> None:
    retweets = [post(n, f"RT @ann: {ENGLISH}", repost_of="x:1") for n in range(2, 5)]
    assert groups(find(collection(posts=[post(1, ENGLISH), *retweets]))) == set()
    by_hand = [row | {"repost_of": None} for row in retweets]
    assert groups(find(collection(posts=[post(1, ENGLISH), *by_hand]))) == {
        frozenset({"x:1", "x:2", "x:3", "x:4"})
    }


def test_repost_counts_only_where_it_may_have_words_of_its_own(collection: MakeCollection) -> None:
    def copies(platform: str, original: str | None) -> int:
        fields = {"platform": platform, "repost_of": original}
        rows = [post(n, ENGLISH, **fields) for n in range(2, 5)]
        return find(collection(posts=rows)).posts.count().to_pyarrow().as_py()

    assert (copies("telegram", "x:1"), copies("x", "x:1")) == (0, 0)
    assert (copies("weibo", "x:1"), copies("telegram", None)) == (3, 3)


def test_short_texts_are_counted(collection: MakeCollection) -> None:
    found = find(collection(posts=[post(1, "ok"), post(2, "😂😂"), post(3, ""), post(4, ENGLISH)]))
    assert groups(found) == set()
    assert found.notes == (
        "3 posts have too little text of their own to compare (fewer than 12 different shingles: "
        "14 Chinese characters, 20 Latin letters).",
    )
