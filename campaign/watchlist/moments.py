"""When an event of a watch list happens: dates as people write them, with their zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from typing import Final
from zoneinfo import available_timezones

from loaders.canonical.time import zone_named
from marionet.yaml_nodes import Text

_WRITTEN: Final = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)


def read_zone(text: Text) -> tzinfo:
    """Return the zone of that name: Asia/Shanghai, UTC, +08:00.

    Raises:
        UsageError: There is none.
    """
    try:
        return zone_named(text.value)
    except ValueError:
        near = get_close_matches(text.value, sorted(available_timezones()), n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        text.place.wrong(
            f"there is no time zone {text.value!r}.{meant} Expected: Asia/Shanghai, or +08:00."
        )


def read_moment(text: Text, zone: tzinfo) -> datetime:
    """Return a moment in UTC; a day alone is its beginning.

    Args:
        text: `2026-04-02`, `2026-04-02 20:00`, `2026-04-02T20:00+08:00`.
        zone: Of a time that names none.

    Raises:
        UsageError: It is no date.
    """
    said = text.value.strip()
    try:
        if not _WRITTEN.fullmatch(said):
            raise ValueError
        return _moment(said, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        text.place.wrong(
            f"{said[:40]!r} is no date. Expected: 2026-04-02, or 2026-04-02 20:00, or with its "
            "zone 2026-04-02 20:00+08:00."
        )


def _moment(said: str, zone: tzinfo) -> datetime:
    day, _, rest = said.replace("T", " ").partition(" ")
    year, month, number = day.split("-")
    clock, _, offset = re.sub(r"\s*(Z|[+-]\d{2}:?\d{2})$", r"|\1", rest).partition("|")
    hour, *_ = (clock or "0:00").split(":")
    tail = (clock or "0:00")[len(hour) :]
    found = datetime.fromisoformat(
        f"{year}-{month:0>2}-{number:0>2}T{hour:0>2}{tail}{offset.replace('Z', '+00:00')}"
    )
    return found if found.tzinfo else found.replace(tzinfo=zone)
