"""Where alerts go: what a channel is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from marionet.errors import MarionetError


class DeliveryFailed(MarionetError):
    """An alert did not arrive.

    Attributes:
        final: Whether trying again is of no use.
    """

    code = "delivery"

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


class Channel(Protocol):
    """One receiver of alerts."""

    @property
    def name(self) -> str:
        """What it is called in messages and in the memory; the same for the same receiver."""
        ...

    def send(self, content: Mapping[str, Any]) -> None:
        """Deliver one alert.

        Raises:
            DeliveryFailed: It did not arrive.
        """
        ...


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that is read when it is needed, from a file that only its owner may read."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"Secret({self.name!r})"
