"""Result tables in a folder that appears whole or not at all: what runs and studies are kept in."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from vault.folders import publish, stage, told, write_json

Filters = list[tuple[str, str, Any]]
Writer = TypeVar("Writer", bound="ResultWriter")


def read_result(path: Path, schema: pa.Schema, filters: Filters | None = None) -> pa.Table:
    """Return a table with the columns of the schema; what an earlier version lacked is empty.

    Args:
        path: Its Parquet file, which may be missing.
        schema: What is wanted.
        filters: Which rows, as pyarrow.parquet.read_table takes them; None: all.
    """
    if not path.exists():
        return schema.empty_table()
    return completed(pq.read_table(path, filters=filters), schema)


def completed(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the rows with the columns of the schema, those that they lack as nulls."""
    for each in schema:
        if each.name not in rows.column_names:
            rows = rows.append_column(each, pa.nulls(rows.num_rows, each.type))
    return rows.select(schema.names)


class ResultWriter:
    """Writes result tables in a staging folder, which goes away unless it is made visible.

    Args:
        root: Folder of the vault.
        name: Id of what is written.
        schemas: Table name -> schema.
        what: What is written, for errors: "The run".
    """

    def __init__(self, root: Path, name: str, schemas: Mapping[str, pa.Schema], what: str) -> None:
        self._root = root
        self._schemas = schemas
        self._what = what
        self._folder = stage(root, name)
        self._rows: dict[str, int] = {}

    def __enter__(self: Writer) -> Writer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def write(self, table: str, rows: pa.Table) -> None:
        """Write one result table whole; rows keep their order, so that files are reproducible.

        Columns that the rows lack are stored as nulls.

        Raises:
            VaultError: The disk is full.
        """
        schema = self._schemas[table]
        with told(self._root, self._what):
            pq.write_table(
                completed(rows, schema).cast(schema).combine_chunks(),
                self._folder / f"{table}.parquet",
                compression="zstd",
            )
        self._rows[table] = rows.num_rows

    def _fill(self) -> dict[str, int]:
        """Store tables that were not written empty; return the rows of every table."""
        for table, schema in self._schemas.items():
            if table not in self._rows:
                self.write(table, schema.empty_table())
        return dict(self._rows)

    def _show(self, final: Path, manifest_name: str, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and give the folder its final name; what had it gives way."""
        with told(self._root, self._what):
            write_json(self._folder / manifest_name, dict(manifest))
            publish(self._folder, final)
