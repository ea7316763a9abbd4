"""Columns of Arrow tables as numpy arrays, and the array types that kernels take."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints: TypeAlias = npt.NDArray[np.int64]
Reals: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


def ints(table: pa.Table, column: str) -> Ints:
    """Return a column without nulls as 64-bit integers; times become microseconds."""
    values: pa.ChunkedArray = table[column]
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.int64())
    return np.asarray(values.to_numpy(), dtype=np.int64)


def reals(table: pa.Table, column: str) -> Reals:
    """Return a column without nulls as 64-bit floats."""
    return np.asarray(table[column].to_numpy(), dtype=np.float64)


def with_columns(table: pa.Table, **columns: npt.NDArray[Any]) -> pa.Table:
    """Return the table with columns added, or replaced where the name is taken."""
    for name, values in columns.items():
        if name in table.column_names:
            table = table.drop_columns([name])
        table = table.append_column(name, pa.array(values))
    return table


def starts_of(*keys: npt.NDArray[Any]) -> Flags:
    """Return where a new group begins in rows that are sorted by these keys."""
    rows = keys[0].size
    new = np.zeros(rows, dtype=np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return new


def first_seen(*keys: Ints) -> Flags:
    """Return, for each row, whether no earlier row has the same keys."""
    order = np.lexsort((np.arange(keys[0].size), *reversed(keys)))
    first = np.zeros(keys[0].size, dtype=np.bool_)
    first[order] = starts_of(*(key[order] for key in keys))
    return first
