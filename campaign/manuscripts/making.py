"""Makes the tables of manuscripts of a case."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from ibis import _

from campaign.case import Case
from detection.text.forms import MAX_CHARACTERS
from detection.text.minhash import MIN_SHINGLES
from manuscripts.bodies import Bodies, read_bodies
from manuscripts.find import Copies, find_manuscripts
from manuscripts.tables import (
    FEWEST_ACCOUNTS,
    Kept,
    copy_rows,
    keep,
    manuscript_rows,
    ring_rows,
)


def make(case: Case) -> Mapping[str, pa.Table]:
    """Make manuscripts, manuscript_copies and ring_manuscripts."""
    bodies = read_bodies(case.tables.table("posts"))
    copies = find_manuscripts(bodies)
    members = case.relations.run(case.flagged().order_by(_.account_id))["account_id"]
    kept = keep(bodies, copies, members.combine_chunks())
    ring_manuscripts = ring_rows(case.relations, kept, case.subjects)
    case.notes.extend(_notes(bodies, copies, kept))
    found = manuscript_rows(kept, bodies)
    return {
        "manuscripts": _with_rings(found, ring_manuscripts, case.whole),
        "manuscript_copies": copy_rows(kept),
        "ring_manuscripts": ring_manuscripts,
    }


def _with_rings(found: pa.Table, ring_manuscripts: pa.Table, whole: str) -> pa.Table:
    """Return the manuscripts with the number of rings whose members published copies."""
    rings: dict[str, int] = {}
    for row in ring_manuscripts.select(["subject", "manuscript_id"]).to_pylist():
        if row["subject"] != whole:
            rings[row["manuscript_id"]] = rings.get(row["manuscript_id"], 0) + 1
    counted = [rings.get(name, 0) for name in found["manuscript_id"].to_pylist()]
    place = found.schema.get_field_index("rings")
    return found.set_column(place, found.schema.field(place), pa.array(counted, pa.int64()))


def _notes(bodies: Bodies, copies: Copies, kept: Kept) -> list[str]:
    posts, notes = bodies.text.size, list[str]()
    if short := posts - copies.compared:
        notes.append(
            f"Manuscripts: {short:,} of {posts:,} texts are too short to be told apart (fewer "
            f"than {MIN_SHINGLES} shingles: 14 Chinese characters, 20 Latin letters)."
        )
    if bodies.long:
        notes.append(
            f"Manuscripts: {bodies.long:,} texts are longer than {MAX_CHARACTERS:,} characters: "
            "only so much of each was compared."
        )
    numbers = np.unique(kept.number).size
    if left := kept.found - numbers:
        notes.append(
            f"Manuscripts: {left:,} texts that fewer than {FEWEST_ACCOUNTS} accounts have in "
            "common, none of them a member of a ring, are not listed."
        )
    return notes
