"""What an alert is: one thing that is new, told once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from watching.wording import one_line

_DIGITS: Final = 16
SCHEMA: Final = "marionet-alert-1"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. It names accounts by nothing but counts: no personal data leaves with it.

    Attributes:
        kind: new-ring, ring-grew, ring-woke, rings-merged, ring-split, manuscript-platform, test.
        key: What it is about; of one key there is one alert, ever.
        title: One line.
        text: What happened, in plain words with numbers.
        collection: Where.
        run_id: The run that showed it.
        ring: The lasting name of the ring; None where it is about none.
        ring_id: Its id in that run.
        numbers: The numbers of the text, by name.
        path: Address of the page about it, from the root of the server; may be empty.
    """

    kind: str
    key: str
    title: str
    text: str
    collection: str
    run_id: str
    ring: str | None = None
    ring_id: str | None = None
    numbers: Mapping[str, int | float | str] = field(default_factory=dict[str, int | float | str])
    path: str = ""

    @property
    def alert_id(self) -> str:
        """Id of the alert: the same for the same key, so that a receiver can tell repetitions."""
        said = f"{self.collection}\0{self.kind}\0{self.key}"
        return f"alert-{hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]}"

    def row(self, base_url: str, at: str) -> dict[str, Any]:
        """Return it as JSON values, as files and web hooks get it; texts are on one line.

        Args:
            base_url: Address of the server, without a slash at the end; empty: no link is given.
            at: When it was raised, ISO 8601.
        """
        content = asdict(self)
        path = content.pop("path")
        link = f"{base_url}{path}" if base_url and path else None
        return {
            "schema": SCHEMA,
            "alert_id": self.alert_id,
            "at": at,
            **content,
            "title": one_line(self.title),
            "text": one_line(self.text),
            "numbers": {
                name: one_line(value) if isinstance(value, str) else value
                for name, value in self.numbers.items()
            },
            "link": link,
        }
