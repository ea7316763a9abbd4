"""Everything in the vault that belongs to one account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from retraction.traces import Traces
from vault import Vault

pc: Any = pyarrow.compute  # it declares its functions at run time only

_NAMED: Final = frozenset(
    ("weibo", "bilibili", "douyin", "tieba", "zhihu", "xiaohongshu", "kuaishou")
)
"""Platforms where one is mentioned by the name that is shown; elsewhere many share a name."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account with the ids of its posts and the names that lead to it and nobody else.

    Attributes:
        account_id: `platform:native_id`.
        posts: Ids of its posts, sorted.
        handles: Handles that no other account of the vault has or had; on platforms where people
            are mentioned by name, names too.
        texts: Distinct texts of its posts that nobody else posted.
        shared: Handles, in lower case, that other accounts have or had, too.
    """

    account_id: str
    posts: tuple[str, ...]
    handles: frozenset[str]
    texts: frozenset[str]
    shared: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def platform(self) -> str:
        """Short name of the platform."""
        return self.account_id.partition(":")[0]

    @property
    def by_handle(self) -> tuple[str, ...]:
        """Ids under which its handles stand where only a handle is known."""
        ids = {f"{self.platform}:@{handle.lower()}" for handle in self.handles}
        return tuple(sorted(ids - {self.account_id}))

    def traces(self, tombstone: str) -> Traces:
        """Return what of it can stand in the bytes of an export."""
        native = self.account_id.partition(":")[2]
        own = frozenset((native[1:],)) if native.startswith("@") else frozenset[str]()
        return Traces(
            accounts=frozenset((native, self.account_id)),
            posts=frozenset(form for post in self.posts for form in (post, post.partition(":")[2])),
            handles=self.handles | own,
            tombstone=tombstone,
        )


def find_person(vault: Vault, account_id: str) -> Person | None:
    """Return what the vault has of an account; None where it has nothing."""
    posts, texts = _posts(vault, account_id)
    seen, names = _names(vault, account_id)
    if not posts and not seen and not _referred(vault, account_id):
        return None
    shared = _shared(vault, account_id, names)
    alone = frozenset(name for name in names if name.lower() not in shared)
    return Person(account_id, tuple(sorted(posts)), alone, texts, shared)


def _posts(vault: Vault, account_id: str) -> tuple[set[str], frozenset[str]]:
    """Return the ids of the posts, and those of their texts that nobody else posted."""
    posts: set[str] = set()
    texts: set[str] = set()
    parts = vault.parts("posts", vault.batches())
    for part in parts:
        rows = pq.read_table(part, columns=["post_id", "account_id", "text"])
        own = rows.filter(pc.equal(rows["account_id"], account_id))
        posts.update(own["post_id"].to_pylist())
        texts.update(text for text in own["text"].to_pylist() if text)
    for part in parts if texts else ():
        rows = pq.read_table(part, columns=["account_id", "text"])
        same = pc.is_in(rows["text"], value_set=pa.array(sorted(texts), pa.string()))
        others = pc.and_(same, pc.not_equal(rows["account_id"], account_id))
        texts.difference_update(rows.filter(others)["text"].to_pylist())
    return posts, frozenset(texts)


def _columns(account_id: str) -> list[str]:
    return ["handle", "name"] if account_id.partition(":")[0] in _NAMED else ["handle"]


def _names(vault: Vault, account_id: str) -> tuple[bool, set[str]]:
    """Return whether the account was ever observed, and the names that may lead to it."""
    names: set[str] = set()
    seen = False
    for part in vault.parts("accounts", vault.batches()):
        rows = pq.read_table(part, columns=["account_id", "handle", "name"])
        own = rows.filter(pc.equal(rows["account_id"], account_id))
        seen = seen or own.num_rows > 0
        for column in _columns(account_id):
            names.update(name for name in own[column].to_pylist() if name)
    return seen, names


def _shared(vault: Vault, account_id: str, names: set[str]) -> frozenset[str]:
    """Return those names, in lower case, that other accounts of the platform have or had."""
    platform = account_id.partition(":")[0]
    wanted = pa.array(sorted({name.lower() for name in names}), pa.string())
    found: set[str] = set()
    for part in vault.parts("accounts", vault.batches()) if names else ():
        rows = pq.read_table(part, columns=["account_id", "platform", "handle", "name"])
        others = pc.and_(
            pc.not_equal(rows["account_id"], account_id), pc.equal(rows["platform"], platform)
        )
        # An id that is made of the handle says nothing of who else had it.
        others = pc.and_(others, pc.invert(pc.starts_with(rows["account_id"], f"{platform}:@")))
        rows = rows.filter(others)
        for column in _columns(account_id):
            lower = pc.utf8_lower(rows[column])
            found.update(lower.filter(pc.is_in(lower, value_set=wanted)).to_pylist())
    return frozenset(found)


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
