"""Posts."""

from __future__ import annotations

from fastapi import APIRouter

from api.asking import AskerDep
from api.models import Post
from api.problems import explain
from marionet.errors import NotFound

router = APIRouter(tags=["posts"], responses=explain(NotFound))


@router.get("/posts/{post_id:id}", operation_id="readPost")
def read_post(post_id: str, ask: AskerDep) -> Post:
    """Return one post with its author, and the original file and line that it came from."""
    return ask.one("post-by-id", Post, "post", post=post_id)
