"""What the posts of a run allow to say, and what not: told before anything is concluded."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detection.arrays import Ints
from detection.options import Constants
from detection.question.period import Period, shown
from detection.question.scope import ScopedTables
from detection.relations import Relations
from vault import Batch, Vault

MOST_BY_ONE = 0.5
"""One account that wrote more than this share of the posts is told of."""
MOST_COARSE = 0.1
"""A share of inexact times above this is told of."""
_DAY_US = 86_400_000_000
_NO = ibis.literal(value=False)


@dataclass(frozen=True, slots=True)
class Survey:
    """What is there to look at, all in numbers of posts where it does not say otherwise.

    Attributes:
        all_posts: In the batches, each once.
        posts: In the period.
        undated: Without a time, among all.
        usable: In the period, with a time and an account.
        accounts: Accounts of usable posts, a number of accounts.
        busiest: Usable posts of the account that has most.
        first: Earliest usable time, microseconds.
        last: Latest usable time, microseconds.
        ahead: With a time after the moment when they were loaded, and a day.
        coarse: Usable, with a time known to the minute or day only.
        reposts: Usable reposts.
        texts: Usable, with a text that is not empty.
        one_text: Whether all these texts are the same.
    """

    all_posts: int
    posts: int
    undated: int
    usable: int
    accounts: int
    busiest: int
    first: int
    last: int
    ahead: int
    coarse: int
    reposts: int
    texts: int
    one_text: bool


def loaded_us(batches: Iterable[Batch]) -> int:
    """Return when the last of these batches was loaded, microseconds since 1970 UTC."""
    times = [datetime.fromisoformat(batch.committed_at) for batch in batches]
    return max((round(time.timestamp()) * 1_000_000 for time in times), default=0)


def newest_us(vault: Vault, collections: Iterable[str]) -> int | None:
    """Return the time of the newest post that is not in the future, microseconds; None: none."""
    batches = [batch for name in collections for batch in vault.need_collection(name)]
    latest = loaded_us(batches) + _DAY_US
    newest: int | None = None
    for part in vault.parts("posts", batches):
        times: Any = pq.read_table(part, columns=["created_at"])["created_at"].cast(pa.int64())
        found = pc.max(times.filter(pc.less_equal(times, latest))).as_py()
        newest = max((us for us in (newest, found) if us is not None), default=None)
    return newest


def survey(relations: Relations, tables: ScopedTables, loaded_us: int) -> Survey:
    """Count what the posts of a scope allow.

    Args:
        relations: Where relational steps run.
        tables: The posts.
        loaded_us: When the last of them was loaded, microseconds: a later time is wrong.
    """
    # Aggregates are made when they are asked for: the checker cannot see them.
    everything: Any = tables.whole("posts")
    posts: Any = tables.table("posts")
    usable = posts.filter(posts.created_at.notnull(), posts.account_id.notnull())
    busy = usable.group_by("account_id").agg(n=usable.count())
    seen = _row(relations, _seen(usable, loaded_us))
    return Survey(
        **_row(
            relations,
            everything.agg(
                all_posts=everything.count(), undated=everything.created_at.isnull().sum()
            ),
        ),
        **_row(relations, busy.agg(accounts=busy.count(), busiest=busy.n.max())),
        **{name: value for name, value in seen.items() if name != "one_text"},
        posts=_row(relations, posts.agg(n=posts.count()))["n"],
        one_text=bool(seen["one_text"]),
    )


def _seen(usable: Any, loaded_us: int) -> ir.Table:
    us = usable.created_at.epoch_seconds().cast("int64") * 1_000_000
    text = usable.text.strip().nullif("")
    return usable.agg(
        usable=usable.count(),
        first=us.min(),
        last=us.max(),
        ahead=(us > loaded_us + _DAY_US).sum(),
        coarse=usable.precision.isin(["minute", "day"]).sum(),
        reposts=usable.repost_of.notnull().sum(),
        texts=text.count(),
        one_text=(text.min() == text.max()).fill_null(_NO).cast("int64"),
    )


def _row(relations: Relations, counted: ir.Table) -> dict[str, int]:
    """Return the only row; nothing counted is 0."""
    return {name: value or 0 for name, value in relations.run(counted).to_pylist()[0].items()}


def cautions(
    seen: Survey, constants: Constants, period: Period, per_post: Ints | None = None
) -> list[str]:
    """Return what cannot be said about these posts and why, one sentence each, worst first.

    Args:
        seen: What is there.
        constants: ring_members, post_bursts.
        period: What was asked for.
        per_post: Objects that each post touches, where that is known.
    """
    where = "in this period" if period else "here"
    if seen.posts == 0:
        outside = f": all {seen.all_posts:,} are outside it or have no time" if period else ""
        return [f"There are no posts {where}{outside}. Nothing can be said."]
    told = _left_out(seen, period)
    if seen.usable == 0:
        return [
            *told,
            f"None of the {seen.posts:,} posts has both a time and an account: who acts together "
            "with whom cannot be told. Nothing can be said.",
        ]
    crowded = 0 if per_post is None else int(np.sum(per_post > constants.post_bursts))
    if crowded:
        told.append(
            f"{crowded:,} posts touch more than {constants.post_bursts} objects each (hashtags, "
            f"links, ...): each counts for the {constants.post_bursts} with the fewest accounts."
        )
    return [*told, *_too_little(seen, constants), *_times(seen), *_contents(seen)]


def _left_out(seen: Survey, period: Period) -> list[str]:
    outside = seen.all_posts - seen.posts
    if not period or not outside:
        return []
    undated = f" or have no time ({seen.undated:,})" if seen.undated else ""
    return [f"{outside:,} of {seen.all_posts:,} posts are outside the period{undated}."]


def _too_little(seen: Survey, constants: Constants) -> list[str]:
    if seen.accounts == 1:
        return ["All posts are by one account: nobody is there whom it could act with."]
    told: list[str] = []
    if seen.accounts < constants.ring_members:
        told.append(
            f"There are {seen.accounts} accounts; a ring has {constants.ring_members} or more. "
            "No ring can be found."
        )
    if seen.busiest > MOST_BY_ONE * seen.usable:
        told.append(
            f"One account wrote {seen.busiest:,} of the {seen.usable:,} posts. However much it "
            "wrote, it counts as one account wherever accounts are counted."
        )
    return told


def _times(seen: Survey) -> list[str]:
    told: list[str] = []
    apart = seen.last - seen.first
    if apart == 0 and seen.usable > 1:
        told.append(
            f"All posts bear the same time, {shown(seen.first)}: they tell nothing of who acted "
            "with whom again and again, which a ring must have done. No ring can be found."
        )
    elif apart < _OCCASIONS_US and seen.usable > 1:
        told.append(
            f"All posts were made within {max(1, round(apart / 60e6)):,} minutes; a ring is seen "
            "only on separate occasions, hours apart. No ring can be found."
        )
    if seen.ahead:
        told.append(
            f"{seen.ahead:,} posts bear a time after they were loaded (the latest "
            f"{shown(seen.last)}): a wrong clock or zone. They are compared as they stand."
        )
    if seen.coarse > MOST_COARSE * seen.usable:
        told.append(
            f"{seen.coarse:,} of {seen.usable:,} posts have times that are exact to the minute or "
            "the day only. That two of them bear the same time is not taken for synchrony."
        )
    return told


_OCCASIONS_US = 2 * 3_600_000_000
"""Three occasions an hour apart need two hours."""


def _contents(seen: Survey) -> list[str]:
    if seen.reposts == seen.usable:
        return ["All posts are reposts: who repeats whom can be told, shared texts cannot."]
    if seen.texts == 0:
        return ["No post has a text: texts cannot be compared."]
    if seen.one_text and seen.texts > 1:
        return [
            f"All {seen.texts:,} texts are the same. One shared text, however often, is one piece "
            "of evidence: an app or a share button writes such texts too."
        ]
    return []
