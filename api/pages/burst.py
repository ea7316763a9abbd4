"""One piece of evidence: its posts side by side, on one time axis, with the gaps between them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.pages.desk import DeskDep
from api.pages.rendering import page
from api.views.copies import Piece, differing
from api.views.time_axis import burst_axis
from api.views.words import gap, seconds_between
from marionet.errors import NotFound
from queries.run import Row

router = APIRouter(include_in_schema=False)

POSTS = 48
AXIS_POSTS = 1_000


@router.get("/rings/{ring_id}/evidence/{burst_id:path}", response_class=HTMLResponse)
def burst(
    request: Request,
    desk: DeskDep,
    ring_id: str,
    burst_id: str,
    members_only: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """Show the posts of a burst in the order of time."""
    bursts = desk.ask("burst-by-id", burst=burst_id)
    row = next((found for found in bursts.rows if found["ring_id"] == ring_id), None)
    if row is None:
        raise NotFound(
            f"There is no evidence {burst_id!r} in ring {ring_id!r}. See /rings/{ring_id}"
        )
    posts = desk.ask(
        "burst-posts",
        count=True,
        burst=burst_id,
        members_only=members_only,
        limit=POSTS,
        offset=offset,
    )
    dots = desk.ask("burst-posts", burst=burst_id, limit=AXIS_POSTS)
    return page(
        request,
        "burst.html",
        burst=row,
        bursts=bursts,
        posts=posts,
        cards=_cards(posts.rows),
        dots=dots,
        axis=burst_axis(dots.rows),
        members_only=members_only,
    )


def _since(before: Row, post: Row) -> str:
    exact = (str(before["precision"]), str(post["precision"]))
    return gap(seconds_between(before["at"], post["at"]), exact)


def _cards(posts: list[Row]) -> list[dict[str, Any]]:
    """Return each post with its gap to the one before and the pieces in which its text differs."""
    texts = [str(post["text"] or "") for post in posts]
    pieces: list[list[Piece]] = differing(texts)
    cards: list[dict[str, Any]] = []
    for place, post in enumerate(posts):
        since = _since(posts[place - 1], post) if place else None
        cards.append({**post, "gap": since, "pieces": pieces[place]})
    return cards
