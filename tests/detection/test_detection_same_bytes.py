"""The same posts give the same run, byte for byte, however they came and whatever computes it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from detection import relations
from detection.detect import detect
from detection.options import Options
from marionet.progress import SILENT
from vault import Run, Vault
from vault.schema import CANONICAL, RUN

REPOSITORY = Path(__file__).resolve().parents[2]
START = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = ("brake", "factory", "wheel", "sunday", "garden", "letter", "harbour", "window", "colour")
TABLES = ("posts", "post_hashtags", "post_urls")


def collection() -> dict[str, list[dict[str, Any]]]:
    """Two rings and a crowd, with texts, links, hashtags, reposts and many equal times."""
    rng = np.random.default_rng(7)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}

    def add(account: int, hours: float, **fields: Any) -> None:
        number = len(found["posts"])
        post = f"x:p{number:05}"
        tag, url = fields.pop("tag", None), fields.pop("url", None)
        at = START + timedelta(seconds=round(float(hours) * 3600))
        found["posts"].append(
            {"post_id": post, "platform": "weibo", "account_id": f"x:a{account:04}",
             "created_at": at, "kind": "original", "source": "0" * 64, "offset": number + 1,
             **fields}
        )  # fmt: skip
        if tag is not None:
            found["post_hashtags"].append({"post_id": post, "tag": tag, "tag_seen": f"#{tag}"})
        if url is not None:
            found["post_urls"].append(
                {"post_id": post, "url": url, "url_seen": url, "domain": "example.org"}
            )

    def text() -> str:
        return " ".join(rng.choice(WORDS, 12)) + f" {rng.integers(10**6)}"

    for _ in range(2500):
        likes = int(90 * rng.power(0.6))
        hours = likes * 7 + rng.exponential(20)
        add(50 + int(rng.integers(250)), hours, repost_of=f"x:r{likes}", tag=f"t{likes % 17}")
    for task in range(16):
        manuscript, start = text(), task * 41.0
        for account in np.flatnonzero(rng.uniform(size=25) < 0.8):
            add(int(account), start + rng.exponential(1), text=f"{manuscript} {rng.choice(WORDS)}")
        for account in 25 + np.flatnonzero(rng.uniform(size=25) < 0.7):
            add(int(account), start + rng.exponential(1), url=f"https://example.org/{task}")
    return found


def stored(root: Path, batches: list[dict[str, list[dict[str, Any]]]]) -> Vault:
    vault = Vault(root)
    for rows in batches:
        with vault.begin_batch("test") as batch:
            for name in TABLES:
                batch.write(name, pa.Table.from_pylist(rows[name], schema=CANONICAL[name]))
            batch.commit(
                collection="default", sources=["0" * 64], names=["test.jsonl"],
                format="interchange", duplicates=0, rejects=0, options={},
            )  # fmt: skip
    return vault


def digests(run: Run) -> dict[str, str]:
    return {name: hashlib.sha256(run.path(name).read_bytes()).hexdigest() for name in RUN}


def tables(run: Run) -> dict[str, list[dict[str, Any]]]:
    """Return the tables with the ids of rings and bursts without what comes of the run's id."""
    prefix = run.run_id.removeprefix("run-")[:6]

    def plain(value: Any) -> Any:
        return value.replace(f"{prefix}-", "") if isinstance(value, str) else value

    return {
        name: [
            {column: plain(value) for column, value in row.items()}
            for row in run.read(name).to_pylist()
        ]
        for name in RUN
    }


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return stored(tmp_path_factory.mktemp("home") / "vault", [collection()])


@pytest.fixture(scope="module")
def run(vault: Vault) -> Run:
    return detect(vault, "default", Options(), SILENT)


def test_there_is_something_to_compare(run: Run) -> None:
    assert run.read("rings")["tier"].to_pylist().count("ring") == 2
    assert all(run.read(name).num_rows for name in ("members", "bursts", "edges", "texts"))


def test_posts_shuffled_over_several_batches_give_the_same_tables(run: Run, tmp_path: Path) -> None:
    whole = collection()
    rng = np.random.default_rng(1)
    part = {row["post_id"]: int(rng.integers(3)) for row in whole["posts"]}
    batches: list[dict[str, list[dict[str, Any]]]] = []
    for number in range(3):
        shuffled = {
            name: [rows[k] for k in rng.permutation(len(rows))] for name, rows in whole.items()
        }
        batches.append(
            {
                name: [row for row in rows if part[row["post_id"]] == number]
                for name, rows in shuffled.items()
            }
        )
    other = detect(stored(tmp_path / "vault", batches), "default", Options(), SILENT)
    assert other.run_id != run.run_id
    assert tables(other) == tables(run)
    assert other.notes == run.notes


CALL = """
import sys
from pathlib import Path
from detection.detect import detect
from detection.options import Options
from marionet.progress import SILENT
from vault import Vault
detect(Vault(Path(sys.argv[1])), "default", Options(), SILENT, again=True)
"""


def test_another_process_with_other_hashes_and_threads_gives_the_same_bytes(
    vault: Vault, run: Run
) -> None:
    before = digests(run)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4242",
        "NUMBA_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": "1",
    }
    subprocess.run(
        [sys.executable, "-c", CALL, str(vault.root)], check=True, cwd=REPOSITORY, env=environment
    )
    again = vault.run(run.run_id)
    assert again.created_at > run.created_at
    assert digests(again) == before


@pytest.mark.parametrize("threads", [1, 5])
def test_other_threads_of_the_database_give_the_same_bytes(
    threads: int, vault: Vault, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = relations.open_duckdb

    @contextmanager
    def other(scratch: Path, memory_limit: str) -> Generator[duckdb.DuckDBPyConnection]:
        with opened(scratch, memory_limit) as connection:
            connection.execute(f"SET threads = {threads}")
            yield connection

    before = digests(run)
    monkeypatch.setattr(relations, "open_duckdb", other)
    again = detect(vault, "default", Options(), SILENT, again=True)
    assert digests(again) == before
    assert (again.counts, again.notes) == (run.counts, run.notes)
