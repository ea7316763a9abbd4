"""What a vault holds, for tests that look for what must not be there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import zstandard

from vault import Vault


def everything(root: Path) -> bytes:
    """All bytes of a vault, unpacked."""
    found: list[bytes] = []
    for path in sorted(root.rglob("*")):
        found.append(str(path.relative_to(root)).encode())
        if path.suffix == ".parquet":
            found.append(json.dumps(pq.read_table(path).to_pylist(), default=str).encode())
            found.append(json.dumps(rows_text(path), ensure_ascii=False, default=str).encode())
        elif path.suffix == ".zst":
            raw = path.read_bytes()
            found.append(zstandard.ZstdDecompressor().stream_reader(raw).read())
        elif path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)


def rows_text(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()


def rows_of(vault: Vault, table: str) -> list[dict[str, Any]]:
    """All rows of a canonical table."""
    return [row for part in vault.parts(table, vault.batches()) for row in rows_text(part)]
