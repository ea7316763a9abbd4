"""What the watch remembers: what was told, to whom it was delivered, what is still to be sent.

One SQLite file of the workspace. Alerts, their deliveries and what is known afterwards are written
in one transaction: a process that dies loses no alert, and raises none twice. Whether a delivery
that was under way arrived cannot be known; it is repeated, and carries the same id.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from marionet.errors import WorkspaceError
from watching.alert import Alert
from watching.change import KnownRing

PENDING: Final = "pending"
SENT: Final = "sent"
DEAD: Final = "dead"

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS alerts (
  alert_id TEXT PRIMARY KEY, at TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
  alert_id TEXT NOT NULL REFERENCES alerts, channel TEXT NOT NULL, state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL DEFAULT 0, error TEXT,
  PRIMARY KEY (alert_id, channel));
CREATE TABLE IF NOT EXISTS rings (
  collection TEXT NOT NULL, name TEXT NOT NULL, accounts INTEGER NOT NULL, last TEXT NOT NULL,
  PRIMARY KEY (collection, name));
CREATE TABLE IF NOT EXISTS manuscripts (
  collection TEXT NOT NULL, manuscript_id TEXT NOT NULL, platform TEXT NOT NULL,
  PRIMARY KEY (collection, manuscript_id, platform));
CREATE TABLE IF NOT EXISTS passes (
  collection TEXT PRIMARY KEY, run_id TEXT NOT NULL, batches TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS unpublished (
  collection TEXT NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY (collection, run_id));
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert on its way to one channel."""

    alert_id: str
    channel: str
    state: str
    attempts: int
    next_at: float
    error: str | None
    content: dict[str, Any]


class Memory:
    """The memory of one workspace.

    Args:
        path: The file; made with mode 0600 where it is missing.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        os.close(descriptor)
        self._path = path
        with self._open() as database:
            database.executescript(_TABLES)

    def last_pass(self, collection: str) -> tuple[str, frozenset[str]] | None:
        """Return the run of the last pass and the batches that it saw; None before the first."""
        rows = self._rows("SELECT run_id, batches FROM passes WHERE collection = ?", collection)
        return next(((run, frozenset(json.loads(batches))) for run, batches in rows), None)

    def rings(self, collection: str) -> dict[str, KnownRing]:
        """Return the rings that were told of, by lasting name."""
        rows = self._rows("SELECT name, accounts, last FROM rings WHERE collection = ?", collection)
        return {name: KnownRing(n, datetime.fromisoformat(last)) for name, n, last in rows}

    def platforms(self, collection: str) -> dict[str, frozenset[str]]:
        """Return the platforms on which manuscripts are known, by manuscript_id."""
        query = "SELECT manuscript_id, platform FROM manuscripts WHERE collection = ?"
        found: dict[str, set[str]] = {}
        for manuscript_id, platform in self._rows(query, collection):
            found.setdefault(manuscript_id, set()).add(platform)
        return {key: frozenset(platforms) for key, platforms in found.items()}

    def remember(
        self,
        collection: str,
        run_id: str,
        batches: Iterable[str],
        *,
        at: str,
        alerts: Iterable[tuple[Alert, str]],
        channels: Iterable[str],
        rings: Iterable[tuple[str, KnownRing]],
        platforms: Iterable[tuple[str, str]],
    ) -> list[str]:
        """Keep a pass, whole or not at all; return the ids of the alerts that are new.

        Args:
            collection: What was watched.
            run_id: The run that was made.
            batches: What it read.
            at: When, ISO 8601.
            alerts: The alerts with their content as JSON.
            channels: Names of the channels that get them.
            rings: What is known of each ring from now on.
            platforms: manuscript_id, platform: what is known from now on.
        """
        to = list(channels)
        raised: list[str] = []
        with self._open() as database:
            for alert, content in alerts:
                key = (alert.alert_id,)
                if database.execute("SELECT 1 FROM alerts WHERE alert_id = ?", key).fetchone():
                    continue
                raised.append(alert.alert_id)
                database.execute("INSERT INTO alerts VALUES (?, ?, ?)", (*key, at, content))
                database.executemany(
                    "INSERT INTO deliveries (alert_id, channel, state) VALUES (?, ?, ?)",
                    [(alert.alert_id, channel, PENDING) for channel in to],
                )
            database.executemany(
                "INSERT OR REPLACE INTO rings VALUES (?, ?, ?, ?)",
                [(collection, name, ring.accounts, ring.last.isoformat()) for name, ring in rings],
            )
            database.executemany(
                "INSERT OR IGNORE INTO manuscripts VALUES (?, ?, ?)",
                [(collection, manuscript, platform) for manuscript, platform in platforms],
            )
            database.execute(
                "INSERT OR REPLACE INTO passes VALUES (?, ?, ?, ?)",
                (collection, run_id, json.dumps(sorted(batches)), at),
            )
            database.execute(
                "INSERT OR IGNORE INTO unpublished VALUES (?, ?)", (collection, run_id)
            )
        return raised

    def unpublished(self, collection: str) -> list[str]:
        """Return the runs that are still to be brought into the graph, oldest first."""
        query = "SELECT run_id FROM unpublished WHERE collection = ? ORDER BY rowid"
        return [run_id for (run_id,) in self._rows(query, collection)]

    def published(self, collection: str, run_id: str) -> None:
        """Say that a run is in the graph, or never will be."""
        with self._open() as database:
            database.execute(
                "DELETE FROM unpublished WHERE collection = ? AND run_id = ?", (collection, run_id)
            )

    def due(self, now: float) -> list[Delivery]:
        """Return the deliveries that are to be tried at a time (seconds since 1970)."""
        return self._deliveries("d.state = ? AND d.next_at <= ?", PENDING, now)

    def next_due(self, channels: Iterable[str]) -> float | None:
        """Return when the next delivery to one of these channels is due, seconds since 1970."""
        there = set(channels)
        rows = self._rows("SELECT channel, next_at FROM deliveries WHERE state = ?", PENDING)
        return min((at for channel, at in rows if channel in there), default=None)

    def unsent(self) -> list[Delivery]:
        """Return the deliveries that wait or were given up, oldest first."""
        return self._deliveries("d.state <> ?", SENT)

    def all(self) -> list[Delivery]:
        """Return all deliveries, oldest first; an alert without a receiver has an empty one."""
        return self._deliveries("a.alert_id IS NOT NULL")

    def delivered(self, delivery: Delivery) -> None:
        """Say that a delivery arrived."""
        self._move(delivery, SENT, delivery.attempts + 1, 0.0, None)

    def failed(self, delivery: Delivery, error: str, next_at: float | None) -> None:
        """Say that a delivery failed; without a further time it is given up."""
        state = PENDING if next_at is not None else DEAD
        self._move(delivery, state, delivery.attempts + 1, next_at or 0.0, error)

    def postpone(self, channel: str, until: float) -> None:
        """Let nothing be due for a channel before a time: it has just failed."""
        with self._open() as database:
            database.execute(
                "UPDATE deliveries SET next_at = max(next_at, ?) WHERE channel = ? AND state = ?",
                (until, channel, PENDING),
            )

    def retry(self) -> int:
        """Make all deliveries that were given up or wait due again; return how many."""
        with self._open() as database:
            return database.execute(
                "UPDATE deliveries SET state = ?, attempts = 0, next_at = 0 WHERE state <> ?",
                (PENDING, SENT),
            ).rowcount

    def _move(
        self, delivery: Delivery, state: str, attempts: int, next_at: float, error: str | None
    ) -> None:
        with self._open() as database:
            database.execute(
                "UPDATE deliveries SET state = ?, attempts = ?, next_at = ?, error = ? "
                "WHERE alert_id = ? AND channel = ?",
                (state, attempts, next_at, error, delivery.alert_id, delivery.channel),
            )

    def _deliveries(self, where: str, *values: object) -> list[Delivery]:
        # `where` is one of the literals above
        query = (
            "SELECT a.alert_id, coalesce(d.channel, ''), coalesce(d.state, 'kept'), "
            "coalesce(d.attempts, 0), coalesce(d.next_at, 0), d.error, a.content "
            "FROM alerts a LEFT JOIN deliveries d USING (alert_id) WHERE " + where + " "
            "ORDER BY a.rowid, d.channel"
        )
        return [
            Delivery(*row[:6], content=json.loads(row[6])) for row in self._rows(query, *values)
        ]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._open() as database:
            return database.execute(query, values).fetchall()

    @contextmanager
    def delivering(self) -> Generator[None]:
        """Hold deliveries: `marionet alerts retry` beside a watch sends nothing a second time."""
        with FileLock(self._path.with_name("deliver.lock")):
            yield

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        """Open the file for one transaction."""
        try:
            with closing(sqlite3.connect(self._path, timeout=30)) as database, database:
                yield database
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"The memory of the watch, {self._path}, cannot be used ({error}). Free space; if "
                "the file is damaged, move it away: then all rings are told of once more."
            ) from error
