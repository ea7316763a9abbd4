"""JSON of dataabc/weibo-crawler: an account and its posts, in one object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.counter import counter
from loaders.canonical.missing import known_id
from loaders.canonical.region import region_of
from loaders.canonical.weibo_id import mid_of
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.weibo import PLATFORM, Count, Id, weibo_time
from loaders.platforms.weibo_row_ids import account_in_name
from loaders.platforms.weibo_rows import weibo_post
from loaders.reading.nested import Nested, read_nested
from loaders.records import Account, BadRecord, Post, Record, qualified

_USER = "user"
_POST = "weibo.item"


class User(msgspec.Struct, frozen=True):
    """The account."""

    id: Id
    screen_name: str | None = None
    description: str | None = None
    followers_count: Count = None
    follow_count: Count = None
    statuses_count: Count = None
    verified: bool | None = None
    avatar_hd: str | None = None
    ip_location: str | None = None
    registration_time: str | None = None


class Status(msgspec.Struct, frozen=True):
    """A post; in `retweet` the original of a repost."""

    id: Id
    created_at: str
    user_id: Id | None = None
    screen_name: str | None = None
    full_created_at: str | None = None
    text: str | None = None
    article_url: str | None = None
    links: list[Any] | None = None
    pics: str | list[str] | None = None
    video_url: str | None = None
    source: str | None = None
    attitudes_count: Count = None
    comments_count: Count = None
    reposts_count: Count = None
    topics: str | None = None
    at_users: str | None = None
    retweet: Status | None = None


def sniff(head: bytes) -> float:
    """The account with its posts, of which each has both names."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    needed = (b'"weibo"', b'"bid"', b'"attitudes_count"', b'"at_users"')
    return 0.9 if start.startswith(b"{") and all(key in head for key in needed) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the account and its posts, one by one."""
    yield from read_nested(file, (_USER, _POST))


def to_records(raw: Nested, context: Context) -> Iterator[Record]:
    """Turn the account or one of its posts into records.

    Raises:
        BadRecord: It has no author or no time.
        msgspec.ValidationError: A field has another type than the crawler gives it.
    """
    if raw.path == _USER:
        yield _account(msgspec.convert(raw.value, User), context)
        return
    status = msgspec.convert(raw.value, Status)
    yield from _records(status, context, account_in_name)
    if status.retweet and known_id(status.retweet.user_id):
        yield from _records(status.retweet, context, None)


def _records(status: Status, context: Context, in_name: Any) -> Iterator[Record]:
    account_id = qualified(PLATFORM, status.user_id)
    if account_id is None:
        if in_name is None:
            raise BadRecord("the account is missing")
        account_id = in_name(context.name)
    post = _post(status, account_id, context)
    yield post
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=status.screen_name or None,
        name=status.screen_name or None,
        observed_us=context.captured_us or post.created_us,
    )


def _post(status: Status, account_id: str, context: Context) -> Post:
    original = qualified(PLATFORM, mid_of(status.retweet.id)) if status.retweet else None
    return weibo_post(
        native_id=status.id,
        account_id=account_id,
        time=status.full_created_at or status.created_at,
        captured_us=context.captured_us,
        text=status.text,
        topics=_many(status.topics),
        names=_many(status.at_users),
        links=[status.article_url] if status.article_url else [],
        pictures=_many(status.pics) if isinstance(status.pics, str) else status.pics or [],
        video=status.video_url,
        kind="repost" if original else "original",
        repost_of=original,
        client=status.source or None,
        likes=counter(status.attitudes_count),
        comments=counter(status.comments_count),
        reposts=counter(status.reposts_count),
    )


def _account(user: User, context: Context) -> Account:
    registered = user.registration_time
    return Account(
        account_id=qualified(PLATFORM, user.id) or "",
        platform=PLATFORM,
        handle=user.screen_name,
        name=user.screen_name,
        bio=user.description or None,
        created_us=weibo_time(registered, None).us if registered else None,
        followers=counter(user.followers_count),
        following=counter(user.follow_count),
        posts=counter(user.statuses_count),
        verified=user.verified,
        region=region_of(user.ip_location),
        avatar=user.avatar_hd or None,
        observed_us=context.captured_us,
    )


def _many(text: str | None) -> list[str]:
    return [part for piece in (text or "").split(",") if (part := piece.strip())]


FORMAT = Format(
    name="weibo-crawler-json",
    title="weibo-crawler (dataabc): an account and its posts, JSON",
    family="Weibo",
    example=(
        '{"user": {"id": "1004", "screen_name": "小安", "followers_count": 12}, "weibo": ['
        '{"user_id": 1004, "screen_name": "小安", "id": 5141187578824928, "bid": "PhhtzB1Ly", '
        '"text": "看 #这里#", "pics": "", "created_at": "2025-03-01", '
        '"full_created_at": "2025-03-01 12:00:00", "attitudes_count": 1, "topics": "这里", '
        '"at_users": ""}]}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Old and new versions. Where only the day is told, the minute comes from the number of the "
        "post, in which its time stands, where that is of the same day; such posts have "
        "`minute_from` in `extra`. A repost brings its original. Hashtags, links and mentions "
        "count from a post's own words only, not from the chain that a repost quotes."
    ),
)
