"""The page that tells a person of an error: the same sentence as the problem+json of the API."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.rendering import page
from api.problems import Problem

_TITLES = {
    400: "This address is not right",
    401: "Please log in",
    403: "You may not see this",
    404: "There is no such thing here",
    422: "This address is not right",
    503: "The graph is not at hand",
}
_STEPS = {
    401: "marionet link",
    404: "marionet rings",
    503: "marionet doctor",
}
"""Status -> a command that leads on."""


def render_error_page(request: Request, found: Problem) -> HTMLResponse:
    """Return the problem as a page, with its status, its code and the id of the request."""
    return page(
        request,
        "error.html",
        status=found.status,
        title=_TITLES.get(found.status, "Something went wrong"),
        problem=found,
        command=_STEPS.get(found.status),
    )
