"""Search over the text of posts and the profiles of accounts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.asking import AskerDep, Offset
from api.models import Found, FoundAccount, FoundPost
from api.problems import explain

router = APIRouter(tags=["search"], responses=explain())


@router.get("/search", operation_id="search")
def search(
    ask: AskerDep,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            description="Words; every one must be there. Text in quotation marks stays together.",
        ),
    ],
    kind: Annotated[
        Literal["all", "accounts", "posts"], Query(description="What to look for.")
    ] = "all",
    limit: Annotated[int, Query(ge=1, le=500, description="Rows of each list.")] = 50,
    offset: Offset = 0,
) -> Found:
    """Return the accounts and the posts that hold every word, the most fitting first."""
    return Found(
        accounts=ask.page("search-accounts", FoundAccount, text=q, limit=limit, offset=offset)
        if kind != "posts"
        else None,
        posts=ask.page("search-posts", FoundPost, text=q, limit=limit, offset=offset)
        if kind != "accounts"
        else None,
    )
