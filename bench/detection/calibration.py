"""Is a q-value what it says? Labels permuted, and halves that judge what the other half found."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.detection import line_up
from bench.detection.campaign import Planted, plant
from bench.detection.figures import Figure, Result, Settings, at_most
from bench.detection.negatives import FANS
from bench.detection.spec import Spec
from bench.detection.tables import COLLECTION, store
from bench.detection.trial import members_of
from detection.arrays import Flags, ints
from detection.bursts.algorithms import ALGORITHMS
from detection.bursts.bundles import find_bundles
from detection.bursts.bursts import Bursts, find_bursts
from detection.bursts.communities import find_communities
from detection.bursts.merge import merge_communities
from detection.bursts.pairs import find_pairs
from detection.detect import detect
from detection.events import Events, collect_events
from detection.options import Options
from detection.relations import Relations, open_relations
from detection.rings.audience import judge
from detection.rings.claims import RING, claim
from detection.rings.members import find_members, gather_evidence
from detection.rings.proof import prove
from marionet.progress import SILENT
from vault import Vault
from vault.tables import Tables

RATES = (0.01, 0.05)
SLACK = 1.3
"""Realised false discovery may be so many times q."""
POSTS = 30_000


def calibration(settings: Settings) -> Result:
    """Realised false discovery at both rates."""
    posts = settings.posts or POSTS
    crossed: dict[float, list[float]] = {q: [] for q in RATES}
    recall: dict[float, list[float]] = {q: [] for q in RATES}
    permuted: dict[float, list[float]] = {q: [] for q in RATES}
    for seed in settings.seeds:
        spec = Spec(
            "calibration", posts, posts // 4, rings=line_up.twelve("moderate"), negatives=FANS
        )
        planted = plant(spec, seed)
        for q in RATES:
            false, found = cross_fitted(planted, seed, Options(q=q))
            crossed[q].append(false)
            recall[q].append(found)
            permuted[q].append(_flagged(_permuted(planted, seed), Options(q=q)))
    figures: list[Figure] = []
    for q in RATES:
        figures.append(at_most(f"cross-fitted, q {q}: false discovery", SLACK * q, crossed[q]))
        figures.append(
            Figure(f"cross-fitted, q {q}: recall", "", tuple(f"{r:.4f}" for r in recall[q]))
        )
        figures.append(at_most(f"labels permuted, q {q}: accounts flagged", 0, permuted[q]))
    return Result("calibration", tuple(figures))


def cross_fitted(planted: Planted, seed: int, options: Options) -> tuple[float, float]:
    """Return the share of false accounts among those found, and the recall.

    Communities come from one half of the accounts, members are looked for in the other half, both
    ways round: what chance ties together in one half has no members in the other.
    """
    with tempfile.TemporaryDirectory(prefix="marionet-halves-") as folder:
        vault = Vault(Path(folder) / "vault")
        store(vault, planted.tables)
        batches = vault.batches(COLLECTION)
        with vault.scratch("halves") as scratch, open_relations(scratch) as relations:
            events = collect_events(Tables(relations.backend, vault, batches))
            half = np.random.default_rng([seed, 3]).random(len(events.accounts)) < 0.5
            found = [
                *_half(relations, events, half, options),
                *_half(relations, events, ~half, options),
            ]
    flagged = {events.accounts[code].as_py() for code in found}
    right = len(flagged & planted.truth.rings.keys())
    return 1 - right / max(1, len(flagged)), right / max(1, len(planted.truth.rings))


def _half(relations: Relations, events: Events, fit: Flags, options: Options) -> list[int]:
    """Return the accounts outside `fit` that belong to communities of the accounts inside."""
    constants, accounts = options.constants, len(events.accounts)
    timeless = np.asarray(events.objects["timeless"])
    bursts = find_bursts(relations, events.events, accounts, constants, timeless)
    sizes, posts = _of_half(bursts, fit), ints(bursts.table, "posts")
    kinds = bursts.families(events.objects), timeless[ints(bursts.table, "object")]
    bundles = find_bundles(relations, bursts.events, posts, constants.bundle_overlap, *kinds)
    mine = fit[ints(bursts.events, "account")]
    inside = Bursts(
        bursts.table.set_column(
            bursts.table.column_names.index("accounts"), "accounts", pa.array(sizes)
        ),
        bursts.events.filter(pa.array(mine)),
        bursts.dropped,
    )
    coposts = find_bundles(relations, inside.events, posts, constants.bundle_overlap, *kinds)
    tied = replace(bundles, coposts=coposts.coposts)
    pairs = find_pairs(relations, inside, tied, options.q, constants)
    community = find_communities(pairs, sizes, ALGORITHMS[options.algorithm], options.seed)
    community = merge_communities(
        inside.taking_part(relations), community, sizes, tied, constants.merge_ratio
    )
    others = bursts.events.filter(pa.array(~mine))
    evidence = gather_evidence(relations, others, community, bundles.bundle, accounts)
    levels = [
        find_members(relations, evidence, purity, options.q, constants)
        for purity in constants.purities
    ]
    claimed = claim(judge(evidence, levels, constants, options.seed), options.q, constants)
    public = bursts.of_signals(events.objects, constants.places)
    proofs = prove(evidence, levels, claimed, public, constants)
    return [a for p in proofs if p.finding.tier == RING for a in p.finding.accounts.tolist()]


def _of_half(bursts: Bursts, fit: Flags) -> np.ndarray:
    """Return how many accounts of the half take part in each burst, at least 1."""
    pairs = np.unique(
        np.stack([ints(bursts.events, "burst"), ints(bursts.events, "account")]), axis=1
    )
    there = np.bincount(pairs[0][fit[pairs[1]]], minlength=bursts.table.num_rows)
    return np.maximum(there, 1).astype(np.int64)


def _permuted(planted: Planted, seed: int) -> Planted:
    """Shuffle who wrote which post: activity, times, objects and texts stay."""
    posts = planted.tables["posts"]
    order = np.random.default_rng([seed, 4]).permutation(posts.num_rows)
    place = posts.column_names.index("account_id")
    shuffled = posts.set_column(place, "account_id", posts["account_id"].take(pa.array(order)))
    return replace(planted, tables={**planted.tables, "posts": shuffled})


def _flagged(planted: Planted, options: Options) -> int:
    with tempfile.TemporaryDirectory(prefix="marionet-permuted-") as folder:
        vault = Vault(Path(folder) / "vault")
        store(vault, planted.tables)
        return len(members_of(detect(vault, COLLECTION, options, SILENT)))
