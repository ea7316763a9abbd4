"""Why a set of accounts was flagged, or was not called a ring: one paragraph with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from detection.crews.crews import Crew
from detection.crews.words import crew_reason
from detection.openness.openness import Openness, openness_reason
from detection.options import Constants
from detection.rings.audience import Candidate
from detection.rings.claims import RING
from detection.signals import SIGNALS

WORDS: Mapping[str, tuple[str, str]] = {signal.name: signal.words for signal in SIGNALS}
"""Signal -> what was shared, one and several. Other signals go by their name."""

LABEL_LENGTH = 80
"""Characters of the main object that are told."""


@dataclass(frozen=True, slots=True)
class Story:
    """The numbers that a reason tells.

    Attributes:
        tier: RING or AUDIENCE.
        judged: How it was judged.
        accounts: Its accounts.
        median_hits: Pieces of evidence that an account took part in, median.
        bundles: Independent pieces of evidence.
        signals: Signal -> bursts.
        first: First post of the evidence, microseconds.
        last: Last post of the evidence, microseconds.
        pairs: Significant pairs among its bursts.
        shared: Accounts that such a pair shares, mean.
        expected: Accounts that chance would give, mean.
        main_signal: Signal of the burst with most members.
        main_label: What it shared, for people.
        main_members: Members in it.
        crew: What they repeated, where that is why they were flagged.
        openness: The owner that their profiles name, where they do.
    """

    tier: str
    judged: Candidate
    accounts: int
    median_hits: float
    bundles: int
    signals: Mapping[str, int]
    first: int
    last: int
    pairs: int
    shared: float
    expected: float
    main_signal: str
    main_label: str
    main_members: int
    crew: Crew | None = None
    openness: Openness | None = None


def explain(story: Story, q: float, constants: Constants) -> str:
    """Return the paragraph for a ring or an audience-like candidate."""
    verdict = _why_ring(story) if story.tier == RING else _why_not(story, q, constants)
    parts = [_what(story), _chance(story), verdict, _main(story)]
    return " ".join(part for part in parts if part)


def _what(story: Story) -> str:
    kinds = ", ".join(
        f"{count:,} {WORDS.get(signal, (signal, signal))[count != 1]}"
        for signal, count in sorted(story.signals.items(), key=lambda item: (-item[1], item[0]))
    )
    return (
        f"{story.accounts:,} accounts met in {story.bundles:,} independent pieces of evidence "
        f"({kinds}) {_days(story.first, story.last)}; half of them took part in "
        f"{story.median_hits:g} or more.{_elsewhere(story)}"
    )


def _elsewhere(story: Story) -> str:
    """Tell of the accounts that the test saw and that are not listed: its numbers include them."""
    missing = int(story.judged.core.sum()) - story.accounts
    if story.tier != RING or missing <= 0:
        return ""
    were = "account is" if missing == 1 else "accounts are"
    return (
        f" The figures below are of the whole group that was tested: {missing:,} more {were} "
        "listed with another ring, or not at all for want of evidence of their own."
    )


def _days(first: int, last: int) -> str:
    one, other = (datetime.fromtimestamp(t // 1_000_000, UTC).date() for t in (first, last))
    return f"on {one}" if one == other else f"between {one} and {other}"


def _chance(story: Story) -> str:
    if story.pairs == 0:
        return ""
    return (
        f"Two of these bursts of activity share {_amount(story.shared)} accounts on average, where "
        f"chance would give {_amount(story.expected)}, knowing how busy those accounts are "
        f"({story.pairs:,} pairs of bursts)."
    )


def _why_ring(story: Story) -> str:
    if story.crew is not None:
        return crew_reason(story.crew)
    judged, shape = story.judged, story.judged.shape
    return (
        "It is not an audience: of an audience ever fewer accounts come back ever more often, but "
        f"here {shape.seen:,} accounts took part {shape.bump:,} times or more, where the audience "
        f"that fits best has {_amount(shape.expected)} (q = {judged.ring_q:.1g}), and "
        f"{judged.share:.0%} of the significant accounts are among them, on {judged.occasions:,} "
        "separate occasions."
    )


def _why_not(story: Story, q: float, constants: Constants) -> str:
    if story.openness is not None:
        return f"{_why_ring(story)} {openness_reason(story.openness)}"
    judged, shape = story.judged, story.judged.shape
    why: list[str] = []
    if judged.ring_q > q:
        why.append(
            "the number of accounts falls with the number of times they took part, as it does in "
            f"a fan club or a topic (q = {judged.ring_q:.2g}, a ring needs {q:g} or less)"
        )
    elif judged.share < constants.majority:
        why.append(
            f"only {judged.share:.0%} of the significant accounts took part {shape.bump:,} times "
            f"or more, where they stand out; a ring needs {constants.majority:.0%}"
        )
    if judged.core.sum() < constants.ring_members:
        why.append(f"fewer than {constants.ring_members} accounts stand out from its audience")
    elif judged.median_hits < constants.ring_median_hits:
        why.append(
            f"half of them took part in {judged.median_hits:g} pieces of evidence or fewer; a ring "
            f"needs {constants.ring_median_hits:g}"
        )
    reasons = "; ".join(why) or "its accounts are those of a larger finding"
    return f"It is not called a ring: {reasons}."


def _main(story: Story) -> str:
    # what others wrote must not steer a terminal or turn the direction of the text
    printable = "".join(c if c.isprintable() else " " for c in story.main_label)
    label = " ".join(printable.split())
    short = label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1] + "…"
    kind = WORDS.get(story.main_signal, (story.main_signal,))[0]
    return (
        f"Most of them shared the {kind} “{short}” ({story.main_members:,} of them in one burst)."
    )


def _amount(value: float) -> str:
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.1 else "fewer than 0.1"
