"""Batches and runs without a person: written anew beside the old ones, then put in their place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from retraction.rejects import REJECTS, blank_rejects, names_rejected
from retraction.rows import Eraser
from retraction.run_words import RunWords
from vault import Batch, Run, Vault
from vault.folders import publish, read_json, scratch, write_json
from vault.schema import CANONICAL, RUN

_TOLD = frozenset(("account", "collected_from"))
"""Options of a batch that may name whose data it holds."""


def is_in_batch(vault: Vault, batch: Batch, eraser: Eraser) -> bool:
    """Whether any row or reject of a batch is of the person."""
    for table in CANONICAL:
        for part in vault.parts(table, [batch]):
            rows = pq.read_table(part)
            if eraser.rows(table, rows) is not rows:
                return True
    named = _without_names(batch.names, batch.options, {}, eraser)
    return named != (batch.names, batch.options) or names_rejected(
        vault.folder(batch) / REJECTS, eraser
    )


def _without_names(
    names: list[str], options: dict[str, str], sources: dict[str, str], eraser: Eraser
) -> tuple[list[str], dict[str, str]]:
    """Return names of files and options of a batch that do not name the person."""
    kept = {name: sources.get(value, value) for name, value in options.items()}
    for name in _TOLD & kept.keys():
        kept[name] = eraser.plain_name(kept[name])
    return [eraser.plain_name(name) for name in names], kept


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
                    _replace(
                        part, lambda path, kept=kept: pq.write_table(kept, path, compression="zstd")
                    )
                    removed[table] = removed.get(table, 0) + rows.num_rows - kept.num_rows
        blank_rejects(folder / REJECTS, eraser)
        _write_manifest(folder, eraser, sources, removed)
        publish(folder, vault.folder(batch))
    return {table: count for table, count in removed.items() if count}


def without_person(run: Run, eraser: Eraser, words: RunWords) -> dict[str, pa.Table]:
    """Return the tables of a run that hold the person or its words, without these."""
    changed: dict[str, pa.Table] = {}
    for table in RUN:
        rows = run.read(table)
        kept = eraser.words(words.without(run, table, eraser.rows(table, rows)))
        if kept is not rows:
            changed[table] = kept
    return changed


def rewrite_run(
    vault: Vault, run: Run, changed: dict[str, pa.Table], tombstone: str
) -> dict[str, int]:
    """Put a run with changed tables in its own place; return the rows taken out.

    Its numbers stay as they were counted; a note tells why there are fewer rows.
    """
    removed = {
        table: pq.read_metadata(run.path(table)).num_rows - rows.num_rows
        for table, rows in changed.items()
    }
    with scratch(vault.root, "retract") as work:
        folder = work / run.run_id
        shutil.copytree(run.folder, folder, copy_function=_link)
        for table, kept in changed.items():
            path = folder / f"{table}.parquet"
            _replace(path, lambda path, kept=kept: pq.write_table(kept, path, compression="zstd"))
        manifest = read_json(folder / "run.json")
        note = f"Data of one account were taken out afterwards: {tombstone}."
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
    for name in ("sources", "within"):
        manifest[name] = [sources.get(source, source) for source in manifest.get(name, [])]
    manifest["names"], manifest["options"] = _without_names(
        manifest["names"], manifest["options"], sources, eraser
    )
    manifest["tombstones"] = sorted({*manifest.get("tombstones", []), eraser.tombstone})
    _replace(folder / "batch.json", lambda path: write_json(path, manifest))
