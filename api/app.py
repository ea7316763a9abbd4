"""The application: routes, pages, errors, and the gate around them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from api import problems
from api.context import ApiContext
from api.dependencies import ContextDep
from api.gate import Gate
from api.pages import ROUTERS as PAGES
from api.pages import render_error_page
from api.paths import IdPaths
from api.problems import Problem
from api.refusal import login_page
from api.routes import ROUTERS
from marionet import __version__

STATIC = Path(__file__).parent / "static"
API = "/api/v1"

_ABOUT = (
    "Rings of fake accounts and the evidence for them. Send `Authorization: Bearer TOKEN`; "
    "`marionet link --token` prints the token. Ids are one segment of a path: write `/` as `%2F`. "
    "Lists say `shown`, `total`, `truncated` and `next`. Errors are problems of RFC 9457."
)


def create_app(context: ApiContext) -> FastAPI:
    """Return the application around a graph, a vault and the ways in."""
    app = FastAPI(
        title="Marionet",
        version=__version__,
        description=_ABOUT,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # the ready-made pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.context = context
    app.state.error_page = _error_page
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router, prefix=API)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.add_api_route("/healthz", _health, include_in_schema=False)
    app.add_api_route("/login", _log_in, include_in_schema=False)
    app.add_api_route("/logout", _log_out, methods=["POST"], include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(IdPaths)
    app.add_middleware(Gate, context=context)  # the last one added is the first that is passed
    return app


def _error_page(request: Request, found: Problem) -> Response | None:
    """Return a page where a browser asks for one; htmx asks for a part of one."""
    browser = "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
    if request.url.path.startswith("/api/") or not browser:
        return None
    return render_error_page(request, found)


def _health() -> dict[str, str]:
    """Say that the server is up; tells nothing else, since it asks for no login."""
    return {"status": "ok"}


def _log_in(
    context: ContextDep, request: Request, token: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Use up a one-time link and give the browser its cookie."""
    if not token:
        return login_page(401, "This page needs a login.")
    session = context.access.log_in(token)
    if session is None:
        if context.access.knows(request.cookies.get(context.access.cookie, "")):
            return RedirectResponse("/", status_code=303)  # a second click on the same link
        return login_page(401, "This link has been used already, or it is too old.")
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(context.access.cookie, session, httponly=True, samesite="strict", path="/")
    return response


def _log_out(context: ContextDep, request: Request) -> Response:
    """Forget the session of the browser."""
    context.access.log_out(request.cookies.get(context.access.cookie, ""))
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(context.access.cookie, path="/")
    return response
