"""The archive that X gives its users of themselves: tweets.js, account.js and their forerunners."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

import msgspec

from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.x.ids import PLATFORM, x_id
from loaders.platforms.x.legacy import Tweet
from loaders.platforms.x.posts import post_of, records_of
from loaders.platforms.x.values import Rewound, decoded, read_raw_values
from loaders.reading.lines import MAX_RECORD_BYTES
from loaders.records import Account, BadRecord, Record

PREFIX_BYTES = 4096

_PREFIX = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:window\.YTD\.(?:tweets?|deleted_tweets?|community_tweets?|account)"
    rb"\.part\d+|Grailbird\.data\.tweets_\d{4}_\d\d)\s*=\s*"
)
_OWN_PAGE = re.compile(r"https?://(?:www\.)?(?:twitter|x)\.com/(\w{1,20})/status/(\d+)/")


class Owner(msgspec.Struct, frozen=True, rename="camel"):
    """Whose archive it is; the e-mail address stays in the original."""

    account_id: str | None = None
    username: str | None = None
    account_display_name: str | None = None
    created_at: str | None = None


class Element(Tweet, frozen=True):
    """An element of one of the files: a tweet, wrapped since 2020, or the owner."""

    tweet: Tweet | None = None
    account: Owner | None = None


class Own(msgspec.Struct, frozen=True):
    """A tweet of the archive, and its author as far as the file itself gives it away."""

    tweet: Tweet
    owner: str | None


_element = msgspec.json.Decoder(Element).decode


def sniff(head: bytes) -> float:
    """The assignment with which each of the files begins."""
    return 0.95 if _PREFIX.match(head) else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the tweets of a file, or the owner.

    The tweets do not name their author. The first 16 MB are looked through for what gives the
    owner away: see `owner_of`.
    """
    head = file.read(PREFIX_BYTES)
    found = _PREFIX.match(head)
    start = found.end() if found else 0
    beginning = head[start:] + file.read(MAX_RECORD_BYTES)
    owner = owner_of([_unwrapped(e) for e in _elements(beginning) if isinstance(e, Element)])
    for item in read_raw_values(Rewound(beginning, file)):
        if isinstance(item, Rejected):
            yield msgspec.structs.replace(item, offset=item.offset + start)
            continue
        offset, raw = item[0] + start, item[1]
        element = decoded(_element, offset, raw, what="the element")
        if isinstance(element, Rejected):
            yield element
        else:
            yield Located(offset, element.account or Own(_unwrapped(element), owner))


def _elements(beginning: bytes) -> Iterator[Element | Rejected]:
    for item in read_raw_values(Rewound(beginning, _NOTHING)):
        if not isinstance(item, Rejected):
            yield decoded(_element, *item)


class _Nothing:
    """The end of a file."""

    def readline(self, _limit: int, /) -> bytes:
        return b""

    def read(self, _size: int, /) -> bytes:
        return b""


_NOTHING = _Nothing()


def _unwrapped(element: Element) -> Tweet:
    return element.tweet or element


def owner_of(tweets: Sequence[Tweet]) -> str | None:
    """Return the author of these tweets, who all are the same, as `x:ID` or `x:@handle`.

    One of them that replies to another of them replies to the author, and gives the id. The
    address of a picture in a tweet holds the tweet's id and its author's handle.
    """
    ids = {x_id(t.id_str, t.id) for t in tweets}
    for tweet in tweets:
        replied = x_id(tweet.in_reply_to_status_id_str, tweet.in_reply_to_status_id)
        owner = x_id(tweet.in_reply_to_user_id_str, tweet.in_reply_to_user_id)
        if owner is not None and replied is not None and replied in ids:
            return owner
    for tweet in tweets:
        for media in tweet.entities.media if tweet.entities else ():
            found = _OWN_PAGE.match(media.expanded_url or "")
            if found and x_id(found[2]) == x_id(tweet.id_str, tweet.id):
                return f"{PLATFORM}:@{found[1].lower()}"
    return None


def to_records(raw: Own | Owner, context: Context) -> Iterable[Record]:
    """Turn a tweet into a post of the owner, account.js into the owner's account."""
    if isinstance(raw, Owner):
        yield _account(raw, context.captured_us)
        return
    tweet = raw.tweet
    if tweet.user is not None:  # until 2018
        yield from records_of(tweet, context.captured_us)
        return
    owner = _named(context.account) or raw.owner
    if owner is None:
        raise BadRecord(
            "whose archive this is cannot be seen from the file; name the owner with --account "
            "(accountId in data/account.js), or load the whole archive"
        )
    yield post_of(tweet, owner, observed_us=context.captured_us)


def _named(account: str | None) -> str | None:
    """Return the account that the user named: an id or a handle."""
    if not account:
        return None
    name = account.removeprefix(f"{PLATFORM}:")
    return f"{PLATFORM}:{name}" if name.isdigit() else f"{PLATFORM}:@{name.lstrip('@').lower()}"


def _account(owner: Owner, at_us: int | None) -> Account:
    account_id = x_id(owner.account_id)
    if account_id is None:
        raise BadRecord("the account has no accountId")
    return Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=owner.username,
        name=owner.account_display_name,
        created_us=iso_us(owner.created_at) if owner.created_at else None,
        observed_us=at_us,
    )


def owner_beside(files: Mapping[str, bytes]) -> str | None:
    """Return the account of account.js."""
    for item in read(io.BytesIO(files.get("account.js", b""))):
        if isinstance(item, Located) and isinstance(item.value, Owner):
            return item.value.account_id
    return None


FORMAT = Format(
    name="x-archive",
    title="The archive of one's own tweets (tweets.js, account.js)",
    family="X / Twitter",
    example=(
        'window.YTD.tweets.part0 = [{"tweet": {"id_str": "17", "created_at": "Sat Mar 01 12:00:00 '
        '+0000 2025", "full_text": "look #car", "favorite_count": "2", "retweet_count": "0", '
        '"entities": {"hashtags": [{"text": "car"}], "user_mentions": [], "urls": []}}}]'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    siblings=("account.js",),
    owner=owner_beside,
    notes=(
        "tweets.js, tweet.js, deleted-tweets.js, community-tweet.js, account.js, and the monthly "
        "files of the years before 2018. The tweets do not name their author: account.js in the "
        "same folder or archive does, or `--account`. Without them a reply to a tweet of the same "
        "file gives the id, or a picture the handle. A repost does not say which tweet it repeats. "
        "What else is in the archive (likes, messages, addresses, advertising) is not read."
    ),
)
