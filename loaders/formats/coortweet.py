"""What CooRTweet takes: which account shared which object when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any, BinaryIO

from loaders.canonical.time import time_reader
from loaders.format import Context, Format, Located, Rejected
from loaders.records import BadRecord, Post, Record, qualified
from loaders.tables.grouping import together
from loaders.tables.rows import header_of, read_csv

_COLUMNS = frozenset(("object_id", "account_id", "content_id", "timestamp_share"))
# Numbers, with that of the page before them on Facebook, of a chat on Telegram; names of Reddit
# and Bluesky. A word or a domain may be anything.
_POST = re.compile(r"(?:[a-z]+:)?(?:\d+(?:[_/]\d+)?|t[13]_\w+|at://\S+)")
_read_time = time_reader(("epoch_s", "iso"), UTC)


def sniff(head: bytes) -> float:
    """The four columns."""
    header = header_of(head.split(b"\n", 1)[0], "utf-8-sig", None)
    return 0.9 if set(header) >= _COLUMNS else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the rows of each post together: a post that shares several objects has several."""
    rows = (item for item in read_csv(file, "utf-8-sig", None) if not isinstance(item, list))
    return together(rows, _key)


def _key(row: dict[str, Any]) -> str | None:
    content, account = row.get("content_id"), row.get("account_id")
    return f"{account}\x1f{content}" if content and account else None


def to_records(raw: list[dict[str, str]], context: Context) -> Iterator[Record]:
    """Turn the rows of a post into a post with what it shared."""
    platform = context.platform
    if platform is None:
        raise BadRecord("nothing says of which platform the posts are; name it with --platform")
    if absent := _COLUMNS.difference(raw[0]):
        raise BadRecord(f"the row has no column {min(absent)!r}")
    row = raw[0]
    objects = [each["object_id"].strip() for each in raw if each["object_id"].strip()]
    urls = tuple(o for o in objects if o.startswith(("http://", "https://")))
    tags = tuple(o for o in objects if o.startswith("#"))
    posts = [o for o in objects if o not in {*urls, *tags}]
    if strange := [o for o in posts if not _POST.fullmatch(o)]:
        raise BadRecord(
            f"object_id {strange[0][:40]!r} is neither an address nor the number of a post; write "
            "`#` before hashtags"
        )
    if len(posts) > 1:
        raise BadRecord("one post repeats several others; its objects are of no known kind")
    repost_of = qualified(platform, posts[0]) if posts else None
    yield Post(
        post_id=qualified(platform, row["content_id"]) or "",
        platform=platform,
        account_id=qualified(platform, row["account_id"]) or "",
        created_us=_read_time(row["timestamp_share"].strip()),
        kind="repost" if repost_of else "original",
        repost_of=repost_of,
        urls=urls,
        hashtags=tags,
    )


FORMAT = Format(
    name="coortweet",
    title="CooRTweet's input as CSV: object_id, account_id, content_id, timestamp_share",
    family="Tools",
    example=(
        "object_id,account_id,content_id,timestamp_share\nhttps://example.org/a,4,17,1740830400"
    ),
    sniff=sniff,
    read=read,
    read_once=True,
    to_records=to_records,
    notes=(
        "An object that is an address is a shared link, one with `#` a hashtag, the number of "
        "a post the post that was reposted; others (words, domains, texts) are rejected, for they "
        "may be anything. `--platform` is needed: the columns do not say it. Rows of one "
        "post are brought together."
    ),
)
