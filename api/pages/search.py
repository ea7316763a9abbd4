"""One box for accounts and posts: by id, by handle, by words in any language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api.pages.desk import Desk, DeskDep
from api.pages.rendering import page, path_to

router = APIRouter(include_in_schema=False)

ROWS = 20


@router.get("/search", response_class=HTMLResponse)
def search(
    request: Request,
    desk: DeskDep,
    q: Annotated[str, Query(max_length=500)] = "",
    accounts: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    posts: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """Show what was found; an id that exists leads straight to its page."""
    text = q.strip()
    if not text:
        return page(request, "search.html", q="", accounts=None, posts=None)
    if (found := _by_id(desk, text)) is not None:
        return RedirectResponse(found, 303)
    return page(
        request,
        "search.html",
        q=text,
        accounts=desk.ask("search-accounts", count=True, text=text, limit=ROWS, offset=accounts),
        posts=desk.ask("search-posts", count=True, text=text, limit=ROWS, offset=posts),
    )


def _by_id(desk: Desk, text: str) -> str | None:
    """Return the path of the account, post or ring that has this id, None where none has."""
    if len(text) > 200 or " " in text:
        return None
    if desk.ask("account-by-id", account=text).rows:
        return path_to("accounts", text)
    if desk.ask("post-by-id", post=text).rows:
        return path_to("posts", text)
    return path_to("rings", text) if desk.ask("ring-by-id", ring=text).rows else None
