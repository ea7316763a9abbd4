"""Short links of posts that no table resolves yet, the most frequent first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
import pyarrow as pa

from vault.tables import Tables


def open_links(tables: Tables, shorteners: Iterable[str]) -> pa.Table:
    """Count the short links that lead to nothing known.

    Args:
        tables: The collection.
        shorteners: Hosts whose addresses stand for others.

    Returns:
        Columns short (canonical URL), posts, accounts; by accounts, then posts, descending: a link
        that many shared is the one to resolve first.
    """
    urls: Any = tables.table("post_urls")
    posts: Any = tables.table("posts")
    urls = urls.filter(urls.url.split("/")[2].isin(list(shorteners)))
    shared = urls.join(posts.select("post_id", "account_id"), "post_id")
    counted = shared.group_by(short=shared.url).agg(
        posts=shared.post_id.nunique(), accounts=shared.account_id.nunique()
    )
    ordered = counted.order_by([ibis.desc("accounts"), ibis.desc("posts"), "short"])
    return ordered.to_pyarrow()
