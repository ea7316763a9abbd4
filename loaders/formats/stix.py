"""STIX 2.1 bundles: the user-account objects that other teams share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from loaders.canonical.profile import id_of_handle
from loaders.canonical.time import iso_us
from loaders.format import Context, Format, Located, Rejected
from loaders.reading.nested import Nested, read_nested
from loaders.records import Account, BadRecord, Record, Watched, qualified

_NO_PLATFORMS = frozenset(
    ("ldap", "nis", "openid", "radius", "tacacs", "unix", "windows-local", "windows-domain")
)
"""Of the vocabulary `account-type-ov`: accounts on machines, which post nothing."""
_PLATFORMS = {"twitter": "x", "x": "x", "sina-weibo": "weibo"}


class UserAccount(msgspec.Struct, frozen=True):
    """A user-account, section 6.16 of the STIX 2.1 specification."""

    id: str
    user_id: str | None = None
    account_login: str | None = None
    account_type: str | None = None
    display_name: str | None = None
    account_created: str | None = None
    labels: list[str] = []


def sniff(head: bytes) -> float:
    """A bundle with a user-account near its beginning, or one object alone."""
    if b'"user-account' not in head or b'"type"' not in head:
        return 0.0
    return 0.9 if b'"bundle' in head else 0.6


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each user-account of the bundle; objects of other types are passed over."""
    for item in read_nested(file, ("objects.item",)):
        if isinstance(item, Rejected):
            yield item
            continue
        nested: Nested = item.value
        value = nested.value
        if not isinstance(value, dict):
            yield Rejected(item.offset, "an entry of the bundle is no object", value)
        elif value.get("type") == "user-account":
            yield Located(item.offset, value)


def to_records(raw: dict[str, Any], context: Context) -> Iterator[Record]:
    """Turn a user-account into an observation of it and its place on the bundle's list."""
    user = msgspec.convert(raw, UserAccount)
    kind = (user.account_type or "").lower()
    platform = _PLATFORMS.get(kind, kind) or context.platform
    if not platform:
        raise BadRecord("the user-account has no account_type; name its platform with --platform")
    if platform in _NO_PLATFORMS:
        raise BadRecord(f"{platform!r} is no platform on which accounts post")
    login = user.account_login.lstrip("@") if user.account_login else None
    by_login = id_of_handle(platform, login) if login else None
    account_id = qualified(platform, user.user_id or by_login) or ""
    yield Account(
        account_id=account_id,
        platform=platform,
        handle=login,
        name=user.display_name,
        created_us=iso_us(user.account_created) if user.account_created else None,
    )
    note = ", ".join(user.labels) or None
    yield Watched(account_id=account_id, platform=platform, note=note)


FORMAT = Format(
    name="stix",
    title="STIX 2.1 bundles: their user-account objects, as a watch list",
    family="Tools",
    example=(
        '{"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000001", "objects": '
        '[{"type": "user-account", "spec_version": "2.1", '
        '"id": "user-account--00000000-0000-5000-8000-000000000002", "user_id": "4", '
        '"account_login": "ann", "account_type": "twitter", "display_name": "Ann"}]}'
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "`account_type` names the platform (`twitter` is `x`); where it is absent `--platform` "
        "does. An account without `user_id` is known by its login. Accounts on machines (`unix`, "
        "`windows-domain` ...) are rejected; objects of other types stay in the original only. The "
        "accounts are on a list with the name of the file."
    ),
)
