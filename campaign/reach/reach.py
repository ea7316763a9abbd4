"""The table `reach`."""

from __future__ import annotations

import ibis.expr.types as ir
import pyarrow as pa

from campaign.case import Case
from campaign.reach.counted import read_counts
from campaign.reach.posts import post_rows
from campaign.reach.ranks import rank_rows
from campaign.reach.views import view_rows


def reach_table(case: Case, links: pa.Table, joint: ir.Table) -> pa.Table:
    """Return the study table `reach`: what members wrote and lifted, with and without them.

    Args:
        case: The case.
        links: campaign.cascades.links.LINKS of the collection.
        joint: subject, kind, root of the joint cascades.
    """
    counted = post_rows(read_counts(case, links, joint))
    return pa.concat_tables([counted, view_rows(case, links, joint), rank_rows(case)])
