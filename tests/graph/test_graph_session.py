from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.connection import Connection
from graph.failures import TimedOut
from graph.session import Graph
from marionet.errors import GraphError, QueryError


def test_times_come_back_as_aware_datetimes_at_any_depth(graph: Graph) -> None:
    rows = graph.read(
        "RETURN datetime('2025-01-02T03:04:05.000006+08:00') AS t, [{d: date()}] AS l"
    )
    assert rows[0]["t"] == datetime(2025, 1, 1, 19, 4, 5, 6, tzinfo=UTC)
    assert rows[0]["t"].tzinfo is UTC


def test_a_read_cannot_write(graph: Graph) -> None:
    with pytest.raises(QueryError):
        graph.read("CREATE (:Trial)")
    assert graph.read("MATCH (t:Trial) RETURN t") == []


@pytest.mark.parametrize("query", ["MATCH (n", "RETURN $missing", "RETURN 1 / 0", "RETURN n"])
def test_a_wrong_query_is_a_query_error(graph: Graph, query: str) -> None:
    with pytest.raises(QueryError):
        graph.read(query)


def test_a_read_is_stopped_at_its_time_limit(graph: Graph) -> None:
    with pytest.raises(TimedOut, match="time limit"):
        graph.read("UNWIND range(1, 1000000000) AS i RETURN count(i % 7)", timeout_s=0.5)


def test_no_more_rows_than_asked_are_read(graph: Graph) -> None:
    assert graph.read("UNWIND range(1, 1000) AS n RETURN n", max_rows=2) == [{"n": 1}, {"n": 2}]


def test_a_wrong_password_is_told_without_the_password(neo4j_server: Connection) -> None:
    with (
        Graph(replace(neo4j_server, password="guess")) as stranger,  # noqa: S106 - invented
        pytest.raises(GraphError, match="NEO4J_PASSWORD") as told,
    ):
        stranger.read("RETURN 1")
    assert "guess" not in told.value.message
    assert "guess" not in repr(stranger.connection)


def test_writes_of_one_transaction_stand_or_fall_together(graph: Graph) -> None:
    with pytest.raises(QueryError), graph.writing() as run:  # noqa: PT012 - the block is the test
        run("CREATE (:Trial)", {})
        run("RETURN 1 / 0", {})
    assert graph.read("MATCH (t:Trial) RETURN t") == []


def test_explain_plans_and_does_not_run(graph: Graph) -> None:
    explained = graph.explain("CREATE (t:Trial) RETURN t")
    assert explained.kind == "rw"
    assert explained.plan["operatorType"].startswith("ProduceResults")
    assert graph.read("MATCH (t:Trial) RETURN t") == []
