"""X API v1.1: what twarc 1, the streaming API and searches gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.x.ids import x_id
from loaders.platforms.x.legacy import Tweet, User
from loaders.platforms.x.posts import account_of, post_of, records_of
from loaders.platforms.x.values import Json, decoded, read_raw_values
from loaders.records import BadRecord, Record

ABSENT = msgspec.Raw()


class Line(Tweet, frozen=True):
    """A tweet; or a page of tweets or users, a user, a notice of the stream, told by these."""

    screen_name: str | None = None
    statuses: list[msgspec.Raw] | None = None
    users: list[msgspec.Raw] | None = None
    delete: msgspec.Raw = ABSENT
    scrub_geo: msgspec.Raw = ABSENT
    limit: msgspec.Raw = ABSENT
    status_withheld: msgspec.Raw = ABSENT
    user_withheld: msgspec.Raw = ABSENT
    warning: msgspec.Raw = ABSENT
    disconnect: msgspec.Raw = ABSENT


class Notice(msgspec.Struct, frozen=True):
    """What the streaming API says beside tweets: deletions, limits."""


_line = msgspec.json.Decoder(Line).decode
_user = msgspec.json.Decoder(User).decode
_NOTICES = (
    "delete", "scrub_geo", "limit", "status_withheld", "user_withheld", "warning", "disconnect",
)  # fmt: skip

_TIME = re.compile(
    rb'"created_at":\s*"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d'
)
_NAME = re.compile(rb'"screen_name":')
_COUNTS = re.compile(rb'"(favorite_count|retweet_count|user_mentions|favourites_count)":')
# Weibo took over these names and added its own; GraphQL and the personal archive wrap them.
_OTHERS = re.compile(rb'"(reposts_count|attitudes_count|rest_id|__typename)":|window\.YTD')


def sniff(head: bytes) -> float:
    """Times, names and counters as this API writes them, and none of those that imitate it."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) or _OTHERS.search(head):
        return 0.0
    return 0.85 * all(sign.search(head) for sign in (_TIME, _NAME, _COUNTS))


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each tweet and user; those of a page by themselves."""
    for item in read_raw_values(file):
        if isinstance(item, Rejected):
            yield item
        else:
            yield from _opened(*item)


def _opened(offset: int, raw: Json) -> Iterator[Located | Rejected]:
    line = decoded(_line, offset, raw)
    if isinstance(line, Rejected):
        yield line
    elif line.statuses is not None:
        for status in line.statuses:
            yield from _opened(offset, status)
    elif line.users is not None:
        for user in line.users:
            yield _placed(offset, decoded(_user, offset, user))
    elif line.screen_name is not None and line.user is None:
        yield _placed(offset, decoded(_user, offset, raw))
    elif line.id_str is None and line.id is None and _is_notice(line):
        yield Located(offset, Notice())
    else:
        yield Located(offset, line)


def _is_notice(line: Line) -> bool:
    return any(getattr(line, name) != ABSENT for name in _NOTICES)


def _placed(offset: int, found: User | Rejected) -> Located | Rejected:
    return found if isinstance(found, Rejected) else Located(offset, found)


def to_records(raw: Tweet | User | Notice, context: Context) -> Iterable[Record]:
    """Turn a tweet into posts and accounts, a user into an account and the latest post."""
    if isinstance(raw, Tweet):
        if raw.id_str is None and raw.id is None and raw.user is None:
            raise BadRecord("this is neither a tweet nor a user")
        yield from records_of(raw, context.captured_us)
    elif isinstance(raw, User):
        yield account_of(raw, context.captured_us)
        author = x_id(raw.id_str, raw.id)
        if raw.status is not None and author is not None:
            yield post_of(raw.status, author, observed_us=context.captured_us)


FORMAT = Format(
    name="x-api-v1",
    title="X API v1.1 as twarc 1, the stream and searches give it",
    family="X / Twitter",
    example=(
        '{"created_at": "Sat Mar 01 12:00:00 +0000 2025", "id_str": "17", "full_text": "look", '
        '"user": {"id_str": "4", "screen_name": "ann", "name": "Ann"}, "retweet_count": 2, '
        '"entities": {"hashtags": [{"text": "car"}], "user_mentions": [], "urls": []}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Tweets or users, one a line, in arrays, or as pages (`statuses`, `users`). Tweets inside "
        "a tweet (repeated, quoted) become posts too; where one stands in many, its repetitions "
        "count as duplicates. The counters of a repost are those of the original, so it has none. "
        "Without `created_at` the time is that in the id. Notices of the stream (deletions, "
        "limits) are counted and bring nothing."
    ),
)
