"""`marionet queries` and `marionet query`, as they are typed."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable

import pytest

from graph.session import Graph
from marionet.cli.app import main
from marionet.cli.console import console
from tests.queries.small_case import EVE, HOSTILE, Case

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Types a command and returns its exit code, standard output and standard error."""

    def typed(*arguments: str, **environment: str) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["marionet", "--quiet", *arguments])
        monkeypatch.setattr(console, "width", 300)
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return typed


def test_queries_are_listed_by_group(run: Run) -> None:
    code, out, _ = run("queries")
    assert code == 0
    assert "ring-members" in out
    assert "Black manuscripts" in out


def test_a_query_is_shown_whole(run: Run) -> None:
    _, out, _ = run("queries", "ring-members")
    assert "limit: rows of one page (integer, 1 to 1000, default 100)" in out
    assert "MATCH (:Ring {ring_id: $ring})" in out


def test_answers_in_three_forms(case: Case, neo4j_environment: dict[str, str], run: Run) -> None:
    ask = ("query", "account-by-id", "-p", f"account={EVE}", "--format")
    _, out, _ = run(*ask, "csv", **neo4j_environment)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["account_id"], row["name"]) for row in rows] == [(EVE, HOSTILE)]
    _, out, _ = run(*ask, "json")
    answer = json.loads(out)
    assert (answer["shown"], answer["truncated"]) == (1, False)
    assert answer["rows"][0]["name"] == HOSTILE
    _, out, err = run(*ask, "table")
    assert "\u202e" not in out
    assert "1 of 1 rows" in err
    assert case.run.run_id


def test_a_table_shows_text_as_it_is_and_says_where_it_is_cut(
    graph: Graph, neo4j_environment: dict[str, str], run: Run
) -> None:
    graph.write(
        "CREATE (:Account {account_id: 'x:f', name: $name, bio: $bio})",
        {"name": "=1+1 刹车", "bio": "b" * 600},
    )
    ask = ("query", "account-by-id", "-p", "account=x:f", "--format")
    wide: dict[str, str] = {**neo4j_environment, "COLUMNS": "2000"}
    _, out, _ = run(*ask, "table", **wide)
    assert "=1+1 刹车" in out
    assert "'=1+1" not in out
    assert "…" in out
    _, out, _ = run(*ask, "csv", **wide)
    assert "'=1+1 刹车" in out
    assert "b" * 600 in out


WRONG = {
    "no query 'ring-member'. Did you mean ring-members": ("ring-member",),
    "is not NAME=VALUE": ("ring-members", "-p", "ring"),
    "given twice": ("ring-members", "-p", "ring=a", "-p", "ring=b"),
    "no parameter 'rings'": ("ring-members", "-p", "rings=a"),
    "Parameter ring is missing": ("ring-members",),
    "Parameter limit='0' is not acceptable": ("ring-members", "-p", "ring=a", "-p", "limit=0"),
}


@pytest.mark.parametrize("complaint", WRONG)
def test_wrong_calls_end_with_a_sentence_and_2(complaint: str, run: Run) -> None:
    code, out, err = run("query", *WRONG[complaint])
    assert (code, out) == (2, "")
    assert complaint in err
    assert "Traceback" not in err
