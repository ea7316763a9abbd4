"""Whether a redacted original still gives everything of others that it gave."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from loaders import load
from loaders.format import Context
from loaders.tables import MAPPINGS
from marionet.errors import MarionetError
from retraction.rows import Eraser
from vault import Batch, Vault


def reads_the_same(
    vault: Vault, batch: Batch, source: str, copy: Path, lost: set[str], eraser: Eraser
) -> bool:
    """Whether a copy gives all posts of others that the original gave, and none of the person.

    Posts of others in `lost` stood within records that went whole. A post that was
    not there before is one of the person whose id alone was overwritten.
    """
    theirs = _post_ids(vault, [batch], source) - set(eraser.person.posts)
    found = _read_again(vault, batch, copy)
    return theirs - lost <= found <= theirs


def _read_again(vault: Vault, batch: Batch, copy: Path) -> set[str]:
    with vault.scratch("reread") as folder:
        other = Vault(folder / "vault")
        try:
            load(
                other,
                [str(copy)],
                format="table" if "mapping" in batch.options else batch.format,
                mapping=_mapping(vault, batch, folder),
                max_rejects=1 << 40,
                context=_context(batch),
            )
        except MarionetError:
            return set()  # nothing in it can be read any more
        return _post_ids(other, other.batches(), None)


def _mapping(vault: Vault, batch: Batch, folder: Path) -> str | None:
    """Return the mapping that a batch was read with: by its name, or the file that was kept."""
    name = batch.options.get("mapping")
    if name is None or name in MAPPINGS:
        return name
    path = folder / "mapping.yaml"
    with vault.originals.open(batch.options["mapping_sha256"]) as file:
        path.write_bytes(file.read())
    return str(path)


def _context(batch: Batch) -> Context:
    captured = batch.options.get("captured_at")
    return Context(
        captured_us=int(captured) if captured else None,
        platform=batch.options.get("platform"),
        account=batch.options.get("account"),
    )


def _post_ids(vault: Vault, batches: list[Batch], source: str | None) -> set[str]:
    return {
        row["post_id"]
        for table in ("posts", "post_sources")
        for part in vault.parts(table, batches)
        for row in pq.read_table(part, columns=["post_id", "source"]).to_pylist()
        if source is None or row["source"] == source
    }
