from __future__ import annotations

from pathlib import Path

import pytest

from graph.publish import project_batch
from graph.retract import retract_account
from graph.session import Graph
from marionet.progress import SILENT
from tests.graph.graph_assertions import links, nodes
from tests.graph.invented import account, add_batch, post
from vault import Vault


@pytest.fixture
def with_ann(graph: Graph, tmp_path: Path) -> Graph:
    vault = Vault(tmp_path / "vault")
    batch = add_batch(
        vault,
        accounts=[account("x:ann", handle="Ann"), account("x:bob", handle="Bob")],
        posts=[
            post("x:1", text="secret"),
            post("x:2", text="more"),
            post("x:3", "x:bob", repost_of="x:1"),
            post("x:4", "x:bob"),
        ],
        post_hashtags=[
            {"post_id": "x:1", "tag": "mine"},
            {"post_id": "x:1", "tag": "ours"},
            {"post_id": "x:4", "tag": "ours"},
        ],
        post_urls=[{"post_id": "x:2", "url": "https://a.example/p", "domain": "a.example"}],
        post_mentions=[{"post_id": "x:4", "account_id": "x:ann"}],
    )
    project_batch(graph, vault, batch, SILENT)
    with SILENT.step("taking out") as step:
        retract_account(
            graph,
            "x:ann",
            posts={"x:1": "x:removed-1", "x:2": "x:removed-2"},
            handles=frozenset({"Ann"}),
            step=step,
        )
    return graph


def test_account_and_the_words_of_its_posts_are_gone(with_ann: Graph) -> None:
    assert nodes(with_ann, "Account", "account_id") == {"x:bob"}
    texts = with_ann.read("MATCH (p:Post) RETURN collect(p.text) AS texts")[0]["texts"]
    assert not {"secret", "more"} & set(texts)


def test_post_that_others_repeat_is_a_stub_under_its_pseudonym(with_ann: Graph) -> None:
    assert nodes(with_ann, "Post", "post_id", "stub") == {
        ("x:removed-1", True),
        ("x:3", None),
        ("x:4", None),
    }
    assert links(with_ann, "Post.post_id", "REPOSTS", "Post.post_id") == {("x:3", "x:removed-1")}


def test_what_only_it_carried_goes_with_it(with_ann: Graph) -> None:
    assert nodes(with_ann, "Hashtag", "tag") == {"ours"}
    assert nodes(with_ann, "Url", "url") == set()
    assert links(with_ann, "Post.post_id", "TAGGED", "Hashtag.tag") == {("x:4", "ours")}
