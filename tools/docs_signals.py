"""Write docs/reference/signals.md from the declarations of the signals.

usage: python tools/docs_signals.py [--check]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from detection.signal import Signal
from detection.signals import SIGNALS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "signals.md"


def section(signal: Signal) -> Iterator[str]:
    """Return the lines about one signal."""
    yield from ("", f"## {signal.name}", "", f"Accounts that {signal.title}.", "")
    yield from (f"- **Object**: {signal.object_id}.", f"- **What counts**: {signal.rules}.")
    yield f"- **Limits**: {signal.limits}."


def page() -> str:
    """Return the page."""
    return "\n".join(
        [
            "# Signals",
            "",
            "A signal says which posts touch the same object. It proves nothing alone: its events",
            "are cut into bursts, and only bursts that share more accounts than chance allows",
            "count ([the method](../explanation/method.md)). An object that only one account",
            "touched has no events. This page is made from the declarations in detection/signals.",
            *(line for signal in SIGNALS for line in section(signal)),
            "",
        ]
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), "utf-8")
