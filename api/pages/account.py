"""One account: its profile, the rings it was flagged in, the evidence, its posts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.pages.desk import Answer, Desk, DeskDep
from api.pages.rendering import page

router = APIRouter(include_in_schema=False)

POSTS, BURSTS, NEIGHBOURS = 20, 15, 10

Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get("/accounts/{account_id:path}", response_class=HTMLResponse)
def account(
    request: Request, desk: DeskDep, account_id: str, offset: Offset = 0, evidence: Offset = 0
) -> HTMLResponse:
    """Show an account; htmx asks for one panel of it at a time, by the same address."""
    row, profile = desk.one("account-by-id", f"account {account_id!r}", account=account_id)
    panel = request.headers.get("hx-target")
    if panel == "posts":
        posts = _posts(desk, account_id, offset)
        return page(request, "parts/account_posts.html", account=row, posts=posts)
    rings = desk.ask("account-rings", account=account_id)
    # What was concluded is shown of one run, the newest: each run concludes the same things anew.
    run = next((found["run"] for found in rings.rows), None)
    bursts = desk.ask(
        "bursts-of-account", count=True, account=account_id, run=run, limit=BURSTS, offset=evidence
    )
    if panel == "evidence":
        return page(request, "parts/account_evidence.html", account=row, bursts=bursts, run=run)
    return page(
        request,
        "account.html",
        account=row,
        profile=profile,
        run=run,
        rings=rings,
        bursts=bursts,
        posts=_posts(desk, account_id, offset),
        around=desk.ask("account-neighbours-counts", account=account_id),
        neighbours=desk.ask(
            "nearest-of-account", count=True, account=account_id, run=run, limit=NEIGHBOURS
        ),
    )


def _posts(desk: Desk, account_id: str, offset: int) -> Answer:
    return desk.ask("account-posts", count=True, account=account_id, limit=POSTS, offset=offset)
