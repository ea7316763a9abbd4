"""The page that a person sees who is not logged in: fixed text, nothing of the request in it."""

from __future__ import annotations

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Marionet: log in</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/static/marionet.css"></head>
<body><main class="page">
<h1>{title}</h1>
<p>Open the link that <code>marionet serve</code> printed in its terminal. A link works once.</p>
<p>Print a new one in another terminal with <code>marionet link</code>.</p>
</main></body></html>
"""


def login_page(status: int, title: str) -> HTMLResponse:
    """Return the page; `title` is a text of ours."""
    return HTMLResponse(_PAGE.replace("{title}", title), status_code=status)
