"""X API v2 as twarc 2 writes it: pages of answers, or flattened to one tweet a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.time import iso_us
from loaders.documents import read_json_values
from loaders.format import Context, Format, Located, Rejected
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, qualified

PLATFORM = "x"


class Referenced(msgspec.Struct, frozen=True):
    """Another tweet that a tweet refers to."""

    type: str
    id: str


class Metrics(msgspec.Struct, frozen=True):
    """Counters of a tweet."""

    retweet_count: int | None = None
    reply_count: int | None = None
    like_count: int | None = None
    impression_count: int | None = None


class UserMetrics(msgspec.Struct, frozen=True):
    """Counters of a user."""

    followers_count: int | None = None
    following_count: int | None = None
    tweet_count: int | None = None


class UrlEntity(msgspec.Struct, frozen=True):
    """A link in a text; `unwound_url` is where it leads after all redirects."""

    url: str | None = None
    expanded_url: str | None = None
    unwound_url: str | None = None
    media_key: str | None = None


class TagEntity(msgspec.Struct, frozen=True):
    """A hashtag in a text."""

    tag: str


class MentionEntity(msgspec.Struct, frozen=True):
    """Somebody named in a text."""

    username: str
    id: str | None = None


class Entities(msgspec.Struct, frozen=True):
    """What X found in a text."""

    urls: list[UrlEntity] = []
    hashtags: list[TagEntity] = []
    mentions: list[MentionEntity] = []


class Attached(msgspec.Struct, frozen=True):
    """A picture or film, as twarc puts it into a flattened tweet."""

    media_key: str | None = None
    type: str | None = None
    url: str | None = None
    preview_image_url: str | None = None


class Attachments(msgspec.Struct, frozen=True):
    """What hangs on a tweet."""

    media_keys: list[str] = []
    media: list[Attached] = []


class LongText(msgspec.Struct, frozen=True):
    """The whole text of a long tweet."""

    text: str | None = None
    entities: Entities | None = None


class Tweet(msgspec.Struct, frozen=True):
    """A tweet."""

    id: str
    text: str
    author_id: str
    created_at: str
    lang: str | None = None
    source: str | None = None
    conversation_id: str | None = None
    referenced_tweets: list[Referenced] = []
    public_metrics: Metrics = Metrics()
    entities: Entities = Entities()
    attachments: Attachments = Attachments()
    note_tweet: LongText | None = None


class User(msgspec.Struct, frozen=True):
    """A user."""

    id: str
    username: str
    name: str | None = None
    description: str | None = None
    created_at: str | None = None
    location: str | None = None
    verified: bool | None = None
    profile_image_url: str | None = None
    public_metrics: UserMetrics = UserMetrics()


class Raw(msgspec.Struct, frozen=True):
    """One tweet or user, with what its page says about media and the time of the answer."""

    value: Any
    retrieved_at: str | None = None
    media: dict[str, Any] = {}


_SIGNS = (
    re.compile(rb'"created_at":\s*"\d{4}-\d\d-\d\dT'),
    re.compile(rb'"(public_metrics|edit_history_tweet_ids|author_id)":'),
    re.compile(rb'"(username|author_id|conversation_id)":'),
    re.compile(rb'"(data|conversation_id|referenced_tweets|author)":'),
)


def sniff(head: bytes) -> float:
    """The names that only this API uses, and its ISO times."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return 0.0
    return 0.8 * all(sign.search(head) for sign in _SIGNS)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each tweet and user of each page by itself: one that is bad spoils no other."""
    for item in read_json_values(file):
        if isinstance(item, Rejected):
            yield item
        else:
            for raw in _unfold(item.value):
                yield Located(item.offset, raw)


def _unfold(page: Any) -> Iterator[Raw]:
    if not isinstance(page, dict):
        yield Raw(page)
        return
    at = _retrieved_at(page)
    if not isinstance(page.get("data"), dict | list):
        if "errors" in page and "id" not in page:
            return  # an answer that holds nothing but errors
        yield from _unfold_tweet(page, at, {})
        return
    included = page.get("includes")
    includes: dict[str, Any] = included if isinstance(included, dict) else {}
    media = {str(m.get("media_key")): m for m in _dicts(includes.get("media"))}
    data = page["data"] if isinstance(page["data"], list) else [page["data"]]
    for value in data:
        yield from _unfold_tweet(value, at, media)
    main = {str(value.get("id")) for value in _dicts(data)}
    for value in _dicts(includes.get("users")):
        yield Raw(value, at)
    for value in _dicts(includes.get("tweets")):
        if str(value.get("id")) not in main:
            yield Raw(value, at, media)


def _unfold_tweet(value: Any, at: str | None, media: dict[str, Any]) -> Iterator[Raw]:
    """Yield a tweet, and what twarc has put inside when flattening: author, named tweets."""
    yield Raw(value, at, media)
    if not isinstance(value, dict):
        return
    if isinstance(value.get("author"), dict):
        yield Raw(value["author"], at)
    for inner in _dicts(value.get("referenced_tweets")):
        if "text" in inner:
            yield from _unfold_tweet(inner, at, media)


def _retrieved_at(page: dict[str, Any]) -> str | None:
    twarc = page.get("__twarc")
    at = twarc.get("retrieved_at") if isinstance(twarc, dict) else None
    return at if isinstance(at, str) else None


def _dicts(values: Any) -> list[dict[str, Any]]:
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []


def to_records(raw: Raw, _: Context) -> Iterator[Record]:
    """Turn a tweet into a post, a user into an account."""
    if not isinstance(raw.value, dict):
        raise BadRecord("this is neither a tweet nor a user")
    at_us = iso_us(raw.retrieved_at) if raw.retrieved_at else None
    if "username" in raw.value and "text" not in raw.value:
        yield _account(msgspec.convert(raw.value, User), at_us)
    else:
        yield _post(msgspec.convert(raw.value, Tweet), raw.media, at_us)


def _post(tweet: Tweet, media: dict[str, Any], at_us: int | None) -> Post:
    refers = {r.type: f"{PLATFORM}:{r.id}" for r in tweet.referenced_tweets}
    long = tweet.note_tweet or LongText()
    entities = long.entities or tweet.entities
    repost_of = refers.get("retweeted")
    return Post(
        post_id=f"{PLATFORM}:{tweet.id}",
        platform=PLATFORM,
        account_id=f"{PLATFORM}:{tweet.author_id}",
        created_us=iso_us(tweet.created_at),
        kind=_kind(refers),
        text=long.text or tweet.text,
        lang=tweet.lang,
        client=tweet.source,
        repost_of=repost_of,
        quote_of=refers.get("quoted"),
        reply_to=refers.get("replied_to"),
        root=qualified(PLATFORM, tweet.conversation_id),
        # The counter of a repost is that of the tweet it repeats.
        reposts=None if repost_of else tweet.public_metrics.retweet_count,
        likes=tweet.public_metrics.like_count,
        comments=tweet.public_metrics.reply_count,
        views=tweet.public_metrics.impression_count,
        observed_us=at_us,
        urls=tuple(_links(entities)),
        hashtags=tuple(tag.tag for tag in entities.hashtags),
        mentions=tuple(
            Mention(account_id=qualified(PLATFORM, m.id), handle=m.username)
            for m in entities.mentions
        ),
        media=tuple(_media(tweet.attachments, media)),
    )


def _kind(refers: dict[str, str]) -> str:
    """A tweet may quote and reply at once; it is a reply then, for it stands in a conversation."""
    for name, kind in (("retweeted", "repost"), ("replied_to", "reply"), ("quoted", "quote")):
        if name in refers:
            return kind
    return "original"


def _links(entities: Entities) -> Iterator[str]:
    """Yield where the links lead; a link to the tweet's own picture is no link."""
    for link in entities.urls:
        target = link.unwound_url or link.expanded_url or link.url
        if target and link.media_key is None:
            yield target


def _media(attachments: Attachments, media: dict[str, Any]) -> Iterator[Media]:
    whole = {item.media_key: item for item in attachments.media if item.media_key}
    for item in attachments.media:
        if not item.media_key and item.url:
            yield Media(media_id=f"{PLATFORM}:{item.url}", kind=item.type, url=item.url)
    for key in dict.fromkeys([*attachments.media_keys, *whole]):
        item = whole.get(key)
        if item is None and key in media:
            item = msgspec.convert(media[key], Attached)
        yield Media(
            media_id=f"{PLATFORM}:{key}",
            kind=item.type if item else None,
            url=(item.url or item.preview_image_url) if item else None,
        )


def _account(user: User, at_us: int | None) -> Account:
    return Account(
        account_id=f"{PLATFORM}:{user.id}",
        platform=PLATFORM,
        handle=user.username,
        name=user.name,
        bio=user.description or None,
        created_us=iso_us(user.created_at) if user.created_at else None,
        followers=user.public_metrics.followers_count,
        following=user.public_metrics.following_count,
        posts=user.public_metrics.tweet_count,
        verified=user.verified,
        region=user.location or None,
        avatar=user.profile_image_url,
        observed_us=at_us,
    )


FORMAT = Format(
    name="x-api-v2",
    title="X API v2 as twarc 2 writes it, flattened or not",
    family="X / Twitter",
    example=(
        '{"data": [{"id": "17", "author_id": "4", "created_at": "2025-03-01T12:00:00.000Z", '
        '"text": "RT @bob: look", "referenced_tweets": [{"type": "retweeted", "id": "9"}]}], '
        '"includes": {"users": [{"id": "4", "username": "ann", "name": "Ann"}]}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Pages (`data`, `includes`), flattened tweets, users, one a line or as one document. "
        "Tweets that are included because others refer to them become posts too: where one stands "
        "in many pages, its repetitions count as duplicates. Links are taken as X resolved them. "
        "What has no column (annotations, places, polls, edit history) stays in the original only."
    ),
)
