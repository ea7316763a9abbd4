"""The first page: the rings of a run, the most serious first."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.pages.desk import DeskDep
from api.pages.rendering import page
from api.views.words import moment
from marionet.errors import NotFound
from queries.run import Row

router = APIRouter(include_in_schema=False)

ROWS = 50
AUDIENCES = 5
"""Groups that look like an audience, until someone asks for all: rings are what one comes for."""

RUNS = 1_000


@router.get("/", response_class=HTMLResponse)
def rings(
    request: Request,
    desk: DeskDep,
    run: Annotated[str, Query(max_length=100)] = "latest",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    audiences: Literal["first", "all"] = "first",
    audience_offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """Show rings and, apart from them, candidates that look like an audience."""
    runs = desk.ask("runs", limit=RUNS)
    chosen = next((row for row in runs.rows if run in ("latest", row["run_id"])), None)
    if chosen is None:
        if run != "latest":
            raise NotFound(f"There is no run {run!r}. The first page lists the runs.")
        return page(request, "start.html", counts=_counts(desk))
    found = desk.ask(
        "rings-of-run", count=True, run=chosen["run_id"], tier="ring", limit=ROWS, offset=offset
    )
    folded = audiences == "first" and not audience_offset
    groups = desk.ask(
        "rings-of-run",
        count=True,
        run=chosen["run_id"],
        tier="audience-like",
        limit=AUDIENCES if folded else ROWS,
        offset=audience_offset,
    )
    drawn = [*found.rows, *groups.rows]
    titles = desk.ask("ring-titles", rings=[row["ring_id"] for row in drawn]) if drawn else None
    return page(
        request,
        "rings.html",
        run=chosen,
        runs=runs,
        found=found,
        groups=groups,
        folded=folded,
        titles={row["ring_id"]: row for row in titles.rows} if titles else {},
        span=_span(drawn),
    )


def _counts(desk: DeskDep) -> dict[str, int]:
    rows = desk.ask("graph-counts").rows
    return {str(row["kind"]): n for row in rows if isinstance(n := row["nodes"], int)}


def _span(rows: list[Row]) -> tuple[str, str] | None:
    """Return the first and the last moment of all rings, the axis of the small bars."""
    firsts = [at for row in rows if (at := moment(row["first"]))]
    lasts = [at for row in rows if (at := moment(row["last"]))]
    return (min(firsts).isoformat(), max(lasts).isoformat()) if firsts and lasts else None
