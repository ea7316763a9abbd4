"""`marionet explain`, `compare` and `runs` on a small workspace, as people see them."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from detection.explain.pair import explain_pair
from detection.explain.reading import Reader
from marionet.cli.app import app
from marionet.errors import NotFound, UsageError
from vault import Vault
from vault.schema import CANONICAL

RING = {f"x:puppet{number:02}" for number in range(12)}
START = datetime(2025, 1, 1, tzinfo=UTC)


def fill(home: Path) -> None:
    """Twelve accounts repost fifteen posts within minutes; two hundred as they like, in a word."""
    chance = random.Random(0)
    touches = [
        (f"x:puppet{account:02}", f"x:order{task}", START + timedelta(days=task, minutes=account))
        for task in range(15)
        for account in range(12)
        if (task + account) % 4
    ]
    touches += [
        ("x:reader00", f"x:order{task}", START + timedelta(days=task, hours=2)) for task in (0,)
    ]
    touches += [
        (
            f"x:reader{chance.randrange(200):02}",
            f"x:news{n % 147}",
            START + timedelta(minutes=20 * n),
        )
        for n in range(1200)
    ]
    posts = [
        {"post_id": f"x:{n}", "platform": "x", "account_id": who, "created_at": at,
         "text": "hm\x1b[2J", "kind": "repost", "repost_of": what,
         "client": "robot" if who in RING else "phone"}
        for n, (who, what, at) in enumerate(touches)
    ]  # fmt: skip
    accounts = [
        {"account_id": who, "platform": "x", "handle": who[2:].title(), "created_at": START}
        for who in sorted(RING)
    ]
    accounts.append({"account_id": "x:reader01", "platform": "x", "handle": "Puppet03"})
    with Vault(home / "vault").begin_batch("test") as batch:
        batch.write("posts", pa.Table.from_pylist(posts, schema=CANONICAL["posts"]))
        batch.write("accounts", pa.Table.from_pylist(accounts, schema=CANONICAL["accounts"]))
        batch.commit(
            collection="default", sources=["0" * 64], names=["posts.jsonl"], format="interchange",
            duplicates=0, rejects=0, options={},
        )  # fmt: skip


def marionet(home: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), "-q", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    fill(home)
    marionet(home, "detect", "--no-graph", "--no-study")
    marionet(home, "detect", "--no-graph", "--no-study", "--q", "0.05")
    return home


@pytest.fixture(scope="module")
def ring(home: Path) -> str:
    [found] = json.loads(marionet(home, "rings", "--format", "json"))
    return found["ring_id"]


def test_a_ring_is_told_with_what_speaks_against_it_and_its_posts(home: Path, ring: str) -> None:
    told = marionet(home, "explain", ring)
    assert told.startswith(f"{ring}: ring, 12 accounts")
    for part in (
        "It is not an audience",
        "What speaks against it",
        "Strongest evidence",
        "x:order",
        "Signs of fake accounts (these support, they do not prove)",
        "12 members posted from “robot”: 100% of the members and 0.0% of all others",
    ):
        assert part in told
    assert "\x1b" not in told


def test_a_ring_of_an_earlier_run_is_found_by_its_id_and_keeps_its_name(
    home: Path, ring: str
) -> None:
    [first, _] = json.loads(marionet(home, "runs", "--format", "json"))
    [row] = json.loads(marionet(home, "rings", "--run", first["run_id"], "--format", "json"))
    assert row["ring_id"] != ring
    assert marionet(home, "explain", row["ring_id"]).startswith(row["ring_id"])
    assert f"known as {row['ring_id']}" in marionet(home, "explain", ring)
    assert json.loads(marionet(home, "rings", "--format", "json"))[0]["name"] == row["ring_id"]


def test_a_member_is_told_with_its_traces(home: Path, ring: str) -> None:
    found = json.loads(marionet(home, "explain", "x:puppet05", "--format", "json", "--most", "20"))
    assert found["ring"]["ring_id"] == ring
    assert len(found["traces"]) == found["pieces"] == found["ring"]["hits"]
    assert {trace["gap_s"] for trace in found["traces"]} == {60.0}
    assert "Listed as a member of the ring" in marionet(home, "explain", "@PUPPET05")


def test_an_account_that_was_spared_is_told_which_rule_spared_it(home: Path, ring: str) -> None:
    found = json.loads(marionet(home, "explain", "x:reader00", "--format", "json"))
    assert found["ring"] is None
    [near] = [row for row in found["candidates"] if row["ring_id"] == ring]
    assert (near["seen"], near["verdict"]) != (0, "member")
    assert marionet(home, "explain", "x:reader00").splitlines()[2].startswith("Not flagged.")


def test_a_pair_is_told_with_posts_gaps_and_its_chance(home: Path) -> None:
    found = json.loads(
        marionet(home, "explain", "x:puppet05", "x:puppet06", "--format", "json", "--most", "99")
    )
    assert found["one_ring"]
    assert found["shared"] == len(found["meetings"]) == 8
    assert {meeting["gap_s"] for meeting in found["meetings"]} == {60.0}
    assert 0 < found["p"] < found["p_shared"] < 0.01
    told = marionet(home, "explain", "x:puppet05", "x:puppet06")
    assert "60 s apart" in told
    assert "no proof that they follow orders" in " ".join(told.split())


def test_the_chance_of_a_pair_is_that_of_its_edge(home: Path) -> None:
    vault = Vault(home / "vault")
    reader = Reader(vault, vault.run())
    edges = vault.run().read("edges").to_pylist()
    for edge in edges[:10]:
        found = explain_pair(reader, edge["account_b"], edge["account_a"], 1)
        assert found.drawn
        assert found.p == pytest.approx(edge["p"], rel=1e-9)
        assert found.shared == edge["shared"]


def test_two_that_never_met_are_told_so(home: Path) -> None:
    assert "did not meet" in marionet(home, "explain", "x:puppet05", "x:reader133")


WRONG = {
    "nobody": (["nobody"], NotFound, "no account of this id or handle"),
    "several": (["puppet03"], UsageError, "2 accounts had the handle"),
    "one twice": (["x:puppet05", "Puppet05"], UsageError, "Both names mean"),
    "three": (["a", "b", "c"], UsageError, "3 things are named"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_explained_is_told(name: str, home: Path) -> None:
    what, error, message = WRONG[name]
    with pytest.raises(error, match=message):
        marionet(home, "explain", *what)


def test_a_run_without_what_explanations_need_says_so(home: Path, tmp_path: Path) -> None:
    import shutil

    old = tmp_path / "old"
    shutil.copytree(home, old)
    [run] = (old / "vault" / "runs").glob(f"{Vault(home / 'vault').run().run_id}*")
    for table in ("tested", "overlaps"):
        (run / f"{table}.parquet").unlink()
    assert "too old" in marionet(old, "explain", "x:reader133")
    assert "Listed as a member" in marionet(old, "explain", "x:puppet05")


def test_runs_tell_what_they_were_asked_beyond_the_defaults(home: Path) -> None:
    [first, second] = json.loads(marionet(home, "runs", "--format", "json"))
    assert (first["asked"], second["asked"]) == ("", "q=0.05")
    assert (second["rings"], second["flagged"], second["posts"]) == (1, 12, 1336)
    assert second["seconds"] > 0
    assert "defaults" in marionet(home, "runs")
    assert "no run yet" in marionet(home, "runs", "--collection", "moon")


def test_two_runs_are_compared(home: Path, ring: str) -> None:
    [first, second] = [
        run["run_id"] for run in json.loads(marionet(home, "runs", "--format", "json"))
    ]
    found = json.loads(marionet(home, "compare", first, "--format", "json"))
    assert [(fate["fate"], fate["latter"], fate["same"]) for fate in found["rings"]] == [
        ("kept", ring, True)
    ]
    told = marionet(home, "compare", first, second)
    assert "1 kept, 0 split, 0 merged, 0 new, 0 gone" in told
    assert "parameters (q=0.01 -> q=0.05)" in told
    with pytest.raises(UsageError, match="Both are the run"):
        marionet(home, "compare", second)
