"""Who acts with these accounts? Only what surrounds some seeds is tested.

Invariants:
- Fewer tests are made, so weaker traces hold: q-values are over what was tested, and hold given
  that the seeds were chosen without a look at these posts.
- Two bursts are looked at because seeds are in them: that the same seed is in both is then less of
  a surprise, and is discounted.
- Every account is tested with all that it did, near the seeds or not: who is busy everywhere is not
  taken for company.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _
from scipy import sparse, stats

from detection.arrays import Flags, Ints, Reals, ints
from detection.bursts.bursts import Bursts
from detection.bursts.pairs import Pairs
from detection.events import Events
from detection.found import Found
from detection.relations import Relations
from detection.significance import LEAST, q_values
from vault.schema import RUN
from vault.tables import Tables

IN_RING = "member of a ring"
IN_AUDIENCE = "in a group that looks like an audience"
NOTHING = "nothing speaks for it"
ALONE = "nothing that it did was done by enough others"
ABSENT = "has no post here"


def seed_codes(events: Events, seeds: Sequence[str]) -> Ints:
    """Return the codes of the seeds that have posts, sorted."""
    wanted = pa.array(sorted(set(seeds)), pa.string())
    return np.flatnonzero(
        pc.is_in(events.accounts, value_set=wanted).to_numpy(zero_copy_only=False)
    )


def pairs_around(pairs: Pairs, bursts: Bursts, seeds: Ints, q: float) -> Pairs:
    """Return the pairs of bursts around seeds that share more accounts than chance allows.

    Tested are the pairs with a seed in one burst or both: n (T - n) + n (n - 1) / 2 pairs of T
    bursts, n of them with seeds. What holds among all pairs, as in a run without seeds, holds here
    too: nothing is lost. So does what ties the bursts together that are found so.

    Args:
        pairs: All pairs that share accounts enough to be tested, q-values over all T (T - 1) / 2.
        bursts: The bursts.
        seeds: Codes of the seeds.
        q: False discovery rate.
    """
    count = bursts.table.num_rows
    visits = _visits(bursts, seeds)
    chosen: Flags = np.diff(visits.indptr) > 0
    near = chosen[pairs.a] | chosen[pairs.b]
    number = int(chosen.sum())
    p = pairs.p.copy()
    both = np.flatnonzero(chosen[pairs.a] & chosen[pairs.b])
    p[both] = _given_choice(pairs, both, bursts, visits)
    adjusted = pairs.q.copy()
    tests = number * (count - number) + number * (number - 1) / 2
    adjusted[near] = np.minimum(adjusted[near], q_values(p[near], tests))
    found = np.zeros(count, dtype=np.bool_)
    kept = near & (adjusted <= q)
    found[pairs.a[kept]] = found[pairs.b[kept]] = True
    rows = np.flatnonzero(found[pairs.a] & found[pairs.b] & (adjusted <= q))
    return replace(
        pairs,
        a=pairs.a[rows],
        b=pairs.b[rows],
        shared=pairs.shared[rows],
        expected=pairs.expected[rows],
        p=p[rows],
        q=adjusted[rows],
        tested=int(near.sum()),
    )


def _given_choice(pairs: Pairs, rows: Ints, bursts: Bursts, visits: sparse.csr_array) -> Reals:
    """Return the p-values of pairs that were chosen because seeds are in both bursts.

    With C the shared accounts, P(C >= c | chosen) is at most P(C >= c) / P(chosen), and P(chosen)
    at least 1 - (1 - f)^n for n accounts of a burst and f the share of seeds in all visits. That
    one seed is in both explains one shared account: P(C >= c - 1). The smaller bound counts.
    """
    sizes = ints(bursts.table, "accounts").astype(float)
    share = min(1.0, float(visits.sum()) / max(1.0, float(sizes.sum())))
    a, b = pairs.a[rows], pairs.b[rows]
    likely = 1.0 - (1.0 - share) ** np.minimum(sizes[a], sizes[b])
    one_less = stats.poisson.sf(pairs.shared[rows] - 2, pairs.expected[rows])
    bound = np.minimum(pairs.p[rows] / np.maximum(likely, LEAST), one_less)
    return np.clip(bound, LEAST, 1.0)


def _visits(bursts: Bursts, seeds: Ints) -> sparse.csr_array:
    """Return which seed took part in which burst, bursts x seeds."""
    account, burst = ints(bursts.events, "account"), ints(bursts.events, "burst")
    rows = np.flatnonzero(np.isin(account, seeds))
    place = np.searchsorted(seeds, account[rows])
    shape = (bursts.table.num_rows, max(1, seeds.size))
    visits = sparse.csr_array((np.ones(rows.size), (burst[rows], place)), shape=shape)
    visits.data = np.minimum(visits.data, 1.0)
    return visits


def only_around(found: Found, seeds: Ints) -> Found:
    """Return what was found without the findings that hold no seed: nobody asked for them."""
    proofs = [proof for proof in found.proofs if bool(np.isin(seeds, proof.finding.accounts).any())]
    return replace(found, proofs=proofs)


@dataclass(frozen=True, slots=True)
class Seeded:
    """The table `seeds` of a run, and what is to be said of it."""

    table: pa.Table
    notes: tuple[str, ...]


def tell_seeds(
    relations: Relations,
    tables: Tables,
    events: Events,
    found: Found,
    seeds: Sequence[str],
    written: Mapping[str, pa.Table],
) -> Seeded:
    """Say of each seed where it is, or that nothing speaks for it.

    Args:
        relations: Where relational steps run.
        tables: The posts.
        events: Their events.
        found: What was found.
        seeds: Ids of the seeds.
        written: The tables `rings` and `members` of the run.
    """
    ids = sorted(set(seeds))
    posts = _posts_of(relations, tables, ids)
    codes = seed_codes(events, ids)
    visits = _visits(found.bursts, codes)
    taken = np.asarray(visits.sum(axis=0)).ravel()
    bursts = dict(zip(events.accounts.take(pa.array(codes)).to_pylist(), taken, strict=False))
    rings, members = written["rings"], written["members"]
    tiers = dict(zip(rings["ring_id"].to_pylist(), rings["tier"].to_pylist(), strict=True))
    where = {row["account_id"]: row for row in reversed(members.to_pylist())}
    rows: list[dict[str, object]] = []
    for seed in ids:
        member = where.get(seed)
        in_bursts = int(bursts.get(seed, 0))
        if member is not None:
            verdict = IN_RING if tiers[member["ring_id"]] == "ring" else IN_AUDIENCE
        elif seed not in posts:
            verdict = ABSENT
        else:
            verdict = NOTHING if in_bursts else ALONE
        rows.append(
            {
                "account_id": seed,
                "posts": posts.get(seed, 0),
                "bursts": in_bursts,
                "ring_id": member and member["ring_id"],
                "q": member and member["q"],
                "verdict": verdict,
            }
        )
    return Seeded(pa.Table.from_pylist(rows, RUN["seeds"]), _notes(found, ids, posts))


def _posts_of(relations: Relations, tables: Tables, ids: list[str]) -> dict[str, int]:
    wanted = relations.rows(pa.table({"account_id": pa.array(ids, pa.string())}))
    own = tables.table("posts").semi_join(wanted, "account_id")
    counted = relations.run(own.group_by("account_id").agg(n=_.count()))
    return dict(zip(counted["account_id"].to_pylist(), counted["n"].to_pylist(), strict=True))


def _notes(found: Found, ids: list[str], posts: dict[str, int]) -> tuple[str, ...]:
    absent = [seed for seed in ids if seed not in posts]
    missing = (
        (f"{len(absent):,} of {len(ids):,} seeds have no post here: see the table of seeds.",)
        if absent
        else ()
    )
    return (
        *missing,
        f"Tested were the {found.pairs.tested:,} pairs of bursts in which seeds took part. The "
        "q-values are over these, fewer than all, and hold if the seeds were chosen without a "
        "look at these posts.",
    )
