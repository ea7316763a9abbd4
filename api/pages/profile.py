"""The campaign's profile of a ring, or of a run as a whole, as its latest study tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from api.dependencies import VaultDep
from api.pages.rendering import page, path_to
from campaign.report import as_html, findings_of, report_of, run_of_ring
from campaign.report.html_page import BLOCKS_CSS
from campaign.report.in_short import in_short
from campaign.report.report import HOW_TO_READ, facts, notes, title, why
from marionet.errors import NotFound
from vault import Run, Vault

if TYPE_CHECKING:
    from campaign.report import Report

router = APIRouter(include_in_schema=False)

_PAGES = {"post": "posts", "account": "accounts", "manuscript": "manuscripts", "ring": "rings"}


@router.get("/static/blocks.css")
def blocks_css() -> FileResponse:
    """Give the rules of tables, charts and manuscripts, which profiles on paper have too."""
    return FileResponse(BLOCKS_CSS, media_type="text/css")


@router.get("/rings/{ring_id}/profile", response_class=HTMLResponse)
def ring_profile(request: Request, vault: VaultDep, ring_id: str) -> HTMLResponse:
    """Show what a ring said, against whom, when and how."""
    return _profile(request, vault, run_of_ring(vault, ring_id), ring_id)


@router.get("/runs/{run_id}/profile", response_class=HTMLResponse)
def run_profile(request: Request, vault: VaultDep, run_id: str) -> HTMLResponse:
    """Show the same of all rings of a run together."""
    return _profile(request, vault, vault.run(run_id), None)


@router.get("/rings/{ring_id}/profile.html", response_class=HTMLResponse)
def ring_profile_file(vault: VaultDep, ring_id: str) -> HTMLResponse:
    """Give the profile as one file that needs nothing else."""
    found = report_of(findings_of(vault, run_of_ring(vault, ring_id)), ring_id)
    return _file(found, ring_id)


@router.get("/runs/{run_id}/profile.html", response_class=HTMLResponse)
def run_profile_file(vault: VaultDep, run_id: str) -> HTMLResponse:
    """Give the same of a run."""
    run = vault.run(run_id)
    return _file(report_of(findings_of(vault, run)), run.run_id)


def address_in(run_id: str) -> Callable[[str, object], str | None]:
    """Return what gives the page of an id: of a post, account, manuscript, ring or run."""

    def address(kind: str, ident: object) -> str | None:
        if kind == "ring" and str(ident) == run_id:
            return path_to("runs", run_id) + "/profile"
        found = path_to(_PAGES[kind], ident) if kind in _PAGES else None
        return f"{found}?run={run_id}" if found and kind in ("account", "manuscript") else found

    return address


def _profile(request: Request, vault: Vault, run: Run, ring_id: str | None) -> HTMLResponse:
    try:
        found = report_of(findings_of(vault, run), ring_id)
    except NotFound as missing:  # no study, or one of another version
        return page(
            request, "profile_missing.html", run=run, ring_id=ring_id, missing=missing.message
        )
    return page(
        request,
        "profile.html",
        report=found,
        run=run,
        ring_id=ring_id,
        title=title(found),
        facts=facts(found),
        why=why(found),
        short=in_short(found),
        notes=notes(found),
        how_to_read=HOW_TO_READ,
        link=address_in(run.run_id),
    )


def _file(found: Report, name: str) -> HTMLResponse:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)
    headers = {"Content-Disposition": f'attachment; filename="profile-{plain[:80]}.html"'}
    return HTMLResponse(as_html(found), headers=headers)
