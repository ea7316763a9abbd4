"""Observations of accounts: every change that a file shows is kept, repetitions are not.

An export names an account again with each of its posts. Of a run of observations that say the same
the first and the last stay, so that each state has the time from when until when it was seen: a
handle that changed, a counter that grew. What is the latest is for the reader to choose
(`vault.tables.Tables.accounts`).
"""

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

_PLACE = frozenset(("account_id", "platform", "native_id", "observed_at", "source", "offset"))
_NAMES = [f'"{name}"' for name in CANONICAL["accounts"].names if name not in _PLACE]
_SAID = ", ".join(_NAMES)
_BARE = " AND ".join(f"{name} IS NULL" for name in _NAMES)

# Observed at the same time (or at an unknown one): the one further down in the file comes later.
# The window sees short columns only: profile texts are fetched for the rows that stay.
_CHANGES = f"""
    WITH seen AS (
        SELECT filename, file_row_number, account_id,
            hash({_SAID}) AS content, {_BARE} AS bare,
            coalesce(epoch_us(observed_at), 0)::HUGEINT * 1099511627776 + "offset" AS place
        FROM read_parquet($parts, filename = true, file_row_number = true)
    ), full_first AS (
        SELECT *, bool_and(bare) OVER (PARTITION BY account_id) AS only_bare FROM seen
    ), neighbours AS (
        SELECT filename, file_row_number, place, content,
            lag(content) OVER w AS before, lead(content) OVER w AS after
        FROM full_first WHERE only_bare OR NOT bare
        WINDOW w AS (PARTITION BY account_id ORDER BY place, file_row_number)
    ), kept AS (
        SELECT filename, file_row_number, place FROM neighbours
        WHERE content IS DISTINCT FROM before OR content IS DISTINCT FROM after
    )
    SELECT a.* EXCLUDE (filename, file_row_number)
    FROM read_parquet($parts, filename = true, file_row_number = true) a
    JOIN kept USING (filename, file_row_number)
    ORDER BY account_id, kept.place, filename, file_row_number
"""  # noqa: S608 - the names are those of vault.schema


def keep_changes(writer: BatchWriter, scratch: Path) -> int:
    """Drop the observations in a batch that repeat others, and return how many accounts it has.

    Memory is bounded: DuckDB writes to `scratch` what does not fit.
    """
    parts = writer.parts("accounts")
    if not parts:
        return 0
    ids = pl.scan_parquet(parts, glob=False).select(pl.col("account_id").n_unique())
    accounts = int(ids.collect().item())
    if accounts < writer.rows["accounts"]:
        writer.rewrite("accounts", _changes(writer.folder / "accounts.old", scratch))
    return accounts


def _changes(folder: Path, scratch: Path) -> Iterator[pa.Table]:
    with open_duckdb(scratch, MEMORY_LIMIT) as connection:
        connection.execute("SET threads = 2")
        # A list: as a pattern, a path with brackets in it would match nothing.
        parts = [str(part) for part in sorted(folder.glob("*.parquet"))]
        rows = connection.sql(_CHANGES, params={"parts": parts})
        for batch in rows.to_arrow_reader(PIECE_ROWS):
            yield pa.Table.from_batches([batch])
