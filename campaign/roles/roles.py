"""The table `roles`: verdicts with their reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from campaign.figures import duration
from campaign.roles.judgement import (
    AMPLIFIER,
    AUTHOR,
    COMMENTER,
    FEWEST_ACTS,
    FRONT_ACCOUNT,
    PROVOCATEUR,
    judge,
)
from vault.study_schema import STUDY


def role_table(acts: pa.Table) -> pa.Table:
    """Return the study table `roles`; by subject, account_id.

    Args:
        acts: What `campaign.roles.acts.read_acts` returns.
    """
    verdicts = judge(acts)
    roles = verdicts.role.tolist()
    reasons = [_reason(role, row) for role, row in zip(roles, acts.to_pylist(), strict=True)]
    found = {
        "subject": acts["subject"],
        "account_id": acts["account_id"],
        "role": pa.array(roles, pa.string()),
        "confidence": pa.array(verdicts.confidence, mask=np.isnan(verdicts.confidence)),
        "reason": pa.array(reasons, pa.string()),
        "seeded": acts["seeded"],
        "followed": acts["followed"],
        "commented": acts["commented"],
        "provoked": acts["provoked"],
        "median_delay": acts["median_delay"],
        "reach": acts["received"],
    }
    return pa.table(found).cast(STUDY["roles"])


def _reason(role: str, row: Mapping[str, Any]) -> str:
    seeded, followed, commented = row["seeded"], row["followed"], row["commented"]
    began = f"began {seeded} that at least two other members went along with"
    by_lot = f"{row['lot']:.1f} would be expected by lot"
    delay = row["median_delay"]
    after = "" if delay is None else f", in the median {duration(delay)} after"
    passed = f"passed on {followed} joint posts or texts{after}"
    answered = f"commented under {commented} joint posts"
    if role == PROVOCATEUR:
        return (
            f"It wrote {row['provoked']} attacks on communities, {row['aside']} of them on others "
            "than the one that it attacks most."
        )
    if role == FRONT_ACCOUNT:
        return (
            f"It {began} ({by_lot}), {passed}; it has {row['followers']:,.0f} followers, and nine "
            f"of ten accounts of its platform have fewer than {row['many']:,.0f}."
        )
    if role == AUTHOR:
        return f"It {began} ({by_lot}); it {passed}."
    if role == AMPLIFIER:
        return f"It {passed}; it {began} ({by_lot}) and {answered}."
    if role == COMMENTER:
        return f"It {answered}; it {passed}."
    if followed + commented < FEWEST_ACTS and seeded < FEWEST_ACTS:
        return (
            f"Too little is known: it {began}, {passed}, {answered}; at least {FEWEST_ACTS} of a "
            "kind are needed."
        )
    return f"No role stands out: it {began} ({by_lot}), {passed}, {answered}."
