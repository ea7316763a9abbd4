"""All tables of a run, from what the steps found."""

from __future__ import annotations

import pyarrow as pa

from detection.crews.words import with_crew_doubts
from detection.events import Events
from detection.found import Found
from detection.openness.open_groups import with_open_doubts
from detection.options import Options
from detection.relations import Relations
from detection.rings.claims import RING
from detection.run.evidence_tables import (
    burst_pairs_table,
    burst_posts_table,
    bursts_table,
    edges_table,
    text_tables,
)
from detection.run.nesting import overlaps_table, with_parents
from detection.run.profiles import NO_PROFILES, Profiles, read_profiles
from detection.run.ranking import members_table, prefix_of, rank, rings_table, with_lives
from detection.run.verdicts import tested_table
from detection.run.weighing import PASSED_ON, with_doubts
from detection.support.signs import signs
from vault.tables import Tables


def run_tables(
    relations: Relations,
    events: Events,
    found: Found,
    options: Options,
    run_id: str,
    collection: Tables | None,
) -> dict[str, pa.Table]:
    """Return the tables of `vault.schema.RUN` by name.

    Args:
        relations: Where relational steps run.
        events: What the codes stand for.
        found: What the steps found.
        options: What was asked.
        run_id: Id of the run.
        collection: Where the members' profiles are read; None: nowhere.
    """
    constants, prefix, evidence = options.constants, prefix_of(run_id), found.evidence
    ranked = rank(found.proofs, evidence, found.pairs, run_id)
    proven = bursts_table(relations, ranked, events, found.bursts, evidence, found.pairs, prefix)
    texts, text_copies = text_tables(events, proven)
    tables = {
        "rings": rings_table(ranked, events, found.bursts, evidence, found.pairs, options),
        "members": members_table(ranked, events, evidence),
        "bursts": proven,
        "burst_posts": burst_posts_table(ranked, events, evidence, prefix),
        "burst_pairs": burst_pairs_table(ranked, found.pairs, prefix),
        "edges": edges_table(ranked, events, evidence, constants),
        "tested": tested_table(relations, ranked, events, found, constants),
        "texts": texts,
        "text_copies": text_copies,
    }
    judged = {
        ring.ring_id: ring.proof.finding.judged
        for ring in ranked
        if ring.proof.finding.tier == RING
    }
    crews = {ring.ring_id: ring.proof.finding.crew for ring in ranked}
    profiles = _profiles(relations, collection, tables)
    tables["members"] = with_lives(tables["members"], profiles)
    tables["overlaps"] = overlaps_table(relations, tables, constants)
    tables["rings"] = with_doubts(relations, tables, judged, profiles, constants)
    tables["rings"] = with_crew_doubts(tables["rings"], crews)
    tables["rings"] = with_open_doubts(tables["rings"], ranked, constants.openly)
    tables["rings"] = with_parents(tables["rings"], tables["overlaps"], constants)
    if collection is not None and tables["members"].num_rows:
        tables["signs"] = signs(collection, tables["members"])
    return tables


def _profiles(
    relations: Relations, collection: Tables | None, tables: dict[str, pa.Table]
) -> Profiles:
    if collection is None or tables["members"].num_rows == 0:
        return NO_PROFILES
    bursts = tables["bursts"].select(["node", "object_id"]).to_pylist()
    shared = [row["object_id"] for row in bursts if row["node"] == PASSED_ON]
    return read_profiles(relations, collection, tables["members"]["account_id"].to_pylist(), shared)
