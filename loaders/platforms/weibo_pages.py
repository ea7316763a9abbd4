"""Statuses and comments out of the pages that Weibo's interfaces answer with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from loaders.format import Located, Rejected
from loaders.platforms.weibo import Id, Raw
from loaders.reading.documents import read_json_values

_LISTS = (
    "data", "cards", "card_group", "statuses", "list", "reposts", "comments", "hot_data",
    "mblog", "status",
)  # fmt: skip
_HOLDERS = (list, dict)
_NO_STATUS = frozenset(("ok", "card_type", "msg"))


def read_pages(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each status and comment by itself, out of the answers of an interface or bare."""
    for item in read_json_values(file):
        if isinstance(item, Rejected):
            yield item
        else:
            for raw in _unfold(item.value):
                yield Located(item.offset, raw)


def _unfold(value: Any) -> Iterator[Raw]:
    if isinstance(value, list):
        for inner in value:
            yield from _unfold(inner)
    elif not isinstance(value, dict):
        yield Raw(value)
    elif "created_at" in value and ("text" in value or "text_raw" in value):
        yield from _unfold_status(value)
    elif inside := [
        value[name] for name in _LISTS if name in value and isinstance(value[name], _HOLDERS)
    ]:
        for inner in inside:
            yield from _unfold(inner)
    elif not value.keys() & _NO_STATUS:
        yield Raw(value)  # neither a status nor an answer: rejected with its reason


def _unfold_status(value: dict[str, Any]) -> Iterator[Raw]:
    """Yield a status and the original in it, or a comment and the answers in it."""
    if _is_comment(value):
        yield from _unfold_comment(value)
        return
    original = value.get("retweeted_status")
    inner: dict[str, Any] = original if isinstance(original, dict) else {}
    yield Raw(value, repost=bool(inner), repost_of=_id_of(inner))
    # What is left of a deleted original has no author: no post, but still what was reposted.
    if "created_at" in inner and isinstance(inner.get("user"), dict):
        yield from _unfold_status(inner)


def _unfold_comment(value: dict[str, Any]) -> Iterator[Raw]:
    status = value.get("status")
    post = _id_of(status) if isinstance(status, dict) else None
    yield Raw(value, comment=True, reply_to=_answered(value) or post, root=post)
    answers = value.get("comments")
    for answer in answers if isinstance(answers, list) else ():
        if isinstance(answer, dict):
            to = _answered(answer) or _id_of(value)
            yield Raw(answer, comment=True, reply_to=to, root=post)


def _is_comment(value: dict[str, Any]) -> bool:
    if "rootid" in value or "floor_number" in value or "reply_id" in value:
        return True
    # Old answers give comments no other field of their own; every status can be reposted.
    return "reposts_count" not in value and ("like_counts" in value or "like_count" in value)


def _answered(value: dict[str, Any]) -> Id | None:
    """Return the comment that a comment answers: the one it names, or the first of its thread."""
    answered = value.get("reply_comment")
    if isinstance(answered, dict) and (found := _id_of(answered)):
        return found
    for name in ("reply_id", "rootid"):
        found = value.get(name)
        if isinstance(found, str | int) and found and str(found) != str(value.get("id")):
            return found
    return None


def _id_of(value: dict[str, Any]) -> Id | None:
    found = value.get("mid") or value.get("id")
    return found if isinstance(found, str | int) else None
