"""Weibo's mobile API (m.weibo.cn): statuses, reposts and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.markup import read_markup
from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import c_time_us
from loaders.documents import read_json_values
from loaders.format import Context, Format, Located, Rejected
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, kind_of, qualified

PLATFORM = "weibo"
Id = str | int


class User(msgspec.Struct, frozen=True):
    """An account; counters may be text ("1.2万")."""

    id: Id
    screen_name: str | None = None
    description: str | None = None
    followers_count: int | str | None = None
    follow_count: int | str | None = None
    statuses_count: int | str | None = None
    verified: bool | None = None
    avatar_hd: str | None = None


class Picture(msgspec.Struct, frozen=True):
    """A picture."""

    pid: str | None = None
    url: str | None = None


class LongText(msgspec.Struct, frozen=True):
    """The whole text of a long status."""

    longTextContent: str | None = None


class Status(msgspec.Struct, frozen=True):
    """A status or a comment."""

    id: Id
    created_at: str
    text: str
    user: User | None
    mid: Id | None = None
    bid: str | None = None
    raw_text: str | None = None
    source: str | None = None
    pid: Id | None = None
    repost_type: int | None = None
    reposts_count: int | str | None = None
    comments_count: int | str | None = None
    attitudes_count: int | str | None = None
    like_count: int | str | None = None
    region_name: str | None = None
    pics: list[Picture] | dict[str, Picture] | None = None
    longText: LongText | None = None


class Raw(msgspec.Struct, frozen=True):
    """One status or comment, and what it stood in."""

    value: Any
    comment: bool = False
    reply_to: Id | None = None
    repost_of: Id | None = None


_TIME = re.compile(rb'"created_at":\s*"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d [\d:]{8} \+0800 \d{4}"')
_OWN = re.compile(rb'"(mid|mblogid|rootidstr)":')
_LISTS = ("data", "cards", "card_group", "statuses", "list", "reposts", "comments", "hot_data")


def sniff(head: bytes) -> float:
    """Weibo's times and its `mid`."""
    return 0.8 if _TIME.search(head) and _OWN.search(head) and b'"user":' in head else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each status and comment by itself, out of the envelopes of the API or bare."""
    for item in read_json_values(file):
        if isinstance(item, Rejected):
            yield item
        else:
            for raw in _unfold(item.value):
                yield Located(item.offset, raw)


def _unfold(value: Any) -> Iterator[Raw]:
    if isinstance(value, list):
        for inner in value:
            yield from _unfold(inner)
    elif not isinstance(value, dict):
        yield Raw(value)
    elif "created_at" in value and "text" in value:
        yield from _unfold_status(value)
    elif isinstance(value.get("mblog"), dict):
        yield from _unfold_status(value["mblog"])
    elif inside := [value[name] for name in _LISTS if isinstance(value.get(name), list | dict)]:
        for inner in inside:
            yield from _unfold(inner)
    elif not value.keys() & {"ok", "card_type", "msg"}:
        yield Raw(value)  # neither a status nor an envelope: rejected with its reason


def _unfold_status(value: dict[str, Any]) -> Iterator[Raw]:
    """Yield a status and the original in it, or a comment and the answers in it."""
    if not _is_comment(value):
        original = value.get("retweeted_status")
        inner = original if isinstance(original, dict) else {}
        yield Raw(value, repost_of=inner.get("id"))
        if "created_at" in inner:
            yield from _unfold_status(inner)
        return
    yield Raw(value, comment=True, reply_to=_commented(value))
    answers = value.get("comments")
    for answer in answers if isinstance(answers, list) else []:
        if isinstance(answer, dict):
            yield Raw(answer, comment=True, reply_to=value.get("id"))


def _is_comment(value: dict[str, Any]) -> bool:
    return "rootid" in value or "floor_number" in value or "reply_id" in value


def _commented(value: dict[str, Any]) -> Id | None:
    """Return what a comment answers: another comment, or the status where the file names it."""
    root = value.get("rootid")
    if root and str(root) != str(value.get("id")):
        return root
    status = value.get("status")
    return status.get("id") if isinstance(status, dict) else None


def to_records(raw: Raw, _: Context) -> Iterator[Record]:
    """Turn a status or comment into a post and its author."""
    if not isinstance(raw.value, dict):
        raise BadRecord("this is no status of Weibo")
    status = msgspec.convert(raw.value, Status)
    if status.user is None:
        raise BadRecord("the status has no user: it was deleted or hidden")
    created_us = c_time_us(status.created_at)
    account_id = qualified(PLATFORM, status.user.id) or ""
    yield _post(status, raw, account_id, created_us)
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=status.user.screen_name,
        name=status.user.screen_name,
        bio=status.user.description or None,
        followers=count(status.user.followers_count),
        following=count(status.user.follow_count),
        posts=count(status.user.statuses_count),
        verified=status.user.verified,
        region=_region(status.region_name),
        avatar=status.user.avatar_hd,
        observed_us=created_us,
    )


def _post(status: Status, raw: Raw, account_id: str, created_us: int) -> Post:
    long = status.longText.longTextContent if status.longText else None
    markup = read_markup(long or status.text)
    # The list of reposts says whose repost each is only by `pid`.
    repost_of = qualified(PLATFORM, raw.repost_of or status.pid)
    reply_to = qualified(PLATFORM, raw.reply_to)
    kind = kind_of(repost_of=repost_of, quote_of=None, reply_to=None)
    if status.repost_type == 1:
        kind = "repost"
    text = markup.text
    return Post(
        post_id=f"{PLATFORM}:{status.mid or status.id}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=created_us,
        kind="comment" if raw.comment else kind,
        text=text,
        client=status.source or None,
        url=f"https://m.weibo.cn/detail/{status.mid or status.id}" if not raw.comment else None,
        repost_of=repost_of,
        reply_to=reply_to,
        reposts=count(status.reposts_count),
        comments=count(status.comments_count),
        likes=count(status.attitudes_count if not raw.comment else status.like_count),
        urls=tuple(dict.fromkeys((*markup.links, *urls_in(text)))),
        hashtags=hashtags_in(text, PLATFORM),
        mentions=tuple(Mention(handle=handle) for handle in mentions_in(text)),
        media=tuple(_pictures(status)),
        extra=msgspec.json.encode({"bid": status.bid}).decode() if status.bid else None,
    )


def _pictures(status: Status) -> Iterator[Media]:
    pictures = status.pics or []
    for picture in pictures.values() if isinstance(pictures, dict) else pictures:
        if picture.pid:
            yield Media(media_id=f"{PLATFORM}:{picture.pid}", kind="photo", url=picture.url)


def _region(text: str | None) -> str | None:
    """Return the place in `发布于 湖北`."""
    return text.removeprefix("发布于").strip() or None if text else None


def count(value: int | str | None) -> int | None:
    """Return a counter; Weibo writes `1.2万` for 12,000 and `100万+` for a million or more.

    Raises:
        BadRecord: It is no number.
    """
    if value is None or isinstance(value, int):
        return value
    text = value.strip().rstrip("+").replace(",", "")
    factor = 1
    for sign, amount in (("亿", 100_000_000), ("万", 10_000)):
        if text.endswith(sign):
            text, factor = text[: -len(sign)], amount
    try:
        return round(float(text) * factor) if text else None
    except (ValueError, OverflowError) as error:
        raise BadRecord(f"{value[:40]!r} is no number") from error


FORMAT = Format(
    name="weibo-mobile",
    title="Weibo's mobile API (m.weibo.cn): statuses, reposts, comments",
    family="Weibo",
    example=(
        '{"id": "17", "mid": "17", "created_at": "Sat Mar 01 12:00:00 +0800 2025", '
        '"text": "看 #这里#", "user": {"id": 4, "screen_name": "小安"}, '
        '"retweeted_status": {"id": "9", '
        '"created_at": "Sat Mar 01 11:00:00 +0800 2025", "text": "新车", "user": {"id": 5}}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Statuses, lists of reposts and comments, bare or in the envelopes of the API, as JSON or "
        "JSON Lines. Text is read out of its HTML; hashtags, links and mentions are taken from it. "
        "An original that stands in many reposts is stored once; its repetitions count as "
        "duplicates. Relative times (`3分钟前`) are rejected: nothing in the file says when they "
        "were read. What has no column stays in the original only."
    ),
)
