"""A case small enough to read: a ring of three, a bystander, and an account with a hostile name.

Ann, Bob and Cat (1) link to one page within a minute, (2) use one hashtag within a minute on the
next day, Eve too, (3) Ann and Bob pass on a post of Dan. Dan links to the same page days later.

Dan was called motors2019 once, as Fay is now. Ann, Eve, Fay and that handle are on
lists; another tool tied Ann to Bob and Eve to Ann. The post of Dan that is passed on was seen once
more, with more likes.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.connection import Connection
from graph.publish import project_batch, publish_run, publish_study
from graph.session import Graph
from marionet.progress import SILENT
from tests.queries.small_study import write_study
from vault import Batch, Run, Vault
from vault.schema import CANONICAL, RUN

PAGE = "https://lie.example/story"
EVE = "x:e/ve?#<b>汉"
HOSTILE = "<script>alert(1)</script>\u202e=cmd()"
DAY = datetime(2025, 1, 1, 10, tzinfo=UTC)

NAMES = {
    "x:ann": "Ann",
    "x:bob": "Bob",
    "x:cat": "Cat",
    "x:dan": "Dan",
    EVE: HOSTILE,
}


def at(day: int, seconds: int = 0) -> datetime:
    """Return a time: days and seconds after the first post."""
    return DAY + timedelta(days=day, seconds=seconds)


# post, account, time, text, url, tag, repost_of
POSTS = (
    ("x:1", "x:ann", at(0, 0), "Brakes fail! 刹车失灵", PAGE, None, None),
    ("x:2", "x:bob", at(0, 10), "Brakes fail! look", PAGE, None, None),
    ("x:3", "x:cat", at(0, 30), "Look: brakes", PAGE, None, None),
    ("x:4", "x:cat", at(1, 0), "Shame #smear", None, "smear", None),
    ("x:5", "x:ann", at(1, 5), "Shame #smear", None, "smear", None),
    ("x:6", "x:bob", at(1, 9), "Shame #smear", None, "smear", None),
    ("x:7", EVE, at(1, 20), "What is #smear about?", None, "smear", None),
    ("x:8", "x:dan", at(2, 0), "My car is fine 汽车很好", None, None, None),
    ("x:9", "x:ann", at(2, 60), "", None, None, "x:8"),
    ("x:10", "x:bob", at(2, 62), "", None, None, "x:8"),
    ("x:11", "x:dan", at(5, 0), "This story is false", PAGE, None, None),
)

# burst, signal, object, bundle, posts that make it
BURSTS = (
    ("burst-url", "co_url", PAGE, 0, ("x:1", "x:2", "x:3")),
    ("burst-tag", "co_hashtag", "smear", 1, ("x:4", "x:5", "x:6", "x:7")),
    ("burst-repost", "co_repost", "x:8", 2, ("x:9", "x:10")),
    # the graph has no node for a short text, and x:2 stands between these two in time
    ("burst-words", "exact_text", "st:0123456789ab", 0, ("x:1", "x:3")),
)
MEMBERS = ("x:ann", "x:bob", "x:cat")


def write_case(vault: Vault) -> tuple[Batch, Run]:
    """Write the case into an empty vault: one batch in the collection `case`, one run."""
    with vault.begin_batch("case") as writer:
        for name, rows in _canonical().items():
            writer.write(name, _table(rows, CANONICAL[name]))
        batch = writer.commit(
            collection="case",
            sources=["ab" * 32],
            names=["case.jsonl"],
            format="jsonl",
            duplicates=0,
            rejects=0,
            options={},
        )
    with vault.begin_run(
        collection="case", batches=[batch.batch_id], parameters={"q": 0.01}, version="test"
    ) as run_writer:
        for name, rows in _found().items():
            run_writer.write(name, _table(rows, RUN[name]))
        run = run_writer.commit(counts={"posts_read": len(POSTS)}, notes=["by hand"])
    return batch, run


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    full = [{name: row.get(name) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(full, schema=schema)


def _canonical() -> dict[str, list[dict[str, Any]]]:
    accounts = [
        {
            "account_id": account,
            "platform": "x",
            "native_id": account[2:],
            "handle": account[2:],
            "name": name,
            "bio": f"I am {name}",
            "followers": 10 * place,
            "created_at": at(-100 + place),
            "observed_at": at(6),
            "source": "ab" * 32,
            "offset": place + 1,
        }
        for place, (account, name) in enumerate(NAMES.items())
    ]
    accounts += [
        {
            "account_id": account,
            "platform": "x",
            "handle": handle,
            "name": name,
            "observed_at": when,
            "source": "ab" * 32,
            "offset": 20,
        }
        for account, handle, name, when in (
            ("x:dan", "motors2019", "Dan", at(0)),
            ("x:dan", "Motors2019", "Dan", at(1)),
            ("x:fay", "MOTORS2019", "Fay", at(6)),
        )
    ]
    posts = [
        {
            "post_id": post,
            "platform": "x",
            "account_id": account,
            "created_at": when,
            "kind": "repost" if target else "original",
            "text": text,
            "client": "robot" if account in MEMBERS else "phone",
            "repost_of": target,
            "source": "ab" * 32,
            "offset": place + 1,
        }
        for place, (post, account, when, text, _, _, target) in enumerate(POSTS)
    ]
    urls = [
        {"post_id": p[0], "url": p[4], "url_seen": p[4], "domain": "lie.example"}
        for p in POSTS
        if p[4]
    ]
    tags = [{"post_id": p[0], "tag": p[5], "tag_seen": p[5]} for p in POSTS if p[5]]
    return {
        "accounts": accounts,
        "posts": posts,
        "post_urls": urls,
        "post_hashtags": tags,
        **_of_others(),
    }


def _of_others() -> dict[str, list[dict[str, Any]]]:
    """Return what others said of the accounts, and the second sighting of a post."""
    place = {"source": "cd" * 32, "offset": 1}
    return {
        "watched_accounts": [
            {"account_id": account, "platform": "x", "list": name, "note": note, **place}
            for account, name, note in (
                ("x:ann", "suspects", "seen in 2024"),
                ("x:fay", "suspects", None),
                ("x:eli", "suspects", None),
                (EVE, HOSTILE, HOSTILE),
                ("x:@motors2019", "by handle", None),
            )
        ],
        "account_links": [
            {"account_a": "x:ann", "account_b": "x:bob", "kind": "co-retweet", "weight": 0.75}
            | {"first": at(0), "last": at(2), **place},
            {"account_a": EVE, "account_b": "x:ann", "kind": HOSTILE, "weight": 2.0, **place},
            {"account_a": "x:fay", "account_b": "x:ann", "kind": "follows", **place},
        ],
        "post_sources": [{"post_id": "x:8", "likes": 5, "observed_at": at(7), **place}],
    }


def _found() -> dict[str, list[dict[str, Any]]]:
    by_id = {post[0]: post for post in POSTS}
    ring = {
        "ring_id": "ring-1",
        "tier": "ring",
        "rank": 1,
        "accounts": 3,
        "bursts": 3,
        "posts": 8,
        "first": at(0),
        "last": at(2, 62),
        "score": 0.9,
        "p": 1e-9,
        "q": 1e-8,
        "median_hits": 3.0,
        "signals": '{"co_hashtag":1,"co_repost":1,"co_url":1}',
        "reason": "Three accounts acted together three times.",
    }
    members = [
        {
            "ring_id": "ring-1",
            "account_id": account,
            "score": score,
            "p": 1e-6,
            "q": 1e-5,
            "hits": hits,
            "posts": hits,
            "first": at(0),
            "last": at(2),
        }
        for account, score, hits in (("x:ann", 0.9, 3), ("x:bob", 0.8, 3), ("x:cat", 0.7, 2))
    ]
    bursts: list[dict[str, Any]] = []
    burst_posts: list[dict[str, Any]] = []
    for burst, signal, thing, bundle, posts in BURSTS:
        authors = {by_id[post][1] for post in posts}
        bursts.append(
            {
                "burst_id": burst,
                "ring_id": "ring-1",
                "signal": signal,
                "object_id": thing,
                "label": thing,
                "node": {"co_url": "Url", "co_hashtag": "Hashtag", "co_repost": "Post"}.get(signal),
                "bundle": bundle,
                "start": min(by_id[post][2] for post in posts),
                "end": max(by_id[post][2] for post in posts),
                "accounts": len(authors),
                "members": len(authors & set(MEMBERS)),
                "posts": len(posts),
                "q": 1e-4,
            }
        )
        burst_posts += [
            {
                "burst_id": burst,
                "post_id": post,
                "account_id": by_id[post][1],
                "at": by_id[post][2],
                "member": by_id[post][1] in MEMBERS,
            }
            for post in posts
        ]
    edges = [
        {
            "ring_id": "ring-1",
            "account_a": a,
            "account_b": b,
            "weight": weight,
            "p": 1e-6,
            "shared": shared,
            "first": at(0),
            "last": at(2),
        }
        for a, b, weight, shared in (
            ("x:ann", "x:bob", 3.0, 3),
            ("x:ann", "x:cat", 2.0, 2),
            ("x:bob", "x:cat", 1.5, 2),
        )
    ]
    return {
        "rings": [ring],
        "members": members,
        "bursts": bursts,
        "burst_posts": burst_posts,
        "edges": edges,
        "signs": [
            {"ring_id": "ring-1", "sign": "client", "value": "robot", "members": 3}
            | {"share": 1.0, "elsewhere": 0.0, "p": 0.004}
        ],
    }


@dataclass(frozen=True)
class Case:
    """The case in a vault and in a graph."""

    graph: Graph
    vault: Vault
    batch: Batch
    run: Run


@contextmanager
def open_case(connection: Connection, folder: Path) -> Generator[Case]:
    """Write the case into a new vault and an emptied graph."""
    vault = Vault(folder)
    batch, run = write_case(vault)
    with Graph(connection) as graph:
        graph.write("MATCH (n) DETACH DELETE n")
        project_batch(graph, vault, batch, SILENT)
        publish_run(graph, vault, run, SILENT)
        publish_study(graph, vault, write_study(vault, run, at(0), at(2)), SILENT)
        yield Case(graph, vault, batch, run)
