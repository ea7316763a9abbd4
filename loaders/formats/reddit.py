"""Reddit: dumps of submissions and comments (Pushshift, Arctic Shift), and listings of its API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.text import urls_in
from loaders.canonical.time import believed
from loaders.format import Context, Format, Located, Rejected
from loaders.reading.documents import read_json_values
from loaders.reading.unfold import unfold_each
from loaders.records import Account, BadRecord, Media, Mention, Post, Record

PLATFORM = "reddit"
Seconds = int | float | str


class Thing(msgspec.Struct, frozen=True):
    """A submission or a comment."""

    id: str
    created_utc: Seconds
    author: str | None = None
    author_fullname: str | None = None
    author_created_utc: Seconds | None = None
    subreddit: str | None = None
    permalink: str | None = None
    score: int | None = None
    retrieved_on: Seconds | None = None
    retrieved_utc: Seconds | None = None


class Submission(Thing, frozen=True):
    """A submission: a text of its own (`is_self`) or a link."""

    title: str = ""
    selftext: str | None = None
    url: str | None = None
    is_self: bool | None = None
    num_comments: int | None = None
    num_crossposts: int | None = None
    crosspost_parent: str | None = None


class Comment(Thing, frozen=True):
    """A comment."""

    body: str = ""
    link_id: str = ""
    parent_id: str | int | None = None


_SIGNS = (
    re.compile(rb'"subreddit":\s*"'),
    re.compile(rb'"created_utc":\s*"?\d'),
    re.compile(rb'"(selftext|link_id|is_self|num_comments)":'),
)
_GONE = frozenset(("", "[deleted]", "[removed]"))
_OWN_FILES = re.compile(r"https?://(i|v)\.redd\.it/")
_USER = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})\b")


def sniff(head: bytes) -> float:
    """The names that Reddit gives to submissions and comments."""
    return 0.9 * all(sign.search(head) for sign in _SIGNS)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each submission and comment by itself, out of listings or one a line."""
    return unfold_each(read_json_values(file), _unfold)


def _unfold(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for inner in value:
            yield from _unfold(inner)
        return
    if not isinstance(value, dict):
        yield value
        return
    data = value.get("data")
    if isinstance(data, dict | list) and "created_utc" not in value:
        if value.get("kind") == "more":
            return  # only the names of comments that were not sent along
        yield from _unfold(data)
    elif "children" in value and "created_utc" not in value:
        yield from _unfold(value["children"])
    else:
        yield value
        for inner in (value.get("replies"), value.get("crosspost_parent_list")):
            if isinstance(inner, dict | list):
                yield from _unfold(inner)


def to_records(raw: Any, context: Context) -> Iterator[Record]:
    """Turn a submission or comment into a post and its author."""
    if not isinstance(raw, dict):
        raise BadRecord("this is neither a submission nor a comment")
    if "body" in raw and "link_id" in raw:
        thing = msgspec.convert(raw, Comment, strict=False)
        post = _comment(thing, context)
    elif "title" in raw:
        thing = msgspec.convert(raw, Submission, strict=False)
        post = _submission(thing, context)
    else:
        raise BadRecord("this is neither a submission nor a comment")
    yield post
    created = thing.author_created_utc
    yield Account(
        account_id=post.account_id,
        platform=PLATFORM,
        handle=thing.author,
        created_us=_seconds(created) if created else None,
        observed_us=post.observed_us,
    )


def _author(thing: Thing) -> str:
    """Return the account: its number where the file has it, else its name.

    Raises:
        BadRecord: The account was deleted. All of those share one name: they are not one account.
    """
    if thing.author is None or thing.author.strip() in _GONE:
        raise BadRecord("the author was deleted")
    if thing.author_fullname and thing.author_fullname.startswith("t2_"):
        return f"{PLATFORM}:{thing.author_fullname}"
    return f"{PLATFORM}:@{thing.author.lower()}"


def _submission(thing: Submission, context: Context) -> Post:
    account_id = _author(thing)
    body = thing.selftext or ""
    parent = thing.crosspost_parent
    # A crosspost shows its parent's link or picture; its own are the title and the text.
    link = thing.url if thing.url and not thing.is_self and not parent else None
    own = bool(link and _OWN_FILES.match(link))
    text = f"{thing.title}\n\n{body}" if body else thing.title
    links = (link, *urls_in(text)) if link and not own else urls_in(text)
    return Post(
        post_id=f"{PLATFORM}:t3_{_bare(thing.id, 't3_')}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=_seconds(thing.created_utc),
        kind="repost" if parent else "original",
        text=text,
        url=_url(thing.permalink),
        repost_of=f"{PLATFORM}:{parent}" if parent else None,
        likes=thing.score,
        reposts=thing.num_crossposts,
        comments=thing.num_comments,
        observed_us=_observed(thing, context),
        extra=_extra(thing),
        urls=tuple(dict.fromkeys(url for url in links if url.startswith("http"))),
        mentions=tuple(Mention(handle=name) for name in dict.fromkeys(_USER.findall(text))),
        media=(_file(link),) if link and own else (),
    )


def _comment(thing: Comment, context: Context) -> Post:
    account_id = _author(thing)
    root = f"t3_{_bare(thing.link_id, 't3_')}"
    # Dumps of old comments give parents that are comments by number, without `t1_`.
    parent = thing.parent_id if isinstance(thing.parent_id, str) else None
    comment = _bare(thing.id, "t1_")
    return Post(
        post_id=f"{PLATFORM}:t1_{comment}",
        platform=PLATFORM,
        account_id=account_id,
        created_us=_seconds(thing.created_utc),
        kind="comment",
        text=thing.body,
        url=_url(thing.permalink or f"/comments/{root[3:]}/_/{comment}"),
        reply_to=f"{PLATFORM}:{parent or root}",
        root=f"{PLATFORM}:{root}",
        likes=thing.score,
        observed_us=_observed(thing, context),
        extra=_extra(thing),
        urls=urls_in(thing.body),
        mentions=tuple(Mention(handle=name) for name in dict.fromkeys(_USER.findall(thing.body))),
    )


def _bare(name: str, prefix: str) -> str:
    bare = name.removeprefix(prefix)
    if not bare:
        raise BadRecord("post_id is missing")
    return bare


def _seconds(value: Seconds) -> int:
    try:
        return believed(round(float(value) * 1_000_000))
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRecord):
            raise
        raise BadRecord(f"{str(value)[:40]!r} is not a number of seconds since 1970") from error


def _observed(thing: Thing, context: Context) -> int | None:
    retrieved = thing.retrieved_on or thing.retrieved_utc
    return _seconds(retrieved) if retrieved else context.captured_us


def _url(path: str | None) -> str | None:
    return f"https://www.reddit.com{path}" if path and path.startswith("/") else path


def _file(url: str) -> Media:
    kind = "video" if "//v.redd.it/" in url else "photo"
    return Media(media_id=f"{PLATFORM}:{url}", kind=kind, url=url)


def _extra(thing: Thing) -> str | None:
    if not thing.subreddit:
        return None
    return msgspec.json.encode({"subreddit": thing.subreddit}).decode()


FORMAT = Format(
    name="reddit",
    title="Reddit: dumps of Pushshift and Arctic Shift (RS_, RC_), listings of its API",
    family="Other platforms",
    example=(
        '{"id": "a1b2", "author": "ann", "author_fullname": "t2_4", "created_utc": 1740830400, '
        '"subreddit": "news", "title": "Look", "selftext": "", "is_self": false, '
        '"url": "https://example.org/a", "num_comments": 3}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Submissions and comments one a line (also packed, `RS_2019-04.zst`), or in the listings "
        "of the API as PRAW receives them, with the answers in them. A post has the id "
        "`reddit:t3_...`, a comment `reddit:t1_...`; an account its number (`reddit:t2_...`) "
        "where the file has it, else its name (`reddit:@ann`). What a deleted account wrote is "
        "rejected, for nobody can say who that was: dumps hold many of those, so give "
        "`--max-rejects` a big number. A crosspost is a repost; the link it shows is its parent's. "
        "`subreddit` stands in `extra`; a title is the first paragraph of the text; `likes` is the "
        "score."
    ),
)
