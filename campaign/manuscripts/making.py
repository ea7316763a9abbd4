"""Makes the tables of manuscripts of a case."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from campaign.case import Case
from campaign.manuscripts.templates import MOST_ALTOGETHER, MOST_TEXTS, Recovered, recover_templates
from detection.arrays import Ints
from detection.text.forms import MAX_CHARACTERS
from detection.text.minhash import MIN_SHINGLES
from manuscripts.bodies import Bodies, read_bodies
from manuscripts.find import Copies, find_manuscripts
from manuscripts.kinds.judge import judge
from manuscripts.kinds.traits import traits
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
    members = case.relations.run(case.flagged().order_by(_.account_id))["account_id"]
    bodies, copies, kept = _find(case, members.combine_chunks())
    rings = ring_rows(case.relations, kept, case.subjects)
    found, copied = manuscript_rows(kept, bodies), copy_rows(kept)
    own_copies = _own_copies(kept, members)
    recovered = recover_templates(kept, bodies, own_copies, case.progress)
    case.notes.extend(_notes(bodies, copies, kept, recovered))
    explained = pa.array(recovered.explained, mask=np.isnan(recovered.explained))
    found = _with(found, **_template_columns(recovered, kept), rings=_rings(found, rings, case))
    with case.progress.step("saying who wrote the copies", kept.kept, "manuscripts"):
        found = _with(found, **_judged(case, found, copied, recovered))
    return {
        "manuscripts": found,
        "manuscript_copies": _with(copied, explained=explained),
        "ring_manuscripts": rings,
    }


def _find(case: Case, members: pa.Array) -> tuple[Bodies, Copies, Kept]:
    with case.progress.step("cutting texts into sentences", unit="posts") as step:
        bodies = read_bodies(case.tables.table("posts"))
        step.advance(bodies.text.size)
    with case.progress.step("finding copies", unit="posts") as step:
        copies = find_manuscripts(bodies)
        kept = keep(bodies, copies, members)
        step.advance(bodies.text.size)
        step.note(f"{kept.kept:,} manuscripts")
    return bodies, copies, kept


def _own_copies(kept: Kept, members: pa.ChunkedArray) -> Ints:
    """Return how many copies of each manuscript are by members of rings."""
    own = pc.is_in(kept.rows["account_id"], value_set=members.combine_chunks())
    return np.bincount(kept.number[own.to_numpy()], minlength=kept.kept)


def _judged(
    case: Case, found: pa.Table, copied: pa.Table, recovered: Recovered
) -> dict[str, pa.ChunkedArray]:
    """Return the columns that say who or what wrote the copies."""
    names = found["manuscript_id"].to_pylist()
    known = traits(case.relations, case.tables, found, copied, case.subjects)
    told = judge(known, {names[n]: template for n, (template, _c) in recovered.templates.items()})
    return {name: told[name] for name in ("kind", "software", "reason")}


def _template_columns(recovered: Recovered, kept: Kept) -> dict[str, pa.Array]:
    known = [recovered.templates.get(number) for number in range(kept.kept)]
    return {
        "template": pa.array([one and one[0].to_json() for one in known], pa.string()),
        "coverage": pa.array([one and one[1] for one in known], pa.float64()),
        "slots": pa.array([one and one[0].slots for one in known], pa.int64()),
    }


def _rings(found: pa.Table, ring_manuscripts: pa.Table, case: Case) -> pa.Array:
    """Return the number of rings whose members published copies of each manuscript."""
    own = ring_manuscripts.filter(pc.not_equal(ring_manuscripts["subject"], case.whole))
    count = Counter(own["manuscript_id"].to_pylist())
    return pa.array([count[name] for name in found["manuscript_id"].to_pylist()], pa.int64())


def _with(rows: pa.Table, **columns: Any) -> pa.Table:
    """Return the rows with other columns in place of theirs."""
    for name, values in columns.items():
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.schema.field(place), values)
    return rows


def _notes(bodies: Bodies, copies: Copies, kept: Kept, recovered: Recovered) -> list[str]:
    posts, notes = bodies.text.size, list[str]()
    if short := posts - copies.compared:
        notes.append(
            f"{short:,} of {posts:,} texts are too short to tell copies from chance (fewer than "
            f"{MIN_SHINGLES} shingles: 14 Chinese characters, 20 Latin letters)."
        )
    if bodies.long:
        notes.append(
            f"{bodies.long:,} texts are longer than {MAX_CHARACTERS:,} characters: copies were "
            "looked for in so much of each."
        )
    if left := kept.found - kept.kept:
        notes.append(
            f"{left:,} manuscripts of fewer than {FEWEST_ACCOUNTS} accounts, none of them a "
            "member of a ring, are not listed."
        )
    if sum(recovered.left):
        notes.append(
            f"No template was recovered for {recovered.left[0]:,} manuscripts of rings and "
            f"{recovered.left[1]:,} others: of fewer than 3 copies, or behind the first "
            f"{MOST_ALTOGETHER:,} different texts (up to {MOST_TEXTS:,} of each manuscript), "
            "those of rings first."
        )
    return notes
