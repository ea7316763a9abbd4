"""Posts and accounts as columns: what waits to be written, whatever its format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from loaders.format import Rejected
from loaders.records import Media, Mention


@dataclass(frozen=True, slots=True)
class PostColumns:
    """Posts, one a row.

    Attributes:
        table: The columns of `vault.schema.CANONICAL["posts"]` but `source`.
        urls: URLs of each post, as they were seen.
        hashtags: Hashtags of each post, as they were seen.
        mentions: Who is named in each.
        media: Its pictures and films.
    """

    table: pa.Table
    urls: Sequence[Sequence[str]]
    hashtags: Sequence[Sequence[str]]
    mentions: Sequence[Sequence[Mention]]
    media: Sequence[Sequence[Media]]

    def where(self, wanted: NDArray[np.bool_]) -> PostColumns:
        """Return the posts that are wanted."""
        if wanted.all():
            return self
        chosen = wanted.tolist()
        return PostColumns(
            self.table.filter(pa.array(wanted)),
            list(compress(self.urls, chosen)),
            list(compress(self.hashtags, chosen)),
            list(compress(self.mentions, chosen)),
            list(compress(self.media, chosen)),
        )


@dataclass(frozen=True, slots=True)
class ColumnChunk:
    """Rows of a table that were converted together, and those that could not be.

    Attributes:
        posts: The posts; None where the rows are accounts.
        accounts: Observations of accounts: the columns of `accounts` but `source`.
        accepted: Posts, or accounts where there are no posts.
        merged: Further rows of the same posts.
        rejects: The other rows.
    """

    posts: PostColumns | None
    accounts: pa.Table | None
    accepted: int
    merged: int = 0
    rejects: list[Rejected] = field(default_factory=list[Rejected])
