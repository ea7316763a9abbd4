"""Input of which little can be said: a sentence that says so, never a crash, never a ring.

Through the real command line, on collections that lie in one workspace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from marionet.cli.app import app
from vault import Vault
from vault.schema import CANONICAL

NOON = datetime(2025, 1, 1, 12, 0, 7, tzinfo=UTC)
TEXT = "the brakes failed on the second day and nobody at the factory answered my calls"


@dataclass(frozen=True)
class Case:
    """Posts, their hashtags, and the beginnings of sentences that must be told."""

    posts: list[dict[str, Any]]
    told: tuple[str, ...]
    tags: list[dict[str, str]] = field(default_factory=list)


def post(number: int, account: int, at: datetime | None, **fields: Any) -> dict[str, Any]:
    return {
        "post_id": f"x:p{number:06}",
        "platform": "x",
        "account_id": f"x:a{account:05}",
        "created_at": at,
        "kind": "repost" if "repost_of" in fields else "original",
        "source": "0" * 64,
        "offset": number + 1,
        **fields,
    }


def liked(accounts: int, posts: int, hours: int, step_s: int = 1) -> list[dict[str, Any]]:
    """Accounts that pass on what they like, when they like: few pass on much."""
    rng = np.random.default_rng(3)
    who = (accounts * rng.power(2, posts)).astype(int)
    what = (40 * rng.power(0.5, posts)).astype(int)
    seconds = (rng.uniform(0, hours * 3600, posts) // step_s * step_s).astype(int)
    return [
        post(n, int(who[n]), NOON.replace(second=0) + timedelta(seconds=int(seconds[n])),
             repost_of=f"x:r{what[n]}")
        for n in range(posts)
    ]  # fmt: skip


def tagged(posts: list[dict[str, Any]], each: int, of: int) -> list[dict[str, str]]:
    rng = np.random.default_rng(4)
    return [
        {"post_id": row["post_id"], "tag": f"tag{tag}", "tag_seen": f"#tag{tag}"}
        for row in posts
        for tag in rng.choice(of, each, replace=False)
    ]


def much_by_one() -> Case:
    """One account on every hashtag, all day; a hundred others now and then."""
    rng = np.random.default_rng(5)
    ours = [post(n, 0, NOON + timedelta(seconds=7 * n), text="") for n in range(4_000)]
    others = [
        post(20_000 + n, 1 + n % 100, NOON + timedelta(seconds=int(rng.integers(28_000))), text="")
        for n in range(500)
    ]
    return Case(
        ours + others,
        ("One account wrote 4,000 of the 4,500 posts", "No post has a text"),
        tagged(ours + others, 2, 300),
    )


def crowd() -> Case:
    posts = [post(n, n, NOON, text="") for n in range(1_000)]
    return Case(posts, ("All posts bear the same time",), tagged(posts, 1, 1))


def hundred_tags() -> Case:
    rng = np.random.default_rng(6)
    posts = [
        post(n, int(rng.integers(60)), NOON + timedelta(minutes=17 * n), text="#")
        for n in range(240)
    ]
    return Case(posts, ("240 posts touch more than 40 objects each",), tagged(posts, 100, 800))


FUTURE = [{**row, "created_at": row["created_at"].replace(year=2099)} for row in liked(80, 600, 90)]
CASES: dict[str, Case] = {
    "no-posts": Case([], ("There are no posts here. Nothing can be said.",)),
    "one-account": Case(
        [post(n, 1, NOON + timedelta(hours=n), repost_of=f"x:r{n % 9}") for n in range(400)],
        ("All posts are by one account",),
    ),
    "three-accounts": Case(
        [post(n, n % 3, NOON + timedelta(hours=n), repost_of=f"x:r{n // 3}") for n in range(300)],
        ("There are 3 accounts; a ring has 5 or more. No ring can be found.",),
    ),
    "one-second": Case(
        [post(n, n % 60, NOON, repost_of=f"x:r{n // 60}") for n in range(600)],
        ("All posts bear the same time, 2025-01-01 12:00:07 UTC",),
    ),
    "one-text": Case(
        [post(n, n, NOON + timedelta(hours=n), text=TEXT) for n in range(300)],
        ("All 300 texts are the same.",),
    ),
    "future": Case(FUTURE, ("600 posts bear a time after they were loaded",)),
    "1970": Case(
        [
            post(n, n % 50, datetime(1970, 1, 1, tzinfo=UTC), repost_of=f"x:r{n // 50}")
            for n in range(500)
        ],
        ("All posts bear the same time, 1970-01-01 00:00:00 UTC",),
    ),
    "only-reposts": Case(liked(80, 900, 300), ("All posts are reposts",)),
    "no-time": Case(
        [post(n, n % 50, None, repost_of=f"x:r{n // 50}") for n in range(500)],
        ("None of the 500 posts has both a time and an account",),
    ),
    "no-account": Case(
        [{**post(n, 1, NOON), "account_id": None} for n in range(50)],
        ("None of the 50 posts has both a time and an account",),
    ),
    "empty-texts": Case(
        [post(n, n % 40, NOON + timedelta(hours=n), text=" " * (n % 3)) for n in range(200)],
        ("No post has a text",),
    ),
    "within-an-hour": Case(
        liked(80, 900, 1), ("All posts were made within 60 minutes; a ring is seen only on",)
    ),
    "minutes": Case(
        liked(200, 3_000, 60, step_s=60), ("3,000 of 3,000 posts have times that are exact to",)
    ),
    "days": Case(
        liked(200, 2_000, 24 * 90, step_s=86_400),
        ("2,000 of 2,000 posts have times that are exact to the minute or the day only.",),
    ),
    "much-by-one": much_by_one(),
    "crowd": crowd(),
    "hundred-tags": hundred_tags(),
}


def store(vault: Vault, collection: str, case: Case) -> None:
    with vault.begin_batch("test") as batch:
        batch.write("posts", pa.Table.from_pylist(case.posts, schema=CANONICAL["posts"]))
        tags = pa.Table.from_pylist(case.tags, schema=CANONICAL["post_hashtags"])
        batch.write("post_hashtags", tags)
        batch.commit(
            collection=collection,
            sources=["0" * 64],
            names=["test.jsonl"],
            format="interchange",
            duplicates=0,
            rejects=0,
            options={},
        )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    vault = Vault(home / "vault")
    for collection, case in CASES.items():
        store(vault, collection, case)
    return home


def marionet(home: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["--home", str(home), "-q", *arguments], catch_exceptions=False)
    return done.exit_code, done.output


@pytest.mark.parametrize("name", CASES)
def test_it_is_said_what_cannot_be_said_and_no_ring_comes_of_it(name: str, home: Path) -> None:
    code, printed = marionet(home, "detect", "--no-graph", "--collection", name)
    assert code == 0
    for sentence in CASES[name].told:
        assert f"Note: {sentence}" in printed
    assert f"{len(CASES[name].posts):,} posts," in printed
    assert " 0 rings, 0 flagged accounts" in printed


def test_a_period_without_posts_is_told(home: Path) -> None:
    code, printed = marionet(
        home, "detect", "--no-graph", "--collection", "only-reposts", "--from", "2031-01-01"
    )
    assert code == 0
    assert "Note: There are no posts in this period: all 900 are outside it" in printed
    assert "0 rings" in printed
