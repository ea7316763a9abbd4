"""Where alerts go: what a channel is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from marionet.errors import MarionetError
from watching.wording import one_line

_MOST: Final = 500
"""Characters of a message."""


class DeliveryFailed(MarionetError):
    """An alert did not arrive; words of the other side stand in the message on one line.

    Attributes:
        final: Whether trying again is of no use.
    """

    code = "delivery"

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(one_line(message, _MOST))
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
    """A secret of a file that only its owner may read; messages show its name alone."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"Secret({self.name!r})"
