"""JSON Lines of nghuyong/WeiboSpider: posts, reposts, comments, accounts and who follows whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.counter import counter
from loaders.canonical.region import region_of
from loaders.canonical.weibo_id import mid_of
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.weibo import PLATFORM, Count, Id, weibo_time
from loaders.platforms.weibo_rows import weibo_post
from loaders.reading.documents import read_json_values
from loaders.records import Account, AccountLink, BadRecord, Record, qualified

_IN_URL = re.compile(r"weibo\.com/(\d+)/")
_OWN = re.compile(
    rb'"(mblogid|comment_user|fan_info|follower_info|nick_name|ip_location|attitudes_count)"\s*:'
)


class User(msgspec.Struct, frozen=True):
    """An account."""

    id: Id = msgspec.field(name="_id")
    nick_name: str | None = None
    description: str | None = None
    followers_count: Count = None
    friends_count: Count = None
    statuses_count: Count = None
    verified: bool | None = None
    avatar_hd: str | None = None
    created_at: str | None = None
    ip_location: str | None = None
    crawl_time: int | None = None


class Answered(msgspec.Struct, frozen=True):
    """The comment that a comment answers."""

    id: Id = msgspec.field(name="_id")


class Item(msgspec.Struct, frozen=True):
    """A post or a comment."""

    id: Id = msgspec.field(name="_id")
    created_at: str
    content: str | None = None
    user: User | None = None
    comment_user: User | None = None
    reply_comment: Answered | None = None
    url: str | None = None
    ip_location: str | None = None
    source: str | None = None
    pic_urls: list[str] | None = None
    video: str | None = None
    is_retweet: bool | None = None
    retweet_id: Id | None = None
    reposts_count: Count = None
    comments_count: Count = None
    attitudes_count: Count = None
    like_counts: Count = None
    reads_count: Count = None
    crawl_time: int | None = None


class Follow(msgspec.Struct, frozen=True):
    """One account that follows another: a fan of it, or one that it follows."""

    crawl_time: int | None = None
    follower_id: Id | None = None
    fan_id: Id | None = None
    fan_info: User | None = None
    follower_info: User | None = None


def sniff(head: bytes) -> float:
    """The time of the crawl and an id of MongoDB, with the fields of Weibo."""
    if b'"crawl_time"' not in head or b'"_id"' not in head:
        return 0.0
    return 0.9 if len(set(_OWN.findall(head))) > 1 else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the objects."""
    yield from read_json_values(file)


def to_records(value: Any, context: Context) -> Iterator[Record]:
    """Turn a post, a comment, an account or a pair of accounts into records.

    Raises:
        BadRecord: It is none of these, or has no author.
        msgspec.ValidationError: A field has another type than the crawler gives it.
    """
    if not isinstance(value, dict):
        raise BadRecord("this is no record of WeiboSpider")
    if "fan_info" in value or "follower_info" in value:
        return _follow(msgspec.convert(value, Follow), context)
    if "content" in value:
        return _post(msgspec.convert(value, Item), context)
    user = msgspec.convert(value, User)
    return iter((_account(user, _observed(user.crawl_time, context)),))


def _observed(crawl_time: int | None, context: Context) -> int | None:
    return crawl_time * 1_000_000 if crawl_time else context.captured_us


def _post(item: Item, context: Context) -> Iterator[Record]:
    observed_us = _observed(item.crawl_time, context)
    comment = item.comment_user is not None
    user = item.comment_user or item.user
    found = _IN_URL.search(item.url or "")
    account_id = qualified(PLATFORM, user.id if user else found[1] if found else None)
    if account_id is None:
        raise BadRecord("the account is missing")
    repost_of = qualified(PLATFORM, mid_of(item.retweet_id)) if item.retweet_id else None
    answered = item.reply_comment
    post = weibo_post(
        native_id=item.id,
        account_id=account_id,
        time=item.created_at,
        captured_us=observed_us,
        text=item.content,
        pictures=item.pic_urls or (),
        video=item.video,
        kind="comment" if comment else "repost" if repost_of or item.is_retweet else "original",
        repost_of=repost_of,
        reply_to=qualified(PLATFORM, answered.id) if answered else None,
        client=item.source or None,
        likes=counter(item.like_counts if comment else item.attitudes_count),
        reposts=counter(item.reposts_count),
        comments=counter(item.comments_count),
        views=counter(item.reads_count),
        observed_us=observed_us,
    )
    yield post
    at_us = observed_us or post.created_us
    region = region_of(item.ip_location)
    if user:
        yield msgspec.structs.replace(_account(user, at_us), region=region)
    else:
        yield Account(account_id=account_id, platform=PLATFORM, region=region, observed_us=at_us)


def _account(user: User, observed_us: int | None) -> Account:
    return Account(
        account_id=qualified(PLATFORM, user.id) or "",
        platform=PLATFORM,
        handle=user.nick_name,
        name=user.nick_name,
        bio=user.description or None,
        created_us=weibo_time(user.created_at, None).us if user.created_at else None,
        followers=counter(user.followers_count),
        following=counter(user.friends_count),
        posts=counter(user.statuses_count),
        verified=user.verified,
        region=region_of(user.ip_location),
        avatar=user.avatar_hd,
        observed_us=observed_us,
    )


def _follow(pair: Follow, context: Context) -> Iterator[Record]:
    observed_us = _observed(pair.crawl_time, context)
    user = pair.fan_info or pair.follower_info
    other = qualified(PLATFORM, pair.follower_id if pair.fan_info else pair.fan_id)
    if user is None or other is None:
        raise BadRecord("one of the two accounts is missing")
    account = _account(user, observed_us)
    yield account
    # The names are the crawler's: `fan_info` follows `follower_id`, `fan_id` follows
    # `follower_info`.
    ends = (account.account_id, other) if pair.fan_info else (other, account.account_id)
    yield AccountLink(account_a=ends[0], account_b=ends[1], kind="follows")


FORMAT = Format(
    name="weibo-spider",
    title="WeiboSpider (nghuyong): posts, reposts, comments, accounts, fans, JSON Lines",
    family="Weibo",
    example=(
        '{"_id": "5141187578824928", "mblogid": "PhhtzB1Ly", "created_at": "2025-03-01 12:00:00", '
        '"ip_location": "发布于 北京", "reposts_count": 1, "comments_count": 2, '
        '"attitudes_count": 3, "content": "看 #这里#", "user": {"_id": "1004", '
        '"nick_name": "小安"}, "crawl_time": 1740901600}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Times are China's. Counters count as seen at `crawl_time`. A file of the posts of one "
        "account does not repeat its data: the author is taken from `url`. Comments do not say "
        "under which post they stand, only which comment they answer. Fans and follows become "
        "relations of accounts (`follows`). Some versions do not tell what a repost "
        "repeats: there it counts as an original. Hashtags, links and mentions count from a post's "
        "own words only, not from the chain that a repost quotes."
    ),
)
