"""DuckDB as every part uses it: in memory, silent, in UTC, with a folder for what does not fit."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from marionet.errors import VaultError


@contextmanager
def open_duckdb(scratch: Path, memory_limit: str) -> Generator[duckdb.DuckDBPyConnection]:
    """Open a database in memory.

    Args:
        scratch: Where it writes what does not fit; the caller removes the folder.
        memory_limit: What it may hold, as DuckDB takes it: `400MB`.

    Raises:
        VaultError: The block needed more memory and disk than there is, or a file was unreadable.
    """
    try:
        with duckdb.connect(
            config={"memory_limit": memory_limit, "temp_directory": str(scratch)}
        ) as connection:
            # Standard output is for results: DuckDB draws there from two seconds on.
            connection.execute("SET enable_progress_bar = false")
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise VaultError(
            f"The tables cannot be read, or do not fit into memory and {scratch.parent} "
            f"({reason}). Free space on that disk, or choose another workspace with --home."
        ) from error
