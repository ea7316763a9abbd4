"""X GraphQL: the answers that its web pages get, as twscrape and others keep them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import msgspec

from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.x.graphql import (
    Entry,
    Instruction,
    Named,
    Relations,
    Step,
    TweetResult,
    UserResult,
    visible,
)
from loaders.platforms.x.ids import PLATFORM, api_time_us, x_id
from loaders.platforms.x.legacy import Count, Extended, User, number
from loaders.platforms.x.posts import NOT_LONG, post_of
from loaders.platforms.x.values import Json, decoded, read_raw_values
from loaders.reading.lines import shown
from loaders.records import Account, BadRecord, Record

MAX_DEPTH = 20
NO_USER = User()
NO_NAME = Named()
NO_RELATIONS = Relations()

_parts = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode
_step = msgspec.json.Decoder(Step).decode
_instructions = msgspec.json.Decoder(list[Instruction]).decode
_entry = msgspec.json.Decoder(Entry).decode
_tweet = msgspec.json.Decoder(TweetResult).decode
_user = msgspec.json.Decoder(UserResult).decode

_SIGNS = (
    re.compile(rb'"__typename":'),
    re.compile(rb'"rest_id":'),
    re.compile(rb'"(legacy|core|user_results|tweet_results|relationship_counts)":'),
)


def sniff(head: bytes) -> float:
    """The names that only these answers have."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return 0.0
    return 0.9 * all(sign.search(head) for sign in _SIGNS)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each entry of each page: one that is bad spoils no other."""
    for item in read_raw_values(file):
        if isinstance(item, Rejected):
            yield item
            continue
        offset, raw = item
        instructions = _known(raw)
        if instructions:
            yield from _timeline(offset, instructions)
            continue
        found = decoded(_parts, offset, raw)
        if isinstance(found, Rejected):
            yield found
            continue
        try:
            yield from _opened(offset, found, raw, MAX_DEPTH)
        except msgspec.ValidationError as error:
            yield Rejected(offset, f"the timeline is none ({error})", shown(bytes(raw)))


def _opened(
    offset: int, parts: dict[str, msgspec.Raw], raw: Json, depth: int
) -> Iterator[Located | Rejected]:
    """Go down to the timelines and results of an answer; only its names are read on the way."""
    if depth == 0:
        return
    if "instructions" in parts:
        yield from _timeline(offset, _instructions(parts["instructions"]))
        return
    if "rest_id" in parts and ("legacy" in parts or "core" in parts):
        yield _result(offset, parts, raw)
    for name, part in parts.items():
        if name not in ("legacy", "core"):
            yield from _below(offset, part, depth)


def _below(offset: int, part: Json, depth: int) -> Iterator[Located | Rejected]:
    start = bytes(memoryview(part)[:1])
    if start == b"{":
        yield from _opened(offset, _parts(part), part, depth - 1)
    elif start == b"[" and depth:
        for element in _elements(part):
            yield from _below(offset, element, depth - 1)


def _result(offset: int, parts: dict[str, msgspec.Raw], raw: Json) -> Located | Rejected:
    is_user = "legacy" not in parts or bytes(parts.get("__typename", b"")) == b'"User"'
    found = decoded(_user if is_user else _tweet, offset, raw, what="the result")
    return found if isinstance(found, Rejected) else Located(offset, found)


def _known(raw: Json) -> Sequence[Instruction]:
    """Return the timeline of a page of a known form, in one pass instead of one per level."""
    try:
        return _step(raw).timeline_below()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()


def _timeline(offset: int, instructions: Sequence[Instruction]) -> Iterator[Located | Rejected]:
    for instruction in instructions:
        for raw in instruction.all_entries():
            found = decoded(_entry, offset, raw, what="the entry")
            yield found if isinstance(found, Rejected) else Located(offset, found)


def to_records(raw: Entry | TweetResult | UserResult, context: Context) -> Iterable[Record]:
    """Turn the tweets and users of an entry into posts and accounts; a cursor brings nothing."""
    if isinstance(raw, UserResult):
        yield _account(raw, context.captured_us)
    elif isinstance(raw, TweetResult):
        yield from _records(raw, context.captured_us)
    else:
        for item in raw.items():
            if item.tweet_results.result is not None:
                yield from _records(item.tweet_results.result, context.captured_us)
            if item.user_results.result is not None:
                yield from _listed(item.user_results.result, raw.entry_id, context.captured_us)


def _listed(user: UserResult, entry_id: str, at_us: int | None) -> Iterator[Record]:
    if user.rest_id is not None:
        yield _account(user, at_us)
        return
    # Suspended, or closed to who asked: only the entry still says who it is.
    kind, _, native = entry_id.rpartition("-")
    if kind != "user" or not native.isdigit():
        raise BadRecord("the user has no rest_id")
    yield Account(account_id=f"{PLATFORM}:{native}", platform=PLATFORM, observed_us=at_us)


def _records(result: TweetResult, at_us: int | None) -> Iterator[Record]:
    result = result.tweet or result  # what TweetWithVisibilityResults wraps
    legacy = result.legacy
    if legacy is None:
        return  # a tombstone: the tweet is deleted or withheld
    user = result.author()
    author = x_id(legacy.user_id_str, user.rest_id if user else None)
    if author is None:
        raise BadRecord("the tweet has no author (user_id_str, core.user_results)")
    repeats = legacy.retweeted_status_result or result.retweeted_status_result
    repeated, note = visible(repeats), result.note()
    yield post_of(
        legacy,
        author,
        observed_us=at_us,
        post_id=x_id(result.rest_id),
        long=Extended(note.text, note.entity_set, legacy.extended_entities) if note else NOT_LONG,
        source=result.source,
        views=number(result.views.count) if result.views else None,
        repost_of=x_id(repeated.rest_id) if repeated else None,
        is_repost=repeats is not None,
    )
    if user is not None and user.rest_id is not None:
        yield _account(user, at_us)
    for inner in (repeated, visible(result.quoted_status_result)):
        if inner is not None:
            yield from _records(inner, at_us)


def _account(result: UserResult, at_us: int | None) -> Account:
    """Return an account; its fields stand under `legacy`, or since 2025 in places of their own."""
    account_id = x_id(result.rest_id)
    if account_id is None:
        raise BadRecord("the user has no rest_id")
    old, core = result.legacy or NO_USER, result.core or NO_NAME
    counts, tweets = result.relationship_counts or NO_RELATIONS, result.tweet_counts
    created = core.created_at or old.created_at
    return Account(
        account_id=account_id,
        platform=PLATFORM,
        handle=core.screen_name or old.screen_name or None,
        name=core.name or old.name or None,
        bio=(result.profile_bio and result.profile_bio.description) or old.description or None,
        created_us=api_time_us(created) if created else None,
        followers=_either(counts.followers, old.followers_count),
        following=_either(counts.following, old.friends_count),
        posts=_either(tweets.tweets if tweets else None, old.statuses_count),
        verified=_verified(result, old),
        region=(result.location and result.location.location) or old.location or None,
        avatar=(result.avatar and result.avatar.image_url) or old.profile_image_url_https,
        observed_us=at_us,
    )


def _either(new: Count, old: Count) -> int | None:
    return number(old if new is None else new)


def _verified(result: UserResult, old: User) -> bool | None:
    """Whether the account shows a mark: the paid one counts, as it does in API v2."""
    new = result.verification
    known = [
        mark
        for mark in (new.verified if new else None, old.verified, result.is_blue_verified)
        if mark is not None
    ]
    return any(known) if known else None


FORMAT = Format(
    name="x-graphql",
    title="X GraphQL answers as twscrape keeps them (--raw)",
    family="X / Twitter",
    example=(
        '{"data": {"tweetResult": {"result": {"__typename": "Tweet", "rest_id": "17", "core": '
        '{"user_results": {"result": {"__typename": "User", "rest_id": "4", "core": '
        '{"screen_name": "ann", "name": "Ann"}}}}, "legacy": {"created_at": "Sat Mar 01 12:00:00 '
        '+0000 2025", "full_text": "look #car", "user_id_str": "4", "favorite_count": 2}}}}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Pages of timelines, searches, conversations, lists of users, single tweets and users; as "
        "one document or one a line. Long tweets are taken whole. Tweets that are repeated or "
        "quoted become posts too. A tombstone (deleted, withheld) brings nothing; a user who is "
        "not available is an account without a name. The counters of a repost are those of the "
        "original, so it has none."
    ),
)
