"""A small directed graph as numbers that an SVG takes: nodes on an oval, curved arrows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from campaign.figures import number
from campaign.report.cells import shorten
from campaign.section import Arrows

WIDTH: Final = 720.0
HEIGHT: Final = 400.0
LOW: Final = 170.0
"""Height where two nodes at most stand side by side."""
NODE: Final = 15.0
"""Radius of a node, pixels."""
MAX_NODES: Final = 20
MAX_ARROWS: Final = 60
NAME: Final = 19
_BEND: Final = 0.16


@dataclass(frozen=True, slots=True)
class Dot:
    """A node, and where its name stands beside it."""

    x: float
    y: float
    name: str
    full_name: str
    name_x: float
    name_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A curve with its head (points of a polygon) and the place of its weight."""

    path: str
    head: str
    width: float
    weight: str
    x: float
    y: float
    tip: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; what was left out is counted."""

    height: float
    dots: tuple[Dot, ...]
    arrows: tuple[Arrow, ...]
    nodes_left_out: int
    arrows_left_out: int


def picture(arrows: Arrows) -> Picture | None:
    """Return the drawing of a graph, always the same for the same graph; None for an empty one.

    Of a large graph the nodes with the greatest weight are drawn, and the heaviest arrows.
    """
    kept = _heaviest(arrows)
    if not kept:
        return None
    height = LOW if len(kept) <= 2 else HEIGHT
    places = _places(kept, height)
    drawn = [
        (one, other, weight)
        for one, other, weight in arrows.arrows
        if one in places and other in places and weight > 0
    ]
    chosen = sorted(drawn, key=lambda a: (-a[2], a[0], a[1]))[:MAX_ARROWS]
    top = max((weight for _, _, weight in chosen), default=1.0)
    return Picture(
        height=height,
        dots=tuple(_dot(arrows.nodes[node], *places[node]) for node in kept),
        arrows=tuple(
            _arrow(
                places[one],
                places[other],
                weight,
                top,
                f"{arrows.nodes[one]} → {arrows.nodes[other]}: {number(weight)} {arrows.weight}",
            )
            for one, other, weight in chosen
        ),
        nodes_left_out=len(arrows.nodes) - len(kept),
        arrows_left_out=len(arrows.arrows) - len(chosen),
    )


def _heaviest(arrows: Arrows) -> list[str]:
    weights = dict.fromkeys(arrows.nodes, 0.0)
    for one, other, weight in arrows.arrows:
        for node in (one, other):
            if node in weights:
                weights[node] += weight
    best = sorted(weights, key=lambda node: -weights[node])[:MAX_NODES]
    return [node for node in arrows.nodes if node in set(best)]


def _places(nodes: list[str], height: float) -> dict[str, tuple[float, float]]:
    turn = math.tau / len(nodes)
    start = math.pi if len(nodes) <= 2 else -math.pi / 2
    return {
        node: (
            WIDTH / 2 + 190 * math.cos(start + place * turn),
            height / 2 + (height / 2 - 60) * math.sin(start + place * turn),
        )
        for place, node in enumerate(nodes)
    }


def _dot(name: str, x: float, y: float) -> Dot:
    below = abs(x - WIDTH / 2) < 40 and y > HEIGHT / 2
    # a name stands outside the oval; that of the topmost node at its right, for loops stand above
    left = x < WIDTH / 2 - 40
    anchor = "middle" if below else "end" if left else "start"
    name_x = x if below else x + (-1 if left else 1) * (NODE + 7)
    name_y = y + NODE + 18 if below else y + 4
    return Dot(
        round(x, 1), round(y, 1), shorten(name, NAME), name, round(name_x, 1), round(name_y, 1),
        anchor,
    )  # fmt: skip


def _arrow(
    one: tuple[float, float], other: tuple[float, float], weight: float, top: float, tip: str
) -> Arrow:
    width = round(1 + 4 * math.sqrt(weight / top), 2)
    if one == other:
        return _loop(one, width, number(weight), tip)
    (x1, y1), (x2, y2) = one, other
    dx, dy = x2 - x1, y2 - y1
    length = math.hypot(dx, dy)
    # bent to one side, so that the arrow back does not lie on it
    cx, cy = (x1 + x2) / 2 - dy * _BEND, (y1 + y2) / 2 + dx * _BEND
    sx, sy = _towards((x1, y1), (cx, cy), NODE + 2)
    head = 8 + width
    ex, ey = _towards((x2, y2), (cx, cy), NODE + 2 + head)
    tip_x, tip_y = _towards((x2, y2), (cx, cy), NODE + 2)
    nx, ny = (ey - tip_y) / head, (tip_x - ex) / head
    half = 3 + width / 2
    points = (
        (tip_x, tip_y), (ex + nx * half, ey + ny * half), (ex - nx * half, ey - ny * half),
    )  # fmt: skip
    lift = 10 / length
    return Arrow(
        path=f"M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}",
        head=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        width=width,
        weight=number(weight),
        x=round((x1 + 2 * cx + x2) / 4 - dy * lift, 1),
        y=round((y1 + 2 * cy + y2) / 4 + dx * lift + 4, 1),
        tip=tip,
    )


def _loop(at: tuple[float, float], width: float, weight: str, tip: str) -> Arrow:
    x, y = at
    top = y - NODE - 2
    return Arrow(
        path=f"M{x - 6:.1f} {top:.1f}C{x - 34:.1f} {top - 40:.1f} {x + 34:.1f} {top - 40:.1f} "
        f"{x + 8:.1f} {top - 6:.1f}",
        head=f"{x + 5:.1f},{top + 1:.1f} {x + 3:.1f},{top - 9:.1f} {x + 14:.1f},{top - 6:.1f}",
        width=width,
        weight=weight,
        x=round(x, 1),
        y=round(top - 33, 1),
        tip=tip,
    )


def _towards(
    start: tuple[float, float], end: tuple[float, float], by: float
) -> tuple[float, float]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    return start[0] + dx / length * by, start[1] + dy / length * by
