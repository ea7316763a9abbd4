"""The import tool and transactions make the same graph; a broken-off import changes nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.bulk import choice
from graph.bulk.losses import losses
from graph.connection import Connection
from graph.embedded.home import ServerHome
from graph.publish import project_pending, rebuild
from graph.server import open_server
from graph.session import Graph
from marionet.progress import SILENT, Step
from marionet.settings import Settings
from marionet.workspace import Workspace
from tests.conftest import small_server
from tests.graph.graph_assertions import at
from tests.graph.invented import NOON, account, add_batch, add_run, post, sighting
from vault import Vault

HOSTILE = '`}) DETACH //\u0000\'""\r\n\n,;\t\\"<b>\u202e𝕏 \u2028'
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("bulk") / "a home, with; signs [1]")


@pytest.fixture(scope="module")
def server(home: Workspace) -> Iterator[Connection]:
    with open_server(home, small_server(Settings()), SILENT) as connection:
        yield connection


@pytest.fixture
def own(server: Connection) -> Iterator[Graph]:
    with Graph(server) as graph:
        graph.write("MATCH (n) DETACH DELETE n")
        yield graph


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "MIN_POSTS", 1)


class Told:
    """A progress that keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
        del total, unit
        self.said.append(name)
        yield self

    def advance(self, amount: int = 1) -> None: ...

    def total(self, amount: int | None) -> None: ...

    def note(self, text: str) -> None:
        self.said.append(text)


def told(graph: Graph) -> dict[str, list[Any]]:
    """Everything that the database holds, in an order of its own."""
    queries = {
        "nodes": "MATCH (n) RETURN labels(n) AS l, properties(n) AS p",
        "links": "MATCH (n)-[r]->(m) RETURN type(r) AS t, properties(r) AS p, "
        "labels(n) AS la, properties(n) AS a, labels(m) AS lb, properties(m) AS b",
        "indexes": "SHOW INDEXES YIELD name, type, state, labelsOrTypes, properties, options",
        "constraints": "SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties",
    }
    return {
        name: sorted(repr(_sorted(row)) for row in graph.read(query))
        for name, query in queries.items()
    }


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value


def fill(vault: Vault) -> None:
    """Three batches of two collections with all that is special."""
    long_url = "https://a.example/" + "长" * 40_000
    page = {"url": "https://a.example/p", "domain": "a.example"}
    add_batch(
        vault,
        accounts=[
            account("x:ann", handle="Ann", name=HOSTILE, bio="", created_at=NOON, verified=False),
            account("x:ann", handle="Ann", followers=9, observed_at=NOON + HOUR),
            account("x:7", handle="Bob", bio="b" * 100_000),
            account("x:8", handle="twice"),
            account("x:9", handle="Twice"),
            account("x:@zoe"),
            account("weibo:1", handle="h" * 50_000, region=" \t"),
            account("x:20", handle="Before", observed_at=NOON),
            account("x:20", handle="before", followers=1, observed_at=NOON + HOUR),
            account("x:20", handle="Now", observed_at=NOON + 2 * HOUR),
            account("x:21", handle=HOSTILE, observed_at=NOON),
            account("x:21", handle="H" * 50_000),
            account("x:22", handle="there", observed_at=NOON),
            account("x:22", handle="and back", observed_at=NOON + HOUR),
            account("x:@kim", handle="Kim"),
        ],
        posts=[
            post("x:1", text=HOSTILE, likes=0, precision="minute", lang=""),
            post("x:2", "x:bob", repost_of="x:1", text="这款新车很差"),
            post("x:3", "x:@zoe", reply_to="x:404", quote_of="x:2", text="  a\n\nb "),
            post("x:4", None, created_at=None, kind=None),
            post("x:5", "x:@nobody", repost_of="x:5", created_at=at("9999-12-31T23:59:59.999999Z")),
            post("x:6", created_at=at("1901-02-03T04:05:06.000007Z"), reply_to="weibo:@odd"),
            post("x:" + "6" * 5000, "x:" + "7" * 5000),
        ],
        post_hashtags=[
            {"post_id": "x:1", "tag": "新车"},
            {"post_id": "x:1", "tag": "新车", "tag_seen": "#新车"},
            {"post_id": "x:2", "tag": HOSTILE},
            {"post_id": "x:3", "tag": None},
        ],
        post_urls=[
            {"post_id": "x:1", **page},
            {"post_id": "x:2", "url": long_url, "domain": None},
            {"post_id": "x:3", "url": None, "url_seen": "javascript:"},
        ],
        post_mentions=[
            {"post_id": "x:1", "account_id": "x:bob"},
            {"post_id": "x:1", "account_id": "x:@BOB"},
            {"post_id": "x:1", "handle": "@TWICE"},
            {"post_id": "x:2", "handle": "zoe"},
            {"post_id": "x:2", "handle": "later"},
            {"post_id": "x:3", "handle": "shared"},
            {"post_id": "x:3", "account_id": "x:@nobody"},
        ],
        post_media=[
            {"post_id": "x:1", "media_id": "m:1", "kind": "photo", "hash": "sha256:1"},
            {"post_id": "x:2", "media_id": "m:1", "kind": "photo", "hash": "sha256:1"},
        ],
        watched_accounts=[{"account_id": "x:ann", "platform": "x", "list": 'a,"b"\n'}],
        account_links=[
            {"account_a": "x:ann", "account_b": "x:new", "kind": "follows", "weight": 1e300},
            {"account_a": "x:ann", "account_b": "x:ann", "kind": "co", "weight": 0.1},
        ],
    )
    add_batch(
        vault,
        "other",
        accounts=[account("x:10", handle="later"), account("x:11", handle="SHARED")],
        posts=[
            post("x:1", likes=2, text="seen again"),
            post("x:2", "x:bob", repost_of="x:1", quote_of="x:1"),
            post("weibo:1", "weibo:1", created_at=NOON - HOUR),
        ],
        post_hashtags=[{"post_id": "x:1", "tag": "b"}, {"post_id": "x:1", "tag": "新车"}],
        post_urls=[{"post_id": "weibo:1", **page}, {"post_id": "x:1", **page}],
        post_mentions=[{"post_id": "x:2", "handle": "shared"}],
        account_links=[
            {"account_a": "x:ann", "account_b": "x:ann", "kind": "co", "first": NOON, "last": NOON}
        ],
        watched_accounts=[
            {"account_id": "x:ann", "platform": "x", "list": 'a,"b"\n', "note": HOSTILE},
            {"account_id": "x:@unseen", "platform": "x", "list": ""},
        ],
        post_sources=[
            sighting("x:2", likes=3, observed_at=NOON + HOUR),
            sighting("x:2", likes=1, views=2, observed_at=NOON),
            sighting("x:404", likes=1),
        ],
    )
    add_batch(
        vault,
        accounts=[
            account("x:12", handle="shared"),
            account("x:13", handle="Bob"),
            account("x:22", handle="There", observed_at=NOON + 2 * HOUR),
            account("x:23", handle="BEFORE", observed_at=NOON + 2 * HOUR),
            account("x:23", handle="shared", observed_at=NOON - HOUR),
            account("x:20", bio="no handle", observed_at=NOON + 3 * HOUR),
        ],
        post_sources=[sighting("x:1", reposts=7), sighting("x:1", likes=9, observed_at=NOON)],
        posts=[post("x:20", "x:ann", created_at=NOON + HOUR)],
        post_urls=[{"post_id": "x:20", **page}],
        post_mentions=[{"post_id": "x:20", "handle": h} for h in ("shared", "bob", "@Later")],
    )
    add_batch(vault, posts=[])


def test_the_import_makes_the_graph_that_transactions_make(
    own: Graph, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault)
    run = add_run(vault)
    rebuild(own, vault, SILENT)
    by_transactions = told(own)
    monkeypatch.setattr(choice, "MIN_POSTS", 1)
    rebuild(own, vault, SILENT)
    assert told(own) == by_transactions
    assert own.read("MATCH (r:Run) RETURN r.run_id AS id, r.published AS done") == [
        {"id": run.run_id, "done": True}
    ]
    found = "CALL db.index.fulltext.queryNodes('post_text', '新车') YIELD node RETURN node.post_id"
    own.write("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    assert own.read(found) == [{"node.post_id": "x:2"}]


def test_a_later_load_goes_on_from_an_imported_graph(
    own: Graph, vault: Vault, always: None
) -> None:
    del always
    add_batch(vault, posts=[post("x:1", repost_of="x:2")])
    project_pending(own, vault, SILENT)
    add_batch(vault, posts=[post("x:2", text="the record")])
    project_pending(own, vault, SILENT)
    rows = own.read(
        "MATCH (:Post {post_id: 'x:1'})-[:REPOSTS]->(p) RETURN p.text AS t, p.stub AS s"
    )
    assert rows == [{"t": "the record", "s": None}]
    assert own.read("MATCH (b:Batch) WHERE b.projected RETURN count(b) AS n") == [{"n": 2}]


def test_nodes_of_others_are_never_removed_by_an_import(
    own: Graph, vault: Vault, always: None
) -> None:
    del always
    own.write("CREATE (:Note {text: 'mine'})")
    add_batch(vault, posts=[post("x:1")])
    rebuild(own, vault, SILENT)
    assert own.read("MATCH (n) RETURN labels(n)[0] AS l ORDER BY l") == [
        {"l": label} for label in ("Account", "Batch", "Note", "Post")
    ]


def test_a_large_later_load_makes_the_whole_graph_again_and_says_so(
    own: Graph, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault)
    project_pending(own, vault, SILENT)
    add_batch(vault, posts=[post("x:30", text="new", repost_of="x:1"), post("x:31")])
    monkeypatch.setattr(choice, "MIN_POSTS", 1)
    progress = Told()
    project_pending(own, vault, progress)
    assert "graph: made again by bulk import" in progress.said
    assert "2 new posts beside 11: quicker than by transactions" in progress.said
    by_import = told(own)
    monkeypatch.setattr(choice, "MIN_POSTS", 1000)
    rebuild(own, vault, SILENT)
    assert told(own) == by_import


def test_what_the_vault_cannot_give_back_is_never_removed(
    own: Graph, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add_batch(vault, posts=[post("x:1")])
    project_pending(own, vault, SILENT)
    ids = {first.batch_id}
    assert losses(own, ids) is None
    assert losses(own, set()) == "nodes that this vault did not make"
    own.write("CREATE (:Run {run_id: 'r'})")
    assert losses(own, ids) == "findings of detection"
    own.write("MATCH (r:Run) DELETE r")
    own.write("MATCH (p:Post) SET p:Suspect")
    assert losses(own, ids) == "labels that are not Marionet's"
    own.write("MATCH (p:Post) REMOVE p:Suspect SET p.remark = 'mine'")
    assert losses(own, ids) == "properties of others (remark)"
    monkeypatch.setattr(choice, "MIN_POSTS", 1)
    add_batch(vault, posts=[post("x:2")])
    progress = Told()
    project_pending(own, vault, progress)
    assert "it holds properties of others (remark), which a bulk import would remove" in (
        progress.said
    )
    assert own.read("MATCH (p:Post) RETURN p.remark AS r ORDER BY p.post_id") == [
        {"r": "mine"},
        {"r": None},
    ]


@pytest.mark.parametrize(
    ("new", "old", "quicker"),
    [(59_999, 0, False), (60_000, 0, True), (100_000, 100_000, True), (100_000, 500_000, False)],
)
def test_an_import_needs_one_more_new_post_for_ten_that_are_there(
    new: int, old: int, quicker: bool
) -> None:
    assert choice.quicker_by_import(new, old) is quicker


def test_an_import_that_fails_leaves_the_graph_and_no_folder(
    own: Graph, vault: Vault, home: Workspace, always: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del always
    add_batch(vault, posts=[post("x:1", text="kept")])
    project_pending(own, vault, SILENT)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("graph.bulk.load.adopt", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rebuild(own, vault, SILENT)
    assert not list(ServerHome(home.graph).folder.glob("incoming-*"))
