"""Asks a query of the catalogue: checks the parameters, bounds the rows, says what was left out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from graph.session import Graph
from queries.catalog import Query
from queries.parameters import Value, check_all
from queries.values import Json, plain

Row = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query, with what is needed to ask it again.

    Attributes:
        query: Name of the query.
        revision: Its revision.
        sha256: Digest of its Cypher.
        parameters: What it was asked with, defaults filled in.
        columns: Names of the columns, in order.
        rows: The rows; every row has every column. Times are ISO 8601 in UTC.
        truncated: Whether there are more rows than these.
        shown: Rows here.
        total: Rows in all, where it was asked for and the query can tell.
        next_offset: Where the next page begins; None when there is none.
        elapsed_ms: Time until the answer was complete, milliseconds.
    """

    query: str
    revision: int
    sha256: str
    parameters: dict[str, Json]
    columns: tuple[str, ...]
    rows: list[Row]
    truncated: bool
    shown: int
    total: int | None
    next_offset: int | None
    elapsed_ms: float


def run_query(
    graph: Graph, query: Query, given: Mapping[str, object] | None = None, *, count: bool = False
) -> Result:
    """Ask a query; one row more than the limit is fetched, so that `truncated` is known.

    Args:
        graph: Where to ask.
        query: What to ask.
        given: Parameters by name, as text or as typed values; the others take their defaults.
        count: Whether to ask how many rows there are in all, where the query can tell.

    Raises:
        QueryError: A parameter is unknown, missing or not acceptable.
        GraphError: Neo4j cannot be reached, or gave up.
    """
    started = time.monotonic()
    parameters = check_all(query.parameters, given or {})
    limit = _limit(query, parameters)
    asked = {**parameters, "limit": limit + 1} if query.paged else parameters
    found = graph.read(query.text, asked, timeout_s=query.timeout_s, max_rows=limit + 1)
    rows = [{name: plain(row.get(name)) for name in query.returns} for row in found[:limit]]
    truncated = len(found) > limit
    offset = parameters.get("offset")
    start = offset if isinstance(offset, int) else 0
    pages = truncated and isinstance(offset, int)
    total = None
    if count:
        last_page = not truncated and (bool(rows) or start == 0)
        total = start + len(rows) if last_page else _count(graph, query, parameters)
    return Result(
        query=query.name,
        revision=query.revision,
        sha256=query.sha256,
        parameters={name: plain(value) for name, value in parameters.items()},
        columns=query.returns,
        rows=rows,
        truncated=truncated,
        shown=len(rows),
        total=total,
        next_offset=start + len(rows) if pages else None,
        elapsed_ms=round((time.monotonic() - started) * 1000, 1),
    )


def _limit(query: Query, parameters: Mapping[str, Value]) -> int:
    limit = parameters.get("limit")
    return min(limit, query.rows) if isinstance(limit, int) else query.rows


def _count(graph: Graph, query: Query, parameters: Mapping[str, Value]) -> int | None:
    if query.count_text is None:
        return None
    rows = graph.read(query.count_text, dict(parameters), timeout_s=query.timeout_s)
    return int(rows[0]["total"]) if rows else 0
