"""Default avatar: the picture that a platform gives to who chose none."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow.compute as pc

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, where
from detection.arrays import Flags

FEWEST_ORGANIC: Final = 10
LEAST_SHARE: Final = 0.005
"""Organic accounts with one and the same picture, as a number and as a share: then the platform
gave it."""
NAMED: Final = r"(?i)default[-_]?(profile|avatar|face|head|user)|no[-_]?avatar"
"""How platforms name their default pictures."""


def pictures(profiles: Profiles) -> np.ndarray:
    """Return the picture of each account: its address or hash, without the query; "" for none."""
    shown = pc.fill_null(profiles.rows["avatar"], "")
    plain = pc.replace_substring_regex(shown, r"[?#].*$", "")
    return np.asarray(pc.utf8_trim_whitespace(plain).to_numpy(), dtype=np.object_)


def is_default(profiles: Profiles) -> Flags:
    """Return whose picture is a default one: by its name, or because many organic ones have it."""
    shown = pictures(profiles)
    _names, code, times = np.unique(shown.astype(str), return_inverse=True, return_counts=True)
    organic = (shown != "") & ~profiles.flagged
    seen = np.bincount(code[organic], minlength=times.size)
    many = seen >= max(FEWEST_ORGANIC, LEAST_SHARE * float(organic.sum()))
    named = pc.match_substring_regex(pc.fill_null(profiles.rows["avatar"], ""), NAMED)
    return (shown != "") & (many[code] | np.asarray(named.to_numpy(), dtype=np.bool_))


def has_default(profiles: Profiles) -> Seen:
    """Return whose picture is a default one."""
    has = is_default(profiles)
    return Seen(pictures(profiles) != "", has, where(has, pictures(profiles)))


SIGN = Sign(
    name="default_avatar",
    order=30,
    title="Default avatar",
    told="have the platform's default picture",
    known="accounts of which the picture is known",
    limits="everybody who never chose a picture: readers, newcomers",
    seen=has_default,
)
