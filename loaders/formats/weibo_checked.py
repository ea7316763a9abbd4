"""CHECKED, a Chinese set of true and false news on Weibo, as its JSON was published.

Each file is a post with its comments and reposts. Ids of posts and accounts are hashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.counter import counter
from loaders.canonical.text import hashtags_in, mentions_in, own_words, urls_in
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.weibo import PLATFORM, Count, weibo_time
from loaders.reading.documents import read_json_values
from loaders.records import BadRecord, Media, Mention, Post, Record, qualified

_ANSWERS = (("comments", "comment"), ("reposts", "repost"))


class Item(msgspec.Struct, frozen=True):
    """A post, comment or repost."""

    id: str | int
    user_id: str | int
    date: str
    text: str | None = None
    pic_url: list[str] | str | None = None
    video_url: str | None = None
    comment_num: Count = None
    repost_num: Count = None
    like_num: Count = None
    label: str | None = None
    analysis: str | None = None


class Raw(msgspec.Struct, frozen=True):
    """A post, or an answer to the post `root`."""

    value: Any
    kind: str = "original"
    root: str | int | None = None


def sniff(head: bytes) -> float:
    """The fields of a post, with its label."""
    needed = (b'"label"', b'"date"', b'"user_id"', b'"pic_url"', b'"video_url"', b'"comment_num"')
    return 0.9 if all(key in head for key in needed) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the post, then its comments and reposts."""
    for item in read_json_values(file):
        if isinstance(item, Rejected):
            yield item
            continue
        value = item.value
        yield Located(item.offset, Raw(value))
        for field, kind in _ANSWERS if isinstance(value, dict) else ():
            answers = value.get(field)
            for answer in answers if isinstance(answers, list) else ():
                yield Located(item.offset, Raw(answer, kind, value.get("id")))


def to_records(raw: Raw, _: Context) -> Iterator[Record]:
    """Turn a post, comment or repost into a post.

    Raises:
        BadRecord: It has no author: the hash of nothing stands in place of one.
        msgspec.ValidationError: A field has another type than in the published set.
    """
    item = msgspec.convert(raw.value, Item)
    account_id = qualified(PLATFORM, item.user_id)
    if account_id is None:
        raise BadRecord("user_id is missing: it is empty, or the hash of nothing")
    at = weibo_time(item.date, None)
    text = item.text or None
    own = own_words(text) if text else ""
    root = qualified(PLATFORM, raw.root)
    pictures = [item.pic_url] if isinstance(item.pic_url, str) else item.pic_url or []
    yield Post(
        post_id=qualified(PLATFORM, item.id) or "",
        platform=PLATFORM,
        account_id=account_id,
        created_us=at.us,
        precision=at.precision,
        kind=raw.kind,
        text=text,
        repost_of=root if raw.kind == "repost" else None,
        reply_to=root if raw.kind == "comment" else None,
        root=root,
        likes=counter(item.like_num),
        reposts=counter(item.repost_num),
        comments=counter(item.comment_num),
        urls=urls_in(own),
        hashtags=hashtags_in(own, PLATFORM),
        mentions=tuple([Mention(handle=h) for h in mentions_in(own)]),
        media=(
            *(Media(media_id=_file(url), kind="photo", url=url) for url in pictures if url),
            *([Media(kind="video", url=item.video_url)] if item.video_url else ()),
        ),
        extra=_extra(item),
    )


def _file(url: str) -> str:
    """Return the id of a picture: its file without the size at which it is shown."""
    return f"{PLATFORM}:{url.rsplit('/', 1)[-1].partition('.')[0]}"


def _extra(item: Item) -> str | None:
    found = {"label": item.label, "analysis": item.analysis}
    known = {name: value for name, value in found.items() if value}
    return msgspec.json.encode(known).decode() if known else None


FORMAT = Format(
    name="weibo-checked",
    title="Weibo news with comments and reposts (CHECKED), JSON as published",
    family="Published sets",
    example=(
        '{"label": "fake", "id": "a1", "date": "2020-03-01 12:00", "user_id": "b2", "text": "看", '
        '"pic_url": [], "video_url": "", "comment_num": "1", "repost_num": "0", "like_num": "2", '
        '"comments": [{"id": "c3", "date": "2020-03-01 12:05", "user_id": "d4", "text": "真的吗", '
        '"pic_url": ""}], "reposts": []}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "One post a file, with its comments and reposts, each of them one post. Ids are hashes; a "
        "`user_id` that is the hash of nothing is a reject. Times have the precision of a minute. "
        "`label` and `analysis` are kept in `extra`."
    ),
)
