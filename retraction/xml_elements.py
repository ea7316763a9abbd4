"""Blanking a person in XML: elements become blanks, line by line, so that no other place moves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from retraction.traces import Traces

_OPENING: Final = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_NOT_LINES: Final = re.compile(rb"[^\r\n]")


def blank_xml(data: bytearray, traces: Traces, places: Iterable[int]) -> None:
    """Blank the elements at some places, and the ids and handles of a person elsewhere.

    Args:
        data: The document; changed in place, of the same length afterwards.
        traces: What is looked for.
        places: Where elements begin: their byte, or their line from 1.
    """
    starts = [at for at, byte in enumerate(data) if byte == 10]
    for place in places:
        at = place if data.startswith(b"<", place) else _line_start(starts, place)
        if opening := _OPENING.search(data, at):
            _blank(data, opening.start(), _end(data, opening))
    forms = {escape(each.decode()).encode() for each in traces.ids | traces.names}
    if words := b"|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)):
        # A whole attribute or the whole text of an element.
        named = re.compile(rb"(?<=[\"'>])\s*(?:" + words + rb")\s*(?=[\"'<])", re.IGNORECASE)
        for match in list(named.finditer(data)):
            data[match.start() : match.end()] = b"x" * len(match[0])


def _line_start(breaks: list[int], line: int) -> int:
    return 0 if line <= 1 else breaks[min(line - 2, len(breaks) - 1)] + 1


def _end(data: bytearray, opening: re.Match[bytes]) -> int:
    """Return where the element ends; one within another of the same name is passed over."""
    name = re.escape(opening[1])
    tags = re.compile(rb"<(/?)" + name + rb"(?![\w.:-])[^>]*?(/?)>")
    depth = 0
    for tag in tags.finditer(data, opening.start()):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth <= 0:
            return tag.end()
    return len(data)


def _blank(data: bytearray, start: int, end: int) -> None:
    data[start:end] = _NOT_LINES.sub(b" ", bytes(data[start:end]))
