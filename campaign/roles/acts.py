"""What each member did in the joint cascades of its ring, counted."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from campaign.cascades.links import ANSWERED
from campaign.case import Case

ATTACK: Final = "attack"
"""Voice of the study table `sides` that speaks against a community."""
FRONT: Final = 0.9
"""A large audience: more followers than this share of the organic accounts of the platform."""
FEWEST_TO_SEED: Final = 3
"""Members in a cascade or wave, its beginner included, before somebody began it for the ring."""
_COUNTS: Final = ("seeded", "followed", "commented", "provoked", "aside", "received")


def read_acts(case: Case, steps: pa.Table, joint: ir.Table, links: pa.Table) -> pa.Table:
    """Return what every member of every subject did.

    Counted are joint cascades and the waves of joint copies, each once for an account however often
    it posted there. A copy that is a repost or an answer as well counts as that alone.

    Args:
        case: The case.
        steps: campaign.cascades.steps.STEPS.
        joint: subject, kind, root of the joint cascades.
        links: campaign.cascades.links.LINKS of the collection.

    Returns:
        By subject, account_id: seeded; lot (how often it would have begun one of those that a
        member began, had the members in it drawn lots: the sum of 1 / members); followed;
        commented; provoked and aside (its attacks on communities, all and those beside the one that
        it attacks most; 0 where it attacks one alone); received (others' reposts, quotes, replies
        of its posts); median_delay, seconds; followers; many (followers that are many on its
        platform).
    """
    members: Any = case.members()
    found = (
        members.left_join(_joined_in(case, steps, joint), ["subject", "account_id"])
        .drop("subject_right", "account_id_right")
        .left_join(_provoked(case), ["subject", "account_id"])
        .drop("subject_right", "account_id_right")
        .left_join(_received(case, links), "account_id")
        .drop("account_id_right")
        .left_join(_audience(case), "account_id")
        .drop("account_id_right")
    )
    filled = {name: ibis.coalesce(found[name], 0).cast("int64") for name in _COUNTS}
    return case.relations.run(
        found.mutate(**filled, lot=ibis.coalesce(found.lot, 0.0)).order_by("subject", "account_id")
    )


def _joined_in(case: Case, steps: pa.Table, joint: ir.Table) -> ir.Table:
    own: Any = (
        case.relations.rows(steps)
        .filter(~_.linked)
        .inner_join(joint, ["kind", "root"])
        .inner_join(case.members(), ["subject", "account_id"])
    )
    key = ("subject", "kind", "root", "wave")
    acts = own.group_by(*key, "account_id").agg(first=_.first.any(), lag=_.lag.min(where=~_.first))
    sizes = acts.group_by(*key).agg(size=_.count(), begun=_.first.any())
    placed: Any = acts.inner_join(sizes, list(key)).mutate(answer=_.kind == ANSWERED)
    seeds = ~placed.answer & placed.begun & (placed.size >= FEWEST_TO_SEED)
    follows = ~placed.answer & ~placed.first & (placed.size > 1)
    return placed.group_by("subject", "account_id").agg(
        seeded=(seeds & placed.first).sum(),
        lot=(1.0 / placed.size).sum(where=seeds),
        followed=follows.sum(),
        commented=(placed.answer & ~placed.first).sum(),
        median_delay=placed.lag.median(where=follows),
    )


def _provoked(case: Case) -> ir.Table:
    """Return subject, account_id, provoked, aside of members that attack several communities."""
    sides = case.made.get("sides")
    if sides is None:
        sides = pa.table(
            {name: pa.array([], pa.string()) for name in ("subject", "account_id", "voice")}
            | {"posts": pa.array([], pa.int64())}
        )
    rows: Any = case.relations.rows(sides)
    told = rows.filter(rows.voice == ATTACK).group_by("subject", "account_id")
    attacks = told.agg(all=_.posts.sum(), most=_.posts.max(), sides=_.count())
    several = attacks.filter(_.sides > 1)
    return several.select("subject", "account_id", provoked=_["all"], aside=_["all"] - _.most)


def _received(case: Case, links: pa.Table) -> ir.Table:
    """Return account_id, received: how often others passed on, quoted or answered its posts."""
    posts: Any = case.tables.whole("posts").semi_join(case.flagged(), "account_id")
    written = posts.select(target=posts.post_id, author=posts.account_id)
    named: Any = case.relations.rows(links).select("target", "post_id", "account_id")
    taken = named.inner_join(written, "target").filter(_.author != _.account_id)
    return taken.group_by(account_id=_.author).agg(received=_.post_id.nunique())


def _audience(case: Case) -> ir.Table:
    """Return account_id, followers, many of the members whose followers are known."""
    seen: Any = case.tables.observations().filter(_.followers.notnull())
    known = seen.group_by("account_id", "platform").agg(followers=_.followers.max())
    organic = known.anti_join(case.flagged(), "account_id")
    many = organic.group_by("platform").agg(many=_.followers.quantile(FRONT))
    own = known.semi_join(case.flagged(), "account_id").inner_join(many, "platform")
    return own.select("account_id", followers=own.followers.cast("float64"), many=own.many)
