"""The tables of a run as the graph wants them. Times come out as microseconds since 1970."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import duckdb

from graph.canonical import CHUNK_ROWS, MEMORY_LIMIT
from vault import Run, Vault
from vault.duck import open_duckdb
from vault.schema import RUN

_BURSTS: Final = """
SELECT * REPLACE (epoch_us("start") AS "start", epoch_us("end") AS "end")
FROM bursts ORDER BY burst_id
"""
_SPANNED: Final = """
SELECT * REPLACE (epoch_us("first") AS "first", epoch_us("last") AS "last") FROM
"""
_PARTS: Final = """
SELECT o.* FROM "overlaps" o JOIN rings r ON r.ring_id = o.ring_id AND r.parent = o.other_id
ORDER BY o.ring_id
"""
_TOOK_PART: Final = """
SELECT account_id, burst_id, count(DISTINCT post_id) AS posts, bool_or(member) AS member,
  epoch_us(min("at")) AS "first", epoch_us(max("at")) AS "last"
FROM burst_posts GROUP BY account_id, burst_id ORDER BY account_id, burst_id
"""
_PROOFS: Final = """
SELECT DISTINCT post_id, burst_id FROM burst_posts ORDER BY burst_id, post_id
"""
_USED: Final = """
SELECT b.ring_id, b.signal, b.node, b.object_id, count(DISTINCT p.account_id) AS members,
  count(DISTINCT p.post_id) AS posts
FROM bursts b JOIN burst_posts p ON p.burst_id = b.burst_id AND p.member
GROUP BY ALL ORDER BY ALL
"""
_COPIES: Final = """
SELECT post_id, text_id, max(similarity) AS similarity
FROM text_copies GROUP BY ALL ORDER BY ALL
"""


class RunTables:
    """The tables of one run."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rings(self) -> Iterator[dict[str, Any]]:
        """Yield the rings."""
        return self._stream(_SPANNED + "rings ORDER BY ring_id")

    def parts(self) -> Iterator[dict[str, Any]]:
        """Yield each ring that is a part of a larger one, with what the two have in common."""
        return self._stream(_PARTS)

    def members(self) -> Iterator[dict[str, Any]]:
        """Yield the members of all rings."""
        return self._stream(_SPANNED + "members ORDER BY account_id, ring_id")

    def edges(self) -> Iterator[dict[str, Any]]:
        """Yield the sparse backbone."""
        return self._stream(_SPANNED + "edges ORDER BY account_a, account_b, ring_id")

    def texts(self) -> Iterator[dict[str, Any]]:
        """Yield the texts."""
        return self._stream(_SPANNED + "texts ORDER BY text_id")

    def bursts(self) -> Iterator[dict[str, Any]]:
        """Yield the bursts."""
        return self._stream(_BURSTS)

    def took_part(self) -> Iterator[dict[str, Any]]:
        """Yield each account of each burst with its posts in it."""
        return self._stream(_TOOK_PART)

    def proofs(self) -> Iterator[dict[str, Any]]:
        """Yield each post of each burst."""
        return self._stream(_PROOFS)

    def used(self) -> Iterator[dict[str, Any]]:
        """Yield each object of each ring with the members that shared it and their posts."""
        return self._stream(_USED)

    def copies(self) -> Iterator[dict[str, Any]]:
        """Yield each post that is a copy of a text."""
        return self._stream(_COPIES)

    def nodes(self) -> set[str]:
        """Return the labels of the nodes that bursts are about."""
        query = "SELECT DISTINCT node FROM bursts WHERE node IS NOT NULL"
        return {row["node"] for row in self._stream(query)}

    def _stream(self, query: str) -> Iterator[dict[str, Any]]:
        for chunk in self._connection.cursor().sql(query).to_arrow_reader(CHUNK_ROWS):
            yield from chunk.to_pylist()


@contextmanager
def open_run(vault: Vault, run: Run) -> Generator[RunTables]:
    """Open the tables of a run for reading; temporary files go away with it."""
    with vault.scratch("graph") as scratch, open_duckdb(scratch, MEMORY_LIMIT) as connection:
        for table, schema in RUN.items():
            rows = connection.from_arrow(schema.empty_table())
            if run.path(table).exists():
                rows = connection.read_parquet(str(run.path(table)))
            # A run of an earlier version may lack tables and columns.
            lacks = [f'NULL AS "{name}"' for name in schema.names if name not in rows.columns]
            rows.project(", ".join(["*", *lacks])).create_view(table)
        yield RunTables(connection)
