from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from vault import Vault
from vault.schema import CANONICAL
from vault.tables import Tables


def store(vault: Vault, rows: list[dict[str, Any]]) -> None:
    with vault.begin_batch("load") as writer:
        writer.write("accounts", pa.Table.from_pylist(rows, schema=CANONICAL["accounts"]))
        writer.commit(
            collection="default",
            sources=["ab" * 32],
            names=["a"],
            format="interchange",
            duplicates=0,
            rejects=0,
            options={},
        )


def test_account_has_the_latest_known_value_of_each_column(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    early, late = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    store(vault, [{"account_id": "x:1", "name": "New", "observed_at": late}])
    store(vault, [{"account_id": "x:1", "name": "Old", "bio": "kept", "observed_at": early}])

    tables = Tables(ibis.duckdb.connect(), vault, vault.batches())
    [row] = tables.accounts().to_pyarrow().to_pylist()

    assert (row["name"], row["bio"], row["observed_at"]) == ("New", "kept", late)
    assert tables.observations().count().execute() == 2


def test_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    tables = Tables(ibis.duckdb.connect(), Vault(tmp_path), [])
    for name, schema in CANONICAL.items():
        assert list(tables.table(name).columns) == schema.names


def test_folder_above_the_vault_adds_no_column(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "case=1" / "vault")
    store(vault, [{"account_id": "x:1"}])
    tables = Tables(ibis.duckdb.connect(), vault, vault.batches())
    assert list(tables.observations().columns) == CANONICAL["accounts"].names
