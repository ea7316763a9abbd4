"""Accelerated copies of pages under the same host: `/story-of-cars/amp/`, `/amp/story-of-cars`."""

from __future__ import annotations

import re

_ENDS = ("/amp", "/amp/", ".amp", ".amp.html")
# A page about amplifiers may end in /amp, too: the word is a mark only behind what looks like the
# name of an article, by its digits or hyphens.
_ARTICLE = re.compile(r"[^/]*(?:\d[^/]*\d|-[^/]*-)[^/]*")


def may_be_amp(path: str) -> bool:
    """Whether a path has one of the marks."""
    return path.endswith(_ENDS) or path.startswith("/amp/")


def without_amp(path: str) -> str:
    """Return the path of the page that an accelerated copy was made of, or the path as it is."""
    while (shorter := _without_mark(path)) != path:
        path = shorter
    return path


def _without_mark(path: str) -> str:
    if path.startswith("/amp/") and _ARTICLE.fullmatch(_last(path)):
        return path[4:]
    for end in ("/amp", "/amp/"):
        if path.endswith(end) and _ARTICLE.fullmatch(_last(path.removesuffix(end))):
            return path.removesuffix(end)
    if path.endswith(".amp.html"):
        return path.removesuffix(".amp.html") + ".html"
    if path.endswith(".amp") and _ARTICLE.fullmatch(_last(path)):
        return path.removesuffix(".amp")
    return path


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
