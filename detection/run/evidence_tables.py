"""The tables of a run that prove its rings: bursts, their posts, pairs, edges, texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Flags, Ints, Reals, ints
from detection.bursts.bursts import Bursts
from detection.bursts.pairs import Pairs
from detection.events import Events
from detection.options import Constants
from detection.relations import Relations
from detection.rings.claims import RING
from detection.rings.members import Evidence
from detection.run.backbone import find_edges
from detection.run.chance import SECOND_US, Chances, Visits, chances
from detection.run.ranking import Ranked
from vault.schema import RUN, TIME


def burst_ids(prefix: str, codes: Ints) -> pa.Array:
    """Return the ids of bursts: `3f9a1c-b00042`."""
    return pa.array([f"{prefix}-b{code:05}" for code in codes.tolist()], pa.string())


def bursts_table(
    relations: Relations,
    ranked: list[Ranked],
    events: Events,
    bursts: Bursts,
    evidence: Evidence,
    pairs: Pairs,
    prefix: str,
) -> pa.Table:
    """Return the table `bursts`: by ring, then time."""
    proven = relations.rows(_member_events(ranked, evidence))
    counted = relations.run(
        proven.group_by("ring", "burst")
        .agg(members=proven.account.nunique())
        .order_by("ring", "burst")
    )
    ring, burst = ints(counted, "ring"), ints(counted, "burst")
    about = bursts.table.take(pa.array(burst))
    objects = events.objects.take(about["object"])
    bundle = np.zeros(bursts.table.num_rows, dtype=np.int64)
    bundle[ints(evidence.events, "burst")] = ints(evidence.events, "bundle")
    order = np.lexsort((burst, ints(about, "start"), ring))
    table = pa.table(
        {
            "burst_id": burst_ids(prefix, burst),
            "ring_id": _ring_ids(ranked, ring),
            "signal": objects["signal"],
            "object_id": objects["object_id"],
            "label": objects["label"],
            "node": objects["node"],
            "bundle": bundle[burst],
            "start": about["start"].cast(TIME),
            "end": about["end"].cast(TIME),
            "accounts": about["accounts"],
            "members": counted["members"],
            "posts": about["posts"],
            "reached": evidence.sizes[bundle[burst]],
            "q": pa.array(_least_q(ranked, pairs, ring, burst), from_pandas=True),
        }
    )
    return table.take(pa.array(order))


def burst_posts_table(
    ranked: list[Ranked], events: Events, evidence: Evidence, prefix: str
) -> pa.Table:
    """Return the table `burst_posts`: everything in the bursts, by ring, burst, time."""
    parts = [RUN["burst_posts"].empty_table()]
    exact = exactness(events) // SECOND_US
    for ring in ranked:
        rows = evidence.events.take(pa.array(ring.proof.context))
        codes = ints(rows, "burst")
        account = ints(rows, "account")
        parts.append(
            pa.table(
                {
                    "burst_id": burst_ids(prefix, ring.bursts).take(
                        pa.array(np.searchsorted(ring.bursts, codes))
                    ),
                    "post_id": events.posts.take(rows["post"]),
                    "account_id": events.accounts.take(rows["account"]),
                    "at": rows["at"].cast(TIME),
                    "exact": exact[ints(rows, "post")],
                    "member": np.isin(account, ring.proof.finding.accounts),
                }
            )
        )
    return pa.concat_tables(parts)


def burst_pairs_table(ranked: list[Ranked], pairs: Pairs, prefix: str) -> pa.Table:
    """Return the table `burst_pairs`: the significant pairs inside each ring."""
    parts = [RUN["burst_pairs"].empty_table()]
    parts.extend(
        pa.table(
            {
                "ring_id": pa.repeat(ring.ring_id, ring.pairs.size),
                "burst_a": burst_ids(prefix, pairs.a[ring.pairs]),
                "burst_b": burst_ids(prefix, pairs.b[ring.pairs]),
                "shared": pairs.shared[ring.pairs],
                "expected": pairs.expected[ring.pairs],
                "p": pairs.p[ring.pairs],
                "q": pairs.q[ring.pairs],
            }
        )
        for ring in ranked
    )
    return pa.concat_tables(parts)


def edges_table(
    ranked: list[Ranked], events: Events, evidence: Evidence, constants: Constants
) -> pa.Table:
    """Return the table `edges`; rings only, an audience has no edges.

    p is that of `detection.run.chance` over the bundles of the ring. The nearest of all pairs were
    chosen: it is not corrected for that.
    """
    rings = [ring for ring in ranked if ring.proof.finding.tier == RING]
    if not rings:
        return RUN["edges"].empty_table()
    found = find_edges(_member_events(rings, evidence), evidence.sizes, constants)
    chance = _edge_chances(rings, found, events, evidence)
    # codes follow the sorted ids: a < b holds for the ids as well
    return pa.table(
        {
            "ring_id": _ring_ids(rings, ints(found, "ring")),
            "account_a": events.accounts.take(found["a"]),
            "account_b": events.accounts.take(found["b"]),
            "weight": found["weight"],
            "p": chance.p,
            "shared": chance.shared,
            "first": pa.array(chance.first).cast(TIME),
            "last": pa.array(chance.last).cast(TIME),
        }
    )


def _edge_chances(
    rings: list[Ranked], edges: pa.Table, events: Events, evidence: Evidence
) -> Chances:
    """Return the chances of the edges, each in the bundles of its own ring only."""
    rows = np.concatenate([ring.proof.context for ring in rings])
    ring = np.repeat(np.arange(len(rings)), [one.proof.context.size for one in rings])
    context = evidence.events.take(pa.array(rows))
    width = len(events.accounts)
    accounts, who = np.unique(ring * width + ints(context, "account"), return_inverse=True)
    bundles = ring * evidence.sizes.size + ints(context, "bundle")
    places, where = np.unique(bundles, return_inverse=True)
    exact = exactness(events)[ints(context, "post")]
    ends = [
        np.searchsorted(accounts, ints(edges, "ring") * width + ints(edges, end))
        for end in ("a", "b")
    ]
    return chances(
        Visits.of(where, who, ints(context, "at"), exact),
        *ends,
        reached=evidence.sizes[places % evidence.sizes.size],
        activity=evidence.bundles[accounts % width],
        total=int(evidence.bundles.sum()),
    )


def exactness(events: Events) -> Ints:
    """Return how much the time of each post may be off, microseconds, by its code."""
    exact = np.zeros(len(events.posts), dtype=np.int64)
    exact[ints(events.events, "post")] = ints(events.events, "exact")
    return exact


def text_tables(events: Events, bursts: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return `texts` and `text_copies` of the texts that stand in `bursts`."""
    texts = bursts.filter(pc.field("signal") == "text")["object_id"].unique()
    wanted = pc.field("text_id").isin(texts)
    return events.texts.filter(wanted), events.text_copies.filter(wanted)


def _member_events(ranked: list[Ranked], evidence: Evidence) -> pa.Table:
    """Return ring (place in the list), account, post, burst, at, bundle of all proofs."""
    rows = np.concatenate([np.zeros(0, np.int64), *(ring.proof.rows for ring in ranked)])
    ring = np.repeat(np.arange(len(ranked)), [ring.proof.rows.size for ring in ranked])
    events = evidence.events.take(pa.array(rows))
    return events.select(["account", "post", "burst", "at", "bundle"]).append_column(
        "ring", pa.array(ring.astype(np.int64))
    )


def _ring_ids(ranked: list[Ranked], ring: Ints) -> pa.Array:
    return pa.array([r.ring_id for r in ranked], pa.string()).take(pa.array(ring))


def _least_q(ranked: list[Ranked], pairs: Pairs, ring: Ints, burst: Ints) -> Reals:
    """Return the smallest q-value of each burst's pairs in its ring; not a number without one."""
    least = np.full(ring.size, np.nan)
    for number, one in enumerate(ranked):
        mine: Flags = ring == number
        best = np.full(int(burst.max(initial=0)) + 1, np.inf)
        for end in (pairs.a, pairs.b):
            np.minimum.at(best, end[one.pairs], pairs.q[one.pairs])
        least[mine] = np.where(np.isfinite(best[burst[mine]]), best[burst[mine]], np.nan)
    return least
