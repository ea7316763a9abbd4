"""DuckDB as every part uses it: in memory, silent, in UTC, with a folder for what does not fit."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def open_duckdb(scratch: Path, memory_limit: str) -> Generator[duckdb.DuckDBPyConnection]:
    """Open a database in memory.

    Args:
        scratch: Where it writes what does not fit; the caller removes the folder.
        memory_limit: What it may hold, as DuckDB takes it: `400MB`.
    """
    with duckdb.connect(
        config={"memory_limit": memory_limit, "temp_directory": str(scratch)}
    ) as connection:
        # Standard output is for results: DuckDB draws there in queries of two seconds and more.
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
