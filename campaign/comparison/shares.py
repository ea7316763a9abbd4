"""How often members set one under the other, against organic accounts in the same days.

The shares, their ratio and its interval are those of campaign.targets.shares, where a post that
compares takes the place of a post that names.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.case import Case
from campaign.targets.counts import Counts, count_days
from campaign.targets.shares import LEAST, Organic, Share, compare
from campaign.targets.targets import members_among
from detection.significance import q_values
from detection.text.forms import own_texts
from vault.study_schema import STUDY

_JOINT: Final = "\n"
"""Between the ids of a pair; no id holds one."""


def share_rows(case: Case, comparisons: pa.Table) -> pa.Table:
    """Return the table `comparison_shares`: subjects and the pairs that their members compare.

    Fewer than LEAST members that compare, or accounts with posts on either side, are no rate: such
    a pair has its counts and shares, and no ratio. q is over all pairs and subjects with one.

    Args:
        case: The case.
        comparisons: Table `comparisons` of a study.
    """
    if case.subjects.num_rows == 0 or comparisons.num_rows == 0:
        return STUDY["comparison_shares"].empty_table()
    texts = own_texts(case.tables.table("posts")).select("account_id", "at")
    counts = count_days(case.relations.run(texts), _as_mentions(comparisons))
    subjects = members_among(case.subjects, counts)
    flagged = next(members for subject, members in subjects if subject == case.whole)
    organic = Organic(counts, ~flagged)
    shares = [
        (subject, share)
        for subject, members in subjects
        for share in compare(members, counts, organic)
    ]
    return _table(shares, counts)


def _as_mentions(comparisons: pa.Table) -> pa.Table:
    pair = pc.binary_join_element_wise(comparisons["better"], comparisons["worse"], _JOINT)
    return comparisons.select(["account_id", "at"]).append_column("entity_id", pair)


def _table(shares: list[tuple[str, Share]], counts: Counts) -> pa.Table:
    tested = [_is_rate(share) for _subject, share in shares]
    p = [share.p for (_subject, share), rate in zip(shares, tested, strict=True) if rate]
    q = iter(q_values(np.array(p, dtype=np.float64), len(p)).tolist())
    pairs: list[str] = counts.entities.to_pylist()
    rows = [
        _row(subject, share, pairs[share.entity], next(q) if rate else None)
        for (subject, share), rate in zip(shares, tested, strict=True)
    ]
    rows.sort(key=lambda row: (row["subject"], -row["comparing"], row["better"], row["worse"]))
    return pa.Table.from_pylist(rows, schema=STUDY["comparison_shares"])


def _row(subject: str, share: Share, pair: str, q: float | None) -> dict[str, Any]:
    better, _joint, worse = pair.partition(_JOINT)
    rate = q is not None
    return {
        "subject": subject,
        "better": better,
        "worse": worse,
        "posts": share.posts,
        "comparing": share.naming,
        "share": share.share,
        "organic_share": share.organic_share,
        "ratio": share.ratio if rate else None,
        "low": share.low if rate else None,
        "high": share.high if rate else None,
        "q": q,
    }


def _is_rate(share: Share) -> bool:
    return share.namers >= LEAST and share.p is not None
