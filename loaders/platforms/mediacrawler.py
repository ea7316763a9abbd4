"""What MediaCrawler writes for every platform: posts, comments, accounts, with few differences.

A record is a flat object: in a JSON array, one a line, or a row of a CSV; dumps of its database
have the same fields. Which kind of record it is shows in its fields. Newer versions write a hash in
place of the account (`creator_hash`) and mask names (`小***安`); older ones wrote the account.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.counter import counter
from loaders.canonical.epoch import believed
from loaders.canonical.exact import exact
from loaders.canonical.missing import known_id
from loaders.canonical.region import region_of
from loaders.canonical.text import hashtags_in, mentions_in, own_words, urls_in
from loaders.canonical.time import Moment, moment, zone_named
from loaders.format import Context, Located, Rejected
from loaders.platforms.mediacrawler_shapes import AccountShape, FollowShape, PostShape, Shape
from loaders.reading.csv_rows import columns_of, read_rows
from loaders.reading.documents import read_json_values
from loaders.records import (
    Account,
    AccountLink,
    BadRecord,
    Media,
    Mention,
    Post,
    Record,
    qualified,
)

CHINA = zone_named("Asia/Shanghai")
Item = dict[str, Any]
_MARK = "last_modify_ts"  # every record has it: when it was crawled
_KEY = re.compile(rb'"(\w{1,40})"\s*:')
_SNIFFED_BYTES = 1 << 14
_MILLISECONDS_FROM = 100_000_000_000  # as seconds, this would be the year 5138
_SURE_DIGITS = 4
_NAMES = ("nickname", "user_nickname", "user_name")
_HASH = "creator_hash"
_CHAINS = frozenset(("weibo", "bilibili"))  # where a repost quotes those before: //@a:...//@b:...


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One platform: its shapes, in the order in which they are tried, and its habits.

    Attributes:
        account: Returns the platform's id of the author of a record.
        handles: Fields with the name by which an account is mentioned.
    """

    platform: str
    shapes: tuple[Shape, ...]
    handles: tuple[str, ...] = ()
    account: Callable[[Item], str | int | None] = field(default=lambda item: item.get("user_id"))

    def sniff(self, head: bytes) -> float:
        """Return how sure it is that these are records of this platform."""
        keys = _keys_in(head)
        return 0.9 if _MARK in keys and self.shape(keys) is not None else 0.0

    def records(self, item: Any, context: Context) -> Iterator[Record]:
        """Turn a record into a post and its author, an account, or a relation of two.

        Raises:
            BadRecord: It is none of these, or has no author or no time.
        """
        if not isinstance(item, dict):
            raise BadRecord("this is no record of MediaCrawler")
        shape = _known_shape(self, tuple(item))
        if shape is None:
            raise BadRecord(f"this is no post, comment or account of {self.platform}")
        if isinstance(shape, FollowShape):
            return self._follow(item, shape)
        account_id = self._author(item)
        observed_us = _stamp(item) or context.captured_us
        if isinstance(shape, AccountShape):
            return iter((self._account(item, account_id, observed_us, shape),))
        post = self._post(item, shape, account_id, observed_us, context)
        return iter((post, self._account(item, account_id, observed_us or post.created_us, None)))

    def shape(self, keys: frozenset[str]) -> Shape | None:
        """Return the kind of record that has these fields; None where there is none."""
        for shape in self.shapes:
            if shape.needs <= keys and not shape.without & keys:
                return shape
        return None

    def _author(self, item: Item) -> str:
        native = known_id(self.account(item))
        if native is None and (hashed := known_id(_text(item, _HASH))):
            native = f"hash:{hashed}"
        if native is None:
            raise BadRecord("the account is missing")
        return f"{self.platform}:{exact(native)}"

    def _post(
        self,
        item: Item,
        shape: PostShape,
        account_id: str,
        observed_us: int | None,
        context: Context,
    ) -> Post:
        time = item.get(shape.created[0])
        for key in shape.created[1:]:
            time = time or item.get(key)
        at = _time(time or None, observed_us or context.captured_us)
        text = _joined(item, shape.text)
        if self.platform == "weibo" and "&" in text:
            text = unescape(text)  # the crawler takes the tags out of the HTML and leaves the rest
        own = own_words(text) if "//" in text and self.platform in _CHAINS else text
        root = self._id(item, shape.item[0], shape.item[1]) if shape.item else None
        parent = self._id(item, "parent_comment_id", shape.prefix) if shape.item else None
        post_id = self._id(item, shape.post_id, shape.prefix)
        tags = tuple(filter(None, _text(item, shape.tags).split(","))) if shape.tags else ()
        return Post(
            post_id=post_id or "",
            platform=self.platform,
            account_id=account_id,
            created_us=at.us,
            precision=at.precision,
            kind=shape.kind,
            text=text or None,
            url=_text(item, shape.url).partition("?xsec_token")[0] or None,
            reply_to=root if parent == post_id else parent or root,
            root=root,
            likes=counter(item.get(shape.likes)),
            reposts=counter(item.get(shape.reposts)),
            comments=counter(item.get(shape.comments)),
            views=counter(item.get(shape.views)),
            observed_us=observed_us,
            extra=_extra(item, shape.extra),
            urls=urls_in(own),
            hashtags=tags or hashtags_in(own, self.platform),
            mentions=tuple([Mention(handle=handle) for handle in mentions_in(own, self.platform)]),
            media=tuple(_media(item, shape)) if shape.pictures or shape.video else (),
        )

    def _id(self, item: Item, name: str, prefix: str) -> str | None:
        native = item.get(name)
        if not (isinstance(native, str) and len(native) > _SURE_DIGITS and native.isdigit()):
            known = known_id(native)  # a marker of a missing id is no number of that length
            native = exact(known) if known else None
        if native is None:
            return None
        if "{" in prefix:
            prefix = prefix.format_map({key: item.get(key) for key in ("content_type",)})
        return f"{self.platform}:{prefix}{native}"

    def _account(
        self, item: Item, account_id: str, observed_us: int | None, shape: AccountShape | None
    ) -> Account:
        name = _first(item, _NAMES)
        handle = None
        if self.handles and ":hash:" not in account_id:
            handle = _first(item, self.handles)
        bio = _text(item, shape.bio) if shape else ""
        return Account(
            account_id=account_id,
            platform=self.platform,
            handle=handle,
            name=name,
            bio=bio or _text(item, "user_signature") or _text(item, "sign") or None,
            followers=counter(item.get(shape.followers)) if shape else None,
            following=counter(item.get(shape.following)) if shape else None,
            posts=counter(item.get(shape.posts)) if shape else None,
            region=region_of(_text(item, "ip_location")),
            avatar=_text(item, "avatar") or _text(item, "user_avatar") or None,
            observed_us=observed_us,
        )

    def _follow(self, item: Item, shape: FollowShape) -> Iterator[Record]:
        pair: list[str] = []
        for key in (shape.follower, shape.followed):
            account_id = qualified(self.platform, item.get(key))
            if account_id is None:
                raise BadRecord("one of the two accounts is missing")
            pair.append(account_id)
            who = key.removesuffix("_id")
            yield Account(
                account_id=account_id,
                platform=self.platform,
                name=_text(item, f"{who}_name") or None,
                bio=_text(item, f"{who}_sign") or None,
                avatar=_text(item, f"{who}_avatar") or None,
                observed_us=_stamp(item),
            )
        yield AccountLink(account_a=pair[0], account_b=pair[1], kind="follows")


@lru_cache(maxsize=256)
def _known_shape(site: Site, keys: tuple[str, ...]) -> Shape | None:
    return site.shape(frozenset(keys))


@lru_cache(maxsize=4)
def _keys_in(head: bytes) -> frozenset[str]:
    start = head[:_SNIFFED_BYTES]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return frozenset(key.decode() for key in _KEY.findall(start))
    return columns_of(head)


def read_items(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the records of a JSON array, of JSON Lines or of a CSV."""
    head = file.peek(64) if isinstance(file, io.BufferedReader) else b"{"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        yield from read_json_values(file)
    else:
        yield from read_rows(file)


def _text(item: Item, name: str) -> str:
    value = item.get(name)
    if isinstance(value, str):
        return value.strip()
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _first(item: Item, names: tuple[str, ...]) -> str | None:
    """Return the first of some fields that names somebody."""
    for name in names:
        if name in item and (found := known_id(_text(item, name))):
            return found
    return None


def _joined(item: Item, names: tuple[str, ...]) -> str:
    """Return the title and the text; a title that the text begins with stands there once."""
    parts: list[str] = []
    for name in names:
        part = _text(item, name)
        if parts and part.startswith(parts[-1].rstrip("…")):
            parts[-1] = part
        elif part:
            parts.append(part)
    return "\n".join(parts)


def _stamp(item: Item) -> int | None:
    value = item.get(_MARK) or item.get("add_ts")
    if type(value) is int and value >= _MILLISECONDS_FROM:  # nearly always
        return believed(value * 1_000)
    return _time(value, None).us if value else None


def _time(value: Any, captured_us: int | None) -> Moment:
    """Read seconds or milliseconds since 1970, or a time as the platform shows it."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) < 16):
            if not known_id(value):
                raise BadRecord("the time is missing")
            return moment(value, zone=CHINA, captured_us=captured_us)
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not value:
        raise BadRecord("the time is missing")
    unit = 1_000 if value >= _MILLISECONDS_FROM else 1_000_000
    return Moment(believed(value * unit), "second")


def _extra(item: Item, names: tuple[str, ...]) -> str | None:
    found = {name: value for name in names if (value := item.get(name))}
    return msgspec.json.encode(found).decode() if found else None


def _media(item: Item, shape: PostShape) -> Iterator[Media]:
    for name, kind in ((shape.pictures, "photo"), (shape.video, "video")):
        for url in _text(item, name).split(",") if name else ():
            if url.startswith("http"):
                yield Media(kind=kind, url=url)
