"""What a page asks with: the catalogue and the graph, in one hand."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends

from api.dependencies import CatalogDep, GraphDep
from marionet.errors import NotFound
from queries.catalog import Query
from queries.run import Result, Row, run_query


class Desk:
    """Asks queries of the catalogue by name; nothing of a request reaches the text of a query."""

    def __init__(self, graph: GraphDep, catalog: CatalogDep) -> None:
        self._graph = graph
        self._catalog = catalog

    def ask(self, query: str, *, count: bool = False, **given: Any) -> Answer:
        """Ask a query.

        Args:
            query: Its name in the catalogue.
            count: Whether to ask how many rows there are in all.
            given: Its parameters; None leaves one out.

        Raises:
            QueryError: A parameter is not acceptable.
            GraphError: Neo4j cannot be reached, or gave up.
        """
        found = self._catalog[query]
        chosen = {name: value for name, value in given.items() if value is not None}
        return Answer(found, run_query(self._graph, found, chosen, count=count))

    def one(self, query: str, what: str, **given: Any) -> tuple[Row, Answer]:
        """Ask for one thing.

        Raises:
            NotFound: There is no such thing; the message names `what`.
        """
        answer = self.ask(query, **given)
        if not answer.rows:
            raise NotFound(f"There is no {what}. Find what there is by the search, or from / on.")
        return answer.rows[0], answer


class Answer:
    """The rows of a query, and what a panel says of them: how many of how many, by what Cypher."""

    def __init__(self, query: Query, result: Result) -> None:
        self.query = query
        self.result = result

    @property
    def rows(self) -> list[Row]:
        """The rows."""
        return self.result.rows

    @property
    def total(self) -> int | None:
        """Rows in all, where that is known."""
        return self.result.total

    @property
    def offset(self) -> int:
        """Rows that were passed over."""
        offset = self.result.parameters.get("offset")
        return offset if isinstance(offset, int) else 0

    @property
    def previous_offset(self) -> int | None:
        """Where the page before this one begins; None on the first."""
        limit = self.result.parameters.get("limit")
        if not self.offset or not isinstance(limit, int):
            return None
        return max(0, self.offset - limit)

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins; None on the last."""
        return self.result.next_offset


DeskDep = Annotated[Desk, Depends(Desk)]
