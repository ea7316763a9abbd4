"""Numbers, times and names of the field, as pages show them. Every function is a Jinja filter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final

KINDS: Final = {
    "original": "post",
    "repost": "repost",
    "quote": "quote",
    "reply": "reply",
    "comment": "comment",
}

DASH: Final = "–"


def moment(value: object) -> datetime | None:
    """Return an ISO 8601 text (or a datetime) as an aware UTC datetime; None where it is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def number(value: object) -> str:
    """Write a count with thousands separators; a dash where it is not known."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return DASH
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.1f}"
    return f"{int(value):,}"


def plural(value: object, one: str, many: str | None = None) -> str:
    """Write a count with its noun: `1 account`, `2,310 accounts`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def score(value: object) -> str:
    """Write a score between 0 and 1 with two decimals, never rounded up to 1."""
    if not isinstance(value, int | float):
        return DASH
    return "0.99+" if 0.995 <= value < 1 else f"{value:.2f}"


def q_value(value: object) -> str:
    """Write a p- or q-value so that its order of magnitude is seen: `0.03`, `2e-9`, `< 1e-99`."""
    if not isinstance(value, int | float):
        return DASH
    if value < 1e-99:
        return "< 1e-99"
    if value < 0.001:
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def day(value: object) -> str:
    """Write the date of a moment: `3 Dec 2024`."""
    found = moment(value)
    return f"{found.day} {found:%b} {found.year}" if found else DASH


def when(value: object) -> str:
    """Write date and time to the second in UTC: `2024-12-03 08:15:07`."""
    found = moment(value)
    return f"{found:%Y-%m-%d %H:%M:%S}" if found else DASH


def clock(value: object) -> str:
    """Write the time of day to the second, UTC."""
    found = moment(value)
    return f"{found:%H:%M:%S}" if found else DASH


def period(first: object, last: object) -> str:
    """Write a span of days as short as it can be: `3 – 9 Dec 2024`."""
    start, end = moment(first), moment(last)
    if start is None or end is None:
        return day(first) if start else day(last)
    if start.date() == end.date():
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {day(end)}"
    if start.year == end.year:
        return f"{start.day} {start:%b} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def gap(seconds: float | None, precisions: tuple[str, str]) -> str:
    """Write how long after one post another came, no more exactly than their times are known."""
    if seconds is None:
        return DASH
    coarsest = next((p for p in ("day", "minute") if p in precisions), None)
    if coarsest is None:
        return f"+{duration(seconds)}"
    if seconds < (86400 if coarsest == "day" else 60):
        return f"the same {coarsest}"
    return f"about +{duration(seconds)}"


def duration(seconds: object) -> str:
    """Write a length of time in its two largest units: `12 s`, `3 min 20 s`, `2 d 4 h`."""
    if not isinstance(seconds, int | float):
        return DASH
    if 0 < seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    left = round(seconds)
    parts: list[str] = []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        amount, left = divmod(left, size)
        if amount or (unit == "s" and not parts):
            parts.append(f"{amount} {unit}")
        if len(parts) == 2:
            break
    return " ".join(parts)


def seconds_between(first: object, last: object) -> float | None:
    """Return the seconds from one moment to another; None where one is not known."""
    start, end = moment(first), moment(last)
    return (end - start).total_seconds() if start and end else None


@cache
def signals() -> Mapping[str, str]:
    """Return signal -> what accounts have in common, in a few words; in the order of legends."""
    from detection.signals import SIGNALS  # takes a second: not when the server starts

    return {signal.name: f"same {signal.words[0]}" for signal in SIGNALS}


def signal(name: object) -> str:
    """Return what a signal means in a few words; an unknown one as it is called."""
    return signals().get(str(name), str(name))


def signal_counts(value: object) -> list[tuple[str, int]]:
    """Return `(signal, bursts)` of a JSON object, largest first; nothing where it is not one."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    if not isinstance(value, dict):
        return []
    counts = [(str(k), int(v)) for k, v in value.items() if isinstance(v, int | float)]
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def account_title(account: object) -> str:
    """Return what to call an account: its name, else its handle, else its id."""
    found = account if isinstance(account, dict) else {}
    for key in ("name", "handle", "account_id"):
        if isinstance(text := found.get(key), str) and text.strip():
            return text.strip()
    return DASH


def shorten(text: object, limit: int = 120) -> str:
    """Cut a text at `limit` characters, with an ellipsis that says so, on one line."""
    found = " ".join(str(text or "").split())
    return found if len(found) <= limit else found[: limit - 1].rstrip() + "…"


FILTERS: Final = {
    "number": number,
    "plural": plural,
    "score": score,
    "q_value": q_value,
    "day": day,
    "when": when,
    "clock": clock,
    "duration": duration,
    "signal": signal,
    "signal_counts": signal_counts,
    "account_title": account_title,
    "shorten": shorten,
}
