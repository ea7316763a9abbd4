"""The table `targets`: for each ring and entity, whether it is named more than by others."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.targets.counts import Counts, count_days
from campaign.targets.shares import LEAST, Organic, Share, compare, weights_of
from detection.arrays import Flags
from detection.significance import q_values
from vault.study_schema import STUDY

MAX_Q: Final = 0.01
LEAST_RATIO: Final = 1.5
"""What the lower end of the ratio must exceed: half as much again as organic accounts."""
MEANT: Final = ("brand", "product", "person", "community")
"""Kinds of entities that somebody can be set against; a day or a word is no target."""


def find_targets(
    texts: pa.Table, mentions: pa.Table, entities: pa.Table, subjects: pa.Table
) -> tuple[pa.Table, list[str]]:
    """Compare how often each subject and organic accounts name each entity.

    `targeted` says: q <= MAX_Q over all entities and subjects, the ratio's lower end is over
    LEAST_RATIO, and at least five members name it.

    Args:
        texts: Columns account_id, at: posts with words of their own.
        mentions: Table `mentions` of a study.
        entities: Table `entities` of a study.
        subjects: Columns subject, account_id; whoever is in none is organic.

    Returns:
        The table, by subject, then q; and what was left out, for people.
    """
    counts = count_days(texts, mentions)
    if not len(counts.accounts) or not len(counts.entities):
        return STUDY["targets"].empty_table(), []
    flagged = _among(counts.accounts, subjects["account_id"])
    organic = Organic(counts, ~flagged)
    shares: list[tuple[str, Share]] = []
    notes: list[str] = []
    for subject, members in members_among(subjects, counts):
        seen, left_out = weights_of(members, counts, organic.by_day)
        if left_out:
            notes.append(_told_left_out(subject, left_out, int(seen.sum())))
        shares += [(subject, share) for share in compare(members, counts, organic)]
    return _table(shares, counts, _kinds(entities)), notes


def members_among(subjects: pa.Table, counts: Counts) -> list[tuple[str, Flags]]:
    """Return each subject, sorted, and whether each account is a member of it."""
    names = sorted(set(subjects["subject"].to_pylist()))
    return [
        (
            name,
            _among(
                counts.accounts, subjects.filter(pc.equal(subjects["subject"], name))["account_id"]
            ),
        )
        for name in names
    ]


def _among(accounts: pa.Array, some: pa.ChunkedArray) -> Flags:
    found: Any = pc.is_in(accounts, some.cast(pa.string()).combine_chunks())
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _kinds(entities: pa.Table) -> dict[str, str]:
    return dict(zip(entities["entity_id"].to_pylist(), entities["kind"].to_pylist(), strict=True))


def _told_left_out(subject: str, left_out: int, kept: int) -> str:
    return (
        f"{subject}: {left_out:,} of its {left_out + kept:,} posts with words fall on days without "
        "a post of an organic account; its targets are told without them."
    )


def _table(shares: list[tuple[str, Share]], counts: Counts, kinds: dict[str, str]) -> pa.Table:
    ids: list[str] = counts.entities.to_pylist()
    p = np.array([1.0 if share.p is None else share.p for _subject, share in shares])
    told = zip(shares, q_values(p, p.size).tolist(), strict=True)
    order = sorted(told, key=lambda each: (each[0][0], each[1], -each[0][1].share))
    rows = [_row(subject, share, q, ids, kinds) for (subject, share), q in order]
    return pa.Table.from_pylist(rows, schema=STUDY["targets"])


def _row(
    subject: str, share: Share, q: float, ids: list[str], kinds: dict[str, str]
) -> dict[str, Any]:
    return {
        "subject": subject,
        "entity_id": ids[share.entity],
        "posts": share.posts,
        "naming": share.naming,
        "share": share.share,
        "organic_posts": share.organic_posts,
        "organic_naming": share.organic_naming,
        "organic_share": share.organic_share,
        "ratio": share.ratio,
        "low": share.low,
        "high": share.high,
        "q": None if share.p is None else q,
        "targeted": kinds.get(ids[share.entity]) in MEANT and is_more(share, q),
    }


def is_more(share: Share, q: float) -> bool:
    """Return whether an entity is named more than chance and organic accounts explain."""
    enough = share.low is not None and share.low > LEAST_RATIO
    return enough and q <= MAX_Q and share.namers >= LEAST
