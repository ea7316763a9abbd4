"""How often members set one under the other, against organic accounts in the same days."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import Any, Final

import numpy as np
import pyarrow as pa
from ibis import _
from scipy import sparse
from scipy.stats import norm

from campaign.case import Case
from detection.arrays import Ints, Reals, ints
from detection.significance import q_values
from detection.text.forms import own_texts
from vault.study_schema import STUDY

FEWEST_ACCOUNTS: Final = 5
"""Members that compare: fewer are no rate, and are given without ratio."""

_Z = 1.959964
_NONE = float("nan")


@dataclass(frozen=True, slots=True)
class Activity:
    """Posts with words of each account on each day.

    Attributes:
        posts: Accounts x days.
        accounts: Account -> row.
        first_day: Day of the first column, in days since 1970.
    """

    posts: sparse.csr_array
    accounts: dict[str, int]
    first_day: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share of members against the same share of organic accounts; nan: not known."""

    posts: int
    comparing: int
    share: float
    organic_share: float
    ratio: float = _NONE
    low: float = _NONE
    high: float = _NONE
    p: float = _NONE


def share_rows(case: Case, comparisons: pa.Table) -> pa.Table:
    """Return the table `comparison_shares`: subjects and the pairs that their members compare."""
    activity = read_activity(case)
    organic = np.ones(len(activity.accounts), dtype=np.bool_)
    members = _members(case, activity)
    for who in members.values():
        organic[who] = False
    pairs = _pairs(comparisons, activity)
    rows: list[dict[str, Any]] = []
    for subject, who in members.items():
        for (better, worse), compared in pairs.items():
            if compared[who].sum() == 0:
                continue
            found = compare_shares(activity.posts, compared, who, np.flatnonzero(organic))
            rows.append({"subject": subject, "better": better, "worse": worse, **_columns(found)})
    p = np.array([row.pop("p") for row in rows], dtype=np.float64)
    known = ~np.isnan(p)
    q = np.full(p.size, _NONE)
    q[known] = q_values(p[known], max(1, int(known.sum())))
    told = [{name: _value(value) for name, value in row.items()} for row in rows]
    for row, value in zip(told, q.tolist(), strict=True):
        row["q"] = _value(value)
    return pa.Table.from_pylist(told, schema=STUDY["comparison_shares"])


def compare_shares(
    posts: sparse.csr_array, compared: sparse.csr_array, members: Ints, organic: Ints
) -> Share:
    """Return how much more often members compare than organic accounts on the same days.

    With n_id the posts of account i on day d, y_id those that compare, W_d the members' posts:
    s = sum y / sum n over members, t = sum_d (W_d / W) (sum_j y_jd / sum_j n_jd) over organic
    accounts j (direct standardisation); ratio s / t. Days without organic posts are left out.
    Var s = sum_i (y_i - s n_i)^2 / N^2 and Var t likewise from
    e_j = sum_d (W_d / W) (y_jd - t n_jd) / n_d: accounts, not posts, are independent (linearised
    cluster variance; W. Cochran, Sampling Techniques, 1977, 6.3 and 11.5). The interval is that of
    log(s / t). Half a post is added to what nobody did, and no variance of a logarithm is taken
    below 1 / (accounts that compare): few who compare much show little.

    Args:
        posts: Posts with words, accounts x days.
        compared: Those that compare, of the same shape.
        members: Rows of the members.
        organic: Rows of the organic accounts.
    """
    own, own_said = posts[members], compared[members]
    theirs, they_said = posts[organic], compared[organic]
    organic_day = _by_day(theirs)
    day = _by_day(own) * (organic_day > 0)
    total = int(day.sum())
    comparing = int(own_said.sum())
    inside = (organic_day > 0).astype(np.float64)
    said = own_said @ inside
    n = own @ inside
    if total == 0:
        everything = int(own.sum())
        return Share(everything, comparing, comparing / max(1, everything), _NONE)
    weight = np.divide(day / total, organic_day, out=np.zeros(day.size), where=organic_day > 0)
    t = float((they_said @ weight).sum())
    s = float(said.sum() / total)
    found = Share(int(own.sum()), comparing, s, t)
    if int((said > 0).sum()) < FEWEST_ACCOUNTS:
        return found
    variance_s = float(((said - s * n) ** 2).sum()) / total**2
    # only accounts that compare have a first term; the second is small for all others
    variance_t = float(((they_said @ weight - theirs @ (weight * t)) ** 2).sum())
    those = int(np.count_nonzero(they_said @ weight))
    t_or_half = t if t > 0 else 0.5 / float(organic_day[day > 0].sum())
    spread = max(variance_s / s**2, 1 / int((said > 0).sum()))
    spread += max(variance_t / t_or_half**2 if t > 0 else 0.0, 1 / max(those, 0.5))
    return _interval(found, s / t_or_half, sqrt(spread))


def read_activity(case: Case) -> Activity:
    """Return the posts with own words of each account on each day."""
    texts = own_texts(case.tables.table("posts"))
    at: Any = texts.at
    counted = case.relations.run(
        texts.group_by("account_id", day=at.epoch_seconds().cast("int64") // 86_400)
        .agg(n=_.count())
        .order_by("account_id", "day")
    )
    coded = counted["account_id"].combine_chunks().dictionary_encode()
    accounts = {account: row for row, account in enumerate(coded.dictionary.to_pylist())}
    day = ints(counted, "day")
    first = int(day.min(initial=0)) if day.size == 0 else int(day.min())
    shape = (len(accounts), int(day.max(initial=first)) - first + 1)
    row = np.asarray(coded.indices.to_numpy(), dtype=np.int64)
    values = ints(counted, "n").astype(np.float64)
    return Activity(sparse.csr_array((values, (row, day - first)), shape=shape), accounts, first)


def _members(case: Case, activity: Activity) -> dict[str, Ints]:
    """Return the rows of the members of each subject."""
    found: dict[str, list[int]] = {}
    for subject, account in zip(
        *(case.subjects[name].to_pylist() for name in ("subject", "account_id")), strict=True
    ):
        if account in activity.accounts:
            found.setdefault(subject, []).append(activity.accounts[account])
    return {subject: np.array(rows, dtype=np.int64) for subject, rows in found.items()}


def _pairs(comparisons: pa.Table, activity: Activity) -> dict[tuple[str, str], sparse.csr_array]:
    """Return accounts x days of the posts of each pair."""
    cells: dict[tuple[str, str], list[tuple[int, int]]] = {}
    names = ("better", "worse", "account_id")
    day = ints(comparisons, "at") // 86_400_000_000 - activity.first_day
    for better, worse, account, column in zip(
        *(comparisons[name].to_pylist() for name in names), day.tolist(), strict=True
    ):
        cells.setdefault((better, worse), []).append((activity.accounts[account], column))
    shape = activity.posts.shape
    found: dict[tuple[str, str], sparse.csr_array] = {}
    for pair, places in sorted(cells.items()):
        row, column = np.array(places, dtype=np.int64).T
        found[pair] = sparse.csr_array((np.ones(row.size), (row, column)), shape=shape)
    return found


def _interval(found: Share, ratio: float, error: float) -> Share:
    factor = np.exp(_Z * error)
    return Share(
        found.posts,
        found.comparing,
        found.share,
        found.organic_share,
        ratio=ratio,
        low=float(ratio / factor),
        high=float(ratio * factor),
        p=float(2 * norm.sf(abs(log(ratio)) / error)),
    )


def _by_day(posts: sparse.csr_array) -> Reals:
    return np.asarray(posts.sum(axis=0), dtype=np.float64).ravel()


def _columns(found: Share) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Share.__slots__}


def _value(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value
