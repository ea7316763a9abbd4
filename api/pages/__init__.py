"""The pages for people: one router per file, listed here."""

from api.pages import account, burst, manuscript, network, post, profile, ring, rings, search
from api.pages.error_page import render_error_page

ROUTERS = (
    rings.router,
    profile.router,
    manuscript.router,
    network.router,
    burst.router,
    ring.router,
    account.router,
    post.router,
    search.router,
)

__all__ = ["ROUTERS", "render_error_page"]
