"""Compares rings that were found with the truth of a campaign."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from math import comb
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known about a campaign.

    Attributes:
        rings: Member -> its ring. Who is absent is organic.
        hard: Kind -> organic accounts that look like members.
    """

    rings: dict[str, str]
    hard: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """How well the found rings agree with the truth, over accounts.

    Attributes:
        flagged: Accounts in a found ring.
        right: Those of them that are members of any true ring.
        members: Members of true rings.
        recall_by_ring: True ring -> (members found, members).
        ari: Adjusted Rand index over all accounts that are members or flagged; who is in no ring
            is a group of its own. 1: the same partition; 0: as by chance.
        hard: Kind of hard negative -> (flagged, all).
    """

    flagged: int
    right: int
    members: int
    recall_by_ring: dict[str, tuple[int, int]]
    ari: float
    hard: dict[str, tuple[int, int]]

    @property
    def precision(self) -> float:
        """Share of the flagged accounts that are members; 1 when none is flagged."""
        return self.right / self.flagged if self.flagged else 1.0

    @property
    def recall(self) -> float:
        """Share of the members that are flagged; 1 when there are none."""
        return self.right / self.members if self.members else 1.0


def read_truth(truth_path: Path, hard_path: Path) -> Truth:
    """Read the two CSV files of a campaign."""
    hard: defaultdict[str, set[str]] = defaultdict(set)
    for account, kind in _rows(hard_path):
        hard[kind].add(account)
    return Truth(dict(_rows(truth_path)), {kind: frozenset(who) for kind, who in hard.items()})


def score(truth: Truth, found: Mapping[str, str]) -> Score:
    """Compare found rings with the truth.

    Args:
        truth: Of the campaign.
        found: Account -> the ring that it was found in; no audience-like candidates.
    """
    flagged = found.keys()
    sizes = Counter(truth.rings.values())
    right = Counter(truth.rings[account] for account in flagged & truth.rings.keys())
    everyone = sorted(flagged | truth.rings.keys())
    return Score(
        flagged=len(flagged),
        right=sum(right.values()),
        members=len(truth.rings),
        recall_by_ring={ring: (right[ring], size) for ring, size in sizes.items()},
        ari=adjusted_rand_index(
            [truth.rings.get(account, f"alone {account}") for account in everyone],
            [found.get(account, f"alone {account}") for account in everyone],
        ),
        hard={kind: (_count(who, flagged), len(who)) for kind, who in truth.hard.items()},
    )


def adjusted_rand_index(one: list[str], other: list[str]) -> float:
    """Return the agreement of two partitions of the same things, corrected for chance.

    ARI = (S - E) / (M - E), where S counts the pairs that both put together, a and b those that
    each puts together, E = a b / C(n, 2) and M = (a + b) / 2. Hubert and Arabie, Comparing
    Partitions, Journal of Classification 2 (1985), equation 5.
    """
    together = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    in_one = sum(comb(n, 2) for n in Counter(one).values())
    in_other = sum(comb(n, 2) for n in Counter(other).values())
    pairs = comb(len(one), 2)
    expected = in_one * in_other / pairs if pairs else 0.0
    most = (in_one + in_other) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _count(who: Set[str], flagged: Set[str]) -> int:
    return len(who & flagged)


def _rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [(account, name) for account, name in rows]
