"""On which platforms the manuscripts of rings are, and under which ids they were known before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from vault.studies import Study

KIND: Final = "manuscript"
LEAST_COMMON: Final = 0.5
"""Share of the copies of the smaller that two manuscripts of two studies have in common."""


def platforms_of(study: Study) -> dict[str, dict[str, int]]:
    """Return manuscript_id -> platform -> copies, of the manuscripts that rings published.

    Copies whose platform is unknown are left out: what is not known is no new platform.
    """
    listed = study.read("manuscripts")
    of_rings = listed.filter((pc.field("kind") == KIND) & (pc.field("rings") > 0))
    wanted = pa.array(of_rings["manuscript_id"].to_pylist(), pa.string())
    copies = study.read("manuscript_copies").filter(pc.field("manuscript_id").isin(wanted))
    counted = copies.group_by(["manuscript_id", "platform"]).aggregate([([], "count_all")])
    found: dict[str, dict[str, int]] = {}
    for row in counted.to_pylist():
        if row["platform"]:
            found.setdefault(row["manuscript_id"], {})[row["platform"]] = row["count_all"]
    return found


def known_platforms(
    remembered: Mapping[str, frozenset[str]], former: Study | None, study: Study
) -> dict[str, frozenset[str]]:
    """Return the platforms on which each manuscript of a study was known.

    The id of a manuscript is that of its first copy, which can leave the period or be found later;
    then its copies tell under which id it was known.

    Args:
        remembered: The platforms that were known, by the id of then.
        former: The study of the pass before, where there is one.
        study: The study of now.
    """
    found = {key: set(platforms) for key, platforms in remembered.items()}
    if former is not None:
        for now, before in _same(former, study):
            if before in remembered:
                found.setdefault(now, set()).update(remembered[before])
    return {key: frozenset(platforms) for key, platforms in found.items()}


def _same(former: Study, study: Study) -> list[tuple[str, str]]:
    """Return the pairs of ids (now, before) that have most copies of the smaller in common."""
    before = _copies(former).rename_columns(["post_id", "before"])
    common = _copies(study).join(before, "post_id", join_type="inner")
    sizes = [
        dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
        for table in (_sizes(study), _sizes(former))
    ]
    counted = common.group_by(["manuscript_id", "before"]).aggregate([([], "count_all")])
    return [
        (row["manuscript_id"], row["before"])
        for row in counted.to_pylist()
        if row["count_all"]
        >= LEAST_COMMON * min(sizes[0][row["manuscript_id"]], sizes[1][row["before"]])
    ]


def _copies(study: Study) -> pa.Table:
    return study.read("manuscript_copies").select(["post_id", "manuscript_id"])


def _sizes(study: Study) -> pa.Table:
    return _copies(study).group_by("manuscript_id").aggregate([([], "count_all")])
