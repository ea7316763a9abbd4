"""The network of a ring, as a document for a sandboxed frame, and its side panel."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.pages.desk import Desk, DeskDep
from api.pages.rendering import frame, page
from api.views.pyvis_page import pyvis_page
from api.views.ring_network import MAX_ACCOUNTS, PHYSICS_ACCOUNTS, ring_network
from queries.run import Row

router = APIRouter(include_in_schema=False)

_PAGE = 1_000
"""Members fetched at once."""


@router.get("/rings/{ring_id}/network", response_class=HTMLResponse)
def network(
    request: Request,
    desk: DeskDep,
    ring_id: str,
    accounts: Annotated[int, Query(ge=2, le=MAX_ACCOUNTS)] = PHYSICS_ACCOUNTS,
) -> HTMLResponse:
    """Draw the strongest members of a ring and the backbone among them, by pyvis."""
    ring, _ = desk.one("ring-by-id", f"ring {ring_id!r}", ring=ring_id)
    members = _strongest(desk, ring_id, accounts)
    least = min((_score(member) for member in members), default=0.0)
    ties = desk.ask("ring-ties", ring=ring_id, least=least, limit=40_000)
    size = ring["accounts"]
    drawing = ring_network(
        members,
        ties.rows,
        accounts=accounts,
        total_members=size if isinstance(size, int) else None,
    )
    nonce = request.state.csp_nonce
    return frame(pyvis_page(drawing, nonce=nonce), nonce)


@router.get("/rings/{ring_id}/accounts/{account_id:path}", response_class=HTMLResponse)
def member(request: Request, desk: DeskDep, ring_id: str, account_id: str) -> HTMLResponse:
    """Show how one account is tied to a ring: the side panel of the network."""
    what = f"account {account_id!r} in ring {ring_id!r}"
    row, answer = desk.one("member-of-ring", what, ring=ring_id, account=account_id)
    alone = request.headers.get("hx-request") != "true"
    template = "member.html" if alone else "parts/member.html"
    return page(request, template, member=row, answer=answer, ring_id=ring_id)


def _strongest(desk: Desk, ring_id: str, accounts: int) -> list[Row]:
    rows: list[Row] = []
    for offset in range(0, accounts, _PAGE):
        limit = min(_PAGE, accounts - offset)
        found = desk.ask("ring-members", ring=ring_id, sort="score", limit=limit, offset=offset)
        rows += found.rows
        if not found.result.truncated:
            break
    return rows


def _score(member: Row) -> float:
    found = member["score"]
    return float(found) if isinstance(found, int | float) else 0.0
