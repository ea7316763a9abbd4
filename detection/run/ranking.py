"""The tables `rings` and `members` of a run."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Ints, Reals, ints
from detection.bursts.bursts import Bursts
from detection.bursts.pairs import Pairs
from detection.events import Events
from detection.options import Options
from detection.rings.claims import RING
from detection.rings.members import Evidence
from detection.rings.proof import Proof
from detection.run.profiles import Profiles
from detection.run.reasons import Story, explain
from vault.result_folder import completed
from vault.schema import RUN, TIME

RUN_DIGITS = 6
"""Digits of the run id that the ids of its rings and bursts begin with."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A proof with its place and name.

    Attributes:
        ring_id: `3f9a1c-01` for a ring, `3f9a1c-a01` for an audience.
        rank: 1 is the largest of its tier.
        proof: The finding and its proof.
        bursts: Codes of its bursts, sorted.
        pairs: Rows of the significant pairs among them.
    """

    ring_id: str
    rank: int
    proof: Proof
    bursts: Ints
    pairs: Ints


def prefix_of(run_id: str) -> str:
    """Return what the ids of the rings and bursts of a run begin with."""
    return run_id.removeprefix("run-")[:RUN_DIGITS]


def rank(proofs: list[Proof], evidence: Evidence, pairs: Pairs, run_id: str) -> list[Ranked]:
    """Order the proofs, rings first, by size, evidence and first account; and name them."""
    burst = ints(evidence.events, "burst")
    ordered = sorted(
        proofs,
        key=lambda proof: (
            proof.finding.tier != RING,
            -proof.finding.accounts.size,
            -proof.rows.size,
            int(proof.finding.accounts[0]),
        ),
    )
    places: Counter[str] = Counter()
    ranked: list[Ranked] = []
    for proof in ordered:
        places[proof.finding.tier] += 1
        place = places[proof.finding.tier]
        mark = "" if proof.finding.tier == RING else "a"
        bursts = np.unique(burst[proof.rows])
        ranked.append(
            Ranked(
                ring_id=f"{prefix_of(run_id)}-{mark}{place:02}",
                rank=place,
                proof=proof,
                bursts=bursts,
                pairs=np.flatnonzero(np.isin(pairs.a, bursts) & np.isin(pairs.b, bursts)),
            )
        )
    return ranked


def rings_table(
    ranked: list[Ranked],
    events: Events,
    bursts: Bursts,
    evidence: Evidence,
    pairs: Pairs,
    options: Options,
) -> pa.Table:
    """Return the table `rings`, one row per ring or audience, in order."""
    rows = [_ring(ring, events, bursts, evidence, pairs, options) for ring in ranked]
    return pa.Table.from_pylist(rows, schema=RUN["rings"])


def _ring(
    ring: Ranked,
    events: Events,
    bursts: Bursts,
    evidence: Evidence,
    pairs: Pairs,
    options: Options,
) -> dict[str, object]:
    finding = ring.proof.finding
    shape, ring_q = finding.judged.shape, finding.judged.ring_q
    proof = evidence.events.take(pa.array(ring.proof.rows))
    at = ints(proof, "at")
    story = _tell(ring, proof, events, bursts, pairs)
    return {
        "ring_id": ring.ring_id,
        "tier": finding.tier,
        "rank": ring.rank,
        "accounts": finding.accounts.size,
        "bursts": story.bundles,
        "posts": np.unique(ints(proof, "post")).size,
        "first": int(at.min()),
        "last": int(at.max()),
        "score": float(np.median(ring.proof.score)) * (1.0 - ring_q),
        "p": shape.p,
        "q": ring_q,
        "median_hits": story.median_hits,
        "signals": json.dumps(story.signals, sort_keys=True),
        "reason": explain(story, options.q, options.constants),
        "against": None,
        "parent": None,
    }


def _tell(ring: Ranked, proof: pa.Table, events: Events, bursts: Bursts, pairs: Pairs) -> Story:
    at, burst = ints(proof, "at"), ints(proof, "burst")
    objects = ints(bursts.table, "object")
    seen = np.unique(burst * (len(events.accounts) + 1) + ints(proof, "account"))
    codes, members = np.unique(seen // (len(events.accounts) + 1), return_counts=True)
    main = int(objects[codes[int(np.argmax(members))]])
    signals = events.objects["signal"].take(pa.array(objects[ring.bursts])).to_pylist()
    return Story(
        tier=ring.proof.finding.tier,
        judged=ring.proof.finding.judged,
        accounts=ring.proof.finding.accounts.size,
        median_hits=float(np.median(ring.proof.hits)),
        bundles=np.unique(ints(proof, "bundle")).size,
        signals=dict(sorted(Counter(signals).items())),
        first=int(at.min()),
        last=int(at.max()),
        pairs=ring.pairs.size,
        shared=_mean(pairs.shared[ring.pairs].astype(float)),
        expected=_mean(pairs.expected[ring.pairs]),
        main_signal=events.objects["signal"][main].as_py(),
        main_label=events.objects["label"][main].as_py() or "",
        main_members=int(members.max()),
        crew=ring.proof.finding.crew,
        openness=ring.proof.finding.openness,
    )


def _mean(values: Reals) -> float:
    return float(values.mean()) if values.size else 0.0


def members_table(ranked: list[Ranked], events: Events, evidence: Evidence) -> pa.Table:
    """Return the table `members`: by ring, then score, highest first, then account."""
    parts = [RUN["members"].empty_table()]
    for ring in ranked:
        proof, finding = ring.proof, ring.proof.finding
        proven = evidence.events.take(pa.array(proof.rows)).group_by("account")
        spans = proven.aggregate(
            [("post", "count_distinct"), ("at", "min"), ("at", "max")]
        ).sort_by("account")
        order = np.lexsort((finding.accounts, -proof.hits, -proof.score))
        part = pa.table(
            {
                "ring_id": pa.repeat(ring.ring_id, order.size),
                "account_id": events.accounts.take(pa.array(finding.accounts)),
                "score": proof.score,
                "p": finding.p,
                "q": finding.q,
                "hits": proof.hits,
                "posts": spans["post_count_distinct"],
                "first": spans["at_min"].cast(TIME),
                "last": spans["at_max"].cast(TIME),
                "activity": evidence.bundles[finding.accounts],
            }
        )
        parts.append(completed(part.take(pa.array(order)), RUN["members"]).cast(RUN["members"]))
    return pa.concat_tables(parts)


def with_lives(members: pa.Table, profiles: Profiles) -> pa.Table:
    """Return the table `members` with how much each posted in the whole collection."""
    known = profiles.accounts
    place = pc.index_in(members["account_id"], known["account_id"].combine_chunks())
    at = members.schema.get_field_index("all_posts")
    return members.set_column(at, RUN["members"].field("all_posts"), known["all_posts"].take(place))
