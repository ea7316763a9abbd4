"""Trees of posts: which hangs under which, how deep, and from which first post.

Invariants:
- Every post has one parent or none. Posts that name each other in a circle (which only forged or
  broken data do) are parted: each becomes a first post of its own.
- A post that is only referred to is there as well, without account and time.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Flags, Ints

NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Forest:
    """Posts and how they hang together.

    Attributes:
        posts: post_id of each, sorted.
        parent: Row of the post that each passes on or answers; NONE for a first post.
        top: Row of the first post of each; its own for a first post.
        depth: Steps from the first post to each.
    """

    posts: pa.Array
    parent: Ints
    top: Ints
    depth: Ints


def plant(post: pa.Array, target: pa.Array) -> Forest:
    """Return the forest of posts and what each of them names.

    Args:
        post: post_id, distinct.
        target: The post that each names, without nulls.
    """
    posts = pc.unique(pa.chunked_array([post, target], pa.string()))
    posts = posts.take(pc.sort_indices(posts))
    parent = np.full(len(posts), NONE, dtype=np.int64)
    parent[rows_of(post, posts)] = rows_of(target, posts)
    return grown(posts, parent)


def grown(posts: pa.Array, parent: Ints) -> Forest:
    """Return the forest that these parents make; circles are parted.

    Ancestors are followed in doubling steps: O(n log depth).
    """
    top, depth = _climb(parent)
    turning = parent[top] != NONE
    if turning.any():
        parent = np.where(turning, NONE, parent)
        top, depth = _climb(parent)
    return Forest(posts, parent, top, depth)


def rows_of(ids: pa.Array, among: pa.Array) -> Ints:
    """Return the row of each id in an array of distinct ids; NONE where it is not there."""
    found = pc.fill_null(pc.index_in(ids, value_set=among), NONE)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)


def _climb(parent: Ints) -> tuple[Ints, Ints]:
    """Return the last ancestor that was reached, and the steps to it."""
    has: Flags = parent != NONE
    top = np.where(has, parent, np.arange(parent.size))
    depth = has.astype(np.int64)
    for _step in range(int(parent.size).bit_length() + 1):
        higher = top[top]
        if np.array_equal(higher, top):
            break
        depth = depth + depth[top]
        top = higher
    return top, depth
