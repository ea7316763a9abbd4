"""What every post and account must fulfil, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from loaders.canonical.epoch import FIRST_US, LAST_US, believed
from loaders.canonical.missing import MARKERS
from loaders.records import (
    MAX_INT,
    MIN_INT,
    Account,
    AccountLink,
    BadRecord,
    Post,
    Record,
    Watched,
)
from vault.schema import POST_KINDS, PRECISIONS

MAX_ID_CHARACTERS = 512

# Most ids are so: digits of the platform, two numbers, the 24 digits of a hash of ours, addresses
# (`at://did:plc:...`), accounts of the fediverse. No marker of a missing id looks like them.
_SURE_ID = re.compile(
    r"[a-z]+:(?:[0-9]{2,300}|[0-9a-f]{24}|[0-9]{1,100}_[0-9]{1,100}"
    r"|(?:at|https)://[!-~]{2,300}|did:plc:[a-z0-9]{8,64}|[A-Za-z0-9_.-]{1,100}@[!-~]{2,100})"
)

_BAD_ID = re.compile(r"^\s|\s$|[\x00-\x1f\x7f\u2028\u2029]")


def check(record: Record) -> None:
    """Let a record pass, or say what is wrong with it.

    Raises:
        BadRecord: An id is missing, too long or holds a control character; a time is not
            believable; a post refers to itself; the kind is unknown; a number does not fit 64 bits.
    """
    if isinstance(record, Post):
        _check_post(record)
    elif isinstance(record, Account):
        _check_account(record)
    elif isinstance(record, Watched):
        _check_id(record.account_id, record.platform, "account_id")
    else:
        _check_link(record)


def check_columns(
    table: str, columns: Mapping[str, Sequence[Any]], add: Callable[[int, str], None]
) -> None:
    """Say of the rows of a table what `check` would say of its records.

    Times and numbers are not looked at: who reads them from text has done so.

    Args:
        table: `posts` or `accounts`.
        columns: Its columns.
        add: Takes the number of a row and what is wrong with it.
    """
    platforms = columns["platform"]
    if table == "posts":
        _check_ids(columns["post_id"], platforms, "post_id", add)
    _check_ids(columns["account_id"], platforms, "account_id", add)
    if table == "posts":
        _check_kinds(columns["kind"], add)
        _check_relations(columns, add)


def _check_ids(
    ids: Sequence[str], platforms: Sequence[str], name: str, add: Callable[[int, str], None]
) -> None:
    sure = _SURE_ID.fullmatch
    passed: set[str] = set()
    for row, (value, platform) in enumerate(zip(ids, platforms, strict=True)):
        if value in passed or sure(value):
            continue
        try:
            _check_id(value, platform, name)
        except BadRecord as error:
            add(row, str(error))
        else:
            passed.add(value)


def _check_kinds(kinds: Sequence[str], add: Callable[[int, str], None]) -> None:
    if unknown := set(kinds).difference(POST_KINDS):
        for row, kind in enumerate(kinds):
            if kind in unknown:
                add(row, _unknown_kind(kind))


def _check_relations(columns: Mapping[str, Sequence[Any]], add: Callable[[int, str], None]) -> None:
    for name in ("repost_of", "quote_of", "reply_to"):
        if not any(columns[name]):
            continue
        for row, (own, other) in enumerate(zip(columns["post_id"], columns[name], strict=True)):
            if own == other:
                add(row, "the post refers to itself")


def _unknown_kind(kind: str) -> str:
    return f"the kind {kind!r} is none of {', '.join(sorted(POST_KINDS))}"


def _check_post(post: Post) -> None:
    _check_id(post.post_id, post.platform, "post_id")
    _check_id(post.account_id, post.platform, "account_id")
    if not FIRST_US <= post.created_us <= LAST_US:
        believed(post.created_us)
    if post.kind not in POST_KINDS:
        raise BadRecord(_unknown_kind(post.kind))
    if post.precision not in PRECISIONS:
        raise BadRecord(f"the precision {post.precision!r} is none of {', '.join(PRECISIONS)}")
    if post.post_id in (post.repost_of, post.quote_of, post.reply_to):
        raise BadRecord("the post refers to itself")
    _check_numbers(post.likes, post.reposts, post.comments, post.views)


def _check_account(account: Account) -> None:
    _check_id(account.account_id, account.platform, "account_id")
    _check_numbers(account.followers, account.following, account.posts)


def _check_link(link: AccountLink) -> None:
    for name, value in (("account_a", link.account_a), ("account_b", link.account_b)):
        _check_id(value, value.partition(":")[0], name)
    if not link.kind:
        raise BadRecord("the kind of the relation is missing")


def _check_id(value: str, platform: str, name: str) -> None:
    if _SURE_ID.fullmatch(value):
        return
    if not value or len(value) == len(platform) + 1:
        raise BadRecord(f"{name} is missing")
    if value[len(platform) + 1 :].lower() in MARKERS:
        raise BadRecord(f"{name} {value!r} is a marker of a missing one")
    if len(value) > MAX_ID_CHARACTERS:
        raise BadRecord(f"{name} is longer than {MAX_ID_CHARACTERS} characters")
    if _BAD_ID.search(value):
        raise BadRecord(f"{name} holds a control character or ends in white space")


def _check_numbers(*numbers: int | None) -> None:
    for number in numbers:
        if number is not None and not MIN_INT <= number <= MAX_INT:
            raise BadRecord(f"a number of {number.bit_length()} bits does not fit 64")
