"""X API v2 as twarc 2 writes it: pages of answers, or flattened to one tweet a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO

import msgspec

from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.x.ids import PLATFORM, links_elsewhere, media_id_in, time_in_id, x_id
from loaders.platforms.x.posts import says_repost
from loaders.platforms.x.v2 import (
    ABSENT,
    NO_METRICS,
    Attached,
    Attachments,
    Entities,
    Line,
    LongText,
    Tweet,
    User,
)
from loaders.platforms.x.values import Json, decoded, read_raw_values
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, kind_of

NO_ENTITIES = Entities()
NOT_LONG = LongText()
NULL = msgspec.Raw(b"null")
NO_MEDIA: Mapping[str, Attached] = {}


class Raw(msgspec.Struct, frozen=True):
    """One tweet or user, with what its page says about media and the time of the answer."""

    value: Tweet | User
    retrieved_at: str | None = None
    media: Mapping[str, Attached] = NO_MEDIA


_line = msgspec.json.Decoder(Line).decode
_tweet = msgspec.json.Decoder(Tweet).decode
_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode

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
    for item in read_raw_values(file):
        if isinstance(item, Rejected):
            yield item
            continue
        offset, raw = item
        line = decoded(_line, offset, raw)
        if isinstance(line, Rejected):
            yield line
        elif line.data not in (ABSENT, NULL):
            yield from _page(offset, line, line.data)
        elif line.id is not None or line.meta == line.errors == ABSENT:
            for value in _unfold(line):
                yield Located(offset, Raw(value, line.twarc.retrieved_at))


def _page(offset: int, page: Line, data: Json) -> Iterator[Located | Rejected]:
    at = page.twarc.retrieved_at
    includes = page.includes
    media = {m.media_key: m for m in includes.media if m.media_key} if includes else NO_MEDIA
    main: set[str | None] = set()
    for raw in _elements(data) if bytes(memoryview(data)[:1]) == b"[" else [data]:
        found = decoded(_tweet, offset, raw, what="the record")
        if isinstance(found, Rejected):
            yield found
            continue
        main.add(found.id)
        for value in _unfold(found):
            yield Located(offset, Raw(value, at, media))
    for raw in (*includes.users, *includes.tweets) if includes else ():
        found = decoded(_tweet, offset, raw, what="the record")
        if isinstance(found, Rejected):
            yield found
        elif found.text is None or found.id not in main:
            yield Located(offset, Raw(found, at, media))


def _unfold(tweet: Tweet) -> Iterator[Tweet | User]:
    """Yield a tweet, and whom and what twarc has put inside it when flattening."""
    yield tweet
    if tweet.author is not None:
        yield tweet.author
    if tweet.in_reply_to_user is not None:
        yield tweet.in_reply_to_user
    if tweet.entities is not None:
        for user in tweet.entities.mentions:
            if user.public_metrics is not None:
                yield user
    for inner in tweet.referenced_tweets:
        if inner.text is not None:
            yield from _unfold(inner)


def to_records(raw: Raw, context: Context) -> Iterable[Record]:
    """Turn a tweet into a post, a user into an account."""
    value = raw.value
    at_us = _time(raw.retrieved_at) if raw.retrieved_at else context.captured_us
    if isinstance(value, Tweet) and (value.text is not None or value.username is None):
        yield _post(value, raw.media, at_us)
    else:
        yield _account(value, at_us)


@lru_cache(maxsize=1 << 16)  # the time of an answer, and accounts, come again and again
def _time(text: str) -> int:
    return iso_us(text)


def _post(tweet: Tweet, media: Mapping[str, Attached], at_us: int | None) -> Post:
    post_id, account_id = x_id(tweet.id), x_id(tweet.author_id)
    if post_id is None or tweet.text is None:
        raise BadRecord("this is neither a tweet (id, text) nor a user (id, username)")
    if account_id is None:
        raise BadRecord("the tweet has no author_id: it was asked for without that field")
    refers = {r.type: x_id(r.id) for r in tweet.referenced_tweets}
    repost_of = refers.get("retweeted")
    repeats = repost_of is not None or says_repost(tweet.text)
    # What a repeated tweet answers or quotes is its own matter.
    quote_of = None if repeats else refers.get("quoted")
    reply_to = None if repeats else refers.get("replied_to")
    long = tweet.note_tweet or NOT_LONG
    entities = long.entities or tweet.entities or NO_ENTITIES
    metrics = NO_METRICS if repeats else tweet.public_metrics or NO_METRICS
    edits = tweet.edit_history_tweet_ids
    return Post(
        post_id=post_id,
        platform=PLATFORM,
        account_id=account_id,
        created_us=_time(tweet.created_at) if tweet.created_at else time_in_id(tweet.id),
        kind=kind_of(repeats=repeats, reply_to=reply_to, quote_of=quote_of),
        text=long.text or tweet.text,
        lang=tweet.lang,
        client=tweet.source,
        repost_of=repost_of,
        quote_of=quote_of,
        reply_to=reply_to,
        root=None if repeats else x_id(tweet.conversation_id),
        # The counters of a repost are those of the tweet it repeats.
        reposts=metrics.retweet_count,
        likes=metrics.like_count,
        comments=metrics.reply_count,
        views=metrics.impression_count,
        observed_us=at_us,
        extra=msgspec.json.encode({"edits": edits}).decode() if len(edits) > 1 else None,
        urls=links_elsewhere(_links(entities), post_id, quote_of),
        hashtags=tuple([tag.tag for tag in entities.hashtags]),
        mentions=tuple([Mention(x_id(m.id), m.username) for m in entities.mentions]),
        media=tuple(_media(tweet.attachments, media)) if tweet.attachments else (),
    )


def _links(entities: Entities) -> Iterator[str]:
    """Yield where the links lead; a link to the tweet's own picture is no link."""
    for link in entities.urls:
        target = link.unwound_url or link.expanded_url or link.url
        if target and link.media_key is None:
            yield target


def _media(attachments: Attachments, media: Mapping[str, Attached]) -> Iterator[Media]:
    whole = {item.media_key: item for item in attachments.media if item.media_key}
    for item in attachments.media:
        if not item.media_key and item.url:
            media_id = media_id_in(item.url) or f"{PLATFORM}:{item.url}"
            yield Media(media_id, item.type, item.url)
    for key in dict.fromkeys([*attachments.media_keys, *whole]):
        item = whole.get(key) or media.get(key)
        # `3_17` is picture 17: other exports give the number without the kind.
        yield Media(
            media_id=f"{PLATFORM}:{key.rpartition('_')[2]}",
            kind=item.type if item else None,
            url=(item.url or item.preview_image_url) if item else None,
        )


def _account(user: User, at_us: int | None) -> Account:
    account_id = x_id(user.id)
    if account_id is None:
        raise BadRecord("the user has no id")
    metrics = user.public_metrics or NO_METRICS
    return Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=user.username,
        name=user.name,
        bio=user.description or None,
        created_us=_time(user.created_at) if user.created_at else None,
        followers=metrics.followers_count,
        following=metrics.following_count,
        posts=metrics.tweet_count,
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
        "Each version of an edited tweet is a post, with the ids of the others in `extra`. Without "
        "`created_at` the time is that in the id. What has no column (annotations, places, polls, "
        "errors of a page) stays in the original only."
    ),
)
