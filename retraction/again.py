"""Accounts that were taken out and came back with a later export: they go again."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from marionet.errors import RetractionError
from marionet.progress import Progress
from retraction.retract import FromGraph, retract
from vault import Batch, Vault
from vault.folders import read_json, told, write_json
from vault.tombstones import Tombstone, Tombstones

_CHECKED = "checked.json"
_COLUMNS = (
    ("posts", "account_id"),
    ("accounts", "account_id"),
    ("post_mentions", "account_id"),
    ("watched_accounts", "account_id"),
    ("account_links", "account_a"),
    ("account_links", "account_b"),
)


def retract_again(
    vault: Vault, progress: Progress, from_graph: FromGraph = lambda *_: None
) -> list[Tombstone]:
    """Take out of new batches every account that has a tombstone, and return the tombstones.

    Which batches were looked at is kept, so that a load that was killed is caught up with. An
    account on which a legal hold was placed since stays. `from_graph` may do nothing where the new
    batches are not in the graph yet.
    """
    stones = Tombstones(vault.root)
    if not stones.all():
        return []
    path = vault.root / "tombstones" / _CHECKED
    last = str(read_json(path)["batch_id"]) if path.exists() else ""
    fresh = [batch for batch in vault.batches() if batch.batch_id > last]
    if not fresh:
        return []
    again: list[Tombstone] = []
    with progress.step("looking for accounts that were taken out", unit="accounts") as step:
        ids = _account_ids(vault, fresh)
        step.advance(len(ids))
        back = [(account_id, stone) for account_id in ids if (stone := stones.of(account_id))]
    for account_id, stone in back:
        try:
            again.append(
                retract(
                    vault,
                    account_id,
                    reason=stone.reason,
                    by=stone.by,
                    from_graph=from_graph,
                    progress=progress,
                )
            )
        except RetractionError:
            continue
    _keep(vault, path, fresh[-1].batch_id)
    return again


def _account_ids(vault: Vault, batches: list[Batch]) -> list[str]:
    found: set[str] = set()
    for table, column in _COLUMNS:
        for part in vault.parts(table, batches):
            ids: pa.ChunkedArray = pq.read_table(part, columns=[column])[column]
            found.update(name for name in ids.unique().to_pylist() if name)
    return sorted(found)


def _keep(vault: Vault, path: Path, batch_id: str) -> None:
    fresh = path.with_suffix(".new")
    with told(vault.root, "The state of the tombstones"):
        write_json(fresh, {"batch_id": batch_id})
        fresh.rename(path)
