"""Mastodon: statuses and accounts from its API, and events of its streams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.text import hashtags_in
from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.fediverse import (
    Names,
    host_of,
    links_in_html,
    text_of_html,
    without_quotation,
)
from loaders.reading.documents import read_json_values
from loaders.reading.unfold import unfold_each
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, kind_of

PLATFORM = "mastodon"


class RawAccount(msgspec.Struct, frozen=True):
    """An account; `acct` holds the instance only where that is another than the one asked."""

    acct: str
    url: str | None = None
    uri: str | None = None
    display_name: str | None = None
    note: str | None = None
    created_at: str | None = None
    followers_count: int | None = None
    following_count: int | None = None
    statuses_count: int | None = None
    bot: bool | None = None
    avatar: str | None = None


class Tag(msgspec.Struct, frozen=True):
    """A hashtag."""

    name: str


class Attachment(msgspec.Struct, frozen=True):
    """A picture or film; `remote_url` is where it was posted first."""

    type: str | None = None
    url: str | None = None
    remote_url: str | None = None


class Application(msgspec.Struct, frozen=True):
    """What a status was written with."""

    name: str | None = None


class Named(msgspec.Struct, frozen=True):
    """Another status, by its global name."""

    uri: str | None = None


class Quote(msgspec.Struct, frozen=True):
    """What a status quotes: wrapped with a state, or as it is on older servers."""

    quoted_status: Named | None = None
    uri: str | None = None


class Status(msgspec.Struct, frozen=True):
    """A status."""

    account: RawAccount
    created_at: str
    uri: str | None = None
    url: str | None = None
    content: str | None = None
    spoiler_text: str | None = None
    language: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    replies_count: int | None = None
    reblogs_count: int | None = None
    favourites_count: int | None = None
    application: Application | None = None
    reblog: Named | None = None
    quote: Quote | None = None
    tags: list[Tag] = []
    mentions: list[RawAccount] = []
    media_attachments: list[Attachment] = []


class Raw(msgspec.Struct, frozen=True):
    """A status or account, when a stream brought it, and what it answers where that is known."""

    value: Any
    seen_at: str | None = None
    reply_to: str | None = None


_SIGNS = (
    re.compile(rb'\\?"acct\\?":\s*\\?"'),
    re.compile(rb'\\?"(reblogs_count|statuses_count)\\?":\s*\d'),
    re.compile(rb'\\?"display_name\\?":'),
)
_EVENT = re.compile(rb'"event":\s*"(update|delete|status\.update)"')
_PAYLOAD = re.compile(rb'"payload":\s*"')
_ABOUT_STATUSES = ("update", "status.update")
_LISTS = ("accounts", "statuses", "ancestors", "descendants")
_REMEMBERED_CHARACTERS = 4000


def sniff(head: bytes) -> float:
    """The names that Mastodon's API uses, plain or inside the events of a stream."""
    if all(sign.search(head) for sign in _SIGNS):
        return 0.9
    return 0.85 if _EVENT.search(head) and _PAYLOAD.search(head) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each status and account by itself, out of lists, answers and events."""
    names = Names()

    def unfold(value: Any) -> Iterator[Raw]:
        for inner, seen_at in _unfold(value):
            yield Raw(inner, seen_at, _answered(names, inner))

    return unfold_each(read_json_values(file), unfold)


def _answered(names: Names, value: Any) -> str | None:
    """Remember how a status is called, and return the name of the one that it answers."""
    if not isinstance(value, dict):
        return None
    if names.instance is None:
        account = value.get("account", value)
        if isinstance(account, dict):
            names.learn_instance(account.get("acct"), account.get("url"))
    names.learn(value.get("id"), value.get("uri"))
    return names.find(value.get("in_reply_to_id"))


_Found = Iterable[tuple[Any, str | None]]


def _unfold(value: Any) -> _Found:
    if isinstance(value, list):
        return _unfold_each(value)
    if not isinstance(value, dict):
        return ((value, None),)
    if "event" in value:
        return _unfold_event(value)
    if "content" in value and "account" in value:
        return _unfold_status(value, None)
    if inside := [value[name] for name in _LISTS if isinstance(value.get(name), list)]:
        return _unfold_each(inside)
    if isinstance(value.get("status"), dict):  # a notification
        return _unfold_status(value["status"], None)
    return ((value, None),)


def _unfold_each(values: list[Any]) -> _Found:
    for inner in values:
        yield from _unfold(inner)


def _unfold_event(value: dict[str, Any]) -> _Found:
    """Return the status in an event, which is as old as its last change; else the event itself."""
    payload = value.get("payload")
    if isinstance(payload, str) and value["event"] in _ABOUT_STATUSES:
        try:
            payload = msgspec.json.decode(payload)
        except (msgspec.DecodeError, RecursionError):
            payload = None
    if isinstance(payload, dict) and value["event"] in _ABOUT_STATUSES:
        return _unfold_status(payload, payload.get("edited_at") or payload.get("created_at"))
    return ((value, None),)


def _unfold_status(value: dict[str, Any], seen_at: str | None) -> _Found:
    """Return a status, and what it repeats or quotes."""
    if value.get("reblog") or value.get("quote"):
        return _unfold_related(value, seen_at)
    return ((value, seen_at),)


def _unfold_related(value: dict[str, Any], seen_at: str | None) -> _Found:
    yield value, seen_at
    quote = value.get("quote")
    quoted = quote.get("quoted_status", quote) if isinstance(quote, dict) else None
    for inner in (value.get("reblog"), quoted):
        if isinstance(inner, dict) and "content" in inner:
            yield from _unfold_status(inner, seen_at)


def to_records(raw: Raw, context: Context) -> Iterator[Record]:
    """Turn a status into a post and its author, an account into an observation of it."""
    value = raw.value
    if not isinstance(value, dict):
        raise BadRecord("this is neither a status nor an account")
    if "event" in value:
        if value["event"] in _ABOUT_STATUSES:
            raise BadRecord("the event holds no status")
        return  # a deletion, a notification
    seen_us = _time_us(raw.seen_at) if isinstance(raw.seen_at, str) else context.captured_us
    if "content" in value and "account" in value:
        status = msgspec.convert(value, Status)
        yield _post(status, raw, seen_us)
        yield _account(status.account, seen_us)
    elif "acct" in value:
        yield _account(msgspec.convert(value, RawAccount), seen_us)
    else:
        raise BadRecord("this is neither a status nor an account")


def account_id(account: RawAccount) -> str:
    """Return the id of an account: its name with its instance, which has no upper case.

    Raises:
        BadRecord: Nothing says on which instance it is.
    """
    name = account.acct.lower()
    if not name:
        raise BadRecord("account_id is missing")
    if "@" not in name:
        host = host_of(account.url) or host_of(account.uri)
        if not host:
            raise BadRecord("nothing says on which instance the account is")
        name = f"{name}@{host}"
    return f"{PLATFORM}:{name}"


def _post(status: Status, raw: Raw, observed_us: int | None) -> Post:
    repost_of = _named(status.reblog)
    quote = status.quote or Quote()
    quote_of = _named(quote.quoted_status) or (f"{PLATFORM}:{quote.uri}" if quote.uri else None)
    reply_to = f"{PLATFORM}:{raw.reply_to}" if raw.reply_to else None
    content = "" if status.reblog else status.content or ""
    content = without_quotation(content) if quote_of else content
    text = text_of_html(content)
    return Post(
        post_id=f"{PLATFORM}:{status.uri or status.url or ''}",
        platform=PLATFORM,
        account_id=account_id(status.account),
        created_us=_time_us(status.created_at),
        kind=kind_of(repeats=status.reblog, reply_to=status.in_reply_to_id, quote_of=quote_of),
        text=None if status.reblog else text,
        lang=status.language,
        client=status.application.name if status.application else None,
        url=status.url,
        repost_of=repost_of,
        quote_of=quote_of,
        reply_to=reply_to,
        # The counters of a repost are those of what it repeats.
        likes=None if status.reblog else status.favourites_count,
        reposts=None if status.reblog else status.reblogs_count,
        comments=None if status.reblog else status.replies_count,
        observed_us=observed_us,
        extra=_extra(status, reply_to),
        urls=tuple(links_in_html(content)),
        hashtags=() if status.reblog else _tags(status, text),
        mentions=() if status.reblog else tuple(map(_mention, status.mentions)),
        media=() if status.reblog else tuple(_media(status.media_attachments)),
    )


def _named(status: Named | None) -> str | None:
    return f"{PLATFORM}:{status.uri}" if status and status.uri else None


def _tags(status: Status, text: str) -> tuple[str, ...]:
    """Return the hashtags as they are written, where they are; the API gives them in lower case."""
    if not status.tags:
        return ()
    written = {tag.lower(): tag for tag in hashtags_in(text, PLATFORM)}
    return tuple(written.get(tag.name.lower(), tag.name) for tag in status.tags)


def _mention(account: RawAccount) -> Mention:
    return Mention(account_id=account_id(account), handle=account.acct)


def _media(attachments: list[Attachment]) -> Iterator[Media]:
    for item in attachments:
        url = item.remote_url or item.url
        if url:
            kind = "photo" if item.type == "image" else item.type
            yield Media(media_id=f"{PLATFORM}:{url}", kind=kind, url=url)


def _extra(status: Status, reply_to: str | None) -> str | None:
    fields: dict[str, str] = {}
    if status.spoiler_text:
        fields["spoiler_text"] = status.spoiler_text
    if status.in_reply_to_id and reply_to is None:
        fields["in_reply_to_id"] = status.in_reply_to_id
    return msgspec.json.encode(fields).decode() if fields else None


def _account(account: RawAccount, observed_us: int | None) -> Account:
    return Account(
        account_id=account_id(account),
        platform=PLATFORM,
        handle=account.acct,
        name=account.display_name or None,
        bio=_bio(account.note) if account.note else None,
        created_us=_time_us(account.created_at) if account.created_at else None,
        followers=account.followers_count,
        following=account.following_count,
        posts=account.statuses_count,
        avatar=account.avatar,
        observed_us=observed_us,
        extra='{"bot":true}' if account.bot else None,
    )


def _bio(note: str) -> str | None:
    if len(note) > _REMEMBERED_CHARACTERS:
        return text_of_html(note) or None
    return _bio_again(note)


# Accounts come again with each of their statuses; a status of a stream was just made.
@lru_cache(maxsize=1 << 12)
def _bio_again(note: str) -> str | None:
    return text_of_html(note) or None


@lru_cache(maxsize=1 << 14)
def _time_us(text: str) -> int:
    return iso_us(text)


FORMAT = Format(
    name="mastodon",
    title="Mastodon's API: statuses, accounts, answers to searches, events of streams",
    family="Other platforms",
    example=(
        '{"id": "17", "uri": "https://a.example/users/ann/statuses/17", '
        '"created_at": "2025-03-01T12:00:00.000Z", "content": "<p>Look</p>", "reblogs_count": 0, '
        '"account": {"acct": "ann", "url": "https://a.example/@ann", "display_name": "Ann"}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Statuses and accounts bare, in lists, in the answers of search and context, one a line, "
        'or as events of a stream (`{"event": "update", "payload": "..."}`) as '
        "`marionet collect` captures them too. A post has its `uri` as id, which is the same on "
        "every instance; an account its name and instance (`ann@a.example`). Where an instance "
        "has another name than its web address, its own accounts have the latter. A status names "
        "what it answers only by a number of the instance that was asked: the post itself where "
        "the file held it before, else `mastodon:INSTANCE/NUMBER` where the file shows which "
        "instance that is (a status of a local account), else only `in_reply_to_id` in `extra`. "
        "Deletions and other events are counted as read and give no record; polls and cards stay "
        "in the original."
    ),
)
