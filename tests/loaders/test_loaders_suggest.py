from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loaders import load
from loaders.format import Context
from loaders.tables.sample import Sample, read_sample
from loaders.tables.suggest import Suggestion, suggest_mapping
from marionet.cli.app import app
from marionet.errors import UsageError
from vault import Vault

TWEETS = [
    {
        "tweet_id": str(10**17 + n),
        "airline": "North",
        "name": f"ann{n % 3}",
        "text": f"look #here {n}",
        "tweet_created": f"3/{n % 28 + 1}/2025 12:0{n % 10}",
        "retweet_count": "2",
    }
    for n in range(40)
]
CHINESE = [
    {
        "微博id": str(5 * 10**15 + n),
        "用户id": str(10**9 + n % 4),
        "用户昵称": "小安",
        "微博正文": "看 #这里#",
        "发布时间": f"2025-03-01 12:{n % 60:02}",
        "点赞数": "1.2万",
    }
    for n in range(40)
]


def write(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def suggested(path: Path) -> Suggestion:
    return suggest_mapping(read_sample(path, 1000), path.name)


@pytest.mark.parametrize(
    ("rows", "encoding"), [(TWEETS, "utf-8"), (CHINESE, "utf-8"), (CHINESE, "gb18030")]
)
def test_table_loads_whole_with_what_is_suggested(
    rows: list[dict[str, str]], encoding: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "export.csv", rows, encoding)
    mapping = tmp_path / "export.yaml"
    mapping.write_text(suggested(path).text)

    [report] = load(Vault(tmp_path / "vault"), [str(path)], mapping=str(mapping))

    assert (report.posts, report.rejects) == (40, 0)
    assert report.accounts == len({row.get("name") or row.get("用户id") for row in rows})


def test_month_and_day_that_could_be_swapped_are_told(tmp_path: Path) -> None:
    rows = [{**row, "tweet_created": "3/4/2025 12:00"} for row in TWEETS]
    doubts = suggested(write(tmp_path / "t.csv", rows)).doubts

    assert any("is it %d/%m/%Y %H:%M?" in doubt for doubt in doubts)


def test_days_above_twelve_settle_the_order(tmp_path: Path) -> None:
    rows = [{**row, "tweet_created": "25/4/2025 12:00"} for row in TWEETS]

    assert "%d/%m/%Y %H:%M" in suggested(write(tmp_path / "t.csv", rows)).text


def test_chinese_table_is_read_in_chinese_time(tmp_path: Path) -> None:
    assert "Asia/Shanghai" in suggested(write(tmp_path / "t.csv", CHINESE)).text


def test_column_that_was_not_understood_is_named(tmp_path: Path) -> None:
    assert (
        "`extra`, as no field was found: airline"
        in suggested(write(tmp_path / "t.csv", TWEETS)).text
    )


def test_table_of_accounts_is_suggested_as_one(tmp_path: Path) -> None:
    rows = [
        {"user_id": str(n), "screen_name": f"ann{n}", "followers_count": "5"} for n in range(1, 10)
    ]
    path = write(tmp_path / "users.csv", rows)
    mapping = tmp_path / "users.yaml"
    mapping.write_text(suggested(path).text)

    [report] = load(
        Vault(tmp_path / "v"), [str(path)], mapping=str(mapping), context=Context(platform="x")
    )

    assert (report.posts, report.accounts, report.rejects) == (0, 9, 0)


def test_needed_field_without_a_column_is_a_doubt() -> None:
    rows = [{"a": "x", "b": "y"}]
    doubts = suggest_mapping(Sample(["a", "b"], rows), "t.csv").doubts

    assert any("account_id" in doubt for doubt in doubts)


def test_command_prints_yaml_and_tries_it(tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", TWEETS)
    ran = CliRunner().invoke(app, ["mapping", "suggest", str(path)])

    assert ran.exit_code == 0
    assert ran.stdout.startswith("title:")
    assert "tried: 40 posts, 3 accounts, 0 duplicates, 0 rejects" in ran.stderr


def test_command_says_what_a_mapping_cannot_do(tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", TWEETS)
    mapping = tmp_path / "wrong.yaml"
    mapping.write_text(
        "columns: {account_id: name, created_at: airline}\nconstants: {platform: x}\n"
    )
    ran = CliRunner().invoke(app, ["mapping", "check", str(path), str(mapping)])

    assert ran.exit_code == 1


def test_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", TWEETS)
    ran = CliRunner().invoke(app, ["mapping", "suggest", str(path), "-o", str(path)])

    assert isinstance(ran.exception, UsageError)
    assert path.read_text().startswith("tweet_id")
