"""Canonical tables of some batches as Ibis expressions, for any Ibis backend that reads Parquet."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from vault.batches import Batch
from vault.schema import CANONICAL
from vault.store import Vault


_PLACES = 1 << 31
_NEVER: Any = ibis.timestamp("1970-01-01 00:00:00+00:00")


class Tables:
    """The canonical tables of some batches.

    Post ids are unique within a collection already (the loader drops duplicates). Accounts are
    observed again and again: `observations()` has every row, `accounts()` one row per account.
    """

    def __init__(self, backend: BaseBackend, vault: Vault, batches: list[Batch]) -> None:
        self._backend = backend
        self._vault = vault
        self._batches = batches

    def table(self, name: str) -> ir.Table:
        """Return a canonical table with exactly the columns of vault.schema."""
        parts = self._vault.parts(name, self._batches)
        if not parts:
            return ibis.memtable(CANONICAL[name].empty_table())
        # The signature of the base class names one path; every backend takes a list.
        paths: Any = [str(part) for part in parts]
        # A folder named `key=value` above the vault would come as one more column.
        return self._backend.read_parquet(paths).select(CANONICAL[name].names)

    def observations(self) -> ir.Table:
        """Return every observation of every account."""
        return self.table("accounts")

    def accounts(self) -> ir.Table:
        """Return one row per account: of each column the latest value that is not null."""
        seen = self.observations()
        # Within a second, the one further down in its file is the later one.
        when: Any = ibis.coalesce(seen.observed_at, _NEVER)
        order = when.epoch_seconds().cast("int64") * _PLACES + ibis.least(seen.offset, _PLACES - 1)
        latest = {
            name: seen[name].argmax(order, where=seen[name].notnull())
            for name in CANONICAL["accounts"].names
            if name != "account_id"
        }
        return seen.group_by("account_id").agg(**latest)
