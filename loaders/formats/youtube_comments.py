"""YouTube: a video and its comments, as yt-dlp writes them (info.json)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from loaders.canonical.text import hashtags_in, urls_in
from loaders.canonical.time import believed, iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.reading.nested import Nested, read_nested
from loaders.records import Account, BadRecord, Mention, Post, Record

PLATFORM = "youtube"


class Video(msgspec.Struct, frozen=True):
    """A video; `epoch` is when yt-dlp read it."""

    id: str
    title: str | None = None
    description: str | None = None
    channel_id: str | None = None
    channel: str | None = None
    uploader: str | None = None
    uploader_id: str | None = None
    channel_follower_count: int | None = None
    channel_is_verified: bool | None = None
    timestamp: float | None = None
    upload_date: str | None = None
    view_count: int | None = None
    like_count: int | None = None
    comment_count: int | None = None
    language: str | None = None
    webpage_url: str | None = None
    extractor_key: str | None = None
    epoch: float | None = None


class Comment(msgspec.Struct, frozen=True):
    """A comment; `parent` is `root`, or the comment that it answers."""

    id: str
    text: str | None = None
    author_id: str | None = None
    author: str | None = None
    author_thumbnail: str | None = None
    author_is_verified: bool | None = None
    timestamp: float | None = None
    time_text: str | None = msgspec.field(default=None, name="_time_text")
    like_count: int | None = None
    parent: str | None = None


_PATHS = ("comments.item", "", "entries.item.comments.item", "entries.item")
_COMMENTS = (
    re.compile(rb'"author_id":\s*"(UC|@)'),
    re.compile(rb'"parent":\s*"'),
    re.compile(rb'"(author_thumbnail|like_count|_time_text)":'),
)
_VIDEO = (
    re.compile(rb'"(extractor|webpage_url|channel_url|original_url)":\s*"[^"]*youtube'),
    re.compile(rb'"(formats|upload_date|uploader_id|comments)":'),
)
_NAMED = re.compile(r"(?<![\w@])@([\w.-]{3,30})")


def sniff(head: bytes) -> float:
    """The names that yt-dlp gives to a video or to its comments."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return 0.0
    return 0.9 * any(all(sign.search(head) for sign in signs) for signs in (_VIDEO, _COMMENTS))


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the comments of each video, then the video."""
    for item in read_nested(file, _PATHS):
        # A list of videos has a name too, and is none.
        if isinstance(item, Rejected) or not _is_list(item.value):
            yield item


def _is_list(raw: Nested) -> bool:
    value = raw.value
    return raw.path == "" and isinstance(value, dict) and value.get("_type") == "playlist"


def to_records(raw: Nested, context: Context) -> Iterator[Record]:
    """Turn a comment or a video into a post and its author."""
    if raw.path.endswith("comments.item"):
        video = raw.around.get("id")
        if not isinstance(video, str) or not video:
            raise BadRecord("nothing says of which video the comment is")
        yield from _comment(msgspec.convert(raw.value, Comment), video, context)
    else:
        yield from _video(msgspec.convert(raw.value, Video), context)


def _video(video: Video, context: Context) -> Iterator[Record]:
    site = video.extractor_key or "Youtube"
    if site != "Youtube":
        raise BadRecord(f"this is of {site[:40]}, not of YouTube")
    observed_us = _seconds(video.epoch) if video.epoch else context.captured_us
    handle = video.uploader_id if (video.uploader_id or "").startswith("@") else None
    account_id = _account_id(video.channel_id, handle)
    text = "\n\n".join(piece for piece in (video.title, video.description) if piece)
    yield Post(
        post_id=f"{PLATFORM}:{video.id}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=_uploaded(video),
        precision="second" if video.timestamp else "day",
        kind="original",
        text=text,
        lang=video.language,
        url=f"https://www.youtube.com/watch?v={video.id}",
        likes=video.like_count,
        comments=video.comment_count,
        views=video.view_count,
        observed_us=observed_us,
        urls=urls_in(text),
        hashtags=hashtags_in(text, PLATFORM),
        mentions=_mentions(text),
    )
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=handle.lstrip("@") if handle else None,
        name=video.channel or video.uploader,
        followers=video.channel_follower_count,
        verified=video.channel_is_verified,
        observed_us=observed_us,
    )


def _comment(comment: Comment, video: str, context: Context) -> Iterator[Record]:
    if comment.timestamp is None:
        raise BadRecord("the comment has no time")
    handle = comment.author if (comment.author or "").startswith("@") else None
    account_id = _account_id(comment.author_id, handle)
    text = comment.text or ""
    parent = comment.parent if comment.parent and comment.parent != "root" else video
    extra = {"time_text": comment.time_text} if comment.time_text else None
    yield Post(
        post_id=f"{PLATFORM}:{comment.id}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=_seconds(comment.timestamp),
        precision=_precision(comment.time_text),
        kind="comment",
        text=text,
        url=f"https://www.youtube.com/watch?v={video}&lc={comment.id}",
        reply_to=f"{PLATFORM}:{parent}",
        root=f"{PLATFORM}:{video}",
        likes=comment.like_count,
        observed_us=context.captured_us,
        extra=msgspec.json.encode(extra).decode() if extra else None,
        urls=urls_in(text),
        hashtags=hashtags_in(text, PLATFORM),
        mentions=_mentions(text),
    )
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=handle.lstrip("@") if handle else None,
        name=comment.author,
        verified=comment.author_is_verified,
        avatar=comment.author_thumbnail,
        observed_us=context.captured_us,
    )


def _precision(time_text: str | None) -> str:
    """Return how exact the time of a comment is: YouTube only says `2 days ago`."""
    return "minute" if time_text and ("second" in time_text or "minute" in time_text) else "day"


def _account_id(channel: str | None, handle: str | None) -> str:
    """Return the id of an account: the number of its channel, else its handle.

    Raises:
        BadRecord: There is neither.
    """
    if channel and not channel.startswith("@"):
        return f"{PLATFORM}:{channel}"
    name = (channel or handle or "").lstrip("@").lower()
    if not name:
        raise BadRecord("account_id is missing")
    return f"{PLATFORM}:@{name}"


def _seconds(value: float) -> int:
    try:
        return believed(round(value * 1_000_000))
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRecord):
            raise
        raise BadRecord("a time is no number of seconds since 1970") from error


def _uploaded(video: Video) -> int:
    if video.timestamp:
        return _seconds(video.timestamp)
    day = video.upload_date or ""
    if not (len(day) == 8 and day.isdigit()):
        raise BadRecord("the video has no time")
    return iso_us(f"{day[:4]}-{day[4:6]}-{day[6:]}")


def _mentions(text: str) -> tuple[Mention, ...]:
    if "@" not in text:
        return ()
    return tuple(Mention(handle=name) for name in dict.fromkeys(_NAMED.findall(text)))


FORMAT = Format(
    name="youtube-comments",
    title="Videos and comments of YouTube as yt-dlp writes them (info.json)",
    family="Other platforms",
    example=(
        '{"id": "aBc17", "title": "Look", "channel_id": "UCnews", "channel": "News", "timestamp": '
        '1740830400, "comments": [{"id": "Ugx1", "text": "Nice", "author_id": "UCann", "author": '
        '"@ann", "timestamp": 1740873600, "_time_text": "2 hours ago", "parent": "root"}], '
        '"webpage_url": "https://www.youtube.com/watch?v=aBc17", "extractor_key": "Youtube"}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "One video, one a line, or a playlist (`yt-dlp -J`), with `--write-comments`. A video is a "
        "post of its channel; a comment answers its video or another comment. YouTube shows only "
        "how long ago a comment was made (`2 years ago`) and yt-dlp counts back from that: many "
        "comments share one time, so their precision is `day`, and for old ones even that is too "
        "much (`time_text` in `extra` says what was shown). Tags of a video are not hashtags and "
        "stay in the original."
    ),
)
