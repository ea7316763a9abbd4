"""Invented collections with known rings, as events: organic life, a fan club and rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from detection.events import EVENTS, Events
from detection.relations import Relations, open_relations
from vault.schema import RUN

HOUR = 3_600_000_000
START = 1_700_000_000_000_000


@dataclass
class Planted:
    """Touches (account, object, time) that become one post each, and who is in what."""

    rng: np.random.Generator
    account: list[int] = field(default_factory=list)
    object: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    objects: int = 0

    def touch(self, accounts: np.ndarray, objects: np.ndarray, at: np.ndarray) -> None:
        self.account.extend(accounts.tolist())
        self.object.extend(objects.tolist())
        self.at.extend(at.astype(np.int64).tolist())

    def organic(self, accounts: np.ndarray, objects: int, events: int) -> None:
        """Busy and idle accounts, popular and rare objects, each object with a life of its own."""
        busy = self.rng.pareto(1.5, accounts.size) + 0.2
        liked = 1.0 / np.arange(1, objects + 1) ** 0.8
        chosen = self.rng.choice(objects, events, p=liked / liked.sum())
        born = self.rng.uniform(0, 60 * 24, objects)
        age = self.rng.exponential(30, events)
        who = self.rng.choice(accounts, events, p=busy / busy.sum())
        self.touch(who, chosen + self.objects, START + (born[chosen] + age) * HOUR)
        self.objects += objects

    def fan_club(self, accounts: np.ndarray, objects: int) -> None:
        """Ever fewer accounts with ever more devotion: h n_h falls."""
        devotion = np.minimum(0.9, 0.01 / self.rng.uniform(0.005, 1, accounts.size) ** 1.0)
        born = self.rng.uniform(0, 60 * 24, objects)
        came = self.rng.uniform(size=(accounts.size, objects)) < devotion[:, np.newaxis]
        who, what = np.nonzero(came)
        age = self.rng.exponential(8, who.size)
        self.touch(accounts[who], what + self.objects, START + (born[what] + age) * HOUR)
        self.objects += objects

    def ring(self, accounts: np.ndarray, tasks: int, share: float = 0.5, lag_h: float = 1) -> None:
        """Accounts that take part in each task with the same probability."""
        born = self.rng.uniform(0, 60 * 24, tasks)
        came = self.rng.uniform(size=(accounts.size, tasks)) < share
        who, what = np.nonzero(came)
        lag = self.rng.exponential(lag_h, who.size)
        self.touch(accounts[who], what + self.objects, START + (born[what] + lag) * HOUR)
        self.objects += tasks

    def events(self, accounts: int, names: list[str] | None = None) -> Events:
        """Give codes to everything, as collect_events does."""
        names = names or [f"x:{number:06}" for number in range(accounts)]
        ids, code = np.unique(names, return_inverse=True)
        at = np.array(self.at, dtype=np.int64)
        table = pa.table(
            {
                "account": code[np.array(self.account, dtype=np.int64)].astype(np.int32),
                "post": np.arange(at.size),
                "object": np.array(self.object, dtype=np.int64),
                "at": at,
                "exact": np.full(at.size, 1_000_000),
            }
        )
        objects = [f"https://example.org/{number:05}" for number in range(self.objects)]
        return Events(
            events=table.cast(EVENTS).sort_by([(c, "ascending") for c in ("object", "at", "post")]),
            accounts=pa.array(ids.tolist(), pa.string()),
            posts=pa.array([f"x:p{number:08}" for number in range(at.size)], pa.string()),
            objects=pa.table(
                {
                    "signal": ["co_url"] * self.objects,
                    "object_id": objects,
                    "label": objects,
                    "node": ["Url"] * self.objects,
                    "timeless": [False] * self.objects,
                    "family": ["co_url"] * self.objects,
                }
            ),
            texts=RUN["texts"].empty_table(),
            text_copies=RUN["text_copies"].empty_table(),
            notes=(),
        )


@dataclass(frozen=True)
class Case:
    """A ring of 40 and a fan club of 1000 among 3500 accounts, and ways to make others."""

    accounts: int = 3500
    ring: np.ndarray = field(default_factory=lambda: np.arange(2000, 2040))
    club: np.ndarray = field(default_factory=lambda: np.arange(2500, 3500))

    def empty(self, seed: int = 0) -> Planted:
        return Planted(np.random.default_rng(seed))

    def plant(self, seed: int = 0) -> Planted:
        planted = self.empty(seed)
        planted.organic(np.arange(self.accounts), objects=800, events=15_000)
        planted.fan_club(self.club, objects=60)
        planted.ring(self.ring, tasks=30)
        return planted

    def random(self, below: int, size: int) -> np.ndarray:
        return np.random.default_rng(below).integers(0, below, size)

    def touched(self, accounts, objects, seconds) -> Planted:
        planted = self.empty()
        at = START + np.array(seconds, dtype=np.int64) * 1_000_000
        planted.touch(np.array(accounts), np.array(objects), at)
        planted.objects = int(np.max(np.array(objects), initial=-1)) + 1
        return planted

    def with_accounts(self, events: Events, codes: np.ndarray) -> Events:
        place = events.events.column_names.index("account")
        column = pa.array(codes.astype(np.int32))
        return replace(events, events=events.events.set_column(place, "account", column))

    def shifted(self, events: Events, shift_us: int) -> Events:
        place = events.events.column_names.index("at")
        at = pa.array(events.events["at"].to_numpy() + shift_us)
        return replace(events, events=events.events.set_column(place, "at", at))


@pytest.fixture(scope="session")
def case() -> Case:
    return Case()


@pytest.fixture(scope="session")
def planted(case: Case) -> Planted:
    return case.plant()


@pytest.fixture
def relations(tmp_path: Path) -> Iterator[Relations]:
    with open_relations(tmp_path) as opened:
        yield opened
