"""Wilful spreading: cascades, and the tables on roles and reach that are made of the same steps."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from campaign.cascades.cascades import MOST_CASCADES, cascade_table, delay_table
from campaign.cascades.follows import follow_table
from campaign.cascades.joint import joint_cascades, presence
from campaign.cascades.steps import FEWEST, read_steps
from campaign.cascades.telling import tell_cascades
from campaign.case import Case
from campaign.part import Part
from campaign.reach.reach import reach_table
from campaign.roles.acts import read_acts
from campaign.roles.roles import role_table


def make(case: Case) -> Mapping[str, pa.Table]:
    """Return cascades, delays, follows, roles and reach of every subject."""
    steps, links = read_steps(case)
    present = presence(case, steps)
    joint = case.relations.rows(case.relations.run(joint_cascades(case, present)))
    cascades = cascade_table(case, steps, present)
    told = sum(1 for members in present["members"].to_pylist() if members >= FEWEST)
    if left_out := told - cascades.num_rows:
        case.notes.append(
            f"Of each ring the {MOST_CASCADES:,} cascades with most posts of members are kept; "
            f"{left_out:,} with fewer are counted in roles and reach only."
        )
    return {
        "cascades": cascades,
        "delays": delay_table(case, steps, joint),
        "follows": follow_table(case, steps, joint),
        "roles": role_table(read_acts(case, steps, joint, links)),
        "reach": reach_table(case, links, joint),
    }


PART = Part(
    name="cascades",
    order=60,
    title="Cascades",
    tables=("cascades", "delays", "follows", "roles", "reach"),
    make=make,
    section=tell_cascades,
)
