"""Messages of Douyin's live rooms: comments, and who came in, liked or gave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.missing import known_id
from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import moment, zone_named
from loaders.format import Context, Format, Located, Rejected
from loaders.reading.documents import read_json_values
from loaders.records import Account, BadRecord, Mention, Post, Record

PLATFORM = "douyin"
_CHINA = zone_named("Asia/Shanghai")
_HIDDEN = "111111"  # what Douyin gives those who are not logged in, in place of every account
_NEEDED = (b'"message_id"', b'"message_type"', b'"event_time"')
_COMMENTS = frozenset(("chat", "comment", "emoji_chat"))


class Room(msgspec.Struct, frozen=True):
    """The message as Douyin gave it."""

    room_id: int | str | None = None


class Message(msgspec.Struct, frozen=True):
    """A message of a room."""

    message_id: str | int
    message_type: str
    event_time: str
    user_id: str | int | None = None
    fetch_time: str | None = None
    nickname: str | None = None
    content: str | None = None
    content_plain: str | None = None
    raw_json: Room | None = None


def sniff(head: bytes) -> float:
    """The fields of a message and the room."""
    return 0.9 if all(key in head for key in _NEEDED) and b'"Webcast' in head else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the messages."""
    yield from read_json_values(file)


def to_records(value: Any, _: Context) -> Iterator[Record]:
    """Turn a comment into a post and its author, and any other message into an account.

    Raises:
        BadRecord: Nothing says whose it is.
        msgspec.ValidationError: A field has another type than in these messages.
    """
    message = msgspec.convert(value, Message)
    native = known_id(message.user_id)
    if native is None:
        raise BadRecord("the account is missing")
    if native == _HIDDEN:
        raise BadRecord(
            f"Douyin hid the account from a collector that was not logged in: {_HIDDEN} stands for "
            "everybody"
        )
    at = moment(message.event_time, zone=_CHINA)
    observed = moment(message.fetch_time, zone=_CHINA).us if message.fetch_time else at.us
    account_id = f"{PLATFORM}:{native}"
    if message.message_type in _COMMENTS:
        text = message.content_plain or message.content or ""
        room = known_id(message.raw_json.room_id) if message.raw_json else None
        root = f"{PLATFORM}:live/{room}" if room else None
        yield Post(
            post_id=f"{PLATFORM}:{message.message_id}",
            platform=PLATFORM,
            account_id=account_id,
            created_us=at.us,
            precision=at.precision,
            kind="comment",
            text=text or None,
            reply_to=root,
            root=root,
            observed_us=observed,
            urls=urls_in(text),
            hashtags=hashtags_in(text, PLATFORM),
            mentions=tuple([Mention(handle=handle) for handle in mentions_in(text)]),
        )
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        name=message.nickname or None,
        observed_us=observed,
    )


FORMAT = Format(
    name="douyin-live",
    title="Douyin live rooms: messages",
    family="Chinese platforms",
    example=(
        '{"message_id": "7600000000000000001", "message_type": "chat", '
        '"event_time": "2025-03-01T04:00:00+00:00", "fetch_time": "2025-03-01T04:00:01+00:00", '
        '"user_id": "1004", "nickname": "小安", "content": "来了", "content_plain": "来了", '
        '"raw_json": {"method": "WebcastChatMessage", "room_id": 7600000000000000000}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Comments become posts under the room (`live/760...`). Who came in, liked or gave is kept "
        "as a sighting of the account. Douyin shows nobody's account to those who are not logged "
        "in: the id 111111 stands for everybody then, and such messages are rejects, never one "
        "account. The time is that of receipt where the message carries none."
    ),
)
