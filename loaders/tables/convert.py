"""From rows to posts and accounts, as a mapping says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import believed
from loaders.format import Context
from loaders.records import (
    Account,
    BadRecord,
    Media,
    Mention,
    Post,
    Record,
    kind_of,
    qualified,
)
from loaders.tables.cells import flat, items_of, read_literal
from loaders.tables.mapping import Choice, Mapping, Template, Times
from loaders.tables.numbers import real, whole
from loaders.tables.times import TimeCells, When, read_times

Row = dict[str, Any]
_TRUE = frozenset(("true", "t", "1", "yes", "y"))
_FALSE = frozenset(("false", "f", "0", "no", "n"))
_EXTRACTORS: dict[str, Callable[[str, str], tuple[str, ...]]] = {
    "hashtags": hashtags_in,
    "urls": lambda text, _: urls_in(text),
    "mentions": lambda text, _: mentions_in(text),
}


class Converter:
    """Turns rows into records; made once per file, holds no state but what the mapping says."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._post = mapping.post
        self._account = mapping.account
        self._readers: dict[tuple[str, int | None], TimeCells] = {}
        self._used = mapping.columns | mapping.ignore.keys() | mapping.cells

    def records(self, rows: Sequence[Row], context: Context) -> Iterator[Record]:
        """Yield the post of some rows that belong together, and what they say of its author."""
        rows = [self._opened(row) for row in rows]
        row = rows[0]
        platform = self._text(row, self._post.get("platform")) or context.platform
        if platform is None:
            raise BadRecord("platform is missing; name it with --platform")
        if self._mapping.only_accounts:
            yield self._account_of(row, platform, None, None, context)
            return
        posts = [self._post_of(each, platform, context) for each in rows]
        post = posts[0] if len(posts) == 1 else _joined(posts)
        yield post
        if self._account:
            yield self._account_of(
                row, platform, post.account_id, post.observed_us or post.created_us, context
            )

    def key(self, row: Row) -> str | None:
        """Return what rows of one post have in common: the ids of post and account."""
        post_id = self._text(row, self._post.get("post_id"))
        account_id = self._text(row, self._post.get("account_id"))
        platform = self._text(row, self._post.get("platform"))
        if post_id is None or account_id is None:
            return None
        return f"{platform}\x1f{post_id}\x1f{account_id}"

    def _opened(self, row: Row) -> Row:
        """Return a row with the fields of its cells that are objects."""
        opened = dict(row)
        for column in self._mapping.cells:
            text = self._value(row, column)
            if text is None:
                continue
            value = read_literal(text, column)
            if isinstance(value, dict):
                opened |= flat(value, f"{column}.")  # pyright: ignore[reportUnknownArgumentType]
            elif value is not None:
                raise BadRecord(f"{column} {text[:40]!r} is no object")
        return opened

    def _author(self, row: Row, context: Context) -> str | None:
        pattern = self._mapping.account_from_name
        if pattern is None or "account_id" in self._post:
            return self._text(row, self._post.get("account_id"))
        found = pattern.search(context.name)
        if not found:
            raise BadRecord(f"there is no account in the file name {context.name!r}")
        return found[1]

    def _post_of(self, row: Row, platform: str, context: Context) -> Post:
        text = self._text(row, self._post.get("text"))
        refers = {
            name: qualified(platform, self._text(row, self._post.get(name)))
            for name in ("repost_of", "quote_of", "reply_to")
        }
        created = self._time(row, "created_at", self._post.get("created_at"), context)
        if created is None:
            raise BadRecord("created_at is missing")
        return Post(
            post_id=qualified(platform, self._post_id(row)) or "",
            platform=platform,
            account_id=qualified(platform, self._author(row, context)) or "",
            created_us=created[0],
            precision=created[1],
            kind=self._text(row, self._post.get("kind")) or kind_of(**refers),
            text=text,
            lang=self._text(row, self._post.get("lang")),
            client=self._text(row, self._post.get("client")),
            url=self._text(row, self._post.get("url")),
            repost_of=refers["repost_of"],
            quote_of=refers["quote_of"],
            reply_to=refers["reply_to"],
            root=qualified(platform, self._text(row, self._post.get("root"))),
            likes=self._number(row, "likes", self._post),
            reposts=self._number(row, "reposts", self._post),
            comments=self._number(row, "comments", self._post),
            views=self._number(row, "views", self._post),
            observed_us=_us(self._time(row, "observed_at", self._post.get("observed_at"), context)),
            extra=self._extra(row),
            urls=self._list(row, "urls", text, platform),
            hashtags=self._list(row, "hashtags", text, platform),
            mentions=tuple(
                Mention(handle=handle.lstrip("@＠"))
                for handle in self._list(row, "mentions", text, platform)
            ),
            media=self._media(row, text, platform),
        )

    def _post_id(self, row: Row) -> str:
        if "post_id" in self._post:
            return self._text(row, self._post["post_id"]) or ""
        # No id in the file: a hash of the row, so that the same row has the same id in any file.
        names = self._mapping.derive or tuple(row)
        content = "\x1f".join(f"{name}\x1e{_as_text(row.get(name))}" for name in names)
        return hashlib.sha256(content.encode()).hexdigest()[:24]

    def _account_of(
        self, row: Row, platform: str, account_id: str | None, at_us: int | None, context: Context
    ) -> Account:
        get = self._account.get
        found = account_id or qualified(platform, self._text(row, get("account_id"))) or ""
        verified = self._text(row, get("verified"))
        return Account(
            account_id=found,
            platform=platform,
            handle=self._text(row, get("handle")),
            name=self._text(row, get("name")),
            bio=self._text(row, get("bio")),
            created_us=_us(self._time(row, "account.created_at", get("created_at"), context)),
            followers=self._number(row, "followers", self._account),
            following=self._number(row, "following", self._account),
            posts=self._number(row, "posts", self._account),
            verified=None if verified is None else _flag(verified),
            region=self._text(row, get("region")),
            avatar=self._text(row, get("avatar")),
            observed_us=_us(self._time(row, "account.observed_at", get("observed_at"), context))
            or at_us,
            extra=self._extra(row) if account_id is None else None,
        )

    def _value(self, row: Row, column: str) -> str | None:
        value = row.get(column)
        if value is None:
            return None
        text = value if isinstance(value, str) else _as_text(value)
        return None if text in self._mapping.missing or text.isspace() else text

    def _text(self, row: Row, source: Template | Choice | None) -> str | None:
        if isinstance(source, Choice):
            source = self._chosen(row, source)
        if source is None:
            return None
        if len(source.pieces) == 1 and not source.tail and not source.pieces[0][0]:
            return self._value(row, source.pieces[0][1])
        parts: list[str] = []
        for before, column in source.pieces:
            value = self._value(row, column)
            if value is None:
                return None
            parts += (before, value)
        return "".join(parts) + source.tail

    def _chosen(self, row: Row, choice: Choice) -> Template | None:
        value = self._value(row, choice.column) or ""
        for case, result in choice.values:
            if value == case:
                return result
        for prefix, result in choice.prefixes:
            if value.startswith(prefix):
                return result
        return choice.otherwise

    def _time(
        self, row: Row, name: str, source: Template | Choice | None, context: Context
    ) -> When | None:
        text = self._text(row, source)
        if text is None:
            return None
        times: Times = self._mapping.times[name]
        place = (name, context.captured_us)
        if place not in self._readers:
            self._readers[place] = read_times(times, context.captured_us)
        us, precision = self._readers[place](text.strip())
        if times.plus is None:
            return us, precision
        delay = self._value(row, times.plus)
        if delay is None:
            raise BadRecord(f"{times.plus} is missing")
        return believed(us + round(real(delay, times.plus) * times.unit_us)), precision

    def _number(self, row: Row, name: str, fields: dict[str, Template | Choice]) -> int | None:
        text = self._text(row, fields.get(name))
        return None if text is None else whole(text, name)

    def _list(self, row: Row, name: str, text: str | None, platform: str) -> tuple[str, ...]:
        source = self._post.get(name)
        if source is None:
            if text is None or name not in self._mapping.extract:
                return ()
            return _EXTRACTORS[name](text, platform)
        values = self._many(row, source)
        how = self._mapping.lists.get(name)
        if how is None:
            return tuple(values)
        return tuple(_as_text(item) for value in values for item in items_of(value, how, name))

    def _many(self, row: Row, source: Template | Choice) -> Iterable[str]:
        """Return the items of a column that holds lists, or its one value."""
        if isinstance(source, Template) and len(source.pieces) == 1:
            value = row.get(source.pieces[0][1])
            if isinstance(value, list):
                return [_as_text(item) for item in value if item is not None]
        text = self._text(row, source)
        return [] if text is None else [text]

    def _media(self, row: Row, text: str | None, platform: str) -> tuple[Media, ...]:
        urls = self._list(row, "media_urls", text, platform)
        hashes = self._list(row, "media_hashes", text, platform)
        return (
            *(Media(media_id=f"{platform}:{url}", url=url) for url in urls),
            *(Media(media_id=f"{platform}:{each}", hash=each) for each in hashes),
        )

    def _extra(self, row: Row) -> str | None:
        rest = {
            name: value
            for name, value in row.items()
            if name not in self._used and self._value(row, name) is not None
        }
        return msgspec.json.encode(rest, enc_hook=str).decode() if rest else None


def _joined(posts: list[Post]) -> Post:
    """Return one post with the lists of all."""
    return msgspec.structs.replace(
        posts[0],
        urls=tuple(url for post in posts for url in post.urls),
        hashtags=tuple(tag for post in posts for tag in post.hashtags),
        mentions=tuple(mention for post in posts for mention in post.mentions),
        media=tuple(media for post in posts for media in post.media),
    )


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return "" if value is None else str(value)


def _us(when: When | None) -> int | None:
    return None if when is None else when[0]


def _flag(text: str) -> bool:
    lower = text.lower()
    if lower in _TRUE or lower in _FALSE:
        return lower in _TRUE
    raise BadRecord(f"verified {text[:40]!r} is neither true nor false")
