"""The timetable of all posts: who, when, what kind, of which other post; no text yet.

Numbers only, 48 bytes a post, so that ten million posts fit into memory while the texts are
written to disk piece by piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demo.voices import Voice

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

NONE = -1
TAGS_PER_POST = 3


class Kind(IntEnum):
    """Kinds of posts; the lower-case name is what the interchange format calls it."""

    ORIGINAL = 0
    REPOST = 1
    REPLY = 2


@dataclass(frozen=True, slots=True)
class Timetable:
    """All posts in order of time; `target` is the row of the post that is reposted or answered."""

    at: Ints  # seconds since 1970
    account: Ints
    kind: Ints
    target: Ints
    voice: Ints
    subject: Ints
    field: Ints
    tags: Ints  # shape (posts, TAGS_PER_POST)
    url: Ints
    order: Ints  # order of a ring that the post carries out, NONE for everyday life

    def __len__(self) -> int:
        return len(self.at)


_COLUMNS: dict[str, type[np.signedinteger]] = {
    "at": np.int64,
    "account": np.int32,
    "kind": np.int8,
    "target": np.int64,
    "voice": np.int8,
    "subject": np.int32,
    "field": np.int8,
    "tag0": np.int32,
    "tag1": np.int32,
    "tag2": np.int32,
    "url": np.int32,
    "order": np.int32,
}


class Ledger:
    """Collects posts; hands out row numbers so that later posts can refer to earlier ones."""

    def __init__(self) -> None:
        self._parts: dict[str, list[NDArray[np.signedinteger]]] = {name: [] for name in _COLUMNS}
        self._rows = 0

    def add(
        self,
        at: ArrayLike,
        account: ArrayLike,
        kind: Kind,
        voice: Voice | ArrayLike,
        *,
        target: ArrayLike = NONE,
        subject: ArrayLike = 0,
        field: ArrayLike = 0,
        tags: tuple[ArrayLike, ...] = (),
        url: ArrayLike = NONE,
        order: ArrayLike = NONE,
    ) -> Ints:
        """Add posts; scalars are repeated. Returns their row numbers."""
        moments = np.asarray(at, dtype=np.float64).astype(np.int64)
        count = len(moments)
        given: dict[str, ArrayLike] = {
            "at": moments,
            "account": account,
            "kind": int(kind),
            "target": target,
            "voice": voice,
            "subject": subject,
            "field": field,
            "url": url,
            "order": order,
        }
        for place in range(TAGS_PER_POST):
            given[f"tag{place}"] = tags[place] if place < len(tags) else NONE
        for name, kept in self._parts.items():
            kept.append(np.broadcast_to(np.asarray(given[name]), (count,)).astype(_COLUMNS[name]))
        rows = np.arange(self._rows, self._rows + count)
        self._rows += count
        return rows

    def column(self, name: str, rows: Ints) -> Ints:
        """Return one column of rows that were added."""
        return self._whole(name)[rows].astype(np.int64)

    def close(self, start: int, end: int) -> Timetable:
        """Return what falls into [start, end), sorted by time, without what cannot be.

        Left out: posts outside the period, reposts and replies of posts that were left out or that
        come later, and a second repost of one post by one account.
        """
        at, account = self._whole("at"), self._whole("account")
        kind, target = self._whole("kind"), self._whole("target")
        keep = (at >= start) & (at < end)
        refers = target != NONE
        keep[refers] &= keep[target[refers]] & (at[refers] > at[target[refers]])
        keep &= ~_repeated(account, target, (kind == Kind.REPOST) & keep)
        rows = np.flatnonzero(keep)
        rows = rows[np.argsort(at[rows], kind="stable")]
        place = np.full(len(at), NONE, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        # a repost may have lost its target to the rule on repetition only if that was a repost
        # itself, and nothing reposts a repost here
        moved = np.where(target[rows] == NONE, NONE, place[target[rows]])
        return Timetable(
            at=at[rows],
            account=account[rows],
            kind=kind[rows],
            target=moved,
            voice=self._whole("voice")[rows],
            subject=self._whole("subject")[rows],
            field=self._whole("field")[rows],
            tags=np.stack([self._whole(f"tag{i}")[rows] for i in range(TAGS_PER_POST)], axis=1),
            url=self._whole("url")[rows],
            order=self._whole("order")[rows],
        )

    def _whole(self, name: str) -> NDArray[np.signedinteger]:
        parts = self._parts[name]
        if len(parts) > 1:
            self._parts[name] = parts = [np.concatenate(parts)]
        return parts[0]


def _repeated(
    account: NDArray[np.signedinteger], target: NDArray[np.signedinteger], among: Flags
) -> Flags:
    """Mark every row of `among` whose (account, target) stood in an earlier row of it."""
    rows = np.flatnonzero(among)
    order = rows[np.lexsort((rows, target[rows], account[rows]))]
    again = (account[order][1:] == account[order][:-1]) & (target[order][1:] == target[order][:-1])
    marked = np.zeros(len(account), dtype=np.bool_)
    marked[order[1:][again]] = True
    return marked
