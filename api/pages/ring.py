"""One ring: why it was flagged, in numbers; its evidence, its network, its members."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import VaultDep
from api.pages.desk import Answer, Desk, DeskDep
from api.pages.rendering import page
from api.signal_name import SignalName
from api.signs_of_ring import signs_of_ring
from api.views.ring_network import MAX_ACCOUNTS, PHYSICS_ACCOUNTS
from api.views.time_axis import Axis, timeline
from api.views.words import seconds_between
from queries.run import Row

router = APIRouter(include_in_schema=False)

MEMBERS, BURSTS = 25, 12

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Sort = Literal["score", "posts", "first", "handle"]


@router.get("/rings/{ring_id}", response_class=HTMLResponse)
def ring(
    request: Request,
    desk: DeskDep,
    vault: VaultDep,
    ring_id: str,
    sort: Sort = "score",
    offset: Offset = 0,
    signal: SignalName | None = None,
    order: Literal["members", "time"] = "members",
    evidence: Offset = 0,
    draw: Annotated[int, Query(ge=2, le=MAX_ACCOUNTS)] = PHYSICS_ACCOUNTS,
) -> HTMLResponse:
    """Show a ring; htmx asks for one panel of it at a time, by the same address."""
    row, figures = desk.one("ring-by-id", f"ring {ring_id!r}", ring=ring_id)
    state: dict[str, Any] = {
        "ring": row,
        "sort": sort,
        "signal": signal,
        "order": order,
        "draw": draw,
    }
    panel = request.headers.get("hx-target")
    if panel == "members":
        return page(
            request, "parts/members.html", members=_members(desk, row, sort, offset), **state
        )
    if panel == "evidence":
        found = _bursts(desk, row, signal, order, evidence)
        return page(
            request, "parts/evidence.html", bursts=found, kinds_of=_signals(desk, row), **state
        )
    axis, activity = _activity(desk, row)
    titles = desk.ask("ring-titles", rings=[ring_id])
    return page(
        request,
        "ring.html",
        figures=figures,
        axis=axis,
        activity=activity,
        title=titles.rows[0] if titles.rows else None,
        signs=signs_of_ring(vault, str(row["run"]), ring_id),
        pushed=desk.ask("ring-top-objects", ring=ring_id, limit=8),
        members=_members(desk, row, sort, offset),
        bursts=_bursts(desk, row, signal, order, evidence),
        kinds_of=_signals(desk, row),
        most_drawn=MAX_ACCOUNTS,
        **state,
    )


def _members(desk: Desk, ring: Row, sort: str, offset: int) -> Answer:
    return desk.ask(
        "ring-members", count=True, ring=ring["ring_id"], sort=sort, limit=MEMBERS, offset=offset
    )


def _bursts(desk: Desk, ring: Row, signal: str | None, order: str, offset: int) -> Answer:
    return desk.ask(
        "ring-bursts",
        count=True,
        ring=ring["ring_id"],
        signal=signal,
        sort=order,
        limit=BURSTS,
        offset=offset,
    )


def _signals(desk: Desk, ring: Row) -> Answer:
    return desk.ask("ring-signals", ring=ring["ring_id"])


def _activity(desk: Desk, ring: Row) -> tuple[Axis | None, Answer]:
    """Return the bars of its evidence over time, by the hour where it lasted a few days only."""
    span = seconds_between(ring["first"], ring["last"]) or 0
    step = "hour" if span < 4 * 86_400 else "day"
    answer = desk.ask("ring-timeline", ring=ring["ring_id"], step=step, limit=10_000)
    seconds = 3_600 if step == "hour" else 86_400
    return timeline(answer.rows, step_s=seconds, width=860, height=176), answer
