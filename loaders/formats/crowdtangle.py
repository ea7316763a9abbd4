"""CrowdTangle's API: posts of pages, groups and accounts of Facebook, Instagram and Reddit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.text import hashtags_in, mentions_in
from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.reading.documents import read_json_values
from loaders.reading.unfold import unfold_each
from loaders.records import Account, BadRecord, Media, Mention, Post, Record, qualified

PLATFORMS = {"Facebook": "facebook", "Instagram": "instagram", "Reddit": "reddit"}


class RawAccount(msgspec.Struct, frozen=True, rename="camel"):
    """A page, a group or an account; `id` would be its number at CrowdTangle."""

    platform: str | None = None
    platform_id: str | int | None = None
    name: str | None = None
    handle: str | None = None
    profile_image: str | None = None
    subscriber_count: int | None = None
    verified: bool | None = None
    page_admin_top_country: str | None = None
    page_created_date: str | None = None
    page_description: str | None = None


class Link(msgspec.Struct, frozen=True):
    """A link as it was written and where it led."""

    original: str | None = None
    expanded: str | None = None


class Picture(msgspec.Struct, frozen=True):
    """A picture or film."""

    type: str | None = None
    url: str | None = None
    full: str | None = None


class Counts(msgspec.Struct, frozen=True, rename="camel"):
    """Counters; Instagram calls its likes favourites."""

    like_count: int | None = None
    favorite_count: int | None = None
    share_count: int | None = None
    comment_count: int | None = None


class Statistics(msgspec.Struct, frozen=True):
    """Counters as they are, beside those that CrowdTangle expected."""

    actual: Counts = Counts()


class RawPost(msgspec.Struct, frozen=True, rename="camel"):
    """A post."""

    platform_id: str | int
    date: str
    account: RawAccount
    platform: str | None = None
    updated: str | None = None
    type: str | None = None
    message: str | None = None
    description: str | None = None
    link: str | None = None
    post_url: str | None = None
    language_code: str | None = None
    expanded_links: list[Link] = []
    media: list[Picture] = []
    statistics: Statistics = Statistics()


_SIGNS = (
    re.compile(rb'"platformId":'),
    re.compile(rb'"(postUrl|subscriberCount)":'),
    re.compile(rb'"account":\s*\{'),
)


def sniff(head: bytes) -> float:
    """The names that CrowdTangle gives to posts and accounts."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return 0.0
    return 0.9 * all(sign.search(head) for sign in _SIGNS)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the posts, out of the answers of the API or bare."""
    return unfold_each(read_json_values(file), _unfold)


def _unfold(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for inner in value:
            yield from _unfold(inner)
    elif isinstance(value, dict) and isinstance(value.get("result"), dict):
        yield from _unfold(value["result"])
    elif isinstance(value, dict) and isinstance(value.get("posts"), list):
        yield from _unfold(value["posts"])
    else:
        yield value


def to_records(raw: Any, context: Context) -> Iterator[Record]:
    """Turn a post into a post and the page, group or account on which it stands."""
    post = msgspec.convert(raw, RawPost)
    name = post.account.platform or post.platform or ""
    platform = PLATFORMS.get(name)
    if platform is None:
        raise BadRecord(f"{name[:40]!r} is no platform of CrowdTangle")
    observed_us = iso_us(post.updated) if post.updated else context.captured_us
    account_id = qualified(platform, post.account.platform_id) or ""
    yield _post(post, platform, account_id, observed_us)
    yield _account(post.account, platform, account_id, observed_us)


def _post(post: RawPost, platform: str, account_id: str, observed_us: int | None) -> Post:
    # Instagram's texts are descriptions; on Facebook those are of the page that is linked to.
    text = post.description if platform == "instagram" else post.message
    counts = post.statistics.actual
    links = [link.expanded or link.original for link in post.expanded_links] or [post.link]
    return Post(
        post_id=qualified(platform, post.platform_id) or "",
        platform=platform,
        account_id=account_id,
        created_us=iso_us(post.date),
        kind="original",
        text=text,
        lang=post.language_code,
        url=post.post_url,
        likes=counts.like_count if counts.favorite_count is None else counts.favorite_count,
        reposts=counts.share_count,
        comments=counts.comment_count,
        observed_us=observed_us,
        extra=msgspec.json.encode({"type": post.type}).decode() if post.type else None,
        urls=tuple(dict.fromkeys(link for link in links if link and link != post.post_url)),
        hashtags=hashtags_in(text or "", platform),
        mentions=tuple(Mention(handle=handle) for handle in mentions_in(text or "")),
        media=tuple(_media(post, platform)),
    )


def _media(post: RawPost, platform: str) -> Iterator[Media]:
    """Yield what hangs on a post; the preview of a link is no picture of it."""
    if post.type == "link":
        return
    for picture in post.media:
        url = picture.full or picture.url
        if url:
            yield Media(media_id=f"{platform}:{url}", kind=picture.type, url=url)


def _account(raw: RawAccount, platform: str, account_id: str, observed_us: int | None) -> Account:
    created = raw.page_created_date
    return Account(
        account_id=account_id,
        platform=platform,
        handle=raw.handle or None,
        name=raw.name,
        bio=raw.page_description or None,
        created_us=iso_us(created) if created else None,
        followers=raw.subscriber_count,
        verified=raw.verified,
        region=raw.page_admin_top_country or None,
        avatar=raw.profile_image,
        observed_us=observed_us,
    )


FORMAT = Format(
    name="crowdtangle",
    title="CrowdTangle's API: posts on Facebook, Instagram and Reddit",
    family="Other platforms",
    example=(
        '{"status": 200, "result": {"posts": [{"platformId": "5_17", "platform": "Facebook", '
        '"date": "2025-03-01 12:00:00", "message": "Look", "postUrl": '
        '"https://www.facebook.com/5/posts/17", "subscriberCount": 9, "account": {"platform": '
        '"Facebook", "platformId": "5", "name": "News", "handle": "newstv"}}]}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Answers of `/posts`, `/posts/search`, `/links`, or the posts in them, also one a line. "
        "Accounts have their number on the platform, not that of CrowdTangle. Posts of a group "
        "count as posts of the group: CrowdTangle does not say who wrote them. Its exports as CSV "
        "are the formats `crowdtangle-pages`, `-groups`, `-instagram` and `-api`."
    ),
)
