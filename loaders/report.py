"""What a load did, in numbers and in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vault import Batch


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of one file.

    Attributes:
        name: File name as the user gave it, without its folder; for a member of an archive its
            path inside; for many small files in one batch the first of them and how many more.
        format: Name of the format, with the mapping where there is one; empty where it is unknown.
        batch: The new batch; None where nothing was added.
        files: How many files it tells of.
        read: Rows of the file.
        stored: Rows that brought something new.
        repeated: Rows all of whose posts the collection has already.
        empty: Rows that hold neither post nor account.
        posts: Posts that were stored.
        accounts: Accounts that were observed, each counted once.
        duplicates: Posts whose id the collection has already, or that stand in the file twice.
        merged: Further rows of one post, where the format has several rows per post.
        rejects: Records that could not be read.
        seconds: Time taken.
        rejects_path: The file of rejects, where there are any.
        reasons: The most frequent reasons of rejects and their counts.
        links_unread: Links that are no web address.
        known: The batch that has these bytes already.
        skipped: Why the file was passed over.
        failed: Why the file could not be loaded, where the load went on with others.
    """

    name: str
    format: str = ""
    batch: Batch | None = None
    files: int = 1
    read: int = 0
    stored: int = 0
    repeated: int = 0
    empty: int = 0
    posts: int = 0
    accounts: int = 0
    duplicates: int = 0
    merged: int = 0
    rejects: int = 0
    seconds: float = 0.0
    rejects_path: Path | None = None
    reasons: dict[str, int] = field(default_factory=dict[str, int])
    links_unread: int = 0
    known: Batch | None = None
    skipped: str | None = None
    failed: str | None = None

    def sentence(self) -> str:
        """Return one line about the file."""
        if self.skipped:
            return f"{self.name}: passed over, {self.skipped}"
        if self.known:
            return (
                f"{self.name}: loaded already on {self.known.committed_at[:10]} as batch "
                f"{self.known.batch_id}; nothing was added"
            )
        if self.failed:
            return f"{self.name}: not loaded, {self.failed}"
        return f"{self.name} ({self.format}): {sums([self])}; {_totals([self])}"


def sums(reports: Iterable[LoadReport]) -> str:
    """Return how the rows add up: `1,000 rows read = 990 stored + 7 duplicates + 3 rejects`.

    A row is a duplicate when the collection has all of its posts; they are counted as sightings.
    """
    told = list(reports)
    text = (
        f"{sum(r.read for r in told):,} rows read = {sum(r.stored for r in told):,} stored + "
        f"{sum(r.repeated for r in told):,} duplicates + {sum(r.rejects for r in told):,} rejects"
    )
    if merged := sum(r.merged for r in told):
        text += f" + {merged:,} further rows of the same posts"
    if empty := sum(r.empty for r in told):
        text += f" + {empty:,} without post or account"
    return text


def totals(reports: Iterable[LoadReport]) -> str:
    """Return the last line of a load: `N posts, N accounts, N duplicates, N rejects, N s`."""
    return _totals(list(reports))


def _totals(reports: list[LoadReport]) -> str:
    return (
        f"{sum(r.posts for r in reports)} posts, {sum(r.accounts for r in reports)} accounts, "
        f"{sum(r.duplicates for r in reports)} duplicates, "
        f"{sum(r.rejects for r in reports)} rejects, {sum(r.seconds for r in reports):.1f} s"
    )
