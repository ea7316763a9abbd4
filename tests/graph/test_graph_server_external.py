"""Which servers of other people are taken."""

from __future__ import annotations

import pytest

from graph.external import check_version
from marionet.errors import GraphError


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/5.26.30", "Neo4j/2025.11.0", "Other/1.0"])
def test_neo4j_from_5_26_on_is_taken(agent: str) -> None:
    check_version("bolt://host", agent)


@pytest.mark.parametrize("agent", ["Neo4j/4.4.40", "Neo4j/5.9.0", "Neo4j/5.25.1"])
def test_an_older_neo4j_is_refused_with_its_version(agent: str) -> None:
    with pytest.raises(GraphError, match=agent):
        check_version("bolt://host", agent)
