"""Sending what is due; what fails is tried again later, and given up in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from watching.channel import Channel, DeliveryFailed
from watching.memory import Delivery, Memory

MOST_ATTEMPTS: Final = 18
"""Attempts after which a delivery is given up: about two days with the pauses below."""
FIRST_PAUSE_S: Final = 30.0
LONGEST_PAUSE_S: Final = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the deliveries that were due.

    Attributes:
        sent: How many arrived.
        problems: A sentence for each that did not.
        unnamed: Receivers that are not named now, but have alerts waiting.
    """

    sent: int
    problems: tuple[str, ...]
    unnamed: tuple[str, ...] = ()


def pause_s(attempts: int) -> float:
    """Return how long to wait after so many failed attempts, seconds; it doubles."""
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (attempts - 1))


def deliver(memory: Memory, channels: Iterable[Channel], clock: Callable[[], float]) -> Delivered:
    """Try every delivery that is due.

    A channel that fails is left alone until its pause is over: its next delivery would fail too.

    Args:
        memory: Knows what is due, and is told what became of it.
        channels: The receivers; deliveries to others wait until these are there again.
        clock: Seconds since 1970.
    """
    by_name = {channel.name: channel for channel in channels}
    with memory.delivering():
        return _deliver(memory, by_name, clock)


def _deliver(
    memory: Memory, by_name: Mapping[str, Channel], clock: Callable[[], float]
) -> Delivered:
    failed: set[str] = set()
    unnamed: set[str] = set()
    sent, problems = 0, list[str]()
    for delivery in memory.due(clock()):
        channel = by_name.get(delivery.channel)
        if channel is None:
            unnamed.add(delivery.channel)
        if channel is None or delivery.channel in failed:
            continue
        try:
            channel.send(delivery.content)
        except DeliveryFailed as error:
            problems.append(_failed(memory, delivery, error, clock()))
            if not error.final:
                failed.add(delivery.channel)
        else:
            memory.delivered(delivery)
            sent += 1
    return Delivered(sent, tuple(problems), tuple(sorted(unnamed)))


def _failed(memory: Memory, delivery: Delivery, error: DeliveryFailed, now: float) -> str:
    attempts = delivery.attempts + 1
    what = f"The alert {delivery.alert_id} was not delivered: {error.message}"
    if error.final or attempts >= MOST_ATTEMPTS:
        memory.failed(delivery, error.message, None)
        return f"{what} It is given up; `marionet alerts retry` tries it again."
    wait = pause_s(attempts)
    memory.failed(delivery, error.message, now + wait)
    memory.postpone(delivery.channel, now + wait)
    return f"{what} It is tried again in {wait:,.0f} s."
