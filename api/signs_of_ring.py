"""Signs that support a ring: the vault has them, the graph does not."""

from __future__ import annotations

from marionet.errors import NotFound
from vault import Vault


def signs_of_ring(vault: Vault, run_id: str, ring_id: str) -> list[str]:
    """Return what members have in common more often than others, one sentence each.

    Empty where there is nothing, or where the vault no longer has the run.
    """
    try:
        run = vault.run(run_id)
    except NotFound:
        return []
    rows = run.read("signs", [("ring_id", "=", ring_id)]).to_pylist()
    if not rows:
        return []
    from detection.support.signs import in_words  # takes a second: not when the server starts

    return [in_words(row) for row in rows]
