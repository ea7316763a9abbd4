"""Canonical tables of some batches as Ibis expressions, for any Ibis backend that reads Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from vault.batches import Batch
from vault.links import Resolved
from vault.schema import CANONICAL
from vault.store import Vault

_PLACES = 1 << 31
_COUNTERS = ("likes", "reposts", "comments", "views", "observed_at")
_NEVER: Any = ibis.timestamp("1970-01-01 00:00:00+00:00")


class Tables:
    """The canonical tables of some batches.

    Post ids are unique within a collection already (the loader drops duplicates). Accounts are
    observed again and again: `observations()` has every row, `accounts()` one row per account.
    Short links are resolved in `post_urls` by the tables of links that the vault has.

    Args:
        backend: What reads and computes.
        vault: Where the tables lie.
        batches: Which of them.
        links: What short links lead to; None: what the vault knows now.
    """

    def __init__(
        self,
        backend: BaseBackend,
        vault: Vault,
        batches: list[Batch],
        links: Resolved | None = None,
    ) -> None:
        self._backend = backend
        self._vault = vault
        self._batches = batches
        self._links = vault.links.resolved() if links is None else links

    def table(self, name: str) -> ir.Table:
        """Return a canonical table with exactly the columns of vault.schema."""
        parts = self._vault.parts(name, self._batches)
        if not parts:
            return ibis.memtable(CANONICAL[name].empty_table())
        # The signature of the base class names one path; every backend takes a list.
        paths: Any = [str(part) for part in parts]
        # A folder named `key=value` above the vault would come as one more column.
        found = self._backend.read_parquet(paths).select(CANONICAL[name].names)
        return self._with_targets(found) if name == "post_urls" and self._links else found

    def whole(self, name: str) -> ir.Table:
        """Return a canonical table also where `table` leaves rows out: for what posts refer to."""
        return self.table(name)

    def _with_targets(self, urls: ir.Table) -> ir.Table:
        """Return the links of posts with short links resolved; what was seen stays beside."""
        known: Any = ibis.memtable(self._links.table)
        known = known.select(short=known.short, to_url=known.url, to_domain=known.domain)
        joined: Any = urls.left_join(known, urls.url == known.short)
        return joined.select(
            "post_id",
            "url_seen",
            url=ibis.coalesce(joined.to_url, joined.url),
            domain=ibis.coalesce(joined.to_domain, joined.domain),
        ).select(CANONICAL["post_urls"].names)

    def observations(self) -> ir.Table:
        """Return every observation of every account."""
        return self.table("accounts")

    def accounts(self) -> ir.Table:
        """Return one row per account: of each column the latest value that is not null."""
        names = [name for name in CANONICAL["accounts"].names if name != "account_id"]
        return _latest(self.observations(), "account_id", names)

    def sightings(self) -> ir.Table:
        """Return every sighting of every post: source, offset and its counters then."""
        names = CANONICAL["post_sources"].names
        return self.table("posts").select(names).union(self.table("post_sources"))

    def posts(self) -> ir.Table:
        """Return the posts, each counter with the latest value that was seen."""
        posts = self.table("posts")
        latest = _latest(self.sightings(), "post_id", _COUNTERS)
        rest = [name for name in posts.columns if name not in _COUNTERS]
        return posts.select(rest).inner_join(latest, "post_id").select(posts.columns)


def _latest(seen: ir.Table, key: str, names: Sequence[str]) -> ir.Table:
    # Within a second, the one further down in its file is the later one.
    when: Any = ibis.coalesce(seen.observed_at, _NEVER)
    order = when.epoch_seconds().cast("int64") * _PLACES + ibis.least(seen.offset, _PLACES - 1)
    latest = {name: seen[name].argmax(order, where=seen[name].notnull()) for name in names}
    return seen.group_by(key).agg(**latest)
