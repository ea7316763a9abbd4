"""The events of a collection: what they say, and that they do not depend on the order of rows."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detection.events import EVENTS, Events, collect_events
from detection.signal import LABEL_CHARACTERS
from vault.tables import Tables

MakeCollection = Callable[..., Tables]
NOON = datetime(2025, 1, 6, 12, tzinfo=UTC)
COPY = "The brakes of this car fail on the motorway, says a driver who was there"


def post(number: int, account: str, minute: float = 0, **fields: Any) -> dict[str, Any]:
    return {
        "post_id": f"x:{number}",
        "account_id": f"x:{account}",
        "created_at": NOON + timedelta(minutes=minute),
        **fields,
    }


def named(events: Events) -> set[tuple[str, str, str, str, int]]:
    """Return (account, post, signal, object, minute) of each event."""
    base = int(NOON.timestamp() * 1_000_000)
    objects = events.objects.to_pylist()
    return {
        (
            events.accounts[row["account"]].as_py(),
            events.posts[row["post"]].as_py(),
            objects[row["object"]]["signal"],
            objects[row["object"]]["object_id"],
            (row["at"] - base) // 60_000_000,
        )
        for row in events.events.to_pylist()
    }


def parts(events: Events) -> list[Any]:
    return [getattr(events, name) for name in Events.__slots__]


def test_an_event_names_account_post_object_and_time(collection: MakeCollection) -> None:
    tables = collection(
        posts=[
            post(1, "ann"),
            post(2, "bob", 1, repost_of="x:1"),
            post(3, "cat", 2, repost_of="x:1"),
            post(4, "dan", 3, reply_to="x:1"),
        ],
        post_hashtags=[{"post_id": "x:2", "tag": "recall"}, {"post_id": "x:1", "tag": "recall"}],
    )
    events = collect_events(tables)
    assert named(events) == {
        ("x:bob", "x:2", "co_repost", "x:1", 1),
        ("x:cat", "x:3", "co_repost", "x:1", 2),
        ("x:ann", "x:1", "co_hashtag", "recall", 0),
        ("x:bob", "x:2", "co_hashtag", "recall", 1),
    }
    assert events.events.schema == EVENTS
    assert events.accounts.to_pylist() == ["x:ann", "x:bob", "x:cat", "x:dan"]
    assert events.posts.to_pylist() == ["x:1", "x:2", "x:3"]
    assert events.events.equals(
        events.events.sort_by([(c, "ascending") for c in ("object", "at", "post")])
    )


def test_an_object_of_one_account_has_no_events(collection: MakeCollection) -> None:
    tables = collection(
        posts=[post(1, "ann"), post(2, "ann", 1), post(3, "bob", 2)],
        post_urls=[{"post_id": f"x:{n}", "url": "https://a.example/"} for n in (1, 2)],
    )
    events = collect_events(tables)
    assert named(events) == set()
    assert events.accounts.to_pylist() == ["x:ann", "x:bob"]


def test_posts_without_time_or_account_are_left_out_and_counted(collection: MakeCollection) -> None:
    rows = [post(n, f"a{n}", repost_of="x:0") for n in range(1, 4)]
    rows += [post(8, "eve", repost_of="x:0") | {"created_at": None}]
    rows += [post(9, "eve", repost_of="x:0") | {"account_id": None}]
    events = collect_events(collection(posts=rows))
    assert {row[1] for row in named(events)} == {"x:1", "x:2", "x:3"}
    assert events.accounts.to_pylist() == ["x:a1", "x:a2", "x:a3", "x:eve"]
    assert "2 posts have no time or no account: they are not looked at." in events.notes


def test_links_of_a_post_that_is_not_there_are_no_events(collection: MakeCollection) -> None:
    urls = [{"post_id": f"x:{n}", "url": "https://a.example/"} for n in range(9)]
    events = collect_events(collection(posts=[post(1, "ann"), post(2, "bob")], post_urls=urls))
    assert {row[1] for row in named(events)} == {"x:1", "x:2"}


def test_years_1970_and_9999_stay_what_they_are(collection: MakeCollection) -> None:
    rows = [
        post(1, "ann", repost_of="x:0") | {"created_at": datetime(1970, 1, 1, tzinfo=UTC)},
        post(2, "bob", repost_of="x:0") | {"created_at": datetime(9999, 12, 31, tzinfo=UTC)},
    ]
    events = collect_events(collection(posts=rows)).events
    assert events["at"].to_pylist() == [0, 253_402_214_400_000_000]


def test_a_target_is_labelled_with_the_beginning_of_its_text_on_one_line(
    collection: MakeCollection,
) -> None:
    texts = [" brakes\n\n fail ", "刹" * 1000, None, " \n"]
    rows = [post(n, "ann", text=text) for n, text in enumerate(texts)]
    rows += [post(n, f"a{n}", repost_of=f"x:{n % 5}") for n in range(10, 20)]
    objects = collect_events(collection(posts=rows)).objects.to_pylist()
    assert {(o["object_id"], o["label"]) for o in objects} == {
        ("x:0", "brakes fail"),
        ("x:1", "刹" * LABEL_CHARACTERS + "…"),
        ("x:2", "x:2"),
        ("x:3", "x:3"),
        ("x:4", "x:4"),
    }


def test_a_hashtag_of_fifty_thousand_accounts_has_one_event_for_each_post(
    collection: MakeCollection,
) -> None:
    rows = [post(n, f"a{n}", n / 60) for n in range(50_000)]
    tags = [{"post_id": row["post_id"], "tag": "trend"} for row in rows]
    events = collect_events(collection(posts=rows, post_hashtags=tags))
    assert (events.events.num_rows, events.objects.num_rows) == (50_000, 1)


def test_an_empty_collection_has_no_events(collection: MakeCollection) -> None:
    events = collect_events(collection())
    assert named(events) == set()
    assert events.objects.column_names == [
        *("signal", "object_id", "label", "node", "timeless", "family")
    ]
    assert events.notes == ()


NUMBERS = st.integers(0, 11)
ROWS = st.fixed_dictionaries(
    {
        "account": st.sampled_from("abcd"),
        "minute": st.sampled_from([0, 1, 60]),
        "repost_of": st.none() | NUMBERS.map("x:{}".format),
        "reply_to": st.none() | NUMBERS.map("x:{}".format),
        "text": st.sampled_from([None, "hm", COPY, COPY + " yesterday", COPY[::-1]]),
        "tag": st.sampled_from(["recall", "新车"]),
    }
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROWS, max_size=12), order=st.randoms(use_true_random=False))
def test_events_do_not_depend_on_the_order_of_rows_and_batches(
    collection: MakeCollection, rows: list[dict[str, Any]], order: random.Random
) -> None:
    tags = [{"post_id": f"x:{n}", "tag": row.pop("tag")} for n, row in enumerate(rows)]
    posts = [post(n, **row) for n, row in enumerate(rows)]
    straight = collect_events(collection(posts=posts, post_hashtags=tags))
    order.shuffle(posts)
    order.shuffle(tags)
    shuffled = collect_events(collection(batches=2, posts=posts, post_hashtags=tags))
    assert parts(straight) == parts(shuffled)


PRINT_DIGEST = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("events_test", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.digest_of_texts())
"""


def digest_of_texts() -> str:
    """Digest of the copies among texts: of what is most likely to hang on a hash."""
    from detection.text.copies import find_copies
    from detection.text.forms import read_forms

    at = [NOON + timedelta(minutes=n) for n in range(60)]
    rows = {
        "post_id": [f"x:{n}" for n in range(60)],
        "account_id": [f"x:{n % 7}" for n in range(60)],
        "at": pa.array(at, pa.timestamp("us", tz="UTC")),
        "text": [f"{COPY} number {n % 20}" for n in range(60)],
        "long": [False] * 60,
    }
    copies = find_copies(read_forms(pa.table(rows).to_batches()))
    told = repr((copies.rows.to_pylist(), copies.head.tolist(), copies.similarity.tolist()))
    return hashlib.sha256(told.encode()).hexdigest()


def test_copies_do_not_depend_on_the_hash_seed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST, __file__],
        env=os.environ | {"PYTHONHASHSEED": "4711"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest_of_texts()
