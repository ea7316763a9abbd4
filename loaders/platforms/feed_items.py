"""Items of web feeds, whatever their syntax, as posts of the platform `web`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import msgspec

from loaders.canonical.markup import read_markup
from loaders.canonical.time import moment
from loaders.format import Context
from loaders.records import Account, BadRecord, Media, Post, Record

PLATFORM = "web"
_GLOBAL = ("http://", "https://", "tag:", "urn:")
# Most links are like this: whole, and what `urljoin` and `urlsplit` leave as it is.
_PLAIN = re.compile(r"https?://([A-Za-z0-9.-]+)(?:/[A-Za-z0-9._~/%-]*)?")


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of the feed as a whole."""

    id: str | None = None
    address: str | None = None
    home: str | None = None
    title: str | None = None
    description: str | None = None
    language: str | None = None
    image: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An author; the address is a page or an identifier of the person."""

    name: str | None = None
    address: str | None = None
    mail: str | None = None
    avatar: str | None = None


class Enclosure(msgspec.Struct, frozen=True, kw_only=True):
    """A file that goes with an item."""

    url: str | None = None
    mime_type: str | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item, as its feed gives it.

    `link` is the page of the item, `about` the page that it comments on; `title` is plain, `html`
    may hold markup.
    """

    feed: Feed
    id: str | None = None
    link: str | None = None
    about: str | None = None
    title: str | None = None
    html: str | None = None
    published: str | None = None
    language: str | None = None
    author: Person | None = None
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


def records_of(item: Item, context: Context) -> Iterator[Record]:
    """Turn an item into a post, and its author, else its feed, into an account.

    Raises:
        BadRecord: The item has no id and no link, or no time; or the feed has neither author nor
            address, so that nobody can be named.
    """
    feed_id = item.feed.id or item.feed.address or item.feed.home
    account = _author(item, feed_id, context) or _feed_itself(item.feed, feed_id, context)
    if not item.published:
        raise BadRecord("the item has no date")
    body = read_markup(item.html or "")
    base = item.feed.home or item.feed.address or ""
    link = _joined(base, item.link) if item.link else None
    at = moment(item.published, zone=UTC, captured_us=context.captured_us)
    yield Post(
        post_id=f"{PLATFORM}:{_item_id(item, link, feed_id)}",
        platform=PLATFORM,
        account_id=account.account_id,
        created_us=at.us,
        precision=at.precision,
        kind="original",
        text=_text(item.title, body.text),
        lang=item.language or item.feed.language,
        url=link,
        observed_us=context.captured_us,
        urls=_shared(link, base, (item.about, *body.links) if item.about else body.links),
        hashtags=tuple(dict.fromkeys(tag for tag in item.tags if tag.strip())),
        media=tuple(_media(file) for file in item.enclosures if file.url),
    )
    yield account


def _item_id(item: Item, link: str | None, feed_id: str | None) -> str:
    """Return the id; one that only this feed knows is put behind the id of the feed."""
    own = (item.id or "").strip()
    if not own:
        if not link:
            raise BadRecord("the item has neither an id nor a link")
        return link
    if own.startswith(_GLOBAL):
        return own
    if not feed_id:
        raise BadRecord(f"the id {own[:60]!r} is one of this feed only, which has no address")
    return f"{feed_id}#{own}"


def _author(item: Item, feed_id: str | None, context: Context) -> Account | None:
    """Return the author; a name alone counts within its feed only."""
    person = item.author
    if person is None:
        return None
    name = (person.name or "").strip() or None
    address = (person.address or "").strip()
    if not address.startswith(_GLOBAL):
        within = name or (person.mail or "").strip()
        if not within or not feed_id:
            return None
        address = f"{feed_id}#{within}"
    return Account(
        account_id=f"{PLATFORM}:{address}",
        platform=PLATFORM,
        name=name,
        avatar=person.avatar,
        observed_us=context.captured_us,
    )


def _feed_itself(feed: Feed, feed_id: str | None, context: Context) -> Account:
    if not feed_id:
        raise BadRecord("neither the item nor the feed says who wrote it: no author, no address")
    return Account(
        account_id=f"{PLATFORM}:{feed_id}",
        platform=PLATFORM,
        name=feed.title,
        bio=feed.description,
        avatar=feed.image,
        observed_us=context.captured_us,
    )


def _text(title: str | None, body: str) -> str | None:
    """Return title and text; a title that only repeats the beginning of the text is left out."""
    head = (title or "").strip()
    if head and not body.startswith(head.removesuffix("…").removesuffix("...")):
        return f"{head}\n{body}" if body else head
    return body or None


def _shared(link: str | None, base: str, inside: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses that an item points to; its own page is none of them."""
    if link and _host(link) != _home_host(base):
        inside = (link, *inside)
    return tuple(dict.fromkeys(inside))


def _joined(base: str, link: str) -> str:
    return link if _PLAIN.fullmatch(link) else urljoin(base, link)


def _host(url: str) -> str:
    if plain := _PLAIN.fullmatch(url):
        return plain[1].lower().removeprefix("www.")
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=64)  # one for all items of a feed
def _home_host(home: str) -> str:
    return _host(home)


def _media(file: Enclosure) -> Media:
    kinds = {"image": "photo", "video": "video", "audio": "audio"}
    return Media(kind=kinds.get((file.mime_type or "").split("/")[0]), url=file.url)
