"""How fast a batch of the vault becomes a graph: posts, relationships and nodes a second.

Run:  python bench/graph_write.py [POSTS]

It makes invented batches (30 % reposts, 10 % replies, hashtags, URLs, mentions) in a temporary
workspace and projects them into a fresh Neo4j of that workspace, or into the one of NEO4J_URI:
POSTS, as many again, and half as many, which are too few for an import when POSTS is 100,000.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa

from graph.publish import project_batch
from graph.server import open_server
from graph.session import Graph
from graph.status import server_status
from marionet.progress import SILENT
from marionet.settings import Settings
from marionet.workspace import Workspace
from vault import Batch, Vault
from vault.schema import CANONICAL

START = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = "新车 手机 发布会 销量 电池 起火 对比 the new car is a fraud look".split()  # noqa: SIM905
PART_ROWS = 50_000


def invent(number: int, seed: int, accounts: int) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that one post makes in each table; `number` is its place in time."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311 - invented data
    at = START + timedelta(seconds=number)
    post_id = f"x:{number}"
    roll = chance.random()
    target = f"x:{chance.randrange(number)}" if number else None
    post = {
        "post_id": post_id,
        "platform": "x",
        "account_id": f"x:u{int(accounts * chance.random() ** 2)}",
        "created_at": at,
        "kind": "repost" if roll < 0.3 else "reply" if roll < 0.4 else "original",
        "text": " ".join(chance.choices(WORDS, k=18)),
        "lang": "zh",
        "repost_of": target if roll < 0.3 else None,
        "reply_to": target if 0.3 <= roll < 0.4 else None,
        "likes": chance.randrange(100),
        "reposts": chance.randrange(10),
        "source": "0" * 64,
        "offset": number,
    }
    url = f"https://site{chance.randrange(50)}.example/{chance.randrange(2000)}"
    return {
        "posts": [post],
        "post_hashtags": [
            {"post_id": post_id, "tag": f"tag{chance.randrange(300)}"}
            for _ in range(chance.choice((0, 1, 1, 2)))
        ],
        "post_urls": [{"post_id": post_id, "url": url, "domain": url.split("/")[2]}]
        if chance.random() < 0.3
        else [],
        "post_mentions": [{"post_id": post_id, "account_id": f"x:u{chance.randrange(accounts)}"}]
        if chance.random() < 0.3
        else [],
    }


def write_batch(vault: Vault, posts: range, *, seed: int, accounts: int) -> Batch:
    """Write invented posts as a batch of the vault."""
    with vault.begin_batch("bench") as writer:
        writer.write("accounts", _table("accounts", _profiles(accounts)))
        for start in range(posts.start, posts.stop, PART_ROWS):
            rows: dict[str, list[dict[str, Any]]] = {}
            for number in range(start, min(start + PART_ROWS, posts.stop)):
                for table, found in invent(number, seed, accounts).items():
                    rows.setdefault(table, []).extend(found)
            for table, found in rows.items():
                writer.write(table, _table(table, found))
        return writer.commit(
            collection="bench",
            sources=[f"{posts.start:064}"],
            names=["invented"],
            format="bench",
            duplicates=0,
            rejects=0,
            options={},
        )


def _profiles(accounts: int) -> list[dict[str, Any]]:
    return [
        {
            "account_id": f"x:u{n}",
            "platform": "x",
            "native_id": f"u{n}",
            "handle": f"user{n}",
            "name": f"User {n}",
            "bio": "I like cars and phones",
            "created_at": START - timedelta(days=n % 3000),
            "followers": n % 1000,
            "observed_at": START,
        }
        for n in range(accounts)
    ]


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=CANONICAL[name])


def _counts(graph: Graph) -> Iterator[int]:
    yield graph.read("MATCH (n) RETURN count(n) AS n")[0]["n"]
    yield graph.read("MATCH ()-[r]->() RETURN count(r) AS n")[0]["n"]


def _server(workspace: Workspace) -> int | None:
    pid = server_status(workspace)["pid"]
    return pid if isinstance(pid, int) else None


def _cpu_s(server: int | None) -> tuple[float, float]:
    """Return the processor time of this process and of the embedded server (0 without one)."""
    pids = [os.getpid(), *([server] if server else [])]
    used = [psutil.Process(pid).cpu_times() for pid in pids]
    seconds = [times.user + times.system for times in used]
    return seconds[0], sum(seconds[1:])


def _measure(graph: Graph, vault: Vault, workspace: Workspace, batch: Batch) -> str:
    """Project a batch; return its rates, and its processor time where no import restarts Neo4j."""
    posts, (nodes, links) = batch.counts["posts"], _counts(graph)
    server = _server(workspace)
    before, started = _cpu_s(server), time.perf_counter()
    project_batch(graph, vault, batch, SILENT)
    seconds = time.perf_counter() - started
    told = "by import"
    if _server(workspace) == server:
        ours, theirs = (b - a for a, b in zip(before, _cpu_s(server), strict=True))
        told = f"by transactions; processor time {ours:.1f} s here, {theirs:.1f} s Neo4j"
    more_nodes, more_links = _counts(graph)
    return (
        f"{posts:,} posts in {seconds:.1f} s: {posts / seconds:,.0f} posts/s, "
        f"{(more_links - links) / seconds:,.0f} relationships/s ({more_links - links:,}), "
        f"{(more_nodes - nodes) / seconds:,.0f} nodes/s; {told}"
    )


def main(posts: int) -> None:
    """Project three batches: into an empty graph, as many again, and half as many; print rates."""
    with tempfile.TemporaryDirectory(prefix="marionet-bench-") as folder:
        workspace = Workspace(Path(folder)).create()
        vault = Vault(workspace.vault)
        with (
            open_server(workspace, Settings(), SILENT) as connection,
            Graph(connection) as graph,
        ):
            first = 0
            for n, size in enumerate((posts, posts, posts // 2), start=1):
                some = range(first, first + size)
                batch = write_batch(vault, some, seed=1, accounts=posts // 10)
                print(f"batch {n}: {_measure(graph, vault, workspace, batch)}", flush=True)
                first = some.stop


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
