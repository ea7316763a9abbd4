"""What Weibo's interfaces have in common: a status or comment as JSON, and what it means.

The mobile one (m.weibo.cn) and that of the website (weibo.com/ajax) give the same objects with some
fields of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from loaders.canonical.counter import counter
from loaders.canonical.epoch import in_us
from loaders.canonical.markup import read_markup
from loaders.canonical.region import region_of
from loaders.canonical.text import hashtags_in, mentions_in, own_words, urls_in
from loaders.canonical.time import Moment, c_time_us, moment, zone_named
from loaders.canonical.weibo_id import mid_of, time_in_mid
from loaders.format import Context
from loaders.platforms.weibo_words import Words, in_own_words, web_links, words_in
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, qualified

PLATFORM = "weibo"
CHINA = zone_named("Asia/Shanghai")
Id = str | int
Count = int | float | str | None
_LINK_CARDS = frozenset(("article", "webpage", "video", "product"))
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})日 (\d{1,2}):(\d{2})")
_CHINA_S = 8 * 3_600
_ASIDE_S = 10  # seconds that the number of a post may be off the time that is shown
_DAYS_ASIDE_S = 2 * 86_400  # and off a time that was counted from the capture
_C_TIME_CHARACTERS = len("Sat Mar 01 12:00:00 +0800 2025")


class User(msgspec.Struct, frozen=True):
    """An account; counters may be text ("1.2万")."""

    id: Id | None = None
    screen_name: str | None = None
    description: str | bool | None = None
    followers_count: Count = None
    follow_count: Count = None  # mobile
    friends_count: Count = None  # website
    statuses_count: Count = None
    verified: bool | None = None
    avatar_hd: str | None = None
    created_at: str | None = None


class Link(msgspec.Struct, frozen=True):
    """A short link in a text, and where it leads."""

    short_url: str | None = None
    long_url: str | None = None
    ori_url: str | None = None


class Topic(msgspec.Struct, frozen=True):
    """A topic in a text."""

    topic_title: str | None = None


class Card(msgspec.Struct, frozen=True):
    """What is shown below a text: an article, a film, a place."""

    type: str | int | None = None
    object_type: str | int | None = None
    object_id: str | None = None
    page_url: str | None = None


class LongText(msgspec.Struct, frozen=True):
    """The whole text of a long status."""

    longTextContent: str | None = None


class Status(msgspec.Struct, frozen=True):
    """A status or a comment."""

    id: Id
    created_at: str
    user: User | None = None
    text: str | None = None
    text_raw: str | None = None  # website: without HTML
    mid: Id | None = None
    mblogid: str | None = None
    bid: str | None = None
    source: str | None = None
    pid: Id | None = None
    repost_type: int | None = None
    reposts_count: Count = None
    comments_count: Count = None
    attitudes_count: Count = None
    like_count: Count = None  # of a comment, mobile
    like_counts: Count = None  # of a comment, website
    total_number: Count = None  # answers to a comment
    reads_count: Count = None
    region_name: str | None = None
    pics: list[Any] | dict[str, Any] | None = None
    pic_ids: list[str] | None = None
    url_struct: list[Link] | None = None
    topic_struct: list[Topic] | None = None
    page_info: Card | None = None
    longText: LongText | None = None
    visible: dict[str, Any] | None = None


class Raw(msgspec.Struct, frozen=True):
    """One status or comment, and what it stood in."""

    value: Any
    comment: bool = False
    reply_to: Id | None = None
    root: Id | None = None
    repost: bool = False
    repost_of: Id | None = None


def status_records(raw: Raw, context: Context) -> Iterator[Record]:
    """Turn a status or comment into a post and its author.

    Raises:
        BadRecord: It is none, or it has no author: it was deleted or hidden.
        msgspec.ValidationError: A field has another type than Weibo gives it.
    """
    if not isinstance(raw.value, dict):
        raise BadRecord("this is no status of Weibo")
    status = msgspec.convert(raw.value, Status)
    user = status.user
    account_id = qualified(PLATFORM, user.id) if user else None
    if user is None or account_id is None:
        raise BadRecord("the status has no user: it was deleted or hidden")
    mid = mid_of(status.mid or status.id)
    at = time_of(status.created_at, mid, context.captured_us)
    yield _post(status, raw, account_id, mid, at)
    comment_from = status.source if raw.comment and (status.source or "")[:2] == "来自" else None
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=user.screen_name,
        name=user.screen_name,
        bio=user.description if isinstance(user.description, str) and user.description else None,
        created_us=weibo_time(user.created_at, None).us if user.created_at else None,
        followers=counter(user.followers_count),
        following=counter(user.friends_count if user.follow_count is None else user.follow_count),
        posts=counter(user.statuses_count),
        verified=user.verified,
        region=region_of(status.region_name or comment_from),
        avatar=user.avatar_hd,
        observed_us=context.captured_us or at.us,
    )


def _post(status: Status, raw: Raw, account_id: str, mid: str, at: Moment) -> Post:
    long = status.longText.longTextContent if status.longText else None
    words = words_in(long or status.text or "")
    if status.text_raw and not long:
        # What the website calls raw still has the short links; HTML has what they lead to.
        words = Words(status.text_raw, own_words(status.text_raw), words.links)
    # A list of reposts may not name the original. `pid` names the repost that was passed on.
    repost_of = _post_id(raw.repost_of or status.pid)
    repost = bool(raw.repost or repost_of or status.repost_type)
    likes = status.attitudes_count
    comments = status.comments_count
    if raw.comment:
        likes = status.like_counts if status.like_count is None else status.like_count
        comments = status.total_number
    return Post(
        post_id=f"{PLATFORM}:{mid}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=at.us,
        precision=at.precision,
        kind="comment" if raw.comment else "repost" if repost else "original",
        text=words.text,
        client=_client(status.source),
        url=None if raw.comment else f"https://m.weibo.cn/detail/{mid}",
        repost_of=repost_of,
        reply_to=_post_id(raw.reply_to),
        root=_post_id(raw.root),
        reposts=counter(status.reposts_count),
        comments=counter(comments),
        likes=counter(likes),
        views=counter(status.reads_count),
        urls=_urls(status, words, repost=repost),
        hashtags=_hashtags(status, words),
        mentions=tuple([Mention(handle=handle) for handle in mentions_in(words.own)]),
        media=tuple(_media(status, repost=repost)),
        extra=_extra(status, raw),
    )


def _post_id(native: Id | None) -> str | None:
    return qualified(PLATFORM, mid_of(native)) if native else None


@lru_cache(maxsize=4096)
def _client(source: str | None) -> str | None:
    if not source or source.startswith("来自"):
        return None
    return read_markup(source).text or None


def _extra(status: Status, raw: Raw) -> str | None:
    extra: dict[str, Any] = {}
    if raw.repost_of and status.pid and str(status.pid) != str(raw.repost_of):
        extra["parent"] = str(status.pid)  # the repost that was passed on, as in CED
    if bid := status.mblogid or status.bid:
        extra["bid"] = bid
    if status.visible and status.visible.get("type"):
        extra["visible"] = status.visible["type"]  # not for everybody: friends, fans, oneself
    return msgspec.json.encode(extra).decode() if extra else None


def _urls(status: Status, words: Words, *, repost: bool) -> tuple[str, ...]:
    """Return where the links of a text lead; a short link whose target is told is left out.

    A repost has only the links in its own words: what else is told may be the original's.
    """
    told: dict[str, str] = {}
    for link in status.url_struct or ():
        target = link.long_url or link.ori_url
        if target and link.short_url:
            told[link.short_url] = target
    found = [told.get(url, url) for url in (*words.links, *urls_in(words.own))]
    card = status.page_info
    if not repost:
        found += [url for short, url in told.items() if short not in words.text]
        if card and card.page_url and (card.type in _LINK_CARDS or card.object_type in _LINK_CARDS):
            found.append(card.page_url)
    return web_links(found)


def _hashtags(status: Status, words: Words) -> tuple[str, ...]:
    found = hashtags_in(words.own, PLATFORM)
    if not status.topic_struct:
        return found
    told = [topic.topic_title for topic in status.topic_struct if topic.topic_title]
    return tuple(dict.fromkeys((*found, *in_own_words(told, words))))


def _media(status: Status, *, repost: bool) -> Iterator[Media]:
    pictures = status.pics or ()
    known: set[str] = set()
    for picture in pictures.values() if isinstance(pictures, dict) else pictures:
        pid = picture.get("pid") if isinstance(picture, dict) else None
        if isinstance(pid, str) and pid:
            known.add(pid)
            url = picture.get("url")
            yield Media(
                media_id=f"{PLATFORM}:{pid}",
                kind="photo",
                url=url if isinstance(url, str) else None,
            )
    for pid in status.pic_ids or ():
        if pid and pid not in known:
            yield Media(media_id=f"{PLATFORM}:{pid}", kind="photo")
    card = status.page_info
    if card and not repost and card.object_id and "video" in (card.type, card.object_type):
        yield Media(media_id=f"{PLATFORM}:{card.object_id}", kind="video", url=card.page_url)


def weibo_time(text: str, captured_us: int | None) -> Moment:
    """Read a time of Weibo; what names no zone is in China's.

    Raises:
        BadRecord: It is no time, or counts from a capture that is not known.
    """
    if len(text) == _C_TIME_CHARACTERS and text[:1].isalpha():
        return Moment(c_time_us(text), "second")
    return moment(text, zone=CHINA, captured_us=captured_us)


def time_of(text: str, mid: str, captured_us: int | None) -> Moment:
    """Read the time of a post; the number of the post bears out what is counted from the capture.

    Raises:
        BadRecord: It is no time, or the capture was at another time than is said.
    """
    at = weibo_time(text, captured_us)
    if len(text) == _C_TIME_CHARACTERS or text[:4].isdigit():
        return at
    given_s = time_in_mid(mid)
    if given_s is not None and abs(given_s - at.us // 1_000_000) > _DAYS_ASIDE_S:
        day = datetime.fromtimestamp(given_s, CHINA).date().isoformat()
        raise BadRecord(
            f"the date {text!r} does not fit the time of the capture: the id of the post was given "
            f"out on {day}. Give the right time with --captured-at"
        )
    return at


def sharpened(at: Moment, mid: str) -> Moment:
    """Return a time of which only the day is told to the minute, from the number of the post.

    Only where the number names the same day. What it says may be some seconds off.
    """
    given_s = time_in_mid(mid) if at.precision == "day" else None
    if given_s is None:
        return at
    # All numbers that tell a time are from years in which China has no summer time.
    days = {(seconds + _CHINA_S) // 86_400 for seconds in (given_s, at.us // 1_000_000)}
    return at if len(days) > 1 else Moment(given_s // 60 * 60_000_000, "minute")


def dated_by_mid(text: str, mid: str) -> Moment:
    """Read a time of Weibo; a date without a year takes it from the number of the post.

    Weibo leaves out the year that is running when the page is read. The number tells when it was
    given out (`weibo_id.time_in_mid`): where its month, day, hour and minute are those of the text,
    its year is that of the text, too.

    Raises:
        BadRecord: It is no time, or the number does not agree with a date without a year.
    """
    found = _NO_YEAR.fullmatch(text)
    if not found:
        return weibo_time(text, None)
    given_s = time_in_mid(mid)
    if given_s is None:
        raise BadRecord(f"the date {text!r} has no year, and the id of the post is too old for one")
    for aside_s in (0, -_ASIDE_S, _ASIDE_S):
        at = datetime.fromtimestamp(given_s + aside_s, CHINA)
        if (at.month, at.day, at.hour, at.minute) == tuple(int(part) for part in found.groups()):
            return Moment(in_us(at.replace(second=0)), "minute")
    raise BadRecord(f"the date {text!r} has no year, and the id of the post does not agree with it")
