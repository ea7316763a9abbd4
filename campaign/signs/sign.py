"""What a sign of fake accounts is: something that fake accounts have more often than others.

A sign flags nobody and changes no verdict: it is counted in rings that were found without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from campaign.signs.profiles import Profiles
from detection.arrays import Flags


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign in every account, in the order of the rows of `Profiles`.

    Attributes:
        known: Whether the account can be looked at for the sign.
        has: Whether it has it; False where it is not known.
        value: For people: what exactly was seen; may be None.
    """

    known: Flags
    has: Flags
    value: npt.NDArray[np.object_]


def where(has: Flags, texts: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the texts of those who have a sign, None for all others."""
    told = np.full(has.size, None, dtype=np.object_)
    told[has] = texts[has]
    return told


def measured(has: Flags, numbers: npt.NDArray[Any], form: str) -> npt.NDArray[np.object_]:
    """Return the numbers of those who have a sign in this form (`{:.0f} days`), None for others."""
    told = np.full(has.size, None, dtype=np.object_)
    told[has] = [form.format(number) for number in numbers[has].tolist()]
    return told


@dataclass(frozen=True, slots=True)
class Sign:
    """Declaration of a sign: exactly one of `seen` and `shared` is given.

    Attributes:
        name: Name in the table `fake_signs`; never changes its meaning.
        order: Place among the signs, unique.
        title: For people, in a table.
        told: What those who have it do, after "members": `{value}` stands for what they share.
        known: Of which accounts it can be known.
        limits: Who has it innocently.
        seen: Looks at every account by itself.
        shared: Finds what accounts may have in common: columns account_id, value (not null),
            distinct. Members have the sign when they share a value that members have more often
            than organic accounts do.
    """

    name: str
    order: int
    title: str
    told: str
    known: str
    limits: str
    seen: Callable[[Profiles], Seen] | None = None
    shared: Callable[[Profiles], pa.Table] | None = None
