"""The role that counts of acts speak for, and how surely.

All confidences are posterior probabilities from the counts alone, with Jeffreys' prior: they say
how surely the counts show the tendency, not how surely the counts mean what they are taken for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import special, stats

from detection.arrays import Flags, Reals, reals
from detection.significance import q_values

AUTHOR: Final = "author"
FRONT_ACCOUNT: Final = "front account"
AMPLIFIER: Final = "amplifier"
COMMENTER: Final = "commenter"
PROVOCATEUR: Final = "provocateur"
UNDECIDED: Final = "undecided"
ROLES: Final = (PROVOCATEUR, FRONT_ACCOUNT, AUTHOR, AMPLIFIER, COMMENTER, UNDECIDED)

FEWEST_ACTS: Final = 3
"""Acts of a kind from which a role may be told; below, too little is known."""
FEWEST_ASIDE: Final = 2
"""Attacks on a second community from which an account may be told a provocateur."""
SURE: Final = 0.8
"""Least confidence with which a role is told."""
SEEDING_Q: Final = 0.05
"""Largest q-value of having begun so many by lot."""
PASSES_ON: Final = 0.25
"""A front account passes on less than this share of what it takes part in."""
BOTH_SIDES: Final = 0.1
"""Least share of a provocateur's attacks that goes to others than its main target."""
_PRIOR: Final = 0.5


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A role for each row, and its confidence; NaN where it is undecided."""

    role: npt.NDArray[np.str_]
    confidence: Reals


def judge(acts: pa.Table) -> Verdicts:
    """Return the role of each member.

    In this order: provocateur, front account, author, then amplifier or commenter by what it does
    more often.

    - Provocateur: of its a + b attacks b go to others than the community that it attacks most;
      confidence P(theta > BOTH_SIDES), theta ~ Beta(b + 1/2, a + 1/2).
    - Author: it began s of the cascades and waves that members began, lots would have given it e.
      It needs a small q of P(X >= s), X Poisson(e), by Benjamini and Hochberg over the members of
      the subject: somebody is always first, and among thousands some are so a few times by lot.
      Confidence P(lambda > 1), lambda ~ Gamma(s + 1/2, e + 1/2), how many times as often.
    - Front account: an author with many followers who passes on hardly anything: the smaller of
      the author's confidence and P(theta < PASSES_ON), theta ~ Beta(f + c + 1/2, s + 1/2).
    - Amplifier, commenter: f cascades passed on, c commented; confidence P(theta > 1/2),
      theta ~ Beta(f + 1/2, c + 1/2) or the other way round.

    Args:
        acts: What `campaign.roles.acts.read_acts` returns.
    """
    seeded, followed, commented, provoked, aside, lot = (
        reals(acts, name)
        for name in ("seeded", "followed", "commented", "provoked", "aside", "lot")
    )
    provoking = _above(BOTH_SIDES, aside, provoked - aside)
    leading = special.gammaincc(seeded + _PRIOR, lot + _PRIOR)
    aloof = 1.0 - _above(PASSES_ON, followed + commented, seeded)
    passing = _above(0.5, followed, commented)
    begins = (seeded >= FEWEST_ACTS) & (_seeding_q(acts) <= SEEDING_Q)
    fronts = begins & _many_followers(acts) & (aloof >= SURE)
    enough = followed + commented >= FEWEST_ACTS
    role = np.full(seeded.size, UNDECIDED, dtype="<U16")
    confidence = np.full(seeded.size, np.nan)
    for name, fits, sure in (
        (COMMENTER, enough & (commented > followed), 1.0 - passing),
        (AMPLIFIER, enough & (followed > commented), passing),
        (AUTHOR, begins, leading),
        (FRONT_ACCOUNT, fronts, np.minimum(leading, aloof)),
        (PROVOCATEUR, aside >= FEWEST_ASIDE, provoking),
    ):
        told = fits & (sure >= SURE)
        role[told] = name
        confidence[told] = sure[told]
    return Verdicts(role, confidence)


def _above(share: float, of_it: Reals, rest: Reals) -> Reals:
    """Return P(theta > share), theta ~ Beta(of_it + 1/2, rest + 1/2)."""
    below = special.betainc(of_it + _PRIOR, rest + _PRIOR, share)
    return np.asarray(1.0 - below, dtype=np.float64)


def _seeding_q(acts: pa.Table) -> Reals:
    """Return the q-values of having begun so many by lot, over the members of each subject."""
    seeded, lot = reals(acts, "seeded"), reals(acts, "lot")
    tail = stats.poisson.sf(seeded - 1, np.maximum(lot, 1e-12))
    p = np.asarray(tail, dtype=np.float64)
    subject = acts["subject"].combine_chunks().dictionary_encode().indices.to_numpy()
    q = np.ones(seeded.size)
    for number in np.unique(subject).tolist():
        rows: Flags = subject == number
        q[rows] = q_values(p[rows], int(rows.sum()))
    return q


def _many_followers(acts: pa.Table) -> Flags:
    known = acts.select(["followers", "many"]).cast(
        pa.schema([("followers", pa.float64()), ("many", pa.float64())])
    )
    followers, many = (
        np.asarray(known[name].to_numpy(zero_copy_only=False), dtype=np.float64)
        for name in known.column_names
    )
    found: Flags = np.nan_to_num(followers, nan=-1.0) > np.nan_to_num(many, nan=np.inf)
    return found
