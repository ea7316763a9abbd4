"""From the tweet and the user of API v1.1 to posts and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from loaders.platforms.x.ids import (
    PLATFORM,
    api_time_us,
    created_us,
    links_elsewhere,
    media_id_in,
    x_id,
)
from loaders.platforms.x.legacy import Entities, Extended, Tweet, User, number
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, kind_of

NO_ENTITIES = Entities()

NOT_LONG = Extended()
_REPOST = re.compile(r"RT @\w{1,20}: ")
_ANCHOR = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)


def says_repost(text: str | None) -> bool:
    """Whether a text says that it repeats a tweet, for exports that do not say of which.

    Exports are trimmed in many ways, and archives never name it; its counters are not its own then.
    """
    return text is not None and text.startswith("RT @") and _REPOST.match(text) is not None


@lru_cache(maxsize=4096)  # the same few hundred clients everywhere
def client_name(source: str | None) -> str | None:
    """Return the name of the client: `<a href="...">Twitter for iPhone</a>` is its usual form."""
    if not source:
        return None
    found = _ANCHOR.search(source)
    return unescape(found[1] if found else source).strip() or None


def records_of(tweet: Tweet, observed_us: int | None) -> Iterator[Record]:
    """Yield a tweet, its author, and the tweets inside it (repeated, quoted) with theirs.

    Raises:
        BadRecord: It has no id, no author or no time.
    """
    if tweet.user is None:
        raise BadRecord("the tweet has no author (user)")
    author = account_of(tweet.user, observed_us)
    yield post_of(tweet, author.account_id, observed_us=observed_us)
    yield author
    for inner in (tweet.retweeted_status, tweet.quoted_status):
        # One without an author or a time is no more than the id that the outer tweet names.
        if inner is not None and inner.user is not None and inner.created_at:
            yield from records_of(inner, observed_us)


def account_of(user: User, observed_us: int | None) -> Account:
    """Return an observation of an account.

    Raises:
        BadRecord: The user has no id.
    """
    account_id = x_id(user.id_str, user.id)
    if account_id is None:
        raise BadRecord("the user has no id")
    return Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=user.screen_name or None,
        name=user.name or None,
        bio=user.description or None,
        created_us=api_time_us(user.created_at) if user.created_at else None,
        followers=number(user.followers_count),
        following=number(user.friends_count),
        posts=number(user.statuses_count),
        verified=user.verified,
        region=user.location or None,
        avatar=user.profile_image_url_https or user.profile_image_url,
        observed_us=observed_us,
    )


def post_of(
    tweet: Tweet,
    account_id: str,
    *,
    observed_us: int | None,
    long: Extended = NOT_LONG,
    source: str | None = None,
    views: int | None = None,
    repost_of: str | None = None,
    is_repost: bool = False,
    post_id: str | None = None,
) -> Post:
    """Return a tweet as a post.

    Args:
        tweet: The tweet.
        account_id: Its author, with the platform.
        observed_us: When it was captured.
        long: Its whole text with what was found in it, where the tweet holds only a part.
        source: The client, where it stands beside the tweet.
        views: How often it was shown.
        repost_of: What it repeats, where that stands beside the tweet.
        is_repost: Whether it repeats a tweet, which may be unknown.
        post_id: Its id, where that stands beside the tweet.

    Raises:
        BadRecord: It has no id or no time.
    """
    native = tweet.id_str or tweet.id
    post_id = post_id or x_id(native)
    if post_id is None:
        raise BadRecord("the tweet has no id")
    long = tweet.extended_tweet or long
    inner = tweet.retweeted_status
    repost_of = repost_of or (x_id(inner.id_str, inner.id) if inner else None)
    text = long.full_text or tweet.full_text or tweet.text
    repeats = is_repost or repost_of is not None or says_repost(text)
    # What a repeated tweet answers or quotes is its own matter, and so are its counters.
    quote_of = None if repeats else x_id(tweet.quoted_status_id_str, tweet.quoted_status_id)
    reply_to = (
        None if repeats else x_id(tweet.in_reply_to_status_id_str, tweet.in_reply_to_status_id)
    )
    entities = long.entities or tweet.entities or NO_ENTITIES
    return Post(
        post_id=post_id,
        platform=PLATFORM,
        account_id=account_id,
        created_us=created_us(tweet.created_at, native or post_id.partition(":")[2]),
        kind=kind_of(repeats=repeats, reply_to=reply_to, quote_of=quote_of),
        text=text,
        lang=tweet.lang,
        client=client_name(source or tweet.source),
        repost_of=repost_of,
        quote_of=quote_of,
        reply_to=reply_to,
        root=None if repeats else x_id(tweet.conversation_id_str),
        likes=None if repeats else number(tweet.favorite_count),
        reposts=None if repeats else number(tweet.retweet_count),
        comments=None if repeats else number(tweet.reply_count),
        views=None if repeats else views,
        observed_us=observed_us,
        urls=links_elsewhere(links_in(entities), post_id, quote_of),
        hashtags=tuple([tag.text for tag in entities.hashtags if tag.text]),
        mentions=tuple(
            [Mention(x_id(m.id_str, m.id), m.screen_name) for m in entities.user_mentions]
        ),
        media=_media(
            long.extended_entities or tweet.extended_entities or tweet.entities or entities
        ),
    )


def links_in(entities: Entities) -> tuple[str, ...]:
    """Return where the links of a text lead, as far as X resolved them."""
    found = (
        (link.unwound.url if link.unwound else None)
        or link.unwound_url
        or link.expanded_url
        or link.url
        for link in entities.urls
    )
    return tuple([url for url in found if url])


def _media(entities: Entities) -> tuple[Media, ...]:
    return tuple(
        [
            Media(x_id(m.id_str, m.id) or media_id_in(url), m.type, url)
            for m in entities.media
            if (url := m.media_url_https or m.media_url)
        ]
    )
