"""Bluesky's Jetstream: every public event of the network, one JSON object each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.time import believed
from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.atproto import (
    PLATFORM,
    POST,
    PROFILE,
    REPOST,
    PostRecord,
    RepostRecord,
    account_id,
    known_handle,
    post_of,
    repost_of,
    sort_time,
)
from loaders.reading.documents import read_json_values
from loaders.records import Account, BadRecord, Post, Record


class Commit(msgspec.Struct, frozen=True):
    """A change in the records of an account."""

    operation: str
    collection: str
    rkey: str
    record: Any = None


class Identity(msgspec.Struct, frozen=True):
    """A new handle; without one, something else about the identity changed."""

    handle: str | None = None


class State(msgspec.Struct, frozen=True):
    """Whether an account can be read, and why not."""

    active: bool
    status: str | None = None


class Profile(msgspec.Struct, frozen=True):
    """What an account says of itself."""

    displayName: str | None = None
    description: str | None = None
    createdAt: str | None = None
    avatar: Any = None


class Event(msgspec.Struct, frozen=True):
    """One event; `time_us` is when Jetstream saw it."""

    did: str
    time_us: int
    kind: str
    commit: Commit | None = None
    identity: Identity | None = None
    account: State | None = None


_SIGNS = (
    re.compile(rb'"time_us":\s*\d{15,17}\b'),
    re.compile(rb'"did":\s*"did:'),
    re.compile(rb'"kind":\s*"(commit|identity|account)"'),
)
_WRITES = ("create", "update")


def sniff(head: bytes) -> float:
    """The names that only Jetstream uses."""
    return 0.9 * all(sign.search(head) for sign in _SIGNS)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the events, one a line or as one array."""
    return read_json_values(file)


def to_records(raw: Any, _: Context) -> Iterator[Record]:
    """Turn an event into a post, a repost or an observation of an account, or into nothing."""
    event = msgspec.convert(raw, Event)
    believed(event.time_us, "time_us")
    if event.kind == "commit" and event.commit:
        yield from _committed(event, event.commit)
    elif event.kind == "identity" and event.identity:
        yield _account(event, handle=event.identity.handle)
    elif event.kind == "account" and event.account:
        state = {"active": event.account.active, "status": event.account.status}
        yield _account(event, extra=msgspec.json.encode(state).decode())
    else:
        raise BadRecord(f"an event of the kind {event.kind[:40]!r} is not known")


def _committed(event: Event, commit: Commit) -> Iterator[Post | Account]:
    if commit.operation not in _WRITES:
        return
    if commit.collection == POST:
        record = msgspec.convert(commit.record, PostRecord)
        at = event.time_us
        yield post_of(_uri(event, commit), event.did, record, seen_us=at, observed_us=at)
    elif commit.collection == REPOST:
        record = msgspec.convert(commit.record, RepostRecord)
        yield repost_of(
            _uri(event, commit),
            event.did,
            record.subject,
            created_us=sort_time(record.createdAt, event.time_us),
            observed_us=event.time_us,
        )
    elif commit.collection == PROFILE:
        profile = msgspec.convert(commit.record, Profile)
        yield _account(event, profile=profile)


def _uri(event: Event, commit: Commit) -> str:
    if not commit.rkey:
        raise BadRecord("post_id is missing")
    return f"at://{event.did}/{commit.collection}/{commit.rkey}"


def _account(
    event: Event,
    *,
    handle: str | None = None,
    profile: Profile | None = None,
    extra: str | None = None,
) -> Account:
    profile = profile or Profile()
    return Account(
        account_id=account_id(event.did),
        platform=PLATFORM,
        handle=known_handle(handle),
        name=profile.displayName or None,
        bio=profile.description or None,
        observed_us=event.time_us,
        extra=extra,
    )


FORMAT = Format(
    name="bluesky-jetstream",
    title="Events of Bluesky's Jetstream",
    family="Other platforms",
    example=(
        '{"did": "did:plc:ann", "time_us": 1740830400000000, "kind": "commit", "commit": '
        '{"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3ljc", "record": '
        '{"$type": "app.bsky.feed.post", "createdAt": "2025-03-01T12:00:00Z", "text": "Look"}}}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Events one a line, or in one array, as `marionet collect` captures them too. Posts and "
        "reposts become posts; profiles, changes of handle and of the state of an account (in "
        "`extra`: `active`, `status`) become observations of accounts. Likes, follows, blocks, "
        "other collections and deletions are counted as read and give no record: they stay in the "
        "original. Anybody can claim any time for a post: where a claim is later than the time at "
        "which Jetstream saw it, or no time at all, the latter is taken. Links, tags and mentions "
        "are those that the post marks; where it marks none, those in its text."
    ),
)
