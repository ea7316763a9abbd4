"""The tweet and the user of API v1.1.

GraphQL answers carry them under `legacy` and the personal archive is made of them, so that one
description serves three formats. Every field may be absent: exports are trimmed in many ways.
"""

from __future__ import annotations

import msgspec

from loaders.platforms.x.ids import NativeId

Count = int | str | None


class TagEntity(msgspec.Struct, frozen=True, gc=False):
    """A hashtag in a text."""

    text: str | None = None


class MentionEntity(msgspec.Struct, frozen=True, gc=False):
    """Somebody named in a text."""

    screen_name: str | None = None
    id_str: NativeId = None
    id: NativeId = None


class Unwound(msgspec.Struct, frozen=True, gc=False):
    """Where a short link led."""

    url: str | None = None


class UrlEntity(msgspec.Struct, frozen=True, gc=False):
    """A link in a text."""

    url: str | None = None
    expanded_url: str | None = None
    unwound: Unwound | None = None
    unwound_url: str | None = None


class MediaEntity(msgspec.Struct, frozen=True, gc=False):
    """A picture or film."""

    id_str: NativeId = None
    id: NativeId = None
    type: str | None = None
    media_url_https: str | None = None
    media_url: str | None = None
    expanded_url: str | None = None


class Entities(msgspec.Struct, frozen=True):
    """What X found in a text."""

    hashtags: list[TagEntity] = []
    user_mentions: list[MentionEntity] = []
    urls: list[UrlEntity] = []
    media: list[MediaEntity] = []


class Extended(msgspec.Struct, frozen=True):
    """The whole of a tweet of which the stream shows 140 characters."""

    full_text: str | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None


class User(msgspec.Struct, frozen=True):
    """A user."""

    id_str: NativeId = None
    id: NativeId = None
    screen_name: str | None = None
    name: str | None = None
    description: str | None = None
    created_at: str | None = None
    followers_count: Count = None
    friends_count: Count = None
    statuses_count: Count = None
    verified: bool | None = None
    location: str | None = None
    profile_image_url_https: str | None = None
    profile_image_url: str | None = None
    status: Tweet | None = None  # the latest tweet, without its author


class Tweet(msgspec.Struct, frozen=True):
    """A tweet."""

    id_str: NativeId = None
    id: NativeId = None
    created_at: str | None = None
    full_text: str | None = None
    text: str | None = None
    extended_tweet: Extended | None = None
    source: str | None = None
    lang: str | None = None
    user: User | None = None
    user_id_str: NativeId = None
    in_reply_to_status_id_str: NativeId = None
    in_reply_to_status_id: NativeId = None
    in_reply_to_user_id_str: NativeId = None
    in_reply_to_user_id: NativeId = None
    quoted_status_id_str: NativeId = None
    quoted_status_id: NativeId = None
    conversation_id_str: NativeId = None
    retweeted_status: Tweet | None = None
    quoted_status: Tweet | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None
    favorite_count: Count = None
    retweet_count: Count = None
    reply_count: Count = None


def number(count: Count) -> int | None:
    """Return a counter; some exports write it as text."""
    if isinstance(count, int) or count is None:
        return count
    return int(count) if count.isascii() and count.isdigit() and len(count) < 19 else None
