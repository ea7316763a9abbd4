"""What loads left behind that no batch refers to, and that may hold a person."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.reading.archives import open_archive
from loaders.reading.packing import unpacked
from marionet.errors import MarionetError
from retraction.originals import names_person
from retraction.rejects import REJECTS, blank_rejects, names_rejected
from retraction.rows import Eraser
from vault import Vault
from vault.folders import RESUMABLE, STAGING
from vault.schema import CANONICAL


def clear_leftovers(vault: Vault, eraser: Eraser) -> list[str]:
    """Take the person out of what loads that failed or were stopped left; return the originals.

    Rejects of loads that were given up lose it. The beginnings of stopped loads that hold it go:
    these loads begin anew. Originals of stopped loads that name it, and archives of which nothing
    was loaded, go.
    """
    for path in sorted((vault.root / "rejects").glob("*.jsonl")):
        blank_rejects(path, eraser)
        if eraser.plain_name(path.name) != path.name:
            path.rename(path.with_name(f"removed-{path.stem[-8:]}.jsonl"))
    for folder in sorted((vault.root / STAGING).glob(f"{RESUMABLE}*")):
        if _holds(folder, eraser):
            shutil.rmtree(folder, ignore_errors=True)
    gone = [name for name in _unused(vault) if _is_suspect(vault, name, eraser)]
    for sha256 in gone:
        vault.originals.path(sha256).unlink(missing_ok=True)
    return gone


def drop_refused(spool: Path, eraser: Eraser) -> list[Path]:
    """Remove what live collection received, could not read, and set aside, where it names it."""
    ids = eraser.long_ids
    gone: list[Path] = []
    for path in sorted(spool.glob("**/refused/*")):
        if path.is_file():
            with path.open("rb") as file, unpacked(file, path.name) as inner:
                received = inner.read()
            if any(each in received for each in ids):
                path.unlink()
                gone.append(path)
    return gone


def _holds(folder: Path, eraser: Eraser) -> bool:
    """Whether the beginning of a batch holds the person; one that cannot be read may."""
    try:
        for table in CANONICAL:
            for part in folder.glob(f"{table}/*.parquet"):
                rows = pq.read_table(part)
                if eraser.rows(table, rows) is not rows:
                    return True
    except (pa.ArrowInvalid, OSError):
        return True
    return names_rejected(folder / REJECTS, eraser)


def _unused(vault: Vault) -> list[str]:
    """Return the originals that nothing refers to."""
    used = {table.source for table in vault.links.tables()}
    for batch in vault.batches():
        used.update(batch.sources, batch.within, batch.options.values())
    kept = sorted(path.stem for path in (vault.root / "originals").glob("*/*.zst"))
    return [sha256 for sha256 in kept if sha256 not in used]


def _is_suspect(vault: Vault, sha256: str, eraser: Eraser) -> bool:
    try:
        if names_person(vault, sha256, eraser.traces):
            return True
        with vault.scratch("suspect") as folder:
            path = folder / "original"
            with vault.originals.open(sha256) as file, path.open("wb") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
            with open_archive(path, sha256) as archive:
                return archive is not None
    except MarionetError:
        return True  # nobody can say what is in it
