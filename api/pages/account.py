"""One account: its profile, the rings it was flagged in, the evidence, its posts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.pages.desk import Answer, Desk, DeskDep
from api.pages.rendering import page
from api.views.standing import choose_run, standing
from marionet.errors import NotFound

router = APIRouter(include_in_schema=False)

POSTS, BURSTS, NEIGHBOURS, LINKS = 20, 15, 10, 15
NAMES = 30
"""Handles of an account and lists that it is on: more than that are counted only."""
ROWS = 1_000
"""Rings of an account, and runs: as many as a query gives."""

Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get("/accounts/{account_id:path}", response_class=HTMLResponse)
def account(
    request: Request,
    desk: DeskDep,
    account_id: str,
    run: Annotated[str | None, Query(max_length=100)] = None,
    offset: Offset = 0,
    evidence: Offset = 0,
) -> HTMLResponse:
    """Show an account; htmx asks for one panel of it at a time, by the same address."""
    row, profile = desk.one("account-by-id", f"account {account_id!r}", account=account_id)
    panel = request.headers.get("hx-target")
    if panel == "posts":
        posts = _posts(desk, account_id, offset)
        return page(request, "parts/account_posts.html", account=row, posts=posts)
    rings = desk.ask("account-rings", account=account_id, limit=ROWS)
    runs = desk.ask("runs", limit=ROWS)
    # What was concluded is shown of one run: each run concludes the same things anew.
    chosen = choose_run(rings.rows, runs.rows, run)
    if chosen is None and run is not None:
        raise NotFound(f"There is no run {run!r}. The first page lists the runs.")
    run_id = chosen["run_id"] if chosen else ""
    bursts = desk.ask(
        "bursts-of-account",
        count=True,
        account=account_id,
        run=run_id or None,
        limit=BURSTS,
        offset=evidence,
    )
    found = standing(rings.rows, runs.rows, chosen, bursts.total or 0)
    if panel == "evidence":
        return page(
            request, "parts/account_evidence.html", account=row, bursts=bursts, standing=found
        )
    return page(
        request,
        "account.html",
        account=row,
        profile=profile,
        standing=found,
        rings=rings,
        bursts=bursts,
        posts=_posts(desk, account_id, offset),
        handles=desk.ask("account-handles", count=True, account=account_id, limit=NAMES),
        lists=desk.ask("lists-of-account", count=True, account=account_id, limit=NAMES),
        links=desk.ask("links-of-account", count=True, account=account_id, limit=LINKS),
        around=desk.ask("account-neighbours-counts", account=account_id),
        neighbours=desk.ask(
            "nearest-of-account",
            count=True,
            account=account_id,
            run=run_id or None,
            limit=NEIGHBOURS,
        ),
    )


def _posts(desk: Desk, account_id: str, offset: int) -> Answer:
    return desk.ask("account-posts", count=True, account=account_id, limit=POSTS, offset=offset)
