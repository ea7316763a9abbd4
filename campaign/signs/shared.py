"""What members share: the values of a sign that they have more often than organic accounts."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import stats

from campaign.signs.profiles import Profiles
from detection.arrays import Flags, Ints
from detection.significance import LEAST

FEWEST_SHARING: Final = 3
"""Members that must share a value before it is looked at."""
SURE: Final = 0.01
"""Largest p of a value, times the number of values that were looked at (Bonferroni)."""
MOST_VALUES: Final = 50
"""Values of one ring that are taken, the clearest."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of accounts, as numbers.

    Attributes:
        account: Row of the account in `Profiles`, shape (n,).
        value: Number of the value, shape (n,).
        names: The values.
        known: Whether any value of the account is known, one for each account.
    """

    account: Ints
    value: Ints
    names: pa.Array
    known: Flags


@dataclass(frozen=True, slots=True)
class Shared:
    """A value that members share: how many of them and of organic accounts have it."""

    value: str
    members: Ints
    organic: int
    p: float


def values_of(table: pa.Table, profiles: Profiles) -> Values:
    """Return the values account_id, value of a sign with accounts by their rows."""
    place = profiles.places(table["account_id"])
    coded = table["value"].combine_chunks().dictionary_encode()
    value = np.asarray(coded.indices.to_numpy(), dtype=np.int64)
    place, value = place[place >= 0], value[place >= 0]
    known = np.zeros(len(profiles), dtype=np.bool_)
    known[place] = True
    return Values(place, value, coded.dictionary, known)


def shared_values(values: Values, members: Ints, organic: Flags) -> list[Shared]:
    """Return the values that members have more often than organic accounts, clearest first.

    p = hypergeometric tail of a value among members and organic accounts together, times the
    values that at least three members have.

    Args:
        values: The values of all accounts.
        members: Rows of the members.
        organic: Which accounts they are compared with, one for each account.
    """
    member = np.zeros(values.known.size, dtype=np.bool_)
    member[members] = True
    mine = member[values.account]
    account, value = values.account[mine], values.value[mine]
    having = np.bincount(value, minlength=len(values.names))
    elsewhere = np.bincount(values.value[organic[values.account]], minlength=len(values.names))
    everybody = int(np.count_nonzero(values.known & organic))
    looked = np.flatnonzero(having >= FEWEST_SHARING)
    known = int(np.count_nonzero(values.known[members]))
    total = known + everybody
    p = stats.hypergeom.sf(having[looked] - 1, total, having[looked] + elsewhere[looked], known)
    p = np.clip(p * max(1, looked.size), LEAST, 1.0)
    more = having[looked] * everybody > elsewhere[looked] * known
    kept = np.flatnonzero((p <= SURE) & more)
    kept = kept[np.lexsort((looked[kept], -having[looked[kept]], p[kept]))][:MOST_VALUES]
    return [
        Shared(
            value=str(values.names[int(looked[i])].as_py()),
            members=np.unique(account[value == looked[i]]),
            organic=int(elsewhere[looked[i]]),
            p=float(p[i]),
        )
        for i in kept
    ]


def organic_sharing(values: Values, organic: Flags, chosen: list[Shared]) -> int:
    """Return how many organic accounts have at least one of the values."""
    names = pa.array([one.value for one in chosen], pa.string())
    wanted = np.asarray(pc.is_in(values.names, names).to_numpy(zero_copy_only=False))
    having = values.account[wanted[values.value]]
    return int(np.unique(having[organic[having]]).size)
