"""Posts of Weibo in the tables of crawlers: the same facts under other names of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from loaders.canonical.counter import counter
from loaders.canonical.exact import exact
from loaders.canonical.missing import known, known_id
from loaders.canonical.region import region_of
from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.weibo_id import mid_of
from loaders.format import Context
from loaders.platforms.weibo import PLATFORM, sharpened, time_of
from loaders.platforms.weibo_row_ids import account_in_name, account_of, post_number
from loaders.platforms.weibo_words import in_own_words, web_links, words_in
from loaders.reading.csv_rows import columns_of
from loaders.records import Account, BadRecord, Media, Mention, Post, Record

_MINUTE_FROM_MID = '{"minute_from":"mid"}'
_VERIFIED = {
    "true": True, "1": True, "是": True, "蓝V": True, "黄V": True, "红V": True, "金V": True,
    "橙V": True, "false": False, "0": False, "否": False, "普通用户": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of a table of posts; the empty text where there is none.

    Attributes:
        needs: Columns by which the table is known.
        without: Columns that it does not have.
        times: Columns with the time, the most exact first.
        before: Begins the names of the columns of the original of a repost.
        from_name: Whether the name of the file says whose posts these are (`1669879400.csv`).
    """

    needs: frozenset[str]
    post_id: str
    text: str
    times: tuple[str, ...]
    without: frozenset[str] = frozenset()
    account_id: str = ""
    name: str = ""
    bid: str = ""
    client: str = ""
    likes: str = ""
    reposts: str = ""
    comments: str = ""
    topics: str = ""
    names: str = ""
    links: str = ""
    pictures: str = ""
    video: str = ""
    place: str = ""
    verified: str = ""
    repost_of: str = ""
    reply_to: str = ""
    before: str = ""
    original_account: str = ""
    original_name: str = ""
    from_name: bool = False

    def sniff(self, head: bytes) -> float:
        """Return how sure it is that this is a table with these columns."""
        found = columns_of(head)
        return 0.9 if self.needs <= found and not self.without & found else 0.0


def row_records(
    row: dict[str, str], columns: Columns, context: Context, *, kind: str = "original"
) -> Iterator[Record]:
    """Turn a row into a post and its author, and the original of a repost where it is told.

    Args:
        row: Column to text.
        columns: What the columns mean.
        context: What is known of the file.
        kind: Of a post that names no other.

    Raises:
        BadRecord: It has no author or no time.
    """
    author = account_of(_cell(row, columns.account_id), _cell(row, columns.name))
    if author is None and columns.from_name:
        author = account_in_name(context.name)
    if author is None:
        raise BadRecord("the account is missing")
    original = known_id(_cell(row, columns.before + columns.post_id)) if columns.before else None
    repost_of = original or known_id(_cell(row, columns.repost_of))
    post = _post(row, columns, author, context, kind=kind, repost_of=repost_of)
    yield post
    yield Account(
        account_id=author,
        platform=PLATFORM,
        handle=_cell(row, columns.name),
        name=_cell(row, columns.name),
        verified=_VERIFIED.get(_cell(row, columns.verified) or ""),
        region=region_of(_cell(row, columns.place)),
        observed_us=context.captured_us or post.created_us,
    )
    owner = known_id(_cell(row, columns.original_account))
    if original and owner:
        name = _cell(row, columns.original_name)
        of = f"{PLATFORM}:{exact(owner)}"
        at = _post(row, columns, of, context, before=columns.before)
        yield at
        yield Account(
            account_id=of, platform=PLATFORM, handle=name, name=name, observed_us=at.created_us
        )


def _post(
    row: dict[str, str],
    columns: Columns,
    account_id: str,
    context: Context,
    *,
    before: str = "",
    kind: str = "original",
    repost_of: str | None = None,
) -> Post:
    def cell(name: str) -> str | None:
        return _cell(row, before + name) if name else None

    reply_to = known_id(cell(columns.reply_to))
    return weibo_post(
        native_id=post_number(cell(columns.post_id), cell(columns.bid)),
        account_id=account_id,
        time=next((found for name in columns.times if (found := cell(name))), None),
        captured_us=context.captured_us,
        text=cell(columns.text),
        topics=_many(cell(columns.topics)),
        names=_many(cell(columns.names)),
        links=_many(cell(columns.links)),
        pictures=_many(cell(columns.pictures)),
        video=cell(columns.video),
        kind="repost" if repost_of else "comment" if reply_to else kind,
        repost_of=f"{PLATFORM}:{mid_of(exact(repost_of))}" if repost_of else None,
        client=cell(columns.client),
        reply_to=f"{PLATFORM}:{mid_of(exact(reply_to))}" if reply_to else None,
        likes=counter(cell(columns.likes)),
        reposts=counter(cell(columns.reposts)),
        comments=counter(cell(columns.comments)),
    )


def weibo_post(
    *,
    native_id: str | int | None,
    account_id: str,
    time: str | None,
    captured_us: int | None,
    text: str | None,
    topics: Iterable[str] = (),
    names: Iterable[str] = (),
    links: Iterable[str] = (),
    pictures: Iterable[str] = (),
    video: str | None = None,
    **fields: Any,
) -> Post:
    """Return a post from the facts that crawlers keep of it.

    What the crawler took out of the text (topics, names, links) is joined with what is found in
    the author's words.

    Raises:
        BadRecord: It has no id or no time.
    """
    native = known_id(native_id)
    if native is None:
        raise BadRecord("the id of the post is missing")
    if time is None:
        raise BadRecord("the time is missing")
    mid = mid_of(exact(native))
    shown = time_of(time, mid, captured_us)
    at = sharpened(shown, mid)
    words = words_in(text or "")
    own = words.own
    named = (name.lstrip("@＠") for name in (*in_own_words(names, words), *mentions_in(own)))
    return Post(
        post_id=f"{PLATFORM}:{mid}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=at.us,
        precision=at.precision,
        text=words.text or None,
        url=f"https://m.weibo.cn/detail/{mid}" if fields["kind"] != "comment" else None,
        urls=web_links((*words.links, *urls_in(own), *links)),
        hashtags=tuple(dict.fromkeys((*in_own_words(topics, words), *hashtags_in(own, PLATFORM)))),
        mentions=tuple([Mention(handle=handle) for handle in dict.fromkeys(named) if handle]),
        media=tuple(_media(pictures, video)),
        extra=None if at is shown else _MINUTE_FROM_MID,
        **fields,
    )


def _media(pictures: Iterable[str], video: str | None) -> Iterator[Media]:
    for url in pictures:
        file = url.rsplit("/", 1)[-1].partition(".")[0]
        if file:
            yield Media(media_id=f"{PLATFORM}:{file}", kind="photo", url=url)
    for url in (video or "").split(";"):
        if url.startswith("http"):
            yield Media(kind="video", url=url)


def _cell(row: dict[str, str], name: str) -> str | None:
    value = row.get(name)
    return known(value.strip()) if value else None


def _many(cell: str | None) -> list[str]:
    if not cell:
        return []
    return [part for piece in cell.split(",") if (part := piece.strip())]
