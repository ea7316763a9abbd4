"""Web feeds in XML: RSS 0.9 to 2.0 and Atom, read by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import feedparser

from loaders.canonical.markup import read_markup
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.feed_items import Enclosure, Feed, Item, Person, records_of
from loaders.reading.lines import shown
from loaders.records import Record

MAX_FEED_BYTES = 8 << 20
_ITEM = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(rss|feed|RDF|channel)[\s>]", re.IGNORECASE)
_NAMESPACES = (b"http://www.w3.org/2005/Atom", b"http://purl.org/atom/", b"http://purl.org/rss/")
_MAIL = re.compile(r"[^\s<>()@]{1,64}@[^\s<>()@]{1,255}")
_HTML = ("text/html", "application/xhtml+xml")


def sniff(head: bytes) -> float:
    """The first element is that of a feed."""
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    root = _ROOT.match(text, _prologue(text))
    if not root:
        return 0.0
    if root[1].lower() == b"rss":
        return 0.9
    return 0.9 if any(name in text for name in _NAMESPACES) else 0.0


def _prologue(text: bytes) -> int:
    """Return where the first element begins."""
    at = 0
    for _ in range(100):
        for opening, closing in ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">")):
            if text.startswith(opening, at):
                end = text.find(closing, at)
                if end < 0:
                    return len(text)
                at = end + len(closing)
                break
        else:
            return at
        while text[at : at + 1].isspace():
            at += 1
    return at


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the items; the offset is the byte where each begins, where that can be told."""
    document = file.read(MAX_FEED_BYTES + 1)
    if len(document) > MAX_FEED_BYTES:
        reason = f"the feed is longer than {MAX_FEED_BYTES >> 20} MB"
        yield Rejected(0, reason, shown(document))
        return
    if b"<!ENTITY" in document:
        yield Rejected(0, "the feed declares entities of its own", shown(document))
        return
    try:
        # Markup is read by `records_of`; from a stream feedparser never takes bytes for an address.
        found = feedparser.parse(
            io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False
        )
    except ValueError:  # of an encoding that it names in bytes which are no name
        yield Rejected(0, "the feed names an encoding that there is none of", shown(document))
        return
    starts = [match.start() for match in _ITEM.finditer(document)]
    if len(starts) != len(found.entries):
        starts = [0] * len(found.entries)
    if not found.entries and not found.version:
        yield Rejected(0, "this is no feed that can be read", shown(document))
    feed = _feed(found.feed)
    for start, entry in zip(starts, found.entries, strict=True):
        yield Located(start, _item(entry, feed))


def _feed(raw: Mapping[str, Any]) -> Feed:
    image = raw.get("image")
    return Feed(
        id=_word(raw.get("id")),
        address=_linked(raw, "self"),
        home=_word(raw.get("link")),
        title=_plain(raw, "title"),
        description=_plain(raw, "subtitle"),
        language=_word(raw.get("language")),
        image=_word(image.get("href")) if isinstance(image, Mapping) else _word(raw.get("logo")),
    )


def _item(raw: Mapping[str, Any], feed: Feed) -> Item:
    author = raw.get("author_detail")
    return Item(
        feed=feed,
        id=_word(raw.get("id")),
        link=_word(raw.get("link")),
        title=_plain(raw, "title"),
        html=_content(raw),
        published=_word(raw.get("published") or raw.get("updated")),
        language=_word((raw.get("title_detail") or {}).get("language")),
        author=_person(author, _word(raw.get("author"))) if isinstance(author, Mapping) else None,
        tags=tuple(word for tag in raw.get("tags") or () if (word := _word(tag.get("term")))),
        enclosures=tuple(
            Enclosure(url=_word(link.get("href")), mime_type=_word(link.get("type")))
            for link in raw.get("links") or ()
            if link.get("rel") == "enclosure"
        ),
    )


def _person(raw: Mapping[str, Any], written: str | None) -> Person:
    """Return the author; RSS writes `mail (name)`, which feedparser splits wrongly at times."""
    address = _word(raw.get("href"))
    found = _MAIL.search(written or "")
    if written is None or found is None:
        return Person(name=_word(raw.get("name")), address=address, mail=_word(raw.get("email")))
    name = (written[: found.start()] + written[found.end() :]).strip(' ()<>"')
    return Person(name=name or None, address=address, mail=found[0])


def _linked(raw: Mapping[str, Any], rel: str) -> str | None:
    links = raw.get("links") or ()
    return next((_word(link.get("href")) for link in links if link.get("rel") == rel), None)


def _plain(raw: Mapping[str, Any], name: str) -> str | None:
    """Return a text that may be HTML as plain text."""
    value = _word(raw.get(name))
    detail = raw.get(f"{name}_detail") or {}
    return read_markup(value).text if value and detail.get("type") in _HTML else value


def _content(raw: Mapping[str, Any]) -> str | None:
    """Return the longest of the texts that an item gives: summaries stand beside the whole."""
    texts = [_word(part.get("value")) or "" for part in raw.get("content") or ()]
    return max([*texts, _word(raw.get("summary")) or ""], key=len) or None


def _word(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def to_records(raw: Item, context: Context) -> Iterator[Record]:
    """Turn an item into a post and its author or feed."""
    return records_of(raw, context)


FORMAT = Format(
    name="feed",
    title="Web feeds: RSS and Atom",
    family="Other platforms",
    example=(
        '<rss version="2.0"><channel><title>News</title><link>https://news.example/</link><item>'
        "<title>Look</title><guid>https://news.example/1</guid>"
        "<pubDate>Sat, 01 Mar 2025 12:00:00 +0800</pubDate></item></channel></rss>"
    ),
    sniff=sniff,
    read=read,
    read_once=True,
    to_records=to_records,
    notes=(
        "Platform `web`. The account is the author where the item names one (an author without an "
        "address counts within the feed only), else the feed itself. An id that only the feed "
        "knows is put behind that of the feed. Categories are hashtags; links inside the text, and "
        "the link of the item where it leads to another site, are URLs; enclosures are media. A "
        "feed may have 8 MB and must not declare entities of its own."
    ),
)
