"""Errors as RFC 9457 problems: one sentence, a stable code, never a traceback."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, TypeAlias

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from marionet.errors import GraphError, MarionetError

log = logging.getLogger("marionet.api")

ErrorPage: TypeAlias = Callable[[Request, "Problem"], Response | None]
"""Makes a page of a problem, or None where a program asks."""

RETRY_AFTER_S = 5
"""What a client is told to wait when Neo4j is away, seconds."""


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(extra="forbid")
    where: str = Field(description="Place in the request, such as `query.limit`.")
    message: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong, in the form of RFC 9457."""

    MEDIA_TYPE: ClassVar[str] = "application/problem+json"
    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="URN that ends with the code.")
    title: str = Field(description="What the code means.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, where, and how to mend it.")
    code: str = Field(description="Stable code, see the list of errors in the documentation.")
    request_id: str = Field(description="The X-Request-Id of the answer.")
    errors: list[Fault] = Field(default=[], description="Each fault of a request.")


def problem(
    request_id: str,
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    errors: Sequence[Fault] = (),
) -> Problem:
    """Return a problem; its type is a URN of the code."""
    return Problem(
        type=f"urn:marionet:error:{code}",
        title=title,
        status=status,
        detail=detail,
        code=code,
        request_id=request_id,
        errors=list(errors),
    )


def answer(found: Problem, headers: dict[str, str] | None = None) -> Response:
    """Return a problem as a response."""
    extra = (
        {"Retry-After": str(RETRY_AFTER_S)}
        if found.status == HTTPStatus.SERVICE_UNAVAILABLE
        else {}
    )
    return Response(
        json.dumps(found.model_dump(), ensure_ascii=False),
        status_code=found.status,
        media_type=Problem.MEDIA_TYPE,
        headers={**extra, **(headers or {})},
    )


def explain(*kinds: type[MarionetError]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may fail in these ways (and in the usual ones)."""
    usual: tuple[type[MarionetError], ...] = (*kinds, GraphError)
    documented: dict[int | str, dict[str, Any]] = {
        kind.status: {"description": title_of(kind), "model": Problem} for kind in usual
    }
    documented[401] = {"description": "Neither a cookie nor a token.", "model": Problem}
    documented[422] = {"description": "A parameter is not acceptable.", "model": Problem}
    return documented


def title_of(kind: type[MarionetError]) -> str:
    """Return what a class of errors means: the first line of its documentation."""
    return (kind.__doc__ or kind.code).strip().splitlines()[0]


def install(app: FastAPI) -> None:
    """Turn every error of the application into a problem."""
    app.add_exception_handler(MarionetError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def request_id(request: Request) -> str:
    """Return the id under which the request is logged."""
    return str(getattr(request.state, "request_id", ""))


def _respond(request: Request, found: Problem, headers: dict[str, str] | None = None) -> Response:
    """Answer with a page where a person looks, with a problem where a program asks."""
    page: ErrorPage | None = getattr(request.app.state, "error_page", None)
    shown = page(request, found) if page else None
    return answer(found, headers) if shown is None else shown


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, MarionetError)  # noqa: S101 - registered for that class
    found = problem(
        request_id(request),
        status=error.status,
        code=error.code,
        title=title_of(type(error)),
        detail=error.message,
    )
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request %s failed: %s", found.request_id, error.code)
    return _respond(request, found)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for that class
    faults = [
        Fault(where=".".join(str(part) for part in fault["loc"]), message=str(fault["msg"]))
        for fault in error.errors()
    ]
    told = "; ".join(f"{fault.where}: {fault.message}" for fault in faults[:3])
    found = problem(
        request_id(request),
        status=422,
        code="request",
        title="The request does not fit its declaration.",
        detail=f"The request is not acceptable: {told}.",
        errors=faults,
    )
    return _respond(request, found)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for that class
    path = request.url.path[:200]
    detail = {
        # the framework raises it where a body is too deep or holds a number too long to read
        400: "The body cannot be read. Send JSON in UTF-8, not nested deeply, no huge numbers.",
        404: f"There is nothing at {path}. The API is described at /api/v1/openapi.json.",
        405: f"{request.method} is not possible at {path}.",
    }.get(error.status_code, str(error.detail))
    found = problem(
        request_id(request),
        status=error.status_code,
        code={404: "not-found", 405: "method"}.get(error.status_code, "http"),
        title=HTTPStatus(error.status_code).phrase,
        detail=detail,
    )
    return _respond(request, found, dict(error.headers or {}))


def _unexpected(request: Request, error: Exception) -> Response:
    found = problem(
        request_id(request),
        status=500,
        code="internal",
        title="Marionet failed unexpectedly.",
        detail="This is a mistake in Marionet. Report it with the request id; the log has more.",
    )
    log.error("request %s failed: %s", found.request_id, type(error).__name__, exc_info=error)
    return _respond(request, found)
