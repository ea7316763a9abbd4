"""Words of others on one line: nothing that steers a terminal or begins a header."""

from __future__ import annotations


def one_line(text: str, most: int | None = None) -> str:
    """Return a text without control, bidi and other unprintable characters, on one line.

    Args:
        text: Anything.
        most: Characters that are kept at most; the last one is an ellipsis where it is cut.
    """
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if most is None or len(plain) <= most else plain[: most - 1] + "…"
