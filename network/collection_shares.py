"""CooRTweet's four columns from the posts of a collection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from network.coortweet import COLUMNS
from vault.tables import Tables

_MICROSECONDS: Final = 1e6


def _column(table: str, column: str) -> Callable[[Tables], ir.Table]:
    return lambda tables: tables.table(table).select("post_id", object_id=column)


def _texts(tables: Tables) -> ir.Table:
    """Return the text of posts that pass on no other post, word for word."""
    own: Any = tables.table("posts").filter(_.repost_of.isnull())
    return own.select("post_id", object_id=own.text.strip())


LAYERS: Final[dict[str, Callable[[Tables], ir.Table]]] = {
    "url": _column("post_urls", "url"),
    "domain": _column("post_urls", "domain"),
    "hashtag": _column("post_hashtags", "tag"),
    "media": _column("post_media", "hash"),
    "repost": _column("posts", "repost_of"),
    "reply": _column("posts", "reply_to"),
    "text": _texts,
}
"""What a share is of: post_id and object_id of each."""


def collection_shares(tables: Tables, layer: str) -> pa.Table:
    """Return the shares of a collection: one row for each post and object.

    Args:
        tables: The canonical tables of the collection.
        layer: One of `LAYERS`.

    Returns:
        object_id, account_id, content_id (strings), timestamp_share (seconds, float64).
    """
    touched = LAYERS[layer](tables).filter(_.object_id.notnull(), _.object_id != "").distinct()
    posts: Any = tables.table("posts").select("post_id", "account_id", "created_at")
    rows: Any = touched.inner_join(posts.filter(_.created_at.notnull()), "post_id")
    at = rows.created_at.epoch_seconds() + rows.created_at.microsecond() / _MICROSECONDS
    shares = rows.select(
        "object_id", "account_id", content_id="post_id", timestamp_share=at.cast("float64")
    )
    kinds = [*((name, pa.string()) for name in COLUMNS[:3]), (COLUMNS[3], pa.float64())]
    return shares.to_pyarrow().select(COLUMNS).cast(pa.schema(kinds))
