"""Part `comparison`: who is set under whom, and which claims recur."""

from __future__ import annotations

import pyarrow as pa

from campaign.case import Case
from campaign.comparison.claims import claim_rows, ring_claim_rows, with_claims
from campaign.comparison.posts import find_comparisons, with_rings
from campaign.comparison.shares import share_rows
from campaign.comparison.telling import tell
from campaign.part import Part
from vault.study_schema import STUDY

TABLES = ("comparisons", "claims", "ring_claims", "comparison_shares")


def make(case: Case) -> dict[str, pa.Table]:
    """Make the tables; without a watch list there is nobody to compare."""
    if not case.watchlist.entities or "mentions" not in case.made:
        return {}
    comparisons = with_claims(with_rings(find_comparisons(case), case))
    comparisons = comparisons.select(STUDY["comparisons"].names)
    return {
        "comparisons": comparisons,
        "claims": claim_rows(case, comparisons),
        "ring_claims": ring_claim_rows(case, comparisons),
        "comparison_shares": share_rows(case, comparisons),
    }


PART = Part(
    name="comparison",
    order=40,
    title="Comparison",
    tables=TABLES,
    make=make,
    section=tell,
)
