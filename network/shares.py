"""Shares, the rows that coincide: which account touched which object in which post, and when.

Invariants:
- Codes follow the sorted ids: the same rows give the same codes whatever their order.
- Shares are sorted by object, then time: who coincides with a share stands beside it.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Ints, Reals, starts_of


class Shares(NamedTuple):
    """Shares sorted by object and time; a named tuple because compiled code takes it whole.

    Attributes:
        account: Code of the account of each share.
        content: Code of the post of each share, another one in each layer.
        authored: Code of the pair (account, content) of each share.
        object: Code of the object of each share.
        at: Time of each share, seconds.
        before: Place before the run of shares of one account and object that a share stands in.
        after: Place after that run.
        by_account: Places of the shares, sorted by account, then `authored`.
        first: Where the shares of each account begin in `by_account`, shape (accounts + 1,).
    """

    account: Ints
    content: Ints
    authored: Ints
    object: Ints
    at: Reals
    before: Ints
    after: Ints
    by_account: Ints
    first: Ints


def codes_of(values: pa.ChunkedArray | pa.Array) -> tuple[pa.Array, Ints]:
    """Return the distinct values, sorted, and the place of each value among them; -1 for null."""
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    coded: pa.DictionaryArray = whole.dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order.to_numpy()] = np.arange(len(order))
    place[-1] = -1
    codes = np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
    return coded.dictionary.take(order), place[codes]


def pair_codes(first: Ints, second: Ints) -> Ints:
    """Return a code for each distinct pair, in the order of the pairs."""
    order = np.lexsort((second, first))
    codes = np.empty_like(first)
    codes[order] = np.cumsum(starts_of(first[order], second[order])) - 1
    return codes


def sort_shares(
    account: Ints, content: Ints, authored: Ints, object_: Ints, at: Reals, accounts: int
) -> Shares:
    """Return the shares in their order, with what compiled code needs to walk through them.

    Complexity: a sort of the n shares; 72 bytes for each.

    Args:
        account: Account code of each share, shape (n,).
        content: Code of its post, shape (n,).
        authored: Code of the pair of both, shape (n,).
        object_: Code of its object, shape (n,).
        at: Its time, seconds, shape (n,).
        accounts: How many account codes there are.
    """
    order = np.lexsort((authored, account, at, object_))
    account, object_, at = account[order], object_[order], at[order]
    authored = authored[order]
    by_account = np.lexsort((authored, account))
    begins = starts_of(object_, account)
    starts = np.flatnonzero(begins)
    run = np.cumsum(begins) - 1
    ends = np.append(starts[1:], account.size)[: starts.size]
    return Shares(
        account=account,
        content=content[order],
        authored=authored,
        object=object_,
        at=at,
        before=starts[run] - 1,
        after=ends[run],
        by_account=by_account,
        first=np.searchsorted(account[by_account], np.arange(accounts + 1)),
    )
