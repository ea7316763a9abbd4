"""The small case, written once for each module of tests; tests only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.connection import Connection
from tests.queries.small_case import Case, open_case


@pytest.fixture(scope="module")
def case(neo4j_server: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A ring of three, a bystander and a hostile name."""
    with open_case(neo4j_server, tmp_path_factory.mktemp("case")) as opened:
        yield opened
