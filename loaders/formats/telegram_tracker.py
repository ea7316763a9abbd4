"""telegram-tracker's CSV: messages of channels, one a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.telegram import PLATFORM, message_id
from loaders.records import Account, BadRecord, Mention, Post, Record
from loaders.tables.rows import header_of, read_csv

Row = dict[str, str]

_COLUMNS = frozenset(("channel_id", "channel_name", "msg_id", "msg_link", "is_forward", "date"))
_WHOLE = re.compile(r"(\d{1,20})(?:\.0)?")
_NUMBER_IN_LINK = re.compile(r"t\.me/(?:c/)?[^/?#]+/(\d{1,12})(?:[?#]|$)")


def sniff(head: bytes) -> float:
    """A header with the columns of this tool."""
    columns = header_of(head.split(b"\n", 1)[0], "utf-8-sig", None)
    return 0.9 if _COLUMNS.issubset(columns) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the rows."""
    for item in read_csv(file, "utf-8-sig", None):
        if not isinstance(item, list):
            yield item


def to_records(row: Row, context: Context) -> Iterator[Record]:
    """Turn a row into a post and the channel or member that wrote it."""
    channel = _whole(row, "channel_id")
    if channel is None:
        raise BadRecord("account_id is missing")
    # In groups the sender has columns of his own.
    sender = _whole(row, "msg_from_id")
    user = sender if sender and row.get("msg_from_peer") == "PeerUser" else None
    account_id = f"{PLATFORM}:user{user}" if user else f"{PLATFORM}:{channel}"
    yield _post(row, channel, account_id, context)
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=None if user else row.get("channel_name") or None,
        observed_us=context.captured_us,
    )


def _post(row: Row, channel: str, account_id: str, context: Context) -> Post:
    number = _whole(row, "msg_id")
    if number is None:
        raise BadRecord("post_id is missing")
    text = row.get("message") or row.get("cleaned_message") or ""
    answered = _whole(row, "reply_to_msg_id")
    forwarded = row.get("is_forward") in {"1", "1.0", "True"}
    link = row.get("url")
    return Post(
        post_id=message_id(channel, number),
        platform=PLATFORM,
        account_id=account_id,
        created_us=iso_us(row.get("date") or ""),
        kind="repost" if forwarded else "reply" if answered else "original",
        text=text,
        url=row.get("msg_link") or None,
        repost_of=_origin(row) if forwarded else None,
        reply_to=message_id(channel, answered) if answered and not forwarded else None,
        reposts=_count(row, "number_forwards"),
        comments=_count(row, "number_replies"),
        views=_count(row, "views"),
        observed_us=context.captured_us,
        extra=_extra(row),
        urls=tuple(dict.fromkeys((link, *urls_in(text)) if link else urls_in(text))),
        hashtags=hashtags_in(text, PLATFORM),
        mentions=tuple(Mention(handle=name) for name in mentions_in(text)),
    )


def _origin(row: Row) -> str | None:
    """Return the message that was forwarded: by its number, or by its second where that is unknown.

    `telegram:WHOSE@SECOND` is the same wherever the same message was forwarded to.
    """
    whose, when = _whole(row, "forward_msg_from_peer_id"), row.get("forward_msg_date")
    if whose is None:
        return None
    if row.get("forward_msg_from_peer_type") == "PeerUser":
        whose = f"user{whose}"
    found = _NUMBER_IN_LINK.search(row.get("forward_msg_link") or "")
    if found:
        return message_id(whose, found[1])
    return f"{PLATFORM}:{whose}@{iso_us(when) // 1_000_000}" if when else None


def _whole(row: Row, column: str) -> str | None:
    """Return a number, which the tool may write with `.0`; None where there is none."""
    text = row.get(column) or ""
    found = _WHOLE.fullmatch(text)
    if text and not found:
        raise BadRecord(f"{column} {text[:40]!r} is no whole number")
    return found[1] if found and found[1].strip("0") else None


def _count(row: Row, column: str) -> int | None:
    found = _WHOLE.fullmatch(row.get(column) or "")
    return int(found[1]) if found else None


def _extra(row: Row) -> str | None:
    names = ("forward_msg_from_peer_name", "forward_msg_date", "media_type", "document_filename")
    known = {name: row[name] for name in names if row.get(name)}
    return msgspec.json.encode(known).decode() if known else None


FORMAT = Format(
    name="telegram-tracker",
    title="telegram-tracker's CSV of messages of channels",
    family="Other platforms",
    example=(
        "channel_id,channel_name,msg_id,message,date,msg_link,is_forward,...\n"
        "5,news,17,Look,2025-03-01 12:00:00+00:00,https://t.me/news/17,0,..."
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "A row is a post of its channel (`telegram:CHANNEL/NUMBER`), or of the member of a group "
        "who sent it. A forwarded message is a repost of the one that the link names; where there "
        "is no link, `telegram:WHOSE@SECOND` stands for it (the pictures of an album share their "
        "second). Numbers of files have lost their last "
        "digits in this export, so that files are not kept."
    ),
)
