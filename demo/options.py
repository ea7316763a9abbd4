"""What can be chosen about a campaign: its size, its length, its rings, how well they hide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from marionet.errors import UsageError


@dataclass(frozen=True, slots=True)
class Evasion:
    """How hard a ring tries not to be found.

    Attributes:
        participation: Mean share of the members that carry out one order, 0..1.
        lag_s: Median time from an order to a member's post, seconds (log-normal).
        lag_spread: Standard deviation of the logarithm of that time.
        synonyms: Probability that a slot of a manuscript is spun instead of kept, 0..1.
        dropped: Probability that a sentence of a manuscript is left out, 0..1.
        shuffled: The order of the sentences changes from copy to copy.
        camouflage: Organic posts of a member, as a multiple of the mean organic account.
        batch_registered: Share of members with handles and registration days of one batch.
    """

    participation: float
    lag_s: float
    lag_spread: float
    synonyms: float
    dropped: float
    shuffled: bool
    camouflage: float
    batch_registered: float


EVASIONS: dict[str, Evasion] = {
    "naive": Evasion(
        participation=0.75,
        lag_s=600,
        lag_spread=0.7,
        synonyms=0.3,
        dropped=0.0,
        shuffled=False,
        camouflage=0.25,
        batch_registered=0.9,
    ),
    "moderate": Evasion(
        participation=0.45,
        lag_s=3600,
        lag_spread=1.0,
        synonyms=0.65,
        dropped=0.15,
        shuffled=True,
        camouflage=0.6,
        batch_registered=0.5,
    ),
    "hard": Evasion(
        participation=0.2,
        lag_s=14400,
        lag_spread=1.2,
        synonyms=1.0,
        dropped=0.35,
        shuffled=True,
        camouflage=1.5,
        batch_registered=0.15,
    ),
}

# Members per ring beside 4,000 organic accounts; the other sizes are scaled from here.
RING_SIZES: dict[str, int] = {
    "manuscript-zh": 260,
    "comparison-en": 140,
    "boost": 110,
    "reply-swarm": 80,
    "division": 90,
    "small": 15,
}
REFERENCE_ACCOUNTS = 4000
SMALLEST_RING = 15


@dataclass(frozen=True, slots=True)
class CampaignOptions:
    """One campaign; the same options give the same bytes.

    Attributes:
        seed: Any integer from 0; another seed is another world.
        organic_accounts: Accounts that belong to nobody's ring.
        posts_per_account: Mean number of everyday posts of an organic account.
        days: Length of the period; the launch is in its middle.
        start: First moment, UTC.
        evasion: Name of a level in `EVASIONS`.
        rings: (name, members) of the rings wanted; None: all, scaled to `organic_accounts`.
        orders: Orders that a ring receives over the period.
    """

    seed: int = 0
    organic_accounts: int = REFERENCE_ACCOUNTS
    posts_per_account: float = 8.0
    days: int = 45
    start: datetime = datetime(2026, 3, 2, tzinfo=UTC)
    evasion: str = "naive"
    rings: tuple[tuple[str, int], ...] | None = None
    orders: int = 28

    def checked(self) -> CampaignOptions:
        """Return these options when they can be generated.

        Raises:
            UsageError: A value is out of range or a name is unknown.
        """
        if self.evasion not in EVASIONS:
            raise UsageError(
                f"There is no evasion level {self.evasion!r}. Choose one of: {', '.join(EVASIONS)}."
            )
        unknown = [name for name, _ in self.ring_sizes() if name not in RING_SIZES]
        if unknown:
            raise UsageError(
                f"There is no ring type {unknown[0]!r}. Choose from: {', '.join(RING_SIZES)}."
            )
        names = [name for name, _ in self.ring_sizes()]
        if twice := [name for name in names if names.count(name) > 1]:
            raise UsageError(f"The ring {twice[0]!r} is asked for twice. Name each ring once.")
        for name, value, least in (
            ("seed", self.seed, 0),
            ("accounts", self.organic_accounts, 200),
            ("posts per account", self.posts_per_account, 1),
            ("days", self.days, 10),
            ("orders", self.orders, 4),
            *((f"members of {ring}", size, 2) for ring, size in self.ring_sizes()),
        ):
            if value < least:
                raise UsageError(f"The campaign's {name} must be at least {least}, not {value}.")
        return self

    def ring_sizes(self) -> tuple[tuple[str, int], ...]:
        """Return (name, members) of each ring."""
        if self.rings is not None:
            return self.rings
        scale = self.organic_accounts / REFERENCE_ACCOUNTS
        return tuple(
            (name, size if name == "small" else max(SMALLEST_RING, round(size * scale)))
            for name, size in RING_SIZES.items()
        )
