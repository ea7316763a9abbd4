"""What a run can be asked for, and every constant of the method with its unit and its reason.

All of them are parameters of the run and part of its id. What only a kernel knows (how texts are
compared, how deep a community is cut) goes with the code, whose digest is part of the id as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from detection.question.period import Period
from marionet.errors import UsageError

HOUR_US = 3_600_000_000
"""One hour, in microseconds."""


@dataclass(frozen=True, slots=True)
class Constants:
    """The constants of the method. Sources: trials on planted and organic data, where not named.

    Halving or doubling moves the results little, but for `merge_ratio` and `majority`.
    """

    gap_us: int = 6 * HOUR_US
    """A silence of an object shorter than this never ends a burst, microseconds."""
    rare_log: float = 4.6
    """-ln of the probability (1 %) with which chance shows such a gap or such a dense window."""
    chunk: int = 200
    """Most events of a burst: the larger of this and the square root of the accounts."""
    scan_rows: int = 16
    """Smallest window that may become a burst of its own, events."""
    burst_accounts: int = 3
    """Fewest accounts of a burst."""
    post_bursts: int = 40
    """A post speaks for this many bursts at most, those with the fewest accounts."""
    bundle_overlap: float = 0.5
    """Bursts whose posts overlap this much (Jaccard) are one piece of evidence."""
    pair_shared: int = 3
    """Fewest accounts that a pair of bursts must share to be tested."""
    pair_budget: int = 200_000_000
    """Most sum over accounts of (bursts per account) squared: bounds time and memory."""
    dominant_share: float = 0.1
    """A group of bursts with this share of all participation is tested without its own doings."""
    dominant_busy: float = 2.0
    """Such a group must have this times as much of all participation as it has of all accounts."""
    merge_ratio: float = 0.5
    """Communities are one when they share accounts this densely, against the denser within."""
    neighbours: int = 8
    """Purity looks at this many events before and after."""
    purities: tuple[float, ...] = (0.5, 0.2)
    """Share of members around an event, net of chance, that keeps it: exclusive, and mixed."""
    burst_members: int = 3
    """Fewest members whose events keep a burst."""
    member_rounds: int = 10
    """Most rounds of the member test; it is at its fixed point after three or four."""
    member_hits: int = 2
    """Fewest pieces of evidence of a member."""
    bootstrap: int = 400
    """Draws of the test ring against audience."""
    audience_power: float = 1.0
    """An audience: h to this power, times the accounts with h hits, does not rise with h."""
    audience_tolerance: float = 0.5
    """Share of an audience among a ring's accounts of fewest hits that is put up with."""
    majority: float = 0.5
    """Share of the significant accounts that must lie at or above the bump of a ring."""
    ring_members: int = 5
    """Fewest members of a ring."""
    ring_occasions: int = 3
    """Fewest occasions: medians of pieces of evidence that lie `occasion_us` apart."""
    occasion_us: int = HOUR_US
    """Two pieces of evidence closer than this are one occasion, microseconds."""
    ring_median_hits: float = 3.0
    """Least median of the members' pieces of evidence."""
    places: tuple[str, ...] = ("co_hashtag", "co_reply")
    """Signals of public places, where anyone who cares comes by. Who was met there only is no
    member of a ring of which the majority passed on the same things as well."""
    openly: float = 0.8
    """Share of a ring's members that must name one owner in public to be spared: openly linked."""
    edge_window: int = 4
    """A member's candidates for an edge: this many members that follow it in a burst."""
    edges_per_member: int = 4
    """Nearest co-members kept for each member."""
    meeting_budget: int = 1_000_000_000
    """Most visits that are read to compare order and seconds: bounds time. Over it those pairs of
    objects are left out that share fewest accounts."""
    habit_accounts: int = 8
    """Fewest accounts of a pair of objects from which habit is learnt: with fewer, Fisher's z is
    noise."""
    usual_z: float = 0.4
    """Mean habit, Fisher z, in three public sets, each of hundreds of pairs of posts: reposts of
    rumours and news in China .08, of viral tweets .46, comments on news in China .73."""
    usual_deviation: float = 0.33
    """Deviation of these three, Fisher z. No collection is taken to be more alike than that."""
    habit_spread: float = 1.5
    """Most deviation that is believed, in usual ones: more is a mixture of rings and people."""
    prior_pairs: int = 20
    """What other collections showed counts as so many pairs of objects of this one."""
    most_z: float = 1.0
    """No habit of a crowd is taken to be stronger on average, Fisher z: a rank correlation of .76.
    No collection can prove that people are machines."""
    reaches: tuple[float, ...] = (3.0, 10.0, 30.0)
    """Seconds within which people's times are taken to be spread evenly: the one that explains
    most counts. Programs that watch one source answer within a few seconds of it."""
    crowded: float = 1e-6
    """Chance of a second of the minute with so many more acts than the others: it is no meeting."""
    coarse_share: float = 0.5
    """When more than this share of the objects have all their times at one second of the minute,
    the source knows minutes only, whatever it says."""
    fit_neighbours: int = 5
    """Accounts before, and as many after, from which the time of an account is foretold."""
    chain_errors: float = 0.05
    """Most members by chance where a chain was kept among many others: no crowd can show less."""
    no_fit: float = 0.5
    """Who fits into an order no better than this share of the crowd is no member."""
    crew_meetings: int = 100
    """Meetings by which an account is told to belong to a crew, the clearest: one at which half of
    the accounts have so many adds nothing. Fifteen tasks make 105 pairs. Bounds memory."""
    crew_overlap: float = 0.5
    """Crews of which the smaller has this share of its accounts in the other are one."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asks for.

    Attributes:
        q: False discovery rate for pairs, members and rings, above 0 and below 1.
        algorithm: Name of the community algorithm; see detection.bursts.algorithms.
        seed: Seed of everything random.
        constants: The constants of the method.
        period: Only posts of this time.
        seeds: Ids of accounts; when there are any, only what surrounds them is looked for.
    """

    q: float = 0.01
    algorithm: str = "leiden"
    seed: int = 0
    constants: Constants = field(default_factory=Constants)
    period: Period = field(default_factory=Period)
    seeds: tuple[str, ...] = ()

    @property
    def pair_q(self) -> float:
        """Up to which q-value pairs of bursts are kept at first: all of them, around seeds."""
        return 1.0 if self.seeds else self.q

    def checked(self, algorithms: tuple[str, ...]) -> Options:
        """Return these options when they can be run.

        Raises:
            UsageError: A value is out of range; the message says which are allowed.
        """
        if not 0 < self.q < 1:
            raise UsageError(f"--q {self.q} is not between 0 and 1. Usual values: 0.01, 0.05.")
        if not 0 <= self.seed < 2**31:
            raise UsageError(f"--seed {self.seed} is not between 0 and 2147483647.")
        if self.algorithm not in algorithms:
            names = ", ".join(algorithms)
            raise UsageError(
                f"--algorithm {self.algorithm!r} is not known. Choose one of: {names}."
            )
        since, until = self.period.since, self.period.until
        if since is not None and until is not None and since >= until:
            raise UsageError("The period ends before it begins. Give --from a day before --until.")
        return self

    def parameters(self) -> dict[str, Any]:
        """Return everything that determines the result, as JSON values.

        Seeds are accounts of people: only how many there are and a digest stand here; a run names
        them in its table `seeds`, from which they can be taken out.
        """
        constants = asdict(self.constants)
        constants["purities"] = list(self.constants.purities)
        constants["places"] = list(self.constants.places)
        constants["reaches"] = list(self.constants.reaches)
        return {
            "q": self.q,
            "algorithm": self.algorithm,
            "seed": self.seed,
            "period": self.period.parameters(),
            "seeds": seeds_digest(self.seeds),
            **constants,
        }


def seeds_digest(seeds: Iterable[str]) -> dict[str, Any] | None:
    """Return what identifies a set of accounts without naming them; None without one."""
    ids = sorted(set(seeds))
    if not ids:
        return None
    digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]
    return {"count": len(ids), "digest": digest}
