"""Bluesky's AppView: posts, feeds, threads and profiles as its public API answers them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.atproto import (
    PLATFORM,
    POST,
    Counts,
    PostRecord,
    Ref,
    account_id,
    known_handle,
    post_of,
    repost_of,
    time_or_none,
)
from loaders.reading.documents import read_json_values
from loaders.reading.unfold import unfold_each
from loaders.records import Account, BadRecord, Post, Record


class Verification(msgspec.Struct, frozen=True):
    """Whether somebody whom Bluesky trusts has confirmed who this is."""

    verifiedStatus: str | None = None
    trustedVerifierStatus: str | None = None


class Profile(msgspec.Struct, frozen=True):
    """An account."""

    did: str
    handle: str | None = None
    displayName: str | None = None
    description: str | None = None
    avatar: str | None = None
    createdAt: str | None = None
    followersCount: int | None = None
    followsCount: int | None = None
    postsCount: int | None = None
    verification: Verification | None = None


class View(msgspec.Struct, frozen=True):
    """A post with its author and counters; inside another post, `record` is called `value`."""

    uri: str
    author: Profile
    record: PostRecord | None = None
    value: PostRecord | None = None
    indexedAt: str | None = None
    likeCount: int | None = None
    repostCount: int | None = None
    replyCount: int | None = None


class Stored(msgspec.Struct, frozen=True):
    """A post in the repository of its author."""

    uri: str
    value: PostRecord


class Reason(msgspec.Struct, frozen=True):
    """Who reposted a post into a feed; old answers do not name the repost itself."""

    by: Profile
    indexedAt: str
    uri: str | None = None


class Raw(msgspec.Struct, frozen=True):
    """A post or account, or a repost of the post named `subject`."""

    value: Any
    subject: Any = None


_POSTS = (re.compile(rb'"uri":\s*"at://did:'), re.compile(rb'"(author|value)":\s*\{'))
_PROFILES = (re.compile(rb'"did":\s*"did:'), re.compile(rb'"handle":\s*"'))
_OWN = re.compile(rb'"(indexedAt|displayName|followersCount|app\.bsky\.feed\.post)"')
_LISTS = (
    *("posts", "feed", "thread", "parent", "replies", "root", "records", "profiles", "actors"),
    *("followers", "follows", "repostedBy", "likes", "actor", "subject"),
)


def sniff(head: bytes) -> float:
    """Posts with `at://` addresses, or accounts with a DID and a handle."""
    if b'"time_us"' in head or not _OWN.search(head):
        return 0.0
    found = (all(sign.search(head) for sign in signs) for signs in (_POSTS, _PROFILES))
    return 0.85 * any(found)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each post, repost and account by itself, out of the answers of the API or bare."""
    return unfold_each(read_json_values(file), _unfold)


def _unfold(value: Any) -> Iterator[Raw]:
    if isinstance(value, list):
        for inner in value:
            yield from _unfold(inner)
    elif not isinstance(value, dict):
        yield Raw(value)
    elif "post" in value:  # an entry of a feed, or a branch of a thread
        yield from _unfold(value["post"])
        yield from _unfold_reason(value)
        for name in ("reply", "parent", "replies"):
            if isinstance(value.get(name), dict | list):
                yield from _unfold(value[name])
    elif "uri" in value and ("author" in value or "value" in value):
        yield Raw(value)
        yield from _unfold_embed(value.get("embed"))
        for embed in _list(value.get("embeds")):
            yield from _unfold_embed(embed)
    elif value.keys() & {"notFound", "blocked", "detached"}:
        return  # a post that could not be shown
    elif inside := [value[name] for name in _LISTS if isinstance(value.get(name), dict | list)]:
        for inner in inside:
            yield from _unfold(inner)
    elif not value.keys() & set(_LISTS):
        yield Raw(value)


def _unfold_reason(entry: dict[str, Any]) -> Iterator[Raw]:
    reason, post = entry.get("reason"), entry["post"]
    if isinstance(reason, dict) and "by" in reason and isinstance(post, dict):
        yield Raw(reason, post.get("uri"))


def _unfold_embed(embed: Any) -> Iterator[Raw]:
    """Yield the post that a post quotes, where it is shown whole."""
    record = embed.get("record") if isinstance(embed, dict) else None
    if isinstance(record, dict) and isinstance(record.get("record"), dict):
        record = record["record"]  # beside media it is wrapped once more
    if isinstance(record, dict) and "value" in record and "author" in record:
        kind = record["value"].get("$type") if isinstance(record["value"], dict) else None
        if kind is None or kind == POST:
            yield from _unfold(record)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def to_records(raw: Raw, context: Context) -> Iterator[Record]:
    """Turn a post into a post and its author, a repost and an account likewise."""
    value, at_us = raw.value, context.captured_us
    if not isinstance(value, dict):
        raise BadRecord("this is neither a post nor an account")
    if raw.subject is not None:
        reason = msgspec.convert(value, Reason)
        yield _repost(reason, msgspec.convert(raw.subject, str), at_us)
        yield _account(reason.by, at_us)
    elif "author" in value:
        view = msgspec.convert(value, View)
        yield _post(view, at_us)
        yield _account(view.author, at_us)
    elif "value" in value:
        stored = msgspec.convert(value, Stored)
        did = stored.uri.removeprefix("at://").partition("/")[0]
        yield post_of(stored.uri, did, stored.value, seen_us=None, observed_us=at_us)
    elif "did" in value:
        yield _account(msgspec.convert(value, Profile), at_us)
    else:
        raise BadRecord("this is neither a post nor an account")


def _post(view: View, at_us: int | None) -> Post:
    record = view.record or view.value
    if record is None:
        raise BadRecord("the post itself is missing")
    return post_of(
        view.uri,
        view.author.did,
        record,
        seen_us=time_or_none(view.indexedAt),
        observed_us=at_us,
        counts=Counts(view.likeCount, view.repostCount, view.replyCount),
    )


def _repost(reason: Reason, subject: str, at_us: int | None) -> Post:
    did = reason.by.did
    return repost_of(
        reason.uri or f"{did}/repost-of/{subject}",
        did,
        Ref(subject),
        created_us=iso_us(reason.indexedAt),
        observed_us=at_us,
    )


def _account(profile: Profile, at_us: int | None) -> Account:
    confirmed = profile.verification
    return Account(
        account_id=account_id(profile.did),
        platform=PLATFORM,
        handle=known_handle(profile.handle),
        name=profile.displayName or None,
        bio=profile.description or None,
        created_us=time_or_none(profile.createdAt),
        followers=profile.followersCount,
        following=profile.followsCount,
        posts=profile.postsCount,
        verified=confirmed
        and "valid" in (confirmed.verifiedStatus, confirmed.trustedVerifierStatus),
        avatar=profile.avatar,
        observed_us=at_us,
    )


FORMAT = Format(
    name="bluesky-appview",
    title="Answers of Bluesky's AppView: posts, feeds, threads, profiles",
    family="Other platforms",
    example=(
        '{"uri": "at://did:plc:ann/app.bsky.feed.post/3ljc", "author": {"did": "did:plc:ann", '
        '"handle": "ann.example"}, "record": {"$type": "app.bsky.feed.post", "text": "Look", '
        '"createdAt": "2025-03-01T12:00:00Z"}, "indexedAt": "2025-03-01T12:00:01Z"}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "The answers of getPosts, getAuthorFeed, searchPosts, getPostThread, getProfiles, "
        "getFollowers, listRecords and the like, or the posts and profiles in them, one a line or "
        "as one document. Posts that are quoted, answered or reposted are stored too. A repost "
        "that a feed gives no address (old answers) has the id "
        "`bluesky:DID/repost-of/ADDRESS OF THE POST`. Nothing in an answer says when it was made: "
        "give `--captured-at`, so that counters have their time. Lists, feed generators and what "
        "is blocked or gone give no record."
    ),
)
