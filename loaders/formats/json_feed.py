"""JSON Feed, version 1 and 1.1: a web feed in JSON (jsonfeed.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.feed_items import Enclosure, Feed, Item, Person, records_of
from loaders.reading.lines import MAX_RECORD_BYTES, shown
from loaders.records import Record

_VERSION = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/1')


class RawAuthor(msgspec.Struct, frozen=True):
    """Somebody who writes."""

    name: str | None = None
    url: str | None = None
    avatar: str | None = None


class RawAttachment(msgspec.Struct, frozen=True):
    """A file that goes with an item."""

    url: str | None = None
    mime_type: str | None = None


class RawItem(msgspec.Struct, frozen=True):
    """One item; version 1 has one `author`, version 1.1 `authors`."""

    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    author: RawAuthor | None = None
    authors: list[RawAuthor] | None = None
    tags: list[str] | None = None
    language: str | None = None
    attachments: list[RawAttachment] | None = None


class RawFeed(msgspec.Struct, frozen=True):
    """The whole document; items are read one by one."""

    version: str
    items: list[msgspec.Raw]
    title: str | None = None
    home_page_url: str | None = None
    feed_url: str | None = None
    description: str | None = None
    icon: str | None = None
    language: str | None = None
    author: RawAuthor | None = None
    authors: list[RawAuthor] | None = None


class Raw(msgspec.Struct, frozen=True):
    """An item as it stands in the document, and what the feed says for all."""

    item: Any
    feed: Feed
    author: Person | None


def sniff(head: bytes) -> float:
    """The version is an address of jsonfeed.org."""
    starts = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    return 0.9 if starts and _VERSION.search(head) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the items with the byte where each begins."""
    document = file.read(MAX_RECORD_BYTES + 1)
    if len(document) > MAX_RECORD_BYTES:
        reason = f"the feed is longer than {MAX_RECORD_BYTES >> 20} MB"
        yield Rejected(0, reason, shown(document))
        return
    try:
        found = msgspec.json.decode(document.removeprefix(b"\xef\xbb\xbf"), type=RawFeed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        yield Rejected(0, f"this is no JSON Feed ({error})", shown(document))
        return
    feed, author = _feed(found), _first(found.author, found.authors)
    at = 0
    for raw in found.items:
        piece = bytes(raw)
        at = document.find(piece, at)
        try:
            value = msgspec.json.decode(piece)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            yield Rejected(at, f"the item cannot be read ({error})", shown(piece))
        else:
            yield Located(at, Raw(value, feed, author))
        at += len(piece)


def _feed(found: RawFeed) -> Feed:
    return Feed(
        address=found.feed_url,
        home=found.home_page_url,
        title=found.title,
        description=found.description,
        language=found.language,
        image=found.icon,
    )


def _first(one: RawAuthor | None, many: list[RawAuthor] | None) -> Person | None:
    chosen = many[0] if many else one
    if chosen is None:
        return None
    return Person(name=chosen.name, address=chosen.url, avatar=chosen.avatar)


def to_records(raw: Raw, context: Context) -> Iterator[Record]:
    """Turn an item into a post and its author or feed."""
    item = msgspec.convert(raw.item, RawItem)
    files = [RawAttachment(item.image, "image"), *(item.attachments or ())]
    return records_of(
        Item(
            feed=raw.feed,
            id=None if item.id is None else str(item.id),
            link=item.url or item.external_url,
            about=item.external_url,
            title=item.title,
            html=item.content_html or _as_html(item.content_text or item.summary),
            published=item.date_published or item.date_modified,
            language=item.language,
            author=_first(item.author, item.authors) or raw.author,
            tags=tuple(item.tags or ()),
            enclosures=tuple(
                Enclosure(url=file.url, mime_type=file.mime_type) for file in files if file.url
            ),
        ),
        context,
    )


def _as_html(text: str | None) -> str | None:
    return text.replace("&", "&amp;").replace("<", "&lt;") if text else None


FORMAT = Format(
    name="json-feed",
    title="JSON Feed 1 and 1.1",
    family="Other platforms",
    example=(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "News", '
        '"home_page_url": "https://news.example/", "items": [{"id": "1", '
        '"url": "https://news.example/1", "content_text": "Look", '
        '"date_published": "2025-03-01T12:00:00+08:00"}]}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "As for `feed`: platform `web`, the account is the first author, else the feed; tags are "
        "hashtags, attachments are media. A feed may have 16 MB."
    ),
)
