"""Writes a campaign to disk: posts as interchange lines, the truth as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from demo.language import load_language, roll
from demo.ledger import NONE, Ints, Kind, Timetable
from demo.options import Evasion
from demo.people import People
from demo.profiles import Profiles, native_ids
from demo.speaker import Speaker
from demo.voices import Voice
from demo.world import LANGUAGES, PLATFORMS, World

CHUNK_POSTS = 20_000
FIRST_POST_ID = 5_000_000_000_000_000
TRACKING = ("", "", "", "?utm_source=app", "?utm_source=share&utm_medium=link")
CLIENTS = ("web", "android", "iphone", "tablet")


def post_ids(times: Timetable, start: int) -> Ints:
    """Return the native ids of all posts: unique, growing with time."""
    row = np.arange(len(times))
    return FIRST_POST_ID + (times.at - start) * 1_000_000 + row % 1_000_000


def post_lines(
    times: Timetable,
    world: World,
    people: People,
    evasion: Evasion,
    seed: int,
    start: int,
    advance: Callable[[int], None],
) -> Iterator[bytes]:
    """Return the interchange line of each post, in order of time, chunk by chunk."""
    writer = _PostWriter(times, world, people, evasion, seed, start)
    for first in range(0, len(times), CHUNK_POSTS):
        rows = range(first, min(first + CHUNK_POSTS, len(times)))
        yield writer.lines(rows)
        advance(len(rows))


class _PostWriter:
    """Turns rows of the timetable into lines of JSON."""

    def __init__(
        self,
        times: Timetable,
        world: World,
        people: People,
        evasion: Evasion,
        seed: int,
        start: int,
    ) -> None:
        self._times, self._world = times, world
        self._speakers = [Speaker(load_language(code), evasion, seed) for code in LANGUAGES]
        self._dice = roll([seed, 41])
        self._profiles = Profiles(people, seed)
        self._first = _first_posts(times, len(people))
        self._platform = people.platform
        self._account = native_ids(people)
        self._post = post_ids(times, start)
        self._encode = msgspec.json.Encoder().encode

    def lines(self, rows: range) -> bytes:
        """Return the lines of some rows."""
        times, part = self._times, slice(rows.start, rows.stop)
        moments = np.datetime_as_string(times.at[part].astype("datetime64[s]"), timezone="UTC")
        target = times.target[part]
        account = times.account[part]
        # what is known about an account stands beside its first post
        first = np.where(self._first[account] == np.asarray(rows), account, NONE)
        columns = zip(
            first.tolist(),
            self._post[part].tolist(),
            self._platform[account].tolist(),
            self._account[account].tolist(),
            moments.tolist(),
            times.kind[part].tolist(),
            np.where(target == NONE, NONE, self._post[target]).tolist(),
            times.voice[part].tolist(),
            times.subject[part].tolist(),
            times.field[part].tolist(),
            times.tags[part].tolist(),
            times.url[part].tolist(),
            strict=True,
        )
        return b"".join(self._encode(self._post_of(*row)) + b"\n" for row in columns)

    def _post_of(
        self,
        new_account: int,
        post_id: int,
        platform: int,
        account_id: int,
        created_at: str,
        kind: int,
        target: int,
        voice: int,
        subject: int,
        field: int,
        tags: list[int],
        url: int,
    ) -> dict[str, Any]:
        names = [self._world.tags[t] for t in tags if t != NONE]
        links = [] if url == NONE else [self._world.urls[url] + self._tracking()]
        text = self._speakers[platform].say(Voice(voice), subject, field)
        post: dict[str, Any] = {
            "post_id": str(post_id),
            "platform": PLATFORMS[platform],
            "account_id": str(account_id),
            "created_at": created_at,
            "kind": Kind(kind).name.lower(),
            "text": _whole_text(text, names, links, chinese=platform == 0),
            "lang": LANGUAGES[platform],
            "client": CLIENTS[account_id % len(CLIENTS)],
            "hashtags": names,
            "urls": links,
        }
        if new_account != NONE:
            post["account"] = self._profiles.of(new_account)
        if target != NONE:
            post["repost_of" if kind == Kind.REPOST else "reply_to"] = str(target)
        return post

    def _tracking(self) -> str:
        return TRACKING[next(self._dice) % len(TRACKING)]


def _first_posts(times: Timetable, accounts: int) -> Ints:
    """Return the row of each account's first post, NONE for those that never post."""
    found, row = np.unique(times.account, return_index=True)
    first = np.full(accounts, NONE, dtype=np.int64)
    first[found] = row
    return first


def _whole_text(text: str, tags: list[str], links: list[str], *, chinese: bool) -> str:
    marked = [f"#{tag}#" if chinese else f"#{tag}" for tag in tags]
    return " ".join(piece for piece in (text, *marked, *links) if piece)


def write_rows(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a small CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
