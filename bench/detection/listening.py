"""What the steps of detection hand to each other, kept while a run is made."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from detection import detect as detection

STEPS = (
    *("find_bursts", "find_bundles", "find_pairs", "find_communities", "merge_communities"),
    *("gather_evidence", "find_members", "judge", "claim", "prove"),
)
"""Functions that the core calls by these names; one that is no more is not listened to."""

Heard = dict[str, list[Any]]
"""Step -> what it returned, call by call."""


@contextmanager
def listening() -> Generator[Heard]:
    """Keep what each step returns until the block ends."""
    rooms = [vars(detection), detection.find_rings.__globals__]
    heard: Heard = {}
    kept: list[tuple[dict[str, Any], str, Callable[..., Any]]] = []
    try:
        for room in rooms[: 1 if rooms[0] is rooms[1] else 2]:
            for name in (*STEPS, "collect_events"):
                if name in room:
                    kept.append((room, name, room[name]))
                    room[name] = _told(room[name], heard.setdefault(name, []))
        yield heard
    finally:
        for room, name, step in kept:
            room[name] = step


def _told(step: Callable[..., Any], heard: list[Any]) -> Callable[..., Any]:
    @functools.wraps(step)
    def tell(*given: Any, **named: Any) -> Any:
        returned = step(*given, **named)
        heard.append(returned)
        return returned

    return tell
