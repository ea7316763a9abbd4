"""Times and sizes as people write them on the command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from marionet.errors import UsageError

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_UNITS_B = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def seconds(text: str, option: str) -> float:
    """Read 90s, 15m, 2h or 1d; raises UsageError that names the option."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", text.strip())
    if not found:
        raise UsageError(f"{option} {text} is no time. Write 90s, 15m, 2h or 1d.")
    return float(found[1]) * _UNITS_S[found[2]]


def size(text: str) -> int:
    """Read 500MB or 2GB as bytes; raises UsageError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?B?)", text.strip().upper())
    if not found or found[2] not in _UNITS_B:
        raise UsageError(f"--max-size {text} is no size. Write 500MB or 2GB.")
    return round(float(found[1]) * _UNITS_B[found[2]])


def since_us(text: str | None) -> int | None:
    """Return microseconds since 1970; 0: live; None: where the last collection ended."""
    if text is None:
        return None
    if text == "now":
        return 0
    if text.isascii() and text.isdigit():
        return _cursor(text)
    if re.fullmatch(r"[\d.]+\s*[smhd]", text):
        moment = datetime.now(UTC) - timedelta(seconds=seconds(text, "--since"))
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise UsageError(
                f"--since {text} is no time. Write 2h, 2025-03-01T12:00 or a cursor."
            ) from error
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1_000_000)


def _cursor(text: str) -> int:
    if not 15 <= len(text) <= 16:
        raise UsageError(
            f"--since {text} is no cursor: microseconds since 1970 have 16 digits today."
        )
    return int(text)
