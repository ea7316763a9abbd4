"""What a planted collection is made of: its size, its background, its rings, who looks like one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bench.detection.ledger import X


@dataclass(frozen=True, slots=True)
class Evasion:
    """How hard a ring tries not to be found.

    Attributes:
        participation: Mean share of the members that carry out one order, 0 to 1.
        lag_s: Median time from an order to a member's post, seconds (log-normal).
        spread: Standard deviation of the logarithm of that time.
        spun: Share of the words of a manuscript that have alternatives.
        dropped: Probability that a sentence is left out of a copy.
        shuffled: The order of the sentences changes from copy to copy.
        camouflage: Organic posts of a member as a share of all its posts, 0 to .9.
        reposts: Organic reposts of each member beside.
        evenness: How alike members are in zeal: their shares of orders have a beta distribution
            whose parameters have this sum. 40: nearly alike; 6: some do everything, some nothing.
    """

    participation: float
    lag_s: float
    spread: float
    spun: float
    dropped: float
    shuffled: bool
    camouflage: float
    reposts: int = 0
    evenness: float = 40.0


EVASIONS = {
    "naive": Evasion(0.8, 600, 0.7, 0.15, 0.0, shuffled=False, camouflage=0.0),
    "moderate": Evasion(0.45, 2400, 1.0, 0.35, 0.15, shuffled=True, camouflage=0.4),
    "hard": Evasion(0.15, 3 * 3600, 1.0, 0.35, 0.3, shuffled=True, camouflage=0.0, reposts=8),
}


@dataclass(frozen=True, slots=True)
class RingPlan:
    """One ring to plant.

    Attributes:
        name: Its name in the truth.
        trade: What it does: a key of `bench.detection.rings.TRADES`.
        members: How many accounts.
        tasks: Orders in the period.
        evasion: How it hides.
        platforms: Where its accounts are; more than one: in turn.
        exact: How exact its platform's times are, seconds.
        fewest: Orders that every member carries out at least.
        most: Orders that no member goes beyond.
        organic: Everyday posts of a member for each order carried out (rented accounts).
        studio: Rings of one studio draw on the same sentences.
    """

    name: str
    trade: str
    members: int
    tasks: int = 20
    evasion: Evasion = EVASIONS["moderate"]
    platforms: tuple[int, ...] = (X,)
    exact: int = 1
    fewest: int = 3
    most: int = 1000
    organic: float = 0.0
    studio: str = ""

    def hidden(self, evasion: Evasion) -> RingPlan:
        """Return the same ring with another way to hide."""
        return replace(self, evasion=evasion)


@dataclass(frozen=True, slots=True)
class Spec:
    """One planted collection.

    Attributes:
        name: What tables call it.
        posts: About how many organic posts.
        people: Organic accounts.
        background: synthetic, weibo_ced or twitter16.
        rings: What is planted.
        negatives: Kinds of harmless company, keys of `bench.detection.negatives.NEGATIVES`.
    """

    name: str
    posts: int = 60_000
    people: int = 15_000
    background: str = "synthetic"
    rings: tuple[RingPlan, ...] = ()
    negatives: tuple[str, ...] = field(default=())
