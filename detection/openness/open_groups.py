"""Findings whose profiles name one owner leave the rings: the last step before a run is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from detection.arrays import ints
from detection.events import Events
from detection.found import Found
from detection.openness.openness import (
    Named,
    Openness,
    Outside,
    find_named,
    judge_openness,
    openness_doubt,
)
from detection.openness.owners import BRAND, SITE, Owner, Profile, named_by
from detection.options import Options
from detection.relations import Relations
from detection.rings.claims import AUDIENCE, RING
from detection.rings.proof import Proof
from detection.run.ranking import Ranked
from marionet.progress import Progress
from vault.tables import Tables

LINK_SIGNALS = ("co_url", "co_domain")
"""Signals whose objects are pages or sites."""
TOLD = ("handle", "name", "bio", "extra")
"""Columns of an account in which it may name an owner."""


@dataclass(frozen=True, slots=True)
class _Others:
    """What accounts say that are in no ring.

    Attributes:
        known: How many of them have a profile.
        naming: Owner -> how many name it.
    """

    known: int
    naming: Mapping[Owner, int]


def spare_open_groups(
    found: Found,
    relations: Relations,
    tables: Tables,
    events: Events,
    options: Options,
    progress: Progress,
) -> Found:
    """Return the findings; rings of which nearly all members name one owner are audience-like.

    Args:
        found: What the steps found.
        relations: Where relational steps run.
        tables: The collection; without profiles in it nothing changes.
        events: What the codes stand for.
        options: What was asked: q, openly.
        progress: Where the step is reported to.
    """
    rings = [proof for proof in found.proofs if proof.finding.tier == RING]
    if not rings:
        return found
    with progress.step("asking profiles for an owner") as step:
        opened = _opened(rings, found, relations, tables, events, options.q)
        least = options.constants.openly
        proofs = [_settled(proof, opened.get(id(proof)), least) for proof in found.proofs]
        spared = [
            new.finding.accounts.size
            for old, new in zip(found.proofs, proofs, strict=True)
            if new.finding.tier != old.finding.tier
        ]
        step.note(f"{len(spared):,} of {len(rings):,} groups name an owner in public")
    if not spared:
        return replace(found, proofs=proofs)
    note = (
        f"Groups that act together and name their owner in public: {len(spared):,}, with "
        f"{sum(spared):,} accounts. They are not called rings, and listed as audience-like."
    )
    return replace(found, proofs=proofs, notes=[*found.notes, note])


def _settled(proof: Proof, opened: Openness | None, least: float) -> Proof:
    if opened is None:
        return proof
    tier = AUDIENCE if opened.share >= least else RING
    return replace(proof, finding=replace(proof.finding, tier=tier, openness=opened))


def _opened(
    rings: Sequence[Proof],
    found: Found,
    relations: Relations,
    tables: Tables,
    events: Events,
    q: float,
) -> dict[int, Openness]:
    """Return the owner of each ring that has one, by the identity of its proof."""
    ids = [events.accounts.take(pa.array(ring.finding.accounts)).to_pylist() for ring in rings]
    profiles = read_members(relations, tables, {one for members in ids for one in members})
    if not profiles:
        return {}
    theirs = [[profiles[one] for one in members if one in profiles] for members in ids]
    hosts = [_hosts(ring, found, events) for ring in rings]
    named = [
        find_named(known, len(members), pages)
        for known, members, pages in zip(theirs, ids, hosts, strict=True)
    ]
    wanted = sorted(
        {one.owner for owners in named for one in owners}, key=lambda o: (o.kind, o.value)
    )
    if not wanted:
        return {}
    others = count_others(relations, tables, wanted, {one for members in ids for one in members})
    everywhere = Counter(owner for one in profiles.values() for owner in named_by(one))
    opened: dict[int, Openness] = {}
    for ring, owners, known, pages in zip(rings, named, theirs, hosts, strict=True):
        judged = judge_openness(
            owners,
            ring.finding.accounts.size,
            sum(pages.values()),
            lambda owner, owners=owners: _outside(owner, owners, everywhere, others),
            len(events.accounts),
            others.known + len(profiles) - len(known),
            q,
        )
        if judged is not None:
            opened[id(ring)] = judged
    return opened


def _outside(
    owner: Owner, named: Iterable[Named], everywhere: Mapping[Owner, int], others: _Others
) -> Outside:
    here = next(one.members for one in named if one.owner == owner)
    return Outside(max(0, everywhere.get(owner, 0) - here), others.naming[owner])


def _hosts(ring: Proof, found: Found, events: Events) -> Counter[str]:
    """Return how many pages that the members of a ring shared lie at each host."""
    bursts = np.unique(ints(found.evidence.events, "burst")[ring.rows])
    objects = np.unique(ints(found.bursts.table, "object")[bursts])
    shared = events.objects.select(["signal", "object_id"]).take(pa.array(objects)).to_pylist()
    return Counter(
        urlsplit(row["object_id"]).hostname or row["object_id"]
        for row in shared
        if row["signal"] in LINK_SIGNALS
    )


def read_members(relations: Relations, tables: Tables, accounts: set[str]) -> dict[str, Profile]:
    """Return the latest that is known of accounts, by id; without those that say nothing."""
    wanted = relations.rows(pa.table({"account_id": pa.array(sorted(accounts), pa.string())}))
    latest = tables.accounts().semi_join(wanted, "account_id")
    rows = relations.run(latest.select("account_id", "verified", *TOLD).order_by("account_id"))
    return {
        row["account_id"]: Profile(
            row["account_id"],
            verified=bool(row["verified"]),
            **{name: row[name] or "" for name in TOLD},
        )
        for row in rows.to_pylist()
        if any(row[name] for name in TOLD)
    }


def count_others(
    relations: Relations, tables: Tables, owners: Sequence[Owner], rings: set[str]
) -> _Others:
    """Count who of the accounts that are in no ring names each owner, now or earlier.

    What counts is that the words stand anywhere in a profile, also of a free page or behind other
    words: rather too many than too few.

    Complexity: one pass over the observations of accounts.
    """
    members = relations.rows(pa.table({"account_id": pa.array(sorted(rings), pa.string())}))
    seen: Any = tables.observations().anti_join(members, "account_id")
    space: Any = ibis.literal(" ")
    said = space.join([seen[name].fill_null("") for name in TOLD]).lower()
    seen = seen.mutate(said=said, shown=seen["name"].fill_null("").strip().lower())
    counts = {
        f"owner_{k}": seen.account_id.nunique(where=_names(seen, owner))
        for k, owner in enumerate(owners)
    }
    row = relations.run(seen.aggregate(known=seen.account_id.nunique(), **counts)).to_pylist()[0]
    return _Others(row["known"], {owner: row[f"owner_{k}"] for k, owner in enumerate(owners)})


def _names(seen: Any, owner: Owner) -> ir.BooleanValue:
    if owner.kind == BRAND:
        return seen.verified.fill_null(ibis.literal(value=False)) & seen.shown.startswith(
            owner.value
        )
    # the plain search is quick and passes over nearly all; the pattern is for the rest
    anywhere = reduce(or_, [seen.said.contains(needle) for needle in owner.needles])
    one_of = "|".join(re.escape(needle) for needle in owner.needles)
    before = "(^|[^a-z0-9-])" if owner.kind == SITE else "[@/]"
    return anywhere & seen.said.re_search(f"{before}({one_of})([^a-z0-9_-]|$)")


def with_open_doubts(rings: pa.Table, ranked: Sequence[Ranked], least: float) -> pa.Table:
    """Return the table `rings` with the owner that some, but too few members of a ring name.

    Args:
        rings: The table, with doubts.
        ranked: The findings in the same order.
        least: Share of members from which a group is spared.
    """
    told: list[str | None] = []
    for ring, doubts in zip(ranked, rings["against"].to_pylist(), strict=True):
        finding = ring.proof.finding
        if finding.openness is not None and finding.tier == RING:
            doubts = " ".join([openness_doubt(finding.openness, least), doubts or ""]).strip()
        told.append(doubts)
    place = rings.schema.get_field_index("against")
    return rings.set_column(place, rings.schema.field(place), pa.array(told, pa.string()))
