"""`marionet detect`, `rings`, `edges` and `runs` without Neo4j."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from marionet.cli.app import app
from marionet.cli.detect import choose_collection
from marionet.errors import NotFound, UsageError
from vault import Vault
from vault.schema import CANONICAL

RING = {f"x:puppet{number:02}" for number in range(12)}


def fill(home: Path, collections: tuple[str, ...] = ("default",)) -> Path:
    """Twelve accounts repost the same fifteen posts within minutes; sixty do as they like."""
    chance = random.Random(0)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    touches = [
        (f"x:puppet{account:02}", f"x:order{task}", start + timedelta(days=task, minutes=account))
        for task in range(15)
        for account in range(12)
        if (task + account) % 4
    ]
    touches += [
        (f"x:reader{chance.randrange(60):02}", f"x:news{n % 47}", start + timedelta(hours=n))
        for n in range(400)
    ]
    rows = [
        {"post_id": f"x:{n}", "platform": "x", "account_id": who, "created_at": at,
         "kind": "repost", "repost_of": what}
        for n, (who, what, at) in enumerate(touches)
    ]  # fmt: skip
    vault = Vault(home / "vault")
    for collection in collections:
        with vault.begin_batch("test") as batch:
            batch.write("posts", pa.Table.from_pylist(rows, schema=CANONICAL["posts"]))
            batch.commit(
                collection=collection,
                sources=["0" * 64],
                names=["posts.jsonl"],
                format="interchange",
                duplicates=0,
                rejects=0,
                options={},
            )
    return home


def marionet(home: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), "-q", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = fill(tmp_path_factory.mktemp("home"))
    marionet(home, "detect", "--no-graph", "--no-study")
    return home


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_members_come_as_csv_with_four_columns(home: Path) -> None:
    printed = marionet(home, "rings", "--members", "--format", "csv")
    assert printed.splitlines()[0] == "ring_id,account_id,score,q"
    rows = rows_of(printed)
    assert {row["account_id"] for row in rows} == RING
    assert all(0 <= float(row["score"]) <= 1 and float(row["q"]) <= 0.01 for row in rows)


def test_rings_come_as_json_with_their_reason(home: Path) -> None:
    [ring] = json.loads(marionet(home, "rings", "--format", "json"))
    assert (ring["tier"], ring["accounts"]) == ("ring", 12)
    assert ring["reason"].startswith("12 accounts met in 15 independent pieces of evidence")


def test_the_table_says_why_when_asked(home: Path) -> None:
    printed = marionet(home, "rings", "--reasons")
    assert "It is not an audience" in printed


def test_edges_join_members_of_a_ring(home: Path) -> None:
    rows = rows_of(marionet(home, "edges"))
    assert {row["account_a"] for row in rows} | {row["account_b"] for row in rows} == RING
    [ring] = {row["ring_id"] for row in rows}
    assert rows_of(marionet(home, "edges", "--ring", ring)) == rows


def test_an_unknown_ring_is_told_with_those_that_are_there(home: Path) -> None:
    with pytest.raises(NotFound, match=r"no ring 'moon' \(it has: [0-9a-f]{6}-01\)"):
        marionet(home, "edges", "--ring", "moon")


def test_asking_again_says_that_the_answer_is_known(home: Path) -> None:
    assert "--again" in marionet(home, "detect", "--no-graph", "--no-study")
    [run] = json.loads(marionet(home, "runs", "--format", "json"))
    assert (run["algorithm"], run["findings"]) == ("leiden", 1)


def test_detection_ends_with_the_run_and_its_totals(home: Path) -> None:
    *_, run, totals = marionet(home, "detect", "--no-graph", "--no-study", "--again").splitlines()
    assert run.startswith("Run run-")
    assert totals == (
        "535 posts, 72 accounts, 1 ring, 12 flagged accounts, 0 audiences that look alike"
    )


def test_a_run_is_found_by_the_beginning_of_its_id(home: Path) -> None:
    [run] = json.loads(marionet(home, "runs", "--format", "json"))
    assert "x:puppet00" in marionet(home, "rings", "--run", run["run_id"][:8], "--members")


def test_several_collections_need_a_name_unless_one_is_the_default(tmp_path: Path) -> None:
    vault = Vault(fill(tmp_path / "two", ("spring", "autumn")) / "vault")
    with pytest.raises(UsageError, match="autumn, spring"):
        choose_collection(vault, None)
    assert choose_collection(vault, "spring") == "spring"
    assert choose_collection(Vault(fill(tmp_path / "one", ("spring",)) / "vault"), None) == "spring"


def test_an_empty_workspace_says_how_to_load(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="marionet load"):
        choose_collection(Vault(tmp_path), None)
