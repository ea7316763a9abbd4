from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.connection import Connection
from graph.failures import Conflict, MemoryExceeded, Unreachable
from graph.session import Graph
from graph.write import ATTEMPTS, RunQuery, bounded, write_batch, write_rows
from marionet.errors import GraphError, QueryError
from tests.graph.graph_assertions import nodes


def test_a_batch_that_exceeds_the_memory_is_cut_until_it_fits(graph: Graph) -> None:
    sizes: list[int] = []

    def write(run: RunQuery, items: list[int]) -> None:
        sizes.append(len(items))
        # holds about 5 MB per item until the end of the transaction
        run(
            "UNWIND $rows AS row UNWIND range(1, 50000) AS i WITH row, collect(row + i) AS heavy "
            "CREATE (:Trial {number: row, size: size(heavy)})",
            {"rows": items},
        )

    write_batch(graph, write, list(range(200)), pause=_no_pause)
    assert nodes(graph, "Trial", "number", "size") == {(n, 50_000) for n in range(200)}
    assert sizes[:2] == [200, 100]
    assert graph.read("MATCH (t:Trial) RETURN count(t) AS n") == [{"n": 200}]


def test_an_item_that_alone_exceeds_the_memory_is_told(graph: Graph) -> None:
    def write(run: RunQuery, items: list[int]) -> None:
        raise MemoryExceeded("too much")

    with pytest.raises(GraphError, match="One single record"):
        write_batch(graph, write, [1, 2, 3], pause=_no_pause)


@pytest.mark.parametrize("error", [Conflict("met"), Unreachable("gone")])
def test_conflicts_and_lost_connections_are_tried_again_with_longer_pauses(
    graph: Graph, error: GraphError
) -> None:
    pauses: list[float] = []

    def write(run: RunQuery, items: list[int]) -> None:
        if len(pauses) < 2:
            raise error
        run("UNWIND $rows AS row CREATE (:Trial {number: row})", {"rows": items})

    assert write_batch(graph, write, [1, 2], pause=pauses.append) == 2
    assert nodes(graph, "Trial", "number") == {1, 2}
    assert pauses == [0.2, 0.4]


def test_it_gives_up_after_some_attempts(graph: Graph) -> None:
    pauses: list[float] = []

    def write(run: RunQuery, items: list[int]) -> None:
        raise Conflict("again")

    with pytest.raises(Conflict):
        write_batch(graph, write, [1], pause=pauses.append)
    assert len(pauses) == ATTEMPTS - 1


def test_other_errors_are_told_at_once_and_leave_nothing(graph: Graph) -> None:
    with pytest.raises(QueryError):
        write_rows(graph, "UNWIND $rows AS row CREATE (:Trial {number: row}) RETURN 1 / 0", [1, 2])
    assert nodes(graph, "Trial", "number") == set()


@given(st.lists(st.integers(0, 50)), st.integers(1, 60))
def test_batches_keep_order_and_bound(weights: list[int], limit: int) -> None:
    batches = list(bounded(weights, lambda weight: weight, limit))
    assert [item for batch in batches for item in batch] == weights
    assert all(sum(batch) <= limit or len(batch) == 1 for batch in batches)
    assert all(batches)


def test_a_server_that_is_not_there_is_told_in_one_sentence() -> None:
    with (
        Graph(Connection("bolt://127.0.0.1:1", "neo4j", "secret")) as nowhere,
        pytest.raises(Unreachable, match=r"cannot be reached.*NEO4J_URI") as told,
    ):
        nowhere.read("RETURN 1")
    assert "\n" not in told.value.message
    assert "secret" not in told.value.message


def _no_pause(seconds: float) -> None:
    del seconds
