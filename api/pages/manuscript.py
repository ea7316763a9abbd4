"""Manuscripts of a run, and one of them: its template, its spread, its copies."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import VaultDep
from api.pages.profile import address_in
from api.pages.rendering import page
from api.views.listed import Listed
from campaign.report import findings_of, findings_with, manuscript_report, run_of_ring
from campaign.report.copies import copies_of, kinds_of, manuscripts_of
from marionet.errors import NotFound

router = APIRouter(include_in_schema=False)

ROWS, COPIES = 50, 25

Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get("/manuscripts", response_class=HTMLResponse)
def manuscripts(
    request: Request,
    vault: VaultDep,
    run: Annotated[str, Query(max_length=100)] = "latest",
    ring: Annotated[str | None, Query(max_length=200)] = None,
    kind: Annotated[str, Query(max_length=40)] = "manuscript",
    offset: Offset = 0,
) -> HTMLResponse:
    """List the manuscripts of a run, or those of a ring, most copies first."""
    chosen = run_of_ring(vault, ring) if ring else vault.run(run)
    try:
        findings = findings_of(vault, chosen)
    except NotFound as missing:
        return page(
            request, "profile_missing.html", run=chosen, ring_id=ring, missing=missing.message
        )
    rows = manuscripts_of(findings, ring)
    shown = [row for row in rows if kind in ("all", row["kind"])]
    return page(
        request,
        "manuscripts.html",
        run=chosen,
        ring_id=ring,
        kind=kind,
        kinds=kinds_of(rows),
        found=Listed.of(shown, offset, ROWS),
        link=address_in(chosen.run_id),
    )


@router.get("/manuscripts/{manuscript_id:path}", response_class=HTMLResponse)
def manuscript(
    request: Request,
    vault: VaultDep,
    manuscript_id: str,
    run: Annotated[str | None, Query(max_length=100)] = None,
    offset: Offset = 0,
) -> HTMLResponse:
    """Show a manuscript."""
    chosen = vault.run(run).run_id if run else None
    findings = findings_with(vault, manuscript_id, chosen)
    told = manuscript_report(findings, manuscript_id)
    copies, total = copies_of(vault, findings, manuscript_id, offset=offset, limit=COPIES)
    listed: Listed[dict[str, Any]] = Listed(copies, total, offset, COPIES)
    return page(
        request,
        "manuscript.html",
        told=told,
        row=told.row,
        run=findings.run,
        study=findings.study,
        copies=listed,
        link=address_in(findings.run.run_id),
    )
