"""One post: its text, what it links to, and where in the original file it stands."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.desk import DeskDep
from api.pages.rendering import page

router = APIRouter(include_in_schema=False)


@router.get("/posts/{post_id:path}", response_class=HTMLResponse)
def post(request: Request, desk: DeskDep, post_id: str) -> HTMLResponse:
    """Show a post."""
    row, answer = desk.one("post-by-id", f"post {post_id!r}", post=post_id)
    return page(request, "post.html", post=row, answer=answer)
