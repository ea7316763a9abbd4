from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.publish import project_batch, project_pending
from graph.session import Graph
from marionet.progress import SILENT
from tests.graph.graph_assertions import at, digest, links, nodes
from tests.graph.invented import NOON, SOURCE, account, add_batch, post
from vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def load(graph: Graph, vault: Vault, **tables: list[dict[str, Any]]) -> None:
    project_batch(graph, vault, add_batch(vault, **tables), SILENT)


def test_a_post_is_linked_to_all_that_it_refers_to(graph: Graph, vault: Vault) -> None:
    load(
        graph,
        vault,
        accounts=[account("x:ann", handle="Ann")],
        posts=[
            post("x:1", text="看 this", likes=3),
            post("x:2", "x:bob", repost_of="x:1"),
            post("x:3", "x:bob", reply_to="x:1", quote_of="x:2"),
        ],
        post_hashtags=[{"post_id": "x:1", "tag": "新车"}],
        post_urls=[{"post_id": "x:1", "url": "https://a.example/p", "domain": "a.example"}],
        post_mentions=[{"post_id": "x:1", "account_id": "x:bob"}],
        post_media=[{"post_id": "x:1", "media_id": "m:1", "kind": "photo", "hash": "sha256:1"}],
    )
    assert nodes(graph, "Account", "account_id", "handle", "stub") == {
        ("x:ann", "Ann", None),
        ("x:bob", None, True),
    }
    assert nodes(graph, "Post", "post_id", "text", "likes", "created_at", "source", "offset") == {
        ("x:1", "看 this", 3, NOON, SOURCE, 1),
        ("x:2", None, None, NOON, SOURCE, 1),
        ("x:3", None, None, NOON, SOURCE, 1),
    }
    assert links(graph, "Account.account_id", "POSTED", "Post.post_id") == {
        ("x:ann", "x:1"),
        ("x:bob", "x:2"),
        ("x:bob", "x:3"),
    }
    assert links(graph, "Post.post_id", "REPOSTS", "Post.post_id") == {("x:2", "x:1")}
    assert links(graph, "Post.post_id", "REPLIES_TO", "Post.post_id") == {("x:3", "x:1")}
    assert links(graph, "Post.post_id", "QUOTES", "Post.post_id") == {("x:3", "x:2")}
    assert links(graph, "Post.post_id", "TAGGED", "Hashtag.tag") == {("x:1", "新车")}
    assert links(graph, "Post.post_id", "LINKS_TO", "Url.url") == {("x:1", "https://a.example/p")}
    assert links(graph, "Url.url", "ON", "Domain.domain") == {("https://a.example/p", "a.example")}
    assert links(graph, "Post.post_id", "MENTIONS", "Account.account_id") == {("x:1", "x:bob")}
    assert links(graph, "Post.post_id", "SHOWS", "Media.media_id") == {("x:1", "m:1")}
    assert nodes(graph, "Media", "media_id", "kind", "hash") == {("m:1", "photo", "sha256:1")}
    assert links(
        graph, "Account.account_id", "SHARED_URL", "Url.url", "count", "first", "last"
    ) == {("x:ann", "https://a.example/p", 1, NOON, NOON)}


def test_a_projected_batch_is_not_touched_again(graph: Graph, vault: Vault) -> None:
    batch = add_batch(vault, posts=[post("x:1", text="old")])
    project_batch(graph, vault, batch, SILENT)
    graph.write("MATCH (p:Post) SET p.text = 'marked by the test'")
    project_batch(graph, vault, batch, SILENT)
    assert nodes(graph, "Post", "text") == {"marked by the test"}


def test_an_interrupted_batch_is_finished_and_doubles_nothing(graph: Graph, vault: Vault) -> None:
    batch = add_batch(
        vault,
        posts=[post("x:1"), post("x:2", repost_of="x:1"), post("x:3", reply_to="x:9")],
        post_hashtags=[{"post_id": f"x:{n}", "tag": "a"} for n in (1, 2, 3)],
        post_mentions=[{"post_id": "x:1", "handle": "Zoe"}],
    )
    project_batch(graph, vault, batch, SILENT)
    whole = digest(graph)
    # as a kill between two transactions leaves it: one post missing, the batch not marked
    graph.write("MATCH (p:Post {post_id: 'x:3'}) DETACH DELETE p")
    graph.write("MATCH (b:Batch) SET b.projected = false")
    project_pending(graph, vault, SILENT)
    assert digest(graph) == whole


def test_a_stub_becomes_a_record_and_never_the_reverse(graph: Graph, vault: Vault) -> None:
    load(graph, vault, posts=[post("x:2", "x:bob", repost_of="x:1")])
    assert nodes(graph, "Post", "post_id", "stub", "platform", "created_at") == {
        ("x:1", True, "x", None),
        ("x:2", None, "x", NOON),
    }
    load(graph, vault, posts=[post("x:1", text="first")], accounts=[account("x:ann", name="Ann")])
    load(graph, vault, posts=[post("x:3", "x:ann", repost_of="x:1")])
    assert nodes(graph, "Post", "post_id", "stub", "text") == {
        ("x:1", None, "first"),
        ("x:2", None, None),
        ("x:3", None, None),
    }
    assert nodes(graph, "Account", "account_id", "stub", "name") == {
        ("x:ann", None, "Ann"),
        ("x:bob", True, None),
    }


def test_shared_urls_add_up_over_batches(graph: Graph, vault: Vault) -> None:
    page = {"url": "https://a.example/", "domain": "a.example"}
    later = NOON + timedelta(hours=1)
    load(
        graph,
        vault,
        posts=[post("x:1"), post("x:2", created_at=later)],
        post_urls=[{"post_id": "x:1", **page}, {"post_id": "x:2", **page}],
    )
    earlier = NOON - timedelta(hours=1)
    load(
        graph,
        vault,
        posts=[post("x:3", created_at=earlier)],
        post_urls=[{"post_id": "x:3", **page}],
    )
    shared = links(graph, "Account.account_id", "SHARED_URL", "Url.url", "count", "first", "last")
    assert shared == {("x:ann", "https://a.example/", 3, earlier, later)}
    graph.write("MATCH (b:Batch) SET b.projected = false")
    project_pending(graph, vault, SILENT)
    assert shared == links(
        graph, "Account.account_id", "SHARED_URL", "Url.url", "count", "first", "last"
    )


def test_an_account_is_shown_as_last_seen_whatever_was_loaded_last(
    graph: Graph, vault: Vault
) -> None:
    old, new = NOON, NOON + timedelta(days=1)
    seen = [
        account("x:ann", handle="new", followers=9, observed_at=new),
        account("x:ann", handle="old", bio="hello", followers=1, observed_at=old),
    ]
    load(graph, vault, accounts=seen[:1])
    load(graph, vault, accounts=seen[1:])
    assert nodes(graph, "Account", "handle", "bio", "followers") == {("new", "hello", 9)}


def test_a_mention_by_handle_leads_to_its_one_account(graph: Graph, vault: Vault) -> None:
    load(
        graph,
        vault,
        accounts=[
            account("x:7", handle="Bob"),
            account("x:8", handle="twice"),
            account("x:9", handle="Twice"),
            account("weibo:1", handle="cy"),
        ],
        posts=[post("x:1")],
        post_mentions=[{"post_id": "x:1", "handle": h} for h in ("bob", "@TWICE", "cy")],
    )
    assert links(graph, "Post.post_id", "MENTIONS", "Account.account_id") == {
        ("x:1", "x:7"),
        ("x:1", "x:@twice"),
        ("x:1", "x:@cy"),
    }
    assert ("x:@cy", "x", "cy", True) in nodes(
        graph, "Account", "account_id", "platform", "handle", "stub"
    )


def test_an_account_that_comes_later_takes_over_the_mentions_of_its_handle(
    graph: Graph, vault: Vault
) -> None:
    load(graph, vault, posts=[post("x:1")], post_mentions=[{"post_id": "x:1", "handle": "Bob"}])
    load(graph, vault, accounts=[account("x:7", handle="BOB")])
    assert links(graph, "Post.post_id", "MENTIONS", "Account.account_id") == {("x:1", "x:7")}
    assert nodes(graph, "Account", "account_id") == {"x:ann", "x:7"}


def test_a_post_of_two_collections_is_one_node(graph: Graph, vault: Vault) -> None:
    rows = {"posts": [post("x:1", likes=1)], "post_hashtags": [{"post_id": "x:1", "tag": "a"}]}
    load(graph, vault, **rows)
    again = add_batch(
        vault, "other", posts=[post("x:1", likes=2)], post_hashtags=rows["post_hashtags"]
    )
    project_batch(graph, vault, again, SILENT)
    assert nodes(graph, "Post", "post_id", "likes") == {("x:1", 2)}
    assert links(graph, "Post.post_id", "TAGGED", "Hashtag.tag") == {("x:1", "a")}
    assert links(graph, "Account.account_id", "POSTED", "Post.post_id") == {("x:ann", "x:1")}


def test_batches_left_out_before_are_projected_first(graph: Graph, vault: Vault) -> None:
    add_batch(vault, posts=[post("x:1", text="one")])
    load(graph, vault, posts=[post("x:2", text="two")])
    assert nodes(graph, "Post", "text") == {"one", "two"}
    assert nodes(graph, "Batch", "collection", "posts", "projected") == {("default", 1, True)}


def test_self_reposts_and_cycles_are_kept_as_they_are(graph: Graph, vault: Vault) -> None:
    load(
        graph,
        vault,
        posts=[
            post("x:1", repost_of="x:1"),
            post("x:2", reply_to="x:3"),
            post("x:3", reply_to="x:2", quote_of="x:2"),
        ],
        post_mentions=[{"post_id": "x:1", "account_id": "x:ann"}],
    )
    assert links(graph, "Post.post_id", "REPOSTS", "Post.post_id") == {("x:1", "x:1")}
    assert links(graph, "Post.post_id", "REPLIES_TO", "Post.post_id") == {
        ("x:2", "x:3"),
        ("x:3", "x:2"),
    }
    assert nodes(graph, "Post", "stub") == {None}


def test_hostile_names_are_only_text(graph: Graph, vault: Vault) -> None:
    name = "`}) DETACH DELETE n //\u0000'\"<script>alert(1)</script>\u202e𝕏"
    long_handle, long_url = "h" * 50_000, "https://a.example/" + "长" * 40_000
    load(
        graph,
        vault,
        accounts=[account("x:ann", name=name, handle=long_handle, bio="b" * 100_000)],
        posts=[post("x:1", text=name)],
        post_hashtags=[{"post_id": "x:1", "tag": name}],
        post_urls=[{"post_id": "x:1", "url": long_url, "domain": "a.example"}],
    )
    assert nodes(graph, "Account", "name") == {name}
    assert links(graph, "Post.text", "TAGGED", "Hashtag.tag") == {(name, name)}
    ((_, url),) = links(graph, "Post.post_id", "LINKS_TO", "Url.url")
    assert url.startswith("https://a.example/长")
    assert len(url) < 1000
    (handle,) = nodes(graph, "Account", "handle")
    assert len(handle) < 1000


def test_times_of_1970_and_9999_come_through_to_the_microsecond(graph: Graph, vault: Vault) -> None:
    times = {
        "x:1": at("1970-01-01T00:00:00+00:00"),
        "x:2": at("9999-12-31T23:59:59.999999+00:00"),
        "x:3": at("1901-02-03T04:05:06.000007+00:00"),
    }
    load(graph, vault, posts=[post(key, created_at=time) for key, time in times.items()])
    assert nodes(graph, "Post", "post_id", "created_at") == set(times.items())


def test_an_empty_batch_is_projected(graph: Graph, vault: Vault) -> None:
    load(graph, vault, posts=[])
    assert nodes(graph, "Batch", "projected") == {True}
    assert nodes(graph, "Post", "post_id") == set()


def test_a_post_without_author_or_time_is_kept(graph: Graph, vault: Vault) -> None:
    load(graph, vault, posts=[post("x:1", None, created_at=None)])
    assert nodes(graph, "Post", "post_id", "created_at") == {("x:1", None)}
    assert nodes(graph, "Account", "account_id") == set()


def test_accounts_on_lists_and_relations_of_other_tools_are_links(
    graph: Graph, vault: Vault
) -> None:
    later = NOON + timedelta(hours=1)
    pair = {"account_a": "x:ann", "account_b": "x:@bob"}
    load(
        graph,
        vault,
        accounts=[account("x:ann", name="Ann")],
        posts=[post("x:1", precision="day")],
        watched_accounts=[
            {"account_id": "x:ann", "platform": "x", "list": "first", "note": "old"},
            {"account_id": "x:cy", "platform": "x", "list": "first"},
        ],
        account_links=[
            {**pair, "kind": "co-repost", "weight": 0.5, "first": NOON, "last": NOON},
            {**pair, "kind": "follows"},
        ],
    )
    load(
        graph,
        vault,
        watched_accounts=[{"account_id": "x:ann", "platform": "x", "list": "first", "note": "new"}],
        account_links=[{**pair, "kind": "co-repost", "weight": 0.7, "first": later, "last": later}],
    )
    assert nodes(graph, "Post", "precision") == {"day"}
    assert nodes(graph, "WatchList", "name") == {"first"}
    assert links(graph, "Account.account_id", "ON_LIST", "WatchList.name", "note") == {
        ("x:ann", "first", "new"),
        ("x:cy", "first", None),
    }
    kinds = ("kind", "weight", "first", "last")
    assert links(graph, "Account.account_id", "LINKED", "Account.account_id", *kinds) == {
        ("x:ann", "x:@bob", "co-repost", 0.7, NOON, later),
        ("x:ann", "x:@bob", "follows", None, None, None),
    }
    assert nodes(graph, "Account", "account_id", "handle", "stub") == {
        ("x:ann", None, None),
        ("x:@bob", "bob", True),
        ("x:cy", None, True),
    }
