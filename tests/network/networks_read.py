"""Networks as dictionaries, to compare them edge by edge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from network.network import Network


def edges_of(network: Network) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the attributes of every edge by the ids of its ends."""
    names = network.names.to_pylist()
    rows = [row for batch in network.batches() for row in batch.to_pylist()]
    found = {(names[row.pop("a")], names[row.pop("b")]): row for row in rows}
    assert len(found) == network.rows == len(rows)
    return found


def weights_of(network: Network) -> dict[tuple[str, str], int]:
    """Return the weight of every edge by the ids of its ends."""
    return {ends: row["weight"] for ends, row in edges_of(network).items()}


def write_csv_rows(path: Path, header: str, *rows: str) -> Path:
    """Write a small CSV file and return its path."""
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path
