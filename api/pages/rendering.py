"""From a template and its context to an answer: escaping, nonce, Content-Security-Policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.views import words
from api.views.time_axis import span_bar
from campaign.report.html_page import FOLDER as REPORT_FOLDER
from campaign.report.html_page import GLOBALS as REPORT_WORDS
from marionet import __version__

FOLDER: Final = Path(__file__).parent.parent
STATIC: Final = FOLDER / "static"
VENDOR: Final = STATIC / "vendor"

_POLICY: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_FRAME_POLICY: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def path_to(kind: str, *ids: object) -> str:
    """Return the path of a page; ids are quoted whole, so that no text becomes a path of its own.

    Dots are quoted too where an id is nothing but dots: browsers fold `/..` away.
    """
    quoted = [quote(str(ident), safe=":") for ident in ids]
    return "/" + "/".join(
        [kind, *(q.replace(".", "%2E") if not q.strip(".") else q for q in quoted)]
    )


def with_query(request: Request, **changes: object) -> str:
    """Return the address of this page with some parameters changed; None takes one away."""
    kept = {key: value for key, value in request.query_params.items() if key not in changes}
    given = {key: str(value) for key, value in changes.items() if value is not None}
    query = urlencode({**kept, **given})
    raw: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    path = raw.partition(b"?")[0].decode("ascii", "replace")
    return f"{path}?{query}" if query else path


@cache
def environment() -> Environment:
    """Return the Jinja environment: everything is escaped, nothing undefined passes."""
    found = Environment(
        loader=FileSystemLoader([FOLDER / "templates", REPORT_FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(words.FILTERS)
    shared: dict[str, Any] = {
        **REPORT_WORDS,  # for blocks.html, tables and charts of a profile
        "path_to": path_to,
        "period": words.period,
        "seconds_between": words.seconds_between,
        "span_bar": span_bar,
        "kinds": words.KINDS,
        "version": __version__,
    }
    found.globals.update(shared)
    return found


def page(request: Request, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """Render a page, or a part of one, and give it its Content-Security-Policy.

    Args:
        request: What is answered.
        template: Path below api/templates.
        status: HTTP status.
        context: What the template shows. Text in it is escaped.
    """
    nonce = request.state.csp_nonce
    text = (
        environment()
        .get_template(template)
        .render(
            request=request,
            nonce=nonce,
            with_query=lambda **changes: with_query(request, **changes),
            assets_missing=not (VENDOR / "htmx.min.js").exists(),
            **context,
        )
    )
    policy = {"Content-Security-Policy": _POLICY.format(nonce=nonce)}
    return HTMLResponse(text, status, headers=_HEADERS | policy)


def frame(text: str, nonce: str) -> HTMLResponse:
    """Answer with a document for a sandboxed frame of our own pages; it may ask for nothing."""
    policy = {"Content-Security-Policy": _FRAME_POLICY.format(nonce=nonce)}
    return HTMLResponse(text, headers=_HEADERS | policy)
