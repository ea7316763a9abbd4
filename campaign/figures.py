"""Figures in words: the one place where counts, shares, ratios, chances and times get their form.

Sentences and tables use the same functions, so that a figure looks the same wherever it stands.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

TINY: Final = 1e-50
"""Smaller chances are all the same to a reader, and no computation knows them well."""
_UNITS: Final = ((172_800, 86_400, "days"), (7_200, 3_600, "h"), (120, 60, "min"))


def number(value: float) -> str:
    """Write a number: whole ones with thousands separators, others with three digits."""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def share(value: float) -> str:
    """Write 0..1 as per cent with two digits, more near all: `38%`, `4.6%`, `99.8%`, `0.02%`.

    What is not all is never written as 100%, nor what is not none as 0%.
    """
    cent = 100 * value
    if cent in (0, 100) or 9.95 <= cent < 98.95 or cent > 100:
        return f"{cent:.0f}%"
    if cent >= 99.95:
        return "> 99.9%"
    if cent >= 0.95:
        return f"{cent:.1f}".removesuffix(".0") + "%"
    return f"{cent:.1g}%" if cent >= 1e-3 else "< 0.001%"


def times(value: float) -> str:
    """Write how many times as much, with two digits, three from a hundred: `3.4`, `16`, `212`."""
    if value >= 1_000:
        return f"{float(f'{value:.2g}'):,.0f}"
    return f"{value:.0f}" if value >= 9.95 else f"{value:.2g}"


def ratio(value: float) -> str:
    """Write how many times as much, for a table: `3.4×`."""
    return f"{times(value)}×"


def chance(value: float) -> str:
    """Write a p- or q-value so that its order of magnitude is seen: `0.03`, `2e−9`, `< 1e−50`."""
    if value < TINY:
        return "< 1e−50"
    if value < 0.001:
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    return f"{value:.3f}".rstrip("0").rstrip(".")


def chance_of(name: str, value: float) -> str:
    """Write a chance with its name: `p = 0.03`, `q < 1e−50`."""
    told = chance(value)
    return f"{name} {told}" if told.startswith("<") else f"{name} = {told}"


def seconds(value: float) -> str:
    """Write a length of time in its two largest units: `12 s`, `3 min 20 s`, `2 d 4 h`."""
    if value < 0:
        return f"−{seconds(-value)}"
    if 0 < value < 1:
        return f"{value * 1000:.0f} ms"
    left = round(value)
    parts: list[str] = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        amount, left = divmod(left, size)
        if amount or (unit == "s" and not parts):
            parts.append(f"{amount:,} {unit}")
        if len(parts) == 2:
            break
    return " ".join(parts)


def duration(length_s: float) -> str:
    """Write a length of time as people say it: `45 s`, `12 min`, `5.5 h`, `3.2 days`."""
    for least, size, unit in _UNITS:
        if length_s >= least:
            amount = length_s / size
            exact = f"{amount:.1f}" if amount < 10 and unit != "min" else f"{amount:.0f}"
            return f"{exact.removesuffix('.0')} {unit}"
    return f"{length_s:.0f} s"


def moment(at: datetime) -> str:
    """Write date and time to the second in UTC."""
    return f"{_utc(at):%Y-%m-%d %H:%M:%S}"


def minute(at: datetime) -> str:
    """Write date and time to the minute, for a sentence."""
    return f"{_utc(at):%Y-%m-%d %H:%M} UTC"


def day(at: datetime) -> str:
    """Write a date."""
    return f"{_utc(at):%Y-%m-%d}"


def plural(amount: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: `1 account`, `2,310 accounts`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def listed(names: list[str]) -> str:
    """Write names one after another: `A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
