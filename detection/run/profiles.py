"""What the collection says of the members of rings beyond their evidence."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
from ibis import _

from detection.relations import Relations
from vault.tables import Tables

PROFILES = pa.schema(
    [
        ("account_id", pa.string()),
        ("all_posts", pa.int64()),
        ("verified", pa.bool_()),
        ("created_at", pa.timestamp("us", tz="UTC")),
    ]
)


@dataclass(frozen=True, slots=True)
class Profiles:
    """Who the members are.

    Attributes:
        accounts: Columns of PROFILES, by account_id; null where the collection does not say.
        authors: Post -> account that wrote it, of the posts that were passed on or answered.
    """

    accounts: pa.Table
    authors: dict[str, str]


NO_PROFILES = Profiles(PROFILES.empty_table(), {})


def read_profiles(
    relations: Relations, tables: Tables, accounts: list[str], objects: list[str]
) -> Profiles:
    """Read posts in all, mark and age of accounts, and who wrote what was passed on.

    Args:
        relations: Where relational steps run.
        tables: The collection.
        accounts: Which accounts.
        objects: Ids of objects; those that are no post are passed over.

    Complexity: one pass over the posts and one over the observations of accounts.
    """
    wanted = relations.rows(pa.table({"account_id": pa.array(sorted(set(accounts)), pa.string())}))
    shared = relations.rows(pa.table({"post_id": pa.array(sorted(set(objects)), pa.string())}))
    posts = tables.table("posts")
    counted = posts.semi_join(wanted, "account_id").group_by("account_id").agg(all_posts=_.count())
    seen = tables.observations().semi_join(wanted, "account_id").group_by("account_id")
    told = seen.agg(verified=_.verified.any(), created_at=_.created_at.min())
    found = relations.run(
        wanted.left_join(counted, "account_id")
        .select("account_id", "all_posts")
        .left_join(told, "account_id")
        .select("account_id", "all_posts", "verified", "created_at")
        .order_by("account_id")
    )
    wrote = relations.run(
        posts.filter(_.account_id.notnull())
        .semi_join(shared, "post_id")
        .select("post_id", "account_id")
        .order_by("post_id")
    )
    authors = dict(zip(wrote["post_id"].to_pylist(), wrote["account_id"].to_pylist(), strict=True))
    return Profiles(found.cast(PROFILES), authors)
