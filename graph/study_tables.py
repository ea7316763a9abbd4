"""The tables of a study as the graph wants them. Times come out as microseconds since 1970."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final, LiteralString

import duckdb
import pyarrow as pa

from graph.canonical import CHUNK_ROWS, MEMORY_LIMIT
from vault import Vault
from vault.duck import open_duckdb
from vault.schema import TIME
from vault.studies import Study
from vault.study_schema import STUDY

_NAMED: Final = {
    "flagged": "FROM run_members SEMI JOIN run_rings USING (ring_id)",
    "ring_changes": """
        SELECT *, subject || '@' || "at" AS change_id
        FROM changes SEMI JOIN run_rings ON subject = ring_id
    """,
    "ring_reach": """
        SELECT *, subject || '@' || measure || '@' || coalesce("object", '') AS reach_id
        FROM reach SEMI JOIN run_rings ON subject = ring_id
    """,
}
"""Views beside the tables: what has no id of its own gets one."""


class StudyTables:
    """The tables of one study, and `flagged`: ring, account_id of the members of its rings."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, query: LiteralString) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query over the tables, which are views of their names."""
        for chunk in self._connection.cursor().sql(query).to_arrow_reader(CHUNK_ROWS):
            yield from chunk.to_pylist()


@contextmanager
def open_study(vault: Vault, study: Study) -> Generator[StudyTables]:
    """Open the tables of a study for reading; temporary files go away with it."""
    run = vault.run(study.run_id)
    with vault.scratch("graph") as scratch, open_duckdb(scratch, MEMORY_LIMIT) as connection:
        for table, schema in STUDY.items():
            rows = connection.from_arrow(schema.empty_table())
            if study.path(table).exists():
                rows = connection.read_parquet(str(study.path(table)))
            rows.project(_columns(schema, set(rows.columns))).create_view(table)
        tiers = connection.read_parquet(str(run.path("rings"))).filter("tier = 'ring'")
        tiers.project("ring_id").create_view("run_rings")
        members = connection.read_parquet(str(run.path("members")))
        members.project("ring_id, account_id").create_view("run_members")
        for name, query in _NAMED.items():
            connection.sql(query).create_view(name)
        yield StudyTables(connection)


def _columns(schema: pa.Schema, there: set[str]) -> str:
    """Return the columns of a view; a study of an earlier version may lack some."""
    return ", ".join(
        f'NULL AS "{field.name}"'
        if field.name not in there
        else f'epoch_us("{field.name}") AS "{field.name}"'
        if field.type == TIME
        else f'"{field.name}"'
        for field in schema
    )
