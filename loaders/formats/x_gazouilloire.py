"""CSV of Gazouilloire, minet and twitwi: one tweet a row, lists with `|` between their items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress, zip_longest
from typing import Any

import msgspec

from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import believed
from loaders.format import Context, Format
from loaders.platforms.x.ids import PLATFORM, links_elsewhere, media_id_in, x_id
from loaders.platforms.x.legacy import number
from loaders.reading.csv_rows import columns_of, read_rows
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, kind_of

Row = dict[str, str]

_NEEDS = frozenset(
    ("id", "timestamp_utc", "user_screen_name", "user_id", "to_tweetid", "links", "retweeted_id")
)
_FLAGS = {"1": True, "True": True, "true": True, "0": False, "False": False, "false": False}


def sniff(head: bytes) -> float:
    """The columns of these tables."""
    columns = columns_of(head)
    return 0.85 * (columns >= _NEEDS)


def to_records(row: Any, context: Context) -> Iterable[Record]:
    """Turn a row into a post and its author."""
    if not isinstance(row, dict):
        raise BadRecord("this is no row")
    if not row.keys() >= _NEEDS:
        raise BadRecord("the table lacks a column of this format")
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
    own = _own_of_quote(row) if quote_of else _own_of_row(row)
    return Post(
        post_id=post_id,
        platform=PLATFORM,
        account_id=account_id,
        created_us=created_us,
        kind=kind_of(repeats=repeats, reply_to=reply_to, quote_of=quote_of),
        text=own.text or None,
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
        urls=links_elsewhere(own.links, post_id, quote_of),
        hashtags=own.tags,
        mentions=own.mentions,
        media=own.media,
    )


class Own(msgspec.Struct, frozen=True):
    """What the author of a tweet wrote and showed himself."""

    text: str
    links: tuple[str, ...]
    tags: tuple[str, ...]
    mentions: tuple[Mention, ...]
    media: tuple[Media, ...]


def _own_of_row(row: Row) -> Own:
    return Own(
        row.get("text", ""),
        _items(row["links"]),
        _items(row.get("hashtags")),
        _mentions(_items(row.get("mentioned_names")), _items(row.get("mentioned_ids"))),
        _media(_items(row.get("media_urls")), _items(row.get("media_types"))),
    )


def _own_of_quote(row: Row) -> Own:
    """Return what is left of a quote without what the tables mix into it of the quoted tweet.

    They put its text into that of the quote (`« bob: look — https://... »`) and its links, tags,
    mentions and pictures into the lists. The text without that piece tells whose they are; a
    picture has the id of its tweet in the name of its file.
    """
    whole, text = _own_of_row(row), _without_quotation(row.get("text", ""), row.get("quoted_user"))
    tags = {tag.lower() for tag in hashtags_in(text, PLATFORM)}
    names = {name.lower() for name in mentions_in(text)}
    files = _items(row.get("media_files"))
    own_files = [name.startswith(f"{row['id']}_") for name in files[: len(whole.media)]]
    return Own(
        text,
        urls_in(text),
        tuple([tag for tag in whole.tags if tag.lower() in tags]),
        tuple([m for m in whole.mentions if m.handle and m.handle.lower() in names]),
        tuple(compress(whole.media, own_files)),
    )


def _without_quotation(text: str, quoted_user: str | None) -> str:
    """Return a text without the quotation that was put into it; nested ones go with the outer."""
    start = text.find(f"« {quoted_user}: ") if quoted_user else -1
    link = text.rfind(" — http", start) if start >= 0 else -1
    end = text.find(" »", link) if link >= 0 else -1
    if end < 0:
        return text
    return f"{text[:start].rstrip()} {text[end + 2 :].lstrip()}".strip()


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
        "The counters of a repost are those of the original, so it has none. A quote has its own "
        "words only: the tables put the quoted text into it (`« bob: ... »`), and links, tags, "
        "mentions and pictures of the quoted tweet into its lists; they are left out. The time of "
        "collection is not taken: it is in the zone of whoever collected, which is not named; give "
        "it with `--captured-at`. Tags are in lower case in these tables."
    ),
)
