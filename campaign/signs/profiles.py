"""What is known of every account, gathered once for all signs."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaign.case import Case
from detection.arrays import Flags, Ints, Reals

_NOTHING: Any = ibis.null("string")


@dataclass(frozen=True, slots=True)
class Profiles:
    """Every account of the collection, one row each, by account_id.

    Attributes:
        case: For signs that read more than is gathered here.
        rows: account_id, platform, native_id, name (the handle, or else the name), bio, followers,
            verified, region, avatar, opened (registration), posts, originals, kinds (posts of a
            known kind), client, last_client (the first and last by name: equal where it is one),
            client_posts (posts of a known client), first (its first post in the collection). Null:
            not known.
        flagged: Whether it is a member of any ring; the others are organic.
        platform: Number of its platform.
    """

    case: Case
    rows: pa.Table
    flagged: Flags
    platform: Ints

    def __len__(self) -> int:
        return self.rows.num_rows

    def known(self, *columns: str) -> Flags:
        """Return where none of the columns is null."""
        found = np.ones(len(self), dtype=np.bool_)
        for column in columns:
            found &= _plain(pc.is_valid(self.rows[column]))
        return found

    def reals(self, column: str) -> Reals:
        """Return a column of numbers; NaN for null."""
        numbers = self.rows[column].cast(pa.float64())
        return np.asarray(pc.fill_null(numbers, float("nan")).to_numpy(), dtype=np.float64)

    def micros(self, column: str) -> Ints:
        """Return a column of times in microseconds since 1970; 0 for null."""
        times = pc.fill_null(self.rows[column].cast(pa.int64()), 0)
        return np.asarray(times.to_numpy(), dtype=np.int64)

    def texts(self, column: str) -> npt.NDArray[np.object_]:
        """Return a column of texts; "" for null."""
        return np.asarray(pc.fill_null(self.rows[column], "").to_numpy(), dtype=np.object_)

    def flags(self, column: str) -> Flags:
        """Return a column of truths; False for null."""
        return _plain(pc.fill_null(self.rows[column], fill_value=False))

    def places(self, accounts: pa.ChunkedArray) -> Ints:
        """Return the rows of these accounts; -1 for those that have none."""
        found = pc.fill_null(pc.index_in(accounts, self.rows["account_id"].combine_chunks()), -1)
        return np.asarray(found.to_numpy(), dtype=np.int64)


def gather(case: Case) -> Profiles:
    """Return what the collection knows of every account that is described in it or posted."""
    accounts: Any = case.tables.accounts()
    described = accounts.filter(accounts.account_id.notnull()).select(
        "account_id",
        "platform",
        "native_id",
        "bio",
        "followers",
        "verified",
        "region",
        "avatar",
        name=ibis.coalesce(
            accounts.handle.strip().nullif(""), accounts.name.strip().nullif(""), _NOTHING
        ),
        opened=accounts.created_at,
    )
    posted = _posted(case)
    joined: Any = described.outer_join(posted, "account_id")
    joined = joined.mutate(
        account_id=ibis.coalesce(joined.account_id, joined.account_id_right),
        platform=ibis.coalesce(joined.platform, joined.posted_on),
    )
    rows = case.relations.run(joined.drop("account_id_right", "posted_on").order_by("account_id"))
    flagged = pc.is_in(rows["account_id"], pc.unique(case.subjects["account_id"]))
    platforms = pc.fill_null(rows["platform"], "").combine_chunks().dictionary_encode()
    numbers = np.asarray(platforms.indices.to_numpy(), dtype=np.int64)
    return Profiles(case, rows, _plain(flagged), numbers)


def _posted(case: Case) -> Any:
    posts: Any = case.tables.table("posts")
    posts = posts.filter(posts.account_id.notnull())
    client: Any = posts.client.strip().nullif("")
    return posts.group_by("account_id").agg(
        posted_on=posts.platform.min(),
        posts=posts.count(),
        kinds=posts.kind.count(),
        originals=(posts.kind == "original").sum().fill_null(0),
        client=client.min(),
        last_client=client.max(),
        client_posts=client.count(),
        first=posts.created_at.min(),
    )


def _plain(flags: pa.ChunkedArray) -> Flags:
    return np.asarray(flags.to_numpy(), dtype=np.bool_)
