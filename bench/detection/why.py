"""Which step loses a ring: for each true ring, what is left of it after each step.

Its bursts are those in which three of its members or more took part; a burst is its own where they
are at least `OWN` of its accounts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.detection.ledger import Ints
from bench.detection.listening import Heard
from bench.measure import table
from detection.arrays import Flags, ints
from detection.options import Options

OWN = 0.5
FEWEST = 3
MOST_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Funnel:
    """What is left of one ring after each step, in words."""

    ring: str
    stages: tuple[tuple[str, str], ...]
    verdict: str


def funnels(
    heard: Heard, truth: dict[str, str], found: dict[str, str], options: Options
) -> list[Funnel]:
    """Return the funnel of each ring of the truth.

    Args:
        heard: What the steps returned.
        truth: Account -> its ring.
        found: Account -> the ring that it was found in.
        options: Of the run.
    """
    names = heard["collect_events"][-1].accounts.to_pylist()
    rings = sorted(set(truth.values()))
    number = {ring: place for place, ring in enumerate(rings)}
    ring_of = np.array([number.get(truth.get(name, ""), -1) for name in names])
    made: list[Funnel] = []
    for ring in rings:
        there = Counter(found.get(name, "") for name, its in truth.items() if its == ring)
        left = f"{sum(n for r, n in there.items() if r)} in {sum(1 for r in there if r)}"
        made.append(_Look(heard, ring_of == number[ring], options, left).funnel(ring))
    return made


def funnel_table(found: Sequence[Funnel]) -> str:
    """Return the funnels as Markdown, a row for each ring."""
    stages = list(dict.fromkeys(name for one in found for name, _ in one.stages))
    rows = [
        [one.ring, *(dict(one.stages).get(name, "") for name in stages), one.verdict]
        for one in found
    ]
    return table(["ring", *stages, "verdict"], rows)


class _Look:
    """One ring among what the steps returned."""

    def __init__(self, heard: Heard, mine: Flags, options: Options, left: str) -> None:
        self.heard, self.mine, self.options = heard, mine, options
        self.left = left
        self.events = heard["collect_events"][-1]
        self.bursts = heard["find_bursts"][-1]
        self.stages: list[tuple[str, str]] = []

    def funnel(self, ring: str) -> Funnel:
        verdict = self._verdict()
        self._say("members in rings", self.left)
        return Funnel(ring, tuple(self.stages), verdict)

    def _say(self, stage: str, text: str) -> None:
        self.stages.append((stage, text))

    def _verdict(self) -> str:
        self._objects()
        taken = self._bursts()
        if not taken.any():
            return "bursts: it has none"
        if not self._pairs(taken):
            return "pairs: none is significant"
        community = self._community(taken)
        if community is None:
            return "communities: its bursts are in none"
        significant = self._members(community)
        return self._judged(community, significant)

    def _objects(self) -> None:
        rows = self.events.events
        account, object_ = ints(rows, "account"), ints(rows, "object")
        touched = np.unique(np.stack([account, object_])[:, self.mine[account]], axis=1)
        objects, several = np.unique(touched[1], return_counts=True)
        objects = objects[several >= FEWEST]
        signals = self.events.objects["signal"].to_numpy(zero_copy_only=False)[objects]
        kinds = ", ".join(f"{n} {name}" for name, n in Counter(signals.tolist()).most_common(3))
        self._say("objects that 3 members touched", kinds or "none")

    def _bursts(self) -> Flags:
        """Return which bursts are the ring's."""
        rows, size = self.bursts.events, self.bursts.table.num_rows
        pairs = np.unique(np.stack([ints(rows, "burst"), ints(rows, "account")]), axis=1)
        members = np.bincount(pairs[0], weights=self.mine[pairs[1]], minlength=size)
        everyone = np.bincount(pairs[0], minlength=size)
        taken = members >= FEWEST
        own = taken & (members >= OWN * everyone)
        self._say(
            "bursts (own)",
            f"{taken.sum()} ({own.sum()}), median {np.median(members[taken]):.0f} members of "
            f"{np.median(everyone[taken]):.0f}"
            if taken.any()
            else "none",
        )
        return own if own.any() else taken

    def _pairs(self, taken: Flags) -> bool:
        pairs = self.heard["find_pairs"][-1]
        among = taken[pairs.a] & taken[pairs.b]
        tied = np.unique(np.r_[pairs.a[among], pairs.b[among]])
        self._say("significant pairs of them", f"{among.sum()}, {tied.size} of {taken.sum()} tied")
        return bool(among.any())

    def _community(self, taken: Flags) -> int | None:
        community: Ints = self.heard["merge_communities"][-1]
        mine = community[taken]
        counts = Counter(mine[mine >= 0].tolist())
        if not counts:
            self._say("community", "none")
            return None
        chosen, there = counts.most_common(1)[0]
        rows = self.bursts.events
        here = community[ints(rows, "burst")] == chosen
        share = float(self.mine[ints(rows, "account")[here]].mean())
        self._say(
            "community",
            f"{there} of {taken.sum()} in the largest of {len(counts)}, which has "
            f"{int((community == chosen).sum())} bursts; {share:.0%} of its events are members'",
        )
        return chosen

    def _members(self, community: int) -> list[int]:
        """Return how many members are significant at each level."""
        found: list[int] = []
        for level, purity in zip(
            self.heard["find_members"], self.options.constants.purities, strict=False
        ):
            here = (ints(level.hits, "community") == community) & level.significant
            account = ints(level.hits, "account")[here]
            found.append(int(self.mine[account].sum()))
            hits = np.median(ints(level.hits, "h")[here]) if here.any() else 0
            self._say(f"accounts by hits at purity {purity:g}", self._by_hits(level, community))
            self._say(
                f"significant at purity {purity:g}",
                f"{found[-1]} of {self.mine.sum()}, {account.size - found[-1]} others, "
                f"h {hits:.0f}",
            )
        return found

    def _by_hits(self, level: Any, community: int) -> str:
        """Return for each number of hits how many members and how many others have it."""
        here = ints(level.hits, "community") == community
        h, mine = ints(level.hits, "h")[here], self.mine[ints(level.hits, "account")[here]]
        most = min(int(h.max(initial=0)), MOST_SHOWN)
        counts = [
            f"{np.sum(mine & (h == k))}+{np.sum(~mine & (h == k))}" for k in range(1, most + 1)
        ]
        return " ".join(counts)

    def _judged(self, community: int, significant: list[int]) -> str:
        judged = [c for c in self.heard["judge"][-1] if c.community == community]
        self._say("shape", "; ".join(map(self._shape, judged)) or "not judged")
        tier = self._proven(community)
        if tier == "ring":
            return "found"
        if not any(significant):
            return "members: none is significant"
        if not judged:
            return "occasions: too few, or too few members"
        if tier is None:
            return "claim or proof: nothing is left"
        return "shape: " + ", ".join(sorted({r for c in judged for r in self._failed(c)}))

    def _shape(self, candidate: Any) -> str:
        shape = candidate.shape
        return (
            f"q {candidate.ring_q:.1g}, bump {shape.bump}, least {shape.least}, share "
            f"{candidate.share:.2f}, core {int(candidate.core.sum())}, "
            f"h {candidate.median_hits:.0f}"
        )

    def _failed(self, candidate: Any) -> list[str]:
        constants = self.options.constants
        tests = {
            "no bump": candidate.ring_q > self.options.q,
            "minority above the bump": candidate.share < constants.majority,
            "core too small": int(candidate.core.sum()) < constants.ring_members,
            "too few hits": candidate.median_hits < constants.ring_median_hits,
        }
        return [name for name, failed in tests.items() if failed]

    def _proven(self, community: int) -> str | None:
        """Return the tier of the finding of a community."""
        findings = [proof.finding for proof in self.heard["prove"][-1]]
        tiers = [one.tier for one in findings if one.community == community]
        return tiers[0] if tiers else None
