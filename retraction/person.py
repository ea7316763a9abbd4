"""Everything in the vault that belongs to one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from retraction.traces import Traces
from vault import Vault

pc: Any = pyarrow.compute  # it declares its functions at run time only


@dataclass(frozen=True, slots=True)
class Person:
    """An account with the ids of its posts and the names it ever had.

    Attributes:
        account_id: `platform:native_id`.
        posts: Ids of its posts, sorted.
        handles: Handles and display names in its observations.
        texts: Distinct texts of its posts.
    """

    account_id: str
    posts: tuple[str, ...]
    handles: frozenset[str]
    texts: frozenset[str]

    @property
    def platform(self) -> str:
        """Short name of the platform."""
        return self.account_id.partition(":")[0]

    def traces(self, tombstone: str) -> Traces:
        """Return what of it can stand in the bytes of an export."""
        native = self.account_id.partition(":")[2]
        handles = self.handles | ({native[1:]} if native.startswith("@") else frozenset[str]())
        return Traces(
            accounts=frozenset((native, self.account_id)),
            posts=frozenset(form for post in self.posts for form in (post, post.partition(":")[2])),
            handles=handles,
            tombstone=tombstone,
        )


def find_person(vault: Vault, account_id: str) -> Person | None:
    """Return what the vault has of an account; None where it has nothing."""
    batches = vault.batches()
    posts: set[str] = set()
    texts: set[str] = set()
    for part in vault.parts("posts", batches):
        rows = _own(pq.read_table(part, columns=["post_id", "account_id", "text"]), account_id)
        posts.update(rows["post_id"].to_pylist())
        texts.update(text for text in rows["text"].to_pylist() if text)
    names: set[str] = set()
    known = bool(posts)
    for part in vault.parts("accounts", batches):
        rows = _own(pq.read_table(part, columns=["account_id", "handle", "name"]), account_id)
        known = known or rows.num_rows > 0
        for column in ("handle", "name"):
            names.update(name for name in rows[column].to_pylist() if name)
    if not known and not _referred(vault, account_id):
        return None
    return Person(account_id, tuple(sorted(posts)), frozenset(names), frozenset(texts))


def _own(rows: pa.Table, account_id: str) -> pa.Table:
    return rows.filter(pc.equal(rows["account_id"], account_id))


def _referred(vault: Vault, account_id: str) -> bool:
    """Whether the account is on a list, in a relation or mentioned."""
    columns = (
        ("watched_accounts", "account_id"),
        ("account_links", "account_a"),
        ("account_links", "account_b"),
        ("post_mentions", "account_id"),
    )
    return any(
        pc.any(pc.equal(pq.read_table(part, columns=[column])[column], account_id)).as_py()
        for table, column in columns
        for part in vault.parts(table, vault.batches())
    )
