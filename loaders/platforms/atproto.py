"""Posts and reposts as Bluesky's protocol has them, whoever handed them on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from loaders.canonical.text import hashtags_in, urls_in
from loaders.canonical.time import iso_us
from loaders.records import BadRecord, Media, Mention, Post, kind_of

PLATFORM = "bluesky"
POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
PROFILE = "app.bsky.actor.profile"


class Ref(msgspec.Struct, frozen=True):
    """A reference to a record; where media stand beside it, it is wrapped once more."""

    uri: str | None = None
    record: Ref | None = None


class Reply(msgspec.Struct, frozen=True):
    """What a post answers, and the post at the head of that conversation."""

    parent: Ref | None = None
    root: Ref | None = None


class Span(msgspec.Struct, frozen=True):
    """A piece of a text, in bytes of its UTF-8 form."""

    byteStart: int = 0
    byteEnd: int = 0


class Feature(msgspec.Struct, frozen=True):
    """What a piece of a text is: a link, a tag, a mention."""

    uri: str | None = None
    tag: str | None = None
    did: str | None = None


class Facet(msgspec.Struct, frozen=True):
    """A piece of a text that is more than text."""

    features: list[Feature] = []
    index: Span = Span()


class Link(msgspec.Struct, frozen=True):
    """The name of a file by its content."""

    address: str | None = msgspec.field(default=None, name="$link")


class Blob(msgspec.Struct, frozen=True):
    """A file; in old posts only `cid` is there."""

    ref: Link | None = None
    cid: str | None = None


class Image(msgspec.Struct, frozen=True):
    """A picture; some programs write its address alone."""

    image: Blob | str | None = None


class External(msgspec.Struct, frozen=True):
    """A page that is shown as a card."""

    uri: str | None = None


class Embed(msgspec.Struct, frozen=True):
    """What hangs on a post."""

    images: list[Image] = []
    video: Blob | None = None
    external: External | None = None
    record: Ref | None = None
    media: Embed | None = None


class PostRecord(msgspec.Struct, frozen=True):
    """A post as its author signed it."""

    text: str = ""
    createdAt: str | None = None
    langs: list[str] | None = None
    reply: Reply | None = None
    facets: list[Facet] | None = None
    tags: list[str] | None = None
    embed: Any = None  # anybody may write anything here: see `_embedded`
    via: str | None = None


class RepostRecord(msgspec.Struct, frozen=True):
    """A repost as its author signed it."""

    subject: Ref
    createdAt: str | None = None


class Counts(msgspec.Struct, frozen=True):
    """Counters of a post, as an AppView gives them."""

    likes: int | None = None
    reposts: int | None = None
    comments: int | None = None


NO_COUNTS = Counts()


def account_id(did: str) -> str:
    """Return the id of an account.

    Raises:
        BadRecord: It is no DID.
    """
    if not did.startswith("did:"):
        raise BadRecord(f"{did[:60]!r} is no DID")
    return f"{PLATFORM}:{did}"


def known_handle(handle: str | None) -> str | None:
    """Return a handle; None where the network shows only that it is wrong, as it does for many."""
    return None if not handle or handle == "handle.invalid" else handle


def post_id(ref: Ref | None, collection: str = POST) -> str | None:
    """Return the id of the post that is referred to; None where it is a list, a feed and so on."""
    uri = (ref.record.uri if ref.record else ref.uri) if ref else None
    return f"{PLATFORM}:{uri}" if uri and f"/{collection}/" in uri else None


def sort_time(claimed: str | None, seen_us: int | None) -> int:
    """Return when a post was made: what its author claims, but not later than it was seen.

    As Bluesky's own AppView sorts: anybody can claim any time. A claim that is no time counts as
    none.

    Raises:
        BadRecord: There is neither.
    """
    claimed_us = time_or_none(claimed)
    known = [us for us in (claimed_us, seen_us) if us is not None]
    if not known:
        raise BadRecord(
            f"{str(claimed)[:60]!r} is no time that can be, and nothing says when it was seen"
        )
    return min(known)


def time_or_none(claimed: str | None) -> int | None:
    """Return a time that somebody claims; None where it is no time that can be."""
    try:
        return iso_us(claimed) if claimed else None
    except BadRecord:
        return None


def post_of(
    uri: str,
    did: str,
    record: PostRecord,
    *,
    seen_us: int | None,
    observed_us: int | None,
    counts: Counts = NO_COUNTS,
) -> Post:
    """Return a post.

    Args:
        uri: Its `at://` address.
        did: Its author.
        record: The post itself.
        seen_us: When the network saw it first.
        observed_us: When its counters were read.
        counts: Its counters.
    """
    embed = _embedded(record.embed)
    reply = record.reply or Reply()
    reply_to, quote_of = post_id(reply.parent), post_id(embed.record)
    facets = record.facets or []
    return Post(
        post_id=f"{PLATFORM}:{uri}",
        platform=PLATFORM,
        account_id=account_id(did),
        created_us=sort_time(record.createdAt, seen_us),
        kind=kind_of(repeats=None, reply_to=reply_to, quote_of=quote_of),
        text=record.text,
        lang=record.langs[0] if record.langs else None,
        client=record.via,
        url=f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}",
        reply_to=reply_to,
        root=post_id(reply.root),
        quote_of=quote_of,
        likes=counts.likes,
        reposts=counts.reposts,
        comments=counts.comments,
        observed_us=observed_us,
        urls=tuple(dict.fromkeys(_links(record.text, facets, embed))),
        hashtags=tuple(dict.fromkeys(_tags(record, facets))),
        mentions=tuple(_mentions(record.text, facets)),
        media=tuple(_media(embed)),
    )


def repost_of(
    uri: str, did: str, subject: Ref, *, created_us: int, observed_us: int | None
) -> Post:
    """Return a repost.

    Raises:
        BadRecord: What is reposted is no post.
    """
    original = post_id(subject)
    if original is None:
        raise BadRecord("what is reposted is no post")
    return Post(
        post_id=f"{PLATFORM}:{uri}",
        platform=PLATFORM,
        account_id=account_id(did),
        created_us=created_us,
        kind="repost",
        repost_of=original,
        observed_us=observed_us,
    )


def _embedded(value: Any) -> Embed:
    """Return what hangs on a post; what is in no form of Bluesky's is shown by nobody."""
    try:
        return msgspec.convert(value or {}, Embed)
    except msgspec.ValidationError:
        return Embed()


def _features(facets: list[Facet]) -> Iterator[Feature]:
    return (feature for facet in facets for feature in facet.features)


def _links(text: str, facets: list[Facet], embed: Embed) -> Iterator[str]:
    """Yield where a post leads; where it marks no links, those that stand in its text."""
    marked = [feature.uri for feature in _features(facets) if feature.uri]
    yield from marked or urls_in(text)
    external = embed.external or (embed.media.external if embed.media else None)
    if external and external.uri:
        yield external.uri


def _tags(record: PostRecord, facets: list[Facet]) -> Iterator[str]:
    marked = [feature.tag for feature in _features(facets) if feature.tag]
    yield from marked or hashtags_in(record.text, PLATFORM)
    yield from record.tags or ()


def _mentions(text: str, facets: list[Facet]) -> Iterator[Mention]:
    for facet in facets:
        for feature in facet.features:
            if feature.did:
                # The handle as it was written; it may have changed since.
                start, end = facet.index.byteStart, facet.index.byteEnd
                piece = text.encode("utf-8", "replace")[max(start, 0) : max(end, 0)]
                handle = piece.decode("utf-8", "ignore").lstrip("@").strip()
                yield Mention(f"{PLATFORM}:{feature.did}", handle or None)


def _media(embed: Embed) -> Iterator[Media]:
    inner = embed.media or embed
    for image in inner.images:
        yield from _file(image.image, "photo")
    yield from _file(inner.video, "video")


def _file(blob: Blob | str | None, kind: str) -> Iterator[Media]:
    address = blob if isinstance(blob, str) else None
    if isinstance(blob, Blob):
        address = blob.ref.address if blob.ref else blob.cid
    if address:  # a digest of the content: the same file has the same address everywhere
        yield Media(media_id=f"{PLATFORM}:{address}", kind=kind, hash=address)
