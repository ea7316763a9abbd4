"""Taking one account out of the graph, so that it is the one that `rebuild` makes afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, LiteralString

from graph.erase import erase_run, erase_study
from graph.keys import fit, handle_key
from graph.publish import publish_run
from graph.session import Graph
from marionet.progress import Progress, Step
from vault import Batch, Run, Vault

_MOST: Final = 1000

_CARRIED: Final[LiteralString] = """
UNWIND $rows AS row MATCH (p:Post {post_id: row[0]})
OPTIONAL MATCH (p)-[r]->(n)
WITH collect(r) AS links, collect(DISTINCT elementId(n)) AS carried
FOREACH (r IN links | DELETE r)
RETURN carried
"""
"""What posts led to; they no longer do."""

_BARE: Final[LiteralString] = """
UNWIND $rows AS row MATCH (p:Post {post_id: row[0]})
OPTIONAL MATCH (p)<-[by:POSTED]-() DELETE by
WITH DISTINCT p, row
SET p = {post_id: row[1], platform: row[2], stub: true}
WITH p WHERE NOT EXISTS { (p)--() } DELETE p
"""
"""The post becomes a stub under a pseudonym where others refer to it, else it goes."""

_FORSAKEN: Final[LiteralString] = """
UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id
  AND ((n:Hashtag OR n:Media OR n:WatchList OR n:Handle) AND NOT EXISTS { (n)--() }
    OR n:Url AND NOT EXISTS { (n)<--() }
    OR (n:Account OR n:Post) AND n.stub AND NOT EXISTS { (n)--() })
OPTIONAL MATCH (n)-[:ON]->(d:Domain)
WITH n, collect(d) AS domains DETACH DELETE n
WITH domains UNWIND domains AS d
WITH DISTINCT d WHERE NOT EXISTS { (d)--() } DELETE d
"""
"""What nobody refers to any more, and what has no record of its own, goes."""

_AROUND: Final[LiteralString] = """
MATCH (a:Account {account_id: $account})-[r]-(n)
WITH r, n LIMIT $most
WITH collect(r) AS links, collect(DISTINCT elementId(n)) AS around
FOREACH (r IN links | DELETE r)
RETURN around
"""
_ACCOUNT: Final[LiteralString] = "MATCH (a:Account {account_id: $account}) DETACH DELETE a"
_MENTIONS: Final[LiteralString] = (
    "MATCH (:Account {account_id: $account})<-[m:MENTIONS]-() WITH m LIMIT $most DELETE m "
    "RETURN count(m) AS n"
)
_STUB: Final[LiteralString] = (
    "MATCH (a:Account {account_id: $account}) WHERE a.stub AND NOT EXISTS { (a)--() } DELETE a"
)
_RESOLVE: Final[LiteralString] = """
MATCH (s:Account {account_id: $stub})
MATCH (a:Account) WHERE a.platform = $platform AND toLower(a.handle) = $handle
  AND a.account_id <> $stub AND a.account_id <> $account
WITH s, collect(a) AS known WHERE size(known) = 1
WITH s, known[0] AS a
MATCH (p:Post)-[m:MENTIONS]->(s) MERGE (p)-[:MENTIONS]->(a) DELETE m
"""
_COUNT: Final[LiteralString] = (
    "UNWIND $rows AS row MATCH (b:Batch {batch_id: row[0]}) SET b.posts = row[1]"
)


def retract_account(
    graph: Graph,
    account_id: str,
    *,
    posts: Mapping[str, str],
    handles: frozenset[str],
    step: Step,
    shared: frozenset[str] = frozenset(),
) -> None:
    """Delete an account with its posts; posts that others refer to become stubs.

    Args:
        graph: Where.
        account_id: Whose.
        posts: Id of each of its posts -> the pseudonym that takes its place.
        handles: Its handles: mentions of them go, too.
        step: What was deleted is counted there.
        shared: Handles that other accounts have, too: where it is one, it is the one meant now.

    Raises:
        GraphError: The server cannot be reached; the next call goes on.
    """
    platform = account_id.partition(":")[0]
    rows = [[fit(post), fit(name), platform] for post, name in posts.items()]
    around: set[str] = set()
    for chunk in _cut(rows):
        for row in graph.write(_CARRIED, {"rows": chunk}):
            around.update(row["carried"])
    while found := graph.write(_AROUND, {"account": fit(account_id), "most": _MOST})[0]["around"]:
        around.update(found)
    graph.write(_ACCOUNT, {"account": fit(account_id)})
    for chunk in _cut(rows):
        graph.write(_BARE, {"rows": chunk})
        step.advance(len(chunk))
    for stub in (fit(handle_key(platform, handle)) for handle in sorted(handles)):
        while graph.write(_MENTIONS, {"account": stub, "most": _MOST})[0]["n"]:
            pass
        graph.write(_STUB, {"account": stub})
    for handle in sorted(shared):
        stub = fit(handle_key(platform, handle))
        given = {"stub": stub, "platform": platform, "handle": handle, "account": account_id}
        graph.write(_RESOLVE, given)
        graph.write(_STUB, {"account": stub})
    for chunk in _cut(sorted(around)):
        graph.write(_FORSAKEN, {"ids": chunk})


def erase_runs(graph: Graph, runs: Iterable[str], step: Step) -> None:
    """Delete what runs concluded: it is published again without the account.

    Raises:
        GraphError: The server cannot be reached; the next call goes on.
    """
    for run_id in runs:
        erase_run(graph, run_id, step)


def erase_studies(graph: Graph, step: Step) -> None:
    """Delete what all studies concluded: it is full of words, and can be made again.

    Raises:
        GraphError: The server cannot be reached; the next call goes on.
    """
    for row in graph.read("MATCH (r:Run) WHERE r.study IS NOT NULL RETURN r.run_id AS run", {}):
        erase_study(graph, row["run"], step)


def publish_again(
    graph: Graph, vault: Vault, *, batches: Iterable[Batch], runs: Iterable[Run], progress: Progress
) -> None:
    """Bring changed runs into the graph, and the counts of changed batches.

    Raises:
        GraphError: The server cannot be reached; the next call goes on.
    """
    counts = [[batch.batch_id, batch.counts.get("posts", 0)] for batch in batches]
    graph.write(_COUNT, {"rows": counts})
    for run in runs:
        publish_run(graph, vault, run, progress)


def _cut(rows: Iterable[Any]) -> Iterator[list[Any]]:
    stream = iter(rows)
    while chunk := list(islice(stream, _MOST)):
        yield chunk
