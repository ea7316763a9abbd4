"""`marionet purge` and `marionet hold` as a person meets them, with a graph."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.publish import publish_run, rebuild
from graph.session import Graph
from marionet.progress import SILENT
from marionet.workspace import Workspace
from tests.api.page_client import client_on
from tests.graph.graph_assertions import digest, links, nodes
from tests.graph.invented import NOON, account, add_batch, add_run, post
from vault import Vault

MARIONET = Path(sys.executable).parent / "marionet"
ANN, BOB, CARL = "x:700000001", "x:700000002", "x:700000003"
RING = "ring-0123456789"


def marionet(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MARIONET, "--home", home, *arguments],
        env={**os.environ, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace with a ring of two, a bystander, and all ways to refer to Ann."""
    home = tmp_path / "home"
    vault = Vault(Workspace(home).vault)
    add_batch(
        vault,
        accounts=[
            account(ANN, handle="Ann_old", observed_at=NOON),
            account(BOB, handle="Bob"),
            account(CARL, handle="shared"),
        ],
        posts=[
            post("x:900000001", ANN, text="her very own words"),
            post("x:900000002", ANN, text="the slogan", repost_of="x:900000099"),
            post("x:900000003", BOB, repost_of="x:900000001"),
            post("x:900000004", BOB, text="the slogan", reply_to="x:900000002"),
            post("x:900000005", CARL, text="hello @ann_a"),
            post("x:900000006", ANN, quote_of="x:900000002"),
        ],
        post_hashtags=[
            {"post_id": "x:900000001", "tag": "mine"},
            {"post_id": "x:900000004", "tag": "ours"},
        ],
        post_urls=[
            {"post_id": "x:900000001", "url": "https://a.example/", "domain": "a.example"},
            {"post_id": "x:900000004", "url": "https://b.example/", "domain": "b.example"},
        ],
        post_mentions=[
            {"post_id": "x:900000005", "handle": "ann_a"},
            {"post_id": "x:900000005", "handle": "SHARED"},
            {"post_id": "x:900000001", "handle": "nobody_known"},
            {"post_id": "x:900000003", "account_id": ANN},
        ],
        watched_accounts=[{"account_id": ANN, "platform": "x", "list": "list", "note": "her"}],
        account_links=[{"account_a": ANN, "account_b": "x:88", "kind": "linked"}],
    )
    add_batch(
        vault,
        accounts=[account(ANN, handle="Ann_A"), account(ANN, handle="shared")],
        posts=[post("x:900000007", ANN, text="later")],
    )
    span = {"first": NOON, "last": NOON}
    burst = {"ring_id": RING, "bundle": 1, "start": NOON, "end": NOON}
    add_run(
        vault,
        rings=[
            {
                "ring_id": RING, "tier": "ring", "rank": 1, "accounts": 2, "score": 0.9, "posts": 2,
                "bursts": 2, "signals": "{}", "reason": "@Ann_A and others at once", **span,
            }
        ],
        members=[
            {"ring_id": RING, "account_id": a, "score": 0.5, "p": 0.01, "q": 0.02, "hits": 5}
            for a in (ANN, BOB)
        ],
        bursts=[
            {**burst, "burst_id": "b-1", "signal": "text", "object_id": "text:1",
             "label": "her very own words"},
            {**burst, "burst_id": "b-2", "signal": "co_repost", "object_id": "x:900000001",
             "label": "x:900000001"},
        ],
        burst_posts=[
            {"burst_id": "b-1", "post_id": p, "account_id": a, "at": NOON, "member": True}
            for p, a in (("x:900000001", ANN), ("x:900000004", BOB))
        ],
        edges=[{"ring_id": RING, "account_a": ANN, "account_b": BOB, "weight": 1.5, **span}],
        texts=[
            {"text_id": "text:1", "text": "her very own words", "posts": 2, **span}
        ],
        text_copies=[
            {"text_id": "text:1", "post_id": p, "similarity": 1.0}
            for p in ("x:900000001", "x:900000004")
        ],
    )  # fmt: skip
    return home


def test_purged_graph_is_the_one_that_is_made_anew(
    graph: Graph, home: Path, neo4j_environment: dict[str, str]
) -> None:
    vault = Vault(Workspace(home).vault)
    publish_run(graph, vault, vault.run(), SILENT)
    done = marionet(
        home, "purge", "--account", ANN, "--reason", "asked", "--yes", **neo4j_environment
    )

    assert done.returncode == 0, done.stderr
    for secret in ("700000001", "900000001", "Ann_A", "Ann_old", "her very own words"):
        assert secret not in done.stdout
        assert secret not in everything(graph)
    assert nodes(graph, "Account", "account_id") == {BOB, CARL}
    assert nodes(graph, "Hashtag", "tag") == {"ours"}
    assert nodes(graph, "Domain", "domain") == {"b.example"}
    mentions = links(graph, "Post.post_id", "MENTIONS", "Account.account_id")
    assert mentions == {("x:900000005", CARL)}
    assert links(graph, "Account.account_id", "MEMBER_OF", "Ring.ring_id") == {(BOB, RING)}
    client = client_on(graph, home)
    assert client.get(f"/accounts/{ANN}").status_code == 404
    assert client.get(f"/rings/{RING}").status_code == 200
    purged = digest(graph)
    rebuild(graph, vault, SILENT)
    assert digest(graph) == purged


def everything(graph: Graph) -> str:
    rows = graph.read("MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN properties(n), properties(r)")
    return repr([list(row.values()) for row in rows])


def test_what_stands_in_the_way_is_told(home: Path) -> None:
    unknown = marionet(home, "purge", "--account", "x:1", "--reason", "asked", "--yes")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no account x:1" in unknown.stderr
    asked = marionet(home, "purge", "--account", ANN, "--reason", "asked")  # nobody answers
    assert asked.returncode != 0
    marionet(home, "hold", "place", "--account", ANN, "--reason", "order 7", "--by", "court")
    held = marionet(home, "purge", "--account", ANN, "--reason", "asked", "--yes", "--no-graph")
    assert held.returncode == 1
    assert "order 7" in held.stderr
    listed = marionet(home, "hold", "list").stdout
    assert "hold-0001" in listed
    assert "order 7 (court); stands" in listed
    assert len(Vault(Workspace(home).vault).batches()) == 2


def test_dry_run_changes_nothing(home: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*.parquet")}
    told = marionet(home, "purge", "--account", ANN, "--reason", "asked", "--dry-run")

    assert (told.returncode, told.stdout) == (0, "Nothing was taken out.\n")
    assert "4 posts in 2 batches" in told.stderr
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*.parquet")} == before
    assert not (Workspace(home).vault / "tombstones").exists()
