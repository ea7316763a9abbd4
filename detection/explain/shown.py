"""The parts that explanations have in common: posts and bursts as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detection.explain.reading import Reader, Row, plain


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post of a burst.

    Attributes:
        post_id: Its id.
        account_id: Who wrote it.
        handle: The handle seen last, or None.
        at: When, UTC.
        exact_s: Seconds that this may be off; None in runs that did not keep it.
        text: Its beginning, or None where it has none.
    """

    post_id: str
    account_id: str
    handle: str | None
    at: datetime
    exact_s: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class ShownBurst:
    """A burst with some of its posts.

    Attributes:
        burst_id: Its id.
        signal: Kind of what was shared.
        object_id: What was shared.
        label: The same for people.
        start: First post, UTC.
        end: Last post, UTC.
        accounts: Accounts that took part.
        members: Members of the ring among them.
        posts: Posts in all.
        q: Smallest q-value of a pair with another burst of the ring.
        shown: The first posts of members.
    """

    burst_id: str
    signal: str
    object_id: str
    label: str
    start: datetime
    end: datetime
    accounts: int
    members: int
    posts: int
    q: float | None
    shown: tuple[ShownPost, ...]


def show_posts(reader: Reader, rows: list[Row]) -> dict[str, ShownPost]:
    """Return the posts of rows of `burst_posts`, by id, with text and handle."""
    texts = reader.texts(row["post_id"] for row in rows)
    handles = reader.handles(row["account_id"] for row in rows)
    return {
        row["post_id"]: ShownPost(
            post_id=row["post_id"],
            account_id=row["account_id"],
            handle=handles.get(row["account_id"]),
            at=row["at"],
            exact_s=row["exact"],
            text=texts.get(row["post_id"]),
        )
        for row in rows
    }


def label_of(burst: Row) -> str:
    """Return what a burst is about, on one line."""
    return plain(burst["label"] or burst["object_id"])


def by_bundle(bursts: list[Row], most: int) -> list[Row]:
    """Return the first `most` bursts, one of each bundle: the others are no further evidence."""
    seen: set[int] = set()
    kept: list[Row] = []
    for burst in bursts:
        if burst["bundle"] not in seen and len(kept) < most:
            seen.add(burst["bundle"])
            kept.append(burst)
    return kept
