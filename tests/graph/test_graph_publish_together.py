"""Commands that publish at the same time: `marionet serve` catches up while `detect` publishes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Barrier

from graph.publish import publish_run, rebuild
from graph.session import Graph
from marionet.progress import SILENT
from tests.graph.graph_assertions import digest, nodes
from tests.graph.invented import NOON, account, add_batch, add_run, post
from vault import Run, Vault

ACCOUNTS = [f"x:a{number:03}" for number in range(150)]
SPAN = {"first": NOON, "last": NOON}


def campaign(vault: Vault) -> Run:
    add_batch(
        vault,
        accounts=[account(name) for name in ACCOUNTS],
        posts=[post(f"x:p{name}", name, repost_of="x:99") for name in ACCOUNTS],
    )
    bursts = [
        {
            "burst_id": f"r1-{n}",
            "ring_id": "r1",
            "signal": "co_repost",
            "object_id": "x:99",
            "node": "Post",
        }
        for n in range(5)
    ]
    return add_run(
        vault,
        rings=[{"ring_id": "r1", "tier": "ring", "rank": 1, "accounts": 150, **SPAN}],
        members=[{"ring_id": "r1", "account_id": name, "hits": 5} for name in ACCOUNTS],
        bursts=[{**burst, "start": NOON, "end": NOON} for burst in bursts],
        burst_posts=[
            {"burst_id": b["burst_id"], "post_id": f"x:p{a}", "account_id": a, "at": NOON}
            for b in bursts
            for a in ACCOUNTS
        ],
        edges=[
            {"ring_id": "r1", "account_a": a, "account_b": b, "weight": 1.0, **SPAN}
            for a, b in pairwise(ACCOUNTS)
        ],
    )


def test_commands_that_publish_at_once_leave_what_one_leaves(graph: Graph, tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    run = campaign(vault)
    rebuild(graph, Vault(tmp_path / "none"), SILENT)  # the indexes are there, nothing else
    together = Barrier(3)

    def publish() -> None:
        together.wait(60)
        publish_run(graph, vault, run, SILENT)

    with ThreadPoolExecutor(3) as pool:
        for job in [pool.submit(publish) for _ in range(3)]:
            job.result(120)

    assert nodes(graph, "Run", "published") == {True}
    told = digest(graph)
    rebuild(graph, vault, SILENT)
    assert digest(graph) == told
