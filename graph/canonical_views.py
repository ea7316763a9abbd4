"""The canonical tables of some batches as DuckDB views, with what the graph takes for granted.

An id `platform:@handle` stands for an account that only its handle is known of. What such an id
says by itself (platform, handle) is filled in, so that it does not matter whether the record of an
account or a reference to it came first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from vault import Batch, Vault
from vault.schema import CANONICAL

ADD_UP: Final = (
    *("accounts", "posts", "post_sources", "post_urls"),
    *("watched_accounts", "account_links"),
)
"""Tables of which earlier batches count, too."""
TABLES: Final = (*ADD_UP, "post_hashtags", "post_mentions", "post_media")

_MACROS: Final = """
CREATE OR REPLACE MACRO by_handle(id) AS split_part(id, ':', 2) LIKE '@%';
CREATE OR REPLACE MACRO handle_of(id) AS
  CASE WHEN by_handle(id) THEN substr(id, length(split_part(id, ':', 1)) + 3) END;
CREATE OR REPLACE MACRO handle_key(platform, handle) AS
  platform || ':@' || lower(nullif(handle, ''));
CREATE OR REPLACE MACRO batch_of(filename) AS parse_path(filename)[-3]
"""

_FILLED: Final = {
    "accounts": """* REPLACE (coalesce(platform, split_part(account_id, ':', 1)) AS platform,
        coalesce(handle, nullif(handle_of(account_id), '')) AS handle)""",
    "posts": "* REPLACE (coalesce(platform, split_part(post_id, ':', 1)) AS platform)",
    "post_mentions": """* REPLACE (coalesce(handle, handle_of(account_id)) AS handle,
        CASE WHEN NOT by_handle(account_id) THEN account_id END AS account_id)""",
}


@dataclass(frozen=True, slots=True)
class CanonicalViews:
    """Makes views in a DuckDB connection; each has `filename` and `file_row_number` beside."""

    connection: duckdb.DuckDBPyConnection
    vault: Vault

    def create(self, name: str, table: str, batches: Sequence[Batch]) -> None:
        """Make the view `name` of a canonical table in these batches."""
        self.connection.execute(_MACROS)
        found = self._rows(name, table, list(batches))
        if table == "post_urls":
            found = self._with_targets(name, found)
        filled = _FILLED.get(table)
        (found.project(filled) if filled else found).create_view(name)

    def _with_targets(self, name: str, found: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        """Return the links of posts with short links resolved, as vault.tables does."""
        links = self.vault.links.resolved()
        if not links:
            return found
        targets = links.table.rename_columns(["short", "to_url", "to_domain"])
        self.connection.from_arrow(targets).create("targets_of_" + name)
        known = self.connection.table("targets_of_" + name)
        joined = found.set_alias("u").join(known.set_alias("k"), "u.url = k.short", how="left")
        return joined.project(
            "u.* REPLACE (coalesce(k.to_url, u.url) AS url, "
            "coalesce(k.to_domain, u.domain) AS domain)"
        )

    def _rows(self, name: str, table: str, batches: list[Batch]) -> duckdb.DuckDBPyRelation:
        parts = [str(part) for part in self.vault.parts(table, batches)]
        if parts:
            return self.connection.read_parquet(parts, filename=True, file_row_number=True)
        schema = CANONICAL[table]
        for extra, kind in (("filename", pa.string()), ("file_row_number", pa.int64())):
            schema = schema.append(pa.field(extra, kind))
        self.connection.from_arrow(schema.empty_table()).create("empty_" + name)
        return self.connection.table("empty_" + name)
