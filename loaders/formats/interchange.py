"""Marionet's own interchange format: JSON Lines, one post a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, BinaryIO

import msgspec

from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.reading.lines import read_json_lines
from loaders.records import (
    Account,
    BadRecord,
    Media,
    Mention,
    Post,
    Record,
    kind_of,
    qualified,
)

Int = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Id = str | int


class RawMention(msgspec.Struct, frozen=True):
    """A mention that is given with an id."""

    account_id: Id | None = None
    handle: str | None = None


class RawMedia(msgspec.Struct, frozen=True):
    """A picture or film."""

    media_id: Id | None = None
    kind: str | None = None
    url: str | None = None
    hash: str | None = None


class RawAccount(msgspec.Struct, frozen=True):
    """What is known about the author at the time of the post."""

    handle: str | None = None
    name: str | None = None
    bio: str | None = None
    created_at: str | None = None
    followers: Int | None = None
    following: Int | None = None
    posts: Int | None = None
    verified: bool | None = None
    region: str | None = None
    avatar: str | None = None
    observed_at: str | None = None


class RawPost(msgspec.Struct, frozen=True):
    """One line."""

    post_id: Id
    platform: str
    account_id: Id
    created_at: str
    kind: str | None = None
    text: str | None = None
    lang: str | None = None
    client: str | None = None
    url: str | None = None
    repost_of: Id | None = None
    quote_of: Id | None = None
    reply_to: Id | None = None
    root: Id | None = None
    likes: Int | None = None
    reposts: Int | None = None
    comments: Int | None = None
    views: Int | None = None
    observed_at: str | None = None
    hashtags: list[str] | None = None
    urls: list[str] | None = None
    mentions: list[str | RawMention] | None = None
    media: list[RawMedia] | None = None
    account: RawAccount | None = None
    extra: Any = None


_KNOWN = frozenset(RawPost.__struct_fields__)
_REQUIRED = ("post_id", "platform", "account_id", "created_at")


def sniff(head: bytes) -> float:
    """A first line that is an object with the four required fields."""
    first = head.split(b"\n", 1)[0]
    if not first.lstrip(b"\xef\xbb\xbf \t\r").startswith(b"{"):
        return 0.0
    present = sum(f'"{name}"'.encode() in first for name in _REQUIRED)
    return 0.95 if present == len(_REQUIRED) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield one JSON object a line."""
    return read_json_lines(file)


def to_records(raw: Any, _: Context) -> Iterator[Record]:
    """Turn one line into a post and, where the line says more about it, its account."""
    if not isinstance(raw, dict):
        raise BadRecord("the line is no JSON object")
    line = msgspec.convert(raw, RawPost)
    platform = line.platform
    if not platform:
        raise BadRecord("platform is missing")
    repost_of = qualified(platform, line.repost_of)
    quote_of = qualified(platform, line.quote_of)
    reply_to = qualified(platform, line.reply_to)
    account_id = qualified(platform, line.account_id) or ""
    yield Post(
        post_id=qualified(platform, line.post_id) or "",
        platform=platform,
        account_id=account_id,
        created_us=iso_us(line.created_at),
        kind=line.kind or kind_of(repeats=repost_of, reply_to=reply_to, quote_of=quote_of),
        text=line.text,
        lang=line.lang,
        client=line.client,
        url=line.url,
        repost_of=repost_of,
        quote_of=quote_of,
        reply_to=reply_to,
        root=qualified(platform, line.root),
        likes=line.likes,
        reposts=line.reposts,
        comments=line.comments,
        views=line.views,
        observed_us=iso_us(line.observed_at) if line.observed_at else None,
        extra=_extra(raw, line.extra),
        urls=tuple(line.urls) if line.urls else (),
        hashtags=tuple(line.hashtags) if line.hashtags else (),
        mentions=tuple(_mention(m, platform) for m in line.mentions) if line.mentions else (),
        media=tuple(_media(m) for m in line.media) if line.media else (),
    )
    if line.account is not None:
        yield _account(line.account, account_id, platform, line.observed_at or line.created_at)


def _extra(raw: Mapping[str, Any], given: Any) -> str | None:
    if raw.keys() <= _KNOWN and given is None:
        return None
    fields = {name: value for name, value in raw.items() if name not in _KNOWN}
    if isinstance(given, dict):
        fields = {**given, **fields}
    elif given is not None:
        fields["extra"] = given
    return msgspec.json.encode(fields).decode() if fields else None


def _mention(raw: str | RawMention, platform: str) -> Mention:
    if isinstance(raw, str):
        return Mention(handle=raw.lstrip("@＠"))
    return Mention(account_id=qualified(platform, raw.account_id), handle=raw.handle)


def _media(raw: RawMedia) -> Media:
    media_id = None if raw.media_id is None else str(raw.media_id)
    return Media(media_id=media_id, kind=raw.kind, url=raw.url, hash=raw.hash)


def _account(raw: RawAccount, account_id: str, platform: str, observed_at: str) -> Account:
    return Account(
        account_id=account_id,
        platform=platform,
        handle=raw.handle,
        name=raw.name,
        bio=raw.bio,
        created_us=iso_us(raw.created_at) if raw.created_at else None,
        followers=raw.followers,
        following=raw.following,
        posts=raw.posts,
        verified=raw.verified,
        region=raw.region,
        avatar=raw.avatar,
        observed_us=iso_us(raw.observed_at or observed_at),
    )


FORMAT = Format(
    name="interchange",
    title="Marionet's own format: JSON Lines, one post a line",
    family="Marionet",
    example=(
        '{"post_id": "17", "platform": "x", "account_id": "ann", '
        '"created_at": "2025-03-01T12:00:00Z", "text": "Look #here", "hashtags": ["here"], '
        '"urls": ["https://example.org/a"], "reply_to": "9"}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "`post_id`, `platform`, `account_id` and `created_at` (ISO 8601; without a zone it is "
        "taken as UTC) are required. Ids may carry the platform (`x:17`) or not (`17`). `account` "
        "holds an object with the columns of the author. `mentions` holds handles, or objects with "
        "`account_id` and `handle`. A field that has no column is kept in `extra`. Links, tags and "
        "mentions of a repost on X, Bluesky, Mastodon and Telegram are those of the original: they "
        "are not stored a second time, and its text is not compared."
    ),
)
