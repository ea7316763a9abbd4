"""Shares of a sign in a ring and among organic accounts: ratio, interval, chance."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy import stats

from detection.significance import LEAST

FEWEST: Final = 5
"""Accounts below which no share is told."""
ENOUGH: Final = 20
ENOUGH_SHARE: Final = 0.2
_Z: Final = 1.959963984540054
_HALF: Final = 0.5


def is_known_enough(known: int, members: int) -> bool:
    """Return whether a share of the members may be told.

    Of at least 20 members, or of 20 % of a small ring: fewer would give an interval that says
    nothing. Never of fewer than 5.
    """
    return known >= FEWEST and (known >= ENOUGH or known >= ENOUGH_SHARE * members)


def compared(having: int, known: int, organic: int, organic_known: int) -> dict[str, Any]:
    """Return the columns of `fake_signs` that compare two shares.

    ratio = ((a + 1/2) / (n + 1/2)) / ((b + 1/2) / (m + 1/2)) of a among n members and b among m
    organic accounts; low, high: exp(ln ratio -+ 1.96 s), s^2 = 1/(a + 1/2) - 1/(n + 1/2)
    + 1/(b + 1/2) - 1/(m + 1/2) (Katz et al. 1978, with halves added as Pettigrew et al. 1986). p:
    that so many of the n would have it, had they been drawn from all n + m by lot (the
    hypergeometric tail, Fisher's exact test). All four null where fewer than 20 organic accounts
    are known; ratio and high where no organic account has it: how often cannot be told, only how
    often at least.
    """
    shares = {
        "known": known,
        "members": having,
        "share": having / known,
        "organic_known": organic_known,
        "organic": organic,
        "organic_share": organic / organic_known if organic_known else None,
    }
    if organic_known < ENOUGH:
        return shares | dict.fromkeys(("ratio", "low", "high", "p"))
    p = tail(having, known, organic, organic_known)
    if not having:
        return shares | dict.fromkeys(("ratio", "low", "high")) | {"p": p}
    a, n, b, m = (x + _HALF for x in (having, known, organic, organic_known))
    ratio, spread = (a / n) / (b / m), _Z * float(np.sqrt(1 / a - 1 / n + 1 / b - 1 / m))
    low, high = ratio * float(np.exp(-spread)), ratio * float(np.exp(spread))
    if not organic:
        return shares | {"ratio": None, "low": low, "high": None, "p": p}
    return shares | {"ratio": ratio, "low": low, "high": high, "p": p}


def tail(having: int, known: int, organic: int, organic_known: int) -> float:
    """Return the chance that members drawn by lot from everybody have it at least so often."""
    everybody, everywhere = known + organic_known, having + organic
    return max(LEAST, float(stats.hypergeom.sf(having - 1, everybody, everywhere, known)))
