"""Where relational steps run: Ibis expressions over Arrow tables, on DuckDB in this process."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends import BaseBackend

from vault.duck import open_duckdb

MEMORY_LIMIT = "1GB"
"""What DuckDB may hold before it writes to its temporary folder; kernels have their own share."""


class Relations:
    """Runs Ibis expressions on one backend; steps never see which.

    Order: a backend returns rows in any order, so every step sorts what it asks for.
    """

    def __init__(self, backend: BaseBackend) -> None:
        self.backend = backend

    def rows(self, table: pa.Table) -> ir.Table:
        """Return an Arrow table as an Ibis expression."""
        return ibis.memtable(table)

    def run(self, expression: ir.Table) -> pa.Table:
        """Return the rows of an expression."""
        return self.backend.to_pyarrow(expression).combine_chunks()


@contextmanager
def open_relations(scratch: Path) -> Generator[Relations]:
    """Open an in-memory DuckDB that writes what does not fit into the folder `scratch`."""
    with open_duckdb(scratch, MEMORY_LIMIT) as connection:
        yield Relations(ibis.duckdb.from_connection(connection))
