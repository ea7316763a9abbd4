"""Tweets of the Internet Research Agency as FiveThirtyEight published them in 2018."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from functools import lru_cache
from typing import Any

from loaders.canonical.missing import known
from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import time_reader
from loaders.format import Context, Format
from loaders.platforms.x.ids import PLATFORM
from loaders.platforms.x.legacy import number
from loaders.reading.csv_rows import columns_of, read_rows
from loaders.records import Account, BadRecord, Mention, Post, Record

Row = dict[str, str]

EXACT_DIGITS = 15
"""The ids of accounts went through a spreadsheet, which keeps no more."""

_NEEDS = frozenset(
    ("external_author_id", "author", "content", "publish_date", "post_type", "account_category")
)
_LINKS = ("tco1_step1", "tco2_step1", "tco3_step1")
_KINDS = {"RETWEET": "repost", "QUOTE_TWEET": "quote"}
_PICTURE = re.compile(r"/status/\d+/(?:photo|video)/\d+$")
_DERIVED_FROM = ("author", "publish_date", "content", "post_type")
_time = lru_cache(maxsize=1 << 16)(time_reader(("%m/%d/%Y %H:%M",), UTC))


def sniff(head: bytes) -> float:
    """The columns of the set."""
    return 0.9 * (columns_of(head) >= _NEEDS)


def to_records(row: Any, _: Context) -> Iterable[Record]:
    """Turn a row into a post and an observation of its author."""
    if not isinstance(row, dict):
        raise BadRecord("this is no row")
    if absent := _NEEDS.difference(row):  # pyright: ignore[reportUnknownArgumentType]
        raise BadRecord(f"the row has no column {min(absent)!r}")
    return _records(row)  # pyright: ignore[reportUnknownArgumentType]


def _records(row: Row) -> Iterator[Record]:
    handle = known(row["author"])
    if handle is None:
        raise BadRecord("author is missing")
    account_id = _account_id(row, handle)
    if not row["publish_date"]:
        raise BadRecord("publish_date is missing")
    harvested = row.get("harvested_date")
    observed_us = _time(harvested) if harvested else None
    text = row["content"]
    tweet_id = known(row.get("tweet_id"))
    yield Post(
        post_id=f"{PLATFORM}:{tweet_id or _derived(row)}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=_time(row["publish_date"]),
        precision="minute",
        kind=_KINDS.get(row["post_type"], "original"),
        text=text or None,
        lang=known(row.get("language")),
        url=known(row.get("article_url")),
        observed_us=observed_us,
        urls=_links(row, text),
        hashtags=hashtags_in(text, PLATFORM),
        mentions=tuple([Mention(handle=name) for name in mentions_in(text)]),
    )
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=handle,
        followers=number(row.get("followers")),
        following=number(row.get("following")),
        posts=number(row.get("updates")),
        region=_region(row.get("region")),
        observed_us=observed_us,
        extra=_team(row.get("account_type", ""), row["account_category"]),
    )


def _account_id(row: Row, handle: str) -> str:
    """Return the exact id, or the handle where only a rounded id is left: others share that."""
    exact = row.get("alt_external_id", "")
    if exact.isdigit():
        return f"{PLATFORM}:{exact}"
    native = row["external_author_id"]
    if native.isdigit() and len(native) <= EXACT_DIGITS:
        return f"{PLATFORM}:{native}"
    return f"{PLATFORM}:@{handle.lower()}"


def _derived(row: Row) -> str:
    """Return a hash for an id: the first edition of the set has no ids of tweets."""
    content = "\x1f".join(row[name] for name in _DERIVED_FROM)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def _links(row: Row, text: str) -> tuple[str, ...]:
    """Return where the links led, without those to the tweet's own pictures."""
    led = [row[name] for name in _LINKS if row.get(name)]
    return tuple([url for url in led if not _PICTURE.search(url)]) if led else urls_in(text)


def _region(text: str | None) -> str | None:
    return None if text == "Unknown" else known(text)


@lru_cache(maxsize=256)
def _team(kind: str, category: str) -> str:
    return json.dumps({"account_type": kind, "account_category": category}, ensure_ascii=False)


FORMAT = Format(
    name="ira-538",
    title="Tweets of the Internet Research Agency (FiveThirtyEight), CSV",
    family="X / Twitter",
    example=(
        "external_author_id,author,content,language,publish_date,harvested_date,followers,post_type,"
        "account_category,alt_external_id,tweet_id\n"
        "9.06E+17,ANN,look #car,English,10/1/2017 19:58,10/1/2017 19:59,9636,RETWEET,RightTroll,"
        "905000000000000123,914000000000000456\n"
    ),
    sniff=sniff,
    read=read_rows,
    to_records=to_records,
    notes=(
        "Both editions. Times are exact to the minute. `external_author_id` is rounded and shared "
        "by many accounts: the id is taken from `alt_external_id`, else from the handle. The first "
        "edition has no ids of tweets: a hash stands for them. A repost does not say of what. Type "
        "and category of the account are kept in its `extra`. Do not load the first edition beside "
        "the second, `ira` or `twitter-io`: each account would look like two that post the same."
    ),
)
