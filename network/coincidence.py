"""Accounts that share the same objects within a time window, counted pair of posts by pair.

One account at a time: its shares are looked up, the shares beside them within the window are
counted by the account of the other, and the counts are the edges of that account. So edges come
sorted and one by one, and memory grows with shares and accounts, not with pairs or edges.
Complexity: time in the pairs of shares within the window.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from detection.arrays import Flags, Ints, Reals
from network.shares import Shares


class Tally(NamedTuple):
    """Counts of the pairs of shares of one account with each other account.

    Attributes:
        weight: Pairs of shares, by account.
        gap: Sum of their time differences, seconds, by account.
        own: Distinct posts of the one account in them, by account.
        theirs: Distinct posts of the other account in them, by account.
        last: `authored` of the one account that was counted last, by account.
        counted: For which account each `authored` was counted last.
    """

    weight: Ints
    gap: Reals
    own: Ints
    theirs: Ints
    last: Ints
    counted: Ints


class Rows(NamedTuple):
    """Room for the edges that a call finds: the ends, then the columns of a `Tally`."""

    a: Ints
    b: Ints
    weight: Ints
    gap: Reals
    own: Ints
    theirs: Ints


def new_tally(shares: Shares) -> Tally:
    """Return an empty tally."""
    accounts, posts = shares.first.size - 1, int(shares.authored.max(initial=-1)) + 1
    zeros = [np.zeros(accounts, np.int64) for _ in range(3)]
    never = np.full(accounts, -1, np.int64), np.full(posts, -1, np.int64)
    return Tally(zeros[0], np.zeros(accounts), zeros[1], zeros[2], *never)


def new_rows(size: int) -> Rows:
    """Return room for so many edges."""
    a, b, weight, own, theirs = (np.empty(size, np.int64) for _ in range(5))
    return Rows(a, b, weight, np.empty(size), own, theirs)


@njit(cache=True)
def find_paired(shares: Shares, window: float, anchors: Flags) -> Flags:
    """Return which posts stand in a pair of shares within the window.

    Args:
        shares: All shares.
        window: Seconds.
        anchors: By content; a pair counts when one of its posts is an anchor.
    """
    paired = np.zeros(anchors.size, np.bool_)
    for i in range(shares.account.size):
        mine = int(shares.content[i])
        for step in (-1, 1):
            j = i + step
            while not paired[mine] and 0 <= j < shares.account.size:
                if shares.object[j] != shares.object[i]:
                    break
                if abs(shares.at[j] - shares.at[i]) > window:
                    break
                theirs = int(shares.content[j])
                if shares.account[j] == shares.account[i]:
                    j = int(shares.before[j] if step < 0 else shares.after[j])
                    continue
                if theirs != mine and (anchors[mine] or anchors[theirs]):
                    paired[mine] = paired[theirs] = True
                j += step
    return paired


@njit(cache=True)
def _add(tally: Tally, account: int, other: int, mine: int, theirs: int, gap: float) -> None:
    tally.weight[other] += 1
    tally.gap[other] += gap
    if tally.last[other] != mine:
        tally.last[other] = mine
        tally.own[other] += 1
    if tally.counted[theirs] != account:
        tally.counted[theirs] = account
        tally.theirs[other] += 1


@njit(cache=True)
def _count_account(
    shares: Shares,
    account: int,
    windows: tuple[float, float],
    anchors: tuple[Flags, Flags],
    tallies: tuple[Tally, Tally],
    partners: Ints,
) -> tuple[int, int]:
    """Count the pairs of one account with those of higher code; return partners and pairs seen."""
    found = seen = 0
    full, fast = tallies
    for k in range(shares.first[account], shares.first[account + 1]):
        i = int(shares.by_account[k])
        mine, post = int(shares.content[i]), int(shares.authored[i])
        for step in (-1, 1):
            j = i + step
            while 0 <= j < shares.account.size and shares.object[j] == shares.object[i]:
                gap = float(abs(shares.at[j] - shares.at[i]))
                if gap > windows[0]:
                    break
                seen += 1
                other = int(shares.account[j])
                if other <= account:
                    j = int(shares.before[j] if step < 0 else shares.after[j])
                    continue
                theirs = int(shares.content[j])
                if theirs != mine and (anchors[0][mine] or anchors[0][theirs]):
                    if full.weight[other] == 0:
                        partners[found] = other
                        found += 1
                    _add(full, account, other, post, int(shares.authored[j]), gap)
                    if gap <= windows[1] and (anchors[1][mine] or anchors[1][theirs]):
                        _add(fast, account, other, post, int(shares.authored[j]), gap)
                j += step
    return found, seen


@njit(cache=True)
def _emit(tally: Tally, partners: Ints, account: int, rows: Rows, at: int) -> None:
    """Move the counts of one account into the rows, and leave the tally empty."""
    for k in range(partners.size):
        other, row = partners[k], at + k
        rows.a[row], rows.b[row] = account, other
        rows.weight[row], rows.gap[row] = tally.weight[other], tally.gap[other]
        rows.own[row], rows.theirs[row] = tally.own[other], tally.theirs[other]
        tally.weight[other] = tally.own[other] = tally.theirs[other] = 0
        tally.gap[other] = 0.0


@njit(cache=True)
def count_pairs(
    shares: Shares,
    start: int,
    windows: tuple[float, float],
    anchors: tuple[Flags, Flags],
    tallies: tuple[Tally, Tally],
    rows: tuple[Rows, Rows],
    budget: int,
) -> tuple[int, int]:
    """Count the pairs of some accounts, from `start` on, with the accounts of higher code.

    Args:
        shares: All shares.
        start: The first account.
        windows: Seconds; the second is the narrower one, -1 for none.
        anchors: By content, for each window: a pair counts when one of its posts is an anchor.
        tallies: Empty, one for each window.
        rows: Where edges are written, one for each window, row by row the same edges; room for
            more edges than there are accounts.
        budget: After so many pairs of shares no further account is begun.

    Returns:
        The account to go on with, and the number of edges written.
    """
    accounts = shares.first.size - 1
    partners = np.empty(accounts, np.int64)
    written = seen = 0
    account = start
    while account < accounts and seen < budget and written + accounts <= rows[0].a.size:
        found, pairs = _count_account(shares, account, windows, anchors, tallies, partners)
        those = partners[:found]
        _emit(tallies[0], those, account, rows[0], written)
        _emit(tallies[1], those, account, rows[1], written)
        written += found
        seen += pairs
        account += 1
    return account, written
