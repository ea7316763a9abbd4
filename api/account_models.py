"""What the API answers of one account."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.models import Model


class Account(Model):
    """One profile on one platform, as it was last seen."""

    account_id: str
    platform: str | None
    native_id: str | None
    handle: str | None
    handle_first: datetime | None = Field(description="First seen with this handle.")
    handle_last: datetime | None = Field(description="Last seen with this handle.")
    former_handles: str | None = Field(
        description="Handles that it had before, with spaces between; with times at its /handles."
    )
    name: str | None
    bio: str | None
    created_at: datetime | None
    followers: int | None
    following: int | None
    posts: int | None
    verified: bool | None
    region: str | None
    stub: bool | None = Field(description="True while it is only referred to.")


class AccountHandle(Model):
    """A handle that an account has or had."""

    handle: str
    present: bool = Field(description="Whether it is the latest that was seen.")
    first: datetime | None = Field(description="First seen with it.")
    last: datetime | None = Field(description="Last seen with it.")
    others: int = Field(description="Other accounts that were seen with it at any time.")


class AccountList(Model):
    """A list that somebody put an account, or its handle, on; no finding."""

    list: str
    note: str | None = Field(description="What the list says of it.")
    entry: str = Field(description="What the list names: the account, or a handle that it had.")


class AccountLink(Model):
    """A relation to another account as another tool gave it; no conclusion of Marionet."""

    account_id: str
    handle: str | None
    name: str | None
    direction: str = Field(description="out: from the account asked for; in: to it.")
    kind: str | None = Field(description="Kind of relation, as that tool names it.")
    weight: float | None = Field(description="In the unit of that tool.")
    first: datetime | None
    last: datetime | None


class AccountRing(Model):
    """A ring that an account is a member of."""

    ring_id: str
    run: str
    tier: str
    rank: int
    accounts: int
    ring_score: float | None
    score: float | None
    q: float | None
    hits: int | None
    posts: int | None
    first: datetime | None
    last: datetime | None
    run_created_at: datetime | None


class AccountPost(Model):
    """A post of an account."""

    post_id: str
    at: datetime | None
    kind: str | None
    text: str | None
    lang: str | None
    client: str | None
    url: str | None
    likes: int | None
    reposts: int | None
    comments: int | None
    views: int | None
    target_id: str | None = Field(description="The post that it passes on or answers.")
    target_account: str | None
