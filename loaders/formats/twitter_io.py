"""Twitter's releases of information operations: tweets and users of accounts that it removed.

Since 2018, one CSV of tweets and one of users per campaign. Accounts with fewer than 5,000
followers are hashed: their id, handle and name are all the same hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from loaders.canonical.missing import known
from loaders.canonical.time import iso_us
from loaders.format import Context, Format
from loaders.platforms.x.ids import PLATFORM, links_elsewhere
from loaders.platforms.x.legacy import number
from loaders.reading.csv_rows import columns_of, read_rows
from loaders.records import Account, BadRecord, Mention, Post, Record, kind_of
from loaders.tables.times import iso_precision

Row = dict[str, str]

_TWEETS = frozenset(("tweetid", "userid", "tweet_text", "tweet_time", "tweet_client_name"))
_USERS = frozenset(("userid", "user_screen_name", "account_creation_date", "account_language"))
_ACCOUNT = (
    "userid",
    "user_display_name",
    "user_screen_name",
    "user_reported_location",
    "user_profile_description",
    "follower_count",
    "following_count",
    "account_creation_date",
)
_EXTRA = ("latitude", "longitude", "poll_choices")
_ABSENT = frozenset(("", "absent", "nan", "None"))
# An address may hold a comma; the items are told by the space, and an address by how it begins.
_BETWEEN = re.compile(r"\s*,\s+|,(?=https?://)")


def sniff(head: bytes) -> float:
    """The columns of the releases."""
    columns = columns_of(head)
    return 0.9 * (columns >= _TWEETS or columns >= _USERS)


def to_records(row: Any, context: Context) -> Iterable[Record]:
    """Turn a row into a post and its author, or into an account."""
    if not isinstance(row, dict):
        raise BadRecord("this is no row")
    return _records(row, context)  # pyright: ignore[reportUnknownArgumentType]


def _records(row: Row, context: Context) -> Iterator[Record]:
    account = _account(tuple([row.get(name, "") for name in _ACCOUNT]), context.captured_us)
    if "tweetid" in row:
        yield _post(row, account.account_id, context.captured_us)
    yield account


def _post(row: Row, account_id: str, at_us: int | None) -> Post:
    created_us, precision = _time(row["tweet_time"])
    repeats = row.get("is_retweet", "").lower() == "true"
    repost_of = _post_id(row.get("retweet_tweetid"))
    quote_of = _post_id(row.get("quoted_tweet_tweetid"))
    reply_to = _post_id(row.get("in_reply_to_tweetid"))
    repeats = repeats or repost_of is not None
    post_id = _post_id(row["tweetid"]) or ""
    return Post(
        post_id=post_id,
        platform=PLATFORM,
        account_id=account_id,
        created_us=created_us,
        precision=precision,
        kind=kind_of(repeats=repeats, reply_to=reply_to, quote_of=quote_of),
        text=row["tweet_text"] or None,
        lang=known(row.get("tweet_language")),
        client=known(row["tweet_client_name"]),
        repost_of=repost_of,
        quote_of=None if repeats else quote_of,
        reply_to=None if repeats else reply_to,
        likes=None if repeats else number(row.get("like_count")),
        reposts=None if repeats else number(row.get("retweet_count")),
        comments=None if repeats else number(row.get("reply_count")),
        observed_us=at_us,
        extra=_extra(row),
        urls=links_elsewhere(items_in(row.get("urls", "")), post_id, quote_of),
        hashtags=items_in(row.get("hashtags", "")),
        mentions=tuple(
            [Mention(f"{PLATFORM}:{id}") for id in items_in(row.get("user_mentions", ""))]
        ),
    )


def _post_id(text: str | None) -> str | None:
    return f"{PLATFORM}:{text}" if text and known(text) else None


@lru_cache(maxsize=1 << 16)  # minutes repeat themselves
def _time(text: str) -> tuple[int, str]:
    if not text:
        raise BadRecord("tweet_time is missing")
    return iso_us(text), iso_precision(text)


def items_in(cell: str) -> tuple[str, ...]:
    """Return the items of a list like `[a, b]`, or `['a', 'b']` in the later releases."""
    inner = cell.strip().removeprefix("[").removesuffix("]")
    if not inner or inner in _ABSENT:
        return ()
    items = (item.strip().strip("'\"") for item in _BETWEEN.split(inner))
    return tuple([item for item in items if item])


def _extra(row: Row) -> str | None:
    rest = {name: row[name] for name in _EXTRA if row.get(name, "") not in _ABSENT}
    return json.dumps(rest, ensure_ascii=False) if rest else None


@lru_cache(maxsize=1 << 14)  # the same in each row of an account, but for its counters
def _account(cells: tuple[str, ...], at_us: int | None) -> Account:
    native, name, handle, region, bio, followers, following, created = cells
    if known(native) is None:
        raise BadRecord("userid is missing")
    return Account(
        account_id=f"{PLATFORM}:{native}",
        platform=PLATFORM,
        # Of a hashed account they are the hash again.
        handle=None if handle == native else known(handle),
        name=None if name == native else known(name),
        bio=bio or None,
        created_us=iso_us(created) if known(created) else None,
        followers=number(followers),
        following=number(following),
        region=known(region),
        observed_us=at_us,
    )


FORMAT = Format(
    name="twitter-io",
    title="Twitter's releases of information operations (tweets, users), CSV",
    family="X / Twitter",
    example=(
        "tweetid,userid,user_display_name,user_screen_name,account_creation_date,tweet_text,"
        "tweet_time,tweet_client_name,is_retweet,retweet_tweetid,hashtags,urls,user_mentions\n"
        "17,4,Ann,ann,2014-03-01,RT @bob: #car,2016-01-01 12:34,TweetDeck,true,9,[car],[],[5]\n"
    ),
    sniff=sniff,
    read=read_rows,
    to_records=to_records,
    notes=(
        "Times are exact to the minute. Accounts with fewer than 5,000 followers have a hash for "
        "an id, which each release makes anew, and neither handle nor name. Places and polls are "
        "kept in `extra`. The counters of a repost are those of the original, so it has none."
    ),
)
