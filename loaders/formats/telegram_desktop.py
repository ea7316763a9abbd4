"""Telegram Desktop's JSON export (result.json): one chat, or all that an account has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

import msgspec

from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import believed, iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.telegram import PLATFORM, chat_name, message_id, peer_name
from loaders.reading.escapes import MendedEscapes
from loaders.reading.nested import Nested, read_nested
from loaders.records import Account, BadRecord, Media, Mention, Post, Record


class Entity(msgspec.Struct, frozen=True):
    """A piece of a text that is more than text."""

    type: str
    text: str = ""
    href: str | None = None
    user_id: int | None = None


class Reaction(msgspec.Struct, frozen=True):
    """How many reacted in one way."""

    count: int = 0


class Message(msgspec.Struct, frozen=True):
    """A message."""

    id: int
    type: str
    date: str | None = None
    date_unixtime: str | None = None
    sender: str | None = msgspec.field(default=None, name="from")
    from_id: str | int | None = None
    author: str | None = None
    text: str | list[str | Entity] = ""
    text_entities: list[Entity] | None = None
    reply_to_message_id: int | None = None
    reply_to_peer_id: str | None = None
    forwarded_from: str | None = None
    forwarded_from_id: str | None = None
    via_bot: str | None = None
    photo: str | None = None
    media_type: str | None = None
    file: str | None = None
    reactions: list[Reaction] = []


class Chat(msgspec.Struct, frozen=True):
    """The chat that a message stands in."""

    id: int
    type: str
    name: str | None = None


_KINDS = (
    rb"personal_chat|bot_chat|saved_messages|private_group|private_supergroup|public_supergroup|"
    rb"private_channel|public_channel"
)
_CHAT = re.compile(rb'"type":\s*"(' + _KINDS + rb')"')
_PERSONAL = re.compile(rb'"personal_information":\s*\{\s*"user_id":')
_T = TypeVar("_T")
_DIGITS = 24
_NAMING = frozenset(("link", "text_link", "hashtag", "mention", "mention_name"))
_PATHS = (
    "messages.item",
    "chats.list.item.messages.item",
    "left_chats.list.item.messages.item",
)


def sniff(head: bytes) -> float:
    """A chat with its kind and messages, or the personal part of an export of everything."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return 0.0
    return 0.9 * bool((_CHAT.search(head) and b'"messages"' in head) or _PERSONAL.search(head))


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the messages with what is known about their chat."""
    return read_nested(MendedEscapes(file), _PATHS)


def to_records(raw: Nested, context: Context) -> Iterator[Record]:
    """Turn a message into a post and its sender; a service message into nothing."""
    message = msgspec.convert(raw.value, Message)
    if message.type in {"service", "unsupported"}:
        return
    chat = msgspec.convert(raw.around, Chat)
    chat_is = chat_name(chat.type, chat.id, old=isinstance(message.from_id, int))
    sender = _sender(message, chat, chat_is)
    yield _post(message, chat, chat_is, sender, context.captured_us)
    yield Account(
        account_id=f"{PLATFORM}:{sender}",
        platform=PLATFORM,
        name=message.sender or (chat.name if sender == chat_is else None),
        observed_us=context.captured_us,
    )


def _sender(message: Message, chat: Chat, chat_is: str) -> str:
    if message.from_id is not None:
        return peer_name(message.from_id)
    if "channel" in chat.type:
        return chat_is
    raise BadRecord("account_id is missing: the message does not say who sent it")


def _post(message: Message, chat: Chat, chat_is: str, sender: str, observed_us: int | None) -> Post:
    text, entities = _text(message)
    if entities:
        entities = [entity for entity in entities if entity.type in _NAMING]
    named = entities is None or bool(entities)
    at_us = _time(message)
    shared = chat_is.isdigit()  # the number of a message is the same for all who read it
    forwarded = message.forwarded_from_id or message.forwarded_from
    answered = message.reply_to_message_id
    reply_to = message_id(_answered_chat(message, chat_is), answered) if answered else None
    return Post(
        # In other chats each member counts the messages: the time tells those of two apart.
        post_id=message_id(chat_is, message.id if shared else f"{message.id}@{at_us // 10**6}"),
        platform=PLATFORM,
        account_id=f"{PLATFORM}:{sender}",
        created_us=at_us,
        kind="repost" if forwarded else "reply" if answered else "original",
        repost_of=_origin(forwarded, text) if forwarded else None,
        text=text,
        client=message.via_bot,
        url=f"https://t.me/c/{chat_is}/{message.id}" if shared else None,
        reply_to=reply_to if shared and not forwarded else None,
        likes=sum([reaction.count for reaction in message.reactions]) or None,
        observed_us=observed_us,
        extra=_extra(message, chat),
        urls=_once(_links(text, entities)) if named else (),
        hashtags=_once(_tags(text, entities)) if named else (),
        mentions=_once(_mentions(text, entities)) if named else (),
        media=_media(message),
    )


def _origin(whose: str, text: str) -> str | None:
    """Return a name for the message that was forwarded: a hash of whose it is and of its text.

    The export gives neither its number nor its time. Without a text nothing tells which it was.
    """
    if not text:
        return None
    digest = hashlib.sha256(f"{whose}\x1f{text}".encode("utf-8", "replace")).hexdigest()
    return f"{PLATFORM}:forwarded-{digest[:_DIGITS]}"


def _answered_chat(message: Message, chat_is: str) -> str:
    return peer_name(message.reply_to_peer_id) if message.reply_to_peer_id else chat_is


def _time(message: Message) -> int:
    """Return when it was sent; exports before 2022 give only the time of the exporter's clock."""
    if message.date_unixtime:
        if not (message.date_unixtime.isdigit() and len(message.date_unixtime) < 12):
            raise BadRecord(f"{message.date_unixtime[:40]!r} is not a number of seconds since 1970")
        return believed(int(message.date_unixtime) * 1_000_000)
    return iso_us(message.date or "")


def _text(message: Message) -> tuple[str, list[Entity] | None]:
    """Return the text and its entities; None where the export names none."""
    if isinstance(message.text, str):
        return message.text, message.text_entities
    text = "".join([piece if isinstance(piece, str) else piece.text for piece in message.text])
    return text, [piece for piece in message.text if isinstance(piece, Entity)]


def _once(found: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(found))


def _links(text: str, entities: list[Entity] | None) -> Iterator[str]:
    if entities is None:
        yield from urls_in(text)
    for entity in entities or ():
        link = entity.href if entity.type == "text_link" else entity.text
        if entity.type in {"link", "text_link"} and link:
            yield link if "://" in link else f"http://{link}"


def _tags(text: str, entities: list[Entity] | None) -> Iterator[str]:
    if entities is None:
        yield from hashtags_in(text, PLATFORM)
    for entity in entities or ():
        if entity.type == "hashtag":
            yield entity.text.lstrip("#").partition("@")[0]  # `#tag@channel` looks in one channel


def _mentions(text: str, entities: list[Entity] | None) -> Iterator[Mention]:
    if entities is None:
        yield from (Mention(handle=handle) for handle in mentions_in(text))
    for entity in entities or ():
        if entity.type == "mention":
            yield Mention(handle=entity.text.lstrip("@"))
        elif entity.type == "mention_name" and entity.user_id:
            yield Mention(account_id=f"{PLATFORM}:user{entity.user_id}", handle=entity.text)


def _media(message: Message) -> tuple[Media, ...]:
    """Return what hangs on it; the export gives it no name that others would have too."""
    if message.photo:
        return (Media(kind="photo"),)
    if message.file or message.media_type:
        return (Media(kind=message.media_type or "file"),)
    return ()


def _extra(message: Message, chat: Chat) -> str | None:
    fields = {
        "chat": chat.name,
        "author": message.author,
        "forwarded_from": message.forwarded_from,
        "forwarded_from_id": message.forwarded_from_id,
    }
    known = {name: value for name, value in fields.items() if value}
    return msgspec.json.encode(known).decode() if known else None


FORMAT = Format(
    name="telegram-desktop",
    title="Telegram Desktop's JSON export (result.json), one chat or all",
    family="Other platforms",
    example=(
        '{"name": "News", "type": "public_channel", "id": 5, "messages": [{"id": 1, "type": '
        '"message", "date": "2025-03-01T12:00:00", "date_unixtime": "1740830400", "from": "News", '
        '"from_id": "channel5", "text": ["Look ", {"type": "hashtag", "text": "#here"}]}]}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "A message of a channel or supergroup has the id `telegram:CHANNEL/NUMBER`. In private "
        "chats and basic groups each member has other numbers: there the id holds the time too, "
        "and answers name no message. Users are `telegram:userNUMBER`, channels "
        "`telegram:NUMBER`. A forwarded message is a repost, but the export does not say of which "
        "message: a hash of whose it is and of its text stands for that "
        "(`telegram:forwarded-HASH`), and from whom it is stands in `extra`. Exports from before "
        "2022 give times of the exporter's clock without its zone: they are taken as UTC. Service "
        "messages (joins, calls, pins) are counted as read and give no record. The program writes "
        "control characters in a way that is no JSON: they are read as `\ufffd`."
    ),
)
