"""The network of a ring as numbers: who is drawn, where, in which role; what was left out.

The same rows give the same picture: positions are computed here with a fixed seed, so the picture
in a report is the picture on the screen.
"""

from __future__ import annotations

import math
import random
import statistics
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import igraph

from api.views.words import account_title

PHYSICS_ACCOUNTS: Final = 300
"""Most accounts that the browser may move about by itself."""

MAX_ACCOUNTS: Final = 2_000
"""Most accounts in this view; above it canvas drawing takes too long for a hand on the mouse."""

MAX_EDGES: Final = 6_000

_SEED: Final = 20_241_203
_IGRAPH_RANDOM = threading.Lock()  # igraph has one random generator per process

ROLES: Final = {
    "core": "the quarter with most evidence",
    "member": "the half between",
    "edge": "the quarter with least",
}
"""Role -> the rule behind it, as the legend says it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One account in the drawing. Text is as received, never trusted."""

    account_id: str
    title: str
    role: str
    hits: int
    posts: int
    score: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A COORDINATED relationship between two drawn accounts."""

    a: str
    b: str
    shared: int
    weight: float


@dataclass(frozen=True, slots=True)
class RingNetwork:
    """What is drawn, and how much of what there is: `total_ties` counts those among the drawn."""

    people: tuple[Person, ...]
    ties: tuple[Tie, ...]
    total_people: int
    total_ties: int
    physics: bool


def ring_network(
    members: Sequence[Mapping[str, object]],
    edges: Sequence[Mapping[str, object]],
    *,
    accounts: int = PHYSICS_ACCOUNTS,
    total_members: int | None = None,
) -> RingNetwork:
    """Choose the strongest members, the strongest ties among them, and compute positions.

    Args:
        members: `account_id`, `score`, `hits`, `posts`, where known `name`, `handle`.
        edges: `account_a`, `account_b`, `weight`, `shared`.
        accounts: How many accounts to draw at most; never above `MAX_ACCOUNTS`.
        total_members: How many there are, where `members` is not all of them.

    Complexity: O(n log n + m log m) and a layout of O(n + m) per step, 300 steps.
    """
    chosen = sorted(members, key=_strength)[: max(1, min(accounts, MAX_ACCOUNTS))]
    ids = [str(member["account_id"]) for member in chosen]
    drawn = set(ids)
    ties = sorted(
        (
            Tie(str(e["account_a"]), str(e["account_b"]), _int(e.get("shared")), _real(e["weight"]))
            for e in edges
            if e["account_a"] in drawn and e["account_b"] in drawn
        ),
        key=lambda tie: (-tie.weight, -tie.shared, tie.a, tie.b),
    )
    strongest = ties[:MAX_EDGES]
    roles = _roles([_int(member.get("hits")) for member in chosen])
    places = layout(ids, [(tie.a, tie.b) for tie in strongest])
    people = tuple(
        Person(
            account_id=ident,
            title=account_title(member),
            role=role,
            hits=_int(member.get("hits")),
            posts=_int(member.get("posts")),
            score=_real(member.get("score")),
            x=x,
            y=y,
        )
        for ident, member, role, (x, y) in zip(ids, chosen, roles, places, strict=True)
    )
    return RingNetwork(
        people=people,
        ties=tuple(strongest),
        total_people=total_members if total_members is not None else len(members),
        total_ties=len(ties),
        physics=len(people) <= PHYSICS_ACCOUNTS,
    )


def layout(ids: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float]]:
    """Return a place for each id, in pixels around (0, 0); the same input gives the same places.

    Fruchterman-Reingold of igraph from a sunflower of starting points, scaled so that a node has
    about 60 by 60 pixels for itself.
    """
    if not ids:
        return []
    index = {ident: place for place, ident in enumerate(ids)}
    net = igraph.Graph(n=len(ids), edges=[(index[a], index[b]) for a, b in pairs])
    golden = math.pi * (3 - math.sqrt(5))
    start = [
        (math.sqrt(i + 0.5) * math.cos(i * golden), math.sqrt(i + 0.5) * math.sin(i * golden))
        for i in range(len(ids))
    ]
    with _IGRAPH_RANDOM:
        igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - a drawing
        try:
            found = net.layout_fruchterman_reingold(
                seed=start, niter=300, start_temp=math.sqrt(len(ids)) / 4, grid="auto"
            )
        finally:
            igraph.set_random_number_generator(random)
    xs = [point[0] for point in found]
    ys = [point[1] for point in found]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    extent = max(max(xs) - min(xs), max(ys) - min(ys), 1e-9)
    scale = 60 * math.sqrt(len(ids)) / extent
    return [
        (round((x - middle[0]) * scale, 1), round((y - middle[1]) * scale, 1))
        for x, y in zip(xs, ys, strict=True)
    ]


def _roles(hits: Sequence[int]) -> list[str]:
    if len(hits) < 4:
        return ["member"] * len(hits)
    low, _, high = statistics.quantiles(hits, n=4)
    return ["core" if hit > high else "edge" if hit < low else "member" for hit in hits]


def _strength(member: Mapping[str, object]) -> tuple[float, int, str]:
    return (-_real(member.get("score")), -_int(member.get("hits")), str(member["account_id"]))


def _int(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _real(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
