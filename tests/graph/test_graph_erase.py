from __future__ import annotations

import pytest

from graph.erase import erase_all
from graph.failures import MemoryExceeded
from graph.session import Graph
from marionet.progress import SILENT


def test_a_node_that_alone_is_too_much_is_thinned_first(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.write(
        "CREATE (hub:Hashtag {tag: 'hub'}) WITH hub UNWIND range(1, 30) AS i "
        "CREATE (:Foreign {number: i})-[:OTHER]->(hub)"
    )
    monkeypatch.setattr("graph.erase._MOST", 10)
    write = graph.write

    def strict(query: str, parameters: dict[str, object]) -> list[dict[str, object]]:
        links = graph.read("MATCH (:Hashtag)-[r]-() RETURN count(r) AS n")[0]["n"]
        if "DETACH" in query and "Hashtag" in query and links > 5:
            raise MemoryExceeded("too much")
        return write(query, parameters)

    monkeypatch.setattr(graph, "write", strict)
    with SILENT.step("emptying") as step:
        erase_all(graph, step)
    assert graph.read("MATCH (n) RETURN DISTINCT labels(n) AS l") == [{"l": ["Foreign"]}]
