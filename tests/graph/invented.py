"""Small batches and runs for the tests of the graph."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from vault import Batch, Run, Vault
from vault.schema import CANONICAL, RUN

Rows = list[dict[str, Any]]
NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
SOURCE = "ab" * 32


def post(post_id: str, author: str | None = "x:ann", **columns: Any) -> dict[str, Any]:
    """Return the row of a post; columns that are not given are null."""
    return {
        "post_id": post_id,
        "platform": "x",
        "account_id": author,
        "created_at": NOON,
        "kind": "original",
        "source": SOURCE,
        "offset": 1,
        **columns,
    }


def sighting(post_id: str, **columns: Any) -> dict[str, Any]:
    """Return the row of a further sighting of a post."""
    return {"post_id": post_id, "source": SOURCE, "offset": 2, **columns}


def account(account_id: str, **columns: Any) -> dict[str, Any]:
    """Return the row of an account."""
    platform, _, native = account_id.partition(":")
    return {"account_id": account_id, "platform": platform, "native_id": native, **columns}


def add_batch(vault: Vault, collection: str = "default", **tables: Rows) -> Batch:
    """Commit a batch with these rows."""
    number = len(vault.batches()) + 1
    with vault.begin_batch("test") as writer:
        for table, rows in tables.items():
            writer.write(table, pa.Table.from_pylist(rows, schema=CANONICAL[table]))
        return writer.commit(
            collection=collection,
            sources=[f"{number:064}"],
            names=["test"],
            format="test",
            duplicates=0,
            rejects=0,
            options={},
        )


def add_run(vault: Vault, seed: int = 0, **tables: Rows) -> Run:
    """Commit a run over all batches of the collection `default`."""
    with vault.begin_run(
        collection="default",
        batches=[batch.batch_id for batch in vault.batches("default")],
        parameters={"seed": seed},
        version="0",
    ) as writer:
        for table, rows in tables.items():
            writer.write(table, pa.Table.from_pylist(rows, schema=RUN[table]))
        return writer.commit(counts={}, notes=[])
