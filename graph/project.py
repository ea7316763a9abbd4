"""Canonical tables of one batch -> graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Final, LiteralString

from graph.ahead import ahead
from graph.canonical import CanonicalBatch, open_batch
from graph.ddl import await_texts
from graph.keys import fit, handle_key
from graph.post_batch import post_rows, writer
from graph.references import refer
from graph.rows import WriteRow, link_row, microseconds, record_row
from graph.schema import NODE, REL
from graph.session import Graph
from graph.statements import link, record, update
from graph.write import MAX_WRITES, bounded, write_batch, write_rows
from marionet.progress import Progress, Step
from vault import Batch, Vault

_SMALL: Final = 1000

# A mention by handle waits at `platform:@handle`; the account that is known to have the handle
# gets them.
_RESOLVE_HANDLES: Final[LiteralString] = (
    "UNWIND $rows AS row "
    "MATCH (s:Account {account_id: row[0]}) "
    "MATCH (a:Account {account_id: row[1]}) "
    "MATCH (p:Post)-[m:MENTIONS]->(s) "
    "MERGE (p)-[:MENTIONS]->(a) DELETE m"
)
_DROP_HANDLE_STUBS: Final[LiteralString] = (
    "UNWIND $rows AS row "
    "MATCH (s:Account {account_id: row[0]}) WHERE s.stub AND NOT EXISTS { (s)--() } DELETE s"
)
# A handle that an account took again is none of its former ones.
_NOT_FORMER: Final[LiteralString] = (
    "UNWIND $rows AS row "
    "MATCH (:Account {account_id: row[0]})-[f:FORMERLY]->(:Handle {handle_key: row[1]}) DELETE f"
)
_DROP_HANDLES: Final[LiteralString] = (
    "UNWIND $rows AS row "
    "MATCH (h:Handle {handle_key: row[1]}) WHERE NOT EXISTS { (h)--() } DELETE h"
)
_PROJECTED: Final[LiteralString] = "MATCH (b:Batch) WHERE b.projected RETURN b.batch_id AS batch_id"


def projected(graph: Graph) -> set[str]:
    """Return the ids of the batches that the graph has whole."""
    return {row["batch_id"] for row in graph.read(_PROJECTED)}


def project(graph: Graph, vault: Vault, batch: Batch, progress: Progress) -> None:
    """Write one batch into the graph; safe to repeat after an interruption.

    Raises:
        GraphError: The server cannot be reached or cannot take it. What is written stays, the
            batch is not marked as projected, and the next call finishes it.
    """
    _mark(graph, batch, done=False)
    with (
        open_batch(vault, batch) as tables,
        progress.step("graph: posts", batch.counts.get("posts", 0), "posts") as step,
    ):
        _write_accounts(graph, tables, step)
        _write_former_handles(graph, tables, step)
        _write_posts(graph, tables, batch, step)
        _write_counters(graph, tables, step)
        _resolve_handles(graph, tables, step)
        _write_shared_urls(graph, tables, step)
        _write_watched(graph, tables, step)
        _write_account_links(graph, tables, step)
        step.note("full text")
        await_texts(graph)
        step.note("")
    _mark(graph, batch, done=True)


def _mark(graph: Graph, batch: Batch, *, done: bool) -> None:
    values = {
        "batch_id": batch.batch_id,
        "collection": batch.collection,
        "format": batch.format,
        "posts": batch.counts.get("posts", 0),
        "committed_at": microseconds(batch.committed_at),
        "projected": done,
    }
    node = NODE["Batch"]
    write_rows(graph, record(node), [record_row(node, values)])


def _write_accounts(graph: Graph, tables: CanonicalBatch, step: Step) -> None:
    step.note("accounts")
    node = NODE["Account"]
    write_rows(graph, record(node), (record_row(node, row) for row in tables.accounts()))


def _write_former_handles(graph: Graph, tables: CanonicalBatch, step: Step) -> None:
    step.note("former handles")
    rel, node = REL["FORMERLY"], NODE["Handle"]
    for rows in bounded(tables.former_handles(), lambda _: 4, MAX_WRITES):
        handles = {row["handle_key"]: row | {"handle": row["handle_lower"]} for row in rows}
        # One order for all: two transactions that take the same locks in it cannot deadlock.
        write_rows(graph, record(node), (record_row(node, handles[key]) for key in sorted(handles)))
        links = (link_row(rel, row["account_id"], row["handle_key"], row) for row in rows)
        write_rows(graph, link(rel, NODE["Account"], node), links)
        now = sorted({(fit(row["account_id"]), fit(row["now_key"])) for row in rows})
        write_rows(graph, _NOT_FORMER, map(list, now))
        write_rows(graph, _DROP_HANDLES, map(list, now))


def _write_counters(graph: Graph, tables: CanonicalBatch, step: Step) -> None:
    step.note("counters")
    node = NODE["Post"]
    rows = (record_row(node, row) for row in tables.latest_counters())
    write_rows(graph, update(node), rows)


def _write_posts(graph: Graph, tables: CanonicalBatch, batch: Batch, step: Step) -> None:
    step.note("posts")
    write = writer(batch.batch_id)
    chunks = bounded(map(post_rows, tables.posts()), lambda post: post.weight, MAX_WRITES)
    with closing(ahead(chunks)) as stream:
        for posts in stream:
            write_batch(graph, write, posts)
            step.advance(len(posts))


def _resolve_handles(graph: Graph, tables: CanonicalBatch, step: Step) -> None:
    step.note("handles")
    rows: Iterator[WriteRow] = (
        [fit(handle_key(row["platform"], row["handle"])), row["account_id"]]
        for row in tables.handles()
    )
    for few in _cut(rows):
        write_rows(graph, _RESOLVE_HANDLES, few)
        write_rows(graph, _DROP_HANDLE_STUBS, few)


def _write_shared_urls(graph: Graph, tables: CanonicalBatch, step: Step) -> None:
    step.note("shared URLs")
    rel = REL["SHARED_URL"]
    rows = (link_row(rel, row["account_id"], row["url"], row) for row in tables.shared_urls())
    write_rows(graph, link(rel, NODE["Account"], NODE["Url"]), rows)


def _write_watched(graph: Graph, tables: CanonicalBatch, step: Step) -> None:
    step.note("lists")
    rel = REL["ON_LIST"]
    for rows in bounded(tables.watched(), lambda _: 4, MAX_WRITES):
        refer(graph, NODE["Account"], {row["account_id"] for row in rows})
        refer(graph, NODE["WatchList"], {row["list"] for row in rows})
        links = (link_row(rel, row["account_id"], row["list"], row) for row in rows)
        write_rows(graph, link(rel, NODE["Account"], NODE["WatchList"]), links)


def _write_account_links(graph: Graph, tables: CanonicalBatch, step: Step) -> None:
    step.note("relations of accounts")
    rel = REL["LINKED"]
    for rows in bounded(tables.account_links(), lambda _: 3, MAX_WRITES):
        ends = {row[end] for row in rows for end in ("account_a", "account_b")}
        refer(graph, NODE["Account"], ends)
        links = (link_row(rel, row["account_a"], row["account_b"], row) for row in rows)
        write_rows(graph, link(rel, NODE["Account"], NODE["Account"]), links)


def _cut(rows: Iterable[WriteRow]) -> Iterator[list[WriteRow]]:
    return bounded(rows, lambda _: 1, _SMALL)
