"""Batches and runs without a person: written anew beside the old ones, then put in their place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from retraction.rows import Eraser
from vault import Batch, Run, Vault
from vault.folders import publish, read_json, scratch, write_json
from vault.schema import CANONICAL, RUN

_REJECTS = "rejects.jsonl"


def offsets_of(vault: Vault, batch: Batch, eraser: Eraser) -> dict[str, set[int]]:
    """Return, by original, where the records of the person stand that a batch was made from."""
    found: dict[str, set[int]] = {source: set() for source in batch.sources}
    for table in ("posts", "post_sources", "accounts", "watched_accounts"):
        for part in vault.parts(table, [batch]):
            rows = pq.read_table(part)
            gone = eraser.mask(table, rows)
            if gone is not None:
                own = rows.filter(gone).select(["source", "offset"]).to_pylist()
                for row in own:
                    found.setdefault(row["source"], set()).add(row["offset"])
    return found


def is_in_batch(vault: Vault, batch: Batch, eraser: Eraser) -> bool:
    """Whether any row or reject of a batch is of the person."""
    for table in CANONICAL:
        for part in vault.parts(table, [batch]):
            rows = pq.read_table(part)
            if eraser.rows(table, rows) is not rows:
                return True
    return any(_is_own(line, eraser) for line in _rejects(vault.folder(batch)))


def rewrite_batch(
    vault: Vault, batch: Batch, eraser: Eraser, sources: dict[str, str]
) -> dict[str, int]:
    """Put a batch without the person in the place of one with it; return the rows taken out.

    Args:
        vault: Where the batch is; held for writing.
        batch: The batch.
        eraser: Whose rows go.
        sources: SHA-256 of originals that were replaced -> that of their copies; empty: none.
    """
    removed: dict[str, int] = {}
    with scratch(vault.root, "retract") as work:
        folder = work / batch.batch_id
        shutil.copytree(vault.folder(batch), folder, copy_function=_link)
        for table in CANONICAL:
            for part in sorted((folder / table).glob("*.parquet")):
                rows = pq.read_table(part)
                kept = _sourced(eraser.rows(table, rows), sources)
                if kept is not rows:
                    _replace(part, lambda path, kept=kept: pq.write_table(kept, path))
                    removed[table] = removed.get(table, 0) + rows.num_rows - kept.num_rows
        _write_rejects(folder, eraser)
        _write_manifest(folder, eraser, sources, removed)
        publish(folder, vault.folder(batch))
    return {table: count for table, count in removed.items() if count}


def rewrite_run(vault: Vault, run: Run, eraser: Eraser) -> dict[str, int]:
    """Put a run without the person in the place of one with it; return the rows taken out."""
    removed: dict[str, int] = {}
    changed: dict[str, pa.Table] = {}
    for table in RUN:
        rows = run.read(table)
        kept = eraser.words(eraser.rows(table, rows))
        if kept is not rows:
            changed[table] = kept
            removed[table] = rows.num_rows - kept.num_rows
    if not changed:
        return {}
    with scratch(vault.root, "retract") as work:
        folder = work / run.run_id
        shutil.copytree(run.folder, folder, copy_function=_link)
        for table, kept in changed.items():
            path = folder / f"{table}.parquet"
            _replace(path, lambda path, kept=kept: pq.write_table(kept, path))
        manifest = read_json(folder / "run.json")
        note = f"Data of one account were taken out afterwards: {eraser.tombstone}."
        manifest["notes"] = [*manifest["notes"], note]
        _replace(folder / "run.json", lambda path: write_json(path, manifest))
        publish(folder, run.folder)
    return {table: count for table, count in removed.items() if count}


def _link(source: str, target: str) -> None:
    """Have a file twice without copying it: what is not changed needs no room."""
    Path(target).hardlink_to(source)


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file anew; the old bytes, which another name still has, stay as they are."""
    path.unlink()
    write(path)


def _sourced(rows: pa.Table, sources: dict[str, str]) -> pa.Table:
    """Return rows that name the copies of originals."""
    if "source" not in rows.schema.names or not sources:
        return rows
    old = rows["source"].to_pylist()
    new = [sources.get(source, source) for source in old]
    if new == old:
        return rows
    place = rows.schema.get_field_index("source")
    return rows.set_column(place, rows.schema.field(place), pa.array(new, pa.string()))


def _rejects(folder: Path) -> list[bytes]:
    path = folder / _REJECTS
    return path.read_bytes().splitlines() if path.exists() else []


def _is_own(line: bytes, eraser: Eraser) -> bool:
    return any(each in line for each in eraser.long_ids)


def _write_rejects(folder: Path, eraser: Eraser) -> None:
    lines = _rejects(folder)
    if not any(_is_own(line, eraser) for line in lines):
        return
    kept = [_blank(line, eraser) if _is_own(line, eraser) else line for line in lines]
    path = folder / _REJECTS
    path.unlink()
    path.write_bytes(b"\n".join(kept) + b"\n")


def _blank(line: bytes, eraser: Eraser) -> bytes:
    old = json.loads(line)
    return json.dumps({**old, "reason": eraser.tombstone, "record": None}).encode()


def _write_manifest(
    folder: Path, eraser: Eraser, sources: dict[str, str], removed: dict[str, int]
) -> None:
    manifest = read_json(folder / "batch.json")
    counts: dict[str, int] = manifest["counts"]
    for table, count in removed.items():
        name = "observations" if table == "accounts" else table
        counts[name] = counts.get(name, 0) - count
    if removed.get("accounts"):
        counts["accounts"] -= 1
    counts["removed"] = counts.get("removed", 0) + removed.get("posts", 0)
    manifest["sources"] = [sources.get(source, source) for source in manifest["sources"]]
    manifest["tombstones"] = [*manifest.get("tombstones", []), eraser.tombstone]
    _replace(folder / "batch.json", lambda path: write_json(path, manifest))
