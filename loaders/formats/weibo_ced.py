"""CED, a Chinese set of rumours and news on Weibo with their reposts, as its JSON was published.

A post is one file in `original-microblog/`, its reposts are one file of the same name in
`rumor-repost/` or `non-rumor-repost/`. Only the name says which post it is and whose:
17_AbCdEf_1004.json is the post AbCdEf of the account 1004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.text import hashtags_in, mentions_in, own_words, urls_in
from loaders.canonical.time import Moment
from loaders.canonical.weibo_id import mid_of_bid
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.weibo import PLATFORM, dated_by_mid, weibo_time
from loaders.reading.documents import read_json_values
from loaders.records import Account, BadRecord, Mention, Post, Record, qualified

_NAME = re.compile(r"(?:.*/)?(\d+_([0-9A-Za-z]{6,10})_([0-9A-Za-z]+))\.json(?:\.\w+)?")


class Author(msgspec.Struct, frozen=True):
    """The author of a post; the account is not named."""

    time: int | None = None
    followers: int | None = None
    friends: int | None = None
    messages: int | None = None
    verified: bool | None = None
    location: str | None = None


class Root(msgspec.Struct, frozen=True):
    """A rumour, or a piece of news."""

    text: str
    time: int | str
    user: Author
    source: str | None = None
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None


class Repost(msgspec.Struct, frozen=True):
    """A repost; `parent` is the repost that was passed on, empty for the post itself."""

    mid: str
    uid: str
    date: str
    text: str | None = None
    parent: str | None = None


def sniff(head: bytes) -> float:
    """The fields of either file."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    root = (b'"messages"', b'"friends"', b'"has_url"', b'"reposts"', b'"user"')
    if start.startswith(b"{") and all(key in head for key in root):
        return 0.9
    repost = (b'"kids"', b'"uid"', b'"parent"', b'"mid"', b'"date"')
    return 0.9 if start.startswith(b"[") and all(key in head for key in repost) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the post, or its reposts one by one."""
    yield from read_json_values(file)


def to_records(value: Any, context: Context) -> Iterator[Record]:
    """Turn a post or a repost into a post and its author.

    Raises:
        BadRecord: The name of the file is another than that under which it was published.
    """
    named = _named(context.name)
    if named is None:
        raise BadRecord(
            f"the file is called {context.name!r}: only the name it was published under "
            "(17_AbCdEf_1004.json) says which post it is. Give it back its name"
        )
    event, author, mid = named
    if isinstance(value, dict) and "kids" in value:
        return _repost(msgspec.convert(value, Repost), event, mid)
    return _root(msgspec.convert(value, Root), author, mid)


@lru_cache(maxsize=16)
def _named(name: str) -> tuple[str, str, str] | None:
    """Return the event, the author and the post that the name of a file tells."""
    found = _NAME.fullmatch(name)
    mid = mid_of_bid(found[2]) if found else None
    return (found[1], found[3], mid) if found and mid else None


def _root(root: Root, author: str, mid: str) -> Iterator[Record]:
    at = weibo_time(str(root.time), None)
    account_id = qualified(PLATFORM, author) or ""
    yield _post(
        mid, account_id, at, root.text,
        kind="original", client=root.source or None,
        reposts=root.reposts, comments=root.comments, likes=root.likes,
    )  # fmt: skip
    user = root.user
    yield Account(
        account_id=account_id,
        platform=PLATFORM,
        created_us=weibo_time(str(user.time), None).us if user.time and user.time > 0 else None,
        followers=user.followers,
        following=user.friends,
        posts=user.messages,
        verified=user.verified,
        observed_us=at.us,
    )


def _repost(repost: Repost, event: str, root: str) -> Iterator[Record]:
    mid = mid_of_bid(repost.mid)
    if mid is None:
        raise BadRecord(f"mid {repost.mid[:40]!r} is no short form of an id of Weibo")
    yield _post(
        mid,
        qualified(PLATFORM, repost.uid) or "",
        dated_by_mid(repost.date, mid),
        repost.text,
        kind="repost",
        repost_of=f"{PLATFORM}:{root}",
        root=f"{PLATFORM}:{root}",
        extra=msgspec.json.encode({"event": event, "parent": repost.parent}).decode()
        if repost.parent
        else msgspec.json.encode({"event": event}).decode(),
    )


def _post(mid: str, account_id: str, at: Moment, text: str | None, **fields: Any) -> Post:
    text = text or None
    own = own_words(text) if text else ""
    return Post(
        post_id=f"{PLATFORM}:{mid}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=at.us,
        precision=at.precision,
        text=text,
        urls=urls_in(own),
        hashtags=hashtags_in(own, PLATFORM),
        mentions=tuple([Mention(handle=h) for h in mentions_in(own)]),
        **fields,
    )


FORMAT = Format(
    name="weibo-ced",
    title="Weibo rumours and news with their reposts (CED), JSON as published",
    family="Published sets",
    example=(
        '[{"kids": [], "uid": "1004", "parent": "", "text": "真的吗", "mid": "E4PYSw9aN", '
        '"date": "2016-08-23 07:04:17"}]'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "The files of `original-microblog/` and of `rumor-repost/`, `non-rumor-repost/`; they must "
        "keep the names they were published under, for only those say which post it is and whose. "
        "Posts get the number that Weibo's other exports have (E4PYSw9aN is 4011531307661761). "
        "Dates without a year (`08月23日 07:04`) take it from that number, in which the time of "
        "the post stands, where both agree to the minute; the precision is then a minute. `kids` "
        "repeats what `parent` says. Hashtags, links and mentions count from a post's own words "
        "only, not from the chain that a repost quotes."
    ),
)
