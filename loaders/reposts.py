"""What belongs to the original and not to those who pass it on.

Exports of X repeat the links, tags, mentions and pictures of a post in every repost of it. Whoever
only pressed a button posted none of them: that he passed the post on says all that he did.
"""

from __future__ import annotations

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false
from collections.abc import Sequence
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from loaders.columns import PostColumns
from vault.schema import SILENT_REPOSTS

T = TypeVar("T")


def without_the_originals(posts: PostColumns) -> PostColumns:
    """Return posts of which reposts without words of their own carry nothing of the original.

    A repost of which the export does not name the original keeps what it shows: nothing else tells
    what was passed on.
    """
    table = posts.table
    silent = pc.and_(
        table["repost_of"].is_valid(), pc.is_in(table["platform"], pa.array(sorted(SILENT_REPOSTS)))
    )
    if not pc.any(silent).as_py():
        return posts
    emptied = silent.to_pylist()
    return PostColumns(
        table,
        _emptied(posts.urls, emptied),
        _emptied(posts.hashtags, emptied),
        _emptied(posts.mentions, emptied),
        _emptied(posts.media, emptied),
    )


def _emptied(items: Sequence[Sequence[T]], emptied: Sequence[bool]) -> list[Sequence[T]]:
    return [() if empty else item for item, empty in zip(items, emptied, strict=True)]
