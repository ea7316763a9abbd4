"""Manuscripts: those of a run or a ring, one of them, its copies."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.asking import Limit, Offset
from api.dependencies import VaultDep
from api.models import Page
from api.problems import explain
from api.profile_models import CopyOut, ManuscriptDetail, ManuscriptOut
from campaign.report import findings_of, findings_with, manuscript_report, run_of_ring
from campaign.report.copies import copies_of, manuscripts_of
from campaign.report.json_form import manuscript_content
from marionet.errors import NotFound

router = APIRouter(tags=["manuscripts"], responses=explain(NotFound))

T = TypeVar("T", bound=BaseModel)
RunId = Annotated[
    str | None, Query(max_length=100, description="Id of the run, or latest; default: any.")
]


@router.get("/manuscripts", operation_id="listManuscripts")
def list_manuscripts(
    request: Request,
    vault: VaultDep,
    run: Annotated[str, Query(max_length=100, description="Id of the run, or latest.")] = "latest",
    ring: Annotated[
        str | None, Query(max_length=200, description="Only those that this ring published.")
    ] = None,
    kind: Annotated[
        str, Query(max_length=40, description="manuscript, all, or another kind of text.")
    ] = "manuscript",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[ManuscriptOut]:
    """Return the manuscripts of the latest study of a run, those with most copies first."""
    found = findings_of(vault, run_of_ring(vault, ring) if ring else vault.run(run))
    rows = [row for row in manuscripts_of(found, ring) if kind in ("all", row["kind"])]
    items = [ManuscriptOut.model_validate(row) for row in rows[offset : offset + limit]]
    return _page(request, items, len(rows), offset)


@router.get("/manuscripts/{manuscript_id:id}", operation_id="readManuscript")
def read_manuscript(manuscript_id: str, vault: VaultDep, run: RunId = None) -> ManuscriptDetail:
    """Return one manuscript: template with slots, first copy, spread over time and accounts."""
    found = findings_with(vault, manuscript_id, vault.run(run).run_id if run else None)
    told = manuscript_content(manuscript_report(found, manuscript_id))
    return ManuscriptDetail.model_validate(told)


@router.get("/manuscripts/{manuscript_id:id}/copies", operation_id="listManuscriptCopies")
def list_copies(
    request: Request,
    manuscript_id: str,
    vault: VaultDep,
    run: RunId = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[CopyOut]:
    """Return the copies of a manuscript in the order of time, and why each is one."""
    found = findings_with(vault, manuscript_id, vault.run(run).run_id if run else None)
    rows, total = copies_of(vault, found, manuscript_id, offset=offset, limit=limit)
    return _page(request, [CopyOut.model_validate(row) for row in rows], total, offset)


def _page(request: Request, items: list[T], total: int, offset: int) -> Page[T]:
    end = offset + len(items)
    more = end < total and bool(items)
    return Page(
        items=items,
        shown=len(items),
        total=total,
        truncated=more,
        next=_next(request, end) if more else None,
        asked=None,
    )


def _next(request: Request, offset: int) -> str:
    url = request.url.include_query_params(offset=offset)
    # as it was sent: the path that routes are matched with has its slashes set apart
    raw: bytes = request.scope.get("raw_path") or url.path.encode()
    return f"{raw.partition(b'?')[0].decode('ascii', 'replace')}?{url.query}"
