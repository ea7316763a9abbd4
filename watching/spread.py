"""On which platforms the manuscripts of rings are."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from vault.studies import Study

KIND = "manuscript"


def platforms_of(study: Study) -> dict[str, dict[str, int]]:
    """Return manuscript_id -> platform -> copies, of the manuscripts that rings published."""
    listed = study.read("manuscripts")
    of_rings = listed.filter((pc.field("kind") == KIND) & (pc.field("rings") > 0))
    wanted = pa.array(of_rings["manuscript_id"].to_pylist(), pa.string())
    copies = study.read("manuscript_copies").filter(pc.field("manuscript_id").isin(wanted))
    counted = copies.group_by(["manuscript_id", "platform"]).aggregate([([], "count_all")])
    found: dict[str, dict[str, int]] = {}
    for row in counted.to_pylist():
        found.setdefault(row["manuscript_id"], {})[row["platform"] or "?"] = row["count_all"]
    return found
