"""`marionet detect`: periods, several collections, seeds, steps, and calls that are wrong."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from marionet.cli.app import app
from marionet.cli.period import read_period
from marionet.cli.seeds import read_seeds
from marionet.errors import MarionetError, UsageError
from vault import Vault
from vault.schema import CANONICAL

START = datetime(2025, 1, 1, tzinfo=UTC)
PUPPETS = [f"x:puppet{number:02}" for number in range(24)]
TASKS, POSTS = 20, 1860
Touch = tuple[str, str, datetime]


def touches() -> list[Touch]:
    """Two dozen accounts repost twenty posts within minutes; two hundred do as they like."""
    chance = random.Random(0)
    ordered = [
        (who, f"x:order{task}", START + timedelta(hours=17 * task, minutes=place, seconds=task))
        for task in range(TASKS)
        for place, who in enumerate(PUPPETS)
        if (task + place) % 4
    ]
    free = [
        (
            f"x:reader{chance.randrange(200):03}",
            f"x:news{n % 150}",
            START + timedelta(minutes=14 * n, seconds=chance.randrange(3000)),
        )
        for n in range(1500)
    ]
    return ordered + free


def store(vault: Vault, collection: str, chosen: list[tuple[int, Touch]]) -> None:
    rows = [
        {"post_id": f"x:p{n:04}", "platform": "x", "account_id": who, "created_at": at,
         "kind": "repost", "repost_of": what, "source": f"{collection[0]}" * 64, "offset": n + 1}
        for n, (who, what, at) in chosen
    ]  # fmt: skip
    with vault.begin_batch("test") as batch:
        batch.write("posts", pa.Table.from_pylist(rows, schema=CANONICAL["posts"]))
        batch.commit(
            collection=collection, sources=["0" * 64], names=["posts.jsonl"],
            format="interchange", duplicates=0, rejects=0, options={},
        )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All posts in `whole`; the same in two parts that overlap, `east` and `west`."""
    home = tmp_path_factory.mktemp("home")
    vault = Vault(home / "vault")
    rows = list(enumerate(touches()))
    store(vault, "whole", rows)
    store(vault, "east", [row for row in rows if row[0] % 2 == 0 or row[0] < 60])
    store(vault, "west", [row for row in rows if row[0] % 2 == 1 or row[0] < 60])
    return home


def detect(home: Path, *arguments: str) -> str:
    call = ["--home", str(home), "-q", "detect", "--no-graph", "--no-study", *arguments]
    done = CliRunner().invoke(app, call, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(home: Path, *arguments: str) -> MarionetError:
    call = ["--home", str(home), "-q", "detect", "--no-graph", "--no-study", *arguments]
    error = CliRunner().invoke(app, call).exception
    assert isinstance(error, MarionetError)
    return error


def members(home: Path) -> set[str]:
    call = ["--home", str(home), "-q", "rings", "--members", "--format", "csv"]
    printed = CliRunner().invoke(app, call, catch_exceptions=False).stdout
    return {row["account_id"] for row in csv.DictReader(io.StringIO(printed))}


def test_several_collections_are_one_and_a_post_in_two_counts_once(home: Path) -> None:
    printed = detect(home, "--collection", "west", "--collection", "east")
    assert f"{POSTS:,} posts, 224 accounts, 1 ring" in printed
    assert "of the collection east + west." in printed
    assert members(home) == set(PUPPETS)


def test_all_collections_are_named_in_the_run(home: Path) -> None:
    detect(home, "--all-collections")
    run = Vault(home / "vault").run()
    assert run.parameters["collections"] == ["east", "west", "whole"]
    assert run.counts["posts"] == POSTS


def test_a_period_holds_its_first_and_its_last_day(home: Path) -> None:
    period = ("--from", "2025-01-02", "--until", "2025-01-15")
    printed = detect(home, "--collection", "whole", *period)
    inside = [at for _, _, at in touches() if datetime(2025, 1, 2, tzinfo=UTC) <= at]
    inside = [at for at in inside if at < datetime(2025, 1, 16, tzinfo=UTC)]
    assert f"{len(inside):,} posts," in printed
    assert f"Note: {POSTS - len(inside):,} of {POSTS:,} posts are outside the period." in printed
    assert "2025-01-02 00:00:00 to 2025-01-16 00:00:00 UTC" in printed
    [ring] = [
        r for r in Vault(home / "vault").run().read("rings").to_pylist() if r["tier"] == "ring"
    ]
    assert ring["first"] >= min(inside)
    assert ring["last"] <= max(inside)


def test_seeds_are_told_one_by_one_and_who_acts_with_them(home: Path, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.csv"
    seeds.write_text(
        f"note,account_id\na,{PUPPETS[3]}\nb,x:reader001\nc,x:nobody\nd,{PUPPETS[7]}\n"
    )
    printed = detect(home, "--collection", "whole", "--seeds", str(seeds))
    told = {
        row["account_id"]: (row["verdict"], row["ring_id"] is not None)
        for row in Vault(home / "vault").run().read("seeds").to_pylist()
    }
    assert told == {
        PUPPETS[3]: ("member of a ring", True),
        PUPPETS[7]: ("member of a ring", True),
        "x:reader001": ("nothing speaks for it", False),
        "x:nobody": ("has no post here", False),
    }
    assert "Who acts with them, surest first:" in printed
    assert "1 of 4 seeds have no post here" in printed
    assert "around 4 seeds" in printed
    assert members(home) == set(PUPPETS)


def test_a_ring_without_a_seed_is_not_told(home: Path) -> None:
    printed = detect(home, "--collection", "whole", "--seeds", "x:reader001,x:reader002")
    assert "0 rings" in printed
    assert "nothing speaks for it" in printed


def test_the_parameters_of_a_run_name_no_seed(home: Path) -> None:
    detect(home, "--collection", "whole", "--seeds", "x:reader003")
    run = Vault(home / "vault").run()
    assert run.parameters["seeds"]["count"] == 1
    assert "reader003" not in (run.folder / "run.json").read_text()


def test_runs_say_what_they_were_limited_to(home: Path) -> None:
    detect(home, "--collection", "whole", "--from", "2025-01-05", "--seeds", PUPPETS[1])
    call = ["--home", str(home), "-q", "runs", "--format", "json"]
    rows = json.loads(CliRunner().invoke(app, call, catch_exceptions=False).stdout)
    assert rows[-1]["asked"] == "from 2025-01-05 00:00:00 UTC, around 1 seed"


def test_each_step_tells_rows_time_and_what_it_left_out(home: Path) -> None:
    printed = detect(home, "--collection", "whole", "--steps")
    steps = Vault(home / "vault").run().steps
    assert (steps[0]["name"], steps[-1]["name"]) == ("reading posts", "writing the run")
    assert all(step["name"] in printed for step in steps)
    assert all(each["why"] in printed for step in steps for each in step["dropped"])
    assert "GB of memory" in printed
    by_name = {step["name"]: step for step in steps}
    assert by_name["reading posts"]["rows"] == POSTS
    assert by_name["pairing bursts"]["rows"] > by_name["pairing bursts"]["dropped"][0]["amount"]


WRONG = {
    "no day": (("--from", "soon"), "--from soon is no time. Write 2025-03-01"),
    "no zone": (("--from", "2025-01-01", "--zone", "Mars"), "--zone Mars"),
    "backwards": (("--from", "2025-02-01", "--until", "2025-01-01"), "ends before it begins"),
    "twice": (("--last", "3d", "--from", "2025-02-01"), "--last says the whole period"),
    "no length": (("--last", "soon"), "--last soon is no time. Write 90s"),
    "no such collection": (("--collection", "north"), "no collection 'north'.*east, west, whole"),
    "all and one": (("--all-collections", "--collection", "east"), "leave --collection out"),
    "several": ((), "several collections: east, west, whole"),
    "no seeds": (("--seeds", ","), "no seeds in ','"),
    "seeds without a platform": (("--seeds", "bob,eve"), "no such file.*platform:id"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_told_what_to_write(name: str, home: Path) -> None:
    arguments, message = WRONG[name]
    named = () if {"--collection", "--all-collections"} & {*arguments} or not arguments else (
        "--collection", "whole",
    )  # fmt: skip
    error = refused(home, *named, *arguments)
    assert error.exit_code == 2
    with pytest.raises(MarionetError, match=message):
        raise error


def test_days_are_days_of_the_zone() -> None:
    period = read_period("2025-03-30", "2025-03-30", None, "Europe/Berlin", lambda: None)
    midnight = datetime(2025, 3, 30, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1e6
    assert period.since == midnight
    assert period.until == midnight + 23 * 3600 * 1e6  # the clocks go forward


def test_the_last_days_are_counted_from_the_newest_post() -> None:
    period = read_period(None, None, "2d", "UTC", lambda: 500_000_000_000)
    assert (period.since, period.until) == (500_000_000_000 - 172_800_000_000, 500_000_000_001)


def test_seeds_come_from_the_command_line_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "seeds.txt"
    file.write_text("x:2\n\nx:1\nx:2\n", "utf-8")
    assert read_seeds("x:2, x:1,x:2") == read_seeds(str(file)) == ("x:1", "x:2")
    with pytest.raises(UsageError, match="no seeds"):
        read_seeds(" ")
