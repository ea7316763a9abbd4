"""JSON Lines of snscrape, in its several versions, and those of twscrape, which took them over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

import msgspec

from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.x.ids import PLATFORM, NativeId, links_elsewhere, media_id_in, x_id
from loaders.platforms.x.posts import client_name, says_repost
from loaders.platforms.x.values import decoded, read_raw_values
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, kind_of


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link in a text."""

    url: str | None = None


class Picture(msgspec.Struct, frozen=True, rename="camel"):
    """A picture or film; which fields it has depends on its kind and the version."""

    type: str | None = msgspec.field(default=None, name="_type")
    kind: str | None = msgspec.field(default=None, name="type")  # of early versions
    full_url: str | None = None
    thumbnail_url: str | None = None
    url: str | None = None


class Pictures(msgspec.Struct, frozen=True, rename="camel"):
    """Pictures and films as twscrape sorts them."""

    photos: list[Picture] = []
    videos: list[Picture] = []
    animated: list[Picture] = []


class User(msgspec.Struct, frozen=True, rename="camel"):
    """A user, or no more than the reference to one."""

    id: NativeId = None
    username: str | None = None
    displayname: str | None = None
    raw_description: str | None = None
    description: str | None = None
    created: str | None = None
    followers_count: int | None = None
    friends_count: int | None = None
    statuses_count: int | None = None
    verified: bool | None = None
    blue: bool | None = None
    location: str | None = None
    profile_image_url: str | None = None


class Tweet(User, frozen=True, rename="camel"):
    """A tweet; or a user (`username`), or a reference to a tweet: told by what is there."""

    type: str | None = msgspec.field(default=None, name="_type")
    url: str | None = None
    date: str | None = None
    raw_content: str | None = None
    content: str | None = None
    user: User | None = None
    lang: str | None = None
    source: str | None = None
    source_label: str | None = None
    reply_count: int | None = None
    retweet_count: int | None = None
    like_count: int | None = None
    view_count: int | None = None
    conversation_id: NativeId = None
    in_reply_to_tweet_id: NativeId = None
    retweeted_tweet: Tweet | None = None
    quoted_tweet: Tweet | None = None
    links: list[Link] | None = None
    outlinks: list[str] | None = None
    hashtags: list[str] | None = None
    mentioned_users: list[User] | None = None
    media: list[Picture] | Pictures | None = None


_tweet = msgspec.json.Decoder(Tweet).decode
_MODULE = re.compile(rb'"_type":\s*"snscrape\.modules\.twitter\.')
_SIGNS = (
    re.compile(rb'"(rawContent|renderedContent|content)":'),
    re.compile(rb'"(tcooutlinks|conversationId|inReplyToTweetId|displayname)":'),
    re.compile(rb'"(retweetCount|outlinks|tcooutlinks)":'),
)
_KINDS = {"Photo": "photo", "Video": "video", "Gif": "animated_gif"}


def sniff(head: bytes) -> float:
    """The class that snscrape writes beside each object, or the names of its fields."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return 0.0
    return 0.95 if _MODULE.search(head) else 0.8 * all(sign.search(head) for sign in _SIGNS)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the tweets and users."""
    for item in read_raw_values(file):
        if isinstance(item, Rejected):
            yield item
        else:
            found = decoded(_tweet, *item)
            yield found if isinstance(found, Rejected) else Located(item[0], found)


def to_records(raw: Tweet, context: Context) -> Iterable[Record]:
    """Turn a tweet into posts and accounts, a user into an account."""
    if raw.date is not None:
        yield from _records(raw, context.captured_us)
    elif raw.username and (raw.type or "").endswith(".User"):
        yield _account(raw, context.captured_us)
    else:
        raise BadRecord("this is neither a tweet (it has no date) nor a user")


def _records(tweet: Tweet, at_us: int | None) -> Iterator[Record]:
    # The first versions gave no more of the author than the handle.
    author = _account(tweet.user or User(username=tweet.username), at_us)
    yield _post(tweet, author.account_id, at_us)
    yield author
    for inner in (tweet.retweeted_tweet, tweet.quoted_tweet):
        # Without a date it is a reference, or a tombstone.
        if inner is not None and inner.date is not None:
            yield from _records(inner, at_us)


def _post(tweet: Tweet, account_id: str, at_us: int | None) -> Post:
    post_id = x_id(tweet.id)
    if post_id is None or tweet.date is None:
        raise BadRecord("the tweet has no id")
    repeats = tweet.retweeted_tweet is not None or says_repost(tweet.raw_content or tweet.content)
    repost_of = x_id(tweet.retweeted_tweet.id) if tweet.retweeted_tweet else None
    quote_of = x_id(tweet.quoted_tweet.id) if tweet.quoted_tweet and not repeats else None
    reply_to = None if repeats else x_id(tweet.in_reply_to_tweet_id)
    return Post(
        post_id=post_id,
        platform=PLATFORM,
        account_id=account_id,
        created_us=_time(tweet.date),
        kind=kind_of(repeats=repeats, reply_to=reply_to, quote_of=quote_of),
        text=tweet.raw_content or tweet.content,
        lang=tweet.lang,
        client=tweet.source_label or client_name(tweet.source),
        url=tweet.url,
        repost_of=repost_of,
        quote_of=quote_of,
        reply_to=reply_to,
        root=None if repeats else x_id(tweet.conversation_id),
        likes=None if repeats else tweet.like_count,
        reposts=None if repeats else tweet.retweet_count,
        comments=None if repeats else tweet.reply_count,
        views=None if repeats else tweet.view_count,
        observed_us=at_us,
        urls=links_elsewhere(_links(tweet), post_id, quote_of),
        hashtags=tuple(tweet.hashtags or ()),
        mentions=tuple([Mention(x_id(u.id), u.username) for u in tweet.mentioned_users or ()]),
        media=tuple(_media(tweet.media)),
    )


def _links(tweet: Tweet) -> tuple[str, ...]:
    if tweet.links is not None:
        return tuple([link.url for link in tweet.links if link.url])
    return tuple(tweet.outlinks or ())


def _media(media: list[Picture] | Pictures | None) -> Iterator[Media]:
    if isinstance(media, Pictures):
        groups = (
            ("photo", media.photos),
            ("video", media.videos),
            ("animated_gif", media.animated),
        )
        for kind, pictures in groups:
            for picture in pictures:
                yield _picture(picture.thumbnail_url or picture.url, kind)
        return
    for picture in media or ():
        kind = _KINDS.get((picture.type or "").rpartition(".")[2], picture.kind)
        yield _picture(picture.full_url or picture.thumbnail_url or picture.url, kind)


def _picture(url: str | None, kind: str | None) -> Media:
    return Media(media_id_in(url) or (f"{PLATFORM}:{url}" if url else None), kind, url)


@lru_cache(maxsize=1 << 16)
def _time(text: str) -> int:
    return iso_us(text)


def _account(user: User, at_us: int | None) -> Account:
    account_id = x_id(user.id) or (
        f"{PLATFORM}:@{user.username.lower()}" if user.username else None
    )
    if account_id is None:
        raise BadRecord("the user has neither an id nor a handle (username)")
    marks = [mark for mark in (user.verified, user.blue) if mark is not None]
    return Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=user.username,
        name=user.displayname or None,
        bio=user.raw_description or user.description or None,
        created_us=_registered(user.created),
        followers=user.followers_count,
        following=user.friends_count,
        posts=user.statuses_count,
        verified=any(marks) if marks else None,
        region=user.location or None,
        avatar=user.profile_image_url,
        observed_us=at_us,
    )


def _registered(text: str | None) -> int | None:
    """Return the time of registration; twscrape writes 1970 where it does not know it."""
    return None if not text or text.startswith("1970-01-01") else _time(text)


FORMAT = Format(
    name="snscrape",
    title="snscrape and twscrape, JSON Lines of tweets or users of X",
    family="X / Twitter",
    example=(
        '{"_type": "snscrape.modules.twitter.Tweet", "date": "2025-03-01T12:00:00+00:00", '
        '"rawContent": "look #car", "id": 17, "user": {"_type": "snscrape.modules.twitter.User", '
        '"username": "ann", "id": 4}, "retweetCount": 0, "hashtags": ["car"]}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "All versions of snscrape (`content` and `outlinks`, later `rawContent` and `links`) and "
        "twscrape without `--raw`. Repeated and quoted tweets inside a tweet become posts too. The "
        "first versions name an author by the handle alone: the account is then `x:@handle`. The "
        "id of a picture is read from its address, so that it is the same as in other exports."
    ),
)
