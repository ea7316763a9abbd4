"""TGDataset: channels of Telegram with their messages, many channels in one JSON document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import believed
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.telegram import PLATFORM, message_id
from loaders.reading.nested import Nested, read_nested
from loaders.records import Account, BadRecord, Media, Mention, Post, Record


class Channel(msgspec.Struct, frozen=True):
    """A channel."""

    username: str | None = None
    title: str | None = None
    description: str | None = None
    creation_date: float | None = None
    n_subscribers: int | None = None
    verified: bool | None = None
    scam: bool | None = None


class Message(msgspec.Struct, frozen=True):
    """A message; files have no text but a title and an extension."""

    date: float
    message: str | None = None
    author: str | int | None = None
    is_forwarded: bool | None = None
    forwarded_from_id: int | str | None = None
    forwarded_message_date: float | None = None
    title: str | None = None
    extension: str | None = None
    media_id: int | str | None = None


_SIGNS = (
    re.compile(rb'"text_messages":\s*\{'),
    re.compile(rb'"(creation_date|is_forwarded|forwarded_message_date)":'),
)
_PATHS = ("*.text_messages.*", "*.generic_media.*", "*")


def sniff(head: bytes) -> float:
    """The names that this set gives to channels and messages."""
    return 0.9 * all(sign.search(head) for sign in _SIGNS)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the messages of each channel, then the channel."""
    return read_nested(file, _PATHS)


def to_records(raw: Nested, context: Context) -> Iterator[Record]:
    """Turn a message into a post of its channel, a channel into an observation of it."""
    channel = raw.names[0]
    if not channel.isdigit():
        raise BadRecord(f"{channel[:40]!r} is no number of a channel")
    if raw.path == "*":
        yield _account(channel, msgspec.convert(raw.value, Channel), context)
    else:
        username = raw.around.get("username")
        yield _post(
            channel,
            raw.names[1],
            msgspec.convert(raw.value, Message),
            username if isinstance(username, str) else None,
            context,
        )


def _post(
    channel: str, number: str, message: Message, username: str | None, context: Context
) -> Post:
    text = message.message if message.message is not None else message.title or ""
    file = message.extension or message.media_id
    return Post(
        post_id=message_id(channel, number),
        platform=PLATFORM,
        account_id=f"{PLATFORM}:{channel}",
        created_us=_seconds(message.date),
        kind="repost" if message.is_forwarded else "original",
        text=text,
        repost_of=_origin(message),
        url=f"https://t.me/{username or 'c/' + channel}/{number}",
        observed_us=context.captured_us,
        extra=_extra(message),
        urls=urls_in(text),
        hashtags=hashtags_in(text, PLATFORM),
        mentions=tuple(Mention(handle=name) for name in mentions_in(text)),
        media=(_file(message),) if file else (),
    )


def _origin(message: Message) -> str | None:
    """Return a name for what was forwarded: whose it was and its second, for no number is known."""
    whose, when = message.forwarded_from_id, message.forwarded_message_date
    if whose is None or when is None:
        return None
    return f"{PLATFORM}:{whose}@{_seconds(when) // 1_000_000}"


def _file(message: Message) -> Media:
    number = message.media_id
    return Media(
        media_id=f"{PLATFORM}:{number}" if number else None,
        kind=(message.extension or "").lstrip(".") or None,
    )


def _extra(message: Message) -> str | None:
    """Return from whom a message was forwarded; the set does not say which message that was."""
    fields = {
        "author": message.author,
        "forwarded_from_id": message.forwarded_from_id,
        "forwarded_message_date": message.forwarded_message_date,
    }
    known = {name: value for name, value in fields.items() if value is not None}
    return msgspec.json.encode(known).decode() if known else None


def _account(number: str, channel: Channel, context: Context) -> Account:
    return Account(
        account_id=f"{PLATFORM}:{number}",
        platform=PLATFORM,
        handle=channel.username,
        name=channel.title,
        bio=channel.description or None,
        created_us=_seconds(channel.creation_date) if channel.creation_date else None,
        followers=channel.n_subscribers,
        verified=channel.verified,
        observed_us=context.captured_us,
        extra='{"scam":true}' if channel.scam else None,
    )


def _seconds(value: float) -> int:
    try:
        return believed(round(value * 1_000_000))
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRecord):
            raise
        raise BadRecord("a time is no number of seconds since 1970") from error


FORMAT = Format(
    name="tgdataset",
    title="TGDataset: channels of Telegram and their messages",
    family="Other platforms",
    example=(
        '{"5": {"username": "news", "creation_date": 1700000000.0, "title": "News", '
        '"text_messages": {"1": {"message": "Look", "date": 1740830400.0, "author": null, '
        '"is_forwarded": true, "forwarded_from_id": 6, '
        '"forwarded_message_date": 1740826800.0}}}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Channels with their messages and files, by their numbers. A message is a post of its "
        "channel (`telegram:CHANNEL/NUMBER`). A forwarded message is a repost; the set says only "
        "whose and of when that was, so that `telegram:WHOSE@SECOND` stands for the original; "
        "the pictures of an album share their second."
    ),
)
