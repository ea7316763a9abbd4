"""The tweet and the user of API v2, in a page or flattened."""

from __future__ import annotations

import msgspec


class Metrics(msgspec.Struct, frozen=True, gc=False):
    """Counters: of a tweet the first four, of a user the others."""

    retweet_count: int | None = None
    reply_count: int | None = None
    like_count: int | None = None
    impression_count: int | None = None
    followers_count: int | None = None
    following_count: int | None = None
    tweet_count: int | None = None


NO_METRICS = Metrics()


class User(msgspec.Struct, frozen=True):
    """A user; of one who is only named, no more than id and handle."""

    id: str | None = None
    username: str | None = None
    name: str | None = None
    description: str | None = None
    created_at: str | None = None
    location: str | None = None
    verified: bool | None = None
    profile_image_url: str | None = None
    public_metrics: Metrics | None = None


class UrlEntity(msgspec.Struct, frozen=True, gc=False):
    """A link in a text."""

    url: str | None = None
    expanded_url: str | None = None
    unwound_url: str | None = None
    media_key: str | None = None


class TagEntity(msgspec.Struct, frozen=True, gc=False):
    """A hashtag in a text."""

    tag: str


class Entities(msgspec.Struct, frozen=True):
    """What X found in a text; twarc puts the whole user into a mention when flattening."""

    urls: list[UrlEntity] = []
    hashtags: list[TagEntity] = []
    mentions: list[User] = []


class Attached(msgspec.Struct, frozen=True, gc=False):
    """A picture or film."""

    media_key: str | None = None
    type: str | None = None
    url: str | None = None
    preview_image_url: str | None = None


class Attachments(msgspec.Struct, frozen=True):
    """What hangs on a tweet; `media` is there when flattened."""

    media_keys: list[str] = []
    media: list[Attached] = []


class LongText(msgspec.Struct, frozen=True):
    """The whole text of a long tweet."""

    text: str | None = None
    entities: Entities | None = None


class Tweet(User, frozen=True):
    """A tweet, or a user where there is no text: pages mix them.

    `author`, `in_reply_to_user` and the text of `referenced_tweets` are there when flattened;
    `type` says of a tweet that is referred to how.
    """

    type: str | None = None
    text: str | None = None
    author_id: str | None = None
    lang: str | None = None
    source: str | None = None
    conversation_id: str | None = None
    referenced_tweets: list[Tweet] = []
    entities: Entities | None = None
    attachments: Attachments | None = None
    note_tweet: LongText | None = None
    edit_history_tweet_ids: list[str] = []
    author: User | None = None
    in_reply_to_user: User | None = None


class Includes(msgspec.Struct, frozen=True):
    """What the tweets of a page refer to."""

    users: list[msgspec.Raw] = []
    tweets: list[msgspec.Raw] = []
    media: list[Attached] = []


class Twarc(msgspec.Struct, frozen=True, gc=False):
    """What twarc notes about a page."""

    retrieved_at: str | None = None


ABSENT = msgspec.Raw()


class Line(Tweet, frozen=True):
    """A page (`data`, or nothing but `meta` and `errors`), or a tweet or user by itself."""

    data: msgspec.Raw = ABSENT
    includes: Includes | None = None
    meta: msgspec.Raw = ABSENT
    errors: msgspec.Raw = ABSENT
    twarc: Twarc = msgspec.field(default=Twarc(), name="__twarc")
