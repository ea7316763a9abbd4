"""The name of a signal as a parameter: any that is declared in detection.signals."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from api.views.words import signals


def known_signal(name: str) -> str:
    """Return the name of a signal.

    Raises:
        ValueError: There is no such signal; the message names those that there are.
    """
    if name not in signals():
        raise ValueError(f"there is no such signal; known are {', '.join(signals())}")
    return name


SignalName = Annotated[str, AfterValidator(known_signal)]
