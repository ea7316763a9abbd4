"""One row per account and batch: of each column the latest value that is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa

from vault import BatchWriter
from vault.duck import open_duckdb
from vault.schema import CANONICAL

PIECE_ROWS = 50_000
MEMORY_LIMIT = "400MB"

_COLUMNS = tuple(name for name in CANONICAL["accounts"].names if name != "account_id")

# Observed at the same time (or at an unknown one): the one further down in the file counts.
_MERGE = f"""
    SELECT account_id, {", ".join(f'arg_max("{name}", seen) AS "{name}"' for name in _COLUMNS)}
    FROM (
        SELECT *, coalesce(epoch_us(observed_at), 0)::HUGEINT * 1099511627776 + "offset" AS seen
        FROM read_parquet($parts)
    )
    GROUP BY account_id ORDER BY account_id
"""  # noqa: S608 - the names are those of vault.schema


def merge_observations(writer: BatchWriter, scratch: Path) -> None:
    """Merge the observations in a batch into one row per account.

    Memory is bounded: DuckDB writes to `scratch` what does not fit.
    """
    parts = writer.parts("accounts")
    if not parts:
        return
    seen = pl.scan_parquet(parts, glob=False).select(pl.col("account_id").n_unique())
    if seen.collect().item() < writer.rows["accounts"]:
        writer.rewrite("accounts", _merged(writer.folder / "accounts.old", scratch))


def _merged(folder: Path, scratch: Path) -> Iterator[pa.Table]:
    with open_duckdb(scratch, MEMORY_LIMIT) as connection:
        connection.execute("SET threads = 2")
        # A list: as a pattern, a path with brackets in it would match nothing.
        parts = [str(part) for part in sorted(folder.glob("*.parquet"))]
        rows = connection.sql(_MERGE, params={"parts": parts})
        for batch in rows.to_arrow_reader(PIECE_ROWS):
            yield pa.Table.from_batches([batch])
