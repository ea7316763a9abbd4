"""`marionet network` as a person meets it."""

from __future__ import annotations

import csv
import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import networkx as nx
import pyarrow as pa
import pytest

from marionet.cli.app import main
from marionet.cli.network import SHARED
from marionet.workspace import Workspace
from network.collection_shares import LAYERS
from tests.network.networks_read import write_csv_rows
from vault import Vault
from vault.schema import CANONICAL

SHARES = "object_id,account_id,content_id,timestamp_share"
MESSAGES = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls"


@pytest.fixture
def shares(tmp_path: Path) -> Path:
    rows = ('x,"a,<&"" \x01",1,0', "x,b,2,1", 'y,"a,<&"" \x01",3,0', "y,b,4,9", "y,c,5,2021-08-15")
    return write_csv_rows(tmp_path / "shares.csv", SHARES, *rows[:4])


def test_edges_go_to_standard_output_as_csv(
    shares: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["marionet", "network", "coortweet", str(shares)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capfd.readouterr()
    assert ended.value.code == 0, told.err
    [edge] = csv.DictReader(io.StringIO(told.out))
    assert (edge["account_a"], edge["account_b"], edge["weight"]) == ('a,<&" \x01', "b", "2")
    assert (edge["avg_time_delta"], edge["weight_threshold"]) == ("5", "0")
    assert "2 accounts, 1 edges" in told.err


def call_in_process(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """Run the command line in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["marionet", "--quiet", "network", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_graphml_holds_hostile_names_and_every_attribute(
    shares: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.graphml"
    options = ("--fast", "5", "--subgraph", "0", "--format", "graphml", "--output", str(path))
    assert call_in_process(monkeypatch, "coortweet", str(shares), *options) == 0
    graph = nx.read_graphml(path)
    assert set(graph) == {'a,<&" \ufffd', "b"}
    [(_, _, edge)] = graph.edges(data=True)
    assert (edge["weight"], edge["avg_time_delta"], edge["edge_symmetry_score"]) == (2, 5.0, 1.0)
    assert (edge.get("weight_fast"), edge["n_content_id_b"]) == (None, 2)


def test_cnt_writes_the_columns_of_cnt_and_names_of_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ("1,a,Ann,r,,,0,", "2,b,Ben,r,,,1,")
    messages = write_csv_rows(tmp_path / "messages.csv", MESSAGES, *rows)
    call = ("cnt", "co_retweet", str(messages), "--min-edge-weight", "1", "--output")
    path = tmp_path / "cnt.csv"
    assert call_in_process(monkeypatch, *call, str(path)) == 0
    assert path.read_text().splitlines() == [
        '"source","target","weight","edge_type"',
        '"a","b",1,"co_retweet"',
        '"b","a",1,"co_retweet"',
    ]
    path = tmp_path / "cnt.graphml"
    assert call_in_process(monkeypatch, *call, str(path), "--format", "graphml") == 0
    graph = nx.read_graphml(path)
    assert graph.is_directed()
    assert dict(graph.nodes(data="username")) == {"a": "Ann", "b": "Ben"}


WRONG = {
    "no file": (("coortweet", "absent.csv"), 2, "There is no file"),
    "a column is missing": (("coortweet", "lacks.csv"), 1, "no column content_id"),
    "no time": (("coortweet", "undated.csv"), 1, "row 2: 'yesterday'"),
    "an empty file": (("coortweet", "empty.csv"), 1, "is empty"),
    "a fast subgraph without --fast": (
        ("coortweet", "undated.csv", "--subgraph", "2"),
        2,
        "--fast",
    ),
    "no such layer": (("cnt", "co_dance", "undated.csv"), 2, "co_dance"),
    "a quantile above 1": (("coortweet", "undated.csv", "--edge-weight", "2"), 2, "edge-weight"),
    "a message without time": (("cnt", "co_post", "timeless.csv"), 1, "row 2 has no timestamp"),
    "no text": (("cnt", "co_post", "binary.csv"), 1, "cannot be read"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_read_is_told_in_a_sentence(
    case: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv_rows(tmp_path / "lacks.csv", "object_id,account_id,timestamp_share", "x,a,1")
    write_csv_rows(tmp_path / "undated.csv", SHARES, "x,a,1,5", "x,b,2,yesterday")
    write_csv_rows(tmp_path / "timeless.csv", MESSAGES, "1,a,,,,,5,", "2,a,,,,,,")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "binary.csv").write_bytes(MESSAGES.encode() + b"\n\xff\xfe,\xc0,,,,,1,\n")
    call, code, expected = WRONG[case]
    ended = call_in_process(monkeypatch, *call)
    said = capsys.readouterr()
    assert (ended, said.out) == (code, "")
    assert expected in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["coortweet", "cnt"])
def test_help_has_an_example(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_in_process(monkeypatch, command, "--help")
    assert f"Example:  marionet network {command}" in capsys.readouterr().out


def fill_vault(home: Path) -> None:
    """Two accounts, three posts each, a second apart: one URL a pair, one hashtag for all."""
    vault = Vault(Workspace(home).create().vault)
    both = list(enumerate("ab"))
    posts = [(f"x:{account}{k}", account, k, at) for k in range(3) for at, account in both]
    start = datetime(2025, 3, 1, 12, tzinfo=UTC)
    rows = {
        "posts": [
            {
                "post_id": post,
                "platform": "x",
                "account_id": f"x:{account}",
                "created_at": start + timedelta(minutes=k, seconds=at),
                "text": f"look {k} ",
            }
            for post, account, k, at in posts
        ],
        "post_urls": [{"post_id": post, "url": f"cars.example/{k}"} for post, _, k, _ in posts],
        "post_hashtags": [{"post_id": post, "tag": "recall"} for post, *_ in posts],
    }
    with vault.begin_batch("test") as writer:
        for name, values in rows.items():
            writer.write(name, pa.Table.from_pylist(values, schema=CANONICAL[name]))
        writer.commit(
            collection="spring",
            sources=["0" * 64],
            names=["test.jsonl"],
            format="test",
            duplicates=0,
            rejects=0,
            options={},
        )


def test_a_collection_gives_the_shares_of_its_layers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_vault(tmp_path / "home")  # where the settings of tests have the workspace
    path = tmp_path / "network.csv"
    call = ("coortweet", "--collection", "spring", "--output", str(path), "--layer")
    assert call_in_process(monkeypatch, *call, "url", "--layer", "hashtag") == 0
    [edge] = csv.DictReader(path.open())
    assert (edge["account_a"], edge["account_b"], edge["weight"]) == ("x:a", "x:b", "6")
    assert edge["avg_time_delta"] == "1"
    assert call_in_process(monkeypatch, *call, "text") == 0
    [edge] = csv.DictReader(path.open())
    assert edge["weight"] == "3"
    assert call_in_process(monkeypatch, "coortweet", "--collection", "spring") == 2
    assert call_in_process(monkeypatch, *call, "moon") == 2
    assert set(SHARED) == set(LAYERS)
    assert call_in_process(monkeypatch, *call, "url", str(path)) == 2
