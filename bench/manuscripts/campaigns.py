"""Campaigns of the demo generator with the manuscript of each post."""

from __future__ import annotations

from datetime import datetime

import msgspec
import numpy as np
import pyarrow as pa

from bench.manuscripts.score import Planted
from demo.campaign import plan
from demo.clock import Period
from demo.language import Pattern, load_language
from demo.ledger import Timetable
from demo.options import EVASIONS, CampaignOptions
from demo.people import populate
from demo.speaker import Speaker
from demo.voices import SPUN, Voice
from demo.world import LANGUAGES, build_world
from demo.writing import post_lines
from vault.schema import TIME


def plant(evasion: str, seed: int, accounts: int = 4_000) -> Planted:
    """Write a campaign of the demo.

    One manuscript is one set of sentence patterns, its opening story as it is worded: where the
    generator draws the same sentences for two orders, these are one manuscript.
    """
    options = CampaignOptions(seed=seed, evasion=evasion, organic_accounts=accounts).checked()
    period = Period.of(options)
    world = build_world(options, period)
    people = populate(options, world, period)
    times, _hard = plan(options, world, people, period)
    how = EVASIONS[evasion]
    decode = msgspec.json.Decoder().decode
    lines = b"".join(
        post_lines(times, world, people, how, seed, period.start, lambda _rows: None)
    ).splitlines()
    posts = [decode(line) for line in lines]
    truth = _truth(times, people.platform[times.account].tolist(), evasion, seed)
    kept = [row for row, post in enumerate(posts) if post["text"]]
    rows = pa.table(
        {
            "post_id": [f"{posts[k]['platform']}:{posts[k]['post_id']}" for k in kept],
            "account_id": [f"{posts[k]['platform']}:{posts[k]['account_id']}" for k in kept],
            "at": pa.array([datetime.fromisoformat(posts[k]["created_at"]) for k in kept], TIME),
            "text": [posts[k]["text"] for k in kept],
            "long": [False] * len(kept),
            "truth": truth[kept],
            "voice": [Voice(times.voice[k]).name.lower() for k in kept],
        }
    ).sort_by([("at", "ascending"), ("post_id", "ascending")])
    manuscript = rows["truth"].to_numpy()
    return Planted(rows, manuscript, rows["voice"].to_pylist(), manuscript >= 0)


def _truth(times: Timetable, platforms: list[int], evasion: str, seed: int) -> np.ndarray:
    """Return the manuscript of each post, -1 where it has none."""
    speakers = [Speaker(load_language(code), EVASIONS[evasion], seed) for code in LANGUAGES]
    numbers: dict[object, int] = {}
    known: dict[tuple[int, int, int], int] = {}
    for key in set(zip(times.voice.tolist(), times.subject.tolist(), platforms, strict=True)):
        voice, subject, platform = key
        known[key] = -1
        if Voice(voice) in SPUN:
            sentences = speakers[platform].manuscript(Voice(voice), subject)
            said = platform, frozenset(_meaning(sentence) for sentence in sentences)
            known[key] = numbers.setdefault(said, len(numbers))
    rows = zip(times.voice.tolist(), times.subject.tolist(), platforms, strict=True)
    return np.array([known[row] for row in rows])


def _meaning(sentence: Pattern) -> tuple[object, ...]:
    """Return a sentence whatever alternative of a slot comes first."""
    return tuple(piece if isinstance(piece, str) else frozenset(piece) for piece in sentence)
