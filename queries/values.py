"""Values of an answer as values of JSON: converted once, here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TypeAlias, cast

from neo4j.graph import Node, Path, Relationship

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def plain(value: object) -> Json:
    """Return a value as JSON takes it: times as ISO 8601 in UTC with `Z`, nodes as objects."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Node):
        return {"labels": plain(sorted(value.labels)), "properties": _members(value)}
    if isinstance(value, Relationship):
        return {"type": value.type, "properties": _members(value)}
    if isinstance(value, Path):
        return [plain(node) for node in value.nodes]
    if isinstance(value, Mapping):
        return _members(cast("Mapping[str, object]", value))
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item) for item in cast("Sequence[object]", value)]
    return str(value)


def _members(value: Mapping[str, object]) -> dict[str, Json]:
    return {str(name): plain(item) for name, item in value.items()}


def _moment(value: datetime) -> str:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.isoformat().replace("+00:00", "Z")
