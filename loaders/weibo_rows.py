"""Posts of Weibo in the tables of crawlers: the same facts under other names of columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from loaders.canonical.counter import counter
from loaders.canonical.missing import known, known_id
from loaders.canonical.region import region_of
from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.weibo_id import mid_of, mid_of_bid
from loaders.csv_rows import columns_of
from loaders.format import Context
from loaders.records import Account, BadRecord, Media, Mention, Post, Record
from loaders.weibo import PLATFORM, sharpened, time_of
from loaders.weibo_words import in_own_words, web_links, words_in

_IN_NAME = re.compile(r"(?<![0-9A-Za-z])(\d{5,10})(?![0-9A-Za-z])")
_WHOLE = re.compile(r"(\d+)\.0")  # a number that a program of tables took for one with decimals
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_SHEET_DIGITS = 15
_MINUTE_FROM_MID = '{"minute_from":"mid"}'
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?")
_ACCOUNT_DIGITS = 10
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
        native_id=_post_number(cell(columns.post_id), cell(columns.bid)),
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


def account_of(native: str | None, name: str | None) -> str | None:
    """Return the id of an account: by its number, else by its name; None where both are missing."""
    if found := known_id(native):
        return f"{PLATFORM}:{exact(found)}"
    return f"{PLATFORM}:@{name.lower()}" if name else None


@lru_cache(maxsize=64)
def account_in_name(name: str) -> str:
    """Return the account that the name of a file tells.

    Raises:
        BadRecord: There is no number of an account in it, or which one it is is not clear.
    """
    numbers = dict.fromkeys(_IN_NAME.findall(re.split(r"[/\\]", name)[-1].replace("_", " ")))
    found = [number for number in numbers if not _DATE.fullmatch(number)]
    # Nearly all accounts have ten digits; other numbers in a name may be anything.
    found = [number for number in found if len(number) == _ACCOUNT_DIGITS] or found
    if len(found) != 1:
        raise BadRecord(
            f"only the name of the file says whose posts these are, and {name!r} holds "
            f"{'several numbers' if found else 'no number'} of an account. Give it the name that "
            "the crawler gave it (1669879400.csv)"
        )
    return f"{PLATFORM}:{found[0]}"


def exact(native: str) -> str:
    """Return the id of a post or account without what a program put to it (`17.0`, `17?from=`).

    Raises:
        BadRecord: Such a program rounded it: many would become one.
    """
    number = native.strip()
    if number.isdigit():
        return number
    number = number.partition("?")[0]
    if whole := _WHOLE.fullmatch(number):
        return whole[1]
    if _ROUNDED.fullmatch(number):
        raise BadRecord(
            f"the id {number[:40]!r} was rounded by a spreadsheet program: it stands for many. "
            "Load the file as the crawler wrote it"
        )
    return number


def _post_number(native: str | None, bid: str | None) -> str | None:
    """Return the number of a post; its short form tells it where a spreadsheet rounded it.

    A spreadsheet keeps 15 digits of a number: the 16th becomes 0.
    """
    if not bid or (native is not None and native.isdigit() and not native.endswith("0")):
        return native
    number = mid_of_bid(bid)
    if native is None or number is None or not native.isdigit():
        return number or native
    return number if number[:_SHEET_DIGITS] == native[:_SHEET_DIGITS] else native


def _cell(row: dict[str, str], name: str) -> str | None:
    value = row.get(name)
    return known(value.strip()) if value else None


def _many(cell: str | None) -> list[str]:
    if not cell:
        return []
    return [part for piece in cell.split(",") if (part := piece.strip())]
