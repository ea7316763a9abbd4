"""Rows for the statements of graph.statements, made of mappings with the columns of the vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from graph.keys import fit
from graph.schema.model import Node, Prop, Rel
from graph.statements import times

WriteRow = list[Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns go where: plain values, values in an index, times (whole microseconds)."""

    plain: tuple[str, ...]
    indexed: tuple[str, ...]
    times: tuple[str, ...]

    def properties(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = {n: v for n in self.plain if (v := values.get(n)) is not None}
        for name in self.indexed:
            if (value := values.get(name)) is not None:
                found[name] = fit(value)
        return found

    def moments(self, values: Mapping[str, Any]) -> list[list[int] | None]:
        return [_moment(values.get(name)) for name in self.times]


def microseconds(moment: str) -> int:
    """Return a time of a manifest of the vault (ISO 8601 with its zone) as rows want it."""
    return (datetime.fromisoformat(moment) - _EPOCH) // timedelta(microseconds=1)


def _moment(microseconds: int | None) -> list[int] | None:
    if microseconds is None:
        return None
    seconds, rest = divmod(microseconds, 1_000_000)
    return [seconds, rest * 1000]


@cache
def _shape(declared: Node | Rel) -> _Shape:
    props: tuple[Prop, ...] = declared.props
    keys = declared.key if isinstance(declared, Rel) else ()
    clocks = tuple(times(props))
    indexed = tuple(p.name for p in props if p.index and p.type is str and p.name not in keys)
    apart = {*clocks, *indexed, *keys}
    return _Shape(tuple(p.name for p in props if p.name not in apart), indexed, clocks)


def record_row(node: Node, values: Mapping[str, Any]) -> WriteRow:
    """Return the row of `statements.record`; columns that the model does not have stay behind."""
    shape = _shape(node)
    key = fit(values[node.key])
    return [key, shape.properties(values), *shape.moments(values)]


def link_row(
    rel: Rel, source: str, target: str, values: Mapping[str, Any] | None = None
) -> WriteRow:
    """Return the row of `statements.link` for the keys of both ends."""
    ends = [fit(source), fit(target)]
    if not rel.props:
        return ends
    shape = _shape(rel)
    given = values or {}
    keys = [given[name] for name in rel.key]
    return [*ends, shape.properties(given), *keys, *shape.moments(given)]
