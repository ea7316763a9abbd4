"""Small collections, written into a vault and read back as `marionet detect` reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ibis
import pyarrow as pa
import pytest

from vault.schema import CANONICAL
from vault.store import Vault
from vault.tables import Tables

Row = dict[str, Any]
MakeCollection = Callable[..., Tables]


def _arrow(table: str, rows: Iterable[Row]) -> pa.Table:
    schema = CANONICAL[table]
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema=schema)


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> MakeCollection:
    """Return a function: canonical rows, `batches` times one after the other -> Tables."""

    def make(batches: int = 1, **tables: list[Row]) -> Tables:
        vault = Vault(tmp_path_factory.mktemp("vault"))
        for number in range(batches):
            with vault.begin_batch("test") as writer:
                for name, rows in tables.items():
                    writer.write(name, _arrow(name, rows[number::batches]))
                writer.commit(
                    collection="default",
                    sources=[f"{number:064}"],
                    names=["test.jsonl"],
                    format="test",
                    duplicates=0,
                    rejects=0,
                    options={},
                )
        return Tables(ibis.duckdb.connect(), vault, vault.batches("default"))

    return make
