"""Fast reposts: what is fast at the pace of a post, and who sets that pace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from detection.collection import Collection
from detection.signals import fast_repost
from marionet.progress import SILENT
from vault.tables import Tables

MakeCollection = Callable[..., Tables]
Row = dict[str, Any]
NOON = datetime(2025, 1, 6, 12, tzinfo=UTC)


def repost(name: str, second: float, of: str = "x:0", **more: Any) -> Row:
    at = NOON + timedelta(seconds=second)
    fields = {"post_id": f"x:{name}", "account_id": f"x:a{name}", "created_at": at, "repost_of": of}
    return fields | more


def original(name: str = "0", second: float = 0) -> Row:
    return repost(name, second) | {"repost_of": None}


def slow(start: float, of: str = "x:0", gap: float = 600, count: int = 20) -> list[Row]:
    return [repost(f"{of}-{n}", start + gap * (n + 1), of) for n in range(count)]


def found(tables: Tables) -> set[str]:
    touched = fast_repost.SIGNAL.find(Collection(tables), SILENT).posts.to_pyarrow().to_pylist()
    return {row["post_id"] for row in touched}


def test_seconds_after_the_post_or_another_repost_are_fast_at_a_slow_pace(
    collection: MakeCollection,
) -> None:
    rows = [original(), repost("soon", 3), repost("not", 30), repost("after", 33), *slow(60)]
    assert found(collection(posts=rows)) == {"x:soon", "x:after"}


def test_nobody_is_fast_where_everybody_hurries(collection: MakeCollection) -> None:
    rows = [original(), *(repost(str(n), 2 * n) for n in range(1, 200))]
    assert found(collection(posts=rows)) == set()


def test_a_ring_does_not_set_the_pace_of_its_own_post(collection: MakeCollection) -> None:
    others = [row for n in range(1, 6) for row in (original(f"o{n}"), *slow(0, f"x:o{n}"))]
    ring = [original(), *(repost(f"r{n:02}", 2 + n) for n in range(20))]
    assert found(collection(posts=others + ring)) == {f"x:r{n:02}" for n in range(20)}


def test_the_same_account_again_is_not_fast(collection: MakeCollection) -> None:
    again = [repost("one", 100), repost("two", 101, account_id="x:aone")]
    assert found(collection(posts=[original(), *again, *slow(200)])) == set()


def test_times_to_the_minute_add_a_minute_to_the_gap(collection: MakeCollection) -> None:
    def fast(gap: float) -> set[str]:
        rows = [original(), repost("soon", 0), *slow(0, gap=gap)]
        return found(collection(posts=[row | {"precision": "minute"} for row in rows]))

    assert (fast(3_600), fast(7_200)) == (set(), {"x:soon"})


def test_a_repost_before_its_original_or_without_a_time_is_not_fast(
    collection: MakeCollection,
) -> None:
    rows = [original(), repost("early", -1), repost("never", 1) | {"created_at": None}]
    rows += [repost("self", 1, of="x:self"), repost("alone", 1, of="x:elsewhere")]
    assert found(collection(posts=rows + slow(0))) == set()
