"""Blanking a person in JSON bytes without moving any other byte.

Records are found again by their line or byte, so what is taken out is overwritten with as many
bytes: an object that is the person's account or post becomes `{"redacted": "..."}` padded with
blanks, an id or a handle that is a value elsewhere becomes a row of `x`. What others wrote stays
as they wrote it, even where they name the person: it is theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from retraction.traces import Traces

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_PLAIN = re.compile(rb"[^0-9a-z]")

_ID_KEYS = frozenset(
    (
        b"id", b"idstr", b"restid", b"did", b"uri", b"mid", b"postid", b"tweetid", b"statusid",
        b"messageid", b"noteid", b"awemeid", b"commentid", b"videoid", b"contentid", b"mblogid",
        b"url", b"platformid",
    )
)  # fmt: skip
_AUTHOR_KEYS = frozenset(
    (
        b"accountid", b"authorid", b"userid", b"useridstr", b"uid", b"fromid", b"ownerid",
        b"authorfullname", b"authordid", b"creatorid",
    )
)  # fmt: skip


_COMPOUND = re.compile(rb"[0-9A-Za-z]+(?:[-_][0-9A-Za-z]+)+")
"""What joins an id to something else: tweet-123, 123_456."""
_JOINT = re.compile(rb"[-_]")
_NAME_WORDS = (b"name", b"handle", b"login", b"nick", b"acct")


class Bytes(Protocol):
    """What is changed in place: a bytearray or a memory map."""

    def __setitem__(self, place: slice, value: bytes, /) -> None:
        """Overwrite a piece with one of the same length."""
        ...


@dataclass(slots=True)
class _Frame:
    """An object or array that is open."""

    start: int
    is_object: bool
    key: bytes = b""
    wants_key: bool = True
    is_person: bool = False
    changes: list[tuple[int, int, bytes]] = field(default_factory=list[tuple[int, int, bytes]])


def blank_json(data: Bytes, traces: Traces, records: frozenset[int] = frozenset[int]()) -> int:
    """Overwrite a person's account and posts in JSON, one value or many, and return how often.

    Args:
        data: The bytes; changed in place, of the same length afterwards.
        traces: What is looked for.
        records: Bytes where objects or arrays begin that go whole.
    """
    changes = list(_changes(data, traces, records))
    for start, end, value in changes:
        data[start:end] = value
    return len(changes)


def _changes(
    data: Bytes, traces: Traces, records: frozenset[int]
) -> Iterator[tuple[int, int, bytes]]:
    """Yield start, end and new bytes of what is overwritten, none inside another."""
    stack: list[_Frame] = []
    for token in _TOKEN.finditer(data):  # type: ignore[call-overload] - bytes-like
        text = token[0]
        first = text[:1]
        if first in b"{[":
            stack.append(_Frame(token.start(), first == b"{", is_person=token.start() in records))
        elif first in b"}]":
            if not stack:
                continue  # damaged: the reader tells where
            done = _closed(stack.pop(), token.end(), traces)
            if stack:
                stack[-1].changes += done
            else:
                yield from done
        elif first == b",":
            if stack:
                stack[-1].wants_key = True
        elif first == b":":
            if stack:
                stack[-1].wants_key = False
        elif stack and stack[-1].is_object and stack[-1].wants_key:
            stack[-1].key = _PLAIN.sub(b"", text.lower())
            if text[1:-1] in traces.long:  # records by id
                masked = _nothing(text, is_text=True)
                stack[-1].changes.append((token.start(), token.end(), masked))
        else:
            change = _value(token.start(), text, stack[-1] if stack else None, traces)
            if change and stack:
                stack[-1].changes.append(change)
            elif change:
                yield change
    for frame in stack:  # a document that is cut off
        yield from frame.changes


def _closed(frame: _Frame, end: int, traces: Traces) -> list[tuple[int, int, bytes]]:
    if not frame.is_person:
        return frame.changes
    length = end - frame.start
    blank = _redacted(length, traces.tombstone) if frame.is_object else b"[]".rjust(length)
    return [(frame.start, end, blank)]


def _redacted(length: int, tombstone: str) -> bytes:
    told = b'{"redacted":"' + tombstone.encode() + b'"'
    begun = told if len(told) < length else b"{"
    return begun + b" " * (length - len(begun) - 1) + b"}"


def _value(
    start: int, text: bytes, frame: _Frame | None, traces: Traces
) -> tuple[int, int, bytes] | None:
    """Return how a text or number is overwritten; an id of its own marks the object it is in."""
    is_text = text.startswith(b'"')
    content = text[1:-1] if is_text else text
    if is_text and content[:1] in {b"{", b"["} and (inner := _inside(text, traces)):
        return start, start + len(text), inner
    if content in traces.ids:
        if frame is not None and frame.is_object and _own(frame.key, content, traces):
            frame.is_person = True
        return start, start + len(text), _nothing(text, is_text=is_text)
    if is_text and _COMPOUND.fullmatch(content) and traces.long & set(_JOINT.split(content)):
        return start, start + len(text), _nothing(text, is_text=True)
    named = is_text and frame is not None and any(word in frame.key for word in _NAME_WORDS)
    if named and content.lower() in traces.names:
        return start, start + len(text), _nothing(text, is_text=True)
    return None


def _inside(text: bytes, traces: Traces) -> bytes | None:
    """Return JSON that is a text in JSON without the person; None where it is not in it."""
    try:
        inner = bytearray(json.loads(text).encode())
        if not blank_json(inner, traces):
            return None
        written = json.dumps(inner.decode(), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    if len(written) > len(text):
        written = b'"{}"'
    return written[:-1] + b" " * (len(text) - len(written)) + b'"'


def _own(key: bytes, content: bytes, traces: Traces) -> bool:
    if key in _AUTHOR_KEYS:
        return content.decode() in traces.accounts
    return key in _ID_KEYS


def _nothing(text: bytes, *, is_text: bool) -> bytes:
    if is_text:
        return b'"' + b"x" * (len(text) - 2) + b'"'
    return (b"null" if len(text) >= len(b"null") else b"0").ljust(len(text))
