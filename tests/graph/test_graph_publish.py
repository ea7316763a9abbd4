from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.publish import project_batch, publish_run, rebuild
from graph.session import Graph
from marionet.errors import GraphError
from marionet.progress import SILENT
from tests.graph.graph_assertions import digest, links, nodes
from tests.graph.invented import NOON, account, add_batch, add_run, post
from vault import Run, Vault

LATER = NOON + timedelta(minutes=5)
TEXT = "text:0123456789ab"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def load_posts(vault: Vault) -> None:
    add_batch(
        vault,
        accounts=[account("x:ann"), account("x:bob")],
        posts=[
            post("x:1", "x:ann", text="bad car"),
            post("x:2", "x:bob", text="bad car!", created_at=LATER),
            post("x:3", "x:bob", repost_of="x:99"),
        ],
        post_urls=[{"post_id": "x:1", "url": "https://a.example/", "domain": "a.example"}],
    )


NODES = {
    "text": "Text",
    "co_repost": "Post",
    "co_url": "Url",
    "co_hashtag": "Hashtag",
    "co_reply": "Post",
    "co_dream": "Dream",
}


def burst(ring: str, name: str, signal: str, object_id: str) -> dict[str, Any]:
    return {
        "burst_id": f"{ring}-{name}",
        "ring_id": ring,
        "signal": signal,
        "object_id": object_id,
        "label": object_id,
        "node": NODES.get(signal),
        "bundle": 1,
        "start": NOON,
        "end": LATER,
        "accounts": 2,
        "members": 2,
        "posts": 2,
        "q": 0.001,
    }


def find_ring(vault: Vault, ring: str = "r1", seed: int = 0) -> Run:
    span = {"first": NOON, "last": LATER}
    objects = {
        "a": ("text", TEXT),
        "b": ("co_repost", "x:99"),
        "c": ("co_url", "https://a.example/"),
        "d": ("co_hashtag", "cars"),
        "e": ("co_reply", "x:77"),
    }
    return add_run(
        vault,
        seed=seed,
        rings=[{"ring_id": ring, "tier": "ring", "rank": 1, "accounts": 2, "score": 0.9, **span}],
        members=[
            {"ring_id": ring, "account_id": a, "score": 0.5, "p": 0.01, "q": 0.02, "hits": 5}
            for a in ("x:ann", "x:bob")
        ],
        bursts=[burst(ring, name, *thing) for name, thing in objects.items()],
        burst_posts=[
            {"burst_id": f"{ring}-a", "post_id": p, "account_id": a, "at": at, "member": True}
            for p, a, at in (("x:1", "x:ann", NOON), ("x:2", "x:bob", LATER))
        ],
        edges=[
            {"ring_id": ring, "account_a": "x:ann", "account_b": "x:bob", "weight": 1.5, **span}
        ],
        texts=[{"text_id": TEXT, "text": "bad car", "posts": 2, **span}],
        text_copies=[
            {"text_id": TEXT, "post_id": p, "similarity": s}
            for p, s in (("x:1", 1.0), ("x:2", 0.8))
        ],
    )


def test_a_run_is_published_with_its_evidence(graph: Graph, vault: Vault) -> None:
    load_posts(vault)
    run = find_ring(vault)
    publish_run(graph, vault, run, SILENT)
    name = run.run_id
    assert links(graph, "Run.run_id", "FOUND", "Ring.ring_id") == {(name, "r1")}
    assert nodes(graph, "Ring", "ring_id", "run", "tier", "first") == {("r1", name, "ring", NOON)}
    assert nodes(graph, "Run", "collection", "parameters", "published") == {
        ("default", json.dumps({"seed": 0}), True)
    }
    assert links(graph, "Account.account_id", "MEMBER_OF", "Ring.ring_id", "hits", "run") == {
        ("x:ann", "r1", 5, name),
        ("x:bob", "r1", 5, name),
    }
    assert links(
        graph, "Account.account_id", "TOOK_PART", "Burst.burst_id", "posts", "member", "first"
    ) == {("x:ann", "r1-a", 1, True, NOON), ("x:bob", "r1-a", 1, True, LATER)}
    assert links(graph, "Post.post_id", "PROVES", "Burst.burst_id", "run") == {
        ("x:1", "r1-a", name),
        ("x:2", "r1-a", name),
    }
    assert links(graph, "Burst.burst_id", "EVIDENCE_OF", "Ring.ring_id", "q") == {
        (f"r1-{letter}", "r1", 0.001) for letter in "abcde"
    }
    assert links(graph, "Burst.burst_id", "OF", "Text.text_id") == {("r1-a", TEXT)}
    assert links(graph, "Burst.burst_id", "OF", "Post.post_id") == {
        ("r1-b", "x:99"),
        ("r1-e", "x:77"),
    }
    assert links(graph, "Burst.burst_id", "OF", "Url.url") == {("r1-c", "https://a.example/")}
    assert links(graph, "Burst.burst_id", "OF", "Hashtag.tag") == {("r1-d", "cars")}
    assert links(graph, "Ring.ring_id", "USED", "Text.text_id", "members", "posts") == {
        ("r1", TEXT, 2, 2)
    }
    assert links(
        graph, "Account.account_id", "COORDINATED", "Account.account_id", "ring", "run", "weight"
    ) == {("x:ann", "x:bob", "r1", name, 1.5)}
    assert links(graph, "Post.post_id", "COPY_OF", "Text.text_id", "similarity") == {
        ("x:1", TEXT, 1.0),
        ("x:2", TEXT, 0.8),
    }


def test_a_ring_that_is_a_part_of_another_leads_to_it(graph: Graph, vault: Vault) -> None:
    load_posts(vault)
    shared = {"pieces": 5, "texts": 1}
    run = add_run(
        vault,
        rings=[
            {"ring_id": "r1", "tier": "ring", "rank": 1, "against": "Nothing."},
            {"ring_id": "r2", "tier": "ring", "rank": 2, "parent": "r1"},
            {"ring_id": "r3", "tier": "ring", "rank": 3},
        ],
        overlaps=[
            {"ring_id": "r2", "other_id": "r1", "common": 4, **shared},
            {"ring_id": "r3", "other_id": "r1", "common": 2, **shared},
        ],
    )
    publish_run(graph, vault, run, SILENT)
    assert links(graph, "Ring.ring_id", "PART_OF", "Ring.ring_id", "common", "run") == {
        ("r2", "r1", 4, run.run_id)
    }
    against = graph.read("MATCH (r:Ring {ring_id: 'r1'}) RETURN r.against AS against")
    assert against == [{"against": "Nothing."}]


def test_publishing_again_changes_nothing(graph: Graph, vault: Vault) -> None:
    load_posts(vault)
    run = find_ring(vault)
    publish_run(graph, vault, run, SILENT)
    before = digest(graph)
    publish_run(graph, vault, run, SILENT)
    assert digest(graph) == before
    # an interruption before the end: all is written again, over what is there
    graph.write("MATCH (r:Run) SET r.published = false")
    graph.write("MATCH (:Account)-[m:MEMBER_OF]->() WITH m LIMIT 1 DELETE m")
    publish_run(graph, vault, run, SILENT)
    assert digest(graph) == before


def test_a_run_made_again_takes_the_place_of_the_former(graph: Graph, vault: Vault) -> None:
    load_posts(vault)
    publish_run(graph, vault, find_ring(vault, "former"), SILENT)
    publish_run(graph, vault, find_ring(vault, "latter"), SILENT)
    assert nodes(graph, "Ring", "ring_id") == {"latter"}
    assert {ring for *_, ring in coordinated(graph)} == {"latter"}
    assert len(nodes(graph, "Burst", "burst_id")) == 5


def test_two_runs_stand_side_by_side(graph: Graph, vault: Vault) -> None:
    load_posts(vault)
    for seed, ring in enumerate(("r1", "r2")):
        publish_run(graph, vault, find_ring(vault, ring, seed), SILENT)
    assert {ring for *_, ring in coordinated(graph)} == {"r1", "r2"}
    assert len(nodes(graph, "Run", "run_id")) == 2
    copies = links(graph, "Post.post_id", "COPY_OF", "Text.text_id", "run")
    assert len(copies) == 4


def test_rebuild_makes_the_same_graph_as_many_loads(graph: Graph, vault: Vault) -> None:
    add_batch(vault, posts=[post("x:0", "x:zed", repost_of="x:1")])
    load_posts(vault)
    project_batch(graph, vault, vault.batches()[0], SILENT)
    project_batch(graph, vault, vault.batches()[1], SILENT)
    publish_run(graph, vault, find_ring(vault), SILENT)
    before = digest(graph)
    graph.write("CREATE (:Foreign {name: 'not of the model'})")
    graph.write("MATCH (p:Post) SET p.text = 'damaged'")
    rebuild(graph, vault, SILENT)
    assert nodes(graph, "Foreign", "name") == {"not of the model"}
    graph.write("MATCH (f:Foreign) DELETE f")
    assert digest(graph) == before


def test_a_run_can_be_published_before_its_batches(graph: Graph, vault: Vault) -> None:
    load_posts(vault)
    publish_run(graph, vault, find_ring(vault), SILENT)
    assert nodes(graph, "Batch", "projected") == {True}
    assert ("x:ann", "x:1") in links(graph, "Account.account_id", "POSTED", "Post.post_id")


def test_an_unknown_kind_of_object_is_refused_before_anything_is_written(
    graph: Graph, vault: Vault
) -> None:
    load_posts(vault)
    run = add_run(vault, bursts=[burst("r1", "a", "co_dream", "x")])
    with pytest.raises(GraphError, match="Dream"):
        publish_run(graph, vault, run, SILENT)
    assert nodes(graph, "Run", "run_id") == set()


def test_a_burst_about_something_without_a_node_stands_alone(graph: Graph, vault: Vault) -> None:
    load_posts(vault)
    rings = [{"ring_id": "r1", "tier": "ring", "rank": 1, "first": NOON, "last": LATER}]
    run = add_run(vault, rings=rings, bursts=[burst("r1", "a", "phrase", "ph:1")])
    publish_run(graph, vault, run, SILENT)
    assert links(graph, "Burst.burst_id", "EVIDENCE_OF", "Ring.ring_id") == {("r1-a", "r1")}
    assert links(graph, "Burst.burst_id", "OF", "Post.post_id") == set()


def coordinated(graph: Graph) -> set[tuple[Any, ...]]:
    return links(graph, "Account.account_id", "COORDINATED", "Account.account_id", "ring")
