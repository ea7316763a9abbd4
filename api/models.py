"""What the API answers with. Field names are the columns of the queries and of the vault."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Json


class Model(BaseModel):
    """Base: nothing that is not declared goes out or comes in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


T = TypeVar("T", bound=BaseModel)


class Asked(Model):
    """The question behind an answer, so that anyone can ask it again."""

    query: str = Field(description="Name in the catalogue; its Cypher is at /api/v1/queries/NAME.")
    revision: int = Field(description="Revision of the query.")
    sha256: str = Field(description="Digest of its Cypher.")
    parameters: dict[str, object] = Field(description="What it was asked with.")
    elapsed_ms: float = Field(description="Time until the answer was complete, milliseconds.")


class Page(Model, Generic[T]):
    """Some rows of a list; nothing is left out without a word."""

    items: list[T] = Field(description="The rows of this page.")
    shown: int = Field(description="Rows of this page.")
    total: int | None = Field(description="Rows in all; null where counting would take too long.")
    truncated: bool = Field(description="Whether there are more rows.")
    next: str | None = Field(description="Path of the next page; null when there is none.")
    asked: Asked | None = Field(description="The question behind the rows.")


class Collection(Model):
    """A set of files that belong together."""

    name: str
    batches: int = Field(description="Loads that added to it.")
    files: list[str] = Field(description="Names of the files, in the order of loading.")
    accounts: int = Field(description="Records of accounts; one account may have several.")
    posts: int
    duplicates: int = Field(description="Posts that were there already and were not added.")
    rejects: int = Field(description="Records that could not be read.")
    last_loaded_at: datetime


class RunOut(Model):
    """One detection run: what was asked, of what, and what came out."""

    run_id: str
    collection: str
    batches: list[str]
    parameters: dict[str, object]
    version: str
    counts: dict[str, int] = Field(description="Rows of the input and of each result table.")
    created_at: datetime
    notes: list[str] = Field(description="What was left out and why.")


class Ring(Model):
    """Accounts that act as one (tier `ring`), or an audience that looks like it."""

    ring_id: str
    run: str
    tier: str = Field(description="ring or audience-like.")
    rank: int = Field(description="1 is the most serious of its tier.")
    accounts: int
    bursts: int = Field(description="Independent pieces of evidence.")
    posts: int = Field(description="Posts that are evidence.")
    first: datetime | None
    last: datetime | None
    score: float | None = Field(description="0 to 1, for ordering.")
    p: float | None
    q: float | None = Field(description="q-value of the test ring against audience.")
    median_hits: float | None
    signals: Json[dict[str, int]] | None = Field(description="Signal to bursts.")
    reason: str | None = Field(description="Why it was flagged, in words and numbers.")


class RingDetail(Ring):
    """A ring with what speaks against it and the collection that its run read."""

    against: str | None = Field(description="What speaks against it, in words and numbers.")
    parent: str | None = Field(description="The larger ring that it is a part of.")
    signs: list[str] = Field(
        default=[],
        description="What members have in common more often than others, in words and numbers: "
        "signs of fake accounts that support the finding and do not prove it.",
    )
    collection: str | None


class Member(Model):
    """An account in a ring, and how strongly it is tied to it."""

    account_id: str
    platform: str | None
    handle: str | None
    name: str | None
    created_at: datetime | None
    followers: int | None
    following: int | None
    verified: bool | None
    region: str | None
    score: float | None
    p: float | None
    q: float | None
    hits: int | None = Field(description="Independent pieces of evidence that it took part in.")
    posts: int | None = Field(description="Its posts among the evidence.")
    first: datetime | None
    last: datetime | None


class Edge(Model):
    """Two near co-members: a line of the drawing. The proof is at /edges/A/B."""

    account_a: str
    account_b: str
    weight: float | None
    p: float | None
    shared: int | None = Field(description="Independent pieces of evidence of both.")
    first: datetime | None
    last: datetime | None


class Burst(Model):
    """One object during one spell of activity."""

    burst_id: str
    signal: str
    object_id: str
    label: str | None = Field(description="What was shared, for people.")
    bundle: int | None = Field(description="Bursts of one bundle travel in the same posts.")
    start: datetime
    end: datetime
    accounts: int
    members: int | None
    posts: int
    q: float | None


class BurstDetail(Burst):
    """A burst with the ring that it is evidence of."""

    ring_id: str | None
    run: str | None


class BurstPost(Model):
    """A post that is evidence."""

    post_id: str
    account_id: str
    handle: str | None
    name: str | None
    at: datetime
    kind: str | None
    text: str | None
    lang: str | None
    client: str | None
    url: str | None
    member: bool | None = Field(description="Whether its author is a member of the ring.")
    seconds: float = Field(description="Since the first post of the burst.")
    precision: str = Field(description="How exact its time is: second, minute or day.")


class SideBySide(Model):
    """The first post of each of two accounts in a burst of both."""

    burst_id: str
    signal: str
    object_id: str
    label: str | None
    at_a: datetime
    post_a: str
    text_a: str | None
    at_b: datetime
    post_b: str
    text_b: str | None
    gap_s: float = Field(description="Seconds from the first to the second account.")
    precision: str = Field(description="How exact the gap is: second, minute or day.")
    accounts: int = Field(description="Accounts in the burst.")


class Post(Model):
    """One post with its author and what it points to."""

    post_id: str
    account_id: str | None
    handle: str | None
    name: str | None
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
    observed_at: datetime | None = Field(description="When the counters were seen.")
    hashtags: list[str]
    urls: list[str]
    target_id: str | None
    target_account: str | None
    source: str | None = Field(description="SHA-256 of the original file.")
    line: int | None = Field(description="Line in the original, from 1.")
    stub: bool | None


class FoundAccount(Model):
    """An account that a search found."""

    account_id: str
    platform: str | None
    handle: str | None
    former_handles: str | None = Field(description="Handles that it had before.")
    name: str | None
    bio: str | None
    followers: int | None
    rings: int = Field(description="Rings of every run; groups like an audience do not count.")
    relevance: float


class FoundPost(Model):
    """A post that a search found."""

    post_id: str
    account_id: str | None
    handle: str | None
    name: str | None
    at: datetime | None
    kind: str | None
    text: str | None
    lang: str | None
    client: str | None
    url: str | None
    relevance: float


class Found(Model):
    """What a search found."""

    accounts: Page[FoundAccount] | None
    posts: Page[FoundPost] | None
