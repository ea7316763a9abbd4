"""CSV of Gazouilloire, minet and twitwi: one tweet a row, lists with `|` between their items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from loaders.canonical.time import believed
from loaders.csv_rows import columns_of, read_rows
from loaders.format import Context, Format
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, kind_of
from loaders.x.ids import PLATFORM, media_id_in, x_id
from loaders.x.legacy import number

Row = dict[str, str]

_NEEDS = frozenset(("id", "timestamp_utc", "user_screen_name", "user_id", "to_tweetid", "links"))
_FLAGS = {"1": True, "True": True, "true": True, "0": False, "False": False, "false": False}


def sniff(head: bytes) -> float:
    """The columns of these tables."""
    columns = columns_of(head)
    return 0.85 * (columns >= _NEEDS and "retweeted_id" in columns)


def to_records(row: Any, context: Context) -> Iterable[Record]:
    """Turn a row into a post and its author."""
    if not isinstance(row, dict):
        raise BadRecord("this is no row")
    return _records(row, context.captured_us)  # pyright: ignore[reportUnknownArgumentType]


def _records(row: Row, at_us: int | None) -> Iterator[Record]:
    account_id = x_id(row["user_id"])
    if account_id is None:
        raise BadRecord("user_id is missing")
    yield _post(row, account_id, at_us)
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=row["user_screen_name"] or None,
        name=row.get("user_name") or None,
        bio=row.get("user_description") or None,
        created_us=_epoch_us(row.get("user_timestamp_utc", "")),
        followers=number(row.get("user_followers")),
        following=number(row.get("user_friends")),
        posts=number(row.get("user_tweets")),
        verified=_FLAGS.get(row.get("user_verified", "")),
        region=row.get("user_location") or None,
        avatar=row.get("user_image") or None,
        observed_us=at_us,
    )


def _post(row: Row, account_id: str, at_us: int | None) -> Post:
    post_id, created_us = x_id(row["id"]), _epoch_us(row["timestamp_utc"])
    if post_id is None or created_us is None:
        raise BadRecord("id or timestamp_utc is missing")
    repost_of = x_id(row["retweeted_id"])
    repeats = repost_of is not None
    quote_of = None if repeats else x_id(row.get("quoted_id"))
    reply_to = None if repeats else x_id(row["to_tweetid"])
    return Post(
        post_id=post_id,
        platform=PLATFORM,
        account_id=account_id,
        created_us=created_us,
        kind=kind_of(repeats=repeats, reply_to=reply_to, quote_of=quote_of),
        text=row.get("text") or None,
        lang=row.get("lang") or None,
        client=row.get("source_name") or None,
        url=row.get("url") or None,
        repost_of=repost_of,
        quote_of=quote_of,
        reply_to=reply_to,
        likes=None if repeats else number(row.get("like_count")),
        reposts=None if repeats else number(row.get("retweet_count")),
        comments=None if repeats else number(row.get("reply_count")),
        views=None if repeats else number(row.get("impression_count")),
        observed_us=at_us,
        urls=_items(row["links"]),
        hashtags=_items(row.get("hashtags")),
        mentions=_mentions(_items(row.get("mentioned_names")), _items(row.get("mentioned_ids"))),
        media=_media(_items(row.get("media_urls")), _items(row.get("media_types"))),
    )


def _items(cell: str | None) -> tuple[str, ...]:
    return tuple([item for item in cell.split("|") if item]) if cell else ()


def _mentions(names: tuple[str, ...], ids: tuple[str, ...]) -> tuple[Mention, ...]:
    """Return who is named: the two lists are in the same order where they are of one length."""
    if len(names) == len(ids):
        return tuple([Mention(x_id(id), name) for name, id in zip(names, ids, strict=True)])
    return tuple([Mention(handle=name) for name in names])


def _media(urls: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[Media, ...]:
    return tuple(
        [
            Media(media_id_in(url) or f"{PLATFORM}:{url}", kind, url)
            for url, kind in zip_longest(urls, kinds[: len(urls)])
        ]
    )


@lru_cache(maxsize=1 << 16)
def _epoch_us(text: str) -> int | None:
    """Read seconds since 1970; pandas adds `.0` to them."""
    if not text:
        return None
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 12):
        raise BadRecord(f"{text[:40]!r} is no number of seconds since 1970")
    return believed(int(whole) * 1_000_000)


FORMAT = Format(
    name="x-gazouilloire",
    title="Gazouilloire, minet and twitwi, CSV of tweets",
    family="X / Twitter",
    example=(
        "id,timestamp_utc,user_screen_name,text,like_count,to_tweetid,user_id,retweeted_id,links,"
        "mentioned_names,mentioned_ids,hashtags\n"
        "17,1740830400,ann,look #car,2,,4,,https://example.org/a|https://example.org/b,bob,5,car\n"
    ),
    sniff=sniff,
    read=read_rows,
    to_records=to_records,
    notes=(
        "The counters of a repost are those of the original, so it has none. The time of "
        "collection is not taken: it is in the zone of whoever collected, which is not named; give "
        "it with `--captured-at`. Tags are in lower case in these tables."
    ),
)
