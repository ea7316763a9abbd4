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


def test_post_has_its_latest_counters_and_keeps_every_sighting(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    early, late = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    first = {"post_id": "x:1", "text": "Look", "likes": 3, "views": 9, "observed_at": early}
    alone = {"post_id": "x:2", "likes": 1}
    again = {"post_id": "x:1", "likes": 5, "observed_at": late, "source": "cd" * 32, "offset": 7}
    with vault.begin_batch("load") as writer:
        for name, rows in {"posts": [first, alone], "post_sources": [again]}.items():
            writer.write(name, pa.Table.from_pylist(rows, schema=CANONICAL[name]))
        writer.commit(
            collection="default",
            sources=["ab" * 32],
            names=["a"],
            format="interchange",
            duplicates=1,
            rejects=0,
            options={},
        )
    tables = Tables(ibis.duckdb.connect(), vault, vault.batches())
    rows = {row["post_id"]: row for row in tables.posts().to_pyarrow().to_pylist()}

    assert (rows["x:1"]["likes"], rows["x:1"]["views"], rows["x:1"]["text"]) == (5, 9, "Look")
    assert (rows["x:1"]["observed_at"], rows["x:2"]["likes"]) == (late, 1)
    assert tables.posts().columns == tuple(CANONICAL["posts"].names)
    assert tables.sightings().to_pyarrow().num_rows == 3
