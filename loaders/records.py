"""What every format turns its input into: posts and observations of accounts.

Times here are integers, microseconds since 1970 UTC (`_us`): Arrow takes a column of them a hundred
times faster than a column of datetimes, and a load makes millions. The names of URLs, hashtags and
mentions are those that were seen; `loaders.storing.chunks` makes them canonical in one place.
"""

from __future__ import annotations

import msgspec

from loaders.canonical.missing import known_id

MIN_INT = -(2**63)
MAX_INT = 2**63 - 1


class Mention(msgspec.Struct, frozen=True, gc=False):
    """Somebody who is named in a post, by id or by handle."""

    account_id: str | None = None
    handle: str | None = None


class Media(msgspec.Struct, frozen=True, gc=False):
    """A picture or a film of a post."""

    media_id: str | None = None
    kind: str | None = None
    url: str | None = None
    hash: str | None = None


class Post(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One post; the fields are the columns of `vault.schema.CANONICAL["posts"]`.

    All that it holds is its author's: the text, links, tags, mentions, pictures and counters of a
    post that it repeats or quotes stay with that one. The `text` of a repost is what its author
    added; where a platform lets nobody add anything (`vault.schema.SILENT_REPOSTS`) it may be the
    text of the original, which detection does not compare, and `loaders.reposts` drops the rest.
    """

    post_id: str
    platform: str
    account_id: str
    created_us: int
    kind: str
    precision: str = "second"
    text: str | None = None
    lang: str | None = None
    client: str | None = None
    url: str | None = None
    repost_of: str | None = None
    quote_of: str | None = None
    reply_to: str | None = None
    root: str | None = None
    likes: int | None = None
    reposts: int | None = None
    comments: int | None = None
    views: int | None = None
    observed_us: int | None = None
    extra: str | None = None
    urls: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    media: tuple[Media, ...] = ()


class Account(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One observation of an account; the columns of `vault.schema.CANONICAL["accounts"]`."""

    account_id: str
    platform: str
    handle: str | None = None
    name: str | None = None
    bio: str | None = None
    created_us: int | None = None
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    verified: bool | None = None
    region: str | None = None
    avatar: str | None = None
    observed_us: int | None = None
    extra: str | None = None


class Watched(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An account on somebody's list; the columns of `vault.schema.CANONICAL["watched_accounts"]`.

    `list` is the name of the list; the empty text stands for the name of the file.
    """

    account_id: str
    platform: str
    list: str = ""
    note: str | None = None


class AccountLink(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A relation of two accounts that another tool found: columns of `account_links`."""

    account_a: str
    account_b: str
    kind: str
    weight: float | None = None
    first_us: int | None = None
    last_us: int | None = None


Record = Post | Account | Watched | AccountLink


class BadRecord(ValueError):
    """A record cannot be read; the text says why, in words for a person."""


def qualified(platform: str, native_id: str | int | None) -> str | None:
    """Return `platform:native_id`; an id that carries the platform already stays as it is.

    None where the id is a marker of a missing one (`0`, `null`, the MD5 of nothing): see
    `loaders.canonical.missing`. An id that begins with `@` is a handle: upper and lower case are
    the same there.
    """
    if native_id is None:
        return None
    text = native_id if isinstance(native_id, str) else str(native_id)
    if len(text) > 1 and text.isdecimal():  # most ids are plain numbers
        return f"{platform}:{text}"
    text = known_id(text)
    if text is None:
        return None
    text = text.lower() if text.startswith("@") else text
    if not text.startswith(platform + ":"):
        return f"{platform}:{text}"
    return text if known_id(text[len(platform) + 1 :]) else None


def kind_of(*, repeats: object, reply_to: str | None, quote_of: str | None) -> str:
    """Return the kind of a post from what it refers to, the same for all formats.

    A post may reply and quote at once: it is a reply then, for it stands in a conversation.
    Detection reads the relations themselves, so that neither is lost.

    Args:
        repeats: The post that it repeats, or whether it repeats one that is not named.
        reply_to: What it answers.
        quote_of: What it quotes.
    """
    if repeats:
        return "repost"
    if reply_to:
        return "reply"
    return "quote" if quote_of else "original"
