"""What is said of a crew: why it was flagged, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from detection.crews.crews import Crew, Meeting

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


def crew_reason(crew: Crew) -> str:
    """Return the sentences that say what its accounts repeated, and what habit would give."""
    best = crew.meetings[0]
    told = _order(best) if best.order else _seconds(best)
    more = len(crew.meetings) - 1
    if more:
        times = "one more pair" if more == 1 else f"{more:,} more pairs"
        told += f" The same holds for {times} of objects."
    return told


def _order(m: Meeting) -> str:
    return (
        f"They came to two objects in the same order: of {m.accounts:,} accounts that were at "
        f"both, {_length(m.apart_us)} apart, {m.members:,} keep their place (rank correlation "
        f"{_correlation(m.correlation)}). People have habits, some are always quick: "
        f"{m.usual:.2f} is usual in this collection, and habit gives such an order with p = "
        f"{m.p:.1g} (q = {m.q:.1g} among all pairs of objects that were tested)."
    )


def _seconds(m: Meeting) -> str:
    return (
        f"They acted in the same seconds twice: of {m.accounts:,} accounts that were at two "
        f"objects, {_length(m.apart_us)} apart, {m.members:,} shared the second with another of "
        "them at the one, and the second with the same again at the other. Of people who come "
        f"within seconds of each other so many do with p = {m.p:.1g} (q = {m.q:.1g} among all "
        "pairs of objects that were tested)."
    )


def crew_doubts(crew: Crew) -> str:
    """Return what speaks against it: harmless ways to the same traces."""
    best = crew.meetings[0]
    pairs = len(crew.meetings)
    few = (
        "It rests on one pair of objects: too few for the test that tells rings from audiences."
        if pairs == 1
        else f"It rests on {pairs:,} pairs of objects, and not on the test that tells rings from "
        "audiences."
    )
    harmless = (
        "A source that hands over its lists in one order, or copies of one list with other "
        "times, looks the same: compare the posts."
        if best.order
        else "Feeds, schedulers and apps that many people gave leave to post act in the same "
        "seconds, too: that they are run by one program is shown, that they hide it is not. Look "
        "for what they say of themselves, and for the app."
    )
    return f"{few} {harmless}"


def with_crew_doubts(rings: pa.Table, crews: Mapping[str, Crew | None]) -> pa.Table:
    """Return the table `rings` with what speaks against crews before their other doubts.

    Args:
        rings: The table, with doubts.
        crews: The crew of each ring that is one, by its id.
    """
    told: list[str | None] = []
    for ring in rings.select(["ring_id", "against"]).to_pylist():
        crew, doubts = crews.get(ring["ring_id"]), ring["against"]
        told.append(doubts if crew is None else " ".join([crew_doubts(crew), doubts or ""]).strip())
    place = rings.schema.get_field_index("against")
    return rings.set_column(place, rings.schema.field(place), pa.array(told, pa.string()))


def _length(us: int) -> str:
    days = us / DAY_US
    return f"{days:,.1f} days" if days >= 1 else f"{us / HOUR_US:.1f} hours"


def _correlation(value: float) -> str:
    """Return it without rounding up to 1."""
    return f"{min(value, 0.9999):.4f}" if value > 0.99 else f"{value:.2f}"
